#include "calibrate/calibrate_private.h"

#include <string.h>

#include "kit/map.h"
#include "kit/text.h"

static const char *field_at(const struct columns_sample *sample, size_t row, size_t column)
{
    return sample->fields[row * sample->column_count + column];
}

static void give(struct calibrate_log *log, size_t column, int role, bool by_content)
{
    log->mapping.column[role] = (int)column;
    log->columns[column].role = role;
    log->columns[column].by_content = by_content;
}

/* What the caller said; each column once, and within the table. */
static enum status take_asked(const struct calibrate_mapping *asked, struct calibrate_log *log,
                              struct error *err)
{
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++) {
        int column = asked->column[role];
        if (column < 0)
            continue;
        if ((size_t)column >= log->column_count)
            return FAIL_AT(err, CALIBRATE_MAPPING, calibrate_role_name((enum calibrate_role)role),
                           "there is no column %d: the table has %zu", column + 1,
                           log->column_count);
        if (log->columns[column].role != CALIBRATE_ABSENT)
            return FAIL_AT(err, CALIBRATE_MAPPING, calibrate_role_name((enum calibrate_role)role),
                           "column %d \"%.60s\" already has another meaning", column + 1,
                           log->columns[column].heading);
        give(log, (size_t)column, role, false);
    }
    return STATUS_OK;
}

/* How the values of one column look, over the sample. */
struct look {
    size_t filled, times, clocks, numbers, distinct;
    double time_sum;
};

static struct look look_at(struct arena *arena, const struct columns_sample *sample, size_t column,
                           struct zone zone)
{
    struct look look = {0};
    struct map seen = map_start(arena);
    for (size_t row = 0; row < sample->row_count; row++) {
        const char *field = field_at(sample, row, column);
        time_us when = 0;
        int32_t count = 0;
        if (*field == '\0')
            continue;
        look.filled++;
        bool is_time = fields_time(field, zone, &when);
        look.times += is_time;
        look.time_sum += is_time ? (double)when : 0;
        look.clocks += strchr(field, ':') != NULL && fields_span(field, 0, &when) == FIELDS_SPAN_OK;
        look.numbers += fields_count(field, &count);
        (void)map_put(&seen, field, NULL);
    }
    look.distinct = seen.count;
    return look;
}

/* Most of the filled fields. */
static bool most(size_t part, size_t whole)
{
    return whole > 0 && part * 5 >= whole * 4;
}

static bool open_role(const struct calibrate_log *log, const struct calibrate_mapping *asked,
                      int role)
{
    return log->mapping.column[role] == CALIBRATE_ABSENT && asked->column[role] == CALIBRATE_GUESS;
}

/* For the roles without which there is no log: guessed from the values, leftmost first. */
static void guess_by_content(struct arena *arena, const struct columns_sample *sample,
                             const struct calibrate_mapping *asked, struct calibrate_log *log)
{
    double start_sum = 0;
    for (size_t column = 0; column < log->column_count; column++) {
        if (log->columns[column].role != CALIBRATE_ABSENT)
            continue;
        struct look look = look_at(arena, sample, column, log->zone);
        bool repeats = look.distinct * 10 <= look.filled * 9;
        if (most(look.times, look.filled)) {
            int start = log->mapping.column[CALIBRATE_START];
            if (open_role(log, asked, CALIBRATE_START)) {
                give(log, column, CALIBRATE_START, true);
                start_sum = look.time_sum;
            } else if (open_role(log, asked, CALIBRATE_END)) {
                give(log, column, CALIBRATE_END, true);
                if (log->columns[start].by_content && look.time_sum < start_sum) {
                    give(log, column, CALIBRATE_START, true);
                    give(log, (size_t)start, CALIBRATE_END, true);
                }
            }
        } else if (most(look.clocks, look.filled) && open_role(log, asked, CALIBRATE_SPAN)) {
            give(log, column, CALIBRATE_SPAN, true);
        } else if (repeats && look.distinct > 1 && open_role(log, asked, CALIBRATE_CASE)) {
            give(log, column, CALIBRATE_CASE, true);
        } else if (repeats && !most(look.numbers, look.filled) && look.distinct > 1 &&
                   open_role(log, asked, CALIBRATE_RESOURCE) &&
                   log->mapping.column[CALIBRATE_ACTIVITY] == CALIBRATE_ABSENT) {
            give(log, column, CALIBRATE_RESOURCE, true);
        }
    }
}

