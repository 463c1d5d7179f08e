/* From the agreement to the closing, each promise on both databases. */
#include <pthread.h>
#include <string.h>

#include "half.h"
#include "kit/text.h"
#include "support/postgres.h"

enum { MILLION = 1000000 };
#define ERR half.desk.err

static void check_says(const struct half *half, const char *words)
{
    ck_assert_msg(strstr(half->desk.err.text, words) != NULL, "\"%s\" does not say %s",
                  half->desk.err.text, words);
}

/* ---- R16 ---- */

ON_BOTH(a_tranche_opens_only_when_its_proof_is_complete)
{
    struct half half;
    int64_t id = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    CHECK_FAILS(half_request(&half, "advance", 10 * MILLION, &id), PROGRAMME_PROOF, ERR);
    check_says(&half, "start_report.accept");
    check_says(&half, "guarantee_valid");
    check_says(&half, "business_alive");
    check_says(&half, "report_approved");
    check_says(&half, "account_registered");
    half_start(&half);
    CHECK_OK(half_request(&half, "advance", 10 * MILLION, &id), ERR);

    /* A closed firm, on either side. */
    CHECK_OK(half_prove(&half, "business_alive", half.supplier.organisation_id, false, NULL), ERR);
    CHECK_FAILS(desk_approve(&half.desk, &half.desk.finance2, id), PROGRAMME_PROOF, ERR);
    check_says(&half, "business_alive");
    ck_assert_ptr_null(strstr(ERR.text, "guarantee_valid"));
    CHECK_OK(half_prove(&half, "business_alive", half.supplier.organisation_id, true, NULL), ERR);
    CHECK_OK(half_prove(&half, "business_alive", half.desk.owner.organisation_id, false, NULL),
             ERR);
    CHECK_FAILS(desk_approve(&half.desk, &half.desk.finance2, id), PROGRAMME_PROOF, ERR);
    CHECK_OK(half_prove(&half, "business_alive", half.desk.owner.organisation_id, true, NULL), ERR);

    /* A bond that has run out between request and approval; a newer one opens it again. */
    half_days(&half, 401);
    CHECK_FAILS(desk_approve(&half.desk, &half.desk.finance2, id), PROGRAMME_PROOF, ERR);
    check_says(&half, "guarantee_valid");
    CHECK_OK(
        half_prove(&half, "guarantee_valid", half.supplier.organisation_id, true, "2028-06-30"),
        ERR);
    CHECK_OK(desk_approve(&half.desk, &half.desk.finance2, id), ERR);
    CHECK_OK(desk_confirm(&half.desk, id, desk_reference(&half.desk)), ERR);

    /* Looked up before each payment: what was found before the last one is stale. */
    CHECK_FAILS(half_request(&half, "advance", 10 * MILLION, &id), PROGRAMME_PROOF, ERR);
    check_says(&half, "business_alive");
    half_pay(&half, "advance", 20 * MILLION);

    /* The middle tranche wants its own report, approved by the adopter first. */
    CHECK_FAILS(half_request(&half, "middle", MILLION, &id), PROGRAMME_PROOF, ERR);
    check_says(&half, "milestone.check");
    CHECK_FAILS(half_request(&half, "balance", MILLION, &id), PROGRAMME_PROOF, ERR);
    check_says(&half, "supervision_passed");
    half_close(&half);
}

ON_BOTH(the_bundle_of_a_tranche_lists_each_proof_with_the_hashes_of_its_papers)
{
    struct half half;
    struct programme_proof_lines lines = {0};
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_start(&half);
    struct desk *desk = &half.desk;
    CHECK_OK(STEP(desk, programme_proofs(desk->tx, desk->arena, half.agreement, "advance",
                                         desk->now, &lines, &desk->err)),
             desk->err);
    ck_assert_uint_eq(lines.count, 5);
    for (size_t i = 0; i < lines.count; i++)
        ck_assert_msg(lines.at[i].met, "%s", lines.at[i].id);
    ck_assert_str_eq(lines.at[0].documents.at[0].sha256, HALF_HASH);
    CHECK_FAILS(half_prove(&half, "x", 1, true, "morgen"), KIT_TIME, ERR);
    half_close(&half);
}

static const struct programme_proof_line *proof_line(struct half *half, const char *tranche,
                                                     const char *id)
{
    struct desk *desk = &half->desk;
    struct programme_proof_lines lines = {0};
    CHECK_OK(STEP(desk, programme_proofs(desk->tx, desk->arena, half->agreement, tranche, desk->now,
                                         &lines, &desk->err)),
             desk->err);
    for (size_t i = 0; i < lines.count; i++)
        if (text_same(lines.at[i].id, id))
            return &lines.at[i];
    ck_abort_msg("%s has no %s", tranche, id);
}

ON_BOTH(a_proof_that_is_not_enough_says_why_and_who_can_bring_it)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_start(&half);
    const int64_t supplier = half.supplier.organisation_id;
    const struct programme_proof_line *line = proof_line(&half, "advance", "start_report.accept");
    ck_assert(line->met && !line->by_hand);
    ck_assert_msg(strstr(line->found_ko, ": ") != NULL, "%s", line->found_ko);
    ck_assert_str_ne(line->found_ko, line->found_en);
    ck_assert(!proof_line(&half, "middle", "report_approved")->by_hand);
    line = proof_line(&half, "middle", "tax_invoice");
    ck_assert(!line->met && line->by_hand);
    ck_assert_str_eq(line->found_ko, "");
    CHECK_OK(half_prove(&half, "business_alive", supplier, false, NULL), half.desk.err);
    line = proof_line(&half, "advance", "business_alive");
    ck_assert(!line->met && line->by_hand);
    ck_assert_msg(strncmp(line->found_en, "supplier: not in order: ", 24) == 0, "%s",
                  line->found_en);
    CHECK_OK(half_prove(&half, "account_registered", supplier, true, "2026-01-01"), half.desk.err);
    line = proof_line(&half, "advance", "account_registered");
    ck_assert(!line->met);
    ck_assert_msg(strncmp(line->found_en, "no longer valid: ", 17) == 0, "%s", line->found_en);
    half_close(&half);
}

