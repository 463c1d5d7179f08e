#include <math.h>
#include <stdio.h>
#include <string.h>

#include "calibrate/calibrate_private.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

/* ---- a shop of our own, its log, and what can be told from it ---- */

/* Two shifts, 08:00 to 22:00, Monday to Friday. */
static const struct plant_window shifts[] = {
    {8 * TIME_HOUR, 22 * TIME_HOUR},
    {TIME_DAY + 8 * TIME_HOUR, TIME_DAY + 22 * TIME_HOUR},
    {2 * TIME_DAY + 8 * TIME_HOUR, 2 * TIME_DAY + 22 * TIME_HOUR},
    {3 * TIME_DAY + 8 * TIME_HOUR, 3 * TIME_DAY + 22 * TIME_HOUR},
    {4 * TIME_DAY + 8 * TIME_HOUR, 4 * TIME_DAY + 22 * TIME_HOUR},
};
static const struct plant_calendar calendars[] = {{.id = "shifts", .windows = shifts, 5}};
static const struct plant_item items[] = {{.id = "shaft", .name = "축"},
                                          {.id = "flange", .name = "플랜지"}};

#define LAW(kind_, a_, b_)                                                                         \
    {                                                                                              \
        .kind = (kind_), .a = (a_), .b = (b_)                                                      \
    }

static const struct plant_work turning[] = {{.item = -1,
                                             .per_piece = true,
                                             .processing = LAW(PLANT_GAMMA, 300, 9),
                                             .setup = LAW(PLANT_LOGNORMAL, 1800, 600),
                                             .setup_when = PLANT_SETUP_ORDER}};
static const struct plant_work milling[] = {
    {.item = 0, .per_piece = true, .processing = LAW(PLANT_LOGNORMAL, 400, 80)},
    {.item = 1, .per_piece = true, .processing = LAW(PLANT_LOGNORMAL, 900, 90)}};
static const struct plant_work oven[] = {{.item = -1, .processing = LAW(PLANT_WEIBULL, 7200, 4)}};
static const struct plant_work check[] = {
    {.item = -1, .per_piece = true, .processing = LAW(PLANT_GAMMA, 60, 4)}};
static const struct plant_breakdown breakdowns[] = {{.id = "spindle",
                                                     .operation_dependent = true,
                                                     .uptime = LAW(PLANT_EXPONENTIAL, 40 * 3600, 0),
                                                     .repair = LAW(PLANT_GAMMA, 3600, 4)}};

static struct plant_station stations[] = {
    {.id = "t",
     .name = "선반",
     .machines = 2,
     .works = turning,
     .work_count = 1,
     .breakdowns = breakdowns,
     .breakdown_count = 1},
    {.id = "m", .name = "밀링", .machines = 1, .works = milling, .work_count = 2},
    {.id = "o", .name = "열처리로", .machines = 1, .works = oven, .work_count = 1},
    {.id = "q", .name = "검사대", .machines = 1, .works = check, .work_count = 1, .scrap = 0.04},
};
static const struct plant_step shaft_steps[] = {{.station = 0}, {.station = 2}, {.station = 3}};
static const struct plant_step flange_steps[] = {
    {.station = 0}, {.station = 1}, {.station = 2}, {.station = 3}};
static const struct plant_path paths[] = {{0, 1, shaft_steps, 3}, {1, 1, flange_steps, 4}};
static const struct plant_share mix[] = {{0, 2}, {1, 1}};
static const struct plant_source sources[] = {{.id = "orders",
                                               .kind = PLANT_RANDOM,
                                               .mix = mix,
                                               .mix_count = 2,
                                               .between = LAW(PLANT_EXPONENTIAL, 9000, 0),
                                               .quantity = LAW(PLANT_UNIFORM, 8, 40),
                                               .calendar = 0}};

static struct plant_model shop(void)
{
    for (size_t i = 0; i < 4; i++) {
        stations[i].calendar = 0;
        stations[i].queue_capacity = -1;
    }
    return (struct plant_model){.name = "a shop",
                                .zone = "Asia/Seoul",
                                .start = {2024, 3, 4},
                                .items = items,
                                .item_count = 2,
                                .calendars = calendars,
                                .calendar_count = 1,
                                .stations = stations,
                                .station_count = 4,
                                .paths = paths,
                                .path_count = 2,
                                .sources = sources,
                                .source_count = 1};
}

