/* book.h -- a small book to test on: a fund, two sources, two projects, a payee, a budget line. */
#ifndef LEDGER_TEST_BOOK_H
#define LEDGER_TEST_BOOK_H

#include "kit/test.h"
#include "ledger/ledger.h"

enum book_account {
    A_WORLD,
    A_BANK,            /* fund bank of org 1 */
    A_GOV,             /* source 1, 2026 */
    A_SPONSOR,         /* source 2, designation 7 */
    A_OTHER_USE,       /* source 2, designation 8 */
    A_PROJECT_GOV,     /* project 17, source 1 */
    A_PROJECT_SPONSOR, /* project 17, source 2, designation 7 */
    A_PROJECT_OTHER,   /* project 18, source 1 */
    A_PAYEE,           /* org 9 */
    A_BUDGET_WORLD,
    A_LINE, /* project 17, line 3 */
    A_LINE_USED,
    BOOK_ACCOUNTS
};
extern const struct ledger_key book_keys[BOOK_ACCOUNTS];

struct book {
    struct store *store;
    int64_t accounts[BOOK_ACCOUNTS];
    uint64_t next; /* number of the next group id */
    time_us now;
};

/* Run the test on a new book: all accounts open and nothing in them. */
void book_run(const char *address, void (*run)(struct book *book));

/* The same by hand. */
void book_open(struct book *book, const char *address);
void book_close(struct book *book);

struct uuid book_next_id(struct book *book);
struct ledger_line book_line(const struct book *book, enum ledger_kind kind,
                             enum book_account debit, enum book_account credit, int64_t won);

/* A group of these lines under the next id. */
struct ledger_group book_group(struct book *book, const struct ledger_line *lines, size_t count);

/* Each in a transaction of its own; a refused one is given up. */
enum status book_post(struct book *book, const struct ledger_group *group,
                      struct ledger_posted *posted, struct error *err);
enum status book_audit(struct book *book, struct ledger_size *size, struct error *err);
struct ledger_account book_account(struct book *book, enum book_account account);
int64_t book_balance(struct book *book, enum book_account account);

/* One posted line, which must succeed; its group. */
struct uuid book_move(struct book *book, enum book_account debit, enum book_account credit,
                      int64_t won);

#endif
