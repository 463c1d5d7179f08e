/* Seats, ties, sheets, rankings, profile and prices with a store under them. */
#include <string.h>

#include "kit/text.h"
#include "programme/test/desk.h"
#include "selection/selection.h"
#include "support/postgres.h"
#include "support/seat.h"

#define CASE_RULES     "tests/stories/files/case-rules.json"
#define CASE_PROGRAMME "case-2025"
#define ANSWERS(a, b, c)                                                                           \
    "{\"answers\":[{\"item\":\"capability\",\"grade\":\"" a "\"},"                                 \
    "{\"item\":\"need\",\"grade\":\"" b "\"},{\"item\":\"goals\",\"grade\":\"" c "\"}],"           \
    "\"opinion\":\"현장을 보았습니다\"}"

enum { PANEL = 5 };

struct bench {
    struct desk desk;
    struct people_caller reviewers[PANEL], mentor;
    int64_t application;
};

static struct people_caller person(struct desk *desk, const char *firm, enum people_kind kind,
                                   enum people_role role, const char *login)
{
    struct people_organisation wanted = {.name = firm, .kind = kind};
    struct seat seat = {.kind = kind, .role = role, .post = "위원", .login = login};
    CHECK_OK(STEP(desk, people_organisation_add(desk->tx, &wanted, desk->now, &seat.organisation_id,
                                                &desk->err)),
             desk->err);
    struct people_caller caller = seat_taken(desk->people, desk->arena, &seat, desk->now);
    caller.step_up_until = INT64_MAX;
    return caller;
}

static int64_t submitted(struct bench *bench, int64_t won)
{
    int64_t id = 0;
    struct programme_draft draft = desk_draft(&bench->desk, won);
    draft.programme = CASE_PROGRAMME;
    CHECK_OK(desk_apply(&bench->desk, &draft, &id), bench->desk.err);
    CHECK_OK(desk_decide(&bench->desk, id, "submit"), bench->desk.err);
    return id;
}

static void bench_open(struct bench *bench, const char *address)
{
    struct desk *desk = &bench->desk;
    int64_t id = 0;
    *bench = (struct bench){0};
    desk_open(desk, address);
    desk->unaudited = true;
    CHECK_OK(desk_publish(desk, desk_file(desk, CASE_RULES), &id), desk->err);
    for (int i = 0; i < PANEL; i++)
        bench->reviewers[i] = person(desk, arena_format(desk->arena, "평가단 %d", i), KIND_REVIEWER,
                                     ROLE_REVIEWER, arena_format(desk->arena, "reviewer%d", i));
    bench->mentor = person(desk, "멘토단", KIND_MENTOR, ROLE_MENTOR, "mentor");
    bench->application = submitted(bench, 100000000);
}

static struct casework_procedure procedure_of(struct desk *desk)
{
    struct programme_rules *rules = arena_alloc(desk->arena, sizeof *rules);
    CHECK_OK(programme_rules(desk->tx, desk->arena, CASE_PROGRAMME, rules, &desk->err), desk->err);
    return (struct casework_procedure){.rule_id = rules->id,
                                       .rules = &rules->document,
                                       .hooks = &selection_hooks,
                                       .hooks_count = 1};
}

static enum status give_in(struct desk *desk, int64_t application, const char *review,
                           int64_t person_id, int64_t *ret_matter)
{
    struct casework_procedure procedure = procedure_of(desk);
    return selection_seat_give(desk->tx, desk->arena, &procedure, &desk->officer, application,
                               review, person_id, desk->now + 14 * TIME_DAY, desk->now, ret_matter,
                               &desk->err);
}

static enum status give(struct bench *bench, const char *review, int64_t person_id,
                        int64_t *ret_matter)
{
    return STEP(&bench->desk,
                give_in(&bench->desk, bench->application, review, person_id, ret_matter));
}

