#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

#define REASON REASON_DEFINE
#include "ledger/reasons.def"
#undef REASON

enum { OPEN = 0, IN = LEDGER_IN, OUT = LEDGER_OUT };

static const struct account_kind account_kinds[] = {
#define ACCOUNT(name, code, book, bound, needs, path, en, ko)                                      \
    {code, LEDGER_BOOK_##book, bound, needs, path, en, ko},
#include "ledger/accounts.def"
#undef ACCOUNT
};

const struct account_kind *account_kind_find(int64_t code)
{
    for (size_t i = 0; i < sizeof account_kinds / sizeof *account_kinds; i++)
        if (account_kinds[i].code == code)
            return &account_kinds[i];
    return NULL;
}

/* Which fund an account's money belongs to: for building or for markets; 0: neither of them. */
static int fund_of(int64_t code)
{
    static const struct {
        int64_t code;
        int fund;
    } funds[] = {{LEDGER_FUND_BANK, 1},     {LEDGER_SUBSIDY_BANK, 1},  {LEDGER_OWN_BANK, 1},
                 {LEDGER_SOURCE, 1},        {LEDGER_PROJECT, 1},       {LEDGER_MARKET_BANK, 2},
                 {LEDGER_MARKET_SOURCE, 2}, {LEDGER_MARKET_PROJECT, 2}};
    for (size_t i = 0; i < sizeof funds / sizeof *funds; i++)
        if (funds[i].code == code)
            return funds[i].fund;
    return 0;
}

bool funds_meet(int64_t debit_code, int64_t credit_code)
{
    int debit = fund_of(debit_code), credit = fund_of(credit_code);
    return debit == credit || debit == 0 || credit == 0;
}

const char *ledger_account_words(int64_t code, bool korean)
{
    const struct account_kind *kind = account_kind_find(code);
    return kind == NULL ? NULL : korean ? kind->ko : kind->en;
}

/* The members of a key, for the letters of accounts.def. */
static const struct key_member {
    char letter;
    const char *name;
    size_t offset;
} key_members[] = {
    {'o', "org", offsetof(struct ledger_key, org)},
    {'p', "project", offsetof(struct ledger_key, project)},
    {'s', "source", offsetof(struct ledger_key, source)},
    {'d', "designation", offsetof(struct ledger_key, designation)},
    {'y', "part", offsetof(struct ledger_key, part)},
};
enum { KEY_MEMBERS = sizeof key_members / sizeof *key_members };

static int64_t key_member(const struct ledger_key *key, const struct key_member *member)
{
    int64_t number = 0;
    memcpy(&number, (const char *)key + member->offset, sizeof number);
    return number;
}

const char *account_text(struct arena *arena, const struct ledger_key *key)
{
    struct text text = text_start(arena, 200);
    text_format(&text, "%" PRId64, key->code);
    for (size_t i = 0; i < KEY_MEMBERS; i++) {
        int64_t number = key_member(key, &key_members[i]);
        if (number != 0)
            text_format(&text, " %s %" PRId64, key_members[i].name, number);
    }
    return text_string(&text);
}

static enum status key_check(const struct ledger_key *key, struct error *err)
{
    const struct account_kind *kind = account_kind_find(key->code);
    if (kind == NULL)
        return FAIL_AT(err, LEDGER_ACCOUNT_KEY, "/code", "there is no account code %" PRId64,
                       key->code);
    for (size_t i = 0; i < KEY_MEMBERS; i++) {
        const struct key_member *member = &key_members[i];
        int64_t number = key_member(key, member);
        if (number < 0)
            return FAIL_AT(err, LEDGER_ACCOUNT_KEY, member->name, "%" PRId64 " is below zero",
                           number);
        if (number == 0 && strchr(kind->needs, member->letter) != NULL)
            return FAIL_AT(err, LEDGER_ACCOUNT_KEY, member->name,
                           "account %" PRId64 " needs its %s", key->code, member->name);
    }
    return STATUS_OK;
}

struct ledger_account account_of_row(const struct store_rows *rows)
{
    return (struct ledger_account){
        .id = store_int(rows, 0),
        .key = {.code = store_int(rows, 1),
                .org = store_int(rows, 3),
                .project = store_int(rows, 4),
                .source = store_int(rows, 5),
                .designation = store_int(rows, 6),
                .part = store_int(rows, 7)},
        .book = (enum ledger_book)store_int(rows, 2),
        .flags = (unsigned)store_int(rows, 8),
        .debit_pending = {store_int(rows, 9)},
        .debit_posted = {store_int(rows, 10)},
        .credit_pending = {store_int(rows, 11)},
        .credit_posted = {store_int(rows, 12)},
        .opened_at = store_int(rows, 13),
    };
}

/* STORE_NO_ROW is the caller's to put into words. */
static enum status account_one(struct store_tx *tx, const char *sql,
                               const struct store_value *values, size_t count,
                               struct ledger_account *ret_account, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, values, count, &rows, err);
    if (st != STATUS_OK)
        return st;
    *ret_account = account_of_row(rows);
    store_done(&rows);
    return STATUS_OK;
}

