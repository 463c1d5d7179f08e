/* dashboard_routes.c -- the first page of each role: what to do, a few numbers, the cases. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/text.h"
#include "study/study.h"

struct todo {
    const char *ko, *en, *link, *due;
};
static const struct field todo_fields[] = {
    FIELD(TEXT, struct todo, ko, PROGRAMME),
    FIELD(TEXT, struct todo, en, PROGRAMME),
    FIELD(TEXT, struct todo, link, PROGRAMME),
    FIELD(TEXT, struct todo, due, PROGRAMME, .optional = true),
    FIELDS_END,
};
static const struct shape todo_shape = SHAPE(struct todo, "Todo", todo_fields);

struct number {
    const char *key, *ko, *en;
    struct money won;
    int64_t count;
};
static const struct field number_fields[] = {
    FIELD(TEXT, struct number, key, PROGRAMME),
    FIELD(TEXT, struct number, ko, PROGRAMME),
    FIELD(TEXT, struct number, en, PROGRAMME),
    FIELD(MONEY, struct number, won, PROGRAMME, .optional = true),
    FIELD(INT, struct number, count, PROGRAMME, .optional = true),
    FIELDS_END,
};
static const struct shape number_shape = SHAPE(struct number, "Number", number_fields);

struct case_view {
    struct owned owned;
    int64_t application_id, agreement_id;
    const char *title, *adopter, *state, *waiting_ko, *waiting_en;
};
static const struct field case_fields[] = {
    FIELD(INT, struct case_view, application_id, PUBLIC),
    FIELD(INT, struct case_view, agreement_id, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct case_view, title, PROGRAMME),
    FIELD(TEXT, struct case_view, adopter, PROGRAMME),
    FIELD(TEXT, struct case_view, state, PROGRAMME),
    FIELD(TEXT, struct case_view, waiting_ko, PROGRAMME, .optional = true),
    FIELD(TEXT, struct case_view, waiting_en, PROGRAMME, .optional = true),
    FIELDS_END,
};
static const struct shape case_shape =
    SHAPE_OWNED(struct case_view, owned, "Case", "application", case_fields);

struct dashboard {
    struct owned owned;
    const char *role;
    LIST(struct todo) todo;
    LIST(struct number) numbers;
    LIST(struct case_view) cases;
};
static const struct field dashboard_fields[] = {
    FIELD(TEXT, struct dashboard, role, PUBLIC),
    FIELD_OF(LIST, struct dashboard, todo, &todo_shape, PROGRAMME),
    FIELD_OF(LIST, struct dashboard, numbers, &number_shape, PROGRAMME),
    FIELD_OF(LIST, struct dashboard, cases, &case_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape dashboard_shape =
    SHAPE_OWNED(struct dashboard, owned, "Dashboard", "dashboard", dashboard_fields);

static void add_todo(struct call *call, struct dashboard *board, const char *ko, const char *en,
                     const char *link)
{
    *list_add(call->arena, &board->todo) = (struct todo){ko, en, link, NULL};
}

static void add_money(struct call *call, struct dashboard *board, const char *key, const char *ko,
                      const char *en, struct money won)
{
    *list_add(call->arena, &board->numbers) = (struct number){key, ko, en, won, API_NULL};
}

static void add_count(struct call *call, struct dashboard *board, const char *key, const char *ko,
                      const char *en, size_t count)
{
    *list_add(call->arena, &board->numbers) =
        (struct number){key, ko, en, {API_NULL}, (int64_t)count};
}

static bool is(const struct call *call, enum people_role role)
{
    return call->caller->role == role;
}

/* ---- applications: whose turn, and mine ---- */

static void case_todo(struct call *call, struct dashboard *board,
                      const struct programme_application *application)
{
    const char *link = arena_format(call->arena, "/applications/%lld", (long long)application->id);
    if (is(call, ROLE_ADOPTER_OWNER) && text_same(application->state, "draft"))
        add_todo(call, board, "신청서를 마저 쓰고 내세요", "finish and submit the application",
                 link);
    if (is(call, ROLE_ADOPTER_OWNER) && text_same(application->state, "returned"))
        add_todo(call, board, "보완 요청에 답하세요", "answer the request to complete it", link);
    if (is(call, ROLE_OPERATOR_OFFICER) && text_same(application->state, "submitted"))
        add_todo(call, board, "신청서를 검토하세요", "review the application", link);
}

