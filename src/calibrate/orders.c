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
    const int64_t pairs[][2] = {
        {a->order, b->order},       {a->start, b->start},     {a->end, b->end},
        {a->span, b->span},         {a->station, b->station}, {a->activity, b->activity},
        {a->worker, b->worker},     {a->kind, b->kind},       {a->good, b->good},
        {a->rejected, b->rejected}, {a->mrb, b->mrb},         {a->item, b->item},
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

static int by_station(const void *left, const void *right)
{
    const struct calibrate_row *a = *(const struct calibrate_row *const *)left;
    const struct calibrate_row *b = *(const struct calibrate_row *const *)right;
    int side = compare(a->station, b->station);
    side = side != 0 ? side : compare(a->start, b->start);
    side = side != 0 ? side : compare(a->end, b->end);
    return side != 0 ? side : compare(a->line, b->line);
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
    const struct calibrate_row **timed = arena_array(log->arena, log->row_count, sizeof *timed);
    size_t count = 0;
    for (size_t i = 0; i < log->row_count; i++)
        if (log->rows[i].span > 0)
            timed[count++] = &log->rows[i];
    qsort(timed, count, sizeof *timed, by_station);
    time_us busy_until = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || timed[i]->station != timed[i - 1]->station)
            busy_until = INT64_MIN;
        if (timed[i]->start < busy_until)
            log_defect(log, CALIBRATE_DEFECT_OVERLAP_STATION, timed[i]->line);
        if (timed[i]->end > busy_until)
            busy_until = timed[i]->end;
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
