/* One replication. Orders are numbers into a pool; stations whose queue or machines changed are
 * put on a list and settled one after the other, so that a chain of unblocking needs no recursion.
 *
 * A visit is worked out when it begins: set-up, work and the breakdowns in between are laid out
 * on the work clock of the station, booked at once (cut to what is measured), and only its end
 * becomes an event. Idle and blocked machines are booked when they change. */

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "plant/replication_private.h"

static void touch(struct run *run, int station)
{
    if (run->stations[station].listed)
        return;
    run->stations[station].listed = true;
    *list_add(run->arena, &run->unsettled) = station;
}

/* ---- visits ---- */

static sim_action visit_end;
static void settle(struct run *run);

static void visit_start(struct machine *machine, int index)
{
    struct run *run = machine->run;
    struct station *station = &run->stations[machine->station];
    struct order *order = &run->orders.at[index];
    const struct line_work *work = &run->line->works[order->work];
    time_us now = sim_now(run->sim);
    if (now >= run->task->warmup) {
        sim_tally_add(&station->result->wait, (double)(now - order->came) * 1e-6);
        station->result->visits++;
    }
    machine->phase = BUSY;
    machine->order = index;
    station->idle--;
    /* Known from the start, so that the log can say it; the order learns it at the end. */
    order->scrapped = sim_binomial(&station->scrap, order->quantity, station->line->model->scrap);
    time_us worked = machine->booked;
    if (work->setup_when == PLANT_SETUP_ORDER ||
        (work->setup_when == PLANT_SETUP_CHANGE && machine->last_item != order->item))
        worked = lay_out(machine, PLANT_SETUP, worked,
                         plant_draw_time(&work->setup, &station->setup, 1));
    time_us left = plant_draw_time(&work->processing, &station->processing,
                                   work->per_piece ? (double)order->quantity : 1);
    worked = lay_out(machine, PLANT_WORKING, worked, left);
    machine->booked = worked;
    machine->last_item = order->item;
    time_us end = plant_hours_when(&station->line->hours, worked);
    /* Work of no time that begins as the station opens ends then, not when it closed. */
    end = end > now ? end : now;
    sim_note(run->sim,
             (uint64_t)order->number << 16 ^ (uint64_t)machine->station ^ (uint64_t)end << 20);
    if (end <= run->task->end)
        (void)sim_after(run->sim, end - now, RANK_END, visit_end, machine);
}

/* An idle machine that can start, or NULL: the one already set up for the item, else the first. */
static struct machine *find_machine(struct station *station, int item, time_us worked,
                                    time_us *ret_again)
{
    struct machine *found = NULL;
    *ret_again = SIM_NEVER;
    for (int m = 0; m < station->line->model->machines; m++) {
        struct machine *machine = &station->machines[m];
        if (machine->phase != IDLE)
            continue;
        book_until(machine, worked, PLANT_STARVED);
        if (machine->down_until > worked) {
            time_us again = plant_hours_when(&station->line->hours, machine->down_until);
            *ret_again = again < *ret_again ? again : *ret_again;
            continue;
        }
        if (machine->last_item == item)
            return machine;
        if (found == NULL)
            found = machine;
    }
    return found;
}

static void wake_up(struct sim *sim, void *subject)
{
    (void)sim;
    struct station *station = subject;
    station->wake_at = SIM_NEVER;
    touch(station->run, (int)(station - station->run->stations));
    settle(station->run);
}

static void wake_later(struct run *run, struct station *station, time_us when)
{
    if (when > run->task->end || when >= station->wake_at)
        return;
    (void)sim_cancel(run->sim, station->wake);
    station->wake_at = when;
    station->wake = sim_after(run->sim, when - sim_now(run->sim), RANK_WAKE, wake_up, station);
}

