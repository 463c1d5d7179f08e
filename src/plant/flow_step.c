/* What happens in the second engine, from event to event: who begins what, what interrupts it,
 * where parts come from, which way they go and how they leave. Places where something changed are
 * put into a ring and settled one after the other, so that a chain of unblocking needs no
 * recursion.
 *
 * One file, because the compiler makes one loop of it: a third of the time of a visit would go into
 * calls between files. Not vectorised: pairs of numbers that are written one by one and read
 * as a pair make the processor wait. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("no-tree-vectorize", "no-tree-slp-vectorize")
#endif
#include "kit/list.h"
#include "kit/must.h"
#include "plant/flow_agenda.h"

enum { LEADS_MAX = 1 << 21 };

static void part_move_on(struct flow *flow, struct server *server);
static void leave(struct flow *flow, int index);
static int supply_take(struct flow *flow, struct place *place); /* NOBODY where none is ready */

/* ---- what servers do ---- */

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
    size_t m = (size_t)server->number;
    place->ready[m / 64] |= UINT64_C(1) << m % 64;
    place->ready_count++;
}

static inline void ready_clear(struct place *place, const struct server *server)
{
    size_t m = (size_t)server->number;
    place->ready[m / 64] &= ~(UINT64_C(1) << m % 64);
    place->ready_count--;
}

