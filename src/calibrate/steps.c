/* The log as steps: what each order did at each station, and how long it lay before. */
#include "calibrate/calibrate_private.h"

#include <stdlib.h>

#include "kit/must.h"

/* Shorter gaps between two jobs are handling and rounding, not a machine standing free. */
#define IDLE_MIN (10 * TIME_MINUTE)
/* So many machines as are busy at once for this share of the busy time. */
#define LEVEL_SHARE 0.005

static int by_time(const void *left, const void *right)
{
    time_us a = *(const time_us *)left, b = *(const time_us *)right;
    return (a > b) - (a < b);
}

static int by_end(const void *left, const void *right)
{
    const struct step *a = left, *b = right;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->station - b->station;
}

static void add_row(struct step *step, const struct calibrate_row *row)
{
    step->start = row->start < step->start ? row->start : step->start;
    step->end = row->end > step->end ? row->end : step->end;
    if (row->kind == CALIBRATE_PRODUCTION) {
        step->good += row->good;
        step->rejected += row->rejected;
        if (row->span > 0) {
            step->work += row->span;
            step->timed = true;
        }
    } else if (row->kind == CALIBRATE_SETUP) {
        step->set_up = true;
        step->setup += row->span > 0 ? row->span : 0;
    }
}

/* Steps of one order, by station first; a report of a breakdown is no step. */
static size_t steps_of(const struct calibrate_log *log, size_t order, struct step *into)
{
    const struct calibrate_order *of = &log->orders[order];
    size_t count = 0;
    for (size_t i = 0; i < of->row_count; i++) {
        const struct calibrate_row *row = &log->rows[of->row_first + i];
        if (row->kind == CALIBRATE_BREAKDOWN)
            continue;
        size_t at = 0;
        while (at < count && into[at].station != row->station)
            at++;
        if (at == count)
            into[count++] = (struct step){
                .order = order, .station = row->station, .start = row->start, .end = row->end};
        add_row(&into[at], row);
    }
    qsort(into, count, sizeof *into, by_end);
    return count;
}

/* Starts and ends of the timed reports of one station, each sorted. */
struct traffic {
    time_us *starts, *ends;
    size_t count;
};

static struct traffic *traffic_make(struct arena *arena, const struct calibrate_log *log,
                                    size_t order_count)
{
    struct traffic *traffic = arena_array(arena, log->station_count, sizeof *traffic);
    for (size_t i = 0; i < log->row_count; i++)
        if (log->rows[i].order < order_count && log->rows[i].end > log->rows[i].start)
            traffic[log->rows[i].station].count++;
    for (size_t i = 0; i < log->station_count; i++) {
        traffic[i].starts = arena_array(arena, traffic[i].count + 1, sizeof(time_us));
        traffic[i].ends = arena_array(arena, traffic[i].count + 1, sizeof(time_us));
        traffic[i].count = 0;
    }
    for (size_t i = 0; i < log->row_count; i++) {
        const struct calibrate_row *row = &log->rows[i];
        if (row->order >= order_count || row->end <= row->start)
            continue;
        struct traffic *here = &traffic[row->station];
        here->starts[here->count] = row->start;
        here->ends[here->count++] = row->end;
    }
    for (size_t i = 0; i < log->station_count; i++) {
        qsort(traffic[i].starts, traffic[i].count, sizeof(time_us), by_time);
        qsort(traffic[i].ends, traffic[i].count, sizeof(time_us), by_time);
    }
    return traffic;
}

/* The time at which the number of reports under way next changes, and the number from then on. */
static bool next_change(const struct traffic *traffic, size_t *start, size_t *end, time_us *when,
                        int *level)
{
    if (*end == traffic->count)
        return false;
    if (*start < traffic->count && traffic->starts[*start] < traffic->ends[*end]) {
        *when = traffic->starts[(*start)++];
        (*level)++;
    } else {
        *when = traffic->ends[(*end)++];
        (*level)--;
    }
    return true;
}

enum { LEVELS = 1001 };

static int count_machines(struct arena *arena, const struct traffic *traffic)
{
    double *lasted = arena_array(arena, LEVELS, sizeof *lasted);
    size_t start = 0, end = 0;
    time_us before = 0, when = 0;
    int level = 0, was = 0;
    double busy = 0;
    while (next_change(traffic, &start, &end, &when, &level)) {
        if (was > 0 && was < LEVELS) {
            lasted[was] += (double)(when - before);
            busy += (double)(when - before) * was;
        }
        before = when;
        was = level;
    }
    double above = 0;
    for (int machines = LEVELS - 1; machines > 1; machines--) {
        above += lasted[machines];
        if (above > LEVEL_SHARE * busy / machines && above > (double)IDLE_MIN)
            return machines < LEVELS - 1 ? machines : LEVELS - 1;
    }
    return 1;
}

