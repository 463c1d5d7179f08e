/* Where parts come from, which way they go and how they leave. */
#include "kit/list.h"
#include "plant/flow_agenda.h"

enum { LEADS_MAX = 1 << 21 };

/* One more or one less inside: its running sum and that of its square. */
void part_inside(struct flow *flow, int change)
{
    int64_t before = flow->inside;
    flow->inside += change;
    flow->present -= (wide)change * flow->now;
    flow->squares -= ((wide)flow->inside * flow->inside - (wide)before * before) * flow->now;
}

static int by_sums(double number, const double *sums, size_t count)
{
    size_t at = 0;
    while (at + 1 < count && number >= sums[at])
        at++;
    return (int)at;
}

/* Where the part goes next; sets its work. NOBODY: out. */
static int next_station(const struct flow *flow, struct part *part, int from,
                        struct random_stream *stream)
{
    const struct plant_line *line = flow->line;
    if (part->path != NOBODY) {
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
static void set_out(struct flow *flow, int index, int station, int server)
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

void trip_event(struct flow *flow, int number)
{
    part_come(flow, number, flow->parts[number].station, NOBODY);
}

/* ---- leaving ---- */

/* Every lead time up to a limit, then every second, every fourth ... of them. */
static void lead_add(struct flow *flow, double lead)
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

static void count_good(struct flow *flow, const struct part *part)
{
    double lead = (double)(flow->now - part->entered) * 1e-6;
    struct replication_item *item = &flow->items[part->item];
    flow->lead += lead;
    lead_add(flow, lead);
    flow->good += part->quantity;
    flow->orders_done++;
    item->finished++;
    item->lead += lead;
    item->waited += part->waited;
}

static void enter(struct flow *flow, int index, int station);
static int part_draw(struct flow *flow, struct supply *supply);

static void leave(struct flow *flow, int index)
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
    struct supply *supply = &flow->supplies[part->source];
    part_free(flow, index);
    if (supply->line->model->kind == PLANT_CLOSED) {
        int next = part_draw(flow, supply);
        enter(flow, next, flow->parts[next].station);
    }
    if (flow->line->scheduled_only &&
        flow->finished + flow->lost + flow->joined == (int64_t)flow->line->scheduled_count)
        flow->stop = true;
}

/* The work on the part in hand is done: to the next station, or out. */
void part_move_on(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    int index = server->part;
    struct part *part = &flow->parts[index];
    flow->scrapped += part->scrapped;
    part->quantity -= part->scrapped;
    part->scrapped = 0;
    place->here--;
    place->present += flow->now;
    int to = part->quantity == 0 ? NOBODY
                                 : next_station(flow, part, server->station, &place->routing);
    if (to != NOBODY) {
        set_out(flow, index, to, (int)(server - flow->servers));
        return;
    }
    server_free(flow, server);
    leave(flow, index);
}

/* ---- sources ---- */

static void enter(struct flow *flow, int index, int station)
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
static int part_make(struct flow *flow, struct supply *supply, int item, int64_t quantity, int path)
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

static int part_draw(struct flow *flow, struct supply *supply)
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

static void arrival_next(struct flow *flow, struct supply *supply)
{
    const struct plant_hours *hours = &supply->line->hours;
    time_us between = luck_time(&supply->between, &supply->line->between, 1);
    time_us when = plant_hours_when(hours, plant_hours_worked(hours, flow->now) + between);
    (void)agenda_add(flow, when > flow->now ? when : flow->now, EVENT_ARRIVAL,
                     (int)(supply - flow->supplies));
}

static void arrive(struct flow *flow, struct supply *supply)
{
    int index = part_draw(flow, supply), station = flow->parts[index].station;
    flow->came++;
    flow->items[flow->parts[index].item].came++;
    if (!supply->line->model->turns_away ||
        place_takes(flow, &flow->places[station], flow->parts[index].item)) {
        enter(flow, index, station);
    } else {
        flow->turned_away++;
        flow->items[flow->parts[index].item].turned_away++;
        part_free(flow, index);
    }
    arrival_next(flow, supply);
}

static void release_scheduled(struct flow *flow, struct supply *supply)
{
    const struct plant_source *model = supply->line->model;
    while (supply->next < model->order_count && model->orders[supply->next].at <= flow->now) {
        const struct plant_order *from = &model->orders[supply->next];
        int index = part_make(flow, supply, from->item, from->quantity, from->path);
        flow->parts[index].due = from->due;
        flow->parts[index].scheduled = (int)(supply->line->first_order + supply->next);
        supply->next++;
        enter(flow, index, flow->parts[index].station);
    }
    if (supply->next < model->order_count)
        (void)agenda_add(flow, model->orders[supply->next].at, EVENT_ARRIVAL,
                         (int)(supply - flow->supplies));
}

void arrival_event(struct flow *flow, int number)
{
    struct supply *supply = &flow->supplies[number];
    if (supply->line->model->kind == PLANT_SCHEDULED)
        release_scheduled(flow, supply);
    else
        arrive(flow, supply);
}

void supply_start(struct flow *flow, struct supply *supply)
{
    const struct plant_source *model = supply->line->model;
    switch (model->kind) {
    case PLANT_SATURATED:
        supply->pending = part_draw(flow, supply);
        break;
    case PLANT_RANDOM:
        arrival_next(flow, supply);
        break;
    case PLANT_SCHEDULED:
        release_scheduled(flow, supply);
        break;
    case PLANT_CLOSED:
        for (int64_t i = 0; i < model->population; i++) {
            int index = part_draw(flow, supply);
            enter(flow, index, flow->parts[index].station);
        }
        break;
    }
}

int supply_take(struct flow *flow, struct place *place)
{
    int count = (int)flow->line->source_count;
    for (int i = 0; i < count; i++) {
        struct supply *supply = &flow->supplies[(flow->turn + i) % count];
        if (supply->pending == NOBODY || flow->parts[supply->pending].station != place->number)
            continue;
        int index = supply->pending;
        flow->turn = ((int)(supply - flow->supplies) + 1) % count;
        enter(flow, index, NOBODY);
        flow->parts[index].came = flow->now;
        place->here++;
        place->present -= flow->now;
        supply->pending = part_draw(flow, supply);
        place_touch(flow, flow->parts[supply->pending].station);
        return index;
    }
    return NOBODY;
}
