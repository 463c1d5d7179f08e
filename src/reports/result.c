/* result.c -- what was promised and what came of it, indicator by indicator. */
#include <string.h>

#include "kit/text.h"
#include "programme/programme.h"
#include "project/project.h"
#include "reports/reports_private.h"

enum { MILLI = 1000, BP = EVIDENCE_ONE / 10000 };

/* The newest value of that kind; a signed one goes before any that was typed. */
static const struct project_kpi *value_of(const struct project_kpis *values, const char *kpi,
                                          enum project_kpi_kind kind)
{
    const struct project_kpi *best = NULL;
    for (size_t i = 0; i < values->count; i++) {
        const struct project_kpi *value = &values->at[i];
        if (value->kind == kind && text_same(value->kpi, kpi) &&
            (best == NULL || value->is_signed || !best->is_signed))
            best = value;
    }
    return best;
}

static struct evidence_kpi formula_of(const struct reports_result *result)
{
    return (struct evidence_kpi){.base = result->before * MILLI,
                                 .target = result->target * MILLI,
                                 .after = result->after * MILLI,
                                 .weight = result->weight_bp * BP,
                                 .measured = result->has_after,
                                 .up = result->up};
}

static void add_rates(struct arena *arena, struct reports_result *result)
{
    const struct evidence_kpi formula = formula_of(result);
    struct evidence_rates rates = {0};
    struct error none;
    if (!result->has_before || !result->has_target)
        return;
    result->sentence_ko = evidence_kpi_sentence(arena, &formula, result->ko, true);
    result->sentence_en = evidence_kpi_sentence(arena, &formula, result->en, false);
    if (evidence_kpi_rates(&formula, &rates, &none) != STATUS_OK)
        return; /* the sentence says why */
    result->achieved_known = rates.achieved_known;
    result->improved_known = rates.improved_known;
    result->achieved = rates.achieved;
    result->improved = rates.improved;
}

static struct reports_result result_of(struct arena *arena, const struct rules_kpi *rule,
                                       const struct project_kpis *values,
                                       const struct project_weights *weights)
{
    const struct project_kpi *before = value_of(values, rule->id, PROJECT_KPI_BEFORE),
                             *target = value_of(values, rule->id, PROJECT_KPI_TARGET),
                             *after = value_of(values, rule->id, PROJECT_KPI_AFTER);
    struct reports_result result = {.kpi = rule->id,
                                    .ko = rule->ko,
                                    .en = rule->en,
                                    .unit = rule->unit,
                                    .up = rule->more,
                                    .has_before = before != NULL,
                                    .has_target = target != NULL,
                                    .has_after = after != NULL,
                                    .before_signed = before != NULL && before->is_signed,
                                    .after_signed = after != NULL && after->is_signed,
                                    .before = before == NULL ? 0 : before->value_milli,
                                    .target = target == NULL ? 0 : target->value_milli,
                                    .after = after == NULL ? 0 : after->value_milli};
    for (size_t i = 0; i < weights->count; i++)
        if (text_same(weights->at[i].kpi, rule->id))
            result.weight_bp = weights->at[i].weight_bp;
    add_rates(arena, &result);
    return result;
}

/* The most that one rate counts, in millionths; 0: the rules set no cap. */
static int64_t cap_of(const struct rules_document *rules)
{
    const struct rules_term *term = rules_term(rules, "kpi_rate_cap");
    return term == NULL || term->value == RULES_UNSET ? 0 : term->value * BP;
}

static void add_up(struct arena *arena, const struct rules_document *rules,
                   struct reports_results *results)
{
    struct evidence_kpi *formulas = arena_array(arena, results->items.count, sizeof *formulas);
    struct error none;
    size_t count = 0;
    for (size_t i = 0; i < results->items.count; i++)
        if (results->items.at[i].weight_bp > 0)
            formulas[count++] = formula_of(&results->items.at[i]);
    results->promised =
        count > 0 && evidence_kpi_total(formulas, count, cap_of(rules), &results->total,
                                        &results->complete, &none) == STATUS_OK;
}

enum status reports_results(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            struct reports_results *ret_results, struct error *err)
{
    struct reports_results results = {0};
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    struct project_kpis values = {0};
    struct project_weights weights = {0};
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st == STATUS_OK)
        st = project_kpi_list(tx, arena, agreement_id, &values, err);
    if (st == STATUS_OK)
        st = project_weights(tx, arena, agreement_id, &weights, err);
    if (st != STATUS_OK)
        return st;
    for (size_t i = 0; i < rules.document.kpi_count; i++) {
        struct reports_result result = result_of(arena, &rules.document.kpis[i], &values, &weights);
        if (result.has_before || result.has_target || result.has_after)
            *list_add(arena, &results.items) = result;
    }
    add_up(arena, &rules.document, &results);
    *ret_results = results;
    return STATUS_OK;
}
