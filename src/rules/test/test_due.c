/* What is asked of each funder before anything is agreed: in kind, and with which tranche. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"
#include "rules/rules.h"

enum { FILE_MAX = 1 << 18 };
#define MILLION INT64_C(1000000)

static const struct day tuesday = {2026, 11, 24};

struct world {
    struct arena *arena;
    struct rules_document rules;
    struct rules_split split;
    struct rules_instalments all;
    struct error err;
};

static void open_world(struct world *world, const char *name)
{
    arena_free(world->arena);
    *world = (struct world){.arena = arena_new("test", 1 << 24)};
    char *bytes = arena_alloc(world->arena, FILE_MAX);
    FILE *file = fopen(arena_format(world->arena, "data/rules/%s", name), "r");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    ck_assert_int_eq(fclose(file), 0);
    CHECK_OK(rules_read(world->arena, bytes, size, &world->rules, &world->err), world->err);
}

static void split(struct world *world, int64_t total)
{
    CHECK_OK(rules_split(&world->rules, money_won(total), &world->split, &world->err), world->err);
}

static enum status ask(struct world *world)
{
    return rules_instalments(&world->rules, &world->split, tuesday, NULL, &world->all, &world->err);
}

START_TEST(what_is_due_with_the_tranches_adds_up_to_each_share_to_the_won)
{
    static const char *const names[] = {"winwin-2025-advanced.3.json", "winwin-2024-local.2.json",
                                        "winwin-2025-advanced.json"};
    FOR_ALL(seed, 300) {
        struct world world = {0};
        struct random_stream stream = random_stream(seed, "due");
        open_world(&world, names[seed % 3]);
        split(&world, 10 * MILLION + (int64_t)random_below(&stream, 90 * MILLION));
        CHECK_OK(ask(&world), world.err);
        ck_assert_uint_eq(world.all.count, 3);
        for (size_t i = 0; i < world.split.count; i++) {
            int64_t sum = 0;
            for (size_t j = 0; j < world.all.count; j++) {
                ck_assert_int_ge(world.all.at[j].part.share[i].won, 0);
                sum += world.all.at[j].part.share[i].won;
            }
            ck_assert_int_eq(sum, world.split.share[i].won);
        }
        arena_free(world.arena);
    }
}
END_TEST

START_TEST(a_day_is_named_where_the_rules_give_one_and_none_where_they_do_not)
{
    struct world world = {0};
    open_world(&world, "winwin-2025-advanced.3.json");
    split(&world, 100 * MILLION);
    CHECK_OK(ask(&world), world.err);
    const struct rules_instalment *at = world.all.at;
    /* The start report is due three months after the agreement; the rest by the end of the build.
     */
    ck_assert_str_eq(day_text(world.arena, at[0].due), "2027-02-24");
    ck_assert_ptr_nonnull(strstr(at[0].basis, "F3.15"));
    ck_assert_int_eq(at[0].term->deadline_months, 3);
    ck_assert_str_eq(at[0].opens->id, "accept");
    ck_assert_str_eq(at[0].machine->id, "start_report");
    ck_assert_str_eq(day_text(world.arena, at[1].due), "2027-11-24");
    ck_assert_int_eq(at[1].term->deadline_days, 180);
    ck_assert_str_eq(day_text(world.arena, at[2].due), "2027-11-24");
    ck_assert_ptr_nonnull(strstr(at[2].basis, "F3.29"));
    ck_assert_ptr_null(at[2].term);
    ck_assert_int_eq(at[0].part.total.won, 30 * MILLION);
    ck_assert_int_eq(at[1].part.share[2].won, 16 * MILLION);

    open_world(&world, "winwin-2024-local.2.json"); /* how long it is built is not published */
    split(&world, 100 * MILLION);
    CHECK_OK(ask(&world), world.err);
    ck_assert_str_eq(day_text(world.arena, at[0].due), "2027-02-24");
    ck_assert_int_eq(at[1].due.year, 0);
    ck_assert_int_eq(at[2].due.year, 0);

    open_world(&world, "winwin-2025-advanced.json"); /* version 1 has steps without procedures */
    split(&world, 100 * MILLION);
    CHECK_OK(ask(&world), world.err);
    ck_assert_str_eq(at[0].opens->id, "start_report");
    ck_assert_ptr_null(at[0].machine);
    ck_assert_int_eq(at[0].due.year, 0);
    arena_free(world.arena);
}
END_TEST

START_TEST(what_may_be_given_in_kind_is_said_in_won_or_not_known)
{
    struct world world = {0};
    struct money most = {0};
    open_world(&world, "winwin-2025-advanced.3.json");
    split(&world, 123456789);
    ck_assert(rules_in_kind_most(&world.rules, &world.split, 0, &most));
    ck_assert_int_eq(most.won, 0);
    ck_assert(rules_in_kind_most(&world.rules, &world.split, 1, &most));
    ck_assert_int_eq(most.won, 37036800 / 5);
    ck_assert(rules_in_kind_most(&world.rules, &world.split, 2, &most));
    ck_assert_int_eq(most.won, 49382400 / 5);
    open_world(&world, "winwin-2024-local.2.json");
    split(&world, 100 * MILLION);
    ck_assert(!rules_in_kind_most(&world.rules, &world.split, 1, &most)); /* null: not published */
    open_world(&world, "winwin-2025-advanced.json");
    split(&world, 100 * MILLION);
    ck_assert(!rules_in_kind_most(&world.rules, &world.split, 0, &most)); /* no limit */
    arena_free(world.arena);
}
END_TEST

START_TEST(without_the_shares_of_the_tranches_nothing_is_said_to_be_due)
{
    struct world world = {0};
    open_world(&world, "past/samsung-2024-advanced.json");
    split(&world, 100 * MILLION);
    CHECK_FAILS(ask(&world), RULES_UNSET_VALUE, world.err);
    open_world(&world, "winwin-2025-advanced.3.json");
    world.split = (struct rules_split){.total = {2}, .share = {{1}, {1}, {0}}, .count = 3};
    CHECK_FAILS(ask(&world), RULES_TRANCHE, world.err); /* nothing is left for the first */
    arena_free(world.arena);
}
END_TEST

TEST_MAIN("rules due", what_is_due_with_the_tranches_adds_up_to_each_share_to_the_won,
          a_day_is_named_where_the_rules_give_one_and_none_where_they_do_not,
          what_may_be_given_in_kind_is_said_in_won_or_not_known,
          without_the_shares_of_the_tranches_nothing_is_said_to_be_due)
