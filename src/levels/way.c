/* Where a firm stands, and the cheapest set of items that reaches a step. */
#include <inttypes.h>
#include <stdlib.h>

#include "kit/must.h"
#include "kit/text.h"
#include "levels/levels.h"

static const struct levels_answer *answer_to(const struct levels_item *item,
                                             const struct levels_answer *answers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_same(answers[i].item, item->id))
            return &answers[i];
    return NULL;
}

static bool is_met(const struct levels_item *item, const struct levels_answer *answers,
                   size_t count)
{
    const struct levels_answer *answer = answer_to(item, answers, count);
    return answer != NULL && answer->met;
}

static int64_t cost_of(const struct levels_item *item, const struct levels_answer *answers,
                       size_t count)
{
    const struct levels_answer *answer = answer_to(item, answers, count);
    return answer == NULL ? LEVELS_UNSET : answer->cost;
}

static bool stand_in(const struct levels_item *a, const struct levels_item *b)
{
    return a == b || (a->group[0] != '\0' && a->area == b->area && a->step == b->step &&
                      text_same(a->group, b->group));
}

/* The item, or one that stands in for it. */
static bool is_satisfied(const struct levels_model *model, const struct levels_item *item,
                         const struct levels_answer *answers, size_t count)
{
    for (size_t i = 0; i < model->item_count; i++)
        if (stand_in(item, &model->items[i]) && is_met(&model->items[i], answers, count))
            return true;
    return false;
}

/* An area without items for the steps above is not held back by them: nothing is asked there. */
static void stand_by_steps(const struct levels_model *model, const struct levels_answer *answers,
                           size_t count, struct levels_standing *standing)
{
    size_t top = model->step_count - 1;
    standing->step = top;
    standing->is_known = true;
    for (size_t a = 0; a < model->area_count; a++)
        standing->area_step[a] = top;
    for (size_t i = 0; i < model->item_count; i++) {
        const struct levels_item *item = &model->items[i];
        size_t *area = &standing->area_step[item->area];
        if (item->step <= *area && !is_satisfied(model, item, answers, count))
            *area = item->step - 1;
    }
    for (size_t a = 0; a < model->area_count; a++)
        if (model->areas[a].counted && standing->area_step[a] < standing->step)
            standing->step = standing->area_step[a];
}

static void stand_by_points(const struct levels_model *model, const struct levels_answer *answers,
                            size_t count, struct levels_standing *standing)
{
    for (size_t i = 0; i < model->item_count; i++) {
        const struct levels_item *item = &model->items[i];
        if (!is_met(item, answers, count))
            continue;
        standing->area_milli[item->area] += item->points_milli;
        standing->milli += item->points_milli;
    }
    for (size_t s = 1; s < model->step_count; s++) {
        if (model->steps[s].from_milli == LEVELS_UNSET)
            continue;
        standing->is_known = true;
        if (standing->milli >= model->steps[s].from_milli)
            standing->step = s;
    }
}

void levels_stand(const struct levels_model *model, const struct levels_answer *answers,
                  size_t count, struct levels_standing *ret_standing)
{
    struct levels_standing standing = {0};
    if (model->counting == LEVELS_STEPS)
        stand_by_steps(model, answers, count, &standing);
    else
        stand_by_points(model, answers, count, &standing);
    *ret_standing = standing;
}

/* ---- the order of building ---- */

/* Lower steps first; what gathers data first, because the rest looks at its data; then by price,
 * what has none last; then as in the document. */
static int64_t price_rank(const struct levels_choice *choice)
{
    return choice->cost == LEVELS_UNSET ? INT64_MAX : choice->cost;
}

