/* calibrate.h -- from a production log to a plant model, and the judgement of that model.
 *
 * Three steps, each of use by itself:
 *
 *     struct calibrate_log *log;
 *     st = calibrate_import_file("log.csv", &(struct calibrate_options){.zone = "Asia/Seoul"},
 *                                &log, &err);
 *     st = calibrate_fit(log, &options, arena, &model, &err);
 *     st = calibrate_validate(log, &options, arena, &model, &verdict, &err);
 *     puts(calibrate_report_text(arena, log, &model, "ko"));
 *     calibrate_free(log);
 *
 * Import. A log is a CSV table, one row a report: a work order was at a station from .. to. Columns
 * are found by their headings (Korean and English, roles.def) and, where headings say nothing, by
 * their content; the caller may correct each. Nothing is repaired in silence: every kind of defect
 * (defects.def) is counted with its first line and what was done. Rows stream; the log keeps 64
 * bytes a row and its own memory, with limits in front (CALIBRATE_ROWS_MAX, CALIBRATE_BYTES_MAX).
 *
 * Fit. Stations, machines, working hours, routes, processing and set-up times, breakdowns, scrap
 * and the orders themselves, each law with its sample size, its fit and origin "log". What the
 * machines do not explain -- the time an order lies before its next step -- becomes the station's
 * `transfer` law, fitted from the gaps between the steps of an order.
 *
 * Validate. A model is fitted to the first two thirds of the orders by start, and to nothing of
 * the rest. All orders are then played through it over the log's own window -- the known ones so
 * that the shop is as full as it was -- knowing of the last third only what is known when a work
 * order is released: time, item, ordered pieces. Its way is drawn from the ways of known orders
 * of the item: the log shows the way it took, with rework and detours, and that would be the
 * future. The median over the replications is the forecast of each order, held against the log
 * beside two simpler forecasts: the median lead time of the known orders, and the processing time
 * without queues. A model that does not beat both on both error measures is said to be unfit for
 * advice; plant_model.validation carries the verdict. Orders whose last report lies within three
 * days (in short logs a twentieth) of the log's end may be unfinished: too long a forecast of them
 * is no error, for any of the three, and their ways teach no route. Orders under way when the log
 * begins look shorter than they were; nothing is done.
 *
 * Promises, each with a test of the same words in calibrate/test/:
 *   - Every kind of defect is counted, with its line and what was done.
 *   - Any bytes give a log or an error, never a crash.
 *   - A column named in Korean is found like one named in English.
 *   - Nothing of the judged orders reaches the model that is judged.
 *   - A simulated log gives back the parameters it was made with.
 *
 * Uses: kit, plant. */
#ifndef CALIBRATE_CALIBRATE_H
#define CALIBRATE_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "plant/plant.h"

#define REASON REASON_DECLARE
#include "calibrate/reasons.def"
#undef REASON

enum {
    CALIBRATE_ROWS_MAX = 5000000,
    CALIBRATE_BYTES_MAX = 1000000000, /* of the file; more is refused */
    CALIBRATE_COLUMNS_MAX = 200,
    CALIBRATE_NAMES_MAX = 60000, /* stations, operations, items or workers, each */
    CALIBRATE_SAMPLE_ROWS = 5,   /* kept as text, to be shown */
};

enum calibrate_role {
#define ROLE(id, name, ko, en, headings) CALIBRATE_##id,
#include "calibrate/roles.def"
#undef ROLE
    CALIBRATE_ROLE_COUNT
};

/* "case", "작업지시", "work order" */
const char *calibrate_role_name(enum calibrate_role role);
const char *calibrate_role_text(enum calibrate_role role, const char *language);
bool calibrate_role_find(const char *name, enum calibrate_role *ret_role);

enum calibrate_defect {
#define DEFECT(id, name, en, ko, action_en, action_ko, dropped) CALIBRATE_DEFECT_##id,
#include "calibrate/defects.def"
#undef DEFECT
    CALIBRATE_DEFECT_COUNT
};

const char *calibrate_defect_name(enum calibrate_defect defect);
const char *calibrate_defect_text(enum calibrate_defect defect, const char *language);
const char *calibrate_defect_action(enum calibrate_defect defect, const char *language);

enum calibrate_kind {
#define KIND(id, name, ko, en, words) CALIBRATE_##id,
#include "calibrate/kinds.def"
#undef KIND
    CALIBRATE_KIND_COUNT
};

/* Which column has which role: index from 0, CALIBRATE_ABSENT, or (asking) CALIBRATE_GUESS. */
enum { CALIBRATE_ABSENT = -1, CALIBRATE_GUESS = -2 };

struct calibrate_mapping {
    int column[CALIBRATE_ROLE_COUNT];
};

struct calibrate_mapping calibrate_mapping_guess(void); /* all CALIBRATE_GUESS */

