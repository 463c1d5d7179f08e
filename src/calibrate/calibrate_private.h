/* calibrate_private.h -- what the files of this room share. */
#ifndef CALIBRATE_PRIVATE_H
#define CALIBRATE_PRIVATE_H

#include "calibrate/calibrate.h"
#include "kit/csv.h"
#include "kit/list.h"

/* ---- words.c ---- */

/* Lower case ASCII without blanks and _ - . ( ) #, as the tables of words are written. */
const char *words_plain(struct arena *arena, const char *text);
int words_role(const char *plain); /* or CALIBRATE_ABSENT */
int words_kind(const char *plain); /* or CALIBRATE_ABSENT */
bool words_korean(const char *language);

/* ---- fields.c: one field of a foreign table ---- */

enum fields_span { FIELDS_SPAN_OK, FIELDS_SPAN_DAMAGED, FIELDS_SPAN_BAD };

/* "2012-01-29 23:24[:05]" with any of - / . and blanks, T, Z or an offset, 오전/오후, AM/PM,
 * years 1990 to 2100. */
bool fields_time(const char *text, struct zone zone, time_us *ret_when);
/* "006:19", "6:19:30", "1899/12/31 01:49:00", or a number of `unit`s (0: numbers are bad). */
enum fields_span fields_span(const char *text, time_us unit, time_us *ret_span);
/* Whole pieces, with thousands separators or an empty fraction; "" is 0. */
bool fields_count(const char *text, int32_t *ret_count);

/* ---- columns.c ---- */

struct columns_sample {
    const char *const *heading;
    const char *const *fields; /* [row_count * column_count], never NULL */
    size_t column_count, row_count;
    int64_t heading_line;
};

enum status columns_choose(struct arena *arena, const struct columns_sample *sample,
                           const struct calibrate_options *options, struct calibrate_log *log,
                           struct error *err);
/* What a plain number in the duration column counts, judged by the time stamps; 0 unknown. */
time_us columns_span_unit(const struct columns_sample *sample,
                          const struct calibrate_mapping *mapping, struct zone zone);

/* ---- orders.c ---- */

/* Sort, drop duplicates, find overlaps, make the orders: from rows in any order. */
void orders_build(struct calibrate_log *log);

/* A last report before it is the end of its order: three days (in short logs a twentieth) before
 * the log's end. */
time_us log_sure_end(const struct calibrate_log *log);
/* The last report lies so near the end of the log that more may follow. */
bool order_may_be_open(const struct calibrate_log *log, size_t order);

void log_defect(struct calibrate_log *log, enum calibrate_defect defect, int64_t line);

/* ---- laws.c: from a sample to a law of chance ---- */

/* The law among constant, exponential, gamma, Weibull and lognormal with the least BIC, if a
 * parametric bootstrap of the Anderson-Darling distance does not refuse it (p >= 0.05); else the
 * sample itself. Values >= 0; sorts them. No values: constant 0 of origin "default". */
struct plant_law laws_fit(struct arena *arena, double *values, size_t count);
/* The sample itself, thinned to quantiles when it is long. */
struct plant_law laws_sample(struct arena *arena, double *values, size_t count);
struct plant_law laws_constant(double value, const char *origin);
struct plant_law laws_scaled(struct arena *arena, const struct plant_law *law, double factor);

/* Least squares of y on x, both taken from their means within the group. */
struct slope {
    double xx, xy, yy;
    size_t count, groups;
};

void slope_add(struct slope *slope, const double *x, const double *y, size_t count);

/* ---- steps.c: the log as steps of orders ---- */

/* All that one order did at one station. */
struct step {
    size_t order; /* index in log->orders */
    int station;
    time_us start, end;  /* first report's start, last report's end */
    time_us work, setup; /* of reports whose length is known */
    int64_t good, rejected;
    bool timed, set_up; /* some length of work is known; some set-up was reported */
    time_us transfer;   /* lying idle before and between its reports, see steps_wait() */
};

struct visits {
    struct step **at; /* by start */
    size_t count;
};

struct steps {
    struct step *at; /* by order, then end */
    size_t count;
    size_t *first; /* [order_count + 1] */
    size_t order_count;
    struct visits here[PLANT_STATIONS_MAX];
    int machines[PLANT_STATIONS_MAX];
};

