/* Reports of a box, seen from outside: the same sums as `dure`, and each forgery named. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/evidence.h"
#include "kit/text.h"
#include "tamper.h"

enum { OUTPUT_BYTES = 8192, LINES_MAX = 400 };

static const time_us begin = INT64_C(1789344000) * TIME_SECOND; /* 2026-09-14T00:00:00Z */

struct box {
    struct arena *arena;
    uint8_t public_key[32], secret[64];
    const char *lines[LINES_MAX];
    size_t count;
    time_us revoked_at;
    const char *node, *from, *to; /* of the key; of the window asked */
};

static void box_make(struct box *box, enum evidence_story story)
{
    *box = (struct box){.arena = arena_new("box", 256 << 20), .node = "box-1"};
    bytes_start();
    (void)crypto_sign_keypair(box->public_key, box->secret);
    const struct evidence_plan plan = {.seed = 5,
                                       .story = story,
                                       .days = 3,
                                       .from = begin,
                                       .site = "factory-1",
                                       .node = "box-1",
                                       .line = "line-1",
                                       .key_id = "key-1",
                                       .secret_key = box->secret};
    char *text = arena_text(box->arena, evidence_generate(box->arena, &plan)), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        box->lines[box->count++] = line;
}

static const char *in_folder(struct box *box, const char *name)
{
    return arena_format(box->arena, "%s/%s", test_folder(), name);
}

/* Writes keys and reports, asks dure-verify; its answer begins as wanted. */
static const char *expect(struct box *box, const char *title, const char *wanted)
{
    char *answer = arena_alloc(box->arena, OUTPUT_BYTES);
    const char *keys = in_folder(box, "keys.jsonl"), *reports = in_folder(box, "reports.jsonl"),
               *revoked =
                   box->revoked_at == 0
                       ? "null"
                       : arena_format(box->arena, "\"%s\"", time_text(box->arena, box->revoked_at));
    FILE *file = fopen(keys, "wbe");
    ck_assert_ptr_nonnull(file);
    (void)fprintf(file,
                  "{\"key_id\":\"key-1\",\"node\":\"%s\",\"public_key\":\"%s\",\"revoked_at\":%s,"
                  "\"valid_from\":\"%s\"}\n",
                  box->node, hex_text(box->arena, box->public_key, 32), revoked,
                  time_text(box->arena, begin));
    ck_assert_int_eq(fclose(file), 0);
    file = fopen(reports, "wbe");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < box->count; i++)
        (void)fprintf(file, "%s\n", box->lines[i]);
    ck_assert_int_eq(fclose(file), 0);
    const char *words[] = {getenv("DURE_VERIFY"),
                           "evidence",
                           reports,
                           "--keys",
                           keys,
                           box->from == NULL ? NULL : "--from",
                           box->from,
                           "--to",
                           box->to,
                           NULL};
    int code = tamper_run(words, in_folder(box, "answer.txt"));
    file = fopen(in_folder(box, "answer.txt"), "rbe");
    ck_assert_ptr_nonnull(file);
    answer[fread(answer, 1, OUTPUT_BYTES - 1, file)] = '\0';
    (void)fclose(file);
    ck_assert_msg(code == (text_starts(wanted, "OK") ? 0 : 1) && text_starts(answer, wanted),
                  "%s: wanted %s, got %d %s", title, wanted, code, answer);
    return answer;
}

static struct evidence_report report_of(struct box *box, size_t i)
{
    struct error err;
    struct evidence_report report;
    CHECK_OK(evidence_read(box->arena, box->lines[i], strlen(box->lines[i]), &report, &err), err);
    return report;
}

static const char *signed_line(struct box *box, struct evidence_report *report,
                               const uint8_t secret[64])
{
    evidence_sign(report, secret);
    return evidence_write(box->arena, report, true);
}