ON_BOTH(a_start_report_wants_a_valid_guarantee_and_a_design_within_its_term)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    int64_t start = half_newest(&half, "start_report");
    CHECK_OK(STEP(desk, project_supplier(desk->tx, desk->arena, &desk->officer, half.agreement,
                                         half.supplier.organisation_id, desk->now, &desk->err)),
             ERR);
    /* The agreement took effect on 2026-11-24: three months are 2027-02-24. */
    CHECK_FAILS(half_step(&half, &half.supplier, start, "submit",
                          "{\"guarantee_number\":\"1\",\"guarantee_until\":\"2026-11-23\","
                          "\"design_finish\":\"2027-01-10\"}"),
                PROJECT_GUARANTEE, ERR);
    CHECK_FAILS(half_step(&half, &half.supplier, start, "submit",
                          "{\"guarantee_number\":\"1\",\"guarantee_until\":\"2028-01-01\","
                          "\"design_finish\":\"2027-02-25\"}"),
                PROJECT_TERM, ERR);
    check_says(&half, "F3.15");
    CHECK_OK(half_step(&half, &half.supplier, start, "submit",
                       "{\"guarantee_number\":\"1\",\"guarantee_until\":\"2028-01-01\","
                       "\"design_finish\":\"2027-02-24\"}"),
             ERR);
    /* The adopter approves first. */
    CHECK_FAILS(half_step(&half, &desk->officer, start, "accept", NULL), CASEWORK_STEP, ERR);
    check_says(&half, "F1.7");
    CHECK_FAILS(half_step(&half, &half.supplier, start, "approve", NULL), CASEWORK_ROLE, ERR);
    half_close(&half);
}

/* ---- R12 ---- */

static const char *change(struct half *half, const char *subject, int days_ago, const char *more)
{
    struct day today = day_of(half->desk.now, zone_seoul());
    return arena_format(
        half->desk.arena, "{\"subject\":\"%s\",\"cause_on\":\"%s\",\"reason\":\"시험\"%s}", subject,
        day_text(half->desk.arena, day_from_number(day_number(today) - days_ago)), more);
}

ON_BOTH(each_illegal_change_is_refused_with_its_article)
{
    struct half half;
    int64_t id = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    const struct people_caller *owner = &desk->owner, *officer = &desk->officer;
#define ASK(subject, days, more)                                                                   \
    half_matter(&half, owner, "change", change(&half, subject, days, more), &id)
    CHECK_FAILS(ASK("kpi", 1, ""), PROJECT_CHANGE, ERR);
    check_says(&half, "F3.42");
    CHECK_FAILS(ASK("functions", 1, ""), PROJECT_CHANGE, ERR);
    CHECK_FAILS(ASK("address", 16, ""), PROJECT_TERM, ERR);
    check_says(&half, "F3.41");
    CHECK_FAILS(ASK("address", -1, ""), PROJECT_TERM, ERR);
    CHECK_FAILS(ASK("period", 1, ",\"months\":4"), PROJECT_CHANGE, ERR);
    check_says(&half, "F3.42");
    CHECK_FAILS(ASK("weather", 1, ""), CASEWORK_VALUE, ERR);
    CHECK_FAILS(ASK("period", 1, ""), CASEWORK_VALUE, ERR);
    ck_assert_int_eq(half_newest(&half, "change"), 0);

    /* One at a time; the lane is the rules'. */
    CHECK_OK(ASK("address", 15, ""), ERR);
    int64_t address_change = id;
    CHECK_FAILS(ASK("contact", 1, ""), PROJECT_CHANGE, ERR);
    check_says(&half, "one at a time");
    CHECK_FAILS(half_step(&half, officer, address_change, "note", NULL), CASEWORK_MISSING, ERR);
    check_says(&half, "F3.40");
    CHECK_FAILS(half_step(&half, officer, address_change, "approve", NULL), CASEWORK_STEP, ERR);
    CHECK_OK(half_step(&half, officer, address_change, "receive", NULL), ERR);
    CHECK_OK(half_step(&half, officer, address_change, "refuse", NULL), ERR);
    CHECK_OK(ASK("contact", 40, ""), ERR); /* one's own lane has no term */
    CHECK_FAILS(half_step(&half, officer, id, "receive", NULL), CASEWORK_MISSING, ERR);
    CHECK_OK(half_step(&half, officer, id, "note", NULL), ERR);
    half_close(&half);
}

ON_BOTH(a_build_is_prolonged_once_by_three_months_at_most_and_not_in_the_last_month)
{
    struct half half;
    int64_t id = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    const struct people_caller *owner = &desk->owner, *officer = &desk->officer;
    struct project before = half_project(&half);
    ck_assert_str_eq(day_text(desk->arena, before.build_until), "2027-11-24");
    ck_assert_str_eq(day_text(desk->arena, before.ends_on), "2028-05-24");
    CHECK_OK(ASK("period", 1, ",\"months\":3"), ERR);
    CHECK_OK(half_step(&half, officer, id, "receive", NULL), ERR);
    CHECK_OK(half_step(&half, officer, id, "approve", NULL), ERR);
    struct project after = half_project(&half);
    ck_assert_str_eq(day_text(desk->arena, after.build_until), "2028-02-24");
    ck_assert_str_eq(day_text(desk->arena, after.ends_on), "2028-08-24");
    ck_assert_int_eq(after.extended, 1);
    CHECK_FAILS(ASK("period", 1, ",\"months\":2"), PROJECT_CHANGE, ERR);
    check_says(&half, "as often as the rules allow");
    CHECK_OK(ASK("period", 1, ",\"months\":1"), ERR); /* up to a month is one's own */
    CHECK_OK(half_step(&half, officer, id, "note", NULL), ERR);
    /* 2028-09-24 is the end now: within its last month nothing needs approval any more. */
    CHECK_OK(time_parse("2028-08-25T03:00:00Z", &desk->now, &desk->err), ERR);
    CHECK_FAILS(ASK("address", 1, ""), PROJECT_TERM, ERR);
    check_says(&half, "before the end");
    CHECK_OK(time_parse("2028-08-24T03:00:00Z", &desk->now, &desk->err), ERR);
    CHECK_OK(ASK("address", 1, ""), ERR);
    half_close(&half);
}

