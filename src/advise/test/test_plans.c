/* The promises of advise.h, on small lines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise/advise_private.h"
#include "advise/test/lines.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

#define CATALOGUE     "data/advice/options-kr.json"
#define EXAMPLE_MODEL "docs/formats/examples/plan-model.json"
#define EXAMPLE_PLAN  "docs/formats/examples/plan.json"
#define RULES         "data/rules/winwin-2025-advanced.json"

struct world {
    struct arena *arena;
    struct line line;
    struct advise_catalogue catalogue;
    struct rules_document rules;
    struct advise_request request;
    struct advise_plan plan;
    struct error err;
};

/* A line whose second station needs twice the time of the others; few and short runs. */
static void start(struct world *world)
{
    *world = (struct world){.arena = arena_new("test", (size_t)1 << 30)};
    line_make(&world->line, 60, 120, 50, 150);
    const char *text = test_file(world->arena, CATALOGUE);
    CHECK_OK(
        advise_catalogue_read(world->arena, text, strlen(text), &world->catalogue, &world->err),
        world->err);
    text = test_file(world->arena, RULES);
    CHECK_OK(rules_read(world->arena, text, strlen(text), &world->rules, &world->err), world->err);
    world->request = (struct advise_request){.budget = money_won(120000000),
                                             .seed = 7,
                                             .replications = 6,
                                             .screen_replications = 3,
                                             .horizon = TIME_WEEK,
                                             .stations = 2,
                                             .options = 5};
}

static void run(struct world *world)
{
    CHECK_OK(advise_make(&world->line.model, &world->catalogue, &world->rules, &world->request,
                         world->arena, &world->plan, &world->err),
             world->err);
}

static const char *plan_text(struct world *world, size_t *ret_size)
{
    json_t *document = advise_plan_write(world->arena, &world->line.model, &world->plan);
    const char *text = json_canonical(world->arena, document, ret_size);
    json_decref(document);
    return text;
}

static void finish(struct world *world)
{
    arena_free(world->arena);
}

START_TEST(an_obvious_bottleneck_gets_its_machine_as_the_best_option)
{
    struct world world;
    start(&world);
    world.request.pressure = 2.5;
    /* The same price for everything, so that only the effect decides. */
    for (int kind = 0; kind < ADVISE_KIND_COUNT; kind++) {
        world.catalogue.kinds[kind].cost = (struct advise_price){.base = money_won(50000000)};
        world.catalogue.kinds[kind].running_cost_a_year = (struct advise_price){0};
    }
    run(&world);
    ck_assert_uint_gt(world.plan.option_count, 0);
    ck_assert_str_eq(world.plan.options[0].id, "machine_added.weld");
    ck_assert_str_eq(world.plan.bottleneck, "weld");
    ck_assert_str_eq(world.plan.package.ids[0], "machine_added.weld");
    const struct advise_effect *effect = &world.plan.options[0].effect;
    ck_assert(effect->throughput.gain.mean > effect->throughput.gain.half_width);
    ck_assert(effect->certainty == 1);
    ck_assert(effect->lead.gain.mean < 0);
    ck_assert(effect->money_known);
    /* 365 days x 2000 won a piece, nothing to run. */
    ck_assert(fabs(effect->gain_won_a_year.mean - effect->throughput.gain.mean * 365 * 2000) < 1);
    ck_assert(fabs(effect->payback_months - 50000000 / effect->gain_won_a_year.mean * 12) < 1e-6);
    finish(&world);
}
END_TEST