static enum status check_needed(const struct calibrate_log *log, int64_t line, struct error *err)
{
    static const struct {
        int either, or ;
    } needed[] = {{CALIBRATE_CASE, CALIBRATE_CASE},
                  {CALIBRATE_RESOURCE, CALIBRATE_ACTIVITY},
                  {CALIBRATE_START, CALIBRATE_END}};
    const int *column = log->mapping.column;
    char place[ERROR_PLACE_MAX];
    struct text where = text_start(log->arena, sizeof place - 1);
    text_format(&where, "line %lld", (long long)line);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        enum calibrate_role role = (enum calibrate_role)needed[i].either;
        if (column[needed[i].either] == CALIBRATE_ABSENT &&
            column[needed[i].or ] == CALIBRATE_ABSENT)
            return FAIL_AT(err, CALIBRATE_COLUMN_MISSING, text_string(&where),
                           "no column for the %s (%s); the first heading is \"%.60s\"",
                           calibrate_role_text(role, "en"), calibrate_role_text(role, "ko"),
                           log->columns[0].heading);
    }
    return STATUS_OK;
}

/* By the whole heading, else by what stands before a unit: "소요시간(분)", "Span [h]". */
static int role_of(struct arena *arena, const char *heading)
{
    int role = words_role(words_plain(arena, heading));
    size_t before = strcspn(heading, "([");
    if (role != CALIBRATE_ABSENT || heading[before] == '\0')
        return role;
    return words_role(words_plain(arena, arena_text_of(arena, heading, before)));
}

enum status columns_choose(struct arena *arena, const struct columns_sample *sample,
                           const struct calibrate_options *options, struct calibrate_log *log,
                           struct error *err)
{
    struct calibrate_mapping guess = calibrate_mapping_guess();
    const struct calibrate_mapping *asked = options->mapping != NULL ? options->mapping : &guess;
    log->column_count = sample->column_count;
    log->columns = arena_array(log->arena, sample->column_count, sizeof *log->columns);
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++)
        log->mapping.column[role] = CALIBRATE_ABSENT;
    for (size_t column = 0; column < sample->column_count; column++)
        log->columns[column] = (struct calibrate_column){
            .heading = text_squeeze(log->arena, sample->heading[column]), .role = CALIBRATE_ABSENT};
    enum status st = take_asked(asked, log, err);
    if (st != STATUS_OK)
        return st;
    for (size_t column = 0; column < sample->column_count; column++) {
        int role = role_of(arena, sample->heading[column]);
        if (role != CALIBRATE_ABSENT && log->columns[column].role == CALIBRATE_ABSENT &&
            open_role(log, asked, role))
            give(log, column, role, false);
    }
    guess_by_content(arena, sample, asked, log);
    return check_needed(log, sample->heading_line, err);
}

time_us columns_span_unit(const struct columns_sample *sample,
                          const struct calibrate_mapping *mapping, struct zone zone)
{
    static const time_us units[] = {TIME_MINUTE, TIME_HOUR, TIME_SECOND};
    const int *column = mapping->column;
    if (column[CALIBRATE_SPAN] < 0 || column[CALIBRATE_START] < 0 || column[CALIBRATE_END] < 0)
        return 0;
    time_us best = 0;
    size_t most_matches = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t matches = 0;
        for (size_t row = 0; row < sample->row_count; row++) {
            time_us start = 0, end = 0, span = 0;
            matches +=
                fields_time(field_at(sample, row, (size_t)column[CALIBRATE_START]), zone, &start) &&
                fields_time(field_at(sample, row, (size_t)column[CALIBRATE_END]), zone, &end) &&
                fields_span(field_at(sample, row, (size_t)column[CALIBRATE_SPAN]), units[i],
                            &span) == FIELDS_SPAN_OK &&
                span > 0 && end - start >= span - units[i] && end - start <= span + units[i];
        }
        if (matches > most_matches) {
            most_matches = matches;
            best = units[i];
        }
    }
    return best;
}