static enum status step_in(struct desk *desk, const struct people_caller *caller, int64_t matter,
                           const char *step, const char *values)
{
    struct casework_procedure procedure = procedure_of(desk);
    struct casework_input input = {.values = values == NULL ? NULL : json_loads(values, 0, NULL)};
    enum status st = casework_step(desk->tx, desk->arena, &procedure, caller, matter, step, &input,
                                   desk->now, &desk->err);
    json_decref(input.values);
    return st;
}

static enum status step(struct bench *bench, const struct people_caller *caller, int64_t matter,
                        const char *name, const char *values)
{
    return STEP(&bench->desk, step_in(&bench->desk, caller, matter, name, values));
}

/* A post that the person held there once. */
static enum status worked_in(struct desk *desk, int64_t organisation, int64_t person_id)
{
    int64_t post = 0;
    enum status st = store_number(
        desk->tx,
        "INSERT INTO post (organisation_id, title, role, created_at) VALUES ($1, $2, $3, 1)"
        " RETURNING id",
        STORE_VALUES(v_int(organisation), v_text("옛 자리"), v_text("adopter_member")), &post,
        &desk->err);
    if (st == STATUS_OK)
        st = store_run(desk->tx,
                       "INSERT INTO holding (post_id, person_id, from_at, until_at)"
                       " VALUES ($1, $2, 1, 2)",
                       STORE_VALUES(v_int(post), v_int(person_id)), NULL, &desk->err);
    return st;
}

ON_BOTH(a_reviewer_from_the_applicant_cannot_be_seated)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    int64_t matter = 0;
    CHECK_FAILS(give(&bench, "technical", desk->owner.user_id, &matter), SELECTION_TIE, desk->err);
    ck_assert(text_starts(desk->err.text, selection_tie_info(TIE_SAME_FIRM)->en));
    CHECK_OK(STEP(desk, worked_in(desk, desk->owner.organisation_id, bench.reviewers[0].user_id)),
             desk->err);
    CHECK_FAILS(give(&bench, "technical", bench.reviewers[0].user_id, &matter), SELECTION_TIE,
                desk->err);
    ck_assert(text_starts(desk->err.text, selection_tie_info(TIE_PAST_EMPLOYMENT)->en));
    CHECK_OK(STEP(desk, selection_declare(desk->tx, bench.reviewers[1].user_id,
                                          desk->owner.organisation_id, "interest", "처남의 회사",
                                          desk->officer.user_id, desk->now, &desk->err)),
             desk->err);
    CHECK_FAILS(give(&bench, "technical", bench.reviewers[1].user_id, &matter), SELECTION_TIE,
                desk->err);
    CHECK_FAILS(give(&bench, "technical", desk->officer.user_id, &matter), SELECTION_POST,
                desk->err);
    CHECK_FAILS(give(&bench, "taste", bench.reviewers[2].user_id, &matter), SELECTION_REVIEW,
                desk->err);
    CHECK_OK(give(&bench, "technical", bench.reviewers[2].user_id, &matter), desk->err);
    CHECK_FAILS(give(&bench, "technical", bench.reviewers[2].user_id, &matter), SELECTION_POST,
                desk->err);
    desk_close(desk);
}

static struct selection_costs one_row(struct desk *desk, int64_t supplier, int64_t won)
{
    struct selection_costs sheet = {0};
    *list_add(desk->arena, &sheet) = (struct selection_cost){
        .item = "network",
        .supplier_id = supplier,
        .name = "스위치",
        .model = "SW 24",
        .spec = "24포트",
        .unit_price = money_won(won),
        .amount = money_won(won),
        .quantity = 1,
        .sha256 = "",
    };
    return sheet;
}

