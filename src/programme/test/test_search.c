/* Looking for cases and organisations, on both databases. */
#include <string.h>

#include "desk.h"
#include "kit/random.h"
#include "kit/text.h"
#include "support/postgres.h"

static size_t cases(struct desk *desk, enum programme_thing thing, int64_t organisation,
                    const char *words)
{
    struct programme_hits list = {0};
    CHECK_OK(STEP(desk, programme_search(desk->tx, desk->arena, thing, organisation, words, &list,
                                         &desk->err)),
             desk->err);
    return list.count;
}

static size_t organisations(struct desk *desk, const char *words)
{
    struct people_organisations list = {0};
    CHECK_OK(
        STEP(desk, people_organisation_search(desk->tx, desk->arena, words, &list, &desk->err)),
        desk->err);
    return list.count;
}

ON_BOTH(a_case_is_found_by_number_title_and_who_within_what_the_lists_show)
{
    struct desk desk;
    desk_open(&desk, address);
    struct programme_draft draft = desk_draft(&desk, 100000000);
    draft.title = "100% 검사_A";
    int64_t id = 0, owner = desk.owner.organisation_id, sponsor = desk.sponsor.organisation_id;
    CHECK_OK(desk_apply(&desk, &draft, &id), desk.err);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, owner, "검사_a"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, sponsor, "검사"), 0);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, 0, "검사"), 0);
    CHECK_OK(desk_decide(&desk, id, "submit"), desk.err);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, sponsor, "검사"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, 0, "한빛"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, 0, "큰전자"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, desk.other_owner.organisation_id, "검사"),
                      0);
    const char *number = desk_application(&desk, id).number;
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, 0, number), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_AGREEMENT, 0, "검사"), 0);
    CHECK_OK(desk_decide(&desk, id, "approve"), desk.err);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_AGREEMENT, 0, "검사"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_AGREEMENT, sponsor, "검사"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_AGREEMENT, desk.other_owner.organisation_id, "검사"),
                      0);
    desk_close(&desk);
}

ON_BOTH(the_signs_of_like_are_letters)
{
    struct desk desk;
    desk_open(&desk, address);
    struct programme_draft draft = desk_draft(&desk, 100000000);
    draft.title = "100% 검사_A!";
    int64_t id = 0, owner = desk.owner.organisation_id;
    CHECK_OK(desk_apply(&desk, &draft, &id), desk.err);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, owner, "0% 검"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, owner, "a!"), 1);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, owner, "1%검"), 0);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, owner, "검_사"), 0);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, owner, "' OR '1'='1"), 0);
    ck_assert_uint_eq(organisations(&desk, "한빛"), 1);
    ck_assert_uint_eq(organisations(&desk, "%%"), 0);
    desk_close(&desk);
}

/* Some hundreds of firms of one name: their cases are sought the other way. */
ON_BOTH(a_name_that_many_have_finds_the_newest_cases_too)
{
    struct desk desk;
    desk_open(&desk, address);
    int64_t first = desk_submitted(&desk, 100000000), second = desk_submitted(&desk, 100000000);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_APPLICATION, 0, "한빛"), 2);
    CHECK_OK(
        STEP(&desk, store_run(desk.tx,
                              "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                              "WHERE i < 600) INSERT INTO organisation (name, kind, created_at) "
                              "SELECT '한빛 ' || i, 'adopter', 1 FROM n",
                              STORE_NONE, NULL, &desk.err)),
        desk.err);
    struct programme_hits list = {0};
    CHECK_OK(STEP(&desk, programme_search(desk.tx, desk.arena, PROGRAMME_APPLICATION, 0, "한빛",
                                          &list, &desk.err)),
             desk.err);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(list.at[0].id, second);
    ck_assert_int_eq(list.at[1].id, first);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_AGREEMENT, 0, "한빛"), 0);
    CHECK_OK(desk_decide(&desk, first, "approve"), desk.err);
    ck_assert_uint_eq(cases(&desk, PROGRAMME_AGREEMENT, 0, "한빛"), 1);
    desk_close(&desk);
}

/* ---- against a reader of every name ---- */

enum { FIRMS = 40, CASES = 1300, CHANGES = 30 };

static const char *some_words(struct desk *desk, struct random_stream *luck, size_t size)
{
    static const char *const letters[] = {"정", "밀", "공", "장", "가", "a", "B", "7", " ", "%"};
    struct text text = text_start(desk->arena, 200);
    for (size_t i = 0; i < size; i++)
        text_add(&text, letters[random_below(luck, sizeof letters / sizeof *letters)]);
    return text_string(&text);
}

#define RUN(desk, sql, ...)                                                                        \
    CHECK_OK(store_run((desk)->tx, (sql), STORE_VALUES(__VA_ARGS__), NULL, &(desk)->err),          \
             (desk)->err)

