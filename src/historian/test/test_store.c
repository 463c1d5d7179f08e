/* What was acknowledged stays: after kill -9, torn writes, full disks and damage. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "historian/historian.h"
#include "kit/fault.h"
#include "kit/random.h"
#include "kit/test.h"

static const time_us START = INT64_C(1795564800000000); /* 2026-11-25T00:00:00Z */

static const struct historian_tag TAGS[] = {{.id = 7}, {.id = 8}};
static const struct historian_group PAIR = {1, 2, TAGS};

static const char *folder_of(const char *name)
{
    static char folder[256];
    (void)snprintf(folder, sizeof folder, "%s/%s", test_folder(), name);
    return folder;
}

static struct historian *open_pair(const char *folder, int64_t segment_bytes)
{
    struct error err = {0};
    struct historian *h = NULL;
    struct historian_options options = {.segment_bytes = segment_bytes};
    CHECK_OK(historian_open(folder, &options, &h, &err), err);
    CHECK_OK(historian_define(h, &PAIR, &err), err);
    return h;
}

/* Scan i is at second i, tag 7 shows i * 0.1 and tag 8 every seventh time 1. */
static enum status add_scan(struct historian *h, int i, struct error *err)
{
    double values[] = {i * 0.1, i % 7 == 0};
    return historian_add(h, 1, START + i * TIME_SECOND, values, NULL, err);
}

static void commit_scans(struct historian *h, int from, int to)
{
    struct error err = {0};
    for (int i = from; i < to; i++)
        CHECK_OK(add_scan(h, i, &err), err);
    CHECK_OK(historian_commit(h, NULL, &err), err);
}

struct found {
    int count;    /* scans 0 to count - 1, each once, in order */
    bool wrong;   /* a value that was never written, or a scan twice */
    bool missing; /* a scan left out before one that is there */
};

static bool next_scan(void *context, const struct historian_sample *sample)
{
    struct found *found = context;
    int i = (int)((sample->time - START) / TIME_SECOND);
    found->wrong |=
        sample->value != i * 0.1 || sample->quality != HISTORIAN_GOOD || i < found->count;
    found->missing |= i > found->count;
    found->count = i + 1;
    return true;
}

static struct found find_scans(struct historian *h)
{
    struct error err = {0};
    struct found found = {0};
    CHECK_OK(historian_each(h, 7, START, START + 30 * TIME_DAY, next_scan, &found, &err), err);
    return found;
}

static void check_scans(struct historian *h, int count)
{
    struct found found = find_scans(h);
    ck_assert_msg(!found.wrong && !found.missing && found.count == count,
                  "%d of %d, wrong %d, missing %d", found.count, count, found.wrong, found.missing);
}

START_TEST(what_was_committed_is_read_back_after_the_store_was_opened_again)
{
    struct error err = {0};
    const char *folder = folder_of("again");
    struct historian *h = open_pair(folder, 0);
    for (int i = 0; i < 3000; i += 10)
        commit_scans(h, i, i + 10);
    CHECK_OK(add_scan(h, 9000, &err), err); /* never committed */
    for (int again = 0; again < 3; again++) {
        check_scans(h, 3000);
        historian_close(h);
        h = open_pair(folder, 0);
    }
    struct historian_health health;
    historian_health(h, &health);
    ck_assert_uint_eq(health.through, 3000);
    ck_assert_uint_eq(health.damaged, 0);
    historian_close(h);
}
END_TEST

/* Runs until it is killed; says each acknowledged count through the pipe. */
static void write_until_killed(const char *folder, int from, int pipe_end)
{
    struct error err = {0};
    struct historian *h = NULL;
    struct historian_options options = {.segment_bytes = 30000};
    if (historian_open(folder, &options, &h, &err) != STATUS_OK)
        _exit(1);
    for (int i = from;; i++) {
        if (add_scan(h, i, &err) != STATUS_OK)
            _exit(2);
        if (i % 5 != 4)
            continue;
        if (historian_commit(h, NULL, &err) != STATUS_OK)
            _exit(3);
        int acknowledged = i + 1;
        if (write(pipe_end, &acknowledged, sizeof acknowledged) != sizeof acknowledged)
            _exit(4);
    }
}

