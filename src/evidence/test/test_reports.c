/* Reports, chains and doubts, on boxes that work and boxes that cheat. */
#include <sodium.h>
#include <string.h>

#include "evidence/evidence.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

enum { LINES_MAX = 1000 };

static const time_us begin = INT64_C(1789344000) * TIME_SECOND; /* 2026-09-14T00:00:00Z */

struct box {
    struct arena *arena;
    uint8_t secret[64];
    struct evidence_key key;
    char *lines[LINES_MAX];
    size_t count;
};

static void box_make(struct box *box, uint64_t seed, enum evidence_story story, int days)
{
    uint8_t from_seed[32] = {(uint8_t)seed, 7};
    *box = (struct box){.arena = arena_new("box", 256 << 20),
                        .key = {.id = "key-1", .node = "box-1", .valid_from = begin}};
    bytes_start();
    (void)crypto_sign_seed_keypair(box->key.public_key, box->secret, from_seed);
    const struct evidence_plan plan = {.seed = seed,
                                       .story = story,
                                       .days = days,
                                       .from = begin,
                                       .site = "factory-1",
                                       .node = "box-1",
                                       .line = "line-1",
                                       .key_id = "key-1",
                                       .secret_key = box->secret};
    char *text = arena_text(box->arena, evidence_generate(box->arena, &plan)), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        ck_assert_uint_lt(box->count, LINES_MAX);
        box->lines[box->count++] = line;
    }
}

/* Takes them all; *ret_bad is the first refused one. */
static enum status take_all(struct box *box, struct evidence_sums *sums,
                            struct evidence_watch *watch, size_t *ret_bad, struct error *err)
{
    struct evidence_chain chain = {0};
    struct evidence_report report;
    for (size_t i = 0; i < box->count; i++) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("report", 64 << 20);
        enum status st = evidence_take(arena, &chain, &box->key, 1, box->lines[i],
                                       strlen(box->lines[i]), &report, err);
        *ret_bad = i;
        if (st != STATUS_OK)
            return st;
        if (sums != NULL)
            evidence_add(sums, &report, report.from, report.to);
        if (watch != NULL)
            evidence_watch_add(watch, &report);
    }
    return STATUS_OK;
}

/* The report of that line, to be changed and signed again by whoever has the key. */
static struct evidence_report report_of(struct box *box, size_t i)
{
    struct error err;
    struct evidence_report report;
    CHECK_OK(evidence_read(box->arena, box->lines[i], strlen(box->lines[i]), &report, &err), err);
    return report;
}

static void put_back(struct box *box, size_t i, struct evidence_report *report,
                     const uint8_t secret[64])
{
    evidence_sign(report, secret);
    box->lines[i] = arena_text(box->arena, evidence_write(box->arena, report, true));
}

START_TEST(a_report_is_read_only_in_its_one_canonical_form_and_writes_back_to_the_same_bytes)
{
    struct box box;
    struct error err;
    struct evidence_report report;
    box_make(&box, 1, EVIDENCE_WITH_GAP, 1);
    for (size_t i = 0; i < box.count; i++) {
        report = report_of(&box, i);
        ck_assert_str_eq(evidence_write(box.arena, &report, true), box.lines[i]);
    }
    const char *spaced = arena_format(box.arena, "%s ", box.lines[3]);
    CHECK_FAILS(evidence_read(box.arena, spaced, strlen(spaced), &report, &err), EVIDENCE_FORM,
                err);
    const char *line = box.lines[3];
    for (size_t bit = 0; bit < 8 * strlen(line); bit += 3) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("bit", 16 << 20);
        struct evidence_chain chain = {0};
        char *bad = arena_text(arena, line);
        bad[bit / 8] = (char)(bad[bit / 8] ^ (1 << bit % 8));
        ck_assert_msg(evidence_take(arena, &chain, &box.key, 1, bad, strlen(line), &report, &err) !=
                          STATUS_OK,
                      "bit %zu", bit);
    }
    arena_free(box.arena);
}
END_TEST

START_TEST(every_second_of_a_report_is_in_one_interval_or_one_gap)
{
    struct box box;
    box_make(&box, 2, EVIDENCE_HONEST, 1);
    static const struct {
        size_t interval;
        int64_t from, to; /* seconds added */
        const char *place;
    } shifts[] = {{0, 1, 0, "/intervals"},
                  {2, 1, 0, "/intervals"},
                  {2, -1, 0, "/intervals"},
                  {2, 0, 1, "/intervals"},
                  {5, 0, -1, "/to"}};
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
        struct error err;
        struct evidence_report report = report_of(&box, 20), read; /* at night: nothing planned */
        struct evidence_interval *interval = &report.intervals[shifts[i].interval];
        interval->from += shifts[i].from * TIME_SECOND;
        interval->to += shifts[i].to * TIME_SECOND;
        interval->covered_s = interval->stopped_s = 10;
        evidence_sign(&report, box.secret);
        const char *line = evidence_write(box.arena, &report, true);
        CHECK_FAILS(evidence_read(box.arena, line, strlen(line), &read, &err), EVIDENCE_TIME, err);
        ck_assert_msg(text_starts(err.place, shifts[i].place), "%zu: %s", i, err.place);
    }
    arena_free(box.arena);
}
END_TEST

