/* ledger.h -- the book: who holds how much of whose money, for what, and why it moved.
 *
 * The book is a list of transfers that only grows. A transfer moves an amount out of the credit
 * of one account into the debit of another; transfers come in groups that are booked whole or
 * not at all. A mistake is never changed, it is reversed by a later group, and both stay to be
 * seen. Amounts are whole won. The book knows accounts and amounts; it does not know what a
 * programme, a payment or a user is.
 *
 * Promises, each with a test of the same words in ledger/test/:
 *   - A group is booked whole or not at all.
 *   - Debits equal credits in every book after every call.
 *   - An account never passes its bound, not even between two lines of one group.
 *   - The same group again books nothing and gives the first answer.
 *   - Another group under the same id is refused.
 *   - A pending transfer ends at most once, and never with more than it held.
 *   - A reversed group nets to zero on every account, and both can be seen.
 *   - Money keeps its source and its designation from account to account.
 *   - What is in the book can neither be changed nor removed through the database.
 *   - Of fifty claims on the last won exactly one succeeds.
 *   - Replaying the transfers gives the stored balances.
 *   - Every transfer has its leaf in the log, in the order of the book.
 *
 * Everything happens inside the caller's write transaction: an agreement and the group that
 * funds it are kept together or not at all. A group that is refused has written nothing, so the
 * transaction may go on; after a failure of the store it can only be given up.
 *
 *     struct ledger_key from = {.code = LEDGER_SOURCE, .source = gov, .part = 2026};
 *     struct ledger_key to = {.code = LEDGER_PROJECT, .project = 17, .source = gov};
 *     if ((st = ledger_account_open(tx, &from, now, &source, err)) != STATUS_OK) return st;
 *     if ((st = ledger_account_open(tx, &to, now, &project, err)) != STATUS_OK) return st;
 *     const struct ledger_line lines[] = {
 *         {.kind = LEDGER_POSTED, .debit = source, .credit = project, .amount = share}};
 *     const struct ledger_group group = {.id = key, .code = LEDGER_CODE_AGREED, .now = now,
 *         .event_at = now, .actor = user, .lines = lines, .line_count = 1};
 *     return ledger_post(tx, &group, &posted, err);
 *
 * How the events of a three-party project are booked (debit <- credit):
 *   pledge            pending PLEDGE <- SOURCE         pledge paid   post it; BANK <- PLEDGE
 *   grant received    SUBSIDY_BANK <- SOURCE           own share in  OWN_BANK <- PROJECT
 *   agreement         SOURCE <- PROJECT per source; BUDGET_WORLD <- LINE per line
 *   payment opened    pending PROJECT <- PAYABLE per source; pending LINE <- LINE_USED
 *   payment made      settle those; PAYABLE <- BANK per source
 *   payment refused   void those
 *   disallowed        CLAWBACK <- PROJECT    recovered  BANK <- CLAWBACK    returned  PROJECT <-
 * BANK
 *
 * Uses: kit, store, journal. Tables: db/migrations/0002_ledger.sql. Form of the export and of the
 * leaf hashes: docs/formats/book.md; `dure-verify` recomputes it with no source shared. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/list.h"
#include "kit/money.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "ledger/reasons.def"
#undef REASON

enum { LEDGER_LINES_MAX = 64, LEDGER_PAGE_MAX = 1000 };

/* ---- accounts ---- */

/* Money and budgets are kept in books of their own; a transfer never leaves its book. */
enum ledger_book { LEDGER_BOOK_MONEY = 1, LEDGER_BOOK_BUDGET = 2 };

enum ledger_account_code {
#define ACCOUNT(name, code, book, bound, needs, path, en, ko) LEDGER_##name = code,
#include "ledger/accounts.def"
#undef ACCOUNT
};

enum ledger_flag {
    LEDGER_OUT = 1,    /* debits, pending ones too, never exceed posted credits */
    LEDGER_IN = 2,     /* credits, pending ones too, never exceed posted debits */
    LEDGER_CLOSED = 4, /* takes no further transfers */
};

/* What makes an account this account. 0 means "not said". The numbers are the caller's: an
 * organisation, a project, the organisation whose money it is, what it was given for, and one
 * more: a year of the source, a line of the budget. */