/* The machine that held the order for want of room is free again. */
static void release(struct run *run, int index)
{
    int held_by = run->orders.at[index].machine;
    if (held_by == NONE)
        return;
    run->orders.at[index].machine = NONE;
    /* A machine is found by its number among all: see machines in run_new(). */
    struct machine *machine = &run->stations[0].machines[held_by];
    struct station *station = &run->stations[machine->station];
    book_until(machine, plant_hours_worked(&station->line->hours, sim_now(run->sim)),
               PLANT_BLOCKED);
    machine->phase = IDLE;
    machine->order = NONE;
    run->held -= station->holding-- == station->line->model->machines;
    station->idle++;
    touch(run, machine->station);
}

/* ---- ways through the plant ---- */

/* Every lead time up to a limit, then every second, every fourth ... of them. */
static void lead_add(struct run *run, double lead)
{
    if (++run->lead_skip < run->lead_stride)
        return;
    run->lead_skip = 0;
    *list_add(run->arena, &run->leads) = lead;
    if (run->leads.count < LEADS_MAX)
        return;
    for (size_t i = 0; 2 * i < run->leads.count; i++)
        run->leads.at[i] = run->leads.at[2 * i];
    run->leads.count /= 2;
    run->lead_stride *= 2;
}

static void leave(struct run *run, int index)
{
    struct order *order = &run->orders.at[index];
    struct replication *result = run->result;
    time_us now = sim_now(run->sim);
    bool lost = order->quantity == 0;
    course_inside(run, now);
    run->inside--;
    run->finished += !lost;
    run->lost += lost;
    sim_area_set(&run->wip, now, (double)run->inside);
    if (run->task->series != NULL && !lost) {
        struct replication_series *series = run->task->series;
        double slice = (double)now / (double)run->task->end * (double)series->slices;
        series->finished[slice < (double)series->slices ? (size_t)slice : series->slices - 1] += 1;
    }
    if (!lost && order->scheduled != NONE && result->finish_of != NULL)
        result->finish_of[order->scheduled] = now;
    if (now > run->task->warmup || run->line->scheduled_only) {
        if (order->due >= 0) {
            run->due_count++;
            run->due_met += !lost && now <= order->due;
        }
        if (!lost) {
            double lead = (double)(now - order->entered) * 1e-6;
            sim_tally_add(&run->lead, lead);
            lead_add(run, lead);
            course_finished(run, now, lead, order->quantity);
            run->good += order->quantity;
            run->orders_done++;
        }
    }
    order_free(run, index);
    if (run->line->scheduled_only &&
        run->finished + run->lost == (int64_t)run->line->scheduled_count)
        sim_stop(run->sim);
}

/* The order stands before `station`, held by a machine (its number among all) or by its source:
 * it goes into the queue, or to a free machine, when the station is settled. */
static void come(struct run *run, int index, int station, int machine)
{
    struct order *order = &run->orders.at[index];
    order->station = station;
    order->machine = machine;
    fifo_add(run, &run->stations[station].waiting, index);
    touch(run, station);
}

static void trip_end(struct sim *sim, void *subject)
{
    (void)sim;
    struct trip *trip = subject;
    struct run *run = trip->run;
    trip->next = run->free_trip;
    run->free_trip = trip;
    come(run, trip->order, trip->station, NONE);
    settle(run);
}

/* The order sets out for `station`, held by `machine` or by nobody. With a way of its own before
 * it, it lets go of the machine at once. */
static void set_out(struct run *run, int index, int station, int machine)
{
    struct order *order = &run->orders.at[index];
    const struct line_work *work = &run->line->works[order->work];
    bool none = work->transfer.kind == PLANT_CONSTANT && work->transfer.a <= 0;
    double factor = none || work->transfer_power <= 0
                        ? 1
                        : sim_pow((double)order->quantity, work->transfer_power);
    time_us lasts =
        none ? 0 : plant_draw_time(&work->transfer, &run->stations[station].transfer, factor);
    if (lasts == 0) {
        come(run, index, station, machine);
        return;
    }
    order->machine = machine;
    release(run, index);
    struct trip *trip = run->free_trip;
    if (trip != NULL)
        run->free_trip = trip->next;
    else
        trip = arena_alloc(run->arena, sizeof *trip);
    *trip = (struct trip){.run = run, .order = index, .station = station};
    (void)sim_after(run->sim, lasts, RANK_TRANSFER, trip_end, trip);
}

