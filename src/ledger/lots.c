/* Contributions: what came in, lot by lot, what is left of each, by when it must be spent, what of
 * it counts for the tax credit; and every balance that waits, with its owner and its day. */
#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

__extension__ typedef __int128 wide;

/* Accounts between which a contribution moves without being spent. */
static bool in_pool(int64_t code)
{
    return code == LEDGER_SOURCE || code == LEDGER_MARKET_SOURCE || code == LEDGER_PROJECT ||
           code == LEDGER_MARKET_PROJECT || code == LEDGER_PAYABLE;
}

/* First in, first out. What goes out before anything came in is no longer possible: an account of
 * the pool never holds less than nothing; but the bank's dates may be out of order. */
static void lots_take(struct ledger_lot_list *lots, struct money amount)
{
    for (size_t i = 0; i < lots->count && amount.won > 0; i++) {
        struct money part = money_compare(lots->at[i].left, amount) < 0 ? lots->at[i].left : amount;
        lots->at[i].left = money_subtract(lots->at[i].left, part);
        amount = money_subtract(amount, part);
    }
}

enum status ledger_lots(struct store_tx *tx, const struct ledger_terms *terms, int64_t source,
                        int64_t designation, struct arena *arena, struct ledger_lot_list *ret_lots,
                        struct error *err)
{
    struct ledger_lot_list lots = {0};
    struct store_rows *rows = NULL;
    struct money gone = {0};
    bool more = false;
    enum status st = store_query(tx, sql_pool_moves,
                                 STORE_VALUES(v_int(source), v_int(designation)), &rows, err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        bool from = in_pool(store_int(rows, 2)) && store_int(rows, 4) == source &&
                    store_int(rows, 5) == designation;
        bool to = in_pool(store_int(rows, 3)) && store_int(rows, 6) == source &&
                  store_int(rows, 7) == designation;
        struct money amount = {store_int(rows, 1)};
        if (from && !to)
            gone = money_add(gone, amount);
        if (to && !from) {
            struct day day = day_of(store_int(rows, 0), zone_seoul());
            *list_add(arena, &lots) = (struct ledger_lot){
                .received = day,
                .spend_by = ledger_years_after(day, terms->value[LEDGER_TERM_SPEND_YEARS]),
                .amount = amount,
                .left = amount};
        }
    }
    store_done(&rows);
    lots_take(&lots, gone);
    if (st == STATUS_OK)
        *ret_lots = lots;
    return st;
}

struct pair {
    int64_t source, designation;
};
struct pair_list {
    struct pair *at;
    size_t count, room;
};

static enum status read_pairs(struct store_tx *tx, int64_t source, struct arena *arena,
                              struct pair_list *ret_pairs, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_contribution_pairs, STORE_VALUES(v_int(source)), &rows, err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, ret_pairs) = (struct pair){store_int(rows, 0), store_int(rows, 1)};
    store_done(&rows);
    return st;
}

/* Sums of what moved between kinds of account: [0] all, by the columns of sql_contribution_sums. */
static enum status read_sums(struct store_tx *tx, const struct pair *pair, time_us from,
                             time_us until, struct ledger_contribution *one, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(
        tx, sql_contribution_sums,
        STORE_VALUES(v_int(pair->source), v_int(pair->designation), v_int(from), v_int(until)),
        &rows, err);
    if (st != STATUS_OK)
        return st;
    one->received = (struct money){store_int(rows, 0)};
    one->returned = (struct money){store_int(rows, 1)};
    one->allotted = (struct money){store_int(rows, 2)};
    one->paid = (struct money){store_int(rows, 3)};
    one->related = (struct money){store_int(rows, 4)};
    one->moved_in = (struct money){store_int(rows, 5)};
    one->moved_out = (struct money){store_int(rows, 6)};
    store_done(&rows);
    return STATUS_OK;
}

static void add_lots(struct ledger_contribution *one, const struct ledger_lot_list *lots,
                     struct day today)
{
    for (size_t i = 0; i < lots->count; i++) {
        const struct ledger_lot *lot = &lots->at[i];
        if (lot->left.won == 0)
            continue;
        one->left = money_add(one->left, lot->left);
        if (one->spend_by.year == 0 || day_compare(lot->spend_by, one->spend_by) < 0)
            one->spend_by = lot->spend_by;
        if (day_compare(lot->spend_by, today) < 0)
            one->overdue = money_add(one->overdue, lot->left);
    }
}

