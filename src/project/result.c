/* Results: indicators before, promised, after; signs of life; what a clock does by itself. */
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

/* ---- the indicators of a case, typed ---- */

static const struct casework_value typed_values[] = {
    {.name = "lines",
     .type = CASEWORK_LINES,
     .ko = "지표별 값",
     .en = "values: kpi, value_milli (thousandths of the unit)"},
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
    enum status st = write_typed(step, PROJECT_KPI_BEFORE, err);
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

static enum status missing_for_verify(const struct casework_context *step,
                                      struct casework_missings *missing, struct error *err)
{
    struct project project = {0};
    int64_t count = 0;
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        st = store_number(step->tx, sql_kpi_count,
                          STORE_VALUES(v_int(project.agreement.id), v_text("after")), &count, err);
    if (st == STATUS_OK && count == 0)
        casework_misses(step, missing, "구축 후 값", "values after the build", step->step->article);
    return st;
}

static const struct casework_hook hooks[] = {
    {.machine = "kpi", .step = "baseline", .values = VALUES(typed_values), .effect = type_before},
    {.machine = "kpi", .step = "type", .values = VALUES(typed_values), .effect = type_after},
    {.machine = "kpi", .step = "verify", .missing = missing_for_verify},
};
const struct casework_hooks result_hooks = HOOKS(hooks);

/* ---- by itself ---- */

enum status project_alive(struct store_tx *tx, int64_t agreement_id, bool is_signed,
                          time_us seen_at, struct error *err)
{
    return store_run(
        tx, sql_alive_put,
        STORE_VALUES(v_int(agreement_id), v_int(seen_at), v_text(is_signed ? "signed" : "typed")),
        NULL, err);
}

/* Objections that were not filed in time. */
static enum status expire_objections(struct store_tx *tx, struct arena *arena, int most,
                                     time_us now, int64_t *done, struct error *err)
{
    struct casework_matters list = {0};
    const struct casework_input none = {0};
    enum status st = casework_open_matters(tx, arena, "objection", "open", 0, most, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct casework_procedure procedure = {0};
        st = project_procedure(tx, arena, list.at[i].rule_id, &procedure, err);
        if (st != STATUS_OK)
            return st;
        const struct rules_step *file = rules_step(procedure.rules, "objection", "file", "open");
        struct day last = file == NULL
                              ? (struct day){0}
                              : rules_deadline(file, day_of(list.at[i].opened_at, zone_seoul()),
                                               &procedure.holidays);
        if (last.year == 0 || day_compare(day_of(now, zone_seoul()), last) <= 0)
            continue;
        st = casework_step(tx, arena, &procedure, NULL, list.at[i].id, "expire", &none, now, err);
        *done += st == STATUS_OK;
    }
    return st;
}

static enum status open_watch(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              time_us now, int64_t *done, struct error *err)
{
    struct casework_matters before = {0};
    const struct casework_input input = {.note = "가동 신호 없음"};
    int64_t id = 0;
    enum status st =
        casework_of_subject(tx, arena, "alive_watch", "application", application_id, &before, err);
    if (st != STATUS_OK || (before.count > 0 && before.at[before.count - 1].closed_at == 0))
        return st;
    st = project_open(tx, arena, NULL, application_id, "alive_watch", &input, now, &id, err);
    *done += st == STATUS_OK;
    return st;
}

struct project_silence {
    int64_t application_id;
    time_us seen_at;
};

/* The silence that counts is each case's own: the newest sign is looked at again with its rules. */
static enum status watch_lines(struct store_tx *tx, struct arena *arena, int most, time_us now,
                               int64_t *done, struct error *err)
{
    LIST(struct project_silence) silent = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_alive_silent,
                    STORE_VALUES(v_int(now - TIME_DAY), v_int(0), v_int(most)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &silent) = (struct project_silence){.application_id = store_int(rows, 1),
                                                             .seen_at = store_int(rows, 2)};
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < silent.count; i++) {
        struct programme_rules rules = {0};
        st = programme_rules_of(tx, arena, silent.at[i].application_id, &rules, err);
        if (st != STATUS_OK)
            return st;
        const struct rules_term *term = rules_term(&rules.document, "alive_silence");
        if (rules_machine(&rules.document, "alive_watch") == NULL || term == NULL ||
            term->value == RULES_UNSET || now - silent.at[i].seen_at < term->value * TIME_DAY)
            continue;
        st = open_watch(tx, arena, silent.at[i].application_id, now, done, err);
    }
    return st;
}

enum status project_clock(struct store_tx *tx, struct arena *arena, int most, time_us now,
                          int64_t *ret_done, struct error *err)
{
    int64_t done = 0;
    enum status st = expire_objections(tx, arena, most, now, &done, err);
    if (st == STATUS_OK)
        st = watch_lines(tx, arena, most, now, &done, err);
    if (st == STATUS_OK)
        *ret_done = done;
    return st;
}