/* ---- R11 ---- */

static void reject(struct half *half)
{
    struct desk *desk = &half->desk;
    (void)half_submitted(half);
    CHECK_OK(desk_decide(desk, half->application, "reject"), desk->err);
    CHECK_OK(STEP(desk,
                  project_decided(desk->tx, desk->arena, half->application, desk->now, &desk->err)),
             desk->err);
}

static void tick(struct half *half)
{
    struct desk *desk = &half->desk;
    struct project_sweep sweep = {0};
    int64_t done = 0;
    CHECK_OK(
        STEP(desk, project_clock(desk->tx, desk->arena, 100, desk->now, &sweep, &done, &desk->err)),
        desk->err);
    ck_assert(sweep.ended);
}

/* 2026-11-24 is a Tuesday: 14 days end on 8 December, 7 working days on 3 December. */
static void check_clock(const char *address, const char *rules, const char *programme,
                        const char *last_moment, const char *article)
{
    struct half half;
    half_open(&half, address, rules, programme);
    struct desk *desk = &half.desk;
    reject(&half);
    int64_t id = half_newest(&half, "objection");
    struct casework_matter view = half_look(&half, id);
    ck_assert_uint_eq(view.tasks.count, 1);
    ck_assert_str_eq(time_text(desk->arena, view.tasks.at[0].due_at), last_moment);
    ck_assert_int_eq(view.tasks.at[0].organisation_id, desk->owner.organisation_id);

    CHECK_OK(time_parse(last_moment, &desk->now, &desk->err), ERR);
    desk->now += 10 * TIME_SECOND; /* the day after */
    CHECK_FAILS(half_step(&half, &desk->owner, id, "file", "{\"grounds\":\"점수\"}"), CASEWORK_LATE,
                ERR);
    check_says(&half, article);
    tick(&half);
    ck_assert_str_eq(half_look(&half, id).state, "expired");
    CHECK_FAILS(half_step(&half, &desk->owner, id, "file", "{\"grounds\":\"점수\"}"), CASEWORK_STEP,
                ERR);

    /* In the last minute of another case it is in time; and only once a case. */
    reject(&half);
    id = half_newest(&half, "objection");
    desk->now = half_look(&half, id).tasks.at[0].due_at - TIME_MINUTE;
    tick(&half);
    CHECK_OK(half_step(&half, &desk->owner, id, "file", "{\"grounds\":\"점수\"}"), ERR);
    CHECK_FAILS(half_matter(&half, &desk->owner, "objection", NULL, &id), CASEWORK_ONCE, ERR);
    CHECK_OK(half_step(&half, &desk->officer, half_newest(&half, "objection"), "answer",
                       "{\"result\":\"accepted\",\"reasons\":\"채점 오류\"}"),
             ERR);
    ck_assert_str_eq(desk_application(desk, half.application).state, "submitted");
    CHECK_OK(desk_decide(desk, half.application, "reject"), ERR);
    CHECK_OK(
        STEP(desk, project_decided(desk->tx, desk->arena, half.application, desk->now, &desk->err)),
        ERR);
    ck_assert_str_eq(half_look(&half, half_newest(&half, "objection")).state, "answered");
    half_close(&half);
}

ON_BOTH(an_objection_is_heard_within_fourteen_days_once)
{
    check_clock(address, HALF_RULES, HALF_PROGRAMME, "2026-12-08T14:59:59Z", "F3.27");
}

ON_BOTH(an_objection_is_heard_within_seven_working_days_where_the_rules_say_so)
{
    check_clock(address, HALF_SEVEN, "case-2025-seven", "2026-12-03T14:59:59Z", "7 working days");
}

/* ---- settlement and recovery ---- */

static struct project_settled settled(struct half *half, int64_t matter)
{
    struct desk *desk = &half->desk;
    struct project_settled view = {0};
    CHECK_OK(STEP(desk, project_settlement(desk->tx, matter, half->agreement, &view, &desk->err)),
             desk->err);
    ck_assert_int_eq(view.paid.won, view.recognised.won + view.returned.won);
    return view;
}

static void join_accountant(struct half *half, int64_t matter)
{
    struct desk *desk = &half->desk;
    CHECK_OK(STEP(desk, project_join(desk->tx, desk->arena, &desk->officer, matter,
                                     half->accountant.organisation_id, desk->now, &desk->err)),
             desk->err);
    CHECK_FAILS(STEP(desk, project_join(desk->tx, desk->arena, &desk->officer, matter,
                                        desk->other_owner.organisation_id, desk->now, &desk->err)),
                PROJECT_PARTY, desk->err);
}