static int by_sums(double number, const double *sums, size_t count)
{
    size_t at = 0;
    while (at + 1 < count && number >= sums[at])
        at++;
    return (int)at;
}

/* Where the order goes next; sets its work. NONE: out. */
static int next_station(struct run *run, struct order *order, int from,
                        struct random_stream *stream)
{
    const struct plant_line *line = run->line;
    if (order->path != NONE) {
        const struct line_path *path = &line->paths[order->path];
        if ((size_t)++order->step >= path->count)
            return NONE;
        order->work = path->steps[order->step].work;
        return path->steps[order->step].station;
    }
    const struct line_edges *edges =
        &line->edges_of[(size_t)order->item * (line->station_count + 1) + (size_t)(from + 1)];
    double number = edges->count > 1 ? random_unit(stream) : 0;
    size_t at = 0;
    while (at + 1 < edges->count && number >= edges->edges[at].sum)
        at++;
    int to = edges->edges[at].to;
    if (to != NONE)
        order->work = line->stations[to].work_of[order->item];
    return to;
}

static void visit_end(struct sim *sim, void *subject)
{
    (void)sim;
    struct machine *machine = subject;
    struct run *run = machine->run;
    struct station *station = &run->stations[machine->station];
    int index = machine->order;
    struct order *order = &run->orders.at[index];
    if (sim_now(run->sim) > run->task->warmup || run->line->scheduled_only)
        run->scrapped += order->scrapped;
    order->quantity -= order->scrapped;
    int to =
        order->quantity == 0 ? NONE : next_station(run, order, machine->station, &station->routing);
    machine->phase = HOLDING;
    run->held += ++station->holding == station->line->model->machines;
    int number = (int)(machine - run->stations[0].machines);
    if (to == NONE) {
        order->machine = number;
        release(run, index);
        leave(run, index);
    } else {
        set_out(run, index, to, number);
        run->blocked_anew = true;
    }
    settle(run);
}

/* ---- sources ---- */

static void enter(struct run *run, int index, int station)
{
    struct order *order = &run->orders.at[index];
    order->entered = sim_now(run->sim);
    order->number = run->entered++;
    course_inside(run, order->entered);
    run->inside++;
    run->overfull |= run->inside > PLANT_INSIDE_MAX;
    sim_area_set(&run->wip, order->entered, (double)run->inside);
    if (station != NONE)
        set_out(run, index, station, NONE);
}

/* An order of this item at its entrance; gives back its first station through `order->station`. */
static int order_make(struct source *source, int item, int64_t quantity, int path)
{
    struct run *run = source->run;
    int index = order_new(run);
    struct order *order = &run->orders.at[index];
    *order = (struct order){.due = -1,
                            .quantity = quantity,
                            .item = item,
                            .path = path,
                            .step = -1,
                            .machine = NONE,
                            .scheduled = NONE};
    const struct line_paths *paths = &run->line->paths_of[item];
    if (path == NONE && paths->count > 0) {
        double number =
            paths->count > 1 ? random_unit(&source->path) * paths->sums[paths->count - 1] : 0;
        order->path = paths->paths[by_sums(number, paths->sums, paths->count)];
    }
    order->station = next_station(run, order, NONE, &source->path);
    return index;
}

static int order_draw(struct source *source)
{
    const struct plant_source *model = source->line->model;
    const double *sums = source->line->mix_sums;
    size_t count = model->mix_count;
    double number = count > 1 ? random_unit(&source->mix) * sums[count - 1] : 0;
    int item = model->mix[by_sums(number, sums, count)].item;
    double quantity = plant_draw_number(&source->line->quantity, &source->quantity) + 0.5;
    quantity = quantity < 1 ? 1 : quantity < 1e9 ? quantity : 1e9;
    return order_make(source, item, (int64_t)quantity, NONE);
}