START_TEST(the_package_never_costs_more_than_the_budget)
{
    int filled = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct world world;
        start(&world);
        struct random_stream stream = random_stream(seed, "budget");
        world.request.budget = money_won(1 + (int64_t)random_below(&stream, 250000000));
        world.request.replications = 5;
        run(&world);
        const struct advise_package *package = &world.plan.package;
        int64_t sum = 0;
        for (size_t i = 0; i < package->count; i++) {
            int64_t cost = -1;
            for (size_t o = 0; o < world.plan.option_count; o++)
                if (text_same(world.plan.options[o].id, package->ids[i]))
                    cost = world.plan.options[o].cost.won;
            ck_assert_int_ge(cost, 0);
            sum += cost;
        }
        ck_assert_int_eq(sum, package->cost.won);
        ck_assert_int_le(package->cost.won, world.request.budget.won);
        for (size_t o = 0; o < world.plan.option_count; o++)
            ck_assert(world.plan.options[o].affordable ==
                      (world.plan.options[o].cost.won <= world.request.budget.won));
        filled += package->count > 0;
        finish(&world);
    }
    ck_assert_int_gt(filled, 0);
}
END_TEST

START_TEST(the_same_luck_with_and_without_gives_a_narrower_interval_than_different_luck)
{
    enum { COUNT = 20 };
    struct world world;
    start(&world);
    struct plant_model full = {0}, changed = {0};
    struct advise_change change = {ADVISE_REPAIR_CUT, 1};
    struct plant_result before = {0}, same = {0}, other = {0};
    advise_full_load(world.arena, &world.line.model, 2, &full);
    CHECK_OK(advise_changed(world.arena, &full, &world.catalogue, &change, 1, &changed, &world.err),
             world.err);
    struct plant_options options = {
        .seed = 1, .horizon = TIME_WEEK, .warmup = TIME_WEEK, .replications = COUNT};
    CHECK_OK(plant_run(&full, &options, world.arena, &before, &world.err), world.err);
    CHECK_OK(plant_run(&changed, &options, world.arena, &same, &world.err), world.err);
    options.seed = 2;
    CHECK_OK(plant_run(&changed, &options, world.arena, &other, &world.err), world.err);
    double paired[COUNT], independent[COUNT];
    for (int i = 0; i < COUNT; i++) {
        paired[i] = same.throughput_of[i] - before.throughput_of[i];
        independent[i] = other.throughput_of[i] - before.throughput_of[i];
    }
    struct plant_estimate narrow = advise_estimate(paired, COUNT);
    struct plant_estimate wide = advise_estimate(independent, COUNT);
    ck_assert_msg(narrow.half_width < wide.half_width, "%g against %g", narrow.half_width,
                  wide.half_width);
    finish(&world);
}
END_TEST

START_TEST(a_plan_runs_again_to_the_same_bytes_for_any_number_of_threads)
{
    struct world world;
    start(&world);
    world.request.threads = 1;
    run(&world);
    size_t size = 0;
    const char *text = plan_text(&world, &size);
    for (int threads = 1; threads <= 3; threads += 2)
        CHECK_OK(advise_rerun(&world.line.model, &world.catalogue, &world.rules, text, size,
                              threads, NULL, world.arena, &world.err),
                 world.err);
    const char *improved = test_replaced(world.arena, text, "\"certainty\":1", "\"certainty\":0.5");
    CHECK_FAILS(advise_rerun(&world.line.model, &world.catalogue, &world.rules, improved,
                             strlen(improved), 0, NULL, world.arena, &world.err),
                ADVISE_DIFFERENT, world.err);
    finish(&world);
}
END_TEST

START_TEST(a_plan_of_another_model_engine_rules_or_catalogue_is_not_called_the_same)
{
    struct world world;
    start(&world);
    run(&world);
    size_t size = 0;
    const char *text = plan_text(&world, &size);
    struct rules_document later = world.rules;
    later.version++;
    CHECK_FAILS(advise_rerun(&world.line.model, &world.catalogue, &later, text, size, 0, NULL,
                             world.arena, &world.err),
                ADVISE_OTHER, world.err);
    CHECK_FAILS(advise_rerun(&world.line.model, &world.catalogue, NULL, text, size, 0, NULL,
                             world.arena, &world.err),
                ADVISE_OTHER, world.err);
    struct advise_catalogue other = world.catalogue;
    other.hash = "0";
    CHECK_FAILS(advise_rerun(&world.line.model, &other, &world.rules, text, size, 0, NULL,
                             world.arena, &world.err),
                ADVISE_OTHER, world.err);
    const char *engine = test_replaced(world.arena, text, PLANT_ENGINE, "dure-sim 0");
    CHECK_FAILS(advise_rerun(&world.line.model, &world.catalogue, &world.rules, engine,
                             strlen(engine), 0, NULL, world.arena, &world.err),
                ADVISE_OTHER, world.err);
    world.line.stations[0].machines = 2;
    CHECK_FAILS(advise_rerun(&world.line.model, &world.catalogue, &world.rules, text, size, 0, NULL,
                             world.arena, &world.err),
                ADVISE_OTHER, world.err);
    finish(&world);
}
END_TEST

