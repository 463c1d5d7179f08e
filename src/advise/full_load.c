/* The model under full load: every source that is fed by orders is replaced by sources that draw
 * orders at random, in the same mix, so fast that the busiest station always has work. */
#include <stdlib.h>

#include "advise/advise_private.h"
#include "kit/list.h"
#include "kit/must.h"

/* Up to here each item gets a source of its own, with its own sizes of orders; more share one. */
enum { ITEMS_APART_MAX = 200 };

struct sources {
    struct plant_source *at;
    size_t count, room;
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The law of the sizes of the listed orders of an item (-1: all), and how many there are. */
static struct plant_law sizes_of(struct arena *arena, const struct plant_source *source, int item,
                                 size_t *ret_count)
{
    double *values = arena_array(arena, source->order_count + 1, sizeof *values);
    size_t count = 0;
    for (size_t o = 0; o < source->order_count; o++)
        if (item < 0 || source->orders[o].item == item)
            values[count++] = (double)source->orders[o].quantity;
    *ret_count = count;
    if (count > 0)
        qsort(values, count, sizeof *values, by_size);
    if (count == 0 || values[0] == values[count - 1])
        return (struct plant_law){.kind = PLANT_CONSTANT, .a = count > 0 ? values[0] : 1};
    /* Very long lists are thinned evenly: a law has its limit. */
    if (count > PLANT_VALUES_MAX) {
        for (size_t i = 0; i < PLANT_VALUES_MAX; i++)
            values[i] = values[i * (count - 1) / (PLANT_VALUES_MAX - 1)];
        count = PLANT_VALUES_MAX;
    }
    return (struct plant_law){.kind = PLANT_EMPIRICAL, .values = values, .value_count = count};
}

/* Seconds over which the listed orders came: to the last one, and one mean gap more. */
static double span_of(const struct plant_source *source)
{
    double first = (double)source->orders[0].at * 1e-6;
    double last = (double)source->orders[source->order_count - 1].at * 1e-6;
    double span = (last - first) * (double)source->order_count /
                  (double)(source->order_count > 1 ? source->order_count - 1 : 1);
    return span > 1 ? span : 1;
}

static void add_from_list(struct arena *arena, const struct plant_model *model,
                          const struct plant_source *source, int item, double factor,
                          struct sources *sources)
{
    size_t count = 0;
    const char *id = arena_format(arena, "full-load-%zu", sources->count);
    struct plant_law quantity = sizes_of(arena, source, item, &count);
    if (count == 0)
        return;
    size_t mix_count = item < 0 ? model->item_count : 1;
    struct plant_share *mix = arena_array(arena, mix_count, sizeof *mix);
    size_t used = 0;
    for (size_t i = 0; i < model->item_count; i++) {
        size_t orders = 0;
        for (size_t o = 0; o < source->order_count && item < 0; o++)
            orders += source->orders[o].item == (int)i;
        if (item == (int)i || orders > 0)
            mix[used++] = (struct plant_share){(int)i, item < 0 ? (double)orders : 1};
    }
    must(used <= mix_count);
    *list_add(arena, sources) = (struct plant_source){
        .id = id,
        .kind = PLANT_RANDOM,
        .mix = mix,
        .mix_count = used,
        .between = {.kind = PLANT_EXPONENTIAL, .a = span_of(source) / (double)count / factor},
        .quantity = quantity,
        .calendar = -1,
    };
}

void advise_full_load(struct arena *arena, const struct plant_model *model, double factor,
                      struct plant_model *ret_model)
{
    struct sources sources = {0};
    bool apart = model->item_count <= ITEMS_APART_MAX;
    for (size_t s = 0; s < model->source_count; s++) {
        const struct plant_source *source = &model->sources[s];
        if (source->kind != PLANT_SCHEDULED) {
            struct plant_source *copy = list_add(arena, &sources);
            *copy = *source;
            copy->id = arena_format(arena, "full-load-%zu", sources.count - 1);
            if (source->kind == PLANT_RANDOM)
                copy->between = advise_scaled(arena, &source->between, 1 / factor);
            continue;
        }
        if (source->order_count == 0)
            continue;
        for (int item = apart ? 0 : -1; item < (apart ? (int)model->item_count : 0); item++)
            add_from_list(arena, model, source, item, factor, &sources);
    }
    *ret_model = *model;
    ret_model->sources = sources.at;
    ret_model->source_count = sources.count;
}
