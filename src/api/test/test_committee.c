/* The committee of the shipped rules, on a call: who may be approved, and who may decide. Both
 * databases; the call is the room notice, the meeting the room project. */
#include <string.h>

#include "kit/text.h"
#include "notice/notice.h"
#include "project/test/half.h"
#include "selection/selection.h"
#include "support/postgres.h"

#define MILLION INT64_C(1000000)
#define SHIPPED "data/rules/winwin-2025-advanced.3.json"
#define ERR     half.desk.err

enum { MEMBERS = 5 };

static int64_t open_call(struct half *half)
{
    struct desk *desk = &half->desk;
    struct notice_funder funders[] = {
        {.funder = "government",
         .organisation_id = desk->ministry,
         .amount = money_won(60 * MILLION)},
        {.funder = "sponsor",
         .organisation_id = desk->sponsor.organisation_id,
         .amount = money_won(60 * MILLION)},
    };
    const struct notice_draft draft = {.programme = DESK_PROGRAMME,
                                       .title = "심의할 공고",
                                       .body = "모집",
                                       .who = "",
                                       .basis = "세부관리기준",
                                       .sponsor_id = desk->sponsor.organisation_id,
                                       .quota = 2,
                                       .opens_at = desk->now - TIME_HOUR,
                                       .closes_at = desk->now + 20 * TIME_DAY,
                                       .funders = {.at = funders, .count = 2}};
    const struct notice_move move = {.action = "open", .note = "공고"};
    int64_t id = 0;
    desk_fund(desk, 60 * MILLION, 60 * MILLION);
    CHECK_OK(STEP(desk, notice_make(desk->tx, desk->arena, &desk->officer, &draft, desk->now, &id,
                                    &desk->err)),
             desk->err);
    CHECK_OK(STEP(desk, notice_step(desk->tx, desk->arena, &desk->officer, id, &move, desk->now,
                                    &desk->err)),
             desk->err);
    return id;
}

static int64_t handed_in(struct half *half, int64_t call)
{
    struct desk *desk = &half->desk;
    struct programme_draft draft = desk_draft(desk, 100 * MILLION);
    int64_t id = 0;
    CHECK_OK(STEP(desk, notice_apply(desk->tx, desk->arena, &desk->owner, call, &draft, desk->now,
                                     &id, &desk->err)),
             desk->err);
    CHECK_OK(desk_decide(desk, id, "submit"), desk->err);
    return id;
}

static enum status convene(struct half *half, int64_t call, const int64_t *members, size_t count,
                           int64_t *ret_meeting)
{
    struct desk *desk = &half->desk;
    struct notice notice = {0};
    CHECK_OK(STEP(desk, notice_get(desk->tx, desk->arena, call, desk->now, &notice, &desk->err)),
             desk->err);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(
            json_array_append_new(list, json_pack("{s:I}", "person_id", (json_int_t)members[i])),
            0);
    json_t *values = json_pack("{s:s,s:o}", "meets_on", "2026-12-01", "members", list);
    ck_assert_ptr_nonnull(values);
    const struct casework_input input = {.note = "소집", .values = values};
    enum status st =
        STEP(desk, project_committee(desk->tx, desk->arena, &desk->officer, call, notice.rule_id,
                                     &input, desk->now, ret_meeting, &desk->err));
    json_decref(values);
    return st;
}

static enum status minute(struct half *half, int64_t meeting, int64_t application,
                          const char *verdict)
{
    return half_step(half, &half->desk.officer, meeting, "minute",
                     arena_format(half->desk.arena,
                                  "{\"minutes\":\"회의록\",\"lines\":[{\"application_id\":%lld,"
                                  "\"verdict\":\"%s\",\"reason\":\"병목 개선\"}]}",
                                  (long long)application, verdict));
}

static enum status selected(struct half *half, int64_t application)
{
    struct desk *desk = &half->desk;
    return STEP(desk, project_selected(desk->tx, desk->arena, application, &desk->err));
}

static void says(const struct half *half, const char *words)
{
    ck_assert_msg(strstr(half->desk.err.text, words) != NULL, "\"%s\" does not say %s",
                  half->desk.err.text, words);
}

/* People of houses that have no part in the firm. */
static void strangers(const struct half *half, int64_t *people)
{
    people[0] = half->desk.officer.user_id;
    people[1] = half->desk.finance.user_id;
    people[2] = half->desk.finance2.user_id;
    people[3] = half->accountant.user_id;
    people[4] = half->desk.other_owner.user_id;
}

