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

static const struct plant_item one_item[] = {{.id = "part", .name = "부품"}};
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
        bench_run(&bench, 15, 10, arena, &result);
        meets("throughput", result.throughput, 1.0 / 86400, rows[i].rate, 0.015);
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
        bench_run(&bench, 30, 10, arena, &result);
        meets("wait", result.stations[0].wait_seconds, 1, rows[i].wait, 0.09);
        meets("queue", result.stations[0].queue, 1, rows[i].queue, 0.09);
        meets("inside", result.wip, 1, rows[i].inside, 0.07);
        meets("lead", result.lead_mean, 1, rows[i].lead, 0.07);
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
        bench_run(&bench, 80, 10, arena, &result);
        meets("inside", result.wip, 1, calendar == 0 ? 6.25 : 6.44047619, 0.09);
        meets("lead", result.lead_mean, 1, calendar == 0 ? 7.8125 : 8.050595238, 0.09);
        meets("down", result.stations[0].share[PLANT_DOWN], 1,
              calendar == 0 ? 0.04 : 1 - 0.9523809524, 0.08);
        arena_free(arena);
    }
}
END_TEST

/* Hunt 1956 (22/39); Hillier & Boling, Operations Research 15 (1967) 286-303; the other values
 * are exact Markov chains of the same models. */
START_TEST(longer_lines_block_and_starve_as_their_markov_chains_say)
{
    static const struct {
        size_t count;
        double means[4];
        int buffers[3];
        double rate, wip, blocked[4], starved[4];
    } rows[] = {
        {3, {1, 1, 1}, {0, 0}, 0.5641025641, 2.358974359, {-1}, {-1}},
        {4, {1, 1, 1, 1}, {0, 0, 0}, 0.5147754893, 3.064602789, {-1}, {-1}},
        {3,
         {1, 1, 1},
         {1, 1},
         0.6704661583,
         3.531797815,
         {0.3295338417, 0.1731782093, 0},
         {0, 0.1563556324, 0.3295338417}},
        {3,
         {1, 1, 1},
         {5, 5},
         0.8307590744,
         7.781667821,
         {0.1692409256, 0.08655725036, 0},
         {0, 0.08268367528, 0.1692409256}},
        {4,
         {0.9, 1, 1.1, 0.95},
         {3, 2, 3},
         0.719422151,
         7.802577779,
         {0.3525200641, 0.2422315106, 0.05819036551, 0},
         {0, 0.03834633839, 0.1504452683, 0.3165489565}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct bench bench;
        bench_make(&bench, rows[i].count, rows[i].means, rows[i].buffers);
        struct plant_result result;
        bench_run(&bench, 15, 10, arena, &result);
        meets("throughput", result.throughput, 1.0 / 86400, rows[i].rate, 0.015);
        meets("inside", result.wip, 1, rows[i].wip, 0.02);
        for (size_t s = 0; s < rows[i].count && rows[i].blocked[0] >= 0; s++) {
            const struct plant_estimate *share = result.stations[s].share;
            if (rows[i].blocked[s] > 0)
                meets("blocked", share[PLANT_BLOCKED], 1, rows[i].blocked[s], 0.12);
            else
                ck_assert(share[PLANT_BLOCKED].mean == 0);
            if (rows[i].starved[s] > 0)
                meets("starved", share[PLANT_STARVED], 1, rows[i].starved[s], 0.12);
            else
                ck_assert(share[PLANT_STARVED].mean == 0);
        }
        if (rows[i].count == 4 && rows[i].buffers[0] > 0)
            ck_assert_int_eq(result.bottleneck, 2);
        arena_free(arena);
    }
}
END_TEST

/* Exact Markov chains of the model of Gershwin & Berman, AIIE Transactions 13 (1981) 2-11. */
START_TEST(a_line_of_two_with_breakdowns_makes_what_its_markov_chain_says)
{
    static const struct {
        int buffer;
        double rate, wip, down, idle;
    } rows[] = {{0, 0.6266994691, 1.658034443, 0.03133497346, 0.3419655574},
                {5, 0.8152250163, 4.355986267, 0.04076125082, 0.1440137329}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct bench bench;
        bench_make(&bench, 2, (const double[]){1, 1}, &rows[i].buffer);
        bench.breakdowns[0] = (struct plant_breakdown){
            .id = "b", .operation_dependent = true, .uptime = EXP(100), .repair = EXP(5)};
        for (size_t s = 0; s < 2; s++) {
            bench.stations[s].breakdowns = bench.breakdowns;
            bench.stations[s].breakdown_count = 1;
        }
        struct plant_result result;
        bench_run(&bench, 30, 10, arena, &result);
        meets("throughput", result.throughput, 1.0 / 86400, rows[i].rate, 0.015);
        meets("inside", result.wip, 1, rows[i].wip, 0.02);
        meets("down", result.stations[0].share[PLANT_DOWN], 1, rows[i].down, 0.1);
        meets("blocked", result.stations[0].share[PLANT_BLOCKED], 1, rows[i].idle, 0.05);
        meets("starved", result.stations[1].share[PLANT_STARVED], 1, rows[i].idle, 0.05);
        arena_free(arena);
    }
}
END_TEST

/* Gross et al. 2008, Jackson's traffic equations: inspection sends a tenth back to the first. */
START_TEST(rework_goes_round_as_jackson_worked_out)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 3, (const double[]){1, 1 / 1.2, 1 / 0.9}, NULL);
    bench_arrivals(&bench, 2);
    static const struct plant_edge edges[] = {
        {-1, -1, 0, 1}, {-1, 0, 1, 1}, {-1, 1, 2, 1}, {-1, 2, 0, 0.1}, {-1, 2, -1, 0.9}};
    bench.model.path_count = 0;
    bench.model.edges = edges;
    bench.model.edge_count = 5;
    struct plant_result result;
    bench_run(&bench, 60, 10, arena, &result);
    meets("inside", result.wip, 1, 3.724972191, 0.03);
    meets("lead", result.lead_mean, 1, 7.449944383, 0.03);
    arena_free(arena);
}
END_TEST

