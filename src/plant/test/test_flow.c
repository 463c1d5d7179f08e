/* The second engine. What both engines can run they must play alike, event by event; what only the
 * second one can is held against numbers known exactly (more of them: data/selftest). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "plant/plant.h"
#include "sim/sim.h"

#define HEAD                                                                                       \
    "{\"format\":\"dure.model\",\"version\":2,\"name\":\"t\",\"zone\":\"Asia/Seoul\","             \
    "\"start\":\"2026-01-05\","
#define EXP(mean) "{\"kind\":\"exponential\",\"mean\":" #mean "}"
#define ONE       "\"quantity\":{\"kind\":\"constant\",\"value\":1}"

static const char *file_text(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "no %s", path);
    struct text text = text_start(arena, 8 << 20);
    char bytes[16384];
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        text_add_bytes(&text, bytes, size);
    (void)fclose(file);
    return text_string(&text);
}

static struct plant_model model_of(struct arena *arena, const char *text)
{
    struct plant_model model;
    struct error err;
    CHECK_OK(plant_read(arena, text, strlen(text), &model, &err), err);
    return model;
}

/* Measured `hours` after a tenth as much warm-up, in ten replications. */
static struct plant_result result_of(struct arena *arena, const char *text, double hours)
{
    struct plant_model model = model_of(arena, text);
    struct plant_result result;
    struct error err;
    struct plant_options options = {.seed = 7,
                                    .horizon = (time_us)(hours * 3.6e9),
                                    .warmup = (time_us)(hours * 3.6e8),
                                    .replications = 10,
                                    .threads = 2};
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    return result;
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

/* ---- both engines ---- */

static void same(const char *what, double first, double second)
{
    ck_assert_msg(fabs(first - second) <= 1e-9 * (1 + fabs(first)), "%s: %.12f and %.12f", what,
                  first, second);
}

static void play_alike(struct arena *arena, const struct plant_model *model, time_us horizon)
{
    struct plant_result results[2];
    struct error err;
    for (int flow = 0; flow < 2; flow++) {
        struct plant_options options = {
            .seed = 5, .horizon = horizon, .replications = 4, .threads = 1, .flow = flow == 1};
        CHECK_OK(plant_run(model, &options, arena, &results[flow], &err), err);
    }
    const struct plant_result *a = &results[0], *b = &results[1];
    for (int r = 0; r < 4; r++) {
        same("throughput of a replication", a->throughput_of[r], b->throughput_of[r]);
        same("lead time of a replication", a->lead_of[r], b->lead_of[r]);
    }
    same("wip", a->wip.mean, b->wip.mean);
    same("median", a->lead_median.mean, b->lead_median.mean);
    same("90 %", a->lead_p90.mean, b->lead_p90.mean);
    same("scrap", a->scrap.mean, b->scrap.mean);
    ck_assert_int_eq(a->entered, b->entered);
    ck_assert_int_eq(a->finished, b->finished);
    ck_assert_int_eq(a->lost, b->lost);
    for (size_t s = 0; s < model->station_count; s++) {
        same("queue", a->stations[s].queue.mean, b->stations[s].queue.mean);
        same("wait", a->stations[s].wait_seconds.mean, b->stations[s].wait_seconds.mean);
        for (int k = 0; k < PLANT_STATE_COUNT; k++)
            same(plant_state_name((enum plant_state)k), a->stations[s].share[k].mean,
                 b->stations[s].share[k].mean);
    }
    ck_assert_int_eq((int)a->course_count, (int)b->course_count);
    for (size_t i = 0; i < a->course_count; i++)
        same("slice", a->course[i].wip.mean, b->course[i].wip.mean);
}

START_TEST(both_engines_play_the_same_model_alike)
{
    static const char *const paths[] = {"data/samples/line.json",
                                        "docs/formats/examples/model-line.json",
                                        "docs/formats/examples/model-whole.json"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_model model = model_of(arena, file_text(arena, paths[i]));
        play_alike(arena, &model, 40 * TIME_DAY);
        plant_release(&model);
        arena_free(arena);
    }
}
END_TEST

/* ---- queues of one station ---- */

/* Cobham, Operations Research 2 (1954) 70-76; White & Christie, Operations Research 6 (1958) 79-95.
 * Two kinds of orders, 0.3 and 0.5 a second, exponential work of mean 1. */
START_TEST(urgent_orders_overtake_and_interrupt_as_cobham_and_white_and_christie_worked_out)
{
    static const struct {
        const char *preempt;
        double first, second; /* lead times */
    } rows[] = {{"never", 1 + 0.8 / 0.7, 1 + 0.8 / (0.7 * 0.2)},
                {"resume", 1 / 0.7, (1 / 0.7) / 0.2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        const char *text = arena_format(
            arena,
            HEAD "\"items\":[{\"id\":\"u\"},{\"id\":\"v\"}],"
                 "\"stations\":[{\"id\":\"s\",\"machines\":1,\"discipline\":\"priority\","
                 "\"preempt\":\"%s\",\"works\":[{\"item\":\"u\",\"priority\":2,"
                 "\"processing\":" EXP(1) "},{\"processing\":" EXP(
                     1) "}]}],"
                        "\"edges\":[{\"to\":\"s\",\"probability\":1},"
                        "{\"from\":\"s\",\"probability\":1}],"
                        "\"sources\":[{\"id\":\"a\",\"kind\":\"random\",\"between\":" EXP(
                            3.3333333333) "," ONE ",\"mix\":[{\"item\":\"u\",\"weight\":1}]},"
                                          "{\"id\":\"b\",\"kind\":\"random\",\"between\":" EXP(
                                              2) "," ONE
                                                 ",\"mix\":[{\"item\":\"v\",\"weight\":1}]}]}",
            rows[i].preempt);
        struct plant_result result = result_of(arena, text, 60);
        meets("urgent", result.items[0].lead, 1, rows[i].first, 0.02);
        meets("other", result.items[1].lead, 1, rows[i].second, 0.06);
        meets("utilisation", result.stations[0].utilisation, 1, 0.8, 0.01);
        arena_free(arena);
    }
}
END_TEST

TEST_MAIN_WITHIN("plant flow", 120, both_engines_play_the_same_model_alike,
                 urgent_orders_overtake_and_interrupt_as_cobham_and_white_and_christie_worked_out)
