/* What a machine does, second by second of the work clock: set-up, work, breakdowns, waiting. */
#include "kit/must.h"
#include "plant/replication_private.h"

static void book(struct station *station, enum plant_state state, time_us from, time_us to)
{
    from = from > station->measured_from ? from : station->measured_from;
    to = to < station->measured_to ? to : station->measured_to;
    if (to > from)
        station->result->states[state] += to - from;
}

/* `from` and `to` on the work clock. */
static void record(const struct machine *machine, enum plant_state what, time_us from, time_us to,
                   bool last)
{
    const struct run *run = machine->run;
    if (run->task->record == NULL || to <= from)
        return;
    const struct station *station = &run->stations[machine->station];
    const struct plant_hours *hours = &station->line->hours;
    const struct order *order = machine->phase == BUSY ? &run->orders.at[machine->order] : NULL;
    must(order != NULL || !last); /* only work has a last piece */
    time_us start = plant_hours_when(hours, from);
    struct plant_event event = {
        .what = what,
        .station = machine->station,
        .machine = machine->number,
        .order = order != NULL ? order->number : NONE,
        .item = order != NULL ? order->item : NONE,
        .quantity = order != NULL ? order->quantity : 0,
        .start = plant_hours_open(hours, start),
        .end = plant_hours_when(hours, to),
        .lasted = to - from,
        .last = last,
        .good = last ? order->quantity - order->scrapped : 0,
        .scrapped = last ? order->scrapped : 0,
    };
    run->task->record(run->task->record_subject, &event);
}

static struct breakdown_clock *first_clock(const struct machine *machine,
                                           const struct line_station *line, time_us now,
                                           bool working, time_us *ret_at, size_t *ret_which)
{
    struct breakdown_clock *first = NULL;
    time_us least = SIM_NEVER;
    for (size_t b = 0; b < line->breakdown_count; b++) {
        struct breakdown_clock *clock = &machine->clocks[b];
        if (line->breakdowns[b].operation_dependent && !working)
            continue;
        time_us at = line->breakdowns[b].operation_dependent ? now + clock->at : clock->at;
        at = at > now ? at : now;
        if (first == NULL || at < least) {
            first = clock;
            least = at;
            *ret_which = b;
        }
    }
    *ret_at = least;
    return first;
}

/* The machine breaks down at `now` of the work clock; gives back when it is repaired. */
static time_us break_down(struct machine *machine, struct breakdown_clock *clock, size_t which,
                          time_us now)
{
    struct run *run = machine->run;
    const struct line_breakdown *law = &run->stations[machine->station].line->breakdowns[which];
    time_us repaired = now + plant_draw_time(&law->repair, &clock->repair, 1);
    time_us uptime = plant_draw_time(&law->uptime, &clock->uptime, 1);
    clock->at = law->operation_dependent ? uptime : repaired + uptime;
    sim_charge(run->sim, 1);
    record(machine, PLANT_DOWN, now, repaired, false);
    return repaired;
}

void book_until(struct machine *machine, time_us now, enum plant_state state)
{
    struct station *station = &machine->run->stations[machine->station];
    if (!station->line->clocked) {
        book(station, state, machine->booked, now);
        machine->booked = now;
        return;
    }
    while (machine->booked < now && !sim_exhausted(machine->run->sim)) {
        time_us from = machine->booked, until = now;
        if (machine->down_until > from) {
            until = machine->down_until < now ? machine->down_until : now;
            book(station, PLANT_DOWN, from, until);
        } else {
            size_t which = 0;
            struct breakdown_clock *clock =
                first_clock(machine, station->line, from, false, &until, &which);
            until = until < now ? until : now;
            book(station, state, from, until);
            if (until < now)
                machine->down_until = break_down(machine, clock, which, until);
        }
        machine->booked = until;
    }
}

time_us lay_out(struct machine *machine, enum plant_state state, time_us now, time_us left)
{
    struct run *run = machine->run;
    struct station *station = &run->stations[machine->station];
    const struct line_station *line = station->line;
    bool working = state == PLANT_WORKING;
    while (now < station->measured_to && !sim_exhausted(run->sim)) {
        time_us at = SIM_NEVER;
        size_t which = 0;
        struct breakdown_clock *clock = first_clock(machine, line, now, working, &at, &which);
        time_us spent = clock == NULL || at - now >= left ? left : at - now;
        book(station, state, now, now + spent);
        record(machine, state, now, now + spent, working && spent == left);
        for (size_t b = 0; working && b < line->breakdown_count; b++)
            if (line->breakdowns[b].operation_dependent)
                machine->clocks[b].at -= spent;
        now += spent;
        left -= spent;
        if (left == 0)
            return now;
        must(clock != NULL); /* without one all that was left has been spent */
        time_us repaired = break_down(machine, clock, which, now);
        book(station, PLANT_DOWN, now, repaired);
        now = repaired;
    }
    return now + left;
}
