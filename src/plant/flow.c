/* One replication on the second engine: its start, the loop of its events, what came of it. */
#include "kit/must.h"
#include "kit/text.h"
#include "plant/flow_agenda.h"

enum { FIRST_EVENTS = 64, FIRST_PARTS = 64 };

/* What a meter event measures. */
enum { METER_WARM, METER_SLICE, METER_PILOT };

/* ---- streams, by what they are for, so that a change elsewhere leaves them alone ---- */

static struct random_stream stream_of(const struct flow *flow, const char *kind, const char *id,
                                      const char *purpose)
{
    return random_stream_at(flow->task->seed,
                            arena_format(flow->arena, "%s/%s/%s", kind, id, purpose),
                            flow->task->index);
}

static struct luck luck_of(const struct flow *flow, const char *kind, const char *id,
                           const char *purpose)
{
    return (struct luck){.stream = stream_of(flow, kind, id, purpose)};
}

/* ---- the start ---- */

static void fuse_make(struct flow *flow, const struct place *place, struct server *server, size_t b,
                      int machine)
{
    const struct plant_station *model = place->line->model;
    const char *id = model->breakdowns[b].id;
    struct fuse *fuse = &server->fuses[b];
    *fuse = (struct fuse){
        .uptime = luck_of(flow, "station", model->id,
                          arena_format(flow->arena, "%s/%d/uptime", id, machine)),
        .repair = luck_of(flow, "station", model->id,
                          arena_format(flow->arena, "%s/%d/repair", id, machine)),
        .server = (int)(server - flow->servers),
        .kind = (int)b,
        .pending = -1,
    };
    fuse->at = luck_time(&fuse->uptime, &place->line->breakdowns[b].uptime, 1);
    if (!place->line->breakdowns[b].operation_dependent)
        (void)agenda_add(flow, plant_hours_when(&place->line->hours, fuse->at), EVENT_CLOCK,
                         (int)(fuse - flow->fuses));
}

static void servers_make(struct flow *flow, struct place *place, struct fuse *fuses,
                         struct upkeep *upkeeps)
{
    for (int m = 0; m < place->machines; m++) {
        struct server *server = &place->servers[m];
        *server = (struct server){.part = NOBODY,
                                  .station = place->number,
                                  .number = m,
                                  .last_item = NOBODY,
                                  .free_at = -1,
                                  .crew = NOBODY,
                                  .ahead = NOBODY,
                                  .state = PLANT_STARVED,
                                  .fuses = fuses + (size_t)m * place->line->breakdown_count};
        for (size_t b = 0; b < place->line->breakdown_count; b++)
            fuse_make(flow, place, server, b, m);
        server->upkeeps = upkeeps + (size_t)m * place->line->model->upkeep_count;
        for (size_t u = 0; u < place->line->model->upkeep_count; u++)
            upkeep_make(flow, place, server, u, m);
        fuse_first(flow, server);
        place->ready[m / 64] |= UINT64_C(1) << m % 64;
    }
}

static void place_make(struct flow *flow, size_t index, struct server *servers, struct fuse *fuses,
                       struct upkeep *upkeeps)
{
    struct place *place = &flow->places[index];
    const struct line_station *line = &flow->line->stations[index];
    const struct plant_station *model = line->model;
    *place = (struct place){
        .line = line,
        .servers = servers,
        .ready = arena_array(flow->arena, (size_t)model->machines / 64 + 1, sizeof *place->ready),
        .capacity = model->queue_capacity < 0 ? INT64_MAX : model->queue_capacity,
        .machines = model->machines,
        .ready_count = model->machines,
        .number = (int)index,
        .always = line->hours.always,
        .plain = line->hours.always && !line->ranked && line->row_count == 0 && !line->claimable &&
                 model->batch_max == 0 && !line->chosen,
        .before = model->blocking == PLANT_BLOCKING_BEFORE,
        .preempts = model->preempt != PLANT_PREEMPT_NEVER,
        .scraps = model->scrap > 0 || model->defects > 0 || model->detects > 0,
        .exponential = line->exponential,
        .batches = model->batch_max > 0,
        .staffed = model->need_count > 0,
        .kept_up = model->upkeep_count > 0,
        .root = NOBODY,
        .wake_at = SIM_NEVER,
        .processing = luck_of(flow, "station", model->id, "processing"),
        .setup = luck_of(flow, "station", model->id, "setup"),
        .transfer = luck_of(flow, "station", model->id, "transfer"),
        .vacation = luck_of(flow, "station", model->id, "vacation"),
        .switching = luck_of(flow, "station", model->id, "switchover"),
        .scrap = stream_of(flow, "station", model->id, "scrap"),
        .routing = stream_of(flow, "station", model->id, "routing"),
        .drawn = BLOCK,
    };
    if (line->row_count > 0)
        place->rows = arena_array(flow->arena, (size_t)line->row_count, sizeof *place->rows);
    servers_make(flow, place, fuses, upkeeps);
}