static int64_t disallowed(struct half *half)
{
    struct desk *desk = &half->desk;
    int64_t id = 0;
    CHECK_OK(half_matter(half, &desk->owner, "settlement", NULL, &id), desk->err);
    join_accountant(half, id);
    CHECK_FAILS(half_step(half, &desk->owner, id, "submit",
                          "{\"lines\":[{\"item\":\"yacht\",\"spent\":1}]}"),
                PROJECT_COST, desk->err);
    CHECK_FAILS(
        half_step(half, &desk->owner, id, "submit",
                  "{\"lines\":[{\"item\":\"hardware\",\"spent\":10,\"refundable_vat\":11}]}"),
        KIT_JSON_RANGE, desk->err);
    CHECK_FAILS(half_step(half, &desk->owner, id, "submit",
                          "{\"lines\":[{\"item\":\"hardware\",\"spent\":10},{\"item\":\"hardware\","
                          "\"spent\":10}]}"),
                PROJECT_COST, desk->err);
    /* 104 million spent, 2 million of it VAT that comes back from the tax office. */
    CHECK_OK(half_step(half, &desk->owner, id, "submit",
                       "{\"lines\":[{\"item\":\"hardware\",\"spent\":64000000,"
                       "\"refundable_vat\":2000000},{\"item\":\"software\",\"spent\":40000000}]}"),
             desk->err);
    CHECK_FAILS(half_step(half, &half->accountant, id, "verify",
                          "{\"lines\":[{\"item\":\"software\",\"disallowed\":40000001,"
                          "\"reason\":\"증빙 없음\"}]}"),
                PROJECT_COST, desk->err);
    CHECK_OK(half_step(half, &half->accountant, id, "verify",
                       "{\"lines\":[{\"item\":\"software\",\"disallowed\":12000000,"
                       "\"reason\":\"기간 밖 집행\"}]}"),
             desk->err);
    struct project_settled_lines lines = {0};
    CHECK_OK(STEP(desk, project_settlement_lines(desk->tx, desk->arena, id, &lines, &desk->err)),
             desk->err);
    ck_assert_uint_eq(lines.count, 2);
    ck_assert_str_eq(lines.at[0].item, "hardware");
    ck_assert_int_eq(lines.at[0].refundable_vat.won, 2000000);
    ck_assert_int_eq(lines.at[0].recognised.won, 62000000);
    ck_assert_int_eq(lines.at[1].disallowed.won, 12000000);
    ck_assert_int_eq(lines.at[1].recognised.won, 28000000);
    ck_assert_str_eq(lines.at[1].reason, "기간 밖 집행");
    return id;
}

/* ---- the budget by cost item ---- */

static struct programme_budget_line item_lines[] = {
    {.position = 6, .item = "hardware", .agreed = {60 * MILLION}},
    {.position = 7, .item = "software", .agreed = {40 * MILLION}},
};
static const struct programme_budget_lines items = {.at = item_lines, .count = 2};

static void open_with_items(struct half *half, const char *address)
{
    half_open(half, address, HALF_RULES, HALF_PROGRAMME);
    half->budget = &items;
    half_agree(half);
}

static enum status move(struct half *half, int64_t won, int64_t *ret_id)
{
    return half_matter(half, &half->desk.owner, "change",
                       arena_format(half->desk.arena,
                                    "{\"subject\":\"items\",\"cause_on\":\"2026-11-24\","
                                    "\"reason\":\"사양 변경\",\"from_item\":\"hardware\","
                                    "\"to_item\":\"software\",\"amount\":%lld}",
                                    (long long)won),
                       ret_id);
}

static struct programme_budget_line item_of(struct half *half, size_t index)
{
    struct desk *desk = &half->desk;
    struct programme_budget_lines lines = {0};
    CHECK_OK(
        STEP(desk, programme_budget(desk->tx, desk->arena, half->agreement, &lines, &desk->err)),
        desk->err);
    ck_assert_uint_eq(lines.count, 2);
    return lines.at[index];
}

/* As the rules of the case say it of the first cost item. */
static int64_t free_of(struct half *half)
{
    struct desk *desk = &half->desk;
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    const struct programme_budget_line line = item_of(half, 0);
    CHECK_OK(STEP(desk, programme_agreement(desk->tx, desk->arena, half->agreement, &agreement,
                                            &desk->err)),
             desk->err);
    CHECK_OK(STEP(desk, programme_rules_of(desk->tx, desk->arena, agreement.application_id, &rules,
                                           &desk->err)),
             desk->err);
    return project_free_to_move(&rules.document, &line).won;
}

ON_BOTH(up_to_a_fifth_of_a_cost_item_moves_without_approval_and_more_of_it_only_with)
{
    struct half half;
    open_with_items(&half, address);
    struct desk *desk = &half.desk;
    int64_t id = 0;
    ck_assert_int_eq(free_of(&half), 12 * MILLION);
    CHECK_FAILS(move(&half, 61 * MILLION, &id), PROGRAMME_BUDGET, ERR);
    CHECK_OK(move(&half, 12 * MILLION, &id), ERR);
    CHECK_FAILS(half_step(&half, &desk->officer, id, "receive", NULL), CASEWORK_MISSING, ERR);
    CHECK_OK(half_step(&half, &desk->officer, id, "note", NULL), ERR);
    ck_assert_int_eq(item_of(&half, 0).approved.won, 48 * MILLION);
    ck_assert_int_eq(item_of(&half, 1).approved.won, 52 * MILLION);
    ck_assert_int_eq(item_of(&half, 0).shifted.won, 12 * MILLION);
    ck_assert_int_eq(free_of(&half), 0);
    /* All moves count together: one more won wants approval, by another person. */
    CHECK_OK(move(&half, 1, &id), ERR);
    CHECK_FAILS(half_step(&half, &desk->officer, id, "note", NULL), CASEWORK_MISSING, ERR);
    CHECK_OK(half_step(&half, &desk->officer, id, "receive", NULL), ERR);
    CHECK_OK(half_step(&half, &desk->officer, id, "approve", NULL), ERR);
    ck_assert_int_eq(item_of(&half, 0).approved.won, 48 * MILLION - 1);
    ck_assert_int_eq(item_of(&half, 0).shifted.won, 12 * MILLION);
    half_close(&half);
}

