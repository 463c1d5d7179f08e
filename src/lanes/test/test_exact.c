/* Saturated lines whose Markov chains have been solved: exponential work, blocking after service;
 * where machines break down they do so while they work, every 100 s of it, for 5 s. Hunt,
 * Operations Research 4 (1956) 674-683, gives those of two and three stations without breakdowns;
 * the others are the stationary distributions of the chains, solved to ten places. */
#include <math.h>
#include <string.h>

#include "kit/test.h"
#include "lanes/lanes.h"
#include "lanes/test/lines.h"
#include "sim/sim.h"

enum { MEMORY = 256 << 20, REPLICATIONS = 24 };

/* A share of 0 is not looked at: no chance is in it. */
static const struct {
    const char *name;
    size_t stations;
    double means[4];
    int places[4];
    bool breaks;
    double rate, inside;
    double used[4], down[4], blocked[4], starved[4];
} cases[] = {
    {.name = "line2_b0",
     .stations = 2,
     .means = {1, 1},
     .places = {0},
     .breaks = false,
     .rate = 0.6666666667},
    {.name = "line2_b1",
     .stations = 2,
     .means = {1, 1},
     .places = {1},
     .breaks = false,
     .rate = 0.75},
    {.name = "line2_b5",
     .stations = 2,
     .means = {1, 1},
     .places = {5},
     .breaks = false,
     .rate = 0.875},
    {.name = "hunt_3",
     .stations = 3,
     .means = {1, 1, 1},
     .places = {0, 0},
     .breaks = false,
     .rate = 0.5641025641,
     .inside = 2.358974359},
    {.name = "hunt_4",
     .stations = 4,
     .means = {1, 1, 1, 1},
     .places = {0, 0, 0},
     .breaks = false,
     .rate = 0.5147754893,
     .inside = 3.064602789},
    {.name = "line3_b1",
     .stations = 3,
     .means = {1, 1, 1},
     .places = {1, 1},
     .breaks = false,
     .rate = 0.6704661583,
     .inside = 3.531797815,
     .blocked = {0.3295338417, 0.1731782093, 0},
     .starved = {0, 0.1563556324, 0.3295338417}},
    {.name = "line3_b5",
     .stations = 3,
     .means = {1, 1, 1},
     .places = {5, 5},
     .breaks = false,
     .rate = 0.8307590744,
     .inside = 7.781667821,
     .blocked = {0.1692409256, 0.08655725036, 0},
     .starved = {0, 0.08268367528, 0.1692409256}},
    {.name = "line4_unbal",
     .stations = 4,
     .means = {0.9, 1, 1.1, 0.95},
     .places = {3, 2, 3},
     .breaks = false,
     .rate = 0.719422151,
     .inside = 7.802577779,
     .used = {0.6474799359, 0.719422151, 0.7913643662, 0.6834510435},
     .blocked = {0.3525200641, 0.2422315106, 0.05819036551, 0},
     .starved = {0, 0.03834633839, 0.1504452683, 0.3165489565}},
    {.name = "odf2_b0",
     .stations = 2,
     .means = {1, 1},
     .places = {0},
     .breaks = true,
     .rate = 0.6266994691,
     .inside = 1.658034443,
     .used = {0.6266994691, 0.6266994691},
     .down = {0.03133497346, 0.03133497346},
     .blocked = {0.3419655574, 0},
     .starved = {0, 0.3419655574}},
    {.name = "odf2_b5",
     .stations = 2,
     .means = {1, 1},
     .places = {5},
     .breaks = true,
     .rate = 0.8152250163,
     .inside = 4.355986267,
     .used = {0.8152250163, 0.8152250163},
     .down = {0.04076125082, 0.04076125082},
     .blocked = {0.1440137329, 0},
     .starved = {0, 0.1440137329}},
};

/* The expected value lies in the 99.9 % interval, which is narrower than a hundredth of it. */
static void meets(const char *name, const char *what, struct plant_estimate got, double scale,
                  double expected)
{
    double wide = got.half_width * scale * sim_student_quantile(0.9995, REPLICATIONS - 1) /
                  sim_student_quantile(0.975, REPLICATIONS - 1);
    ck_assert_msg(fabs(got.mean * scale - expected) <= wide, "%s, %s: %.6f +- %.6f, expected %.6f",
                  name, what, got.mean * scale, wide, expected);
    /* Shares of a few hundredths vary more than the rest. */
    double narrow = expected < 0.1 ? 0.04 : 0.01;
    ck_assert_msg(wide <= narrow * expected, "%s, %s: +- %.6f of %.6f is too wide to tell", name,
                  what, wide, expected);
}

