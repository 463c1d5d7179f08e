/* The second engine. What both engines can run they must play alike, event by event; what only the
 * second one can is held against numbers known exactly (more of them: data/selftest). */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "plant/test/floor.h"

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

/* Work of 10 s, a breakdown after 20 s of work on average, 6 s of repair. Begun again, a part takes
 * (e^(1/2) - 1) x 20 s of work and e^(1/2) - 1 repairs (memory is lost with every breakdown);
 * scrapped, e^(-1/2) of the parts are good after (1 - e^(-1/2)) x 20 s of work a part. */
START_TEST(work_that_breaks_off_goes_on_begins_again_or_is_scrapped_as_the_breakdown_says)
{
    static const char *const words[] = {"resume", "restart", "scrap"};
    double half = exp(0.5), rates[] = {1 / (10 + 0.5 * 6), 1 / ((half - 1) * 26),
                                       (1 / half) / ((1 - 1 / half) * 26)};
    double works[] = {10 / 13.0, 20 / 26.0, 20 / 26.0};
    for (size_t i = 0; i < 3; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        const char *text = arena_format(
            arena,
            HEAD
            "\"items\":[{\"id\":\"a\"}],\"stations\":[{\"id\":\"s\",\"machines\":1,"
            "\"works\":[{\"processing\":{\"kind\":\"constant\",\"value\":10}}],"
            "\"breakdowns\":[{\"id\":\"x\",\"clock\":\"operation\",\"after\":\"%s\","
            "\"uptime\":" EXP(20) ",\"repair\":" EXP(
                6) "}]}],\"edges\":[{\"to\":\"s\","
                   "\"probability\":1},{\"from\":\"s\",\"probability\":1}],\"sources\":[{\"id\":"
                   "\"q\",\"kind\":\"saturated\"," ONE ",\"mix\":[{\"item\":\"a\","
                   "\"weight\":1}]}]}",
            words[i]);
        struct plant_result result = result_of(arena, text, 200);
        meets(words[i], result.throughput, 1 / 86400.0, rates[i], 0.02);
        meets("working", result.stations[0].share[PLANT_WORKING], 1, works[i], 0.02);
        if (i == 2)
            meets("scrap", result.scrap, 1, 1 - 1 / half, 0.02);
        arena_free(arena);
    }
}
END_TEST

START_TEST(a_table_of_set_ups_says_how_long_each_change_of_item_takes)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        HEAD "\"items\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}],\"stations\":[{\"id\":"
             "\"s\",\"machines\":1,\"works\":[{\"processing\":{\"kind\":\"constant\",\"value\":10}"
             ",\"setup\":{\"kind\":\"constant\",\"value\":3},\"setup_when\":\"change\"}],"
             "\"setups\":[{\"to\":\"c\",\"setup\":{\"kind\":\"constant\",\"value\":20}},"
             "{\"from\":\"a\",\"to\":\"b\",\"setup\":{\"kind\":\"constant\",\"value\":5}},"
             "{\"from\":\"b\",\"to\":\"a\",\"setup\":{\"kind\":\"constant\",\"value\":7}},"
             "{\"from\":\"b\",\"to\":\"c\",\"setup\":{\"kind\":\"constant\",\"value\":1}}]}],"
             "\"edges\":[{\"to\":\"s\",\"probability\":1},{\"from\":\"s\",\"probability\":1}],"
             "\"sources\":[{\"id\":\"q\",\"kind\":\"scheduled\",\"orders\":["
             "{\"at\":0,\"item\":\"a\",\"quantity\":1},{\"at\":0,\"item\":\"b\",\"quantity\":1},"
             "{\"at\":0,\"item\":\"b\",\"quantity\":1},{\"at\":0,\"item\":\"a\",\"quantity\":1},"
             "{\"at\":0,\"item\":\"c\",\"quantity\":1},{\"at\":0,\"item\":\"b\",\"quantity\":1},"
             "{\"at\":0,\"item\":\"c\",\"quantity\":1}]}]}";
    /* 3+10, 5+10, 10, 7+10, 20+10, 3+10, 1+10 */
    static const int64_t ends[] = {13, 28, 38, 55, 85, 98, 109};
    struct plant_model model = model_of(arena, text);
    struct plant_options options = {
        .horizon = TIME_HOUR, .replications = 1, .threads = 1, .keep_orders = true};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    ck_assert_uint_eq(result.order_count, 7);
    for (size_t o = 0; o < 7; o++)
        ck_assert_int_eq(result.finish_of[o], ends[o] * TIME_SECOND);
    arena_free(arena);
}
END_TEST