ON_BOTH(who_belongs_to_the_supplier_of_the_cost_sheet_cannot_be_seated)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct selection_costs sheet = one_row(desk, bench.reviewers[0].organisation_id, 100000000);
    struct selection_findings findings = {0};
    struct selection_supplier record = {0};
    int64_t matter = 0;
    CHECK_OK(STEP(desk, selection_costs_keep(desk->tx, desk->arena, bench.application, &sheet,
                                             &findings, &desk->err)),
             desk->err);
    ck_assert_uint_eq(findings.count, 0);
    CHECK_FAILS(give(&bench, "technical", bench.reviewers[0].user_id, &matter), SELECTION_TIE,
                desk->err);
    ck_assert(text_starts(desk->err.text, selection_tie_info(TIE_SUPPLIER)->en));
    CHECK_OK(STEP(desk, selection_supplier(desk->tx, bench.reviewers[0].organisation_id, &record,
                                           &desk->err)),
             desk->err);
    ck_assert_int_eq(record.applications, 1);
    ck_assert_int_eq(record.open_projects, 0);
    desk_close(desk);
}

/* Visited, reported and confirmed by the mentor. */
static int64_t visit(struct bench *bench, const char *values)
{
    int64_t matter = 0;
    CHECK_OK(give(bench, "site", bench->mentor.user_id, &matter), bench->desk.err);
    CHECK_OK(step(bench, &bench->desk.officer, matter, "schedule", "{\"visit_on\":\"2026-12-01\"}"),
             bench->desk.err);
    CHECK_OK(step(bench, &bench->mentor, matter, "report", values), bench->desk.err);
    CHECK_OK(step(bench, &bench->desk.officer, matter, "confirm", NULL), bench->desk.err);
    return matter;
}

ON_BOTH(a_mentor_who_visited_is_named_in_the_minutes)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct selection_ties ties = {0};
    struct selection_seats seats = {0};
    (void)visit(&bench, ANSWERS("best", "best", "best"));
    CHECK_OK(STEP(desk, selection_gate(desk->tx, desk->arena, bench.application,
                                       bench.mentor.user_id, &ties, &desk->err)),
             desk->err);
    ck_assert(ties.has[TIE_VISITED] && !ties.barred);
    bench.application = submitted(&bench, 90000000); /* the same firm again */
    (void)visit(&bench, ANSWERS("best", "best", "best"));
    CHECK_OK(STEP(desk, selection_seat_list(desk->tx, desk->arena, bench.application, &seats,
                                            &desk->err)),
             desk->err);
    ck_assert_uint_eq(seats.count, 1);
    ck_assert_uint_eq(seats.at[0].minutes.count, 1);
    ck_assert_str_eq(seats.at[0].minutes.at[0], "visited");
    ck_assert_str_eq(seats.at[0].state, "confirmed");
    desk_close(desk);
}

ON_BOTH(only_who_was_given_the_seat_scores_and_only_in_its_time)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct people_caller colleague = bench.reviewers[1];
    int64_t matter = 0, first = bench.reviewers[0].user_id;
    bool seated = false;
    colleague.organisation_id = bench.reviewers[0].organisation_id;
    CHECK_OK(give(&bench, "technical", first, &matter), desk->err);
    CHECK_FAILS(step(&bench, &colleague, matter, "declare", NULL), SELECTION_SEAT, desk->err);
    CHECK_OK(step(&bench, &bench.reviewers[0], matter, "declare", NULL), desk->err);
    CHECK_FAILS(
        step(&bench, &bench.reviewers[0], matter, "score", ANSWERS("best", "superb", "good")),
        SELECTION_SHEET_WRONG, desk->err);
    CHECK_OK(STEP(desk, selection_seated(desk->tx, bench.application, first, desk->now, &seated,
                                         &desk->err)),
             desk->err);
    ck_assert(seated);
    desk->now += 15 * TIME_DAY;
    CHECK_FAILS(step(&bench, &bench.reviewers[0], matter, "score", ANSWERS("best", "good", "good")),
                SELECTION_LATE, desk->err);
    CHECK_OK(STEP(desk, selection_seated(desk->tx, bench.application, first, desk->now, &seated,
                                         &desk->err)),
             desk->err);
    ck_assert(!seated);
    desk_close(desk);
}

