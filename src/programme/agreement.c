/* Agreements: what each funder owes, the signatures, and the reservation they release. */
#include <inttypes.h>

#include "kit/bytes.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

enum { SIGNERS = 3 };

enum status agreement_make(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t application_id, time_us now,
                           struct error *err)
{
    struct application_row row = {0};
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    int64_t payers[RULES_FUNDERS_MAX] = {0}, id = 0;
    enum status st = application_row(tx, arena, application_id, &row, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, row.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, row.view.total, &split, err);
    if (st == STATUS_OK)
        st = payers_of(tx, arena, &row, &rules.document, payers, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_agreement_insert,
                          STORE_VALUES(v_text(arena_format(arena, "A-%s", row.view.number)),
                                       v_int(application_id), v_int(caller->organisation_id),
                                       v_int(now)),
                          &id, err);
    for (size_t i = 0; st == STATUS_OK && i < split.count; i++)
        st = store_run(
            tx, sql_agreement_share_insert,
            STORE_VALUES(v_int(id), v_int((int64_t)i), v_int(payers[i]), v_int(split.share[i].won)),
            NULL, err);
    return st;
}

static enum status fill_agreed_shares(struct store_tx *tx, struct arena *arena,
                                      const struct rules_document *rules, int64_t id,
                                      struct programme_shares *ret_shares, struct error *err)
{
    struct programme_shares shares = {
        .at = arena_array(arena, rules->funder_count, sizeof *shares.at)};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_agreement_shares, STORE_VALUES(v_int(id)), &rows, err);
    while (st == STATUS_OK && shares.count < rules->funder_count &&
           (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        const struct rules_funder *funder = &rules->funders[shares.count];
        shares.at[shares.count++] =
            (struct programme_share){.funder = funder->id,
                                     .ko = funder->ko,
                                     .en = funder->en,
                                     .party = party_name(funder->party),
                                     .organisation_id = store_int(rows, 1),
                                     .amount = money_won(store_int(rows, 2)),
                                     .paid = money_won(store_int(rows, 3))};
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_shares = shares;
    return st;
}

static enum status fill_signatures(struct store_tx *tx, struct arena *arena,
                                   struct programme_agreement *view, struct error *err)
{
    const int64_t signers[SIGNERS] = {view->adopter_id, view->sponsor_id, view->operator_id};
    const char *names[SIGNERS] = {view->adopter, view->sponsor, view->operator_name};
    view->signatures = (struct programme_signatures){
        .at = arena_array(arena, SIGNERS, sizeof *view->signatures.at), .count = SIGNERS};
    for (size_t i = 0; i < SIGNERS; i++)
        view->signatures.at[i] =
            (struct programme_signature){.organisation_id = signers[i], .organisation = names[i]};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_signature_list, STORE_VALUES(v_int(view->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        for (size_t i = 0; i < SIGNERS; i++) {
            struct programme_signature *signature = &view->signatures.at[i];
            if (signature->organisation_id != store_int(rows, 0))
                continue;
            signature->name = store_text(rows, 1, arena);
            signature->at = store_int(rows, 2);
        }
    }
    store_done(&rows);
    return st;
}

static void fill_tranches(struct arena *arena, const struct rules_document *rules,
                          struct programme_agreement *view)
{
    struct programme_tranches tranches = {
        .at = arena_array(arena, rules->tranche_count, sizeof *tranches.at)};
    for (; tranches.count < rules->tranche_count; tranches.count++) {
        const struct rules_tranche *tranche = &rules->tranches[tranches.count];
        struct money paid = {0};
        for (size_t i = 0; i < view->payments.count; i++) {
            const struct programme_payment *payment = &view->payments.at[i];
            if (text_same(payment->tranche, tranche->id) && text_same(payment->state, "paid"))
                paid = money_add(paid, payment->amount);
        }
        tranches.at[tranches.count] =
            (struct programme_tranche){.id = tranche->id,
                                       .ko = tranche->ko,
                                       .en = tranche->en,
                                       .amount = tranche_amount(rules, view->total, tranches.count),
                                       .paid = paid};
    }
    view->tranches = tranches;
}

static void add_wait(struct arena *arena, struct programme_waits *waits, const char *organisation,
                     const char *ko, const char *en)
{
    struct {
        struct programme_wait *at;
        size_t count, room;
    } list = {waits->at, waits->count, waits->count};
    *list_add(arena, &list) = (struct programme_wait){organisation, ko, en};
    waits->at = list.at;
    waits->count = list.count;
}

/* Whose turn is it? What is missing, in the order in which it is needed. */
static void fill_waits(struct arena *arena, struct programme_agreement *view)
{
    struct programme_waits waits = {0};
    for (size_t i = 0; i < view->signatures.count; i++)
        if (view->signatures.at[i].at == 0)
            add_wait(arena, &waits, view->signatures.at[i].organisation, "협약서 서명",
                     "sign the agreement");
    for (size_t i = 0; text_same(view->state, "active") && i < view->shares.count; i++)
        if (view->shares.at[i].organisation_id == view->adopter_id &&
            money_compare(view->deposited, view->shares.at[i].amount) < 0)
            add_wait(arena, &waits, view->adopter, "자부담금 입금", "deposit the own share");
    for (size_t i = 0; i < view->payments.count; i++) {
        const struct programme_payment *payment = &view->payments.at[i];
        if (text_same(payment->state, "requested"))
            add_wait(arena, &waits, view->operator_name, "지급 승인(두 번째 사람)",
                     "approve a payment (second person)");
        if (text_same(payment->state, "approved"))
            add_wait(arena, &waits, view->operator_name, "은행 이체 확인",
                     "confirm the bank transfer");
    }
    view->waiting_for = waits;
}

static enum status agreement_row(struct store_tx *tx, struct arena *arena, int64_t id,
                                 struct programme_agreement *ret_view, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_agreement_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    *ret_view = (struct programme_agreement){.id = store_int(rows, 0),
                                             .number = store_text(rows, 1, arena),
                                             .application_id = store_int(rows, 2),
                                             .operator_id = store_int(rows, 3),
                                             .state = store_text(rows, 4, arena),
                                             .created_at = store_int(rows, 5),
                                             .active_at = store_int(rows, 6),
                                             .operator_name = store_text(rows, 7, arena)};
    store_done(&rows);
    return STATUS_OK;
}

enum status programme_agreement(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_agreement *ret_agreement, struct error *err)
{
    struct programme_agreement view = {0};
    struct application_row row = {0};
    struct programme_rules rules = {0};
    int64_t deposited = 0;
    enum status st = agreement_row(tx, arena, id, &view, err);
    if (st == STATUS_OK)
        st = application_row(tx, arena, view.application_id, &row, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, row.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_deposit_sum, STORE_VALUES(v_int(id)), &deposited, err);
    if (st != STATUS_OK)
        return st;
    view.adopter_id = row.view.adopter_id;
    view.sponsor_id = row.view.sponsor_id;
    view.title = row.view.title;
    view.total = row.view.total;
    view.deposited = money_won(deposited);
    view.adopter = row.view.adopter;
    view.sponsor = row.view.sponsor;
    st = fill_agreed_shares(tx, arena, &rules.document, id, &view.shares, err);
    if (st == STATUS_OK)
        st = fill_signatures(tx, arena, &view, err);
    if (st == STATUS_OK)
        st = payments_under(tx, arena, &rules.document, id, &view.payments, err);
    if (st != STATUS_OK)
        return st;
    fill_tranches(arena, &rules.document, &view);
    fill_waits(arena, &view);
    *ret_agreement = view;
    return STATUS_OK;
}

enum status programme_agreement_ids(struct store_tx *tx, struct arena *arena,
                                    const struct programme_page *page,
                                    struct programme_ids *ret_ids, struct error *err)
{
    LIST(int64_t) ids = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st = page_query(tx, page, sql_agreement_list, sql_agreement_list_of, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    if (st == STATUS_OK)
        *ret_ids = (struct programme_ids){ids.at, ids.count};
    return st;
}

static const struct programme_signature *signature_of(const struct programme_agreement *view,
                                                      int64_t organisation_id)
{
    for (size_t i = 0; i < view->signatures.count; i++)
        if (view->signatures.at[i].organisation_id == organisation_id)
            return &view->signatures.at[i];
    return NULL;
}

static size_t signed_by(const struct programme_agreement *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->signatures.count; i++)
        count += view->signatures.at[i].at != 0;
    return count;
}

enum status programme_sign(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t id, time_us now,
                           struct error *err)
{
    struct programme_agreement view = {0};
    enum status st = programme_agreement(tx, arena, id, &view, err);
    if (st != STATUS_OK)
        return st;
    const struct programme_signature *signature = signature_of(&view, caller->organisation_id);
    if (signature == NULL)
        return FAIL(err, PROGRAMME_NOT_PARTY, "agreement %.40s", view.number);
    if (signature->at != 0)
        return FAIL(err, PROGRAMME_SIGNED, "signed by %.60s", signature->name);
    bool last = signed_by(&view) == SIGNERS - 1;
    struct programme_rules rules = {0};
    if (last)
        st = programme_rules_of(tx, arena, view.application_id, &rules, err);
    if (st == STATUS_OK && last)
        st = agreement_funded(tx, arena, &rules, &view, err);
    if (st != STATUS_OK)
        return st;
    st = store_run(tx, sql_signature_insert,
                   STORE_VALUES(v_int(id), v_int(caller->organisation_id), v_int(caller->user_id),
                                v_text(caller->name), v_int(now)),
                   NULL, err);
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = view.application_id,
                                                 .action = "sign",
                                                 .note = "",
                                                 .object = "agreement",
                                                 .object_id = id,
                                                 .before = view.state,
                                                 .after = last ? "active" : view.state},
                           now, err);
    if (st == STATUS_OK && last)
        st = store_run(tx, sql_agreement_activate, STORE_VALUES(v_int(id), v_int(now)), NULL, err);
    if (st == STATUS_OK && last)
        st = agreement_reserve(tx, arena, caller, &rules, &view, now, err);
    return st;
}

struct rules_split agreement_split(const struct programme_agreement *agreement)
{
    struct rules_split split = {.total = agreement->total, .count = agreement->shares.count};
    for (size_t i = 0; i < split.count; i++)
        split.share[i] = agreement->shares.at[i].amount;
    return split;
}