struct ledger_key {
    int64_t code; /* enum ledger_account_code */
    int64_t org, project, source, designation, part;
};

struct ledger_account {
    int64_t id;
    struct ledger_key key;
    enum ledger_book book;
    unsigned flags; /* enum ledger_flag */
    struct money debit_pending, debit_posted, credit_pending, credit_posted;
    time_us opened_at;
};

/* The words for a code; NULL if there is none. */
const char *ledger_account_words(int64_t code, bool korean);

/* The account of that key: made if absent, so it may be called every time. */
enum status ledger_account_open(struct store_tx *tx, const struct ledger_key *key, time_us now,
                                int64_t *ret_id, struct error *err);

enum status ledger_account_find(struct store_tx *tx, const struct ledger_key *key,
                                struct ledger_account *ret_account, struct error *err);
enum status ledger_account_get(struct store_tx *tx, int64_t id, struct ledger_account *ret_account,
                               struct error *err);

/* No more transfers. An account with pending amounts cannot be closed; there is no way back. */
enum status ledger_account_close(struct store_tx *tx, int64_t id, struct error *err);

/* Posted, on the account's own side: above zero for what it holds. */
struct money ledger_balance(const struct ledger_account *account);

/* What may still be taken out of it: its balance without what is reserved already. */
struct money ledger_available(const struct ledger_account *account);

/* ---- booking ---- */

enum ledger_code {
#define CODE(name, number, en, ko) LEDGER_CODE_##name = number,
#include "ledger/codes.def"
#undef CODE
};

const char *ledger_code_words(int64_t code, bool korean); /* NULL if there is none */

enum ledger_kind {
    LEDGER_POSTED = 0,  /* moves at once */
    LEDGER_PENDING = 1, /* reserves; ends by a POST or a VOID, or runs out */
    LEDGER_POST = 2,    /* moves what was reserved, or less; the rest is free again */
    LEDGER_VOID = 3,    /* frees what was reserved */
};

struct ledger_line {
    enum ledger_kind kind;
    int64_t debit, credit; /* accounts. POST and VOID: leave 0, they are the pending line's */
    struct money amount;   /* 1 .. MONEY_MAX won. VOID: leave 0 */
    struct uuid pending;   /* POST and VOID: ledger_transfer_id() of the pending line */
};

struct ledger_group {
    struct uuid id; /* the caller's, uuid_new(): the key under which a retry finds it */
    enum ledger_code code;
    int64_t rule;                   /* version of the rule that gave the amounts; 0: none */
    time_us event_at;               /* when it counts: the bank's date, the day of the signature */
    time_us now;                    /* when it is entered; not part of the request's content */
    time_us expires_at;             /* of its pending lines; 0: never */
    int64_t actor;                  /* who enters it */
    int64_t approval;               /* the approval of a second person; 0: none */
    const struct hash256 *evidence; /* of the document it rests on; NULL: none */
    const struct ledger_line *lines;
    size_t line_count; /* 1 .. LEDGER_LINES_MAX */
};

struct ledger_posted {
    bool again;         /* it was there already; nothing was booked */
    int64_t seq_first;  /* its first transfer */
    size_t count;       /* its transfers */
    time_us created_at; /* when it was booked the first time */
};

/* Would this group be accepted, as far as can be told without the book? Pure. */
enum status ledger_check(const struct ledger_group *group, struct error *err);

/* Book it. LEDGER_KEY_REUSED if the id is taken by other content; LEDGER_TOO_LITTLE, with the
 * place "/lines/2", if an account would pass its bound. Lines are booked in their order. */
enum status ledger_post(struct store_tx *tx, const struct ledger_group *group,
                        struct ledger_posted *ret_posted, struct error *err);

/* The id of a line of a group: follows from both, so nobody has to keep it. */
struct uuid ledger_transfer_id(const struct uuid *group, size_t index);

/* End every line of `pending` that is still open, each with all it holds. `with` is the group
 * that does it: its own lines, if any, are booked after the ends (PAYABLE <- BANK). For a part of
 * the amount call ledger_post() with LEDGER_POST lines. LEDGER_ENDED if no line is open. */
