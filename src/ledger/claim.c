/* Claims: disallowed money is owed back to each source by what that source had paid; late interest,
 * surcharge, dunning; what comes in has an owner from its first moment and a day to be gone by.
 *
 * A claim has accounts of its own (their part is its id), in pairs: what the debtor owes and whom
 * it is owed to. The two sides of a pair always hold the same. */
#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

__extension__ typedef __int128 wide;

enum { SOURCES_MAX = LEDGER_CLAIM_SOURCES_MAX, BP_DAYS = 10000 * 365 };

/* In the order in which a receipt is used up: interest before principal (Civil Act art. 479),
 * the sanction last. */
static const struct component {
    int64_t owed, claim;
    enum ledger_code recovered;
} components[LEDGER_CLAIM_KINDS] = {
    {LEDGER_CLAWBACK_INTEREST, LEDGER_CLAIM_INTEREST, LEDGER_CODE_RECOVERED_INTEREST},
    {LEDGER_CLAWBACK, LEDGER_CLAIM, LEDGER_CODE_RECOVERED},
    {LEDGER_CLAWBACK_SURCHARGE, LEDGER_CLAIM_SURCHARGE, LEDGER_CODE_RECOVERED_SURCHARGE},
};
enum { INTEREST = 0, PRINCIPAL = 1, SURCHARGE = 2 };

/* ---- the split ---- */

enum status ledger_claim_split(struct money amount, const struct money *paid, size_t count,
                               size_t remainder, struct money *ret_shares, struct error *err)
{
    struct money total = {0}, given = {0};
    if (count < 1 || count > SOURCES_MAX || remainder >= count)
        return FAIL_AT(err, LEDGER_CLAIM_ORDER, "/parts", "%zu sources, not 1 to %d", count,
                       (int)SOURCES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (paid[i].won < 0)
            return FAIL_AT(err, LEDGER_CLAIM_ORDER, "/parts", "a source that paid less than 0");
        total = money_add(total, paid[i]);
    }
    if (amount.won <= 0 || money_compare(amount, total) > 0)
        return FAIL_AT(err, LEDGER_CLAIM_ORDER, "/amount",
                       "%" PRId64 " won of a cost of %" PRId64 " won", amount.won, total.won);
    for (size_t i = 0; i < count; i++) {
        ret_shares[i] = (struct money){(int64_t)((wide)amount.won * paid[i].won / total.won)};
        given = money_add(given, ret_shares[i]);
    }
    /* The won that rounding left: to the remainder's source first, never more than it paid. */
    struct money rest = money_subtract(amount, given);
    for (size_t n = 0; n < count && rest.won > 0; n++) {
        size_t i = n == 0 ? remainder : n <= remainder ? n - 1 : n;
        struct money room = money_subtract(paid[i], ret_shares[i]);
        struct money more = money_compare(room, rest) < 0 ? room : rest;
        ret_shares[i] = money_add(ret_shares[i], more);
        rest = money_subtract(rest, more);
    }
    must(rest.won == 0);
    return STATUS_OK;
}

/* ---- rows ---- */

struct claim_row {
    struct ledger_claim claim;
    struct {
        int64_t source, designation, bank;
    } parts[SOURCES_MAX];
    size_t count;
};

static struct ledger_claim claim_of_row(const struct store_rows *rows)
{
    return (struct ledger_claim){.id = store_int(rows, 0),
                                 .project = store_int(rows, 1),
                                 .debtor = store_int(rows, 2),
                                 .collector = store_int(rows, 3),
                                 .principal = {store_int(rows, 4)},
                                 .noticed = day_from_number(store_int(rows, 5)),
                                 .due = day_from_number(store_int(rows, 6)),
                                 .charged_until = day_from_number(store_int(rows, 7)),
                                 .dunnings = store_int(rows, 8)};
}

