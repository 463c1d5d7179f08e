/* The book in the log: what was booked stands there, in the order of the book. */
#include "book.h"
#include "journal/journal.h"
#include "support/postgres.h"
#include "tamper.h"

static void in_the_log(struct book *book)
{
    struct error err;
    struct ledger_transfer_list transfers = {0};
    struct ledger_filter all = {.most = LEDGER_PAGE_MAX};
    struct journal_head head;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 16 << 20);
    tamper_live(book);
    struct ledger_line too_much = book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 99999999);
    struct ledger_group refused = book_group(book, &too_much, 1);
    struct ledger_posted posted;
    CHECK_FAILS(book_post(book, &refused, &posted, &err), LEDGER_TOO_LITTLE, err);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_transfers(tx, &all, arena, &transfers, &err), err);
    CHECK_OK(journal_audit(tx, &head, &err), err);
    ck_assert_uint_gt(transfers.count, 10);
    ck_assert_int_eq(head.size, (int64_t)transfers.count);
    for (size_t i = 0; i < transfers.count; i++) {
        struct journal_entry entry;
        int64_t index = -1;
        CHECK_OK(journal_find(tx, "transfer", transfers.at[i].seq, &index, &err), err);
        ck_assert_int_eq(index, (int64_t)i);
        CHECK_OK(journal_get(tx, arena, index, &entry, &err), err);
        ck_assert(hash_same(&entry.leaf, &transfers.at[i].leaf));
    }
    store_abandon(&tx);
}

ON_BOTH(every_transfer_has_its_leaf_in_the_log_in_the_order_of_the_book)
{
    book_run(address, in_the_log);
}

BOTH_MAIN("ledger log", BOTH(every_transfer_has_its_leaf_in_the_log_in_the_order_of_the_book))