/* A line that uses everything: sets-up, scrap, breakdowns of both kinds, windows, several machines,
 * finite queues, rework, two items. */
struct rich {
    struct bench bench;
    struct plant_breakdown breakdowns[2];
    struct plant_share mix[2];
};

static const struct plant_item two_items[] = {{.id = "a", .name = "가"}, {.id = "b", .name = "나"}};
static const struct plant_window shifts[] = {{8 * TIME_HOUR, 20 * TIME_HOUR},
                                             {32 * TIME_HOUR, 44 * TIME_HOUR},
                                             {56 * TIME_HOUR, 68 * TIME_HOUR},
                                             {80 * TIME_HOUR, 92 * TIME_HOUR}};
static const struct day holiday[] = {{2026, 1, 7}};
static const struct plant_calendar week[] = {{"week", shifts, 4, holiday, 1}};

static void rich_make(struct rich *rich)
{
    struct bench *bench = &rich->bench;
    bench_make(bench, 3, (const double[]){20, 30, 25}, (const int[]){4, 2});
    rich->breakdowns[0] = (struct plant_breakdown){
        .id = "jam", .operation_dependent = true, .uptime = EXP(2000), .repair = EXP(200)};
    rich->breakdowns[1] =
        (struct plant_breakdown){.id = "power", .uptime = EXP(9000), .repair = EXP(100)};
    rich->mix[0] = (struct plant_share){0, 2};
    rich->mix[1] = (struct plant_share){1, 1};
    for (size_t s = 0; s < 3; s++) {
        bench->stations[s].breakdowns = rich->breakdowns;
        bench->stations[s].breakdown_count = 2;
        bench->stations[s].scrap = 0.02;
        bench->stations[s].calendar = 0;
        bench->works[s].per_piece = true;
        bench->works[s].setup = (struct plant_law)CONST(60);
        bench->works[s].setup_when = PLANT_SETUP_CHANGE;
    }
    bench->stations[1].machines = 2;
    bench->stations[1].queue_capacity = -1; /* rework comes back to it: it must not lock */
    bench->stations[1].discipline = PLANT_SPT;
    static const struct plant_edge edges[] = {
        {-1, -1, 0, 1}, {-1, 0, 1, 1}, {-1, 1, 2, 1}, {-1, 2, 1, 0.05}, {-1, 2, -1, 0.95}};
    bench->model.path_count = 0;
    bench->model.edges = edges;
    bench->model.edge_count = 5;
    bench->model.items = two_items;
    bench->model.item_count = 2;
    bench->model.calendars = week;
    bench->model.calendar_count = 1;
    bench->source.kind = PLANT_RANDOM;
    bench->source.mix = rich->mix;
    bench->source.mix_count = 2;
    bench->source.between = (struct plant_law)EXP(400);
    bench->source.quantity = (struct plant_law){.kind = PLANT_UNIFORM, .a = 1, .b = 8};
}