static enum status add_applications(struct call *call, struct store_tx *tx, struct dashboard *board,
                                    struct error *err)
{
    struct programme_applications list = {0};
    struct owned overseers = {0};
    enum status st = programme_applications(tx, call->arena, listed_for(call->caller), &list, err);
    if (st == STATUS_OK)
        st = add_overseers(call, tx, &overseers, err);
    size_t submitted = 0;
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        const struct programme_application *application = &list.at[i];
        case_todo(call, board, application);
        submitted += text_same(application->state, "submitted");
        struct case_view view = {.application_id = application->id,
                                 .agreement_id = application->agreement_id,
                                 .title = application->title,
                                 .adopter = application->adopter,
                                 .state = application->state};
        view.owned = (struct owned){.id = application->id, .owner_id = application->adopter_id};
        owned_add_party(&view.owned, application->sponsor_id);
        if (text_same(application->state, "submitted")) {
            view.waiting_ko = "운영기관 검토";
            view.waiting_en = "the operator's review";
        }
        for (size_t j = 0; j < overseers.party_count; j++)
            owned_add_party(&view.owned, overseers.parties[j]);
        *list_add(call->arena, &board->cases) = view;
    }
    if (st == STATUS_OK)
        add_count(call, board, "submitted", "검토 기다리는 신청", "applications to review",
                  submitted);
    return st;
}

/* ---- agreements ---- */

static bool my_signature_waits(const struct call *call, const struct programme_agreement *agreement)
{
    bool signs = is(call, ROLE_ADOPTER_OWNER) || is(call, ROLE_SPONSOR_OFFICER) ||
                 is(call, ROLE_OPERATOR_OFFICER);
    for (size_t i = 0; signs && i < agreement->signatures.count; i++)
        if (agreement->signatures.at[i].organisation_id == call->caller->organisation_id &&
            agreement->signatures.at[i].at == 0)
            return true;
    return false;
}

static void payment_todo(struct call *call, struct dashboard *board,
                         const struct programme_payment *payment, const char *link)
{
    if (!is(call, ROLE_OPERATOR_FINANCE))
        return;
    if (text_same(payment->state, "requested") && payment->requested_by != call->caller->user_id)
        add_todo(call, board, "지급을 승인하세요(두 번째 사람)",
                 "approve a payment (second person)", link);
    if (text_same(payment->state, "approved"))
        add_todo(call, board, "은행 이체를 확인하세요", "confirm the bank transfer", link);
}

static void show_wait(struct dashboard *board, const struct programme_agreement *agreement)
{
    for (size_t i = 0; i < board->cases.count; i++)
        if (board->cases.at[i].agreement_id == agreement->id && agreement->waiting_for.count > 0) {
            board->cases.at[i].waiting_ko = agreement->waiting_for.at[0].ko;
            board->cases.at[i].waiting_en = agreement->waiting_for.at[0].en;
        }
}

static enum status add_agreements(struct call *call, struct store_tx *tx, struct dashboard *board,
                                  struct error *err)
{
    struct programme_ids ids = {0};
    struct money agreed = {0}, paid = {0}, own = {0};
    enum status st = programme_agreement_ids(tx, call->arena, listed_for(call->caller), &ids, err);
    for (size_t i = 0; st == STATUS_OK && i < ids.count; i++) {
        struct programme_agreement *agreement = arena_alloc(call->arena, sizeof *agreement);
        if ((st = programme_agreement(tx, call->arena, ids.at[i], agreement, err)) != STATUS_OK)
            return st;
        const char *link = arena_format(call->arena, "/agreements/%lld", (long long)agreement->id);
        if (my_signature_waits(call, agreement))
            add_todo(call, board, "협약서에 서명하세요", "sign the agreement", link);
        for (size_t j = 0; j < agreement->payments.count; j++)
            payment_todo(call, board, &agreement->payments.at[j], link);
        if (is(call, ROLE_OPERATOR_FINANCE) && text_same(agreement->state, "active") &&
            agreement->payments.count == 0)
            add_todo(call, board, "선금 지급을 올리세요", "ask for the advance payment", link);
        agreed = money_add(agreed, agreement->total);
        for (size_t j = 0; j < agreement->shares.count; j++) {
            paid = money_add(paid, agreement->shares.at[j].paid);
            if (agreement->shares.at[j].organisation_id == call->caller->organisation_id)
                own = money_add(own, agreement->shares.at[j].amount);
        }
        show_wait(board, agreement);
    }
    if (st != STATUS_OK)
        return st;
    add_count(call, board, "agreements", "협약", "agreements", ids.count);
    add_money(call, board, "agreed", "협약한 총사업비", "agreed total", agreed);
    add_money(call, board, "paid", "지급된 금액", "paid out", paid);
    if (listed_for(call->caller) != 0 || is(call, ROLE_MINISTRY_VIEWER))
        add_money(call, board, "own_share", "우리 부담", "our share", own);
    return st;
}

