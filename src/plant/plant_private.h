/* plant_private.h -- what the files of this room share: the model made ready for running
 * ("line"), the work clock of a calendar, and what one replication gives back. */
#ifndef PLANT_PLANT_PRIVATE_H
#define PLANT_PLANT_PRIVATE_H

#include "plant/plant.h"

/* The longest single draw: 31 years. Longer ones are cut to it, so that sums stay in range. */
#define PLANT_DRAW_MAX   INT64_C(1000000000000000)
#define PLANT_NUMBER_MAX 1e9 /* of a parameter of a law, of a weight */
#define PLANT_SCRAP_MAX  0.999999
enum {
    PLANT_MACHINES_MAX = 1000, /* of a station */
    PLANT_MACHINES_ALL_MAX = 20000,
    PLANT_BREAKDOWNS_MAX = 20, /* kinds, of a station */
    PLANT_CALENDARS_MAX = 500,
    PLANT_WINDOWS_MAX = 500, /* of a calendar */
    PLANT_CLOSED_MAX = 10000,
    PLANT_EDGES_MAX = 20000,
    PLANT_SOURCES_MAX = 1000,
    PLANT_PRIORITY_MAX = 1000,
    PLANT_SETUPS_MAX = 2500, /* of a station */
    PLANT_PARTS_MAX = 20,    /* of a mixture, of what is joined */
    PLANT_ID_BYTES_MAX = 240,
    PLANT_OPERATORS_MAX = 500, /* kinds */
    PLANT_PEOPLE_MAX = 10000,  /* of one kind */
    PLANT_UPKEEPS_MAX = 20,    /* of a station */
    PLANT_BATCH_MAX = 10000,
    PLANT_INITIAL_MAX = 10000,
    PLANT_NEED_MAX = 20,        /* kinds that one task may be done by */
    PLANT_INSIDE_MAX = 1000000, /* orders inside at one time */
};

/* ---- calendar.c: open time, the clock that stands still while a station is closed ---- */

/* Open spells of the whole run, in time of the run; none: always open. */
struct plant_hours {
    const struct plant_spell *spells;
    size_t count;
    bool always;
};

struct plant_spell {
    time_us start, end;
    time_us before; /* open time before its start */
};

struct plant_hours plant_hours_make(struct arena *arena, const struct plant_model *model,
                                    int calendar, time_us end);
/* Open time from 0 to `when`. */
time_us plant_hours_worked(const struct plant_hours *hours, time_us when);
/* The earliest time by which that much open time has gone by; SIM_NEVER if not in this run. */
time_us plant_hours_when(const struct plant_hours *hours, time_us worked);
/* `when` itself if open then, else the next opening, or SIM_NEVER. */
time_us plant_hours_open(const struct plant_hours *hours, time_us when);

/* ---- law.c ---- */

/* A law with what need not be worked out at every draw. */
struct plant_draw {
    enum plant_law_kind kind;
    double a, b, c;
    const double *values;
    size_t count;
    const struct plant_draw *parts; /* of a mixture; `values` are the sums of their weights */
};

struct plant_draw plant_draw_make(struct arena *arena, const struct plant_law *law);
double plant_draw_number(const struct plant_draw *draw, struct random_stream *stream);
/* Seconds times `factor`, in microseconds, 0 .. PLANT_DRAW_MAX. */
time_us plant_draw_time(const struct plant_draw *draw, struct random_stream *stream, double factor);

/* ---- line.c: the model made ready ---- */

struct line_work {
    struct plant_draw processing, setup, transfer;
    double transfer_power;
    double seconds; /* expected, once or a piece: what SPT sorts by */
    double setup_seconds;
    double priority;
    bool per_piece, travels; /* travels: it has a way of its own before it */
    enum plant_setup_when setup_when;
};

struct line_breakdown {
    struct plant_draw uptime, repair;
    bool operation_dependent;
    enum plant_after after;
};

struct line_setup {
    int from, to;
    struct plant_draw setup;
    double seconds; /* expected */
};

struct line_upkeep {
    struct plant_draw lasts;
    time_us every; /* where it goes by time */
};

struct line_station {
    const struct plant_station *model;
    struct plant_hours hours;
    const int *work_of; /* item -> index into line.works, -1: none */
    const struct line_breakdown *breakdowns;
    size_t breakdown_count;
    bool clocked; /* some breakdown's clock runs while the machine is idle */
    /* Of the second engine. */
    bool chosen;                       /* from the whole queue when a machine is free */
    bool ranked, changes, exponential; /* all works here: a set-up by item; exponential */
    struct plant_draw vacation, switchover;
    const struct line_setup *setups; /* as many as the model has */
    const int *row_of; /* item -> its row where the station polls or joins, -1: none */
    int row_count;
    const struct line_upkeep *upkeeps; /* as many as the model has */
    bool claimable;                    /* a station that blocks before service leads here */
    const struct plant_need *need_of[PLANT_TASK_COUNT]; /* or NULL */
};

