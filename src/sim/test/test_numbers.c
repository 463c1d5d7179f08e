#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kit/test.h"
#include "sim/sim.h"

static double off_by(double got, double wanted)
{
    return wanted == 0 ? fabs(got) : fabs(got - wanted) / fabs(wanted);
}

/* The C library serves as the judge here, and here only. */
START_TEST(the_arithmetic_uses_no_libm_beyond_sqrt_and_is_good_to_a_few_last_places)
{
    FOR_ALL(seed, 20000) {
        struct random_stream chance = random_stream(seed, "kernel");
        double x = exp(1400 * (random_unit(&chance) - 0.5));
        ck_assert_msg(fabs(sim_log(x) - log(x)) <= 4e-16 * fabs(log(x)) + 1e-300,
                      "log %.17g: %.17g", x, sim_log(x));
        double near = 1 + 0.01 * (random_unit(&chance) - 0.5);
        ck_assert_msg(off_by(sim_log(near), log(near)) < 4e-16, "log %.17g", near);
        double y = 1380 * (random_unit(&chance) - 0.5);
        ck_assert_msg(off_by(sim_exp(y), exp(y)) < 4e-16, "exp %.17g: %.17g", y, sim_exp(y));
        double base = 100 * random_unit(&chance), power = 20 * random_unit(&chance);
        ck_assert(off_by(sim_pow(base, power), pow(base, power)) < 4e-14);
        double z = 200 * random_unit(&chance);
        ck_assert(fabs(sim_log_gamma(z) - lgamma(z)) < 1e-13 * (1 + fabs(lgamma(z))));
    }
    ck_assert(sim_log(1) == 0);
    ck_assert(sim_exp(0) == 1);
    ck_assert(off_by(sim_log(0x1p-1070), log(0x1p-1070)) < 4e-16);
}
END_TEST

/* Standard tables of the normal and of Student's t (Abramowitz & Stegun 26.2, 26.10), to the
 * places printed there; 1 degree is the Cauchy law, 2 has a closed form. */
