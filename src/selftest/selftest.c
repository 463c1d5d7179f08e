/* A file of cases, case by case: translate, run long enough, judge. How long is settled by a pilot
 * run; the run that is judged is another one, so that nobody stops when the number happens to fit.
 */
#include <math.h>
#include <string.h>

#include "kit/json.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "plant/plant.h"
#include "selftest/selftest_private.h"
#include "sim/sim.h"

#define REASON REASON_DEFINE
#include "selftest/reasons.def"
#undef REASON

#define HORIZON_FIRST 20000.0 /* of the longest mean time in the model */
#define HORIZON_MAX   1e9     /* seconds */
#define WIDE          0.05    /* an interval of 95 % wider than that of the value says nothing */

enum { PILOTS_MAX = 4, CASES_MAX = 1000, NUMBERS_MAX = 200, ARENA_MAX = 1 << 30 };

struct numbers {
    struct selftest_number *at;
    size_t count, room;
};

struct judge {
    struct selftest_options options;
    struct arena *arena;
    double t95, t_allowed; /* Student's t for an interval of 95 %, and for one comparison */
};

/* How many comparisons a file asks for, before any is run. */
static size_t comparisons_of(const json_t *cases)
{
    size_t count = 0, i = 0;
    json_t *one = NULL, *value = NULL;
    const char *name = NULL;
    json_array_foreach(cases, i, one) {
        json_object_foreach(json_object_get(one, "expected"), name, value)
            count += json_is_array(value) ? json_array_size(value) : 1;
    }
    return count > 0 ? count : 1;
}

static struct selftest_number *number_add(const struct judge *judge, struct numbers *numbers,
                                          const char *name, int index, double expected)
{
    struct selftest_number *number = list_add(judge->arena, numbers);
    number->name = index < 0 ? arena_text(judge->arena, name)
                             : arena_format(judge->arena, "%s[%d]", name, index);
    number->expected = expected;
    return number;
}

/* Numbers that are counts of a run, or that a run without chance shows, may be off by the two
 * parts that its ends cut. */
static void number_judge(const struct judge *judge, struct selftest_number *number,
                         struct plant_estimate got, double parts)
{
    double size = fabs(number->expected) > 1e-9 ? fabs(number->expected) : 1;
    number->found = got.mean;
    number->error = got.half_width / judge->t95;
    double ends = size * 2 / (parts > 1 ? parts : 1);
    number->allowed = number->error * judge->t_allowed + ends;
    number->fits = fabs(number->found - number->expected) <= number->allowed;
    number->narrow = number->error * judge->t95 <= WIDE * size;
}

/* Every expected number beside what the run shows; false: one of them is not known. */
static bool numbers_measure(const struct judge *judge, struct draft *draft, const json_t *expected,
                            const struct plant_model *model, const struct plant_result *result,
                            struct numbers *numbers)
{
    const char *name = NULL;
    json_t *value = NULL;
    double parts = (double)result->finished;
    json_object_foreach((json_t *)(uintptr_t)expected, name, value) {
        bool listed = json_is_array(value);
        size_t count = listed ? json_array_size(value) : 1;
        for (size_t i = 0; i < count; i++) {
            const json_t *one = listed ? json_array_get(value, i) : value;
            bool aside = false;
            struct measured got = measure(draft, model, result, name, listed ? (int)i : -1, &aside);
            if (aside)
                continue;
            if (!got.found || !json_is_number(one)) {
                draft->why = arena_format(judge->arena, "number \"%.60s\"", name);
                return false;
            }
            number_judge(
                judge,
                number_add(judge, numbers, name, listed ? (int)i : -1, json_number_value(one)),
                got.estimate, parts);
        }
    }
    if (numbers->count == 0)
        draft->why = "nothing expected";
    return numbers->count > 0;
}

/* ---- running ---- */

