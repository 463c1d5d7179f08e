/* Every document that is shipped, computed to the won: golden.tsv was worked out by hand. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "rules/rules.h"

enum { FILE_MAX = 1 << 18, FOLDERS = 3 };

static const char *const folders[FOLDERS] = {"", "past/", "family/"};

static const char *file_text(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, FILE_MAX);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    size_t size = fread(bytes, 1, FILE_MAX - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_gt(size, 0);
    return bytes;
}

static const char *read_rules(struct arena *arena, const char *name, struct rules_document *rules)
{
    struct error err;
    const char *text = file_text(arena, arena_format(arena, "data/rules/%s", name));
    enum status st = rules_read(arena, text, strlen(text), rules, &err);
    ck_assert_msg(st == STATUS_OK, "%s: %s %s %s", name, err.reason->name, err.place, err.text);
    return text;
}

/* "250000000", or won x heads x months. */
static enum status split_row(const struct rules_document *rules, const char *total,
                             struct rules_split *split, struct error *err)
{
    struct rules_months months = {.heads = 1, .months = 1};
    bool monthly = strchr(total, 'x') != NULL;
    int found = sscanf(total, "%" SCNd64 "x%" SCNd64 "x%" SCNd64, &months.a_month.won,
                       &months.heads, &months.months);
    ck_assert_int_eq(found, monthly ? 3 : 1);
    return monthly ? rules_split_months(rules, &months, split, err)
                   : rules_split(rules, months.a_month, split, err);
}

static void check_row(const char *name, const char *total, int64_t fundable, char *shares)
{
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document rules = {0};
    struct rules_split split = {0};
    struct error err = {0};
    (void)read_rules(arena, name, &rules);
    enum status st = split_row(&rules, total, &split, &err);
    if (text_same(shares, "refused")) {
        ck_assert_msg(st != STATUS_OK, "%s %s was split", name, total);
        ck_assert_ptr_eq(err.reason, &RULES_NOT_FUNDABLE);
        int64_t best = rules_fundable(&rules, money_won(atoll(total))).won;
        ck_assert_msg(best == fundable, "%s %s: %" PRId64, name, total, best);
        ck_assert_ptr_nonnull(strstr(err.text, arena_format(arena, "%" PRId64, fundable)));
        arena_free(arena);
        return;
    }
    ck_assert_msg(st == STATUS_OK, "%s %s: %s", name, total, err.text);
    ck_assert_int_eq(split.total.won, fundable);
    size_t count = 0;
    char *rest = NULL;
    for (char *one = strtok_r(shares, " ", &rest); one != NULL; one = strtok_r(NULL, " ", &rest)) {
        ck_assert_msg(count < split.count && split.share[count].won == atoll(one),
                      "%s %s: share %zu is %" PRId64 ", not %s", name, total, count,
                      split.share[count].won, one);
        count++;
    }
    ck_assert_uint_eq(count, split.count);
    arena_free(arena);
}

START_TEST(every_shipped_document_pays_what_its_year_published_to_the_won)
{
    struct arena *arena = arena_new("test", 1 << 24);
    char *text = arena_text(arena, file_text(arena, "src/rules/test/golden.tsv")), *rest = NULL;
    size_t rows = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char name[80], total[40], fundable[40];
        int at = 0;
        if (*line == '#')
            continue;
        ck_assert_int_eq(sscanf(line, "%79s %39s %39s %n", name, total, fundable, &at), 3);
        check_row(name, total, atoll(fundable), line + at);
        rows++;
    }
    ck_assert_uint_gt(rows, 90);
    arena_free(arena);
}
END_TEST

/* Calls `look` with every document that is shipped. */
static size_t each_document(void (*look)(struct arena *arena, const char *name, void *into),
                            void *into)
{
    size_t count = 0;
    for (size_t i = 0; i < FOLDERS; i++) {
        char path[60];
        (void)snprintf(path, sizeof path, "data/rules/%s", folders[i]);
        DIR *listing = opendir(path);
        ck_assert_ptr_nonnull(listing);
        for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
            struct arena *arena = arena_new("test", 1 << 24);
            if (text_ends(entry->d_name, ".json")) {
                look(arena, arena_format(arena, "%s%s", folders[i], entry->d_name), into);
                count++;
            }
            arena_free(arena);
        }
        ck_assert_int_eq(closedir(listing), 0);
    }
    return count;
}

