/* flow_visit.h -- what a server does with a part in the second engine, and how a part comes to a
 * place. In a header so that it becomes part of the loop that uses it: a third of the time of a
 * visit would go into calls between files. */
#ifndef PLANT_FLOW_VISIT_H
#define PLANT_FLOW_VISIT_H

#include "plant/flow_agenda.h"

/* What it does when it is not down. */
static inline enum plant_state state_of(const struct server *server)
{
    static const enum plant_state states[] = {
        [FREE] = PLANT_STARVED,    [SETTING_UP] = PLANT_SETUP, [AT_WORK] = PLANT_WORKING,
        [KEEPING] = PLANT_BLOCKED, [AWAY] = PLANT_AWAY,        [CLAIMING] = PLANT_BLOCKED};
    if (server->down)
        return server->kept ? PLANT_MAINTENANCE : PLANT_DOWN;
    return states[server->phase];
}

static inline void ready_set(struct place *place, const struct server *server)
{
    size_t m = (size_t)server->number;
    place->ready[m / 64] |= UINT64_C(1) << m % 64;
    place->ready_count++;
}

static inline void ready_clear(struct place *place, const struct server *server)
{
    size_t m = (size_t)server->number;
    place->ready[m / 64] &= ~(UINT64_C(1) << m % 64);
    place->ready_count--;
}

/* The event at `worked` of the work clock that counts for this server from now on. */
static inline void server_await(struct flow *flow, const struct place *place, struct server *server,
                                time_us worked)
{
    time_us when = worked;
    if (UNLIKELY(!place->always)) {
        when = plant_hours_when(&place->line->hours, worked);
        /* What takes no time ends now, not when the place closed. */
        when = when > flow->now ? when : flow->now;
    }
    server->token = agenda_add(flow, when, EVENT_SERVER, (int)(server - flow->servers));
}

/* A part of the set-up, the work or the time away, of this length. */
static inline void server_spends(struct flow *flow, const struct place *place,
                                 struct server *server, time_us worked, time_us span)
{
    server->started = worked;
    server->span = span;
    server_await(flow, place, server, worked + span);
}

/* Go on with the part's work, up to its end or the next breakdown. */
HOT void work_on(struct flow *flow, const struct place *place, struct server *server,
                 time_us worked)
{
    time_us left = flow->parts[server->part].left, room = server->fuse_at - server->worked;
    server->phase = AT_WORK;
    if (UNLIKELY(place->staffed) && !staff_ready(flow, place, server, PLANT_PROCESS))
        return;
    server->breaking = room < left;
    server_books(server, worked, PLANT_WORKING);
    server_spends(flow, place, server, worked, server->breaking ? room : left);
}

/* ---- visits ---- */

static inline double draw_block(struct place *place)
{
    if (UNLIKELY(place->drawn == BLOCK)) {
        sim_exponentials(&place->processing.stream, place->block, BLOCK);
        place->drawn = 0;
    }
    return place->block[place->drawn++];
}

static inline time_us draw_work(struct place *place, const struct line_work *work, int64_t quantity)
{
    double factor = work->per_piece ? (double)quantity : 1;
    if (UNLIKELY(!place->exponential))
        return luck_time(&place->processing, &work->processing, factor);
    double us = work->processing.a * draw_block(place) * factor * 1e6 + 0.5;
    return us < (double)PLANT_DRAW_MAX ? (time_us)us : PLANT_DRAW_MAX;
}

static inline bool wants_setup(const struct server *server, const struct line_work *work, int item,
                               time_us now)
{
    switch (work->setup_when) {
    case PLANT_SETUP_NEVER:
        return false;
    case PLANT_SETUP_ORDER:
        return true;
    case PLANT_SETUP_CHANGE:
        return server->last_item != item;
    case PLANT_SETUP_IDLE:
        return server->free_at != now;
    }
    return false;
}

/* What the table of the station says of the change, else what the work says. */
static inline time_us setup_lasts(struct place *place, const struct server *server,
                                  const struct line_work *work, int item)
{
    const struct line_setup *found = NULL;
    size_t count = work->setup_when == PLANT_SETUP_CHANGE ? place->line->model->setup_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct line_setup *row = &place->line->setups[i];
        if (row->to == item && row->from >= 0 && row->from == server->last_item)
            return luck_time(&place->setup, &row->setup, 1);
        if (row->to == item && row->from < 0)
            found = row;
    }
    return luck_time(&place->setup, found != NULL ? &found->setup : &work->setup, 1);
}

static inline void set_up(struct flow *flow, const struct place *place, struct server *server,
                          time_us worked, time_us lasts)
{
    server->phase = SETTING_UP;
    server->span = lasts;
    if (UNLIKELY(place->staffed) && !staff_ready(flow, place, server, PLANT_SET_UP))
        return;
    server_books(server, worked, PLANT_SETUP);
    server_spends(flow, place, server, worked, lasts);
}

HOT void visit_begin(struct flow *flow, struct place *place, struct server *server, int index)
{
    struct part *part = &flow->parts[index];
    const struct line_work *work = &flow->line->works[part->work];
    time_us waited = flow->now - part->came, worked = place_worked(place, flow->now);
    place->waited += waited;
    part->waited += waited;
    server->part = index;
    server->rested = false;
    if (UNLIKELY(part->left >= 0)) {
        work_on(flow, place, server, worked);
        return;
    }
    place->visits++;
    place->waiters += waited > 0;
    if (UNLIKELY(place->scraps))
        part_quality(place, part);
    bool setup =
        work->setup_when != PLANT_SETUP_NEVER && wants_setup(server, work, part->item, flow->now);
    time_us lasts = setup ? setup_lasts(place, server, work, part->item) : 0;
    part->left = part->whole = draw_work(place, work, part->quantity);
    server->last_item = part->item;
    if (UNLIKELY(place->before) && !claim_ahead(flow, place, server, lasts))
        return;
    if (LIKELY(lasts == 0)) {
        work_on(flow, place, server, worked);
        return;
    }
    set_up(flow, place, server, worked, lasts);
}

