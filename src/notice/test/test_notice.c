/* Calls, from the draft to the last place, at the table of everybody who has a part. */
#include "notice/notice.h"
#include "programme/test/desk.h"

#include <string.h>

#include "kit/text.h"
#include "support/postgres.h"

#define MILLION INT64_C(1000000)

static struct notice_draft written(struct desk *desk, int64_t government, int64_t sponsor)
{
    struct notice_funder *funders = arena_array(desk->arena, 2, sizeof *funders);
    struct notice_paper *papers = arena_array(desk->arena, 1, sizeof *papers);
    funders[0] = (struct notice_funder){
        .funder = "government", .organisation_id = desk->ministry, .amount = money_won(government)};
    funders[1] = (struct notice_funder){.funder = "sponsor",
                                        .organisation_id = desk->sponsor.organisation_id,
                                        .amount = money_won(sponsor)};
    papers[0] = (struct notice_paper){.name = "설비 목록", .required = true};
    return (struct notice_draft){.programme = DESK_PROGRAMME,
                                 .title = "2026년 상생형 참여기업 모집",
                                 .body = "제조 중소기업을 모집합니다",
                                 .who = "주관기관의 협력사 우선",
                                 .basis = "세부관리기준 제10조",
                                 .sponsor_id = desk->sponsor.organisation_id,
                                 .quota = 1,
                                 .opens_at = desk->now + TIME_DAY,
                                 .closes_at = desk->now + 21 * TIME_DAY,
                                 .funders = {.at = funders, .count = 2},
                                 .papers = {.at = papers, .count = 1}};
}

static enum status make(struct desk *desk, const struct notice_draft *draft, int64_t *ret_id)
{
    return STEP(desk, notice_make(desk->tx, desk->arena, &desk->officer, draft, desk->now, ret_id,
                                  &desk->err));
}

static enum status step(struct desk *desk, int64_t id, const char *action)
{
    struct notice_move move = {.action = action, .note = "확인함"};
    return STEP(
        desk, notice_step(desk->tx, desk->arena, &desk->officer, id, &move, desk->now, &desk->err));
}

static enum status extend(struct desk *desk, int64_t id, time_us closes_at)
{
    struct notice_move move = {.action = "extend", .note = "추석 연휴", .closes_at = closes_at};
    return STEP(
        desk, notice_step(desk->tx, desk->arena, &desk->officer, id, &move, desk->now, &desk->err));
}

static enum status apply(struct desk *desk, int64_t id, const struct programme_draft *draft,
                         int64_t *ret_id)
{
    return STEP(desk, notice_apply(desk->tx, desk->arena, &desk->owner, id, draft, desk->now,
                                   ret_id, &desk->err));
}

static enum status decides(struct desk *desk, int64_t application, const char *action)
{
    return STEP(desk,
                notice_decides(desk->tx, desk->arena, application, action, desk->now, &desk->err));
}

static struct notice shown(struct desk *desk, int64_t id)
{
    struct notice notice = {0};
    CHECK_OK(STEP(desk, notice_get(desk->tx, desk->arena, id, desk->now, &notice, &desk->err)),
             desk->err);
    return notice;
}

/* A call that is open now. */
static int64_t opened(struct desk *desk)
{
    struct notice_draft draft = written(desk, 300 * MILLION, 300 * MILLION);
    int64_t id = 0;
    desk_fund(desk, 300 * MILLION, 300 * MILLION);
    CHECK_OK(make(desk, &draft, &id), desk->err);
    CHECK_OK(step(desk, id, "open"), desk->err);
    ck_assert_str_eq(shown(desk, id).phase, "announced");
    desk->now += 2 * TIME_DAY;
    ck_assert_str_eq(shown(desk, id).phase, "open");
    return id;
}

