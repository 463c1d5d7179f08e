/* test.h -- what Check lacks: a one-line main with TAP, seeds, and comparisons of statuses.
 *
 *     START_TEST(nothing_is_booked_on_a_day_that_has_been_closed) { ... } END_TEST
 *     TEST_MAIN("ledger", nothing_is_booked_on_a_day_that_has_been_closed, ...)
 *
 * Titles are sentences. Each test runs in its own process.
 *
 * FOR_ALL(seed, 500) { ... } draws inputs from small seeds first; when a check
 * fails it prints the seed, and SEED=417 repeats only that one. DURE_SEEDS
 * multiplies the count (in percent; `./dev test all` sets 1000).
 *
 * Included by tests only; it brings Check's macros with it. */
#ifndef KIT_TEST_H
#define KIT_TEST_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>

#include "kit/error.h"

int test_main(const char *suite, const TTest *const *tests, int timeout_seconds);

#define TEST_MAIN(suite, ...) TEST_MAIN_WITHIN(suite, 240, __VA_ARGS__)
#define TEST_MAIN_WITHIN(suite, seconds, ...)                                                      \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__, NULL};                                          \
        return test_main(suite, tests, seconds);                                                   \
    }

#define FOR_ALL(seed, count)                                                                       \
    for (uint64_t seed = test_seed_first(); test_seed_more(&seed, (count)); seed++)

uint64_t test_seed_first(void);
bool test_seed_more(const uint64_t *seed, uint64_t count);

/* The call succeeds; on failure its error is printed. `err` is a struct error. */
#define CHECK_OK(call, err)                                                                        \
    do {                                                                                           \
        enum status got_ = (call);                                                                 \
        ck_assert_msg(got_ == STATUS_OK, "%s: %s %s: %s", #call, (err).reason->name, (err).place,  \
                      (err).text);                                                                 \
    } while (0)

/* The call fails for this reason (a struct reason). */
#define CHECK_FAILS(call, why, err)                                                                \
    do {                                                                                           \
        enum status got_ = (call);                                                                 \
        ck_assert_msg(got_ != STATUS_OK, "%s: succeeded, wanted %s", #call, (why).name);           \
        ck_assert_msg((err).reason == &(why), "%s: wanted %s, got %s: %s", #call, (why).name,      \
                      (err).reason->name, (err).text);                                             \
    } while (0)

/* A folder of its own for this test, removed with everything in it at exit. */
const char *test_folder(void);

/* The folder with the real inputs (DURE_DATA, or ../shared/data beside the source tree), or
 * NULL: then print TEST_SKIP and return. */
const char *test_data(const char *name);
#define TEST_SKIP(why) ((void)printf("# SKIP %s: %s\n", __func__, (why)))

#endif
