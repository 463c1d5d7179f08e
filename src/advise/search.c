/* From a question to a plan: screen many candidates cheaply, look at the best closely, put them
 * together while money is left. Every run has the same seed and warm-up, so replication r of one is
 * the pair of replication r of any other; nothing depends on time or threads. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "advise/advise_private.h"
#include "kit/must.h"

#define ARENA_MAX ((size_t)2 << 30)
#define SEED_MAX  (UINT64_C(1) << 53)

enum {
    REPLICATIONS = 20,
    SCREENED = 5,
    STATIONS = 4,
    OPTIONS = 8,
    PACKAGE_TRIES = 24, /* candidates tried at each step of the package */
    RESERVED_FOR_LEAD = 2,
};

struct candidate {
    struct advise_change change;
    struct money cost, running;
    struct advise_effect effect; /* of the screening, then of the refinement */
    bool refined;
};

struct search {
    const struct plant_model *today;
    struct plant_model full; /* the same as today if all is saturated */
    const struct advise_catalogue *catalogue;
    struct advise_request request;
    struct arena *arena;   /* the caller's: what the plan keeps */
    struct arena *scratch; /* of one run */
    bool full_differs;
    time_us today_horizon, today_warmup, full_warmup;
    struct advise_study base;
    struct candidate candidates[ADVISE_CANDIDATES_MAX];
    size_t count;
};

/* ---- runs ---- */

static void keep_result(struct search *search, const struct plant_result *from,
                        struct plant_result *ret)
{
    size_t numbers = (size_t)from->replications * sizeof(double);
    *ret = *from;
    ret->stations = arena_copy(search->arena, from->stations,
                               search->today->station_count * sizeof *from->stations);
    ret->throughput_of = arena_copy(search->arena, from->throughput_of, numbers);
    ret->lead_of = arena_copy(search->arena, from->lead_of, numbers);
    ret->finish_of = NULL;
    ret->remark_ko = arena_text(search->arena, from->remark_ko);
    ret->remark_en = arena_text(search->arena, from->remark_en);
}

static enum status run_one(struct search *search, const struct plant_model *model, time_us horizon,
                           time_us warmup, int replications, struct plant_result *ret,
                           struct error *err)
{
    struct advise_progress *progress = search->request.progress;
    struct plant_options options = {
        .seed = search->request.seed,
        .horizon = horizon,
        .warmup = warmup,
        .replications = replications,
        .threads = search->request.threads,
        .progress = progress == NULL ? NULL : &progress->run,
    };
    struct plant_result result = {0};
    enum status st = plant_run(model, &options, search->scratch, &result, err);
    if (progress != NULL) {
        atomic_store(&progress->run.done, 0);
        atomic_fetch_add(&progress->done, replications);
    }
    if (st == STATUS_OK)
        keep_result(search, &result, ret);
    arena_reset(search->scratch);
    return st;
}

enum questions { BOTH, FULL_LOAD };

/* The model with these changes; FULL_LOAD leaves today as it is without them. */
static enum status run_study(struct search *search, const struct advise_change *changes,
                             size_t count, enum questions questions, int replications,
                             struct advise_study *ret_study, struct error *err)
{
    struct plant_model model = {0};
    struct advise_study study = search->base;
    enum status st = STATUS_OK;
    arena_reset(search->scratch);
    if (questions == BOTH || !search->full_differs) {
        st = advise_changed(search->scratch, search->today, search->catalogue, changes, count,
                            &model, err);
        if (st == STATUS_OK)
            st = run_one(search, &model, search->today_horizon, search->today_warmup, replications,
                         &study.today, err);
        study.full = study.today;
    }
    if (st == STATUS_OK && search->full_differs) {
        st = advise_changed(search->scratch, &search->full, search->catalogue, changes, count,
                            &model, err);
        if (st == STATUS_OK)
            st = run_one(search, &model, search->request.horizon, search->full_warmup, replications,
                         &study.full, err);
    }
    if (st == STATUS_OK)
        *ret_study = study;
    return st;
}

/* ---- the two models ---- */

static time_us whole_weeks(time_us time)
{
    return (time + TIME_WEEK - 1) / TIME_WEEK * TIME_WEEK;
}

/* Recorded orders are replayed to the last one, and a quarter of the time more to finish. */
static void set_horizon(struct search *search)
{
    time_us last = 0;
    bool only = true;
    for (size_t s = 0; s < search->today->source_count; s++) {
        const struct plant_source *source = &search->today->sources[s];
        only = only && source->kind == PLANT_SCHEDULED;
        if (source->kind == PLANT_SCHEDULED && source->order_count > 0 &&
            source->orders[source->order_count - 1].at > last)
            last = source->orders[source->order_count - 1].at;
        search->full_differs = search->full_differs || source->kind != PLANT_SATURATED;
    }
    search->today_horizon = only ? last + last / 4 + TIME_DAY : search->request.horizon;
}

