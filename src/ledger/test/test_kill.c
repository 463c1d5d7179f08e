/* The program killed in the middle of its work: the book is before a group or after it. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "book.h"
#include "kit/random.h"
#include "support/postgres.h"

enum { FIRST = 2, LINES = 3 }; /* transfers before the child begins; lines of its groups */

static struct uuid nth_id(uint64_t n)
{
    return uuid_from(INT64_C(1790000000) * TIME_SECOND, 7, n);
}

/* One won moved there, back, and reserved, again and again; each group is told of once it is in. */
static void child_work(const char *path, int pipe_end)
{
    struct error err;
    struct book book;
    struct ledger_posted posted;
    book_open(&book, path);
    for (uint64_t n = 1;; n++) {
        struct ledger_line lines[LINES] = {
            book_line(&book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 1),
            book_line(&book, LEDGER_POSTED, A_PROJECT_GOV, A_GOV, 1),
            book_line(&book, LEDGER_PENDING, A_SPONSOR, A_PROJECT_SPONSOR, 1),
        };
        struct ledger_group group = book_group(&book, lines, LINES);
        group.id = nth_id(n);
        if (book_post(&book, &group, &posted, &err) != STATUS_OK ||
            write(pipe_end, &n, sizeof n) != sizeof n)
            _exit(1);
    }
}

/* The number of the last group that the child said was in. */
static uint64_t kill_child(const char *path, struct random_stream *luck)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        child_work(path, ends[1]);
    (void)close(ends[1]);
    uint64_t told = 0, more = 0, enough = 1 + random_below(luck, 20);
    while (told < enough && read(ends[0], &more, sizeof more) == sizeof more)
        told = more;
    (void)usleep((useconds_t)random_below(luck, 3000));
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    while (read(ends[0], &more, sizeof more) == sizeof more)
        told = more;
    (void)close(ends[0]);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    return told;
}

static void check_survivors(const char *path, uint64_t told)
{
    struct error err;
    struct book book;
    struct ledger_size size;
    book_open(&book, path);
    CHECK_OK(book_audit(&book, &size, &err), err);
    int64_t groups = (size.transfers - FIRST) / LINES;
    ck_assert_int_eq(size.transfers, FIRST + groups * LINES);
    ck_assert_int_ge(groups, (int64_t)told);
    ck_assert_int_le(groups,
                     (int64_t)told + 1); /* in, but the child was killed before it said so */
    ck_assert_int_eq(size.pending_open, groups);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book.store, STORE_READ, &tx, &err), err);
    for (uint64_t n = 1; n <= told; n++) {
        struct uuid id = nth_id(n);
        struct ledger_transfer_list found;
        CHECK_OK(ledger_transfers(tx, &(struct ledger_filter){.group = &id, .most = LINES}, arena,
                                  &found, &err),
                 err);
        ck_assert_uint_eq(found.count, LINES);
    }
    store_abandon(&tx);
    book_close(&book);
}

START_TEST(after_a_kill_at_any_moment_every_group_is_in_the_book_whole_or_not_at_all)
{
    FOR_ALL(seed, 15) {
        struct random_stream luck = random_stream(seed, "kill");
        struct book book;
        char path[128];
        (void)snprintf(path, sizeof path, "%s/kill-%llu.db", test_folder(),
                       (unsigned long long)seed);
        book_open(&book, path);
        (void)book_move(&book, A_WORLD, A_GOV, 1);
        (void)book_move(&book, A_WORLD, A_SPONSOR, 1000000);
        book_close(&book);
        check_survivors(path, kill_child(path, &luck));
    }
}
END_TEST

BOTH_MAIN("ledger kill", after_a_kill_at_any_moment_every_group_is_in_the_book_whole_or_not_at_all)
