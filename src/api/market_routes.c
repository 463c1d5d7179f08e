/* market_routes.c -- what comes of market support: the firm's meetings, quotes and orders, which
 * are its own business, and the funnel of each event, which names no firm. */
#include "api/routes.h"
#include "api/views.h"
#include "programme/programme.h"

static const char *const stages[] = {"meeting", "quote", "order", NULL};

/* Who buys what from the firm is its trade secret. */
static const struct field lead_fields[] = {
    FIELD(INT, struct programme_lead, id, PUBLIC),
    FIELD(TEXT, struct programme_lead, event, PROGRAMME),
    FIELD(TEXT, struct programme_lead, counterpart, TRADE_SECRET),
    FIELD(TEXT, struct programme_lead, stage, PROGRAMME, .choices = stages),
    FIELD(MONEY, struct programme_lead, amount, TRADE_SECRET),
    FIELD(TEXT, struct programme_lead, on, PROGRAMME),
    FIELDS_END,
};
static const struct shape lead_shape = SHAPE(struct programme_lead, "MarketLead", lead_fields);

static const struct field told_fields[] = {
    FIELD(TEXT, struct programme_lead, event, PUBLIC, .min = 1, .max = 200),
    FIELD(TEXT, struct programme_lead, counterpart, PUBLIC, .min = 1, .max = 200),
    FIELD(TEXT, struct programme_lead, stage, PUBLIC, .choices = stages),
    FIELD(MONEY, struct programme_lead, amount, PUBLIC, .max = MONEY_MAX, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct programme_lead, on, PUBLIC, .min = 10, .max = 10),
    FIELDS_END,
};
static const struct shape told_shape = SHAPE(struct programme_lead, "MarketLeadTold", told_fields);

/* A sum over the firms of an event is no firm's. */
static const struct field funnel_fields[] = {
    FIELD(TEXT, struct programme_funnel, event, PUBLIC),
    FIELD(INT, struct programme_funnel, firms, PUBLIC),
    FIELD(INT, struct programme_funnel, meetings, PUBLIC),
    FIELD(INT, struct programme_funnel, quotes, PUBLIC),
    FIELD(INT, struct programme_funnel, orders, PUBLIC),
    FIELD(MONEY, struct programme_funnel, ordered, PUBLIC),
    FIELDS_END,
};
static const struct shape funnel_shape =
    SHAPE(struct programme_funnel, "MarketFunnel", funnel_fields);

static enum status read_leads(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_leads list = {0};
    enum status st = programme_leads(tx, call->arena, call->caller->organisation_id, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_leads(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_leads, err);
}

static enum status tell_lead(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_lead *lead = arena_alloc(call->arena, sizeof *lead);
    *lead = *(const struct programme_lead *)call->body;
    lead->organisation_id = call->caller->organisation_id;
    enum status st = programme_lead_add(tx, call->caller, lead, call->now, &lead->id, err);
    if (st == STATUS_OK)
        api_answer(call, lead);
    return st;
}

static enum status post_lead(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, tell_lead, err);
}

static enum status read_funnels(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_funnels list = {0};
    enum status st = programme_funnels(tx, call->arena, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_funnels(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_funnels, err);
}

/* clang-format off */
const struct route market_routes[] = {
    {HTTP_GET, "/api/market/leads", get_leads, .kind = ANSWER_LIST, .answer = &lead_shape,
     .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "one's own meetings, quotes and orders after market support", .ko = "우리 기업의 상담·견적·수주"},
    {HTTP_POST, "/api/market/leads", post_lead, .body = &told_shape, .answer = &lead_shape,
     .success = 201, .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "tell a meeting, a quote or an order", .ko = "상담·견적·수주를 기록합니다"},
    {HTTP_GET, "/api/market/funnel", get_funnels, .kind = ANSWER_LIST, .answer = &funnel_shape,
     .allow = ALLOW(OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR)),
     .en = "from meeting to order, event by event", .ko = "행사별 상담에서 수주까지"},
    ROUTES_END,
};
/* clang-format on */