/* A line of two with what is put in the places marked: item, work, station, source. */
static const char *line_with(struct arena *arena, int version, const char *work,
                             const char *station, const char *source)
{
    return arena_format(
        arena,
        "{\"format\":\"dure.model\",\"version\":%d,\"name\":\"t\",\"zone\":\"Asia/Seoul\","
        "\"start\":\"2026-01-05\",\"items\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}],"
        "\"stations\":[{\"id\":\"s\",\"machines\":1,\"works\":[{\"processing\":" EXP(
            1) "}]},"
               "{\"id\":\"t\",\"machines\":1,\"works\":[{%s}]%s}],"
               "\"edges\":[{\"to\":\"s\",\"probability\":1},"
               "{\"from\":\"s\",\"to\":\"t\",\"probability\":1},"
               "{\"from\":\"t\",\"probability\":1}],"
               "\"sources\":[{\"id\":\"q\"," ONE ",\"mix\":[{\"item\":\"a\",\"weight\":1}],%s}]}",
        version, work, station, source);
}

#define WORK    "\"processing\":" EXP(1)
#define RANDOM  "\"kind\":\"random\",\"between\":" EXP(2)
#define ALWAYS  "\"kind\":\"saturated\""
#define AWAY(w) ",\"vacation\":" EXP(2) ",\"vacation_when\":\"" w "\""

/* In the place of a source's members: operators of the model behind it. */
#define OPERATORS                                                                                  \
    "}],\"operators\":[{\"id\":\"p\",\"count\":1,\"name\":\"people\"},{\"id\":\"f\",\"count\":1"
#define NEEDS                                                                                      \
    "\"needs\":[{\"for\":\"process\",\"operators\":[\"p\",\"f\"]},{\"for\":\"setup\","             \
    "\"operators\":[\"p\"],\"priority\":2},{\"for\":\"repair\",\"operators\":[\"f\"]}]"

