/* From reports in any order to work orders with their reports in time order. */
#include "calibrate/calibrate_private.h"

#include <stdlib.h>
#include <string.h>

#define OPEN_END (3 * TIME_DAY)
enum { OPEN_SHARE = 20 }; /* of a short log: a twentieth of it */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By order and time; rows that say the same stand together, the first line first. */
static int by_order(const void *left, const void *right)
{
    const struct calibrate_row *a = left, *b = right;
    if (a->order != b->order) /* these two decide nearly always */
        return compare(a->order, b->order);
    if (a->start != b->start)
        return compare(a->start, b->start);
    const int64_t pairs[][2] = {
        {a->end, b->end},           {a->span, b->span},         {a->station, b->station},
        {a->activity, b->activity}, {a->worker, b->worker},     {a->kind, b->kind},
        {a->good, b->good},         {a->rejected, b->rejected}, {a->mrb, b->mrb},
        {a->item, b->item},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int side = compare(pairs[i][0], pairs[i][1]);
        if (side != 0)
            return side;
    }
    return 0;
}

static int by_order_and_line(const void *left, const void *right)
{
    const struct calibrate_row *a = left, *b = right;
    int side = by_order(left, right);
    return side != 0 ? side : compare(a->line, b->line);
}

/* What finding overlaps at a station needs of a row, small, as there may be millions. */
struct spell {
    time_us start, end;
    uint32_t line;
};

static int by_time(const void *left, const void *right)
{
    const struct spell *a = left, *b = right;
    if (a->start != b->start)
        return compare(a->start, b->start);
    return a->end != b->end ? compare(a->end, b->end) : compare(a->line, b->line);
}

/* Reports that stand together by order and time already, as many logs have them. */
static bool in_order(const struct calibrate_log *log)
{
    for (size_t i = 1; i < log->row_count; i++)
        if (by_order_and_line(&log->rows[i - 1], &log->rows[i]) > 0)
            return false;
    return true;
}

static void drop_duplicates(struct calibrate_log *log)
{
    size_t kept = 0;
    for (size_t i = 0; i < log->row_count; i++) {
        if (kept > 0 && by_order(&log->rows[kept - 1], &log->rows[i]) == 0) {
            log_defect(log, CALIBRATE_DEFECT_DUPLICATE, log->rows[i].line);
            continue;
        }
        log->rows[kept++] = log->rows[i];
    }
    log->row_count = kept;
    log->rows_used = (int64_t)kept;
}

static void find_station_overlaps(struct calibrate_log *log)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("overlaps", (size_t)1 << 30);
    size_t *first = arena_array(arena, log->station_count + 2, sizeof *first);
    for (size_t i = 0; i < log->row_count; i++)
        first[log->rows[i].station + 2] += log->rows[i].span > 0;
    for (size_t i = 2; i < log->station_count + 2; i++)
        first[i] += first[i - 1];
    struct spell *spells = arena_array(arena, first[log->station_count + 1] + 1, sizeof *spells);
    for (size_t i = 0; i < log->row_count; i++) {
        const struct calibrate_row *row = &log->rows[i];
        if (row->span > 0) /* afterwards first[s] .. first[s + 1] are those of station s */
            spells[first[row->station + 1]++] = (struct spell){row->start, row->end, row->line};
    }
    for (size_t station = 0; station < log->station_count; station++) {
        time_us busy_until = INT64_MIN;
        qsort(spells + first[station], first[station + 1] - first[station], sizeof *spells,
              by_time);
        for (size_t i = first[station]; i < first[station + 1]; i++) {
            if (spells[i].start < busy_until)
                log_defect(log, CALIBRATE_DEFECT_OVERLAP_STATION, spells[i].line);
            if (spells[i].end > busy_until)
                busy_until = spells[i].end;
        }
    }
}

/* What the rows of one order say of it, in the order of lines for item and quantity. */
static void describe(struct calibrate_log *log, struct calibrate_order *order)
{
    const struct calibrate_row *rows = log->rows + order->row_first;
    int64_t good = 0;
    uint32_t item_line = UINT32_MAX, quantity_line = UINT32_MAX;
    for (size_t i = 0; i < order->row_count; i++) {
        if (rows[i].line < item_line) {
            item_line = rows[i].line;
            order->item = rows[i].item;
        }
        if (rows[i].quantity > 0 && rows[i].line < quantity_line) {
            quantity_line = rows[i].line;
            order->quantity = rows[i].quantity;
        }
        good = rows[i].good > good ? rows[i].good : good;
        order->end = i == 0 || rows[i].end > order->end ? rows[i].end : order->end;
    }
    order->start = rows[0].start;
    if (order->quantity == 0)
        order->quantity = good > 0 ? good : 1;
    time_us busy_until = INT64_MIN;
    uint16_t station = 0;
    for (size_t i = 0; i < order->row_count; i++) {
        if (rows[i].item != order->item ||
            (rows[i].quantity > 0 && rows[i].quantity != order->quantity))
            log_defect(log, CALIBRATE_DEFECT_ORDER_CHANGES, rows[i].line);
        if (rows[i].start < busy_until && rows[i].station != station)
            log_defect(log, CALIBRATE_DEFECT_OVERLAP_ORDER, rows[i].line);
        if (rows[i].end > busy_until) {
            busy_until = rows[i].end;
            station = rows[i].station;
        }
    }
}

static int by_start(const void *left, const void *right)
{
    const struct calibrate_order *a = left, *b = right;
    int side = compare(a->start, b->start);
    return side != 0 ? side : strcmp(a->name, b->name);
}

/* Rows keep standing by their orders' first numbers; they get the new ones. */
static void sort_orders(struct calibrate_log *log)
{
    qsort(log->orders, log->order_count, sizeof *log->orders, by_start);
    for (size_t i = 0; i < log->order_count; i++)
        for (size_t row = 0; row < log->orders[i].row_count; row++)
            log->rows[log->orders[i].row_first + row].order = (uint32_t)i;
}

time_us log_sure_end(const struct calibrate_log *log)
{
    time_us margin = (log->end - log->start) / OPEN_SHARE;
    return log->end - (margin < OPEN_END ? margin : OPEN_END);
}

bool order_may_be_open(const struct calibrate_log *log, size_t order)
{
    return log->orders[order].end > log_sure_end(log);
}

void orders_build(struct calibrate_log *log)
{
    if (!in_order(log))
        qsort(log->rows, log->row_count, sizeof *log->rows, by_order_and_line);
    drop_duplicates(log);
    find_station_overlaps(log);
    for (size_t row = 0; row < log->row_count;) {
        struct calibrate_order *order = &log->orders[log->rows[row].order];
        order->row_first = row;
        while (row < log->row_count && &log->orders[log->rows[row].order] == order)
            row++;
        order->row_count = row - order->row_first;
        describe(log, order);
    }
    log->start = log->rows[0].start;
    log->end = log->rows[0].end;
    for (size_t i = 0; i < log->row_count; i++) {
        log->start = log->rows[i].start < log->start ? log->rows[i].start : log->start;
        log->end = log->rows[i].end > log->end ? log->rows[i].end : log->end;
    }
    sort_orders(log);
}
