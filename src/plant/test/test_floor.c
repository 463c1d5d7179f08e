/* Blocking, maintenance, inspection, dispatching, batches and the start: against theory and traces
 * made by hand; and what holds for every model. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "plant/test/floor.h"
#include "sim/sim.h"

#define QUANTITY "'quantity':fix(1)"
#define MIX      "'mix':[{'item':'a','weight':1}]"
#define ALWAYS   "'sources':[{'id':'q','kind':'saturated'," QUANTITY "," MIX "}]"
#define LINE_2                                                                                     \
    "'edges':[{'to':'s','probability':1},{'from':'s','to':'t','probability':1},"                   \
    "{'from':'t','probability':1}],"
#define ALONE "'edges':[{'to':'s','probability':1},{'from':'s','probability':1}],"

/* Models that use each member; what holds for every model is held for these. */
static const struct {
    const char *text;
    uint64_t print;
} floors[] = {
    {"'items':[{'id':'a'}],'stations':[{'id':'s','machines':2,'blocking':'before','scrap':0.1,"
     "'works':[{'processing':exp(1),'setup':fix(0.1),'setup_when':'order'}],"
     "'breakdowns':[{'id':'x','clock':'operation','uptime':exp(50),'repair':exp(5),"
     "'after':'scrap'},{'id':'y','clock':'calendar','uptime':exp(70),'repair':exp(4)}]},"
     "{'id':'t','machines':1,'queue_capacity':1,"
     "'works':[{'processing':exp(1),"
     "'transfer':fix(0.5)}]}]," LINE_2 ALWAYS,
     0x47f0aca51c3babb7},
};

enum { FLOORS = sizeof floors / sizeof *floors };

START_TEST(what_is_written_and_read_again_is_the_same_model)
{
    for (size_t i = 0; i < FLOORS; i++) {
        struct arena *arena = arena_new("test", 16 << 20);
        struct plant_model model = model_of(arena, floor_text(arena, "%s", floors[i].text));
        json_t *document = plant_write(&model);
        struct plant_model again = model_of(arena, json_canonical(arena, document, NULL));
        ck_assert_str_eq(plant_hash(arena, &model), plant_hash(arena, &again));
        json_decref(document);
        arena_free(arena);
    }
}
END_TEST

START_TEST(shares_add_up_none_vanish_and_threads_change_no_bit)
{
    for (size_t i = 0; i < FLOORS; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_model model = model_of(arena, floor_text(arena, "%s", floors[i].text));
        uint64_t print = 0;
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
                ck_assert(result.stations[s].present.mean >= result.stations[s].queue.mean - 1e-9);
            }
            ck_assert(threads == 1 || print == result.fingerprint);
            print = result.fingerprint;
        }
        arena_free(arena);
    }
}
END_TEST

/* Any change of these numbers makes another engine: a new name in plant.h. */
START_TEST(the_bits_of_these_models_are_these)
{
    struct arena *kept = arena_new("test", 1 << 20);
    struct text wrong = text_start(kept, 1000);
    for (size_t i = 0; i < FLOORS; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_result result = result_of(arena, floor_text(arena, "%s", floors[i].text), 1);
        if (result.fingerprint != floors[i].print)
            text_format(&wrong, " row %zu: 0x%016" PRIx64, i, result.fingerprint);
        arena_free(arena);
    }
    ck_assert_msg(wrong.size == 0, "%s", text_string(&wrong));
    arena_free(kept);
}
END_TEST

static void refused(const char *text, const struct reason *reason, const char *at)
{
    struct arena *arena = arena_new("test", 16 << 20);
    const char *document = floor_text(arena, "%s", text);
    struct plant_model model;
    struct error err;
    ck_assert_msg(plant_read(arena, document, strlen(document), &model, &err) != STATUS_OK,
                  "accepted: %s", text);
    ck_assert_msg(err.reason == reason && strcmp(err.place, at) == 0, "%s at %s: %s\n%s",
                  err.reason->name, err.place, err.text, text);
    arena_free(arena);
}

/* One station with these members, saturated. */
#define STATION(members)                                                                           \
    "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1," members "}]," ALONE ALWAYS

START_TEST(what_does_not_go_together_is_refused_at_its_place)
{
    refused(STATION("'works':[{'processing':exp(1)}],'discipline':'priority',"
                    "'preempt':'resume','blocking':'before'"),
            &PLANT_CLASH, "/stations/0/blocking");
    refused("'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':1,"
            "'blocking':'before','works':[{'processing':exp(1)}]},{'id':'t','machines':1,"
            "'works':[{'processing':exp(1)}],'joins':[{'item':'a','count':2}],'makes':'b'}],"
            "'edges':[{'to':'s','probability':1},{'from':'s','to':'t','probability':1},"
            "{'item':'b','from':'t','probability':1}]," ALWAYS,
            &PLANT_CLASH, "/stations/0/blocking");
}
END_TEST