START_TEST(what_does_not_go_together_is_refused_with_the_place_and_the_choice)
{
    static const struct {
        int version;
        const char *work, *station, *source;
        const struct reason *reason;
        const char *place;
    } rows[] = {
        {1, WORK ",\"priority\":1", "", RANDOM, &KIT_JSON_UNKNOWN, "/stations/1/works/0"},
        {1, WORK, ",\"discipline\":\"priority\"", RANDOM, &PLANT_VERSION, "/stations/1"},
        {1, "\"processing\":{\"kind\":\"poisson\",\"mean\":3}", "", RANDOM, &PLANT_VERSION,
         "/stations/1"},
        {1, WORK, "", "\"kind\":\"closed\",\"population\":3", &KIT_JSON_UNKNOWN, "/sources/0"},
        {2, WORK, ",\"preempt\":\"resume\"", RANDOM, &PLANT_CLASH, "/stations/1/preempt"},
        {2, WORK ",\"setup\":" EXP(1) ",\"setup_when\":\"order\"",
         ",\"discipline\":\"priority\",\"preempt\":\"resume\"", RANDOM, &PLANT_CLASH,
         "/stations/1/preempt"},
        {2, WORK, ",\"vacation_when\":\"once\"", RANDOM, &PLANT_CLASH, "/stations/1/vacation"},
        {2, WORK, ",\"vacation\":" EXP(2), RANDOM, &PLANT_CLASH, "/stations/1/vacation"},
        {2, WORK, ",\"polling\":\"gated\"", RANDOM, &PLANT_CLASH, "/stations/1/switchover"},
        {2, WORK, ",\"polling\":\"gated\",\"switchover\":" EXP(1) ",\"queue_capacity\":3", RANDOM,
         &PLANT_CLASH, "/stations/1/polling"},
        {2, WORK, ",\"makes\":\"b\"", RANDOM, &PLANT_CLASH, "/stations/1/makes"},
        {2, WORK, ",\"joins\":[{\"item\":\"a\",\"count\":2}]", RANDOM, &PLANT_REFERENCE,
         "/stations/1/makes"},
        {2, WORK, ",\"joins\":[{\"item\":\"a\",\"count\":2}],\"makes\":\"a\"", RANDOM, &PLANT_CLASH,
         "/stations/1/makes"},
        {2, WORK, ",\"joins\":[{\"item\":\"a\",\"count\":2}],\"makes\":\"b\",\"queue_capacity\":1",
         RANDOM, &PLANT_CLASH, "/stations/1/queue_capacity"},
        {2, WORK, ",\"joins\":[{\"item\":\"a\",\"count\":2}],\"makes\":\"b\"",
         "\"kind\":\"closed\",\"population\":3", &PLANT_CLASH, "/sources/0/mix/0/item"},
        {2, WORK, "", "\"kind\":\"closed\"", &KIT_JSON_MISSING, "/sources/0"},
        {2, WORK, "", ALWAYS ",\"when_full\":\"lost\"", &KIT_JSON_UNKNOWN, "/sources/0"},
        {1, WORK, "", RANDOM OPERATORS, &KIT_JSON_UNKNOWN, "/"},
        {2, WORK, ",\"needs\":[{\"for\":\"process\",\"operators\":[\"z\"]}]", RANDOM OPERATORS,
         &PLANT_REFERENCE, "/stations/1/needs/0/operators/0"},
        {2, WORK, ",\"needs\":[{\"for\":\"process\",\"operators\":[]}]", RANDOM OPERATORS,
         &PLANT_RANGE, "/stations/1/needs/0/operators"},
        {2, WORK, ",\"needs\":[{\"for\":\"process\",\"operators\":[\"p\",\"p\"]}]",
         RANDOM OPERATORS, &PLANT_TWICE, "/stations/1/needs/0/operators/1"},
        {2, WORK, ",\"needs\":[{\"for\":\"repair\",\"operators\":[\"p\"]}]", RANDOM OPERATORS,
         &PLANT_CLASH, "/stations/1/needs/0/for"},
        {2, WORK, ",\"needs\":[{\"for\":\"setup\",\"operators\":[\"p\"]}]", RANDOM OPERATORS,
         &PLANT_CLASH, "/stations/1/needs/0/for"},
        {2, "\"processing\":{\"kind\":\"mixture\",\"parts\":[]}", "", RANDOM, &PLANT_LAW,
         "/stations/1/works/0/processing"},
        {2,
         "\"processing\":{\"kind\":\"mixture\",\"parts\":[{\"weight\":1,\"law\":{\"kind\":"
         "\"trace\",\"values\":[1]}}]}",
         "", RANDOM, &PLANT_LAW, "/stations/1/works/0/processing"},
        {2, "\"processing\":{\"kind\":\"loglogistic\",\"median\":1,\"shape\":1}", "", RANDOM,
         &PLANT_LAW, "/stations/1/works/0/processing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 16 << 20);
        const char *text =
            line_with(arena, rows[i].version, rows[i].work, rows[i].station, rows[i].source);
        struct plant_model model;
        struct error err;
        ck_assert_msg(plant_read(arena, text, strlen(text), &model, &err) != STATUS_OK,
                      "row %zu is accepted", i);
        ck_assert_msg(err.reason == rows[i].reason && strstr(err.place, rows[i].place) == err.place,
                      "row %zu: %s at %s: %s", i, err.reason->name, err.place, err.text);
        arena_free(arena);
    }
}
END_TEST

/* Models of version 2 that use each of its members; each is run in the tests below. */
static const struct {
    const char *work, *station, *source;
} members[] = {
    {"\"processing\":{\"kind\":\"trace\",\"values\":[1,2,3]}", "", ALWAYS},
    {"\"processing\":{\"kind\":\"pert\",\"low\":0,\"mode\":1,\"high\":2}", ",\"queue_capacity\":2",
     ALWAYS},
    {"\"processing\":{\"kind\":\"mixture\",\"parts\":[{\"weight\":3,\"law\":" EXP(
         1) "},{\"weight\":1,\"law\":{\"kind\":\"normal\",\"mean\":2,\"sd\":1}}]}",
     ",\"queue_capacity\":0,\"scrap\":0.1", ALWAYS},
    {WORK, AWAY("repeated"), RANDOM},
    {WORK, AWAY("once"), RANDOM ",\"when_full\":\"lost\""},
    {WORK ",\"setup\":" EXP(1) ",\"setup_when\":\"idle\"", "", RANDOM},
    {WORK, ",\"polling\":\"limited\",\"switchover\":" EXP(1),
     "\"kind\":\"closed\",\"population\":5"},
    {WORK, ",\"joins\":[{\"item\":\"a\",\"count\":3}],\"makes\":\"b\"", RANDOM},
    {WORK ",\"priority\":2",
     ",\"discipline\":\"priority\",\"preempt\":\"resume\",\"breakdowns\":[{"
     "\"id\":\"x\",\"clock\":\"operation\",\"uptime\":" EXP(50) ",\"repair\":" EXP(
         5) "},{\"id\":\"y\","
            "\"clock\":\"calendar\",\"uptime\":" EXP(70) ",\"repair\":" EXP(4) "}]",
     RANDOM},
    {WORK ",\"setup\":" EXP(0.1) ",\"setup_when\":\"order\"",
     ",\"breakdowns\":[{\"id\":\"x\",\"clock\":\"operation\",\"uptime\":" EXP(
         50) ",\"repair\":" EXP(5) "},"
                                   "{\"id\":\"y\",\"clock\":\"calendar\",\"uptime\":" EXP(
                                       70) ",\"repair\":" EXP(4) "}]," NEEDS,
     RANDOM OPERATORS},
};

enum { MEMBERS = sizeof members / sizeof *members };

START_TEST(a_model_of_version_2_that_is_written_and_read_again_is_the_same_model)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        struct arena *arena = arena_new("test", 16 << 20);
        struct plant_model model = model_of(
            arena, line_with(arena, 2, members[i].work, members[i].station, members[i].source));
        json_t *document = plant_write(&model);
        struct plant_model again = model_of(arena, json_canonical(arena, document, NULL));
        ck_assert_str_eq(plant_hash(arena, &model), plant_hash(arena, &again));
        ck_assert_str_eq(plant_engine(&again), "dure-sim 2");
        json_decref(document);
        arena_free(arena);
    }
}
END_TEST

