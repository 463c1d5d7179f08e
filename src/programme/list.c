/* list.c -- whole applications and agreements, many at once: one query for the rows and one for
 * each kind of thing that hangs on them, however many there are. */
#include <inttypes.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_list_sql.h"

enum { SIGNERS = 3 };

/* ---- what a page shares ---- */

/* The rules that the things of a page were made under: few, so looked up once each. */
struct rules_seen {
    struct programme_rules rules;
    struct rules_seen *next;
};

static enum status rules_on_page(struct store_tx *tx, struct arena *arena, struct rules_seen **seen,
                                 int64_t id, const struct programme_rules **ret_rules,
                                 struct error *err)
{
    for (const struct rules_seen *one = *seen; one != NULL; one = one->next)
        if (one->rules.id == id) {
            *ret_rules = &one->rules;
            return STATUS_OK;
        }
    struct rules_seen *one = arena_alloc(arena, sizeof *one);
    enum status st = programme_rules_get(tx, arena, id, &one->rules, err);
    if (st != STATUS_OK)
        return st;
    one->next = *seen;
    *seen = one;
    *ret_rules = &one->rules;
    return STATUS_OK;
}

/* Ids and, in the same order, the rows of whatever has them. */
struct page {
    const int64_t *ids;
    size_t count;
    void *rows;
};
typedef void take_hanging(const struct page *page, size_t place, struct store_rows *rows,
                          struct arena *arena);

static size_t place_of(const struct page *page, size_t from, int64_t id)
{
    while (from < page->count && page->ids[from] != id)
        from++;
    must(from < page->count);
    return from;
}

/* Rows whose first column is the id they belong to. */
static enum status hang(struct store_tx *tx, struct arena *arena, const struct page *page,
                        const char *sql, take_hanging *take, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t from = 0; st == STATUS_OK && from < page->count; from += STORE_IDS_MAX) {
        size_t left = page->count - from;
        const char *ids =
            store_ids(arena, page->ids + from, left < STORE_IDS_MAX ? left : STORE_IDS_MAX);
        struct store_rows *rows = NULL;
        bool more = true;
        st = store_query(tx, sql, STORE_VALUES(v_text(ids)), &rows, err);
        while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
            take(page, place_of(page, from, store_int(rows, 0)), rows, arena);
        store_done(&rows);
    }
    return st;
}

/* ---- applications ---- */

static struct application_row *application_at(const struct page *page, size_t place)
{
    return &((struct application_row *)page->rows)[place];
}

static void take_row(const struct page *page, size_t place, struct store_rows *rows,
                     struct arena *arena)
{
    *application_at(page, place) = take_application(rows, arena);
}

static enum status fill_shares(struct arena *arena, const struct rules_document *rules,
                               struct money total, struct programme_shares *ret_shares,
                               struct error *err)
{
    struct rules_split split = {0};
    enum status st = rules_split(rules, total, &split, err);
    if (st != STATUS_OK)
        return st;
    struct programme_shares shares = {.at = arena_array(arena, split.count, sizeof *shares.at),
                                      .count = split.count};
    for (size_t i = 0; i < split.count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        shares.at[i] = (struct programme_share){.funder = funder->id,
                                                .ko = funder->ko,
                                                .en = funder->en,
                                                .party = party_name(funder->party),
                                                .amount = split.share[i]};
    }
    *ret_shares = shares;
    return STATUS_OK;
}

static void take_option(const struct page *page, size_t place, struct store_rows *rows,
                        struct arena *arena)
{
    struct programme_application *view = &application_at(page, place)->view;
    *list_add(arena, &view->options) = (struct programme_option){
        .id = store_text(rows, 1, arena),
        .ko = store_text(rows, 2, arena),
        .en = store_text(rows, 3, arena),
        .cost = money_won(store_int(rows, 4)),
        .payback_months = store_is_null(rows, 5) ? -1 : store_int(rows, 5)};
}