static int by_start(const void *left, const void *right)
{
    const struct step *a = *(const struct step *const *)left;
    const struct step *b = *(const struct step *const *)right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void index_stations(struct arena *arena, struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        steps->here[steps->at[i].station].count++;
    for (size_t s = 0; s < PLANT_STATIONS_MAX; s++) {
        struct visits *here = &steps->here[s];
        here->at = arena_array(arena, here->count, sizeof(struct step *));
        here->count = 0;
    }
    for (size_t i = 0; i < steps->count; i++) {
        struct visits *here = &steps->here[steps->at[i].station];
        here->at[here->count++] = &steps->at[i];
    }
    for (size_t s = 0; s < PLANT_STATIONS_MAX; s++)
        qsort(steps->here[s].at, steps->here[s].count, sizeof(struct step *), by_start);
}

struct steps *steps_make(struct arena *arena, const struct calibrate_log *log, size_t order_count)
{
    struct steps *steps = arena_alloc(arena, sizeof *steps);
    must(order_count <= log->order_count && log->station_count <= PLANT_STATIONS_MAX);
    size_t rows = 0;
    for (size_t i = 0; i < order_count; i++)
        rows += log->orders[i].row_count;
    steps->at = arena_array(arena, rows + 1, sizeof *steps->at);
    steps->first = arena_array(arena, order_count + 1, sizeof *steps->first);
    for (size_t i = 0; i < order_count; i++) {
        steps->first[i] = steps->count;
        steps->count += steps_of(log, i, steps->at + steps->count);
    }
    steps->first[order_count] = steps->count;
    steps->order_count = order_count;
    index_stations(arena, steps);
    struct traffic *traffic = traffic_make(arena, log, order_count);
    for (size_t i = 0; i < log->station_count; i++)
        steps->machines[i] = count_machines(arena, &traffic[i]);
    return steps;
}

/* Spells in which all machines of a station are taken, joined over gaps without IDLE_MIN of open
 * time. */
struct full {
    time_us *starts, *ends;
    size_t count;
};

static struct full full_make(struct arena *arena, const struct traffic *traffic, int machines,
                             const struct plant_calendar *calendar, struct zone zone)
{
    struct full full = {.starts = arena_array(arena, traffic->count + 1, sizeof(time_us)),
                        .ends = arena_array(arena, traffic->count + 1, sizeof(time_us))};
    size_t start = 0, end = 0;
    time_us when = 0, since = 0;
    int level = 0;
    bool was = false;
    while (next_change(traffic, &start, &end, &when, &level)) {
        bool is = level >= machines;
        if (is && !was)
            since = when;
        if (was && !is && when > since) {
            bool joins = full.count > 0 && hours_between(calendar, zone, full.ends[full.count - 1],
                                                         since) <= IDLE_MIN;
            if (!joins)
                full.starts[full.count++] = since;
            full.ends[full.count - 1] = when;
        }
        was = is;
    }
    return full;
}

/* From `from` to the last moment before `to` at which the station stood free and open: with fewer
 * free moments than that the order had been waiting in its queue. */
static time_us lay(const struct full *full, const struct plant_calendar *calendar, struct zone zone,
                   time_us from, time_us to)
{
    size_t low = 0, high = full->count; /* the spells that begin before `to` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (full->starts[middle] < to)
            low = middle + 1;
        else
            high = middle;
    }
    time_us until = to;
    for (size_t spell = low; until > from; spell--) {
        time_us free_from = spell > 0 ? full->ends[spell - 1] : from;
        free_from = free_from > from ? free_from : from;
        time_us free_time = until > free_from ? hours_between(calendar, zone, free_from, until) : 0;
        if (free_time > IDLE_MIN)
            return hours_after(calendar, zone, free_from, free_time) - from;
        if (spell == 0)
            break;
        until = full->starts[spell - 1] < until ? full->starts[spell - 1] : until;
    }
    return 0;
}

static void wait_of(const struct calibrate_log *log, struct step *step, time_us ready,
                    const struct full *full, const struct plant_calendar *calendar)
{
    const struct calibrate_order *order = &log->orders[step->order];
    time_us until = ready;
    for (size_t i = 0; i < order->row_count; i++) {
        const struct calibrate_row *row = &log->rows[order->row_first + i];
        if (row->station != step->station)
            continue;
        if (row->start > until)
            step->transfer += lay(full, calendar, log->zone, until, row->start);
        until = row->end > until ? row->end : until;
    }
}

void steps_wait(struct arena *arena, const struct calibrate_log *log, struct steps *steps,
                const struct hours *hours)
{
    struct traffic *traffic = traffic_make(arena, log, steps->order_count);
    struct full *full = arena_array(arena, log->station_count, sizeof *full);
    for (size_t i = 0; i < log->station_count; i++)
        full[i] = full_make(arena, &traffic[i], steps->machines[i],
                            &hours->calendars[hours->of_station[i]], log->zone);
    for (size_t order = 0; order < steps->order_count; order++) {
        time_us ready = log->orders[order].start;
        for (size_t i = steps->first[order]; i < steps->first[order + 1]; i++) {
            struct step *step = &steps->at[i];
            wait_of(log, step, ready, &full[step->station],
                    &hours->calendars[hours->of_station[step->station]]);
            ready = step->end;
        }
    }
}
