/* plant.h -- a factory line as a model; reading, checking, simulating it.
 *
 * A model (docs/formats/model.md, format "dure.model", version 1 or 2) says which
 * stations there are, what they take, when they work, how orders come and where
 * they go. plant_run() simulates it. A run is a function of (model, options'
 * seed, PLANT_ENGINE): the same bits on every machine and for every thread count.
 *
 * The world in one paragraph. Orders (jobs of `quantity` pieces of one item)
 * enter from sources and visit stations along a path. A station has a queue and
 * `machines` equal machines; a machine takes an order, is set up if need be,
 * works quantity x processing (or once an order), may break down, and passes
 * the order on whole. If the next queue is full the machine holds the order
 * (blocking after service). Outside the station's working windows work pauses
 * and goes on where it stopped. Scrapped pieces leave the order at the station;
 * an order of nothing left is lost. Time 0 of a run is `start` of the model.
 *
 * Durations are seconds in double in the model; the engine counts int64 us.
 *
 * Promises, each with a test of the same words in plant/test/:
 *   - The same model and seed give the same bits for any number of threads.
 *   - The state shares of a station add up to one.
 *   - Orders that entered are finished, lost or still inside: none vanish.
 *   - A model that is written and read again is the same model.
 *   - A wrong model is refused with the place and what to write instead.
 *   - A model that runs away meets a limit with a message.
 *   - Changing one station leaves the luck of all others as it was.
 *
 * Uses: kit, sim. */
#ifndef PLANT_PLANT_H
#define PLANT_PLANT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/json.h"
#include "sim/sim.h"

#define REASON REASON_DECLARE
#include "plant/reasons.def"
#undef REASON

/* The engine's name changes with any change of a result's bits. Models of version 1 run on the
 * first, so that old plans run again to the same bytes; later ones on the second. */
#define PLANT_ENGINE      "dure-sim 1"
#define PLANT_ENGINE_FLOW "dure-sim 2"

enum {
    PLANT_STATIONS_MAX = 500,
    PLANT_ITEMS_MAX = 2000,
    PLANT_PATHS_MAX = 10000,
    PLANT_STEPS_MAX = 200, /* of one path */
    PLANT_ORDERS_MAX = 1000000,
    PLANT_VALUES_MAX = 100000, /* of one empirical law */
    PLANT_REPLICATIONS_MAX = 10000,
    PLANT_AUTOMATIC_MAX = 200, /* replications that the relative-precision rule asks for */
    PLANT_THREADS_MAX = 256,
};

/* ---- laws of chance; all parameters in the unit of what is drawn ---- */

enum plant_law_kind {
    PLANT_CONSTANT,    /* a */
    PLANT_UNIFORM,     /* a .. b */
    PLANT_TRIANGULAR,  /* a lowest, b most likely, c highest */
    PLANT_EXPONENTIAL, /* a mean */
    PLANT_GAMMA,       /* a mean, b shape (k): variance a*a/b */
    PLANT_WEIBULL,     /* a scale, b shape */
    PLANT_LOGNORMAL,   /* a mean, b standard deviation, of the value itself */
    PLANT_EMPIRICAL,   /* values, sorted; drawn with linear interpolation between them */
    /* From here on of version 2. */
    PLANT_PERT,        /* a lowest, b most likely, c highest */
    PLANT_ERLANG,      /* a mean, b phases */
    PLANT_NORMAL,      /* a mean, b standard deviation, before what is below 0 is drawn again */
    PLANT_LOGLOGISTIC, /* a median, b shape */
    PLANT_BERNOULLI,   /* a value with chance b, else 0 */
    PLANT_GEOMETRIC,   /* tries up to the first success of chance a: 1, 2 ... */
    PLANT_BINOMIAL,    /* successes of a tries with chance b */
    PLANT_POISSON,     /* a mean */
    PLANT_TRACE,       /* values, in their order, from the first again after the last */
    PLANT_MIXTURE,     /* one of the parts, by weight */
    PLANT_LAW_COUNT
};

struct plant_mixed;

struct plant_law {
    enum plant_law_kind kind;
    double a, b, c;
    const double *values;
    size_t value_count;
    const struct plant_mixed *parts; /* of a mixture */
    size_t part_count;
    /* Where the law comes from, for the reader; 0 and NULL when typed. */
    int64_t sample_size;
    double fit;         /* Anderson-Darling p-value or 0 when unknown */
    const char *origin; /* "log", "typed", "default" */
};

struct plant_mixed {
    double weight;
    struct plant_law law; /* neither a mixture nor a trace */
};

