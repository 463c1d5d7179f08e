/* Which machines, which hooks, which parties: what this room tells the engine. */
#include <inttypes.h>

#include "kit/text.h"
#include "project/project_private.h"
#include "project_queries_sql.h"

#define REASON REASON_DEFINE
#include "project/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "project/said.def"
#undef SAID

static const struct casework_hooks *const tables[] = {
    &report_hooks,   &change_hooks, &objection_hooks, &inspection_hooks, &settlement_hooks,
    &recovery_hooks, &result_hooks, &committee_hooks, &selection_hooks,
};

enum status project_procedure(struct store_tx *tx, struct arena *arena, int64_t rule_id,
                              struct casework_procedure *ret_procedure, struct error *err)
{
    /* A list of pointers: the size of one is meant. NOLINTNEXTLINE(bugprone-sizeof-expression) */
    enum { TABLES = sizeof tables / sizeof *tables };
    struct programme_rules *rules = arena_alloc(arena, sizeof *rules);
    struct casework_hooks *hooks = arena_array(arena, TABLES, sizeof *hooks);
    for (size_t i = 0; i < TABLES; i++)
        hooks[i] = *tables[i];
    struct holidays holidays = {0};
    enum status st = programme_rules_get(tx, arena, rule_id, rules, err);
    if (st == STATUS_OK)
        st = casework_holidays(tx, arena, &holidays, err);
    if (st == STATUS_OK)
        *ret_procedure = (struct casework_procedure){.rule_id = rule_id,
                                                     .rules = &rules->document,
                                                     .holidays = holidays,
                                                     .hooks = hooks,
                                                     .hooks_count = TABLES};
    return st;
}

/* Before an agreement names its operating body, it is the one that is registered. */
static enum status operator_of(struct store_tx *tx, struct arena *arena,
                               const struct programme_application *application,
                               struct casework_party *party, struct casework_party *supplier,
                               struct error *err)
{
    struct programme_agreement agreement = {0};
    struct project project = {0};
    struct people_organisations bodies = {0};
    enum status st = STATUS_OK;
    if (application->agreement_id != 0) {
        st = programme_agreement(tx, arena, application->agreement_id, &agreement, err);
        if (st == STATUS_OK && agreement.active_at != 0)
            st = project_get(tx, arena, agreement.id, &project, err);
        party->organisation_id = agreement.operator_id;
        supplier->organisation_id = project.supplier_id;
        return st;
    }
    st = people_organisation_list(tx, arena, KIND_OPERATOR, &bodies, err);
    if (st == STATUS_OK && bodies.count > 0)
        party->organisation_id = bodies.at[0].id;
    return st;
}

enum { ADOPTER, SPONSOR, OPERATOR, SUPPLIER, PARTIES };

/* The rules of the case, and the opening of a matter by everybody who has a part in it. */
struct opened_case {
    struct programme_application application;
    struct casework_procedure procedure;
    struct casework_party parties[PARTIES];
    struct casework_opening opening;
};

static enum status read_case(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t application_id,
                             struct opened_case *opened, struct error *err)
{
    struct programme_rules rules = {0};
    struct casework_party *parties = opened->parties;
    parties[ADOPTER].kind = KIND_ADOPTER;
    parties[SPONSOR].kind = KIND_SPONSOR;
    parties[OPERATOR].kind = KIND_OPERATOR;
    parties[SUPPLIER].kind = KIND_SUPPLIER;
    enum status st = programme_application(tx, arena, application_id, &opened->application, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK)
        st = project_procedure(tx, arena, rules.id, &opened->procedure, err);
    if (st == STATUS_OK)
        st = operator_of(tx, arena, &opened->application, &parties[OPERATOR], &parties[SUPPLIER],
                         err);
    if (st != STATUS_OK)
        return st;
    parties[ADOPTER].organisation_id = opened->application.adopter_id;
    parties[SPONSOR].organisation_id = opened->application.sponsor_id;
    opened->opening = (struct casework_opening){.subject_kind = "application",
                                                .subject_id = application_id,
                                                .application_id = application_id,
                                                .owner_id = opened->application.adopter_id,
                                                .parties = parties,
                                                .party_count = PARTIES,
                                                .caller = caller,
                                                .by_right = caller != NULL};
    return st;
}

enum status project_open(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t application_id,
                         const char *machine, const struct casework_input *input, time_us now,
                         int64_t *ret_matter_id, struct error *err)
{
    struct opened_case opened = {0};
    enum status st = read_case(tx, arena, caller, application_id, &opened, err);
    if (st != STATUS_OK)
        return st;
    opened.opening.machine = machine;
    opened.opening.input = *input;
    return casework_open(tx, arena, &opened.procedure, &opened.opening, now, ret_matter_id, err);
}