START_TEST(nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed_again_and_again)
{
    const char *folder = folder_of("killed");
    struct random_stream chance = random_stream(test_seed_first(), "kill");
    historian_close(open_pair(folder, 0));
    int count = 0;
    for (int round = 0; round < 25; round++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0)
            write_until_killed(folder, count, ends[1]);
        (void)close(ends[1]);
        int acknowledged = count, told = 0, wanted = 1 + (int)random_below(&chance, 120);
        while (told < wanted &&
               read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged)
            told++;
        ck_assert_int_eq(told, wanted);
        (void)usleep((useconds_t)random_below(&chance, 3000));
        ck_assert_int_eq(kill(child, SIGKILL), 0);
        while (read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
        }
        (void)close(ends[0]);
        int how = 0;
        ck_assert_int_eq(waitpid(child, &how, 0), child);
        ck_assert(WIFSIGNALED(how));
        struct historian *h = open_pair(folder, 30000);
        struct found found = find_scans(h);
        ck_assert(!found.wrong && !found.missing);
        ck_assert_int_ge(found.count, acknowledged);
        ck_assert_int_le(found.count, acknowledged + 5); /* one commit may not have been told */
        count = found.count;
        historian_close(h);
    }
}
END_TEST

static int64_t size_of(const char *folder, const char *name)
{
    char path[512];
    struct stat found;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &found) == 0 ? found.st_size : -1;
}

/* As after a power cut: of what was written since `from`, some is there and some is rubbish. */
static void tear(const char *folder, const char *name, int64_t from, struct random_stream *chance)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDWR);
    ck_assert_int_ge(fd, 0);
    int64_t size = size_of(folder, name),
            cut = from + (int64_t)random_below(chance, (uint64_t)(size - from));
    if (random_below(chance, 2) == 0)
        ck_assert_int_eq(ftruncate(fd, cut), 0);
    uint8_t rubbish = (uint8_t)(1 + random_below(chance, 255)), was = 0;
    int64_t at = from + (int64_t)random_below(chance, (uint64_t)(cut - from + 1));
    if (pread(fd, &was, 1, at) == 1) {
        was ^= rubbish;
        ck_assert_int_eq(pwrite(fd, &was, 1, at), 1);
    }
    (void)close(fd);
}

static const char LOG_NAME[] = "log-0000000000000001", WEEK_NAME[] = "week-20261123";

START_TEST(a_commit_that_a_power_cut_tore_is_cut_off_and_those_before_it_are_there)
{
    FOR_ALL(seed, 60) {
        struct random_stream chance = random_stream(seed, "torn");
        char folder[256];
        (void)snprintf(folder, sizeof folder, "%s/torn%d", test_folder(), (int)seed);
        struct historian *h = open_pair(folder, 0);
        int sure = 1 + (int)random_below(&chance, 900), more = 1 + (int)random_below(&chance, 100);
        commit_scans(h, 0, sure);
        int64_t durable = size_of(folder, LOG_NAME);
        commit_scans(h, sure, sure + more);
        historian_close(h);
        tear(folder, LOG_NAME, durable, &chance);
        h = open_pair(folder, 0);
        check_scans(h, sure);
        commit_scans(h, sure, sure + 30); /* and it goes on */
        historian_close(h);
        h = open_pair(folder, 0);
        check_scans(h, sure + 30);
        historian_close(h);
    }
}
END_TEST

START_TEST(a_block_that_a_power_cut_tore_is_written_again_from_the_log)
{
    FOR_ALL(seed, 40) {
        struct random_stream chance = random_stream(seed, "block");
        char folder[256];
        (void)snprintf(folder, sizeof folder, "%s/block%d", test_folder(), (int)seed);
        struct historian *h = open_pair(folder, 0);
        int count = 0;
        int64_t durable = 0;
        while (count < 1500 || size_of(folder, WEEK_NAME) == durable) {
            durable = count < 1500 && size_of(folder, WEEK_NAME) > 0 ? size_of(folder, WEEK_NAME)
                                                                     : durable;
            commit_scans(h, count, count + 100);
            count += 100;
        }
        historian_close(h);
        tear(folder, WEEK_NAME, durable, &chance);
        for (int again = 0; again < 2; again++) {
            h = open_pair(folder, 0);
            check_scans(h, count);
            historian_close(h);
        }
    }
}
END_TEST

/* What a factory node does in an hour, with every call that can fail. *ret_sure is how many scans
 * were acknowledged, *ret_tried how many may be there. */
