/* When the shop works: weekly windows read out of the reports. */
#include "calibrate/calibrate_private.h"

#include <stdlib.h>
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"

enum {
    SLOTS = 336,            /* half hours of a week */
    STATION_ROWS_MIN = 300, /* before a station may keep hours of its own */
    SLOTS_DIFFER_MIN = 28,  /* 14 hours a week */
};
#define SLOT         (30 * TIME_MINUTE)
#define OPEN_SHARE   0.15           /* of what a busy slot has: less is overtime or an error */
#define BUSY_RANK    0.75           /* which slot counts as a busy one */
#define EPOCH_MONDAY (3 * TIME_DAY) /* 1970-01-01 was a Thursday */

static time_us floor_to(time_us when, time_us unit)
{
    time_us rest = when % unit;
    return when - (rest < 0 ? rest + unit : rest);
}

static void add_busy(double *busy, time_us from, time_us to)
{
    while (from < to) {
        time_us next = floor_to(from, SLOT) + SLOT;
        next = next < to ? next : to;
        time_us of_week = from - floor_to(from, TIME_WEEK);
        busy[of_week / SLOT] += (double)(next - from);
        from = next;
    }
}

/* Where work is certain: the whole of a report without pauses, the two ends of another. */
static void add_row(double *busy, const struct calibrate_row *row, struct zone zone)
{
    time_us shift = zone.offset + EPOCH_MONDAY;
    time_us start = row->start + shift, end = row->end + shift;
    if (row->span <= 0 || row->kind == CALIBRATE_BREAKDOWN)
        return;
    if (end - start <= row->span + TIME_MINUTE) {
        add_busy(busy, start, end);
        return;
    }
    time_us sure = row->span / 2 < SLOT ? row->span / 2 : SLOT;
    add_busy(busy, start, start + sure);
    add_busy(busy, end - sure, end);
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Open slots; holes and islands of one slot are smoothed away. */
static void find_open(const double *busy, bool *open)
{
    double sorted[SLOTS];
    size_t used = 0;
    for (size_t i = 0; i < SLOTS; i++)
        if (busy[i] > 0)
            sorted[used++] = busy[i];
    if (used == 0) {
        memset(open, true, SLOTS);
        return;
    }
    qsort(sorted, used, sizeof *sorted, by_value);
    double enough = OPEN_SHARE * sorted[(size_t)(BUSY_RANK * (double)(used - 1))];
    for (size_t i = 0; i < SLOTS; i++)
        open[i] = busy[i] >= enough;
    for (size_t i = 0; i < SLOTS; i++) {
        bool before = open[(i + SLOTS - 1) % SLOTS], after = open[(i + 1) % SLOTS];
        if (before == after)
            open[i] = before;
    }
}

static struct plant_calendar calendar_of(struct arena *arena, const bool *open, const char *id)
{
    LIST(struct plant_window) windows = {0};
    for (size_t i = 0; i < SLOTS;) {
        size_t from = i;
        while (i < SLOTS && open[i] == open[from])
            i++;
        if (open[from])
            *list_add(arena, &windows) =
                (struct plant_window){(time_us)from * SLOT, (time_us)i * SLOT};
    }
    if (windows.count == 0)
        *list_add(arena, &windows) = (struct plant_window){0, TIME_WEEK};
    return (struct plant_calendar){.id = id, .windows = windows.at, .window_count = windows.count};
}

static size_t differing(const bool *a, const bool *b)
{
    size_t count = 0;
    for (size_t i = 0; i < SLOTS; i++)
        count += a[i] != b[i];
    return count;
}

/* Days on which the shop usually works and nobody reported anything. */
static void find_closed(struct arena *arena, const struct calibrate_log *log, size_t order_count,
                        struct plant_calendar *calendar)
{
    LIST(struct day) closed = {0};
    int64_t first = day_number(day_of(log->start, log->zone));
    int64_t days = day_number(day_of(log->end, log->zone)) - first + 1;
    must(days > 0 && days < 50000);
    int64_t *rows = arena_array(arena, (size_t)days, sizeof *rows);
    int64_t total = 0, last = 0;
    for (size_t i = 0; i < log->row_count; i++) {
        if (log->rows[i].order >= order_count)
            continue;
        int64_t from = day_number(day_of(log->rows[i].start, log->zone)) - first;
        int64_t to = day_number(day_of(log->rows[i].end, log->zone)) - first;
        rows[from]++; /* a job may lie over the days between */
        rows[to]++;
        total++;
        last = to > last ? to : last;
    }
    for (int64_t i = 0; i < last && total >= 10 * last; i++) {
        struct day day = day_from_number(first + i);
        time_us start = day_start(day, log->zone);
        if (rows[i] == 0 &&
            hours_between(calendar, log->zone, start, start + TIME_DAY) >= 4 * TIME_HOUR)
            *list_add(arena, &closed) = day;
    }
    calendar->closed = closed.at;
    calendar->closed_count = closed.count;
}

struct hours *hours_find(struct arena *arena, const struct calibrate_log *log, size_t order_count)
{
    struct hours *hours = arena_alloc(arena, sizeof *hours);
    double(*busy)[SLOTS] = arena_array(arena, log->station_count + 1, sizeof *busy);
    size_t *rows = arena_array(arena, log->station_count, sizeof *rows);
    bool(*open)[SLOTS] = arena_array(arena, log->station_count + 1, sizeof *open);
    for (size_t i = 0; i < log->row_count; i++) {
        const struct calibrate_row *row = &log->rows[i];
        if (row->order >= order_count)
            continue;
        add_row(busy[0], row, log->zone);
        add_row(busy[row->station + 1], row, log->zone);
        rows[row->station] += row->span > 0;
    }
    hours->calendars = arena_array(arena, log->station_count + 1, sizeof *hours->calendars);
    find_open(busy[0], open[0]);
    hours->calendars[hours->count++] = calendar_of(arena, open[0], "shop");
    for (size_t i = 0; i < log->station_count; i++) {
        bool own[SLOTS];
        if (rows[i] < STATION_ROWS_MIN)
            continue;
        find_open(busy[i + 1], own);
        size_t same = 0;
        while (same < hours->count && differing(own, open[same]) >= SLOTS_DIFFER_MIN)
            same++;
        if (same == hours->count) {
            memcpy(open[same], own, sizeof own);
            hours->calendars[hours->count++] =
                calendar_of(arena, own, arena_format(arena, "hours-%zu", same));
        }
        hours->of_station[i] = (int)same;
    }
    for (size_t i = 0; i < hours->count; i++)
        find_closed(arena, log, order_count, &hours->calendars[i]);
    return hours;
}

/* Open time from the Monday before 1970 to a local moment counted from it. */
static time_us open_before(const struct plant_calendar *calendar, time_us local)
{
    time_us week = floor_to(local, TIME_WEEK), of_week = local - week, open = 0, whole = 0;
    for (size_t i = 0; i < calendar->window_count; i++) {
        const struct plant_window *window = &calendar->windows[i];
        time_us until = of_week < window->end ? of_week : window->end;
        whole += window->end - window->start;
        open += until > window->start ? until - window->start : 0;
    }
    return week / TIME_WEEK * whole + open;
}

static time_us open_between(const struct plant_calendar *calendar, struct zone zone, time_us from,
                            time_us to)
{
    time_us shift = zone.offset + EPOCH_MONDAY;
    return to > from ? open_before(calendar, to + shift) - open_before(calendar, from + shift) : 0;
}

time_us hours_between(const struct plant_calendar *calendar, struct zone zone, time_us from,
                      time_us to)
{
    time_us open = open_between(calendar, zone, from, to);
    for (size_t i = 0; i < calendar->closed_count; i++) {
        time_us day = day_start(calendar->closed[i], zone), night = day + TIME_DAY;
        open -= open_between(calendar, zone, from > day ? from : day, to < night ? to : night);
    }
    return open;
}

time_us hours_after(const struct plant_calendar *calendar, struct zone zone, time_us from,
                    time_us work)
{
    time_us low = from, high = from + TIME_WEEK;
    while (hours_between(calendar, zone, from, high) < work)
        high += high - from;
    while (high - low > TIME_SECOND) {
        time_us middle = low + (high - low) / 2;
        if (hours_between(calendar, zone, from, middle) < work)
            low = middle;
        else
            high = middle;
    }
    return high;
}
