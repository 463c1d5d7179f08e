/* Payments: asked for by one, approved by another, confirmed by the bank. */
#include <inttypes.h>
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

struct payment_row {
    struct programme_payment view; /* without tranche and parts */
    int64_t tranche;
    struct uuid pending;
};

/* As payment_get and payment_list give it. */
static struct payment_row take_payment(struct store_rows *rows, struct arena *arena)
{
    struct payment_row row = {.tranche = store_int(rows, 2),
                              .view = {.id = store_int(rows, 0),
                                       .agreement_id = store_int(rows, 1),
                                       .amount = money_won(store_int(rows, 3)),
                                       .payee = store_text(rows, 4, arena),
                                       .evidence = store_text(rows, 5, arena),
                                       .state = store_text(rows, 6, arena),
                                       .requested_by = store_int(rows, 7),
                                       .approved_by = store_int(rows, 8),
                                       .requested_by_name = store_text(rows, 12, arena),
                                       .requested_at = store_int(rows, 9),
                                       .paid_at = store_int(rows, 10)}};
    if (row.view.approved_by != 0)
        row.view.approved_by_name = store_text(rows, 13, arena);
    size_t size = 0;
    const void *pending = store_blob(rows, 11, arena, &size);
    if (size == sizeof row.pending.bytes)
        memcpy(row.pending.bytes, pending, size);
    return row;
}

static enum status payment_row(struct store_tx *tx, struct arena *arena, int64_t id,
                               struct payment_row *ret_row, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_payment_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_OK)
        *ret_row = take_payment(rows, arena);
    return st;
}

/* The rules of a payment's agreement, without reading the agreement's payments again. */
static enum status payment_rules(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                                 struct programme_rules *ret_rules, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_agreement_get, STORE_VALUES(v_int(agreement_id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    int64_t application_id = store_int(rows, 2);
    store_done(&rows);
    return programme_rules_of(tx, arena, application_id, ret_rules, err);
}

static enum status fill_parts(struct store_tx *tx, struct arena *arena,
                              const struct rules_document *document, struct payment_row *row,
                              struct error *err)
{
    row->view.tranche = document->tranches[row->tranche].id;
    row->view.parts.at = arena_array(arena, document->funder_count, sizeof *row->view.parts.at);
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_payment_parts, STORE_VALUES(v_int(row->view.id)), &rows, err);
    while (st == STATUS_OK && row->view.parts.count < document->funder_count &&
           (st = store_next(rows, &more, err)) == STATUS_OK && more)
        row->view.parts.at[row->view.parts.count++] =
            (struct programme_part){.funder = document->funders[store_int(rows, 0)].id,
                                    .amount = money_won(store_int(rows, 1))};
    store_done(&rows);
    return st;
}

enum status programme_payment(struct store_tx *tx, struct arena *arena, int64_t id,
                              struct programme_payment *ret_payment, struct error *err)
{
    struct payment_row row = {0};
    struct programme_rules rules = {0};
    enum status st = payment_row(tx, arena, id, &row, err);
    if (st == STATUS_OK)
        st = payment_rules(tx, arena, row.view.agreement_id, &rules, err);
    if (st == STATUS_OK)
        st = fill_parts(tx, arena, &rules.document, &row, err);
    if (st == STATUS_OK)
        *ret_payment = row.view;
    return st;
}

enum status find_tranche(const struct rules_document *rules, const char *id, size_t *ret_index,
                         struct error *err)
{
    for (size_t i = 0; i < rules->tranche_count; i++) {
        if (text_same(rules->tranches[i].id, id)) {
            *ret_index = i;
            return STATUS_OK;
        }
    }
    return FAIL_AT(err, PROGRAMME_TRANCHE, "/tranche", "these rules have no tranche \"%.40s\"", id);
}

enum status programme_request(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t agreement_id,
                              const struct programme_request *request, time_us now, int64_t *ret_id,
                              struct error *err)
{
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    const struct written_text texts[] = {{request->payee, "/payee"},
                                         {request->evidence, "/evidence"}};
    size_t tranche = 0;
    int64_t used = 0, id = 0;
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK)
        st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st == STATUS_OK && !text_same(agreement.state, "active"))
        st = FAIL(err, PROGRAMME_STEP, "the agreement is not signed by all");
    if (st == STATUS_OK)
        st = find_tranche(&rules.document, request->tranche, &tranche, err);
    if (st == STATUS_OK)
        st = proofs_complete(tx, arena, agreement_id, request->tranche, now, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_payment_tranche_sum,
                          STORE_VALUES(v_int(agreement_id), v_int((int64_t)tranche)), &used, err);
    if (st != STATUS_OK)
        return st;
    struct money rest = money_subtract(agreement.tranches.at[tranche].amount, (struct money){used});
    if (request->amount.won <= 0 || money_compare(request->amount, rest) > 0)
        return FAIL_AT(err, PROGRAMME_TRANCHE, "/amount", "%s won are left of it",
                       money_text(arena, rest));
    st = store_number(tx, sql_payment_insert,
                      STORE_VALUES(v_int(agreement_id), v_int((int64_t)tranche),
                                   v_int(request->amount.won), v_text(request->payee),
                                   v_text(request->evidence), v_int(caller->user_id), v_int(now)),
                      &id, err);
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = agreement.application_id,
                                                 .action = "request",
                                                 .note = request->payee,
                                                 .object = "payment",
                                                 .object_id = id,
                                                 .before = NULL,
                                                 .after = "requested"},
                           now, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