START_TEST(the_sums_are_those_that_dure_finds)
{
    for (int story = 0; story <= EVIDENCE_WITH_GAP; story++)
        for (int window = 0; window < 2; window++) {
            struct box box;
            struct evidence_sums sums = {0};
            box_make(&box, (enum evidence_story)story);
            time_us from = window == 0 ? begin : begin + 5 * TIME_HOUR,
                    to = window == 0 ? begin + 3 * TIME_DAY : begin + 40 * TIME_HOUR;
            box.from = time_text(box.arena, from);
            box.to = time_text(box.arena, to);
            for (size_t i = 0; i < box.count; i++) {
                struct evidence_report report = report_of(&box, i);
                evidence_add(&sums, &report, from, to);
            }
            expect(&box, "sums",
                   arena_format(box.arena,
                                "OK\nreports %" PRId64 "\ngood %" PRId64 "\nscrap %" PRId64
                                "\nrunning_s %" PRId64 "\nstopped_s %" PRId64 "\nplanned_s %" PRId64
                                "\nseconds %" PRId64 "\ncovered_s %" PRId64 "\ntyped_s %" PRId64
                                "\n",
                                sums.reports, sums.good, sums.scrap, sums.running_s, sums.stopped_s,
                                sums.planned_s, sums.seconds, sums.covered_s, sums.typed_s));
            ck_assert_int_gt(sums.good, 0);
            arena_free(box.arena);
        }
}
END_TEST

START_TEST(each_forgery_of_a_report_is_named)
{
    struct box box;
    uint8_t stranger_public[32], stranger[64];
    box_make(&box, EVIDENCE_HONEST);
    (void)crypto_sign_keypair(stranger_public, stranger);
    expect(&box, "honest", "OK");
    const char *line = box.lines[10], *next = box.lines[11];
    struct evidence_report report = report_of(&box, 10);
    report.intervals[0].good += 100;
    box.lines[10] = evidence_write(box.arena, &report, true);
    expect(&box, "more pieces", "BAD: report 11: its signature does not fit");
    box.lines[10] = signed_line(&box, &report, stranger);
    expect(&box, "more pieces, another's key", "BAD: report 11: its signature does not fit");
    box.lines[10] = signed_line(&box, &report, box.secret);
    expect(&box, "more pieces, by the box itself", "BAD: report 12: it does not continue");
    report = report_of(&box, 10);
    report.key_id = "key-2";
    box.lines[10] = signed_line(&box, &report, box.secret);
    expect(&box, "an unknown key", "BAD: report 11: it is signed with a key that is not");
    box.lines[10] = next;
    box.lines[11] = line;
    expect(&box, "exchanged", "BAD: report 11: a report before it is missing");
    box.lines[10] = box.lines[11] = line;
    expect(&box, "replayed", "BAD: report 12: it was given before");
    box.lines[11] = next;

    report = report_of(&box, 11);
    report.from = report.intervals[1].from;
    report.intervals++;
    report.interval_count--;
    box.lines[11] = signed_line(&box, &report, box.secret);
    expect(&box, "a hole before", "BAD: report 12: time is missing before it");
    box.lines[11] = next;
    report = report_of(&box, 71);
    report.intervals[1] = report.intervals[0];
    box.lines[71] = signed_line(&box, &report, box.secret);
    expect(&box, "an interval twice", "BAD: report 72: its intervals and gaps");
    report = report_of(&box, 70);
    arena_free(box.arena);
}
END_TEST

START_TEST(a_deleted_hour_a_revoked_key_and_another_box_are_named)
{
    struct box box;
    box_make(&box, EVIDENCE_DELETED_HOUR);
    expect(&box, "deleted", "BAD: report 27: a report before it is missing");
    arena_free(box.arena);
    box_make(&box, EVIDENCE_HONEST);
    box.revoked_at = begin + 30 * TIME_HOUR;
    expect(&box, "revoked", "BAD: report 31: its key was not valid then");
    box.revoked_at = 0;
    box.node = "box-2";
    expect(&box, "another box",
           "BAD: report 1: it is signed with a key that is not one of this box");
    arena_free(box.arena);
    box_make(&box, EVIDENCE_HONEST);
    struct evidence_report report = report_of(&box, box.count - 1);
    report.intervals[2].running_s += 600;
    box.lines[box.count - 1] = signed_line(&box, &report, box.secret);
    expect(&box, "numbers", "BAD: report 72: its numbers cannot be");
    arena_free(box.arena);
}
END_TEST

TEST_MAIN("verify evidence", the_sums_are_those_that_dure_finds, each_forgery_of_a_report_is_named,
          a_deleted_hour_a_revoked_key_and_another_box_are_named)