ON_BOTH(what_is_spent_over_a_cost_item_is_the_firms_own)
{
    struct half half;
    open_with_items(&half, address);
    half_finish(&half);
    struct desk *desk = &half.desk;
    int64_t id = 0;
    ck_assert_int_eq(item_of(&half, 0).spent.won, 60 * MILLION);
    ck_assert_int_eq(item_of(&half, 1).left.won, 0);
    CHECK_OK(half_matter(&half, &desk->owner, "settlement", NULL, &id), ERR);
    join_accountant(&half, id);
    CHECK_OK(half_step(&half, &desk->owner, id, "submit",
                       "{\"lines\":[{\"item\":\"hardware\",\"spent\":70000000},{\"item\":"
                       "\"software\",\"spent\":29000000},{\"item\":\"network\",\"spent\":"
                       "1000000}]}"),
             ERR);
    /* 10 of the hardware and all of the network, which has no line. */
    struct project_settled view = settled(&half, id);
    ck_assert_int_eq(view.recognised.won, 89 * MILLION);
    ck_assert_int_eq(view.returned.won, 11 * MILLION);
    CHECK_FAILS(half_step(&half, &half.accountant, id, "verify",
                          "{\"lines\":[{\"item\":\"hardware\",\"disallowed\":60000001,"
                          "\"reason\":\"증빙 없음\"}]}"),
                PROJECT_COST, ERR);
    half_close(&half);
}

ON_BOTH(what_was_paid_is_recognised_or_returned_to_the_won)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_finish(&half);
    struct desk *desk = &half.desk;
    int64_t id = disallowed(&half);
    struct project_settled view = settled(&half, id);
    ck_assert_int_eq(view.paid.won, 100 * MILLION);
    ck_assert_int_eq(view.spent.won, 104 * MILLION);
    ck_assert_int_eq(view.recognised.won, 90 * MILLION); /* 104 - 2 - 12 */
    ck_assert_int_eq(view.returned.won, 10 * MILLION);
    CHECK_FAILS(half_step(&half, &desk->finance, id, "settle", NULL), CASEWORK_MISSING, ERR);
    check_says(&half, "10,000,000");
    CHECK_OK(half_step(&half, &desk->finance, id, "disallow", NULL), ERR);

    /* Owed back: what government and sponsor had paid of it, 30 percent each; the rest is the
     * firm's own loss. */
    struct project_claims claims = {0};
    CHECK_OK(
        STEP(desk, project_claims(desk->tx, desk->arena, 0, 10, desk->now, &claims, &desk->err)),
        ERR);
    ck_assert_uint_eq(claims.count, 1);
    ck_assert_int_eq(claims.at[0].principal.won, 6 * MILLION);
    ck_assert_int_eq(claims.at[0].owed.won, 6 * MILLION);
    ck_assert_int_eq(claims.at[0].debtor_id, desk->owner.organisation_id);
    half_close(&half);
}

static enum status receive(struct half *half, int64_t matter, int64_t won)
{
    struct desk *desk = &half->desk;
    return STEP(desk,
                project_receive(desk->tx, desk->arena, &desk->finance, matter, (struct money){won},
                                desk_reference(desk), desk->now, &desk->err));
}

static struct project_claim claim_of(struct half *half)
{
    struct desk *desk = &half->desk;
    struct project_claims claims = {0};
    CHECK_OK(
        STEP(desk, project_claims(desk->tx, desk->arena, 0, 10, desk->now, &claims, &desk->err)),
        desk->err);
    ck_assert_uint_eq(claims.count, 1);
    return claims.at[0];
}

ON_BOTH(a_recovery_is_noticed_dunned_and_paid_with_interest)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_finish(&half);
    struct desk *desk = &half.desk;
    CHECK_OK(half_step(&half, &desk->finance, disallowed(&half), "disallow", NULL), ERR);
    int64_t id = half_newest(&half, "recovery");
    ck_assert_str_eq(claim_of(&half).due, "2026-12-24"); /* 30 days from 2026-11-24 */
    CHECK_OK(half_step(&half, &desk->officer, id, "notify", NULL), ERR);
    CHECK_FAILS(half_step(&half, &desk->finance, id, "pay", NULL), CASEWORK_MISSING, ERR);
    CHECK_FAILS(half_step(&half, &desk->finance, id, "dun", NULL), CASEWORK_MISSING, ERR);
    check_says(&half, "F3.63");

    half_days(&half, 40); /* 2027-01-03 */
    ck_assert_int_eq(claim_of(&half).days_overdue, 10);
    CHECK_OK(half_step(&half, &desk->finance, id, "dun", NULL), ERR);
    ck_assert_str_eq(claim_of(&half).due, "2027-01-13"); /* a new term of 10 days */
    ck_assert_int_eq(claim_of(&half).dunnings, 1);
    CHECK_FAILS(half_step(&half, &desk->finance, id, "collect", NULL), CASEWORK_ROLE, ERR);

    CHECK_FAILS(receive(&half, id, 60 * MILLION), LEDGER_OVER_CLAIM, ERR);
    CHECK_OK(receive(&half, id, 2 * MILLION), ERR);
    half_days(&half, 20);
    struct project_claim claim = claim_of(&half);
    ck_assert_int_eq(claim.owed.won, 4 * MILLION + claim.interest.won);
    CHECK_OK(receive(&half, id, MILLION), ERR); /* charges what has run up meanwhile */
    claim = claim_of(&half);
    ck_assert_int_gt(claim.owed.won, 3 * MILLION);
    CHECK_OK(receive(&half, id, claim.owed.won), ERR);
    CHECK_OK(half_step(&half, &desk->finance, id, "pay", NULL), ERR);
    ck_assert_str_eq(half_look(&half, id).state, "paid");
    half_close(&half);
}