START_TEST(numbers_that_cannot_be_are_refused)
{
    struct box box;
    box_make(&box, 2, EVIDENCE_HONEST, 1);
    for (int i = 0; i < 5; i++) {
        struct error err;
        struct evidence_report report = report_of(&box, 2), read;
        struct evidence_interval *interval = &report.intervals[1];
        int64_t *const numbers[] = {&interval->good, &interval->running_s, &interval->planned_s,
                                    &interval->covered_s, &interval->stopped_s};
        *numbers[i] = i == 0 ? -1 : *numbers[i] + 600;
        evidence_sign(&report, box.secret);
        const char *line = evidence_write(box.arena, &report, true);
        ck_assert_int_ne(evidence_read(box.arena, line, strlen(line), &read, &err), STATUS_OK);
        ck_assert(err.reason == (i == 0 ? &KIT_JSON_RANGE : &EVIDENCE_NUMBERS));
        ck_assert(text_starts(err.place, "/intervals/1"));
    }
    arena_free(box.arena);
}
END_TEST

START_TEST(a_changed_repeated_missing_or_reordered_report_is_refused_for_its_own_reason)
{
    struct error err;
    size_t bad = 0;
    struct box box;
    box_make(&box, 3, EVIDENCE_HONEST, 2);
    CHECK_OK(take_all(&box, NULL, NULL, &bad, &err), err);

    /* one piece more, by somebody without the key */
    char *kept = box.lines[10];
    struct evidence_report report = report_of(&box, 10);
    report.intervals[0].good++;
    box.lines[10] = arena_text(box.arena, evidence_write(box.arena, &report, true));
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_SIGNATURE, err);
    ck_assert_uint_eq(bad, 10);
    /* one piece more, by the box itself, afterwards: the next report knows better */
    put_back(&box, 10, &report, box.secret);
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_CHAIN, err);
    ck_assert_uint_eq(bad, 11);
    box.lines[10] = kept;

    char *next = box.lines[11];
    box.lines[11] = kept; /* replayed */
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_AGAIN, err);
    ck_assert_uint_eq(bad, 11);
    box.lines[10] = next; /* exchanged */
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_MISSING, err);
    ck_assert_uint_eq(bad, 10);
    box.lines[10] = kept;
    box.lines[11] = next;

    /* a hole in time, with everything signed anew from there */
    report = report_of(&box, 11);
    report.from = report.intervals[1].from;
    report.intervals++;
    report.interval_count--;
    put_back(&box, 11, &report, box.secret);
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_TIME, err);
    ck_assert_uint_eq(bad, 11);
    arena_free(box.arena);
}
END_TEST

START_TEST(a_report_signed_by_another_box_by_a_stranger_or_with_a_revoked_key_is_refused)
{
    struct error err;
    size_t bad = 0;
    struct box box;
    uint8_t stranger_public[32], stranger[64];
    box_make(&box, 4, EVIDENCE_HONEST, 1);
    (void)crypto_sign_keypair(stranger_public, stranger);
    char *kept = box.lines[5];
    struct evidence_report report = report_of(&box, 5);
    put_back(&box, 5, &report, stranger);
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_SIGNATURE, err);
    report.node = "box-2";
    put_back(&box, 5, &report, box.secret);
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_KEY, err);
    box.lines[5] = kept;
    box.key.revoked_at = begin + 5 * TIME_HOUR;
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_KEY_TIME, err);
    ck_assert_uint_eq(bad, 5);
    box.key.revoked_at = 0;
    box.key.valid_from = begin + 1;
    CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_KEY_TIME, err);
    ck_assert_uint_eq(bad, 0);
    arena_free(box.arena);
}
END_TEST

START_TEST(the_sums_over_a_window_are_those_of_its_intervals_to_the_piece_and_the_second)
{
    FOR_ALL(seed, 8) {
        struct error err;
        struct box box;
        struct evidence_sums sums = {0}, all = {0};
        int64_t good = 0, scrap = 0, running = 0, seconds = 0, gap = 0, value = 0;
        box_make(&box, seed, EVIDENCE_WITH_GAP, 3);
        time_us from = begin + 7 * TIME_HOUR + TIME_MINUTE * 10, to = begin + 50 * TIME_HOUR;
        for (size_t i = 0; i < box.count; i++) {
            struct evidence_report report = report_of(&box, i);
            evidence_add(&sums, &report, from, to);
            evidence_add(&all, &report, begin, begin + 3 * TIME_DAY);
            for (size_t k = 0; k < report.interval_count; k++) {
                const struct evidence_interval *one = &report.intervals[k];
                bool in = one->from >= from && one->to <= to;
                good += in ? one->good : 0;
                scrap += in ? one->scrap : 0;
                running += in ? one->running_s : 0;
                seconds += in ? 600 : 0;
            }
            gap += report.gap_count > 0 ? 3600 : 0;
        }
        ck_assert_int_gt(good, 0);
        ck_assert_int_eq(sums.good, good);
        ck_assert_int_eq(sums.scrap, scrap);
        ck_assert_int_eq(sums.running_s, running);
        ck_assert_int_eq(sums.seconds, seconds + gap);
        ck_assert_int_eq(sums.gap_s, 3600);
        ck_assert_int_eq(all.seconds, 3 * 86400);
        ck_assert_int_eq(all.covered_s, 3 * 86400 - 3600);
        CHECK_OK(evidence_query_value(EVIDENCE_GOOD_PER_HOUR, &sums, &value, &err), err);
        ck_assert_int_eq(value, (good * 3600000000 * 2 + running) / (2 * running));
        struct evidence_sums nothing = {0};
        CHECK_FAILS(evidence_query_value(EVIDENCE_SCRAP_PPM, &nothing, &value, &err), EVIDENCE_KPI,
                    err);
        arena_free(box.arena);
    }
}
END_TEST

