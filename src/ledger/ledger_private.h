/* ledger_private.h -- what the files of this room share: rows, hashes, bounds. */
#ifndef LEDGER_LEDGER_PRIVATE_H
#define LEDGER_LEDGER_PRIVATE_H

#include "ledger/ledger.h"

/* ---- account.c ---- */

struct account_kind {
    int64_t code;
    enum ledger_book book;
    unsigned flags;
    const char *needs, *path, *en, *ko;
};

const struct account_kind *account_kind_find(int64_t code); /* NULL if there is none */

/* May a line go between accounts of these codes? Money for building and for markets never meet. */
bool funds_meet(int64_t debit_code, int64_t credit_code);

/* The columns of account_by_id and its like. Nothing in an account needs an arena. */
struct ledger_account account_of_row(const struct store_rows *rows);

/* "2100 project 17 source 3": an account for a person to read. */
const char *account_text(struct arena *arena, const struct ledger_key *key);

/* One line's effect on one account: totals before -> after, or why not. */
struct totals {
    int64_t dp, dq, cp, cq;
};
enum totals_fault { TOTALS_OK, TOTALS_NEGATIVE, TOTALS_BOUND, TOTALS_LIMIT };

/* What a line does. `held` is the amount of the pending line that it ends. */
struct effect {
    enum ledger_kind kind;
    bool debit; /* of the debit side's account, else of the credit side's */
    int64_t amount, held;
};
enum totals_fault totals_apply(struct totals *totals, const struct effect *effect, unsigned flags);

/* ---- canon.c: the bytes that are hashed (docs/formats/book.md) ---- */

struct canon {
    uint8_t bytes[4096];
    size_t size;
};

/* A line with nothing left to look up: POST and VOID carry their pending line's accounts. */
struct booked_line {
    enum ledger_kind kind;
    int64_t debit, credit, amount, held;
    struct uuid pending; /* zero: none */
};

struct hash256 request_hash(const struct ledger_group *group, const struct uuid *reverses,
                            const struct booked_line *lines, size_t count);
struct hash256 leaf_hash(const struct ledger_transfer *transfer);

/* ---- read.c ---- */

/* A row of the view ledger_book. */
struct book_row {
    struct ledger_transfer transfer;
    int64_t pending_seq, pending_kind, pending_debit, pending_credit, pending_amount;
    time_us pending_expires_at;
};

struct book_row book_of_row(const struct store_rows *rows, struct arena *arena);

/* The rows of one group, in order; LEDGER_NO_GROUP if there are none. */
struct book_rows {
    struct book_row *at;
    size_t count, room;
};
enum status book_of_group(struct store_tx *tx, const struct uuid *group, struct arena *arena,
                          struct book_rows *ret_rows, struct error *err);

bool uuid_is_zero(const struct uuid *uuid);

/* ---- lines.c ---- */

/* Lines of a group under construction; after a failure nothing more is added. */
struct lines {
    struct store_tx *tx;
    time_us now;
    struct ledger_line at[LEDGER_LINES_MAX];
    size_t count;
    enum status status;
    struct error *err;
};

struct lines lines_start(struct store_tx *tx, time_us now, struct error *err);

/* A line between two accounts that are opened if they are new; nothing for an amount of 0. */
void lines_add(struct lines *lines, enum ledger_kind kind, const struct ledger_key *debit,
               const struct ledger_key *credit, struct money amount);

/* Book them under `head`, whose own lines are not looked at. */
enum status lines_post(const struct lines *lines, const struct ledger_group *head,
                       struct ledger_posted *ret_posted, struct error *err);

/* The balance of the account of that key; 0 where there is none. */
enum status key_balance(struct store_tx *tx, const struct ledger_key *key, struct money *ret_amount,
                        struct error *err);

/* The id of the nth group that one request books beside the one it names. */
struct uuid group_beside(const struct uuid *group, size_t nth);

/* ---- related.c ---- */

/* Has any giver whose money stands on these accounts a related party at all? Most have none, and
 * then no line of a group need be asked about one. */
enum status related_any(struct store_tx *tx, struct arena *arena,
                        const struct ledger_account *accounts, size_t count, bool *ret_any,
                        struct error *err);

/* LEDGER_RELATED if this line lets a related party of the giver have its money. */
enum status related_check(struct store_tx *tx, const struct ledger_key *debit,
                          const struct ledger_key *credit, time_us now, struct error *err);

#endif
