/* The project of an agreement: its supplier, its days. */
#include "kit/text.h"
#include "project/project_private.h"
#include "project_queries_sql.h"

/* The same day of a later month, or its last day where it has no such day (Civil Act art. 160). */
struct day project_months_after(struct day day, int64_t months)
{
    int64_t number = (int64_t)day.year * 12 + day.month - 1 + months;
    struct day later = {
        .year = (int)(number / 12), .month = (int)(number % 12) + 1, .day = day.day};
    while (!day_ok(later))
        later.day--;
    return later;
}

bool project_term_months(const struct rules_document *rules, const char *id, int64_t *ret_months)
{
    const struct rules_term *term = rules_term(rules, id);
    if (term == NULL || term->value == RULES_UNSET || !text_same(term->unit, "month"))
        return false;
    *ret_months = term->value;
    return true;
}

/* As the rules have them, until something is changed. */
static void plan_days(const struct rules_document *rules, struct project *project)
{
    int64_t build = 0, after = 0;
    project->starts_on = day_of(project->agreement.active_at, zone_seoul());
    if (project_term_months(rules, "build", &build))
        project->build_until = project_months_after(project->starts_on, build);
    if (project->build_until.year != 0 && project_term_months(rules, "after_service", &after))
        project->ends_on = project_months_after(project->build_until, after);
}

static enum status take_day(const char *text, struct day *ret_day, struct error *err)
{
    return *text == '\0' ? STATUS_OK : day_parse(text, ret_day, err);
}

static enum status read_kept(struct store_tx *tx, struct arena *arena, struct project *project,
                             bool *ret_kept, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_project_get, STORE_VALUES(v_int(project->agreement.id)), &rows, err);
    *ret_kept = st == STATUS_OK;
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? STATUS_OK : st;
    project->supplier_id = store_int(rows, 0);
    st = take_day(store_text(rows, 1, arena), &project->starts_on, err);
    if (st == STATUS_OK)
        st = take_day(store_text(rows, 2, arena), &project->build_until, err);
    if (st == STATUS_OK)
        st = take_day(store_text(rows, 3, arena), &project->ends_on, err);
    project->extended = store_int(rows, 4);
    store_done(&rows);
    return st;
}

enum status project_get(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                        struct project *ret_project, struct error *err)
{
    struct project project = {0};
    struct programme_rules rules = {0};
    struct people_organisation supplier = {0};
    bool kept = false;
    enum status st = programme_agreement(tx, arena, agreement_id, &project.agreement, err);
    if (st == STATUS_OK && project.agreement.active_at == 0)
        st = FAIL(err, PROJECT_NOT_ACTIVE, "agreement %.40s", project.agreement.number);
    if (st == STATUS_OK)
        st = read_kept(tx, arena, &project, &kept, err);
    if (st == STATUS_OK && !kept) {
        st = programme_rules_of(tx, arena, project.agreement.application_id, &rules, err);
        if (st == STATUS_OK)
            plan_days(&rules.document, &project);
    }
    if (st == STATUS_OK && project.supplier_id != 0)
        st = people_organisation(tx, arena, project.supplier_id, &supplier, err);
    project.supplier = supplier.name;
    if (st == STATUS_OK)
        *ret_project = project;
    return st;
}

enum status project_of(const struct casework_context *step, struct project *ret_project,
                       struct error *err)
{
    struct programme_application application = {0};
    enum status st = programme_application(step->tx, step->arena, step->matter->application_id,
                                           &application, err);
    if (st == STATUS_OK && application.agreement_id == 0)
        st = FAIL(err, PROJECT_NOT_ACTIVE, "application %.40s", application.number);
    return st == STATUS_OK
               ? project_get(step->tx, step->arena, application.agreement_id, ret_project, err)
               : st;
}

static struct store_value day_value(struct arena *arena, struct day day)
{
    return v_text(day.year == 0 ? "" : day_text(arena, day));
}

enum status project_keep(struct store_tx *tx, struct arena *arena, const struct project *project,
                         struct error *err)
{
    return store_run(
        tx, sql_project_put,
        STORE_VALUES(v_int(project->agreement.id),
                     project->supplier_id == 0 ? v_null() : v_int(project->supplier_id),
                     day_value(arena, project->starts_on), day_value(arena, project->build_until),
                     day_value(arena, project->ends_on), v_int(project->extended)),
        NULL, err);
}

/* Everything of the case that still goes on learns of the new party. */
static enum status join_all(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, const struct project *project,
                            time_us now, struct error *err)
{
    const struct casework_party party = {.kind = KIND_SUPPLIER,
                                         .organisation_id = project->supplier_id};
    int64_t after = 0;
    for (;;) {
        struct casework_matters list = {0};
        enum status st = casework_matters(tx, arena, project->agreement.application_id, after,
                                          CASEWORK_PAGE_MAX, &list, err);
        for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
            struct casework_procedure procedure = {0};
            if (list.at[i].closed_at != 0)
                continue;
            st = project_procedure(tx, arena, list.at[i].rule_id, &procedure, err);
            if (st == STATUS_OK)
                st = casework_join(tx, arena, &procedure, caller, list.at[i].id, &party, now, err);
        }
        if (st != STATUS_OK || list.count < CASEWORK_PAGE_MAX)
            return st;
        after = list.at[list.count - 1].id;
    }
}

enum status project_supplier(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t agreement_id,
                             int64_t supplier_id, time_us now, struct error *err)
{
    struct project project = {0};
    struct people_organisation supplier = {0};
    enum status st = project_get(tx, arena, agreement_id, &project, err);
    if (st == STATUS_OK)
        st = people_organisation(tx, arena, supplier_id, &supplier, err);
    if (st == STATUS_OK && supplier.kind != KIND_SUPPLIER)
        st = FAIL_AT(err, PROJECT_SUPPLIER, "/supplier_id", "%.60s", supplier.name);
    project.supplier_id = supplier_id;
    if (st == STATUS_OK)
        st = project_keep(tx, arena, &project, err);
    if (st == STATUS_OK)
        st = join_all(tx, arena, caller, &project, now, err);
    return st;
}