struct line_step {
    int station, work;
    double order_seconds, piece_seconds; /* expected work from here to the end of the path */
};

struct line_path {
    const struct line_step *steps;
    size_t count;
};

/* Paths of one item with the sums of their weights. */
struct line_paths {
    const int *paths;
    const double *sums;
    size_t count;
};

struct line_edge {
    int to; /* -1: out */
    double sum;
};

struct line_edges {
    const struct line_edge *edges;
    size_t count;
};

/* Orders that stand at a station at time 0. */
struct line_initial {
    int path, step, work; /* path -1: by edges */
};

struct line_source {
    const struct plant_source *model;
    struct plant_hours hours;
    struct plant_draw between, quantity;
    const double *mix_sums;
    size_t first_order; /* number of its first scheduled order among all */
};

struct plant_line {
    const struct plant_model *model;
    const struct line_work *works;
    struct line_station *stations;
    size_t station_count, machine_count, breakdown_clocks, upkeep_clocks;
    bool tended;    /* operators or maintenance */
    bool inspected; /* some station makes defects */
    const struct line_path *paths;
    const struct line_paths *paths_of;  /* [item] */
    const struct line_edges *edges_of;  /* [item * (stations + 1) + from + 1] */
    struct plant_hours *operator_hours; /* [operators] */
    struct line_source *sources;
    const struct line_initial *initial; /* [initial] */
    int64_t initial_orders;
    size_t source_count, scheduled_count;
    bool scheduled_only; /* the run is over when the last order is */
    bool may_lock;       /* stations with finite queues lie on a circle */
    time_us end;         /* no replication goes further */
};

/* The model has been checked. `end` bounds the calendars. */
const struct plant_line *plant_line_make(struct arena *arena, const struct plant_model *model,
                                         time_us end);

/* ---- replication.c ---- */

struct replication_station {
    time_us states[PLANT_STATE_COUNT]; /* over all its machines */
    double queue, utilisation;
    struct sim_tally wait; /* seconds */
    int64_t visits;
    double present, waited; /* second engine */
};

struct replication_item {
    int64_t finished, came, turned_away, waited; /* waited: microseconds */
    double lead;                                 /* seconds, summed */
};

/* Of the measured time of one replication. */
struct replication_slice {
    double inside, lead;    /* orders inside x microseconds; seconds of those finished, summed */
    int64_t orders, pieces; /* finished; good */
};

/* Microseconds, over all people of one kind. */
struct replication_operators {
    double task[PLANT_TASK_COUNT], idle, off;
};

struct replication {
    double throughput, orders, lead_mean, lead_median, lead_p90, wip, scrap, on_time;
    int64_t finished_measured; /* leads behind the quantiles */
    struct replication_station *stations;
    int64_t entered, finished, lost, inside;
    time_us end;
    int bottleneck;
    uint64_t fingerprint, events;
    time_us *finish_of;               /* [scheduled_count] or NULL */
    struct replication_slice *course; /* by task->slice, or NULL */
    /* Second engine. */
    double lead_p95, wip_variance, turned_away, escaped;
    int64_t joined;
    struct replication_item *items;          /* [items], for the second engine */
    struct replication_operators *operators; /* [operators] */
};

/* Where a pilot run leaves orders inside and orders finished, by slices of the run. */
struct replication_series {
    size_t slices;
    double *inside, *finished;
};

struct replication_task {
    const struct plant_line *line;
    uint64_t seed, index;
    time_us warmup, end, slice;
    uint64_t events_max;
    const atomic_bool *cancel;
    struct replication_series *series; /* or NULL */
    plant_recorder *record;            /* or NULL */
    void *record_subject;
};

/* ---- course.c: the measured time by slices ---- */

size_t course_plan(time_us horizon, time_us *ret_slice);
void course_summarise(struct arena *arena, const struct replication *all, int count,
                      struct plant_result *result);

/* `arena` for the run itself, given back by the caller; ret->stations, items and finish_of are the
 * caller's arrays. By the first engine and by the second (flow.c). */
enum status plant_replicate(const struct replication_task *task, struct arena *arena,
                            struct replication *ret, struct error *err);
enum status plant_replicate_flow(const struct replication_task *task, struct arena *arena,
                                 struct replication *ret, struct error *err);

#endif
