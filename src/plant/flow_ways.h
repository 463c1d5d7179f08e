/* flow_ways.h -- which way parts go in the second engine: entering, to the next place, out. */
#ifndef PLANT_FLOW_WAYS_H
#define PLANT_FLOW_WAYS_H

#include "kit/list.h"
#include "plant/flow_visit.h"

enum { LEADS_MAX = 1 << 21 };

static inline int by_sums(double number, const double *sums, size_t count)
{
    size_t at = 0;
    while (at + 1 < count && number >= sums[at])
        at++;
    return (int)at;
}

/* Where the part goes next; sets its work. NOBODY: out. */
static inline int next_station(const struct flow *flow, struct part *part, int from,
                               struct random_stream *stream)
{
    const struct plant_line *line = flow->line;
    if (LIKELY(part->path != NOBODY)) {
        const struct line_path *path = &line->paths[part->path];
        if ((size_t)++part->step >= path->count)
            return NOBODY;
        part->work = path->steps[part->step].work;
        return path->steps[part->step].station;
    }
    const struct line_edges *edges =
        &line->edges_of[(size_t)part->item * (line->station_count + 1) + (size_t)(from + 1)];
    double number = edges->count > 1 ? random_unit(stream) : 0;
    size_t at = 0;
    while (at + 1 < edges->count && number >= edges->edges[at].sum)
        at++;
    int to = edges->edges[at].to;
    if (to != NOBODY)
        part->work = line->stations[to].work_of[part->item];
    return to;
}

/* The part sets out for `station`; with a way of its own before it, it lets go of the server. */
static inline void set_out(struct flow *flow, int index, int station, int server)
{
    struct part *part = &flow->parts[index];
    const struct line_work *work = &flow->line->works[part->work];
    if (!work->travels) {
        part_come(flow, index, station, server);
        return;
    }
    double factor =
        work->transfer_power > 0 ? sim_pow((double)part->quantity, work->transfer_power) : 1;
    time_us lasts = luck_time(&flow->places[station].transfer, &work->transfer, factor);
    if (lasts == 0) {
        part_come(flow, index, station, server);
        return;
    }
    part->station = station;
    (void)agenda_add(flow, flow->now + lasts, EVENT_TRIP, index);
    if (server != NOBODY)
        server_free(flow, &flow->servers[server]);
}

/* ---- entering ---- */

static inline void enter(struct flow *flow, int index, int station)
{
    flow->parts[index].entered = flow->now;
    flow->entered++;
    part_inside(flow, 1);
    if (flow->inside > PLANT_INSIDE_MAX)
        flow->stop = flow->overfull = true;
    if (station != NOBODY)
        set_out(flow, index, station, NOBODY);
}

/* A part of this item at its entrance; its first station stands in `station`. */
static inline int part_make(struct flow *flow, struct supply *supply, int item, int64_t quantity,
                            int path)
{
    int index = part_new(flow);
    struct part *part = &flow->parts[index];
    *part = (struct part){.due = -1,
                          .left = -1,
                          .quantity = quantity,
                          .item = item,
                          .path = path,
                          .step = -1,
                          .server = NOBODY,
                          .source = (int)(supply - flow->supplies),
                          .scheduled = NOBODY};
    const struct line_paths *paths = &flow->line->paths_of[item];
    if (path == NOBODY && paths->count > 0) {
        double number =
            paths->count > 1 ? random_unit(&supply->path) * paths->sums[paths->count - 1] : 0;
        part->path = paths->paths[by_sums(number, paths->sums, paths->count)];
    }
    part->station = next_station(flow, part, NOBODY, &supply->path);
    return index;
}

static inline int part_draw(struct flow *flow, struct supply *supply)
{
    const struct plant_source *model = supply->line->model;
    const double *sums = supply->line->mix_sums;
    size_t count = model->mix_count;
    double number = count > 1 ? random_unit(&supply->mix) * sums[count - 1] : 0;
    int item = model->mix[by_sums(number, sums, count)].item;
    double quantity = luck_number(&supply->quantity, &supply->line->quantity) + 0.5;
    quantity = quantity < 1 ? 1 : quantity < 1e9 ? quantity : 1e9;
    return part_make(flow, supply, item, (int64_t)quantity, NOBODY);
}

/* ---- leaving ---- */

/* Every lead time up to a limit, then every second, every fourth ... of them. */
static inline void lead_add(struct flow *flow, double lead)
{
    if (++flow->lead_skip < flow->lead_stride)
        return;
    flow->lead_skip = 0;
    *list_add(flow->arena, &flow->leads) = lead;
    if (flow->leads.count < LEADS_MAX)
        return;
    for (size_t i = 0; 2 * i < flow->leads.count; i++)
        flow->leads.at[i] = flow->leads.at[2 * i];
    flow->leads.count /= 2;
    flow->lead_stride *= 2;
}

static inline void count_good(struct flow *flow, const struct part *part)
{
    double lead = (double)(flow->now - part->entered) * 1e-6;
    struct replication_item *item = &flow->items[part->item];
    flow->lead += lead;
    lead_add(flow, lead);
    flow->good += part->quantity;
    flow->escaped += part->defective;
    flow->orders_done++;
    item->finished++;
    item->lead += lead;
    item->waited += part->waited;
}

static inline void leave(struct flow *flow, int index)
{
    struct part *part = &flow->parts[index];
    bool lost = part->quantity == 0;
    part_inside(flow, -1);
    flow->finished += !lost;
    flow->lost += lost;
    if (part->due >= 0) {
        flow->due_count++;
        flow->due_met += !lost && flow->now <= part->due;
    }
    if (!lost && part->scheduled != NOBODY && flow->result->finish_of != NULL)
        flow->result->finish_of[part->scheduled] = flow->now;
    if (!lost)
        count_good(flow, part);
    struct supply *supply = part->source == NOBODY ? NULL : &flow->supplies[part->source];
    part_free(flow, index);
    if (supply != NULL && supply->line->model->kind == PLANT_CLOSED) {
        int next = part_draw(flow, supply);
        enter(flow, next, flow->parts[next].station);
    }
    if (flow->line->scheduled_only &&
        flow->finished + flow->lost + flow->joined ==
            (int64_t)flow->line->scheduled_count + flow->line->initial_orders)
        flow->stop = true;
}

/* Where it has a place already. */
static inline int claimed_station(struct part *part, const struct server *server)
{
    if (server->ahead == NOBODY)
        return NOBODY;
    part->server = CLAIMED;
    part->work = server->ahead_work;
    part->step = server->ahead_step;
    return server->ahead;
}

/* The work on the part in hand is done: to the next station, or out. */
static inline void part_move_on(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    int index = server->part;
    struct part *part = &flow->parts[index];
    flow->scrapped += part->scrapped;
    part->quantity -= part->scrapped;
    part->scrapped = 0;
    place->here--;
    place->present += flow->now;
    int to = part->quantity == 0       ? NOBODY
             : UNLIKELY(place->before) ? claimed_station(part, server)
                                       : next_station(flow, part, server->station, &place->routing);
    if (to != NOBODY) {
        int number = (int)(server - flow->servers);
        if (flow->line->works[part->work].travels)
            set_out(flow, index, to, number);
        else
            part_arrive(flow, index, to, number);
        return;
    }
    server_free(flow, server);
    leave(flow, index);
}

#endif