/* Of the first `order_count` orders. */
struct steps *steps_make(struct arena *arena, const struct calibrate_log *log, size_t order_count);

/* ---- hours.c: when the shop works ---- */

struct hours {
    struct plant_calendar *calendars; /* [0] of the whole shop, then of stations of other hours */
    size_t count;
    int of_station[PLANT_STATIONS_MAX];
};

/* From the reports of the first `order_count` orders. */
struct hours *hours_find(struct arena *arena, const struct calibrate_log *log, size_t order_count);
/* Time at work between two moments. */
time_us hours_between(const struct plant_calendar *calendar, struct zone zone, time_us from,
                      time_us to);
/* The moment by which that much time at work has gone by. */
time_us hours_after(const struct plant_calendar *calendar, struct zone zone, time_us from,
                    time_us work);

/* ---- steps.c again ---- */

/* How long each step's order lay while a machine of its station was free and open: what neither
 * work, nor closing time, nor other orders explain. Fills step.transfer. */
void steps_wait(struct arena *arena, const struct calibrate_log *log, struct steps *steps,
                const struct hours *hours);

/* ---- fit.c: a model under construction ---- */

struct durations {
    double *at; /* seconds */
    size_t count, room;
};

struct fit {
    const struct calibrate_log *log;
    struct arena *arena;   /* of what the model keeps */
    struct arena *work;    /* of the steps, as long as the fit */
    struct arena *scratch; /* of one station's samples */
    size_t order_count;    /* the known ones: the first of the log */
    time_us time_zero;     /* of the model */
    struct steps *steps;
    struct hours *hours;
    LIST(int) stations; /* station of the model -> station of the log */
    int *station_of;    /* and back; -1: none of the known orders was there */
    LIST(int) family_items;
    int *family_of; /* item of the log -> item of the model */
    size_t family_count, rare;
    int other; /* the item of the model that stands for the rare ones, or -1 */
    LIST(struct plant_path) paths;
    struct durations *repairs; /* by station of the log */
    struct plant_station *model_stations;
    struct plant_law *transfer;   /* by station of the model, of one piece, before the factor */
    double power, transfer_power; /* of the pieces; that for which `transfer` was made */
    double *factor;               /* of the waits, by item of the model */
    bool waits;                   /* orders lie idle at all */
};

int fit_family(const struct fit *fit, size_t order);
/* Fills *fit in any case; fit_end() gives back what it holds besides the arena. */
void fit_end(struct fit *fit);
enum status fit_start(const struct calibrate_log *log, size_t order_count, struct arena *arena,
                      struct fit *fit, struct plant_model *ret_model, struct error *err);
void fit_apply_factors(struct fit *fit);
/* The first `order_count` orders of the log as they came. */
const struct plant_source *fit_source(struct arena *arena, const struct fit *fit,
                                      size_t order_count);

/* Sorts. */
double replay_median(double *values, size_t count);

/* ---- replay.c: a model plays the orders of the log ---- */

struct replay {
    double *lead_days; /* of each order, the median over replications */
    double *completed; /* by replication: judged orders finished before the log's end */
    double *median;    /* by replication: median lead of the judged orders */
    double lasted;     /* us, mean over replications: what the shares of result are of */
    int replications;
    struct plant_result result;
};

/* Late orders may finish after the log ends. */
#define REPLAY_AFTER (120 * TIME_DAY)

/* The first `order_count` orders; those from `judged` on count for completed and median. The
 * model goes on for `after` when the log has ended. */
enum status replay_orders(const struct fit *fit, const struct plant_model *model,
                          size_t order_count, size_t judged, time_us after, uint64_t seed,
                          int replications, struct arena *arena, struct replay *ret_replay,
                          struct error *err);

/* Scale the waits of each item, and how they grow with the pieces, until the known orders take as
 * long in the model as in the log. */
enum status replay_settle(struct fit *fit, const struct plant_model *model,
                          const struct calibrate_options *options, struct error *err);

/* ---- document.c ---- */

json_t *verdict_write(const struct calibrate_verdict *verdict, struct zone zone);

#endif
