/* Events and recursion draw the same numbers: what they say must be the same, not only alike. */
#include <math.h>

#include "kit/test.h"
#include "lanes/lanes.h"
#include "lanes/test/lines.h"

enum { MEMORY = 256 << 20 };

/* Sums of microseconds are exact on both sides; means of them are rounded in another order. */
static void same(const char *what, size_t index, double events, double recursion)
{
    ck_assert_msg(fabs(events - recursion) <= 1e-9 * (1 + fabs(events)),
                  "%s of %zu: %.17g by events, %.17g by recursion", what, index, events, recursion);
}

static void same_estimate(const char *what, size_t index, struct plant_estimate events,
                          struct plant_estimate recursion)
{
    same(what, index, events.mean, recursion.mean);
    same(what, index, events.half_width, recursion.half_width);
}

static void same_stations(const struct plant_model *model, const struct plant_result *events,
                          const struct plant_result *recursion)
{
    for (size_t s = 0; s < model->station_count; s++) {
        const struct plant_station_result *a = &events->stations[s], *b = &recursion->stations[s];
        for (int k = 0; k < PLANT_STATE_COUNT; k++)
            same_estimate(plant_state_name((enum plant_state)k), s, a->share[k], b->share[k]);
        same_estimate("utilisation", s, a->utilisation, b->utilisation);
        same_estimate("queue", s, a->queue, b->queue);
        same_estimate("wait", s, a->wait_seconds, b->wait_seconds);
        ck_assert_int_eq(a->visits, b->visits);
    }
}

static void same_result(const struct plant_model *model, const struct plant_result *events,
                        const struct plant_result *recursion)
{
    ck_assert_int_eq(events->replications, recursion->replications);
    ck_assert_int_eq(events->warmup, recursion->warmup);
    ck_assert_int_eq(events->entered, recursion->entered);
    ck_assert_int_eq(events->finished, recursion->finished);
    ck_assert_int_eq(events->inside, recursion->inside);
    for (int r = 0; r < events->replications; r++) {
        same("throughput", (size_t)r, events->throughput_of[r], recursion->throughput_of[r]);
        same("lead", (size_t)r, events->lead_of[r], recursion->lead_of[r]);
    }
    same_estimate("throughput", 0, events->throughput, recursion->throughput);
    same_estimate("orders", 0, events->orders, recursion->orders);
    same_estimate("lead", 0, events->lead_mean, recursion->lead_mean);
    same_estimate("median lead", 0, events->lead_median, recursion->lead_median);
    same_estimate("lead of 90 %", 0, events->lead_p90, recursion->lead_p90);
    same_estimate("orders inside", 0, events->wip, recursion->wip);
    same_estimate("on time", 0, events->on_time, recursion->on_time);
    ck_assert_int_eq(events->bottleneck, recursion->bottleneck);
    same("certainty", 0, events->bottleneck_certainty, recursion->bottleneck_certainty);
    ck_assert_int_eq(events->short_run, recursion->short_run);
    ck_assert_uint_eq(events->course_count, recursion->course_count);
    for (size_t i = 0; i < events->course_count; i++) {
        same_estimate("throughput in slice", i, events->course[i].throughput,
                      recursion->course[i].throughput);
        same_estimate("inside in slice", i, events->course[i].wip, recursion->course[i].wip);
        same_estimate("lead in slice", i, events->course[i].lead, recursion->course[i].lead);
    }
    same_stations(model, events, recursion);
}

static void both_say_the_same(const struct plant_model *model, time_us warmup, time_us horizon,
                              int replications)
{
    struct arena *arena = arena_new("test", MEMORY);
    struct plant_options options = {.seed = 11,
                                    .horizon = horizon,
                                    .warmup = warmup,
                                    .replications = replications,
                                    .threads = 2};
    struct error err;
    struct plant_result events = {0}, recursion = {0};
    struct lanes_obstacle obstacle = {0};
    CHECK_OK(plant_run(model, &options, arena, &events, &err), err);
    const struct lanes_form *form = lanes_compile(arena, model, &options, &obstacle);
    ck_assert_msg(form != NULL, "station %d: %s", obstacle.station, obstacle.en);
    CHECK_OK(lanes_run(form, &options, LANES_ALL, arena, &recursion, &err), err);
    same_result(model, &events, &recursion);
    arena_free(arena);
}

START_TEST(events_and_recursion_tell_the_same_story_of_saturated_lines)
{
    static const struct {
        size_t stations;
        int places;
        bool breaks;
    } rows[] = {{1, 0, false}, {2, 0, false}, {2, 1, true},  {4, 3, false},
                {10, 5, true}, {6, 40, true}, {12, 0, true}, {5, -1, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line line;
        line_make(&line, rows[i].stations, rows[i].places);
        if (rows[i].breaks)
            line_breaks(&line);
        both_say_the_same(&line.model, 600 * TIME_SECOND, 5400 * TIME_SECOND, 10);
    }
}
END_TEST

START_TEST(events_and_recursion_tell_the_same_story_of_open_lines)
{
    static const int places[] = {-1, 0, 2};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct line line;
        line_make(&line, 5, places[i]);
        line_breaks(&line);
        line.stations[0].queue_capacity = places[i];
        line.source.kind = PLANT_RANDOM;
        line.source.between = LAW(EXPONENTIAL, .a = 2);
        both_say_the_same(&line.model, 600 * TIME_SECOND, 5400 * TIME_SECOND, 10);
    }
}
END_TEST

