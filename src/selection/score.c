/* From the sheets to the total, every number with its rule and its signer. */
#include <inttypes.h>
#include <stdlib.h>

#include "kit/must.h"
#include "kit/text.h"
#include "selection/selection_private.h"

struct scoring {
    struct arena *arena;
    const struct rules_document *rules;
    const struct selection_paper *paper;
    struct selection_score *score;
};

/* A sheet that counts, with its sum in 1 / WHOLE_BP thousandths. */
struct sum {
    const struct selection_sheet *sheet;
    int64_t top;
    size_t line; /* where it stands in the lines */
};

static struct selection_line *add_line(const struct scoring *s, const struct selection_line *line)
{
    struct selection_line *added = list_add(s->arena, &s->score->lines);
    *added = *line;
    return added;
}

static void add_total(const struct scoring *s, struct selection_number value)
{
    s->score->total = number_add(s->score->total, value);
}

const struct rules_review *review_find(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->review_count; i++)
        if (text_same(rules->reviews[i].id, id))
            return &rules->reviews[i];
    return NULL;
}

const struct rules_sheet *review_sheet(const struct rules_document *rules,
                                       const struct rules_review *review)
{
    for (size_t i = 0; i < rules->sheet_count; i++)
        if (text_same(rules->sheets[i].id, review->sheet))
            return &rules->sheets[i];
    return NULL;
}

static const struct rules_grade *grade_find(const struct rules_sheet *form, const char *id)
{
    for (size_t i = 0; i < form->grade_count; i++)
        if (text_same(form->grades[i].id, id))
            return &form->grades[i];
    return NULL;
}

static const struct selection_answer *answer_find(const struct selection_sheet *sheet,
                                                  const char *item)
{
    for (size_t i = 0; i < sheet->answer_count; i++)
        if (text_same(sheet->answers[i].item, item))
            return &sheet->answers[i];
    return NULL;
}

enum status sheet_check(const struct rules_sheet *form, const struct selection_sheet *sheet,
                        struct error *err)
{
    if (sheet->answer_count != form->item_count)
        return FAIL_AT(err, SELECTION_SHEET_WRONG, "/answers", "%zu answers for %zu items",
                       sheet->answer_count, form->item_count);
    for (size_t i = 0; i < form->item_count; i++) {
        const struct selection_answer *answer = answer_find(sheet, form->items[i].id);
        const struct rules_grade *grade = answer == NULL ? NULL : grade_find(form, answer->grade);
        if (grade == NULL)
            return answer == NULL
                       ? FAIL_AT(err, SELECTION_SHEET_WRONG, form->items[i].id,
                                 "%.60s%.0s: no answer", form->items[i].en, form->items[i].ko)
                       : FAIL_AT(err, SELECTION_SHEET_WRONG, form->items[i].id,
                                 "%.60s%.0s: there is no grade \"%.60s\"", form->items[i].en,
                                 form->items[i].ko, answer->grade);
        if (form->items[i].weight_bp == RULES_UNSET || grade->points_milli == RULES_UNSET)
            return FAIL_AT(err, RULES_UNSET_VALUE, form->items[i].id,
                           "weights or points of sheet \"%.60s\" (%.120s%.0s)", form->id,
                           form->basis_en, form->basis);
        if (grade->points_milli < 0 || grade->points_milli > SELECTION_POINTS_MAX)
            return FAIL_AT(err, SELECTION_SHEET_WRONG, grade->id,
                           "%" PRId64 " thousandths; 0 to %d", grade->points_milli,
                           SELECTION_POINTS_MAX);
    }
    return STATUS_OK;
}

static enum status sum_sheet(const struct scoring *s, const struct rules_sheet *form,
                             const struct selection_sheet *sheet, struct sum *ret_sum,
                             struct error *err)
{
    struct sum sum = {.sheet = sheet};
    enum status st = sheet_check(form, sheet, err);
    if (st != STATUS_OK)
        return error_while(err, "sheet of %s", sheet->signer);
    for (size_t i = 0; i < form->item_count; i++) {
        const struct rules_sheet_item *item = &form->items[i];
        const struct selection_answer *answer = answer_find(sheet, item->id);
        const struct rules_grade *grade = answer == NULL ? NULL : grade_find(form, answer->grade);
        must(grade != NULL); /* sheet_check() has looked */
        int64_t top = item->weight_bp * grade->points_milli;
        sum.top += top;
        (void)add_line(
            s, &(struct selection_line){
                   .kind = SELECTION_ANSWER,
                   .id = arena_format(s->arena, "%s/%s/%s", sheet->review, item->id, grade->id),
                   .ko = arena_format(s->arena, "%s: %s", item->ko, grade->ko),
                   .en = arena_format(s->arena, "%s: %s", item->en, grade->en),
                   .value = number_of(top, WHOLE_BP),
                   .signer = sheet->signer,
                   .signed_at = sheet->signed_at,
                   .basis = form->basis,
                   .basis_en = form->basis_en});
    }
    (void)add_line(s, &(struct selection_line){.kind = SELECTION_SHEET,
                                               .id = sheet->review,
                                               .ko = form->ko,
                                               .en = form->en,
                                               .value = number_of(sum.top, WHOLE_BP),
                                               .signer = sheet->signer,
                                               .signed_at = sheet->signed_at,
                                               .basis = form->basis,
                                               .basis_en = form->basis_en});
    sum.line = s->score->lines.count - 1;
    *ret_sum = sum;
    return STATUS_OK;
}