static void look_for_row(struct arena *arena, const char *name, void *into)
{
    (void)into;
    const char *text = file_text(arena, "src/rules/test/golden.tsv");
    ck_assert_msg(strstr(text, arena_format(arena, "\n%s\t", name)) != NULL, "%s has no row", name);
}

START_TEST(no_document_is_shipped_without_an_amount_worked_out_by_hand)
{
    ck_assert_uint_gt(each_document(look_for_row, NULL), 50);
}
END_TEST

static void look_for_form(struct arena *arena, const char *name, void *into)
{
    (void)into;
    struct rules_document rules = {0}, again = {0};
    struct json document = {0};
    struct error err;
    const char *text = read_rules(arena, name, &rules);
    CHECK_OK(json_read(arena, text, strlen(text), JSON_LIMITS_BODY, &document, &err), err);
    json_t *written = rules_write(&rules);
    ck_assert_msg(json_equal(written, document.value), "%s is not in the one form", name);
    size_t size = 0;
    const char *pretty = json_pretty(arena, written, &size);
    CHECK_OK(rules_read(arena, pretty, size, &again, &err), err);
    ck_assert_str_eq(rules_hash(arena, &rules), rules_hash(arena, &again));
    json_decref(written);
    json_release(&document);
}

START_TEST(every_shipped_document_is_in_the_one_form_and_keeps_its_hash_when_written)
{
    ck_assert_uint_gt(each_document(look_for_form, NULL), 50);
}
END_TEST

/* Hashes that agreements and plans of version 1 rest on. */
START_TEST(documents_of_version_one_keep_the_hash_they_always_had)
{
    static const char *const rows[][2] = {
        {"winwin-2025-advanced.json",
         "f27ae28eb374ab6420cd6c80003cb3e5f0244233fa58ed4523c039e0088e0b41"},
        {"winwin-2024-local.json",
         "a805e39576dc95e56d15d103a216cb0d7149747611804d61da52911a475ef739"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 1 << 24);
        struct rules_document rules = {0};
        (void)read_rules(arena, rows[i][0], &rules);
        ck_assert_int_eq(rules.form, 1);
        ck_assert_str_eq(rules_hash(arena, &rules), rows[i][1]);
        arena_free(arena);
    }
}
END_TEST

static void look_for_weak(struct arena *arena, const char *name, void *into)
{
    (void)into;
    struct rules_document rules = {0};
    (void)read_rules(arena, name, &rules);
    bool nothing_known = rules.form == 1;
    for (size_t i = 0; i < rules.tranche_count; i++)
        nothing_known = nothing_known || rules.tranches[i].share_bp != RULES_UNSET ||
                        rules.tranches[i].evidence == RULES_NOT_PUBLISHED;
    for (size_t i = 0; i < rules.term_count; i++)
        ck_assert_msg(rules.terms[i].value != RULES_UNSET ||
                          rules.terms[i].evidence == RULES_NOT_PUBLISHED,
                      "%s: %s", name, rules.terms[i].id);
    for (size_t i = 0; i < rules.step_count; i++)
        ck_assert_msg(rules.steps[i].deadline_days != RULES_UNSET ||
                          rules.steps[i].evidence == RULES_NOT_PUBLISHED,
                      "%s: %s", name, rules.steps[i].id);
    ck_assert_msg(nothing_known || rules.tranche_count == 0, "%s: tranches", name);
}

START_TEST(a_value_that_nobody_published_is_null_and_says_so)
{
    (void)each_document(look_for_weak, NULL);
    struct arena *arena = arena_new("test", 1 << 24);
    struct rules_document rules = {0};
    struct error err;
    (void)read_rules(arena, "past/winwin-2023-type2.json", &rules);
    ck_assert_int_eq(rules_term(&rules, "follow_up")->value, RULES_UNSET);
    CHECK_FAILS(rules_ready(&rules, &err), RULES_UNSET_VALUE, err);
    ck_assert_str_eq(err.place, "/tranches/0/share_bp");
    (void)read_rules(arena, "winwin-2025-advanced.2.json", &rules);
    CHECK_OK(rules_ready(&rules, &err), err);
    arena_free(arena);
}
END_TEST

struct sponsors {
    int with_public, with_institute, weak;
};