/* Everything a decision about one payment needs. */
struct payment_case {
    struct payment_row row;
    struct programme_agreement agreement;
    struct programme_rules rules;
};

static enum status load_case(struct store_tx *tx, struct arena *arena, int64_t id,
                             struct payment_case *ret_case, struct error *err)
{
    enum status st = payment_row(tx, arena, id, &ret_case->row, err);
    if (st == STATUS_OK)
        st = programme_agreement(tx, arena, ret_case->row.view.agreement_id, &ret_case->agreement,
                                 err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, ret_case->agreement.application_id, &ret_case->rules,
                                err);
    return st;
}

/* What is owed to the payee, out of one funder's money. */
static struct ledger_key payable_key(const struct payment_case *payment, int64_t source)
{
    return (struct ledger_key){.code = LEDGER_PAYABLE,
                               .org = payment->agreement.operator_id,
                               .project = payment->agreement.id,
                               .source = source,
                               .designation = payment->rules.programme_id};
}

/* The account that the funder's money lies on. */
static struct ledger_key bank_key(const struct payment_case *payment,
                                  const struct programme_share *share)
{
    struct ledger_key key = {.code = LEDGER_FUND_BANK,
                             .org = payment->agreement.operator_id,
                             .source = share->organisation_id,
                             .designation = payment->rules.programme_id};
    if (text_same(share->party, "government") || text_same(share->party, "local"))
        key.code = LEDGER_SUBSIDY_BANK;
    if (share->organisation_id == payment->agreement.adopter_id) {
        key.code = LEDGER_OWN_BANK;
        key.org = payment->agreement.adopter_id;
        key.project = payment->agreement.id;
    }
    return key;
}

static enum status add_line(struct store_tx *tx, enum ledger_kind kind, struct ledger_key debit,
                            struct ledger_key credit, struct money amount, time_us now,
                            struct ledger_line *lines, size_t *count, struct error *err)
{
    struct ledger_line line = {.kind = kind, .amount = amount};
    enum status st = STATUS_OK;
    if (amount.won == 0)
        return st;
    st = ledger_account_open(tx, &debit, now, &line.debit, err);
    if (st == STATUS_OK)
        st = ledger_account_open(tx, &credit, now, &line.credit, err);
    if (st == STATUS_OK)
        lines[(*count)++] = line;
    return st;
}

/* The parts by cumulative difference: what was paid before counts, one open payment at a time. */
static enum status find_parts(struct store_tx *tx, const struct payment_case *payment,
                              struct rules_split *ret_parts, struct error *err)
{
    int64_t open = 0, paid = 0;
    enum status st =
        store_number(tx, sql_payment_open, STORE_VALUES(v_int(payment->agreement.id)), &open, err);
    if (st == STATUS_OK && open > 0)
        st = FAIL(err, PROGRAMME_OPEN_PAYMENT, "agreement %.40s", payment->agreement.number);
    if (st == STATUS_OK)
        st = store_number(tx, sql_payment_sum,
                          STORE_VALUES(v_int(payment->agreement.id), v_text("paid")), &paid, err);
    if (st != STATUS_OK)
        return st;
    struct rules_split agreed = agreement_split(&payment->agreement);
    return rules_tranche(&agreed, remainder_of(&payment->rules.document), (struct money){paid},
                         payment->row.view.amount, ret_parts, err);
}