double plant_law_mean(const struct plant_law *law);

/* ---- the model ---- */

struct plant_window {
    time_us start, end; /* from Monday 00:00 local, 0 <= start < end <= a week */
};

struct plant_calendar {
    const char *id;
    const struct plant_window *windows; /* sorted, not overlapping */
    size_t window_count;
    const struct day *closed; /* days off, sorted */
    size_t closed_count;
};

struct plant_item {
    const char *id, *name;
};

/* Never; before every order; when the item changes; version 2: when the machine stood idle. */
enum plant_setup_when {
    PLANT_SETUP_NEVER,
    PLANT_SETUP_ORDER,
    PLANT_SETUP_CHANGE,
    PLANT_SETUP_IDLE
};

/* How long an item takes at a station. The row for that item wins over the row for all (-1). */
struct plant_work {
    int item; /* index, or -1 for all */
    struct plant_law processing;
    bool per_piece; /* processing times quantity; else once an order */
    struct plant_law setup;
    enum plant_setup_when setup_when; /* never; each order; when the item changes */
    /* How long an order lies or travels before it joins the queue here, in calendar time and
     * holding no machine: what a shop's log shows and its machines do not explain. Drawn times
     * quantity to the power `transfer_power` (0 .. 1). Constant 0 where nothing is said. */
    struct plant_law transfer;
    double transfer_power;
    double priority; /* version 2: the larger goes first where the discipline is priority */
};

/* Version 2. What becomes of work that a breakdown interrupts: it goes on where it stopped, begins
 * again with the same time, or is scrapped whole. */
enum plant_after { PLANT_AFTER_RESUME, PLANT_AFTER_RESTART, PLANT_AFTER_SCRAP };

struct plant_breakdown {
    const char *id;
    enum plant_after after;
    bool operation_dependent; /* clock runs only while working; else while scheduled */
    struct plant_law uptime, repair;
};

enum plant_discipline {
    PLANT_FIFO,
    PLANT_SPT,
    PLANT_EDD,
    /* From here on of version 2. */
    PLANT_PRIORITY,
    PLANT_CRITICAL_RATIO, /* least time to the due time by expected work still to do */
    PLANT_LEAST_SETUP,    /* least expected set-up after what the machine did last */
};

/* Version 2. Whether a more urgent order interrupts work, which later goes on where it stopped. */
enum plant_preempt { PLANT_PREEMPT_NEVER, PLANT_PREEMPT_RESUME };

/* Version 2. A machine without work goes away: never; again and again until there is some; once. */
enum plant_vacation { PLANT_VACATION_NEVER, PLANT_VACATION_REPEATED, PLANT_VACATION_ONCE };

/* Version 2. A machine whose finished order finds no room keeps it; or it does not begin an order
 * for which there is no room at the next station. */
enum plant_blocking { PLANT_BLOCKING_AFTER, PLANT_BLOCKING_BEFORE };

/* Version 2. One machine goes round the queues of the items, in their order in the model, and
 * serves at each: all until it is empty; those that were there when it came; one. */
enum plant_polling {
    PLANT_POLLING_NONE,
    PLANT_POLLING_EXHAUSTIVE,
    PLANT_POLLING_GATED,
    PLANT_POLLING_LIMITED
};

/* Version 2. `count` orders of the item are needed for one of what the station makes. */
struct plant_join {
    int item;
    int64_t count;
};

/* Version 2. The set-up from one item to another where a work is set up when the item changes;
 * `from` -1: from any that no other row names, and before the first order. */
struct plant_setup {
    int from, to;
    struct plant_law setup;
};

/* Version 2. What maintenance is planned by: time in which the station is open, time at work,
 * orders done; each since the last one ended. */
enum plant_upkeep_clock { PLANT_UPKEEP_CALENDAR, PLANT_UPKEEP_WORK, PLANT_UPKEEP_ORDERS };

struct plant_upkeep {
    const char *id;
    enum plant_upkeep_clock clock;
    double every; /* seconds; orders */
    struct plant_law lasts;
    bool interrupts; /* work in hand, which then goes on; else it comes when the machine is free */
};

/* Version 2. What an operator is needed for at a machine. */
enum plant_task { PLANT_PROCESS, PLANT_SET_UP, PLANT_REPAIR, PLANT_MAINTAIN, PLANT_TASK_COUNT };

/* Version 2. People who can do the same and stand in for one another. */
struct plant_operators {
    const char *id, *name;
    int count;
    int calendar; /* index, or -1: always there */
};