static int by_sum(const void *a, const void *b)
{
    const struct sum *left = a, *right = b;
    int order = (left->top > right->top) - (left->top < right->top);
    if (order == 0)
        order = (left->sheet->matter_id > right->sheet->matter_id) -
                (left->sheet->matter_id < right->sheet->matter_id);
    return order;
}

/* In the order of the procedures they were filled in, whatever order they came in. */
static int by_matter(const void *a, const void *b)
{
    const struct selection_sheet *const *left = a, *const *right = b;
    return ((*left)->matter_id > (*right)->matter_id) - ((*left)->matter_id < (*right)->matter_id);
}

static size_t signed_sheets(const struct scoring *s, const struct rules_review *review,
                            const struct selection_sheet **sheets)
{
    size_t count = 0;
    for (size_t i = 0; i < s->paper->sheet_count; i++) {
        const struct selection_sheet *sheet = &s->paper->sheets[i];
        if (sheet->signed_at != 0 && text_same(sheet->review, review->id))
            sheets[count++] = sheet;
    }
    qsort(sheets, count, sizeof(struct selection_sheet *), by_matter);
    return count;
}

static void mean_of(const struct scoring *s, const struct rules_review *review, struct sum *sums,
                    size_t count)
{
    size_t drop = (size_t)review->drop_each_side;
    int64_t top = 0;
    qsort(sums, count, sizeof *sums, by_sum);
    for (size_t i = 0; i < count; i++) {
        bool left_out = i < drop || i >= count - drop;
        s->score->lines.at[sums[i].line].left_out = left_out;
        top += left_out ? 0 : sums[i].top;
    }
    struct selection_number mean = number_of(top, (int64_t)(count - 2 * drop) * WHOLE_BP);
    struct selection_number part = number_part(mean, review->weight_bp, WHOLE_BP);
    struct selection_line line = {.kind = SELECTION_MEAN,
                                  .id = review->id,
                                  .ko = review->ko,
                                  .en = review->en,
                                  .value = mean,
                                  .basis = review->basis,
                                  .basis_en = review->basis_en};
    (void)add_line(s, &line);
    line.kind = SELECTION_RATIO;
    line.value = part;
    (void)add_line(s, &line);
    add_total(s, part);
    if (review->pass_milli == RULES_UNSET)
        return;
    if (s->score->passes == RULES_UNKNOWN)
        s->score->passes = RULES_YES;
    if (selection_compare(mean, number_of(review->pass_milli, 1)) < 0) {
        s->score->passes = RULES_NO;
        s->score->below = review->id;
    }
}

static enum status score_review(const struct scoring *s, const struct rules_review *review,
                                struct error *err)
{
    const struct rules_sheet *form = review_sheet(s->rules, review);
    if (form == NULL)
        return STATUS_OK;
    if (review->weight_bp == RULES_UNSET || review->reviewers == RULES_UNSET)
        return FAIL_AT(err, RULES_UNSET_VALUE, review->id,
                       "ratio or reviewers of \"%.60s\" (%.120s%.0s)", review->id, review->basis_en,
                       review->basis);
    const struct selection_sheet **sheets =
        arena_array(s->arena, s->paper->sheet_count + 1, sizeof(struct selection_sheet *));
    size_t count = signed_sheets(s, review, sheets);
    if (count > SELECTION_SHEETS_MAX)
        return FAIL_AT(err, SELECTION_SHEET_WRONG, review->id, "%zu sheets, at most %d", count,
                       SELECTION_SHEETS_MAX);
    struct sum sums[SELECTION_SHEETS_MAX];
    for (size_t i = 0; i < count; i++) {
        enum status st = sum_sheet(s, form, sheets[i], &sums[i], err);
        if (st != STATUS_OK)
            return st;
    }
    if ((int64_t)count < review->reviewers || (int64_t)count <= 2 * review->drop_each_side) {
        s->score->complete = false;
        s->score->lacking =
            arena_format(s->arena, "%s: %zu / %" PRId64, review->id, count, review->reviewers);
        return STATUS_OK;
    }
    mean_of(s, review, sums, count);
    return STATUS_OK;
}

