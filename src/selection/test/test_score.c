/* From sheets to ranks: exact, in the open, the same however it comes in. */
#include <string.h>

#include "kit/random.h"
#include "kit/text.h"
#include "selection/test/load.h"

__extension__ typedef __int128 wide;

enum { SITE = 2, PANEL = 5, SHEETS = SITE + PANEL };

/* Seven sheets in their order, two of the visit and five of the panel. */
static struct selection_paper paper_of(struct arena *arena, const struct rules_document *rules,
                                       const char *const grades[SHEETS])
{
    struct selection_paper paper = {.application_id = 1, .number = "A-1", .region = "경남"};
    paper.sheets = arena_array(arena, SHEETS, sizeof *paper.sheets);
    for (; paper.sheet_count < SHEETS; paper.sheet_count++)
        paper.sheets[paper.sheet_count] =
            load_sheet(rules, paper.sheet_count < SITE ? "site" : "technical",
                       (int64_t)paper.sheet_count + 1, grades[paper.sheet_count]);
    return paper;
}

static struct selection_number line_value(const struct selection_score *score,
                                          enum selection_kind kind, const char *id)
{
    for (size_t i = 0; i < score->lines.count; i++)
        if (score->lines.at[i].kind == kind && text_same(score->lines.at[i].id, id))
            return score->lines.at[i].value;
    ck_abort_msg("no line %s", id);
    return (struct selection_number){0};
}

static void check_number(struct selection_number number, int64_t top, int64_t bottom)
{
    ck_assert_int_eq(selection_compare(number, (struct selection_number){top, bottom}), 0);
}

/* Worked by hand: the panel gives 100, 80, 80, 60, 20; without the ends 220 / 3. */
static const char *const by_hand[SHEETS] = {"AAA", "BBB", "AAA", "BBB", "BBB", "CCC", "EEE"};

START_TEST(the_highest_and_the_lowest_sheet_are_left_out_before_the_mean)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct selection_paper paper = paper_of(arena, &rules, by_hand);
    struct selection_score score = {0};
    struct error err;
    CHECK_OK(selection_score(arena, &rules, &paper, &score, &err), err);
    check_number(line_value(&score, SELECTION_MEAN, "site"), 90000, 1);
    check_number(line_value(&score, SELECTION_MEAN, "technical"), 220000, 3);
    check_number(line_value(&score, SELECTION_RATIO, "technical"), 44000, 1);
    check_number(score.total, 80000, 1);
    ck_assert_str_eq(selection_text(arena, line_value(&score, SELECTION_MEAN, "technical")),
                     "73.333");
    ck_assert_int_eq(score.passes, RULES_YES);
    size_t left_out = 0;
    for (size_t i = 0; i < score.lines.count; i++)
        left_out += score.lines.at[i].kind == SELECTION_SHEET && score.lines.at[i].left_out;
    ck_assert_uint_eq(left_out, 2);
}
END_TEST

START_TEST(every_number_of_a_score_names_its_rule_and_its_signer)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct selection_paper paper = paper_of(arena, &rules, by_hand);
    struct selection_mark mark = {"root", "김확인"};
    struct selection_score score = {0};
    struct error err;
    paper.marks = &mark;
    paper.mark_count = 1;
    CHECK_OK(selection_score(arena, &rules, &paper, &score, &err), err);
    ck_assert_uint_gt(score.lines.count, SHEETS * 3);
    for (size_t i = 0; i < score.lines.count; i++) {
        const struct selection_line *line = &score.lines.at[i];
        ck_assert(line->basis != NULL && *line->basis != '\0');
        if (line->kind == SELECTION_ANSWER || line->kind == SELECTION_SHEET ||
            line->kind == SELECTION_BONUS)
            ck_assert_ptr_nonnull(line->signer);
    }
}
END_TEST

/* The sum of a sheet in 1/10000 of a thousandth, by another way than the program's. */
static int64_t sheet_oracle(const char *grades)
{
    static const int64_t weights[] = {3000, 4000, 3000};
    int64_t sum = 0;
    for (size_t i = 0; i < 3; i++)
        sum += weights[i] * (100 - 20 * (grades[i] - 'A')) * 1000;
    return sum;
}