START_TEST(the_same_model_and_seed_give_the_same_bits_for_any_number_of_threads)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct rich rich;
    rich_make(&rich);
    struct plant_result results[3];
    struct error err;
    for (int threads = 1; threads <= 3; threads++) {
        struct plant_options options = {
            .seed = 11, .horizon = 4 * TIME_WEEK, .warmup = -1, .threads = threads};
        CHECK_OK(plant_run(&rich.bench.model, &options, arena, &results[threads - 1], &err), err);
    }
    struct plant_options options = {.seed = 11};
    json_t *first = plant_result_write(&rich.bench.model, &options, &results[0]);
    for (int i = 1; i < 3; i++) {
        json_t *other = plant_result_write(&rich.bench.model, &options, &results[i]);
        ck_assert_str_eq(json_canonical(arena, first, NULL), json_canonical(arena, other, NULL));
        json_decref(other);
    }
    json_decref(first);
    options = (struct plant_options){.seed = 12, .horizon = 4 * TIME_WEEK, .replications = 10};
    CHECK_OK(plant_run(&rich.bench.model, &options, arena, &results[1], &err), err);
    ck_assert_uint_ne(results[0].fingerprint, results[1].fingerprint);
    arena_free(arena);
}
END_TEST

START_TEST(the_state_shares_of_a_station_add_up_to_one_and_none_of_the_orders_vanish)
{
    struct arena *arena = arena_new("test", 64 << 20);
    FOR_ALL(seed, 20) {
        struct rich rich;
        rich_make(&rich);
        struct plant_result result;
        struct error err;
        struct plant_options options = {.seed = seed,
                                        .horizon = 9 * TIME_DAY,
                                        .warmup = TIME_DAY,
                                        .replications = 3,
                                        .threads = 1};
        CHECK_OK(plant_run(&rich.bench.model, &options, arena, &result, &err), err);
        for (size_t s = 0; s < 3; s++) {
            double sum = 0;
            for (int k = 0; k < PLANT_STATE_COUNT; k++) {
                ck_assert(result.stations[s].share[k].mean >= 0);
                sum += result.stations[s].share[k].mean;
            }
            ck_assert_msg(fabs(sum - 1) < 1e-12, "station %zu: %.15f", s, sum);
            /* Nine days from Tuesday on: two of four windows fall out in the first week. */
            ck_assert_msg(fabs(result.stations[s].share[PLANT_OFF].mean - (1 - 5.0 * 12 / 216)) <
                              1e-12,
                          "off %.6f", result.stations[s].share[PLANT_OFF].mean);
        }
        ck_assert(result.stations[0].share[PLANT_DOWN].mean > 0);
        ck_assert(result.stations[0].share[PLANT_SETUP].mean > 0);
        ck_assert_int_eq(result.entered, result.finished + result.lost + result.inside);
        ck_assert(result.finished > 0);
        ck_assert(result.lost > 0);
        arena_reset(arena);
    }
    arena_free(arena);
}
END_TEST

/* 100 days make slices of two days each; 28 days and a quarter have a last one of six hours. */
START_TEST(the_slices_of_a_run_add_up_to_the_whole)
{
    static const struct {
        time_us horizon, slice;
        size_t count;
    } rows[] = {{100 * TIME_DAY, 2 * TIME_DAY, 50}, {28 * TIME_DAY + 6 * TIME_HOUR, TIME_DAY, 29}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench bench;
        bench_make(&bench, 2, (const double[]){600, 900}, NULL);
        bench_arrivals(&bench, 1200);
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_options options = {.seed = 5,
                                        .horizon = rows[i].horizon,
                                        .warmup = 36 * TIME_HOUR,
                                        .replications = 4,
                                        .threads = 1};
        struct plant_result result;
        struct error err;
        CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
        ck_assert_int_eq(result.slice, rows[i].slice);
        ck_assert_uint_eq(result.course_count, rows[i].count);
        double made = 0, inside = 0, days = (double)result.horizon / (double)TIME_DAY;
        for (size_t k = 0; k < result.course_count; k++) {
            time_us left = result.horizon - (time_us)k * result.slice;
            double part = (double)(left < result.slice ? left : result.slice) / (double)TIME_DAY;
            made += result.course[k].throughput.mean * part / days;
            inside += result.course[k].wip.mean * part / days;
            ck_assert_msg(result.course[k].lead.mean > 0, "slice %zu", k);
        }
        ck_assert_msg(fabs(made - result.throughput.mean) < 1e-9, "%.12f made", made);
        ck_assert_msg(fabs(inside - result.wip.mean) < 1e-9, "%.12f inside", inside);
        arena_free(arena);
    }
}
END_TEST

