/* Draws. Where one uniform number is enough one is used (inversion), so that paired runs stay in
 * step; gamma and what is made of it (PERT, Poisson) and the cut normal need a varying number. */
#include <math.h>

#include "kit/must.h"
#include "sim/sim.h"

double sim_exponential(struct random_stream *stream, double mean)
{
    return -mean * sim_log(random_unit(stream));
}

double sim_uniform(struct random_stream *stream, double low, double high)
{
    return low + (high - low) * random_unit(stream);
}

double sim_triangular(struct random_stream *stream, double low, double mode, double high)
{
    double u = random_unit(stream), span = high - low;
    if (span <= 0)
        return low;
    if (u * span < mode - low)
        return low + sqrt(u * span * (mode - low));
    return high - sqrt((1 - u) * span * (high - mode));
}

double sim_normal(struct random_stream *stream)
{
    return sim_normal_quantile(random_unit(stream));
}

/* Marsaglia and Tsang, ACM TOMS 26 (2000) 363-372; below shape 1 by their power of a uniform. */
double sim_gamma(struct random_stream *stream, double mean, double shape)
{
    must(shape > 0);
    double boost = 1, k = shape;
    if (k < 1) {
        boost = sim_pow(random_unit(stream), 1 / k);
        k += 1;
    }
    double d = k - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = sim_normal(stream), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        double u = random_unit(stream);
        if (sim_log(u) < 0.5 * x * x + d - d * v + d * sim_log(v))
            return mean / shape * d * v * boost;
    }
}

double sim_weibull(struct random_stream *stream, double scale, double shape)
{
    return scale * sim_pow(-sim_log(random_unit(stream)), 1 / shape);
}

double sim_empirical(struct random_stream *stream, const double *sorted, size_t count)
{
    must(count > 0);
    double place = random_unit(stream) * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - (double)below);
}

/* Skips from success to success by geometric draws: exact, and quick where the chance is small. */
int64_t sim_binomial(struct random_stream *stream, int64_t count, double chance)
{
    must(chance >= 0);
    must(chance < 1);
    if (chance == 0)
        return 0;
    double log_miss = sim_log(1 - chance);
    if (log_miss == 0) /* below the resolution of a double: never in practice */
        return 0;
    int64_t successes = 0;
    for (double place = 0; place < (double)count; successes++) {
        place += floor(sim_log(random_unit(stream)) / log_miss) + 1;
        if (place > (double)count)
            break;
    }
    return successes;
}

double sim_erlang(struct random_stream *stream, double mean, int phases)
{
    double sum = 0;
    for (int i = 0; i < phases; i++)
        sum += sim_exponential(stream, 1);
    return sum * mean / phases;
}

/* Beta on low .. high, the two shapes 1 + 4 (mode - low) / span and 1 + 4 (high - mode) / span. */
double sim_pert(struct random_stream *stream, double low, double mode, double high)
{
    double span = high - low;
    if (span <= 0)
        return low;
    double below = 1 + 4 * (mode - low) / span, above = 1 + 4 * (high - mode) / span;
    double x = sim_gamma(stream, below, below), y = sim_gamma(stream, above, above);
    return low + span * (x / (x + y));
}

double sim_normal_positive(struct random_stream *stream, double mean, double sd)
{
    must(mean >= 0); /* at least every second draw is kept */
    for (;;) {
        double x = mean + sd * sim_normal(stream);
        if (x >= 0)
            return x;
    }
}

double sim_loglogistic(struct random_stream *stream, double median, double shape)
{
    double u = random_unit(stream);
    return median * sim_exp(sim_log(u / (1 - u)) / shape);
}

double sim_geometric(struct random_stream *stream, double chance)
{
    must(chance > 0);
    double u = random_unit(stream);
    return chance >= 1 ? 1 : floor(sim_log(u) / sim_log(1 - chance)) + 1;
}

/* Ahrens and Dieter, Computing 12 (1974) 223-246: the time of a later event first, then how many
 * fall before the end; the last few one by one. */
int64_t sim_poisson(struct random_stream *stream, double mean)
{
    int64_t count = 0;
    while (mean > 24) {
        int64_t ahead = (int64_t)(mean * 0.875);
        double at = sim_gamma(stream, (double)ahead, (double)ahead);
        if (at > mean)
            return count + sim_binomial(stream, ahead - 1, mean / at);
        mean -= at;
        count += ahead;
    }
    for (double at = sim_exponential(stream, 1); at < mean; at += sim_exponential(stream, 1))
        count++;
    return count;
}
