/* Batch stations of the second engine (an oven): orders of one work that are worked on together.
 * The first stands for the batch; the others hang on the server and leave with it, one after the
 * other. */
#include "plant/flow_ways.h"

int batch_take(struct flow *flow, struct place *place)
{
    const struct plant_station *model = place->line->model;
    struct part *parts = flow->parts;
    if (place->queue.count == 0)
        return NOBODY;
    int first = place->queue.first, count = 0;
    for (int64_t n = 0, at = first; n < place->queue.count && count < model->batch_max;
         n++, at = parts[at].next)
        count += parts[at].work == parts[first].work;
    if (count < model->batch_min) {
        if (model->batch_wait < 0)
            return NOBODY;
        time_us until = parts[first].came + model->batch_wait;
        if (until > flow->now) {
            wake_later(flow, place, until);
            return NOBODY;
        }
    }
    place->queued += flow->now;
    (void)row_take(parts, &place->queue);
    struct row mates = {0};
    int before = NOBODY, at = place->queue.first;
    for (int64_t left = place->queue.count; left > 0 && (int)mates.count < count - 1; left--) {
        int next = parts[at].next;
        if (parts[at].work == parts[first].work) {
            (void)row_take_after(parts, &place->queue, before);
            place->queued += flow->now;
            row_add(parts, &mates, at);
        } else {
            before = at;
        }
        at = next;
    }
    place->mates = mates.count > 0 ? mates.first : NOBODY;
    place->mate_count = (int)mates.count;
    return first;
}

void batch_load(struct flow *flow, struct place *place, struct server *server)
{
    server->mates = place->mates;
    server->load = place->mate_count + 1;
    int index = place->mates;
    for (int n = 0; n < place->mate_count; n++, index = flow->parts[index].next) {
        struct part *part = &flow->parts[index];
        time_us waited = flow->now - part->came;
        place->waited += waited;
        part->waited += waited;
        place->visits++;
        place->waiters += waited > 0;
        if (place->scraps)
            part_quality(place, part);
    }
}

void batch_ends(struct flow *flow, struct server *server)
{
    int index = server->mates, count = server->load - 1;
    part_move_on(flow, server);
    for (int n = 0; n < count; n++) {
        /* Whoever moves on may be put into another row. */
        int next = flow->parts[index].next;
        server->part = index;
        part_move_on(flow, server);
        index = next;
    }
}

/* Does it keep a part for that place, or (locked) for any that is locked? */
bool batch_waits_for(const struct flow *flow, const struct server *server, int station, bool locked)
{
    int number = (int)(server - flow->servers);
    for (size_t i = 0; i < flow->part_count; i++) {
        const struct part *part = &flow->parts[i];
        if (part->server == number &&
            (locked ? flow->locked[part->station] : part->station == station))
            return true;
    }
    return false;
}