static void local_time(struct text *csv, time_us when)
{
    struct day day = day_from_number(when / TIME_DAY);
    text_format(csv, ",%04d-%02d-%02d %02d:%02d:%02d", day.year, day.month, day.day,
                (int)(when % TIME_DAY / TIME_HOUR), (int)(when % TIME_HOUR / TIME_MINUTE),
                (int)(when % TIME_MINUTE / TIME_SECOND));
}

struct writer {
    struct text csv;
    const struct plant_model *model;
};

static void write_event(void *subject, const struct plant_event *event)
{
    struct writer *writer = subject;
    struct text *csv = &writer->csv;
    time_us zero = day_number(writer->model->start) * TIME_DAY;
    int64_t lasted = event->lasted / TIME_SECOND;
    if (event->order < 0)
        return;
    text_format(csv, "W%d,%s", (int)event->order, writer->model->stations[event->station].name);
    local_time(csv, zero + event->start);
    local_time(csv, zero + event->end);
    text_format(csv, ",%d:%02d:%02d,%d,%d,%d,%s,%s\n", (int)(lasted / 3600),
                (int)(lasted / 60 % 60), (int)(lasted % 60), (int)event->quantity, (int)event->good,
                (int)event->scrapped, writer->model->items[event->item].name,
                event->what == PLANT_SETUP  ? "준비"
                : event->what == PLANT_DOWN ? "고장"
                                            : "생산");
}

/* The log of so many days of a model, read again. */
static struct calibrate_log *log_of(struct arena *arena, const struct plant_model *model, int days)
{
    struct writer writer = {.csv = text_start(arena, (size_t)64 << 20), .model = model};
    text_add(&writer.csv, "작업지시,설비,시작,종료,소요시간,수량,양품,불량,품목,보고구분\n");
    struct plant_options run = {.seed = 7,
                                .horizon = days * TIME_DAY,
                                .replications = 2,
                                .record = write_event,
                                .record_subject = &writer};
    struct plant_result result;
    struct calibrate_options options = {0};
    struct calibrate_log *log = NULL;
    struct error err;
    CHECK_OK(plant_run(model, &run, arena, &result, &err), err);
    ck_assert(!text_cut(&writer.csv));
    CHECK_OK(calibrate_import_bytes(writer.csv.bytes, writer.csv.size, &options, &log, &err), err);
    return log;
}

static const struct plant_station *station_named(const struct plant_model *model, const char *name)
{
    for (size_t s = 0; s < model->station_count; s++)
        if (text_same(model->stations[s].name, name))
            return &model->stations[s];
    ck_abort_msg("no station %s", name);
    return NULL;
}

static const struct plant_work *work_for(const struct plant_model *model,
                                         const struct plant_station *station, const char *item)
{
    const struct plant_work *found = NULL;
    for (size_t w = 0; w < station->work_count; w++) {
        int of = station->works[w].item;
        if ((of < 0 && found == NULL) || (of >= 0 && text_same(model->items[of].name, item)))
            found = &station->works[w];
    }
    ck_assert_ptr_nonnull(found);
    return found;
}

static void near(const char *what, double got, double want, double share)
{
    ck_assert_msg(fabs(got - want) <= share * want, "%s: %.2f, wanted %.2f within %.0f %%", what,
                  got, want, share * 100);
}

