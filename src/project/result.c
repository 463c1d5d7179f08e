/* Results: indicators before, promised, after; signs of life; what a clock does by itself. */
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "project/project_private.h"
#include "project_queries_sql.h"

static const char *const kinds[] = {"before", "target", "after"};

static unsigned kind_named(const char *word)
{
    unsigned kind = 0;
    while (!text_same(kinds[kind], word)) {
        kind++;
        must(kind < sizeof kinds / sizeof *kinds); /* the column is checked by the store */
    }
    return kind;
}

static bool knows_kpi(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->kpi_count; i++)
        if (text_same(rules->kpis[i].id, id))
            return true;
    return false;
}

enum status project_kpi_record(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                               const struct project_kpi *value, int64_t person_id,
                               struct error *err)
{
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st == STATUS_OK && !knows_kpi(&rules.document, value->kpi))
        st = FAIL_AT(err, CASEWORK_VALUE, "/kpi", "these rules have no indicator \"%.40s\"",
                     value->kpi);
    if (st == STATUS_OK)
        st = store_run(tx, sql_kpi_insert,
                       STORE_VALUES(v_int(agreement_id), v_text(value->kpi),
                                    v_text(kinds[value->kind]), v_int(value->value_milli),
                                    v_text(value->is_signed ? "signed" : "typed"),
                                    v_text(value->reference == NULL ? "" : value->reference),
                                    v_int(value->at), person_id == 0 ? v_null() : v_int(person_id)),
                       NULL, err);
    return st;
}