/* Procedures that run beside the states of the things themselves, of a call, or that a seat
 * begins. */
static bool begins_by_hand(const char *machine)
{
    static const char *const others[] = {"application", "agreement", "payment", "contribution",
                                         "visit",       "scoring",   "call",    "committee"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (text_same(others[i], machine))
            return false;
    return true;
}

enum status project_beginnings(struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, int64_t application_id,
                               time_us now, struct casework_beginnings *ret_list, struct error *err)
{
    struct opened_case opened = {0};
    struct programme_agreement agreement = {0};
    struct casework_beginnings all = {0}, list = {0};
    enum status st = read_case(tx, arena, caller, application_id, &opened, err);
    if (st == STATUS_OK)
        st = casework_beginnings(tx, arena, &opened.procedure, &opened.opening, now, &all, err);
    if (st == STATUS_OK && opened.application.agreement_id != 0)
        st = programme_agreement(tx, arena, opened.application.agreement_id, &agreement, err);
    for (size_t i = 0; st == STATUS_OK && i < all.count; i++)
        if (begins_by_hand(all.at[i].machine) &&
            (agreement.active_at != 0 || text_same(all.at[i].machine, "objection")))
            *list_add(arena, &list) = all.at[i];
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

static enum status procedure_of(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                                struct casework_procedure *ret_procedure, struct error *err)
{
    struct casework_matter matter = {0};
    enum status st = casework_matter_row(tx, arena, matter_id, &matter, err);
    return st == STATUS_OK ? project_procedure(tx, arena, matter.rule_id, ret_procedure, err) : st;
}

enum status project_step(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t matter_id, const char *step,
                         const struct casework_input *input, time_us now, struct error *err)
{
    struct casework_procedure procedure = {0};
    enum status st = procedure_of(tx, arena, matter_id, &procedure, err);
    if (st == STATUS_OK)
        st = casework_step(tx, arena, &procedure, caller, matter_id, step, input, now, err);
    return st;
}

enum status project_join(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t matter_id,
                         int64_t organisation_id, time_us now, struct error *err)
{
    static const uint32_t joining =
        KIND_BIT(SUPPLIER) | KIND_BIT(MENTOR) | KIND_BIT(REVIEWER) | KIND_BIT(ACCOUNTANT);
    struct casework_procedure procedure = {0};
    struct people_organisation organisation = {0};
    enum status st = procedure_of(tx, arena, matter_id, &procedure, err);
    if (st == STATUS_OK)
        st = people_organisation(tx, arena, organisation_id, &organisation, err);
    if (st == STATUS_OK && (joining >> organisation.kind & 1) == 0)
        st = FAIL_AT(err, PROJECT_PARTY, "/organisation_id", "%.60s", organisation.name);
    const struct casework_party party = {.kind = organisation.kind,
                                         .organisation_id = organisation_id};
    if (st == STATUS_OK)
        st = casework_join(tx, arena, &procedure, caller, matter_id, &party, now, err);
    return st;
}

enum status project_matter(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t matter_id, time_us now,
                           struct casework_matter *ret_matter, struct error *err)
{
    struct casework_procedure procedure = {0};
    enum status st = procedure_of(tx, arena, matter_id, &procedure, err);
    if (st == STATUS_OK)
        st = casework_matter(tx, arena, &procedure, caller, matter_id, now, ret_matter, err);
    return st;
}

enum status project_place(struct store_tx *tx, const struct casework_matter *matter,
                          struct project_place *ret_place, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_matter_place,
                  STORE_VALUES(v_int(matter->application_id), v_int(matter->id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    *ret_place =
        (struct project_place){.agreement_id = store_int(rows, 0), .claim_id = store_int(rows, 1)};
    if (text_same(matter->subject_kind, "call"))
        ret_place->call_id = matter->subject_id;
    store_done(&rows);
    return st;
}

enum status project_signed(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                           time_us now, struct error *err)
{
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    struct casework_matters before = {0};
    const struct casework_input none = {0};
    int64_t id = 0;
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st == STATUS_OK)
        st = casework_of_subject(tx, arena, "start_report", "application", agreement.application_id,
                                 &before, err);
    if (st != STATUS_OK || agreement.active_at == 0 || before.count > 0 ||
        rules_machine(&rules.document, "start_report") == NULL)
        return st;
    return project_open(tx, arena, NULL, agreement.application_id, "start_report", &none, now, &id,
                        err);
}
