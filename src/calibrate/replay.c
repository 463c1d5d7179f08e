/* A model plays the orders of the log, at their times and with their pieces. */
#include "calibrate/calibrate_private.h"

#include <math.h>
#include <stdlib.h>

#include "kit/must.h"

enum {
    SETTLE_ROUNDS = 8,
    SETTLE_REPLICATIONS = 60,
    POWER_ORDERS = 20,
    PLAYED_MAX = 300000, /* orders times replications of one replay, about */
};
#define SETTLED      0.005 /* of a factor or power: the chance of one replay moves them as much */
#define FACTOR_LEAST 0.05
#define FACTOR_MOST  20.0

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double replay_median(double *values, size_t count)
{
    must(count > 0);
    qsort(values, count, sizeof *values, by_value);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static double lead_of(const struct replay *replay, const struct plant_model *model, size_t order,
                      int replication)
{
    const struct plant_source *source = &model->sources[0];
    time_us end = replay->result.horizon;
    time_us finish = replay->result.finish_of[(size_t)replication * source->order_count + order];
    if (finish < 0)
        finish = end;
    return (double)(finish - source->orders[order].at) / (double)TIME_DAY;
}

/* A run is over with its last order, or at the horizon. */
static time_us end_of(const struct replay *replay, size_t count, size_t replication)
{
    time_us end = 0;
    for (size_t order = 0; order < count; order++) {
        time_us finish = replay->result.finish_of[replication * count + order];
        if (finish < 0)
            return replay->result.horizon;
        end = finish > end ? finish : end;
    }
    return end;
}

static void summarise(const struct fit *fit, const struct plant_model *model, size_t judged,
                      struct arena *arena, struct replay *replay)
{
    size_t count = model->sources[0].order_count, reps = (size_t)replay->replications;
    double *leads = arena_array(arena, count > reps ? count : reps, sizeof *leads);
    replay->lead_days = arena_array(arena, count, sizeof(double));
    replay->completed = arena_array(arena, reps, sizeof(double));
    replay->median = arena_array(arena, reps, sizeof(double));
    for (size_t r = 0; r < reps; r++)
        replay->lasted += (double)end_of(replay, count, r) / (double)reps;
    for (size_t order = 0; order < count; order++) {
        for (size_t r = 0; r < reps; r++)
            leads[r] = lead_of(replay, model, order, (int)r);
        replay->lead_days[order] = replay_median(leads, reps);
    }
    for (size_t r = 0; r < reps && judged < count; r++) {
        for (size_t order = judged; order < count; order++) {
            time_us finish = replay->result.finish_of[r * count + order];
            leads[order - judged] = lead_of(replay, model, order, (int)r);
            replay->completed[r] +=
                finish >= 0 && finish + fit->time_zero <= log_sure_end(fit->log) ? 1 : 0;
        }
        replay->median[r] = replay_median(leads, count - judged);
    }
}

enum status replay_orders(const struct fit *fit, const struct plant_model *model,
                          size_t order_count, size_t judged, time_us after, uint64_t seed,
                          int replications, struct arena *arena, struct replay *ret_replay,
                          struct error *err)
{
    int most = (int)(PLAYED_MAX / order_count) + 2; /* long logs need fewer replications */
    replications = replications < most ? replications : most;
    struct plant_model playing = *model;
    struct replay replay = {.replications = replications};
    playing.sources = fit_source(arena, fit, order_count);
    playing.source_count = 1;
    struct plant_options options = {.seed = seed,
                                    .horizon = fit->log->end - fit->time_zero + after,
                                    .replications = replications,
                                    .keep_orders = true};
    enum status st = plant_run(&playing, &options, arena, &replay.result, err);
    if (st != STATUS_OK)
        return error_while(err, "replaying the orders of the log: ");
    summarise(fit, &playing, judged, arena, &replay);
    *ret_replay = replay;
    return STATUS_OK;
}

/* What settling makes small: ln((1 + log) / (1 + model)) in days, as in the judged error. */
static double off_of(const struct fit *fit, const struct replay *replay, size_t order)
{
    const struct calibrate_order *of = &fit->log->orders[order];
    double lead = (double)(of->end - of->start) / (double)TIME_DAY;
    double off = log1p(lead) - log1p(replay->lead_days[order]);
    return off < 0 && order_may_be_open(fit->log, order) ? 0 : off;
}

/* The waits of each item by the mean of what is off (on the known orders of real logs, left out
 * one by one, the mean forecasts better than the median); the power of the pieces by what
 * slope is left within the items. Gives back by how much the one that moved most did. */
static double adjust(struct fit *fit, const struct replay *replay, struct arena *arena)
{
    double moved = 0;
    double *x = arena_array(arena, fit->order_count, sizeof *x);
    double *y = arena_array(arena, fit->order_count, sizeof *y);
    struct slope slope = {0};
    for (int family = 0; family < (int)fit->family_count; family++) {
        size_t count = 0;
        double sum = 0;
        for (size_t i = 0; i < fit->order_count; i++) {
            if (fit_family(fit, i) != family)
                continue;
            x[count] = log((double)fit->log->orders[i].quantity);
            y[count] = off_of(fit, replay, i);
            sum += y[count++];
        }
        if (count > 2)
            slope_add(&slope, x, y, count);
        double before = fit->factor[family];
        double factor = count > 0 ? before * exp(sum / (double)count) : 1;
        fit->factor[family] = fmin(fmax(factor, FACTOR_LEAST), FACTOR_MOST);
        moved = fmax(moved, fabs(fit->factor[family] / before - 1));
    }
    if (slope.count >= POWER_ORDERS && slope.xx > 0) {
        double before = fit->power;
        fit->power = fmin(fmax(before + slope.xy / slope.xx, 0), 1);
        moved = fmax(moved, fabs(fit->power - before));
    }
    return moved;
}

enum status replay_settle(struct fit *fit, const struct plant_model *model,
                          const struct calibrate_options *options, struct error *err)
{
    if (!fit->waits)
        return STATUS_OK;
    double moved = 1;
    for (int round = 0; round < SETTLE_ROUNDS && moved > SETTLED; round++) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("settling", (size_t)2 << 30);
        struct replay replay = {0};
        fit_apply_factors(fit);
        if (options->tell != NULL &&
            !options->tell(options->context, (double)round / SETTLE_ROUNDS))
            return FAIL(err, CALIBRATE_CANCELLED, "while settling the waits");
        enum status st =
            replay_orders(fit, model, fit->order_count, fit->order_count, REPLAY_AFTER,
                          (uint64_t)round + 1, SETTLE_REPLICATIONS, arena, &replay, err);
        if (st != STATUS_OK)
            return st;
        moved = adjust(fit, &replay, arena);
    }
    fit_apply_factors(fit);
    return STATUS_OK;
}