static inline int queue_pull(struct flow *flow, struct place *place)
{
    place->queued += flow->now;
    if (!place->line->ranked)
        return row_take(flow->parts, &place->queue);
    place->queue.count--;
    return ranks_take(flow->parts, &place->root);
}

static inline void visit_start(struct flow *flow, struct place *place, struct server *server,
                               int index)
{
    ready_clear(place, server);
    visit_begin(flow, place, server, index);
}

/* The server has nothing in hand any more. Where the next in a plain queue can follow at once, it
 * does; else the place is settled. */
HOT void server_free(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    if (UNLIKELY(server->load > 0) && --server->load > 0)
        return; /* others of the batch are still here */
    if (server->phase == KEEPING)
        flow->held -= place->keeping-- + place->claiming == place->machines;
    server->free_at = flow->now;
    if (UNLIKELY(server->due > 0) && !server->down) {
        server->phase = FREE;
        server->part = NOBODY;
        (void)upkeep_begin(flow, server);
        place_touch(flow, place);
        return;
    }
    if (place->plain && place->queue.count > 0 && !server->down) {
        visit_begin(flow, place, server, queue_pull(flow, place));
        if (place->waiting.count > 0)
            place_touch(flow, place);
        return;
    }
    server->phase = FREE;
    server->part = NOBODY;
    if (!server->down) {
        server_state(flow, server, PLANT_STARVED);
        ready_set(place, server);
    }
    place_touch(flow, place);
}

/* ---- coming ---- */

static inline struct server *first_ready(const struct place *place)
{
    if (place->machines == 1)
        return place->servers;
    size_t word = 0;
    while (place->ready[word] == 0)
        word++;
    return &place->servers[word * 64 + (size_t)__builtin_ctzll(place->ready[word])];
}

/* The one that is set up for the item already, else the first. */
HOT struct server *ready_for(const struct place *place, int item)
{
    if (place->line->changes)
        for (int m = 0; m < place->machines; m++)
            if ((place->ready[m / 64] >> m % 64 & 1) != 0 && place->servers[m].last_item == item)
                return &place->servers[m];
    return first_ready(place);
}

static inline bool has_room(const struct place *place, int item)
{
    int64_t count =
        place->rows != NULL ? place->rows[place->line->row_of[item]].count : place->queue.count;
    return count + place->claimed < place->capacity;
}

static inline bool place_takes(const struct flow *flow, const struct place *place, int item)
{
    /* Rows have each their own room: who waits for another row is in nobody's way. */
    if (place->rows != NULL)
        return has_room(place, item);
    if (place->waiting.count > 0)
        return false;
    bool open = place->always || plant_hours_open(&place->line->hours, flow->now) == flow->now;
    return has_room(place, item) ||
           (place->queue.count == 0 && place->ready_count > place->claimed && open);
}

HOT void queue_put(struct flow *flow, struct place *place, int index)
{
    struct part *part = &flow->parts[index];
    part->came = flow->now;
    place->queued -= flow->now;
    if (UNLIKELY(place->rows != NULL)) {
        row_add(flow->parts, &place->rows[place->line->row_of[part->item]], index);
        place->queue.count++;
    } else if (place->line->ranked) {
        part->key = rank_key(flow, place, part);
        ranks_add(flow->parts, &place->root, index);
        place->queue.count++;
    } else {
        row_add(flow->parts, &place->queue, index);
    }
}

static inline void keep(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    if (server->phase == KEEPING) /* another of the batch */
        return;
    server->phase = KEEPING;
    server_state(flow, server, state_of(server));
    flow->held += ++place->keeping + place->claiming == place->machines;
    flow->blocked_anew = true;
}

/* With every server busy nothing can begin, unless what came may interrupt. */
static inline void touch_if_free(struct flow *flow, struct place *place)
{
    if (place->ready_count > 0 || place->preempts)
        place_touch(flow, place);
}

HOT void part_arrive(struct flow *flow, int index, int station, int number)
{
    struct place *place = &flow->places[station];
    struct part *part = &flow->parts[index];
    struct server *server = number == NOBODY ? NULL : &flow->servers[number];
    part->station = station;
    part->left = NOBODY;
    part->sequence = flow->sequence++;
    bool claimed = part->server == CLAIMED;
    place->claimed -= claimed;
    part->server = NOBODY;
    place->here++;
    place->present -= flow->now;
    if (place->plain && place->ready_count > 0 && place->queue.count + place->waiting.count == 0) {
        part->came = flow->now;
        visit_start(flow, place, ready_for(place, part->item), index);
    } else if (UNLIKELY(claimed) ? place->queue.count < place->capacity
                                 : (place->waiting.count == 0 || place->rows != NULL) &&
                                       has_room(place, part->item)) {
        queue_put(flow, place, index);
        touch_if_free(flow, place);
    } else {
        if (UNLIKELY(claimed))
            row_add_first(flow->parts, &place->waiting, index);
        else
            row_add(flow->parts, &place->waiting, index);
        touch_if_free(flow, place);
        part->server = number;
        if (server != NULL)
            keep(flow, server);
        return;
    }
    if (server != NULL)
        server_free(flow, server);
}

static inline void part_come(struct flow *flow, int index, int station, int number)
{
    part_arrive(flow, index, station, number);
}

#endif
