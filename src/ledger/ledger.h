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
 *   - Shares are allotted together with the budget or refused early, saying what is fundable.
 *   - A designated won is spent only on its designation, never on a related party of its giver.
 *   - What is disallowed is owed back to each source by what it had paid, to the won.
 *   - Recovered money has an owner from its first moment and a day by which it must be gone.
 *   - Every balance that waits has an owner, a day and a basis.
 *   - Interest goes to the sources whose money lay there, by won and day, to the won.
 *   - A line of the bank counts once, and a line that has changed is refused.
 *   - Each night has one trial balance, and it is never changed.
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
 *   disallowed        CLAWBACK <- CLAIM per source
 *   recovered         BANK <- CLAWBACK; CLAIM <- RECOVERED         returned       RECOVERED <- BANK
 *   not collectable   LOSS <- CLAWBACK; CLAIM <- WORLD (decision and approval)
 *   interest          BANK <- INTEREST per source
 *   market support    the same on MARKET_BANK, MARKET_SOURCE, MARKET_PROJECT, a fund of its own
 *   mentors, places   DAYS_WORLD <- DAYS, DAYS <- DAYS_USED; PLACES_WORLD <- PLACES ...
 *
 * Uses: kit, store, journal. Tables: db/migrations/0002_ledger.sql, 0009_ledger_more.sql. Form of
 * the export and of the leaf hashes: docs/formats/book.md; `dure-verify` recomputes the book with
 * no source shared. */
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

/* Money, budgets, days and places are kept in books of their own; a transfer never leaves its
 * book. "Amount" is won in the first two, whole days and whole places in the others. */
enum ledger_book {
    LEDGER_BOOK_MONEY = 1,
    LEDGER_BOOK_BUDGET = 2,
    LEDGER_BOOK_DAYS = 3,  /* of mentors */
    LEDGER_BOOK_PLACES = 4 /* in a programme */
};

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

