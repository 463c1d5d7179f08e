/* From a sample to a law of chance: maximum likelihood, BIC, and a bootstrap of Anderson-Darling.
 */
#include "calibrate/calibrate_private.h"

#include <math.h>
#include <stdlib.h>

#include "kit/must.h"
#include "kit/random.h"

enum { FIT_MIN = 10, SAMPLE_MAX = 400, BOOTSTRAP_SAMPLE = 200, BOOTSTRAPS = 60, QUANTILES = 200 };
#define FIT_ALPHA    0.05
#define SAME_ENOUGH  0.01 /* coefficient of variation of a constant */
#define SMALLEST     1e-6 /* of a fitted value, against log(0) */
#define HALF_LOG_2PI 0.918938533204672742

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

struct plant_law laws_constant(double value, const char *origin)
{
    return (struct plant_law){.kind = PLANT_CONSTANT, .a = value, .origin = origin};
}

struct moments {
    double mean, sd, log_mean, log_sd;
    size_t count;
};

static struct moments moments_of(const double *values, size_t count)
{
    struct moments m = {.count = count};
    double squares = 0, log_squares = 0;
    for (size_t i = 0; i < count; i++) {
        m.mean += values[i] / (double)count;
        m.log_mean += log(fmax(values[i], SMALLEST)) / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        double off = values[i] - m.mean;
        double log_off = log(fmax(values[i], SMALLEST)) - m.log_mean;
        squares += off * off;
        log_squares += log_off * log_off;
    }
    m.sd = sqrt(squares / (double)count);
    m.log_sd = sqrt(log_squares / (double)count);
    return m;
}

/* ---- gamma: shape by Minka's iteration; P(a, x) by series or continued fraction ---- */

static double digamma(double x)
{
    double sum = 0;
    for (; x < 6; x++)
        sum -= 1 / x;
    double y = 1 / (x * x);
    return sum + log(x) - 0.5 / x - y * (1.0 / 12 - y * (1.0 / 120 - y / 252));
}

static double trigamma(double x)
{
    double sum = 0;
    for (; x < 6; x++)
        sum += 1 / (x * x);
    double y = 1 / (x * x);
    return sum + 1 / x + y / 2 + y / x * (1.0 / 6 - y * (1.0 / 30 - y / 42));
}

static double gamma_shape(const struct moments *m)
{
    double s = log(m->mean) - m->log_mean;
    if (s < 1e-9)
        return 1e6;
    double k = (3 - s + sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
    for (int i = 0; i < 20; i++) {
        double step = (log(k) - digamma(k) - s) / (1 / k - trigamma(k));
        double next = k - step;
        k = next > 0 ? next : k / 2;
    }
    return fmin(fmax(k, 1e-3), 1e6);
}

static double gamma_below(double a, double x)
{
    if (x <= 0)
        return 0;
    double front = exp(a * log(x) - x - lgamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int i = 1; i < 500 && term > sum * 1e-12; i++) {
            term *= x / (a + i);
            sum += term;
        }
        return fmin(1, front * sum);
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int i = 1; i < 500; i++) {
        double an = -i * (i - a);
        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-12)
            break;
    }
    return fmax(0, 1 - front * h);
}

/* ---- Weibull: shape by Newton's method on the likelihood ---- */

static double weibull_shape(const double *values, size_t count, const struct moments *m)
{
    double k = m->log_sd > 1e-9 ? 1.2825498 / m->log_sd : 1e3; /* pi / sqrt(6): log is Gumbel */
    for (int i = 0; i < 30; i++) {
        double s0 = 0, s1 = 0, s2 = 0;
        for (size_t j = 0; j < count; j++) {
            double l = log(fmax(values[j], SMALLEST)) - m->log_mean, p = exp(k * l);
            s0 += p;
            s1 += p * l;
            s2 += p * l * l;
        }
        double f = s1 / s0 - 1 / k;
        double slope = (s2 * s0 - s1 * s1) / (s0 * s0) + 1 / (k * k);
        double next = k - f / slope;
        k = next > 0 ? next : k / 2;
    }
    return fmin(fmax(k, 1e-2), 1e3);
}

