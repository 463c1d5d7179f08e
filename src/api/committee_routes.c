/* committee_routes.c -- the committee of a call: called by the operating body, its verdicts. */
#include "api/routes.h"
#include "api/views.h"
#include "notice/notice.h"
#include "project/project.h"

struct committee_body {
    json_t *values;
};
static const struct field body_fields[] = {
    FIELD(DOCUMENT, struct committee_body, values, PUBLIC,
          .what = "meets_on, members: as the rules' machine asks for"),
    FIELDS_END,
};
static const struct shape body_shape = SHAPE(struct committee_body, "CommitteeCalled", body_fields);

struct meeting_view {
    int64_t matter_id;
};
static const struct field meeting_fields[] = {
    FIELD(INT, struct meeting_view, matter_id, PUBLIC, .what = "its procedure"),
    FIELDS_END,
};
static const struct shape meeting_shape = SHAPE(struct meeting_view, "Committee", meeting_fields);

static const char *const verdicts[] = {"selected", "reserve", "rejected", NULL};
static const struct field verdict_fields[] = {
    FIELD(INT, struct project_verdict, matter_id, PROGRAMME),
    FIELD(INT, struct project_verdict, application_id, PROGRAMME),
    FIELD(TEXT, struct project_verdict, number, PROGRAMME),
    FIELD(TEXT, struct project_verdict, adopter, PROGRAMME),
    FIELD(TEXT, struct project_verdict, verdict, PROGRAMME, .choices = verdicts),
    FIELD(TEXT, struct project_verdict, reason, PROGRAMME, .max = 500),
    FIELD(INT, struct project_verdict, ties, PROGRAMME, .what = "members with a tie to the firm"),
    FIELD(BOOL, struct project_verdict, confirmed, PROGRAMME),
    FIELDS_END,
};
static const struct shape verdict_shape =
    SHAPE(struct project_verdict, "CommitteeVerdict", verdict_fields);

static enum status call_committee(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct committee_body *body = call->body;
    struct notice notice = {0};
    struct meeting_view *view = arena_alloc(call->arena, sizeof *view);
    const struct casework_input input = {.note = "", .values = body->values};
    enum status st = notice_get(tx, call->arena, call->id, call->now, &notice, err);
    if (st == STATUS_OK)
        st = project_committee(tx, call->arena, call->caller, call->id, notice.rule_id, &input,
                               call->now, &view->matter_id, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status post_committee(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, call_committee, err);
}

static enum status read_verdicts(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_verdicts list = {0};
    enum status st = project_verdicts(tx, call->arena, call->id, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_verdicts(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_verdicts, err);
}

/* ---- who sits, and on what ---- */

static const struct field member_fields[] = {
    FIELD(INT, struct project_member, matter_id, PROGRAMME, .what = "the meeting"),
    FIELD(TEXT, struct project_member, state, PROGRAMME, .what = "of the meeting"),
    FIELD(INT, struct project_member, person_id, PROGRAMME),
    FIELD(TEXT, struct project_member, name, PERSONAL),
    FIELDS_END,
};
static const struct shape member_shape =
    SHAPE(struct project_member, "CommitteeMember", member_fields);

static enum status read_members(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_members list = {0};
    enum status st = project_committee_members(tx, call->arena, call->id, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_members(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_members, err);
}

static const struct field case_fields[] = {
    FIELD(INT, struct project_case, application_id, PROGRAMME),
    FIELD(TEXT, struct project_case, number, PROGRAMME),
    FIELD(TEXT, struct project_case, title, PROGRAMME),
    FIELD(TEXT, struct project_case, adopter, PROGRAMME),
    FIELDS_END,
};
static const struct shape case_shape = SHAPE(struct project_case, "CommitteeCase", case_fields);

static enum status read_cases(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_cases list = {0};
    enum status st = project_committee_cases(tx, call->arena, call->id, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_cases(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_cases, err);
}

/* clang-format off */
const struct route committee_routes[] = {
    {HTTP_POST, "/api/calls/{id}/committee", post_committee, .body = &body_shape,
     .answer = &meeting_shape, .success = 201, .relation = call_relation,
     .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "call the committee of the call", .ko = "공고의 심의위원회를 소집합니다"},
    {HTTP_GET, "/api/calls/{id}/committee", get_verdicts, .kind = ANSWER_LIST,
     .answer = &verdict_shape, .relation = call_relation, .allow = {.own = OPERATORS},
     .en = "what it decided on each application", .ko = "신청별 심의 결과"},
    {HTTP_GET, "/api/calls/{id}/committee/members", get_members, .kind = ANSWER_LIST,
     .answer = &member_shape, .relation = call_relation, .allow = {.own = OPERATORS},
     .en = "who sits in its meetings", .ko = "심의위원회 위원"},
    {HTTP_GET, "/api/calls/{id}/committee/cases", get_cases, .kind = ANSWER_LIST,
     .answer = &case_shape, .relation = call_relation, .allow = {.own = OPERATORS},
     .en = "applications of the call that wait for a decision", .ko = "심의를 기다리는 신청"},
    ROUTES_END,
};
/* clang-format on */