static void places_make(struct flow *flow)
{
    const struct plant_line *line = flow->line;
    flow->places = arena_array(flow->arena, line->station_count, sizeof *flow->places);
    size_t ring = 1;
    while (ring < line->station_count)
        ring *= 2;
    flow->touched = arena_array(flow->arena, ring, sizeof *flow->touched);
    flow->touched_mask = ring - 1;
    flow->locked = arena_array(flow->arena, line->station_count, sizeof *flow->locked);
    flow->servers = arena_array(flow->arena, line->machine_count, sizeof *flow->servers);
    flow->fuses = arena_array(flow->arena, line->breakdown_clocks, sizeof *flow->fuses);
    struct server *servers = flow->servers;
    struct fuse *fuses = flow->fuses;
    flow->upkeeps = arena_array(flow->arena, line->upkeep_clocks, sizeof *flow->upkeeps);
    struct upkeep *upkeeps = flow->upkeeps;
    for (size_t s = 0; s < line->station_count; s++) {
        place_make(flow, s, servers, fuses, upkeeps);
        upkeeps +=
            (size_t)line->stations[s].model->machines * line->stations[s].model->upkeep_count;
        servers += line->stations[s].model->machines;
        fuses += (size_t)line->stations[s].model->machines * line->stations[s].breakdown_count;
    }
}

static void supplies_make(struct flow *flow)
{
    const struct plant_line *line = flow->line;
    flow->supplies = arena_array(flow->arena, line->source_count, sizeof *flow->supplies);
    for (size_t s = 0; s < line->source_count; s++) {
        const char *id = line->sources[s].model->id;
        flow->supplies[s] = (struct supply){
            .line = &line->sources[s],
            .between = luck_of(flow, "source", id, "between"),
            .quantity = luck_of(flow, "source", id, "quantity"),
            .mix = stream_of(flow, "source", id, "mix"),
            .path = stream_of(flow, "source", id, "path"),
            .pending = NOBODY,
        };
        /* Where a saturated source may send to is not known before it draws: every place asks. */
        for (size_t p = 0;
             line->sources[s].model->kind == PLANT_SATURATED && p < line->station_count; p++)
            flow->places[p].saturated = true;
    }
}

static void meter(struct flow *flow, time_us when, int what)
{
    (void)agenda_add(flow, when, EVENT_METER, what);
}

static void flow_start(struct flow *flow)
{
    const struct replication_task *task = flow->task;
    flow->agenda.at = arena_array(flow->arena, FIRST_EVENTS, sizeof *flow->agenda.at);
    flow->agenda.room = FIRST_EVENTS;
    for (size_t i = 0; i < FIRST_EVENTS; i++)
        flow->agenda.at[i] = event_never();
    flow->parts = arena_array(flow->arena, FIRST_PARTS, sizeof *flow->parts);
    flow->part_room = FIRST_PARTS;
    flow->items = flow->result->items;
    places_make(flow);
    supplies_make(flow);
    crews_make(flow);
    if (task->warmup > 0)
        meter(flow, task->warmup, METER_WARM);
    else if (flow->result->course != NULL)
        meter(flow, task->slice, METER_SLICE);
    if (task->series != NULL)
        meter(flow, (time_us)((double)task->end / (double)task->series->slices), METER_PILOT);
    initial_start(flow);
    for (size_t s = 0; s < flow->line->source_count; s++)
        supply_start(flow, &flow->supplies[s]);
    for (size_t s = 0; s < flow->line->station_count; s++)
        place_touch(flow, &flow->places[s]);
    flow_settle(flow);
    staff_assign(flow);
}

/* ---- measuring ---- */

static double present_of(const struct flow *flow)
{
    return (double)(flow->present + (wide)flow->inside * flow->now);
}