static struct plant_law fit_kind(enum plant_law_kind kind, const double *values, size_t count)
{
    struct moments m = moments_of(values, count);
    struct plant_law law = {.kind = kind, .a = m.mean};
    if (kind == PLANT_GAMMA) {
        law.b = gamma_shape(&m);
    } else if (kind == PLANT_WEIBULL) {
        law.b = weibull_shape(values, count, &m);
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += pow(fmax(values[i], SMALLEST), law.b) / (double)count;
        law.a = pow(sum, 1 / law.b);
    } else if (kind == PLANT_LOGNORMAL) {
        double variance = m.log_sd * m.log_sd;
        law.a = exp(m.log_mean + variance / 2);
        law.b = law.a * sqrt(exp(variance) - 1);
    }
    return law;
}

static double lognormal_sigma(const struct plant_law *law)
{
    return sqrt(log(1 + law->b * law->b / (law->a * law->a)));
}

static double below(const struct plant_law *law, double x)
{
    x = fmax(x, SMALLEST);
    if (law->kind == PLANT_EXPONENTIAL)
        return -expm1(-x / law->a);
    if (law->kind == PLANT_GAMMA)
        return gamma_below(law->b, x * law->b / law->a);
    if (law->kind == PLANT_WEIBULL)
        return -expm1(-pow(x / law->a, law->b));
    double sigma = lognormal_sigma(law);
    return 0.5 * erfc(-(log(x / law->a) + sigma * sigma / 2) / (sigma * sqrt(2)));
}

static double log_density(const struct plant_law *law, double x)
{
    x = fmax(x, SMALLEST);
    if (law->kind == PLANT_EXPONENTIAL)
        return -log(law->a) - x / law->a;
    if (law->kind == PLANT_GAMMA) {
        double rate = law->b / law->a;
        return law->b * log(rate) + (law->b - 1) * log(x) - rate * x - lgamma(law->b);
    }
    if (law->kind == PLANT_WEIBULL)
        return log(law->b / law->a) + (law->b - 1) * log(x / law->a) - pow(x / law->a, law->b);
    double sigma = lognormal_sigma(law);
    double z = (log(x / law->a) + sigma * sigma / 2) / sigma;
    return -log(x) - log(sigma) - HALF_LOG_2PI - z * z / 2;
}

static double bic(const struct plant_law *law, const double *values, size_t count)
{
    double likelihood = 0;
    for (size_t i = 0; i < count; i++)
        likelihood += log_density(law, values[i]);
    return (law->kind == PLANT_EXPONENTIAL ? 1 : 2) * log((double)count) - 2 * likelihood;
}

/* The distance of Anderson and Darling; values sorted. */
static double distance(const struct plant_law *law, const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double low = fmin(fmax(below(law, values[i]), 1e-12), 1 - 1e-12);
        double high = fmin(fmax(below(law, values[count - 1 - i]), 1e-12), 1 - 1e-12);
        sum += (2.0 * (double)i + 1) * (log(low) + log1p(-high));
    }
    return -(double)count - sum / (double)count;
}

static double normal(struct random_stream *luck)
{
    return sqrt(-2 * log(random_unit(luck))) * cos(6.283185307179586 * random_unit(luck));
}

/* Marsaglia and Tsang (2000); below one by the power of a uniform. */
static double gamma_draw(struct random_stream *luck, double shape)
{
    if (shape < 1)
        return gamma_draw(luck, shape + 1) * pow(random_unit(luck), 1 / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(luck), v = 1 + c * x;
        if (v > 0 && log(random_unit(luck)) < x * x / 2 + d - d * v * v * v + 3 * d * log(v))
            return d * v * v * v;
    }
}

static double draw(struct random_stream *luck, const struct plant_law *law)
{
    if (law->kind == PLANT_GAMMA)
        return gamma_draw(luck, law->b) * law->a / law->b;
    if (law->kind == PLANT_LOGNORMAL) {
        double sigma = lognormal_sigma(law);
        return law->a * exp(sigma * normal(luck) - sigma * sigma / 2);
    }
    double e = -log(random_unit(luck));
    return law->kind == PLANT_WEIBULL ? law->a * pow(e, 1 / law->b) : law->a * e;
}

/* How often samples drawn from the law lie as far from the law fitted to them. The parameters were
 * fitted, so tables for known parameters would flatter. */
