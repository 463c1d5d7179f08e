/* project_routes.c -- what a project rests on: proofs, days, settlement, recovery, results. */
#include "api/routes.h"
#include "api/views.h"
#include "project/project.h"

enum { CLAIMS_PAGE = 100 };

/* ---- shapes ---- */

static const struct field document_fields[] = {
    FIELD(TEXT, struct casework_evidence, name, PROGRAMME),
    FIELD(TEXT, struct casework_evidence, sha256, PROGRAMME),
    FIELDS_END,
};
static const struct shape document_shape =
    SHAPE(struct casework_evidence, "ProofDocument", document_fields);

static const struct field proof_fields[] = {
    FIELD(TEXT, struct programme_proof_line, id, PROGRAMME),
    FIELD(TEXT, struct programme_proof_line, ko, PROGRAMME),
    FIELD(TEXT, struct programme_proof_line, en, PROGRAMME),
    FIELD(TEXT, struct programme_proof_line, basis, PROGRAMME, .max = 1000, .optional = true),
    FIELD(TEXT, struct programme_proof_line, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELD(BOOL, struct programme_proof_line, met, PROGRAMME),
    FIELD(BOOL, struct programme_proof_line, by_hand, PROGRAMME,
          .what = "looked up and recorded; else read from the procedures"),
    FIELD(TEXT, struct programme_proof_line, found_ko, MONEY, .max = 400),
    FIELD(TEXT, struct programme_proof_line, found_en, MONEY, .max = 400),
    FIELD(TIME, struct programme_proof_line, at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD_OF(LIST, struct programme_proof_line, documents, &document_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape proof_shape =
    SHAPE(struct programme_proof_line, "TrancheProof", proof_fields);

static const struct field proof_body_fields[] = {
    FIELD(TEXT, struct programme_proof, kind, PUBLIC, .min = 1, .max = 60),
    FIELD(INT, struct programme_proof, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(BOOL, struct programme_proof, good, PUBLIC),
    FIELD(TEXT, struct programme_proof, until, PUBLIC, .optional = true, .max = 10),
    FIELD(TEXT, struct programme_proof, reference, PUBLIC, .min = 1, .max = 200),
    FIELD(TEXT, struct programme_proof, sha256, PUBLIC, .optional = true, .min = 64, .max = 64),
    FIELDS_END,
};
static const struct shape proof_body_shape =
    SHAPE(struct programme_proof, "ProofRecord", proof_body_fields);

struct project_view {
    const char *supplier, *starts_on, *build_until, *ends_on;
    int64_t supplier_id, extended;
};
static const struct field project_fields[] = {
    FIELD(INT, struct project_view, supplier_id, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct project_view, supplier, PROGRAMME, .optional = true),
    FIELD(TEXT, struct project_view, starts_on, PROGRAMME),
    FIELD(TEXT, struct project_view, build_until, PROGRAMME, .optional = true),
    FIELD(TEXT, struct project_view, ends_on, PROGRAMME, .optional = true),
    FIELD(INT, struct project_view, extended, PROGRAMME),
    FIELDS_END,
};
static const struct shape project_shape = SHAPE(struct project_view, "Project", project_fields);

static const struct field settled_line_fields[] = {
    FIELD(TEXT, struct project_settled_line, item, PROGRAMME),
    FIELD(MONEY, struct project_settled_line, spent, MONEY),
    FIELD(MONEY, struct project_settled_line, refundable_vat, MONEY),
    FIELD(MONEY, struct project_settled_line, over_budget, MONEY,
          .what = "above the budget of the item: the firm's own"),
    FIELD(MONEY, struct project_settled_line, disallowed, MONEY),
    FIELD(MONEY, struct project_settled_line, recognised, MONEY),
    FIELD(TEXT, struct project_settled_line, reason, MONEY, .max = 200,
          .what = "why not recognised"),
    FIELDS_END,
};
static const struct shape settled_line_shape =
    SHAPE(struct project_settled_line, "SettlementLine", settled_line_fields);

struct settled_view {
    struct project_settled s;
    struct project_settled_lines lines;
};
#define SETTLED(member) FIELD_AS(MONEY, struct settled_view, s.member, #member, MONEY)
static const struct field settled_fields[] = {
    SETTLED(paid),
    SETTLED(spent),
    SETTLED(recognised),
    SETTLED(returned),
    FIELD_OF(LIST, struct settled_view, lines, &settled_line_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape settled_shape = SHAPE(struct settled_view, "Settlement", settled_fields);

struct claim_view {
    struct owned owned;
    struct project_claim c;
};
#define CLAIM(kind, member, ...) FIELD_AS(kind, struct claim_view, c.member, #member, __VA_ARGS__)
static const struct field claim_fields[] = {
    CLAIM(INT, matter_id, PUBLIC),
    CLAIM(INT, application_id, PROGRAMME, .optional = true, .zero_is_null = true),
    CLAIM(INT, debtor_id, PROGRAMME),
    CLAIM(TEXT, debtor, PROGRAMME),
    CLAIM(TEXT, state, PROGRAMME),
    CLAIM(MONEY, principal, MONEY),
    CLAIM(MONEY, owed, MONEY),
    CLAIM(MONEY, interest, MONEY),
    CLAIM(TEXT, due, PROGRAMME),
    CLAIM(INT, days_overdue, PROGRAMME),
    CLAIM(INT, dunnings, PROGRAMME),
    FIELDS_END,
};
static const struct shape claim_shape =
    SHAPE_OWNED(struct claim_view, owned, "Claim", "matter", claim_fields);

struct receipt_body {
    struct money amount;
    const char *bank_reference;
};
static const struct field receipt_fields[] = {
    FIELD(MONEY, struct receipt_body, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELD(TEXT, struct receipt_body, bank_reference, PUBLIC, .min = 1, .max = 80),
    FIELDS_END,
};
static const struct shape receipt_shape =
    SHAPE(struct receipt_body, "RecoveryReceipt", receipt_fields);

static const char *const kpi_kinds[] = {"before", "target", "after", NULL};
struct kpi_view {
    const char *kpi, *kind, *reference;
    int64_t value_milli;
    bool is_signed;
    time_us at;
};
static const struct field kpi_fields[] = {
    FIELD(TEXT, struct kpi_view, kpi, PROGRAMME),
    FIELD(TEXT, struct kpi_view, kind, PROGRAMME, .choices = kpi_kinds),
    FIELD(INT, struct kpi_view, value_milli, PROGRAMME, .what = "thousandths of the unit"),
    FIELD_AS(BOOL, struct kpi_view, is_signed, "signed", PROGRAMME, .what = "false: typed"),
    FIELD(TEXT, struct kpi_view, reference, PROGRAMME, .max = 400),
    FIELD(TIME, struct kpi_view, at, PROGRAMME),
    FIELDS_END,
};
static const struct shape kpi_shape = SHAPE(struct kpi_view, "KpiValue", kpi_fields);

/* ---- proofs ---- */

static enum status read_proofs(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_proof_lines lines = {0};
    enum status st = programme_proofs(tx, call->arena, call->id, call->key, call->now, &lines, err);
    if (st == STATUS_OK)
        api_answer_list(call, lines.at, lines.count);
    return st;
}

static enum status get_proofs(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_proofs, err);
}

static enum status record_proof(struct call *call, struct store_tx *tx, struct error *err)
{
    return programme_prove(tx, call->arena, call->caller, call->id, call->body, call->now, err);
}

static enum status post_proof(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, record_proof, err);
}

/* ---- the project ---- */

static const char *day_or_null(struct call *call, struct day day)
{
    return day.year == 0 ? NULL : day_text(call->arena, day);
}

static enum status read_project(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project project = {0};
    enum status st = project_get(tx, call->arena, call->id, &project, err);
    if (st != STATUS_OK)
        return st;
    struct project_view *view = arena_alloc(call->arena, sizeof *view);
    *view = (struct project_view){.supplier_id = project.supplier_id,
                                  .supplier = project.supplier,
                                  .starts_on = day_text(call->arena, project.starts_on),
                                  .build_until = day_or_null(call, project.build_until),
                                  .ends_on = day_or_null(call, project.ends_on),
                                  .extended = project.extended};
    api_answer(call, view);
    return st;
}

static enum status get_project(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_project, err);
}

static enum status read_kpis(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_kpis list = {0};
    enum status st = project_kpi_list(tx, call->arena, call->id, &list, err);
    struct kpi_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        views[i] = (struct kpi_view){.kpi = list.at[i].kpi,
                                     .kind = kpi_kinds[list.at[i].kind],
                                     .value_milli = list.at[i].value_milli,
                                     .is_signed = list.at[i].is_signed,
                                     .reference = list.at[i].reference,
                                     .at = list.at[i].at};
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_kpis(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_kpis, err);
}

/* ---- settlement and recovery ---- */

/* What an item cost is, where one piece was bought, its price: who pays or judges it sees it, a
 * sponsor, a supplier or a mentor only the sums, as with the budget. */
static bool sees_items(const struct call *call)
{
    const uint32_t sums_only = ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR);
    return (sums_only >> call->caller->role & 1) == 0;
}

static enum status read_settlement(struct call *call, struct store_tx *tx, struct error *err)
{
    struct casework_matter matter = {0};
    struct programme_application application = {0};
    struct settled_view *settled = arena_alloc(call->arena, sizeof *settled);
    enum status st = casework_matter_row(tx, call->arena, call->id, &matter, err);
    if (st == STATUS_OK)
        st = programme_application(tx, call->arena, matter.application_id, &application, err);
    if (st == STATUS_OK)
        st = project_settlement(tx, call->id, application.agreement_id, &settled->s, err);
    if (st == STATUS_OK && sees_items(call))
        st = project_settlement_lines(tx, call->arena, call->id, &settled->lines, err);
    if (st == STATUS_OK)
        api_answer(call, settled);
    return st;
}

static enum status get_settlement(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_settlement, err);
}

static enum status take_receipt(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct receipt_body *body = call->body;
    return project_receive(tx, call->arena, call->caller, call->id, body->amount,
                           body->bank_reference, call->now, err);
}

static enum status post_receipt(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, take_receipt, err);
}

static enum status read_claims(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_claims list = {0};
    int64_t after = api_arguments(call, struct after_arguments)->after;
    enum status st = project_claims(tx, call->arena, after, CLAIMS_PAGE, call->now, &list, err);
    struct claim_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        views[i] = (struct claim_view){
            .c = list.at[i],
            .owned = {.id = list.at[i].matter_id, .owner_id = list.at[i].owner_id}};
        st = add_overseers(call, tx, &views[i].owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status list_claims(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_claims, err);
}

/* ---- the rows ---- */

#define OVERSEERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) | ROLE_BIT(ACCOUNTANT))
#define PARTNERS  (ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR) | OPERATORS)
#define READERS                                                                                    \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = PARTNERS | OVERSEERS, .none = OVERSEERS      \
    }

/* What one firm's indicators say is its own: a sponsor sees means over firms (/api/results). */
#define KPI_READERS                                                                                \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = KPI_PARTIES | KPI_OVERSEERS,                 \
        .none = KPI_OVERSEERS                                                                      \
    }

/* clang-format off */
const struct route project_routes[] = {
    {HTTP_GET, "/api/agreements/{id}/project", get_project, .answer = &project_shape,
     .relation = agreement_relation, .allow = READERS,
     .en = "supplier and days of a project", .ko = "사업의 공급기업과 기간"},
    {HTTP_GET, "/api/agreements/{id}/proofs/{key}", get_proofs, .kind = ANSWER_LIST,
     .answer = &proof_shape, .relation = agreement_relation, .allow = READERS,
     .en = "what a tranche rests on, with the hashes of its papers",
     .ko = "회차 지급의 증빙 묶음(서류 해시 포함)"},
    {HTTP_POST, "/api/agreements/{id}/proofs", post_proof, .kind = ANSWER_NOTHING,
     .body = &proof_body_shape, .relation = agreement_relation, .allow = {.party = OPERATORS},
     .en = "record what was looked up for a payment", .ko = "지급을 위해 조회한 것을 기록합니다"},
    {HTTP_GET, "/api/agreements/{id}/kpis", get_kpis, .kind = ANSWER_LIST, .answer = &kpi_shape,
     .relation = agreement_relation, .allow = KPI_READERS, .grant = KPI_GRANT,
     .en = "indicators: before, promised, after; typed ones are marked",
     .ko = "성과지표: 전, 목표, 후(수기 입력 표시)"},
    {HTTP_GET, "/api/matters/{id}/settlement", get_settlement, .answer = &settled_shape,
     .relation = matter_relation, .allow = READERS,
     .en = "paid, recognised, to be returned", .ko = "지급액, 인정액, 반납액"},
    {HTTP_POST, "/api/matters/{id}/receipts", post_receipt, .kind = ANSWER_NOTHING,
     .body = &receipt_shape, .relation = matter_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_FINANCE)}, .step_up = true,
     .en = "recovered money has come", .ko = "환수금 입금을 기록합니다"},
    {HTTP_GET, "/api/claims", list_claims,
     .arguments = &after_arguments, .kind = ANSWER_LIST, .answer = &claim_shape,
     .allow = ALLOW(OPERATORS | OVERSEERS),
     .en = "money to be recovered, with debtor, day and age",
     .ko = "환수 대상: 채무자, 기한, 경과 일수"},
    ROUTES_END,
};
/* clang-format on */