START_TEST(a_model_that_is_not_fit_for_advice_marks_every_option)
{
    struct world world;
    start(&world);
    world.line.model.validation = json_pack("{s:b}", "fit_for_advice", 0);
    run(&world);
    ck_assert_int_eq(world.plan.fitness, ADVISE_NOT_FIT);
    ck_assert_ptr_nonnull(strstr(world.plan.en, "not match its log"));
    json_t *document = advise_plan_write(world.arena, &world.line.model, &world.plan);
    json_t *options = json_object_get(document, "options");
    ck_assert_uint_gt(json_array_size(options), 0);
    for (size_t i = 0; i < json_array_size(options); i++)
        ck_assert(json_is_false(json_object_get(json_array_get(options, i), "fit_for_advice")));
    ck_assert(json_is_false(json_object_get(document, "fit_for_advice")));
    json_decref(document);
    json_decref(world.line.model.validation);
    finish(&world);
}
END_TEST

START_TEST(without_a_margin_the_money_gain_is_unknown_never_zero)
{
    struct world world;
    start(&world);
    world.line.model.revenue_per_piece = 0;
    run(&world);
    json_t *document = advise_plan_write(world.arena, &world.line.model, &world.plan);
    json_t *option = json_array_get(json_object_get(document, "options"), 0);
    ck_assert_ptr_nonnull(option);
    ck_assert(json_is_null(json_object_get(option, "gain_won_a_year")));
    ck_assert(json_is_null(json_object_get(option, "payback_months")));
    json_decref(document);
    ck_assert_ptr_nonnull(strstr(world.plan.en, "unknown"));
    world.request.margin_per_piece = 500;
    run(&world);
    ck_assert(world.plan.options[0].effect.money_known);
    finish(&world);
}
END_TEST

START_TEST(what_cannot_be_sold_brings_no_money)
{
    struct world world;
    start(&world);
    world.request.sold_a_day_max = 1;
    run(&world);
    for (size_t i = 0; i < world.plan.option_count; i++) {
        const struct advise_option *option = &world.plan.options[i];
        ck_assert(fabs(option->effect.gain_won_a_year.mean +
                       (double)option->running_cost_a_year.won) < 1e-6);
        ck_assert(option->effect.payback_months < 0);
    }
    ck_assert_uint_eq(world.plan.package.count, 0);
    finish(&world);
}
END_TEST

START_TEST(shares_and_what_is_outside_the_match_add_up_to_the_cost)
{
    struct world world;
    start(&world);
    world.request.budget = money_won(900000000);
    world.catalogue.kinds[ADVISE_MACHINE_ADDED].cost.base = money_won(300000500);
    run(&world);
    bool capped = false, whole = false;
    for (size_t i = 0; i < world.plan.option_count; i++) {
        const struct advise_option *option = &world.plan.options[i];
        int64_t sum = option->funding.outside_match.won;
        for (size_t f = 0; f < option->funding.split.count; f++)
            sum += option->funding.split.share[f].won;
        ck_assert_int_eq(sum, option->cost.won);
        capped = capped || option->funding.outside_match.won >= 50000500;
        whole =
            whole || (option->funding.split.count > 0 && option->funding.outside_match.won == 0);
    }
    ck_assert(capped);
    ck_assert(whole);
    finish(&world);
}
END_TEST