ON_BOTH(what_cannot_be_collected_is_written_off_by_a_second_person)
{
    struct half half;
    int64_t id = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_finish(&half);
    struct desk *desk = &half.desk;
    /* No more is asked back than the others had paid: 60 of 100 million. */
    CHECK_OK(half_matter(&half, &desk->officer, "recovery",
                         "{\"amount\":90000000,\"cause\":\"F3.60(3)\"}", &id),
             ERR);
    int64_t more = 0;
    CHECK_FAILS(half_matter(&half, &desk->officer, "recovery",
                            "{\"amount\":20000000,\"cause\":\"F3.60(3)\"}", &more),
                PROJECT_CLAIM, ERR);
    CHECK_OK(half_step(&half, &desk->officer, id, "notify", NULL), ERR);
    half_days(&half, 40);
    CHECK_OK(half_step(&half, &desk->finance, id, "dun", NULL), ERR);
    half_days(&half, 20);
    struct people_caller second = desk->officer;
    second.user_id = desk->finance.user_id;
    CHECK_OK(half_step(&half, &desk->officer, id, "collect", NULL), ERR);
    CHECK_FAILS(half_step(&half, &desk->officer, id, "write_off", NULL), PROGRAMME_TWO_PERSONS,
                ERR);
    CHECK_OK(half_step(&half, &second, id, "write_off", NULL), ERR);
    ck_assert_str_eq(half_look(&half, id).state, "written_off");
    half_close(&half);
}

ON_BOTH(instalments_are_a_plan_of_equal_parts_that_add_up)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_finish(&half);
    struct desk *desk = &half.desk;
    CHECK_OK(half_step(&half, &desk->finance, disallowed(&half), "disallow", NULL), ERR);
    int64_t id = half_newest(&half, "recovery");
    CHECK_OK(half_step(&half, &desk->officer, id, "notify", NULL), ERR);
    CHECK_FAILS(
        half_step(&half, &desk->finance, id, "allow", "{\"count\":1,\"first_on\":\"2027-01-31\"}"),
        PROJECT_CLAIM, ERR);
    CHECK_FAILS(
        half_step(&half, &desk->finance, id, "allow", "{\"count\":7,\"first_on\":\"2026-11-01\"}"),
        PROJECT_TERM, ERR);
    CHECK_OK(
        half_step(&half, &desk->finance, id, "allow", "{\"count\":7,\"first_on\":\"2027-01-31\"}"),
        ERR);
    ck_assert_int_eq(desk_number(desk, "SELECT sum(amount) FROM claim_instalment"), 6 * MILLION);
    ck_assert_int_eq(desk_number(desk,
                                 "SELECT count(*) FROM claim_instalment "
                                 "WHERE due_on IN ('2027-01-31', '2027-02-28', '2027-07-31')"),
                     3);
    half_close(&half);
}

/* ---- results and the end ---- */

ON_BOTH(a_case_closes_when_everything_of_it_has_ended)
{
    struct half half;
    int64_t id = 0, follow_up = 0, settlement = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    half_finish(&half);
    struct desk *desk = &half.desk;
    CHECK_OK(half_matter(&half, &desk->owner, "closing", NULL, &id), ERR);
    CHECK_OK(half_step(&half, &desk->owner, id, "report", NULL), ERR);
    CHECK_FAILS(half_step(&half, &desk->officer, id, "close", NULL), CASEWORK_MISSING, ERR);
    check_says(&half, "the settlement");
    CHECK_OK(half_matter(&half, &desk->owner, "settlement", NULL, &settlement), ERR);
    join_accountant(&half, settlement);
    CHECK_FAILS(half_step(&half, &desk->officer, id, "close", NULL), CASEWORK_MISSING, ERR);
    CHECK_OK(half_step(&half, &desk->owner, settlement, "submit",
                       "{\"lines\":[{\"item\":\"hardware\",\"spent\":100000000}]}"),
             ERR);
    CHECK_OK(half_step(&half, &half.accountant, settlement, "verify", NULL), ERR);
    CHECK_FAILS(half_step(&half, &desk->finance, settlement, "disallow", NULL), CASEWORK_MISSING,
                ERR);
    CHECK_OK(half_step(&half, &desk->finance, settlement, "settle", NULL), ERR);
    CHECK_OK(half_matter(&half, &desk->owner, "follow_up", NULL, &follow_up), ERR);
    CHECK_OK(half_step(&half, &desk->officer, id, "close", NULL), ERR);
    ck_assert_int_ne(half_look(&half, id).closed_at, 0);
    half_close(&half);
}

ON_BOTH(a_typed_result_is_marked)
{
    struct half half;
    int64_t id = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    struct people_caller member = desk->owner;
    member.role = ROLE_ADOPTER_MEMBER;
    CHECK_OK(half_matter(&half, &member, "kpi", NULL, &id), ERR);
    CHECK_FAILS(half_step(&half, &member, id, "baseline",
                          "{\"lines\":[{\"kpi\":\"luck\",\"value_milli\":1}]}"),
                CASEWORK_VALUE, ERR);
    CHECK_OK(half_step(&half, &member, id, "baseline",
                       "{\"lines\":[{\"kpi\":\"output_per_hour\",\"value_milli\":5200}]}"),
             ERR);
    ck_assert_str_eq(half_look(&half, id).state, "frozen");
    CHECK_OK(half_step(&half, &member, id, "type",
                       "{\"lines\":[{\"kpi\":\"output_per_hour\",\"value_milli\":6200}]}"),
             ERR);
    const struct project_kpi measured = {.kpi = "output_per_hour",
                                         .kind = PROJECT_KPI_AFTER,
                                         .value_milli = 6100,
                                         .is_signed = true,
                                         .reference = HALF_HASH,
                                         .at = desk->now};
    CHECK_OK(STEP(desk, project_kpi_record(desk->tx, desk->arena, half.agreement, &measured, 0,
                                           &desk->err)),
             ERR);
    struct project_kpis list = {0};
    CHECK_OK(STEP(desk, project_kpi_list(desk->tx, desk->arena, half.agreement, &list, &desk->err)),
             ERR);
    ck_assert_uint_eq(list.count, 3);
    ck_assert(!list.at[0].is_signed && list.at[1].is_signed && !list.at[2].is_signed);
    ck_assert_int_eq(list.at[2].kind, PROJECT_KPI_BEFORE);
    CHECK_OK(half_step(&half, &desk->officer, id, "verify", NULL), ERR);
    half_close(&half);
}