ON_BOTH(a_call_opens_only_with_a_budget_in_the_ratio_of_its_rules_from_those_who_may_pay_it)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, 900 * MILLION, 900 * MILLION);
    struct notice_draft more = written(&desk, 301 * MILLION, 299 * MILLION);
    struct notice_draft less = written(&desk, 300 * MILLION, 300 * MILLION);
    struct notice_draft wrong = written(&desk, 300 * MILLION, 300 * MILLION);
    int64_t id = 0;
    wrong.funders.at[0].organisation_id = desk.sponsor.organisation_id;
    CHECK_FAILS(make(&desk, &wrong, &id), NOTICE_FUNDER, desk.err);
    wrong.funders.at[0] = wrong.funders.at[1];
    CHECK_FAILS(make(&desk, &wrong, &id), NOTICE_FUNDER, desk.err);
    CHECK_OK(make(&desk, &more, &id), desk.err);
    CHECK_FAILS(step(&desk, id, "open"), NOTICE_RATIO, desk.err);
    less.funders.count = 1;
    CHECK_OK(STEP(&desk,
                  notice_edit(desk.tx, desk.arena, &desk.officer, id, &less, desk.now, &desk.err)),
             desk.err);
    CHECK_FAILS(step(&desk, id, "open"), NOTICE_FUNDER, desk.err);
    less.funders.count = 2;
    CHECK_OK(STEP(&desk,
                  notice_edit(desk.tx, desk.arena, &desk.officer, id, &less, desk.now, &desk.err)),
             desk.err);
    CHECK_OK(step(&desk, id, "open"), desk.err);
    CHECK_FAILS(STEP(&desk, notice_edit(desk.tx, desk.arena, &desk.officer, id, &less, desk.now,
                                        &desk.err)),
                NOTICE_STEP, desk.err);
    desk_close(&desk);
}

ON_BOTH(a_call_promises_no_won_that_is_not_pledged_and_no_won_twice)
{
    struct desk desk;
    desk_open(&desk, address);
    struct notice_draft draft = written(&desk, 300 * MILLION, 300 * MILLION);
    int64_t first = 0, second = 0, contribution = 0;
    desk_fund(&desk, 300 * MILLION, 299 * MILLION);
    CHECK_OK(make(&desk, &draft, &first), desk.err);
    CHECK_FAILS(step(&desk, first, "open"), NOTICE_UNPLEDGED, desk.err);
    ck_assert_msg(strstr(desk.err.text, "1,000,000 won") != NULL, "%s", desk.err.text);
    CHECK_FAILS(STEP(&desk, notice_pledge(desk.tx, desk.arena, &desk.officer, first,
                                          money_won(MILLION), desk.now, &contribution, &desk.err)),
                NOTICE_STRANGER, desk.err);
    CHECK_OK(STEP(&desk, notice_pledge(desk.tx, desk.arena, &desk.sponsor, first,
                                       money_won(MILLION), desk.now, &contribution, &desk.err)),
             desk.err);
    CHECK_OK(step(&desk, first, "open"), desk.err);
    CHECK_OK(make(&desk, &draft, &second), desk.err);
    CHECK_FAILS(step(&desk, second, "open"), NOTICE_UNPLEDGED, desk.err);
    CHECK_OK(step(&desk, first, "close"), desk.err);
    CHECK_FAILS(step(&desk, second, "open"), NOTICE_UNPLEDGED, desk.err);
    CHECK_OK(step(&desk, first, "finish"), desk.err);
    CHECK_OK(step(&desk, second, "open"), desk.err);
    desk_close(&desk);
}