static void people_add_up(const struct plant_operators_result *people)
{
    double sum = people->idle.mean + people->off.mean;
    ck_assert(people->off.mean > -1e-12);
    for (int k = 0; k < PLANT_TASK_COUNT; k++)
        sum += people->task[k].mean;
    ck_assert_msg(fabs(sum - 1) < 1e-12, "%.15f", sum);
    ck_assert(people->utilisation.mean > 0.1 && people->utilisation.mean < 1);
}

START_TEST(shares_add_up_to_one_none_vanish_and_threads_change_no_bit)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_model model = model_of(
            arena, line_with(arena, 2, members[i].work, members[i].station, members[i].source));
        const char *first = NULL;
        for (int threads = 1; threads <= 3; threads += 2) {
            struct plant_options options = {.seed = 3,
                                            .horizon = 3 * TIME_HOUR,
                                            .warmup = TIME_HOUR / 7,
                                            .replications = 5,
                                            .threads = threads};
            struct plant_result result;
            struct error err;
            CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
            ck_assert_int_eq(result.entered,
                             result.finished + result.lost + result.joined + result.inside);
            ck_assert(result.finished > 1000);
            for (size_t s = 0; s < model.station_count; s++) {
                double sum = 0;
                for (int k = 0; k < PLANT_STATE_COUNT; k++) {
                    ck_assert(result.stations[s].share[k].mean >= 0);
                    sum += result.stations[s].share[k].mean;
                }
                ck_assert_msg(fabs(sum - 1) < 1e-12, "row %zu: %.15f", i, sum);
                /* Who is here either waits or is at a machine. */
                ck_assert(result.stations[s].present.mean >= result.stations[s].queue.mean - 1e-9);
            }
            for (size_t k = 0; k < model.operator_count; k++)
                people_add_up(&result.operators[k]);
            json_t *document = plant_result_write(&model, &options, &result);
            const char *text = json_canonical(arena, document, NULL);
            if (first == NULL)
                first = text;
            ck_assert_str_eq(text, first);
            json_decref(document);
        }
        arena_free(arena);
    }
}
END_TEST

/* Little, Operations Research 9 (1961) 383-387: what is inside is what comes times how long it
 * stays; over a long run the ends do not count. */
START_TEST(what_is_inside_is_what_leaves_times_how_long_it_stayed)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        if (strstr(members[i].station, "joins") != NULL ||
            strstr(members[i].station, "scrap") != NULL)
            continue; /* there not every order that entered leaves as itself */
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_result result = result_of(
            arena, line_with(arena, 2, members[i].work, members[i].station, members[i].source), 8);
        if (result.wip.mean < 1000) /* else the second station cannot keep up: nothing settles */
            ck_assert_msg(
                fabs(result.wip.mean - result.orders.mean / 86400 * result.lead_mean.mean) <
                    0.01 * result.wip.mean,
                "row %zu: %.4f inside", i, result.wip.mean);
        arena_free(arena);
    }
}
END_TEST

