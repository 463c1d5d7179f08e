#include "book.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct ledger_key book_keys[BOOK_ACCOUNTS] = {
    [A_WORLD] = {.code = LEDGER_WORLD},
    [A_BANK] = {.code = LEDGER_FUND_BANK, .org = 1},
    [A_GOV] = {.code = LEDGER_SOURCE, .source = 1, .part = 2026},
    [A_SPONSOR] = {.code = LEDGER_SOURCE, .source = 2, .designation = 7, .part = 2026},
    [A_OTHER_USE] = {.code = LEDGER_SOURCE, .source = 2, .designation = 8, .part = 2026},
    [A_PROJECT_GOV] = {.code = LEDGER_PROJECT, .project = 17, .source = 1},
    [A_PROJECT_SPONSOR] = {.code = LEDGER_PROJECT, .project = 17, .source = 2, .designation = 7},
    [A_PROJECT_OTHER] = {.code = LEDGER_PROJECT, .project = 18, .source = 1},
    [A_PAYEE] = {.code = LEDGER_PAYABLE, .org = 9},
    [A_BUDGET_WORLD] = {.code = LEDGER_BUDGET_WORLD},
    [A_LINE] = {.code = LEDGER_LINE, .project = 17, .part = 3},
    [A_LINE_USED] = {.code = LEDGER_LINE_USED, .project = 17, .part = 3},
};

static void accounts_open(struct book *book)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    for (int i = 0; i < BOOK_ACCOUNTS; i++)
        CHECK_OK(ledger_account_open(tx, &book_keys[i], book->now, &book->accounts[i], &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

void book_open(struct book *book, const char *address)
{
    struct error err;
    *book = (struct book){.next = 1, .now = INT64_C(1790000000) * TIME_SECOND};
    CHECK_OK(store_open(&(struct store_options){.address = address}, &book->store, &err), err);
    CHECK_OK(store_migrate(book->store, book->now, &err), err);
    accounts_open(book);
}

void book_close(struct book *book)
{
    store_close(book->store);
}

void book_run(const char *address, void (*run)(struct book *book))
{
    struct book book;
    book_open(&book, address);
    run(&book);
    book_close(&book);
}

struct uuid book_next_id(struct book *book)
{
    return uuid_from(book->now, 0, book->next++);
}

struct ledger_line book_line(const struct book *book, enum ledger_kind kind,
                             enum book_account debit, enum book_account credit, int64_t won)
{
    return (struct ledger_line){.kind = kind,
                                .debit = book->accounts[debit],
                                .credit = book->accounts[credit],
                                .amount = {won}};
}

struct ledger_group book_group(struct book *book, const struct ledger_line *lines, size_t count)
{
    return (struct ledger_group){.id = book_next_id(book),
                                 .code = LEDGER_CODE_CHANGED,
                                 .rule = 2,
                                 .event_at = book->now,
                                 .now = book->now,
                                 .actor = 5,
                                 .lines = lines,
                                 .line_count = count};
}

enum status book_post(struct book *book, const struct ledger_group *group,
                      struct ledger_posted *posted, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = ledger_post(tx, group, posted, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

enum status book_audit(struct book *book, struct ledger_size *size, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(book->store, STORE_READ, &tx, err);
    return st == STATUS_OK ? ledger_audit(tx, size, err) : st;
}

struct ledger_account book_account(struct book *book, enum book_account account)
{
    struct error err;
    struct ledger_account found = {0};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_account_get(tx, book->accounts[account], &found, &err), err);
    return found;
}

int64_t book_balance(struct book *book, enum book_account account)
{
    struct ledger_account found = book_account(book, account);
    return ledger_balance(&found).won;
}

struct uuid book_move(struct book *book, enum book_account debit, enum book_account credit,
                      int64_t won)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_line line = book_line(book, LEDGER_POSTED, debit, credit, won);
    struct ledger_group group = book_group(book, &line, 1);
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    return group.id;
}