enum status ledger_account_find(struct store_tx *tx, const struct ledger_key *key,
                                struct ledger_account *ret_account, struct error *err)
{
    enum status st =
        account_one(tx, sql_account_by_key,
                    STORE_VALUES(v_int(key->code), v_int(key->org), v_int(key->project),
                                 v_int(key->source), v_int(key->designation), v_int(key->part)),
                    ret_account, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, LEDGER_NO_ACCOUNT,
                    "no account %" PRId64 " of org %" PRId64 ", project %" PRId64
                    ", source %" PRId64 ", designation %" PRId64 ", part %" PRId64,
                    key->code, key->org, key->project, key->source, key->designation, key->part);
    return st;
}

enum status ledger_account_get(struct store_tx *tx, int64_t id, struct ledger_account *ret_account,
                               struct error *err)
{
    enum status st = account_one(tx, sql_account_by_id, STORE_VALUES(v_int(id)), ret_account, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, LEDGER_NO_ACCOUNT, "no account %" PRId64, id);
    return st;
}

enum status ledger_account_open(struct store_tx *tx, const struct ledger_key *key, time_us now,
                                int64_t *ret_id, struct error *err)
{
    enum status st = key_check(key, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_account account;
    st = ledger_account_find(tx, key, &account, err);
    if (st == STATUS_OK)
        *ret_id = account.id;
    if (st != STATUS_NOT_FOUND)
        return st;
    const struct account_kind *kind = account_kind_find(key->code);
    return store_number(tx, sql_account_insert,
                        STORE_VALUES(v_int(key->code), v_int(kind->book), v_int(key->org),
                                     v_int(key->project), v_int(key->source),
                                     v_int(key->designation), v_int(key->part), v_int(kind->flags),
                                     v_int(now)),
                        ret_id, err);
}

enum status ledger_account_close(struct store_tx *tx, int64_t id, struct error *err)
{
    struct ledger_account account;
    enum status st = ledger_account_get(tx, id, &account, err);
    if (st != STATUS_OK)
        return st;
    if (account.debit_pending.won != 0 || account.credit_pending.won != 0)
        return FAIL(err, LEDGER_ACCOUNT_BUSY,
                    "account %" PRId64 " has %" PRId64 " won out and %" PRId64 " won in pending",
                    id, account.debit_pending.won, account.credit_pending.won);
    return store_run(tx, sql_account_close, STORE_VALUES(v_int(id)), NULL, err);
}

struct money ledger_balance(const struct ledger_account *account)
{
    return (account->flags & LEDGER_OUT) != 0
               ? money_subtract(account->credit_posted, account->debit_posted)
               : money_subtract(account->debit_posted, account->credit_posted);
}

struct money ledger_available(const struct ledger_account *account)
{
    struct money balance = ledger_balance(account);
    if ((account->flags & LEDGER_OUT) != 0)
        return money_subtract(balance, account->debit_pending);
    if ((account->flags & LEDGER_IN) != 0)
        return money_subtract(balance, account->credit_pending);
    return balance;
}

enum totals_fault totals_apply(struct totals *totals, const struct effect *effect, unsigned flags)
{
    int64_t *pending = effect->debit ? &totals->dp : &totals->cp;
    int64_t *posted = effect->debit ? &totals->dq : &totals->cq;
    bool ends = effect->kind == LEDGER_POST || effect->kind == LEDGER_VOID;
    bool moves = effect->kind == LEDGER_POSTED || effect->kind == LEDGER_POST;
    int64_t freed = ends ? effect->held : 0;
    int64_t reserved = effect->kind == LEDGER_PENDING ? effect->amount : 0;
    int64_t moved = moves ? effect->amount : 0;
    if (freed > *pending)
        return TOTALS_NEGATIVE;
    if (__builtin_add_overflow(*pending - freed, reserved, pending) ||
        __builtin_add_overflow(*posted, moved, posted))
        return TOTALS_LIMIT;
    int64_t debits = 0, credits = 0;
    if (__builtin_add_overflow(totals->dp, totals->dq, &debits) ||
        __builtin_add_overflow(totals->cp, totals->cq, &credits))
        return TOTALS_LIMIT;
    if ((flags & LEDGER_OUT) != 0 && debits > totals->cq)
        return TOTALS_BOUND;
    if ((flags & LEDGER_IN) != 0 && credits > totals->dq)
        return TOTALS_BOUND;
    return TOTALS_OK;
}