struct calibrate_options {
    const char *zone;                        /* of the time stamps; NULL: Asia/Seoul */
    const struct calibrate_mapping *mapping; /* NULL: guess all */
    char delimiter;                          /* 0: guess */
    int64_t rows_max;                        /* 0: CALIBRATE_ROWS_MAX */
    uint64_t seed;                           /* of the judged replay */
    int replications;                        /* of the judged replay; 0: 200 */
    /* Told now and then, with the share done from 0 to 1; false stops with CALIBRATE_CANCELLED. */
    bool (*tell)(void *context, double share);
    void *context;
    time_us (*steady)(void); /* clock_steady, to have rows a second measured; or NULL */
};

struct calibrate_column {
    const char *heading;
    int role;        /* enum calibrate_role, or CALIBRATE_ABSENT */
    bool by_content; /* the heading said nothing, the values did */
};

struct calibrate_count {
    int64_t rows;
    int64_t first_line; /* of the file, 0 when there is none */
};

/* One report. 64 bytes, as there may be millions. */
struct calibrate_row {
    time_us start, end, span; /* span -1: length unknown; end == start then */
    uint32_t line, order;
    int32_t good, rejected, mrb;
    uint16_t station, activity, item, worker;
    uint8_t kind; /* enum calibrate_kind */
    bool rework, date_only, dropped;
    int32_t quantity;
};

struct calibrate_order {
    const char *name;
    int item;
    int64_t quantity; /* ordered pieces; the largest good count where the log does not say */
    time_us start, end;
    size_t row_first, row_count; /* in rows: those of one order stand together, by start */
};

struct calibrate_log {
    struct arena *arena; /* the log's own */
    struct zone zone;
    const char *encoding;
    char delimiter;
    struct calibrate_column *columns;
    size_t column_count;
    struct calibrate_mapping mapping;
    const char *const *samples; /* [sample_count * column_count], for showing */
    size_t sample_count;

    struct calibrate_count defects[CALIBRATE_DEFECT_COUNT];
    int64_t rows_read, rows_used, bytes_read;
    double rows_per_second; /* 0 when not measured */

    struct calibrate_row *rows; /* used ones, by order and start */
    size_t row_count;
    struct calibrate_order *orders; /* by start, then name */
    size_t order_count;
    const char *const *stations;
    const char *const *activities;
    const char *const *items;
    const char *const *workers;
    size_t station_count, activity_count, item_count, worker_count;
    time_us start, end; /* first start, last end */
};

enum status calibrate_import_file(const char *path, const struct calibrate_options *options,
                                  struct calibrate_log **ret_log, struct error *err);
enum status calibrate_import_bytes(const char *bytes, size_t size,
                                   const struct calibrate_options *options,
                                   struct calibrate_log **ret_log, struct error *err);
void calibrate_free(struct calibrate_log *log); /* log may be NULL */
void calibrate_cleanup(struct calibrate_log **log);

/* Columns, mapping, defects, first rows, counts: for pages. New reference. */
json_t *calibrate_log_write(const struct calibrate_log *log);

/* The model of the whole log. It lives in `arena`; its validation is NULL. */
enum status calibrate_fit(const struct calibrate_log *log, const struct calibrate_options *options,
                          struct arena *arena, struct plant_model *ret_model, struct error *err);

/* One way to forecast the lead time of each judged order. */
struct calibrate_errors {
    double mean_absolute_days;
    double mean_absolute_log; /* of ln(1 + lead days): 0.69 is "off by a factor of two" */
    double bias_days;         /* mean of forecast - log */
};

struct calibrate_side {
    double lead_median_days, lead_mean_days, completed;
    int busiest; /* station index of the judged model (not of the caller's), or -1 */
    double busiest_hours;
};

struct calibrate_verdict {
    bool fit;
    const char *why_ko, *why_en;
    time_us cut;
    size_t known_orders, finished_before_cut, judged_orders, censored_orders;
    struct calibrate_errors model, constant, processing;
    struct calibrate_side log_side, model_side;
    double completed_half_width; /* of one replication: where a single future falls, 95 % */
    /* Share of resamples of the judged orders in which the model is closer, in days, than the
     * better simple forecast. Below 0.95: the order of the three may be luck. */
    double certainty;
    const char *log_busiest, *model_busiest; /* names of stations, "" when there is none */
};

/* Judges, and sets model->validation (a reference that lives as long as the caller keeps it). */
enum status calibrate_validate(const struct calibrate_log *log,
                               const struct calibrate_options *options, struct arena *arena,
                               struct plant_model *model, struct calibrate_verdict *ret_verdict,
                               struct error *err);

/* For the command line: what was read, what was repaired, the model, the verdict. language "ko" or
 * "en". model may be NULL. */
const char *calibrate_report_text(struct arena *arena, const struct calibrate_log *log,
                                  const struct plant_model *model, const char *language);
/* Its last part alone: the model beside the log, from the validation that a model carries. */
const char *calibrate_verdict_text(struct arena *arena, const json_t *validation,
                                   const char *language);

#endif
