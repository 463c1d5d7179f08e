#include <math.h>
#include <string.h>

#include "kit/must.h"
#include "plant/plant_private.h"

double plant_law_mean(const struct plant_law *law)
{
    switch (law->kind) {
    case PLANT_CONSTANT:
    case PLANT_EXPONENTIAL:
    case PLANT_GAMMA:
    case PLANT_LOGNORMAL:
        return law->a;
    case PLANT_UNIFORM:
        return (law->a + law->b) / 2;
    case PLANT_TRIANGULAR:
        return (law->a + law->b + law->c) / 3;
    case PLANT_WEIBULL:
        return law->a * sim_exp(sim_log_gamma(1 + 1 / law->b));
    case PLANT_EMPIRICAL:
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

struct plant_draw plant_draw_make(const struct plant_law *law)
{
    struct plant_draw draw = {law->kind, law->a, law->b, law->c, law->values, law->value_count};
    if (law->kind == PLANT_LOGNORMAL && law->a > 0) {
        double variance = sim_log(1 + law->b * law->b / (law->a * law->a));
        draw.a = sim_log(law->a) - variance / 2;
        draw.b = sqrt(variance);
    } else if (law->kind == PLANT_LOGNORMAL) {
        draw.kind = PLANT_CONSTANT;
    }
    return draw;
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
    }
    must(false);
    return 0;
}

time_us plant_draw_time(const struct plant_draw *draw, struct random_stream *stream, double factor)
{
    double us = plant_draw_number(draw, stream) * factor * 1e6 + 0.5;
    return us < (double)PLANT_DRAW_MAX ? (time_us)us : PLANT_DRAW_MAX;
}
