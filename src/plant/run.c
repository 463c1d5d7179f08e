/* Many replications, and what they add up to. Each depends on its number only and leaves its
 * numbers in its own place; everything is summed afterwards in the order of the numbers. */
#include <stddef.h>

#include "kit/must.h"
#include "kit/text.h"
#include "plant/plant_private.h"

#define REASON REASON_DEFINE
#include "plant/reasons.def"
#undef REASON

#define TIME_MAX     (INT64_C(36525) * TIME_DAY) /* a hundred years */
#define FINISHES_MAX ((size_t)1 << 23)           /* 64 MiB in the caller's arena */
#define RESULTS_MAX  1000000                     /* replications x stations */
#define SPELLS_MAX   5000000                     /* open spells of all calendars */

enum { FIRST_BATCH = 10, PILOTS = 10, SLICES = 1000, ORDERS_ENOUGH = 100 };

struct batch {
    const struct plant_line *line;
    const struct plant_options *options;
    time_us warmup, end, slice;
    struct replication *replications;  /* [to] */
    struct replication_series *series; /* [to] or NULL: a pilot */
};

/* One replication of the batch: a plant_group of one. */
static enum status replicate(void *subject, int index, int count, struct arena *arena,
                             struct error *err)
{
    must(count == 1);
    struct batch *batch = subject;
    const struct plant_options *options = batch->options;
    bool pilot = batch->series != NULL;
    struct replication_task task = {
        .line = batch->line,
        .seed = options->seed,
        .index = (uint64_t)index,
        .warmup = batch->warmup,
        .end = batch->end,
        .slice = batch->slice,
        .events_max = options->events_max,
        .cancel = options->progress == NULL ? NULL : &options->progress->cancel,
        .series = pilot ? &batch->series[index] : NULL,
        .record = index == 0 && !pilot ? options->record : NULL,
        .record_subject = options->record_subject,
    };
    return options->flow ? plant_replicate_flow(&task, arena, &batch->replications[index], err)
                         : plant_replicate(&task, arena, &batch->replications[index], err);
}

static enum status batch_run(struct batch *batch, int from, int to, struct error *err)
{
    struct plant_crew crew = {
        .run = replicate,
        .subject = batch,
        .options = batch->options,
        .group = 1,
        .pilot = batch->series != NULL,
    };
    return plant_crew_run(&crew, from, to, err);
}

static void make_room(struct arena *arena, const struct plant_line *line,
                      const struct plant_options *options, int from, int to, size_t slices,
                      struct replication *replications)
{
    for (int r = from; r < to; r++) {
        replications[r].stations =
            arena_array(arena, line->station_count, sizeof *replications[r].stations);
        if (options->flow)
            replications[r].items =
                arena_array(arena, line->model->item_count, sizeof *replications[r].items);
        replications[r].operators =
            arena_array(arena, line->model->operator_count, sizeof *replications[r].operators);
        if (slices > 0)
            replications[r].course = arena_array(arena, slices, sizeof *replications[r].course);
        if (!options->keep_orders || slices == 0)
            continue;
        replications[r].finish_of =
            arena_array(arena, line->scheduled_count, sizeof *replications[r].finish_of);
        for (size_t o = 0; o < line->scheduled_count; o++)
            replications[r].finish_of[o] = -1;
    }
}

/* ---- how long to warm up ---- */

static bool find_cut(struct arena *arena, const struct replication_series *series, size_t which,
                     size_t *ret_cut)
{
    double *mean = arena_array(arena, SLICES, sizeof *mean);
    for (int r = 0; r < PILOTS; r++)
        for (size_t i = 0; i < SLICES; i++)
            mean[i] += (which == 0 ? series[r].inside[i] : series[r].finished[i]) / PILOTS;
    return sim_mser5(mean, SLICES, ret_cut);
}

/* MSER-5 on the orders inside and on the orders finished, each averaged over pilot replications;
 * the later cut counts. Where neither tells, half the horizon, and *ret_found is false. */
