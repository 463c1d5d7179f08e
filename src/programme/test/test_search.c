/* Looking for cases and organisations, on both databases. */
#include <string.h>

#include "desk.h"
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
    ck_assert_uint_eq(organisations(&desk, "%"), 0);
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

BOTH_MAIN("programme search",
          BOTH(a_case_is_found_by_number_title_and_who_within_what_the_lists_show),
          BOTH(the_signs_of_like_are_letters),
          BOTH(a_name_that_many_have_finds_the_newest_cases_too))
