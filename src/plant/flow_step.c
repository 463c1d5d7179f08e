/* What happens in the second engine, from event to event.
 *
 * The headers below are one loop to the compiler. Not vectorised: pairs of numbers that are written
 * one by one and read as a pair make the processor wait. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("no-tree-vectorize", "no-tree-slp-vectorize")
#endif
#include "kit/must.h"
#include "plant/flow_settle.h"

void flow_settle(struct flow *flow)
{
    while (flow->touched_from != flow->touched_to) {
        struct place *place =
            &flow->places[flow->touched[flow->touched_from++ & flow->touched_mask]];
        place->listed = false;
        settle_place(flow, place);
    }
}

static void initial_part(struct flow *flow, size_t i)
{
    const struct plant_initial *initial = &flow->line->model->initial[i];
    const struct line_initial *way = &flow->line->initial[i];
    int index = part_new(flow);
    flow->parts[index] = (struct part){.due = -1,
                                       .left = -1,
                                       .quantity = initial->quantity,
                                       .item = initial->item,
                                       .path = way->path,
                                       .step = way->step,
                                       .work = way->work,
                                       .server = NOBODY,
                                       .source = NOBODY,
                                       .scheduled = NOBODY};
    enter(flow, index, NOBODY);
    part_arrive(flow, index, initial->station, NOBODY);
}

void initial_start(struct flow *flow)
{
    const struct plant_model *model = flow->line->model;
    for (size_t i = 0; i < model->initial_count; i++) {
        struct place *place = &flow->places[model->initial[i].station];
        for (int m = 0; model->initial[i].set_up && m < place->machines; m++)
            place->servers[m].last_item = model->initial[i].item;
    }
    for (size_t i = 0; i < model->initial_count; i++)
        for (int64_t n = 0; n < model->initial[i].count; n++)
            initial_part(flow, i);
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

/* ---- the loop ---- */

static void server_returns(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    const struct line_station *line = place->line;
    if (line->row_count > 0 && line->model->polling == PLANT_POLLING_GATED)
        place->budget = place->rows[place->turn].count;
    else if (line->row_count > 0)
        place->budget = line->model->polling == PLANT_POLLING_LIMITED ? 1 : INT64_MAX;
    server->rested = true;
    server_free(flow, server);
}

static void server_event(struct flow *flow, int number, uint64_t order)
{
    struct server *server = &flow->servers[number];
    if (UNLIKELY(server->token != order))
        return;
    struct place *place = &flow->places[server->station];
    time_us worked = place->always  ? flow->now
                     : server->down ? server->down_until
                                    : server->started + server->span;
    if (UNLIKELY(server->down)) {
        server_repaired(flow, server, worked);
    } else if (server->phase == AT_WORK) {
        server->worked += server->span;
        if (UNLIKELY(server->breaking)) {
            flow->parts[server->part].left -= server->span;
            if (UNLIKELY(server->fuse >= (int)place->line->breakdown_count))
                upkeep_interrupts(flow, server, server->fuse - (int)place->line->breakdown_count);
            else
                break_down(flow, server, &server->fuses[server->fuse], worked);
        } else {
            if (UNLIKELY(place->staffed))
                staff_release(flow, server);
            if (UNLIKELY(place->kept_up))
                upkeep_count(flow, server);
            if (UNLIKELY(place->batches))
                batch_ends(flow, server);
            else
                part_move_on(flow, server);
        }
    } else if (server->phase == SETTING_UP) {
        work_on(flow, place, server, worked);
    } else {
        must(server->phase == AWAY);
        server_returns(flow, server);
    }
}

static void wake_event(struct flow *flow, int number, uint64_t order)
{
    if (number >= (int)flow->line->station_count) {
        crew_wake(flow, number - (int)flow->line->station_count);
        return;
    }
    if (flow->places[number].wake != order)
        return;
    flow->places[number].wake_at = SIM_NEVER;
    place_touch(flow, &flow->places[number]);
}

static void trip_event(struct flow *flow, int number)
{
    part_come(flow, number, flow->parts[number].station, NOBODY);
}

static void happen(struct flow *flow, struct event event)
{
    int number = (int)(event.order & NUMBER_MASK);
    switch ((enum rank)(event.order >> RANK_AT)) {
    case EVENT_SERVER:
        server_event(flow, number, event.order);
        break;
    case EVENT_ARRIVAL:
        arrival_event(flow, number);
        break;
    case EVENT_CLOCK:
        clock_event(flow, number);
        break;
    case EVENT_WAKE:
        wake_event(flow, number, event.order);
        break;
    case EVENT_TRIP:
        trip_event(flow, number);
        break;
    case EVENT_UPKEEP:
        upkeep_event(flow, number);
        break;
    case EVENT_METER:
        meter_event(flow, number);
        break;
    }
    if (flow->touched_from != flow->touched_to)
        flow_settle(flow);
    if (UNLIKELY(flow->asked))
        staff_assign(flow);
}

static bool cancelled(const struct flow *flow)
{
    return (flow->events & 4095) == 0 && flow->task->cancel != NULL &&
           atomic_load_explicit(flow->task->cancel, memory_order_relaxed);
}

enum status flow_loop(struct flow *flow, struct error *err)
{
    struct agenda *agenda = &flow->agenda;
    while (!flow->stop && agenda->count > 0 && !cancelled(flow)) {
        struct event event = agenda->at[0];
        if (++flow->events > flow->events_max)
            return FAIL(err, SIM_RUNAWAY, "more than %llu events after %.3f hours of the model",
                        (unsigned long long)flow->events_max, (double)flow->now / 3.6e9);
        must(event.when >= flow->now);
        flow->now = event.when;
        uint64_t mixed = (flow->print ^ (uint64_t)event.when ^ (event.order & NUMBER_MASK) << 40) *
                         0x9e3779b97f4a7c15u;
        flow->print = mixed ^ mixed >> 29;
        agenda->hole = true;
        happen(flow, event);
        if (agenda->hole)
            agenda_close(agenda);
        if (flow->blocked_anew) {
            flow->blocked_anew = false;
            if (flow->line->may_lock && flow->held > 0)
                flow_look_for_lock(flow);
        }
    }
    return STATUS_OK;
}
