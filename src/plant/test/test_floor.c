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
    {"'items':[{'id':'a'}],'operators':[{'id':'p','count':1},{'id':'f','count':1}],"
     "'stations':[{'id':'s','machines':2,'queue_capacity':3,'works':[{'processing':exp(1)}],"
     "'breakdowns':[{'id':'x','clock':'operation','uptime':exp(50),'repair':exp(5),"
     "'after':'restart'},{'id':'y','clock':'calendar','uptime':exp(70),'repair':exp(4)}],"
     "'maintenance':[{'id':'m','clock':'calendar','every':40,'lasts':exp(3),'when':'interrupt'},"
     "{'id':'n','clock':'work','every':30,'lasts':exp(2),'when':'interrupt'},"
     "{'id':'o','clock':'orders','every':25,'lasts':exp(2),'when':'finish'}],"
     "'needs':[{'for':'process','operators':['p','f']},{'for':'repair','operators':['f']},"
     "{'for':'maintenance','operators':['f','p']}]}]," ALONE ALWAYS,
     0x5bae13b99264236a},
    {"'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':2,'queue_capacity':6,"
     "'discipline':'least_setup','defects':0.2,'works':[{'processing':exp(1),'setup':exp(1),"
     "'setup_when':'change'}],'setups':[{'from':'b','to':'a','setup':fix(0.5)}]},"
     "{'id':'t','machines':2,'discipline':'critical_ratio','detects':0.5,'scrap':0.05,"
     "'works':[{'processing':exp(1),'per':'piece'}]}]," LINE_2
     "'sources':[{'id':'q','kind':'random','between':exp(4),'quantity':fix(3),"
     "'mix':[{'item':'a','weight':1},{'item':'b','weight':2}]}]",
     0x03c2e8232c3a3dcc},
    {"'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':2,'queue_capacity':9,"
     "'batch_min':2,'batch_max':4,'batch_wait':3,'scrap':0.02,'works':[{'item':'a',"
     "'processing':exp(2)},{'processing':exp(3),'setup':fix(0.2),'setup_when':'change'}],"
     "'breakdowns':[{'id':'x','clock':'calendar','uptime':exp(50),'repair':exp(3)},"
     "{'id':'y','clock':'operation','uptime':exp(40),'repair':exp(2),'after':'restart'}]},"
     "{'id':'t','machines':1,'queue_capacity':1,'works':[{'processing':exp(0.8)}]}]," LINE_2
     "'sources':[{'id':'q','kind':'random','between':exp(1.1),'quantity':fix(2),"
     "'mix':[{'item':'a','weight':1},{'item':'b','weight':2}]}]",
     0x77d6e5211ed082ea},
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
    static const char with[] =
        "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'works':[{'processing':exp(1)}],"
        "'maintenance':[{'id':'m','clock':'%s','every':%s,'lasts':%s,'when':'%s'}]}]," ALONE ALWAYS;
    static const struct {
        const char *clock, *every, *lasts, *when;
        const struct reason *reason;
        const char *at;
    } rows[] = {
        {"month", "1", "fix(1)", "finish", &PLANT_CHOICE, "/stations/0/maintenance/0/clock"},
        {"work", "0", "fix(1)", "finish", &PLANT_RANGE, "/stations/0/maintenance/0/every"},
        {"orders", "1.5", "fix(1)", "finish", &PLANT_RANGE, "/stations/0/maintenance/0/every"},
        {"orders", "2", "fix(1)", "interrupt", &PLANT_CLASH, "/stations/0/maintenance/0/when"},
        {"work", "2", "fix(0)", "finish", &PLANT_LAW, "/stations/0/maintenance/0/lasts"},
    };
    refused(STATION("'works':[{'processing':exp(1)}],'detects':0.5"), &PLANT_CLASH,
            "/stations/0/detects");
    refused(STATION("'works':[{'processing':exp(1)}],'discipline':'least_setup'"), &PLANT_CLASH,
            "/stations/0/discipline");
    refused(STATION("'works':[{'processing':exp(1)}],'batch_min':2"), &PLANT_CLASH,
            "/stations/0/batch_max");
    refused(STATION("'works':[{'processing':exp(1)}],'batch_max':2"), &PLANT_RANGE,
            "/stations/0/batch_min");
    refused(STATION("'works':[{'processing':exp(1)}],'batch_min':1,'batch_max':4,"
                    "'queue_capacity':3"),
            &PLANT_CLASH, "/stations/0/queue_capacity");
    refused(STATION("'works':[{'processing':exp(1),'per':'piece'}],'batch_min':1,'batch_max':4"),
            &PLANT_CLASH, "/stations/0/batch_max");
    refused("'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'queue_capacity':1,"
            "'works':[{'processing':exp(1)}]}]," ALONE ALWAYS ","
            "'initial':[{'station':'s','item':'a','count':3,'quantity':1}]",
            &PLANT_CLASH, "/initial/0/count");
    refused("'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':1,"
            "'works':[{'item':'a','processing':exp(1)}]}]," ALONE ALWAYS ","
            "'initial':[{'station':'s','item':'b','count':1,'quantity':1}]",
            &PLANT_ROUTE, "/initial/0/item");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[1000];
        (void)snprintf(text, sizeof text, with, rows[i].clock, rows[i].every, rows[i].lasts,
                       rows[i].when);
        refused(text, rows[i].reason, rows[i].at);
    }
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