static void take_event(const struct page *page, size_t place, struct store_rows *rows,
                       struct arena *arena)
{
    struct programme_application *view = &application_at(page, place)->view;
    *list_add(arena, &view->history) =
        (struct programme_event){.at = store_int(rows, 1),
                                 .name = store_text(rows, 2, arena),
                                 .organisation = store_text(rows, 3, arena),
                                 .action = store_text(rows, 4, arena),
                                 .note = store_text(rows, 5, arena)};
}

enum status programme_applications_whole(struct store_tx *tx, struct arena *arena,
                                         const int64_t *ids, size_t count,
                                         struct programme_applications *ret_list, struct error *err)
{
    struct application_row *list = arena_array(arena, count + 1, sizeof *list);
    struct programme_applications views = {.at = arena_array(arena, count + 1, sizeof *views.at)};
    struct page page = {.ids = ids, .count = count, .rows = list};
    struct rules_seen *seen = NULL;
    enum status st = hang(tx, arena, &page, STORE_IDS sql_application_rows, take_row, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        const struct programme_rules *rules = NULL;
        struct programme_application *view = &list[i].view;
        if (view->id == 0)
            return FAIL(err, STORE_NO_ROW, "application %" PRId64, ids[i]);
        if ((st = rules_on_page(tx, arena, &seen, list[i].rule_id, &rules, err)) != STATUS_OK)
            break;
        view->programme = rules->document.key;
        view->programme_version = rules->document.version;
        st = fill_shares(arena, &rules->document, view->total, &view->shares, err);
    }
    if (st == STATUS_OK)
        st = hang(tx, arena, &page, STORE_IDS sql_option_list, take_option, err);
    if (st == STATUS_OK)
        st = hang(tx, arena, &page, STORE_IDS sql_history_list, take_event, err);
    if (st != STATUS_OK)
        return st;
    for (; views.count < count; views.count++)
        views.at[views.count] = list[views.count].view;
    *ret_list = views;
    return STATUS_OK;
}

enum status programme_application(struct store_tx *tx, struct arena *arena, int64_t id,
                                  struct programme_application *ret_application, struct error *err)
{
    struct programme_applications list = {0};
    enum status st = programme_applications_whole(tx, arena, &id, 1, &list, err);
    if (st == STATUS_OK)
        *ret_application = list.at[0];
    return st;
}

/* ---- agreements ---- */

struct agreement_row {
    struct programme_agreement view;
    int64_t rule_id;
    const struct rules_document *rules;
};

static struct agreement_row *agreement_at(const struct page *page, size_t place)
{
    return &((struct agreement_row *)page->rows)[place];
}

static void take_agreement(const struct page *page, size_t place, struct store_rows *rows,
                           struct arena *arena)
{
    *agreement_at(page, place) =
        (struct agreement_row){.rule_id = store_int(rows, 14),
                               .view = {.id = store_int(rows, 0),
                                        .number = store_text(rows, 1, arena),
                                        .application_id = store_int(rows, 2),
                                        .operator_id = store_int(rows, 3),
                                        .state = store_text(rows, 4, arena),
                                        .created_at = store_int(rows, 5),
                                        .active_at = store_int(rows, 6),
                                        .operator_name = store_text(rows, 7, arena),
                                        .adopter_id = store_int(rows, 8),
                                        .sponsor_id = store_int(rows, 9),
                                        .title = store_text(rows, 10, arena),
                                        .total = money_won(store_int(rows, 11)),
                                        .adopter = store_text(rows, 12, arena),
                                        .sponsor = store_text(rows, 13, arena),
                                        .deposited = money_won(store_int(rows, 15))}};
}

static void take_share(const struct page *page, size_t place, struct store_rows *rows,
                       struct arena *arena)
{
    struct agreement_row *row = agreement_at(page, place);
    size_t position = row->view.shares.count;
    if (position == row->rules->funder_count)
        return;
    const struct rules_funder *funder = &row->rules->funders[position];
    *list_add(arena, &row->view.shares) =
        (struct programme_share){.funder = funder->id,
                                 .ko = funder->ko,
                                 .en = funder->en,
                                 .party = party_name(funder->party),
                                 .organisation_id = store_int(rows, 1),
                                 .amount = money_won(store_int(rows, 2))};
}

