/* pact_routes.c -- a sponsor's inquiry, its answer, and the agreement of the three parties. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "pact/pact.h"

/* ---- inquiries ---- */

static const char *const inquiry_states[] = {"new", "accepted", "declined", NULL};
static const struct field inquiry_fields[] = {
    FIELD(INT, struct pact_inquiry, id, PUBLIC),
    FIELD(TEXT, struct pact_inquiry, organisation, PROGRAMME),
    FIELD(TEXT, struct pact_inquiry, contact, PERSONAL),
    FIELD(TEXT, struct pact_inquiry, email, PERSONAL),
    FIELD(TEXT, struct pact_inquiry, message, PROGRAMME, .max = 4000),
    FIELD(TEXT, struct pact_inquiry, state, PROGRAMME, .choices = inquiry_states),
    FIELD(TEXT, struct pact_inquiry, note, PROGRAMME, .max = 1000),
    FIELD(INT, struct pact_inquiry, organisation_id, PROGRAMME, .optional = true,
          .zero_is_null = true),
    FIELD(TIME, struct pact_inquiry, at, PROGRAMME),
    FIELD(TIME, struct pact_inquiry, answered_at, PROGRAMME, .optional = true,
          .zero_is_null = true),
    FIELDS_END,
};
static const struct shape inquiry_shape = SHAPE(struct pact_inquiry, "Inquiry", inquiry_fields);

static const struct field ask_fields[] = {
    FIELD(TEXT, struct pact_inquiry, organisation, PUBLIC, .min = 1, .max = 120),
    FIELD(TEXT, struct pact_inquiry, contact, PUBLIC, .min = 1, .max = 80),
    FIELD(TEXT, struct pact_inquiry, email, PUBLIC, .min = 3, .max = 120),
    FIELD(TEXT, struct pact_inquiry, message, PUBLIC, .min = 1, .max = 4000),
    FIELDS_END,
};
static const struct shape ask_shape = SHAPE(struct pact_inquiry, "InquiryAsked", ask_fields);

struct asked_view {
    int64_t id;
};
static const struct field asked_fields[] = {
    FIELD(INT, struct asked_view, id, PUBLIC),
    FIELDS_END,
};
static const struct shape asked_shape = SHAPE(struct asked_view, "InquiryReceipt", asked_fields);

struct answer_body {
    bool accept;
    const char *note;
};
static const struct field answer_fields[] = {
    FIELD(BOOL, struct answer_body, accept, PUBLIC),
    FIELD(TEXT, struct answer_body, note, PUBLIC, .min = 1, .max = 1000),
    FIELDS_END,
};
static const struct shape answer_shape = SHAPE(struct answer_body, "InquiryAnswer", answer_fields);

struct answered_view {
    int64_t organisation_id;
};
static const struct field answered_fields[] = {
    FIELD(INT, struct answered_view, organisation_id, PUBLIC, .optional = true,
          .zero_is_null = true, .what = "the sponsor made; invite its first post next"),
    FIELDS_END,
};
static const struct shape answered_shape =
    SHAPE(struct answered_view, "InquiryAnswered", answered_fields);

