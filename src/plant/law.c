#include <math.h>
#include <string.h>

#include "kit/must.h"
#include "plant/plant_private.h"

/* Of what is left above 0 of a normal law. */
static double normal_mean(double mean, double sd)
{
    if (sd <= 0)
        return mean;
    double z = mean / sd;
    return mean + sd * 0.39894228040143267794 * sim_exp(-0.5 * (z < 37 ? z * z : 1369)) /
                      sim_normal_below(z);
}

static double mixture_mean(const struct plant_law *law)
{
    double sum = 0, weights = 0;
    for (size_t i = 0; i < law->part_count; i++) {
        sum += law->parts[i].weight * plant_law_mean(&law->parts[i].law);
        weights += law->parts[i].weight;
    }
    return sum / weights;
}

static double plain_mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

double plant_law_mean(const struct plant_law *law)
{
    switch (law->kind) {
    case PLANT_CONSTANT:
    case PLANT_EXPONENTIAL:
    case PLANT_GAMMA:
    case PLANT_LOGNORMAL:
    case PLANT_ERLANG:
    case PLANT_POISSON:
        return law->a;
    case PLANT_BERNOULLI:
    case PLANT_BINOMIAL:
        return law->a * law->b;
    case PLANT_GEOMETRIC:
        return 1 / law->a;
    case PLANT_PERT:
        return (law->a + 4 * law->b + law->c) / 6;
    case PLANT_NORMAL:
        return normal_mean(law->a, law->b);
    case PLANT_LOGLOGISTIC: /* pi/shape over its sine, as a product of two gamma functions */
        return law->a * sim_exp(sim_log_gamma(1 + 1 / law->b) + sim_log_gamma(1 - 1 / law->b));
    case PLANT_MIXTURE:
        return mixture_mean(law);
    case PLANT_TRACE:
        return plain_mean(law->values, law->value_count);
    case PLANT_UNIFORM:
        return (law->a + law->b) / 2;
    case PLANT_TRIANGULAR:
        return (law->a + law->b + law->c) / 3;
    case PLANT_WEIBULL:
        return law->a * sim_exp(sim_log_gamma(1 + 1 / law->b));
    case PLANT_EMPIRICAL:
    case PLANT_LAW_COUNT:
        break;
    }
    must(law->value_count > 0);
    if (law->value_count == 1)
        return law->values[0];
    /* Drawn with interpolation: the inner values count whole, the two ends half. */
    double sum = (law->values[0] + law->values[law->value_count - 1]) / 2;
    for (size_t i = 1; i + 1 < law->value_count; i++)
        sum += law->values[i];
    return sum / (double)(law->value_count - 1);
}

static void parts_make(struct arena *arena, const struct plant_law *law, struct plant_draw *draw)
{
    struct plant_draw *parts = arena_array(arena, law->part_count, sizeof *parts);
    double *sums = arena_array(arena, law->part_count, sizeof *sums);
    for (size_t i = 0; i < law->part_count; i++) {
        parts[i] = plant_draw_make(arena, &law->parts[i].law);
        sums[i] = law->parts[i].weight + (i > 0 ? sums[i - 1] : 0);
    }
    draw->parts = parts;
    draw->values = sums;
    draw->count = law->part_count;
}

struct plant_draw plant_draw_make(struct arena *arena, const struct plant_law *law)
{
    struct plant_draw draw = {law->kind,   law->a,           law->b, law->c,
                              law->values, law->value_count, NULL};
    if (law->kind == PLANT_MIXTURE)
        parts_make(arena, law, &draw);
    if (law->kind == PLANT_LOGNORMAL && law->a > 0) {
        double variance = sim_log(1 + law->b * law->b / (law->a * law->a));
        draw.a = sim_log(law->a) - variance / 2;
        draw.b = sqrt(variance);
    } else if (law->kind == PLANT_LOGNORMAL) {
        draw.kind = PLANT_CONSTANT;
    }
    return draw;
}

static double draw_mixed(const struct plant_draw *draw, struct random_stream *stream)
{
    double number = random_unit(stream) * draw->values[draw->count - 1];
    size_t at = 0;
    while (at + 1 < draw->count && number >= draw->values[at])
        at++;
    return plant_draw_number(&draw->parts[at], stream);
}

double plant_draw_number(const struct plant_draw *draw, struct random_stream *stream)
{
    switch (draw->kind) {
    case PLANT_CONSTANT:
        return draw->a;
    case PLANT_UNIFORM:
        return sim_uniform(stream, draw->a, draw->b);
    case PLANT_TRIANGULAR:
        return sim_triangular(stream, draw->a, draw->b, draw->c);
    case PLANT_EXPONENTIAL:
        return sim_exponential(stream, draw->a);
    case PLANT_GAMMA:
        return sim_gamma(stream, draw->a, draw->b);
    case PLANT_WEIBULL:
        return sim_weibull(stream, draw->a, draw->b);
    case PLANT_LOGNORMAL: {
        double x = draw->a + draw->b * sim_normal(stream);
        return sim_exp(x < 700 ? x : 700);
    }
    case PLANT_EMPIRICAL:
        return sim_empirical(stream, draw->values, draw->count);
    case PLANT_PERT:
        return sim_pert(stream, draw->a, draw->b, draw->c);
    case PLANT_ERLANG:
        return sim_erlang(stream, draw->a, (int)draw->b);
    case PLANT_NORMAL:
        return sim_normal_positive(stream, draw->a, draw->b);
    case PLANT_LOGLOGISTIC:
        return sim_loglogistic(stream, draw->a, draw->b);
    case PLANT_BERNOULLI:
        return random_unit(stream) < draw->b ? draw->a : 0;
    case PLANT_GEOMETRIC:
        return sim_geometric(stream, draw->a);
    case PLANT_BINOMIAL:
        return (double)sim_binomial(stream, (int64_t)draw->a, draw->b);
    case PLANT_POISSON:
        return (double)sim_poisson(stream, draw->a);
    case PLANT_MIXTURE:
        return draw_mixed(draw, stream);
    case PLANT_TRACE: /* by flow_draw.c, which knows how far it was played */
    case PLANT_LAW_COUNT:
        break;
    }
    must(false);
    return 0;
}

time_us plant_draw_time(const struct plant_draw *draw, struct random_stream *stream, double factor)
{
    double us = plant_draw_number(draw, stream) * factor * 1e6 + 0.5;
    return us < (double)PLANT_DRAW_MAX ? (time_us)us : PLANT_DRAW_MAX;
}
