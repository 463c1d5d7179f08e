/* Planned maintenance of the second engine. A server under maintenance is down like one that broke;
 * what was due is done one after the other, and its clocks begin again when all of it has ended. */
#include "kit/text.h"
#include "plant/flow_visit.h"

static void wait_for_clock(struct flow *flow, const struct upkeep *upkeep, time_us worked)
{
    const struct place *place = &flow->places[flow->servers[upkeep->server].station];
    time_us when =
        plant_hours_when(&place->line->hours, worked + place->line->upkeeps[upkeep->kind].every);
    (void)agenda_add(flow, when, EVENT_UPKEEP, (int)(upkeep - flow->upkeeps));
}

static enum plant_upkeep_clock clock_of(const struct place *place, size_t kind)
{
    return place->line->model->upkeeps[kind].clock;
}

void upkeep_make(struct flow *flow, const struct place *place, struct server *server, size_t kind,
                 int machine)
{
    const struct plant_station *model = place->line->model;
    struct upkeep *upkeep = &server->upkeeps[kind];
    const char *purpose = arena_format(flow->arena, "station/%s/%s/%d/maintenance", model->id,
                                       model->upkeeps[kind].id, machine);
    *upkeep = (struct upkeep){
        .at = place->line->upkeeps[kind].every,
        .lasts = {.stream = random_stream_at(flow->task->seed, purpose, flow->task->index)},
        .server = (int)(server - flow->servers),
        .kind = (int)kind,
    };
    if (clock_of(place, kind) == PLANT_UPKEEP_CALENDAR)
        wait_for_clock(flow, upkeep, 0);
}

static void fall_due(struct server *server, struct upkeep *upkeep)
{
    server->due += !upkeep->due;
    upkeep->due = true;
}

bool upkeep_begin(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    time_us worked = place_worked(place, flow->now), lasts = 0;
    bool any = false;
    for (size_t u = 0; u < place->line->model->upkeep_count; u++) {
        struct upkeep *upkeep = &server->upkeeps[u];
        if (!upkeep->due || (server->phase != FREE && !place->line->model->upkeeps[u].interrupts))
            continue;
        lasts += luck_time(&upkeep->lasts, &place->line->upkeeps[u].lasts, 1);
        upkeep->due = false;
        upkeep->doing = any = true;
        server->due--;
    }
    if (!any)
        return false;
    server->down = server->kept = true;
    server->repair_left = lasts;
    if (place->staffed && !staff_ready(flow, place, server, PLANT_MAINTAIN))
        return true;
    server->repair_left = 0;
    server->down_until = worked + lasts;
    server_books(server, worked, PLANT_MAINTENANCE);
    server_await(flow, place, server, server->down_until);
    return true;
}

void upkeep_ended(struct flow *flow, struct server *server, time_us worked)
{
    struct place *place = &flow->places[server->station];
    server->kept = false;
    for (size_t u = 0; u < place->line->model->upkeep_count; u++) {
        struct upkeep *upkeep = &server->upkeeps[u];
        if (!upkeep->doing)
            continue;
        upkeep->doing = false;
        upkeep->orders = 0;
        upkeep->at = server->worked + place->line->upkeeps[u].every;
        if (clock_of(place, u) == PLANT_UPKEEP_CALENDAR)
            wait_for_clock(flow, upkeep, worked);
    }
    fuse_first(flow, server);
}

void upkeep_count(struct flow *flow, struct server *server)
{
    const struct plant_station *model = flow->places[server->station].line->model;
    for (size_t u = 0; u < model->upkeep_count; u++) {
        struct upkeep *upkeep = &server->upkeeps[u];
        upkeep->orders++;
        bool orders = model->upkeeps[u].clock == PLANT_UPKEEP_ORDERS &&
                      (double)upkeep->orders >= model->upkeeps[u].every;
        bool work = model->upkeeps[u].clock == PLANT_UPKEEP_WORK && server->worked >= upkeep->at;
        if (orders || work)
            fall_due(server, upkeep);
    }
}

void upkeep_interrupts(struct flow *flow, struct server *server, int kind)
{
    struct upkeep *upkeep = &server->upkeeps[kind];
    fall_due(server, upkeep);
    upkeep->at = SIM_NEVER; /* until it has ended */
    (void)upkeep_begin(flow, server);
}

void upkeep_event(struct flow *flow, int number)
{
    struct upkeep *upkeep = &flow->upkeeps[number];
    struct server *server = &flow->servers[upkeep->server];
    struct place *place = &flow->places[server->station];
    fall_due(server, upkeep);
    if (server->down)
        return;
    if (server->phase == FREE)
        ready_clear(place, server);
    else if (place->line->model->upkeeps[upkeep->kind].interrupts)
        server_pause(flow, server, place_worked(place, flow->now));
    else
        return;
    (void)upkeep_begin(flow, server);
}