ON_BOTH(only_whom_the_committee_of_the_shipped_rules_selected_in_confirmed_minutes_is_approved)
{
    struct half half;
    int64_t people[MEMBERS] = {0}, meeting = 0;
    half_open(&half, address, SHIPPED, DESK_PROGRAMME);
    struct desk *desk = &half.desk;
    strangers(&half, people);
    int64_t call = open_call(&half);
    int64_t first = handed_in(&half, call), second = handed_in(&half, call);
    CHECK_FAILS(selected(&half, first), PROJECT_COMMITTEE, ERR);

    /* Five at least, each of them once. */
    CHECK_FAILS(convene(&half, call, people, MEMBERS - 1, &meeting), PROJECT_COMMITTEE, ERR);
    says(&half, "F1.12");
    int64_t twice[MEMBERS] = {people[0], people[0], people[1], people[2], people[3]};
    CHECK_FAILS(convene(&half, call, twice, MEMBERS, &meeting), PROJECT_COMMITTEE, ERR);
    CHECK_OK(convene(&half, call, people, MEMBERS, &meeting), ERR);
    CHECK_FAILS(half_step(&half, &desk->finance, meeting, "confirm", NULL), CASEWORK_STEP, ERR);
    says(&half, "F3.12");
    CHECK_FAILS(minute(&half, meeting, 999999, "selected"), PROJECT_COMMITTEE, ERR);
    CHECK_FAILS(minute(&half, meeting, first, "perhaps"), PROJECT_COMMITTEE, ERR);
    CHECK_OK(minute(&half, meeting, first, "selected"), ERR);

    /* Written is not confirmed, and nobody confirms what he wrote. */
    CHECK_FAILS(selected(&half, first), PROJECT_COMMITTEE, ERR);
    CHECK_FAILS(half_step(&half, &desk->officer, meeting, "confirm", NULL), PROGRAMME_TWO_PERSONS,
                ERR);
    CHECK_OK(half_step(&half, &desk->finance, meeting, "confirm", NULL), ERR);
    CHECK_OK(selected(&half, first), ERR);
    CHECK_FAILS(selected(&half, second), PROJECT_COMMITTEE, ERR);

    CHECK_OK(convene(&half, call, people, MEMBERS, &meeting), ERR);
    CHECK_OK(minute(&half, meeting, second, "reserve"), ERR);
    CHECK_OK(half_step(&half, &desk->finance, meeting, "confirm", NULL), ERR);
    CHECK_FAILS(selected(&half, second), PROJECT_COMMITTEE, ERR);

    struct project_verdicts list = {0};
    CHECK_OK(STEP(desk, project_verdicts(desk->tx, desk->arena, call, &list, &desk->err)), ERR);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(list.at[0].verdict, "selected");
    ck_assert_str_eq(list.at[1].verdict, "reserve");
    ck_assert(list.at[0].confirmed && list.at[1].confirmed);
    half_close(&half);
}

ON_BOTH(a_member_of_the_firm_steps_aside_in_the_minutes_and_more_than_half_must_be_free)
{
    struct half half;
    int64_t people[MEMBERS] = {0}, meeting = 0;
    half_open(&half, address, SHIPPED, DESK_PROGRAMME);
    struct desk *desk = &half.desk;
    strangers(&half, people);
    int64_t call = open_call(&half), application = handed_in(&half, call);
    people[0] = desk->owner.user_id;
    CHECK_OK(convene(&half, call, people, MEMBERS, &meeting), ERR);
    CHECK_OK(minute(&half, meeting, application, "selected"), ERR);
    struct project_verdicts list = {0};
    CHECK_OK(STEP(desk, project_verdicts(desk->tx, desk->arena, call, &list, &desk->err)), ERR);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].ties, 1);

    /* Two more with a declared interest: two of five are free. */
    for (size_t i = 1; i <= 2; i++)
        CHECK_OK(STEP(desk, selection_declare(desk->tx, people[i], desk->owner.organisation_id,
                                              "interest", "주주", desk->officer.user_id, desk->now,
                                              &desk->err)),
                 ERR);
    CHECK_OK(convene(&half, call, people, MEMBERS, &meeting), ERR);
    CHECK_FAILS(minute(&half, meeting, application, "selected"), PROJECT_COMMITTEE, ERR);
    says(&half, "2 of 5");
    half_close(&half);
}

/* What the committee decides on comes under a call: a case without one needs no committee. */
ON_BOTH(an_application_outside_a_call_needs_no_committee_where_the_rules_take_it)
{
    struct half half;
    half_open(&half, address, SHIPPED, DESK_PROGRAMME);
    CHECK_OK(selected(&half, half_submitted(&half)), ERR);
    half_close(&half);
}

BOTH_MAIN(
    "api committee",
    BOTH(only_whom_the_committee_of_the_shipped_rules_selected_in_confirmed_minutes_is_approved),
    BOTH(a_member_of_the_firm_steps_aside_in_the_minutes_and_more_than_half_must_be_free),
    BOTH(an_application_outside_a_call_needs_no_committee_where_the_rules_take_it))
