/* lanes_private.h -- a line as a recursion ("form"), and a group of replications under way. */
#ifndef LANES_LANES_PRIVATE_H
#define LANES_LANES_PRIVATE_H

#include <stdatomic.h>

#include "kit/list.h"
#include "kit/random.h"
#include "lanes/lanes.h"
#include "sim/sim.h"

enum {
    LANES_BLOCK = 16, /* parts that go through the line together; a power of two */
    LANES_WIDTH_MAX = 8,
    LANES_PLACES_MAX = 65536,    /* of one queue: its past departures are kept */
    LANES_MACHINES_MAX = 64,     /* of one station: its parts in hand are kept sorted */
    LANES_STOPS_MAX = 50000000,  /* breakdowns of one replication */
    LANES_PARTS_MAX = 200000000, /* orders of one replication */
};

#define LANES_DRAW_MAX 1e15 /* microseconds: as plant cuts its draws */

/* ---- draw.c ---- */

struct lanes_law {
    enum plant_law_kind kind;
    double a, b, c;
    const double *values;
    size_t count;
};

struct lanes_law lanes_law_make(const struct plant_law *law);
bool lanes_law_known(const struct plant_law *law);
/* Seconds times `factor`, in whole microseconds. */
double lanes_draw_time(const struct lanes_law *law, struct random_stream *stream, double factor);
/* The number in microseconds, cut and made whole. */
double lanes_whole(double seconds, double factor);

/* ---- compile.c: the form ---- */

struct form_breakdown {
    struct lanes_law uptime, repair;
};

struct form_station {
    const struct plant_station *model;
    int machines;
    int64_t places; /* of its queue; -1 without limit */
    struct lanes_law work, setup;
    enum plant_setup_when setup_when;
    double factor;   /* of the work: pieces of an order where they count, else 1 */
    double transfer; /* microseconds on the way before its queue */
    const struct form_breakdown *breakdowns;
    size_t breakdown_count;
};

struct lanes_form {
    const struct plant_model *model;
    const struct form_station *stations; /* in the order of the path */
    const int *index;                    /* of each in the model */
    size_t count;
    const struct plant_source *source;
    struct lanes_law between;
    int64_t pieces; /* of every order */
    bool simple;    /* one machine everywhere, nothing on the way, nobody before the first queue */
};

/* ---- one group: `width` replications, each in its lane ----
 *
 * Arrays are [..][width]. At step n station i starts its part n - first(i) and releases one:
 * with c machines a part is known to leave only when c - 1 more have come, so the stations behind
 * run that many steps late. Row n of `leave` of one station is thus what comes at the next. */

struct stop {
    int part, lane; /* of the block */
    double after;   /* the start of the visit */
    double length;
};

/* What the pass over the parts reads of a station, close together. */
struct group_pass {
    double *leave;
    const double *length, *limit; /* `limit`: the departures behind it that bound its own */
    size_t mask, limit_mask, limit_lag;
    /* of the block */
    const double *came;
    double *rows, *before; /* [LANES_BLOCK], [1] */
    size_t bound;          /* row of `limit` that bounds the first part */
};

/* One kind of breakdown at one station: numbers drawn ahead for all lanes, used by each as it
 * comes to them. */
struct group_breakdown {
    uint64_t *uptime_stream, *repair_stream; /* [4][width] */
    double *uptimes, *repairs;               /* ring */
    size_t rows, drawn;                      /* of the ring; so far */
    size_t *used;                            /* [width] */
    double *marks;                           /* [width] the work done when it comes next */
};

struct group_station {
    const struct form_station *form;
    size_t first; /* the step of its first part */
    /* chance */
    uint64_t *work_stream, *setup_stream; /* [4][width] */
    struct group_breakdown *breakdowns;
    double *next;   /* [width] the least of their marks */
    double *worked; /* [width] work done so far */
    /* the block */
    double *length;     /* [LANES_BLOCK] set-up, work, repairs */
    double *setup;      /* [LANES_BLOCK] or NULL */
    double *done;       /* [LANES_BLOCK] of the part released; or NULL */
    double *came;       /* [LANES_BLOCK] to the queue; or NULL: as it left */
    double *block_used; /* [width] set-up and work of the block */
    struct {
        struct stop *at;
        size_t count, room;
    } stops;
    /* the past */
    double *leave; /* [ring] */
    size_t mask;   /* of the ring: rows - 1 */
    double *held;  /* [machines - 1] when parts in hand will be done, sorted */
    double *held_entered;
    /* what was measured */
    double *used, *setting, *down, *blocked, *queued; /* [width] microseconds */
    double *waited, *visits;                          /* [width] of visits that began */
};