enum status ledger_settle(struct store_tx *tx, const struct uuid *pending,
                          const struct ledger_group *with, struct ledger_posted *ret_posted,
                          struct error *err);
enum status ledger_void(struct store_tx *tx, const struct uuid *pending,
                        const struct ledger_group *with, struct ledger_posted *ret_posted,
                        struct error *err);

/* Void what has run out by `now`, group by group, at most `most` groups. */
enum status ledger_expire(struct store_tx *tx, time_us now, int64_t actor, size_t most,
                          size_t *ret_count, struct error *err);

/* Book the mirror image of a group, last line first, under code REVERSED. Its pending lines that
 * are still open are voided; those that have ended are the affair of the group that ended them.
 * `with` has no lines and its code is not looked at. A group is reversed once. */
enum status ledger_reverse(struct store_tx *tx, const struct uuid *group,
                           const struct ledger_group *with, struct ledger_posted *ret_posted,
                           struct error *err);

/* ---- reading ---- */

struct ledger_transfer {
    int64_t seq; /* 1, 2, 3 ... without gaps: the order of the book */
    struct uuid id, group;
    int64_t group_count, group_index; /* line 0 of 3 */
    int64_t debit, credit;
    struct ledger_key debit_key, credit_key;
    struct money amount;
    enum ledger_kind kind;
    bool has_pending, has_reverses, has_evidence;
    struct uuid pending, reverses; /* the line that this ends; the group that this reverses */
    time_us expires_at;            /* 0: never */
    int64_t code, rule, actor, approval;
    time_us event_at, created_at;
    struct hash256 evidence, request, leaf;
    int64_t ended_by; /* seq of the line that ended this pending one; 0: none */
};

/* 0 means any. A transfer fits if one of its two accounts fits in everything that is asked; `code`
 * is the account's in ledger_accounts() and the group's in ledger_transfers(). */
struct ledger_filter {
    int64_t org, project, source, account, code;
    const struct uuid *group; /* NULL: any; accounts are not filtered by it */
    int64_t after;            /* the last seq or account id of the page before */
    size_t most;              /* 1 .. LEDGER_PAGE_MAX */
};

/* Lists in the manner of kit/list.h. */
struct ledger_account_list {
    struct ledger_account *at;
    size_t count, room;
};
struct ledger_transfer_list {
    struct ledger_transfer *at;
    size_t count, room;
};

enum status ledger_accounts(struct store_tx *tx, const struct ledger_filter *filter,
                            struct arena *arena, struct ledger_account_list *ret_accounts,
                            struct error *err);
enum status ledger_transfers(struct store_tx *tx, const struct ledger_filter *filter,
                             struct arena *arena, struct ledger_transfer_list *ret_transfers,
                             struct error *err);

/* What its leaf hashes (docs/formats/book.md): for a proof that it stands in the log. */
const void *ledger_transfer_bytes(struct arena *arena, const struct ledger_transfer *transfer,
                                  size_t *ret_size);

struct ledger_trial_row {
    int64_t code;
    enum ledger_book book;
    int64_t accounts;
    struct money debit_pending, debit_posted, credit_pending, credit_posted;
};
struct ledger_trial {
    struct ledger_trial_row *at;
    size_t count, room;
};

/* One row an account code, in the order of the codes: the trial balance. */
enum status ledger_trial_balance(struct store_tx *tx, struct arena *arena,
                                 struct ledger_trial *ret_trial, struct error *err);

struct ledger_size {
    int64_t accounts, groups, transfers, pending_open;
};

/* Read the whole book and check every promise in it: places without gaps, groups whole, hashes,
 * bounds after every line, ends, balances. LEDGER_BROKEN names the first bad "/transfers/17" or
 * "/accounts/4". */
enum status ledger_audit(struct store_tx *tx, struct ledger_size *ret_size, struct error *err);

/* Everything for dure-verify: one JSON object a line (docs/formats/book.md). */
enum status ledger_export(struct store_tx *tx, FILE *out, struct error *err);

/* The posted part as a journal for hledger, closed by an assertion of every balance. */
enum status ledger_export_hledger(struct store_tx *tx, FILE *out, struct error *err);

#endif