START_TEST(a_simulated_log_gives_back_the_parameters_it_was_made_with)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)2 << 30);
    struct plant_model made = shop(), found;
    struct calibrate_log *log = log_of(arena, &made, 180);
    struct calibrate_options options = {0};
    struct error err;
    CHECK_OK(calibrate_fit(log, &options, arena, &found, &err), err);
    ck_assert_uint_eq(found.station_count, 4);
    ck_assert_uint_eq(found.item_count, 2);
    for (size_t s = 0; s < 4; s++) {
        const struct plant_station *station = station_named(&found, made.stations[s].name);
        ck_assert_int_eq(station->machines, made.stations[s].machines);
        near("scrap", station->scrap + 1, made.stations[s].scrap + 1, 0.01);
        for (size_t i = 0; i < 2; i++) {
            const struct plant_work *work = work_for(&found, station, made.items[i].name);
            const struct plant_work *want = work_for(&made, &made.stations[s], made.items[i].name);
            if (s == 1 && i == 0) /* shafts are not milled */
                continue;
            ck_assert_int_eq(work->per_piece, want->per_piece);
            near(station->name, plant_law_mean(&work->processing),
                 plant_law_mean(&want->processing), 0.06);
            ck_assert_int_eq(work->setup_when, want->setup_when);
            near("set-up", plant_law_mean(&work->setup) + 60, plant_law_mean(&want->setup) + 60,
                 0.08);
            ck_assert_msg(plant_law_mean(&work->transfer) < 60, "%s: lies %.0f s", station->name,
                          plant_law_mean(&work->transfer));
        }
    }
    const struct plant_station *turn = station_named(&found, "선반");
    ck_assert_uint_eq(turn->breakdown_count, 1);
    near("uptime", plant_law_mean(&turn->breakdowns[0].uptime), 40 * 3600, 0.4);
    near("repair", plant_law_mean(&turn->breakdowns[0].repair), 3600, 0.3);
    ck_assert_uint_eq(found.path_count, 2);
    calibrate_free(log);
}
END_TEST

START_TEST(the_working_hours_are_found)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)2 << 30);
    struct plant_model made = shop();
    struct calibrate_log *log = log_of(arena, &made, 120);
    struct hours *hours = hours_find(arena, log, log->order_count);
    const struct plant_calendar *calendar = &hours->calendars[0];
    ck_assert_uint_eq(calendar->window_count, 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_le(llabs(calendar->windows[i].start - shifts[i].start), 30 * TIME_MINUTE);
        ck_assert_int_le(llabs(calendar->windows[i].end - shifts[i].end), 30 * TIME_MINUTE);
    }
    calibrate_free(log);
}
END_TEST

START_TEST(a_calibrated_model_of_a_simulated_shop_is_fit_and_takes_as_long_as_the_shop)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)2 << 30);
    struct plant_model made = shop(), found;
    struct calibrate_log *log = log_of(arena, &made, 90);
    struct calibrate_options options = {.seed = 3};
    struct calibrate_verdict verdict;
    struct error err;
    CHECK_OK(calibrate_fit(log, &options, arena, &found, &err), err);
    CHECK_OK(calibrate_validate(log, &options, arena, &found, &verdict, &err), err);
    (void)printf("# model %.2f d, one for all %.2f d, processing %.2f d\n",
                 verdict.model.mean_absolute_days, verdict.constant.mean_absolute_days,
                 verdict.processing.mean_absolute_days);
    ck_assert(verdict.fit);
    ck_assert_str_eq(verdict.log_busiest, verdict.model_busiest);
    near("median lead", verdict.model_side.lead_median_days, verdict.log_side.lead_median_days,
         0.35);
    ck_assert(json_is_true(json_object_get(found.validation, "fit_for_advice")));
    json_decref(found.validation);
    calibrate_free(log);
}
END_TEST

/* ---- waits that no machine explains ---- */

START_TEST(an_order_on_its_way_holds_no_machine_and_its_wait_is_found_again)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)2 << 30);
    struct plant_model made = shop(), found;
    struct plant_work late = check[0];
    late.transfer = (struct plant_law)LAW(PLANT_GAMMA, 3 * 86400, 4);
    stations[3].works = &late;
    struct calibrate_log *log = log_of(arena, &made, 180);
    struct calibrate_options options = {0};
    struct error err;
    CHECK_OK(calibrate_fit(log, &options, arena, &found, &err), err);
    stations[3].works = check;
    const struct plant_work *work = work_for(&found, station_named(&found, "검사대"), "축");
    double pieces = pow(24, work->transfer_power); /* of a middling order */
    near("transfer", plant_law_mean(&work->transfer) * pieces, 3 * 86400, 0.2);
    ck_assert_int_eq(station_named(&found, "선반")->machines, 2);
    calibrate_free(log);
}
END_TEST

/* ---- the judgement ---- */

