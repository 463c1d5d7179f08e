/* From a table to reports, row by row. */
#include "calibrate/calibrate_private.h"

#include <inttypes.h>
#include <string.h>

#include "kit/list.h"
#include "kit/map.h"
#include "kit/must.h"
#include "kit/text.h"

enum {
    SAMPLE_ROWS = 200,
    TELL_EVERY = 4096,
    FIELD_BYTES_MAX = 4096,
    NAME_BYTES_MAX = 400,
    KINDS_KEPT = 100
};
#define LOG_ARENA_MAX ((size_t)6 << 30)
#define SPAN_MAX      (7 * TIME_DAY)

struct source {
    const char *path; /* or NULL: bytes */
    const char *bytes;
    size_t size;
};

/* Names in the order of their coming, and which came last. */
struct names {
    struct map map;
    size_t last;
};

struct import {
    const struct calibrate_options *options;
    struct calibrate_log *log;
    struct arena *arena;                     /* of one row, emptied again and again */
    const char *field[CALIBRATE_ROLE_COUNT]; /* of the row, trimmed */
    bool spaced[CALIBRATE_ROLE_COUNT];       /* trimming changed it */
    struct names orders, stations, activities, items, workers;
    struct map kinds; /* words of the type column, and what they mean */
    LIST(struct calibrate_row) rows;
    LIST(time_us) order_last; /* start of the row before, by order */
    time_us span_unit;
    int64_t rows_max, with_both, backwards;
};

void log_defect(struct calibrate_log *log, enum calibrate_defect defect, int64_t line)
{
    struct calibrate_count *count = &log->defects[defect];
    count->rows++;
    if (count->first_line == 0 || line < count->first_line)
        count->first_line = line;
}

static enum status open_source(const struct source *source, const struct calibrate_options *options,
                               struct csv_reader **ret_reader, struct error *err)
{
    struct csv_options csv = {.delimiter = options->delimiter,
                              .field_max = FIELD_BYTES_MAX,
                              .fields_max = CALIBRATE_COLUMNS_MAX,
                              .bytes_max = CALIBRATE_BYTES_MAX};
    if (source->path != NULL)
        return csv_open(source->path, &csv, ret_reader, err);
    return csv_open_bytes(source->bytes, source->size, &csv, ret_reader, err);
}

/* Heading and first rows, copied. */
static enum status read_sample(struct arena *arena, struct csv_reader *reader,
                               struct columns_sample *ret_sample, struct error *err)
{
    struct csv_row row = {0};
    bool more = false;
    enum status st = csv_next(reader, &row, &more, err);
    if (st != STATUS_OK)
        return st;
    if (!more || row.count == 0)
        return FAIL(err, KIT_EMPTY, "not even a heading line");
    struct columns_sample sample = {.column_count = row.count, .heading_line = row.line};
    const char **heading = arena_array(arena, row.count, sizeof *heading);
    for (size_t i = 0; i < row.count; i++)
        heading[i] = arena_text(arena, row.fields[i]);
    const char **fields = arena_array(arena, row.count * SAMPLE_ROWS, sizeof *fields);
    while (sample.row_count < SAMPLE_ROWS) {
        st = csv_next(reader, &row, &more, err);
        if (st != STATUS_OK)
            return st;
        if (!more)
            break;
        for (size_t i = 0; i < sample.column_count; i++)
            fields[sample.row_count * sample.column_count + i] =
                i < row.count ? arena_text(arena, row.fields[i]) : "";
        sample.row_count++;
    }
    sample.heading = heading;
    sample.fields = fields;
    *ret_sample = sample;
    return STATUS_OK;
}

static void keep_samples(struct calibrate_log *log, const struct columns_sample *sample)
{
    log->sample_count =
        sample->row_count < CALIBRATE_SAMPLE_ROWS ? sample->row_count : CALIBRATE_SAMPLE_ROWS;
    size_t count = log->sample_count * sample->column_count;
    const char **samples = arena_array(log->arena, count + 1, sizeof *samples);
    for (size_t i = 0; i < count; i++)
        samples[i] = arena_text(log->arena, sample->fields[i]);
    log->samples = samples;
}

/* No blank at either end, no two together, no tab and no line end. */
static bool is_clean(const char *field)
{
    char before = ' ';
    for (; *field != '\0'; before = *field++)
        if ((*field == ' ' && before == ' ') || (*field >= '\t' && *field <= '\r'))
            return false;
    return before != ' ';
}