static enum status hour(const char *folder, int *ret_sure, int *ret_tried, struct error *err)
{
    struct historian *h = NULL;
    struct historian_options options = {.segment_bytes = 4000};
    enum status st = historian_open(folder, &options, &h, err);
    if (st == STATUS_OK)
        st = historian_define(h, &PAIR, err);
    for (int i = 0; st == STATUS_OK && i < 2400; i++) {
        *ret_tried = i + 1;
        st = add_scan(h, i, err);
        if (st == STATUS_OK && i % 40 == 39) {
            st = historian_commit(h, NULL, err);
            if (st != STATUS_OK) /* the disk has room again */
                st = historian_commit(h, NULL, err);
            *ret_sure = st == STATUS_OK ? i + 1 : *ret_sure;
        }
        if (st == STATUS_OK && i == 1999)
            st = historian_seal(h, err);
    }
    historian_close(h);
    return st;
}

START_TEST(whatever_call_to_the_disk_fails_what_was_acknowledged_is_there_and_nothing_else)
{
    int points = 0;
    for (int64_t n = 1;; n++) {
        struct error err = {0};
        char folder[256];
        (void)snprintf(folder, sizeof folder, "%s/fault%d", test_folder(), (int)n);
        int sure = 0, tried = 0;
        fault_arm(n);
        enum status st = hour(folder, &sure, &tried, &err);
        bool fired = fault_fired();
        fault_arm(0);
        if (st == STATUS_OK)
            ck_assert_int_eq(sure, 2400);
        struct historian *h = open_pair(folder, 4000);
        struct found found = find_scans(h);
        ck_assert_msg(!found.wrong && !found.missing, "point %d: wrong %d, missing %d", (int)n,
                      found.wrong, found.missing);
        ck_assert_int_ge(found.count, sure);
        ck_assert_int_le(found.count, tried);
        struct historian_health health;
        CHECK_OK(historian_check(h, &health, &err), err);
        commit_scans(h, found.count, 2500);
        check_scans(h, 2500);
        historian_close(h);
        if (!fired)
            break;
        points++;
    }
    ck_assert_int_gt(points, 100);
}
END_TEST

START_TEST(a_failed_commit_waits_and_is_stored_once_when_it_is_repeated)
{
    struct error err = {0};
    struct historian *h = open_pair(folder_of("repeat"), 0);
    commit_scans(h, 0, 100);
    for (int i = 100; i < 200; i++)
        CHECK_OK(add_scan(h, i, &err), err);
    for (int n = 1; n <= 2; n++) { /* half of the write; then fdatasync */
        fault_arm(n);
        ck_assert(historian_commit(h, NULL, &err) != STATUS_OK);
        fault_arm(0);
        check_scans(h, 100);
    }
    uint64_t through = 0;
    CHECK_OK(historian_commit(h, &through, &err), err);
    ck_assert_uint_eq(through, 200);
    check_scans(h, 200);
    historian_close(h);
    h = open_pair(folder_of("repeat"), 0);
    check_scans(h, 200);
    historian_close(h);
}
END_TEST

START_TEST(any_damaged_byte_is_found_by_the_check_and_never_read_as_a_value)
{
    struct error err = {0};
    const char *folder = folder_of("damage");
    struct historian *h = open_pair(folder, 0);
    for (int i = 0; i < 5000; i += 100)
        commit_scans(h, i, i + 100);
    CHECK_OK(historian_seal(h, &err), err);
    historian_close(h);
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, WEEK_NAME);
    FOR_ALL(seed, 150) {
        struct random_stream chance = random_stream(seed, "damage");
        int64_t at = (int64_t)random_below(&chance, (uint64_t)size_of(folder, WEEK_NAME));
        uint8_t was = 0, flip = (uint8_t)(1 << random_below(&chance, 8)), now;
        int fd = open(path, O_RDWR);
        ck_assert_int_eq(pread(fd, &was, 1, at), 1);
        h = open_pair(folder, 0); /* damage on a disk that is in use */
        now = was ^ flip;
        ck_assert_int_eq(pwrite(fd, &now, 1, at), 1);
        struct found found = find_scans(h);
        ck_assert(!found.wrong);
        struct historian_health health = {0};
        CHECK_FAILS(historian_check(h, &health, &err), HISTORIAN_DAMAGED, err);
        historian_close(h);
        ck_assert_int_eq(pwrite(fd, &was, 1, at), 1);
        (void)close(fd);
    }
    h = open_pair(folder, 0);
    check_scans(h, 5000);
    historian_close(h);
}
END_TEST