enum status project_kpi_list(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             struct project_kpis *ret_list, struct error *err)
{
    struct project_kpis list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_kpi_list, STORE_VALUES(v_int(agreement_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct project_kpi *value = list_add(arena, &list);
        const char *kind = store_text(rows, 1, arena);
        *value = (struct project_kpi){.kpi = store_text(rows, 0, arena),
                                      .value_milli = store_int(rows, 2),
                                      .is_signed = text_same(store_text(rows, 3, arena), "signed"),
                                      .reference = store_text(rows, 4, arena),
                                      .at = store_int(rows, 5)};
        value->kind = kind_named(kind);
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status project_results(struct store_tx *tx, struct arena *arena, int64_t sponsor_id, int64_t k,
                            struct project_results *ret_list, struct error *err)
{
    struct project_results list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_kpi_results, STORE_VALUES(v_int(sponsor_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct project_result result = {.kpi = store_text(rows, 0, arena),
                                        .firms = store_int(rows, 1),
                                        .projects = store_int(rows, 2),
                                        .promising = store_int(rows, 5)};
        if (result.firms >= k) {
            result.before_milli = store_int(rows, 3) / result.projects;
            result.after_milli = store_int(rows, 4) / result.projects;
            result.is_signed = store_int(rows, 8);
        }
        if (result.firms >= k && result.promising >= k)
            result.target_milli = store_int(rows, 7) / store_int(rows, 6);
        *list_add(arena, &list) = result;
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

static enum status count_kpis(struct store_tx *tx, int64_t agreement_id, enum project_kpi_kind kind,
                              int64_t *ret_count, struct error *err)
{
    return store_number(tx, sql_kpi_count, STORE_VALUES(v_int(agreement_id), v_text(kinds[kind])),
                        ret_count, err);
}

enum status project_weights(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            struct project_weights *ret_list, struct error *err)
{
    struct project_weights list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_weight_list, STORE_VALUES(v_int(agreement_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct project_weight){.kpi = store_text(rows, 0, arena),
                                                          .weight_bp = store_int(rows, 1)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

/* ---- what is promised, when the indicators are opened ---- */

enum { WHOLE_BP = 10000 };

static enum status offer_kpis(const struct casework_context *step, struct casework_options *options,
                              struct error *err)
{
    (void)err;
    for (size_t i = 0; i < step->procedure->rules->kpi_count; i++) {
        const struct rules_kpi *kpi = &step->procedure->rules->kpis[i];
        *list_add(step->arena, options) = (struct casework_option){
            kpi->id, arena_format(step->arena, "%s (%s)", kpi->ko, kpi->unit),
            arena_format(step->arena, "%s (%s)", kpi->en, kpi->unit)};
    }
    return STATUS_OK;
}

#define KPI                                                                                        \
    {                                                                                              \
        .name = "kpi", .type = CASEWORK_TEXT, .ko = "지표", .en = "indicator", .offer = offer_kpis \
    }
static const struct casework_value target_columns[] = {
    KPI,
    {.name = "target_milli", .type = CASEWORK_MILLI, .ko = "목표", .en = "target"},
    {.name = "weight_bp",
     .type = CASEWORK_WHOLE,
     .ko = "가중치(만분율)",
     .en = "weight (basis points)"},
};
static const struct casework_value promised_values[] = {
    {.name = "targets",
     .type = CASEWORK_LINES,
     .optional = true,
     .columns = COLUMNS(target_columns),
     .ko = "지표별 목표와 가중치(가중치 합 10,000)",
     .en = "targets and weights by indicator; weights add up to 10,000"},
};

static enum status read_target(const struct casework_context *step, const struct json *line,
                               struct project_kpi *kpi, int64_t *ret_weight, struct error *err)
{
    static const char *const members[] = {"kpi", "target_milli", "weight_bp", NULL};
    *kpi = (struct project_kpi){.kind = PROJECT_KPI_TARGET, .at = step->now};
    enum status st = json_only(line, members, err);
    if (st == STATUS_OK)
        st = json_text(line, "kpi", 60, &kpi->kpi, err);
    if (st == STATUS_OK)
        st = json_int(line, "target_milli", INT64_MIN / 2, INT64_MAX / 2, &kpi->value_milli, err);
    return st == STATUS_OK ? json_int(line, "weight_bp", 0, WHOLE_BP, ret_weight, err) : st;
}

/* F5.31: what was promised is not promised again. */
static enum status check_promised(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    struct json list = value_lines(step, "targets");
    int64_t before = 0, sum = 0;
    if (!json_has(&step->values, "targets"))
        return STATUS_OK;
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        st = count_kpis(step->tx, project.agreement.id, PROJECT_KPI_TARGET, &before, err);
    if (st == STATUS_OK && before > 0)
        st = FAIL_AT(err, PROJECT_CHANGE, "/values/targets", "targets stand already: F5.31");
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json line = json_item(&list, i);
        struct project_kpi kpi;
        int64_t weight = 0;
        st = read_target(step, &line, &kpi, &weight, err);
        sum += weight;
    }
    if (st == STATUS_OK && sum != WHOLE_BP)
        st = FAIL_AT(err, CASEWORK_VALUE, "/values/targets", "the weights add up to %lld of %d",
                     (long long)sum, WHOLE_BP);
    return st;
}

static enum status write_promised(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    struct json list = value_lines(step, "targets");
    enum status st = json_count(&list) > 0 ? project_of(step, &project, err) : STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json line = json_item(&list, i);
        struct project_kpi kpi;
        int64_t weight = 0;
        st = read_target(step, &line, &kpi, &weight, err);
        if (st == STATUS_OK)
            st = project_kpi_record(step->tx, step->arena, project.agreement.id, &kpi,
                                    step->caller == NULL ? 0 : step->caller->user_id, err);
        if (st == STATUS_OK)
            st =
                store_run(step->tx, sql_weight_insert,
                          STORE_VALUES(v_int(project.agreement.id), v_text(kpi.kpi), v_int(weight)),
                          NULL, err);
    }
    return st;
}

/* ---- the indicators of a case, typed ---- */

static const struct casework_value kpi_columns[] = {
    KPI,
    {.name = "value_milli", .type = CASEWORK_MILLI, .ko = "값", .en = "value"},
};
static const struct casework_value typed_values[] = {
    {.name = "lines",
     .type = CASEWORK_LINES,
     .columns = COLUMNS(kpi_columns),
     .ko = "지표별 값",
     .en = "values by indicator"},
};
/* What a machine has measured need not be typed. */
static const struct casework_value before_values[] = {
    {.name = "lines",
     .type = CASEWORK_LINES,
     .optional = true,
     .columns = COLUMNS(kpi_columns),
     .ko = "지표별 값(노드가 측정했으면 생략)",
     .en = "values by indicator; none where a box has measured them"},
};

static enum status write_typed(const struct casework_context *step, enum project_kpi_kind kind,
                               struct error *err)
{
    static const char *const members[] = {"kpi", "value_milli", NULL};
    struct project project = {0};
    struct json list = value_lines(step, "lines");
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK && json_count(&list) == 0)
        st = FAIL_AT(err, CASEWORK_VALUE, list.place, "at least one indicator");
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json line = json_item(&list, i);
        struct project_kpi value = {.kind = kind, .at = step->now};
        st = json_only(&line, members, err);
        if (st == STATUS_OK)
            st = json_text(&line, "kpi", 60, &value.kpi, err);
        if (st == STATUS_OK)
            st = json_int(&line, "value_milli", INT64_MIN / 2, INT64_MAX / 2, &value.value_milli,
                          err);
        if (st == STATUS_OK)
            st = project_kpi_record(step->tx, step->arena, project.agreement.id, &value,
                                    step->caller == NULL ? 0 : step->caller->user_id, err);
    }
    return st;
}

/* With the agreement in effect the indicators are frozen as soon as they are known. */
static enum status type_before(const struct casework_context *step, struct error *err)
{
    const struct casework_input none = {0};
    struct project project = {0};
    int64_t measured = 0;
    enum status st = STATUS_OK;
    if (!json_has(&step->values, "lines")) {
        st = project_of(step, &project, err);
        if (st == STATUS_OK)
            st = count_kpis(step->tx, project.agreement.id, PROJECT_KPI_BEFORE, &measured, err);
    }
    if (st == STATUS_OK && measured == 0)
        st = write_typed(step, PROJECT_KPI_BEFORE, err);
    if (st != STATUS_OK ||
        rules_step(step->procedure->rules, "kpi", "freeze", step->step->to) == NULL)
        return st;
    return casework_step(step->tx, step->arena, step->procedure, NULL, step->matter->id, "freeze",
                         &none, step->now, err);
}

static enum status type_after(const struct casework_context *step, struct error *err)
{
    return write_typed(step, PROJECT_KPI_AFTER, err);
}

static enum status missing_after(const struct casework_context *step,
                                 struct casework_missings *missing, struct error *err)
{
    struct project project = {0};
    int64_t count = 0;
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        st = count_kpis(step->tx, project.agreement.id, PROJECT_KPI_AFTER, &count, err);
    if (st == STATUS_OK && count == 0)
        casework_misses(step, missing, "구축 후 값", "values after the build", step->step->article);
    return st;
}

static const struct casework_hook hooks[] = {
    {.machine = "kpi",
     .step = "open",
     .values = VALUES(promised_values),
     .check = check_promised,
     .effect = write_promised},
    {.machine = "kpi", .step = "baseline", .values = VALUES(before_values), .effect = type_before},
    {.machine = "kpi", .step = "measure", .missing = missing_after},
    {.machine = "kpi", .step = "type", .values = VALUES(typed_values), .effect = type_after},
    {.machine = "kpi", .step = "verify", .missing = missing_after},
};
const struct casework_hooks result_hooks = HOOKS(hooks);

enum status project_measured(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             enum project_kpi_kind kind, time_us now, struct error *err)
{
    const char *step = kind == PROJECT_KPI_BEFORE ? "baseline" : "measure";
    const struct casework_input none = {0};
    struct programme_agreement agreement = {0};
    struct casework_matters list = {0};
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = casework_of_subject(tx, arena, "kpi", "application", agreement.application_id, &list,
                                 err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct casework_procedure procedure = {0};
        int64_t values = 0;
        st = count_kpis(tx, agreement_id, kind, &values, err);
        if (st == STATUS_OK)
            st = project_procedure(tx, arena, list.at[i].rule_id, &procedure, err);
        if (st == STATUS_OK && values > 0 &&
            rules_step(procedure.rules, "kpi", step, list.at[i].state) != NULL)
            st = casework_step(tx, arena, &procedure, NULL, list.at[i].id, step, &none, now, err);
    }
    return st;
}

/* ---- by itself ---- */

enum status project_alive(struct store_tx *tx, int64_t agreement_id, bool is_signed,
                          time_us seen_at, struct error *err)
{
    return store_run(
        tx, sql_alive_put,
        STORE_VALUES(v_int(agreement_id), v_int(seen_at), v_text(is_signed ? "signed" : "typed")),
        NULL, err);
}

/* Whether this objection was not filed in time, by its own rules. */
static enum status is_late(struct store_tx *tx, struct arena *arena,
                           const struct casework_matter *matter, time_us now,
                           struct casework_procedure *ret_procedure, bool *ret_late,
                           struct error *err)
{
    enum status st = project_procedure(tx, arena, matter->rule_id, ret_procedure, err);
    if (st != STATUS_OK)
        return st;
    const struct rules_step *file = rules_step(ret_procedure->rules, "objection", "file", "open");
    struct day last = file == NULL ? (struct day){0}
                                   : rules_deadline(file, day_of(matter->opened_at, zone_seoul()),
                                                    &ret_procedure->holidays);
    *ret_late = last.year != 0 && day_compare(day_of(now, zone_seoul()), last) > 0;
    return STATUS_OK;
}

/* Objections that were not filed in time. */
static enum status expire_objections(struct store_tx *tx, struct arena *arena, int most,
                                     time_us now, int64_t *after, int64_t *done, struct error *err)
{
    struct casework_matters list = {0};
    const struct casework_input none = {0};
    enum status st =
        casework_open_matters(tx, arena, "objection", "open", *after, most, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct casework_procedure procedure = {0};
        bool late = false;
        st = is_late(tx, arena, &list.at[i], now, &procedure, &late, err);
        if (st != STATUS_OK || !late)
            continue;
        st = casework_step(tx, arena, &procedure, NULL, list.at[i].id, "expire", &none, now, err);
        *done += st == STATUS_OK;
    }
    if (st == STATUS_OK)
        *after = list.count == 0 || list.count < (size_t)most ? -1 : list.at[list.count - 1].id;
    return st;
}

static enum status open_watch(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              time_us now, int64_t *done, struct error *err)
{
    const struct casework_input input = {.note = "가동 신호 없음"};
    int64_t id = 0;
    enum status st =
        project_open(tx, arena, NULL, application_id, "alive_watch", &input, now, &id, err);
    *done += st == STATUS_OK;
    return st;
}

/* How long a line of these rules may be silent; 0: they watch none. */
static time_us silence_in(const struct rules_document *rules)
{
    const struct rules_term *term = rules_term(rules, "alive_silence");
    bool watched =
        rules_machine(rules, "alive_watch") != NULL && term != NULL && term->value != RULES_UNSET;
    return watched ? term->value * TIME_DAY : 0;
}

enum status project_life(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                         time_us now, struct project_life *ret_life, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    struct project_life life = {0};
    bool seen = false;
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st == STATUS_OK)
        st = store_query(tx, sql_alive_of, STORE_VALUES(v_int(agreement_id)), &rows, err);
    if (st == STATUS_OK)
        st = store_next(rows, &seen, err);
    if (st != STATUS_OK)
        return st;
    time_us silence = silence_in(&rules.document);
    life.silence_days = silence / TIME_DAY;
    if (seen) {
        life.seen_at = store_int(rows, 0);
        life.is_signed = store_int(rows, 1) > 0;
        life.silent = silence > 0 && now - life.seen_at >= silence;
    }
    *ret_life = life;
    return STATUS_OK;
}

struct silent_line {
    int64_t agreement_id, application_id, rule_id;
    time_us seen_at;
};
struct silent_lines {
    struct silent_line *at;
    size_t count, room;
};

static enum status silent_page(struct store_tx *tx, struct arena *arena, int64_t after,
                               time_us before, int most, struct silent_lines *ret_page,
                               struct error *err)
{
    struct silent_lines page = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(
        tx, sql_alive_silent, STORE_VALUES(v_int(before), v_int(after), v_int(most)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &page) = (struct silent_line){.agreement_id = store_int(rows, 0),
                                                       .application_id = store_int(rows, 1),
                                                       .seen_at = store_int(rows, 2),
                                                       .rule_id = store_int(rows, 3)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_page = page;
    return st;
}

static enum status silence_of(struct store_tx *tx, struct arena *arena, int64_t rule_id,
                              time_us *ret_silence, struct error *err)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules_get(tx, arena, rule_id, &rules, err);
    if (st == STATUS_OK)
        *ret_silence = silence_in(&rules.document);
    return st;
}

/* The silence that counts is each case's own. */
static enum status watch_lines(struct store_tx *tx, struct arena *arena, int most, time_us now,
                               int64_t *after, int64_t *done, struct error *err)
{
    int64_t rule_id = 0;
    time_us silence = 0;
    struct silent_lines page = {0};
    enum status st = silent_page(tx, arena, *after, now - TIME_DAY, most, &page, err);
    for (size_t i = 0; st == STATUS_OK && i < page.count; i++) {
        if (page.at[i].rule_id != rule_id)
            st = silence_of(tx, arena, page.at[i].rule_id, &silence, err);
        rule_id = page.at[i].rule_id;
        if (st == STATUS_OK && silence > 0 && now - page.at[i].seen_at >= silence)
            st = open_watch(tx, arena, page.at[i].application_id, now, done, err);
    }
    if (st == STATUS_OK)
        *after = page.count == 0 || page.count < (size_t)most
                     ? -1
                     : page.at[page.count - 1].agreement_id;
    return st;
}

typedef enum status slice(struct store_tx *tx, struct arena *arena, int most, time_us now,
                          int64_t *after, int64_t *done, struct error *err);

enum status project_clock(struct store_tx *tx, struct arena *arena, int most, time_us now,
                          struct project_sweep *sweep, int64_t *ret_done, struct error *err)
{
    struct project_sweep next = *sweep;
    const struct {
        slice *run;
        int64_t *after;
    } parts[] = {{expire_objections, &next.objection},
                 {watch_lines, &next.silent},
                 {follow_ups_open, &next.built}};
    int64_t done = 0;
    enum status st = STATUS_OK;
    next.ended = true;
    for (size_t i = 0; st == STATUS_OK && i < sizeof parts / sizeof *parts; i++) {
        if (*parts[i].after >= 0)
            st = parts[i].run(tx, arena, most, now, parts[i].after, &done, err);
        next.ended = next.ended && *parts[i].after < 0;
    }
    if (st == STATUS_OK) {
        *sweep = next;
        *ret_done = done;
    }
    return st;
}