START_TEST(saturated_lines_make_what_their_markov_chains_say)
{
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct arena *arena = arena_new("test", MEMORY);
        struct line line;
        line_make(&line, cases[c].stations, 0);
        for (size_t s = 0; s < cases[c].stations; s++) {
            line.works[s].processing.a = cases[c].means[s];
            if (s > 0)
                line.stations[s].queue_capacity = cases[c].places[s - 1];
        }
        if (cases[c].breaks)
            line_breaks(&line);
        struct plant_options options = {.seed = 5,
                                        .horizon = 600000 * TIME_SECOND,
                                        .warmup = 2000 * TIME_SECOND,
                                        .replications = REPLICATIONS,
                                        .threads = 2};
        struct lanes_obstacle obstacle = {0};
        struct error err;
        struct plant_result result = {0};
        const struct lanes_form *form = lanes_compile(arena, &line.model, &options, &obstacle);
        ck_assert_msg(form != NULL, "station %d: %s", obstacle.station, obstacle.en);
        CHECK_OK(lanes_run(form, &options, LANES_ALL, arena, &result, &err), err);
        meets(cases[c].name, "rate", result.throughput, 1.0 / 86400, cases[c].rate);
        if (cases[c].inside > 0)
            meets(cases[c].name, "inside", result.wip, 1, cases[c].inside);
        for (size_t s = 0; s < cases[c].stations; s++) {
            const struct {
                const char *what;
                enum plant_state state;
                double share;
            } shares[] = {{"used", PLANT_WORKING, cases[c].used[s]},
                          {"down", PLANT_DOWN, cases[c].down[s]},
                          {"blocked", PLANT_BLOCKED, cases[c].blocked[s]},
                          {"starved", PLANT_STARVED, cases[c].starved[s]}};
            for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
                if (shares[k].share > 0)
                    meets(cases[c].name, shares[k].what, result.stations[s].share[shares[k].state],
                          1, shares[k].share);
        }
        arena_free(arena);
    }
}
END_TEST

static void needs_events(const struct line *line, int station, const char *words)
{
    struct arena *arena = arena_new("test", MEMORY);
    struct plant_options options = {.horizon = TIME_DAY};
    struct lanes_obstacle obstacle = {.station = -2};
    ck_assert_ptr_null(lanes_compile(arena, &line->model, &options, &obstacle));
    ck_assert_str_eq(obstacle.en, words);
    ck_assert_int_eq(obstacle.station, station);
    ck_assert_int_gt((int)strlen(obstacle.ko), 0);
    arena_free(arena);
}

START_TEST(a_model_that_needs_events_is_told_so_with_the_station_and_the_feature)
{
    struct line line;
#define CHANGED(change)                                                                            \
    do {                                                                                           \
        line_make(&line, 3, 2);                                                                    \
        line_breaks(&line);                                                                        \
        change;                                                                                    \
    } while (0)
    CHANGED(line.stations[1].discipline = PLANT_SPT);
    needs_events(&line, 1, "orders are not taken as they come");
    CHANGED(line.stations[2].scrap = 0.1);
    needs_events(&line, 2, "pieces are scrapped");
    CHANGED(line.works[0].setup_when = PLANT_SETUP_CHANGE);
    needs_events(&line, 0, "set-up depends on the item before");
    CHANGED(line.breakdowns[1][0].operation_dependent = false);
    needs_events(&line, 1, "a breakdown's clock runs while the machine stands");
    CHANGED(line.stations[1].machines = 2);
    needs_events(&line, 1, "machines side by side break down");
    CHANGED(line.works[2].transfer = LAW(EXPONENTIAL, .a = 1));
    needs_events(&line, 2, "the time on the way between stations varies");
    CHANGED(line.steps[2].station = 0);
    needs_events(&line, 0, "orders come to a station again");
    CHANGED(line.source.quantity = LAW(UNIFORM, .a = 1, .b = 3));
    needs_events(&line, -1, "orders differ in their quantity");
    CHANGED(line.source.kind = PLANT_SCHEDULED);
    needs_events(&line, -1, "orders come neither without end nor at random");
}
END_TEST

START_TEST(a_run_by_recursion_stops_when_asked_to)
{
    struct arena *arena = arena_new("test", MEMORY);
    struct line line;
    struct plant_progress progress = {.cancel = true};
    line_make(&line, 3, 2);
    struct plant_options options = {
        .horizon = 36500 * TIME_DAY, .replications = 10, .threads = 1, .progress = &progress};
    struct lanes_obstacle obstacle = {0};
    struct error err;
    struct plant_result result = {0};
    const struct lanes_form *form = lanes_compile(arena, &line.model, &options, &obstacle);
    ck_assert_ptr_nonnull(form);
    CHECK_FAILS(lanes_run(form, &options, LANES_ALL, arena, &result, &err), PLANT_CANCELLED, err);
    arena_free(arena);
}
END_TEST

START_TEST(a_line_of_no_time_meets_a_limit_with_a_message)
{
    struct arena *arena = arena_new("test", (size_t)4 << 30);
    struct line line;
    line_make(&line, 1, 2);
    line.works[0].processing = LAW(CONSTANT, .a = 0);
    struct plant_options options = {.horizon = TIME_HOUR, .replications = 1, .threads = 1};
    struct lanes_obstacle obstacle = {0};
    struct error err;
    struct plant_result result = {0};
    const struct lanes_form *form = lanes_compile(arena, &line.model, &options, &obstacle);
    ck_assert_ptr_nonnull(form);
    CHECK_FAILS(lanes_run(form, &options, LANES_FAST, arena, &result, &err), SIM_RUNAWAY, err);
    arena_free(arena);
}
END_TEST

TEST_MAIN("lanes exact", saturated_lines_make_what_their_markov_chains_say,
          a_model_that_needs_events_is_told_so_with_the_station_and_the_feature,
          a_run_by_recursion_stops_when_asked_to, a_line_of_no_time_meets_a_limit_with_a_message)
