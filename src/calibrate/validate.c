/* The judged replay: a model of the first two thirds, held against the last third. */
#include "calibrate/calibrate_private.h"

#include <math.h>
#include <string.h>

#include "kit/must.h"
#include "kit/random.h"
#include "kit/text.h"

enum { REPLICATIONS = 200, WINDOW_REPLICATIONS = 40, JUDGED_MIN = 5, RESAMPLES = 2000 };
#define DAY_OF(time) ((double)(time) / (double)TIME_DAY)

enum status calibrate_fit(const struct calibrate_log *log, const struct calibrate_options *options,
                          struct arena *arena, struct plant_model *ret_model, struct error *err)
{
    SCOPED(fit_end) struct fit fit = {0};
    struct plant_model model;
    enum status st = fit_start(log, log->order_count, arena, &fit, &model, err);
    if (st == STATUS_OK)
        st = replay_settle(&fit, &model, options, err);
    if (st == STATUS_OK)
        *ret_model = model;
    return st;
}

/* The orders to judge, and three forecasts of each. */
struct judged {
    const struct fit *fit;
    size_t first, count;
    double *log_days, *model, *constant, *processing;
    bool *censored; /* the log may not show its end: it took at least that long */
};

/* How far off, in days: an order that may not be finished cannot take too long in a forecast. */
static double miss(const struct judged *judged, size_t i, double forecast)
{
    double off = forecast - judged->log_days[i];
    return judged->censored[i] && off > 0 ? 0 : off;
}

static double log_miss(const struct judged *judged, size_t i, double forecast)
{
    double off = log1p(forecast) - log1p(judged->log_days[i]);
    return judged->censored[i] && off > 0 ? 0 : fabs(off);
}

static struct calibrate_errors errors_of(const struct judged *judged, const double *forecast)
{
    struct calibrate_errors errors = {0};
    for (size_t i = 0; i < judged->count; i++) {
        double off = miss(judged, i, forecast[i]);
        errors.mean_absolute_days += fabs(off) / (double)judged->count;
        errors.bias_days += off / (double)judged->count;
        errors.mean_absolute_log += log_miss(judged, i, forecast[i]) / (double)judged->count;
    }
    return errors;
}

/* The median lead time of the known orders. */
static double constant_of(const struct fit *fit, struct arena *arena)
{
    double *leads = arena_array(arena, fit->order_count, sizeof *leads);
    for (size_t i = 0; i < fit->order_count; i++)
        leads[i] = DAY_OF(fit->log->orders[i].end - fit->log->orders[i].start);
    return replay_median(leads, fit->order_count);
}

static const struct plant_work *work_at(const struct plant_station *station, int item)
{
    const struct plant_work *common = NULL;
    for (size_t w = 0; w < station->work_count; w++) {
        if (station->works[w].item == item)
            return &station->works[w];
        if (station->works[w].item < 0)
            common = &station->works[w];
    }
    must(common != NULL);
    return common;
}

/* Expected set-up and work of an order along the ways of its item, one step after the other, in
 * the shop's working hours and without any waiting. */
static double processing_days(const struct plant_model *model, const struct fit *fit, size_t order)
{
    int item = fit_family(fit, order);
    double sum = 0, weights = 0;
    for (size_t p = 0; p < model->path_count; p++) {
        const struct plant_path *path = &model->paths[p];
        for (size_t i = 0; path->item == item && i < path->step_count; i++) {
            const struct plant_work *work = work_at(&model->stations[path->steps[i].station], item);
            double pieces = work->per_piece ? (double)fit->log->orders[order].quantity : 1;
            sum += path->weight * plant_law_mean(&work->processing) * pieces;
            if (work->setup_when != PLANT_SETUP_NEVER)
                sum += path->weight * plant_law_mean(&work->setup);
        }
        weights += path->item == item ? path->weight : 0;
    }
    time_us work = weights > 0 ? (time_us)(sum / weights * (double)TIME_SECOND) : 0;
    time_us start = fit->log->orders[order].start;
    return DAY_OF(hours_after(&model->calendars[0], fit->log->zone, start, work) - start);
}