START_TEST(recorded_orders_are_replayed_today_and_come_faster_under_full_load)
{
    struct world world;
    start(&world);
    line_schedule(&world.line, 1800);
    run(&world);
    ck_assert(world.plan.full_load_differs);
    ck_assert(world.plan.rate_factor > 1);
    ck_assert(world.plan.full_load.throughput.mean > world.plan.today.throughput.mean);
    ck_assert(world.plan.options[0].effect.throughput.gain.mean > 0);
    struct plant_model full = {0};
    advise_full_load(world.arena, &world.line.model, 2, &full);
    ck_assert_uint_eq(full.source_count, 2);
    /* 300 orders of a and 100 of b in 400 x 1800 s, twice as fast. */
    ck_assert(fabs(full.sources[0].between.a - 1200) < 1e-6);
    ck_assert(fabs(full.sources[1].between.a - 3600) < 1e-6);
    CHECK_OK(plant_check(&full, &world.err), world.err);
    finish(&world);
}
END_TEST

START_TEST(a_saturated_line_needs_one_run_only)
{
    struct world world;
    start(&world);
    world.line.source.kind = PLANT_SATURATED;
    world.line.source.calendar = -1;
    for (int s = 0; s < LINE_STATIONS; s++)
        world.line.stations[s].queue_capacity = 3;
    run(&world);
    ck_assert(!world.plan.full_load_differs);
    ck_assert(world.plan.rate_factor == 1);
    ck_assert(world.plan.today.fingerprint == world.plan.full_load.fingerprint);
    ck_assert_uint_gt(world.plan.package.count, 0);
    finish(&world);
}
END_TEST

START_TEST(each_kind_changes_what_it_says_and_nothing_else)
{
    struct world world;
    start(&world);
    world.line.stations[1].queue_capacity = 4;
    struct plant_work own = {.item = -1, .processing = {.kind = PLANT_UNIFORM, .a = 10, .b = 20}};
    world.line.steps[1][1].work = &own;
    for (int kind = 0; kind < ADVISE_KIND_COUNT; kind++) {
        struct advise_change change = {(enum advise_kind)kind, 1};
        struct plant_model to = {0};
        ck_assert(advise_applies(&world.line.model, change));
        CHECK_OK(advise_changed(world.arena, &world.line.model, &world.catalogue, &change, 1, &to,
                                &world.err),
                 world.err);
        CHECK_OK(plant_check(&to, &world.err), world.err);
        const struct plant_station *was = &world.line.stations[1], *is = &to.stations[1];
        ck_assert_int_eq(is->machines, was->machines + (kind == ADVISE_MACHINE_ADDED));
        ck_assert_int_eq(is->queue_capacity,
                         was->queue_capacity + (kind == ADVISE_BUFFER_ENLARGED ? 5 : 0));
        double cycle = kind == ADVISE_CYCLE_CUT ? 0.8 : 1;
        ck_assert(fabs(is->works[0].processing.a - 120 * cycle) < 1e-9);
        ck_assert(is->works[0].processing.b == 4);
        ck_assert(fabs(to.paths[1].steps[1].work->processing.b - 20 * cycle) < 1e-9);
        ck_assert(fabs(is->works[0].setup.a - (kind == ADVISE_SETUP_CUT ? 10 : 20)) < 1e-9);
        ck_assert(fabs(is->breakdowns[0].repair.a - (kind == ADVISE_REPAIR_CUT ? 360 : 600)) <
                  1e-9);
        const struct plant_calendar *hours = &to.calendars[is->calendar];
        ck_assert_int_eq(hours->windows[0].end, 12 * TIME_HOUR);
        ck_assert_int_eq(hours->windows[1].end, (kind == ADVISE_SHIFT_ADDED ? 21 : 17) * TIME_HOUR);
        ck_assert_ptr_eq(to.stations[0].works, world.line.stations[0].works);
        ck_assert_int_eq(to.stations[0].calendar, 0);
        ck_assert_int_eq(to.calendars[0].windows[1].end, 17 * TIME_HOUR);
    }
    finish(&world);
}
END_TEST