static enum status ask(struct call *call, struct store_tx *tx, struct error *err)
{
    struct asked_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = pact_inquire(tx, call->body, call->now, &view->id, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status post_inquiry(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, ask, err);
}

static enum status read_inquiries(struct call *call, struct store_tx *tx, struct error *err)
{
    struct pact_inquiries list = {0};
    enum status st = pact_inquiries(tx, call->arena, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_inquiries(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_inquiries, err);
}

static enum status answer_inquiry(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct answer_body *body = call->body;
    struct answered_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = pact_answer(tx, call->arena, call->caller, call->id, body->accept, body->note,
                                 call->now, &view->organisation_id, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status post_answer(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, answer_inquiry, err);
}

/* ---- the agreement ---- */

static const struct field year_fields[] = {
    FIELD(INT, struct pact_year, year, PROGRAMME, .min = 2014, .max = 2100),
    FIELD(MONEY, struct pact_year, amount, MONEY, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape year_shape = SHAPE(struct pact_year, "PactYear", year_fields);

static const struct field pact_signature_fields[] = {
    FIELD(INT, struct pact_signature, organisation_id, PROGRAMME),
    FIELD(TEXT, struct pact_signature, organisation, PROGRAMME),
    FIELD(TEXT, struct pact_signature, name, PERSONAL, .optional = true),
    FIELD(TIME, struct pact_signature, at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape pact_signature_shape =
    SHAPE(struct pact_signature, "PactSignature", pact_signature_fields);

struct pact_view {
    struct owned owned;
    struct pact p;
};
#define PACT(kind, member, ...) FIELD_AS(kind, struct pact_view, p.member, #member, __VA_ARGS__)
static const struct field pact_fields[] = {
    PACT(INT, id, PUBLIC),
    PACT(TEXT, title, PROGRAMME),
    PACT(TEXT, hash, PROGRAMME, .what = "of all that is signed"),
    PACT(INT, sponsor_id, PROGRAMME),
    PACT(INT, operator_id, PROGRAMME),
    PACT(INT, ministry_id, PROGRAMME),
    FIELD_OF_AS(LIST, struct pact_view, p.years, "years", &year_shape, PROGRAMME),
    PACT(MONEY, total, MONEY),
    FIELD_OF_AS(LIST, struct pact_view, p.signatures, "signatures", &pact_signature_shape,
                PROGRAMME),
    PACT(TIME, created_at, PROGRAMME),
    PACT(TIME, active_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape pact_shape =
    SHAPE_OWNED(struct pact_view, owned, "Pact", "pact", pact_fields);

static const struct field draft_fields[] = {
    FIELD(TEXT, struct pact_draft, title, PUBLIC, .min = 1, .max = 200),
    FIELD(INT, struct pact_draft, sponsor_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(INT, struct pact_draft, ministry_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD_OF(LIST, struct pact_draft, years, &year_shape, PUBLIC, .max = PACT_YEARS_MAX),
    FIELDS_END,
};
static const struct shape draft_shape = SHAPE(struct pact_draft, "PactDraft", draft_fields);

struct sign_body {
    const char *hash;
};
static const struct field sign_fields[] = {
    FIELD(TEXT, struct sign_body, hash, PUBLIC, .min = 64, .max = 64),
    FIELDS_END,
};
static const struct shape sign_shape = SHAPE(struct sign_body, "PactSigning", sign_fields);

/* The sponsor's promise is the sponsor's; the other two take part in it. */
static struct owned own_pact(const struct pact *pact)
{
    struct owned owned = {.id = pact->id, .owner_id = pact->sponsor_id};
    owned_add_party(&owned, pact->operator_id);
    owned_add_party(&owned, pact->ministry_id);
    return owned;
}

static enum status pact_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct pact pact = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = pact_get(tx, call->arena, call->id, &pact, err);
    if (st == STATUS_OK)
        call->owned = own_pact(&pact);
    return st;
}

static enum status answer_pact(struct call *call, struct store_tx *tx, int64_t id,
                               struct error *err)
{
    struct pact_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = pact_get(tx, call->arena, id, &view->p, err);
    view->owned = own_pact(&view->p);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status make_pact(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t id = 0;
    enum status st = pact_make(tx, call->arena, call->caller, call->body, call->now, &id, err);
    return st == STATUS_OK ? answer_pact(call, tx, id, err) : st;
}

static enum status post_pact(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, make_pact, err);
}

static enum status read_pact(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_pact(call, tx, call->id, err);
}

static enum status get_pact(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_pact, err);
}

static enum status read_pacts(struct call *call, struct store_tx *tx, struct error *err)
{
    struct pacts list = {0};
    enum status st = pact_list(tx, call->arena, listed_for(call->caller), &list, err);
    struct pact_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        views[i] = (struct pact_view){.owned = own_pact(&list.at[i]), .p = list.at[i]};
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_pacts(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_pacts, err);
}

static enum status sign_pact(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct sign_body *body = call->body;
    enum status st = pact_sign(tx, call->arena, call->caller, call->id, body->hash, call->now, err);
    return st == STATUS_OK ? answer_pact(call, tx, call->id, err) : st;
}

static enum status post_sign(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, sign_pact, err);
}

/* ---- the rows ---- */

/* clang-format off */
const struct route pact_routes[] = {
    {HTTP_POST, "/api/inquiries", post_inquiry, .body = &ask_shape, .answer = &asked_shape,
     .success = 201, .allow = ALLOW(ROLE_ANYONE), .without_csrf = true, .limit = {5, TIME_HOUR},
     .en = "ask to take part as a sponsor, without an account", .ko = "주관기관 참여를 문의합니다(계정 없이)"},
    {HTTP_GET, "/api/inquiries", get_inquiries, .kind = ANSWER_LIST, .answer = &inquiry_shape,
     .relation = api_self, .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "inquiries of sponsors, those not answered first", .ko = "주관기관 참여 문의, 답하지 않은 것부터"},
    {HTTP_POST, "/api/inquiries/{id}/answer", post_answer, .body = &answer_shape,
     .answer = &answered_shape, .relation = api_self,
     .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)}, .step_up = true,
     .en = "answer it; accepting makes the sponsor's organisation",
     .ko = "문의에 답합니다(수락하면 기관이 등록됩니다)"},
    {HTTP_POST, "/api/pacts", post_pact, .body = &draft_shape, .answer = &pact_shape,
     .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_OFFICER)),
     .en = "write an agreement of the three parties with its years", .ko = "연도별 약정을 담은 상생협약을 만듭니다"},
    {HTTP_GET, "/api/pacts", get_pacts, .kind = ANSWER_LIST, .answer = &pact_shape,
     .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER) | OPERATORS | ROLE_BIT(MINISTRY_VIEWER) |
                    ROLE_BIT(AUDITOR)),
     .en = "agreements of the three parties", .ko = "상생협약 목록"},
    {HTTP_GET, "/api/pacts/{id}", get_pact, .answer = &pact_shape, .relation = pact_relation,
     .allow = {.own = ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(AUDITOR),
               .party = OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR),
               .none = ROLE_BIT(AUDITOR)},
     .en = "one agreement of the three parties", .ko = "상생협약 하나"},
    {HTTP_POST, "/api/pacts/{id}/sign", post_sign, .body = &sign_shape, .answer = &pact_shape,
     .relation = pact_relation,
     .allow = {.own = ROLE_BIT(SPONSOR_OFFICER),
               .party = ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(MINISTRY_VIEWER)},
     .step_up = true,
     .en = "sign it for one's organisation", .ko = "기관을 대표해 서명합니다"},
    ROUTES_END,
};
/* clang-format on */