static enum status find_warmup(const struct plant_line *line, const struct plant_options *options,
                               time_us *ret_warmup, bool *ret_found, struct error *err)
{
    struct arena *arena = arena_new("warm-up", PLANT_ARENA_MAX);
    struct replication_series *series = arena_array(arena, PILOTS, sizeof *series);
    struct replication *pilots = arena_array(arena, PILOTS, sizeof *pilots);
    make_room(arena, line, options, 0, PILOTS, 0, pilots);
    for (int r = 0; r < PILOTS; r++)
        series[r] = (struct replication_series){
            SLICES,
            arena_array(arena, SLICES, sizeof(double)),
            arena_array(arena, SLICES, sizeof(double)),
        };
    struct batch batch = {.line = line,
                          .options = options,
                          .end = options->horizon,
                          .replications = pilots,
                          .series = series};
    enum status st = batch_run(&batch, 0, PILOTS, err);
    if (st == STATUS_OK) {
        size_t inside = 0, finished = 0;
        bool inside_settles = find_cut(arena, series, 0, &inside);
        bool finished_settles = find_cut(arena, series, 1, &finished);
        *ret_found = inside_settles && finished_settles;
        size_t cut = !*ret_found ? SLICES / 2 : inside > finished ? inside : finished;
        time_us warmup = (time_us)((double)options->horizon / SLICES * (double)cut);
        /* Weeks are alike, days are not: with calendars only whole weeks are cut. */
        if (line->model->calendar_count > 0)
            warmup = (warmup + TIME_WEEK - 1) / TIME_WEEK * TIME_WEEK;
        *ret_warmup = warmup;
    }
    arena_free(arena);
    return st;
}

/* ---- from numbers to estimates ---- */

static struct plant_estimate estimate_of(const struct sim_tally *tally)
{
    return (struct plant_estimate){tally->mean, sim_tally_half_width(tally, 0.95)};
}

/* Of one member of all replications; `needs_orders`: only of those that finished some. */
static struct plant_estimate estimate(const struct replication *all, int count, size_t offset,
                                      bool needs_orders)
{
    struct sim_tally tally = {0};
    for (int r = 0; r < count; r++)
        if (!needs_orders || all[r].finished_measured > 0)
            sim_tally_add(&tally, *(const double *)(const void *)((const char *)&all[r] + offset));
    return estimate_of(&tally);
}

static struct plant_estimate on_time(const struct replication *all, int count)
{
    struct sim_tally tally = {0};
    for (int r = 0; r < count; r++)
        if (all[r].on_time >= 0)
            sim_tally_add(&tally, all[r].on_time);
    return tally.count > 0 ? estimate_of(&tally) : (struct plant_estimate){-1, 0};
}

static void station_result(const struct replication *all, int count, size_t s,
                           struct plant_station_result *ret)
{
    struct sim_tally shares[PLANT_STATE_COUNT] = {0}, utilisation = {0}, queue = {0}, wait = {0};
    struct sim_tally present = {0}, waited = {0};
    for (int r = 0; r < count; r++) {
        const struct replication_station *station = &all[r].stations[s];
        double sum = 0;
        for (int k = 0; k < PLANT_STATE_COUNT; k++)
            sum += (double)station->states[k];
        for (int k = 0; k < PLANT_STATE_COUNT; k++)
            sim_tally_add(&shares[k], sum > 0 ? (double)station->states[k] / sum : 0);
        sim_tally_add(&utilisation, station->utilisation);
        sim_tally_add(&queue, station->queue);
        sim_tally_add(&present, station->present);
        if (station->visits > 0)
            sim_tally_add(&waited, station->waited);
        if (station->visits > 0)
            sim_tally_add(&wait, station->wait.mean);
        ret->visits += station->visits;
    }
    for (int k = 0; k < PLANT_STATE_COUNT; k++)
        ret->share[k] = estimate_of(&shares[k]);
    ret->utilisation = estimate_of(&utilisation);
    ret->queue = estimate_of(&queue);
    ret->wait_seconds = estimate_of(&wait);
    ret->present = estimate_of(&present);
    ret->waited = estimate_of(&waited);
}