static const char *orders_csv(struct arena *arena, int count, int hours, int late_from, int late)
{
    struct text csv = text_start(arena, 1 << 22);
    text_add(&csv, "order,machine,start,end,qty,item\n");
    for (int i = 0; i < count; i++) {
        int more = i >= late_from ? late : 0;
        time_us start = day_number((struct day){2024, 3, 4}) * TIME_DAY + i * 6 * TIME_HOUR;
        text_format(&csv, "W%03d,M1", i);
        local_time(&csv, start);
        local_time(&csv, start + 2 * TIME_HOUR + more * TIME_MINUTE);
        text_format(&csv, ",10,p\nW%03d,M2", i);
        local_time(&csv, start + hours * TIME_HOUR);
        local_time(&csv, start + (hours + 1) * TIME_HOUR);
        text_add(&csv, ",10,p\n");
    }
    return text_string(&csv);
}

static struct calibrate_log *import(const char *csv)
{
    struct calibrate_log *log = NULL;
    struct calibrate_options options = {0};
    struct error err;
    CHECK_OK(calibrate_import_bytes(csv, strlen(csv), &options, &log, &err), err);
    return log;
}

START_TEST(nothing_of_the_judged_orders_reaches_the_model_that_is_judged)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)1 << 30);
    const char *hashes[2];
    for (int late = 0; late < 2; late++) {
        struct calibrate_log *log = import(orders_csv(arena, 60, 30, 40, late * 90));
        struct fit fit;
        struct plant_model model;
        struct error err;
        ck_assert_uint_eq(log->order_count, 60);
        CHECK_OK(fit_start(log, 40, arena, &fit, &model, &err), err);
        hashes[late] = plant_hash(arena, &model);
        fit_end(&fit);
        calibrate_free(log);
    }
    ck_assert_str_eq(hashes[0], hashes[1]);
}
END_TEST

START_TEST(a_model_that_does_not_beat_the_simple_forecasts_is_said_to_be_unfit)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)1 << 30);
    struct calibrate_log *log = import(orders_csv(arena, 60, 30, 60, 0));
    struct calibrate_options options = {0};
    struct plant_model model;
    struct calibrate_verdict verdict;
    struct error err;
    CHECK_OK(calibrate_fit(log, &options, arena, &model, &err), err);
    CHECK_OK(calibrate_validate(log, &options, arena, &model, &verdict, &err), err);
    /* Every order takes 31 hours: nothing is closer than that constant. */
    ck_assert(verdict.constant.mean_absolute_days < 1e-9);
    ck_assert(!verdict.fit);
    ck_assert(json_is_false(json_object_get(model.validation, "fit_for_advice")));
    json_decref(model.validation);
    calibrate_free(log);
}
END_TEST

static bool stop_at_once(void *context, double share)
{
    (void)context;
    (void)share;
    return false;
}

START_TEST(too_little_is_refused_and_long_work_stops_on_request)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)1 << 30);
    struct calibrate_options options = {0};
    struct plant_model model;
    struct calibrate_verdict verdict;
    struct error err;
    struct calibrate_log *log = import("order,machine,start,end\n"
                                       "A,M1,2024-03-04 09:00,2024-03-04 10:00\n");
    CHECK_FAILS(calibrate_fit(log, &options, arena, &model, &err), CALIBRATE_TOO_LITTLE, err);
    CHECK_FAILS(calibrate_validate(log, &options, arena, &model, &verdict, &err),
                CALIBRATE_TOO_LITTLE, err);
    calibrate_free(log);
    log = import(orders_csv(arena, 30, 30, 0, 0));
    options.tell = stop_at_once;
    CHECK_FAILS(calibrate_fit(log, &options, arena, &model, &err), CALIBRATE_CANCELLED, err);
    calibrate_free(log);
}
END_TEST

START_TEST(a_law_is_recognised_by_its_sample)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)64 << 20);
    static const double shapes[] = {1, 3};
    int right = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct random_stream luck = random_stream(seed, "weibull");
        double values[400], shape = shapes[seed % 2];
        for (size_t i = 0; i < 400; i++)
            values[i] = 100 * pow(-log(random_unit(&luck)), 1 / shape);
        struct plant_law law = laws_fit(arena, values, 400);
        near("mean", plant_law_mean(&law), 100 * tgamma(1 + 1 / shape), 0.15);
        ck_assert_int_eq(law.sample_size, 400);
        right += law.kind == (shape < 2 ? PLANT_EXPONENTIAL : PLANT_WEIBULL);
    }
    ck_assert_msg(right >= 32, "%d of 40", right);
    double two[400];
    for (size_t i = 0; i < 400; i++)
        two[i] = i % 2 == 0 ? 10 : 1000;
    ck_assert_int_eq(laws_fit(arena, two, 400).kind, PLANT_EMPIRICAL);
}
END_TEST