START_TEST(a_total_is_what_an_independent_sum_says)
{
    FOR_ALL(seed, 300) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
        struct rules_document rules = load_rules(arena, LOAD_RULES);
        struct random_stream stream = random_stream(seed, "sheets");
        const char *grades[SHEETS];
        int64_t site = 0, panel = 0, highest = 0, lowest = INT64_MAX;
        for (size_t i = 0; i < SHEETS; i++) {
            char *letters = arena_text(arena, "AAA");
            for (size_t j = 0; j < 3; j++)
                letters[j] = (char)('A' + random_below(&stream, 5));
            grades[i] = letters;
            int64_t sum = sheet_oracle(letters);
            if (i < SITE) {
                site += sum;
                continue;
            }
            panel += sum;
            highest = sum > highest ? sum : highest;
            lowest = sum < lowest ? sum : lowest;
        }
        struct selection_paper paper = paper_of(arena, &rules, grades);
        struct selection_score score = {0};
        struct error err;
        CHECK_OK(selection_score(arena, &rules, &paper, &score, &err), err);
        /* 0.4 x site / 2 + 0.6 x (panel - ends) / 3, over 6 x 10 x 10000 */
        wide top = (wide)3 * 4 * site + (wide)2 * 6 * (panel - highest - lowest);
        ck_assert((wide)score.total.top * 600000 == top * score.total.bottom);
        ck_assert_int_eq(score.passes == RULES_YES,
                         panel - highest - lowest >= INT64_C(3) * 70000 * 10000);
    }
}
END_TEST

static void shuffle(struct random_stream *stream, struct selection_row *rows, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)random_below(stream, i);
        struct selection_row row = rows[i - 1];
        rows[i - 1] = rows[other];
        rows[other] = row;
        for (size_t j = 0; j + 1 < row.paper.sheet_count; j++) {
            struct selection_sheet sheet = row.paper.sheets[j];
            row.paper.sheets[j] = row.paper.sheets[j + 1];
            row.paper.sheets[j + 1] = sheet;
        }
    }
}

START_TEST(the_order_of_the_sheets_changes_nothing_and_equal_scores_share_a_rank)
{
    enum { FIRMS = 12 };
    FOR_ALL(seed, 40) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 128 << 20);
        struct rules_document rules = load_rules(arena, LOAD_RULES);
        struct random_stream stream = random_stream(seed, "firms");
        static const char *const some[] = {"AAA", "BBB", "BAB", "CCC", "ABC"};
        static const char *const regions[] = {"경남", "충남", "인천"};
        struct selection_row rows[FIRMS] = {0};
        struct selection_ranking ranking = {rows, FIRMS};
        struct error err;
        for (size_t i = 0; i < FIRMS; i++) {
            const char *grades[SHEETS];
            for (size_t j = 0; j < SHEETS; j++)
                grades[j] = some[random_below(&stream, 5)];
            rows[i].paper = paper_of(arena, &rules, grades);
            rows[i].paper.application_id = (int64_t)i + 1;
            rows[i].paper.number = arena_format(arena, "A-%zu", i);
            rows[i].paper.region = regions[random_below(&stream, 3)];
        }
        CHECK_OK(selection_rank(arena, &rules, &ranking, &err), err);
        const char *first = selection_document(arena, &rules, &ranking);
        for (size_t i = 0; i + 1 < FIRMS; i++) {
            if (rows[i + 1].rank == 0)
                continue;
            int order = selection_compare(rows[i].score.total, rows[i + 1].score.total);
            ck_assert_int_ge(order, 0);
            ck_assert_int_eq(rows[i + 1].rank, order == 0 ? rows[i].rank : (int64_t)i + 2);
        }
        shuffle(&stream, rows, FIRMS);
        CHECK_OK(selection_rank(arena, &rules, &ranking, &err), err);
        ck_assert_str_eq(selection_document(arena, &rules, &ranking), first);
    }
}
END_TEST

START_TEST(a_group_of_bonus_points_never_gives_more_than_its_ceiling)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct rules_bonus_group group = rules.bonus_groups[0];
    struct selection_paper paper = paper_of(arena, &rules, by_hand);
    struct selection_mark marks[] = {{"root", "김확인"}, {"depopulating", "김확인"}};
    struct selection_score score = {0};
    struct error err;
    group.max_milli = 5000; /* two of 3 points each */
    rules.bonus_groups = &group;
    rules.bonus_group_count = 1;
    paper.marks = marks;
    paper.mark_count = 2;
    CHECK_OK(selection_score(arena, &rules, &paper, &score, &err), err);
    check_number(line_value(&score, SELECTION_GROUP, "bonus"), 5000, 1);
    check_number(score.total, 85000, 1);
    marks[1].id = "tall";
    CHECK_FAILS(selection_score(arena, &rules, &paper, &score, &err), SELECTION_BONUS_WRONG, err);
}
END_TEST

