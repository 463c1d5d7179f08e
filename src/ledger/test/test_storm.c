/* The book on a disk that fails, tears and forgets: what was answered is there after every crash,
 * whole, and what was not answered is there whole or not at all. */
#include <stdio.h>
#include <string.h>

#include "book.h"
#include "kit/random.h"
#include "support/postgres.h"
#include "support/storm.h"

enum { FUNDS = 2, LINES = 3, CRASHES = 3, CHANGES = 60, GROUPS_MAX = 400 };

struct trial {
    struct storm *storm;
    struct random_stream luck;
    const char *path;
    struct book book;
    struct uuid asked[GROUPS_MAX];
    bool answered[GROUPS_MAX];
    int count;
};

struct tally {
    int64_t answered, unanswered, kept, losses;
};

/* A book with money in it, made once and copied for each trial. */
static const char *model_book(void)
{
    static char path[128];
    struct book book;
    (void)snprintf(path, sizeof path, "%s/model.db", test_folder());
    book_open(&book, path);
    (void)book_move(&book, A_WORLD, A_GOV, 1);
    (void)book_move(&book, A_WORLD, A_SPONSOR, 1000000);
    book_close(&book);
    return path;
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    ck_assert(in != NULL && out != NULL);
    for (size_t size = 0; (size = fread(bytes, 1, sizeof bytes, in)) > 0;)
        ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
    ck_assert_int_eq(fclose(in), 0);
    ck_assert_int_eq(fclose(out), 0);
}

/* The last won there and back again, and one reserved. */
static enum status work(struct trial *trial, int n, struct error *err)
{
    struct book *book = &trial->book;
    struct ledger_posted posted;
    struct ledger_line lines[LINES] = {
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 1),
        book_line(book, LEDGER_POSTED, A_PROJECT_GOV, A_GOV, 1),
        book_line(book, LEDGER_PENDING, A_SPONSOR, A_PROJECT_SPONSOR, 1),
    };
    struct ledger_group group = book_group(book, lines, LINES);
    group.id = trial->asked[n] = uuid_from(book->now, 9, (uint64_t)n + 1);
    return book_post(book, &group, &posted, err);
}

/* Groups until the plan strikes, and a few more where the disk lives on. */
static void work_until_struck(struct trial *trial, int more)
{
    struct error err;
    for (int after = 0; trial->count < GROUPS_MAX && after <= more;) {
        int n = trial->count++;
        trial->answered[n] = work(trial, n, &err) == STATUS_OK;
        after += storm_struck(trial->storm);
    }
}

static bool group_is_there(struct trial *trial, struct store_tx *tx, int n)
{
    struct error err;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("storm test", 1 << 20);
    struct ledger_transfer_list found = {0};
    enum status st = ledger_transfers(
        tx, &(struct ledger_filter){.group = &trial->asked[n], .most = LINES}, arena, &found, &err);
    if (st == STATUS_OK)
        ck_assert_uint_eq(found.count, LINES);
    else
        ck_assert_msg(err.reason == &LEDGER_NO_GROUP, "%s: %s", err.reason->name, err.text);
    return st == STATUS_OK;
}

/* Everything answered is there; the book is good; what was not answered can be asked again. */
static void look(struct trial *trial, struct tally *tally)
{
    struct error err;
    struct ledger_size size;
    int64_t there = 0;
    CHECK_OK(book_audit(&trial->book, &size, &err), err);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(trial->book.store, STORE_READ, &tx, &err), err);
    for (int n = 0; n < trial->count; n++) {
        bool found = group_is_there(trial, tx, n);
        ck_assert_msg(found || !trial->answered[n], "group %d was answered and is gone", n);
        tally->kept += found && !trial->answered[n];
        there += found;
    }
    store_abandon(&tx);
    ck_assert_int_eq(size.transfers, FUNDS + there * LINES);
    ck_assert_int_eq(size.pending_open, there);
}