static void take_signature(const struct page *page, size_t place, struct store_rows *rows,
                           struct arena *arena)
{
    struct programme_signatures *signatures = &agreement_at(page, place)->view.signatures;
    for (size_t i = 0; i < signatures->count; i++) {
        if (signatures->at[i].organisation_id != store_int(rows, 1))
            continue;
        signatures->at[i].name = store_text(rows, 2, arena);
        signatures->at[i].at = store_int(rows, 3);
    }
}

static void take_payment(const struct page *page, size_t place, struct store_rows *rows,
                         struct arena *arena)
{
    struct agreement_row *row = agreement_at(page, place);
    size_t tranche = (size_t)store_int(rows, 2);
    must(tranche < row->rules->tranche_count);
    struct programme_payment *payment = list_add(arena, &row->view.payments);
    *payment = (struct programme_payment){.id = store_int(rows, 1),
                                          .agreement_id = row->view.id,
                                          .tranche = row->rules->tranches[tranche].id,
                                          .amount = money_won(store_int(rows, 3)),
                                          .payee = store_text(rows, 4, arena),
                                          .evidence = store_text(rows, 5, arena),
                                          .state = store_text(rows, 6, arena),
                                          .requested_by = store_int(rows, 7),
                                          .approved_by = store_int(rows, 8),
                                          .requested_at = store_int(rows, 9),
                                          .paid_at = store_int(rows, 10),
                                          .requested_by_name = store_text(rows, 11, arena),
                                          .approved_by_name = store_text(rows, 12, arena)};
    if (text_same(payment->state, "paid"))
        row->view.tranches.at[tranche].paid =
            money_add(row->view.tranches.at[tranche].paid, payment->amount);
}

/* What of a paid payment came out of whose money counts with the share too. */
static void take_part(const struct page *page, size_t place, struct store_rows *rows,
                      struct arena *arena)
{
    struct agreement_row *row = agreement_at(page, place);
    struct programme_payments *payments = &row->view.payments;
    size_t which = 0, position = (size_t)store_int(rows, 2);
    while (which < payments->count && payments->at[which].id != store_int(rows, 1))
        which++;
    must(which < payments->count && position < row->view.shares.count);
    struct programme_payment *payment = &payments->at[which];
    struct programme_share *share = &row->view.shares.at[position];
    struct money amount = money_won(store_int(rows, 3));
    *list_add(arena, &payment->parts) =
        (struct programme_part){.funder = share->funder, .amount = amount};
    if (text_same(payment->state, "paid"))
        share->paid = money_add(share->paid, amount);
}

static void prepare(struct arena *arena, struct agreement_row *row)
{
    struct programme_agreement *view = &row->view;
    const int64_t signers[SIGNERS] = {view->adopter_id, view->sponsor_id, view->operator_id};
    const char *const names[SIGNERS] = {view->adopter, view->sponsor, view->operator_name};
    for (size_t i = 0; i < SIGNERS; i++)
        *list_add(arena, &view->signatures) =
            (struct programme_signature){.organisation_id = signers[i], .organisation = names[i]};
    for (size_t i = 0; i < row->rules->tranche_count; i++) {
        const struct rules_tranche *tranche = &row->rules->tranches[i];
        *list_add(arena, &view->tranches) =
            (struct programme_tranche){.id = tranche->id,
                                       .ko = tranche->ko,
                                       .en = tranche->en,
                                       .amount = tranche_amount(row->rules, view->total, i)};
    }
}

