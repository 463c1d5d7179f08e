#include "money.h"

#include <stdio.h>

const struct ledger_terms *money_terms(void)
{
    static struct ledger_terms terms;
    static struct arena *arena; /* lives as long as the test's process */
    struct error err;
    static char bytes[1 << 16];
    if (arena != NULL)
        return &terms;
    arena = arena_new("terms", 1 << 20);
    FILE *file = fopen("data/ledger/terms-kr.json", "rb");
    ck_assert_msg(file != NULL, "tests run in the folder of the project");
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    CHECK_OK(ledger_terms_read(arena, bytes, size, &terms, &err), err);
    return &terms;
}

struct ledger_group money_head(struct book *book, enum ledger_code code)
{
    static const struct hash256 decision = {{1, 2, 3}};
    struct ledger_group head = book_group(book, NULL, 0);
    head.code = code;
    head.approval = 6;
    head.evidence = &decision;
    return head;
}

struct store_tx *money_begin(struct book *book)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    return tx;
}

enum status money_end(struct store_tx **tx, enum status st, struct error *err)
{
    if (st == STATUS_OK)
        return store_commit(tx, err);
    store_abandon(tx);
    return st;
}

enum status money_try(struct book *book, struct ledger_key debit, struct ledger_key credit,
                      int64_t won, enum ledger_code code, struct error *err)
{
    struct ledger_posted posted;
    struct store_tx *tx = money_begin(book);
    struct ledger_line line = {.kind = LEDGER_POSTED, .amount = {won}};
    struct ledger_group group = money_head(book, code);
    enum status st = ledger_account_open(tx, &debit, book->now, &line.debit, err);
    if (st == STATUS_OK)
        st = ledger_account_open(tx, &credit, book->now, &line.credit, err);
    group.lines = &line;
    group.line_count = 1;
    if (st == STATUS_OK)
        st = ledger_post(tx, &group, &posted, err);
    return money_end(&tx, st, err);
}

void money_move(struct book *book, struct ledger_key debit, struct ledger_key credit, int64_t won,
                enum ledger_code code)
{
    struct error err;
    CHECK_OK(money_try(book, debit, credit, won, code, &err), err);
}

int64_t money_balance(struct book *book, struct ledger_key key)
{
    struct error err;
    struct ledger_account account = {0};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    enum status st = ledger_account_find(tx, &key, &account, &err);
    return st == STATUS_OK ? ledger_balance(&account).won : 0;
}

struct ledger_key money_bank(int64_t source, int64_t designation)
{
    return (struct ledger_key){
        .code = LEDGER_FUND_BANK, .org = COLLECTOR, .source = source, .designation = designation};
}

struct ledger_key money_source(int64_t source, int64_t designation)
{
    return (struct ledger_key){
        .code = LEDGER_SOURCE, .source = source, .designation = designation, .part = 2026};
}

struct ledger_key money_project(int64_t project, int64_t source, int64_t designation)
{
    return (struct ledger_key){
        .code = LEDGER_PROJECT, .project = project, .source = source, .designation = designation};
}