/* Asked again under its id: booked now, or found to be booked. */
static void ask_again(struct trial *trial, struct tally *tally)
{
    struct error err;
    for (int n = 0; n < trial->count; n++) {
        tally->answered += trial->answered[n];
        tally->unanswered += !trial->answered[n];
        if (!trial->answered[n])
            CHECK_OK(work(trial, n, &err), err);
        trial->answered[n] = true;
    }
}

static void trial_start(struct trial *trial, uint64_t seed, const char *model, char *path,
                        size_t room)
{
    *trial = (struct trial){.luck = random_stream(seed, "storm trial"), .path = path};
    (void)snprintf(path, room, "%s/storm.db", test_folder());
    copy_file(model, path);
    trial->storm = storm_start(seed);
    book_open(&trial->book, path);
}

static void trial_crashes(uint64_t seed, const char *model, struct tally *tally)
{
    static struct trial trial;
    char path[128];
    trial_start(&trial, seed, model, path, sizeof path);
    for (int crash = 0; crash < CRASHES; crash++) {
        storm_plan(trial.storm, STORM_CRASH, 1 + (int64_t)random_below(&trial.luck, CHANGES));
        work_until_struck(&trial, 1);
        book_close(&trial.book);
        storm_crash(trial.storm);
        book_open(&trial.book, path);
        look(&trial, tally);
        ask_again(&trial, tally);
        look(&trial, tally);
    }
    book_close(&trial.book);
    tally->losses += storm_losses(trial.storm);
    storm_end(trial.storm);
}

START_TEST(after_each_crash_of_a_forgetful_disk_everything_answered_is_in_the_book)
{
    struct tally tally = {0};
    const char *model = model_book();
    FOR_ALL(seed, 60)
        trial_crashes(seed, model, &tally);
    (void)printf("# %lld groups answered, %lld not (of these %lld were kept), %lld writes lost\n",
                 (long long)tally.answered, (long long)tally.unanswered, (long long)tally.kept,
                 (long long)tally.losses);
    ck_assert_int_gt(tally.answered, 0);
    ck_assert_int_gt(tally.unanswered, 0);
    ck_assert_int_gt(tally.losses, 0);
}
END_TEST

/* The disk lives on after one failed write, sync or full moment; then the power goes as well. */
static void trial_errors(uint64_t seed, const char *model, struct tally *tally)
{
    static struct trial trial;
    char path[128];
    trial_start(&trial, seed, model, path, sizeof path);
    for (int i = 0; i < CRASHES; i++) {
        storm_plan(trial.storm, i % 2 == 0 ? STORM_ERROR : STORM_FULL,
                   1 + (int64_t)random_below(&trial.luck, CHANGES));
        work_until_struck(&trial, 3);
        ck_assert_msg(trial.answered[trial.count - 1], "the disk is good and nothing is booked");
        look(&trial, tally);
    }
    storm_plan(trial.storm, STORM_CRASH, 1 + (int64_t)random_below(&trial.luck, CHANGES));
    work_until_struck(&trial, 0);
    book_close(&trial.book);
    storm_crash(trial.storm);
    book_open(&trial.book, path);
    look(&trial, tally);
    ask_again(&trial, tally);
    look(&trial, tally);
    book_close(&trial.book);
    tally->losses += storm_losses(trial.storm);
    storm_end(trial.storm);
}

START_TEST(a_failed_write_is_a_refused_group_and_the_next_one_is_booked)
{
    struct tally tally = {0};
    const char *model = model_book();
    FOR_ALL(seed, 40)
        trial_errors(seed, model, &tally);
    ck_assert_int_gt(tally.unanswered, 0);
    ck_assert_int_gt(tally.answered, tally.unanswered);
}
END_TEST

BOTH_MAIN_WITHIN("ledger storm", 600,
                 after_each_crash_of_a_forgetful_disk_everything_answered_is_in_the_book,
                 a_failed_write_is_a_refused_group_and_the_next_one_is_booked)
