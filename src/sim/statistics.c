#include <math.h>

#include "kit/must.h"
#include "sim/sim.h"

void sim_tally_add(struct sim_tally *tally, double value)
{
    tally->count++;
    double off = value - tally->mean;
    tally->mean += off / (double)tally->count;
    tally->squares += off * (value - tally->mean);
}

double sim_tally_variance(const struct sim_tally *tally)
{
    return tally->count < 2 ? 0 : tally->squares / (double)(tally->count - 1);
}

double sim_tally_half_width(const struct sim_tally *tally, double confidence)
{
    if (tally->count < 2)
        return 0;
    return sim_student_quantile(0.5 + confidence / 2, (double)(tally->count - 1)) *
           sqrt(sim_tally_variance(tally) / (double)tally->count);
}

struct sim_area sim_area_start(sim_time from, sim_time to)
{
    must(from <= to);
    return (struct sim_area){.from = from, .to = to, .last = from};
}

static void advance(struct sim_area *area, sim_time now)
{
    sim_time until = now < area->to ? now : area->to;
    if (until > area->last) {
        area->sum += area->value * (double)(until - area->last);
        area->last = until;
    }
}

void sim_area_set(struct sim_area *area, sim_time now, double value)
{
    advance(area, now);
    area->value = value;
}

double sim_area_mean(struct sim_area *area, sim_time end)
{
    advance(area, end);
    return area->last > area->from ? area->sum / (double)(area->last - area->from) : 0;
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* Hoare's selection with the median of three: linear, and the same steps every time. */
static double select_nth(double *values, size_t count, size_t nth)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (values[middle] < values[low])
            swap(&values[middle], &values[low]);
        if (values[high] < values[low])
            swap(&values[high], &values[low]);
        if (values[high] < values[middle])
            swap(&values[high], &values[middle]);
        double pivot = values[middle];
        size_t i = low, j = high;
        for (;;) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&values[i++], &values[j--]);
        }
        /* All up to j are at most the pivot, all after it at least. */
        if (nth <= j)
            high = j;
        else
            low = j + 1;
    }
    return values[nth];
}

double sim_quantile(double *values, size_t count, double share)
{
    must(count > 0);
    must(share > 0);
    must(share <= 1);
    double rank = ceil(share * (double)count);
    size_t nth = rank < 1 ? 0 : (size_t)rank - 1;
    return select_nth(values, count, nth < count ? nth : count - 1);
}

static double batch_mean(const double *series, size_t batch)
{
    double sum = 0;
    for (size_t i = 0; i < 5; i++)
        sum += series[5 * batch + i];
    return sum / 5;
}

bool sim_mser5(const double *series, size_t count, size_t *ret_drop)
{
    size_t batches = count / 5, best = 0;
    if (batches < 10)
        return false;
    /* From the end forwards, so that one pass gives the variance of every tail. */
    struct sim_tally tail = {0};
    double least = HUGE_VAL;
    for (size_t left = batches; left-- > 0;) {
        sim_tally_add(&tail, batch_mean(series, left));
        double n = (double)(batches - left), statistic = tail.squares / (n * n);
        if (left <= batches / 2 && statistic <= least) {
            least = statistic;
            best = left;
        }
    }
    if (best == batches / 2)
        return false;
    *ret_drop = 5 * best;
    return true;
}
