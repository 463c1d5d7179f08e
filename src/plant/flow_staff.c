/* Operators of the second engine. A machine that needs one asks all kinds that may come; when an
 * event has been handled to its end, whoever is free goes to the most urgent that asks, so that all
 * that ask at one instant are chosen from together.
 *
 * Askers stand in a heap for each kind. One that has been served by another kind, or has given up,
 * is known by its ticket and dropped when it comes to the top. */
#include "plant/flow_visit.h"

enum { FIRST_ASKERS = 16 };

void crews_make(struct flow *flow)
{
    const struct plant_model *model = flow->line->model;
    flow->crews = arena_array(flow->arena, model->operator_count, sizeof *flow->crews);
    for (size_t i = 0; i < model->operator_count; i++)
        flow->crews[i] = (struct crew){
            .hours = &flow->line->operator_hours[i],
            .number = (int)i,
            .free = model->operators[i].count,
            .count = model->operators[i].count,
            .askers = arena_array(flow->arena, FIRST_ASKERS, sizeof *flow->crews[i].askers),
            .room = FIRST_ASKERS,
            .wake_at = SIM_NEVER,
        };
}

/* ---- the heap of those who ask ---- */

static bool asker_before(const struct asker *a, const struct asker *b)
{
    return a->priority != b->priority ? a->priority > b->priority : a->ticket < b->ticket;
}

static void asker_sink(struct crew *crew, size_t at)
{
    struct asker asker = crew->askers[at];
    for (size_t child = 2 * at + 1; child < crew->asker_count; child = 2 * at + 1) {
        if (child + 1 < crew->asker_count &&
            asker_before(&crew->askers[child + 1], &crew->askers[child]))
            child++;
        if (!asker_before(&crew->askers[child], &asker))
            break;
        crew->askers[at] = crew->askers[child];
        at = child;
    }
    crew->askers[at] = asker;
}

static bool still_asks(const struct flow *flow, const struct asker *asker)
{
    const struct server *server = &flow->servers[asker->server];
    return server->asks && server->ticket == asker->ticket;
}

/* Drop those that no longer ask; where that makes little room, take twice as much. */
static void askers_make_room(struct flow *flow, struct crew *crew)
{
    size_t kept = 0;
    for (size_t i = 0; i < crew->asker_count; i++)
        if (still_asks(flow, &crew->askers[i]))
            crew->askers[kept++] = crew->askers[i];
    crew->asker_count = kept;
    for (size_t i = kept / 2; i-- > 0;)
        asker_sink(crew, i);
    if (2 * kept <= crew->room)
        return;
    struct asker *larger = arena_array(flow->arena, 2 * crew->room, sizeof *larger);
    for (size_t i = 0; i < kept; i++)
        larger[i] = crew->askers[i];
    crew->askers = larger;
    crew->room *= 2;
}