enum status ledger_contributions(struct store_tx *tx, const struct ledger_terms *terms,
                                 int64_t source, struct day today, struct arena *arena,
                                 struct ledger_contribution_list *ret_list, struct error *err)
{
    struct pair_list pairs = {0};
    struct ledger_contribution_list list = {0};
    enum status st = read_pairs(tx, source, arena, &pairs, err);
    for (size_t i = 0; st == STATUS_OK && i < pairs.count; i++) {
        struct ledger_lot_list lots = {0};
        struct ledger_contribution *one = list_add(arena, &list);
        one->source = pairs.at[i].source;
        one->designation = pairs.at[i].designation;
        st = read_sums(tx, &pairs.at[i], 0, INT64_MAX, one, err);
        if (st == STATUS_OK)
            st = ledger_lots(tx, terms, one->source, one->designation, arena, &lots, err);
        if (st == STATUS_OK)
            add_lots(one, &lots, today);
    }
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

static struct day until_day(const struct ledger_terms *terms)
{
    int64_t until = terms->value[LEDGER_TERM_TAX_CREDIT_UNTIL];
    return (struct day){(int)(until / 10000), (int)(until / 100 % 100), (int)(until % 100)};
}

enum status ledger_tax_statement(struct store_tx *tx, const struct ledger_terms *terms,
                                 int64_t source, int year, struct arena *arena,
                                 struct ledger_tax *ret_tax, struct error *err)
{
    struct pair_list pairs = {0};
    struct ledger_tax tax = {.year = year, .rate_bp = terms->value[LEDGER_TERM_TAX_CREDIT_BP]};
    tax.basis = terms->basis[LEDGER_TERM_TAX_CREDIT_BP];
    time_us from = day_start((struct day){year, 1, 1}, zone_seoul());
    time_us until = day_start((struct day){year + 1, 1, 1}, zone_seoul());
    time_us last = day_start(until_day(terms), zone_seoul()) + TIME_DAY;
    if (source <= 0 || year < 2000 || year > 2999)
        return FAIL_AT(err, LEDGER_GROUP, source <= 0 ? "/source" : "/year", "out of range");
    until = until < last ? until : last;
    enum status st = read_pairs(tx, source, arena, &pairs, err);
    for (size_t i = 0; st == STATUS_OK && i < pairs.count && from < until; i++) {
        struct ledger_contribution one = {0};
        st = read_sums(tx, &pairs.at[i], from, until, &one, err);
        tax.received = money_add(tax.received, one.received);
        tax.returned = money_add(tax.returned, one.returned);
        tax.related = money_add(tax.related, one.related);
    }
    if (st != STATUS_OK)
        return st;
    wide base = (wide)tax.received.won - tax.returned.won - tax.related.won;
    tax.base = (struct money){base < 0 ? 0 : (int64_t)base};
    tax.credit = (struct money){(int64_t)((wide)tax.base.won * tax.rate_bp / 10000)};
    *ret_tax = tax;
    return STATUS_OK;
}

/* ---- balances that wait ---- */

enum way {
#define TERM(name, member, min, max, en, ko) WAY_##name,
#include "ledger/terms.def"
#undef TERM
    WAY_SPEND,
    WAY_CLAIM,
};

static const struct duty_kind {
    int64_t code;
    char owner;
    enum way way;
} duty_kinds[] = {
#define DUTY(account, owner, way) {LEDGER_##account, owner, WAY_##way},
#include "ledger/duties.def"
#undef DUTY
};

struct duties {
    struct store_tx *tx;
    const struct ledger_terms *terms;
    struct arena *arena;
    struct {
        struct ledger_contribution *at;
        size_t count, room;
    } pools; /* what has been asked already */
    struct ledger_duty_list list;
};

static const struct duty_kind *duty_kind(int64_t code)
{
    for (size_t i = 0; i < sizeof duty_kinds / sizeof *duty_kinds; i++)
        if (duty_kinds[i].code == code)
            return &duty_kinds[i];
    return NULL;
}

/* The day of the oldest won of an amount that lies on this account: first in, first out. */
static enum status oldest_day(struct duties *duties, const struct ledger_account *account,
                              struct money amount, struct day *ret_day, struct error *err)
{
    bool pledge = account->key.code == LEDGER_PLEDGE, more = false;
    bool credit = (account->flags & LEDGER_OUT) != 0;
    struct store_rows *rows = NULL;
    time_us at = account->opened_at;
    enum status st = store_query(duties->tx,
                                 pledge   ? sql_pledges_newest
                                 : credit ? sql_credits_newest
                                          : sql_debits_newest,
                                 STORE_VALUES(v_int(account->id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    while (amount.won > 0 && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        at = store_int(rows, 0);
        amount.won -= store_int(rows, 1);
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_day = day_of(at, zone_seoul());
    return st;
}

static enum status spend_day(struct duties *duties, const struct ledger_key *key,
                             struct day *ret_day, struct error *err)
{
    for (size_t i = 0; i < duties->pools.count; i++)
        if (duties->pools.at[i].source == key->source &&
            duties->pools.at[i].designation == key->designation) {
            *ret_day = duties->pools.at[i].spend_by;
            return STATUS_OK;
        }
    struct ledger_lot_list lots = {0};
    struct ledger_contribution *pool = list_add(duties->arena, &duties->pools);
    pool->source = key->source;
    pool->designation = key->designation;
    enum status st = ledger_lots(duties->tx, duties->terms, key->source, key->designation,
                                 duties->arena, &lots, err);
    if (st == STATUS_OK)
        add_lots(pool, &lots, (struct day){2000, 1, 1});
    if (st == STATUS_OK)
        *ret_day = pool->spend_by;
    return st;
}

static enum status due_day(struct duties *duties, const struct duty_kind *kind,
                           const struct ledger_account *account, struct ledger_duty *duty,
                           struct error *err)
{
    int64_t due = 0;
    enum status st = oldest_day(duties, account, duty->amount, &duty->since, err);
    if (st != STATUS_OK)
        return st;
    if (kind->way == WAY_SPEND) {
        duty->basis = duties->terms->basis[LEDGER_TERM_SPEND_YEARS];
        return spend_day(duties, &account->key, &duty->due, err);
    }
    if (kind->way == WAY_CLAIM) {
        duty->basis = duties->terms->basis[LEDGER_TERM_CLAIM_DAYS];
        st = store_number(duties->tx, sql_claim_due, STORE_VALUES(v_int(account->key.part)), &due,
                          err);
        /* Booked by hand, without a claim: the term counts from its own day. */
        if (st == STATUS_NOT_FOUND) {
            due = day_number(duty->since) + duties->terms->value[LEDGER_TERM_CLAIM_DAYS];
            st = STATUS_OK;
        }
    } else {
        duty->basis = duties->terms->basis[kind->way];
        due = day_number(duty->since) + duties->terms->value[kind->way];
    }
    if (st == STATUS_OK)
        duty->due = day_from_number(due);
    return st;
}

static enum status duty_add(struct duties *duties, const struct ledger_account *account,
                            struct error *err)
{
    const struct duty_kind *kind = duty_kind(account->key.code);
    struct money amount =
        account->key.code == LEDGER_PLEDGE ? account->debit_pending : ledger_balance(account);
    if (kind == NULL || amount.won == 0)
        return STATUS_OK;
    struct ledger_duty *duty = list_add(duties->arena, &duties->list);
    *duty =
        (struct ledger_duty){.account = account->id,
                             .key = account->key,
                             .amount = amount,
                             .owner = kind->owner == 's' ? account->key.source : account->key.org};
    return due_day(duties, kind, account, duty, err);
}

enum status ledger_duties(struct store_tx *tx, const struct ledger_terms *terms,
                          struct arena *arena, struct ledger_duty_list *ret_list, struct error *err)
{
    struct duties duties = {.tx = tx, .terms = terms, .arena = arena};
    struct ledger_filter filter = {.most = LEDGER_PAGE_MAX};
    enum status st = STATUS_OK;
    for (bool more = true; st == STATUS_OK && more;) {
        struct ledger_account_list page = {0};
        st = ledger_accounts(tx, &filter, arena, &page, err);
        for (size_t i = 0; st == STATUS_OK && i < page.count; i++)
            st = duty_add(&duties, &page.at[i], err);
        more = page.count == LEDGER_PAGE_MAX;
        if (page.count > 0)
            filter.after = page.at[page.count - 1].id;
    }
    if (st == STATUS_OK)
        *ret_list = duties.list;
    return st;
}

struct ledger_overdue ledger_overdue(const struct ledger_duty_list *list, struct day today)
{
    struct ledger_overdue overdue = {0};
    for (size_t i = 0; i < list->count; i++) {
        int64_t days = day_number(today) - day_number(list->at[i].due);
        int age = ledger_age_bucket(days);
        overdue.ages[age] = money_add(overdue.ages[age], list->at[i].amount);
        if (days > 0) {
            overdue.count++;
            overdue.amount = money_add(overdue.amount, list->at[i].amount);
        }
    }
    return overdue;
}