/* ---- blocking before service ---- */

/* A machine that begins only with room ahead feeds a queue of K = B + 1 places, the second
 * machine's included: M/M/1/K, X = rate x (1 - p_K), r = rate of the first / rate of the second
 * (Onvural, Perros, Operations Research Letters 5 (1986) 293-297). */
START_TEST(two_machines_that_block_before_service_are_a_queue_of_as_many_places)
{
    static const struct {
        int buffer;
        double second;
    } rows[] = {{0, 1}, {3, 1}, {2, 1.6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        const char *text = floor_text(
            arena,
            "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'blocking':'before',"
            "'works':[{'processing':exp(1)}]},{'id':'t','machines':1,'queue_capacity':%d,"
            "'works':[{'processing':exp(%g)}]}]," LINE_2 ALWAYS,
            rows[i].buffer, rows[i].second);
        struct plant_result result = result_of(arena, text, 40);
        double r = rows[i].second, sum = 0;
        int places = rows[i].buffer + 1;
        for (int n = 0; n <= places; n++)
            sum += pow(r, n);
        double full = pow(r, places) / sum;
        meets("throughput", result.throughput, 1 / 86400.0, 1 - full, 0.02);
        meets("blocked", result.stations[0].share[PLANT_BLOCKED], 1, full, 0.03);
        meets("starved", result.stations[1].share[PLANT_STARVED], 1, 1 / sum, 0.05);
        arena_free(arena);
    }
}
END_TEST

/* s takes 2 s, t 5 s and has room for one order beside the one at work; u takes 1 s and sends to t
 * too, keeping what finds no room. s: 0 to 2, 2 to 4 (it has the second place), the third from 7,
 * when t begins the second. u's order comes at 7.5, is ready at 8.5 and kept, since what s makes
 * has its place: from 12 it waits in the queue. t: 2 to 7, 7 to 12, 12 to 17 (of s, ready at 9), 17
 * to 22. */
START_TEST(a_place_ahead_is_kept_for_the_order_that_has_it)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        floor_text(arena, "'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':1,"
                          "'blocking':'before','works':[{'processing':fix(2)}]},"
                          "{'id':'u','machines':1,'works':[{'processing':fix(1)}]},"
                          "{'id':'t','machines':1,'queue_capacity':1,"
                          "'works':[{'processing':fix(5)}]}],"
                          "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'},"
                          "{'station':'t'}]},"
                          "{'item':'b','weight':1,'steps':[{'station':'u'},{'station':'t'}]}],"
                          "'sources':[{'id':'q','kind':'scheduled','orders':["
                          "{'at':0,'item':'a','quantity':1},{'at':0,'item':'a','quantity':1},"
                          "{'at':0,'item':'a','quantity':1},{'at':7.5,'item':'b',"
                          "'quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){7, 12, 17, 22}, 4);
    ck_assert(fabs(result.stations[0].share[PLANT_BLOCKED].mean - 3.0 / 22) < 1e-12);
    ck_assert(fabs(result.stations[1].share[PLANT_BLOCKED].mean - 3.5 / 22) < 1e-12);
    arena_free(arena);
}
END_TEST

START_TEST(a_circle_that_blocks_before_service_is_found_to_be_locked)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'queue_capacity':0,"
               "'blocking':'before','works':[{'processing':exp(1)}]},"
               "{'id':'t','machines':1,'queue_capacity':0,'blocking':'before',"
               "'works':[{'processing':exp(1)}]}],"
               "'edges':[{'to':'s','probability':1},{'from':'s','to':'t','probability':1},"
               "{'from':'t','to':'s','probability':0.5},{'from':'t',"
               "'probability':0.5}]," ALWAYS);
    struct plant_model model = model_of(arena, text);
    struct plant_options options = {.horizon = TIME_DAY, .replications = 1, .threads = 1};
    struct plant_result result;
    struct error err;
    CHECK_FAILS(plant_run(&model, &options, arena, &result, &err), PLANT_DEADLOCK, err);
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("plant floor", 120, what_is_written_and_read_again_is_the_same_model,
                 shares_add_up_none_vanish_and_threads_change_no_bit,
                 the_bits_of_these_models_are_these,
                 what_does_not_go_together_is_refused_at_its_place,
                 two_machines_that_block_before_service_are_a_queue_of_as_many_places,
                 a_place_ahead_is_kept_for_the_order_that_has_it,
                 a_circle_that_blocks_before_service_is_found_to_be_locked)