struct writer {
    struct historian *h;
    int done;
};

static void *write_on(void *context)
{
    struct writer *writer = context;
    struct error err = {0};
    for (int i = 1000; i < 6000; i++) {
        if (add_scan(writer->h, i, &err) != STATUS_OK)
            return NULL;
        if (i % 20 == 19 && historian_commit(writer->h, NULL, &err) != STATUS_OK)
            return NULL;
    }
    writer->done = 1;
    return NULL;
}

START_TEST(readers_and_backups_see_one_consistent_moment_while_scans_come_in)
{
    struct error err = {0};
    struct writer writer = {open_pair(folder_of("live"), 20000), 0};
    commit_scans(writer.h, 0, 1000);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, write_on, &writer), 0);
    int before = 1000;
    for (int i = 0; i < 12; i++) {
        char folder[256];
        (void)snprintf(folder, sizeof folder, "%s/copy%d", test_folder(), i);
        CHECK_OK(historian_backup(writer.h, folder, &err), err);
        struct historian *copy = open_pair(folder, 0);
        struct found found = find_scans(copy);
        ck_assert(!found.wrong && !found.missing);
        ck_assert_int_ge(found.count, before);
        struct historian_health health;
        CHECK_OK(historian_check(copy, &health, &err), err);
        ck_assert_uint_eq(health.damaged, 0);
        historian_close(copy);
        found = find_scans(writer.h);
        ck_assert(!found.wrong && !found.missing && found.count % 20 == 0);
        before = found.count;
    }
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(writer.done, 1);
    check_scans(writer.h, 6000);
    historian_close(writer.h);
}
END_TEST

START_TEST(files_older_than_is_kept_go_and_do_not_come_back_from_the_log)
{
    struct error err = {0};
    const char *folder = folder_of("old");
    struct historian *h = open_pair(folder, 0);
    for (int day = 0; day < 30; day++)
        commit_scans(h, day * 86400, day * 86400 + 100);
    size_t files = 0;
    CHECK_OK(historian_retain(h, START + 14 * TIME_DAY, &files, &err), err);
    ck_assert_uint_eq(files, 2); /* the weeks of 23 and of 30 November */
    for (int again = 0; again < 2; again++) {
        struct historian_sample sample;
        bool found = true;
        CHECK_OK(historian_last(h, 7, START + 11 * TIME_DAY, &sample, &found, &err), err);
        ck_assert(!found);
        CHECK_OK(historian_last(h, 7, START + 30 * TIME_DAY, &sample, &found, &err), err);
        ck_assert(found && sample.time == START + 29 * TIME_DAY + 99 * TIME_SECOND);
        historian_close(h);
        h = open_pair(folder, 0);
    }
    CHECK_OK(historian_retain(h, START + 90 * TIME_DAY, &files, &err), err);
    historian_close(h);
    h = open_pair(folder, 0);
    struct historian_health health;
    historian_health(h, &health);
    ck_assert_uint_eq(health.blocks, 0);
    ck_assert_uint_eq(health.through, 3000); /* the numbers go on all the same */
    historian_close(h);
}
END_TEST

START_TEST(the_log_is_let_go_and_a_slow_group_does_not_hold_it)
{
    struct error err = {0};
    struct historian *h = open_pair(folder_of("slow"), 10000);
    static const struct historian_tag slow[] = {{.id = 9}};
    const struct historian_group group = {2, 1, slow};
    CHECK_OK(historian_define(h, &group, &err), err);
    double value = 1;
    CHECK_OK(historian_add(h, 2, START, &value, NULL, &err), err);
    for (int i = 0; i < 20000; i += 50)
        commit_scans(h, i, i + 50);
    struct historian_health health;
    historian_health(h, &health);
    ck_assert_uint_lt(health.log_bytes, 80000); /* of 640,000 written */
    struct historian_sample sample;
    bool found = false;
    CHECK_OK(historian_last(h, 9, START, &sample, &found, &err), err);
    ck_assert(found);
    historian_close(h);
}
END_TEST