static struct project_results results(struct half *half, int64_t sponsor, int64_t k)
{
    struct desk *desk = &half->desk;
    struct project_results list = {0};
    CHECK_OK(STEP(desk, project_results(desk->tx, desk->arena, sponsor, k, &list, &desk->err)),
             desk->err);
    return list;
}

ON_BOTH(results_are_means_over_at_least_k_firms_of_ones_own_projects)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    /* the newest of each counts; a typed value before, a signed one after */
    static const struct project_kpi values[] = {
        {.kpi = "output_per_hour", .kind = PROJECT_KPI_BEFORE, .value_milli = 1},
        {.kpi = "output_per_hour", .kind = PROJECT_KPI_BEFORE, .value_milli = 5200},
        {.kpi = "output_per_hour", .kind = PROJECT_KPI_TARGET, .value_milli = 6000},
        {.kpi = "output_per_hour",
         .kind = PROJECT_KPI_AFTER,
         .value_milli = 6100,
         .is_signed = true,
         .reference = HALF_HASH},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        ck_assert_uint_eq(results(&half, 0, 1).count, 0);
        CHECK_OK(STEP(desk, project_kpi_record(desk->tx, desk->arena, half.agreement, &values[i], 0,
                                               &desk->err)),
                 ERR);
    }
    struct project_results list = results(&half, desk->sponsor.organisation_id, 1);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].firms, 1);
    ck_assert_int_eq(list.at[0].before_milli, 5200);
    ck_assert_int_eq(list.at[0].after_milli, 6100);
    ck_assert_int_eq(list.at[0].target_milli, 6000);
    ck_assert_int_eq(list.at[0].is_signed, 1);
    list = results(&half, 0, 2);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].before_milli + list.at[0].after_milli + list.at[0].target_milli, 0);
    ck_assert_int_eq(list.at[0].is_signed, 0);
    ck_assert_uint_eq(results(&half, desk->ministry, 1).count, 0);
    half_close(&half);
}

static struct project_life life_of(struct half *half)
{
    struct desk *desk = &half->desk;
    struct project_life life = {0};
    CHECK_OK(STEP(desk, project_life(desk->tx, desk->arena, half->agreement, desk->now, &life,
                                     &desk->err)),
             desk->err);
    ck_assert_int_eq(life.silence_days, 14);
    return life;
}

ON_BOTH(a_line_that_is_silent_for_two_weeks_opens_a_matter)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    ck_assert_int_eq(life_of(&half).seen_at, 0);
    CHECK_OK(STEP(desk, project_alive(desk->tx, half.agreement, true, desk->now, &desk->err)), ERR);
    half_days(&half, 13);
    tick(&half);
    ck_assert(life_of(&half).is_signed && !life_of(&half).silent);
    ck_assert_int_eq(half_newest(&half, "alive_watch"), 0);
    half_days(&half, 1);
    ck_assert(life_of(&half).silent);
    tick(&half);
    int64_t id = half_newest(&half, "alive_watch");
    ck_assert_int_ne(id, 0);
    struct casework_matter view = half_look(&half, id);
    ck_assert_uint_eq(view.tasks.count, 2);
    tick(&half);
    ck_assert_int_eq(half_newest(&half, "alive_watch"), id); /* one at a time */
    CHECK_OK(half_step(&half, &desk->officer, id, "call", NULL), ERR);
    CHECK_OK(STEP(desk, project_alive(desk->tx, half.agreement, true, desk->now, &desk->err)), ERR);
    tick(&half);
    ck_assert_int_eq(half_newest(&half, "alive_watch"), id);
    half_close(&half);
}

struct server {
    struct half *half;
    struct store *store;
};