static enum status run_model(const struct judge *judge, const struct plant_model *model,
                             double horizon, uint64_t seed, struct arena *arena,
                             struct plant_result *ret_result, struct error *err)
{
    struct plant_options options = {.seed = seed,
                                    .horizon = (time_us)(horizon * 1e6),
                                    .warmup = (time_us)(horizon * 1e5),
                                    .replications = SELFTEST_REPLICATIONS,
                                    .threads = judge->options.threads,
                                    .events_max = UINT64_C(1) << 33};
    return plant_run(model, &options, arena, ret_result, err);
}

static double visits_of(const struct plant_model *model, const struct plant_result *result)
{
    double visits = 0;
    for (size_t s = 0; s < model->station_count; s++)
        visits += (double)result->stations[s].visits;
    return visits;
}

/* The horizon that makes every interval as narrow as asked, as far as it may go. */
static double longer(const struct judge *judge, const struct numbers *numbers, double horizon,
                     double visits)
{
    double most = 1;
    for (size_t i = 0; i < numbers->count; i++) {
        const struct selftest_number *number = &numbers->at[i];
        double size = fabs(number->expected) > 1e-9 ? fabs(number->expected) : 1;
        double ratio = number->error * judge->t95 / (judge->options.precision * size);
        most = ratio > most ? ratio : most;
    }
    double wanted = horizon * (most > 1 ? 1.3 * most * most : 1);
    double allowed =
        visits > 0 ? horizon * judge->options.visits_max * SELFTEST_REPLICATIONS / visits : horizon;
    wanted = wanted < allowed ? wanted : allowed;
    return wanted < HORIZON_MAX ? wanted : HORIZON_MAX;
}

static enum selftest_verdict verdict_of(const struct numbers *numbers)
{
    enum selftest_verdict verdict = SELFTEST_PASSED;
    for (size_t i = 0; i < numbers->count; i++) {
        if (!numbers->at[i].fits)
            return SELFTEST_FAILED;
        if (!numbers->at[i].narrow)
            verdict = SELFTEST_TOO_WIDE;
    }
    return verdict;
}

static enum status case_simulate(const struct judge *judge, struct draft *draft,
                                 const json_t *expected, const struct plant_model *model,
                                 struct selftest_case *one, struct error *err)
{
    double horizon = HORIZON_FIRST * draft->unit;
    for (int pilot = 0;; pilot++) {
        struct arena *arena = arena_new("self-test run", ARENA_MAX);
        struct plant_result result;
        struct numbers numbers = {0};
        bool last = pilot == PILOTS_MAX;
        enum status st = run_model(judge, model, horizon,
                                   judge->options.seed + (uint64_t)(last ? PILOTS_MAX : pilot),
                                   arena, &result, err);
        if (st == STATUS_OK && !numbers_measure(judge, draft, expected, model, &result, &numbers))
            last = true;
        double visits = st == STATUS_OK ? visits_of(model, &result) : 0;
        double next = st == STATUS_OK ? longer(judge, &numbers, horizon, visits) : horizon;
        arena_free(arena);
        if (st != STATUS_OK)
            return st;
        if (last) {
            one->numbers = numbers.at;
            one->number_count = numbers.count;
            one->visits = (int64_t)visits;
            one->verdict = draft->why == NULL ? verdict_of(&numbers) : SELFTEST_NOT_RUN;
            return STATUS_OK;
        }
        if (next <= horizon * 1.05)
            pilot = PILOTS_MAX - 1; /* long enough: the next one is judged */
        horizon = next > horizon ? next : horizon;
    }
}

static enum status case_model(const struct judge *judge, struct draft *draft,
                              const json_t *expected, struct selftest_case *one, struct error *err)
{
    json_t *document = NULL;
    if (!types_draft(draft, one->type, &document))
        return STATUS_OK;
    struct arena *arena = arena_new("self-test model", ARENA_MAX);
    size_t size = 0;
    const char *bytes = json_canonical(arena, document, &size);
    struct plant_model model = {0};
    enum status st = plant_read(arena, bytes, size, &model, err);
    if (st == STATUS_OK)
        st = case_simulate(judge, draft, expected, &model, one, err);
    json_decref(document);
    arena_free(arena);
    return st == STATUS_OK ? st : error_while(err, "case \"%s\"", one->id);
}