static void judge_orders(struct judged *judged, const struct plant_model *model,
                         const struct replay *replay, struct arena *arena)
{
    const struct fit *fit = judged->fit;
    double constant = constant_of(fit, arena);
    double **arrays[] = {&judged->log_days, &judged->model, &judged->constant, &judged->processing};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = arena_array(arena, judged->count, sizeof(double));
    judged->censored = arena_array(arena, judged->count, sizeof *judged->censored);
    for (size_t i = 0; i < judged->count; i++) {
        const struct calibrate_order *order = &fit->log->orders[judged->first + i];
        judged->log_days[i] = DAY_OF(order->end - order->start);
        judged->censored[i] = order_may_be_open(fit->log, judged->first + i);
        judged->model[i] = replay->lead_days[judged->first + i];
        judged->constant[i] = constant;
        judged->processing[i] = processing_days(model, fit, judged->first + i);
    }
}

/* In how many resamples of the judged orders the model has the smaller error than the better of
 * the two simple forecasts. */
static double certainty_of(const struct judged *judged, const double *other)
{
    struct random_stream luck = random_stream(judged->count, "judged orders");
    int wins = 0;
    for (int r = 0; r < RESAMPLES; r++) {
        double gain = 0;
        for (size_t i = 0; i < judged->count; i++) {
            size_t at = (size_t)random_below(&luck, judged->count);
            gain += fabs(miss(judged, at, other[at])) - fabs(miss(judged, at, judged->model[at]));
        }
        wins += gain > 0;
    }
    return (double)wins / RESAMPLES;
}

/* ---- both sides of the window ---- */

static struct calibrate_side log_side(const struct judged *judged, struct arena *arena)
{
    const struct fit *fit = judged->fit;
    const struct calibrate_log *log = fit->log;
    struct calibrate_side side = {.busiest = -1};
    double *leads = arena_copy(arena, judged->log_days, judged->count * sizeof *leads);
    for (size_t i = 0; i < judged->count; i++) {
        side.lead_mean_days += leads[i] / (double)judged->count;
        side.completed += judged->censored[i] ? 0 : 1;
    }
    side.lead_median_days = replay_median(leads, judged->count);
    double *busy = arena_array(arena, log->station_count, sizeof *busy);
    for (size_t i = 0; i < log->row_count; i++)
        if (log->rows[i].span > 0 && log->rows[i].kind != CALIBRATE_BREAKDOWN)
            busy[log->rows[i].station] += (double)log->rows[i].span / (double)TIME_HOUR;
    for (size_t i = 0; i < log->station_count; i++) {
        if (fit->station_of[i] >= 0 && busy[i] > side.busiest_hours) {
            side.busiest = fit->station_of[i];
            side.busiest_hours = busy[i];
        }
    }
    return side;
}

static struct calibrate_side model_side(const struct judged *judged,
                                        const struct plant_model *model, struct replay *replay,
                                        const struct replay *window, struct arena *arena,
                                        double *ret_half_width)
{
    struct calibrate_side side = {.busiest = -1};
    size_t reps = (size_t)replay->replications;
    double squares = 0;
    for (size_t r = 0; r < reps; r++)
        side.completed += replay->completed[r] / (double)reps;
    for (size_t r = 0; r < reps; r++)
        squares +=
            (replay->completed[r] - side.completed) * (replay->completed[r] - side.completed);
    *ret_half_width = 1.96 * sqrt(squares / (double)(reps - 1));
    side.lead_median_days = replay_median(replay->median, reps);
    double *leads = arena_copy(arena, judged->model, judged->count * sizeof *leads);
    for (size_t i = 0; i < judged->count; i++)
        side.lead_mean_days += leads[i] / (double)judged->count;
    for (size_t s = 0; s < model->station_count; s++) {
        const struct plant_station_result *result = &window->result.stations[s];
        double hours = (result->share[PLANT_WORKING].mean + result->share[PLANT_SETUP].mean) *
                       model->stations[s].machines * window->lasted / (double)TIME_HOUR;
        if (hours > side.busiest_hours) {
            side.busiest = (int)s;
            side.busiest_hours = hours;
        }
    }
    return side;
}