/* ---- planned maintenance ---- */

#define SIX                                                                                        \
    "'sources':[{'id':'q','kind':'scheduled','orders':[{'at':0,'item':'a','quantity':1},"          \
    "{'at':0,'item':'a','quantity':1},{'at':0,'item':'a','quantity':1},"                           \
    "{'at':0,'item':'a','quantity':1},{'at':0,'item':'a','quantity':1},"                           \
    "{'at':0,'item':'a','quantity':1}]}]"

/* Six orders of 10 s each; maintenance of 5 s. By the calendar every 25 s: due in the third order;
 * finished first, 30 to 35, the next due at 60, in the sixth, which begins at 55. At once: the
 * third pauses from 25 to 30 and ends at 35; due again at 55, when the fifth has just ended and the
 * sixth begun. After 25 s of work: after the third (30 s) and after the sixth; at once: in the
 * third and in the sixth, 25 to 30 and 55 to 60. After two orders: 20 to 25, 45 to 50. */
START_TEST(maintenance_comes_by_calendar_work_or_orders_and_finishes_or_interrupts)
{
    static const struct {
        const char *clock, *when;
        int every;
        double ends[6];
    } rows[] = {
        {"calendar", "finish", 25, {10, 20, 30, 45, 55, 65}},
        {"calendar", "interrupt", 25, {10, 20, 35, 45, 55, 70}},
        {"work", "finish", 25, {10, 20, 30, 45, 55, 65}},
        {"work", "interrupt", 25, {10, 20, 35, 45, 55, 70}},
        {"orders", "finish", 2, {10, 20, 35, 45, 60, 70}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        const char *text = floor_text(
            arena,
            "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,"
            "'works':[{'processing':fix(10)}],'maintenance':[{'id':'m','clock':'%s','every':%d,"
            "'lasts':fix(5),'when':'%s'}]}]," ALONE SIX,
            rows[i].clock, rows[i].every, rows[i].when);
        struct plant_result result = traced(arena, text, TIME_HOUR);
        ends_at(&result, rows[i].ends, 6);
        const struct plant_estimate *share = result.stations[0].share;
        double end = rows[i].ends[5];
        ck_assert(fabs(share[PLANT_WORKING].mean - 60 / end) < 1e-12);
        ck_assert(fabs(share[PLANT_MAINTENANCE].mean - (end - 60) / end) < 1e-12);
        arena_free(arena);
    }
}
END_TEST

/* As above after two orders, but by the only fitter, who is busy at t from 15 to 40 and again, by
 * then asked first, from 45: s waits from 20 to 40, is maintained to 45, works to 65, waits for him
 * until 70 (t: 45 to 70), is maintained to 75 and ends its last at 85. */
START_TEST(maintenance_waits_for_who_does_it)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        floor_text(arena, "'items':[{'id':'a'},{'id':'b'}],'operators':[{'id':'f','count':1}],"
                          "'stations':[{'id':'s','machines':1,'works':[{'processing':fix(10)}],"
                          "'maintenance':[{'id':'m','clock':'orders','every':2,'lasts':fix(5),"
                          "'when':'finish'}],'needs':[{'for':'maintenance','operators':['f']}]},"
                          "{'id':'t','machines':1,'works':[{'processing':fix(25)}],"
                          "'needs':[{'for':'process','operators':['f']}]}],"
                          "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'}]},"
                          "{'item':'b','weight':1,'steps':[{'station':'t'}]}],"
                          "'sources':[{'id':'q','kind':'scheduled','orders':["
                          "{'at':0,'item':'a','quantity':1},{'at':0,'item':'a','quantity':1},"
                          "{'at':0,'item':'a','quantity':1},{'at':0,'item':'a','quantity':1},"
                          "{'at':0,'item':'a','quantity':1},{'at':15,'item':'b','quantity':1},"
                          "{'at':16,'item':'b','quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){10, 20, 55, 65, 85, 40, 70}, 7);
    const struct plant_estimate *share = result.stations[0].share;
    ck_assert(fabs(share[PLANT_WAITING].mean - 25.0 / 85) < 1e-12);
    ck_assert(fabs(share[PLANT_MAINTENANCE].mean - 10.0 / 85) < 1e-12);
    ck_assert(fabs(result.operators[0].task[PLANT_MAINTAIN].mean - 10.0 / 85) < 1e-12);
    arena_free(arena);
}
END_TEST

/* ---- inspection and dispatching ---- */

/* Of 100 pieces 10 become defective; 8 of them are found; of the 2 and the 90 others 5 % are
 * scrapped: 12.6 % scrapped, 2 of 92 escape. */
START_TEST(inspection_finds_its_share_of_the_defective_and_the_rest_escapes)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        floor_text(arena, "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'defects':0.1,"
                          "'works':[{'processing':fix(1)}]},{'id':'t','machines':1,'detects':0.8,"
                          "'scrap':0.05,'works':[{'processing':fix(1)}]}]," LINE_2
                          "'sources':[{'id':'q','kind':'saturated','quantity':fix(20)," MIX "}]");
    struct plant_result result = result_of(arena, text, 3);
    meets("scrapped", result.scrap, 1, 1 - 0.92 * 0.95, 0.01);
    meets("escaped", result.escaped, 1, 0.02 / 0.92, 0.02);
    ck_assert(result.inspected);
    arena_free(arena);
}
END_TEST

