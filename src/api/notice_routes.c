/* notice_routes.c -- calls: written, announced, extended and closed by the operating body, pledged
 * for by the sponsor, read by anyone once announced. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "notice/notice.h"

/* ---- shapes: what is announced is public, all of it ---- */

static const char *const call_states[] = {"draft", "open", "closed", "finished", "withdrawn", NULL};
enum { CALL_DRAFT, CALL_OPEN };
static const char *const call_phases[] = {"draft",    "announced", "open", "closed",
                                          "finished", "withdrawn", NULL};

static const struct field funder_fields[] = {
    FIELD(TEXT, struct notice_funder, funder, PUBLIC),
    FIELD(TEXT, struct notice_funder, ko, PUBLIC),
    FIELD(TEXT, struct notice_funder, en, PUBLIC),
    FIELD(TEXT, struct notice_funder, party, PUBLIC),
    FIELD(INT, struct notice_funder, organisation_id, PUBLIC),
    FIELD(TEXT, struct notice_funder, organisation, PUBLIC),
    FIELD(MONEY, struct notice_funder, amount, PUBLIC),
    FIELD(MONEY, struct notice_funder, agreed, PUBLIC),
    FIELDS_END,
};
static const struct shape funder_shape = SHAPE(struct notice_funder, "CallFunder", funder_fields);

static const struct field paper_fields[] = {
    FIELD(TEXT, struct notice_paper, name, PUBLIC, .min = 1, .max = 200),
    FIELD(BOOL, struct notice_paper, required, PUBLIC),
    FIELDS_END,
};
static const struct shape paper_shape = SHAPE(struct notice_paper, "CallPaper", paper_fields);

static const struct field event_fields[] = {
    FIELD(TIME, struct notice_event, at, PUBLIC),
    FIELD(TEXT, struct notice_event, action, PUBLIC),
    FIELD(TEXT, struct notice_event, note, PUBLIC, .max = 2000),
    FIELDS_END,
};
static const struct shape event_shape = SHAPE(struct notice_event, "CallEvent", event_fields);