static void look_for_sponsors(struct arena *arena, const char *name, void *into)
{
    struct rules_document rules = {0};
    struct sponsors *found = into;
    (void)read_rules(arena, name, &rules);
    found->with_public += strstr(rules.sponsors, "public") != NULL;
    found->with_institute += strstr(rules.sponsors, "institute") != NULL;
    found->weak += rules.evidence == RULES_WEAK;
}

START_TEST(public_bodies_and_institutes_give_too_and_weak_sources_are_marked)
{
    struct sponsors found = {0};
    (void)each_document(look_for_sponsors, &found);
    ck_assert_int_gt(found.with_public, 5);
    ck_assert_int_gt(found.with_institute, 5);
    ck_assert_int_gt(found.weak, 1);
}
END_TEST

/* F3.1, F3.5 and F3.12: firms are called for, and a committee selects. The second version of 2025
 * is kept as it was published. */
static void look_for_calls(struct arena *arena, const char *name, void *into)
{
    static const char *const steps[][2] = {{"open", "draft"},     {"extend", "open"},
                                           {"close", "open"},     {"finish", "closed"},
                                           {"withdraw", "draft"}, {"withdraw", "open"}};
    struct rules_document rules = {0};
    int *found = into;
    (void)read_rules(arena, name, &rules);
    if (rules_machine(&rules, "scoring") == NULL || text_same(name, "winwin-2025-advanced.2.json"))
        return;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        ck_assert_msg(rules_step(&rules, "call", steps[i][0], steps[i][1]) != NULL, "%s: call.%s",
                      name, steps[i][0]);
    ck_assert_msg(rules_step(&rules, "committee", "minute", "called") != NULL, "%s", name);
    ck_assert_msg(rules_step(&rules, "committee", "confirm", "minuted") != NULL, "%s", name);
    const struct rules_term *members = rules_term(&rules, "committee_members");
    ck_assert_msg(members != NULL && members->value == (rules.year == 2025 ? 5 : RULES_UNSET),
                  "%s: committee_members", name);
    (*found)++;
}

START_TEST(where_firms_are_selected_there_is_a_call_and_a_committee)
{
    int found = 0;
    (void)each_document(look_for_calls, &found);
    ck_assert_int_ge(found, 10);
}
END_TEST

/* Hangul syllables begin with the bytes EA to ED. */
static bool says_korean(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0xea && (unsigned char)*text <= 0xed)
            return true;
    return false;
}

static void look_at_bases(const char *name, const json_t *value, int *found)
{
    const char *key = NULL;
    const json_t *member = NULL;
    json_t *each = NULL;
    size_t index = 0;
    json_object_foreach((json_t *)(uintptr_t)value, key, each)
        look_at_bases(name, each, found);
    json_array_foreach(value, index, each)
        look_at_bases(name, each, found);
    static const char *const members[][2] = {{"basis", "basis_en"}, {"article", "article_en"}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        member = json_object_get(value, members[i][0]);
        if (!json_is_string(member))
            continue;
        const char *english = json_string_value(json_object_get(value, members[i][1]));
        ck_assert_msg(says_korean(json_string_value(member)), "%s: %s", name,
                      json_string_value(member));
        ck_assert_msg(english != NULL, "%s: %s has no English", name, json_string_value(member));
        (*found)++;
    }
}

/* What was published before has its bases as they were. */
static void look_for_korean(struct arena *arena, const char *name, void *into)
{
    struct rules_document rules = {0};
    const char *text = read_rules(arena, name, &rules);
    if (rules.form == 1 || text_same(name, "winwin-2025-advanced.2.json"))
        return;
    json_t *document = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(document);
    look_at_bases(name, document, into);
    json_decref(document);
}

START_TEST(every_legal_basis_is_korean_with_its_english_beside_it)
{
    int found = 0;
    (void)each_document(look_for_korean, &found);
    ck_assert_int_gt(found, 2000);
}
END_TEST

TEST_MAIN("shipped rules", every_shipped_document_pays_what_its_year_published_to_the_won,
          no_document_is_shipped_without_an_amount_worked_out_by_hand,
          every_shipped_document_is_in_the_one_form_and_keeps_its_hash_when_written,
          documents_of_version_one_keep_the_hash_they_always_had,
          a_value_that_nobody_published_is_null_and_says_so,
          every_legal_basis_is_korean_with_its_english_beside_it,
          where_firms_are_selected_there_is_a_call_and_a_committee,
          public_bodies_and_institutes_give_too_and_weak_sources_are_marked)