/* The slice that ends now, and the start of the next. */
static void slice_end(struct flow *flow)
{
    struct slice_start *start = &flow->slice;
    struct replication_slice *slice = &flow->result->course[start->number];
    wide present = flow->present + (wide)flow->inside * flow->now;
    slice->inside = (double)(present - start->present);
    slice->lead = flow->lead - start->lead;
    slice->orders = flow->orders_done - start->orders;
    slice->pieces = flow->good - start->pieces;
    *start = (struct slice_start){
        start->number + 1, flow->now, present, flow->lead, flow->orders_done, flow->good,
    };
}

static void pilot_end(struct flow *flow)
{
    const struct replication_task *task = flow->task;
    struct slice_start *start = &flow->pilot;
    struct replication_series *series = task->series;
    wide present = flow->present + (wide)flow->inside * flow->now;
    series->inside[start->number] += (double)(present - start->present);
    series->finished[start->number] += (double)(flow->finished - start->orders);
    *start = (struct slice_start){
        .number = start->number + 1, .present = present, .orders = flow->finished};
    time_us next =
        (time_us)((double)task->end / (double)series->slices * (double)(start->number + 1));
    if (start->number < series->slices)
        meter(flow, next < task->end ? next : task->end, METER_PILOT);
}

/* The warm-up is over: every sum begins again. */
static void warmed_up(struct flow *flow)
{
    const struct plant_line *line = flow->line;
    flow->present = -(wide)flow->inside * flow->now;
    flow->squares = -(wide)flow->inside * flow->inside * flow->now;
    flow->lead = 0;
    flow->leads.count = flow->lead_skip = 0;
    flow->lead_stride = 1;
    flow->good = flow->scrapped = flow->escaped = flow->orders_done = flow->due_count =
        flow->due_met = 0;
    flow->turned_away = flow->came = 0;
    for (size_t i = 0; i < line->model->item_count; i++)
        flow->items[i] = (struct replication_item){0};
    for (size_t s = 0; s < line->station_count; s++) {
        struct place *place = &flow->places[s];
        time_us worked = place_worked(place, flow->now);
        place->measured_from = worked;
        place->present = -(wide)place->here * flow->now;
        place->queued = -(wide)place->queue.count * flow->now;
        place->visits = place->waiters = place->waited = 0;
        for (int m = 0; m < place->machines; m++) {
            struct server *server = &place->servers[m];
            for (int k = 0; k < PLANT_STATE_COUNT; k++)
                server->sums[k] = 0;
            server->sums[server->state] = -worked;
        }
    }
    crews_measure(flow);
    flow->slice = (struct slice_start){.at = flow->now};
    if (flow->result->course != NULL)
        meter(flow, flow->now + flow->task->slice, METER_SLICE);
}

void meter_event(struct flow *flow, int what)
{
    if (what == METER_WARM) {
        warmed_up(flow);
    } else if (what == METER_PILOT) {
        pilot_end(flow);
    } else {
        slice_end(flow);
        meter(flow, flow->now + flow->task->slice, METER_SLICE);
    }
}

static enum status why_stopped(const struct flow *flow, struct error *err)
{
    const struct plant_line *line = flow->line;
    if (flow->overfull) {
        size_t longest = 0;
        for (size_t s = 1; s < line->station_count; s++)
            if (flow->places[s].queue.count > flow->places[longest].queue.count)
                longest = s;
        return FAIL_AT(err, PLANT_RUNAWAY, arena_format(flow->arena, "/stations/%zu", longest),
                       "more than %d orders inside after %.2f days; most wait at \"%s\"",
                       PLANT_INSIDE_MAX, (double)flow->now / (double)TIME_DAY,
                       line->stations[longest].model->id);
    }
    if (flow->deadlock == NOBODY)
        return STATUS_OK;
    struct text names = text_start(flow->arena, 160);
    for (size_t s = 0; s < line->station_count; s++)
        if (flow->locked[s])
            text_format(&names, "%s%s", names.size > 0 ? ", " : "", line->stations[s].model->id);
    return FAIL_AT(err, PLANT_DEADLOCK, arena_format(flow->arena, "/stations/%d", flow->deadlock),
                   "after %.3f hours these wait for one another: %s",
                   (double)flow->now / (double)TIME_HOUR, text_string(&names));
}

/* ---- what came of it ---- */