START_TEST(a_trace_is_played_in_its_order)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        HEAD "\"items\":[{\"id\":\"a\"}],\"stations\":[{\"id\":\"s\",\"machines\":1,\"works\":[{"
             "\"processing\":{\"kind\":\"trace\",\"values\":[1,2,6]}}]}],\"edges\":[{\"to\":\"s\","
             "\"probability\":1},{\"from\":\"s\",\"probability\":1}],\"sources\":[{\"id\":\"q\","
             "\"kind\":\"saturated\"," ONE ",\"mix\":[{\"item\":\"a\",\"weight\":1}]}]}";
    struct plant_model model = model_of(arena, text);
    struct plant_result result;
    struct error err;
    /* 1, 3, 9, 10, 12, 18: six are done by second 18, the last at its very end. */
    struct plant_options options = {.horizon = 18 * TIME_SECOND, .replications = 1};
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    ck_assert_int_eq(result.finished, 6);
    options.warmup = 3 * TIME_SECOND; /* what ends with the warm-up belongs to it */
    options.horizon = 9 * TIME_SECOND;
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    ck_assert(fabs(result.orders.mean - 3 * 86400.0 / 9) < 1e-9);
    ck_assert(fabs(result.stations[0].utilisation.mean - 1) < 1e-12);
    arena_free(arena);
}
END_TEST

START_TEST(a_circle_that_locks_and_a_queue_without_end_are_refused_with_their_place)
{
    static const struct {
        const char *station, *edge, *source;
        const struct reason *reason;
    } rows[] = {
        {",\"queue_capacity\":0",
         "{\"from\":\"t\",\"to\":\"s\",\"probability\":0.5},"
         "{\"from\":\"t\",\"probability\":0.5}",
         ALWAYS, &PLANT_DEADLOCK},
        {"", "{\"from\":\"t\",\"probability\":1}",
         "\"kind\":\"random\",\"between\":{\"kind\":\"constant\",\"value\":0.001}", &PLANT_RUNAWAY},
    };
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        const char *text = arena_format(
            arena,
            HEAD
            "\"items\":[{\"id\":\"a\"}],\"stations\":[{\"id\":\"s\",\"machines\":1,\"works\":"
            "[{\"processing\":" EXP(1) "}]%s},{\"id\":\"t\",\"machines\":1,\"works\":"
                                       "[{\"processing\":" EXP(
                                           1) "}]%s}],\"edges\":[{\"to\":\"s\",\"probability\":1},"
                                              "{\"from\":\"s\",\"to\":\"t\",\"probability\":1},%s],"
                                              "\"sources\":[{\"id\":\"q\",%s," ONE
                                              ",\"mix\":[{\"item\":\"a\",\"weight\":1}]}]}",
            rows[i].station, rows[i].station, rows[i].edge, rows[i].source);
        struct plant_model model = model_of(arena, text);
        struct plant_options options = {.horizon = 100 * TIME_DAY, .replications = 1, .threads = 1};
        struct plant_result result;
        struct error err;
        CHECK_FAILS(plant_run(&model, &options, arena, &result, &err), *rows[i].reason, err);
        ck_assert_ptr_nonnull(strstr(err.place, "/stations/"));
        arena_free(arena);
    }
}
END_TEST

/* Any change of these numbers makes another engine: a new name in plant.h. */
START_TEST(the_bits_of_dure_sim_2_are_these)
{
    static const uint64_t prints[MEMBERS] = {
        0x44d0c3cf2084a377, 0x9ba798b81992d7d8, 0xc86d702bef79ca77, 0x9c5fbee890eb23f1,
        0x53f61e2ba96cedce, 0x1586cee5115c466e, 0xb390c1f5b5b4fa98, 0x3e9270b3b7b04d4a,
        0x31262f94951c84ff, 0x786a4e99bb35187a};
    struct arena *kept = arena_new("test", 1 << 20);
    struct text wrong = text_start(kept, 1000);
    for (size_t i = 0; i < MEMBERS; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_result result = result_of(
            arena, line_with(arena, 2, members[i].work, members[i].station, members[i].source), 1);
        if (result.fingerprint != prints[i])
            text_format(&wrong, " row %zu: 0x%016" PRIx64, i, result.fingerprint);
        arena_free(arena);
    }
    ck_assert_msg(wrong.size == 0, "%s", text_string(&wrong));
    arena_free(kept);
}
END_TEST

TEST_MAIN_WITHIN("plant flow", 120, both_engines_play_the_same_model_alike,
                 urgent_orders_overtake_and_interrupt_as_cobham_and_white_and_christie_worked_out,
                 work_that_breaks_off_goes_on_begins_again_or_is_scrapped_as_the_breakdown_says,
                 a_table_of_set_ups_says_how_long_each_change_of_item_takes,
                 what_does_not_go_together_is_refused_with_the_place_and_the_choice,
                 a_model_of_version_2_that_is_written_and_read_again_is_the_same_model,
                 shares_add_up_to_one_none_vanish_and_threads_change_no_bit,
                 what_is_inside_is_what_leaves_times_how_long_it_stayed,
                 a_trace_is_played_in_its_order,
                 a_circle_that_locks_and_a_queue_without_end_are_refused_with_their_place,
                 the_bits_of_dure_sim_2_are_these)