/* Most cases are the sponsor's, so that it has more than are read one by one. */
static void many_cases(struct desk *desk, struct random_stream *luck)
{
    static const char *const states[] = {"draft", "submitted", "returned", "approved"};
    int64_t rule = 0;
    CHECK_OK(
        store_number(desk->tx, "SELECT max(id) FROM rule_document", STORE_NONE, &rule, &desk->err),
        desk->err);
    for (int64_t i = 1; i <= FIRMS; i++)
        RUN(desk,
            "INSERT INTO organisation (id, name, kind, created_at) VALUES "
            "($1, $2, 'adopter', 1)",
            v_int(1000 + i), v_text(some_words(desk, luck, 6)));
    for (int64_t i = 1; i <= CASES; i++) {
        int64_t sponsor = i % 8 != 0 ? desk->sponsor.organisation_id : 1000 + i % FIRMS + 1;
        RUN(desk,
            "INSERT INTO application (id, number, state, rule_id, adopter_id, sponsor_id, title, "
            "summary, contact, plan_id, plan_hash, total, created_at) VALUES ($1, 'B-' || $2, $3, "
            "$4, $5, $6, $7, '', '', 1, '', 1, 1)",
            v_int(1000 + i), v_text(arena_format(desk->arena, "%lld", (long long)i)),
            v_text(states[random_below(luck, 4)]), v_int(rule),
            v_int(1001 + (int64_t)random_below(luck, FIRMS)), v_int(sponsor),
            v_text(some_words(desk, luck, random_below(luck, 8))));
        if (i % 5 != 0)
            continue;
        RUN(desk,
            "INSERT INTO agreement (id, number, application_id, operator_id, state, created_at) "
            "VALUES ($1, 'C-' || $2, $3, $4, 'active', 1)",
            v_int(9000 - i), v_text(arena_format(desk->arena, "%lld", (long long)i)),
            v_int(1000 + i), v_int(desk->officer.organisation_id));
    }
}

/* What the lists show to the organisation, all of it, and of that what holds the words. */
static const char *const readers[] = {
    [PROGRAMME_APPLICATION] =
        "SELECT a.id FROM application a JOIN organisation o ON o.id = a.adopter_id JOIN "
        "organisation s ON s.id = a.sponsor_id WHERE CASE WHEN CAST($2 AS BIGINT) = 0 THEN "
        "a.state <> 'draft' ELSE a.adopter_id = $2 OR (a.sponsor_id = $2 AND a.state <> 'draft') "
        "END AND (lower(a.number) LIKE $1 ESCAPE '!' OR lower(a.title) LIKE $1 ESCAPE '!' OR "
        "lower(o.name) LIKE $1 ESCAPE '!' OR lower(s.name) LIKE $1 ESCAPE '!') "
        "ORDER BY a.id DESC LIMIT 50",
    [PROGRAMME_AGREEMENT] =
        "SELECT g.id FROM agreement g JOIN application a ON a.id = g.application_id JOIN "
        "organisation o ON o.id = a.adopter_id JOIN organisation s ON s.id = a.sponsor_id WHERE "
        "(CAST($2 AS BIGINT) = 0 OR a.adopter_id = $2 OR a.sponsor_id = $2 OR g.operator_id = $2) "
        "AND (lower(g.number) LIKE $1 ESCAPE '!' OR lower(a.title) LIKE $1 ESCAPE '!' OR "
        "lower(o.name) LIKE $1 ESCAPE '!' OR lower(s.name) LIKE $1 ESCAPE '!') "
        "ORDER BY g.id DESC LIMIT 50",
};

static size_t compare(struct desk *desk, enum programme_thing thing, int64_t organisation,
                      const char *words)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct programme_hits list = {0};
    bool more = true;
    size_t count = 0;
    CHECK_OK(programme_search(desk->tx, desk->arena, thing, organisation, words, &list, &desk->err),
             desk->err);
    CHECK_OK(store_query(desk->tx, readers[thing],
                         STORE_VALUES(v_text(store_like(desk->arena, words)), v_int(organisation)),
                         &rows, &desk->err),
             desk->err);
    for (; store_next(rows, &more, &desk->err) == STATUS_OK && more; count++) {
        ck_assert_msg(count < list.count, "\"%s\": only %zu", words, list.count);
        ck_assert_int_eq(list.at[count].id, store_int(rows, 0));
    }
    ck_assert_uint_eq(list.count, count);
    return count;
}

static void change_some(struct desk *desk, struct random_stream *luck)
{
    int64_t firm = 1001 + (int64_t)random_below(luck, FIRMS);
    int64_t id = 1001 + (int64_t)random_below(luck, CASES);
    RUN(desk, "UPDATE organisation SET name = $2 WHERE id = $1", v_int(firm),
        v_text(some_words(desk, luck, 5)));
    RUN(desk, "UPDATE application SET title = $2, state = 'draft' WHERE id = $1", v_int(id),
        v_text(some_words(desk, luck, 7)));
    RUN(desk, "UPDATE application SET adopter_id = $2 WHERE id = $1", v_int(id), v_int(firm));
}

ON_BOTH(search_finds_what_a_reader_of_every_name_finds_whatever_is_renamed_or_withdrawn)
{
    struct desk desk;
    desk_open(&desk, address);
    struct random_stream luck = random_stream(7, "cases");
    const int64_t readers_of[] = {0, desk.sponsor.organisation_id, desk.officer.organisation_id,
                                  1001, desk.owner.organisation_id};
    size_t hits = 0;
    desk_begin(&desk);
    many_cases(&desk, &luck);
    FOR_ALL(seed, CHANGES) {
        luck = random_stream(seed, "changes");
        change_some(&desk, &luck);
        const char *words = some_words(&desk, &luck, 2 + random_below(&luck, 4));
        for (size_t i = 0; i < sizeof readers_of / sizeof *readers_of; i++) {
            hits += compare(&desk, PROGRAMME_APPLICATION, readers_of[i], words);
            hits += compare(&desk, PROGRAMME_AGREEMENT, readers_of[i], words);
        }
    }
    ck_assert_uint_gt(hits, CHANGES);
    ck_assert_uint_eq(compare(&desk, PROGRAMME_APPLICATION, 0, "B-"), 50);
    store_abandon(&desk.tx);
    desk_close(&desk);
}

BOTH_MAIN("programme search",
          BOTH(a_case_is_found_by_number_title_and_who_within_what_the_lists_show),
          BOTH(the_signs_of_like_are_letters),
          BOTH(a_name_that_many_have_finds_the_newest_cases_too),
          BOTH(search_finds_what_a_reader_of_every_name_finds_whatever_is_renamed_or_withdrawn))
