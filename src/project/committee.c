/* The committee (심의위원회): a meeting on a call. Its members pass the gate of ties for each
 * application, the minutes say who was tied and what was decided, another person confirms them. */
#include <inttypes.h>

#include "kit/text.h"
#include "project/project_private.h"
#include "project_committee_sql.h"

/* What was handed in under the call that the meeting is about. */
static enum status offer_cases(const struct casework_context *step,
                               struct casework_options *options, struct error *err)
{
    struct project_cases list = {0};
    enum status st =
        project_committee_cases(step->tx, step->arena, step->matter->subject_id, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        const struct project_case *one = &list.at[i];
        const char *words =
            arena_format(step->arena, "%s %s · %s", one->number, one->adopter, one->title);
        *list_add(step->arena, options) = (struct casework_option){
            arena_format(step->arena, "%" PRId64, one->application_id), words, words};
    }
    return st;
}

static const char *const verdicts[] = {"selected", "reserve", "rejected", NULL};
static const struct casework_value verdict_columns[] = {
    {.name = "application_id",
     .type = CASEWORK_WHOLE,
     .ko = "신청",
     .en = "application",
     .offer = offer_cases},
    {.name = "verdict",
     .type = CASEWORK_CHOICE,
     .choices = verdicts,
     .ko = "결정",
     .en = "what was decided"},
    {.name = "reason", .type = CASEWORK_TEXT, .ko = "사유", .en = "reason"},
};
static const struct casework_value open_values[] = {
    {.name = "meets_on", .type = CASEWORK_DAY, .ko = "회의일", .en = "day of the meeting"},
    {.name = "members", .type = CASEWORK_LINES, .ko = "위원", .en = "members: person_id"},
};
static const struct casework_value minute_values[] = {
    {.name = "minutes", .type = CASEWORK_TEXT, .ko = "회의록", .en = "minutes"},
    {.name = "lines",
     .type = CASEWORK_LINES,
     .columns = COLUMNS(verdict_columns),
     .ko = "심의 결과",
     .en = "what was decided"},
};

/* ---- the members ---- */

static enum status read_member(const struct json *object, int64_t *ret_person, struct error *err)
{
    static const char *const members[] = {"person_id", NULL};
    enum status st = json_only(object, members, err);
    return st == STATUS_OK ? json_int(object, "person_id", 1, INT64_MAX, ret_person, err) : st;
}

/* As many as the rules say, each once: the primary key of the table sees to that. */
static enum status check_members(const struct casework_context *step, struct error *err)
{
    struct json list = value_lines(step, "members");
    const struct rules_term *least = rules_term(step->procedure->rules, "committee_members");
    size_t count = json_count(&list);
    if (count == 0 || (least != NULL && (int64_t)count < least->value))
        return FAIL_AT(err, PROJECT_COMMITTEE, list.place, "%zu members (%.80s)", count,
                       least == NULL ? step->step->article : least->basis);
    return STATUS_OK;
}

static enum status write_members(const struct casework_context *step, struct error *err)
{
    struct json list = value_lines(step, "members");
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json object = json_item(&list, i);
        int64_t person = 0, added = 0;
        st = read_member(&object, &person, err);
        if (st == STATUS_OK)
            st = store_run(step->tx, sql_member_insert,
                           STORE_VALUES(v_int(step->matter->id), v_int(person)), &added, err);
        if (st == STATUS_OK && added == 0)
            st = FAIL_AT(err, PROJECT_COMMITTEE, object.place, "no such person, or named twice");
    }
    return st;
}