/* After a new engine: DURE_WRITE_EXAMPLES=1 makes the two example files again. */
static void write_example(struct world *world, const char *path, json_t *document)
{
    size_t size = 0;
    const char *text = json_pretty(world->arena, document, &size);
    json_decref(document);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static void write_examples(struct world *world)
{
    run(world);
    write_example(world, EXAMPLE_MODEL, plant_write(&world->line.model));
    write_example(world, EXAMPLE_PLAN,
                  advise_plan_write(world->arena, &world->line.model, &world->plan));
}

START_TEST(the_example_plan_of_the_documentation_runs_again_to_the_same_bytes)
{
    struct world world;
    struct plant_model model = {0};
    start(&world);
    if (getenv("DURE_WRITE_EXAMPLES") != NULL)
        write_examples(&world);
    const char *text = test_file(world.arena, EXAMPLE_MODEL);
    CHECK_OK(plant_read(world.arena, text, strlen(text), &model, &world.err), world.err);
    text = test_file(world.arena, EXAMPLE_PLAN);
    CHECK_OK(advise_rerun(&model, &world.catalogue, &world.rules, text, strlen(text), 0, NULL,
                          world.arena, &world.err),
             world.err);
    plant_release(&model);
    finish(&world);
}
END_TEST

START_TEST(a_question_that_makes_no_sense_is_refused_naming_the_value)
{
    struct world world;
    start(&world);
    struct {
        struct advise_request request;
        const char *place;
    } rows[] = {{world.request, "/budget"},           {world.request, "/replications"},
                {world.request, "/horizon"},          {world.request, "/options"},
                {world.request, "/pressure"},         {world.request, "/screen_replications"},
                {world.request, "/margin_per_piece"}, {world.request, "/seed"}};
    rows[0].request.budget = money_won(0);
    rows[1].request.replications = 2;
    rows[2].request.horizon = 5;
    rows[3].request.options = 21;
    rows[4].request.pressure = (double)NAN;
    rows[5].request.screen_replications = 7;
    rows[6].request.margin_per_piece = -1;
    rows[7].request.seed = UINT64_MAX;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_FAILS(advise_make(&world.line.model, &world.catalogue, &world.rules, &rows[i].request,
                                world.arena, &world.plan, &world.err),
                    ADVISE_REQUEST, world.err);
        ck_assert_str_eq(world.err.place, rows[i].place);
    }
    finish(&world);
}
END_TEST

START_TEST(a_wrong_catalogue_is_refused_with_the_place)
{
    static const struct {
        const char *old, *new, *place;
        const struct reason *why;
    } rows[] = {
        {"\"dure.options\"", "\"dure.rules\"", "/format", &ADVISE_FORMAT},
        {"\"KRW\"", "\"USD\"", "/currency", &ADVISE_FORMAT},
        {"\"setup_cut\"", "\"magic\"", "/kinds/2", &ADVISE_KIND_WRONG},
        {"\"setup_cut\"", "\"cycle_cut\"", "/kinds/2", &ADVISE_KIND_WRONG},
        {"\"likely\": 0.2", "\"likely\": 0.05", "/kinds/1/effect", &ADVISE_EFFECT},
        {"\"likely\": 0.2", "\"likely\": 1", "/kinds/1/effect/likely", &KIT_JSON_RANGE},
        {"\"low\": 5,", "\"low\": 4.5,", "/kinds/4/effect", &ADVISE_EFFECT},
        {"\"base\": 10000000", "\"base\": -1", "/kinds/0/cost/base", &KIT_JSON_RANGE},
        {"\"lifetime_years\": 10", "\"lifetime_years\": 0", "/kinds/0/lifetime_years",
         &KIT_JSON_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 1 << 24);
        struct advise_catalogue catalogue = {0};
        struct error err;
        const char *text =
            test_replaced(arena, test_file(arena, CATALOGUE), rows[i].old, rows[i].new);
        enum status st = advise_catalogue_read(arena, text, strlen(text), &catalogue, &err);
        ck_assert_msg(st != STATUS_OK, "row %zu was accepted", i);
        ck_assert_msg(err.reason == rows[i].why, "row %zu: %s %s", i, err.reason->name, err.text);
        ck_assert_str_eq(err.place, rows[i].place);
        arena_free(arena);
    }
}
END_TEST

