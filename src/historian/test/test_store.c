/* What was acknowledged is there, in order, bit for bit. */
#include "historian/historian.h"
#include "kit/test.h"

static const time_us START = INT64_C(1795564800000000); /* 2026-11-25T00:00:00Z */

struct listed {
    struct historian_sample at[4096];
    size_t count;
};

static bool list(void *context, const struct historian_sample *sample)
{
    struct listed *listed = context;
    if (listed->count < 4096)
        listed->at[listed->count] = *sample;
    listed->count++;
    return true;
}

START_TEST(what_was_committed_is_read_back_after_the_store_was_opened_again)
{
    struct error err = {0};
    struct historian *h = NULL;
    struct historian_tag tags[] = {{.id = 7}, {.id = 8}};
    struct historian_group group = {1, 2, tags};
    char folder[256];
    (void)snprintf(folder, sizeof folder, "%s/h", test_folder());
    CHECK_OK(historian_open(folder, NULL, &h, &err), err);
    CHECK_OK(historian_define(h, &group, &err), err);
    for (int i = 0; i < 3000; i++) {
        double values[] = {i * 0.1, i % 7 == 0};
        CHECK_OK(historian_add(h, 1, START + i * TIME_SECOND, values, NULL, &err), err);
        if (i % 10 == 9)
            CHECK_OK(historian_commit(h, NULL, &err), err);
    }
    double never[] = {1, 2};
    CHECK_OK(historian_add(h, 1, START + 9000 * TIME_SECOND, never, NULL, &err), err);
    for (int again = 0; again < 3; again++) {
        static struct listed listed;
        listed.count = 0;
        CHECK_OK(historian_each(h, 7, START, START + TIME_DAY, list, &listed, &err), err);
        struct historian_health health;
        historian_health(h, &health);
        ck_assert_msg(
            listed.count == 3000,
            "%zu in opening %d: blocks %d through %d replayed %d cut %d damaged %d fails %d",
            listed.count, again, (int)health.blocks, (int)health.through, (int)health.replayed,
            (int)health.cut_bytes, (int)health.damaged, (int)health.seal_failures);
        for (int i = 0; i < 3000; i++) {
            ck_assert_int_eq(listed.at[i].time, START + i * TIME_SECOND);
            ck_assert_double_eq(listed.at[i].value, i * 0.1);
            ck_assert_int_eq(listed.at[i].quality, HISTORIAN_GOOD);
        }
        historian_close(h);
        CHECK_OK(historian_open(folder, NULL, &h, &err), err);
    }
    historian_close(h);
}
END_TEST

TEST_MAIN("historian store", what_was_committed_is_read_back_after_the_store_was_opened_again)