static enum status draft_in(struct desk *desk, const struct people_caller *caller, int64_t matter,
                            const char *item, const char *grade)
{
    struct programme_rules *rules = arena_alloc(desk->arena, sizeof *rules);
    struct selection_sheet *sheet = arena_alloc(desk->arena, sizeof *sheet);
    enum status st = programme_rules(desk->tx, desk->arena, CASE_PROGRAMME, rules, &desk->err);
    *sheet = (struct selection_sheet){.answers = {{item, grade}}, .answer_count = 1};
    return st == STATUS_OK ? selection_draft(desk->tx, desk->arena, &rules->document, caller,
                                             matter, sheet, "아직 쓰는 중", desk->now, &desk->err)
                           : st;
}

static enum status form_in(struct desk *desk, int64_t matter, struct selection_form *ret_form)
{
    struct programme_rules *rules = arena_alloc(desk->arena, sizeof *rules);
    enum status st = programme_rules(desk->tx, desk->arena, CASE_PROGRAMME, rules, &desk->err);
    return st == STATUS_OK ? selection_form(desk->tx, desk->arena, &rules->document, matter,
                                            ret_form, &desk->err)
                           : st;
}

ON_BOTH(an_unfinished_sheet_is_kept_and_counts_nothing)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct people_caller *first = &bench.reviewers[0];
    struct selection_form *form = arena_alloc(desk->arena, sizeof *form);
    struct selection_paper paper = {0};
    struct selection_own_seats seats = {0};
    int64_t matter = 0;
    CHECK_OK(give(&bench, "technical", first->user_id, &matter), desk->err);
    CHECK_OK(STEP(desk, selection_own_seats(desk->tx, desk->arena, first->user_id, desk->now,
                                            &seats, &desk->err)),
             desk->err);
    ck_assert_uint_eq(seats.count, 1);
    ck_assert_int_eq(seats.at[0].matter_id, matter);
    CHECK_FAILS(STEP(desk, draft_in(desk, first, matter, "need", "good")), SELECTION_HANDED_IN,
                desk->err);
    CHECK_OK(step(&bench, first, matter, "declare", NULL), desk->err);
    CHECK_FAILS(STEP(desk, draft_in(desk, &bench.reviewers[1], matter, "need", "good")),
                SELECTION_SEAT, desk->err);
    CHECK_FAILS(STEP(desk, draft_in(desk, first, matter, "need", "superb")), SELECTION_SHEET_WRONG,
                desk->err);
    CHECK_OK(STEP(desk, draft_in(desk, first, matter, "need", "good")), desk->err);
    CHECK_OK(STEP(desk, form_in(desk, matter, form)), desk->err);
    ck_assert(form->writable);
    ck_assert_str_eq(form->opinion, "아직 쓰는 중");
    ck_assert_uint_eq(form->filled.answer_count, 1);
    ck_assert_str_eq(form->filled.answers[0].grade, "good");
    CHECK_OK(
        STEP(desk, selection_paper(desk->tx, desk->arena, bench.application, &paper, &desk->err)),
        desk->err);
    ck_assert_uint_eq(paper.sheet_count, 1);
    ck_assert_int_eq(paper.sheets[0].signed_at, 0);
    CHECK_OK(step(&bench, first, matter, "score", ANSWERS("best", "good", "good")), desk->err);
    CHECK_FAILS(STEP(desk, draft_in(desk, first, matter, "need", "worst")), SELECTION_HANDED_IN,
                desk->err);
    CHECK_OK(step(&bench, first, matter, "sign", NULL), desk->err);
    desk_close(desk);
}

static void score(struct bench *bench, size_t reviewer, const char *values)
{
    int64_t matter = 0;
    const struct people_caller *caller = &bench->reviewers[reviewer];
    CHECK_OK(give(bench, "technical", caller->user_id, &matter), bench->desk.err);
    CHECK_OK(step(bench, caller, matter, "declare", NULL), bench->desk.err);
    CHECK_OK(step(bench, caller, matter, "score", values), bench->desk.err);
    CHECK_OK(step(bench, caller, matter, "sign", NULL), bench->desk.err);
}