ON_BOTH(applications_come_in_while_the_call_is_open_and_refusals_name_article_and_days)
{
    struct desk desk;
    desk_open(&desk, address);
    struct notice_draft draft = written(&desk, 300 * MILLION, 300 * MILLION);
    struct programme_draft wanted = desk_draft(&desk, 100 * MILLION);
    int64_t id = 0, application = 0, late = 0;
    desk_fund(&desk, 300 * MILLION, 300 * MILLION);
    CHECK_OK(make(&desk, &draft, &id), desk.err);
    CHECK_FAILS(apply(&desk, id, &wanted, &application), NOTICE_CLOSED, desk.err);
    CHECK_OK(step(&desk, id, "open"), desk.err);
    CHECK_FAILS(apply(&desk, id, &wanted, &application), NOTICE_CLOSED, desk.err);
    ck_assert_msg(strstr(desk.err.text, "opens in 1 days; 세부관리기준 제10조") != NULL, "%s",
                  desk.err.text);
    desk.now += 2 * TIME_DAY;
    CHECK_OK(apply(&desk, id, &wanted, &application), desk.err);
    CHECK_OK(apply(&desk, id, &wanted, &late), desk.err);
    CHECK_OK(decides(&desk, application, "submit"), desk.err);
    CHECK_OK(desk_decide(&desk, application, "submit"), desk.err);
    wanted.sponsor_id = desk.ministry;
    CHECK_FAILS(apply(&desk, id, &wanted, &late), NOTICE_SPONSOR, desk.err);
    desk.now += 20 * TIME_DAY;
    CHECK_FAILS(decides(&desk, late, "submit"), NOTICE_CLOSED, desk.err);
    ck_assert_msg(strstr(desk.err.text, "세부관리기준 제10조") != NULL, "%s", desk.err.text);
    ck_assert_str_eq(shown(&desk, id).phase, "closed");
    desk_close(&desk);
}

ON_BOTH(what_was_handed_in_while_it_was_open_may_be_completed_afterwards)
{
    struct desk desk;
    desk_open(&desk, address);
    struct programme_draft wanted = desk_draft(&desk, 100 * MILLION);
    int64_t id = opened(&desk), application = 0;
    CHECK_OK(apply(&desk, id, &wanted, &application), desk.err);
    CHECK_OK(decides(&desk, application, "submit"), desk.err);
    CHECK_OK(desk_decide(&desk, application, "submit"), desk.err);
    CHECK_OK(desk_decide(&desk, application, "return"), desk.err);
    desk.now += 30 * TIME_DAY;
    CHECK_OK(decides(&desk, application, "submit"), desk.err);
    desk_close(&desk);
}

ON_BOTH(the_end_of_a_call_only_moves_away_and_only_before_it_has_come)
{
    struct desk desk;
    desk_open(&desk, address);
    int64_t id = opened(&desk);
    time_us end = shown(&desk, id).closes_at;
    CHECK_FAILS(extend(&desk, id, end - TIME_DAY), NOTICE_DAYS, desk.err);
    CHECK_OK(extend(&desk, id, end + 7 * TIME_DAY), desk.err);
    ck_assert_int_eq(shown(&desk, id).closes_at, end + 7 * TIME_DAY);
    desk.now = end + 8 * TIME_DAY;
    CHECK_FAILS(extend(&desk, id, end + 30 * TIME_DAY), NOTICE_STEP, desk.err);
    desk_close(&desk);
}

ON_BOTH(no_more_firms_are_approved_than_the_call_has_places_for)
{
    struct desk desk;
    desk_open(&desk, address);
    struct programme_draft wanted = desk_draft(&desk, 100 * MILLION);
    int64_t id = opened(&desk), first = 0, second = 0;
    CHECK_OK(apply(&desk, id, &wanted, &first), desk.err);
    CHECK_OK(apply(&desk, id, &wanted, &second), desk.err);
    CHECK_OK(desk_decide(&desk, first, "submit"), desk.err);
    CHECK_OK(desk_decide(&desk, second, "submit"), desk.err);
    CHECK_OK(decides(&desk, first, "approve"), desk.err);
    CHECK_OK(desk_decide(&desk, first, "approve"), desk.err);
    CHECK_FAILS(decides(&desk, second, "approve"), NOTICE_QUOTA, desk.err);
    ck_assert_int_eq(shown(&desk, id).approved, 1);
    ck_assert_int_eq(shown(&desk, id).submitted, 2);
    desk_close(&desk);
}