static enum status add_contributions(struct call *call, struct store_tx *tx,
                                     struct dashboard *board, struct error *err)
{
    struct programme_contributions list = {0};
    struct money pledged = {0}, received = {0};
    enum status st = programme_contributions(tx, call->arena, listed_for(call->caller), &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        pledged = money_add(pledged, list.at[i].amount);
        received = money_add(received, list.at[i].received);
        if (is(call, ROLE_OPERATOR_FINANCE) && text_same(list.at[i].state, "pledged"))
            add_todo(call, board, "출연금 입금을 확인하세요", "record that the pledge has come",
                     "/contributions");
    }
    if (st != STATUS_OK)
        return st;
    add_money(call, board, "pledged", "출연 약정", "pledged", pledged);
    add_money(call, board, "received", "출연 입금", "received", received);
    return st;
}

static enum status add_studies(struct call *call, struct store_tx *tx, struct dashboard *board,
                               struct error *err)
{
    struct study_documents models = {0}, plans = {0};
    int64_t own = call->caller->organisation_id;
    enum status st = study_list(tx, call->arena, STUDY_MODEL, own, 0, &models, err);
    if (st == STATUS_OK)
        st = study_list(tx, call->arena, STUDY_PLAN, own, 0, &plans, err);
    if (st != STATUS_OK)
        return st;
    if (models.count == 0)
        add_todo(call, board, "생산 기록을 올려 라인을 그려 보세요",
                 "upload a log to see your line", "/logs");
    else if (plans.count == 0)
        add_todo(call, board, "무엇부터 자동화할지 조언을 받으세요", "ask what to automate first",
                 arena_format(call->arena, "/models/%lld", (long long)models.at[0].id));
    else if (board->cases.count == 0)
        add_todo(call, board, "계획으로 신청서를 만드세요", "make an application from the plan",
                 arena_format(call->arena, "/plans/%lld", (long long)plans.at[0].id));
    add_count(call, board, "models", "라인 모델", "line models", models.count);
    return st;
}

#define CASE_ROLES                                                                                 \
    (ADOPTERS | OPERATORS | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MINISTRY_VIEWER) |                \
     ROLE_BIT(AUDITOR))
#define MONEY_ROLES                                                                                \
    (OPERATORS | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))

static enum status read_dashboard(struct call *call, struct store_tx *tx, struct error *err)
{
    struct dashboard *board = arena_alloc(call->arena, sizeof *board);
    uint32_t role = UINT32_C(1) << call->caller->role;
    enum status st = STATUS_OK;
    board->owned = (struct owned){.owner_id = call->caller->organisation_id};
    board->role = people_role_info(call->caller->role)->name;
    if ((role & CASE_ROLES) != 0) {
        st = add_applications(call, tx, board, err);
        if (st == STATUS_OK)
            st = add_agreements(call, tx, board, err);
    }
    if (st == STATUS_OK && (role & MONEY_ROLES) != 0)
        st = add_contributions(call, tx, board, err);
    if (st == STATUS_OK && (role & ADOPTERS) != 0)
        st = add_studies(call, tx, board, err);
    if (st == STATUS_OK)
        api_answer(call, board);
    return st;
}

static enum status get_dashboard(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_dashboard, err);
}

/* clang-format off */
const struct route dashboard_routes[] = {
    {HTTP_GET, "/api/dashboard", get_dashboard, .answer = &dashboard_shape,
     .allow = ALLOW(ROLE_PERSONS), .relation = NULL,
     .en = "what the reader must do and see first", .ko = "할 일과 주요 숫자"},
    ROUTES_END,
};
/* clang-format on */