static void asker_add(struct flow *flow, struct crew *crew, struct asker asker)
{
    if (crew->asker_count == crew->room)
        askers_make_room(flow, crew);
    size_t at = crew->asker_count++;
    while (at > 0 && asker_before(&asker, &crew->askers[(at - 1) / 2])) {
        crew->askers[at] = crew->askers[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    crew->askers[at] = asker;
}

static struct asker asker_take(struct crew *crew)
{
    struct asker first = crew->askers[0];
    crew->askers[0] = crew->askers[--crew->asker_count];
    if (crew->asker_count > 0)
        asker_sink(crew, 0);
    return first;
}

/* ---- who is where ---- */

/* So many more or fewer of them are free from now on. */
static void crew_free(const struct flow *flow, struct crew *crew, int change)
{
    crew->free += change;
    crew->idle -= (wide)change * plant_hours_worked(crew->hours, flow->now);
}

static void staff_bind(struct flow *flow, const struct place *place, struct server *server,
                       int number)
{
    struct crew *crew = &flow->crews[number];
    crew_free(flow, crew, -1);
    crew->busy[server->task] -= place_worked(place, flow->now);
    server->crew = number;
    server->asks = false;
}

void staff_release(struct flow *flow, struct server *server)
{
    server->asks = false;
    if (server->crew == NOBODY)
        return;
    const struct place *place = &flow->places[server->station];
    struct crew *crew = &flow->crews[server->crew];
    crew->busy[server->task] += place_worked(place, flow->now);
    crew_free(flow, crew, 1);
    server->crew = NOBODY;
    flow->asked |= crew->asker_count > 0;
}

static bool can_do(const struct plant_need *need, int crew)
{
    for (size_t i = 0; i < need->operator_count; i++)
        if (need->operators[i] == crew)
            return true;
    return false;
}

bool staff_ready(struct flow *flow, const struct place *place, struct server *server,
                 enum plant_task task)
{
    const struct plant_need *need = place->line->need_of[task];
    time_us worked = place_worked(place, flow->now);
    if (need != NULL && server->crew != NOBODY && can_do(need, server->crew)) {
        flow->crews[server->crew].busy[server->task] += worked;
        flow->crews[server->crew].busy[task] -= worked;
        server->task = task;
        return true;
    }
    staff_release(flow, server);
    if (need == NULL)
        return true;
    server->token = 0;
    server->asks = flow->asked = true;
    server->task = task;
    server->ticket = ++flow->tickets;
    for (size_t i = 0; i < need->operator_count; i++)
        asker_add(flow, &flow->crews[need->operators[i]],
                  (struct asker){need->priority, server->ticket, (int)(server - flow->servers)});
    server_books(server, worked, task == PLANT_REPAIR ? PLANT_REPAIR_WAITING : PLANT_WAITING);
    return false;
}

bool staff_repairs(struct flow *flow, const struct place *place, struct server *server,
                   time_us *lasts)
{
    bool repairs = server->task == PLANT_REPAIR;
    if (repairs && server->crew != NOBODY)
        return true; /* this one too is repaired by who is at it */
    if (repairs && server->asks) {
        server->repair_left += *lasts;
        return false;
    }
    /* Maintenance that waits for somebody, or the rest of one under way. */
    time_us put_off = server->asks ? server->repair_left : 0;
    time_us rest =
        server->kept && !server->asks ? server->down_until - place_worked(place, flow->now) : 0;
    if (staff_ready(flow, place, server, PLANT_REPAIR)) {
        *lasts += put_off;
        server->repair_left = 0;
        return true;
    }
    server->repair_left = put_off + rest + *lasts;
    return false;
}

/* ---- somebody comes ---- */

static void staff_begins(struct flow *flow, struct place *place, struct server *server)
{
    time_us worked = place_worked(place, flow->now);
    if (!server->down) {
        if (server->phase == SETTING_UP)
            set_up(flow, place, server, worked, server->span);
        else
            work_on(flow, place, server, worked);
        return;
    }
    server->down_until = worked + server->repair_left;
    server->repair_left = 0;
    server_books(server, worked, state_of(server));
    server_await(flow, place, server, server->down_until);
    for (size_t b = 0; b < place->line->breakdown_count; b++)
        if (server->fuses[b].pending >= 0)
            fuse_later(flow, &server->fuses[b], server->fuses[b].pending);
}

/* Are they there? If not, they look again when their hours begin. */
static bool crew_open(struct flow *flow, struct crew *crew)
{
    time_us open = plant_hours_open(crew->hours, flow->now);
    if (open <= flow->now)
        return true;
    if (crew->wake_at > open) {
        crew->wake_at = open;
        (void)agenda_add(flow, open, EVENT_WAKE, (int)flow->line->station_count + crew->number);
    }
    return false;
}

void crew_wake(struct flow *flow, int number)
{
    flow->crews[number].wake_at = SIM_NEVER;
    flow->asked = true;
}

static void asker_serve(struct flow *flow, const struct asker *asker)
{
    struct server *server = &flow->servers[asker->server];
    struct place *place = &flow->places[server->station];
    const struct plant_need *need = place->line->need_of[server->task];
    for (size_t i = 0; i < need->operator_count; i++) {
        struct crew *crew = &flow->crews[need->operators[i]];
        if (crew->free == 0 || !crew_open(flow, crew))
            continue;
        staff_bind(flow, place, server, need->operators[i]);
        staff_begins(flow, place, server);
        return;
    }
    must(false);
}

void staff_assign(struct flow *flow)
{
    flow->asked = false;
    for (size_t i = 0; i < flow->line->model->operator_count; i++) {
        struct crew *crew = &flow->crews[i];
        while (crew->free > 0 && crew->asker_count > 0 && crew_open(flow, crew)) {
            struct asker asker = asker_take(crew);
            if (still_asks(flow, &asker))
                asker_serve(flow, &asker);
        }
    }
}

/* ---- measuring ---- */

/* Every sum begins again. */
void crews_measure(struct flow *flow)
{
    for (size_t i = 0; i < flow->line->model->operator_count; i++) {
        struct crew *crew = &flow->crews[i];
        for (int k = 0; k < PLANT_TASK_COUNT; k++)
            crew->busy[k] = 0;
        crew->idle = -(wide)crew->free * plant_hours_worked(crew->hours, flow->now);
    }
    for (size_t i = 0; i < flow->line->machine_count; i++) {
        const struct server *server = &flow->servers[i];
        if (server->crew != NOBODY)
            flow->crews[server->crew].busy[server->task] -=
                place_worked(&flow->places[server->station], flow->now);
    }
}

void crews_finish(struct flow *flow)
{
    for (size_t i = 0; i < flow->line->machine_count; i++) {
        const struct server *server = &flow->servers[i];
        if (server->crew != NOBODY)
            flow->crews[server->crew].busy[server->task] +=
                place_worked(&flow->places[server->station], flow->now);
    }
    for (size_t i = 0; i < flow->line->model->operator_count; i++) {
        const struct crew *crew = &flow->crews[i];
        wide off = (wide)crew->count * (flow->now - flow->task->warmup);
        wide idle = crew->idle + (wide)crew->free * plant_hours_worked(crew->hours, flow->now);
        struct replication_operators *result = &flow->result->operators[i];
        for (int k = 0; k < PLANT_TASK_COUNT; k++) {
            result->task[k] = (double)crew->busy[k];
            off -= crew->busy[k];
        }
        result->idle = (double)idle;
        result->off = (double)(off - idle);
    }
}