/* The busy part of the time at work, breakdowns included: what is not left for more orders. */
static double load_of(const struct plant_station_result *station)
{
    double work = station->share[PLANT_WORKING].mean + station->share[PLANT_SETUP].mean;
    double down = station->share[PLANT_DOWN].mean;
    double load = work > 0 ? station->utilisation.mean * (work + down) / work : 0;
    return load < 1 ? load : 1;
}

static double highest_load(const struct search *search, const struct plant_result *result)
{
    double highest = 0;
    for (size_t s = 0; s < search->today->station_count; s++)
        highest = fmax(highest, load_of(&result->stations[s]));
    return highest;
}

/* The model as it is, then full load, with the warm-ups that all later runs share. */
static enum status run_base(struct search *search, double *ret_factor, struct error *err)
{
    int replications = search->request.replications;
    set_horizon(search);
    enum status st = run_one(search, search->today, search->today_horizon, -1, replications,
                             &search->base.today, err);
    if (st != STATUS_OK)
        return st;
    search->today_warmup = search->base.today.warmup;
    search->base.full = search->base.today;
    search->full = *search->today;
    *ret_factor = 1;
    if (!search->full_differs)
        return STATUS_OK;
    double load = highest_load(search, &search->base.today);
    *ret_factor = search->request.pressure / fmax(load, 0.001);
    advise_full_load(search->arena, search->today, *ret_factor, &search->full);
    /* Backlog never settles, so no rule of steady state applies: a quarter of the horizon. */
    search->full_warmup = whole_weeks(search->request.horizon / 4);
    return run_one(search, &search->full, search->request.horizon, search->full_warmup,
                   replications, &search->base.full, err);
}

/* ---- candidates ---- */

static double waiting(const struct search *search, size_t s)
{
    const struct plant_station_result *station = &search->base.today.stations[s];
    return station->wait_seconds.mean * (double)station->visits;
}

static double busyness(const struct search *search, size_t s)
{
    return load_of(&search->base.today.stations[s]);
}

static int most(const struct search *search, const bool *taken,
                double (*measure)(const struct search *search, size_t s))
{
    int best = -1;
    for (size_t s = 0; s < search->today->station_count; s++)
        if (!taken[s] && (best < 0 || measure(search, s) > measure(search, (size_t)best)))
            best = (int)s;
    return best;
}

static void add_candidates(struct search *search, int station)
{
    for (int kind = 0; kind < ADVISE_KIND_COUNT; kind++) {
        struct advise_change change = {(enum advise_kind)kind, station};
        const struct advise_option_kind *offer = &search->catalogue->kinds[kind];
        if (!offer->offered || !advise_applies(search->today, change) ||
            search->count == ADVISE_CANDIDATES_MAX)
            continue;
        int64_t units = advise_units(search->today, search->catalogue, change);
        search->candidates[search->count++] =
            (struct candidate){.change = change,
                               .cost = advise_price_of(&offer->cost, units),
                               .running = advise_price_of(&offer->running_cost_a_year, units)};
    }
}

/* By turns the busiest station today (under full load several are busy all the time) and the one
 * where most time is waited. */
static void find_candidates(struct search *search)
{
    bool *taken = arena_array(search->arena, search->today->station_count, sizeof *taken);
    for (int i = 0; i < search->request.stations; i++) {
        int station = most(search, taken, i % 2 == 0 ? busyness : waiting);
        if (station < 0)
            return;
        taken[station] = true;
        add_candidates(search, station);
    }
}

static enum status evaluate(struct search *search, struct candidate *candidate, int replications,
                            struct error *err)
{
    struct advise_study study = {0};
    enum status st = run_study(search, &candidate->change, 1, BOTH, replications, &study, err);
    if (st == STATUS_OK)
        candidate->effect = advise_compare(&search->request, &search->base, &study, replications,
                                           candidate->cost, candidate->running);
    return st;
}

static enum status screen(struct search *search, struct error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < search->count; i++) {
        struct candidate candidate = search->candidates[i];
        enum status st = evaluate(search, &candidate, search->request.screen_replications, err);
        /* A longer shift where every hour is worked already is no candidate. */
        if (st != STATUS_OK && err->reason == &ADVISE_CHANGE)
            continue;
        if (st != STATUS_OK)
            return st;
        search->candidates[kept++] = candidate;
    }
    search->count = kept;
    return STATUS_OK;
}

