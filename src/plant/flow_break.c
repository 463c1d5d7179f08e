/* What interrupts a server of the second engine: breakdowns by operation and by the calendar, and
 * the way back to work. Rare beside visits, so a call away from the loop. */
#include "plant/flow_ways.h"

/* The breakdown that depends on operation and comes first. */
void fuse_first(struct flow *flow, struct server *server)
{
    const struct line_station *line = flow->places[server->station].line;
    server->fuse_at = SIM_NEVER;
    for (size_t b = 0; b < line->breakdown_count; b++) {
        if (!line->breakdowns[b].operation_dependent || server->fuses[b].at >= server->fuse_at)
            continue;
        server->fuse_at = server->fuses[b].at;
        server->fuse = (int)b;
    }
    /* Behind them: maintenance that interrupts work after so much of it. */
    for (size_t u = 0; u < line->model->upkeep_count; u++) {
        const struct plant_upkeep *model = &line->model->upkeeps[u];
        if (model->clock != PLANT_UPKEEP_WORK || !model->interrupts ||
            server->upkeeps[u].at >= server->fuse_at)
            continue;
        server->fuse_at = server->upkeeps[u].at;
        server->fuse = (int)(line->breakdown_count + u);
    }
}

/* The part at work is lost whole; the server has nothing in hand. */
static void scrap_work(struct flow *flow, struct place *place, struct server *server)
{
    int index = server->part;
    if (place->before)
        claim_drop(flow, server);
    flow->scrapped += flow->parts[index].quantity;
    flow->parts[index].quantity = flow->parts[index].scrapped = 0;
    place->here--;
    place->present += flow->now;
    if (place->claims.count > 0)
        place_touch(flow, place);
    server->phase = FREE;
    server->part = NOBODY;
    server->free_at = flow->now;
    leave(flow, index);
}

/* The clock of a calendar breakdown begins again with the end of the repair. */
void fuse_later(struct flow *flow, struct fuse *fuse, time_us uptime)
{
    const struct server *server = &flow->servers[fuse->server];
    fuse->at = server->down_until + uptime;
    fuse->pending = -1;
    (void)agenda_add(flow, plant_hours_when(&flow->places[server->station].line->hours, fuse->at),
                     EVENT_CLOCK, (int)(fuse - flow->fuses));
}

/* What the breakdown does to the part at work. */
static void work_breaks_off(struct flow *flow, struct server *server, enum plant_after after)
{
    if (server->phase != AT_WORK)
        return;
    if (after == PLANT_AFTER_RESTART)
        flow->parts[server->part].left = flow->parts[server->part].whole;
    else if (after == PLANT_AFTER_SCRAP)
        scrap_work(flow, &flow->places[server->station], server);
}

void break_down(struct flow *flow, struct server *server, struct fuse *fuse, time_us worked)
{
    struct place *place = &flow->places[server->station];
    const struct line_breakdown *law = &place->line->breakdowns[fuse->kind];
    time_us from = server->down && server->down_until > worked ? server->down_until : worked;
    time_us uptime = luck_time(&fuse->uptime, &law->uptime, 1);
    time_us lasts = luck_time(&fuse->repair, &law->repair, 1);
    server->down = true;
    work_breaks_off(flow, server, law->after);
    bool repaired = !place->staffed || staff_repairs(flow, place, server, &lasts);
    if (repaired) {
        server->down_until = from + lasts;
        server_books(server, worked, PLANT_DOWN);
        server_await(flow, place, server, server->down_until);
    }
    if (law->operation_dependent) {
        fuse->at = server->worked + uptime;
        fuse_first(flow, server);
    } else if (repaired) {
        fuse_later(flow, fuse, uptime);
    } else {
        fuse->pending = uptime;
    }
}

/* Stop what it does for now, having done part of it. */
void server_pause(struct flow *flow, struct server *server, time_us worked)
{
    time_us done = worked - server->started;
    done = server->asks || server->phase == CLAIMING ? 0
           : done < server->span                     ? done
                                                     : server->span;
    server->token = 0;
    if (server->phase == AT_WORK) {
        server->worked += done;
        flow->parts[server->part].left -= done;
    }
    server->span -= done;
}

void clock_event(struct flow *flow, int number)
{
    struct fuse *fuse = &flow->fuses[number];
    struct server *server = &flow->servers[fuse->server];
    struct place *place = &flow->places[server->station];
    time_us worked = place_worked(place, flow->now);
    if (!server->down && server->phase == FREE)
        ready_clear(place, server);
    else if (!server->down)
        server_pause(flow, server, worked);
    break_down(flow, server, fuse, worked);
}

/* Repaired: it goes on where it stopped. */
void server_repaired(struct flow *flow, struct server *server, time_us worked)
{
    struct place *place = &flow->places[server->station];
    server->down = false;
    server->token = 0;
    if (UNLIKELY(server->kept))
        upkeep_ended(flow, server, worked);
    if (UNLIKELY(server->due > 0) && upkeep_begin(flow, server))
        return;
    if (server->phase == AT_WORK) {
        work_on(flow, place, server, worked);
        return;
    }
    if (server->phase == SETTING_UP) {
        set_up(flow, place, server, worked, server->span);
        return;
    }
    staff_release(flow, server);
    server_books(server, worked, state_of(server));
    if (server->phase == AWAY) {
        server_spends(flow, place, server, worked, server->span);
    } else if (server->phase == FREE) {
        ready_set(place, server);
        place_touch(flow, place);
    }
}