struct seen {
    time_us lasted[500];
    size_t count;
};

static void see_second_station(void *subject, const struct plant_event *event)
{
    struct seen *seen = subject;
    if (event->station == 1 && event->what == PLANT_WORKING && seen->count < 500)
        seen->lasted[seen->count++] = event->lasted;
}

START_TEST(changing_one_station_leaves_the_luck_of_all_others_as_it_was)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 3, (const double[]){1, 1, 1}, (const int[]){5, 5});
    struct seen before = {0}, after = {0};
    struct plant_options options = {.seed = 3,
                                    .horizon = TIME_HOUR,
                                    .replications = 1,
                                    .record = see_second_station,
                                    .record_subject = &before};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    bench.works[0].processing = (struct plant_law){.kind = PLANT_GAMMA, .a = 2, .b = 3};
    bench.breakdowns[0] = (struct plant_breakdown){
        .id = "b", .operation_dependent = true, .uptime = EXP(50), .repair = EXP(50)};
    bench.stations[0].breakdowns = bench.breakdowns;
    bench.stations[0].breakdown_count = 1;
    bench.stations[2].scrap = 0.5;
    options.record_subject = &after;
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    ck_assert_uint_eq(before.count, 500);
    ck_assert_uint_eq(after.count, 500);
    ck_assert_mem_eq(before.lasted, after.lasted, sizeof before.lasted);
    arena_free(arena);
}
END_TEST

struct books {
    time_us lasted[3][PLANT_STATE_COUNT], horizon;
    int64_t good, scrapped, ends;
};

static void add_up(void *subject, const struct plant_event *event)
{
    struct books *books = subject;
    time_us end = event->end < books->horizon ? event->end : books->horizon;
    if (event->start < books->horizon)
        books->lasted[event->station][event->what] += end - event->start;
    ck_assert_int_eq(event->end - event->start, event->lasted); /* no calendar in this line */
    if (event->end <= books->horizon && event->last) {
        ck_assert_int_eq(event->good + event->scrapped, event->quantity);
        books->ends++;
        books->scrapped += event->scrapped;
        books->good += event->station == 2 ? event->good : 0;
    }
}

START_TEST(what_is_recorded_adds_up_to_what_is_reported)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct rich rich;
    rich_make(&rich);
    for (size_t s = 0; s < 3; s++)
        rich.bench.stations[s].calendar = -1;
    struct books books = {.horizon = 5 * TIME_DAY};
    struct plant_options options = {.seed = 21,
                                    .horizon = books.horizon,
                                    .replications = 1,
                                    .record = add_up,
                                    .record_subject = &books};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&rich.bench.model, &options, arena, &result, &err), err);
    for (size_t s = 0; s < 3; s++) {
        double all = (double)books.horizon * rich.bench.stations[s].machines;
        for (int k = PLANT_WORKING; k <= PLANT_DOWN; k++)
            ck_assert_msg(
                fabs((double)books.lasted[s][k] / all - result.stations[s].share[k].mean) < 1e-12,
                "station %zu state %d", s, k);
    }
    ck_assert(books.ends > 500);
    double scrapped = result.scrap.mean / (1 - result.scrap.mean) * result.throughput.mean * 5;
    ck_assert_msg(fabs((double)books.scrapped - scrapped) < 1e-6, "%lld scrapped, %.3f reported",
                  (long long)books.scrapped, scrapped);
    arena_free(arena);
}
END_TEST