/* ---- which is better ---- */

static bool shows(const struct plant_estimate *gain)
{
    return gain->mean > 0 && gain->mean > gain->half_width;
}

/* Class first: pays or produces more; then only faster; then nothing that shows. */
static int class_of(const struct candidate *candidate, const struct money budget)
{
    const struct advise_effect *effect = &candidate->effect;
    struct plant_estimate faster = {-effect->lead.gain.mean, effect->lead.gain.half_width};
    bool more = shows(&effect->throughput.gain) &&
                (!effect->money_known || effect->gain_won_a_year.mean > 0);
    int class = more ? 0 : shows(&faster) ? 1 : 2;
    return candidate->cost.won > budget.won ? class + 3 : class;
}

static double worth(const struct candidate *candidate, int class)
{
    const struct advise_effect *effect = &candidate->effect;
    double cost = candidate->cost.won > 0 ? (double)candidate->cost.won : 1;
    if (class % 3 == 1)
        return -effect->lead.gain.mean / cost;
    return (effect->money_known ? effect->gain_won_a_year.mean : effect->throughput.gain.mean) /
           cost;
}

static bool better(const struct candidate *a, const struct candidate *b, struct money budget)
{
    int class_a = class_of(a, budget), class_b = class_of(b, budget);
    if (class_a != class_b)
        return class_a < class_b;
    return worth(a, class_a) > worth(b, class_b);
}

/* Stable, so equals stay in the order in which they were found. */
static void sort_candidates(struct candidate *at, size_t count, struct money budget)
{
    for (size_t i = 1; i < count; i++) {
        struct candidate moved = at[i];
        size_t j = i;
        for (; j > 0 && better(&moved, &at[j - 1], budget); j--)
            at[j] = at[j - 1];
        at[j] = moved;
    }
}

/* The best, but the last places are kept for options that only make orders faster. */
static enum status refine(struct search *search, struct error *err)
{
    struct money budget = search->request.budget;
    int wanted = search->request.options, fast = 0, plain = 0, chosen = 0;
    sort_candidates(search->candidates, search->count, budget);
    for (size_t i = 0; i < search->count; i++)
        fast += class_of(&search->candidates[i], budget) == 1;
    int reserved = wanted > RESERVED_FOR_LEAD ? RESERVED_FOR_LEAD : 0;
    int plain_max = wanted - (fast < reserved ? fast : reserved);
    for (size_t i = 0; i < search->count && chosen < wanted; i++) {
        struct candidate *candidate = &search->candidates[i];
        bool faster = class_of(candidate, budget) == 1;
        if (!faster && plain == plain_max)
            continue;
        enum status st = evaluate(search, candidate, search->request.replications, err);
        if (st != STATUS_OK)
            return st;
        candidate->refined = true;
        plain += !faster;
        chosen++;
    }
    return STATUS_OK;
}

/* ---- the package ---- */

struct growing {
    struct advise_change changes[ADVISE_PACKAGE_MAX];
    size_t count;
    struct money cost, running;
    struct advise_study study; /* with them, screening replications */
};

static bool holds(const struct growing *package, struct advise_change change)
{
    for (size_t i = 0; i < package->count; i++)
        if (package->changes[i].kind == change.kind &&
            package->changes[i].station == change.station)
            return true;
    return false;
}

/* Try to put each candidate on top of the package; *ret_best < 0 when none brings anything. */
static enum status best_addition(struct search *search, const struct growing *package,
                                 int *ret_best, struct growing *ret_grown, struct error *err)
{
    int count = search->request.screen_replications, tried = 0;
    struct candidate best = {0};
    *ret_best = -1;
    for (size_t i = 0; i < search->count && tried < PACKAGE_TRIES; i++) {
        struct candidate trial = search->candidates[i];
        struct money left = money_subtract(search->request.budget, package->cost);
        if (money_compare(trial.cost, left) > 0 || holds(package, trial.change))
            continue;
        struct growing grown = *package;
        grown.changes[grown.count++] = trial.change;
        grown.cost = money_add(grown.cost, trial.cost);
        grown.running = money_add(grown.running, trial.running);
        enum status st =
            run_study(search, grown.changes, grown.count, FULL_LOAD, count, &grown.study, err);
        if (st != STATUS_OK)
            return st;
        tried++;
        trial.effect = advise_compare(&search->request, &package->study, &grown.study, count,
                                      trial.cost, trial.running);
        if (class_of(&trial, left) != 0 || (*ret_best >= 0 && !better(&trial, &best, left)))
            continue;
        best = trial;
        *ret_best = (int)i;
        *ret_grown = grown;
    }
    return STATUS_OK;
}