static const struct field call_fields[] = {
    FIELD(INT, struct notice, id, PUBLIC),
    FIELD(TEXT, struct notice, uuid, PUBLIC),
    FIELD(TEXT, struct notice, number, PUBLIC),
    FIELD(TEXT, struct notice, state, PUBLIC, .choices = call_states),
    FIELD(TEXT, struct notice, phase, PUBLIC, .choices = call_phases,
          .what = "the state as the clock sees it"),
    FIELD(INT, struct notice, days_left, PUBLIC, .what = "while open; 0 on the last day"),
    FIELD(TEXT, struct notice, programme, PUBLIC),
    FIELD(TEXT, struct notice, programme_ko, PUBLIC),
    FIELD(TEXT, struct notice, programme_en, PUBLIC),
    FIELD(INT, struct notice, programme_version, PUBLIC),
    FIELD(INT, struct notice, operator_id, PUBLIC),
    FIELD_AS(TEXT, struct notice, operator_name, "operator", PUBLIC),
    FIELD(INT, struct notice, sponsor_id, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct notice, sponsor, PUBLIC, .optional = true),
    FIELD(TEXT, struct notice, title, PUBLIC),
    FIELD(TEXT, struct notice, body, PUBLIC, .max = 8000),
    FIELD(TEXT, struct notice, who, PUBLIC, .max = 2000),
    FIELD(TEXT, struct notice, basis, PUBLIC),
    FIELD(INT, struct notice, quota, PUBLIC),
    FIELD(INT, struct notice, submitted, PUBLIC),
    FIELD(INT, struct notice, approved, PUBLIC),
    FIELD(TIME, struct notice, opens_at, PUBLIC),
    FIELD(TIME, struct notice, closes_at, PUBLIC),
    FIELD(MONEY, struct notice, support, PUBLIC),
    FIELD(MONEY, struct notice, support_min, PUBLIC, .what = "for one firm"),
    FIELD(MONEY, struct notice, support_max, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD_OF(LIST, struct notice, funders, &funder_shape, PUBLIC),
    FIELD_OF(LIST, struct notice, papers, &paper_shape, PUBLIC),
    FIELD_OF(LIST, struct notice, history, &event_shape, PUBLIC),
    FIELD(TIME, struct notice, created_at, PUBLIC),
    FIELD(TIME, struct notice, changed_at, PUBLIC),
    FIELD(TIME, struct notice, opened_at, PUBLIC, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape call_shape = SHAPE(struct notice, "Call", call_fields);

/* ---- bodies ---- */

static const struct field part_fields[] = {
    FIELD(TEXT, struct notice_funder, funder, PUBLIC, .min = 1, .max = 40),
    FIELD(INT, struct notice_funder, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(MONEY, struct notice_funder, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape part_shape = SHAPE(struct notice_funder, "CallBudget", part_fields);

static const struct field draft_fields[] = {
    FIELD(TEXT, struct notice_draft, programme, PUBLIC, .min = 1, .max = 80),
    FIELD(TEXT, struct notice_draft, title, PUBLIC, .min = 1, .max = 200),
    FIELD(TEXT, struct notice_draft, body, PUBLIC, .min = 1, .max = 8000),
    FIELD(TEXT, struct notice_draft, who, PUBLIC, .max = 2000),
    FIELD(TEXT, struct notice_draft, basis, PUBLIC, .min = 1, .max = 200),
    FIELD(INT, struct notice_draft, sponsor_id, PUBLIC, .optional = true, .zero_is_null = true,
          .min = 1, .max = INT64_MAX),
    FIELD(INT, struct notice_draft, quota, PUBLIC, .min = 1, .max = 100000),
    FIELD(TIME, struct notice_draft, opens_at, PUBLIC),
    FIELD(TIME, struct notice_draft, closes_at, PUBLIC),
    FIELD_OF(LIST, struct notice_draft, funders, &part_shape, PUBLIC, .max = RULES_FUNDERS_MAX),
    FIELD_OF(LIST, struct notice_draft, papers, &paper_shape, PUBLIC, .max = NOTICE_PAPERS_MAX),
    FIELDS_END,
};
static const struct shape draft_shape = SHAPE(struct notice_draft, "CallDraft", draft_fields);

static const struct field move_fields[] = {
    FIELD(TEXT, struct notice_move, note, PUBLIC, .max = 2000),
    FIELD(TIME, struct notice_move, closes_at, PUBLIC, .optional = true, .zero_is_null = true,
          .what = "with the step extend: the new end"),
    FIELDS_END,
};
static const struct shape move_shape = SHAPE(struct notice_move, "CallStep", move_fields);

struct pledge_body {
    struct money amount;
};
static const struct field pledge_fields[] = {
    FIELD(MONEY, struct pledge_body, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape pledge_shape = SHAPE(struct pledge_body, "CallPledge", pledge_fields);

/* ---- whose it is ---- */

static int index_of_state(const char *state)
{
    int index = 0;
    while (call_states[index] != NULL && !text_same(call_states[index], state))
        index++;
    return index;
}

/* The operating body writes it, its funders take part. What was never announced is theirs alone. */
enum status call_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct notice notice = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = notice_get(tx, call->arena, call->id, call->now, &notice, err);
    if (st != STATUS_OK)
        return st;
    call->owned = (struct owned){.id = notice.id, .owner_id = notice.operator_id};
    owned_add_party(&call->owned, notice.sponsor_id);
    for (size_t i = 0; i < notice.funders.count; i++)
        owned_add_party(&call->owned, notice.funders.at[i].organisation_id);
    call->state = index_of_state(notice.state);
    bool stranger = owned_relation(&call->owned, call->caller->organisation_id) == RELATION_NONE;
    if (notice.opened_at == 0 && stranger && call->caller->role != ROLE_AUDITOR)
        return FAIL(err, NOTICE_UNKNOWN, "call %lld", (long long)call->id);
    return STATUS_OK;
}

/* ---- handlers ---- */

static enum status answer_call(struct call *call, struct store_tx *tx, int64_t id,
                               struct error *err)
{
    struct notice *notice = arena_alloc(call->arena, sizeof *notice);
    enum status st = notice_get(tx, call->arena, id, call->now, notice, err);
    if (st == STATUS_OK)
        api_answer(call, notice);
    return st;
}

static enum status read_calls(struct call *call, struct store_tx *tx, struct error *err)
{
    struct notices list = {0};
    enum status st =
        notice_list(tx, call->arena, call->caller->organisation_id, call->now, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_calls(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_calls, err);
}

static enum status read_call(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_call(call, tx, call->id, err);
}

static enum status get_call(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_call, err);
}

static enum status make_call(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t id = 0;
    enum status st = notice_make(tx, call->arena, call->caller, call->body, call->now, &id, err);
    return st == STATUS_OK ? answer_call(call, tx, id, err) : st;
}

static enum status post_call(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, make_call, err);
}

static enum status edit_call(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st =
        notice_edit(tx, call->arena, call->caller, call->id, call->body, call->now, err);
    return st == STATUS_OK ? answer_call(call, tx, call->id, err) : st;
}

static enum status put_call(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, edit_call, err);
}

static enum status move_call(struct call *call, struct store_tx *tx, struct error *err)
{
    struct notice_move move = *(const struct notice_move *)call->body;
    move.action = call->key;
    enum status st = notice_step(tx, call->arena, call->caller, call->id, &move, call->now, err);
    return st == STATUS_OK ? answer_call(call, tx, call->id, err) : st;
}

static enum status post_step(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, move_call, err);
}

static enum status pledge(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct pledge_body *body = call->body;
    int64_t contribution = 0;
    enum status st = notice_pledge(tx, call->arena, call->caller, call->id, body->amount, call->now,
                                   &contribution, err);
    return st == STATUS_OK ? answer_call(call, tx, call->id, err) : st;
}

static enum status post_pledge(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, pledge, err);
}

/* ---- the rows ---- */

/* clang-format off */
const struct route notice_routes[] = {
    {HTTP_GET, "/api/calls", get_calls, .kind = ANSWER_LIST, .answer = &call_shape,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "calls that were announced; for who takes part in one its draft too",
     .ko = "공고 목록(참여 기관에는 공고안도)"},
    {HTTP_POST, "/api/calls", post_call, .body = &draft_shape, .answer = &call_shape,
     .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_OFFICER)),
     .en = "write a call", .ko = "공고안을 만듭니다"},
    {HTTP_GET, "/api/calls/{id}", get_call, .answer = &call_shape, .relation = call_relation,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "one call: days, budget, who may, what is handed in", .ko = "공고 하나: 기간, 예산, 대상, 제출 서류"},
    {HTTP_PUT, "/api/calls/{id}", put_call, .body = &draft_shape, .answer = &call_shape,
     .relation = call_relation, .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)},
     .states = API_STATE(CALL_DRAFT), .wrong_state = &NOTICE_STEP,
     .en = "write its draft anew", .ko = "공고안을 고칩니다"},
    {HTTP_POST, "/api/calls/{id}/steps/{key}", post_step, .body = &move_shape,
     .answer = &call_shape, .relation = call_relation,
     .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)}, .step_up = true,
     .en = "open, extend, close, finish or withdraw it", .ko = "공고, 연장, 마감, 선정 종료, 취소"},
    {HTTP_POST, "/api/calls/{id}/pledges", post_pledge, .body = &pledge_shape,
     .answer = &call_shape, .success = 201, .relation = call_relation,
     .allow = {.party = ROLE_BIT(SPONSOR_OFFICER)}, .step_up = true,
     .states = API_STATE(CALL_DRAFT) | API_STATE(CALL_OPEN), .wrong_state = &NOTICE_STEP,
     .en = "pledge what the call promises of one's organisation", .ko = "공고에 약속한 출연금을 약정합니다"},
    ROUTES_END,
};
/* clang-format on */
