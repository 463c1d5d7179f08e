/* What is asked of each funder before anything is agreed: how much of it may be in kind, and which
 * part is due with which tranche, by which day. */
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "rules/rules_private.h"

/* The procedure that begins with the agreement itself: its terms can be counted from there. The
 * others begin when somebody opens them, within the time of the build. */
#define BEGINS_WITH_AGREEMENT "start_report"

bool rules_in_kind_most(const struct rules_document *rules, const struct rules_split *split,
                        size_t index, struct money *ret_most)
{
    must(index < split->count);
    int64_t most_bp = rules->funders[index].in_kind_max_bp;
    if (most_bp == RULES_UNSET || most_bp >= WHOLE_BP)
        return false;
    *ret_most = money_share(split->share[index], most_bp, WHOLE_BP);
    return true;
}

/* The step that opens a tranche: "machine.step", or the id of a step in version 1. */
static const struct rules_step *opening_step(const struct rules_document *rules,
                                             const char *condition)
{
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        size_t size = strlen(step->machine);
        const char *id = size == 0 ? condition : condition + size + 1;
        bool there =
            size == 0 || (strncmp(condition, step->machine, size) == 0 && condition[size] == '.');
        if (there && text_same(id, step->id))
            return step;
    }
    return NULL;
}

/* The step that its procedure waits for first, where the rules give it a term. */
static const struct rules_step *first_term(const struct rules_document *rules,
                                           const struct rules_machine *machine)
{
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        if (text_same(step->machine, machine->id) && text_same(step->from, machine->first) &&
            (step->deadline_days > 0 || step->deadline_months > 0))
            return step;
    }
    return NULL;
}

static struct day build_end(const struct rules_document *rules, struct day agreed,
                            struct rules_instalment *one)
{
    const struct rules_term *build = rules_term(rules, "build");
    if (build == NULL || build->value <= 0 || !text_same(build->unit, "month"))
        return (struct day){0};
    one->basis = build->basis;
    one->basis_en = build->basis_en;
    return months_later(agreed, (int)build->value);
}

static void find_due(const struct rules_document *rules, struct day agreed,
                     const struct holidays *holidays, struct rules_instalment *one)
{
    one->opens = opening_step(rules, one->tranche->condition);
    one->basis = one->tranche->basis;
    one->basis_en = one->tranche->basis_en;
    one->machine = one->opens == NULL ? NULL : rules_machine(rules, one->opens->machine);
    if (one->machine == NULL)
        return;
    one->term = first_term(rules, one->machine);
    if (one->term != NULL) {
        one->basis = one->term->article;
        one->basis_en = one->term->article_en;
    }
    if (one->term != NULL && text_same(one->machine->id, BEGINS_WITH_AGREEMENT))
        one->due = rules_deadline(one->term, agreed, holidays);
    else
        one->due = build_end(rules, agreed, one);
}

enum status rules_instalments(const struct rules_document *rules, const struct rules_split *split,
                              struct day agreed, const struct holidays *holidays,
                              struct rules_instalments *ret_instalments, struct error *err)
{
    struct rules_instalments all = {.count = rules->tranche_count};
    struct money before = {0};
    int64_t share_bp = 0;
    enum status st = rules_ready(rules, err);
    for (size_t i = 0; st == STATUS_OK && i < all.count; i++) {
        struct rules_instalment *one = &all.at[i];
        one->tranche = &rules->tranches[i];
        share_bp += one->tranche->share_bp;
        struct money after = money_share(split->total, share_bp, WHOLE_BP);
        st = rules_tranche(split, remainder_index(rules), before, money_subtract(after, before),
                           &one->part, err);
        find_due(rules, agreed, holidays, one);
        before = after;
    }
    if (st == STATUS_OK)
        *ret_instalments = all;
    return st;
}