static void item_result(const struct replication *all, int count, size_t i, time_us horizon,
                        struct plant_item_result *ret)
{
    struct sim_tally orders = {0}, lead = {0}, wait = {0}, turned = {0};
    for (int r = 0; r < count; r++) {
        const struct replication_item *item = &all[r].items[i];
        double finished = (double)item->finished;
        sim_tally_add(&orders, finished * (double)TIME_DAY / (double)horizon);
        if (item->came > 0)
            sim_tally_add(&turned, (double)item->turned_away / (double)item->came);
        if (item->finished == 0)
            continue;
        sim_tally_add(&lead, item->lead / finished);
        sim_tally_add(&wait, (double)item->waited * 1e-6 / finished);
    }
    *ret = (struct plant_item_result){
        .orders = estimate_of(&orders),
        .lead = lead.count > 0 ? estimate_of(&lead) : (struct plant_estimate){-1, 0},
        .wait = estimate_of(&wait),
        .turned_away = estimate_of(&turned),
    };
}

static void operators_result(const struct replication *all, int count, size_t i,
                             struct plant_operators_result *ret)
{
    struct sim_tally task[PLANT_TASK_COUNT] = {0}, idle = {0}, off = {0}, used = {0};
    for (int r = 0; r < count; r++) {
        const struct replication_operators *one = &all[r].operators[i];
        double busy = 0;
        for (int k = 0; k < PLANT_TASK_COUNT; k++)
            busy += one->task[k];
        double sum = busy + one->idle + one->off, there = busy + one->idle;
        for (int k = 0; k < PLANT_TASK_COUNT; k++)
            sim_tally_add(&task[k], sum > 0 ? one->task[k] / sum : 0);
        sim_tally_add(&idle, sum > 0 ? one->idle / sum : 0);
        sim_tally_add(&off, sum > 0 ? one->off / sum : 0);
        sim_tally_add(&used, there > 0 ? busy / there : 0);
    }
    for (int k = 0; k < PLANT_TASK_COUNT; k++)
        ret->task[k] = estimate_of(&task[k]);
    ret->idle = estimate_of(&idle);
    ret->off = estimate_of(&off);
    ret->utilisation = estimate_of(&used);
}

static void find_bottleneck(struct arena *arena, const struct replication *all, int count,
                            size_t stations, struct plant_result *result)
{
    int *of_replication = arena_array(arena, (size_t)count, sizeof *of_replication);
    for (int r = 0; r < count; r++)
        of_replication[r] = all[r].bottleneck;
    plant_find_bottleneck(of_replication, stations, result);
}

static void keep_finishes(struct arena *arena, const struct replication *all, int count,
                          size_t orders, struct plant_result *result)
{
    result->order_count = orders;
    result->finish_of = arena_array(arena, (size_t)count * orders, sizeof *result->finish_of);
    for (int r = 0; r < count; r++)
        for (size_t o = 0; o < orders; o++)
            result->finish_of[(size_t)r * orders + o] = all[r].finish_of[o];
}

#define ESTIMATE(member, needs_orders)                                                             \
    estimate(all, count, offsetof(struct replication, member), (needs_orders))

static void summarise(struct arena *arena, const struct plant_line *line,
                      const struct replication *all, int count, struct plant_result *result)
{
    result->replications = count;
    result->throughput = ESTIMATE(throughput, false);
    result->orders = ESTIMATE(orders, false);
    result->lead_mean = ESTIMATE(lead_mean, true);
    result->lead_median = ESTIMATE(lead_median, true);
    result->lead_p90 = ESTIMATE(lead_p90, true);
    result->wip = ESTIMATE(wip, false);
    result->scrap = ESTIMATE(scrap, false);
    result->on_time = on_time(all, count);
    result->stations = arena_array(arena, line->station_count, sizeof *result->stations);
    for (size_t s = 0; s < line->station_count; s++)
        station_result(all, count, s, &result->stations[s]);
    result->lead_p95 = ESTIMATE(lead_p95, true);
    result->wip_variance = ESTIMATE(wip_variance, false);
    result->turned_away = ESTIMATE(turned_away, false);
    result->escaped = ESTIMATE(escaped, false);
    result->inspected = line->inspected;
    if (result->flow)
        result->items = arena_array(arena, line->model->item_count, sizeof *result->items);
    for (size_t i = 0; result->flow && i < line->model->item_count; i++)
        item_result(all, count, i, result->horizon, &result->items[i]);
    result->tended = line->tended;
    result->operators = arena_array(arena, line->model->operator_count, sizeof *result->operators);
    for (size_t i = 0; i < line->model->operator_count; i++)
        operators_result(all, count, i, &result->operators[i]);
    find_bottleneck(arena, all, count, line->station_count, result);
    result->throughput_of = arena_array(arena, (size_t)count, sizeof *result->throughput_of);
    result->lead_of = arena_array(arena, (size_t)count, sizeof *result->lead_of);
    for (int r = 0; r < count; r++) {
        result->throughput_of[r] = all[r].throughput;
        result->lead_of[r] = all[r].lead_mean;
        result->entered += all[r].entered;
        result->finished += all[r].finished;
        result->lost += all[r].lost;
        result->joined += all[r].joined;
        result->inside += all[r].inside;
        uint64_t mixed = (result->fingerprint ^ all[r].fingerprint) * 0x9e3779b97f4a7c15u;
        result->fingerprint = mixed ^ mixed >> 31;
    }
}

