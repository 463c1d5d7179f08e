/* flow_agenda.h -- the agenda of the second engine, in a header so that it becomes part of the loop
 * that uses it: a heap of four children a node. Which child is earliest is chosen without a branch,
 * because no processor can foresee it; four entries after the last are later than any event, so
 * that there always are four children to look at. */
#ifndef PLANT_FLOW_AGENDA_H
#define PLANT_FLOW_AGENDA_H

#include "kit/must.h"
#include "plant/flow_private.h"

enum { NUMBER_BITS = 24, SEQUENCE_BITS = 36, RANK_AT = NUMBER_BITS + SEQUENCE_BITS };

/* Called from few places, each worth a copy. */
#define HOT static inline __attribute__((always_inline))

#define LIKELY(what)   __builtin_expect(!!(what), 1)
#define UNLIKELY(what) __builtin_expect(!!(what), 0)

#define NUMBER_MASK ((UINT64_C(1) << NUMBER_BITS) - 1)

static inline size_t event_before(struct event a, struct event b)
{
    wide left = (wide)a.when << 64 | a.order, right = (wide)b.when << 64 | b.order;
    return left < right;
}

static inline void agenda_sink(struct agenda *agenda, struct event event)
{
    struct event *heap = agenda->at;
    size_t at = 0, count = agenda->count;
    for (size_t child = 1; child < count; child = 4 * at + 1) {
        size_t left = child + event_before(heap[child + 1], heap[child]);
        size_t right = child + 2 + event_before(heap[child + 3], heap[child + 2]);
        size_t least = left + (right - left) * event_before(heap[right], heap[left]);
        if (!event_before(heap[least], event))
            break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = event;
}

static inline struct event event_never(void)
{
    return (struct event){SIM_NEVER, UINT64_MAX};
}

/* The event in hand has been handled and nothing took its place. */
static inline void agenda_close(struct agenda *agenda)
{
    agenda->hole = false;
    struct event last = agenda->at[--agenda->count];
    agenda->at[agenda->count] = event_never();
    if (agenda->count > 0)
        agenda_sink(agenda, last);
}

static inline void agenda_rise(struct flow *flow, struct event event)
{
    struct agenda *agenda = &flow->agenda;
    if (agenda->count + 5 > agenda->room) {
        struct event *larger = arena_array(flow->arena, 2 * agenda->room, sizeof *larger);
        for (size_t i = 0; i < 2 * agenda->room; i++)
            larger[i] = i < agenda->count ? agenda->at[i] : event_never();
        agenda->at = larger;
        agenda->room *= 2;
    }
    size_t at = agenda->count++;
    while (at > 0 && event_before(event, agenda->at[(at - 1) / 4])) {
        agenda->at[at] = agenda->at[(at - 1) / 4];
        at = (at - 1) / 4;
    }
    agenda->at[at] = event;
}

/* Gives back the key by which the subject knows whether the event still counts; 0 where it lies
 * after the end of the run and is not kept. */
static inline uint64_t agenda_add(struct flow *flow, time_us when, enum rank rank, int number)
{
    struct agenda *agenda = &flow->agenda;
    if (when > flow->end)
        return 0;
    uint64_t order =
        (uint64_t)rank << RANK_AT | ++agenda->sequence << NUMBER_BITS | (uint64_t)(unsigned)number;
    struct event event = {when, order};
    if (agenda->hole) {
        agenda->hole = false;
        agenda_sink(agenda, event);
    } else {
        agenda_rise(flow, event);
    }
    return order;
}

static inline void place_touch(struct flow *flow, struct place *place)
{
    if (place->listed)
        return;
    place->listed = true;
    flow->touched[flow->touched_to++ & flow->touched_mask] = place->number;
}

/* Look at the place again then. */
static inline void wake_later(struct flow *flow, struct place *place, time_us when)
{
    if (when >= place->wake_at)
        return;
    place->wake_at = when;
    place->wake = agenda_add(flow, when, EVENT_WAKE, place->number);
}

static inline time_us place_worked(const struct place *place, time_us now)
{
    return LIKELY(place->always) ? now : plant_hours_worked(&place->line->hours, now);
}

static inline void server_books(struct server *server, time_us worked, enum plant_state state)
{
    server->sums[server->state] += worked;
    server->sums[state] -= worked;
    server->state = state;
}

static inline void server_state(struct flow *flow, struct server *server, enum plant_state state)
{
    server_books(server, place_worked(&flow->places[server->station], flow->now), state);
}

static inline void row_add(struct part *parts, struct row *row, int index)
{
    parts[index].next = NOBODY;
    if (row->count++ == 0)
        row->first = index;
    else
        parts[row->last].next = index;
    row->last = index;
}

static inline void row_add_first(struct part *parts, struct row *row, int index)
{
    parts[index].next = row->first;
    if (row->count++ == 0)
        row->last = index;
    row->first = index;
}

static inline int row_take(const struct part *parts, struct row *row)
{
    int index = row->first;
    row->first = parts[index].next;
    row->count--;
    return index;
}

/* One more or one less inside: its running sum and that of its square. */
static inline void part_inside(struct flow *flow, int change)
{
    int64_t both = 2 * flow->inside + change; /* the difference of the squares, by the change */
    flow->inside += change;
    flow->present -= (wide)change * flow->now;
    flow->squares -= (wide)(change * both) * flow->now;
}

#endif