/* Version 2. One operator of these, the first named before the next, while the task lasts. */
struct plant_need {
    enum plant_task task;
    double priority; /* who gets a free operator first: the larger; of equals who asked first */
    const int *operators;
    size_t operator_count;
};

struct plant_station {
    const char *id, *name;
    int machines;           /* 1 .. 1000 */
    int calendar;           /* index, or -1: always at work */
    int64_t queue_capacity; /* orders before the machines; -1 without limit */
    enum plant_discipline discipline;
    const struct plant_work *works;
    size_t work_count;
    const struct plant_breakdown *breakdowns;
    size_t breakdown_count;
    double scrap; /* chance of a piece, 0 <= scrap < 1 */
    double x, y;  /* where it is drawn */
    /* Version 2. */
    double defects; /* chance of a piece to become defective, unseen, 0 <= defects < 1 */
    double detects; /* chance that a defective piece is found here, and scrapped */
    /* A machine takes up to batch_max orders of one work at once, for one time; it begins with
     * batch_min of them, or with fewer when the first has waited batch_wait (-1: never). */
    int batch_min, batch_max; /* 0: one by one */
    time_us batch_wait;
    enum plant_preempt preempt;
    enum plant_blocking blocking;
    enum plant_vacation vacation_when;
    struct plant_law vacation;
    enum plant_polling polling;
    struct plant_law switchover;
    const struct plant_setup *setups; /* win over the set-up of the work */
    size_t setup_count;
    int makes; /* item of what is joined; looked at only where something is */
    const struct plant_join *joins;
    size_t join_count;
    const struct plant_upkeep *upkeeps;
    size_t upkeep_count;
    const struct plant_need *needs; /* at most one a task */
    size_t need_count;
};

struct plant_step {
    int station;
    const struct plant_work *work; /* of its own, or NULL: the station's */
};

/* One way through the plant. Paths of one item are drawn by weight. */
struct plant_path {
    int item;
    double weight; /* > 0 */
    const struct plant_step *steps;
    size_t step_count;
};

/* Or by edges: after `from` (-1: entering) to `to` (-1: leaving) with this probability. An item
 * (or -1 for all) goes by paths if it has any, else by edges. */
struct plant_edge {
    int item, from, to;
    double probability;
};

enum plant_source_kind {
    PLANT_SATURATED, /* an order without end: one enters whenever its first station can start it */
    PLANT_RANDOM,    /* one order after each draw of `between` */
    PLANT_SCHEDULED, /* the orders listed */
    PLANT_CLOSED,    /* version 2: `population` orders; for each that leaves, one enters */
};

struct plant_order {
    time_us at; /* from the start of the model */
    int item;
    int64_t quantity;
    time_us due;    /* -1 without */
    int path;       /* index, or -1: drawn */
    const char *id; /* or NULL */
};

struct plant_share {
    int item;
    double weight;
};

struct plant_source {
    const char *id;
    enum plant_source_kind kind;
    const struct plant_share *mix; /* of items, for saturated and random */
    size_t mix_count;
    struct plant_law between;         /* random: seconds between orders, while `calendar` is open */
    struct plant_law quantity;        /* saturated and random; rounded, at least 1 */
    int calendar;                     /* index or -1 */
    const struct plant_order *orders; /* scheduled, sorted by time */
    size_t order_count;
    bool turns_away;    /* version 2, random: an order that finds no place does not enter */
    int64_t population; /* version 2, closed */
};

/* Version 2. What stands at a station at time 0: `count` orders of the item, and whether its
 * machines are set up for it. */
struct plant_initial {
    int station, item;
    int64_t count, quantity;
    int path; /* index, or -1: the first of the item that passes the station, or edges */
    bool set_up;
};

struct plant_model {
    int version; /* of the document: below 2 it is 1, and nothing marked version 2 may be used */
    const char *name;
    const char *zone; /* "Asia/Seoul" */
    struct day start; /* the day whose local midnight is time 0; calendars and closed days use it */
    const char *note; /* where it comes from, for people */
    double
        revenue_per_piece; /* won of contribution margin a good piece; 0 unknown. Advice reads it */
    const struct plant_item *items;
    size_t item_count;
    const struct plant_calendar *calendars;
    size_t calendar_count;
    const struct plant_operators *operators; /* version 2 */
    size_t operator_count;
    const struct plant_station *stations;
    size_t station_count;
    const struct plant_path *paths;
    size_t path_count;
    const struct plant_edge *edges;
    size_t edge_count;
    const struct plant_source *sources;
    size_t source_count;
    const struct plant_initial *initial; /* version 2 */
    size_t initial_count;
    /* What calibration found, kept with the model: whether it is fit for advice and the table of
     * model beside log (docs/formats/model.md, "validation"); NULL where typed. */
    json_t *validation;
};