static enum status recompute_in(struct desk *desk, bool fix, struct selection_fixed *ret_fixed)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules(desk->tx, desk->arena, CASE_PROGRAMME, &rules, &desk->err);
    if (st != STATUS_OK)
        return st;
    return fix ? selection_fix(desk->tx, desk->arena, &desk->officer, &rules, desk->now, ret_fixed,
                               &desk->err)
               : selection_recompute(desk->tx, desk->arena, &rules, ret_fixed, &desk->err);
}

ON_BOTH(a_ranking_is_made_again_bit_for_bit_from_the_stored_sheets)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct selection_fixed fixed = {0};
    struct selection_paper paper = {0};
    struct selection_score result = {0};
    struct programme_rules rules = {0};
    CHECK_FAILS(STEP(desk, recompute_in(desk, false, &fixed)), SELECTION_NOT_RANKED, desk->err);
    struct people_caller second = person(desk, "멘토단 2", KIND_MENTOR, ROLE_MENTOR, "mentor2");
    struct people_caller first = bench.mentor;
    (void)visit(&bench, "{\"bonus\":\"root\",\"answers\":[{\"item\":\"capability\",\"grade\":"
                        "\"best\"},{\"item\":\"need\",\"grade\":\"best\"},{\"item\":\"goals\","
                        "\"grade\":\"best\"}],\"opinion\":\"좋음\"}");
    bench.mentor = second;
    (void)visit(&bench, ANSWERS("good", "good", "good"));
    bench.mentor = first;
    score(&bench, 0, ANSWERS("best", "best", "best"));
    score(&bench, 1, ANSWERS("good", "good", "good"));
    score(&bench, 2, ANSWERS("good", "good", "good"));
    score(&bench, 3, ANSWERS("fair", "fair", "fair"));
    score(&bench, 4, ANSWERS("worst", "worst", "worst"));
    CHECK_OK(
        STEP(desk, selection_paper(desk->tx, desk->arena, bench.application, &paper, &desk->err)),
        desk->err);
    CHECK_OK(STEP(desk, programme_rules(desk->tx, desk->arena, CASE_PROGRAMME, &rules, &desk->err)),
             desk->err);
    CHECK_OK(selection_score(desk->arena, &rules.document, &paper, &result, &desk->err), desk->err);
    ck_assert(result.complete);
    ck_assert_str_eq(selection_text(desk->arena, result.total), "83.000"); /* 36 + 44 + 3 */
    CHECK_OK(STEP(desk, recompute_in(desk, true, &fixed)), desk->err);
    CHECK_OK(STEP(desk, recompute_in(desk, false, &fixed)), desk->err);
    ck_assert(fixed.same);
    /* A grade changed behind the program's back shows. */
    CHECK_OK(STEP(desk,
                  store_run(desk->tx, "UPDATE score_answer SET grade = 'best' WHERE grade = 'fair'",
                            STORE_NONE, NULL, &desk->err)),
             desk->err);
    CHECK_OK(STEP(desk, recompute_in(desk, false, &fixed)), desk->err);
    ck_assert(!fixed.same);
    desk_close(desk);
}

static enum status judge_in(struct desk *desk, struct rules_judgement *judgement)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules(desk->tx, desk->arena, CASE_PROGRAMME, &rules, &desk->err);
    return st == STATUS_OK ? selection_eligible(desk->tx, desk->arena, &rules.document,
                                                desk->owner.organisation_id, judgement, &desk->err)
                           : st;
}

static enum status tell(struct desk *desk, const char *fact, int64_t number, const char *word)
{
    const struct rules_value value = {fact, number, word};
    return STEP(desk, selection_tell(desk->tx, desk->owner.organisation_id, desk->owner.user_id,
                                     &value, desk->now, &desk->err));
}

