/* The rule documents that are shipped, and what a wrong document is told. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"
#include "rules/rules.h"

static const char *file_text(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, 1 << 18);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    size_t size = fread(bytes, 1, (1 << 18) - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_gt(size, 0);
    return bytes;
}

static const char *replaced(struct arena *arena, const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    ck_assert_msg(at != NULL, "\"%s\" is not there", old);
    return arena_format(arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

#define ADVANCED "data/rules/winwin-2025-advanced.json"
#define LOCAL    "data/rules/winwin-2024-local.json"

START_TEST(the_shipped_rules_split_as_they_were_published)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document advanced = {0}, local = {0};
    struct rules_split split = {0};
    struct error err;
    const char *text = file_text(arena, ADVANCED);
    CHECK_OK(rules_read(arena, text, strlen(text), &advanced, &err), err);
    CHECK_OK(rules_split(&advanced, money_won(250000000), &split, &err), err);
    ck_assert_int_eq(split.share[0].won, 75000000);
    ck_assert_int_eq(split.share[1].won, 75000000);
    ck_assert_int_eq(split.share[2].won, 100000000);
    CHECK_FAILS(rules_split(&advanced, money_won(300000000), &split, &err), RULES_NOT_FUNDABLE,
                err);
    ck_assert_ptr_nonnull(strstr(err.text, "250000000"));
    text = file_text(arena, LOCAL);
    CHECK_OK(rules_read(arena, text, strlen(text), &local, &err), err);
    ck_assert_uint_eq(local.funder_count, 4);
    CHECK_OK(rules_split(&local, money_won(100000000), &split, &err), err);
    ck_assert_int_eq(split.share[0].won, 30000000);
    ck_assert_int_eq(split.share[1].won, 15000000);
    ck_assert_int_eq(split.share[2].won, 15000000);
    ck_assert_int_eq(split.share[3].won, 40000000);
    arena_free(arena);
}
END_TEST

START_TEST(rules_that_are_written_and_read_again_are_the_same_rules)
{
    static const char *const paths[] = {ADVANCED, LOCAL};
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_new("test", 1 << 24);
        struct rules_document rules = {0}, again = {0};
        struct error err;
        const char *text = file_text(arena, paths[i]);
        CHECK_OK(rules_read(arena, text, strlen(text), &rules, &err), err);
        json_t *document = rules_write(&rules);
        size_t size = 0;
        const char *pretty = json_pretty(arena, document, &size);
        json_decref(document);
        CHECK_OK(rules_read(arena, pretty, size, &again, &err), err);
        ck_assert_str_eq(rules_hash(arena, &rules), rules_hash(arena, &again));
        again.version++;
        ck_assert_str_ne(rules_hash(arena, &rules), rules_hash(arena, &again));
        arena_free(arena);
    }
}
END_TEST

START_TEST(a_wrong_document_is_refused_with_the_place_and_nothing_is_filled_in)
{
    static const struct {
        const char *old, *new, *place;
        const struct reason *why;
    } rows[] = {
        {"\"dure.rules\"", "\"dure.model\"", "/format", &RULES_FORMAT},
        {"\"version\": 1", "\"version\": 3", "/version", &RULES_FORMAT},
        {"\"share_bp\": 3000", "\"share_bp\": 2999", "/funders", &RULES_SHARES},
        {"\"share_bp\": 3000", "\"share_bp\": 3001", "/funders/0", &RULES_SHARES},
        {"\"share_bp\": 3000", "\"share_bp\": -1", "/funders/0/share_bp", &KIT_JSON_RANGE},
        {"\"remainder\": true", "\"remainder\": false", "/funders", &RULES_REMAINDER},
        {"\"remainder\": false", "\"remainder\": true", "/funders", &RULES_REMAINDER},
        {"\"party\": \"adopter\"", "\"party\": \"bank\"", "/funders/2", &RULES_CHOICE},
        {"\"id\": \"sponsor\"", "\"id\": \"government\"", "/funders/1", &RULES_ID},
        {"\"id\": \"sponsor\"", "\"id\": \"The Sponsor\"", "/funders/1", &RULES_ID},
        {"\"condition\": \"mid_check\"", "\"condition\": \"moon\"", "/tranches", &RULES_ID},
        {"\"unit\": 1000", "\"unit\": 0", "/unit", &KIT_JSON_RANGE},
        {"\"cap\": 75000000", "\"cap\": 75000000.5", "/funders/0/cap", &KIT_JSON_TYPE},
        {"\"max\": 250000000", "\"max\": 9000000", "/total_max", &RULES_SHARES},
        {"\"min\": 10000000", "\"min\": 250000000", "", NULL},
        {"\"min_bp\": 3000,\n      \"max_bp\": 10000,\n      \"cap\": 75000000",
         "\"min_bp\": 3000,\n      \"max_bp\": 10000,\n      \"cap\": 1", "/funders", &RULES_EMPTY},
        {"\"year\": 2025,", "\"year\": 2025, \"colour\": 1,", "", &KIT_JSON_UNKNOWN},
        {"\"unit\": 1000,", "", "", &KIT_JSON_MISSING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 1 << 24);
        struct rules_document rules = {.year = 1};
        struct error err = {0};
        const char *text = replaced(arena, file_text(arena, ADVANCED), rows[i].old, rows[i].new);
        enum status st = rules_read(arena, text, strlen(text), &rules, &err);
        if (rows[i].why == NULL) {
            ck_assert_int_eq(st, STATUS_OK);
        } else {
            ck_assert_msg(st != STATUS_OK, "row %zu was accepted", i);
            ck_assert_msg(err.reason == rows[i].why, "row %zu: %s %s %s", i, err.reason->name,
                          err.place, err.text);
            ck_assert_msg(text_starts(err.place, rows[i].place), "row %zu: %s", i, err.place);
            ck_assert_int_eq(rules.year, 1);
        }
        arena_free(arena);
    }
}
END_TEST

#define SECOND "data/rules/winwin-2025-advanced.2.json"

START_TEST(what_does_not_hold_between_the_parts_of_version_two_is_refused_with_its_place)
{
    static const struct {
        const char *old, *new, *place;
        const struct reason *why;
    } rows[] = {
        {"\"fact\": \"manufacturer\"", "\"fact\": \"moon\"", "/eligibility/0", &RULES_FACT},
        {"\"word\": \"suspended closed\"", "\"word\": \"asleep\"", "/exclusion/0", &RULES_FACT},
        {"\"test\": \"any_of\"", "\"test\": \"at_least\"", "/eligibility/2", &RULES_FACT},
        {"\"group\": \"bonus\"", "\"group\": \"none\"", "/bonuses/0/group", &RULES_ID},
        {"\"sponsors\": \"large\"", "\"sponsors\": \"large tiny\"", "/sponsors", &RULES_CHOICE},
        {"\"id\": \"consent\", ", "\"id\": \"consent\", \"upload\": true, ", "/forms/6/upload",
         &RULES_UPLOADS},
        {"\"of\": \"direct_labour\"", "\"of\": \"direct_labor\"", "/costs/1/of", &RULES_ID},
        {"\"funder\": \"adopter\"", "\"funder\": \"bank\"", "/costs/11/funder", &RULES_ID},
        {"\"weight_bp\": 4000", "\"weight_bp\": 4001", "/sheets/0/items", &RULES_SHARES},
        {"\"weight_bp\": 4000", "\"weight_bp\": null", "/sheets/0/items", &RULES_SHARES},
        {"\"sheet\": \"site_sheet\"", "\"sheet\": \"none\"", "/reviews/0/sheet", &RULES_ID},
        {"\"reviewers\": 5", "\"reviewers\": 2", "/reviews/1/drop_each_side", &RULES_SHARES},
        {"\"first\": \"draft\"", "\"first\": \"begun\"", "/machines/0/first", &RULES_ID},
        {"\"from\": \"returned\", \"to\": \"submitted\"",
         "\"from\": \"away\", \"to\": \"submitted\"", "/steps/1/from", &RULES_ID},
        {"\"from\": \"returned\", \"to\": \"submitted\"",
         "\"from\": \"approved\", \"to\": \"submitted\"", "/steps/1/from", &RULES_MACHINE},
        {"\"from\": \"submitted\", \"to\": \"returned\"",
         "\"from\": \"submitted\", \"to\": \"draft\"", "/machines/0/states", &RULES_MACHINE},
        {"\"from\": \"submitted\", \"to\": \"approved\"",
         "\"from\": \"submitted\", \"to\": \"rejected\"", "/machines/0/states", &RULES_MACHINE},
        {"\"condition\": \"milestone.check\"", "\"condition\": \"milestone.jump\"", "/tranches",
         &RULES_ID},
        {"\"condition\": \"milestone.check\"", "\"condition\": \"check\"", "/tranches", &RULES_ID},
        {"\"lane\": \"self\"", "\"lane\": \"fast\"", "/changes/0", &RULES_CHOICE},
        {"\"evidence\": \"press\"", "\"evidence\": \"rumour\"", "", &RULES_CHOICE},
        {"\"unit\": \"개/h\"", "\"unit\": \"\"", "/kpis/0", &KIT_JSON_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 1 << 24);
        struct rules_document rules = {.year = 1};
        struct error err = {0};
        const char *text = replaced(arena, file_text(arena, SECOND), rows[i].old, rows[i].new);
        enum status st = rules_read(arena, text, strlen(text), &rules, &err);
        ck_assert_msg((st != STATUS_OK) == (rows[i].why != NULL), "row %zu: %s %s", i,
                      st == STATUS_OK ? "accepted" : err.place, st == STATUS_OK ? "" : err.text);
        if (st != STATUS_OK) {
            ck_assert_msg(err.reason == rows[i].why, "row %zu: %s %s %s", i, err.reason->name,
                          err.place, err.text);
            ck_assert_msg(text_starts(err.place, rows[i].place), "row %zu: %s", i, err.place);
            ck_assert_int_eq(rules.year, 1);
        }
        arena_free(arena);
    }
}
END_TEST

START_TEST(damaged_bytes_give_rules_or_a_reason_and_what_is_read_is_written_the_same)
{
    struct arena *whole = arena_new("test", 1 << 24);
    const char *text = file_text(whole, SECOND);
    size_t size = strlen(text);
    FOR_ALL(seed, 150) {
        struct arena *arena = arena_new("test", 1 << 24);
        struct random_stream stream = random_stream(seed, "damage");
        struct rules_document rules = {0}, again = {0};
        struct error err = {0};
        char *bytes = arena_copy(arena, text, size);
        for (uint64_t i = random_below(&stream, 3); i < 3; i++)
            bytes[random_below(&stream, size)] = (char)('!' + (char)random_below(&stream, 90));
        if (rules_read(arena, bytes, size, &rules, &err) == STATUS_OK) {
            json_t *document = rules_write(&rules);
            size_t length = 0;
            const char *written = json_canonical(arena, document, &length);
            json_decref(document);
            CHECK_OK(rules_read(arena, written, length, &again, &err), err);
            ck_assert_str_eq(rules_hash(arena, &rules), rules_hash(arena, &again));
        } else {
            ck_assert_ptr_nonnull(err.reason);
            ck_assert_int_eq(rules.year, 0);
        }
        arena_free(arena);
    }
    arena_free(whole);
}
END_TEST

START_TEST(one_stage_asks_for_at_most_three_uploads)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document rules = {0};
    struct error err = {0};
    size_t uploads = 0;
    const char *text = file_text(arena, SECOND);
    CHECK_OK(rules_read(arena, text, strlen(text), &rules, &err), err);
    for (size_t i = 0; i < rules.form_count; i++)
        uploads += rules.forms[i].upload;
    ck_assert_uint_eq(uploads, RULES_UPLOADS_MAX);
    text = replaced(arena, text, "\"id\": \"financials\", ",
                    "\"id\": \"financials\", \"upload\": true, ");
    CHECK_FAILS(rules_read(arena, text, strlen(text), &rules, &err), RULES_UPLOADS, err);
    ck_assert_str_eq(err.place, "/forms/5/upload");
    /* Another stage counts for itself. */
    text = replaced(arena, text, "\"stage\": \"application\", \"basis\": \"F3.6 [S22]: kept",
                    "\"stage\": \"agreement\", \"basis\": \"F3.6 [S22]: kept");
    CHECK_OK(rules_read(arena, text, strlen(text), &rules, &err), err);
    arena_free(arena);
}
END_TEST