static void arrive(struct sim *sim, void *subject)
{
    struct source *source = subject;
    int index = order_draw(source);
    enter(source->run, index, source->run->orders.at[index].station);
    const struct plant_hours *hours = &source->line->hours;
    time_us between = plant_draw_time(&source->line->between, &source->between, 1);
    time_us worked = plant_hours_worked(hours, sim_now(sim));
    time_us when = plant_hours_when(hours, worked + between);
    if (when <= source->run->task->end)
        (void)sim_after(sim, when > sim_now(sim) ? when - sim_now(sim) : 0, RANK_ARRIVAL, arrive,
                        source);
    settle(source->run);
}

static void release_scheduled(struct sim *sim, void *subject)
{
    struct source *source = subject;
    struct run *run = source->run;
    const struct plant_source *model = source->line->model;
    while (source->next < model->order_count && model->orders[source->next].at <= sim_now(sim)) {
        const struct plant_order *from = &model->orders[source->next];
        int index = order_make(source, from->item, from->quantity, from->path);
        run->orders.at[index].due = from->due;
        run->orders.at[index].scheduled = (int)(source->line->first_order + source->next);
        source->next++;
        enter(run, index, run->orders.at[index].station);
    }
    if (source->next < model->order_count && model->orders[source->next].at <= run->task->end)
        (void)sim_after(sim, model->orders[source->next].at - sim_now(sim), RANK_ARRIVAL,
                        release_scheduled, source);
    settle(run);
}

static void source_start(struct source *source)
{
    struct run *run = source->run;
    const struct plant_source *model = source->line->model;
    switch (model->kind) {
    case PLANT_SATURATED:
        source->pending = order_draw(source);
        touch(run, run->orders.at[source->pending].station);
        break;
    case PLANT_RANDOM: {
        time_us between = plant_draw_time(&source->line->between, &source->between, 1);
        time_us when = plant_hours_when(&source->line->hours, between);
        if (when <= run->task->end)
            (void)sim_after(run->sim, when, RANK_ARRIVAL, arrive, source);
        break;
    }
    case PLANT_CLOSED: /* of version 2: not on this engine */
        break;
    case PLANT_SCHEDULED:
        if (model->order_count > 0 && model->orders[0].at <= run->task->end)
            (void)sim_after(run->sim, model->orders[0].at, RANK_ARRIVAL, release_scheduled, source);
        break;
    }
}

/* A saturated source with an order ready for this station; by turns. */
static struct source *saturated_for(struct run *run, int station)
{
    int count = (int)run->line->source_count;
    for (int i = 0; run->saturated > 0 && i < count; i++) {
        struct source *source = &run->sources[(run->turn + i) % count];
        if (source->pending != NONE && run->orders.at[source->pending].station == station)
            return source;
    }
    return NULL;
}

/* ---- settling a station ---- */

static void fill_queue(struct run *run, struct station *station)
{
    int64_t capacity = station->line->model->queue_capacity;
    while (station->waiting.count > 0 && (capacity < 0 || station->queue.count < capacity)) {
        int index = fifo_take(run, &station->waiting);
        release(run, index);
        queue_add(run, station, index);
    }
}

/* The item a machine would take next, or NONE; *ret_source is set if it comes from outside. */
static int next_item(struct run *run, struct station *station, struct source **ret_source)
{
    *ret_source = NULL;
    if (station->queue.count > 0)
        return run->orders.at[queue_first(station)].item;
    if (station->waiting.count > 0)
        return run->orders.at[station->waiting.first].item;
    *ret_source = saturated_for(run, (int)(station - run->stations));
    return *ret_source == NULL ? NONE : run->orders.at[(*ret_source)->pending].item;
}

static int take_next(struct run *run, struct station *station, struct source *source)
{
    if (station->queue.count > 0)
        return orders_take(run, station);
    if (source == NULL) {
        int index = fifo_take(run, &station->waiting);
        release(run, index);
        run->orders.at[index].came = sim_now(run->sim);
        return index;
    }
    int index = source->pending;
    run->turn = (int)(source - run->sources + 1) % (int)run->line->source_count;
    enter(run, index, NONE);
    run->orders.at[index].came = sim_now(run->sim);
    source->pending = order_draw(source);
    touch(run, run->orders.at[source->pending].station);
    return index;
}