static enum status members_of(const struct casework_context *step, int64_t **ret_people,
                              size_t *ret_count, struct error *err)
{
    LIST(int64_t) people = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(step->tx, sql_member_list, STORE_VALUES(v_int(step->matter->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(step->arena, &people) = store_int(rows, 0);
    if (st == STATUS_OK) {
        *ret_people = people.at;
        *ret_count = people.count;
    }
    return st;
}

/* ---- the minutes ---- */

struct result_line {
    int64_t application_id;
    const char *verdict, *reason;
};

static enum status read_result(const struct casework_context *step, const struct json *object,
                               struct result_line *ret_line, struct error *err)
{
    static const char *const members[] = {"application_id", "verdict", "reason", NULL};
    struct result_line line = {0};
    int64_t under = 0;
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = json_int(object, "application_id", 1, INT64_MAX, &line.application_id, err);
    if (st == STATUS_OK)
        st = json_text(object, "verdict", 20, &line.verdict, err);
    if (st == STATUS_OK)
        st = json_text(object, "reason", 500, &line.reason, err);
    if (st == STATUS_OK)
        st = store_number(step->tx, sql_under_call,
                          STORE_VALUES(v_int(line.application_id), v_int(step->matter->subject_id)),
                          &under, err);
    if (st == STATUS_OK && under == 0)
        st = FAIL_AT(err, PROJECT_COMMITTEE, object->place,
                     "application %" PRId64 " was not handed in under this call",
                     line.application_id);
    if (st == STATUS_OK && !text_same(line.verdict, "selected") &&
        !text_same(line.verdict, "reserve") && !text_same(line.verdict, "rejected"))
        st = FAIL_AT(err, PROJECT_COMMITTEE, object->place, "selected, reserve or rejected");
    if (st == STATUS_OK)
        *ret_line = line;
    return st;
}

/* Who is tied to the firm or its supplier steps aside, and stands so in the minutes. */
static enum status write_ties(const struct casework_context *step, int64_t application_id,
                              const int64_t *people, size_t count, size_t *ret_free,
                              struct error *err)
{
    size_t free = count;
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        struct selection_ties ties = {0};
        const char *why = "";
        st = selection_gate(step->tx, step->arena, application_id, people[i], &ties, err);
        for (int tie = 0; tie < TIE_COUNT; tie++)
            if (ties.has[tie])
                why = arena_format(step->arena, "%s%s%s", why, *why == '\0' ? "" : ", ",
                                   selection_tie_info((enum selection_tie)tie)->name);
        if (st == STATUS_OK && *why != '\0')
            st = store_run(step->tx, sql_tie_insert,
                           STORE_VALUES(v_int(step->matter->id), v_int(people[i]),
                                        v_int(application_id), v_text(why)),
                           NULL, err);
        free -= ties.barred;
    }
    if (st == STATUS_OK)
        *ret_free = free;
    return st;
}

static enum status write_minutes(const struct casework_context *step, struct error *err)
{
    struct json list = value_lines(step, "lines");
    int64_t *people = NULL;
    size_t count = 0;
    enum status st = members_of(step, &people, &count, err);
    if (st == STATUS_OK && json_count(&list) == 0)
        st = FAIL_AT(err, PROJECT_COMMITTEE, list.place, "nothing was decided");
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json object = json_item(&list, i);
        struct result_line line = {0};
        size_t free = 0;
        st = read_result(step, &object, &line, err);
        if (st == STATUS_OK)
            st = write_ties(step, line.application_id, people, count, &free, err);
        /* More than half of the members must be free to decide. */
        if (st == STATUS_OK && 2 * free <= count)
            st = FAIL_AT(err, PROJECT_COMMITTEE, object.place,
                         "%zu of %zu members are free to decide; %.80s", free, count,
                         step->step->article);
        if (st == STATUS_OK)
            st = store_run(step->tx, sql_result_insert,
                           STORE_VALUES(v_int(step->matter->id), v_int(line.application_id),
                                        v_text(line.verdict), v_text(line.reason)),
                           NULL, err);
    }
    return st;
}

static enum status check_confirm(const struct casework_context *step, struct error *err)
{
    const struct casework_event *minuted = NULL;
    enum status st = step_event(step, "minute", &minuted, err);
    if (st == STATUS_OK && minuted != NULL && step->caller != NULL &&
        minuted->person_id == step->caller->user_id)
        st = FAIL(err, PROGRAMME_TWO_PERSONS, "%.80s", step->step->article);
    return st;
}

static const struct casework_hook hooks[] = {
    {.machine = "committee",
     .step = "open",
     .values = VALUES(open_values),
     .check = check_members,
     .effect = write_members},
    {.machine = "committee",
     .step = "minute",
     .values = VALUES(minute_values),
     .evidence = true,
     .effect = write_minutes},
    {.machine = "committee", .step = "confirm", .check = check_confirm, .step_up = true},
};
const struct casework_hooks committee_hooks = HOOKS(hooks);

/* ---- from outside ---- */

enum status project_committee(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t call_id, int64_t rule_id,
                              const struct casework_input *input, time_us now, int64_t *ret_matter,
                              struct error *err)
{
    struct casework_procedure procedure = {0};
    const struct casework_party party = {.kind = KIND_OPERATOR,
                                         .organisation_id = caller->organisation_id};
    const struct casework_opening opening = {.machine = "committee",
                                             .subject_kind = "call",
                                             .subject_id = call_id,
                                             .parties = &party,
                                             .party_count = 1,
                                             .caller = caller,
                                             .by_right = true,
                                             .input = *input};
    enum status st = project_procedure(tx, arena, rule_id, &procedure, err);
    return st == STATUS_OK ? casework_open(tx, arena, &procedure, &opening, now, ret_matter, err)
                           : st;
}

enum status project_selected(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct error *err)
{
    struct programme_rules rules = {0};
    int64_t under = 0, selected = 0;
    enum status st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK && rules_machine(&rules.document, "committee") == NULL)
        return STATUS_OK;
    if (st == STATUS_OK)
        st = store_number(tx, sql_under_any, STORE_VALUES(v_int(application_id)), &under, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_selected, STORE_VALUES(v_int(application_id)), &selected, err);
    if (st == STATUS_OK && under > 0 && selected == 0)
        st = FAIL(err, PROJECT_COMMITTEE,
                  "the committee has not selected it, or its minutes are "
                  "not confirmed");
    return st;
}

enum status project_verdicts(struct store_tx *tx, struct arena *arena, int64_t call_id,
                             struct project_verdicts *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct project_verdicts list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_verdicts, STORE_VALUES(v_int(call_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct project_verdict){.matter_id = store_int(rows, 0),
                                                           .application_id = store_int(rows, 1),
                                                           .number = store_text(rows, 2, arena),
                                                           .adopter = store_text(rows, 3, arena),
                                                           .verdict = store_text(rows, 4, arena),
                                                           .reason = store_text(rows, 5, arena),
                                                           .ties = store_int(rows, 6),
                                                           .confirmed = store_int(rows, 7) > 0};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status project_committee_members(struct store_tx *tx, struct arena *arena, int64_t call_id,
                                      struct project_members *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct project_members list = {0};
    bool more = false;
    enum status st =
        store_query(tx, sql_committee_members, STORE_VALUES(v_int(call_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct project_member){.matter_id = store_int(rows, 0),
                                                          .state = store_text(rows, 1, arena),
                                                          .person_id = store_int(rows, 2),
                                                          .name = store_text(rows, 3, arena)};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status project_committee_cases(struct store_tx *tx, struct arena *arena, int64_t call_id,
                                    struct project_cases *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct project_cases list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_committee_cases, STORE_VALUES(v_int(call_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct project_case){.application_id = store_int(rows, 0),
                                                        .number = store_text(rows, 1, arena),
                                                        .title = store_text(rows, 2, arena),
                                                        .adopter = store_text(rows, 3, arena)};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