ON_BOTH(what_a_firm_has_told_once_is_judged_by_any_rules_each_ground_with_its_article)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct rules_judgement judgement = {0};
    static const char *const no[] = {"tax_arrears", "bad_credit", "excluded_trade", "harmful_goods",
                                     "participation_ban"};
    CHECK_OK(STEP(desk, judge_in(desk, &judgement)), desk->err);
    ck_assert_int_eq(judgement.eligible, RULES_UNKNOWN);
    CHECK_OK(tell(desk, "manufacturer", 1, NULL), desk->err);
    CHECK_OK(tell(desk, "domestic", 1, NULL), desk->err);
    CHECK_OK(tell(desk, "firm_size", 0, "small"), desk->err);
    CHECK_OK(tell(desk, "business_state", 0, "active"), desk->err);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        CHECK_OK(tell(desk, no[i], 0, NULL), desk->err);
    CHECK_OK(tell(desk, "root_industry", 1, NULL), desk->err);
    CHECK_OK(STEP(desk, judge_in(desk, &judgement)), desk->err);
    ck_assert_int_eq(judgement.eligible, RULES_YES);
    ck_assert_int_eq(judgement.bonus_milli, 3000);
    CHECK_OK(tell(desk, "tax_arrears", 1, NULL), desk->err);
    CHECK_OK(STEP(desk, judge_in(desk, &judgement)), desk->err);
    ck_assert_int_eq(judgement.eligible, RULES_NO);
    ck_assert_str_eq(judgement.grounds[0].condition->id, "arrears");
    ck_assert(text_starts(judgement.grounds[0].condition->basis, "F2.31"));
    CHECK_FAILS(tell(desk, "shoe_size", 42, NULL), RULES_FACT, desk->err);
    CHECK_FAILS(tell(desk, "firm_size", 0, "huge"), RULES_FACT, desk->err);
    desk_close(desk);
}

ON_BOTH(an_inflated_line_stands_out_beside_the_lines_of_earlier_applications)
{
    struct bench bench;
    bench_open(&bench, address);
    struct desk *desk = &bench.desk;
    struct selection_findings findings = {0};
    struct selection_prices prices = {0};
    for (int64_t won = 1000000; won <= 4000000; won += 1000000) {
        struct selection_costs sheet = one_row(desk, 0, won);
        sheet.at[0].model = "sw  24"; /* the same, written in another way */
        CHECK_OK(STEP(desk, selection_costs_keep(desk->tx, desk->arena, bench.application, &sheet,
                                                 &findings, &desk->err)),
                 desk->err);
        ck_assert_uint_eq(findings.count, 1); /* not the total, and kept all the same */
        bench.application = submitted(&bench, 100000000);
    }
    struct selection_costs sheet = one_row(desk, 0, 9000000);
    CHECK_OK(STEP(desk, selection_costs_keep(desk->tx, desk->arena, bench.application, &sheet,
                                             &findings, &desk->err)),
             desk->err);
    CHECK_OK(
        STEP(desk, selection_prices(desk->tx, desk->arena, bench.application, &prices, &desk->err)),
        desk->err);
    ck_assert_uint_eq(prices.count, 1);
    ck_assert_int_eq(prices.at[0].earlier, 4);
    ck_assert_int_eq(prices.at[0].percentile_bp, 10000);
    ck_assert_int_eq(prices.at[0].median.won, 2000000);
    desk_close(desk);
}

BOTH_MAIN("selection case", BOTH(a_reviewer_from_the_applicant_cannot_be_seated),
          BOTH(who_belongs_to_the_supplier_of_the_cost_sheet_cannot_be_seated),
          BOTH(a_mentor_who_visited_is_named_in_the_minutes),
          BOTH(an_unfinished_sheet_is_kept_and_counts_nothing),
          BOTH(only_who_was_given_the_seat_scores_and_only_in_its_time),
          BOTH(a_ranking_is_made_again_bit_for_bit_from_the_stored_sheets),
          BOTH(what_a_firm_has_told_once_is_judged_by_any_rules_each_ground_with_its_article),
          BOTH(an_inflated_line_stands_out_beside_the_lines_of_earlier_applications))
