/* Places all of whose servers keep parts for one another can never move again. What only waits
 * for them is left out: it is not the cause. */
#include "plant/flow_private.h"

/* The place that the order in hand goes to. */
static int goes_to(const struct flow *flow, const struct server *server)
{
    return server->phase == CLAIMING ? server->ahead : flow->parts[server->part].station;
}

/* Does a server of a locked place keep a part for `to`? */
static bool waited_for(const struct flow *flow, size_t to)
{
    for (size_t s = 0; s < flow->line->station_count; s++) {
        const struct place *place = &flow->places[s];
        for (int m = 0; flow->locked[s] && m < place->machines; m++)
            if (place->batches ? batch_waits_for(flow, &place->servers[m], (int)to, false)
                               : goes_to(flow, &place->servers[m]) == (int)to)
                return true;
    }
    return false;
}

/* Does every server of the place keep a part for a locked place? */
static bool still_locked(const struct flow *flow, size_t s)
{
    const struct place *place = &flow->places[s];
    for (int m = 0; m < place->machines; m++)
        if (place->batches ? !batch_waits_for(flow, &place->servers[m], NOBODY, true)
                           : !flow->locked[goes_to(flow, &place->servers[m])])
            return false;
    return true;
}

/* Strike out, again and again, the locked places that `keep` does not speak for. */
static void strike_out(struct flow *flow, bool (*keep)(const struct flow *flow, size_t s))
{
    for (bool more = true; more;) {
        more = false;
        for (size_t s = 0; s < flow->line->station_count; s++) {
            if (flow->locked[s] && !keep(flow, s)) {
                flow->locked[s] = false;
                more = true;
            }
        }
    }
}

void flow_look_for_lock(struct flow *flow)
{
    size_t count = flow->line->station_count;
    for (size_t s = 0; s < count; s++)
        flow->locked[s] =
            flow->places[s].keeping + flow->places[s].claiming == flow->places[s].machines;
    strike_out(flow, still_locked);
    strike_out(flow, waited_for);
    for (size_t s = count; s-- > 0;)
        if (flow->locked[s])
            flow->deadlock = (int)s;
    flow->stop |= flow->deadlock != NOBODY;
}