START_TEST(an_editor_is_told_everything_that_is_wrong_at_once)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document rules = {.year = 1};
    struct rules_problems problems = {0};
    const char *text = file_text(arena, SECOND);
    text = replaced(arena, text, "\"year\": 2025", "\"year\": 1025");
    text = replaced(arena, text, "\"party\": \"adopter\"", "\"party\": \"bank\"");
    text = replaced(arena, text, "\"unit\": 1000,", "\"colour\": 1,");
    rules_validate(arena, text, strlen(text), &rules, &problems);
    ck_assert_uint_eq(problems.count, 4);
    ck_assert_str_eq(problems.at[0].place, "/colour");
    ck_assert_str_eq(problems.at[1].place, "/year");
    ck_assert_str_eq(problems.at[2].place, "/unit");
    ck_assert_str_eq(problems.at[3].place, "/funders/2");
    ck_assert_int_eq(rules.year, 1);
    arena_free(arena);
}
END_TEST

START_TEST(the_schema_of_version_two_is_the_one_that_is_checked_in)
{
    struct arena *arena = arena_new("test", 1 << 24);
    json_t *schema = rules_schema();
    size_t size = 0;
    const char *made = json_pretty(arena, schema, &size);
    const char *kept = file_text(arena, "docs/formats/rules.schema.json");
    json_decref(schema);
    ck_assert_msg(strncmp(made, kept, size) == 0, "./dev docs writes it again");
    arena_free(arena);
}
END_TEST

TEST_MAIN("rules documents", the_shipped_rules_split_as_they_were_published,
          rules_that_are_written_and_read_again_are_the_same_rules,
          a_wrong_document_is_refused_with_the_place_and_nothing_is_filled_in,
          what_does_not_hold_between_the_parts_of_version_two_is_refused_with_its_place,
          damaged_bytes_give_rules_or_a_reason_and_what_is_read_is_written_the_same,
          one_stage_asks_for_at_most_three_uploads,
          an_editor_is_told_everything_that_is_wrong_at_once,
          the_schema_of_version_two_is_the_one_that_is_checked_in)
