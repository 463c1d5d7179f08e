/* Interest that a bank paid belongs to the sources whose money lay there, by won and day. */
#include <inttypes.h>

#include "kit/must.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

__extension__ typedef __int128 wide;

enum { ACCOUNTS_MAX = LEDGER_LINES_MAX };

enum status ledger_weigh(struct money amount, const int64_t *weights, size_t count,
                         struct money *ret_shares, struct error *err)
{
    wide total = 0, rests[ACCOUNTS_MAX];
    struct money given = {0};
    must(count <= ACCOUNTS_MAX);
    for (size_t i = 0; i < count; i++) {
        must(weights[i] >= 0);
        total += weights[i];
    }
    if (total == 0 || amount.won <= 0 || amount.won > MONEY_MAX)
        return FAIL_AT(err, LEDGER_AMOUNT, "/amount", "nothing to give, or nobody to give it to");
    for (size_t i = 0; i < count; i++) {
        wide product = (wide)amount.won * weights[i];
        ret_shares[i] = (struct money){(int64_t)(product / total)};
        rests[i] = product % total;
        given = money_add(given, ret_shares[i]);
    }
    /* Largest remainder; of equal ones the first. Fewer won are left than there are shares. */
    for (int64_t left = amount.won - given.won; left > 0; left--) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++)
            if (rests[i] > rests[best])
                best = i;
        must(rests[best] > 0);
        rests[best] = -1;
        ret_shares[best].won++;
    }
    return STATUS_OK;
}

/* Won times days from `from` up to, without, `until`: what is there counts from its own day. */
static enum status won_days(struct store_tx *tx, const struct ledger_account *account,
                            const struct ledger_interest *interest, int64_t *ret_weight,
                            struct error *err)
{
    int64_t from = day_number(interest->from), until = day_number(interest->until);
    struct store_rows *rows = NULL;
    wide weight = 0;
    bool more = false;
    enum status st = store_query(
        tx, sql_moves_before,
        STORE_VALUES(v_int(account->id), v_int(day_start(interest->until, zone_seoul()))), &rows,
        err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        int64_t day = day_number(day_of(store_int(rows, 0), zone_seoul()));
        wide part = (wide)store_int(rows, 1) * (until - (day > from ? day : from));
        weight += store_int(rows, 2) == account->id ? part : -part;
    }
    store_done(&rows);
    if (st == STATUS_OK && (weight > INT64_MAX || weight < INT64_MIN))
        return FAIL(err, LEDGER_TOO_LARGE, "account %" PRId64, account->id);
    if (st == STATUS_OK)
        *ret_weight = weight < 0 ? 0 : (int64_t)weight;
    return st;
}

enum status ledger_interest_book(struct store_tx *tx, const struct ledger_interest *interest,
                                 const struct ledger_group *head, struct ledger_posted *ret_posted,
                                 struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger interest", 1 << 20);
    struct ledger_account_list list = {0};
    struct ledger_posted known = {0};
    int64_t weights[ACCOUNTS_MAX];
    struct money shares[ACCOUNTS_MAX];
    struct ledger_filter filter = {
        .org = interest->org, .code = interest->bank, .most = ACCOUNTS_MAX + 1};
    if (day_compare(interest->from, interest->until) >= 0)
        return FAIL_AT(err, LEDGER_GROUP, "/until", "no day between them");
    enum status st = ledger_posted_before(tx, &head->id, &known, err);
    if (st == STATUS_OK && known.again) {
        *ret_posted = known;
        return st;
    }
    if (st == STATUS_OK)
        st = ledger_accounts(tx, &filter, arena, &list, err);
    if (st == STATUS_OK && list.count > ACCOUNTS_MAX)
        st = FAIL_AT(err, LEDGER_GROUP, "/bank", "more than %d sources on it", (int)ACCOUNTS_MAX);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        st = won_days(tx, &list.at[i], interest, &weights[i], err);
        /* Nobody owns the interest of money without an owner. */
        if (st == STATUS_OK && weights[i] > 0 && list.at[i].key.source == 0)
            st = FAIL_AT(err, LEDGER_PURPOSE, "/bank", "account %" PRId64 " names no source",
                         list.at[i].id);
    }
    if (st == STATUS_OK)
        st = ledger_weigh(interest->amount, weights, list.count, shares, err);
    if (st != STATUS_OK)
        return st;
    struct lines lines = lines_start(tx, head->now, err);
    for (size_t i = 0; i < list.count; i++) {
        struct ledger_key owner = {.code = LEDGER_INTEREST,
                                   .source = list.at[i].key.source,
                                   .designation = list.at[i].key.designation};
        lines_add(&lines, LEDGER_POSTED, &list.at[i].key, &owner, shares[i]);
    }
    struct ledger_group group = *head;
    group.code = LEDGER_CODE_INTEREST_EARNED;
    return lines_post(&lines, &group, ret_posted, err);
}