static void decide(struct calibrate_verdict *verdict)
{
    const struct calibrate_errors *model = &verdict->model;
    const struct calibrate_errors *others[] = {&verdict->constant, &verdict->processing};
    static const struct {
        const char *ko, *en;
    } words[] = {
        {"모델이 두 가지 단순한 예측(모두 같은 소요시간, 대기 없는 가공 시간)보다 두 잣대 모두에서 정확합니다. 조언에 쓸 수 있습니다.",
         "the model is closer than both simple forecasts on both measures: fit for advice"},
        {"모델이 '모두 같은 소요시간' 예측보다 정확하지 않습니다. 조언에 쓰지 마세요.",
         "the model is no closer than one lead time for all orders: not fit for advice"},
        {"모델이 '대기 없는 가공 시간' 예측보다 정확하지 않습니다. 조언에 쓰지 마세요.",
         "the model is no closer than processing time without queues: not fit for advice"},
    };
    size_t loses_to = 0;
    for (size_t i = 2; i > 0; i--)
        if (!(model->mean_absolute_days < others[i - 1]->mean_absolute_days &&
              model->mean_absolute_log < others[i - 1]->mean_absolute_log))
            loses_to = i;
    verdict->fit = loses_to == 0;
    verdict->why_ko = words[loses_to].ko;
    verdict->why_en = words[loses_to].en;
}

static void judge(struct judged *judged, const struct plant_model *model, struct replay *replay,
                  const struct replay *window, struct arena *arena,
                  struct calibrate_verdict *verdict)
{
    const struct calibrate_log *log = judged->fit->log;
    judge_orders(judged, model, replay, arena);
    verdict->cut = log->orders[judged->first].start;
    verdict->known_orders = judged->first;
    verdict->judged_orders = judged->count;
    for (size_t i = 0; i < judged->first; i++)
        verdict->finished_before_cut += log->orders[i].end < verdict->cut;
    for (size_t i = 0; i < judged->count; i++)
        verdict->censored_orders += judged->censored[i];
    verdict->model = errors_of(judged, judged->model);
    verdict->constant = errors_of(judged, judged->constant);
    verdict->processing = errors_of(judged, judged->processing);
    bool constant_better =
        verdict->constant.mean_absolute_days <= verdict->processing.mean_absolute_days;
    verdict->certainty =
        certainty_of(judged, constant_better ? judged->constant : judged->processing);
    verdict->log_side = log_side(judged, arena);
    verdict->model_side =
        model_side(judged, model, replay, window, arena, &verdict->completed_half_width);
    decide(verdict);
}

enum status calibrate_validate(const struct calibrate_log *log,
                               const struct calibrate_options *options, struct arena *arena,
                               struct plant_model *model, struct calibrate_verdict *ret_verdict,
                               struct error *err)
{
    SCOPED(arena_cleanup) struct arena *work = arena_new("judged replay", (size_t)4 << 30);
    size_t first = log->order_count * 2 / 3;
    SCOPED(fit_end) struct fit fit = {0};
    struct plant_model known;
    struct replay replay, window;
    struct calibrate_verdict verdict = {0};
    if (log->order_count - first < JUDGED_MIN)
        return FAIL(err, CALIBRATE_TOO_LITTLE, "%zu orders to judge; %d are needed",
                    log->order_count - first, JUDGED_MIN);
    enum status st = fit_start(log, first, work, &fit, &known, err);
    if (st == STATUS_OK)
        st = replay_settle(&fit, &known, options, err);
    if (st == STATUS_OK)
        st = replay_orders(&fit, &known, log->order_count, first, REPLAY_AFTER, options->seed,
                           options->replications > 1 ? options->replications : REPLICATIONS, work,
                           &replay, err);
    if (st == STATUS_OK)
        st = replay_orders(&fit, &known, log->order_count, first, 0, options->seed,
                           WINDOW_REPLICATIONS, work, &window, err);
    if (st != STATUS_OK)
        return st;
    struct judged judged = {.fit = &fit, .first = first, .count = log->order_count - first};
    judge(&judged, &known, &replay, &window, work, &verdict);
    verdict.log_busiest = verdict.log_side.busiest < 0
                              ? ""
                              : arena_text(arena, known.stations[verdict.log_side.busiest].name);
    verdict.model_busiest =
        verdict.model_side.busiest < 0
            ? ""
            : arena_text(arena, known.stations[verdict.model_side.busiest].name);
    model->validation = verdict_write(&verdict, log->zone);
    *ret_verdict = verdict;
    return STATUS_OK;
}