ON_BOTH(a_step_outside_the_table_of_steps_is_refused)
{
    static const char *const wrong[] = {"extend", "close", "finish", "draft", "nonsense"};
    struct desk desk;
    desk_open(&desk, address);
    struct notice_draft draft = written(&desk, 300 * MILLION, 300 * MILLION);
    int64_t id = 0;
    CHECK_OK(make(&desk, &draft, &id), desk.err);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK_FAILS(step(&desk, id, wrong[i]), NOTICE_STEP, desk.err);
    CHECK_OK(step(&desk, id, "withdraw"), desk.err);
    CHECK_FAILS(step(&desk, id, "open"), NOTICE_STEP, desk.err);
    CHECK_FAILS(step(&desk, 999999, "open"), NOTICE_UNKNOWN, desk.err);
    desk_close(&desk);
}

/* The rules of the table with a machine "call" of their own. */
static const char *rules_with_call(struct desk *desk, const char *path)
{
    struct error err;
    const char *text = desk_file(desk, path);
    struct json document = {0};
    CHECK_OK(json_read(desk->arena, text, strlen(text), JSON_LIMITS_DOCUMENT, &document, &err),
             err);
    json_t *machine = json_pack("{s:s,s:s,s:s,s:s,s:b,s:[{s:s,s:s,s:s,s:b},{s:s,s:s,s:s,s:b}]}",
                                "id", "call", "ko", "공고", "en", "call", "first", "open", "once",
                                0, "states", "id", "open", "ko", "접수", "en", "open", "end", 0,
                                "id", "closed", "ko", "마감", "en", "closed", "end", 1);
    json_t *steps[] = {
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "id", "apply", "ko", "신청", "en",
                  "apply", "machine", "call", "from", "open", "to", "open", "role", "adopter_owner",
                  "article", "공고 제3조", "evidence", "configured"),
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "id", "close", "ko", "마감", "en",
                  "close", "machine", "call", "from", "open", "to", "closed", "role",
                  "operator_officer", "article", "공고 제4조", "evidence", "configured")};
    ck_assert(machine != NULL && steps[0] != NULL && steps[1] != NULL);
    ck_assert_int_eq(json_array_append_new(json_object_get(document.value, "machines"), machine),
                     0);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        ck_assert_int_eq(json_array_append_new(json_object_get(document.value, "steps"), steps[i]),
                         0);
    ck_assert_int_eq(json_object_set_new(document.value, "rules_version", json_integer(3)), 0);
    size_t size = 0;
    const char *made = json_canonical(desk->arena, document.value, &size);
    json_release(&document);
    return made;
}

ON_BOTH(a_programme_without_calls_is_applied_for_as_before_unless_its_rules_want_a_call)
{
    struct desk desk;
    desk_open(&desk, address);
    struct programme_draft wanted = desk_draft(&desk, 100 * MILLION);
    int64_t application = 0, rules = 0;
    CHECK_OK(apply(&desk, 0, &wanted, &application), desk.err);
    CHECK_OK(decides(&desk, application, "submit"), desk.err);
    CHECK_OK(desk_publish(&desk, rules_with_call(&desk, "data/rules/winwin-2025-advanced.2.json"),
                          &rules),
             desk.err);
    CHECK_FAILS(apply(&desk, 0, &wanted, &application), NOTICE_REQUIRED, desk.err);
    ck_assert_msg(strstr(desk.err.text, "공고 제3조") != NULL, "%s", desk.err.text);
    int64_t id = opened(&desk);
    CHECK_OK(apply(&desk, id, &wanted, &application), desk.err);
    desk_close(&desk);
}

/* ---- recruitment ---- */

static enum status tell(struct desk *desk, int64_t id, const struct people_caller *firm)
{
    const struct notice_told told = {firm->organisation_id, "phone", NULL, "통화"};
    return STEP(desk,
                notice_outreach_told(desk->tx, &desk->officer, id, &told, desk->now, &desk->err));
}

static void consent(struct desk *desk, const struct people_caller *firm, bool given)
{
    CHECK_OK(STEP(desk, notice_consent_give(desk->tx, firm, given, desk->now, &desk->err)),
             desk->err);
}

