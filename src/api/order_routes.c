/* order_routes.c -- money that moves by a decision of two, and the budget of an agreement. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "project/project.h"

static const char *const order_kinds[] = {"surcharge",  "write_off",  "designation", "market_in",
                                          "market_out", "market_pay", NULL};
static const char *const order_states[] = {"asked", "approved", "refused", NULL};

struct order_view {
    struct owned owned;
    struct programme_order o;
};

/* What is asked for, in a body and in an answer; `f` makes a field of it. */
#define ORDER_ASKED(f)                                                                             \
    f(TEXT, kind, PROGRAMME, .choices = order_kinds),                                              \
        f(INT, claim_id, PROGRAMME, .min = 1, .max = INT64_MAX, .optional = true,                  \
          .zero_is_null = true),                                                                   \
        f(INT, agreement_id, PROGRAMME, .min = 1, .max = INT64_MAX, .optional = true,              \
          .zero_is_null = true),                                                                   \
        f(INT, source_id, PROGRAMME, .min = 1, .max = INT64_MAX, .optional = true,                 \
          .zero_is_null = true, .what = "the organisation whose money it is"),                     \
        f(TEXT, from, PROGRAMME, .max = 80, .optional = true, .what = "programme"),                \
        f(TEXT, to, PROGRAMME, .max = 80, .optional = true),                                       \
        f(MONEY, amount, MONEY, .max = MONEY_MAX, .optional = true, .zero_is_null = true),         \
        f(TEXT, reason, PROGRAMME, .min = 1, .max = 2000),                                         \
        f(TEXT, paper, PROGRAMME, .min = 1, .max = 120,                                            \
          .what = "number of the decision it rests on"),                                           \
        f(TEXT, sha256, PROGRAMME, .min = 64, .max = 64)
#define ASKED(kind, member, ...) FIELD(kind, struct programme_order, member, __VA_ARGS__)
#define SHOWN(kind, member, ...) FIELD_AS(kind, struct order_view, o.member, #member, __VA_ARGS__)

static const struct field order_fields[] = {
    SHOWN(INT, id, PUBLIC),
    ORDER_ASKED(SHOWN),
    SHOWN(TEXT, state, PROGRAMME, .choices = order_states),
    SHOWN(TEXT, asked_name, PERSONAL),
    SHOWN(TIME, asked_at, PROGRAMME),
    SHOWN(TEXT, decided_name, PERSONAL, .optional = true),
    SHOWN(TIME, decided_at, PROGRAMME, .optional = true, .zero_is_null = true),
    SHOWN(TEXT, note, PROGRAMME, .max = 2000),
    FIELDS_END,
};
static const struct shape order_shape =
    SHAPE_OWNED(struct order_view, owned, "MoneyOrder", "money-order", order_fields);

static const struct field ask_fields[] = {ORDER_ASKED(ASKED), FIELDS_END};
static const struct shape ask_shape = SHAPE(struct programme_order, "MoneyOrderAsked", ask_fields);

struct decision_body {
    const char *note;
};
static const struct field decision_fields[] = {
    FIELD(TEXT, struct decision_body, note, PUBLIC, .min = 1, .max = 2000),
    FIELDS_END,
};
static const struct shape decision_shape =
    SHAPE(struct decision_body, "MoneyOrderDecision", decision_fields);

/* Its operating body's; who oversees every case has a part in it. */
static enum status view_order(struct call *call, struct store_tx *tx,
                              const struct programme_order *order, struct order_view *ret_view,
                              struct error *err)
{
    *ret_view = (struct order_view){.owned = {.id = order->id, .owner_id = order->organisation_id},
                                    .o = *order};
    return add_overseers(call, tx, &ret_view->owned, err);
}