static void settle_station(struct run *run, struct station *station)
{
    time_us now = sim_now(run->sim);
    time_us open = plant_hours_open(&station->line->hours, now);
    for (;;) {
        fill_queue(run, station);
        struct source *source = NULL;
        int item = station->idle > 0 ? next_item(run, station, &source) : NONE;
        if (item == NONE)
            return;
        if (open > now) {
            wake_later(run, station, open);
            return;
        }
        time_us again = SIM_NEVER;
        time_us worked = plant_hours_worked(&station->line->hours, now);
        struct machine *machine = find_machine(station, item, worked, &again);
        if (machine == NULL) {
            wake_later(run, station, again);
            return;
        }
        visit_start(machine, take_next(run, station, source));
    }
}

/* Does a machine of a locked station hold an order for `to`? */
static bool waited_for(const struct run *run, size_t to)
{
    for (size_t s = 0; s < run->line->station_count; s++) {
        const struct station *station = &run->stations[s];
        for (int m = 0; run->locked[s] && m < station->line->model->machines; m++)
            if (run->orders.at[station->machines[m].order].station == (int)to)
                return true;
    }
    return false;
}

/* Does every machine of the station hold an order for a locked station? */
static bool still_locked(const struct run *run, size_t s)
{
    const struct station *station = &run->stations[s];
    for (int m = 0; m < station->line->model->machines; m++)
        if (!run->locked[run->orders.at[station->machines[m].order].station])
            return false;
    return true;
}

/* Strike out, again and again, the locked stations that `keep` does not speak for. */
static void strike_out(struct run *run, bool (*keep)(const struct run *run, size_t s))
{
    for (bool more = true; more;) {
        more = false;
        for (size_t s = 0; s < run->line->station_count; s++) {
            if (run->locked[s] && !keep(run, s)) {
                run->locked[s] = false;
                more = true;
            }
        }
    }
}

/* Stations all of whose machines hold orders for one another can never move again. What only
 * waits for them is left out: it is not the cause. */
static void look_for_lock(struct run *run)
{
    size_t count = run->line->station_count;
    for (size_t s = 0; s < count; s++)
        run->locked[s] = run->stations[s].holding == run->stations[s].line->model->machines;
    strike_out(run, still_locked);
    strike_out(run, waited_for);
    for (size_t s = count; s-- > 0;)
        if (run->locked[s])
            run->deadlock = (int)s;
}

static void settle(struct run *run)
{
    while (run->settled < run->unsettled.count) {
        struct station *station = &run->stations[run->unsettled.at[run->settled++]];
        station->listed = false;
        settle_station(run, station);
    }
    run->unsettled.count = run->settled = 0;
    if (run->line->may_lock && run->blocked_anew && run->held > 0)
        look_for_lock(run);
    run->blocked_anew = false;
    if (run->overfull || run->deadlock != NONE)
        sim_stop(run->sim);
}

/* ---- the whole run ---- */

/* Streams are named by what they are for, so that a change elsewhere leaves them alone. */
static struct random_stream stream_of(const struct run *run, const char *kind, const char *id,
                                      const char *purpose)
{
    return random_stream_at(
        run->task->seed, arena_format(run->arena, "%s/%s/%s", kind, id, purpose), run->task->index);
}

static struct breakdown_clock clock_make(const struct run *run, const struct plant_station *station,
                                         const struct line_breakdown *law, size_t which,
                                         int machine)
{
    const char *id = station->breakdowns[which].id;
    struct breakdown_clock clock = {
        .uptime = stream_of(run, "station", station->id,
                            arena_format(run->arena, "%s/%d/uptime", id, machine)),
        .repair = stream_of(run, "station", station->id,
                            arena_format(run->arena, "%s/%d/repair", id, machine)),
    };
    clock.at = plant_draw_time(&law->uptime, &clock.uptime, 1);
    return clock;
}