/* Exact: the series and the method are fixed. */
static void case_series(const struct judge *judge, struct draft *draft, const json_t *expected,
                        struct selftest_case *one)
{
    struct numbers numbers = {0};
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)expected, name, value) {
        double found = 0;
        if (!series_measure(judge->arena, draft->model, name, &found, &draft->why))
            return;
        draft->why = NULL;
        struct selftest_number *number =
            number_add(judge, &numbers, name, -1, json_number_value(value));
        number->found = found;
        number->allowed = 1e-8 * fabs(number->expected);
        number->fits = fabs(found - number->expected) <= number->allowed;
        number->narrow = true;
    }
    one->numbers = numbers.at;
    one->number_count = numbers.count;
    one->verdict = numbers.count > 0 ? verdict_of(&numbers) : SELFTEST_NOT_RUN;
}

/* ---- the file ---- */

static enum status case_run(const struct judge *judge, const json_t *from, size_t number,
                            struct selftest_case *one, struct error *err)
{
    const json_t *model = json_object_get(from, "model"),
                 *expected = json_object_get(from, "expected");
    const char *id = json_string_value(json_object_get(from, "id"));
    const char *title = json_string_value(json_object_get(from, "title"));
    const char *type = json_string_value(json_object_get(model, "type"));
    if (id == NULL || !json_is_object(model) || !json_is_object(expected))
        return FAIL_AT(err, SELFTEST_FORMAT, arena_format(judge->arena, "/%zu", number),
                       "a case has id, model and expected");
    bool series = type == NULL && json_object_get(model, "batch") != NULL;
    *one = (struct selftest_case){
        .id = arena_text(judge->arena, id),
        .title = arena_text(judge->arena, title == NULL ? id : title),
        .type = series ? "MSER-5" : arena_text(judge->arena, type == NULL ? "" : type),
        .verdict = SELFTEST_NOT_RUN,
    };
    struct draft draft = {.arena = judge->arena, .model = model, .servers = 1};
    enum status st = STATUS_OK;
    if (series)
        case_series(judge, &draft, expected, one);
    else
        st = case_model(judge, &draft, expected, one, err);
    one->why = draft.why;
    return st;
}

static void count_case(struct selftest_report *report, const struct selftest_case *one)
{
    size_t *const counts[] = {[SELFTEST_PASSED] = &report->passed,
                              [SELFTEST_FAILED] = &report->failed,
                              [SELFTEST_TOO_WIDE] = &report->too_wide,
                              [SELFTEST_NOT_RUN] = &report->not_run};
    ++*counts[one->verdict];
}

enum status selftest_run(const char *bytes, size_t size, const struct selftest_options *options,
                         struct arena *arena, struct selftest_report *ret_report, struct error *err)
{
    struct json document = {0};
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_DOCUMENT, &document, err);
    if (st != STATUS_OK)
        return st;
    struct judge judge = {.options = *options, .arena = arena};
    if (!(judge.options.precision > 0))
        judge.options.precision = 0.01;
    if (!(judge.options.false_alarms > 0))
        judge.options.false_alarms = 0.001;
    if (!(judge.options.visits_max > 0))
        judge.options.visits_max = 2e6;
    size_t count = json_array_size(document.value);
    struct selftest_report report = {.comparisons = comparisons_of(document.value),
                                     .false_alarms = judge.options.false_alarms};
    judge.t95 = sim_student_quantile(0.975, SELFTEST_REPLICATIONS - 1);
    judge.t_allowed = sim_student_quantile(1 - report.false_alarms / 2 / (double)report.comparisons,
                                           SELFTEST_REPLICATIONS - 1);
    if (count == 0 || count > CASES_MAX)
        st = FAIL_AT(err, SELFTEST_FORMAT, "", "%zu cases; 1 to %d", count, CASES_MAX);
    report.cases = arena_array(arena, count, sizeof *report.cases);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        st = case_run(&judge, json_array_get(document.value, i), i, &report.cases[i], err);
        if (st == STATUS_OK)
            count_case(&report, &report.cases[i]);
    }
    report.case_count = count;
    json_release(&document);
    if (st == STATUS_OK)
        *ret_report = report;
    return st;
}