/* Whose turn is it? What is missing, in the order in which it is needed. */
static void fill_waits(struct arena *arena, struct programme_agreement *view)
{
    struct programme_waits *waits = &view->waiting_for;
    for (size_t i = 0; i < view->signatures.count; i++)
        if (view->signatures.at[i].at == 0)
            *list_add(arena, waits) = (struct programme_wait){view->signatures.at[i].organisation,
                                                              "협약서 서명", "sign the agreement"};
    for (size_t i = 0; text_same(view->state, "active") && i < view->shares.count; i++)
        if (view->shares.at[i].organisation_id == view->adopter_id &&
            money_compare(view->deposited, view->shares.at[i].amount) < 0)
            *list_add(arena, waits) =
                (struct programme_wait){view->adopter, "자부담금 입금", "deposit the own share"};
    for (size_t i = 0; i < view->payments.count; i++) {
        const struct programme_payment *payment = &view->payments.at[i];
        if (text_same(payment->state, "requested"))
            *list_add(arena, waits) =
                (struct programme_wait){view->operator_name, "지급 승인(두 번째 사람)",
                                        "approve a payment (second person)"};
        if (text_same(payment->state, "approved"))
            *list_add(arena, waits) = (struct programme_wait){view->operator_name, "은행 이체 확인",
                                                              "confirm the bank transfer"};
    }
}

enum status programme_agreements(struct store_tx *tx, struct arena *arena, const int64_t *ids,
                                 size_t count, struct programme_agreements *ret_list,
                                 struct error *err)
{
    static const struct {
        const char *sql;
        take_hanging *take;
    } hanging[] = {
        {STORE_IDS sql_share_list, take_share},
        {STORE_IDS sql_signatures, take_signature},
        {STORE_IDS sql_payment_list, take_payment},
        {STORE_IDS sql_part_list, take_part},
    };
    struct agreement_row *list = arena_array(arena, count + 1, sizeof *list);
    struct programme_agreements views = {.at = arena_array(arena, count + 1, sizeof *views.at)};
    struct page page = {.ids = ids, .count = count, .rows = list};
    struct rules_seen *seen = NULL;
    enum status st = hang(tx, arena, &page, STORE_IDS sql_agreement_rows, take_agreement, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        const struct programme_rules *rules = NULL;
        if (list[i].view.id == 0)
            return FAIL(err, STORE_NO_ROW, "agreement %" PRId64, ids[i]);
        if ((st = rules_on_page(tx, arena, &seen, list[i].rule_id, &rules, err)) != STATUS_OK)
            break;
        list[i].rules = &rules->document;
        prepare(arena, &list[i]);
    }
    for (size_t i = 0; st == STATUS_OK && i < sizeof hanging / sizeof *hanging; i++)
        st = hang(tx, arena, &page, hanging[i].sql, hanging[i].take, err);
    if (st != STATUS_OK)
        return st;
    for (; views.count < count; views.count++) {
        views.at[views.count] = list[views.count].view;
        fill_waits(arena, &views.at[views.count]);
    }
    *ret_list = views;
    return STATUS_OK;
}

enum status programme_agreement(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_agreement *ret_agreement, struct error *err)
{
    struct programme_agreements list = {0};
    enum status st = programme_agreements(tx, arena, &id, 1, &list, err);
    if (st == STATUS_OK)
        *ret_agreement = list.at[0];
    return st;
}

/* ---- who has a part in them ---- */

static void take_case(const struct page *page, size_t place, struct store_rows *rows,
                      struct arena *arena)
{
    ((struct programme_case *)page->rows)[place] =
        (struct programme_case){.owner_id = store_int(rows, 1),
                                .party_ids = {store_int(rows, 2), store_int(rows, 3),
                                              store_int(rows, 4), store_int(rows, 5)},
                                .state = store_text(rows, 6, arena)};
}

enum status programme_cases(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                            const int64_t *ids, size_t count, struct programme_case *ret_cases,
                            struct error *err)
{
    struct page page = {.ids = ids, .count = count, .rows = ret_cases};
    must(thing == PROGRAMME_APPLICATION || thing == PROGRAMME_AGREEMENT);
    return hang(tx, arena, &page,
                thing == PROGRAMME_APPLICATION ? STORE_IDS sql_cases_of_applications
                                               : STORE_IDS sql_cases_of_agreements,
                take_case, err);
}