ON_BOTH(a_firm_is_told_of_a_call_with_its_consent_only_and_once)
{
    static const struct notice_reach all = {0}, past = {.past = true}, far = {.region = "제주"};
    struct desk desk;
    desk_open(&desk, address);
    struct notice_reached reached = {0};
    struct notice_contacts list = {0};
    int64_t id = opened(&desk);
    consent(&desk, &desk.owner, true);
    consent(&desk, &desk.other_owner, true);
    consent(&desk, &desk.other_owner, false);
    const struct {
        const struct notice_reach *reach;
        int64_t added, silent;
    } cases[] = {{&past, 0, 0}, {&far, 0, 0}, {&all, 1, 1}, {&all, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_OK(STEP(&desk, notice_outreach_add(desk.tx, &desk.officer, id, cases[i].reach,
                                                 desk.now, &reached, &desk.err)),
                 desk.err);
        ck_assert_int_eq(reached.added, cases[i].added);
        ck_assert_int_eq(reached.without_consent, cases[i].silent);
    }
    CHECK_FAILS(tell(&desk, id, &desk.other_owner), NOTICE_CONSENT, desk.err);
    CHECK_OK(tell(&desk, id, &desk.owner), desk.err);
    CHECK_FAILS(tell(&desk, id, &desk.owner), NOTICE_OUTREACH, desk.err);
    CHECK_OK(STEP(&desk, notice_outreach(desk.tx, desk.arena, id, &list, &desk.err)), desk.err);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.at[0].told_by, "officer");
    ck_assert_str_eq(list.at[0].source, "register");
    desk_close(&desk);
}

/* ---- who pays: a province and a city ---- */

#define LOCAL_PROGRAMME "winwin-2024-local"
#define LOCAL_RULES     "data/rules/winwin-2024-local.json"

static int64_t local(struct desk *desk, const char *name)
{
    struct people_organisation body = {.name = name, .kind = KIND_LOCAL};
    int64_t id = 0;
    CHECK_OK(STEP(desk, people_organisation_add(desk->tx, &body, desk->now, &id, &desk->err)),
             desk->err);
    return id;
}

static int64_t give(struct desk *desk, const struct people_caller *caller, int64_t giver,
                    int64_t won)
{
    const struct programme_gift gift = {LOCAL_PROGRAMME, "지자체 연계", {won}, giver};
    int64_t id = 0;
    CHECK_OK(STEP(desk, programme_contribute(desk->tx, desk->arena, caller, &gift, desk->now, &id,
                                             &desk->err)),
             desk->err);
    return id;
}

/* A call under the rules of 30 : 15 : 15 : 40 that is open now. */
static int64_t local_call(struct desk *desk, int64_t province, int64_t city)
{
    struct notice_draft draft = written(desk, 30 * MILLION, 30 * MILLION);
    struct notice_funder funders[] = {
        {.funder = "sponsor",
         .organisation_id = desk->sponsor.organisation_id,
         .amount = {30 * MILLION}},
        {.funder = "province", .organisation_id = province, .amount = {15 * MILLION}},
        {.funder = "city", .organisation_id = city, .amount = {15 * MILLION}},
    };
    int64_t id = 0, rules = 0;
    CHECK_OK(desk_publish(desk, desk_file(desk, LOCAL_RULES), &rules), desk->err);
    draft.programme = LOCAL_PROGRAMME;
    draft.funders.at = funders;
    draft.funders.count = sizeof funders / sizeof *funders;
    draft.opens_at = desk->now;
    CHECK_OK(desk_receive(desk, give(desk, &desk->sponsor, 0, 30 * MILLION), "출연"), desk->err);
    (void)give(desk, &desk->finance, province, 15 * MILLION);
    (void)give(desk, &desk->finance, city, 15 * MILLION);
    funders[1].organisation_id = desk->ministry;
    CHECK_FAILS(make(desk, &draft, &id), NOTICE_FUNDER, desk->err);
    funders[1].organisation_id = province;
    CHECK_OK(make(desk, &draft, &id), desk->err);
    CHECK_OK(step(desk, id, "open"), desk->err);
    return id;
}