START_TEST(work_pauses_when_the_station_closes_and_goes_on_where_it_stopped)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 1, (const double[]){1}, NULL);
    /* Twelve hours a day from eight, Monday to Thursday; Wednesday is closed. */
    bench.works[0].processing = (struct plant_law)CONST(10 * 3600);
    bench.stations[0].calendar = 0;
    bench.model.calendars = week;
    bench.model.calendar_count = 1;
    static const struct plant_order orders[] = {{7 * TIME_HOUR, 0, 1, 40 * TIME_HOUR, -1, "W-1"},
                                                {9 * TIME_HOUR, 0, 1, 30 * TIME_HOUR, -1, "W-2"},
                                                {33 * TIME_HOUR, 0, 1, -1, -1, NULL},
                                                {33 * TIME_HOUR, 0, 1, -1, -1, NULL}};
    bench.source = (struct plant_source){
        .id = "in", .kind = PLANT_SCHEDULED, .calendar = -1, .orders = orders, .order_count = 4};
    struct plant_options options = {
        .seed = 1, .horizon = 2 * TIME_WEEK, .replications = 2, .keep_orders = true};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    static const time_us expected[] = {18 * TIME_HOUR, (32 + 8) * TIME_HOUR, (80 + 6) * TIME_HOUR,
                                       (168 + 8 + 4) * TIME_HOUR};
    ck_assert_uint_eq(result.order_count, 4);
    for (size_t o = 0; o < 4; o++)
        for (size_t r = 0; r < 2; r++)
            ck_assert_int_eq(result.finish_of[r * 4 + o], expected[o]);
    ck_assert(result.on_time.mean == 0.5);
    ck_assert_int_eq(result.warmup, 0);
    /* The measured time ends with the last order: 40 of 40 open hours were worked. */
    ck_assert(fabs(result.stations[0].utilisation.mean - 1) < 1e-12);
    ck_assert(fabs(result.throughput.mean - 4.0 * 24 / 180) < 1e-12);
    arena_free(arena);
}
END_TEST

START_TEST(sets_up_scrap_and_disciplines_do_what_they_say)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 1, (const double[]){1}, NULL);
    bench.works[0] = (struct plant_work){.item = -1,
                                         .processing = CONST(10),
                                         .per_piece = true,
                                         .setup = CONST(100),
                                         .setup_when = PLANT_SETUP_CHANGE};
    bench.model.items = two_items;
    bench.model.item_count = 2;
    bench.model.path_count = 0;
    static const struct plant_edge edges[] = {{-1, -1, 0, 1}, {-1, 0, -1, 1}};
    bench.model.edges = edges;
    bench.model.edge_count = 2;
    /* a b a with 3, 2, 1 pieces, all there at 0 and chosen from together. */
    static const struct plant_order orders[] = {{0, 0, 3, 900 * TIME_SECOND, -1, NULL},
                                                {0, 1, 2, 200 * TIME_SECOND, -1, NULL},
                                                {0, 0, 1, 300 * TIME_SECOND, -1, NULL}};
    bench.source = (struct plant_source){
        .id = "in", .kind = PLANT_SCHEDULED, .calendar = -1, .orders = orders, .order_count = 3};
    static const struct {
        enum plant_discipline discipline;
        time_us finish[3];
    } rows[] = {
        {PLANT_FIFO, {130, 250, 360}}, {PLANT_SPT, {360, 230, 110}}, {PLANT_EDD, {260, 120, 230}}};
    for (size_t i = 0; i < 3; i++) {
        bench.stations[0].discipline = rows[i].discipline;
        struct plant_options options = {
            .seed = 1, .horizon = TIME_HOUR, .replications = 1, .keep_orders = true};
        struct plant_result result;
        struct error err;
        CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
        for (size_t o = 0; o < 3; o++)
            ck_assert_msg(result.finish_of[o] == rows[i].finish[o] * TIME_SECOND,
                          "discipline %zu order %zu: %.3f s", i, o,
                          (double)result.finish_of[o] * 1e-6);
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_line_that_locks_itself_is_refused_with_its_stations)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 3, (const double[]){1, 1, 1}, (const int[]){0, 0});
    static const struct plant_edge edges[] = {
        {-1, -1, 0, 1}, {-1, 0, 1, 1}, {-1, 1, 2, 1}, {-1, 2, 1, 0.5}, {-1, 2, -1, 0.5}};
    bench.model.path_count = 0;
    bench.model.edges = edges;
    bench.model.edge_count = 5;
    struct plant_options options = {.seed = 1, .horizon = TIME_DAY, .replications = 1};
    struct plant_result result;
    struct error err;
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), PLANT_DEADLOCK, err);
    ck_assert_str_eq(err.place, "/stations/1");
    ck_assert_ptr_nonnull(strstr(err.text, "s2, s3"));
    arena_free(arena);
}
END_TEST