/* Greedy: what brings most a won on top of what is there, until nothing shows or fits. */
static enum status build_package(struct search *search, struct growing *ret_package,
                                 struct advise_effect *ret_effect, struct error *err)
{
    struct growing package = {.study = search->base};
    int best = 0;
    enum status st = STATUS_OK;
    while (st == STATUS_OK && best >= 0 && package.count < ADVISE_PACKAGE_MAX) {
        struct growing grown = package;
        st = best_addition(search, &package, &best, &grown, err);
        if (st == STATUS_OK && best >= 0)
            package = grown;
    }
    if (st == STATUS_OK && package.count > 0)
        st = run_study(search, package.changes, package.count, BOTH, search->request.replications,
                       &package.study, err);
    if (st != STATUS_OK)
        return st;
    *ret_effect = advise_compare(&search->request, &search->base, &package.study,
                                 search->request.replications, package.cost, package.running);
    *ret_package = package;
    return STATUS_OK;
}

/* What is in the package is also reported alone. */
static enum status refine_members(struct search *search, const struct growing *package,
                                  struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < search->count; i++) {
        struct candidate *candidate = &search->candidates[i];
        if (candidate->refined || !holds(package, candidate->change))
            continue;
        st = evaluate(search, candidate, search->request.replications, err);
        candidate->refined = true;
    }
    return st;
}

/* ---- the plan ---- */

static struct advise_funding fund(const struct rules_document *rules, struct money cost)
{
    struct advise_funding funding = {.outside_match = cost};
    struct error err;
    struct money fundable = rules == NULL ? money_won(0) : rules_fundable(rules, cost);
    if (fundable.won > 0 && rules_split(rules, fundable, &funding.split, &err) == STATUS_OK)
        funding.outside_match = money_subtract(cost, funding.split.total);
    return funding;
}

static const char *change_id(struct search *search, struct advise_change change)
{
    return arena_format(search->arena, "%s.%s", advise_kind_name(change.kind),
                        search->today->stations[change.station].id);
}

static void write_option(struct search *search, const struct candidate *candidate,
                         struct advise_plan *plan)
{
    const struct advise_option_kind *kind = &search->catalogue->kinds[candidate->change.kind];
    const char *station = search->today->stations[candidate->change.station].name;
    plan->options[plan->option_count++] = (struct advise_option){
        .id = change_id(search, candidate->change),
        .change = candidate->change,
        .ko = arena_format(search->arena, "%s: %s", station, kind->ko),
        .en = arena_format(search->arena, "%s: %s", station, kind->en),
        .cost = candidate->cost,
        .running_cost_a_year = candidate->running,
        .effect = candidate->effect,
        .affordable = money_compare(candidate->cost, search->request.budget) <= 0,
        .funding = fund(plan->rules, candidate->cost),
    };
}

static enum advise_fitness fitness_of(const struct plant_model *model)
{
    const json_t *fit =
        model->validation == NULL ? NULL : json_object_get(model->validation, "fit_for_advice");
    return json_is_true(fit)    ? ADVISE_FIT
           : json_is_false(fit) ? ADVISE_NOT_FIT
                                : ADVISE_FIT_UNKNOWN;
}

static void write_options(struct search *search, struct advise_plan *plan)
{
    plan->candidate_count = search->count;
    plan->options = arena_array(search->arena, search->count + 1, sizeof *plan->options);
    sort_candidates(search->candidates, search->count, search->request.budget);
    for (size_t i = 0; i < search->count; i++)
        if (search->candidates[i].refined)
            write_option(search, &search->candidates[i], plan);
}

static void write_package(struct search *search, const struct growing *package,
                          const struct advise_effect *effect, struct advise_plan *plan)
{
    plan->package = (struct advise_package){.count = package->count,
                                            .cost = package->cost,
                                            .running_cost_a_year = package->running,
                                            .effect = *effect};
    for (size_t i = 0; i < package->count; i++) {
        plan->package.changes[i] = package->changes[i];
        plan->package.ids[i] = change_id(search, package->changes[i]);
    }
    plan->package.funding = fund(plan->rules, package->cost);
}