/* What the reader must know before believing the numbers. */
static void remark(struct arena *arena, const struct plant_line *line,
                   const struct replication *all, bool warmup_found, struct plant_result *result)
{
    struct text ko = text_start(arena, 1000), en = text_start(arena, 1000);
    double orders = 0;
    for (int r = 0; r < result->replications; r++)
        orders += (double)all[r].finished_measured / result->replications;
    result->short_run = !line->scheduled_only && orders < ORDERS_ENOUGH;
    if (result->short_run) {
        text_format(&ko,
                    "측정 기간에 끝난 작업지시가 반복당 평균 %.1f건으로, 판단하기에 적습니다. "
                    "기간을 늘리세요. ",
                    orders);
        text_format(&en,
                    "Only %.1f orders finished in the measured time of a replication on "
                    "average: too few to tell. Make the run longer. ",
                    orders);
    }
    if (!warmup_found) {
        text_add(&ko, "라인이 안정 상태에 이르는 시점을 찾지 못했습니다. 투입이 처리 능력보다 "
                      "많거나 기간이 짧습니다. ");
        text_add(&en, "No steady state was found: orders come faster than the line can work, or "
                      "the run is too short. ");
    }
    int64_t late = 0;
    for (int r = 0; r < result->replications; r++)
        late += line->scheduled_only ? all[r].inside : 0;
    if (late > 0) {
        text_format(&ko, "기간 안에 끝나지 못한 작업지시가 모두 %lld건 있습니다. ",
                    (long long)late);
        text_format(&en, "%lld orders in all were not finished within the horizon. ",
                    (long long)late);
    }
    result->remark_ko = ko.size > 0 ? text_squeeze(arena, text_string(&ko)) : NULL;
    result->remark_en = en.size > 0 ? text_squeeze(arena, text_string(&en)) : NULL;
}

/* ---- the way through ---- */

static enum status check_options(const struct plant_model *model,
                                 const struct plant_options *options, struct error *err)
{
    if (options->horizon <= 0 || options->horizon > TIME_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "horizon", "%.0f s is not above 0 and at most 100 years",
                       (double)options->horizon * 1e-6);
    if (options->warmup < -1 || options->warmup > TIME_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "warmup", "%.0f s is not -1 or 0 to 100 years",
                       (double)options->warmup * 1e-6);
    if (options->replications < 0 || options->replications > PLANT_REPLICATIONS_MAX ||
        (int64_t)options->replications * (int64_t)model->station_count > RESULTS_MAX ||
        (options->flow &&
         (int64_t)options->replications * (int64_t)model->item_count > RESULTS_MAX))
        return FAIL_AT(err, PLANT_OPTIONS, "replications",
                       "%d is not between 0 and %d, or too many for %zu stations, %zu items",
                       options->replications, PLANT_REPLICATIONS_MAX, model->station_count,
                       model->item_count);
    if (!(options->precision >= 0) || options->precision > 1)
        return FAIL_AT(err, PLANT_OPTIONS, "precision", "%g is not between 0 and 1",
                       options->precision);
    if (options->flow && options->record != NULL)
        return FAIL_AT(err, PLANT_OPTIONS, "record",
                       "a model of version %d leaves no production log yet", model->version);
    if (options->threads < 0 || options->threads > PLANT_THREADS_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "threads", "%d is not between 0 and %d",
                       options->threads, PLANT_THREADS_MAX);
    return STATUS_OK;
}

