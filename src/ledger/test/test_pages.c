/* The book from its end, by pages, while more is booked: on both databases. */
#include "book.h"
#include "kit/random.h"
#include "kit/text.h"
#include "support/postgres.h"

enum { MOVES = 40, MOST_LISTED = 2000 };

static const struct {
    enum book_account debit, credit;
} moves[] = {
    {A_BANK, A_GOV},
    {A_BANK, A_SPONSOR},
    {A_GOV, A_PROJECT_GOV},
    {A_GOV, A_PROJECT_OTHER},
    {A_SPONSOR, A_PROJECT_SPONSOR},
};

/* Money comes before it goes: so a move is never refused. */
static void fill(struct book *book)
{
    (void)book_move(book, A_BANK, A_GOV, 1000000);
    (void)book_move(book, A_BANK, A_SPONSOR, 1000000);
}

static void move_some(struct book *book, struct random_stream *luck)
{
    size_t which = random_below(luck, sizeof moves / sizeof *moves);
    (void)book_move(book, moves[which].debit, moves[which].credit,
                    1 + (int64_t)random_below(luck, 9));
}

static size_t one_page(struct book *book, struct arena *arena, const struct ledger_filter *filter,
                       struct ledger_transfer_list *list)
{
    struct error err;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_transfers(tx, filter, arena, list, &err), err);
    return list->count;
}

static bool concerns(const struct ledger_transfer *transfer, const struct ledger_filter *filter)
{
    const struct ledger_key *d = &transfer->debit_key, *c = &transfer->credit_key;
    return (filter->project == 0 || d->project == filter->project ||
            c->project == filter->project) &&
           (filter->source == 0 || d->source == filter->source || c->source == filter->source);
}

/* Every transfer that was there when the reading began and concerns the filter comes once, in
 * order, and no other. */
static void read_to_the_end(struct book *book, struct random_stream *luck,
                            struct ledger_filter filter)
{
    struct arena *arena = arena_new("pages", 64 << 20);
    struct ledger_transfer_list all = {0};
    struct ledger_filter whole = {.most = LEDGER_PAGE_MAX};
    size_t there = one_page(book, arena, &whole, &all), next = there;
    ck_assert_uint_lt(there, LEDGER_PAGE_MAX);
    filter.newest = true;
    for (bool more = true; more;) {
        struct ledger_transfer_list list = {0};
        filter.most = 1 + random_below(luck, 7);
        more = one_page(book, arena, &filter, &list) == filter.most;
        for (size_t i = 0; i < list.count; i++) {
            while (next > 0 && !concerns(&all.at[next - 1], &filter))
                next--;
            ck_assert_uint_gt(next, 0);
            ck_assert_int_eq(list.at[i].seq, all.at[--next].seq);
            filter.after = list.at[i].seq;
        }
        move_some(book, luck);
    }
    while (next > 0)
        ck_assert(!concerns(&all.at[--next], &filter));
    arena_free(arena);
}

/* So many accounts of source 2 that its pages are read the other way. */
static void open_many(struct book *book)
{
    enum { MANY = 420 };
    struct error err;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    for (int64_t i = 0; i < MANY; i++) {
        struct ledger_key key = book_keys[A_PROJECT_SPONSOR];
        int64_t id = 0;
        key.project = 1000 + i;
        CHECK_OK(ledger_account_open(tx, &key, book->now, &id, &err), err);
    }
    CHECK_OK(store_commit(&tx, &err), err);
}

static void read_by_every_filter(struct book *book, uint64_t seed)
{
    static const struct ledger_filter filters[] = {{0},           {.project = 17}, {.project = 18},
                                                   {.source = 1}, {.source = 2},   {.source = 99}};
    struct random_stream luck = random_stream(seed, "book pages");
    fill(book);
    if (seed % 3 == 2)
        open_many(book);
    for (size_t i = 0; i < MOVES; i++)
        move_some(book, &luck);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        read_to_the_end(book, &luck, filters[i]);
}

/* Each seed has a book of its own, which fits one page when it is read as a whole. */
ON_BOTH(the_book_read_from_its_end_by_pages_has_each_transfer_once_while_more_is_booked)
{
    bool is_sqlite = text_same(address, sqlite_address());
    FOR_ALL(seed, 3) {
        struct book book;
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%llu.db", test_folder(), (unsigned long long)seed);
        book_open(&book, is_sqlite ? path : postgresql_address());
        read_by_every_filter(&book, seed);
        book_close(&book);
    }
}

static size_t accounts_by(struct book *book, struct ledger_filter filter, int64_t *ids)
{
    struct error err;
    struct arena *arena = arena_new("pages", 64 << 20);
    size_t count = 0;
    filter.newest = true;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    for (bool more = true; more;) {
        struct ledger_account_list list = {0};
        CHECK_OK(ledger_accounts(tx, &filter, arena, &list, &err), err);
        for (size_t i = 0; i < list.count; i++) {
            ck_assert_uint_lt(count, MOST_LISTED);
            ids[count++] = filter.after = list.at[i].id;
        }
        more = list.count == filter.most;
    }
    arena_free(arena);
    return count;
}

static void list_accounts(struct book *book)
{
    static int64_t whole[MOST_LISTED], parts[MOST_LISTED];
    static const struct ledger_filter filters[] = {{0}, {.project = 17}, {.source = 2}};
    static const size_t counts[] = {BOOK_ACCOUNTS + 420, 4, 3 + 420};
    open_many(book);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct ledger_filter filter = filters[i];
        filter.most = LEDGER_PAGE_MAX;
        size_t count = accounts_by(book, filter, whole);
        ck_assert_uint_eq(count, counts[i]);
        for (size_t k = 1; k < count; k++)
            ck_assert_int_lt(whole[k], whole[k - 1]);
        filter.most = 3;
        ck_assert_uint_eq(accounts_by(book, filter, parts), count);
        ck_assert_mem_eq(whole, parts, count * sizeof *whole);
    }
}

ON_BOTH(accounts_by_pages_of_any_length_are_the_same_list)
{
    book_run(address, list_accounts);
}

BOTH_MAIN_WITHIN(
    "ledger pages", 120,
    BOTH(the_book_read_from_its_end_by_pages_has_each_transfer_once_while_more_is_booked),
    BOTH(accounts_by_pages_of_any_length_are_the_same_list))
