/* The bits: the same for every width, every number of threads, every compiler. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "kit/test.h"
#include "lanes/lanes.h"
#include "lanes/test/lines.h"
#include "lanes/vector.h"
#include "sim/sim.h"

enum { MEMORY = 256 << 20 };

static void run(const struct plant_model *model, int width, int threads, int replications,
                enum lanes_detail detail, struct arena *arena, struct plant_result *ret)
{
    struct plant_options options = {.seed = 2026,
                                    .horizon = 3600 * TIME_SECOND,
                                    .warmup = 400 * TIME_SECOND,
                                    .replications = replications,
                                    .threads = threads};
    struct lanes_obstacle obstacle = {0};
    struct error err;
    const struct lanes_form *form = lanes_compile(arena, model, &options, &obstacle);
    ck_assert_msg(form != NULL, "station %d: %s", obstacle.station, obstacle.en);
    CHECK_OK(lanes_run_width(form, &options, detail, width, arena, ret, &err), err);
}

/* Lines that use every part of the kernels. */
static size_t make_lines(struct line *lines)
{
    line_make(&lines[0], 10, 5);
    line_breaks(&lines[0]);
    line_make(&lines[1], 5, 2);
    line_breaks(&lines[1]);
    lines[1].source.kind = PLANT_RANDOM;
    lines[1].source.between = LAW(EXPONENTIAL, .a = 1.5);
    lines[1].works[0].processing = LAW(UNIFORM, .a = 0.5, .b = 1.5);
    lines[1].works[1].processing = LAW(LOGNORMAL, .a = 1, .b = 0.5);
    lines[1].works[2].processing = LAW(WEIBULL, .a = 1, .b = 2);
    lines[1].works[3].processing = LAW(GAMMA, .a = 1, .b = 2.5);
    lines[1].works[4].processing = LAW(TRIANGULAR, .a = 0.5, .b = 1, .c = 2);
    line_make(&lines[2], 4, 1);
    lines[2].stations[1].machines = 3;
    lines[2].stations[3].machines = 2;
    lines[2].works[2].setup = LAW(UNIFORM, .a = 0, .b = 0.1);
    lines[2].works[2].setup_when = PLANT_SETUP_ORDER;
    return 3;
}

static void same_bits(const struct plant_model *model, const struct plant_result *a,
                      const struct plant_result *b)
{
    ck_assert_uint_eq(a->fingerprint, b->fingerprint);
    ck_assert_mem_eq(a->throughput_of, b->throughput_of,
                     (size_t)a->replications * sizeof *a->throughput_of);
    ck_assert_mem_eq(a->lead_of, b->lead_of, (size_t)a->replications * sizeof *a->lead_of);
    ck_assert_mem_eq(a->stations, b->stations, model->station_count * sizeof *a->stations);
    ck_assert_uint_eq(a->course_count, b->course_count);
    ck_assert_mem_eq(a->course, b->course, a->course_count * sizeof *a->course);
    ck_assert_mem_eq(&a->wip, &b->wip, sizeof a->wip);
    ck_assert_mem_eq(&a->lead_p90, &b->lead_p90, sizeof a->lead_p90);
}

START_TEST(every_width_and_every_number_of_threads_gives_the_same_bits)
{
    struct arena *arena = arena_new("test", MEMORY);
    struct line lines[3];
    size_t count = make_lines(lines);
    for (size_t i = 0; i < count; i++)
        for (int replications = 3; replications < 20; replications += 8) {
            struct plant_result plain = {0};
            run(&lines[i].model, 1, 1, replications, LANES_ALL, arena, &plain);
            for (int width = 1; width <= lanes_widest(); width *= 2)
                for (int threads = 1; threads < 5; threads += 2) {
                    struct plant_result other = {0};
                    run(&lines[i].model, width, threads, replications, LANES_ALL, arena, &other);
                    same_bits(&lines[i].model, &plain, &other);
                }
        }
    arena_free(arena);
}
END_TEST

START_TEST(the_fast_answer_is_part_of_the_whole_one)
{
    struct arena *arena = arena_new("test", MEMORY);
    struct line lines[3];
    size_t count = make_lines(lines);
    for (size_t i = 0; i < count; i++) {
        struct plant_result fast = {0}, all = {0};
        run(&lines[i].model, lanes_widest(), 1, 10, LANES_FAST, arena, &fast);
        run(&lines[i].model, lanes_widest(), 1, 10, LANES_ALL, arena, &all);
        ck_assert_uint_eq(fast.fingerprint, all.fingerprint);
        ck_assert_mem_eq(&fast.throughput, &all.throughput, sizeof fast.throughput);
        ck_assert_mem_eq(&fast.lead_mean, &all.lead_mean, sizeof fast.lead_mean);
        for (size_t s = 0; s < lines[i].model.station_count; s++)
            ck_assert_mem_eq(&fast.stations[s].utilisation, &all.stations[s].utilisation,
                             sizeof fast.stations[s].utilisation);
    }
    arena_free(arena);
}
END_TEST

/* A change of these numbers is a new LANES_ENGINE. */
START_TEST(the_bits_are_those_written_down_here)
{
    static const struct {
        uint64_t fingerprint;
        int64_t finished;
    } golden[] = {
        {UINT64_C(0x57593f3bdee4b5a7), 31891},
        {UINT64_C(0x960765ebb39a01a0), 31603},
        {UINT64_C(0x21295775b66b7e1a), 40036},
    };
    struct arena *arena = arena_new("test", MEMORY);
    struct line lines[3];
    size_t count = make_lines(lines);
    for (size_t i = 0; i < count; i++) {
        struct plant_result result = {0};
        run(&lines[i].model, lanes_widest(), 2, 12, LANES_ALL, arena, &result);
        ck_assert_msg(result.fingerprint == golden[i].fingerprint &&
                          result.finished == golden[i].finished,
                      "line %zu: {UINT64_C(0x%016" PRIx64 "), %" PRId64 "}", i, result.fingerprint,
                      result.finished);
    }
    arena_free(arena);
}
END_TEST

/* This file is compiled for one lane; the wider kernels are held to it by the tests above. */
START_TEST(a_lane_draws_and_takes_logarithms_as_the_event_engine_does)
{
    FOR_ALL(seed, 50) {
        struct random_stream stream = random_stream(seed, "lane");
        struct vector_stream lane = stream_load(stream.state);
        for (int i = 0; i < 200; i++) {
            double unit = random_unit(&stream), mine = v_unit(&lane);
            ck_assert_mem_eq(&unit, &mine, sizeof unit);
            double log = sim_log(unit), its = v_log(mine);
            ck_assert_mem_eq(&log, &its, sizeof log);
        }
    }
}
END_TEST

TEST_MAIN("lanes kernels", every_width_and_every_number_of_threads_gives_the_same_bits,
          the_fast_answer_is_part_of_the_whole_one, the_bits_are_those_written_down_here,
          a_lane_draws_and_takes_logarithms_as_the_event_engine_does)