/* The row's fields by role, trimmed, in the row's memory; "" where there is none. */
static void take_fields(struct import *import, const struct csv_row *row)
{
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++) {
        int column = import->log->mapping.column[role];
        const char *field = column < 0 || (size_t)column >= row->count ? "" : row->fields[column];
        import->spaced[role] = *field != '\0' && !is_clean(field);
        import->field[role] = import->spaced[role] ? text_squeeze(import->arena, field) : field;
    }
}

static const char *field_of(const struct import *import, enum calibrate_role role)
{
    return import->field[role];
}

/* A name of a station, item ...: squeezed, counted when that changed it, and numbered. */
static enum status name_of(struct import *import, int64_t line, enum calibrate_role role,
                           struct names *names, size_t names_max, size_t *ret_index, bool *spaced,
                           struct error *err)
{
    const char *name = field_of(import, role);
    *spaced = *spaced || import->spaced[role];
    if (names->map.count > 0 && text_same(names->map.at[names->last].name, name)) {
        *ret_index = names->last; /* as in the row before: common, and cheaper than looking it up */
        return STATUS_OK;
    }
    if (strlen(name) > NAME_BYTES_MAX)
        name = arena_text_of(import->arena, name, NAME_BYTES_MAX);
    bool made = false;
    struct map_entry *entry = map_put(&names->map, name, &made);
    if (made)
        entry->number = (int64_t)names->map.count - 1;
    if (names->map.count > names_max)
        return FAIL_AT(err, CALIBRATE_TOO_LARGE, calibrate_role_name(role),
                       "more than %zu different names by line %" PRId64, names_max, line);
    names->last = (size_t)entry->number;
    *ret_index = names->last;
    return STATUS_OK;
}

static bool is_heading_again(struct import *import, const struct csv_row *row)
{
    const struct calibrate_log *log = import->log;
    int column = log->mapping.column[CALIBRATE_CASE];
    int time =
        log->mapping
            .column[log->mapping.column[CALIBRATE_START] >= 0 ? CALIBRATE_START : CALIBRATE_END];
    return (size_t)column < row->count && (size_t)time < row->count &&
           text_same(row->fields[column], log->columns[column].heading) &&
           text_same(row->fields[time], log->columns[time].heading);
}

struct times {
    time_us start, end, span; /* span -1 when unknown */
    bool has_start, has_end;
};

static bool read_when(struct import *import, const struct csv_row *row, enum calibrate_role role,
                      time_us *ret_when)
{
    const char *field = field_of(import, role);
    if (*field == '\0')
        return false;
    if (fields_time(field, import->log->zone, ret_when))
        return true;
    log_defect(import->log, CALIBRATE_DEFECT_TIME_BAD, row->line);
    return false;
}

static void read_span(struct import *import, const struct csv_row *row, struct times *times)
{
    const char *field = field_of(import, CALIBRATE_SPAN);
    times->span = -1;
    if (*field == '\0')
        return;
    switch (fields_span(field, import->span_unit, &times->span)) {
    case FIELDS_SPAN_OK:
        break;
    case FIELDS_SPAN_DAMAGED:
        log_defect(import->log, CALIBRATE_DEFECT_SPAN_DAMAGED, row->line);
        break;
    case FIELDS_SPAN_BAD:
        log_defect(import->log, CALIBRATE_DEFECT_SPAN_BAD, row->line);
        times->span = -1;
        break;
    }
    if (times->span > SPAN_MAX) {
        log_defect(import->log, CALIBRATE_DEFECT_SPAN_HUGE, row->line);
        times->span = -1;
    }
}

/* Start and end are both there: hold them against each other and the duration. */
static void settle_both(struct import *import, int64_t line, struct times *times)
{
    struct calibrate_log *log = import->log;
    time_us between = times->end - times->start;
    import->with_both++;
    if (between < 0) {
        import->backwards++;
        log_defect(log, CALIBRATE_DEFECT_END_BEFORE_START, line);
        if (times->span <= 0)
            times->span = -1;
    } else if (times->span < 0) {
        times->span = between <= SPAN_MAX ? between : -1;
        if (between > SPAN_MAX)
            log_defect(log, CALIBRATE_DEFECT_SPAN_HUGE, line);
    } else if (times->span == 0 && between > 0) {
        log_defect(log, CALIBRATE_DEFECT_END_INVENTED, line);
        times->span = -1;
    } else if (times->span > between + TIME_MINUTE || times->span < between - TIME_MINUTE) {
        log_defect(log, CALIBRATE_DEFECT_SPAN_DIFFERS, line);
    }
    /* A shorter duration is work with pauses in it: the end stays. */
    time_us span = times->span > 0 ? times->span : 0;
    if (times->span <= 0 || span > between)
        times->end = times->start + span;
}