START_TEST(quantiles_are_those_of_the_tables)
{
    static const struct {
        double p, degrees, t;
    } rows[] = {
        {0.975, 1, 12.706}, {0.975, 2, 4.303},   {0.975, 9, 2.262},
        {0.975, 30, 2.042}, {0.975, 120, 1.980}, {0.995, 9, 3.250},
        {0.9995, 9, 4.781}, {0.95, 4, 2.132},    {0.025, 9, -2.262},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(fabs(sim_student_quantile(rows[i].p, rows[i].degrees) - rows[i].t) < 6e-4,
                      "row %zu: %.6f", i, sim_student_quantile(rows[i].p, rows[i].degrees));
    ck_assert(off_by(sim_student_quantile(0.9, 1), tan(0.4 * acos(-1.0))) < 1e-11);
    ck_assert(off_by(sim_student_quantile(0.9, 2), 0.8 * sqrt(2 / (4 * 0.9 * 0.1))) < 1e-11);
    static const struct {
        double p, z;
    } normal[] = {{0.975, 1.959963984540054},
                  {0.5, 0},
                  {0.9999999, 5.199337582187471},
                  {1e-20, -9.262340089798408},
                  {0.8413447460685429, 1}};
    for (size_t i = 0; i < sizeof normal / sizeof *normal; i++)
        ck_assert_msg(fabs(sim_normal_quantile(normal[i].p) - normal[i].z) < 2e-9, "%g: %.15f",
                      normal[i].p, sim_normal_quantile(normal[i].p));
}
END_TEST

static double draw(int which, struct random_stream *stream)
{
    static const double values[] = {1, 2, 4, 9};
    switch (which) {
    case 0:
        return sim_exponential(stream, 3);
    case 1:
        return sim_uniform(stream, 2, 5);
    case 2:
        return sim_triangular(stream, 1, 2, 6);
    case 3:
        return sim_gamma(stream, 6, 2.5);
    case 4:
        return sim_gamma(stream, 2, 0.5);
    case 5:
        return sim_weibull(stream, 2, 1.5);
    case 6:
        return sim_normal(stream);
    case 7:
        return sim_empirical(stream, values, 4);
    case 8:
        return (double)sim_binomial(stream, 50, 0.03);
    case 9:
        return (double)sim_binomial(stream, 3, 0.9);
    case 10:
        return sim_erlang(stream, 6, 3);
    case 11:
        return sim_pert(stream, 1, 2, 6);
    case 12:
        return sim_normal_positive(stream, 3, 1.5);
    case 13:
        return sim_loglogistic(stream, 2, 8);
    case 14:
        return sim_geometric(stream, 0.3);
    case 15:
        return (double)sim_poisson(stream, 3.5);
    default:
        return (double)sim_poisson(stream, 60);
    }
}

START_TEST(every_law_has_the_mean_and_the_variance_that_its_parameters_say)
{
    /* Of the interpolated values: the pieces 1..2, 2..4, 4..9 equally likely, each uniform. */
    double empirical_mean = (1.5 + 3 + 6.5) / 3;
    double empirical_square = ((1 + 2 + 4) / 3.0 + (4 + 8 + 16) / 3.0 + (16 + 36 + 81) / 3.0) / 3;
    /* What is left of a normal law above 0, two standard deviations below its mean. */
    double cut = exp(-2) / sqrt(2 * acos(-1)) / (0.5 * erfc(-sqrt(2)));
    double eighth = acos(-1) / 8; /* log-logistic: moments by the sine */
    double log_mean = 2 * eighth / sin(eighth);
    const struct {
        double mean, variance;
    } rows[] = {
        {3, 9},
        {3.5, 0.75},
        {3, (1 + 4 + 36 - 2 - 6 - 12) / 18.0},
        {6, 36 / 2.5},
        {2, 8},
        {2 * tgamma(1 + 1 / 1.5), 4 * (tgamma(1 + 2 / 1.5) - pow(tgamma(1 + 1 / 1.5), 2))},
        {0, 1},
        {empirical_mean, empirical_square - empirical_mean * empirical_mean},
        {1.5, 50 * 0.03 * 0.97},
        {2.7, 3 * 0.9 * 0.1},
        {6, 36 / 3.0},
        {2.5, 25 * 1.8 * 4.2 / (36 * 7)},
        {3 + 1.5 * cut, 2.25 * (1 - 2 * cut - cut * cut)},
        {log_mean, 4 * 2 * eighth / sin(2 * eighth) - log_mean * log_mean},
        {1 / 0.3, 0.7 / 0.09},
        {3.5, 3.5},
        {60, 60},
    };
    enum { DRAWS = 400000, GROUPS = 40 };
    for (int i = 0; i < (int)(sizeof rows / sizeof *rows); i++) {
        struct random_stream stream = random_stream(5, "laws");
        struct sim_tally means = {0}, variances = {0};
        for (int g = 0; g < GROUPS; g++) {
            struct sim_tally tally = {0};
            for (int n = 0; n < DRAWS / GROUPS; n++)
                sim_tally_add(&tally, draw(i, &stream));
            sim_tally_add(&means, tally.mean);
            sim_tally_add(&variances, sim_tally_variance(&tally));
        }
        double wide = sim_tally_half_width(&means, 0.9999);
        ck_assert_msg(fabs(means.mean - rows[i].mean) <= wide,
                      "law %d: mean %.5f +- %.5f, not %.5f", i, means.mean, wide, rows[i].mean);
        ck_assert(wide < 0.03 * sqrt(rows[i].variance));
        wide = sim_tally_half_width(&variances, 0.9999);
        ck_assert_msg(fabs(variances.mean - rows[i].variance) <= wide,
                      "law %d: variance %.5f +- %.5f, not %.5f", i, variances.mean, wide,
                      rows[i].variance);
        ck_assert(wide < 0.06 * rows[i].variance);
    }
}
END_TEST

START_TEST(many_exponential_draws_at_once_are_those_drawn_one_by_one)
{
    struct random_stream one = random_stream(9, "block"), many = one;
    double block[33];
    for (int round = 0; round < 50; round++) {
        sim_exponentials(&many, block, 33);
        for (int i = 0; i < 33; i++)
            ck_assert(block[i] == sim_exponential(&one, 1));
    }
    for (double x = -9; x < 9; x += 0.37)
        ck_assert(fabs(sim_normal_below(x) - 0.5 * erfc(-x / sqrt(2))) < 1e-14);
}
END_TEST

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(a_quantile_is_the_order_statistic)
{
    FOR_ALL(seed, 2000) {
        struct random_stream chance = random_stream(seed, "quantile");
        double values[200], sorted[200];
        size_t count = 1 + (size_t)random_below(&chance, 200);
        for (size_t i = 0; i < count; i++)
            values[i] = sorted[i] = (double)random_below(&chance, 1 + seed % 300);
        qsort(sorted, count, sizeof *sorted, compare);
        size_t rank = 1 + (size_t)random_below(&chance, count);
        /* A hair below rank/count, so that rounding cannot choose the next one. */
        double share = ((double)rank - 0.5) / (double)count;
        ck_assert(sim_quantile(values, count, share) == sorted[rank - 1]);
    }
    double three[] = {3, 1, 2};
    ck_assert(sim_quantile(three, 3, 1) == 3);
}
END_TEST

/* The series and the cut of White, Simulation 69 (1997): minimise the sum of squares over
 * (n-d)^2, batches of five, d at most half. */
START_TEST(mser5_cuts_where_white_says)
{
    double series[1000];
    uint64_t state = 12345;
    for (int i = 0; i < 1000; i++) {
        state = (1103515245 * state + 12345) & 0x7fffffff;
        series[i] = 10 * exp(-i / 60.0) + (double)state / 2147483648.0;
    }
    ck_assert(fabs(series[0] - 10.65515405) < 1e-7);
    ck_assert(fabs(series[2] - 10.34712164) < 1e-7);
    size_t drop = 0;
    ck_assert(sim_mser5(series, 1000, &drop));
    ck_assert_uint_eq(drop, 255);
    for (int i = 0; i < 1000; i++)
        series[i] = i; /* never settles */
    ck_assert(!sim_mser5(series, 1000, &drop));
    ck_assert(!sim_mser5(series, 49, &drop));
}
END_TEST

START_TEST(an_area_counts_what_lies_between_its_ends)
{
    struct sim_area area = sim_area_start(10, 30);
    sim_area_set(&area, 0, 5);
    sim_area_set(&area, 15, 1);  /* 5 from 10 to 15 */
    sim_area_set(&area, 25, 3);  /* 1 from 15 to 25 */
    sim_area_set(&area, 40, 99); /* 3 from 25 to 30 */
    ck_assert(sim_area_mean(&area, 50) == (25 + 10 + 15) / 20.0);
    area = sim_area_start(0, 100);
    sim_area_set(&area, 0, 2);
    ck_assert(sim_area_mean(&area, 50) == 2);
}
END_TEST

TEST_MAIN("sim numbers", the_arithmetic_uses_no_libm_beyond_sqrt_and_is_good_to_a_few_last_places,
          quantiles_are_those_of_the_tables,
          every_law_has_the_mean_and_the_variance_that_its_parameters_say,
          many_exponential_draws_at_once_are_those_drawn_one_by_one,
          a_quantile_is_the_order_statistic, mser5_cuts_where_white_says,
          an_area_counts_what_lies_between_its_ends)