/* At 10 the machine is free. a is due at 100 with 50 s of work to do here and at u: 90/50; b at 40
 * with 10 s: 30/10. So a goes first, though b is due earlier; c has no due time. */
START_TEST(the_critical_ratio_counts_the_work_still_to_do)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':1,"
               "'discipline':'critical_ratio','works':[{'processing':fix(10)}]},"
               "{'id':'u','machines':1,'works':[{'processing':fix(40)}]}],"
               "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'},{'station':'u'}]},"
               "{'item':'b','weight':1,'steps':[{'station':'s'}]}],"
               "'sources':[{'id':'q','kind':'scheduled','orders':["
               "{'at':0,'item':'b','quantity':1},{'at':1,'item':'b','quantity':1},"
               "{'at':2,'item':'b','quantity':1,'due':40},"
               "{'at':3,'item':'a','quantity':1,'due':100}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){10, 40, 30, 60}, 4);
    arena_free(arena);
}
END_TEST

/* Set-ups of 3 s, from b to a of 1 s. a (13), then the other a without set-up (23), then b, which
 * came before c (36); after it the third a, 36 to 47; then c, 47 to 60. */
START_TEST(the_least_set_up_goes_first)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'},{'id':'b'},{'id':'c'}],'stations':[{'id':'s','machines':1,"
               "'discipline':'least_setup','works':[{'processing':fix(10),'setup':fix(3),"
               "'setup_when':'change'}],'setups':[{'from':'b','to':'a','setup':fix(1)}]}]," ALONE
               "'sources':[{'id':'q','kind':'scheduled','orders':["
               "{'at':0,'item':'a','quantity':1},{'at':0,'item':'b','quantity':1},"
               "{'at':0,'item':'c','quantity':1},{'at':1,'item':'a','quantity':1},"
               "{'at':24,'item':'a','quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){13, 36, 60, 23, 47}, 5);
    arena_free(arena);
}
END_TEST

/* ---- batches ---- */

/* M/M/1 where up to `most` go together and none joins later: with the machine busy and n waiting,
 * the chance falls by r with each, l = m (r + ... + r^most); idle l p = m q0 (Bailey, Journal of
 * the Royal Statistical Society B 16 (1954) 80-87; Medhi, Stochastic Models in Queueing Theory, 2nd
 * ed., Academic Press 2003, chapter 4). */
START_TEST(an_oven_that_takes_what_waits_is_a_queue_of_bulk_service)
{
    double rate = 1.5, r = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double middle = (r + high) / 2;
        if (middle + middle * middle + middle * middle * middle < rate)
            r = middle;
        else
            high = middle;
    }
    double q0 = 1 / (1 / rate + 1 / (1 - r)), queue = q0 * r / ((1 - r) * (1 - r));
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena,
        "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'batch_min':1,"
        "'batch_max':3,'works':[{'processing':exp(1)}]}]," ALONE
        "'sources':[{'id':'q','kind':'random','between':exp(0.6666666667)," QUANTITY "," MIX "}]");
    struct plant_result result = result_of(arena, text, 60);
    meets("queue", result.stations[0].queue, 1, queue, 0.05);
    meets("wait", result.stations[0].wait_seconds, 1, queue / rate, 0.05);
    meets("inside", result.wip, 1, queue + rate, 0.04);
    meets("working", result.stations[0].share[PLANT_WORKING], 1, 1 - q0 / rate, 0.02);
    arena_free(arena);
}
END_TEST

