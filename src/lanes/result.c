/* What the replications add up to, in the words and members of plant_run(). */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "kit/text.h"
#include "lanes/lanes_private.h"

enum { ORDERS_ENOUGH = 100 };

/* ---- order statistics ---- */

enum { BINS = 1024 };

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t bin_of(double value, double least, double scale)
{
    size_t bin = (size_t)((value - least) * scale);
    return bin < BINS ? bin : BINS - 1;
}

/* The value of that rank from 0: those of its bin are sorted, and no others. */
static double of_rank(struct arena *arena, const double *values, size_t count, const size_t *bins,
                      double least, double scale, size_t rank)
{
    size_t bin = 0, below = 0;
    while (below + bins[bin] <= rank)
        below += bins[bin++];
    double *kept = arena_array(arena, bins[bin], sizeof *kept);
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (bin_of(values[i], least, scale) == bin)
            kept[used++] = values[i];
    qsort(kept, used, sizeof *kept, by_size);
    return kept[rank - below];
}

void lanes_quantiles(struct arena *arena, const double *values, size_t count, const double *shares,
                     size_t share_count, double *ret)
{
    double least = values[0], most = values[0];
    for (size_t i = 1; i < count; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    double scale = most > least ? BINS / (most - least) : 0;
    size_t bins[BINS] = {0};
    for (size_t i = 0; i < count; i++)
        bins[bin_of(values[i], least, scale)]++;
    for (size_t s = 0; s < share_count; s++) {
        double rank = ceil(shares[s] * (double)count);
        ret[s] = of_rank(arena, values, count, bins, least, scale, rank < 1 ? 0 : (size_t)rank - 1);
    }
}

/* ---- estimates ---- */

/* sim_tally_half_width() works the quantile out anew, which for hundreds of estimates takes longer
 * than a short run. */
struct interval {
    int64_t count;
    double quantile;
};

static struct plant_estimate estimate_of(struct interval *interval, const struct sim_tally *tally)
{
    if (tally->count < 2)
        return (struct plant_estimate){tally->mean, 0};
    if (interval->count != tally->count)
        *interval = (struct interval){
            tally->count, sim_student_quantile(0.5 + 0.95 / 2, (double)(tally->count - 1))};
    double error = sqrt(sim_tally_variance(tally) / (double)tally->count);
    return (struct plant_estimate){tally->mean, interval->quantile * error};
}

/* Of one number of each replication; where it needs orders, of those that finished some. */
static struct plant_estimate estimate(struct interval *interval,
                                      const struct lanes_replication *all, int count, size_t offset,
                                      bool needs_orders)
{
    struct sim_tally tally = {0};
    for (int r = 0; r < count; r++)
        if (!needs_orders || all[r].measured > 0)
            sim_tally_add(&tally, *(const double *)(const void *)((const char *)&all[r] + offset));
    return estimate_of(interval, &tally);
}

static void station_result(struct interval *interval, const struct lanes_task *task,
                           const struct lanes_replication *all, int count, size_t i,
                           struct plant_station_result *ret)
{
    struct sim_tally shares[PLANT_STATE_COUNT] = {0}, utilisation = {0}, queue = {0}, wait = {0};
    double time = (double)(task->end - task->warmup) * task->form->stations[i].machines;
    for (int r = 0; r < count; r++) {
        const struct lanes_station_sums *station = &all[r].stations[i];
        for (int k = 0; k < PLANT_STATE_COUNT; k++)
            sim_tally_add(&shares[k], station->states[k] / time);
        sim_tally_add(&utilisation, station->utilisation);
        sim_tally_add(&queue, station->queue);
        if (station->visits > 0)
            sim_tally_add(&wait, station->wait);
        ret->visits += station->visits;
    }
    for (int k = 0; k < PLANT_STATE_COUNT; k++)
        ret->share[k] = estimate_of(interval, &shares[k]);
    ret->utilisation = estimate_of(interval, &utilisation);
    ret->queue = estimate_of(interval, &queue);
    ret->wait_seconds = estimate_of(interval, &wait);
}

static void find_bottleneck(struct arena *arena, const struct lanes_replication *all, int count,
                            size_t stations, struct plant_result *result)
{
    int *of_replication = arena_array(arena, (size_t)count, sizeof *of_replication);
    for (int r = 0; r < count; r++)
        of_replication[r] = all[r].bottleneck;
    plant_find_bottleneck(of_replication, stations, result);
}

static struct plant_slice slice_of(struct interval *interval, const struct lanes_task *task,
                                   const struct lanes_replication *all, int count, size_t i)
{
    struct sim_tally throughput = {0}, wip = {0}, lead = {0};
    time_us left = task->end - task->warmup - (time_us)i * task->slice;
    double length = (double)(left < task->slice ? left : task->slice);
    for (int r = 0; r < count; r++) {
        const struct lane_slice *one = &all[r].course[i];
        double pieces = (double)one->parts * (double)task->form->pieces;
        sim_tally_add(&throughput, pieces * (double)TIME_DAY / length);
        sim_tally_add(&wip, one->inside / length);
        if (one->parts > 0)
            sim_tally_add(&lead, one->lead * 1e-6 / (double)one->parts);
    }
    return (struct plant_slice){
        .throughput = estimate_of(interval, &throughput),
        .wip = estimate_of(interval, &wip),
        .lead = lead.count > 0 ? estimate_of(interval, &lead) : (struct plant_estimate){-1, 0},
    };
}

/* What the reader must know before believing the numbers. */
static void remark(struct arena *arena, const struct lanes_replication *all, bool warmup_found,
                   struct plant_result *result)
{
    struct text ko = text_start(arena, 1000), en = text_start(arena, 1000);
    double orders = 0;
    for (int r = 0; r < result->replications; r++)
        orders += (double)all[r].measured / result->replications;
    result->short_run = orders < ORDERS_ENOUGH;
    if (result->short_run) {
        text_format(&ko,
                    "측정 기간에 끝난 작업지시가 반복당 평균 %.1f건으로, 판단하기에 적습니다. "
                    "기간을 늘리세요. ",
                    orders);
        text_format(&en,
                    "Only %.1f orders finished in the measured time of a replication on "
                    "average: too few to tell. Make the run longer. ",
                    orders);
    }
    if (!warmup_found) {
        text_add(&ko, "라인이 안정 상태에 이르는 시점을 찾지 못했습니다. 투입이 처리 능력보다 "
                      "많거나 기간이 짧습니다. ");
        text_add(&en, "No steady state was found: orders come faster than the line can work, or "
                      "the run is too short. ");
    }
    result->remark_ko = ko.size > 0 ? text_squeeze(arena, text_string(&ko)) : NULL;
    result->remark_en = en.size > 0 ? text_squeeze(arena, text_string(&en)) : NULL;
}

#define ESTIMATE(member, needs_orders)                                                             \
    estimate(&interval, all, count, offsetof(struct lanes_replication, member), (needs_orders))

void lanes_summarise(const struct lanes_task *task, const struct lanes_replication *all, int count,
                     bool warmup_found, struct arena *arena, struct plant_result *ret_result)
{
    const struct lanes_form *form = task->form;
    struct interval interval = {0};
    struct plant_result result = {
        .replications = count,
        .warmup = task->warmup,
        .horizon = task->end - task->warmup,
        .throughput = ESTIMATE(throughput, false),
        .orders = ESTIMATE(orders, false),
        .lead_mean = ESTIMATE(lead_mean, true),
        .lead_median = ESTIMATE(lead_median, true),
        .lead_p90 = ESTIMATE(lead_p90, true),
        .wip = ESTIMATE(wip, false),
        .on_time = {-1, 0},
        .slice = task->slice,
    };
    size_t stations = form->model->station_count;
    result.stations = arena_array(arena, stations, sizeof *result.stations);
    for (size_t i = 0; i < form->count; i++)
        station_result(&interval, task, all, count, i, &result.stations[form->index[i]]);
    find_bottleneck(arena, all, count, stations, &result);
    result.throughput_of = arena_array(arena, (size_t)count, sizeof *result.throughput_of);
    result.lead_of = arena_array(arena, (size_t)count, sizeof *result.lead_of);
    for (int r = 0; r < count; r++) {
        result.throughput_of[r] = all[r].throughput;
        result.lead_of[r] = all[r].lead_mean;
        result.entered += all[r].entered;
        result.finished += all[r].finished;
        result.inside += all[r].entered - all[r].finished;
        uint64_t mixed = (result.fingerprint ^ all[r].fingerprint) * 0x9e3779b97f4a7c15u;
        result.fingerprint = mixed ^ mixed >> 31;
    }
    remark(arena, all, warmup_found, &result);
    result.course_count = task->all ? task->slices : 0;
    result.course = arena_array(arena, result.course_count, sizeof *result.course);
    for (size_t i = 0; i < result.course_count; i++)
        result.course[i] = slice_of(&interval, task, all, count, i);
    *ret_result = result;
}
