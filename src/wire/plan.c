/* From tags to requests: the cheapest plan of those that read in address order.
 *
 * Items are sorted; a request takes a run of them. Within a run each gap is either bridged (its
 * units are read and thrown away) or splits two blocks. With s gaps bridged it is always best to
 * bridge the s smallest: they save as many blocks as any others, for fewer units. What a run costs
 * is then convex in s, so the best s is where a gap's units cost what a block costs, moved to
 * where the limits allow. Over the runs: dynamic programming from the first item on. */
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "wire/wire.h"

struct sorted {
    const struct wire_item *item;
    size_t number;
};

/* A run of items under one mode, as it grows by one item after the other. */
struct run {
    const struct wire_mode *mode;
    uint64_t covered; /* units that items need */
    uint64_t islands; /* blocks when no gap is bridged */
    uint64_t end;     /* one past the last unit so far, in the current area */
    const struct wire_item *last;
    uint32_t *gaps; /* sorted, smallest first */
    size_t gap_count;
    bool open; /* false: no longer possible, and never again */
};

/* One step of the dynamic programme: the cheapest way to have read the items before `i`. */
struct step {
    uint64_t cost;
    size_t from;   /* first item of the last request */
    uint16_t mode; /* and its mode */
    uint32_t bridged;
};

static int by_address(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    const uint64_t keys[][2] = {
        {a->item->station, b->item->station}, {a->item->modes, b->item->modes},
        {a->item->area, b->item->area},       {a->item->from, b->item->from},
        {a->item->count, b->item->count},     {a->number, b->number}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static void add_gap(struct run *run, uint32_t gap)
{
    size_t at = run->gap_count++;
    for (; at > 0 && run->gaps[at - 1] > gap; at--)
        run->gaps[at] = run->gaps[at - 1];
    run->gaps[at] = gap;
}

static void grow(struct run *run, const struct wire_item *item, unsigned mode)
{
    const struct wire_item *last = run->last;
    uint64_t end = (uint64_t)item->from + item->count;
    if ((item->modes & 1U << mode) == 0 || (last != NULL && last->station != item->station)) {
        run->open = false;
        return;
    }
    if (last == NULL || last->area != item->area) {
        run->covered += item->count;
        run->islands++;
        run->end = end;
    } else {
        if (item->from > run->end) {
            run->islands++;
            if (!run->mode->named)
                add_gap(run, item->from - (uint32_t)run->end);
        }
        uint64_t from = item->from > run->end ? item->from : run->end;
        run->covered += end > from ? end - from : 0;
        run->end = end > run->end ? end : run->end;
    }
    run->last = item;
    run->open = run->covered <= run->mode->units_max &&
                (!run->mode->named || run->covered <= run->mode->blocks_max);
}

/* What the run costs with the best number of gaps bridged; false when no number is within the
 * limits. */
static bool price(const struct run *run, uint64_t *ret_cost, uint32_t *ret_bridged)
{
    const struct wire_mode *mode = run->mode;
    uint64_t blocks = mode->named ? run->covered : run->islands, units = run->covered;
    uint64_t cost = mode->request_cost;
    uint32_t bridged = 0;
    while (bridged < run->gap_count) {
        uint32_t gap = run->gaps[bridged];
        bool needed = blocks > mode->blocks_max;
        bool cheaper = (uint64_t)gap * mode->unit_cost <= mode->block_cost;
        if (units + gap > mode->units_max || (!needed && !cheaper))
            break;
        units += gap;
        blocks--;
        bridged++;
    }
    if (blocks > mode->blocks_max || units > mode->units_max)
        return false;
    *ret_cost = cost + blocks * mode->block_cost + units * mode->unit_cost;
    *ret_bridged = bridged;
    return true;
}

/* All requests that begin with item `first`. */
static void try_from(const struct wire_mode *modes, unsigned mode, const struct sorted *items,
                     size_t count, size_t first, uint32_t *gaps, struct step *steps)
{
    struct run run = {.mode = &modes[mode], .gaps = gaps, .open = true};
    for (size_t i = first; i < count; i++) {
        uint64_t cost;
        uint32_t bridged;
        grow(&run, items[i].item, mode);
        if (!run.open)
            return;
        if (!price(&run, &cost, &bridged))
            return; /* and never again: each further item needs more */
        cost += steps[first].cost;
        if (cost < steps[i + 1].cost)
            steps[i + 1] = (struct step){cost, first, (uint16_t)mode, bridged};
    }
}

/* ---- laying out what was chosen ---- */

struct layout {
    struct arena *arena;
    const struct sorted *items;
    const struct wire_mode *modes;
    struct wire_plan *plan;
};

/* The largest gap that is bridged, and how many of that size are: of equal gaps the first ones. */
static void bridged_gaps(const struct layout *layout, size_t first, size_t end,
                         const struct step *step, uint32_t *gaps, uint32_t *ret_largest,
                         uint32_t *ret_equal)
{
    struct run run = {.mode = &layout->modes[step->mode], .gaps = gaps, .open = true};
    for (size_t i = first; i < end; i++)
        grow(&run, layout->items[i].item, step->mode);
    *ret_largest = step->bridged > 0 ? gaps[step->bridged - 1] : 0;
    *ret_equal = 0;
    for (uint32_t i = 0; i < step->bridged; i++)
        *ret_equal += gaps[i] == *ret_largest;
}

static void name_each(struct wire_block *blocks, size_t *count, uint16_t area, uint64_t from,
                      uint64_t end)
{
    for (; from < end; from++)
        blocks[(*count)++] = (struct wire_block){area, (uint32_t)from, 1};
}

static void lay_request(const struct layout *layout, size_t first, size_t end,
                        const struct step *step, uint32_t *gaps)
{
    const struct wire_mode *mode = &layout->modes[step->mode];
    struct wire_plan *plan = layout->plan;
    size_t most = !mode->named && end - first < mode->blocks_max ? end - first : mode->blocks_max;
    struct wire_block *blocks = arena_array(layout->arena, most, sizeof *blocks);
    uint32_t largest, equal;
    bridged_gaps(layout, first, end, step, gaps, &largest, &equal);
    size_t count = 0, units = 0;  /* units: before the current block, or block of named ones */
    uint64_t start = 0, stop = 0; /* the current block */
    const struct wire_item *last = NULL;
    for (size_t i = first; i < end; i++) {
        const struct wire_item *item = layout->items[i].item;
        bool same = last != NULL && last->area == item->area;
        uint64_t gap = same && item->from > stop ? item->from - stop : 0;
        bool bridge = gap > 0 && (gap < largest || (gap == largest && equal > 0));
        if (bridge && gap == largest)
            equal--;
        if (!same || (gap > 0 && !bridge)) {
            units += (size_t)(stop - start);
            start = stop = item->from;
            if (!mode->named)
                blocks[count++] = (struct wire_block){item->area, item->from, 0};
        }
        uint64_t item_end = (uint64_t)item->from + item->count;
        if (mode->named)
            name_each(blocks, &count, item->area, stop, item_end);
        stop = item_end > stop ? item_end : stop;
        if (!mode->named)
            blocks[count - 1].count = (uint32_t)(stop - start);
        plan->parts[layout->items[i].number] =
            (struct wire_part){plan->request_count, units + (size_t)(item->from - start)};
        last = item;
    }
    units += (size_t)(stop - start);
    must(count <= most);
    must(units <= mode->units_max);
    plan->requests[plan->request_count++] =
        (struct wire_request){.verb = WIRE_READ,
                              .station = layout->items[first].item->station,
                              .mode = step->mode,
                              .blocks = blocks,
                              .block_count = count,
                              .unit_count = units};
}

static void lay_out(const struct layout *layout, size_t count, const struct step *steps,
                    uint32_t *gaps)
{
    size_t *ends = arena_array(layout->arena, count + 1, sizeof *ends), requests = 0;
    for (size_t at = count; at > 0; at = steps[at].from)
        ends[requests++] = at;
    layout->plan->requests =
        arena_array(layout->arena, requests + 1, sizeof *layout->plan->requests);
    for (size_t first = 0; requests > 0; first = ends[requests]) {
        requests--;
        lay_request(layout, first, ends[requests], &steps[ends[requests]], gaps);
    }
}

static enum status check_items(const struct wire_mode *modes, size_t mode_count,
                               const struct wire_item *items, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t room = 0;
        must(items[i].count > 0);
        for (size_t mode = 0; mode < mode_count; mode++) {
            uint32_t most = modes[mode].named && modes[mode].blocks_max < modes[mode].units_max
                                ? modes[mode].blocks_max
                                : modes[mode].units_max;
            if ((items[i].modes & 1U << mode) != 0 && most > room)
                room = most;
        }
        if (items[i].count > room)
            return FAIL(err, WIRE_TOO_LONG, "%u units, a request takes %u", items[i].count, room);
    }
    return STATUS_OK;
}

enum status wire_plan(struct arena *arena, const struct wire_mode *modes, size_t mode_count,
                      const struct wire_item *items, size_t count, struct wire_plan *ret_plan,
                      struct error *err)
{
    must(mode_count <= WIRE_MODES_MAX);
    enum status st = check_items(modes, mode_count, items, count, err);
    if (st != STATUS_OK)
        return st;
    struct sorted *sorted = arena_array(arena, count + 1, sizeof *sorted);
    struct step *steps = arena_array(arena, count + 1, sizeof *steps);
    uint32_t *gaps = arena_array(arena, count + 1, sizeof *gaps);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct sorted){&items[i], i};
        steps[i + 1].cost = UINT64_MAX;
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, by_address);
    for (size_t i = 0; i < count; i++)
        for (unsigned mode = 0; mode < mode_count; mode++)
            try_from(modes, mode, sorted, count, i, gaps, steps);
    struct wire_plan plan = {.parts = arena_array(arena, count + 1, sizeof *plan.parts),
                             .cost = steps[count].cost};
    struct layout layout = {arena, sorted, modes, &plan};
    lay_out(&layout, count, steps, gaps);
    *ret_plan = plan;
    return STATUS_OK;
}