/* Each funder's part must lie in the project: an own share that was not deposited does not. */
static enum status parts_funded(struct store_tx *tx, struct arena *arena,
                                const struct payment_case *payment, const struct rules_split *parts,
                                struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < parts->count; i++) {
        const struct programme_share *share = &payment->agreement.shares.at[i];
        struct ledger_key project =
            project_key(&payment->rules, share->organisation_id, payment->agreement.id);
        if (parts->share[i].won > 0)
            st = check_funded(tx, arena, &project, share, parts->share[i], err);
    }
    return st;
}

static enum status open_payment(struct store_tx *tx, struct arena *arena,
                                const struct people_caller *caller,
                                const struct payment_case *payment, const struct rules_split *parts,
                                time_us now, struct uuid *ret_group, struct error *err)
{
    struct ledger_line lines[RULES_FUNDERS_MAX + LEDGER_BUDGETS_MAX];
    size_t count = 0;
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < parts->count; i++) {
        int64_t source = payment->agreement.shares.at[i].organisation_id;
        st = add_line(tx, LEDGER_PENDING,
                      project_key(&payment->rules, source, payment->agreement.id),
                      payable_key(payment, source), parts->share[i], now, lines, &count, err);
    }
    if (st == STATUS_OK)
        st = budget_draw(tx, arena, payment->agreement.id, payment->row.view.amount, now, lines,
                         &count, err);
    if (st != STATUS_OK)
        return st;
    struct hash256 evidence =
        hash_of_bytes(payment->row.view.evidence, strlen(payment->row.view.evidence));
    struct ledger_group group = {.id = uuid_new(now),
                                 .code = LEDGER_CODE_PAYMENT_OPENED,
                                 .rule = payment->rules.id,
                                 .event_at = now,
                                 .now = now,
                                 .actor = payment->row.view.requested_by,
                                 .approval = caller->user_id,
                                 .evidence = &evidence,
                                 .lines = lines,
                                 .line_count = count};
    struct ledger_posted posted = {0};
    st = ledger_post(tx, &group, &posted, err);
    if (st == STATUS_OK)
        *ret_group = group.id;
    return st;
}

enum status programme_approve(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t payment_id, time_us now,
                              struct error *err)
{
    struct payment_case payment = {0};
    struct rules_split parts = {0};
    struct uuid group = {0};
    enum status st = load_case(tx, arena, payment_id, &payment, err);
    if (st != STATUS_OK)
        return st;
    if (payment.row.view.requested_by == caller->user_id)
        return FAIL(err, PROGRAMME_TWO_PERSONS, "payment %" PRId64, payment_id);
    if (!text_same(payment.row.view.state, "requested"))
        return FAIL(err, PROGRAMME_STEP, "this payment is %.20s", payment.row.view.state);
    st = proofs_complete(tx, arena, payment.agreement.id,
                         payment.rules.document.tranches[payment.row.tranche].id, now, err);
    if (st == STATUS_OK)
        st = find_parts(tx, &payment, &parts, err);
    if (st == STATUS_OK)
        st = parts_funded(tx, arena, &payment, &parts, err);
    if (st == STATUS_OK)
        st = open_payment(tx, arena, caller, &payment, &parts, now, &group, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_payment_approve,
                       STORE_VALUES(v_int(payment_id), v_int(caller->user_id),
                                    v_blob(group.bytes, sizeof group.bytes)),
                       NULL, err);
    for (size_t i = 0; st == STATUS_OK && i < parts.count; i++)
        st =
            store_run(tx, sql_payment_part_insert,
                      STORE_VALUES(v_int(payment_id), v_int((int64_t)i), v_int(parts.share[i].won)),
                      NULL, err);
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = payment.agreement.application_id,
                                                 .action = "approve-payment",
                                                 .note = "",
                                                 .object = "payment",
                                                 .object_id = payment_id,
                                                 .before = "requested",
                                                 .after = "approved"},
                           now, err);
    return st;
}

