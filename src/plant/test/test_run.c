/* Lines whose behaviour is known exactly. The expected values and where they come from stand
 * beside each case; a mean must lie in the 99.9 % interval over independent replications, and that
 * interval must be narrow, so that a wrong engine cannot hide in it. */
#include <math.h>
#include <string.h>

#include "kit/test.h"
#include "plant/plant.h"
#include "sim/sim.h"

#define EXP(m)                                                                                     \
    {                                                                                              \
        .kind = PLANT_EXPONENTIAL, .a = (m)                                                        \
    }
#define CONST(v)                                                                                   \
    {                                                                                              \
        .kind = PLANT_CONSTANT, .a = (v)                                                           \
    }

static const struct plant_item one_item[] = {{"part", "부품"}};
static const struct plant_share one_share[] = {{0, 1}};

struct bench {
    struct plant_station stations[4];
    struct plant_work works[4];
    struct plant_step steps[4];
    struct plant_breakdown breakdowns[4];
    struct plant_path path;
    struct plant_source source;
    struct plant_model model;
};

/* A line of `count` stations, exponential times, one order a piece. */
static void bench_make(struct bench *bench, size_t count, const double *means, const int *buffers)
{
    static const char *const ids[] = {"s1", "s2", "s3", "s4"};
    *bench = (struct bench){0};
    for (size_t s = 0; s < count; s++) {
        bench->works[s] = (struct plant_work){.item = -1, .processing = EXP(means[s])};
        bench->stations[s] =
            (struct plant_station){.id = ids[s],
                                   .name = ids[s],
                                   .machines = 1,
                                   .calendar = -1,
                                   .queue_capacity = s > 0 && buffers != NULL ? buffers[s - 1] : -1,
                                   .works = &bench->works[s],
                                   .work_count = 1};
        bench->steps[s].station = (int)s;
    }
    bench->path = (struct plant_path){0, 1, bench->steps, count};
    bench->source = (struct plant_source){.id = "in",
                                          .kind = PLANT_SATURATED,
                                          .mix = one_share,
                                          .mix_count = 1,
                                          .quantity = CONST(1),
                                          .calendar = -1};
    bench->model = (struct plant_model){.name = "bench",
                                        .zone = "Asia/Seoul",
                                        .start = {2026, 1, 5},
                                        .note = "",
                                        .items = one_item,
                                        .item_count = 1,
                                        .stations = bench->stations,
                                        .station_count = count,
                                        .paths = &bench->path,
                                        .path_count = 1,
                                        .sources = &bench->source,
                                        .source_count = 1};
}

static void bench_arrivals(struct bench *bench, double between)
{
    bench->source.kind = PLANT_RANDOM;
    bench->source.between = (struct plant_law)EXP(between);
}

static void bench_run(const struct bench *bench, double hours, int replications,
                      struct arena *arena, struct plant_result *ret)
{
    struct error err;
    struct plant_options options = {.seed = 7,
                                    .horizon = (time_us)(hours * 3.6e9),
                                    .warmup = (time_us)(hours * 3.6e8),
                                    .replications = replications,
                                    .threads = 2};
    CHECK_OK(plant_run(&bench->model, &options, arena, ret, &err), err);
}

/* The expected value lies in the 99.9 % interval, which is narrower than `narrow` of it. */
static void meets(const char *what, struct plant_estimate got, double scale, double expected,
                  double narrow)
{
    double wide =
        got.half_width * sim_student_quantile(0.9995, 9) / sim_student_quantile(0.975, 9) * scale;
    ck_assert_msg(fabs(got.mean * scale - expected) <= wide, "%s: %.6f +- %.6f, expected %.6f",
                  what, got.mean * scale, wide, expected);
    ck_assert_msg(wide <= narrow * expected, "%s: +- %.6f of %.6f is too wide to tell", what, wide,
                  expected);
}

/* Hunt, Operations Research 4 (1956) 674-683; Buzacott & Shanthikumar 1993: X = (B+2)/(B+3). */
START_TEST(a_saturated_line_of_two_makes_what_hunt_worked_out)
{
    static const struct {
        int buffer;
        double rate;
    } rows[] = {{0, 2.0 / 3}, {1, 0.75}, {5, 0.875}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct bench bench;
        bench_make(&bench, 2, (const double[]){1, 1}, (const int[]){rows[i].buffer});
        struct plant_result result;
        bench_run(&bench, 30, 10, arena, &result);
        meets("throughput", result.throughput, 1.0 / 86400, rows[i].rate, 0.01);
        arena_free(arena);
    }
}
END_TEST

/* Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, 4th ed. 2008: M/M/1 by the
 * closed form, M/M/2 and M/M/3 by Erlang's C. */
START_TEST(exponential_queues_wait_as_erlang_said)
{
    static const struct {
        int machines;
        double rate, wait, queue, inside, lead, utilisation;
    } rows[] = {
        {1, 0.5, 1.0, 0.5, 1.0, 2.0, 0.5},
        {1, 0.8, 4.0, 3.2, 4.0, 5.0, 0.8},
        {2, 1.6, 1.777777778, 2.844444444, 4.444444444, 2.777777778, 0.8},
        {3, 2.4, 1.078651685, 2.588764045, 4.988764045, 2.078651685, 0.8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct bench bench;
        bench_make(&bench, 1, (const double[]){1}, NULL);
        bench_arrivals(&bench, 1 / rows[i].rate);
        bench.stations[0].machines = rows[i].machines;
        struct plant_result result;
        bench_run(&bench, 60, 10, arena, &result);
        meets("wait", result.stations[0].wait_seconds, 1, rows[i].wait, 0.06);
        meets("queue", result.stations[0].queue, 1, rows[i].queue, 0.06);
        meets("inside", result.wip, 1, rows[i].inside, 0.05);
        meets("lead", result.lead_mean, 1, rows[i].lead, 0.05);
        meets("utilisation", result.stations[0].utilisation, 1, rows[i].utilisation, 0.02);
        arena_free(arena);
    }
}
END_TEST

/* Gaver, J. R. Stat. Soc. B 24 (1962) 73-90, then Pollaczek-Khinchine; White & Christie,
 * Operations Research 6 (1958) 79-95. */
START_TEST(breakdowns_delay_as_gaver_and_white_and_christie_worked_out)
{
    for (int calendar = 0; calendar < 2; calendar++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct bench bench;
        bench_make(&bench, 1, (const double[]){1}, NULL);
        bench_arrivals(&bench, 1 / 0.8);
        bench.breakdowns[0] = (struct plant_breakdown){
            .id = "b", .operation_dependent = calendar == 0, .uptime = EXP(100), .repair = EXP(5)};
        bench.stations[0].breakdowns = bench.breakdowns;
        bench.stations[0].breakdown_count = 1;
        struct plant_result result;
        bench_run(&bench, 150, 10, arena, &result);
        meets("inside", result.wip, 1, calendar == 0 ? 6.25 : 6.44047619, 0.06);
        meets("lead", result.lead_mean, 1, calendar == 0 ? 7.8125 : 8.050595238, 0.06);
        meets("down", result.stations[0].share[PLANT_DOWN], 1,
              calendar == 0 ? 0.04 : 1 - 0.9523809524, 0.05);
        arena_free(arena);
    }
}
END_TEST

TEST_MAIN("plant run", a_saturated_line_of_two_makes_what_hunt_worked_out,
          exponential_queues_wait_as_erlang_said,
          breakdowns_delay_as_gaver_and_white_and_christie_worked_out)
