/* sim.h -- the engine: a clock, an agenda, laws of chance, statistics.
 *
 * A model is C functions the engine calls at the times they asked for. Between
 * two calls no time passes; inside a call the clock stands still.
 *
 *     struct sim *sim = sim_new(arena, &(struct sim_options){.end = TIME_HOUR});
 *     sim_after(sim, TIME_SECOND, 0, arrive, &source);
 *     st = sim_run(sim, err);
 *
 * Promises, each with a test of the same words in sim/test/:
 *   - Time never runs backwards.
 *   - Of two events at one instant the lower rank runs first; of two with the
 *     same rank, the one scheduled first.
 *   - A run depends on its model and its seed and on nothing else.
 *   - An event that was cancelled does not run; cancelling twice is harmless.
 *   - A model that runs away is stopped with a reason.
 *   - The arithmetic uses no libm beyond sqrt and is good to a few last places.
 *   - Every law has the mean and the variance that its parameters say.
 *
 * Pure: no I/O, no wall clock, no globals, no threads. One struct sim belongs
 * to one thread; many run side by side and share nothing. All memory comes from
 * the arena given to sim_new() and lives as long.
 *
 * Uses: kit. Used by: plant. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"
#include "kit/random.h"

#define REASON REASON_DECLARE
#include "sim/reasons.def"
#undef REASON

/* ---- the clock and the agenda ---- */

/* Microseconds since the start of the run. A count, not a double: adding is
 * exact, so equal instants are equal on every machine. */
typedef int64_t sim_time;

#define SIM_NEVER INT64_MAX

enum { SIM_RANK_MAX = 255 };

struct sim;

/* A ticket for a scheduled event; copy it freely. {0} names no event. */
struct sim_event {
    uint64_t ticket;
};

typedef void sim_action(struct sim *sim, void *subject);

struct sim_options {
    sim_time end;              /* the run stops before the first event later than this */
    uint32_t agenda_max;       /* events waiting at one time, at most; 0 means 16 million */
    uint64_t events_max;       /* events in all, at most; 0 means 200 million */
    const atomic_bool *cancel; /* looked at now and then; when true the run ends. Or NULL */
};

struct sim *sim_new(struct arena *arena, const struct sim_options *options);

sim_time sim_now(const struct sim *sim);

/* Run action(sim, subject) later. `delay` is not negative and `rank` is
 * 0 .. SIM_RANK_MAX: only a bug in a model can ask for the past. When the
 * agenda is full the run ends with SIM_AGENDA_FULL and this gives {0}. The
 * subject stays the caller's and must outlive the event. */
struct sim_event sim_after(struct sim *sim, sim_time delay, int rank, sim_action *action,
                           void *subject);

/* True if the event was still waiting. */
bool sim_cancel(struct sim *sim, struct sim_event event);

/* Run until the end, until the agenda is empty or until sim_stop(). Afterwards the clock stands
 * at the end if it was reached, else at the last event. */
enum status sim_run(struct sim *sim, struct error *err);
void sim_stop(struct sim *sim);

/* Work done inside an action without an event of its own still counts towards events_max. */
void sim_charge(struct sim *sim, uint64_t events);
bool sim_exhausted(const struct sim *sim); /* the limit is passed: leave loops */
uint64_t sim_events(const struct sim *sim);

/* A fingerprint of every event so far and of what the model noted. Two runs
 * with equal fingerprints did the same. */
void sim_note(struct sim *sim, uint64_t what);
uint64_t sim_fingerprint(const struct sim *sim);

/* ---- arithmetic with the same bits everywhere ---- */

double sim_log(double x); /* x > 0, finite */
double sim_exp(double x); /* below -700 gives 0; above 700 is a bug */
double sim_pow(double x, double y);
double sim_log_gamma(double x);                        /* x > 0 */
double sim_normal_quantile(double p);                  /* 0 < p < 1; Wichura 1988, AS 241 */
double sim_normal_below(double x);                     /* chance of a standard normal up to x */
double sim_student_quantile(double p, double degrees); /* 0 < p < 1, degrees >= 1 */

/* ---- laws of chance; each draws from the stream it is given ---- */

double sim_exponential(struct random_stream *stream, double mean);
double sim_uniform(struct random_stream *stream, double low, double high);
double sim_triangular(struct random_stream *stream, double low, double mode, double high);
double sim_gamma(struct random_stream *stream, double mean, double shape);
double sim_weibull(struct random_stream *stream, double scale, double shape);
double sim_normal(struct random_stream *stream);
double sim_empirical(struct random_stream *stream, const double *sorted, size_t count);
/* `count` exponential draws of mean 1, the same as one by one and quicker. */
void sim_exponentials(struct random_stream *stream, double *ret, size_t count);
double sim_erlang(struct random_stream *stream, double mean, int phases);
double sim_pert(struct random_stream *stream, double low, double mode, double high);
double sim_normal_positive(struct random_stream *stream, double mean, double sd); /* mean >= 0 */
double sim_loglogistic(struct random_stream *stream, double median, double shape);
double sim_geometric(struct random_stream *stream, double chance); /* tries: 1, 2 ... */
int64_t sim_poisson(struct random_stream *stream, double mean);

/* How many of `count` independent tries with this chance succeed; exact. */
int64_t sim_binomial(struct random_stream *stream, int64_t count, double chance);

/* ---- statistics ---- */

/* Count, mean and variance of values as they come (Welford). */
struct sim_tally {
    int64_t count;
    double mean, squares;
};

void sim_tally_add(struct sim_tally *tally, double value);
double sim_tally_variance(const struct sim_tally *tally); /* 0 with fewer than two */
/* Half of the Student t interval that covers the mean with this confidence; 0 with fewer than 2. */
double sim_tally_half_width(const struct sim_tally *tally, double confidence);

/* The area under a number that changes in steps, between two times. */
struct sim_area {
    sim_time from, to, last; /* only between from and to counts */
    double value, sum;       /* value x microseconds */
};

struct sim_area sim_area_start(sim_time from, sim_time to);
void sim_area_set(struct sim_area *area, sim_time now, double value);
double sim_area_mean(struct sim_area *area, sim_time end); /* closes the area at `end` */

/* The smallest value with at least this share of the values at or below it; reorders them. */
double sim_quantile(double *values, size_t count, double share);

/* MSER-5 (White 1997): how many values to drop at the start of the series. False when it cannot
 * tell: fewer than 10 batches of five, or the best cut lies at the edge of the first half. */
bool sim_mser5(const double *series, size_t count, size_t *ret_drop);

#endif