static void sign_all(struct desk *desk, int64_t agreement)
{
    CHECK_OK(desk_sign(desk, &desk->owner, agreement), desk->err);
    CHECK_OK(desk_sign(desk, &desk->sponsor, agreement), desk->err);
    CHECK_OK(desk_sign(desk, &desk->officer, agreement), desk->err);
}

ON_BOTH(a_province_and_a_city_named_by_the_call_pay_their_parts_through_the_book)
{
    struct desk desk;
    desk_open(&desk, address);
    int64_t province = local(&desk, "경상남도"), city = local(&desk, "산청군");
    int64_t call = local_call(&desk, province, city), application = 0, payment = 0;
    struct programme_draft wanted = desk_draft(&desk, 100 * MILLION);
    wanted.programme = LOCAL_PROGRAMME;
    CHECK_FAILS(apply(&desk, 0, &wanted, &application), PROGRAMME_FUNDER, desk.err);
    CHECK_OK(apply(&desk, call, &wanted, &application), desk.err);
    CHECK_OK(desk_decide(&desk, application, "submit"), desk.err);
    CHECK_OK(desk_decide(&desk, application, "approve"), desk.err);
    int64_t agreement = desk_application(&desk, application).agreement_id;
    sign_all(&desk, agreement);
    const struct programme_shares shares = desk_agreement(&desk, agreement).shares;
    const int64_t payers[] = {desk.sponsor.organisation_id, province, city,
                              desk.owner.organisation_id};
    static const int64_t parts[] = {30, 15, 15, 40};
    ck_assert_uint_eq(shares.count, 4);
    for (size_t i = 0; i < shares.count; i++) {
        ck_assert_int_eq(shares.at[i].organisation_id, payers[i]);
        ck_assert_int_eq(shares.at[i].amount.won, parts[i] * MILLION);
    }
    CHECK_OK(desk_deposit(&desk, agreement, 40 * MILLION, "자부담"), desk.err);
    CHECK_OK(desk_request(&desk, agreement, "advance", 30 * MILLION, &payment), desk.err);
    CHECK_OK(desk_approve(&desk, &desk.finance2, payment), desk.err);
    CHECK_OK(desk_confirm(&desk, payment, "지급"), desk.err);
    const struct programme_shares paid = desk_agreement(&desk, agreement).shares;
    for (size_t i = 0; i < paid.count; i++)
        ck_assert_int_eq(paid.at[i].paid.won, parts[i] * 3 * MILLION / 10);
    const struct ledger_key bank = {.code = LEDGER_SUBSIDY_BANK,
                                    .org = desk.finance.organisation_id,
                                    .source = province,
                                    .designation =
                                        desk_number(&desk, "SELECT id FROM programme WHERE key = "
                                                           "'" LOCAL_PROGRAMME "'")};
    ck_assert_int_eq(desk_balance(&desk, &bank), 15 * MILLION - 45 * MILLION / 10);
    ck_assert_int_eq(shown(&desk, call).funders.at[1].agreed.won, 15 * MILLION);
    desk_close(&desk);
}

BOTH_MAIN("notice",
          BOTH(a_call_opens_only_with_a_budget_in_the_ratio_of_its_rules_from_those_who_may_pay_it),
          BOTH(a_call_promises_no_won_that_is_not_pledged_and_no_won_twice),
          BOTH(applications_come_in_while_the_call_is_open_and_refusals_name_article_and_days),
          BOTH(what_was_handed_in_while_it_was_open_may_be_completed_afterwards),
          BOTH(the_end_of_a_call_only_moves_away_and_only_before_it_has_come),
          BOTH(no_more_firms_are_approved_than_the_call_has_places_for),
          BOTH(a_step_outside_the_table_of_steps_is_refused),
          BOTH(a_programme_without_calls_is_applied_for_as_before_unless_its_rules_want_a_call),
          BOTH(a_firm_is_told_of_a_call_with_its_consent_only_and_once),
          BOTH(a_province_and_a_city_named_by_the_call_pay_their_parts_through_the_book))