START_TEST(a_search_that_is_stopped_ends_as_stopped)
{
    struct world world;
    struct advise_progress progress = {0};
    start(&world);
    world.request.progress = &progress;
    run(&world);
    ck_assert(advise_progress_share(&progress) > 0);
    ck_assert(advise_progress_share(&progress) <= 1);
    atomic_store(&progress.run.cancel, true);
    CHECK_FAILS(advise_make(&world.line.model, &world.catalogue, &world.rules, &world.request,
                            world.arena, &world.plan, &world.err),
                PLANT_CANCELLED, world.err);
    finish(&world);
}
END_TEST

/* Every name of a member, and how often it occurs. */
static int count_named(const json_t *value, const char *wanted)
{
    const char *name = NULL;
    json_t *member = NULL;
    size_t index = 0;
    int found = 0;
    json_object_foreach((json_t *)(uintptr_t)value, name, member)
        found += text_same(name, wanted) + count_named(member, wanted);
    json_array_foreach(value, index, member)
        found += count_named(member, wanted);
    return found;
}

START_TEST(who_may_not_see_amounts_finds_none_in_a_plan_and_the_margin_is_the_firms_alone)
{
    static const char *const won[] = {"cost",   "running_cost_a_year", "gain_won_a_year",
                                      "shares", "payback_months",      "words",
                                      "budget", "outside_match"};
    static const struct advise_reader owner = {true, true}, judge = {true, false},
                                      mentor = {false, false}, odd = {false, true};
    struct arena *arena = arena_new("test", 1 << 24);
    const char *text = test_file(arena, "docs/formats/examples/plan.json");
    json_t *plan = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(plan);
    json_t *whole = advise_shown(plan, &owner), *judged = advise_shown(plan, &judge);
    json_t *mentored = advise_shown(plan, &mentor), *strange = advise_shown(plan, &odd);
    ck_assert(json_equal(whole, plan));
    ck_assert(json_equal(mentored, strange));
    ck_assert_int_eq(count_named(plan, "margin_per_piece"), 1);
    ck_assert_int_eq(count_named(judged, "margin_per_piece"), 0);
    ck_assert_int_eq(count_named(mentored, "margin_per_piece"), 0);
    for (size_t i = 0; i < sizeof won / sizeof *won; i++) {
        ck_assert_int_gt(count_named(plan, won[i]), 0);
        ck_assert_int_eq(count_named(judged, won[i]), count_named(plan, won[i]));
        ck_assert_int_eq(count_named(mentored, won[i]), 0);
    }
    ck_assert_int_eq(count_named(mentored, "throughput"), count_named(plan, "throughput"));
    json_t *const all[] = {plan, whole, judged, mentored, strange};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        json_decref(all[i]);
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("advise plans", 120, an_obvious_bottleneck_gets_its_machine_as_the_best_option,
                 the_package_never_costs_more_than_the_budget,
                 the_same_luck_with_and_without_gives_a_narrower_interval_than_different_luck,
                 a_plan_runs_again_to_the_same_bytes_for_any_number_of_threads,
                 a_plan_of_another_model_engine_rules_or_catalogue_is_not_called_the_same,
                 a_model_that_is_not_fit_for_advice_marks_every_option,
                 without_a_margin_the_money_gain_is_unknown_never_zero,
                 what_cannot_be_sold_brings_no_money,
                 shares_and_what_is_outside_the_match_add_up_to_the_cost,
                 recorded_orders_are_replayed_today_and_come_faster_under_full_load,
                 a_saturated_line_needs_one_run_only,
                 each_kind_changes_what_it_says_and_nothing_else,
                 the_example_plan_of_the_documentation_runs_again_to_the_same_bytes,
                 a_question_that_makes_no_sense_is_refused_naming_the_value,
                 a_wrong_catalogue_is_refused_with_the_place,
                 a_search_that_is_stopped_ends_as_stopped,
                 who_may_not_see_amounts_finds_none_in_a_plan_and_the_margin_is_the_firms_alone)