/* Read and check a document; every reference, limit and cycle. Texts and arrays live in the arena,
 * which should allow twenty times the bytes of the document and a megabyte; `validation` is a
 * reference of its own, given back by plant_release(). */
enum status plant_read(struct arena *arena, const char *bytes, size_t size,
                       struct plant_model *ret_model, struct error *err);
void plant_release(struct plant_model *model); /* harmless where validation is NULL */
/* The engine that runs it. */
const char *plant_engine(const struct plant_model *model);
/* Check a model made in C by the same rules. */
enum status plant_check(const struct plant_model *model, struct error *err);
/* The document: a new reference. */
json_t *plant_write(const struct plant_model *model);
/* SHA-256 of the canonical form (RFC 8785), hexadecimal. */
const char *plant_hash(struct arena *arena, const struct plant_model *model);

/* ---- running it ---- */

struct plant_progress {
    _Atomic int done, total; /* replications */
    atomic_bool cancel;      /* set by another thread: the run ends with PLANT_CANCELLED */
};

enum plant_state {
#define PLANT_STATE(id, name, ko, en) PLANT_##id,
#include "plant/states.def"
#undef PLANT_STATE
    PLANT_STATE_COUNT
};

struct plant_result;
int plant_state_count(const struct plant_result *result); /* how many of them its model may show */
/* "working", and the words for it in "ko" or "en". */
const char *plant_state_name(enum plant_state state);
const char *plant_state_text(enum plant_state state, const char *language);

/* What happened at a machine in replication 0, for a production log or a picture. */
struct plant_event {
    enum plant_state what; /* PLANT_WORKING, PLANT_SETUP or PLANT_DOWN */
    int station, machine;  /* machine from 0 */
    int64_t order; /* number of the order from 0 as they entered; -1: breakdown while idle */
    int item;
    int64_t quantity;       /* of the order when it came to the station */
    time_us start, end;     /* of the run; windows in which the station is closed lie inside */
    time_us lasted;         /* time at work between them */
    bool last;              /* of this order here: good and scrapped are filled in, else 0 */
    int64_t good, scrapped; /* pieces */
};

/* Called on a thread of the run, in the order in which they begin at each machine. Work in hand
 * when the run ends is reported with the end it would have had. */
typedef void plant_recorder(void *subject, const struct plant_event *event);

struct plant_options {
    uint64_t seed;
    time_us horizon;     /* measured time, > 0 */
    time_us warmup;      /* not measured before it; -1: MSER-5 chooses */
    int replications;    /* 0: by the relative-precision rule, 10 .. 200 */
    double precision;    /* relative half width wanted by that rule; 0 means 0.02 */
    int threads;         /* 0: as many as cores */
    uint64_t events_max; /* a replication, 0 means 200 million */
    bool keep_orders;    /* fill plant_result.orders: for scheduled orders, in their order */
    bool flow;           /* a model of version 1 on the second engine too */
    struct plant_progress *progress; /* or NULL */
    plant_recorder *record;          /* or NULL */
    void *record_subject;
};

struct plant_estimate {
    double mean, half_width; /* 95 % by Student t over replications */
};

struct plant_station_result {
    struct plant_estimate
        share[PLANT_STATE_COUNT];       /* of scheduled and unscheduled time: sums to 1 */
    struct plant_estimate utilisation;  /* (working + set-up) / time at work */
    struct plant_estimate queue;        /* orders waiting, time average */
    struct plant_estimate wait_seconds; /* in queue, per visit */
    int64_t visits;
    /* Of the second engine. */
    struct plant_estimate present; /* orders here, waiting or at a machine, time average */
    struct plant_estimate waited;  /* share of the visits that did not begin at once */
};

/* Of what left in the measured time, of one item; second engine. */
struct plant_item_result {
    struct plant_estimate orders;      /* finished a day */
    struct plant_estimate lead;        /* mean seconds; mean -1: none was finished */
    struct plant_estimate wait;        /* seconds in queues, of all visits together */
    struct plant_estimate turned_away; /* share of those that came */
};

/* Of all people of one kind; second engine. The shares add up to one: what they did, in the hours
 * of the station they did it at; stood ready in their own hours; and the rest, off. */
struct plant_operators_result {
    struct plant_estimate task[PLANT_TASK_COUNT], idle, off;
    struct plant_estimate utilisation; /* tasks / (tasks and idle) */
};