static enum status carry_out(struct search *search, struct advise_plan *plan, struct error *err)
{
    struct growing package = {0};
    struct advise_effect effect = {0};
    enum status st = run_base(search, &plan->rate_factor, err);
    if (st != STATUS_OK)
        return st;
    find_candidates(search);
    st = screen(search, err);
    if (st == STATUS_OK)
        st = refine(search, err);
    if (st == STATUS_OK)
        st = build_package(search, &package, &effect, err);
    if (st == STATUS_OK)
        st = refine_members(search, &package, err);
    if (st != STATUS_OK)
        return st;
    plan->full_load_differs = search->full_differs;
    plan->today = search->base.today;
    plan->full_load = search->base.full;
    int bottleneck = search->base.today.bottleneck;
    plan->bottleneck = bottleneck < 0 ? NULL : search->today->stations[bottleneck].id;
    write_options(search, plan);
    write_package(search, &package, &effect, plan);
    return STATUS_OK;
}

/* ---- the question ---- */

static enum status number_between(const char *place, double number, double least, double highest,
                                  struct error *err)
{
    if (number >= least && number <= highest)
        return STATUS_OK;
    return FAIL_AT(err, ADVISE_REQUEST, place, "%g is not between %g and %g", number, least,
                   highest);
}

static enum status fill_request(const struct plant_model *model, struct advise_request *request,
                                struct error *err)
{
    request->replications = request->replications == 0 ? REPLICATIONS : request->replications;
    if (request->screen_replications == 0)
        request->screen_replications =
            request->replications < SCREENED ? request->replications : SCREENED;
    request->horizon = request->horizon == 0 ? 4 * TIME_WEEK : request->horizon;
    request->stations = request->stations == 0 ? STATIONS : request->stations;
    request->options = request->options == 0 ? OPTIONS : request->options;
    request->pressure = request->pressure == 0 ? 1.5 : request->pressure;
    if (request->margin_per_piece == 0)
        request->margin_per_piece = model->revenue_per_piece;
    const struct {
        const char *place;
        double number, least, highest;
    } limits[] = {
        {"/budget", (double)request->budget.won, 1, (double)MONEY_MAX},
        {"/seed", (double)request->seed, 0, (double)SEED_MAX},
        {"/replications", request->replications, 5, ADVISE_REPLICATIONS_MAX},
        {"/screen_replications", request->screen_replications, 3, request->replications},
        {"/horizon", (double)request->horizon * 1e-6, 3600, 10 * 366 * 86400.0},
        {"/stations", request->stations, 1, 20},
        {"/options", request->options, 1, ADVISE_OPTIONS_MAX},
        {"/pressure", request->pressure, 1.1, 10},
        {"/margin_per_piece", request->margin_per_piece, 0, 1e12},
        {"/sold_a_day_max", request->sold_a_day_max, 0, 1e12},
    };
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof limits / sizeof *limits; i++)
        st = number_between(limits[i].place, limits[i].number, limits[i].least, limits[i].highest,
                            err);
    if (st == STATUS_OK && request->horizon % TIME_SECOND != 0)
        st = FAIL_AT(err, ADVISE_REQUEST, "/horizon", "not whole seconds");
    return st;
}

static void start_progress(const struct advise_request *request)
{
    if (request->progress == NULL)
        return;
    int kinds = request->stations * ADVISE_KIND_COUNT;
    int package = PACKAGE_TRIES * 3 * request->screen_replications;
    int total = package + 2 * (request->replications * (request->options + 2) +
                               request->screen_replications * kinds);
    atomic_store(&request->progress->total, total);
}

double advise_progress_share(struct advise_progress *progress)
{
    int total = atomic_load(&progress->total);
    int done = atomic_load(&progress->done) + atomic_load(&progress->run.done);
    return total <= 0 ? 0 : done >= total ? 1 : (double)done / total;
}

enum status advise_make(const struct plant_model *model, const struct advise_catalogue *catalogue,
                        const struct rules_document *rules, const struct advise_request *request,
                        struct arena *arena, struct advise_plan *ret_plan, struct error *err)
{
    struct search *search = arena_alloc(arena, sizeof *search);
    *search = (struct search){
        .today = model, .catalogue = catalogue, .request = *request, .arena = arena};
    enum status st = plant_check(model, err);
    if (st == STATUS_OK)
        st = fill_request(model, &search->request, err);
    if (st != STATUS_OK)
        return st;
    struct advise_plan plan = {.name = model->name,
                               .model_hash = plant_hash(arena, model),
                               .request = search->request,
                               .rules = rules,
                               .catalogue = catalogue,
                               .fitness = fitness_of(model)};
    start_progress(&search->request);
    search->scratch = arena_new("advise", ARENA_MAX);
    st = carry_out(search, &plan, err);
    arena_free(search->scratch);
    if (st != STATUS_OK)
        return st;
    advise_words(arena, model, &plan);
    *ret_plan = plan;
    return STATUS_OK;
}
