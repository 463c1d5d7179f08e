/* What the rules say about a firm, and what differs between two versions. */
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "rules/rules.h"

enum { FILE_MAX = 1 << 18 };

static void read_rules(struct arena *arena, const char *name, struct rules_document *rules)
{
    struct error err;
    char *bytes = arena_alloc(arena, FILE_MAX);
    FILE *file = fopen(arena_format(arena, "data/rules/%s", name), "r");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    ck_assert_int_eq(fclose(file), 0);
    CHECK_OK(rules_read(arena, bytes, size, rules, &err), err);
}

static const struct rules_value good[] = {
    {.fact = "manufacturer", .number = 1},   {.fact = "domestic", .number = 1},
    {.fact = "firm_size", .word = "small"},  {.fact = "business_state", .word = "active"},
    {.fact = "tax_arrears", .number = 0},    {.fact = "bad_credit", .number = 0},
    {.fact = "excluded_trade", .number = 0}, {.fact = "harmful_goods", .number = 0},
    {.fact = "participation_ban"},           {.fact = "depopulating_region", .number = 1},
    {.fact = "root_industry", .number = 1},
};
enum { GOOD = sizeof good / sizeof *good };

START_TEST(a_firm_comes_in_with_its_bonus_or_stays_out_for_a_reason_with_its_basis)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document rules = {0};
    struct rules_judgement judgement;
    struct rules_value values[GOOD];
    read_rules(arena, "winwin-2025-advanced.2.json", &rules);
    memcpy(values, good, sizeof good);
    struct rules_firm firm = {.values = values, .count = GOOD};
    rules_judge(&rules, &firm, &judgement);
    ck_assert_int_eq(judgement.eligible, RULES_YES);
    ck_assert_uint_eq(judgement.ground_count, 0);
    ck_assert_int_eq(judgement.bonus_milli, 6000);
    values[2].word = "large";
    values[3].word = "closed";
    rules_judge(&rules, &firm, &judgement);
    ck_assert_int_eq(judgement.eligible, RULES_NO);
    ck_assert_uint_eq(judgement.ground_count, 2);
    ck_assert_str_eq(judgement.grounds[0].condition->id, "size");
    ck_assert(!judgement.grounds[0].exclusion);
    ck_assert_str_eq(judgement.grounds[1].condition->id, "closed");
    ck_assert(judgement.grounds[1].exclusion);
    ck_assert_uint_gt(strlen(judgement.grounds[1].condition->basis), 0);
    arena_free(arena);
}
END_TEST

START_TEST(a_fact_that_is_not_known_decides_nothing)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document rules = {0};
    struct rules_judgement judgement;
    struct rules_value values[GOOD];
    read_rules(arena, "winwin-2025-advanced.2.json", &rules);
    memcpy(values, good, sizeof good);
    values[4].fact = "mask_maker"; /* nothing is known of tax arrears */
    struct rules_firm firm = {.values = values, .count = GOOD};
    rules_judge(&rules, &firm, &judgement);
    ck_assert_int_eq(judgement.eligible, RULES_UNKNOWN);
    ck_assert_uint_eq(judgement.ground_count, 1);
    ck_assert_int_eq(judgement.grounds[0].verdict, RULES_UNKNOWN);
    values[0].number = 0; /* and it makes nothing: that decides */
    rules_judge(&rules, &firm, &judgement);
    ck_assert_int_eq(judgement.eligible, RULES_NO);
    arena_free(arena);
}
END_TEST

START_TEST(every_test_of_a_condition_looks_at_its_fact)
{
    static const struct {
        struct rules_condition condition;
        struct rules_value value;
        enum rules_verdict verdict;
    } rows[] = {
        {{.fact = "employees", .test = RULES_AT_LEAST, .number = 5}, {"employees", 5, NULL}, 1},
        {{.fact = "employees", .test = RULES_AT_LEAST, .number = 5}, {"employees", 4, NULL}, 0},
        {{.fact = "employees", .test = RULES_AT_MOST, .number = 5}, {"employees", 5, NULL}, 1},
        {{.fact = "employees", .test = RULES_AT_MOST, .number = 5}, {"employees", 6, NULL}, 0},
        {{.fact = "level", .test = RULES_IS, .word = "basic"}, {"level", 0, "basic"}, 1},
        {{.fact = "level", .test = RULES_IS_NOT, .word = "basic"}, {"level", 0, "basic"}, 0},
        {{.fact = "level", .test = RULES_ANY_OF, .word = "basic middle1"},
         {"level", 0, "middle1"},
         1},
        {{.fact = "level", .test = RULES_ANY_OF, .word = "basic middle1"},
         {"level", 0, "middle"},
         0},
        {{.fact = "level", .test = RULES_IS, .word = "basic"}, {"sales", 1, NULL}, RULES_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rules_firm firm = {.values = &rows[i].value, .count = 1};
        ck_assert_msg(rules_holds(&rows[i].condition, &firm) == rows[i].verdict, "row %zu", i);
    }
}
END_TEST

START_TEST(a_value_that_is_not_of_its_fact_is_refused)
{
    static const struct rules_value rows[] = {{"moon", 1, NULL},
                                              {"tax_arrears", 2, NULL},
                                              {"employees", -1, NULL},
                                              {"firm_size", 0, "huge"},
                                              {"firm_size", 0, ""}};
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_FAILS(rules_value_check(&rows[i], &err), RULES_FACT, err);
    for (size_t i = 0; i < GOOD; i++)
        CHECK_OK(rules_value_check(&good[i], &err), err);
}
END_TEST

START_TEST(two_versions_are_compared_member_by_member_with_the_names_people_use)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document before = {0}, after = {0};
    struct rules_differences found = {0};
    read_rules(arena, "past/samsung-2018-basic.json", &before);
    rules_compare(arena, &before, &before, &found);
    ck_assert_uint_eq(found.count, 0);
    read_rules(arena, "past/samsung-2018-basic.json", &after);
    struct rules_funder funders[3];
    memcpy(funders, after.funders, sizeof funders);
    funders[1].cap = money_won(50000000);
    after.funders = funders;
    after.exclusion_count--;
    after.term_count = 0;
    struct rules_term term = {.id = "build", .ko = "구축기간", .en = "build period", .value = 9};
    after.terms = &term;
    after.term_count = 1;
    rules_compare(arena, &before, &after, &found);
    ck_assert_uint_eq(found.count, 3);
    ck_assert_str_eq(found.at[0].place, "/funders/1/cap");
    ck_assert_str_eq(found.at[0].ko, "부담 주체 › 주관기관 › 한도액");
    ck_assert_str_eq(found.at[0].en, "funders › sponsor › cap");
    ck_assert_str_eq(found.at[0].before, "30000000");
    ck_assert_str_eq(found.at[0].after, "50000000");
    ck_assert_ptr_null(found.at[1].after);
    ck_assert_str_eq(found.at[1].place, "/exclusion/5");
    ck_assert_ptr_null(found.at[2].before);
    ck_assert_str_eq(found.at[2].after, "구축기간");
    arena_free(arena);
}
END_TEST

TEST_MAIN("rules judged", a_firm_comes_in_with_its_bonus_or_stays_out_for_a_reason_with_its_basis,
          a_fact_that_is_not_known_decides_nothing, every_test_of_a_condition_looks_at_its_fact,
          a_value_that_is_not_of_its_fact_is_refused,
          two_versions_are_compared_member_by_member_with_the_names_people_use)