START_TEST(a_model_that_runs_away_meets_a_limit_with_a_message)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    struct plant_result result;
    struct error err;
    struct plant_options options = {
        .seed = 1, .horizon = TIME_DAY, .replications = 1, .events_max = 100000};
    bench_make(&bench, 1, (const double[]){0}, NULL);
    bench.works[0].processing = (struct plant_law)CONST(0);
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), SIM_RUNAWAY, err);
    /* Breakdowns without end while one piece is made. */
    bench_make(&bench, 1, (const double[]){1e6}, NULL);
    bench.breakdowns[0] = (struct plant_breakdown){
        .id = "b", .operation_dependent = true, .uptime = CONST(1e-6), .repair = CONST(0)};
    bench.stations[0].breakdowns = bench.breakdowns;
    bench.stations[0].breakdown_count = 1;
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), SIM_RUNAWAY, err);
    /* More orders than the line can ever work. */
    bench_make(&bench, 1, (const double[]){1e6}, NULL);
    bench_arrivals(&bench, 1e-3);
    options.events_max = 0;
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), PLANT_RUNAWAY, err);
    ck_assert_str_eq(err.place, "/stations/0");
    arena_free(arena);
}
END_TEST

START_TEST(a_run_can_be_stopped_and_nonsense_settings_are_refused)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 1, (const double[]){1}, NULL);
    struct plant_progress progress = {.cancel = true};
    struct plant_options options = {
        .seed = 1, .horizon = TIME_DAY, .replications = 2, .progress = &progress};
    struct plant_result result;
    struct error err;
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), PLANT_CANCELLED, err);
    atomic_store(&progress.cancel, false);
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    ck_assert_int_eq(atomic_load(&progress.done), 2);
    ck_assert_int_eq(atomic_load(&progress.total), 2);
    options.horizon = 0;
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), PLANT_OPTIONS, err);
    ck_assert_str_eq(err.place, "horizon");
    options = (struct plant_options){.horizon = TIME_DAY, .precision = -HUGE_VAL};
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), PLANT_OPTIONS, err);
    options = (struct plant_options){.horizon = TIME_DAY, .replications = 1 << 20};
    CHECK_FAILS(plant_run(&bench.model, &options, arena, &result, &err), PLANT_OPTIONS, err);
    arena_free(arena);
}
END_TEST

START_TEST(a_run_that_is_too_short_or_never_settles_says_so_in_words)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct bench bench;
    bench_make(&bench, 1, (const double[]){1}, NULL);
    bench_arrivals(&bench, 0.5); /* twice as many as the station can work */
    struct plant_options options = {
        .seed = 1, .horizon = 2 * TIME_HOUR, .warmup = -1, .replications = 3};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    ck_assert_ptr_nonnull(strstr(result.remark_en, "No steady state"));
    ck_assert_ptr_nonnull(strstr(result.remark_ko, "안정 상태"));
    ck_assert(!result.short_run);
    options = (struct plant_options){.seed = 1, .horizon = 20 * TIME_SECOND, .replications = 3};
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    ck_assert(result.short_run);
    ck_assert_ptr_nonnull(strstr(result.remark_en, "too few to tell"));
    /* A line that fills slowly: what was cut is about what it needs, and nothing is remarked. */
    bench_make(&bench, 1, (const double[]){1}, NULL);
    bench_arrivals(&bench, 1 / 0.9);
    options = (struct plant_options){
        .seed = 1, .horizon = 10 * TIME_HOUR, .warmup = -1, .replications = 3};
    CHECK_OK(plant_run(&bench.model, &options, arena, &result, &err), err);
    ck_assert_ptr_null(result.remark_en);
    ck_assert(result.warmup > 0);
    ck_assert(result.warmup < 5 * TIME_HOUR);
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("plant run", 120, a_saturated_line_of_two_makes_what_hunt_worked_out,
                 exponential_queues_wait_as_erlang_said,
                 breakdowns_delay_as_gaver_and_white_and_christie_worked_out,
                 longer_lines_block_and_starve_as_their_markov_chains_say,
                 a_line_of_two_with_breakdowns_makes_what_its_markov_chain_says,
                 rework_goes_round_as_jackson_worked_out,
                 the_same_model_and_seed_give_the_same_bits_for_any_number_of_threads,
                 the_state_shares_of_a_station_add_up_to_one_and_none_of_the_orders_vanish,
                 the_slices_of_a_run_add_up_to_the_whole,
                 changing_one_station_leaves_the_luck_of_all_others_as_it_was,
                 what_is_recorded_adds_up_to_what_is_reported,
                 work_pauses_when_the_station_closes_and_goes_on_where_it_stopped,
                 sets_up_scrap_and_disciplines_do_what_they_say,
                 a_line_that_locks_itself_is_refused_with_its_stations,
                 a_model_that_runs_away_meets_a_limit_with_a_message,
                 a_run_can_be_stopped_and_nonsense_settings_are_refused,
                 a_run_that_is_too_short_or_never_settles_says_so_in_words)