START_TEST(events_and_recursion_tell_the_same_story_of_every_law)
{
    static const double values[] = {0.2, 0.5, 0.9, 1.4, 3};
    const struct plant_law laws[] = {
        LAW(CONSTANT, .a = 1.25),
        LAW(UNIFORM, .a = 0.5, .b = 1.5),
        LAW(TRIANGULAR, .a = 0.1, .b = 0.4, .c = 2),
        LAW(GAMMA, .a = 1, .b = 0.5),
        LAW(GAMMA, .a = 1, .b = 3),
        LAW(WEIBULL, .a = 1, .b = 1.7),
        LAW(LOGNORMAL, .a = 1, .b = 0.8),
        LAW(EMPIRICAL, .values = values, .value_count = 5),
    };
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        struct line line;
        line_make(&line, 4, 2);
        line_breaks(&line);
        for (size_t s = 0; s < 4; s++)
            line.works[s].processing = laws[i];
        line.breakdowns[1][0].uptime = laws[i];
        line.breakdowns[1][0].uptime.a *= 10;
        line.breakdowns[1][0].uptime.b *= laws[i].kind == PLANT_GAMMA ? 1 : 10;
        line.breakdowns[1][0].uptime.c *= 10;
        both_say_the_same(&line.model, 600 * TIME_SECOND, 3600 * TIME_SECOND, 9);
    }
}
END_TEST

START_TEST(events_and_recursion_tell_the_same_story_of_machines_side_by_side)
{
    static const int machines[][4] = {{3, 1, 2, 1}, {1, 2, 1, 5}, {2, 2, 2, 2}, {7, 1, 1, 3}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        for (int places = -1; places < 3; places++) {
            struct line line;
            line_make(&line, 4, places);
            for (size_t s = 0; s < 4; s++)
                line.stations[s].machines = machines[i][s];
            both_say_the_same(&line.model, 600 * TIME_SECOND, 3600 * TIME_SECOND, 9);
            line.source.kind = PLANT_RANDOM;
            line.source.between = LAW(EXPONENTIAL, .a = 1.3);
            both_say_the_same(&line.model, 0, 3600 * TIME_SECOND, 9);
        }
}
END_TEST

START_TEST(events_and_recursion_tell_the_same_story_of_set_ups_ways_and_pieces)
{
    struct line line;
    line_make(&line, 4, 2);
    line_breaks(&line);
    line.breakdowns[2][1] = (struct plant_breakdown){.id = "jam",
                                                     .operation_dependent = true,
                                                     .uptime = LAW(EXPONENTIAL, .a = 3),
                                                     .repair = LAW(UNIFORM, .a = 0, .b = 1)};
    line.stations[2].breakdown_count = 2;
    line.source.quantity.a = 3;
    line.works[0].per_piece = true;
    line.works[1].setup = LAW(EXPONENTIAL, .a = 0.5);
    line.works[1].setup_when = PLANT_SETUP_ORDER;
    line.works[2].transfer = LAW(CONSTANT, .a = 4);
    line.works[3].transfer = LAW(CONSTANT, .a = 1);
    line.works[3].transfer_power = 0.5;
    both_say_the_same(&line.model, 600 * TIME_SECOND, 5400 * TIME_SECOND, 10);
}
END_TEST

START_TEST(warm_up_and_replications_are_chosen_alike)
{
    struct line line;
    line_make(&line, 5, 3);
    line_breaks(&line);
    both_say_the_same(&line.model, -1, 2 * 3600 * TIME_SECOND, 0);
    line.source.kind = PLANT_RANDOM;
    line.source.between = LAW(EXPONENTIAL, .a = 1.6);
    both_say_the_same(&line.model, -1, 2 * 3600 * TIME_SECOND, 0);
}
END_TEST

START_TEST(days_are_told_apart_alike)
{
    struct line line;
    line_make(&line, 3, 2);
    line_breaks(&line);
    for (size_t s = 0; s < 3; s++)
        line.works[s].processing.a = 300;
    both_say_the_same(&line.model, 5 * 3600 * TIME_SECOND, 4 * TIME_DAY + TIME_HOUR, 10);
    line.stations[1].machines = 2;
    line.stations[1].breakdown_count = 0;
    both_say_the_same(&line.model, 5 * 3600 * TIME_SECOND, 130 * TIME_DAY, 10);
}
END_TEST

TEST_MAIN("lanes agree", events_and_recursion_tell_the_same_story_of_saturated_lines,
          events_and_recursion_tell_the_same_story_of_open_lines,
          events_and_recursion_tell_the_same_story_of_every_law,
          events_and_recursion_tell_the_same_story_of_machines_side_by_side,
          events_and_recursion_tell_the_same_story_of_set_ups_ways_and_pieces,
          warm_up_and_replications_are_chosen_alike, days_are_told_apart_alike)