static int by_building(const void *left, const void *right)
{
    const struct levels_choice *a = left, *b = right;
    if (a->item->step != b->item->step)
        return a->item->step < b->item->step ? -1 : 1;
    if (a->item->collects != b->item->collects)
        return a->item->collects ? -1 : 1;
    if (price_rank(a) != price_rank(b))
        return price_rank(a) < price_rank(b) ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static void add_choice(struct levels_way *way, const struct levels_item *item, int64_t cost)
{
    way->at[way->count++] = (struct levels_choice){item, cost};
    if (cost == LEVELS_UNSET)
        way->unpriced++;
    else
        way->cost += cost;
}

static void put_in_order(struct levels_way *way)
{
    if (way->count > 0)
        qsort(way->at, way->count, sizeof *way->at, by_building);
}

/* ---- by steps: every item, the cheapest of each group ---- */

static bool is_better(const struct levels_item *a, int64_t cost_a, const struct levels_item *b,
                      int64_t cost_b)
{
    struct levels_choice left = {a, cost_a}, right = {b, cost_b};
    if (price_rank(&left) != price_rank(&right))
        return price_rank(&left) < price_rank(&right);
    return a->collects && !b->collects;
}

static bool is_first_of_group(const struct levels_model *model, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (stand_in(&model->items[i], &model->items[index]))
            return false;
    return true;
}

static void find_by_steps(const struct levels_model *model, const struct levels_answer *answers,
                          size_t count, size_t target, struct levels_way *way)
{
    for (size_t i = 0; i < model->item_count; i++) {
        const struct levels_item *best = &model->items[i];
        if (best->step > target || !is_first_of_group(model, i) ||
            is_satisfied(model, best, answers, count))
            continue;
        for (size_t k = i + 1; k < model->item_count; k++) {
            const struct levels_item *other = &model->items[k];
            if (stand_in(best, other) && is_better(other, cost_of(other, answers, count), best,
                                                   cost_of(best, answers, count)))
                best = other;
        }
        add_choice(way, best, cost_of(best, answers, count));
    }
}

/* ---- by points: the cheapest set with enough of them ---- */

enum { WEIGHT = 1024 }; /* above the number of items: the tie goes to what gathers data */

struct pack {
    const struct levels_item *items[LEVELS_ITEMS_MAX];
    int64_t costs[LEVELS_ITEMS_MAX];
    size_t count;
    int64_t need, reach, unit; /* need in units of the greatest common divisor */
};

static int64_t divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void fill_pack(const struct levels_model *model, const struct levels_answer *answers,
                      size_t count, int64_t missing, struct pack *pack)
{
    for (size_t i = 0; i < model->item_count; i++) {
        const struct levels_item *item = &model->items[i];
        int64_t cost = cost_of(item, answers, count);
        if (cost == LEVELS_UNSET || is_met(item, answers, count))
            continue;
        pack->items[pack->count] = item;
        pack->costs[pack->count++] = cost;
        pack->reach += item->points_milli;
        pack->unit = divisor(pack->unit, item->points_milli);
    }
    if (pack->unit > 0)
        pack->need = (missing + pack->unit - 1) / pack->unit;
}

/* least[p]: the least weight of a set with p units or more, of the items looked at so far;
 * took: one bit for each item and p, whether the least one has the item. */
static void choose(struct arena *arena, const struct pack *pack, struct levels_way *way)
{
    size_t need = (size_t)pack->need, row = need / 8 + 1;
    int64_t *least = arena_array(arena, need + 1, sizeof *least);
    unsigned char *took = arena_array(arena, pack->count * row, 1);
    for (size_t p = 1; p <= need; p++)
        least[p] = INT64_MAX;
    for (size_t i = 0; i < pack->count; i++) {
        size_t points = (size_t)(pack->items[i]->points_milli / pack->unit);
        int64_t weight = pack->costs[i] * WEIGHT + (pack->items[i]->collects ? 0 : 1);
        for (size_t p = need; p >= 1; p--) {
            int64_t before = least[p > points ? p - points : 0];
            if (before == INT64_MAX || before + weight >= least[p])
                continue;
            least[p] = before + weight;
            took[i * row + p / 8] |= (unsigned char)(1U << (p % 8));
        }
    }
    must(least[need] != INT64_MAX);
    for (size_t p = need, i = pack->count; i-- > 0 && p > 0;) {
        if (((unsigned)took[i * row + p / 8] >> (p % 8) & 1U) == 0)
            continue;
        size_t points = (size_t)(pack->items[i]->points_milli / pack->unit);
        add_choice(way, pack->items[i], pack->costs[i]);
        p = p > points ? p - points : 0;
    }
}

static enum status find_by_points(struct arena *arena, const struct levels_model *model,
                                  const struct levels_answer *answers, size_t count,
                                  const struct levels_standing *standing, size_t target,
                                  struct levels_way *way, struct error *err)
{
    struct pack *pack = arena_alloc(arena, sizeof *pack);
    int64_t from = model->steps[target].from_milli, all = 0;
    if (from == LEVELS_UNSET)
        return FAIL_AT(err, LEVELS_BAND, "/target", "%s: %s", model->steps[target].id,
                       model->steps[target].basis);
    for (size_t i = 0; i < model->item_count; i++)
        all += model->items[i].points_milli;
    fill_pack(model, answers, count, from - standing->milli, pack);
    if (pack->reach < from - standing->milli)
        return FAIL_AT(err, LEVELS_SHORT, "/target",
                       "%" PRId64 " of %" PRId64 " thousandths of a point with every item that has "
                       "a price; %" PRId64 " with those without one",
                       standing->milli + pack->reach, from, all);
    choose(arena, pack, way);
    way->milli_after = standing->milli;
    for (size_t i = 0; i < way->count; i++)
        way->milli_after += way->at[i].item->points_milli;
    return STATUS_OK;
}

enum status levels_find_way(struct arena *arena, const struct levels_model *model,
                            const struct levels_answer *answers, size_t count, size_t target,
                            struct levels_way *ret_way, struct error *err)
{
    struct levels_standing standing;
    struct levels_way way = {
        .at = arena_array(arena, model->item_count + 1, sizeof(struct levels_choice))};
    enum status st = STATUS_OK;
    levels_stand(model, answers, count, &standing);
    if (target == 0 || target >= model->step_count)
        return FAIL_AT(err, LEVELS_STEP, "/target", "the model has %zu steps",
                       model->step_count - 1);
    if (standing.is_known && target <= standing.step)
        return FAIL_AT(err, LEVELS_STEP, "/target", "%s is reached already",
                       model->steps[target].id);
    if (model->counting == LEVELS_STEPS)
        find_by_steps(model, answers, count, target, &way);
    else
        st = find_by_points(arena, model, answers, count, &standing, target, &way, err);
    if (st != STATUS_OK)
        return st;
    put_in_order(&way);
    *ret_way = way;
    return STATUS_OK;
}