static struct ledger_group closing_group(const struct people_caller *caller,
                                         const struct payment_case *payment, enum ledger_code code,
                                         time_us now)
{
    return (struct ledger_group){.id = uuid_new(now),
                                 .code = code,
                                 .rule = payment->rules.id,
                                 .event_at = now,
                                 .now = now,
                                 .actor = caller->user_id};
}

enum status programme_refuse(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t payment_id, time_us now,
                             struct error *err)
{
    struct payment_case payment = {0};
    int64_t changed = 0;
    enum status st = load_case(tx, arena, payment_id, &payment, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_payment_refuse, STORE_VALUES(v_int(payment_id)), &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, PROGRAMME_STEP, "this payment is %.20s", payment.row.view.state);
    if (st == STATUS_OK && text_same(payment.row.view.state, "approved")) {
        struct ledger_group group =
            closing_group(caller, &payment, LEDGER_CODE_PAYMENT_REFUSED, now);
        struct ledger_posted posted = {0};
        st = ledger_void(tx, &payment.row.pending, &group, &posted, err);
    }
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = payment.agreement.application_id,
                                                 .action = "refuse-payment",
                                                 .note = "",
                                                 .object = "payment",
                                                 .object_id = payment_id,
                                                 .before = payment.row.view.state,
                                                 .after = "refused"},
                           now, err);
    return st;
}

enum status programme_confirm(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t payment_id,
                              const char *bank_reference, time_us now, struct error *err)
{
    struct payment_case payment = {0};
    struct programme_payment view = {0};
    int64_t changed = 0;
    enum status st = load_case(tx, arena, payment_id, &payment, err);
    if (st == STATUS_OK)
        st = programme_payment(tx, arena, payment_id, &view, err);
    if (st == STATUS_OK)
        st = programme_bank_unused(tx, bank_reference, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_payment_paid,
                       STORE_VALUES(v_int(payment_id), v_int(now), v_text(bank_reference)),
                       &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, PROGRAMME_STEP, "this payment is %.20s", view.state);
    struct ledger_line lines[RULES_FUNDERS_MAX];
    size_t count = 0;
    for (size_t i = 0; st == STATUS_OK && i < view.parts.count; i++) {
        const struct programme_share *share = &payment.agreement.shares.at[i];
        st = add_line(tx, LEDGER_POSTED, payable_key(&payment, share->organisation_id),
                      bank_key(&payment, share), view.parts.at[i].amount, now, lines, &count, err);
    }
    struct ledger_group group = closing_group(caller, &payment, LEDGER_CODE_PAYMENT_MADE, now);
    group.lines = lines;
    group.line_count = count;
    struct ledger_posted posted = {0};
    if (st == STATUS_OK)
        st = ledger_settle(tx, &payment.row.pending, &group, &posted, err);
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = payment.agreement.application_id,
                                                 .action = "paid",
                                                 .note = bank_reference,
                                                 .object = "payment",
                                                 .object_id = payment_id,
                                                 .before = "approved",
                                                 .after = "paid"},
                           now, err);
    return st;
}

/* ---- who has a part in what ---- */

enum status programme_case(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                           int64_t id, struct programme_case *ret_case, struct error *err)
{
    static const char *const queries[] = {
        [PROGRAMME_APPLICATION] = sql_case_of_application,
        [PROGRAMME_AGREEMENT] = sql_case_of_agreement,
        [PROGRAMME_PAYMENT] = sql_case_of_payment,
    };
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct programme_contribution contribution = {0};
    enum status st = STATUS_OK;
    if (thing == PROGRAMME_CONTRIBUTION) {
        st = programme_contribution(tx, arena, id, &contribution, err);
        if (st == STATUS_OK)
            *ret_case = (struct programme_case){.owner_id = contribution.organisation_id,
                                                .state = contribution.state};
        return st;
    }
    st = store_one(tx, queries[thing], STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_OK)
        *ret_case = (struct programme_case){.owner_id = store_int(rows, 0),
                                            .party_ids = {store_int(rows, 1), store_int(rows, 2),
                                                          store_int(rows, 4), store_int(rows, 3)},
                                            .state = store_text(rows, 5, arena)};
    return st;
}