/* Of the measured time; what happened in it, over replications. */
struct plant_slice {
    struct plant_estimate throughput; /* good pieces a day */
    struct plant_estimate wip;        /* orders inside, time average */
    struct plant_estimate lead;       /* mean seconds of what left in it; mean -1: nothing did */
};

struct plant_result {
    bool flow; /* by the second engine: it alone fills what is marked so */
    int replications;
    time_us warmup, horizon;
    bool short_run;                    /* too few orders to tell: say so */
    const char *remark_ko, *remark_en; /* in words; NULL when there is nothing to say */
    struct plant_estimate throughput;  /* good pieces a day of 24 h, calendar time */
    struct plant_estimate orders;      /* finished orders a day */
    struct plant_estimate lead_mean, lead_median, lead_p90; /* seconds, entering to leaving */
    struct plant_estimate wip;                              /* orders inside, time average */
    struct plant_estimate scrap;   /* pieces scrapped / (good + scrapped) */
    struct plant_estimate on_time; /* of orders with a due time; mean -1 when none has */
    struct plant_station_result *stations;
    int bottleneck;                          /* station index, highest mean utilisation; -1 none */
    double bottleneck_certainty;             /* share of replications that agree */
    int64_t entered, finished, lost, inside; /* over all replications */
    struct plant_estimate lead_p95, wip_variance, turned_away; /* second engine */
    struct plant_estimate escaped;   /* defective among the good that left; second engine */
    bool inspected;                  /* some station makes defects */
    struct plant_item_result *items; /* second engine, or NULL */
    struct plant_operators_result *operators; /* where the model has some */
    bool tended;    /* operators or maintenance: the states from PLANT_WAITING on occur */
    int64_t joined; /* that became part of another; second engine */
    /* For paired comparisons: one number a replication. */
    double *throughput_of, *lead_of; /* [replications] */
    /* Whole days each, at most 60; the last may be cut by the horizon, and with scheduled sources
     * only they end with the last order. */
    time_us slice;
    struct plant_slice *course;
    size_t course_count;
    /* keep_orders: finish time of scheduled order o in replication r at [r * count + o], -1 when it
     * did not finish. */
    time_us *finish_of;
    size_t order_count;
    uint64_t fingerprint; /* of every event of every replication */
};

/* Simulate. `ret_result` lives in `arena`: a few kilobytes a station, and with keep_orders 8 bytes
 * an order and replication, at most 64 MiB. Fails with a place where model or options are wrong,
 * where the line locks itself (PLANT_DEADLOCK), grows without bound (PLANT_RUNAWAY, SIM_RUNAWAY) or
 * the run was cancelled (PLANT_CANCELLED). Threads are its own and gone when it returns. */
enum status plant_run(const struct plant_model *model, const struct plant_options *wanted,
                      struct arena *arena, struct plant_result *ret_result, struct error *err);

/* The production log that one replication (number 0, no warm-up) of `length` would leave behind:
 * CSV in UTF-8 with Korean headings and local times, a row a report (work, set-up, breakdown), by
 * start. Reports of things that end after `length` are not in it. */
enum status plant_log_csv(const struct plant_model *model, uint64_t seed, time_us length,
                          struct arena *arena, const char **ret_csv, size_t *ret_size,
                          struct error *err);

/* ---- what other ways of running a model share (src/lanes) ---- */

#define PLANT_ARENA_MAX ((size_t)4 << 30)

/* Replications first .. first + count - 1; `arena` is emptied after each call. */
typedef enum status plant_group(void *subject, int first, int count, struct arena *arena,
                                struct error *err);

struct plant_crew {
    plant_group *run;
    void *subject;
    const struct plant_options *options; /* threads, progress */
    int group;                           /* how many replications at once */
    bool pilot;                          /* not counted as progress */
};

/* Replications from .. to - 1, on as many threads as the options say. */
enum status plant_crew_run(const struct plant_crew *crew, int from, int to, struct error *err);
/* How many replications the relative-precision rule asks for, having seen those of the tally; all
 * that there are where the options name a number. */
int plant_more_wanted(const struct sim_tally *throughput, const struct plant_options *options);
/* The station of highest mean utilisation, and the share of replications that agree. */
void plant_find_bottleneck(const int *of_replication, size_t stations, struct plant_result *result);

/* The result as a document for pages and --json ("dure.result", version 1). New reference. */
json_t *plant_result_write(const struct plant_model *model, const struct plant_options *options,
                           const struct plant_result *result);

#endif
