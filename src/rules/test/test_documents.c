/* The rule documents that are shipped, and what a wrong document is told. */
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "rules/rules.h"

static const char *file_text(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, 1 << 16);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    size_t size = fread(bytes, 1, (1 << 16) - 1, file);
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

TEST_MAIN("rules documents", the_shipped_rules_split_as_they_were_published,
          rules_that_are_written_and_read_again_are_the_same_rules,
          a_wrong_document_is_refused_with_the_place_and_nothing_is_filled_in)
