/* The cases that are shipped, and those of the data folder where there is one. Five per cent where
 * the sanitizers make every event ten times as dear, and every fifth case; `dure selftest` asks for
 * one, and tests/cli runs it on all of them. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "selftest/selftest.h"

static const char *file_text(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "no %s", path);
    struct text text = text_start(arena, 8 << 20);
    char bytes[16384];
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        text_add_bytes(&text, bytes, size);
    (void)fclose(file);
    return text_string(&text);
}

/* Every fifth case, and all of them where tests take ten times the seeds (`./dev test all`). */
static const char *some_of(struct arena *arena, const char *text)
{
    const char *percent = getenv("DURE_SEEDS");
    if (percent != NULL && strtoull(percent, NULL, 10) >= 1000)
        return text;
    json_t *all = json_loads(text, 0, NULL), *some = json_array(), *one;
    size_t i;
    json_array_foreach(all, i, one)
        if (i % 5 == 0)
            json_array_append(some, one);
    ck_assert_uint_gt(json_array_size(some), 4);
    char *said = json_dumps(some, 0);
    const char *kept = arena_text(arena, said);
    free(said);
    json_decref(some);
    json_decref(all);
    return kept;
}

static struct selftest_report run(struct arena *arena, const char *text, int threads)
{
    struct selftest_report report;
    struct error err;
    struct selftest_options options = {
        .seed = 3, .precision = 0.05, .threads = threads, .visits_max = 1e5};
    CHECK_OK(selftest_run(text, strlen(text), &options, arena, &report, &err), err);
    return report;
}

START_TEST(the_cases_that_are_shipped_are_found_as_theory_says)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct selftest_report report =
        run(arena, some_of(arena, file_text(arena, "data/selftest/cases.json")), 2);
    ck_assert_msg(report.passed == report.case_count, "%s",
                  selftest_text(arena, &report, false, "en"));
    arena_free(arena);
}
END_TEST

START_TEST(the_cases_of_the_data_folder_are_found_as_theory_says)
{
    const char *path = test_data("sim_cases.json");
    if (path == NULL)
        path = test_data("../design/sim_cases.json");
    if (path == NULL) {
        TEST_SKIP("no sim_cases.json among the data");
        return;
    }
    struct arena *arena = arena_new("test", 64 << 20);
    struct selftest_report report = run(arena, some_of(arena, file_text(arena, path)), 2);
    ck_assert_msg(report.failed == 0 && report.not_run == 0, "%s",
                  selftest_text(arena, &report, false, "en"));
    arena_free(arena);
}
END_TEST

#define QUEUE "\"model\":{\"type\":\"M/M/1\",\"arrival_rate\":0.5,\"service_rate\":1}"

START_TEST(a_wrong_expectation_is_found_out)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct selftest_report report = run(arena,
                                        "[{\"id\":\"a\"," QUEUE ",\"expected\":{\"W\":2}},"
                                        "{\"id\":\"b\"," QUEUE ",\"expected\":{\"W\":2.2}},"
                                        "{\"id\":\"c\"," QUEUE ",\"expected\":{\"W\":1.8}}]",
                                        1);
    ck_assert_int_eq(report.cases[0].verdict, SELFTEST_PASSED);
    ck_assert_int_eq(report.cases[1].verdict, SELFTEST_FAILED);
    ck_assert_int_eq(report.cases[2].verdict, SELFTEST_FAILED);
    ck_assert_uint_eq(report.failed, 2);
    arena_free(arena);
}
END_TEST

START_TEST(a_kind_a_member_or_a_number_that_is_not_known_is_not_run_and_that_is_counted)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct selftest_report report =
        run(arena,
            "[{\"id\":\"a\",\"model\":{\"type\":\"G/G/7\"},\"expected\":{\"W\":2}},"
            "{\"id\":\"b\",\"model\":{\"type\":\"M/M/1\",\"arrival_rate\":0.5,\"service_rate\":1,"
            "\"patience\":3},\"expected\":{\"W\":2}},"
            "{\"id\":\"c\"," QUEUE ",\"expected\":{\"W\":2,\"beauty\":1}},"
            "{\"id\":\"d\",\"model\":{\"type\":\"line\",\"service_mean\":[1,1],\"buffers\":[0],"
            "\"blocking\":\"sometimes\",\"source\":\"saturated\"},\"expected\":{\"X\":1}}]",
            1);
    static const char *const whys[] = {"G/G/7", "patience", "beauty", "blocking"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(report.cases[i].verdict, SELFTEST_NOT_RUN);
        ck_assert_ptr_nonnull(strstr(report.cases[i].why, whys[i]));
    }
    ck_assert_uint_eq(report.not_run, 4);
    ck_assert_uint_eq(report.passed, 0);
    struct error err;
    struct selftest_options options = {.seed = 1};
    CHECK_FAILS(selftest_run("{}", 2, &options, arena, &report, &err), SELFTEST_FORMAT, err);
    arena_free(arena);
}
END_TEST

START_TEST(the_same_file_and_seed_give_the_same_report_for_any_number_of_threads)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = "[{\"id\":\"a\"," QUEUE ",\"expected\":{\"W\":2,\"Lq\":0.5}}]";
    struct selftest_report one = run(arena, text, 1), three = run(arena, text, 3);
    ck_assert_str_eq(selftest_text(arena, &one, true, "ko"),
                     selftest_text(arena, &three, true, "ko"));
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("selftest cases", 900, the_cases_that_are_shipped_are_found_as_theory_says,
                 the_cases_of_the_data_folder_are_found_as_theory_says,
                 a_wrong_expectation_is_found_out,
                 a_kind_a_member_or_a_number_that_is_not_known_is_not_run_and_that_is_counted,
                 the_same_file_and_seed_give_the_same_report_for_any_number_of_threads)