static enum status answer_order(struct call *call, struct store_tx *tx, int64_t id,
                                struct error *err)
{
    struct programme_order order = {0};
    struct order_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = programme_order(tx, call->arena, id, &order, err);
    if (st == STATUS_OK)
        st = view_order(call, tx, &order, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status read_orders(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_orders list = {0};
    enum status st = programme_orders(tx, call->arena, &list, err);
    struct order_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = view_order(call, tx, &list.at[i], &views[i], err);
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_orders(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_orders, err);
}

static enum status ask_order(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t id = 0;
    enum status st =
        programme_order_ask(tx, call->arena, call->caller, call->body, call->now, &id, err);
    return st == STATUS_OK ? answer_order(call, tx, id, err) : st;
}

static enum status post_order(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, ask_order, err);
}

static enum status decide_order(struct call *call, struct store_tx *tx, bool approve,
                                struct error *err)
{
    const struct decision_body *body = call->body;
    must(call->services->terms != NULL);
    enum status st = programme_order_decide(tx, call->arena, call->caller, call->services->terms,
                                            call->id, approve, body->note, call->now, err);
    return st == STATUS_OK ? answer_order(call, tx, call->id, err) : st;
}

static enum status approve_order(struct call *call, struct store_tx *tx, struct error *err)
{
    return decide_order(call, tx, true, err);
}

static enum status refuse_order(struct call *call, struct store_tx *tx, struct error *err)
{
    return decide_order(call, tx, false, err);
}

static enum status post_approve(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, approve_order, err);
}

static enum status post_refuse(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, refuse_order, err);
}

/* ---- the budget ---- */

struct line_view {
    struct programme_budget_line l;
    struct money free;
};
#define LINE(kind, member, ...) FIELD_AS(kind, struct line_view, l.member, #member, __VA_ARGS__)
static const struct field line_fields[] = {
    LINE(TEXT, item, PROGRAMME),
    LINE(MONEY, agreed, MONEY),
    LINE(MONEY, approved, MONEY, .what = "after moves"),
    LINE(MONEY, reserved, MONEY),
    LINE(MONEY, spent, MONEY),
    LINE(MONEY, left, MONEY),
    LINE(MONEY, shifted, MONEY, .what = "moved to other items without approval"),
    FIELD(MONEY, struct line_view, free, MONEY, .what = "may still be moved without approval"),
    FIELDS_END,
};
static const struct shape line_shape = SHAPE(struct line_view, "BudgetLine", line_fields);

static enum status read_budget(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_budget_lines lines = {0};
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    enum status st = programme_budget(tx, call->arena, call->id, &lines, err);
    if (st == STATUS_OK)
        st = programme_agreement(tx, call->arena, call->id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, call->arena, agreement.application_id, &rules, err);
    if (st != STATUS_OK)
        return st;
    struct line_view *views = arena_array(call->arena, lines.count, sizeof *views);
    for (size_t i = 0; i < lines.count; i++)
        views[i] = (struct line_view){.l = lines.at[i],
                                      .free = project_free_to_move(&rules.document, &lines.at[i])};
    api_answer_list(call, views, lines.count);
    return STATUS_OK;
}

static enum status get_budget(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_budget, err);
}

#define WATCHERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) | ROLE_BIT(ACCOUNTANT))

/* clang-format off */
const struct route order_routes[] = {
    {HTTP_GET, "/api/ledger/orders", get_orders, .kind = ANSWER_LIST, .answer = &order_shape,
     .allow = ALLOW(OPERATORS | WATCHERS),
     .en = "money that moves by a decision, what waits first", .ko = "결정에 따른 자금 처리 목록(기다리는 것부터)"},
    {HTTP_POST, "/api/ledger/orders", post_order, .body = &ask_shape, .answer = &order_shape,
     .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "ask for a surcharge, a write-off, another designation, market support",
     .ko = "제재부가금, 징수불능, 지정 전용, 판로지원을 올립니다"},
    {HTTP_POST, "/api/ledger/orders/{id}/approve", post_approve, .body = &decision_shape,
     .answer = &order_shape, .allow = ALLOW(OPERATORS), .step_up = true,
     .en = "approve and book it as another person", .ko = "다른 사람으로 승인하고 기표합니다"},
    {HTTP_POST, "/api/ledger/orders/{id}/refuse", post_refuse, .body = &decision_shape,
     .answer = &order_shape, .allow = ALLOW(OPERATORS), .step_up = true,
     .en = "refuse it with the reason", .ko = "사유를 적어 반려합니다"},
    {HTTP_GET, "/api/agreements/{id}/budget", get_budget, .kind = ANSWER_LIST,
     .answer = &line_shape, .relation = agreement_relation,
     .allow = {.own = ADOPTERS | ROLE_BIT(AUDITOR),
               .party = OPERATORS | WATCHERS, .none = WATCHERS},
     .en = "the budget by cost item", .ko = "비목별 예산과 잔액"},
    ROUTES_END,
};
/* clang-format on */