/* False when the row has no time at all. */
static bool settle_times(struct import *import, const struct csv_row *row, struct times *times)
{
    struct calibrate_log *log = import->log;
    times->has_start = read_when(import, row, CALIBRATE_START, &times->start);
    times->has_end = read_when(import, row, CALIBRATE_END, &times->end);
    read_span(import, row, times);
    if (!times->has_start && !times->has_end) {
        log_defect(log, CALIBRATE_DEFECT_TIMES_MISSING, row->line);
        return false;
    }
    time_us span = times->span > 0 ? times->span : 0;
    if (times->has_start && times->has_end) {
        settle_both(import, row->line, times);
    } else if (times->has_start) {
        if (log->mapping.column[CALIBRATE_END] >= 0)
            log_defect(log, CALIBRATE_DEFECT_END_MISSING, row->line);
        times->end = times->start + span;
    } else {
        if (log->mapping.column[CALIBRATE_START] >= 0)
            log_defect(log, CALIBRATE_DEFECT_START_MISSING, row->line);
        times->start = times->end - span;
    }
    if (times->span == 0)
        times->span = -1;
    return true;
}

static int32_t read_count(const struct import *import, enum calibrate_role role, bool *bad)
{
    int32_t count = 0;
    if (!fields_count(field_of(import, role), &count))
        *bad = true;
    return count;
}

/* A word in this column comes a million times: what it means is looked up once. */
static int kind_of(struct import *import, const char *field)
{
    const struct map_entry *known = map_find(&import->kinds, field);
    if (known != NULL)
        return (int)known->number;
    int kind = words_kind(words_plain(import->arena, field));
    if (import->kinds.count < KINDS_KEPT)
        map_put(&import->kinds, field, NULL)->number = kind;
    return kind;
}

static uint8_t read_kind(struct import *import, const struct csv_row *row)
{
    const char *field = field_of(import, CALIBRATE_TYPE);
    if (*field == '\0')
        return CALIBRATE_PRODUCTION;
    int kind = kind_of(import, field);
    if (kind == CALIBRATE_ABSENT) {
        log_defect(import->log, CALIBRATE_DEFECT_KIND_UNKNOWN, row->line);
        return CALIBRATE_PRODUCTION;
    }
    return (uint8_t)kind;
}

static bool says_yes(const char *field)
{
    static const char *const no[] = {"", "N", "n", "0", "no", "No", "false", "아니오", "X", NULL};
    for (size_t i = 0; no[i] != NULL; i++)
        if (text_same(no[i], field))
            return false;
    return true;
}

static enum status read_names(struct import *import, const struct csv_row *row,
                              struct calibrate_row *report, struct error *err)
{
    bool spaced = false;
    struct {
        enum calibrate_role role;
        struct names *names;
        size_t index;
    } parts[] = {{CALIBRATE_ACTIVITY, &import->activities, 0},
                 {CALIBRATE_ITEM, &import->items, 0},
                 {CALIBRATE_WORKER, &import->workers, 0},
                 {CALIBRATE_RESOURCE, &import->stations, 0},
                 {CALIBRATE_CASE, &import->orders, 0}};
    if (*field_of(import, CALIBRATE_RESOURCE) == '\0')
        parts[3].role = CALIBRATE_ACTIVITY;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t names_max = i < 4 ? CALIBRATE_NAMES_MAX : CALIBRATE_ROWS_MAX;
        enum status st = name_of(import, row->line, parts[i].role, parts[i].names, names_max,
                                 &parts[i].index, &spaced, err);
        if (st != STATUS_OK)
            return st;
    }
    report->activity = (uint16_t)parts[0].index;
    report->item = (uint16_t)parts[1].index;
    report->worker = (uint16_t)parts[2].index;
    report->station = (uint16_t)parts[3].index;
    report->order = (uint32_t)parts[4].index;
    if (spaced)
        log_defect(import->log, CALIBRATE_DEFECT_NAME_SPACES, row->line);
    return STATUS_OK;
}