/* Quality and quantity of jobs, already converted to points; the rules say how many at most. */
static enum status score_jobs(const struct scoring *s, struct error *err)
{
    const struct rules_term *most = rules_term(s->rules, "job_score_max");
    int64_t points = s->paper->job_quality_milli + s->paper->job_quantity_milli;
    if (s->paper->job_signer == NULL)
        return STATUS_OK;
    if (most == NULL || most->value == RULES_UNSET)
        return FAIL_AT(err, RULES_UNSET_VALUE, "/terms/job_score_max",
                       "these rules set no job score");
    if (points > most->value)
        points = most->value;
    (void)add_line(s, &(struct selection_line){.kind = SELECTION_JOB,
                                               .id = most->id,
                                               .ko = most->ko,
                                               .en = most->en,
                                               .value = number_of(points, 1),
                                               .signer = s->paper->job_signer,
                                               .basis = most->basis,
                                               .basis_en = most->basis_en});
    add_total(s, number_of(points, 1));
    return STATUS_OK;
}

static const struct selection_mark *mark_of(const struct scoring *s, const char *bonus)
{
    for (size_t i = 0; i < s->paper->mark_count; i++)
        if (text_same(s->paper->marks[i].id, bonus))
            return &s->paper->marks[i];
    return NULL;
}

static enum status score_group(const struct scoring *s, const struct rules_bonus_group *group,
                               struct error *err)
{
    int64_t points = 0;
    for (size_t i = 0; i < s->rules->bonus_count; i++) {
        const struct rules_bonus *bonus = &s->rules->bonuses[i];
        const struct selection_mark *mark = mark_of(s, bonus->id);
        if (mark == NULL || !text_same(bonus->group, group->id))
            continue;
        if (bonus->points_milli == RULES_UNSET)
            return FAIL_AT(err, RULES_UNSET_VALUE, bonus->id,
                           "points of bonus \"%.60s\" (%.120s%.0s)", bonus->id, bonus->basis_en,
                           bonus->basis);
        points += bonus->points_milli;
        (void)add_line(s, &(struct selection_line){.kind = SELECTION_BONUS,
                                                   .id = bonus->id,
                                                   .ko = bonus->ko,
                                                   .en = bonus->en,
                                                   .value = number_of(bonus->points_milli, 1),
                                                   .left_out = group->max_milli != RULES_UNSET &&
                                                               points > group->max_milli,
                                                   .signer = mark->signer,
                                                   .basis = bonus->basis,
                                                   .basis_en = bonus->basis_en});
    }
    if (group->max_milli != RULES_UNSET && points > group->max_milli)
        points = group->max_milli;
    (void)add_line(s, &(struct selection_line){.kind = SELECTION_GROUP,
                                               .id = group->id,
                                               .ko = group->ko,
                                               .en = group->en,
                                               .value = number_of(points, 1),
                                               .basis = s->rules->basis,
                                               .basis_en = s->rules->basis_en});
    add_total(s, number_of(points, 1));
    return STATUS_OK;
}

static enum status check_marks(const struct scoring *s, struct error *err)
{
    for (size_t i = 0; i < s->paper->mark_count; i++) {
        bool known = false;
        for (size_t j = 0; j < s->rules->bonus_count; j++)
            known = known || text_same(s->rules->bonuses[j].id, s->paper->marks[i].id);
        if (!known)
            return FAIL_AT(err, SELECTION_BONUS_WRONG, "/bonus", "\"%.60s\"",
                           s->paper->marks[i].id);
    }
    return STATUS_OK;
}

enum status selection_score(struct arena *arena, const struct rules_document *rules,
                            const struct selection_paper *paper, struct selection_score *ret_score,
                            struct error *err)
{
    struct selection_score score = {.total = {0, 1}, .complete = true, .passes = RULES_UNKNOWN};
    const struct scoring s = {arena, rules, paper, &score};
    enum status st = check_marks(&s, err);
    for (size_t i = 0; st == STATUS_OK && i < rules->review_count; i++)
        st = score_review(&s, &rules->reviews[i], err);
    if (st == STATUS_OK)
        st = score_jobs(&s, err);
    for (size_t i = 0; st == STATUS_OK && i < rules->bonus_group_count; i++)
        st = score_group(&s, &rules->bonus_groups[i], err);
    if (st != STATUS_OK)
        return st;
    (void)add_line(&s, &(struct selection_line){.kind = SELECTION_TOTAL,
                                                .id = "total",
                                                .ko = "총점",
                                                .en = "total",
                                                .value = score.total,
                                                .basis = rules->basis,
                                                .basis_en = rules->basis_en});
    *ret_score = score;
    return STATUS_OK;
}
