/* Months, in kind, cost items and deadlines: every limit has an example that fails. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"
#include "rules/rules.h"

enum { FILE_MAX = 1 << 18, COSTS = 14 };

struct world {
    struct arena *arena;
    struct rules_document rules;
    struct rules_split split;
    struct error err;
};

static void open_world(struct world *world, const char *name, int64_t total)
{
    *world = (struct world){.arena = arena_new("test", 1 << 24)};
    char *bytes = arena_alloc(world->arena, FILE_MAX);
    FILE *file = fopen(arena_format(world->arena, "data/rules/%s", name), "r");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    ck_assert_int_eq(fclose(file), 0);
    CHECK_OK(rules_read(world->arena, bytes, size, &world->rules, &world->err), world->err);
    if (total > 0)
        CHECK_OK(rules_split(&world->rules, money_won(total), &world->split, &world->err),
                 world->err);
}

START_TEST(monthly_shares_add_up_month_by_month_to_the_won)
{
    struct world world;
    open_world(&world, "family/talent-namdong.json", 0);
    FOR_ALL(seed, 500) {
        struct random_stream stream = random_stream(seed, "months");
        struct rules_months months = {.a_month =
                                          money_won(1 + (int64_t)random_below(&stream, 400000)),
                                      .heads = 1 + (int64_t)random_below(&stream, 40),
                                      .months = 1 + (int64_t)random_below(&stream, 60)};
        struct rules_split split = {0};
        int64_t got[2] = {0};
        CHECK_OK(rules_split_months(&world.rules, &months, &split, &world.err), world.err);
        ck_assert_int_eq(split.total.won, months.a_month.won * months.heads * months.months);
        ck_assert_int_le(split.share[0].won, 100000 * months.heads * months.months);
        ck_assert(split.share[1].won == 0 || months.a_month.won > 100000);
        for (int64_t month = 0; month < months.months; month++) {
            struct rules_split part = {0};
            CHECK_OK(rules_month(&world.rules, &split, months.months, month, &part, &world.err),
                     world.err);
            got[0] += part.share[0].won;
            got[1] += part.share[1].won;
        }
        ck_assert_int_eq(got[0], split.share[0].won);
        ck_assert_int_eq(got[1], split.share[1].won);
    }
    struct rules_months none = {.a_month = money_won(5), .heads = 0, .months = 3};
    struct rules_split split = {0};
    CHECK_FAILS(rules_split_months(&world.rules, &none, &split, &world.err), RULES_MONTHS,
                world.err);
    none = (struct rules_months){.a_month = money_won(MONEY_MAX), .heads = 99, .months = 99};
    CHECK_FAILS(rules_split_months(&world.rules, &none, &split, &world.err), RULES_NOT_FUNDABLE,
                world.err);
    CHECK_FAILS(rules_month(&world.rules, &split, 12, 12, &split, &world.err), RULES_MONTHS,
                world.err);
    arena_free(world.arena);
}
END_TEST

START_TEST(a_sponsor_gives_at_most_a_fifth_of_its_share_in_kind)
{
    struct world world;
    open_world(&world, "past/winwin-2023-type1-advanced1.json", 400000000);
    struct money in_kind[3] = {{0}, {24000000}, {0}};
    CHECK_OK(rules_in_kind(&world.rules, &world.split, in_kind, &world.err), world.err);
    in_kind[1].won++;
    CHECK_FAILS(rules_in_kind(&world.rules, &world.split, in_kind, &world.err), RULES_IN_KIND,
                world.err);
    ck_assert_str_eq(world.err.place, "/in_kind/1");
    ck_assert_ptr_nonnull(strstr(world.err.text, "24000000"));
    ck_assert_ptr_nonnull(strstr(world.err.text, "F2.4"));
    arena_free(world.arena);
}
END_TEST

/* Amounts that fit 250 million won: 100 million of direct labour and so on. */
static void fitting(const struct world *world, struct money *amounts)
{
    static const struct {
        const char *id;
        int64_t won;
    } rows[] = {{"direct_labour", 60000000}, {"overhead", 60000000}, {"technology_fee", 12000000},
                {"hardware", 103000000},     {"discount", -5000000}, {"own_labour", 20000000}};
    ck_assert_uint_eq(world->rules.cost_count, COSTS);
    for (size_t i = 0; i < COSTS; i++)
        amounts[i] = (struct money){0};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        for (size_t i = 0; i < COSTS; i++)
            if (text_same(world->rules.costs[i].id, rows[row].id))
                amounts[i].won = rows[row].won;
}

