/* Draws one by one: the laws that have no kernel, and what happens rarely. */
#include <math.h>

#include "kit/must.h"
#include "lanes/lanes_private.h"

struct lanes_law lanes_law_make(const struct plant_law *law)
{
    struct lanes_law made = {law->kind, law->a, law->b, law->c, law->values, law->value_count};
    if (law->kind == PLANT_LOGNORMAL && law->a > 0) {
        double variance = sim_log(1 + law->b * law->b / (law->a * law->a));
        made.a = sim_log(law->a) - variance / 2;
        made.b = sqrt(variance);
    } else if (law->kind == PLANT_LOGNORMAL) {
        made.kind = PLANT_CONSTANT;
    }
    return made;
}

static double draw_constant(const struct lanes_law *law, struct random_stream *stream)
{
    (void)stream;
    return law->a;
}

static double draw_uniform(const struct lanes_law *law, struct random_stream *stream)
{
    return sim_uniform(stream, law->a, law->b);
}

static double draw_triangular(const struct lanes_law *law, struct random_stream *stream)
{
    return sim_triangular(stream, law->a, law->b, law->c);
}

static double draw_exponential(const struct lanes_law *law, struct random_stream *stream)
{
    return sim_exponential(stream, law->a);
}

static double draw_gamma(const struct lanes_law *law, struct random_stream *stream)
{
    return sim_gamma(stream, law->a, law->b);
}

static double draw_weibull(const struct lanes_law *law, struct random_stream *stream)
{
    return sim_weibull(stream, law->a, law->b);
}

static double draw_lognormal(const struct lanes_law *law, struct random_stream *stream)
{
    double x = law->a + law->b * sim_normal(stream);
    return sim_exp(x < 700 ? x : 700);
}

static double draw_empirical(const struct lanes_law *law, struct random_stream *stream)
{
    return sim_empirical(stream, law->values, law->count);
}

typedef double draw_number(const struct lanes_law *law, struct random_stream *stream);

static draw_number *const draws[] = {
    [PLANT_CONSTANT] = draw_constant,     [PLANT_UNIFORM] = draw_uniform,
    [PLANT_TRIANGULAR] = draw_triangular, [PLANT_EXPONENTIAL] = draw_exponential,
    [PLANT_GAMMA] = draw_gamma,           [PLANT_WEIBULL] = draw_weibull,
    [PLANT_LOGNORMAL] = draw_lognormal,   [PLANT_EMPIRICAL] = draw_empirical,
};

bool lanes_law_known(const struct plant_law *law)
{
    return (size_t)law->kind < sizeof draws / sizeof *draws && draws[law->kind] != NULL;
}

double lanes_whole(double seconds, double factor)
{
    double us = seconds * factor * 1e6 + 0.5;
    return us < LANES_DRAW_MAX ? floor(us) : LANES_DRAW_MAX;
}

double lanes_draw_time(const struct lanes_law *law, struct random_stream *stream, double factor)
{
    return lanes_whole(draws[law->kind](law, stream), factor);
}

void lanes_draw_rows(const struct lanes_law *law, uint64_t *states, int width, double factor,
                     double *rows, size_t from)
{
    for (int lane = 0; lane < width; lane++) {
        struct random_stream stream;
        for (int i = 0; i < 4; i++)
            stream.state[i] = states[i * width + lane];
        for (size_t k = from; k < LANES_BLOCK; k++)
            rows[k * (size_t)width + (size_t)lane] = lanes_draw_time(law, &stream, factor);
        for (int i = 0; i < 4; i++)
            states[i * width + lane] = stream.state[i];
    }
}