static enum status claim_parts(struct store_tx *tx, struct claim_row *row, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_claim_parts, STORE_VALUES(v_int(row->claim.id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    for (row->count = 0; (st = store_next(rows, &more, err)) == STATUS_OK && more; row->count++) {
        must(row->count < SOURCES_MAX);
        row->parts[row->count].source = store_int(rows, 0);
        row->parts[row->count].designation = store_int(rows, 1);
        row->parts[row->count].bank = store_int(rows, 2);
    }
    store_done(&rows);
    return st;
}

static struct ledger_key owed_key(const struct claim_row *row, int kind, size_t i)
{
    return (struct ledger_key){.code = components[kind].owed,
                               .org = row->claim.debtor,
                               .project = row->claim.project,
                               .source = row->parts[i].source,
                               .designation = row->parts[i].designation,
                               .part = row->claim.id};
}

static struct ledger_key claim_key(const struct claim_row *row, int kind, size_t i)
{
    struct ledger_key key = owed_key(row, kind, i);
    key.code = components[kind].claim;
    key.org = 0;
    return key;
}

static struct ledger_key recovered_key(const struct claim_row *row, size_t i)
{
    return (struct ledger_key){.code = LEDGER_RECOVERED,
                               .org = row->claim.collector,
                               .project = row->claim.project,
                               .source = row->parts[i].source,
                               .designation = row->parts[i].designation};
}

static struct ledger_key bank_key(const struct claim_row *row, size_t i)
{
    return (struct ledger_key){.code = row->parts[i].bank,
                               .org = row->claim.collector,
                               .source = row->parts[i].source,
                               .designation = row->parts[i].designation};
}

/* What is owed, kind by kind and source by source. */
struct owed {
    struct money by_source[LEDGER_CLAIM_KINDS][SOURCES_MAX], by_kind[LEDGER_CLAIM_KINDS], all;
};

static enum status read_owed(struct store_tx *tx, const struct claim_row *row,
                             struct owed *ret_owed, struct error *err)
{
    enum status st = STATUS_OK;
    *ret_owed = (struct owed){0};
    for (int kind = 0; kind < LEDGER_CLAIM_KINDS; kind++)
        for (size_t i = 0; st == STATUS_OK && i < row->count; i++) {
            struct money *part = &ret_owed->by_source[kind][i];
            struct ledger_key key = owed_key(row, kind, i);
            st = key_balance(tx, &key, part, err);
            ret_owed->by_kind[kind] = money_add(ret_owed->by_kind[kind], *part);
            ret_owed->all = money_add(ret_owed->all, *part);
        }
    return st;
}

static enum status claim_load(struct store_tx *tx, int64_t id, struct claim_row *ret_row,
                              struct owed *ret_owed, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_claim_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, LEDGER_NO_CLAIM, "claim %" PRId64, id);
    if (st != STATUS_OK)
        return st;
    ret_row->claim = claim_of_row(rows);
    store_done(&rows);
    st = claim_parts(tx, ret_row, err);
    if (st == STATUS_OK)
        st = read_owed(tx, ret_row, ret_owed, err);
    if (st != STATUS_OK)
        return st;
    ret_row->claim.owed_interest = ret_owed->by_kind[INTEREST];
    ret_row->claim.owed_principal = ret_owed->by_kind[PRINCIPAL];
    ret_row->claim.owed_surcharge = ret_owed->by_kind[SURCHARGE];
    return STATUS_OK;
}

enum status ledger_claim_get(struct store_tx *tx, int64_t id, struct ledger_claim *ret_claim,
                             struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    enum status st = claim_load(tx, id, &row, &owed, err);
    if (st == STATUS_OK)
        *ret_claim = row.claim;
    return st;
}

struct id_list {
    int64_t *at;
    size_t count, room;
};

static enum status list_claims(struct store_tx *tx, const char *sql, int64_t whose, int64_t after,
                               size_t most, struct arena *arena, struct ledger_claim_list *ret_list,
                               struct error *err)
{
    struct id_list ids = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    if (most < 1 || most > LEDGER_PAGE_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "most", "%zu is not 1 to %d", most, LEDGER_PAGE_MAX);
    enum status st = store_query(
        tx, sql, STORE_VALUES(v_int(after), v_int(whose), v_int((int64_t)most)), &rows, err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    store_done(&rows);
    struct ledger_claim_list list = {0};
    for (size_t i = 0; st == STATUS_OK && i < ids.count; i++)
        st = ledger_claim_get(tx, ids.at[i], list_add(arena, &list), err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status ledger_claims(struct store_tx *tx, int64_t project, int64_t after, size_t most,
                          struct arena *arena, struct ledger_claim_list *ret_list,
                          struct error *err)
{
    return list_claims(tx, sql_claim_list, project, after, most, arena, ret_list, err);
}

enum status ledger_claims_of(struct store_tx *tx, int64_t debtor, int64_t after, size_t most,
                             struct arena *arena, struct ledger_claim_list *ret_list,
                             struct error *err)
{
    return list_claims(tx, sql_claim_list_of_debtor, debtor, after, most, arena, ret_list, err);
}

/* ---- raising it ---- */

static enum status order_check(const struct ledger_claim_order *order, struct error *err)
{
    const struct {
        const char *name;
        bool wrong;
    } members[] = {{"/project", order->project <= 0},
                   {"/debtor", order->debtor <= 0},
                   {"/collector", order->collector <= 0},
                   {"/basis", order->basis == NULL || order->basis[0] == '\0'},
                   {"/noticed", !day_ok(order->noticed)},
                   {"/evidence", order->evidence == NULL},
                   {"/parts", order->part_count < 1 || order->part_count > SOURCES_MAX}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (members[i].wrong)
            return FAIL_AT(err, LEDGER_CLAIM_ORDER, members[i].name, "missing or out of range");
    for (size_t i = 0; i < order->part_count; i++)
        if (order->parts[i].source <= 0)
            return FAIL_AT(err, LEDGER_CLAIM_ORDER, "/parts", "part %zu has no source", i);
    return STATUS_OK;
}

static enum status claim_insert(struct store_tx *tx, const struct ledger_terms *terms,
                                const struct ledger_claim_order *order, int64_t *ret_id,
                                struct error *err)
{
    int64_t noticed = day_number(order->noticed);
    int64_t due = noticed + terms->value[LEDGER_TERM_CLAIM_DAYS];
    enum status st = store_number(
        tx, sql_claim_insert,
        STORE_VALUES(v_blob(order->id.bytes, sizeof order->id.bytes), v_int(order->project),
                     v_int(order->debtor), v_int(order->collector), v_int(order->amount.won),
                     v_text(order->basis), v_int(noticed), v_int(due), v_int(due)),
        ret_id, err);
    for (size_t i = 0; st == STATUS_OK && i < order->part_count; i++) {
        const struct ledger_claim_part *part = &order->parts[i];
        st = store_run(tx, sql_claim_part_insert,
                       STORE_VALUES(v_int(*ret_id), v_int((int64_t)i), v_int(part->source),
                                    v_int(part->designation),
                                    v_int(part->bank == 0 ? LEDGER_FUND_BANK : part->bank)),
                       NULL, err);
    }
    return st;
}

static struct ledger_group order_head(const struct ledger_claim_order *order)
{
    return (struct ledger_group){.id = order->id,
                                 .code = LEDGER_CODE_DISALLOWED,
                                 .rule = order->rule,
                                 .event_at = day_start(order->noticed, zone_seoul()),
                                 .now = order->now,
                                 .actor = order->actor,
                                 .approval = order->approval,
                                 .evidence = order->evidence};
}

enum status ledger_claim_open(struct store_tx *tx, const struct ledger_terms *terms,
                              const struct ledger_claim_order *order, int64_t *ret_id,
                              struct error *err)
{
    struct money paid[SOURCES_MAX], shares[SOURCES_MAX];
    struct claim_row row = {0};
    struct owed owed = {0};
    enum status st = order_check(order, err);
    if (st != STATUS_OK)
        return st;
    for (size_t i = 0; i < order->part_count; i++)
        paid[i] = order->parts[i].paid;
    st = ledger_claim_split(order->amount, paid, order->part_count, order->remainder, shares, err);
    if (st != STATUS_OK)
        return st;
    st = store_number(tx, sql_claim_by_group, STORE_VALUES(v_blob(order->id.bytes, 16)),
                      &row.claim.id, err);
    bool again = st == STATUS_OK;
    if (st == STATUS_NOT_FOUND)
        st = claim_insert(tx, terms, order, &row.claim.id, err);
    if (st == STATUS_OK)
        st = claim_load(tx, row.claim.id, &row, &owed, err);
    if (st != STATUS_OK)
        return st;
    if (again && row.count != order->part_count)
        return FAIL_AT(err, LEDGER_KEY_REUSED, "/id", "claim %" PRId64 " has other parts",
                       row.claim.id);
    struct lines lines = lines_start(tx, order->now, err);
    for (size_t i = 0; i < row.count; i++) {
        struct ledger_key debit = owed_key(&row, PRINCIPAL, i);
        struct ledger_key credit = claim_key(&row, PRINCIPAL, i);
        lines_add(&lines, LEDGER_POSTED, &debit, &credit, shares[i]);
    }
    struct ledger_group head = order_head(order);
    struct ledger_posted posted = {0};
    st = lines_post(&lines, &head, &posted, err);
    if (st == STATUS_OK)
        *ret_id = row.claim.id;
    return st;
}

/* ---- what is added to it ---- */

/* Owed and claimed, both sides of a pair, for each source. */
static enum status charge(struct store_tx *tx, const struct claim_row *row, int kind,
                          const struct money *shares, enum ledger_code code,
                          const struct ledger_group *head, struct error *err)
{
    struct ledger_group group = *head;
    struct ledger_posted posted = {0};
    struct lines lines = lines_start(tx, head->now, err);
    for (size_t i = 0; i < row->count; i++) {
        struct ledger_key debit = owed_key(row, kind, i), credit = claim_key(row, kind, i);
        lines_add(&lines, LEDGER_POSTED, &debit, &credit, shares[i]);
    }
    group.code = code;
    return lines_post(&lines, &group, &posted, err);
}

enum status ledger_claim_interest(struct store_tx *tx, const struct ledger_terms *terms, int64_t id,
                                  struct day until, const struct ledger_group *head,
                                  struct money *ret_charged, struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    struct money shares[SOURCES_MAX] = {{0}}, charged = {0};
    struct ledger_posted known = {0};
    enum status st = claim_load(tx, id, &row, &owed, err);
    if (st == STATUS_OK)
        st = ledger_posted_before(tx, &head->id, &known, err);
    if (st != STATUS_OK)
        return st;
    int64_t days = day_number(until) - day_number(row.claim.charged_until);
    if (known.again || days <= 0) {
        *ret_charged = charged;
        return STATUS_OK;
    }
    for (size_t i = 0; i < row.count; i++) {
        wide won = (wide)owed.by_source[PRINCIPAL][i].won * terms->value[LEDGER_TERM_LATE_BP] *
                   days / BP_DAYS;
        shares[i] = (struct money){(int64_t)won};
        charged = money_add(charged, shares[i]);
    }
    if (charged.won > 0)
        st = charge(tx, &row, INTEREST, shares, LEDGER_CODE_INTEREST_CHARGED, head, err);
    /* Days that gave less than a won are asked again together with the next ones. */
    if (st == STATUS_OK && charged.won > 0)
        st = store_run(tx, sql_claim_charged, STORE_VALUES(v_int(id), v_int(day_number(until))),
                       NULL, err);
    if (st == STATUS_OK)
        *ret_charged = charged;
    return st;
}

enum status ledger_claim_surcharge(struct store_tx *tx, const struct ledger_terms *terms,
                                   int64_t id, struct money amount, const struct ledger_group *head,
                                   struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    struct money shares[SOURCES_MAX], before = {0};
    struct ledger_posted known = {0};
    enum status st = claim_load(tx, id, &row, &owed, err);
    if (st == STATUS_OK)
        st = ledger_posted_before(tx, &head->id, &known, err);
    if (st != STATUS_OK || known.again)
        return st;
    if (head->approval == 0 || head->evidence == NULL)
        return FAIL_AT(err, LEDGER_APPROVAL, head->approval == 0 ? "/approval" : "/evidence",
                       "a surcharge is a decision of two");
    for (size_t i = 0; st == STATUS_OK && i < row.count; i++) {
        struct ledger_account account = {0};
        struct ledger_key key = owed_key(&row, SURCHARGE, i);
        st = ledger_account_find(tx, &key, &account, err);
        if (st == STATUS_OK)
            before = money_add(before, account.debit_posted);
        else if (err->reason == &LEDGER_NO_ACCOUNT)
            st = STATUS_OK;
    }
    wide most = (wide)row.claim.principal.won * terms->value[LEDGER_TERM_SURCHARGE_TIMES];
    if (st == STATUS_OK && (wide)before.won + amount.won > most)
        st = FAIL_AT(err, LEDGER_OVER_CLAIM, "/amount",
                     "at most %" PRId64 " times the principal of %" PRId64 " won",
                     terms->value[LEDGER_TERM_SURCHARGE_TIMES], row.claim.principal.won);
    /* It follows the principal that is still owed. */
    int64_t weights[SOURCES_MAX];
    for (size_t i = 0; i < row.count; i++)
        weights[i] = owed.by_source[PRINCIPAL][i].won;
    if (st == STATUS_OK && owed.by_kind[PRINCIPAL].won == 0)
        st = FAIL(err, LEDGER_CLAIM_STEP, "the principal has been paid");
    if (st == STATUS_OK)
        st = ledger_weigh(amount, weights, row.count, shares, err);
    return st == STATUS_OK ? charge(tx, &row, SURCHARGE, shares, LEDGER_CODE_SURCHARGED, head, err)
                           : st;
}

/* ---- what comes in ---- */

static enum status receive_kind(struct store_tx *tx, const struct claim_row *row, int kind,
                                const struct owed *owed, struct money amount,
                                const struct ledger_group *head, struct error *err)
{
    struct money shares[SOURCES_MAX];
    struct ledger_group group = *head;
    struct ledger_posted posted = {0};
    enum status st =
        ledger_claim_split(amount, owed->by_source[kind], row->count, row->count - 1, shares, err);
    if (st != STATUS_OK)
        return st;
    struct lines lines = lines_start(tx, head->now, err);
    for (size_t i = 0; i < row->count; i++) {
        struct ledger_key bank = bank_key(row, i), debtor = owed_key(row, kind, i);
        struct ledger_key claim = claim_key(row, kind, i), held = recovered_key(row, i);
        lines_add(&lines, LEDGER_POSTED, &bank, &debtor, shares[i]);
        lines_add(&lines, LEDGER_POSTED, &claim, &held, shares[i]);
    }
    group.id = group_beside(&head->id, (size_t)kind);
    group.code = components[kind].recovered;
    return lines_post(&lines, &group, &posted, err);
}

/* Was this receipt booked before, whichever of its groups? */
static enum status received_before(struct store_tx *tx, const struct uuid *id, bool *ret_before,
                                   struct error *err)
{
    enum status st = STATUS_OK;
    *ret_before = false;
    for (size_t kind = 0; st == STATUS_OK && kind < LEDGER_CLAIM_KINDS; kind++) {
        struct ledger_posted known = {0};
        struct uuid group = group_beside(id, kind);
        st = ledger_posted_before(tx, &group, &known, err);
        *ret_before = *ret_before || known.again;
    }
    return st;
}

enum status ledger_claim_receive(struct store_tx *tx, int64_t id, struct money amount,
                                 const struct ledger_group *head,
                                 struct ledger_receipt *ret_receipt, struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    struct ledger_receipt receipt = {0};
    enum status st = claim_load(tx, id, &row, &owed, err);
    if (st == STATUS_OK)
        st = received_before(tx, &head->id, &receipt.again, err);
    if (st != STATUS_OK)
        return st;
    if (!receipt.again && (amount.won <= 0 || money_compare(amount, owed.all) > 0))
        return FAIL_AT(err, LEDGER_OVER_CLAIM, "/amount",
                       "%" PRId64 " won received, %" PRId64 " won are owed", amount.won,
                       owed.all.won);
    struct money rest = amount;
    for (int kind = 0; !receipt.again && st == STATUS_OK && kind < LEDGER_CLAIM_KINDS; kind++) {
        struct money part = money_compare(rest, owed.by_kind[kind]) < 0 ? rest : owed.by_kind[kind];
        if (part.won > 0)
            st = receive_kind(tx, &row, kind, &owed, part, head, err);
        receipt.parts[kind] = part;
        rest = money_subtract(rest, part);
    }
    if (st == STATUS_OK)
        *ret_receipt = receipt;
    return st;
}

enum status ledger_remit(struct store_tx *tx, int64_t id, const struct ledger_group *head,
                         struct money *ret_remitted, struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    struct money remitted = {0};
    struct ledger_group group = *head;
    struct ledger_posted posted = {0};
    enum status st = ledger_posted_before(tx, &head->id, &posted, err);
    if (st == STATUS_OK && !posted.again)
        st = claim_load(tx, id, &row, &owed, err);
    if (st != STATUS_OK)
        return st;
    struct lines lines = lines_start(tx, head->now, err);
    for (size_t i = 0; i < row.count; i++) {
        struct ledger_key held = recovered_key(&row, i), bank = bank_key(&row, i);
        struct money part = {0};
        if ((st = key_balance(tx, &held, &part, err)) != STATUS_OK)
            return st;
        lines_add(&lines, LEDGER_POSTED, &held, &bank, part);
        remitted = money_add(remitted, part);
    }
    group.code = LEDGER_CODE_REMITTED;
    if (!posted.again && remitted.won == 0)
        return FAIL(err, LEDGER_CLAIM_STEP, "nothing recovered waits to be returned");
    if (!posted.again)
        st = lines_post(&lines, &group, &posted, err);
    if (st == STATUS_OK)
        *ret_remitted = remitted;
    return st;
}

/* The principal becomes the source's loss; interest and surcharge are just given up. */
enum status ledger_claim_write_off(struct store_tx *tx, int64_t id, const struct ledger_group *head,
                                   struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    struct ledger_group group = *head;
    struct ledger_posted posted = {0};
    struct ledger_key world = {.code = LEDGER_WORLD};
    enum status st = ledger_posted_before(tx, &head->id, &posted, err);
    if (st == STATUS_OK && !posted.again)
        st = claim_load(tx, id, &row, &owed, err);
    if (st != STATUS_OK || posted.again)
        return st;
    if (owed.all.won == 0)
        return FAIL(err, LEDGER_CLAIM_STEP, "nothing is owed");
    struct lines lines = lines_start(tx, head->now, err);
    for (int kind = 0; kind < LEDGER_CLAIM_KINDS; kind++)
        for (size_t i = 0; i < row.count; i++) {
            struct ledger_key debtor = owed_key(&row, kind, i), claim = claim_key(&row, kind, i);
            struct ledger_key loss = {.code = LEDGER_LOSS,
                                      .project = row.claim.project,
                                      .source = row.parts[i].source,
                                      .designation = row.parts[i].designation};
            struct money part = owed.by_source[kind][i];
            if (kind == PRINCIPAL) {
                lines_add(&lines, LEDGER_POSTED, &loss, &debtor, part);
                lines_add(&lines, LEDGER_POSTED, &claim, &world, part);
            } else {
                lines_add(&lines, LEDGER_POSTED, &claim, &debtor, part);
            }
        }
    group.code = LEDGER_CODE_UNCOLLECTABLE;
    return lines_post(&lines, &group, &posted, err);
}

/* ---- its days ---- */

enum status ledger_claim_dun(struct store_tx *tx, const struct ledger_terms *terms, int64_t id,
                             struct day today, struct error *err)
{
    struct claim_row row = {0};
    struct owed owed = {0};
    enum status st = claim_load(tx, id, &row, &owed, err);
    if (st != STATUS_OK)
        return st;
    if (owed.all.won == 0)
        return FAIL(err, LEDGER_CLAIM_STEP, "nothing is owed");
    if (day_compare(today, row.claim.due) <= 0)
        return FAIL(err, LEDGER_CLAIM_STEP, "it is due on %d-%02d-%02d", row.claim.due.year,
                    row.claim.due.month, row.claim.due.day);
    int64_t now = day_number(today);
    return store_run(
        tx, sql_claim_dun,
        STORE_VALUES(v_int(id), v_int(now), v_int(now + terms->value[LEDGER_TERM_DUN_DAYS])), NULL,
        err);
}

enum ledger_claim_step ledger_claim_step(const struct ledger_claim *claim, struct day today)
{
    struct money owed =
        money_add(claim->owed_principal, money_add(claim->owed_interest, claim->owed_surcharge));
    if (owed.won == 0)
        return LEDGER_CLAIM_SETTLED;
    if (day_compare(today, claim->due) <= 0)
        return claim->dunnings == 0 ? LEDGER_CLAIM_NOTICED : LEDGER_CLAIM_DUNNED;
    return claim->dunnings == 0 ? LEDGER_CLAIM_TO_DUN : LEDGER_CLAIM_TO_COLLECT;
}

int ledger_age_bucket(int64_t days_overdue)
{
    static const int64_t bounds[LEDGER_AGES - 1] = {0, 30, 90, 180, 365};
    int bucket = 0;
    while (bucket < LEDGER_AGES - 1 && days_overdue > bounds[bucket])
        bucket++;
    return bucket;
}