/* Calendars are written out for the whole run: a bound on how many spells that makes. */
static enum status check_spells(const struct plant_model *model, time_us longest, struct error *err)
{
    int64_t spells = 0, weeks = longest / TIME_WEEK + 2;
    for (size_t c = 0; c < model->calendar_count; c++)
        spells += (int64_t)model->calendars[c].window_count * weeks +
                  (int64_t)model->calendars[c].closed_count;
    if (spells > SPELLS_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "horizon",
                       "%lld working windows in so long a run; the limit is %d", (long long)spells,
                       SPELLS_MAX);
    return STATUS_OK;
}

static int more_wanted(const struct replication *all, int count,
                       const struct plant_options *options)
{
    struct sim_tally throughput = {0};
    for (int r = 0; r < count; r++)
        sim_tally_add(&throughput, all[r].throughput);
    return plant_more_wanted(&throughput, options);
}

static enum status run_all(struct batch *batch, struct arena *arena, int *ret_count,
                           struct error *err)
{
    const struct plant_options *options = batch->options;
    size_t slices = course_plan(options->horizon, &batch->slice);
    int done = 0, wanted = options->replications > 0 ? options->replications : FIRST_BATCH;
    while (done < wanted) {
        if (options->progress != NULL)
            atomic_store(&options->progress->total, wanted);
        make_room(arena, batch->line, options, done, wanted, slices, batch->replications);
        enum status st = batch_run(batch, done, wanted, err);
        if (st != STATUS_OK)
            return st;
        done = wanted;
        wanted = more_wanted(batch->replications, done, options);
    }
    *ret_count = done;
    return STATUS_OK;
}

static enum status run_line(const struct plant_line *line, const struct plant_options *options,
                            time_us warmup, bool warmup_found, struct arena *arena,
                            struct plant_result *ret_result, struct error *err)
{
    int room = options->replications > 0 ? options->replications : PLANT_AUTOMATIC_MAX;
    if (options->keep_orders && (size_t)room * line->scheduled_count > FINISHES_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "keep_orders", "%d replications of %zu orders", room,
                       line->scheduled_count);
    struct arena *work = arena_new("run", PLANT_ARENA_MAX);
    struct batch batch = {
        .line = line,
        .options = options,
        .warmup = warmup,
        .end = warmup + options->horizon,
        .replications = arena_array(work, (size_t)room, sizeof *batch.replications),
    };
    int count = 0;
    enum status st = run_all(&batch, work, &count, err);
    if (st == STATUS_OK) {
        struct plant_result result = {
            .flow = options->flow, .warmup = warmup, .horizon = options->horizon};
        summarise(arena, line, batch.replications, count, &result);
        remark(arena, line, batch.replications, warmup_found, &result);
        course_summarise(arena, batch.replications, count, &result);
        if (options->keep_orders)
            keep_finishes(arena, batch.replications, count, line->scheduled_count, &result);
        *ret_result = result;
    }
    arena_free(work);
    return st;
}

const char *plant_engine(const struct plant_model *model)
{
    return model->version < 2 ? PLANT_ENGINE : PLANT_ENGINE_FLOW;
}

enum status plant_run(const struct plant_model *model, const struct plant_options *wanted,
                      struct arena *arena, struct plant_result *ret_result, struct error *err)
{
    struct plant_options chosen = *wanted;
    const struct plant_options *options = &chosen;
    chosen.flow = wanted->flow || model->version >= 2;
    enum status st = plant_check(model, err);
    if (st == STATUS_OK)
        st = check_options(model, options, err);
    if (st != STATUS_OK)
        return st;
    time_us longest =
        options->horizon + (options->warmup >= 0 ? options->warmup : options->horizon + TIME_WEEK);
    st = check_spells(model, longest, err);
    if (st != STATUS_OK)
        return st;
    struct arena *made = arena_new("line", PLANT_ARENA_MAX);
    const struct plant_line *line = plant_line_make(made, model, longest);
    time_us warmup = line->scheduled_only || options->warmup < 0 ? 0 : options->warmup;
    bool found = true;
    if (options->warmup < 0 && !line->scheduled_only)
        st = find_warmup(line, options, &warmup, &found, err);
    if (st == STATUS_OK)
        st = run_line(line, options, warmup, found, arena, ret_result, err);
    arena_free(made);
    return st;
}