START_TEST(a_score_that_rests_on_a_value_nobody_has_set_is_refused_naming_it)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct selection_paper paper = paper_of(arena, &rules, by_hand);
    struct rules_review *reviews =
        arena_copy(arena, rules.reviews, rules.review_count * sizeof *rules.reviews);
    struct selection_score score = {0};
    struct error err;
    paper.job_signer = "김일자"; /* these rules have no job score */
    CHECK_FAILS(selection_score(arena, &rules, &paper, &score, &err), RULES_UNSET_VALUE, err);
    ck_assert_str_eq(err.place, "/terms/job_score_max");
    paper.job_signer = NULL;
    reviews[1].weight_bp = RULES_UNSET;
    rules.reviews = reviews;
    CHECK_FAILS(selection_score(arena, &rules, &paper, &score, &err), RULES_UNSET_VALUE, err);
    ck_assert_str_eq(err.place, "technical");
}
END_TEST

START_TEST(the_job_score_is_cut_at_what_the_rules_give)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    const struct rules_term term = {.id = "job_score_max",
                                    .ko = "일자리",
                                    .en = "jobs",
                                    .value = 4000,
                                    .unit = "point_milli",
                                    .basis = "test"};
    struct selection_paper paper = paper_of(arena, &rules, by_hand);
    struct selection_score score = {0};
    struct error err;
    rules.terms = &term;
    rules.term_count = 1;
    paper.job_signer = "김일자";
    paper.job_quality_milli = 1500;
    paper.job_quantity_milli = 2000;
    CHECK_OK(selection_score(arena, &rules, &paper, &score, &err), err);
    check_number(score.total, 83500, 1);
    paper.job_quantity_milli = 9000;
    CHECK_OK(selection_score(arena, &rules, &paper, &score, &err), err);
    check_number(score.total, 84000, 1);
}
END_TEST

START_TEST(who_lacks_a_sheet_or_misses_the_line_has_no_rank_and_the_reason_stands_there)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    static const char *const weak[SHEETS] = {"AAA", "AAA", "CCC", "CCC", "CCC", "CCC", "CCC"};
    struct selection_row rows[3] = {0};
    struct selection_ranking ranking = {rows, 3};
    struct error err;
    rows[0].paper = paper_of(arena, &rules, weak);
    rows[1].paper = paper_of(arena, &rules, by_hand);
    rows[1].paper.application_id = 2;
    rows[1].paper.sheets[3].signed_at = 0; /* filled in, not signed */
    rows[2].paper = paper_of(arena, &rules, by_hand);
    rows[2].paper.application_id = 3;
    CHECK_OK(selection_rank(arena, &rules, &ranking, &err), err);
    ck_assert_int_eq(rows[0].paper.application_id, 3);
    ck_assert_int_eq(rows[0].rank, 1);
    ck_assert_int_eq(rows[1].paper.application_id, 1);
    ck_assert_int_eq(rows[1].rank, 0);
    ck_assert_str_eq(rows[1].score.below, "technical");
    ck_assert_int_eq(rows[2].rank, 0);
    ck_assert(!rows[2].score.complete);
    ck_assert_str_eq(rows[2].score.lacking, "technical: 4 / 5");
}
END_TEST

START_TEST(a_sheet_answers_every_item_once_with_a_grade_of_the_rules)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct selection_paper paper = paper_of(arena, &rules, by_hand);
    struct selection_sheet *sheet = &paper.sheets[2];
    struct selection_score score = {0};
    struct error err;
    sheet->answers[1].grade = "superb";
    CHECK_FAILS(selection_score(arena, &rules, &paper, &score, &err), SELECTION_SHEET_WRONG, err);
    ck_assert_str_eq(err.place, "need");
    sheet->answers[1] = sheet->answers[0];
    CHECK_FAILS(selection_score(arena, &rules, &paper, &score, &err), SELECTION_SHEET_WRONG, err);
    sheet->answer_count = 2;
    CHECK_FAILS(selection_score(arena, &rules, &paper, &score, &err), SELECTION_SHEET_WRONG, err);
}
END_TEST

TEST_MAIN("selection score", the_highest_and_the_lowest_sheet_are_left_out_before_the_mean,
          every_number_of_a_score_names_its_rule_and_its_signer,
          a_total_is_what_an_independent_sum_says,
          the_order_of_the_sheets_changes_nothing_and_equal_scores_share_a_rank,
          a_group_of_bonus_points_never_gives_more_than_its_ceiling,
          a_score_that_rests_on_a_value_nobody_has_set_is_refused_naming_it,
          the_job_score_is_cut_at_what_the_rules_give,
          who_lacks_a_sheet_or_misses_the_line_has_no_rank_and_the_reason_stands_there,
          a_sheet_answers_every_item_once_with_a_grade_of_the_rules)