static void station_start(struct run *run, size_t index, struct machine *machines)
{
    struct station *station = &run->stations[index];
    const struct line_station *line = &run->line->stations[index];
    const struct plant_station *model = line->model;
    *station = (struct station){
        .run = run,
        .line = line,
        .machines = machines,
        .idle = model->machines,
        .wake_at = SIM_NEVER,
        .measured_from = plant_hours_worked(&line->hours, run->task->warmup),
        .measured_to = plant_hours_worked(&line->hours, run->task->end),
        .processing = stream_of(run, "station", model->id, "processing"),
        .setup = stream_of(run, "station", model->id, "setup"),
        .transfer = stream_of(run, "station", model->id, "transfer"),
        .scrap = stream_of(run, "station", model->id, "scrap"),
        .routing = stream_of(run, "station", model->id, "routing"),
        .queue_area = sim_area_start(run->task->warmup, run->task->end),
        .result = &run->result->stations[index],
    };
    for (int m = 0; m < model->machines; m++) {
        struct breakdown_clock *clocks =
            arena_array(run->arena, line->breakdown_count, sizeof *clocks);
        for (size_t b = 0; b < line->breakdown_count; b++)
            clocks[b] = clock_make(run, model, &line->breakdowns[b], b, m);
        machines[m] = (struct machine){.run = run,
                                       .station = (int)index,
                                       .number = m,
                                       .order = NONE,
                                       .last_item = NONE,
                                       .clocks = clocks};
    }
}

static void run_start(struct run *run)
{
    const struct plant_line *line = run->line;
    run->stations = arena_array(run->arena, line->station_count, sizeof *run->stations);
    run->sources = arena_array(run->arena, line->source_count, sizeof *run->sources);
    run->locked = arena_array(run->arena, line->station_count, sizeof *run->locked);
    struct machine *machines = arena_array(run->arena, line->machine_count, sizeof *machines);
    for (size_t s = 0; s < line->station_count; s++) {
        station_start(run, s, machines);
        machines += line->stations[s].model->machines;
    }
    for (size_t s = 0; s < line->source_count; s++) {
        const char *id = line->sources[s].model->id;
        run->sources[s] = (struct source){
            .run = run,
            .line = &line->sources[s],
            .between = stream_of(run, "source", id, "between"),
            .mix = stream_of(run, "source", id, "mix"),
            .quantity = stream_of(run, "source", id, "quantity"),
            .path = stream_of(run, "source", id, "path"),
            .pending = NONE,
        };
        run->saturated += line->sources[s].model->kind == PLANT_SATURATED;
    }
    for (size_t s = 0; s < line->source_count; s++)
        source_start(&run->sources[s]);
    settle(run);
}

static void slice_end(struct sim *sim, void *subject)
{
    struct run *run = subject;
    struct replication_series *series = run->task->series;
    time_us now = sim_now(sim), end = run->task->end;
    size_t slice = run->slice++;
    sim_area_set(&run->wip, now, (double)run->inside);
    series->inside[slice] += run->wip.sum - run->slice_sum;
    run->slice_sum = run->wip.sum;
    time_us next = (time_us)((double)end / (double)series->slices * (double)(slice + 2));
    if (run->slice < series->slices)
        (void)sim_after(sim, (next < end ? next : end) - now, SIM_RANK_MAX, slice_end, run);
}

static enum status why_stopped(const struct run *run, struct error *err)
{
    if (run->overfull) {
        size_t longest = 0;
        for (size_t s = 1; s < run->line->station_count; s++)
            if (run->stations[s].queue.count > run->stations[longest].queue.count)
                longest = s;
        return FAIL_AT(err, PLANT_RUNAWAY, arena_format(run->arena, "/stations/%zu", longest),
                       "more than %d orders inside after %.2f days; most wait at \"%s\"",
                       PLANT_INSIDE_MAX, (double)sim_now(run->sim) / (double)TIME_DAY,
                       run->line->stations[longest].model->id);
    }
    if (run->deadlock == NONE)
        return STATUS_OK;
    struct text names = text_start(run->arena, 160);
    for (size_t s = 0; s < run->line->station_count; s++)
        if (run->locked[s])
            text_format(&names, "%s%s", names.size > 0 ? ", " : "",
                        run->line->stations[s].model->id);
    return FAIL_AT(err, PLANT_DEADLOCK, arena_format(run->arena, "/stations/%d", run->deadlock),
                   "after %.3f hours these wait for one another: %s",
                   (double)sim_now(run->sim) / (double)TIME_HOUR, text_string(&names));
}