START_TEST(the_export_has_a_line_a_sample_and_no_number_where_there_was_none)
{
    struct error err = {0};
    struct historian *h = open_pair(folder_of("export"), 0);
    double values[] = {0.1, 3};
    uint8_t qualities[] = {HISTORIAN_GOOD, HISTORIAN_GAP};
    CHECK_OK(historian_add(h, 1, START, values, qualities, &err), err);
    CHECK_OK(historian_commit(h, NULL, &err), err);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    uint32_t tags[] = {7, 8};
    CHECK_OK(historian_export(h, tags, 2, START, START + 1, out, &err), err);
    (void)fclose(out);
    ck_assert_str_eq(text, "time,tag,value,quality\n2026-11-25T00:00:00Z,7,0.1,0\n"
                           "2026-11-25T00:00:00Z,8,,3\n");
    free(text);
    historian_close(h);
}
END_TEST

START_TEST(what_cannot_be_is_refused_with_its_reason)
{
    struct error err = {0};
    struct historian *h = open_pair(folder_of("refused"), 0), *other = NULL;
    double values[] = {1, 2};
    const struct historian_tag twice[] = {{.id = 7}, {.id = 7}};
    const struct historian_group wrong = {2, 2, twice}, changed = {1, 1, TAGS}, none = {3, 0, TAGS};
    CHECK_FAILS(historian_open(folder_of("refused"), NULL, &other, &err), HISTORIAN_BUSY, err);
    CHECK_FAILS(historian_define(h, &wrong, &err), HISTORIAN_GROUP, err);
    CHECK_FAILS(historian_define(h, &none, &err), HISTORIAN_GROUP, err);
    CHECK_FAILS(historian_define(h, &changed, &err), HISTORIAN_GROUP_CHANGED, err);
    CHECK_FAILS(historian_add(h, 5, START, values, NULL, &err), HISTORIAN_NO_GROUP, err);
    CHECK_FAILS(historian_add(h, 1, 0, values, NULL, &err), HISTORIAN_TIME, err); /* 1970 */
    CHECK_FAILS(historian_buckets(h, 7, START, START + 1, 0, NULL, &err), HISTORIAN_ASKED, err);
    CHECK_FAILS(historian_each(h, 99, START, START + 1, next_scan, NULL, &err), HISTORIAN_NO_TAG,
                err);
    enum status st = STATUS_OK;
    while (st == STATUS_OK)
        st = historian_add(h, 1, START, values, NULL, &err);
    ck_assert_ptr_eq(err.reason, &HISTORIAN_FULL);
    historian_forget(h);
    CHECK_OK(historian_add(h, 1, START, values, NULL, &err), err);
    historian_close(h);
}
END_TEST

START_TEST(files_of_a_later_version_are_left_as_they_are)
{
    static const char *const names[] = {"groups", LOG_NAME, WEEK_NAME};
    for (int i = 0; i < 3; i++) {
        struct error err = {0};
        char folder[256], path[512];
        (void)snprintf(folder, sizeof folder, "%s/later%d", test_folder(), i);
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        struct historian *h = open_pair(folder, 0);
        commit_scans(h, 0, 1100);
        historian_close(h);
        int64_t size = size_of(folder, names[i]);
        int fd = open(path, O_RDWR);
        ck_assert_int_eq(pwrite(fd, "2", 1, 3), 1);
        CHECK_FAILS(historian_open(folder, NULL, &h, &err), HISTORIAN_FORMAT, err);
        ck_assert_int_eq(size_of(folder, names[i]), size);
        ck_assert_int_eq(pwrite(fd, "1", 1, 3), 1);
        (void)close(fd);
        h = open_pair(folder, 0);
        check_scans(h, 1100);
        historian_close(h);
    }
}
END_TEST

TEST_MAIN("historian store", what_was_committed_is_read_back_after_the_store_was_opened_again,
          nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed_again_and_again,
          a_commit_that_a_power_cut_tore_is_cut_off_and_those_before_it_are_there,
          a_block_that_a_power_cut_tore_is_written_again_from_the_log,
          whatever_call_to_the_disk_fails_what_was_acknowledged_is_there_and_nothing_else,
          a_failed_commit_waits_and_is_stored_once_when_it_is_repeated,
          any_damaged_byte_is_found_by_the_check_and_never_read_as_a_value,
          readers_and_backups_see_one_consistent_moment_while_scans_come_in,
          files_older_than_is_kept_go_and_do_not_come_back_from_the_log,
          the_log_is_let_go_and_a_slow_group_does_not_hold_it,
          the_export_has_a_line_a_sample_and_no_number_where_there_was_none,
          what_cannot_be_is_refused_with_its_reason, files_of_a_later_version_are_left_as_they_are)
