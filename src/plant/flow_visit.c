/* Servers and places of the second engine: who begins what, what interrupts it, and what happens
 * when it ends. Places where something changed are put into a ring and settled one after the
 * other, so that a chain of unblocking needs no recursion. */
#include "kit/must.h"
#include "plant/flow_agenda.h"

void place_touch(struct flow *flow, int station)
{
    if (flow->places[station].listed)
        return;
    flow->places[station].listed = true;
    size_t at = flow->touched_from + flow->touched_count++;
    flow->touched[at < flow->line->station_count ? at : at - flow->line->station_count] = station;
}

time_us place_worked(const struct place *place, time_us now)
{
    return place->always ? now : plant_hours_worked(&place->line->hours, now);
}

/* ---- what servers do ---- */

static inline void server_books(struct server *server, time_us worked, enum plant_state state)
{
    server->sums[server->state] += worked;
    server->sums[state] -= worked;
    server->state = state;
}

void server_state(struct flow *flow, struct server *server, enum plant_state state)
{
    server_books(server, place_worked(&flow->places[server->station], flow->now), state);
}

/* What it does when it is not down. */
static enum plant_state state_of(const struct server *server)
{
    static const enum plant_state states[] = {[FREE] = PLANT_STARVED,
                                              [SETTING_UP] = PLANT_SETUP,
                                              [AT_WORK] = PLANT_WORKING,
                                              [KEEPING] = PLANT_BLOCKED,
                                              [AWAY] = PLANT_AWAY};
    return server->down ? PLANT_DOWN : states[server->phase];
}

static inline void ready_set(struct place *place, const struct server *server)
{
    size_t m = (size_t)(server - place->servers);
    place->ready[m / 64] |= UINT64_C(1) << m % 64;
    place->ready_count++;
}

static inline void ready_clear(struct place *place, const struct server *server)
{
    size_t m = (size_t)(server - place->servers);
    place->ready[m / 64] &= ~(UINT64_C(1) << m % 64);
    place->ready_count--;
}

/* The event at `worked` of the work clock that counts for this server from now on. */
static inline void server_await(struct flow *flow, const struct place *place, struct server *server,
                                time_us worked)
{
    time_us when = worked;
    if (!place->always) {
        when = plant_hours_when(&place->line->hours, worked);
        /* What takes no time ends now, not when the place closed. */
        when = when > flow->now ? when : flow->now;
    }
    server->token = agenda_add(flow, when, EVENT_SERVER, (int)(server - flow->servers));
}

/* A part of the set-up, the work or the time away, of this length. */
static inline void server_spends(struct flow *flow, const struct place *place,
                                 struct server *server, time_us worked, time_us span)
{
    server->started = worked;
    server->span = span;
    server_await(flow, place, server, worked + span);
}

/* Go on with the part's work, up to its end or the next breakdown. */
static inline void work_on(struct flow *flow, const struct place *place, struct server *server,
                           time_us worked)
{
    time_us left = flow->parts[server->part].left, room = server->fuse_at - server->worked;
    server->phase = AT_WORK;
    server->breaking = room < left;
    server_books(server, worked, PLANT_WORKING);
    server_spends(flow, place, server, worked, server->breaking ? room : left);
}

void server_free(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    if (server->phase == KEEPING)
        flow->held -= place->keeping-- == place->machines;
    server->phase = FREE;
    server->part = NOBODY;
    server->free_at = flow->now;
    if (!server->down) {
        server_state(flow, server, PLANT_STARVED);
        ready_set(place, server);
    }
    place_touch(flow, server->station);
}

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
}

/* Down from `worked` on, or after the repair in hand. */
static void break_down(struct flow *flow, struct server *server, struct fuse *fuse, time_us worked)
{
    struct place *place = &flow->places[server->station];
    const struct line_breakdown *law = &place->line->breakdowns[fuse->kind];
    time_us from = server->down && server->down_until > worked ? server->down_until : worked;
    time_us uptime = luck_time(&fuse->uptime, &law->uptime, 1);
    server->down_until = from + luck_time(&fuse->repair, &law->repair, 1);
    server->down = true;
    server_books(server, worked, PLANT_DOWN);
    server_await(flow, place, server, server->down_until);
    if (law->operation_dependent) {
        fuse->at = server->worked + uptime;
        fuse_first(flow, server);
        return;
    }
    fuse->at = server->down_until + uptime;
    (void)agenda_add(flow, plant_hours_when(&place->line->hours, fuse->at), EVENT_CLOCK,
                     (int)(fuse - flow->fuses));
}