static void *one_sweep(void *context)
{
    struct server *server = context;
    struct error err;
    struct arena *arena = arena_new("sweep", 64 << 20);
    struct store_tx *tx = NULL;
    struct project_sweep sweep = {0};
    int64_t done = 0;
    CHECK_OK(store_begin(server->store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(project_clock(tx, arena, 10, server->half->desk.now, &sweep, &done, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    arena_free(arena);
    return NULL;
}

ON_BOTH(five_servers_with_one_clock_open_one_matter_for_a_silent_line)
{
    enum { SERVERS = 5 };
    struct half half;
    struct server servers[SERVERS];
    pthread_t threads[SERVERS];
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    CHECK_OK(STEP(desk, project_alive(desk->tx, half.agreement, true, desk->now, &desk->err)), ERR);
    half_days(&half, 15);
    for (int i = 0; i < SERVERS; i++) {
        servers[i] = (struct server){.half = &half};
        CHECK_OK(store_open(&(struct store_options){.address = address}, &servers[i].store, &ERR),
                 ERR);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, one_sweep, &servers[i]), 0);
    }
    for (int i = 0; i < SERVERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        store_close(servers[i].store);
    }
    ck_assert_int_eq(desk_number(desk, "SELECT count(*) FROM matter WHERE machine = 'alive_watch'"),
                     1);
    half_close(&half);
}

ON_BOTH(each_year_after_the_build_is_asked_about_once_for_as_many_years_as_the_rules_say)
{
    static const char asked[] = "SELECT count(*) FROM matter WHERE machine = 'follow_up'";
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half); /* 2026-11-24: built by 2027-11-24, asked about on 2028-11-24, one year */
    struct desk *desk = &half.desk;
    half_days(&half, 730);
    tick(&half);
    ck_assert_int_eq(desk_number(desk, asked), 0);
    half_days(&half, 1);
    tick(&half);
    tick(&half);
    ck_assert_int_eq(desk_number(desk, asked), 1);
    struct casework_matter view = half_look(&half, half_newest(&half, "follow_up"));
    ck_assert_uint_ge(view.tasks.count, 1);
    half_days(&half, 3 * 365);
    tick(&half);
    ck_assert_int_eq(desk_number(desk, asked), 1);
    half_close(&half);
}

/* Three cases, looked at one by one: each slice is short, and together they miss none. */
ON_BOTH(a_sweep_goes_on_slice_by_slice_until_every_case_was_looked_at_once)
{
    static const char watched[] = "SELECT count(*) FROM matter WHERE machine = 'alive_watch'";
    enum { CASES = 3 };
    struct half half;
    struct project_sweep sweep = {0};
    int slices = 0;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    struct desk *desk = &half.desk;
    for (int i = 0; i < CASES; i++) {
        half_agree(&half);
        CHECK_OK(STEP(desk, project_alive(desk->tx, half.agreement, true, desk->now, &desk->err)),
                 ERR);
    }
    half_days(&half, 731);
    for (; !sweep.ended; slices++) {
        int64_t before = desk_number(desk, watched), done = 0;
        CHECK_OK(STEP(desk, project_clock(desk->tx, desk->arena, 1, desk->now, &sweep, &done,
                                          &desk->err)),
                 ERR);
        ck_assert_int_le(desk_number(desk, watched) - before, 1);
        ck_assert_int_le(done, 2); /* one line, one question */
    }
    ck_assert_int_eq(slices, CASES + 1); /* the last finds nothing more */
    ck_assert_int_eq(desk_number(desk, watched), CASES);
    ck_assert_int_eq(desk_number(desk, "SELECT count(*) FROM matter WHERE machine = 'follow_up'"),
                     CASES);
    half_close(&half);
}

/* ---- R8 ---- */

ON_BOTH(nothing_stalls_when_the_official_is_gone)
{
    struct half half;
    half_open(&half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(&half);
    struct desk *desk = &half.desk;
    CHECK_OK(STEP(desk, store_run(desk->tx, "UPDATE holding SET until_at = $1 WHERE person_id = $2",
                                  STORE_VALUES(v_int(desk->now), v_int(desk->officer.user_id)),
                                  NULL, &desk->err)),
             ERR);
    half_days(&half, 1);
    /* Every open task still has a post or somebody to act, a deputy and a day. */
    ck_assert_int_eq(desk_number(desk, "SELECT count(*) FROM task WHERE done_at IS NULL AND "
                                       "(deputy_post_id IS NULL OR due_at > 250000000000000000)"),
                     0);
    ck_assert_int_gt(desk_number(desk, "SELECT count(*) FROM task WHERE done_at IS NULL"), 0);
    struct casework_tasks unheld = {0};
    const struct casework_query query = {.scope = CASEWORK_UNHELD, .most = 10};
    CHECK_OK(STEP(desk, casework_tasks(desk->tx, desk->arena, &desk->finance, &query, desk->now,
                                       &unheld, &desk->err)),
             ERR);
    ck_assert_uint_ge(unheld.count, 1);
    half_close(&half);
}

BOTH_MAIN_WITHIN(
    "project half", 120, BOTH(a_tranche_opens_only_when_its_proof_is_complete),
    BOTH(the_bundle_of_a_tranche_lists_each_proof_with_the_hashes_of_its_papers),
    BOTH(a_proof_that_is_not_enough_says_why_and_who_can_bring_it),
    BOTH(a_start_report_wants_a_valid_guarantee_and_a_design_within_its_term),
    BOTH(each_illegal_change_is_refused_with_its_article),
    BOTH(a_build_is_prolonged_once_by_three_months_at_most_and_not_in_the_last_month),
    BOTH(an_objection_is_heard_within_fourteen_days_once),
    BOTH(an_objection_is_heard_within_seven_working_days_where_the_rules_say_so),
    BOTH(up_to_a_fifth_of_a_cost_item_moves_without_approval_and_more_of_it_only_with),
    BOTH(what_is_spent_over_a_cost_item_is_the_firms_own),
    BOTH(what_was_paid_is_recognised_or_returned_to_the_won),
    BOTH(a_recovery_is_noticed_dunned_and_paid_with_interest),
    BOTH(what_cannot_be_collected_is_written_off_by_a_second_person),
    BOTH(instalments_are_a_plan_of_equal_parts_that_add_up),
    BOTH(a_case_closes_when_everything_of_it_has_ended), BOTH(a_typed_result_is_marked),
    BOTH(results_are_means_over_at_least_k_firms_of_ones_own_projects),
    BOTH(a_line_that_is_silent_for_two_weeks_opens_a_matter),
    BOTH(five_servers_with_one_clock_open_one_matter_for_a_silent_line),
    BOTH(each_year_after_the_build_is_asked_about_once_for_as_many_years_as_the_rules_say),
    BOTH(a_sweep_goes_on_slice_by_slice_until_every_case_was_looked_at_once),
    BOTH(nothing_stalls_when_the_official_is_gone))