static void station_finish(struct run *run, size_t index, time_us end)
{
    struct station *station = &run->stations[index];
    struct replication_station *result = station->result;
    int machines = station->line->model->machines;
    time_us worked = plant_hours_worked(&station->line->hours, end);
    time_us open = worked > station->measured_from ? worked - station->measured_from : 0;
    for (int m = 0; m < machines; m++)
        if (station->machines[m].phase != BUSY)
            book_until(&station->machines[m], worked,
                       station->machines[m].phase == IDLE ? PLANT_STARVED : PLANT_BLOCKED);
    result->states[PLANT_OFF] = (end - run->task->warmup - open) * machines;
    result->queue = sim_area_mean(&station->queue_area, end);
    double utilisation =
        open > 0 ? (double)(result->states[PLANT_WORKING] + result->states[PLANT_SETUP]) /
                       ((double)open * machines)
                 : 0;
    result->utilisation = utilisation;
}

static void run_finish(struct run *run, time_us end)
{
    struct replication *result = run->result;
    double days = (double)(end - run->task->warmup) / (double)TIME_DAY;
    result->end = end;
    course_inside(run, end);
    result->bottleneck = NONE;
    double most = 0;
    for (size_t s = 0; s < run->line->station_count; s++) {
        station_finish(run, s, end);
        if (result->stations[s].utilisation > most) {
            most = result->stations[s].utilisation;
            result->bottleneck = (int)s;
        }
    }
    result->throughput = days > 0 ? (double)run->good / days : 0;
    result->orders = days > 0 ? (double)run->orders_done / days : 0;
    result->wip = sim_area_mean(&run->wip, end);
    result->lead_mean = run->lead.mean;
    if (run->leads.count > 0) {
        result->lead_median = sim_quantile(run->leads.at, run->leads.count, 0.5);
        result->lead_p90 = sim_quantile(run->leads.at, run->leads.count, 0.9);
    }
    int64_t pieces = run->good + run->scrapped;
    result->scrap = pieces > 0 ? (double)run->scrapped / (double)pieces : 0;
    result->on_time = run->due_count > 0 ? (double)run->due_met / (double)run->due_count : -1;
    result->finished_measured = run->orders_done;
    result->entered = run->entered;
    result->finished = run->finished;
    result->lost = run->lost;
    result->inside = run->inside;
    result->fingerprint = sim_fingerprint(run->sim);
    result->events = sim_events(run->sim);
}

enum status plant_replicate(const struct replication_task *task, struct arena *arena,
                            struct replication *ret, struct error *err)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    *run = (struct run){
        .task = task,
        .line = task->line,
        .arena = arena,
        .free_order = NONE,
        .lead_stride = 1,
        .deadlock = NONE,
        .wip = sim_area_start(task->warmup, task->end),
        .result = ret,
    };
    run->sim = sim_new(arena, &(struct sim_options){.end = task->end,
                                                    .events_max = task->events_max,
                                                    .cancel = task->cancel});
    if (task->series != NULL)
        (void)sim_after(run->sim, (time_us)((double)task->end / (double)task->series->slices),
                        SIM_RANK_MAX, slice_end, run);
    run_start(run);
    enum status st = sim_run(run->sim, err);
    if (st == STATUS_OK)
        st = why_stopped(run, err);
    if (st != STATUS_OK)
        return st;
    bool all_done = task->line->scheduled_only &&
                    run->finished + run->lost == (int64_t)task->line->scheduled_count;
    run_finish(run, all_done ? sim_now(run->sim) : task->end);
    return STATUS_OK;
}