/* Stop what it does for now, having done part of it. */
static void server_pause(struct flow *flow, struct server *server, time_us worked)
{
    time_us done = worked - server->started;
    done = done < server->span ? done : server->span;
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
static void server_repaired(struct flow *flow, struct server *server, time_us worked)
{
    struct place *place = &flow->places[server->station];
    server->down = false;
    server->token = 0;
    if (server->phase == AT_WORK) {
        work_on(flow, place, server, worked);
        return;
    }
    server_books(server, worked, state_of(server));
    if (server->phase == SETTING_UP) {
        server_spends(flow, place, server, worked, server->span);
    } else if (server->phase == FREE) {
        ready_set(place, server);
        place_touch(flow, server->station);
    }
}

/* ---- visits ---- */

static inline double draw_block(struct place *place)
{
    if (place->drawn == BLOCK) {
        sim_exponentials(&place->processing.stream, place->block, BLOCK);
        place->drawn = 0;
    }
    return place->block[place->drawn++];
}

static inline time_us draw_work(struct place *place, const struct line_work *work, int64_t quantity)
{
    double factor = work->per_piece ? (double)quantity : 1;
    if (!place->line->exponential)
        return luck_time(&place->processing, &work->processing, factor);
    double us = work->processing.a * draw_block(place) * factor * 1e6 + 0.5;
    return us < (double)PLANT_DRAW_MAX ? (time_us)us : PLANT_DRAW_MAX;
}

static bool wants_setup(const struct server *server, const struct line_work *work, int item,
                        time_us now)
{
    switch (work->setup_when) {
    case PLANT_SETUP_NEVER:
        return false;
    case PLANT_SETUP_ORDER:
        return true;
    case PLANT_SETUP_CHANGE:
        return server->last_item != item;
    case PLANT_SETUP_IDLE:
        return server->free_at != now;
    }
    return false;
}

static void visit_start(struct flow *flow, struct place *place, struct server *server, int index)
{
    struct part *part = &flow->parts[index];
    const struct line_work *work = &flow->line->works[part->work];
    time_us waited = flow->now - part->came, worked = place_worked(place, flow->now);
    ready_clear(place, server);
    place->waited += waited;
    part->waited += waited;
    server->part = index;
    server->rested = false;
    if (part->left >= 0) {
        work_on(flow, place, server, worked);
        return;
    }
    place->visits++;
    place->waiters += waited > 0;
    if (place->line->model->scrap > 0)
        part->scrapped =
            sim_binomial(&place->scrap, part->quantity, place->line->model->scrap);
    bool setup = wants_setup(server, work, part->item, flow->now);
    time_us lasts = setup ? luck_time(&place->setup, &work->setup, 1) : 0;
    part->left = draw_work(place, work, part->quantity);
    server->last_item = part->item;
    if (lasts == 0) {
        work_on(flow, place, server, worked);
        return;
    }
    server->phase = SETTING_UP;
    server_books(server, worked, PLANT_SETUP);
    server_spends(flow, place, server, worked, lasts);
}

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

void server_event(struct flow *flow, int number, uint64_t order)
{
    struct server *server = &flow->servers[number];
    if (server->token != order)
        return;
    struct place *place = &flow->places[server->station];
    time_us worked = place->always ? flow->now : server->down ? server->down_until
                                                              : server->started + server->span;
    if (server->down) {
        server_repaired(flow, server, worked);
    } else if (server->phase == AT_WORK) {
        server->worked += server->span;
        flow->parts[server->part].left -= server->span;
        if (server->breaking)
            break_down(flow, server, &server->fuses[server->fuse], worked);
        else
            part_move_on(flow, server);
    } else if (server->phase == SETTING_UP) {
        work_on(flow, place, server, worked);
    } else {
        must(server->phase == AWAY);
        server_returns(flow, server);
    }
}

/* ---- coming ---- */

static inline struct server *first_ready(const struct place *place)
{
    size_t word = 0;
    while (place->ready[word] == 0)
        word++;
    return &place->servers[word * 64 + (size_t)__builtin_ctzll(place->ready[word])];
}

/* The one that is set up for the item already, else the first. */
static struct server *ready_for(const struct place *place, int item)
{
    if (place->line->changes)
        for (int m = 0; m < place->machines; m++)
            if ((place->ready[m / 64] >> m % 64 & 1) != 0 && place->servers[m].last_item == item)
                return &place->servers[m];
    return first_ready(place);
}

static inline bool has_room(const struct place *place, int item)
{
    int64_t count =
        place->rows != NULL ? place->rows[place->line->row_of[item]].count : place->queue.count;
    return count < place->capacity;
}

bool place_takes(const struct flow *flow, const struct place *place, int item)
{
    if (place->waiting.count > 0)
        return false;
    bool open = place->always || plant_hours_open(&place->line->hours, flow->now) == flow->now;
    return has_room(place, item) ||
           (place->rows == NULL && place->queue.count == 0 && place->ready_count > 0 && open);
}

static void queue_put(struct flow *flow, struct place *place, int index)
{
    struct part *part = &flow->parts[index];
    part->came = flow->now;
    place->queued -= flow->now;
    if (place->rows != NULL) {
        row_add(flow->parts, &place->rows[place->line->row_of[part->item]], index);
        place->queue.count++;
    } else if (place->line->ranked) {
        part->key = rank_key(flow, place, part);
        ranks_add(flow->parts, &place->root, index);
        place->queue.count++;
    } else {
        row_add(flow->parts, &place->queue, index);
    }
}

static void keep(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    server->phase = KEEPING;
    server_state(flow, server, state_of(server));
    flow->held += ++place->keeping == place->machines;
    flow->blocked_anew = true;
}

void part_come(struct flow *flow, int index, int station, int number)
{
    struct place *place = &flow->places[station];
    struct part *part = &flow->parts[index];
    struct server *server = number == NOBODY ? NULL : &flow->servers[number];
    part->station = station;
    part->left = NOBODY;
    part->sequence = flow->sequence++;
    part->server = NOBODY;
    place->here++;
    place->present -= flow->now;
    if (place->plain && place->ready_count > 0 && place->queue.count + place->waiting.count == 0) {
        part->came = flow->now;
        visit_start(flow, place, ready_for(place, part->item), index);
    } else if (place->waiting.count == 0 && has_room(place, part->item)) {
        queue_put(flow, place, index);
        place_touch(flow, station);
    } else {
        row_add(flow->parts, &place->waiting, index);
        place_touch(flow, station);
        part->server = number;
        if (server != NULL)
            keep(flow, server);
        return;
    }
    if (server != NULL)
        server_free(flow, server);
}

/* ---- settling a place ---- */

/* The first that waits for room and now has it goes into the queue. */
static bool take_in(struct flow *flow, struct place *place)
{
    int before = NOBODY;
    for (int index = place->waiting.first, left = (int)place->waiting.count; left > 0; left--) {
        if (has_room(place, flow->parts[index].item)) {
            (void)row_take_after(flow->parts, &place->waiting, before);
            int server = flow->parts[index].server;
            flow->parts[index].server = NOBODY;
            queue_put(flow, place, index);
            if (server != NOBODY)
                server_free(flow, &flow->servers[server]);
            return true;
        }
        if (place->rows == NULL) /* one room for all: the first has none, nobody has */
            return false;
        before = index;
        index = flow->parts[index].next;
    }
    return false;
}

static int queue_pull(struct flow *flow, struct place *place)
{
    place->queued += flow->now;
    if (!place->line->ranked)
        return row_take(flow->parts, &place->queue);
    place->queue.count--;
    return ranks_take(flow->parts, &place->root);
}

static void server_leaves(struct flow *flow, struct place *place, struct server *server,
                          time_us lasts)
{
    time_us worked = place_worked(place, flow->now);
    ready_clear(place, server);
    server->phase = AWAY;
    server_books(server, worked, PLANT_AWAY);
    server_spends(flow, place, server, worked, lasts);
}

/* A polling server serves the row it stands at as long as its rule says, then goes to the next. */
static int poll(struct flow *flow, struct place *place)
{
    struct row *row = &place->rows[place->turn];
    if (place->budget > 0 && row->count > 0) {
        place->budget--;
        place->queue.count--;
        place->queued += flow->now;
        return row_take(flow->parts, row);
    }
    place->turn = (place->turn + 1) % place->line->row_count;
    server_leaves(flow, place, first_ready(place),
                  luck_time(&place->switching, &place->line->switchover, 1));
    return NOBODY;
}

/* One of everything that is joined, as a part of what it makes; the first kind's part lives on. */
static int join(struct flow *flow, struct place *place)
{
    const struct plant_station *model = place->line->model;
    for (size_t i = 0; i < model->join_count; i++)
        if (place->rows[i].count < model->joins[i].count)
            return NOBODY;
    int made = NOBODY;
    for (size_t i = 0; i < model->join_count; i++) {
        for (int64_t n = 0; n < model->joins[i].count; n++) {
            int index = row_take(flow->parts, &place->rows[i]);
            place->queue.count--;
            place->queued += flow->now;
            if (made == NOBODY) {
                made = index;
                continue;
            }
            struct part *into = &flow->parts[made], *from = &flow->parts[index];
            place->waited += flow->now - from->came;
            into->entered = from->entered < into->entered ? from->entered : into->entered;
            place->here--;
            place->present += flow->now;
            flow->joined++;
            part_inside(flow, -1);
            part_free(flow, index);
        }
    }
    flow->parts[made].item = model->makes;
    flow->parts[made].path = NOBODY;
    flow->parts[made].work = place->line->work_of[model->makes];
    place_touch(flow, place->number); /* room for more has come */
    return made;
}

/* What a ready server begins now, or NOBODY. */
static int pull(struct flow *flow, struct place *place)
{
    if (place->rows != NULL)
        return place->line->model->join_count > 0 ? join(flow, place) : poll(flow, place);
    if (place->queue.count > 0)
        return queue_pull(flow, place);
    if (place->waiting.count > 0) {
        int index = row_take(flow->parts, &place->waiting), server = flow->parts[index].server;
        flow->parts[index].server = NOBODY;
        flow->parts[index].came = flow->now;
        if (server != NOBODY)
            server_free(flow, &flow->servers[server]);
        return index;
    }
    return place->saturated ? supply_take(flow, place) : NOBODY;
}

static void take_vacation(struct flow *flow, struct place *place)
{
    enum plant_vacation when = place->line->model->vacation_when;
    for (int m = 0; when != PLANT_VACATION_NEVER && m < place->machines; m++) {
        struct server *server = &place->servers[m];
        if ((place->ready[m / 64] >> m % 64 & 1) != 0 &&
            (when == PLANT_VACATION_REPEATED || !server->rested))
            server_leaves(flow, place, server,
                          luck_time(&place->vacation, &place->line->vacation, 1));
    }
}

/* The first in the queue is more urgent than something at work: that goes back into the queue, to
 * its old rank, and goes on later where it stopped. */
static void preempt(struct flow *flow, struct place *place)
{
    if (place->line->model->preempt == PLANT_PREEMPT_NEVER || place->queue.count == 0)
        return;
    struct server *least = NULL;
    for (int m = 0; m < place->machines; m++) {
        struct server *server = &place->servers[m];
        if (server->phase == AT_WORK && !server->down &&
            (least == NULL ||
             flow->parts[server->part].key > flow->parts[least->part].key ||
             (flow->parts[server->part].key == flow->parts[least->part].key &&
              flow->parts[server->part].sequence > flow->parts[least->part].sequence)))
            least = server;
    }
    if (least == NULL || flow->parts[least->part].key <= flow->parts[place->root].key)
        return;
    int index = least->part;
    server_pause(flow, least, place_worked(place, flow->now));
    server_free(flow, least);
    queue_put(flow, place, index);
}

static void wake_later(struct flow *flow, struct place *place, time_us when)
{
    if (when >= place->wake_at)
        return;
    place->wake_at = when;
    place->wake = agenda_add(flow, when, EVENT_WAKE, place->number);
}

void wake_event(struct flow *flow, int number, uint64_t order)
{
    if (flow->places[number].wake != order)
        return;
    flow->places[number].wake_at = SIM_NEVER;
    place_touch(flow, number);
}

static void settle_place(struct flow *flow, struct place *place)
{
    for (;;) {
        while (place->waiting.count > 0 && take_in(flow, place))
            ;
        if (place->ready_count == 0)
            preempt(flow, place);
        if (place->ready_count == 0)
            return;
        time_us open =
            place->always ? flow->now : plant_hours_open(&place->line->hours, flow->now);
        if (open > flow->now) {
            wake_later(flow, place, open);
            return;
        }
        int index = pull(flow, place);
        if (index == NOBODY) {
            take_vacation(flow, place);
            return;
        }
        visit_start(flow, place, ready_for(place, flow->parts[index].item), index);
    }
}

void flow_settle(struct flow *flow)
{
    size_t stations = flow->line->station_count;
    while (flow->touched_count > 0) {
        struct place *place = &flow->places[flow->touched[flow->touched_from]];
        flow->touched_from = flow->touched_from + 1 < stations ? flow->touched_from + 1 : 0;
        flow->touched_count--;
        place->listed = false;
        settle_place(flow, place);
    }
}