static double bootstrap(const struct plant_law *law, double observed, size_t count)
{
    double values[BOOTSTRAP_SAMPLE];
    struct random_stream luck = random_stream(count, "anderson-darling");
    int as_far = 0;
    must(count <= BOOTSTRAP_SAMPLE);
    for (int i = 0; i < BOOTSTRAPS; i++) {
        for (size_t j = 0; j < count; j++)
            values[j] = draw(&luck, law);
        qsort(values, count, sizeof *values, by_value);
        struct plant_law again = fit_kind(law->kind, values, count);
        as_far += distance(&again, values, count) >= observed;
    }
    return (as_far + 1.0) / (BOOTSTRAPS + 1.0);
}

/* Evenly spaced order statistics of sorted values; the whole when they are few. */
static size_t thin(double *into, size_t into_max, const double *values, size_t count)
{
    size_t kept = count < into_max ? count : into_max;
    for (size_t i = 0; i < kept; i++)
        into[i] = kept == count
                      ? values[i]
                      : values[(size_t)(((double)i + 0.5) / (double)kept * (double)count)];
    return kept;
}

struct plant_law laws_sample(struct arena *arena, double *values, size_t count)
{
    if (count == 0)
        return laws_constant(0, "default");
    qsort(values, count, sizeof *values, by_value);
    struct plant_law law = {.kind = PLANT_CONSTANT,
                            .a = moments_of(values, count).mean,
                            .sample_size = (int64_t)count,
                            .origin = "log"};
    if (count > 1 && values[count - 1] > values[0]) {
        double *kept = arena_array(arena, QUANTILES, sizeof *kept);
        law.value_count = thin(kept, QUANTILES, values, count);
        law.kind = PLANT_EMPIRICAL;
        law.values = kept;
        law.a = 0;
    }
    return law;
}

struct plant_law laws_fit(struct arena *arena, double *values, size_t count)
{
    static const enum plant_law_kind kinds[] = {PLANT_EXPONENTIAL, PLANT_GAMMA, PLANT_WEIBULL,
                                                PLANT_LOGNORMAL};
    struct plant_law whole = laws_sample(arena, values, count);
    struct moments m = count > 0 ? moments_of(values, count) : (struct moments){0};
    if (count > 1 && m.sd < SAME_ENOUGH * m.mean) {
        struct plant_law constant = laws_constant(m.mean, "log");
        constant.sample_size = (int64_t)count;
        return constant;
    }
    if (count < FIT_MIN || values[0] <= 0)
        return whole;
    double sample[SAMPLE_MAX], small[BOOTSTRAP_SAMPLE];
    size_t size = thin(sample, SAMPLE_MAX, values, count);
    size_t small_size = thin(small, BOOTSTRAP_SAMPLE, values, count);
    struct plant_law best = {0};
    double best_bic = HUGE_VAL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct plant_law law = fit_kind(kinds[i], sample, size);
        double cost = bic(&law, sample, size);
        if (cost < best_bic) {
            best_bic = cost;
            best = law;
        }
    }
    struct plant_law checked = fit_kind(best.kind, small, small_size);
    best.fit = bootstrap(&checked, distance(&checked, small, small_size), small_size);
    best.sample_size = (int64_t)count;
    best.origin = "log";
    return best.fit >= FIT_ALPHA ? best : whole;
}

struct plant_law laws_scaled(struct arena *arena, const struct plant_law *law, double factor)
{
    struct plant_law scaled = *law;
    scaled.a *= factor;
    if (law->kind == PLANT_LOGNORMAL || law->kind == PLANT_UNIFORM || law->kind == PLANT_TRIANGULAR)
        scaled.b *= factor;
    scaled.c *= factor;
    if (law->value_count > 0) {
        double *values = arena_array(arena, law->value_count, sizeof *values);
        for (size_t i = 0; i < law->value_count; i++)
            values[i] = law->values[i] * factor;
        scaled.values = values;
    }
    return scaled;
}

/* ---- how one thing grows with another ---- */

void slope_add(struct slope *slope, const double *x, const double *y, size_t count)
{
    double mx = 0, my = 0;
    for (size_t i = 0; i < count; i++) {
        mx += x[i] / (double)count;
        my += y[i] / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        slope->xx += (x[i] - mx) * (x[i] - mx);
        slope->xy += (x[i] - mx) * (y[i] - my);
        slope->yy += (y[i] - my) * (y[i] - my);
    }
    slope->count += count;
    slope->groups++;
}
