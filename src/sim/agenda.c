/* The clock and the agenda: a heap of four children a node, which touches fewer cache lines than
 * one of two. Keys are (time, rank, sequence), so no two are equal and the order is total. */
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "sim/sim.h"

#define REASON REASON_DEFINE
#include "sim/reasons.def"
#undef REASON

#define SEQUENCE_MAX (UINT64_C(1) << 56)

struct entry {
    sim_time when;
    uint64_t order; /* rank above the sequence number */
    uint32_t slot;
};

struct slot {
    sim_action *action;
    void *subject;
    uint32_t position;   /* in the heap; of a free slot: the next free one */
    uint32_t generation; /* changes when the slot is used again: old tickets miss */
};

struct sim {
    struct arena *arena;
    LIST(struct entry) heap;
    LIST(struct slot) slots;
    uint32_t free_slot; /* UINT32_MAX: none */
    sim_time now, end;
    uint64_t sequence, events, events_max, print, turns;
    uint32_t agenda_max;
    const atomic_bool *cancel;
    bool stopped, full;
};

struct sim *sim_new(struct arena *arena, const struct sim_options *options)
{
    must(options->end >= 0);
    struct sim *sim = arena_alloc(arena, sizeof *sim);
    sim->arena = arena;
    sim->end = options->end;
    sim->agenda_max = options->agenda_max > 0 ? options->agenda_max : 1u << 24;
    sim->events_max = options->events_max > 0 ? options->events_max : 200000000;
    sim->cancel = options->cancel;
    sim->free_slot = UINT32_MAX;
    sim->print = 0x243f6a8885a308d3u;
    return sim;
}

sim_time sim_now(const struct sim *sim)
{
    return sim->now;
}

uint64_t sim_events(const struct sim *sim)
{
    return sim->events;
}

uint64_t sim_fingerprint(const struct sim *sim)
{
    return sim->print;
}

void sim_stop(struct sim *sim)
{
    sim->stopped = true;
}

void sim_charge(struct sim *sim, uint64_t events)
{
    sim->events += events;
}

bool sim_exhausted(const struct sim *sim)
{
    return sim->events > sim->events_max;
}

void sim_note(struct sim *sim, uint64_t what)
{
    uint64_t mixed = (sim->print ^ what) * 0x9e3779b97f4a7c15u;
    sim->print = mixed ^ mixed >> 29;
}

static bool before(const struct entry *a, const struct entry *b)
{
    return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void put(struct sim *sim, size_t at, struct entry entry)
{
    sim->heap.at[at] = entry;
    sim->slots.at[entry.slot].position = (uint32_t)at;
}

static void rise(struct sim *sim, size_t at, struct entry entry)
{
    while (at > 0) {
        size_t parent = (at - 1) / 4;
        if (!before(&entry, &sim->heap.at[parent]))
            break;
        put(sim, at, sim->heap.at[parent]);
        at = parent;
    }
    put(sim, at, entry);
}

static void sink(struct sim *sim, size_t at, struct entry entry)
{
    const struct entry *heap = sim->heap.at;
    size_t count = sim->heap.count;
    for (size_t child; (child = 4 * at + 1) < count; at = child) {
        size_t last = child + 4 < count ? child + 4 : count;
        for (size_t other = child + 1; other < last; other++)
            if (before(&heap[other], &heap[child]))
                child = other;
        if (!before(&heap[child], &entry))
            break;
        put(sim, at, heap[child]);
    }
    put(sim, at, entry);
}

static void take_out(struct sim *sim, size_t at)
{
    struct entry last = sim->heap.at[--sim->heap.count];
    if (at == sim->heap.count)
        return;
    if (at > 0 && before(&last, &sim->heap.at[(at - 1) / 4]))
        rise(sim, at, last);
    else
        sink(sim, at, last);
}

static uint32_t slot_take(struct sim *sim)
{
    if (sim->free_slot != UINT32_MAX) {
        uint32_t slot = sim->free_slot;
        sim->free_slot = sim->slots.at[slot].position;
        return slot;
    }
    (void)list_add(sim->arena, &sim->slots);
    return (uint32_t)sim->slots.count - 1;
}

static void slot_give(struct sim *sim, uint32_t slot)
{
    sim->slots.at[slot].generation++;
    sim->slots.at[slot].position = sim->free_slot;
    sim->free_slot = slot;
}

struct sim_event sim_after(struct sim *sim, sim_time delay, int rank, sim_action *action,
                           void *subject)
{
    must(delay >= 0);
    must(rank >= 0);
    must(rank <= SIM_RANK_MAX);
    if (sim->heap.count >= sim->agenda_max) {
        sim->full = true;
        return (struct sim_event){0};
    }
    must(sim->sequence < SEQUENCE_MAX);
    uint32_t slot = slot_take(sim);
    sim->slots.at[slot].action = action;
    sim->slots.at[slot].subject = subject;
    struct entry entry = {
        .when = delay > SIM_NEVER - sim->now ? SIM_NEVER : sim->now + delay,
        .order = (uint64_t)rank << 56 | sim->sequence++,
        .slot = slot,
    };
    (void)list_add(sim->arena, &sim->heap);
    rise(sim, sim->heap.count - 1, entry);
    /* Slots from 1 on, so that a ticket of zero names none. */
    return (struct sim_event){(uint64_t)sim->slots.at[slot].generation << 32 | (slot + 1)};
}

bool sim_cancel(struct sim *sim, struct sim_event event)
{
    uint64_t slot = (event.ticket & UINT32_MAX) - 1;
    if (event.ticket == 0 || slot >= sim->slots.count ||
        sim->slots.at[slot].generation != event.ticket >> 32)
        return false;
    take_out(sim, sim->slots.at[slot].position);
    slot_give(sim, (uint32_t)slot);
    return true;
}

/* Looks once in 4,096 turns; not by `events`, which sim_charge() may carry past the multiples. */
static bool cancelled(struct sim *sim)
{
    return sim->cancel != NULL && (sim->turns++ & 4095) == 0 &&
           atomic_load_explicit(sim->cancel, memory_order_relaxed);
}

static enum status run_away(const struct sim *sim, struct error *err)
{
    return FAIL(err, SIM_RUNAWAY, "more than %llu events after %.3f hours of the model",
                (unsigned long long)sim->events_max, (double)sim->now / 3.6e9);
}

enum status sim_run(struct sim *sim, struct error *err)
{
    while (!sim->stopped && !sim->full && sim->heap.count > 0 && !cancelled(sim)) {
        struct entry first = sim->heap.at[0];
        if (first.when > sim->end) {
            sim->now = sim->end;
            break;
        }
        if (++sim->events > sim->events_max)
            return run_away(sim, err);
        must(first.when >= sim->now);
        sim->now = first.when;
        take_out(sim, 0);
        struct slot slot = sim->slots.at[first.slot];
        slot_give(sim, first.slot);
        sim_note(sim, (uint64_t)first.when ^ (first.order >> 56) << 48);
        slot.action(sim, slot.subject);
    }
    if (sim->full)
        return FAIL(err, SIM_AGENDA_FULL, "more than %u events wait", sim->agenda_max);
    /* An action may have used up the limit without leaving an event behind. */
    return sim_exhausted(sim) ? run_away(sim, err) : STATUS_OK;
}
