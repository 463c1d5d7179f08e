/* dashboard_routes.c -- the first page of each role: what to do, a few numbers, the cases. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/text.h"
#include "study/study.h"

enum { CASES = 20, TODOS_OF_A_KIND = 20 };

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

/* The newest cases; who waits for whom is said of each. */
static void show_case(struct call *call, struct dashboard *board,
                      const struct programme_application *application,
                      const struct programme_agreement *agreement, const struct owned *overseers)
{
    struct case_view view = {.application_id = application->id,
                             .agreement_id = application->agreement_id,
                             .title = application->title,
                             .adopter = application->adopter,
                             .state = application->state};
    view.owned = (struct owned){.id = application->id, .owner_id = application->adopter_id};
    owned_add_party(&view.owned, application->sponsor_id);
    for (size_t i = 0; i < overseers->party_count; i++)
        owned_add_party(&view.owned, overseers->parties[i]);
    if (text_same(application->state, "submitted")) {
        view.waiting_ko = "운영기관 검토";
        view.waiting_en = "the operator's review";
    }
    if (agreement != NULL && agreement->waiting_for.count > 0) {
        view.waiting_ko = agreement->waiting_for.at[0].ko;
        view.waiting_en = agreement->waiting_for.at[0].en;
    }
    *list_add(call->arena, &board->cases) = view;
}

/* What waits for this role among the applications: those are the newest of a state. */
static enum status add_application_todos(struct call *call, struct store_tx *tx,
                                         struct dashboard *board, struct error *err)
{
    static const struct {
        enum people_role role;
        const char *state;
    } waits[] = {{ROLE_ADOPTER_OWNER, "draft"},
                 {ROLE_ADOPTER_OWNER, "returned"},
                 {ROLE_OPERATOR_OFFICER, "submitted"}};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof waits / sizeof *waits; i++) {
        struct programme_applications list = {0};
        if (!is(call, waits[i].role))
            continue;
        st = programme_applications(
            tx, call->arena,
            &(struct programme_page){.organisation_id = listed_for(call->caller),
                                     .most = TODOS_OF_A_KIND,
                                     .state = waits[i].state},
            &list, err);
        for (size_t k = 0; st == STATUS_OK && k < list.count; k++)
            case_todo(call, board, &list.at[k]);
    }
    return st;
}

static enum status add_cases(struct call *call, struct store_tx *tx, struct dashboard *board,
                             struct error *err)
{
    struct programme_applications list = {0};
    struct owned overseers = {0};
    enum status st = programme_applications(
        tx, call->arena,
        &(struct programme_page){.organisation_id = listed_for(call->caller), .most = CASES}, &list,
        err);
    if (st == STATUS_OK)
        st = add_overseers(call, tx, &overseers, err);
    int64_t ids[CASES];
    size_t agreed = 0, next = 0;
    struct programme_agreements agreements = {0};
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        if (list.at[i].agreement_id != 0)
            ids[agreed++] = list.at[i].agreement_id;
    if (st == STATUS_OK)
        st = programme_agreements(tx, call->arena, ids, agreed, &agreements, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        show_case(call, board, &list.at[i],
                  list.at[i].agreement_id != 0 ? &agreements.at[next++] : NULL, &overseers);
    return st;
}

/* ---- agreements and money: whose turn ---- */

static enum status add_turns(struct call *call, struct store_tx *tx, struct dashboard *board,
                             struct error *err)
{
    static const struct {
        enum programme_turn turn;
        uint32_t roles;
        const char *ko, *en;
    } turns[] = {
        {PROGRAMME_SIGN,
         ROLE_BIT(ADOPTER_OWNER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(OPERATOR_OFFICER),
         "협약서에 서명하세요", "sign the agreement"},
        {PROGRAMME_APPROVE, ROLE_BIT(OPERATOR_FINANCE), "지급을 승인하세요(두 번째 사람)",
         "approve a payment (second person)"},
        {PROGRAMME_CONFIRM, ROLE_BIT(OPERATOR_FINANCE), "은행 이체를 확인하세요",
         "confirm the bank transfer"},
        {PROGRAMME_ADVANCE, ROLE_BIT(OPERATOR_FINANCE), "선금 지급을 올리세요",
         "ask for the advance payment"},
        {PROGRAMME_RECEIVE, ROLE_BIT(OPERATOR_FINANCE), "출연금 입금을 확인하세요",
         "record that the pledge has come"},
    };
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof turns / sizeof *turns; i++) {
        struct programme_ids ids = {0};
        if ((turns[i].roles >> call->caller->role & 1) == 0)
            continue;
        st = programme_turns(tx, call->arena, turns[i].turn, call->caller, &ids, err);
        for (size_t k = 0; st == STATUS_OK && k < ids.count; k++)
            add_todo(call, board, turns[i].ko, turns[i].en,
                     turns[i].turn == PROGRAMME_RECEIVE
                         ? "/contributions"
                         : arena_format(call->arena, "/agreements/%lld", (long long)ids.at[k]));
    }
    return st;
}

static enum status add_sums(struct call *call, struct store_tx *tx, struct dashboard *board,
                            bool with_contributions, struct error *err)
{
    struct programme_sums sums = {0};
    enum status st =
        programme_sums(tx, listed_for(call->caller), call->caller->organisation_id, &sums, err);
    if (st != STATUS_OK)
        return st;
    add_count(call, board, "submitted", "검토 기다리는 신청", "applications to review",
              (size_t)sums.submitted);
    add_count(call, board, "agreements", "협약", "agreements", (size_t)sums.agreements);
    add_money(call, board, "agreed", "협약한 총사업비", "agreed total", sums.agreed);
    add_money(call, board, "paid", "지급된 금액", "paid out", sums.paid);
    if (listed_for(call->caller) != 0 || is(call, ROLE_MINISTRY_VIEWER))
        add_money(call, board, "own_share", "우리 부담", "our share", sums.own_share);
    if (!with_contributions)
        return STATUS_OK;
    add_money(call, board, "pledged", "출연 약정", "pledged", sums.pledged);
    add_money(call, board, "received", "출연 입금", "received", sums.received);
    return STATUS_OK;
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
        st = add_cases(call, tx, board, err);
        if (st == STATUS_OK)
            st = add_application_todos(call, tx, board, err);
        if (st == STATUS_OK)
            st = add_turns(call, tx, board, err);
        if (st == STATUS_OK)
            st = add_sums(call, tx, board, (role & MONEY_ROLES) != 0, err);
    }
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