/* Whether the row can be used at all; tells of what keeps it out. */
static bool is_usable(struct import *import, const struct csv_row *row)
{
    struct calibrate_log *log = import->log;
    if (is_heading_again(import, row)) {
        log_defect(log, CALIBRATE_DEFECT_HEADING_AGAIN, row->line);
        return false;
    }
    if (row->count < log->column_count)
        log_defect(log, CALIBRATE_DEFECT_ROW_SHORT, row->line);
    if (row->count > log->column_count)
        log_defect(log, CALIBRATE_DEFECT_ROW_LONG, row->line);
    if (*field_of(import, CALIBRATE_CASE) == '\0') {
        log_defect(log, CALIBRATE_DEFECT_CASE_MISSING, row->line);
        return false;
    }
    bool has_station = *field_of(import, CALIBRATE_RESOURCE) != '\0';
    bool has_activity = *field_of(import, CALIBRATE_ACTIVITY) != '\0';
    if (!has_station && (!has_activity || log->mapping.column[CALIBRATE_RESOURCE] >= 0))
        log_defect(log, CALIBRATE_DEFECT_STATION_MISSING, row->line);
    return has_station || has_activity;
}

static enum status take_row(struct import *import, const struct csv_row *row, struct error *err)
{
    struct calibrate_log *log = import->log;
    struct times times = {0};
    take_fields(import, row);
    if (!is_usable(import, row) || !settle_times(import, row, &times))
        return STATUS_OK;
    if ((int64_t)import->rows.count >= import->rows_max)
        return FAIL(err, CALIBRATE_TOO_LARGE, "more than %" PRId64 " rows", import->rows_max);
    struct calibrate_row report = {.start = times.start,
                                   .end = times.end,
                                   .span = times.span,
                                   .line = (uint32_t)row->line,
                                   .kind = read_kind(import, row)};
    enum status st = read_names(import, row, &report, err);
    if (st != STATUS_OK)
        return st;
    bool bad = false;
    report.quantity = read_count(import, CALIBRATE_QUANTITY, &bad);
    report.good = read_count(import, CALIBRATE_GOOD, &bad);
    report.rejected = read_count(import, CALIBRATE_REJECTED, &bad);
    report.mrb = read_count(import, CALIBRATE_MRB, &bad);
    report.rework = says_yes(field_of(import, CALIBRATE_REWORK));
    if (bad)
        log_defect(log, CALIBRATE_DEFECT_NUMBER_BAD, row->line);
    report.date_only = report.span < 0 && (report.start + log->zone.offset) % TIME_DAY == 0;
    if (report.date_only)
        log_defect(log, CALIBRATE_DEFECT_DATE_ONLY, row->line);
    if (report.order == import->order_last.count)
        *list_add(log->arena, &import->order_last) = report.start;
    if (report.start < import->order_last.at[report.order])
        log_defect(log, CALIBRATE_DEFECT_UNSORTED, row->line);
    import->order_last.at[report.order] = report.start;
    *list_add(log->arena, &import->rows) = report;
    return STATUS_OK;
}

static enum status read_rows(struct import *import, struct csv_reader *reader, struct error *err)
{
    const struct calibrate_options *options = import->options;
    struct csv_row row = {0};
    bool more = false;
    enum status st = csv_next(reader, &row, &more, err); /* the heading, once more */
    while (st == STATUS_OK && more) {
        st = csv_next(reader, &row, &more, err);
        if (st != STATUS_OK || !more)
            break;
        arena_reset(import->arena);
        st = take_row(import, &row, err);
        if (++import->log->rows_read % TELL_EVERY == 0 && options->tell != NULL) {
            double total = (double)csv_bytes_total(reader);
            double share = total > 0 ? (double)csv_bytes_read(reader) / total : 0;
            if (!options->tell(options->context, share < 1 ? share : 1))
                return FAIL(err, CALIBRATE_CANCELLED, "after %" PRId64 " rows",
                            import->log->rows_read);
        }
    }
    import->log->bytes_read = csv_bytes_read(reader);
    import->log->encoding = arena_text(import->log->arena, csv_encoding(reader));
    import->log->delimiter = csv_delimiter(reader);
    return st;
}

static const char *const *names_in(struct arena *arena, const struct map *map, size_t *ret_count)
{
    const char **names = arena_array(arena, map->count + 1, sizeof *names);
    for (size_t i = 0; i < map->count; i++)
        names[i] = map->at[i].name;
    *ret_count = map->count;
    return names;
}

static void move_to_log(struct import *import)
{
    struct calibrate_log *log = import->log;
    log->stations = names_in(log->arena, &import->stations.map, &log->station_count);
    log->activities = names_in(log->arena, &import->activities.map, &log->activity_count);
    log->items = names_in(log->arena, &import->items.map, &log->item_count);
    log->workers = names_in(log->arena, &import->workers.map, &log->worker_count);
    log->rows = import->rows.at;
    log->row_count = import->rows.count;
    log->order_count = import->orders.map.count;
    log->orders = arena_array(log->arena, log->order_count, sizeof *log->orders);
    for (size_t i = 0; i < log->order_count; i++)
        log->orders[i] =
            (struct calibrate_order){.name = import->orders.map.at[i].name, .item = -1};
}