static void place_finish(struct flow *flow, size_t index)
{
    struct place *place = &flow->places[index];
    struct replication_station *result = &flow->result->stations[index];
    time_us measured = flow->now - flow->task->warmup;
    time_us worked = place_worked(place, flow->now), open = worked - place->measured_from;
    for (int m = 0; m < place->machines; m++) {
        const struct server *server = &place->servers[m];
        for (int k = 0; k < PLANT_STATE_COUNT; k++)
            result->states[k] += server->sums[k] + (k == (int)server->state ? worked : 0);
    }
    result->states[PLANT_OFF] = (measured - open) * place->machines;
    double time = measured > 0 ? (double)measured : 1;
    result->queue = (double)(place->queued + (wide)place->queue.count * flow->now) / time;
    result->present = (double)(place->present + (wide)place->here * flow->now) / time;
    result->visits = place->visits;
    if (place->visits > 0) {
        result->wait.count = place->visits;
        result->wait.mean = (double)place->waited * 1e-6 / (double)place->visits;
        result->waited = (double)place->waiters / (double)place->visits;
    }
    result->utilisation =
        open > 0 ? (double)(result->states[PLANT_WORKING] + result->states[PLANT_SETUP]) /
                       ((double)open * place->machines)
                 : 0;
}

static void leads_finish(struct flow *flow, struct replication *result)
{
    result->lead_mean = flow->orders_done > 0 ? flow->lead / (double)flow->orders_done : 0;
    if (flow->leads.count == 0)
        return;
    result->lead_median = sim_quantile(flow->leads.at, flow->leads.count, 0.5);
    result->lead_p90 = sim_quantile(flow->leads.at, flow->leads.count, 0.9);
    result->lead_p95 = sim_quantile(flow->leads.at, flow->leads.count, 0.95);
}

static void flow_finish(struct flow *flow)
{
    struct replication *result = flow->result;
    time_us measured = flow->now - flow->task->warmup;
    double days = (double)measured / (double)TIME_DAY, time = measured > 0 ? (double)measured : 1;
    result->end = flow->now;
    result->bottleneck = NOBODY;
    double most = 0;
    for (size_t s = 0; s < flow->line->station_count; s++) {
        place_finish(flow, s);
        if (result->stations[s].utilisation > most) {
            most = result->stations[s].utilisation;
            result->bottleneck = (int)s;
        }
    }
    result->throughput = days > 0 ? (double)flow->good / days : 0;
    result->orders = days > 0 ? (double)flow->orders_done / days : 0;
    result->wip = present_of(flow) / time;
    double squares = (double)(flow->squares + (wide)flow->inside * flow->inside * flow->now) / time;
    result->wip_variance = squares - result->wip * result->wip;
    leads_finish(flow, result);
    crews_finish(flow);
    int64_t pieces = flow->good + flow->scrapped;
    result->scrap = pieces > 0 ? (double)flow->scrapped / (double)pieces : 0;
    result->escaped = flow->good > 0 ? (double)flow->escaped / (double)flow->good : 0;
    result->on_time = flow->due_count > 0 ? (double)flow->due_met / (double)flow->due_count : -1;
    result->turned_away = flow->came > 0 ? (double)flow->turned_away / (double)flow->came : 0;
    result->finished_measured = flow->orders_done;
    result->entered = flow->entered;
    result->finished = flow->finished;
    result->lost = flow->lost;
    result->joined = flow->joined;
    result->inside = flow->inside;
    result->fingerprint = flow->print;
    result->events = flow->events;
    if (result->course != NULL && flow->now > flow->slice.at)
        slice_end(flow);
}

enum status plant_replicate_flow(const struct replication_task *task, struct arena *arena,
                                 struct replication *ret, struct error *err)
{
    struct flow *flow = arena_alloc(arena, sizeof *flow);
    flow->task = task;
    flow->line = task->line;
    flow->arena = arena;
    flow->end = task->end;
    flow->events_max = task->events_max > 0 ? task->events_max : 200000000;
    flow->free_part = flow->deadlock = NOBODY;
    flow->lead_stride = 1;
    flow->print = 0x243f6a8885a308d3u;
    flow->result = ret;
    flow_start(flow);
    enum status st = flow_loop(flow, err);
    if (st == STATUS_OK)
        st = why_stopped(flow, err);
    if (st != STATUS_OK)
        return st;
    bool all_done = task->line->scheduled_only && flow->stop;
    if (!all_done)
        flow->now = task->end;
    flow_finish(flow);
    return STATUS_OK;
}