/* Was a group of that id booked? `again` says so; no content is compared. */
enum status ledger_posted_before(struct store_tx *tx, const struct uuid *id,
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
    bool newest;              /* from the newest down; `after` 0 is then the end of the book. By
                                 project or by source or by neither, and by code; no other way */
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

/* One of them. LEDGER_NO_GROUP if there is none. */
enum status ledger_transfer_at(struct store_tx *tx, struct arena *arena, int64_t seq,
                               struct ledger_transfer *ret_transfer, struct error *err);
enum status ledger_transfer_by_id(struct store_tx *tx, struct arena *arena, const struct uuid *id,
                                  struct ledger_transfer *ret_transfer, struct error *err);

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

/* ---- terms and rates: a document, each value with its legal basis ---- */

enum ledger_term {
#define TERM(name, member, min, max, en, ko) LEDGER_TERM_##name,
#include "ledger/terms.def"
#undef TERM
    LEDGER_TERM_COUNT
};

struct ledger_terms {
    int64_t value[LEDGER_TERM_COUNT];
    const char *basis[LEDGER_TERM_COUNT];
};

/* data/ledger/terms-kr.json. Every value must be there and name its basis. */
enum status ledger_terms_read(struct arena *arena, const char *bytes, size_t size,
                              struct ledger_terms *ret_terms, struct error *err);
const char *ledger_term_words(enum ledger_term term, bool korean);

/* When the year's payment requests close (30 November, 18:00 in Korea). */
time_us ledger_cut_off(const struct ledger_terms *terms, int year);
/* LEDGER_CUT_OFF from then to the end of the year. */
enum status ledger_request_open(const struct ledger_terms *terms, time_us now, struct error *err);
struct day ledger_years_after(struct day day, int64_t years); /* 29 February: 28 February */

/* ---- agreed shares ----
 * In everything below `head` is a group without lines: who, when, on what basis. */

enum { LEDGER_SHARES_MAX = 32, LEDGER_BUDGETS_MAX = 32 };

struct ledger_share {
    int64_t source, designation, part; /* the account it comes from */
    bool market;                       /* of the market-support fund */
    bool deposited;                    /* comes in later, straight to the project (own share) */
    struct money amount;
};

struct ledger_funding {
    struct money total;
    struct money missing[LEDGER_SHARES_MAX]; /* of each share */
    struct money fundable; /* the largest total in the same proportions that the sources hold */
    size_t worst;          /* the share that limits it; the count of shares if none does */
};

/* Would these shares be there now? Changes nothing. */
enum status ledger_fundable(struct store_tx *tx, const struct ledger_share *shares, size_t count,
                            struct ledger_funding *ret_funding, struct error *err);

struct ledger_budget_entry {
    int64_t part; /* which cost item */
    struct money amount;
};

struct ledger_allotment {
    int64_t project;
    const struct ledger_share *shares;
    size_t share_count;
    const struct ledger_budget_entry *lines; /* add up to the shares */
    size_t line_count;
};

/* Book an agreement: every share to the project, every budget line opened, all or nothing.
 * LEDGER_UNFUNDED, with what is missing and what would be fundable. */
enum status ledger_allot(struct store_tx *tx, const struct ledger_allotment *allotment,
                         const struct ledger_group *head, struct ledger_posted *ret_posted,
                         struct error *err);

/* Free money of a source to another designation and its part (a year): `head` needs approval and
 * evidence. */
enum status ledger_move_designation(struct store_tx *tx, const struct ledger_key *from,
                                    int64_t designation, int64_t part, struct money amount,
                                    const struct ledger_group *head,
                                    struct ledger_posted *ret_posted, struct error *err);

/* From `since` on no money of `source` goes to `org`, nor to a project for it. */
enum status ledger_relate(struct store_tx *tx, int64_t source, int64_t org, const char *basis,
                          int64_t actor, time_us since, struct error *err);
struct ledger_relation {
    int64_t source, org;
    time_us since;
    const char *basis;
};
struct ledger_relations {
    struct ledger_relation *at;
    size_t count, room;
};
/* The newest first, at most 1000; source 0: of every giver. */
enum status ledger_related(struct store_tx *tx, int64_t source, struct arena *arena,
                           struct ledger_relations *ret_list, struct error *err);
/* Whom a project is for; said once. */
enum status ledger_beneficiary(struct store_tx *tx, int64_t project, int64_t org,
                               struct error *err);

/* ---- budget lines, days, places ---- */

struct ledger_budget_state {
    struct money approved, reserved, spent, left; /* left: without what is reserved */
    struct money shifted; /* moved to other lines without approval, all together */
};
enum status ledger_budget(struct store_tx *tx, int64_t project, int64_t part,
                          struct ledger_budget_state *ret_state, struct error *err);

/* The line that a payment's group carries beside its money: PENDING reserves, POSTED spends. */
enum status ledger_budget_line(struct store_tx *tx, int64_t project, int64_t part,
                               enum ledger_kind kind, struct money amount, time_us now,
                               struct ledger_line *ret_line, struct error *err);

struct ledger_shift {
    int64_t project, from, to; /* cost items */
    struct money amount;
};
/* LEDGER_SHIFT when more than the free part of the line would have moved without approval. */
enum status ledger_budget_shift(struct store_tx *tx, const struct ledger_terms *terms,
                                const struct ledger_shift *shift, const struct ledger_group *head,
                                struct ledger_posted *ret_posted, struct error *err);

/* Days of a project (LEDGER_BOOK_DAYS) or places under a designation (LEDGER_BOOK_PLACES). */
enum status ledger_grant(struct store_tx *tx, enum ledger_book book, int64_t whose, int64_t count,
                         const struct ledger_group *head, struct ledger_posted *ret_posted,
                         struct error *err);
enum status ledger_spend(struct store_tx *tx, enum ledger_book book, int64_t whose,
                         enum ledger_kind kind, int64_t count, const struct ledger_group *head,
                         struct ledger_posted *ret_posted, struct error *err);

/* ---- interest ---- */

/* In proportion to the weights, exact: largest remainder, of equal ones the first. Pure. */
enum status ledger_weigh(struct money amount, const int64_t *weights, size_t count,
                         struct money *ret_shares, struct error *err);

struct ledger_interest {
    int64_t bank, org;      /* LEDGER_FUND_BANK ... of that organisation */
    struct day from, until; /* without the last */
    struct money amount;    /* as the bank paid it */
};
enum status ledger_interest_book(struct store_tx *tx, const struct ledger_interest *interest,
                                 const struct ledger_group *head, struct ledger_posted *ret_posted,
                                 struct error *err);

/* ---- claims: disallowed money and its way back ---- */

enum { LEDGER_CLAIM_SOURCES_MAX = 10, LEDGER_CLAIM_KINDS = 3, LEDGER_AGES = 6 };

/* `amount` by what each had paid, rounded down; the rest to `remainder`, never more than paid. */
enum status ledger_claim_split(struct money amount, const struct money *paid, size_t count,
                               size_t remainder, struct money *ret_shares, struct error *err);

struct ledger_claim_part {
    int64_t source, designation;
    struct money paid; /* for the disallowed cost, by this source */
    int64_t bank;      /* account code that its money comes back to; 0: LEDGER_FUND_BANK */
};
struct ledger_claim_order {
    struct uuid id;
    int64_t project, debtor, collector; /* collector: whose bank account it is paid to */
    struct money amount;
    const struct ledger_claim_part *parts;
    size_t part_count, remainder;
    const char *basis; /* article and decision */
    const struct hash256 *evidence;
    struct day noticed;
    int64_t rule, actor, approval;
    time_us now;
};
/* After a refusal the transaction is to be given up. */
enum status ledger_claim_open(struct store_tx *tx, const struct ledger_terms *terms,
                              const struct ledger_claim_order *order, int64_t *ret_id,
                              struct error *err);

struct ledger_claim {
    int64_t id, project, debtor, collector, dunnings;
    struct money principal; /* as raised */
    struct money owed_principal, owed_interest, owed_surcharge;
    struct day noticed, due, charged_until;
};
struct ledger_claim_list {
    struct ledger_claim *at;
    size_t count, room;
};
enum status ledger_claim_get(struct store_tx *tx, int64_t id, struct ledger_claim *ret_claim,
                             struct error *err);
enum status ledger_claims(struct store_tx *tx, int64_t project, int64_t after, size_t most,
                          struct arena *arena, struct ledger_claim_list *ret_list,
                          struct error *err);
/* Those that one organisation owes. */
enum status ledger_claims_of(struct store_tx *tx, int64_t debtor, int64_t after, size_t most,
                             struct arena *arena, struct ledger_claim_list *ret_list,
                             struct error *err);

/* Late interest on the principal from the due day, or the last charge, to `until`. */
enum status ledger_claim_interest(struct store_tx *tx, const struct ledger_terms *terms, int64_t id,
                                  struct day until, const struct ledger_group *head,
                                  struct money *ret_charged, struct error *err);
enum status ledger_claim_surcharge(struct store_tx *tx, const struct ledger_terms *terms,
                                   int64_t id, struct money amount, const struct ledger_group *head,
                                   struct error *err);

struct ledger_receipt {
    bool again;
    struct money parts[LEDGER_CLAIM_KINDS]; /* interest, principal, surcharge: in this order */
};
/* Money from the debtor; more than is owed is refused. */
enum status ledger_claim_receive(struct store_tx *tx, int64_t id, struct money amount,
                                 const struct ledger_group *head,
                                 struct ledger_receipt *ret_receipt, struct error *err);
/* Everything recovered for this claim's project and sources goes back to the sources. */
enum status ledger_remit(struct store_tx *tx, int64_t id, const struct ledger_group *head,
                         struct money *ret_remitted, struct error *err);
/* Not collectable: `head` needs approval and the decision as evidence. */
enum status ledger_claim_write_off(struct store_tx *tx, int64_t id, const struct ledger_group *head,
                                   struct error *err);

enum ledger_claim_step {
    LEDGER_CLAIM_NOTICED,
    LEDGER_CLAIM_TO_DUN, /* past its day, not dunned */
    LEDGER_CLAIM_DUNNED,
    LEDGER_CLAIM_TO_COLLECT, /* past its new day: guarantee, compulsory collection */
    LEDGER_CLAIM_SETTLED,
};
enum ledger_claim_step ledger_claim_step(const struct ledger_claim *claim, struct day today);
/* Only past its day; gives a new one. */
enum status ledger_claim_dun(struct store_tx *tx, const struct ledger_terms *terms, int64_t id,
                             struct day today, struct error *err);

/* ---- contributions and what waits ---- */

struct ledger_lot {
    struct day received, spend_by;
    struct money amount, left;
};
struct ledger_lot_list {
    struct ledger_lot *at;
    size_t count, room;
};
/* What came in for that designation, oldest first; the oldest is spent first. */
enum status ledger_lots(struct store_tx *tx, const struct ledger_terms *terms, int64_t source,
                        int64_t designation, struct arena *arena, struct ledger_lot_list *ret_lots,
                        struct error *err);

struct ledger_contribution {
    int64_t source, designation;
    struct money received, returned, allotted, paid, related, moved_in, moved_out;
    struct money left;   /* not paid out yet */
    struct day spend_by; /* of the oldest won left; year 0: nothing is left */
    struct money overdue;
};
struct ledger_contribution_list {
    struct ledger_contribution *at;
    size_t count, room;
};
enum status ledger_contributions(struct store_tx *tx, const struct ledger_terms *terms,
                                 int64_t source, struct day today, struct arena *arena,
                                 struct ledger_contribution_list *ret_list, struct error *err);

struct ledger_tax {
    int year;
    struct money received, returned, related; /* within the year and the law's last day */
    struct money base, credit;
    int64_t rate_bp;
    const char *basis;
};
enum status ledger_tax_statement(struct store_tx *tx, const struct ledger_terms *terms,
                                 int64_t source, int year, struct arena *arena,
                                 struct ledger_tax *ret_tax, struct error *err);

struct ledger_duty {
    int64_t account, owner; /* owner: an organisation */
    struct ledger_key key;
    struct money amount;
    struct day since, due;
    const char *basis;
};
struct ledger_duty_list {
    struct ledger_duty *at;
    size_t count, room;
};
/* Every balance that waits for somebody (duties.def). Banks hold them, losses are over. */
enum status ledger_duties(struct store_tx *tx, const struct ledger_terms *terms,
                          struct arena *arena, struct ledger_duty_list *ret_list,
                          struct error *err);

struct ledger_overdue {
    int64_t count;
    struct money amount;
    struct money ages[LEDGER_AGES]; /* not due, to 30 days, 90, 180, 365, older */
};
struct ledger_overdue ledger_overdue(const struct ledger_duty_list *list, struct day today);
int ledger_age_bucket(int64_t days_overdue);

/* ---- the bank's files ---- */

enum { LEDGER_BANK_LINES_MAX = 100000, LEDGER_BANK_REFERENCE_MAX = 80 };

enum ledger_bank_column {
#define COLUMN(name, member, needed) LEDGER_BANK_##name,
#include "ledger/bank.def"
#undef COLUMN
    LEDGER_BANK_COLUMNS
};

struct ledger_words {
    const char **at;
    size_t count, room;
};

/* What the columns of a bank's file are called: data/ledger/bank-kr.json. */
struct ledger_bank_layout {
    const char *name;
    int64_t heading_within; /* lines in which the heading must come */
    struct ledger_words columns[LEDGER_BANK_COLUMNS];
    struct ledger_words footers; /* a row that begins so is no line */
};
enum status ledger_bank_layout_read(struct arena *arena, const char *bytes, size_t size,
                                    struct ledger_bank_layout *ret_layout, struct error *err);

struct ledger_bank_import {
    const char *account; /* the number of the account at the bank */
    const char *name;    /* of the file */
    const char *bytes;
    size_t size;
    int64_t actor;
    time_us now;
};
struct ledger_bank_result {
    bool again; /* this very file has been imported before; nothing was done */
    int64_t file, lines, fresh, known;
};
/* All lines or none. LEDGER_BANK_FILE names line and column; LEDGER_BANK_CHANGED a line that was
 * imported before with other content. After a refusal the transaction is to be given up. */
enum status ledger_bank_import(struct store_tx *tx, const struct ledger_bank_layout *layout,
                               const struct ledger_bank_import *import,
                               struct ledger_bank_result *ret_result, struct error *err);

struct ledger_bank_line {
    int64_t id, file, line;
    const char *account, *reference;
    time_us at;
    bool incoming;
    struct money amount;
    const char *name, *memo, *virtual_account;
    int64_t owner;     /* organisation of the virtual account; 0: none */
    const char *state; /* "open", "matched", "set-aside" */
    const char *thing; /* NULL: none */
    int64_t thing_id;
    const char *note; /* NULL: none */
};
struct ledger_bank_line_list {
    struct ledger_bank_line *at;
    size_t count, room;
};
/* `state` NULL: all. */
enum status ledger_bank_lines(struct store_tx *tx, const char *state, int64_t after, size_t most,
                              struct arena *arena, struct ledger_bank_line_list *ret_lines,
                              struct error *err);
enum status ledger_bank_line(struct store_tx *tx, int64_t id, struct arena *arena,
                             struct ledger_bank_line *ret_line, struct error *err);

struct ledger_settling {
    const char *thing; /* what it was for: "contribution", "deposit", "payment", "claim" */
    int64_t thing_id;
    const char *note;
    int64_t actor;
    time_us now;
};
/* Once: LEDGER_BANK_SETTLED after that. Set aside: for no thing of ours, with a note. */
enum status ledger_bank_settle(struct store_tx *tx, int64_t id, const struct ledger_settling *how,
                               struct error *err);
enum status ledger_bank_set_aside(struct store_tx *tx, int64_t id,
                                  const struct ledger_settling *how, struct error *err);

/* Money on this number is that organisation's, for good. */
enum status ledger_virtual_account(struct store_tx *tx, const char *number, int64_t org,
                                   struct error *err);

/* What money is expected for. */
struct ledger_expected {
    const char *thing;
    int64_t thing_id, org;
    bool incoming;
    struct money amount;
    const char *reference, *name; /* number of the thing, name of the payer or payee; may be NULL */
};
enum ledger_match_why { /* the best first */
                        LEDGER_MATCH_NONE,
                        LEDGER_MATCH_REFERENCE,
                        LEDGER_MATCH_VIRTUAL,
                        LEDGER_MATCH_NAME,
                        LEDGER_MATCH_AMOUNT,
                        LEDGER_MATCH_OTHER_AMOUNT,
};
struct ledger_match {
    enum ledger_match_why why;
    size_t expected; /* index of the best; none if why is NONE */
    size_t rivals;   /* others that fit as well */
    bool certain;    /* may be booked without asking */
};
struct ledger_match_list {
    struct ledger_match *at; /* one a line */
    size_t count, room;
};
struct ledger_match_list ledger_bank_match(struct arena *arena,
                                           const struct ledger_bank_line *lines, size_t line_count,
                                           const struct ledger_expected *expected,
                                           size_t expected_count);
const char *ledger_match_name(enum ledger_match_why why);
const char *ledger_match_words(enum ledger_match_why why, bool korean);

/* ---- the nights ---- */

struct ledger_night {
    struct day day;
    time_us at;
    bool balanced;     /* audited, and every book in balance */
    const char *fault; /* "" or what is wrong and where */
    struct ledger_size size;
    int64_t overdue; /* balances past their day */
    struct money overdue_won;
    int64_t bank_open; /* lines of the bank without a match */
    struct ledger_trial trial;
};
struct ledger_night_list {
    struct ledger_night *at; /* without their trial balances */
    size_t count, room;
};
/* Reads and audits the whole book: in a read transaction. */
enum status ledger_night_measure(struct store_tx *tx, const struct ledger_terms *terms,
                                 struct day day, time_us now, struct arena *arena,
                                 struct ledger_night *ret_night, struct error *err);
/* Keeps it unless that day has one already. */
enum status ledger_night_keep(struct store_tx *tx, const struct ledger_night *night, bool *ret_kept,
                              struct error *err);
enum status ledger_nights(struct store_tx *tx, struct day before, size_t most, struct arena *arena,
                          struct ledger_night_list *ret_nights, struct error *err);
enum status ledger_night(struct store_tx *tx, struct day day, struct arena *arena,
                         struct ledger_night *ret_night, struct error *err);

#endif
