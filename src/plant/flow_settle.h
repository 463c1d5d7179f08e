/* flow_settle.h -- places of the second engine where something changed are put into a ring and
 * settled one after the other, so that a chain of unblocking needs no recursion. */
#ifndef PLANT_FLOW_SETTLE_H
#define PLANT_FLOW_SETTLE_H

#include "plant/flow_source.h"

/* The first that waits for room and now has it goes into the queue. */
static inline bool take_in(struct flow *flow, struct place *place)
{
    int before = NOBODY;
    for (int index = place->waiting.first, left = (int)place->waiting.count; left > 0; left--) {
        if (has_room(place, flow->parts[index].item)) {
            (void)row_take_after(flow->parts, &place->waiting, before);
            int server = flow->parts[index].server;
            flow->parts[index].server = NOBODY;
            queue_put(flow, place, index);
            if (server != NOBODY)
                server_free(flow, &flow->servers[server]);
            return true;
        }
        if (place->rows == NULL) /* one room for all: the first has none, nobody has */
            return false;
        before = index;
        index = flow->parts[index].next;
    }
    return false;
}

static inline void server_leaves(struct flow *flow, struct place *place, struct server *server,
                                 time_us lasts)
{
    time_us worked = place_worked(place, flow->now);
    ready_clear(place, server);
    server->phase = AWAY;
    server_books(server, worked, PLANT_AWAY);
    server_spends(flow, place, server, worked, lasts);
}

/* A polling server serves the row it stands at as long as its rule says, then goes to the next. */
static inline int poll(struct flow *flow, struct place *place)
{
    struct row *row = &place->rows[place->turn];
    if (place->budget > 0 && row->count > 0) {
        place->budget--;
        place->queue.count--;
        place->queued += flow->now;
        return row_take(flow->parts, row);
    }
    place->turn = (place->turn + 1) % place->line->row_count;
    server_leaves(flow, place, first_ready(place),
                  luck_time(&place->switching, &place->line->switchover, 1));
    return NOBODY;
}

/* One of everything that is joined, as a part of what it makes; the first kind's part lives on. */
static inline int join(struct flow *flow, struct place *place)
{
    const struct plant_station *model = place->line->model;
    for (size_t i = 0; i < model->join_count; i++)
        if (place->rows[i].count < model->joins[i].count)
            return NOBODY;
    int made = NOBODY;
    for (size_t i = 0; i < model->join_count; i++) {
        for (int64_t n = 0; n < model->joins[i].count; n++) {
            int index = row_take(flow->parts, &place->rows[i]);
            place->queue.count--;
            place->queued += flow->now;
            if (made == NOBODY) {
                made = index;
                continue;
            }
            struct part *into = &flow->parts[made], *from = &flow->parts[index];
            place->waited += flow->now - from->came;
            into->entered = from->entered < into->entered ? from->entered : into->entered;
            place->here--;
            place->present += flow->now;
            flow->joined++;
            part_inside(flow, -1);
            part_free(flow, index);
        }
    }
    flow->parts[made].item = model->makes;
    flow->parts[made].path = NOBODY;
    flow->parts[made].work = place->line->work_of[model->makes];
    place_touch(flow, place); /* room for more has come */
    return made;
}

/* What a ready server begins now, or NOBODY. */
static inline int pull(struct flow *flow, struct place *place)
{
    if (UNLIKELY(place->batches))
        return batch_take(flow, place);
    if (place->rows != NULL)
        return place->line->model->join_count > 0 ? join(flow, place) : poll(flow, place);
    if (place->queue.count > 0)
        return UNLIKELY(place->line->chosen) ? choose(flow, place) : queue_pull(flow, place);
    if (place->waiting.count > 0 &&
        (place->claimed == 0 || place_spare(place) + place->waiting.count > 0)) {
        int index = row_take(flow->parts, &place->waiting), server = flow->parts[index].server;
        flow->parts[index].server = NOBODY;
        flow->parts[index].came = flow->now;
        if (server != NOBODY)
            server_free(flow, &flow->servers[server]);
        return index;
    }
    return place->saturated ? supply_take(flow, place) : NOBODY;
}

static inline void take_vacation(struct flow *flow, struct place *place)
{
    enum plant_vacation when = place->line->model->vacation_when;
    for (int m = 0; when != PLANT_VACATION_NEVER && m < place->machines; m++) {
        struct server *server = &place->servers[m];
        if ((place->ready[m / 64] >> m % 64 & 1) != 0 &&
            (when == PLANT_VACATION_REPEATED || !server->rested))
            server_leaves(flow, place, server,
                          luck_time(&place->vacation, &place->line->vacation, 1));
    }
}

/* The first in the queue is more urgent than something at work: that goes back into the queue, to
 * its old rank, and goes on later where it stopped. */
static inline void preempt(struct flow *flow, struct place *place)
{
    if (!place->preempts || place->queue.count == 0)
        return;
    struct server *least = NULL;
    for (int m = 0; m < place->machines; m++) {
        struct server *server = &place->servers[m];
        if (server->phase == AT_WORK && !server->down &&
            (least == NULL || flow->parts[server->part].key > flow->parts[least->part].key ||
             (flow->parts[server->part].key == flow->parts[least->part].key &&
              flow->parts[server->part].sequence > flow->parts[least->part].sequence)))
            least = server;
    }
    if (least == NULL || flow->parts[least->part].key <= flow->parts[place->root].key)
        return;
    int index = least->part;
    server_pause(flow, least, place_worked(place, flow->now));
    if (place->staffed)
        staff_release(flow, least);
    server_free(flow, least);
    queue_put(flow, place, index);
}

HOT void settle_place(struct flow *flow, struct place *place)
{
    for (;;) {
        if (UNLIKELY(place->claims.count > 0))
            claims_grant(flow, place);
        while (place->waiting.count > 0 && take_in(flow, place))
            ;
        if (place->ready_count == 0)
            preempt(flow, place);
        if (place->ready_count == 0)
            return;
        time_us open = place->always ? flow->now : plant_hours_open(&place->line->hours, flow->now);
        if (open > flow->now) {
            wake_later(flow, place, open);
            return;
        }
        int index = pull(flow, place);
        if (index == NOBODY) {
            take_vacation(flow, place);
            return;
        }
        struct server *server = ready_for(place, flow->parts[index].item);
        if (UNLIKELY(place->batches))
            batch_load(flow, place, server);
        visit_start(flow, place, server, index);
    }
}

#endif
