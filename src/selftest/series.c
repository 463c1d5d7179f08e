/* The case "MSER-5": a fixed series made by a formula, and where its beginning is to be cut. */
#include "kit/text.h"
#include "selftest/selftest_private.h"
#include "sim/sim.h"

enum { SERIES_MAX = 100000 };

/* x_i = 10 exp(-i / 60) + u_i, with u from the generator s = (1103515245 s + 12345) mod 2^31. */
static void series_make(double *series, size_t count)
{
    uint64_t state = 12345;
    for (size_t i = 0; i < count; i++) {
        state = (1103515245 * state + 12345) & 0x7fffffff;
        series[i] = 10 * sim_exp(-(double)i / 60) + (double)state * 0x1p-31;
    }
}

static double statistic_of(const double *series, size_t batches, size_t cut)
{
    struct sim_tally tail = {0};
    for (size_t b = cut; b < batches; b++) {
        double sum = 0;
        for (size_t i = 0; i < 5; i++)
            sum += series[5 * b + i];
        sim_tally_add(&tail, sum / 5);
    }
    double n = (double)(batches - cut);
    return tail.squares / (n * n);
}

bool series_measure(struct arena *arena, const json_t *model, const char *name, double *ret_value,
                    const char **ret_why)
{
    json_int_t count = json_integer_value(json_object_get(model, "n"));
    const json_t *first = json_object_get(model, "first_values");
    size_t drop = 0;
    *ret_why = "another series than the one known";
    if (count < 50 || count > SERIES_MAX ||
        json_integer_value(json_object_get(model, "batch")) != 5)
        return false;
    double *series = arena_array(arena, (size_t)count, sizeof *series);
    series_make(series, (size_t)count);
    for (size_t i = 0; i < json_array_size(first); i++) {
        double off = series[i] - json_number_value(json_array_get(first, i));
        if (off > 1e-6 || off < -1e-6)
            return false;
    }
    if (!sim_mser5(series, (size_t)count, &drop))
        return false;
    struct sim_tally after = {0};
    for (size_t i = drop; i < (size_t)count; i++)
        sim_tally_add(&after, series[i]);
    const struct {
        const char *name;
        double value;
    } rows[] = {{"truncate_batches", (double)drop / 5},
                {"truncate_observations", (double)drop},
                {"mser_statistic", statistic_of(series, (size_t)count / 5, drop / 5)},
                {"mean_after", after.mean}};
    *ret_why = "unknown number";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!text_same(rows[i].name, name))
            continue;
        *ret_value = rows[i].value;
        return true;
    }
    return false;
}
