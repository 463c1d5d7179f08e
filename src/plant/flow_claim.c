/* Blocking before service: a server takes an order, but begins it only with a place for it at the
 * next station, which from then on is kept for it. Which station that is, is settled when it asks.
 */
#include "plant/flow_ways.h"

int64_t place_spare(const struct place *place)
{
    if (place->capacity == INT64_MAX)
        return INT64_MAX / 2;
    /* What a server keeps here counts at the next station. */
    return place->capacity + place->machines - place->keeping - place->here - place->claimed;
}

static void claim_take(struct flow *flow, struct server *server)
{
    flow->places[server->ahead].claimed++;
}

bool claim_ahead(struct flow *flow, struct place *place, struct server *server, time_us setup)
{
    struct part next = flow->parts[server->part];
    server->ahead = next.quantity == next.scrapped
                        ? NOBODY
                        : next_station(flow, &next, server->station, &place->routing);
    server->ahead_work = next.work;
    server->ahead_step = next.step;
    server->span = setup;
    if (server->ahead == NOBODY)
        return true;
    struct place *to = &flow->places[server->ahead];
    if (to->waiting.count == 0 && to->claims.count == 0 && place_spare(to) > 0) {
        claim_take(flow, server);
        return true;
    }
    int number = (int)(server - flow->servers);
    if (to->claims.count++ == 0)
        to->claims.first = number;
    else
        flow->servers[to->claims.last].next_claim = number;
    to->claims.last = number;
    server->phase = CLAIMING;
    server->token = 0;
    server_state(flow, server, state_of(server));
    flow->held += place->keeping + ++place->claiming == place->machines;
    flow->blocked_anew = true;
    return false;
}

static void claim_granted(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    flow->held -= place->keeping + place->claiming-- == place->machines;
    claim_take(flow, server);
    server->phase = server->span > 0 ? SETTING_UP : AT_WORK;
    if (server->down) /* it begins when it is repaired */
        return;
    time_us worked = place_worked(place, flow->now);
    if (server->span > 0)
        set_up(flow, place, server, worked, server->span);
    else
        work_on(flow, place, server, worked);
}

void claims_grant(struct flow *flow, struct place *place)
{
    while (place->claims.count > 0 && place->waiting.count == 0 && place_spare(place) > 0) {
        struct server *server = &flow->servers[place->claims.first];
        place->claims.first = server->next_claim;
        place->claims.count--;
        claim_granted(flow, server);
    }
}

void claim_drop(struct flow *flow, struct server *server)
{
    if (server->ahead == NOBODY)
        return;
    struct place *to = &flow->places[server->ahead];
    server->ahead = NOBODY;
    to->claimed--;
    place_touch(flow, to);
}
