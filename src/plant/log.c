/* A production log of one replication, as the shop's own system would have written it: one row a
 * report, in Korean headings, local time. What calibration reads back in. */
#include <inttypes.h>
#include <stdlib.h>

#include "kit/csv.h"
#include "kit/list.h"
#include "kit/text.h"
#include "plant/plant_private.h"

enum { LOG_ROWS_MAX = 2000000 };

struct log_rows {
    struct arena *arena;
    time_us length;
    bool full;
    struct plant_event *at;
    size_t count, room;
};

static void collect(void *subject, const struct plant_event *event)
{
    struct log_rows *rows = subject;
    if (event->end > rows->length)
        return; /* not reported yet when the log was drawn */
    if (rows->count == LOG_ROWS_MAX) {
        rows->full = true;
        return;
    }
    *list_add(rows->arena, rows) = *event;
}

static int order_of_rows(const void *left, const void *right)
{
    const struct plant_event *a = left, *b = right;
    const int64_t keys[][2] = {{a->start, b->start},
                               {a->end, b->end},
                               {a->station, b->station},
                               {a->machine, b->machine},
                               {a->what, b->what}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static void write_time(struct text *text, const struct plant_model *model, time_us when)
{
    struct day day = day_from_number(day_number(model->start) + when / TIME_DAY);
    int64_t seconds = when % TIME_DAY / TIME_SECOND;
    text_format(text, "%04d-%02d-%02d %02d:%02d:%02d,", day.year, day.month, day.day,
                (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void write_name(struct text *text, const char *name)
{
    csv_write_field(text, name, ',');
    text_add_char(text, ',');
}

static void write_row(struct text *text, const struct plant_model *model,
                      const struct plant_event *event)
{
    static const char *const kinds[PLANT_STATE_COUNT] = {
        [PLANT_WORKING] = "작업", [PLANT_SETUP] = "준비", [PLANT_DOWN] = "고장"};
    const struct plant_station *station = &model->stations[event->station];
    if (event->order >= 0)
        text_format(text, "WO-%05" PRId64, event->order + 1);
    text_add_char(text, ',');
    write_name(text, event->item >= 0 ? model->items[event->item].name : "");
    write_name(text, station->name);
    write_name(text, station->name);
    text_format(text, "%d,", event->machine + 1);
    write_time(text, model, event->start);
    write_time(text, model, event->end);
    text_format(text, "%.2f,", (double)event->lasted / (double)TIME_MINUTE);
    text_format(text, "%" PRId64 ",%" PRId64 ",%" PRId64 ",%s\n", event->quantity, event->good,
                event->scrapped, kinds[event->what]);
}

enum status plant_log_csv(const struct plant_model *model, uint64_t seed, time_us length,
                          struct arena *arena, const char **ret_csv, size_t *ret_size,
                          struct error *err)
{
    struct arena *work = arena_new("plant log", (size_t)2 << 30);
    struct log_rows rows = {.arena = work, .length = length};
    struct plant_options options = {.seed = seed,
                                    .horizon = length,
                                    .replications = 1,
                                    .threads = 1,
                                    .record = collect,
                                    .record_subject = &rows};
    struct plant_result result;
    enum status st = plant_run(model, &options, work, &result, err);
    if (st == STATUS_OK && rows.full)
        st = FAIL_AT(err, PLANT_OPTIONS, "length", "more than %d rows", LOG_ROWS_MAX);
    if (st == STATUS_OK) {
        if (rows.count > 0)
            qsort(rows.at, rows.count, sizeof *rows.at, order_of_rows);
        struct text text = text_start(arena, (size_t)1 << 30);
        text_add(&text,
                 "작업지시,품명,공정,설비,기계번호,시작,종료,소요시간(분),지시수량,양품,불량,"
                 "보고구분\n");
        for (size_t i = 0; i < rows.count; i++)
            write_row(&text, model, &rows.at[i]);
        *ret_csv = text_string(&text);
        *ret_size = text.size;
    }
    arena_free(work);
    return st;
}
