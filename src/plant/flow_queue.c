/* The pool of parts and what they stand in: rows (first come, first served) and ranked queues,
 * which are pairing heaps of links inside the parts (Fredman, Sedgewick, Sleator, Tarjan,
 * Algorithmica 1 (1986) 111-129), so that a queue takes no memory of its own. */
#include "plant/flow_agenda.h"

int part_new(struct flow *flow)
{
    if (flow->free_part != NOBODY) {
        int index = flow->free_part;
        flow->free_part = flow->parts[index].next;
        return index;
    }
    if (flow->part_count == flow->part_room) {
        size_t room = 2 * flow->part_room;
        struct part *larger = arena_array(flow->arena, room, sizeof *larger);
        for (size_t i = 0; i < flow->part_count; i++)
            larger[i] = flow->parts[i];
        flow->parts = larger;
        flow->part_room = room;
    }
    return (int)flow->part_count++;
}

void part_free(struct flow *flow, int index)
{
    flow->parts[index].next = flow->free_part;
    flow->free_part = index;
}

int row_take_after(struct part *parts, struct row *row, int before)
{
    if (before == NOBODY)
        return row_take(parts, row);
    int index = parts[before].next;
    parts[before].next = parts[index].next;
    row->last = row->last == index ? before : row->last;
    row->count--;
    return index;
}

double rank_key(const struct flow *flow, const struct place *place, const struct part *part)
{
    switch (place->line->model->discipline) {
    case PLANT_FIFO:
    case PLANT_CRITICAL_RATIO: /* chosen, not ranked */
    case PLANT_LEAST_SETUP:
        return 0;
    case PLANT_SPT: {
        const struct line_work *work = &flow->line->works[part->work];
        return work->seconds * (work->per_piece ? (double)part->quantity : 1);
    }
    case PLANT_EDD:
        return part->due < 0 ? 9e18 : (double)part->due;
    case PLANT_PRIORITY:
        return -flow->line->works[part->work].priority;
    }
    return 0;
}

static bool ranked_before(const struct part *a, const struct part *b)
{
    return a->key != b->key ? a->key < b->key : a->sequence < b->sequence;
}

/* Both are roots; neither is NOBODY. */
static int melded(struct part *parts, int a, int b)
{
    if (ranked_before(&parts[b], &parts[a])) {
        int kept = a;
        a = b;
        b = kept;
    }
    parts[b].next = parts[a].child;
    parts[a].child = b;
    return a;
}

void ranks_add(struct part *parts, int *root, int index)
{
    parts[index].child = parts[index].next = NOBODY;
    *root = *root == NOBODY ? index : melded(parts, *root, index);
}

int ranks_take(struct part *parts, int *root)
{
    int index = *root, pairs = NOBODY;
    /* Children two by two from the left, the pairs then from the right. */
    for (int child = parts[index].child; child != NOBODY;) {
        int second = parts[child].next, rest = second == NOBODY ? NOBODY : parts[second].next;
        int pair = second == NOBODY ? child : melded(parts, child, second);
        parts[pair].next = pairs;
        pairs = pair;
        child = rest;
    }
    int made = NOBODY;
    while (pairs != NOBODY) {
        int rest = parts[pairs].next;
        parts[pairs].next = NOBODY;
        made = made == NOBODY ? pairs : melded(parts, made, pairs);
        pairs = rest;
    }
    *root = made;
    return index;
}