struct lane_slice {
    double inside, lead; /* parts x microseconds; microseconds of those finished, summed */
    int64_t parts;
};

/* What is kept of the parts of one lane, one by one. */
struct lane_book {
    struct {
        double *at;
        size_t count, room;
    } leads; /* microseconds; of every `stride`-th part */
    size_t stride, skip;
    struct lane_slice *course;               /* or NULL */
    size_t slice;                            /* where the last part finished */
    double low, high;                        /* its edges */
    double *series_inside, *series_finished; /* of a pilot, or NULL */
};

struct lanes_group {
    const struct lanes_form *form;
    struct arena *arena;
    int width;
    bool all;
    double from, to; /* the measured time, microseconds */
    struct group_station *stations;
    struct group_pass *passes;
    size_t step;              /* the first of the block; LANES_BLOCK is the first of the run */
    uint64_t *between_stream; /* [4][width] */
    double *arrival;          /* [width] the last one */
    double *entered;          /* [LANES_BLOCK] at the first station */
    const double *nobody;     /* [LANES_BLOCK] zeros: a time that holds nobody up */
    size_t tile;              /* parts that a station may pass on together */
    double *entered_last;     /* [LANES_BLOCK] of the parts that finish; may be `entered` */
    int64_t stops_left;
    /* [width] what was measured */
    double *finished, *lead, *inside;       /* parts; microseconds; parts x microseconds */
    double *entered_count, *finished_count; /* up to the end of the run */
    uint64_t *fingerprint;
    struct lane_book *books; /* [width] */
    bool books_kept;
    double slice; /* of the course, microseconds */
    size_t slices, series_slices;
};

/* One block of parts through the line; true when every lane is past the end. */
typedef bool lanes_block(struct lanes_group *group);
lanes_block lanes_block_1, lanes_block_2, lanes_block_4, lanes_block_8;

/* What a kernel calls, once in a while, for one lane. */

/* Twice the rows for numbers drawn ahead. */
void lanes_grow(struct lanes_group *group, struct group_breakdown *breakdown);
/* Numbers drawn one by one, for laws without a kernel: rows from .. LANES_BLOCK - 1. */
void lanes_draw_rows(const struct lanes_law *law, uint64_t *states, int width, double factor,
                     double *rows, size_t from);
/* The parts that entered and left in rows from .. LANES_BLOCK - 1, for what is kept one by one:
 * lead times, the course, the series of a pilot. `left` is where rows begin to have parts that
 * leave. */
void lanes_parts(struct lanes_group *group, int lane, const double *finished, size_t left);

/* ---- group.c: a group from its beginning to its end ---- */

/* Of the measured time of one replication, as plant has it. */
struct lanes_station_sums {
    double states[PLANT_STATE_COUNT]; /* microseconds over all its machines */
    double queue, utilisation, wait;  /* orders; share; seconds of a visit */
    int64_t visits;
};

struct lanes_replication {
    double throughput, orders, lead_mean, lead_median, lead_p90, wip;
    int64_t measured; /* orders finished in the measured time */
    int64_t entered, finished;
    int bottleneck; /* station of the model, or -1 */
    uint64_t fingerprint;
    struct lanes_station_sums *stations;     /* [form->count] */
    struct lane_slice *course;               /* [slices] or NULL */
    double *series_inside, *series_finished; /* [series_slices] or NULL: not a pilot */
};

struct lanes_task {
    const struct lanes_form *form;
    uint64_t seed;
    time_us warmup, end, slice;
    size_t slices, series_slices;
    bool all;
    const atomic_bool *cancel;
};

/* Replications first .. first + count - 1, count <= width, into ret[first] and on; their arrays are
 * there. */
enum status lanes_group_run(const struct lanes_task *task, int width, int first, int count,
                            struct arena *arena, struct lanes_replication *ret, struct error *err);

/* ---- result.c ---- */

/* For each share the smallest value with at least so much of them at or below it, as
 * sim_quantile(). */
void lanes_quantiles(struct arena *arena, const double *values, size_t count, const double *shares,
                     size_t share_count, double *ret);

/* ret_result lives in `arena`. */
void lanes_summarise(const struct lanes_task *task, const struct lanes_replication *all, int count,
                     bool warmup_found, struct arena *arena, struct plant_result *ret_result);

#endif