/* The event at `worked` of the work clock that counts for this server from now on. */
static inline void server_await(struct flow *flow, const struct place *place, struct server *server,
                                time_us worked)
{
    time_us when = worked;
    if (UNLIKELY(!place->always)) {
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
HOT void work_on(struct flow *flow, const struct place *place, struct server *server,
                 time_us worked)
{
    time_us left = flow->parts[server->part].left, room = server->fuse_at - server->worked;
    server->phase = AT_WORK;
    server->breaking = room < left;
    server_books(server, worked, PLANT_WORKING);
    server_spends(flow, place, server, worked, server->breaking ? room : left);
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

/* The part at work is lost whole; the server has nothing in hand. */
static void scrap_work(struct flow *flow, struct place *place, struct server *server)
{
    int index = server->part;
    flow->scrapped += flow->parts[index].quantity;
    flow->parts[index].quantity = flow->parts[index].scrapped = 0;
    place->here--;
    place->present += flow->now;
    server->phase = FREE;
    server->part = NOBODY;
    server->free_at = flow->now;
    leave(flow, index);
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
    if (server->phase == AT_WORK && law->after == PLANT_AFTER_RESTART)
        flow->parts[server->part].left = flow->parts[server->part].whole;
    else if (server->phase == AT_WORK && law->after == PLANT_AFTER_SCRAP)
        scrap_work(flow, place, server);
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

static void clock_event(struct flow *flow, int number)
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
        place_touch(flow, place);
    }
}

/* ---- visits ---- */

static inline double draw_block(struct place *place)
{
    if (UNLIKELY(place->drawn == BLOCK)) {
        sim_exponentials(&place->processing.stream, place->block, BLOCK);
        place->drawn = 0;
    }
    return place->block[place->drawn++];
}

static inline time_us draw_work(struct place *place, const struct line_work *work, int64_t quantity)
{
    double factor = work->per_piece ? (double)quantity : 1;
    if (UNLIKELY(!place->exponential))
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

/* What the table of the station says of the change, else what the work says. */
static time_us setup_lasts(struct place *place, const struct server *server,
                           const struct line_work *work, int item)
{
    const struct line_setup *found = NULL;
    size_t count = work->setup_when == PLANT_SETUP_CHANGE ? place->line->model->setup_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct line_setup *row = &place->line->setups[i];
        if (row->to == item && row->from >= 0 && row->from == server->last_item)
            return luck_time(&place->setup, &row->setup, 1);
        if (row->to == item && row->from < 0)
            found = row;
    }
    return luck_time(&place->setup, found != NULL ? &found->setup : &work->setup, 1);
}

HOT void visit_begin(struct flow *flow, struct place *place, struct server *server, int index)
{
    struct part *part = &flow->parts[index];
    const struct line_work *work = &flow->line->works[part->work];
    time_us waited = flow->now - part->came, worked = place_worked(place, flow->now);
    place->waited += waited;
    part->waited += waited;
    server->part = index;
    server->rested = false;
    if (UNLIKELY(part->left >= 0)) {
        work_on(flow, place, server, worked);
        return;
    }
    place->visits++;
    place->waiters += waited > 0;
    if (UNLIKELY(place->scraps))
        part->scrapped = sim_binomial(&place->scrap, part->quantity, place->line->model->scrap);
    bool setup =
        work->setup_when != PLANT_SETUP_NEVER && wants_setup(server, work, part->item, flow->now);
    time_us lasts = setup ? setup_lasts(place, server, work, part->item) : 0;
    part->left = part->whole = draw_work(place, work, part->quantity);
    server->last_item = part->item;
    if (LIKELY(lasts == 0)) {
        work_on(flow, place, server, worked);
        return;
    }
    server->phase = SETTING_UP;
    server_books(server, worked, PLANT_SETUP);
    server_spends(flow, place, server, worked, lasts);
}

static inline int queue_pull(struct flow *flow, struct place *place)
{
    place->queued += flow->now;
    if (!place->line->ranked)
        return row_take(flow->parts, &place->queue);
    place->queue.count--;
    return ranks_take(flow->parts, &place->root);
}

static inline void visit_start(struct flow *flow, struct place *place, struct server *server,
                               int index)
{
    ready_clear(place, server);
    visit_begin(flow, place, server, index);
}

/* The server has nothing in hand any more. Where the next in a plain queue can follow at once, it
 * does; else the place is settled. */
HOT void server_free(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    if (server->phase == KEEPING)
        flow->held -= place->keeping-- == place->machines;
    server->free_at = flow->now;
    if (place->plain && place->queue.count > 0 && !server->down) {
        visit_begin(flow, place, server, queue_pull(flow, place));
        if (place->waiting.count > 0)
            place_touch(flow, place);
        return;
    }
    server->phase = FREE;
    server->part = NOBODY;
    if (!server->down) {
        server_state(flow, server, PLANT_STARVED);
        ready_set(place, server);
    }
    place_touch(flow, place);
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
            break_down(flow, server, &server->fuses[server->fuse], worked);
        } else {
            part_move_on(flow, server);
        }
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
    if (place->machines == 1)
        return place->servers;
    size_t word = 0;
    while (place->ready[word] == 0)
        word++;
    return &place->servers[word * 64 + (size_t)__builtin_ctzll(place->ready[word])];
}

/* The one that is set up for the item already, else the first. */
HOT struct server *ready_for(const struct place *place, int item)
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

static bool place_takes(const struct flow *flow, const struct place *place, int item)
{
    /* Rows have each their own room: who waits for another row is in nobody's way. */
    if (place->rows != NULL)
        return has_room(place, item);
    if (place->waiting.count > 0)
        return false;
    bool open = place->always || plant_hours_open(&place->line->hours, flow->now) == flow->now;
    return has_room(place, item) || (place->queue.count == 0 && place->ready_count > 0 && open);
}

HOT void queue_put(struct flow *flow, struct place *place, int index)
{
    struct part *part = &flow->parts[index];
    part->came = flow->now;
    place->queued -= flow->now;
    if (UNLIKELY(place->rows != NULL)) {
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

/* With every server busy nothing can begin, unless what came may interrupt. */
static inline void touch_if_free(struct flow *flow, struct place *place)
{
    if (place->ready_count > 0 || place->preempts)
        place_touch(flow, place);
}

HOT void part_arrive(struct flow *flow, int index, int station, int number)
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
    } else if ((place->waiting.count == 0 || place->rows != NULL) && has_room(place, part->item)) {
        queue_put(flow, place, index);
        touch_if_free(flow, place);
    } else {
        row_add(flow->parts, &place->waiting, index);
        touch_if_free(flow, place);
        part->server = number;
        if (server != NULL)
            keep(flow, server);
        return;
    }
    if (server != NULL)
        server_free(flow, server);
}

static void part_come(struct flow *flow, int index, int station, int number)
{
    part_arrive(flow, index, station, number);
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
    place_touch(flow, place); /* room for more has come */
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
    if (!place->preempts || place->queue.count == 0)
        return;
    struct server *least = NULL;
    for (int m = 0; m < place->machines; m++) {
        struct server *server = &place->servers[m];
        if (server->phase == AT_WORK && !server->down &&
            (least == NULL || flow->parts[server->part].key > flow->parts[least->part].key ||
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

static void wake_event(struct flow *flow, int number, uint64_t order)
{
    if (flow->places[number].wake != order)
        return;
    flow->places[number].wake_at = SIM_NEVER;
    place_touch(flow, &flow->places[number]);
}

HOT void settle_place(struct flow *flow, struct place *place)
{
    for (;;) {
        while (place->waiting.count > 0 && take_in(flow, place))
            ;
        if (place->ready_count == 0)
            preempt(flow, place);
        if (place->ready_count == 0)
            return;
        time_us open = place->always ? flow->now : plant_hours_open(&place->line->hours, flow->now);
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
    while (flow->touched_from != flow->touched_to) {
        struct place *place =
            &flow->places[flow->touched[flow->touched_from++ & flow->touched_mask]];
        place->listed = false;
        settle_place(flow, place);
    }
}

/* ---- ways ---- */

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

static void trip_event(struct flow *flow, int number)
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
static void part_move_on(struct flow *flow, struct server *server)
{
    struct place *place = &flow->places[server->station];
    int index = server->part;
    struct part *part = &flow->parts[index];
    flow->scrapped += part->scrapped;
    part->quantity -= part->scrapped;
    part->scrapped = 0;
    place->here--;
    place->present += flow->now;
    int to =
        part->quantity == 0 ? NOBODY : next_station(flow, part, server->station, &place->routing);
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

static void arrival_event(struct flow *flow, int number)
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

static int supply_take(struct flow *flow, struct place *place)
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
        if (flow->parts[supply->pending].station != place->number)
            place_touch(flow, &flow->places[flow->parts[supply->pending].station]);
        return index;
    }
    return NOBODY;
}

/* ---- the loop ---- */

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
    case EVENT_METER:
        meter_event(flow, number);
        break;
    }
    if (flow->touched_from != flow->touched_to)
        flow_settle(flow);
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