START_TEST(every_limit_of_a_cost_item_has_an_example_that_fails)
{
    static const struct {
        size_t up, down; /* one won from one item to another */
        const char *named;
    } rows[] = {
        {1, 6, "overhead"}, {2, 6, "technology_fee"}, {12, 6, "own_labour"}, {6, 9, "automation"}};
    struct world world;
    struct money amounts[COSTS];
    open_world(&world, "winwin-2025-advanced.2.json", 250000000);
    fitting(&world, amounts);
    CHECK_OK(rules_costs(&world.rules, &world.split, amounts, &world.err), world.err);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fitting(&world, amounts);
        amounts[rows[i].up].won++;
        amounts[rows[i].down].won--;
        CHECK_FAILS(rules_costs(&world.rules, &world.split, amounts, &world.err), RULES_COST,
                    world.err);
        const struct rules_cost_item *named = world.rules.costs;
        while (strcmp(named->id, rows[i].named) != 0)
            named++;
        ck_assert_msg(strstr(world.err.text, named->en) != NULL, "%s", world.err.text);
        ck_assert_msg(strstr(world.err.ko, named->ko) != NULL, "%s", world.err.ko);
    }
    fitting(&world, amounts);
    amounts[6].won--;
    CHECK_FAILS(rules_costs(&world.rules, &world.split, amounts, &world.err), RULES_COST,
                world.err);
    ck_assert_str_eq(world.err.place, "/costs");
    arena_free(world.arena);
}
END_TEST

START_TEST(a_term_counts_days_working_days_or_months_and_ends_on_a_working_day)
{
    static const struct day chuseok[] = {{2026, 9, 24}, {2026, 9, 25}, {2026, 9, 26}};
    const struct holidays holidays = {.days = chuseok, .count = 3};
    const struct {
        struct rules_step step;
        struct day entered, end;
    } rows[] = {
        {{.deadline_days = 14}, {2026, 11, 25}, {2026, 12, 9}},
        /* Ends on a Saturday: the Monday after it. */
        {{.deadline_days = 10}, {2026, 11, 25}, {2026, 12, 7}},
        {{.deadline_days = 7, .working = true}, {2026, 11, 25}, {2026, 12, 4}},
        {{.deadline_days = 1, .working = true}, {2026, 9, 23}, {2026, 9, 28}},
        {{.deadline_days = 1}, {2026, 9, 23}, {2026, 9, 28}},
        {{.deadline_months = 3}, {2026, 11, 30}, {2027, 3, 1}},
        {{.deadline_months = 36}, {2026, 11, 25}, {2029, 11, 26}},
        {{.deadline_days = 0}, {2026, 11, 25}, {0}},
        {{.deadline_days = RULES_UNSET}, {2026, 11, 25}, {0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct day end = rules_deadline(&rows[i].step, rows[i].entered, &holidays);
        ck_assert_msg(end.year == rows[i].end.year && end.month == rows[i].end.month &&
                          end.day == rows[i].end.day,
                      "row %zu: %d-%d-%d", i, end.year, end.month, end.day);
    }
}
END_TEST

TEST_MAIN("rules terms", monthly_shares_add_up_month_by_month_to_the_won,
          a_sponsor_gives_at_most_a_fifth_of_its_share_in_kind,
          every_limit_of_a_cost_item_has_an_example_that_fails,
          a_term_counts_days_working_days_or_months_and_ends_on_a_working_day)