/* Room for all rows at once, guessed from the length of the first ones: a list that grows leaves a
 * copy of itself behind each time. Memory that is not written to is not taken. */
static void make_room(struct import *import, const struct columns_sample *sample, int64_t bytes,
                      int64_t total)
{
    double rows = 1.1 * (double)total / ((double)bytes + 1) * (double)(sample->row_count + 1);
    double most = (double)import->rows_max;
    import->rows.room = (size_t)(rows < most ? rows : most) + 1;
    import->rows.at = arena_array(import->log->arena, import->rows.room, sizeof *import->rows.at);
}

static enum status import_with(struct import *import, const struct source *source,
                               struct error *err)
{
    struct calibrate_log *log = import->log;
    SCOPED(csv_cleanup) struct csv_reader *first = NULL;
    SCOPED(csv_cleanup) struct csv_reader *second = NULL;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("log sample", (size_t)1 << 30);
    struct columns_sample sample = {0};
    enum status st = open_source(source, import->options, &first, err);
    if (st == STATUS_OK)
        st = read_sample(arena, first, &sample, err);
    if (st == STATUS_OK)
        st = columns_choose(arena, &sample, import->options, log, err);
    if (st != STATUS_OK)
        return st;
    import->span_unit = columns_span_unit(&sample, &log->mapping, log->zone);
    keep_samples(log, &sample);
    make_room(import, &sample, csv_bytes_read(first), csv_bytes_total(first));
    st = open_source(source, import->options, &second, err);
    if (st == STATUS_OK)
        st = read_rows(import, second, err);
    if (st != STATUS_OK)
        return st;
    if (import->with_both > 1 && import->backwards == import->with_both)
        return FAIL_AT(err, CALIBRATE_ENDS_BEFORE_STARTS,
                       log->columns[log->mapping.column[CALIBRATE_END]].heading,
                       "all %" PRId64 " rows with both times", import->with_both);
    if (import->rows.count == 0)
        return FAIL(err, CALIBRATE_NO_ROWS, "%" PRId64 " rows read, none usable", log->rows_read);
    move_to_log(import);
    orders_build(log);
    return STATUS_OK;
}

static enum status import_from(const struct source *source, const struct calibrate_options *options,
                               struct calibrate_log **ret_log, struct error *err)
{
    struct zone zone;
    enum status st = zone_find(options->zone != NULL ? options->zone : "Asia/Seoul", &zone, err);
    if (st != STATUS_OK)
        return st;
    time_us began = options->steady != NULL ? options->steady() : 0;
    struct arena *arena = arena_new("log", LOG_ARENA_MAX);
    struct calibrate_log *log = arena_alloc(arena, sizeof *log);
    log->arena = arena;
    log->zone = zone;
    SCOPED(arena_cleanup) struct arena *scratch = arena_new("log row", (size_t)64 << 20);
    struct import import = {.options = options,
                            .log = log,
                            .arena = scratch,
                            .orders.map = map_start(arena),
                            .stations.map = map_start(arena),
                            .activities.map = map_start(arena),
                            .items.map = map_start(arena),
                            .workers.map = map_start(arena),
                            .kinds = map_start(arena),
                            .rows_max =
                                options->rows_max > 0 ? options->rows_max : CALIBRATE_ROWS_MAX};
    st = import_with(&import, source, err);
    if (st != STATUS_OK) {
        calibrate_free(log);
        return st;
    }
    if (options->steady != NULL && options->steady() > began)
        log->rows_per_second =
            (double)log->rows_read / ((double)(options->steady() - began) / (double)TIME_SECOND);
    *ret_log = log;
    return STATUS_OK;
}

enum status calibrate_import_file(const char *path, const struct calibrate_options *options,
                                  struct calibrate_log **ret_log, struct error *err)
{
    return import_from(&(struct source){.path = path}, options, ret_log, err);
}

enum status calibrate_import_bytes(const char *bytes, size_t size,
                                   const struct calibrate_options *options,
                                   struct calibrate_log **ret_log, struct error *err)
{
    return import_from(&(struct source){.bytes = bytes, .size = size}, options, ret_log, err);
}

void calibrate_free(struct calibrate_log *log)
{
    if (log != NULL)
        arena_free(log->arena);
}

void calibrate_cleanup(struct calibrate_log **log)
{
    calibrate_free(*log);
}