/* Two are needed, three fit, 5 s are waited at most; 10 s of work. 1: the orders of 0 and 1; 11:
 * those of 2, 3 and 4; the one of 20 waits from 20 to 25. */
START_TEST(a_batch_begins_with_enough_orders_or_when_the_first_has_waited)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        floor_text(arena, "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'batch_min':2,"
                          "'batch_max':3,'batch_wait':5,'works':[{'processing':fix(10)}]}]," ALONE
                          "'sources':[{'id':'q','kind':'scheduled','orders':["
                          "{'at':0,'item':'a','quantity':1},{'at':1,'item':'a','quantity':1},"
                          "{'at':2,'item':'a','quantity':1},{'at':3,'item':'a','quantity':1},"
                          "{'at':4,'item':'a','quantity':1},{'at':20,'item':'a','quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){11, 11, 21, 21, 21, 35}, 6);
    arena_free(arena);
}
END_TEST

/* Three together, 10 s; the next takes them one by one, 4 s each, without room before it: the oven
 * keeps the third until 18, and again until 36. */
START_TEST(an_oven_is_free_when_all_of_its_batch_have_left)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text =
        floor_text(arena, "'items':[{'id':'a'}],'stations':[{'id':'s','machines':1,'batch_min':3,"
                          "'batch_max':3,'works':[{'processing':fix(10)}]},{'id':'t','machines':1,"
                          "'queue_capacity':0,'works':[{'processing':fix(4)}]}]," LINE_2 SIX);
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){14, 18, 22, 32, 36, 40}, 6);
    ck_assert(fabs(result.stations[0].share[PLANT_BLOCKED].mean - 16.0 / 40) < 1e-12);
    arena_free(arena);
}
END_TEST

/* ---- the start ---- */

/* s is set up for b and two of it stand there, one waits at t: s 0 to 10, 10 to 20, 20 to 23 set up
 * for a, 23 to 33. t: 0 to 5, then b 10 to 15, 20 to 25, a 33 to 38. */
START_TEST(a_line_may_begin_with_orders_in_it_and_set_up)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'},{'id':'b'}],'stations':[{'id':'s','machines':1,"
               "'works':[{'processing':fix(10),'setup':fix(3),'setup_when':'change'}]},"
               "{'id':'t','machines':1,'works':[{'processing':fix(5)}]}],"
               "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'},{'station':'t'}]},"
               "{'item':'b','weight':1,'steps':[{'station':'s'},{'station':'t'}]}],"
               "'sources':[{'id':'q','kind':'scheduled','orders':["
               "{'at':0,'item':'a','quantity':1}]}],"
               "'initial':[{'station':'s','item':'b','count':2,'quantity':4,'set_up':'yes'},"
               "{'station':'t','item':'b','count':1,'quantity':7}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){38}, 1);
    ck_assert_int_eq(result.entered, 4);
    ck_assert_int_eq(result.finished, 4);
    ck_assert(fabs(result.lead_mean.mean - (5 + 15 + 25 + 38) / 4.0) < 1e-9);
    ck_assert(fabs(result.throughput.mean - 16 * 86400.0 / 38) < 1e-6);
    ck_assert(fabs(result.stations[0].share[PLANT_SETUP].mean - 3.0 / 38) < 1e-12);
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("plant floor", 120, what_is_written_and_read_again_is_the_same_model,
                 shares_add_up_none_vanish_and_threads_change_no_bit,
                 the_bits_of_these_models_are_these,
                 what_does_not_go_together_is_refused_at_its_place,
                 two_machines_that_block_before_service_are_a_queue_of_as_many_places,
                 a_place_ahead_is_kept_for_the_order_that_has_it,
                 a_circle_that_blocks_before_service_is_found_to_be_locked,
                 maintenance_comes_by_calendar_work_or_orders_and_finishes_or_interrupts,
                 maintenance_waits_for_who_does_it,
                 inspection_finds_its_share_of_the_defective_and_the_rest_escapes,
                 the_critical_ratio_counts_the_work_still_to_do, the_least_set_up_goes_first,
                 an_oven_that_takes_what_waits_is_a_queue_of_bulk_service,
                 a_batch_begins_with_enough_orders_or_when_the_first_has_waited,
                 an_oven_is_free_when_all_of_its_batch_have_left,
                 a_line_may_begin_with_orders_in_it_and_set_up)