START_TEST(a_deleted_hour_is_found_and_a_declared_gap_is_not_held_against_the_box)
{
    FOR_ALL(seed, 20) {
        struct error err;
        size_t bad = 0;
        struct box box;
        box_make(&box, seed, EVIDENCE_DELETED_HOUR, 2);
        CHECK_FAILS(take_all(&box, NULL, NULL, &bad, &err), EVIDENCE_MISSING, err);
        ck_assert_uint_eq(bad, 26);
        arena_free(box.arena);
        box_make(&box, seed, EVIDENCE_WITH_GAP, 2);
        CHECK_OK(take_all(&box, NULL, NULL, &bad, &err), err);
        arena_free(box.arena);
    }
}
END_TEST

START_TEST(made_up_logs_are_doubted_and_honest_ones_are_not)
{
    FOR_ALL(seed, 20) {
        struct error err;
        size_t bad = 0;
        struct box honest, random;
        struct evidence_watch good = {0}, made_up = {0};
        box_make(&honest, seed, EVIDENCE_HONEST, 5);
        box_make(&random, seed, EVIDENCE_RANDOM_LOG, 5);
        CHECK_OK(take_all(&honest, NULL, &good, &bad, &err), err);
        CHECK_OK(take_all(&random, NULL, &made_up, &bad, &err), err); /* every signature fits */
        for (int doubt = 0; doubt < EVIDENCE_DOUBT_COUNT; doubt++)
            ck_assert(!evidence_doubted(&good, (enum evidence_doubt)doubt));
        ck_assert(evidence_doubted(&made_up, EVIDENCE_PIECES_WITHOUT_TIME));
        arena_free(honest.arena);
        arena_free(random.arena);
    }
}
END_TEST

static char *read_file(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, 1 << 20);
    FILE *file = fopen(path, "rbe");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_lt(fread(bytes, 1, 1 << 20, file), 1 << 20);
    (void)fclose(file);
    return bytes;
}

START_TEST(the_examples_of_the_format_are_still_read_and_add_up_to_the_same)
{
    static const struct {
        const char *path;
        int64_t good, gap_s;
    } examples[] = {{"docs/formats/examples/evidence-honest.jsonl", 986, 0},
                    {"docs/formats/examples/evidence-gap.jsonl", 855, 3600}};
    struct box box = {.arena = arena_new("box", 64 << 20),
                      .key = {.id = "test-key", .node = "test-box", .valid_from = begin}};
    const char *key = read_file(box.arena, "docs/formats/examples/evidence-keys.jsonl");
    key = strstr(key, "\"public_key\":\"") + strlen("\"public_key\":\"");
    ck_assert(hex_read(arena_text_of(box.arena, key, 64), box.key.public_key, 32));
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct error err;
        struct evidence_sums sums = {0};
        size_t bad = 0;
        char *rest = NULL;
        box.count = 0;
        for (char *line = strtok_r(read_file(box.arena, examples[i].path), "\n", &rest);
             line != NULL; line = strtok_r(NULL, "\n", &rest))
            box.lines[box.count++] = line;
        CHECK_OK(take_all(&box, &sums, NULL, &bad, &err), err);
        ck_assert_int_eq(sums.good, examples[i].good);
        ck_assert_int_eq(sums.gap_s, examples[i].gap_s);
        ck_assert_int_eq(sums.seconds, 86400);
    }
    arena_free(box.arena);
}
END_TEST

TEST_MAIN("evidence reports",
          a_report_is_read_only_in_its_one_canonical_form_and_writes_back_to_the_same_bytes,
          every_second_of_a_report_is_in_one_interval_or_one_gap,
          numbers_that_cannot_be_are_refused,
          a_changed_repeated_missing_or_reordered_report_is_refused_for_its_own_reason,
          a_report_signed_by_another_box_by_a_stranger_or_with_a_revoked_key_is_refused,
          the_sums_over_a_window_are_those_of_its_intervals_to_the_piece_and_the_second,
          a_deleted_hour_is_found_and_a_declared_gap_is_not_held_against_the_box,
          made_up_logs_are_doubted_and_honest_ones_are_not,
          the_examples_of_the_format_are_still_read_and_add_up_to_the_same)