/* As remarks of TAP. */
static void print_lines(const char *text)
{
    while (*text != '\0') {
        int size = (int)strcspn(text, "\n");
        (void)printf("# %.*s\n", size, text);
        text += size + (text[size] == '\n');
    }
}

START_TEST(the_real_log_is_judged_and_the_comparison_is_printed)
{
    const char *folder = test_data("production_log");
    if (folder == NULL) {
        TEST_SKIP("the real log is not here");
        return;
    }
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)1 << 30);
    struct calibrate_options options = {.zone = "Asia/Jerusalem", .seed = 1};
    struct calibrate_log *log = NULL;
    struct plant_model model;
    struct calibrate_verdict verdict;
    struct error err;
    const char *path = arena_format(arena, "%s/production_log_jan_feb.csv", folder);
    CHECK_OK(calibrate_import_file(path, &options, &log, &err), err);
    CHECK_OK(calibrate_fit(log, &options, arena, &model, &err), err);
    CHECK_OK(calibrate_validate(log, &options, arena, &model, &verdict, &err), err);
    const char *report = calibrate_report_text(arena, log, &model, "en");
    print_lines(strstr(report, "Judgement:"));
    ck_assert_ptr_nonnull(strstr(calibrate_report_text(arena, log, &model, "ko"), "검증"));
    ck_assert_uint_eq(verdict.known_orders, 85);
    ck_assert_uint_eq(verdict.judged_orders, 43);
    ck_assert_int_eq(verdict.fit,
                     verdict.model.mean_absolute_days < verdict.constant.mean_absolute_days &&
                         verdict.model.mean_absolute_log < verdict.constant.mean_absolute_log &&
                         verdict.model.mean_absolute_days < verdict.processing.mean_absolute_days);
    ck_assert_msg(verdict.fit, "the model is not fit any more");
    json_decref(model.validation);
    calibrate_free(log);
}
END_TEST

START_TEST(a_model_keeps_its_names_when_the_log_is_given_back)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)1 << 30);
    struct calibrate_options options = {.seed = 1, .replications = 2};
    struct calibrate_log *log = NULL;
    struct plant_model model = {0};
    struct calibrate_verdict verdict = {0};
    struct error err;
    CHECK_OK(calibrate_import_file("data/samples/line-log.csv", &options, &log, &err), err);
    CHECK_OK(calibrate_fit(log, &options, arena, &model, &err), err);
    CHECK_OK(calibrate_validate(log, &options, arena, &model, &verdict, &err), err);
    json_t *before = plant_write(&model);
    const char *wanted = json_canonical(arena, before, NULL);
    calibrate_free(log); /* from here the address sanitizer reports each look at it */
    json_t *after = plant_write(&model);
    ck_assert_str_eq(json_canonical(arena, after, NULL), wanted);
    ck_assert_uint_gt(strlen(verdict.log_busiest), 0);
    ck_assert_uint_gt(strlen(verdict.model_busiest), 0);
    ck_assert_uint_gt(strlen(verdict.why_ko), 0);
    json_decref(before);
    json_decref(after);
    json_decref(model.validation);
}
END_TEST

TEST_MAIN_WITHIN("calibrate model", 300, a_simulated_log_gives_back_the_parameters_it_was_made_with,
                 the_working_hours_are_found, a_model_keeps_its_names_when_the_log_is_given_back,
                 a_calibrated_model_of_a_simulated_shop_is_fit_and_takes_as_long_as_the_shop,
                 an_order_on_its_way_holds_no_machine_and_its_wait_is_found_again,
                 nothing_of_the_judged_orders_reaches_the_model_that_is_judged,
                 a_model_that_does_not_beat_the_simple_forecasts_is_said_to_be_unfit,
                 too_little_is_refused_and_long_work_stops_on_request,
                 a_law_is_recognised_by_its_sample,
                 the_real_log_is_judged_and_the_comparison_is_printed)
