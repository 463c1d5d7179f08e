/* book_routes.c -- the whole book as a workbook: its accounts and its transfers, a sheet each. */
#include <inttypes.h>

#include "api/ledger_views.h"
#include "api/papers.h"
#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"

/* A sheet ends at about a million rows, and a workbook is made in memory. */
enum { BOOK_ENTRIES_MAX = 50000 };

struct book_view {
    struct {
        struct ledger_account_view *at;
        size_t count, room;
    } accounts;
    struct {
        struct ledger_transfer_view *at;
        size_t count, room;
    } transfers;
};
static const struct field book_fields[] = {
    FIELD_OF(LIST, struct book_view, accounts, &ledger_account_shape, PUBLIC,
             .max = BOOK_ENTRIES_MAX),
    FIELD_OF(LIST, struct book_view, transfers, &ledger_transfer_shape, PUBLIC,
             .max = BOOK_ENTRIES_MAX),
    FIELDS_END,
};
static const struct shape book_shape = SHAPE(struct book_view, "LedgerBook", book_fields);

static enum status check_length(size_t count, struct error *err)
{
    return count <= BOOK_ENTRIES_MAX
               ? STATUS_OK
               : FAIL(err, API_BOOK_TOO_LONG, "a sheet takes %d", (int)BOOK_ENTRIES_MAX);
}

static enum status add_accounts(struct call *call, struct store_tx *tx, struct book_view *book,
                                struct error *err)
{
    struct ledger_filter filter = {.most = LEDGER_PAGE_MAX};
    enum status st = STATUS_OK;
    for (bool more = true; st == STATUS_OK && more;) {
        struct ledger_account_list page = {0};
        st = ledger_accounts(tx, &filter, call->arena, &page, err);
        for (size_t i = 0; st == STATUS_OK && i < page.count; i++) {
            st = ledger_view_account(call, tx, &page.at[i], list_add(call->arena, &book->accounts),
                                     err);
            filter.after = page.at[i].id;
        }
        if (st == STATUS_OK)
            st = check_length(book->accounts.count, err);
        more = page.count == LEDGER_PAGE_MAX;
    }
    return st;
}

static enum status add_transfers(struct call *call, struct store_tx *tx, struct book_view *book,
                                 struct error *err)
{
    struct ledger_filter filter = {.most = LEDGER_PAGE_MAX};
    enum status st = STATUS_OK;
    for (bool more = true; st == STATUS_OK && more;) {
        struct ledger_transfer_list page = {0};
        st = ledger_transfers(tx, &filter, call->arena, &page, err);
        for (size_t i = 0; st == STATUS_OK && i < page.count; i++) {
            st = ledger_view_transfer(call, tx, &page.at[i],
                                      list_add(call->arena, &book->transfers), err);
            filter.after = page.at[i].seq;
        }
        if (st == STATUS_OK)
            st = check_length(book->transfers.count, err);
        more = page.count == LEDGER_PAGE_MAX;
    }
    return st;
}

static enum status read_book(struct call *call, struct store_tx *tx, struct error *err)
{
    struct book_view *book = arena_alloc(call->arena, sizeof *book);
    enum status st = add_accounts(call, tx, book, err);
    if (st == STATUS_OK)
        st = add_transfers(call, tx, book, err);
    if (st == STATUS_OK)
        api_answer(call, book);
    return st;
}

static enum status get_book(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_book, err);
}

/* clang-format off */
const struct route book_routes[] = {
    {HTTP_GET, "/api/ledger.xlsx", get_book, .answer = &book_shape, .raw = PAPER_XLSX,
     .paper = &book_sheet, .relation = book_relation,
     .allow = ALLOW(ROLE_BIT(AUDITOR) | ROLE_BIT(OPERATOR_FINANCE) | ROLE_BIT(ACCOUNTANT)),
     .step_up = true, .limit = {10, TIME_DAY},
     .en = "the whole book as a workbook", .ko = "장부 전체를 XLSX로 받습니다"},
    ROUTES_END,
};
/* clang-format on */
