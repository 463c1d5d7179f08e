/* From steps to a plant model. */
#include "calibrate/calibrate_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kit/list.h"
#include "kit/map.h"
#include "kit/text.h"

enum {
    ORDERS_MIN = 10,   /* fewer are no sample of a shop */
    FAMILY_MIN = 8,    /* orders before an item has times and routes of its own */
    FAMILIES_MAX = 60, /* the most frequent ones; the rest share one */
    OWN_MIN = 8,       /* samples before a law of its own */
    POWER_ORDERS = 20, /* orders before waits may depend on the order's size */
    DAYS_MAX = 20000,
    BREAKDOWNS_MIN = 5, /* reports before a station is said to break down */
};
#define TRANSFER_SHARE 0.05 /* of steps that lay idle: less is chance, and the law is 0 */
#define PER_PIECE_FROM 0.5  /* elasticity of work in pieces */
#define SCRAP_CAP      0.5

static double seconds(time_us time)
{
    return (double)time / (double)TIME_SECOND;
}

/* ---- which items are told apart ---- */

struct by_count {
    size_t orders;
    int item;
};

static int most_first(const void *left, const void *right)
{
    const struct by_count *a = left, *b = right;
    if (a->orders != b->orders)
        return a->orders > b->orders ? -1 : 1;
    return a->item - b->item;
}

static void find_families(struct fit *fit)
{
    const struct calibrate_log *log = fit->log;
    struct by_count *counts = arena_array(fit->arena, log->item_count, sizeof *counts);
    fit->family_of = arena_array(fit->arena, log->item_count, sizeof *fit->family_of);
    for (size_t i = 0; i < log->item_count; i++)
        counts[i].item = (int)i;
    for (size_t i = 0; i < fit->order_count; i++)
        counts[log->orders[i].item].orders++;
    qsort(counts, log->item_count, sizeof *counts, most_first);
    for (size_t i = 0; i < log->item_count; i++) {
        bool own = counts[i].orders >= FAMILY_MIN && fit->family_count < FAMILIES_MAX;
        fit->family_of[counts[i].item] = own ? (int)fit->family_count++ : -1;
        if (own)
            *list_add(fit->arena, &fit->family_items) = counts[i].item;
    }
    fit->other = -1;
    for (size_t i = 0; i < log->item_count; i++) {
        if (fit->family_of[i] < 0) {
            fit->other = (int)fit->family_count;
            fit->family_of[i] = fit->other;
        }
    }
    if (fit->other >= 0)
        fit->family_count++;
    fit->factor = arena_array(fit->arena, fit->family_count, sizeof *fit->factor);
    for (size_t i = 0; i < fit->family_count; i++)
        fit->factor[i] = 1;
    for (size_t i = 0; i < fit->order_count; i++)
        fit->rare += fit_family(fit, i) == fit->other;
}

int fit_family(const struct fit *fit, size_t order)
{
    return fit->family_of[fit->log->orders[order].item];
}

/* Whose orders stand for a family: its own; for the rare items together, all when none is rare. */
static bool stands_for(const struct fit *fit, size_t order, int family)
{
    return fit_family(fit, order) == family || (family == fit->other && fit->rare == 0);
}

static void find_stations(struct fit *fit)
{
    const struct calibrate_log *log = fit->log;
    fit->station_of = arena_array(fit->arena, log->station_count, sizeof *fit->station_of);
    for (size_t i = 0; i < log->station_count; i++)
        fit->station_of[i] = -1;
    for (size_t i = 0; i < fit->steps->count; i++) {
        int *station = &fit->station_of[fit->steps->at[i].station];
        if (*station < 0) {
            *station = (int)fit->stations.count;
            *list_add(fit->arena, &fit->stations) = fit->steps->at[i].station;
        }
    }
}

static const char *name_or(const char *name, const char *otherwise)
{
    return name != NULL && *name != '\0' ? name : otherwise;
}

static void make_items(struct fit *fit, struct plant_model *model)
{
    struct plant_item *items = arena_array(fit->arena, fit->family_count, sizeof *items);
    for (size_t i = 0; i < fit->family_items.count; i++)
        items[i] = (struct plant_item){
            .id = arena_format(fit->arena, "item-%zu", i + 1),
            .name = arena_text(fit->arena,
                               name_or(fit->log->items[fit->family_items.at[i]], "품목 / item"))};
    if (fit->other >= 0)
        items[fit->other] = (struct plant_item){
            .id = "item-other",
            .name = fit->log->item_count == 1
                        ? arena_text(fit->arena, name_or(fit->log->items[0], "품목 / item"))
                        : "그 밖의 품목 / other items"};
    model->items = items;
    model->item_count = fit->family_count;
}

/* ---- routes ---- */

static void add_path(struct fit *fit, struct map *seen, int family, size_t order)
{
    const struct steps *steps = fit->steps;
    size_t first = steps->first[order], count = steps->first[order + 1] - first;
    if (count == 0 || count > PLANT_STEPS_MAX)
        return;
    struct text key = text_start(fit->arena, 16 * (count + 1));
    text_format(&key, "%d:", family);
    for (size_t i = 0; i < count; i++)
        text_format(&key, "%d,", steps->at[first + i].station);
    bool fresh = false;
    struct map_entry *entry = map_put(seen, text_string(&key), &fresh);
    if (!fresh) {
        if (entry->number < (int64_t)fit->paths.count)
            fit->paths.at[entry->number].weight++;
        return;
    }
    entry->number = (int64_t)fit->paths.count;
    if (fit->paths.count == PLANT_PATHS_MAX) {
        entry->number = INT64_MAX;
        return;
    }
    struct plant_step *path = arena_array(fit->arena, count, sizeof *path);
    for (size_t i = 0; i < count; i++)
        path[i].station = fit->station_of[steps->at[first + i].station];
    *list_add(fit->arena, &fit->paths) =
        (struct plant_path){.item = family, .weight = 1, .steps = path, .step_count = count};
}

static void make_paths(struct fit *fit, struct plant_model *model)
{
    struct map seen = map_start(fit->arena);
    for (int family = 0; family < (int)fit->family_count; family++) {
        size_t before = fit->paths.count;
        for (size_t order = 0; order < fit->order_count; order++)
            if (stands_for(fit, order, family) && !order_may_be_open(fit->log, order))
                add_path(fit, &seen, family, order);
        /* Cut off ways are better than none. */
        for (size_t order = 0; order < fit->order_count && fit->paths.count == before; order++)
            if (stands_for(fit, order, family))
                add_path(fit, &seen, family, order);
    }
    model->paths = fit->paths.at;
    model->path_count = fit->paths.count;
}

/* ---- times ---- */

/* The elasticity of the time an order lies in its pieces, 0 unless it stands out of the noise. */
static double find_power(struct fit *fit)
{
    struct slope slope = {0};
    arena_reset(fit->scratch);
    double *x = arena_array(fit->scratch, fit->order_count, sizeof *x);
    double *y = arena_array(fit->scratch, fit->order_count, sizeof *y);
    for (int family = 0; family < (int)fit->family_count; family++) {
        size_t count = 0;
        for (size_t order = 0; order < fit->order_count; order++) {
            if (fit_family(fit, order) != family)
                continue;
            double lay = 0;
            for (size_t i = fit->steps->first[order]; i < fit->steps->first[order + 1]; i++)
                lay += seconds(fit->steps->at[i].transfer);
            x[count] = log((double)fit->log->orders[order].quantity);
            y[count++] = log(lay + seconds(TIME_DAY));
        }
        if (count > 2)
            slope_add(&slope, x, y, count);
    }
    if (slope.count < POWER_ORDERS || slope.count < slope.groups + 3 || slope.xx <= 0)
        return 0;
    double b = slope.xy / slope.xx;
    double rest = fmax(0, slope.yy - b * slope.xy);
    double error = sqrt(rest / (double)(slope.count - slope.groups - 1) / slope.xx);
    return b > 2 * error ? fmin(b, 1) : 0;
}

struct sample {
    double *at;
    size_t count;
};

static struct sample sample_start(struct fit *fit, size_t room)
{
    return (struct sample){arena_array(fit->scratch, room + 1, sizeof(double)), 0};
}

static double lay_a_piece(const struct fit *fit, const struct step *step)
{
    double pieces = (double)fit->log->orders[step->order].quantity;
    return seconds(step->transfer) / pow(pieces, fit->power);
}

static struct plant_law transfer_at(struct fit *fit, const struct visits *here,
                                    const struct plant_law *of_all)
{
    struct sample sample = sample_start(fit, here->count);
    size_t idle = 0;
    for (size_t i = 0; i < here->count; i++) {
        sample.at[sample.count++] = lay_a_piece(fit, here->at[i]);
        idle += here->at[i]->transfer > 0;
    }
    if (sample.count < OWN_MIN)
        return *of_all;
    if ((double)idle <= TRANSFER_SHARE * (double)sample.count)
        return laws_constant(0, "log");
    return laws_sample(fit->arena, sample.at, sample.count);
}

/* The stations' laws of lying idle, of one piece, for the power of the pieces as it stands. */
static void find_transfer(struct fit *fit)
{
    const struct steps *steps = fit->steps;
    if (fit->transfer != NULL && fit->transfer_power == fit->power)
        return;
    fit->transfer_power = fit->power;
    arena_reset(fit->scratch);
    struct sample all = sample_start(fit, steps->count);
    size_t idle = 0;
    for (size_t i = 0; i < steps->count; i++) {
        all.at[all.count++] = lay_a_piece(fit, &steps->at[i]);
        idle += steps->at[i].transfer > 0;
    }
    fit->waits = (double)idle > TRANSFER_SHARE * (double)steps->count;
    struct plant_law of_all = laws_constant(0, "log");
    if (fit->waits)
        of_all = laws_sample(fit->arena, all.at, all.count);
    fit->transfer = arena_array(fit->arena, fit->stations.count, sizeof *fit->transfer);
    for (size_t s = 0; s < fit->stations.count; s++) {
        const struct visits *here = &steps->here[fit->stations.at[s]];
        arena_reset(fit->scratch);
        fit->transfer[s] = fit->waits ? transfer_at(fit, here, &of_all) : of_all;
    }
}

/* Does the work of a station grow with the pieces? With too few to tell: yes. */
static bool is_per_piece(struct fit *fit, const struct visits *here)
{
    struct slope slope = {0};
    struct sample x = sample_start(fit, here->count), y = sample_start(fit, here->count);
    for (size_t i = 0; i < here->count; i++) {
        const struct step *step = here->at[i];
        if (!step->timed)
            continue;
        x.at[x.count++] = log((double)fit->log->orders[step->order].quantity);
        y.at[y.count++] = log(seconds(step->work));
    }
    if (x.count < OWN_MIN)
        return true;
    slope_add(&slope, x.at, y.at, x.count);
    return slope.xx < 1e-6 * (double)x.count || slope.xy / slope.xx >= PER_PIECE_FROM;
}

/* Work at a station, of one family or (-1) of all. */
static struct plant_law processing_of(struct fit *fit, const struct visits *here, int family,
                                      bool per_piece, size_t *ret_count)
{
    struct sample sample = sample_start(fit, here->count);
    for (size_t i = 0; i < here->count; i++) {
        const struct step *step = here->at[i];
        if (!step->timed || (family >= 0 && !stands_for(fit, step->order, family)))
            continue;
        double pieces = (double)fit->log->orders[step->order].quantity;
        sample.at[sample.count++] = seconds(step->work) / (per_piece ? pieces : 1);
    }
    *ret_count = sample.count;
    return laws_fit(fit->arena, sample.at, sample.count);
}

/* Set-ups: at the change of the item when they hardly ever come without one; else a share of
 * orders has one, and the law has that many zeros. */
static void find_setup(struct fit *fit, const struct visits *here, struct plant_work *work)
{
    struct sample with = sample_start(fit, here->count), all = sample_start(fit, here->count);
    size_t same = 0, same_set = 0, change = 0, change_set = 0;
    int before = -1;
    for (size_t i = 0; i < here->count; i++) {
        const struct step *step = here->at[i];
        int item = fit_family(fit, step->order);
        same += before == item;
        same_set += before == item && step->set_up;
        change += before >= 0 && before != item;
        change_set += before >= 0 && before != item && step->set_up;
        before = item;
        all.at[all.count++] = seconds(step->setup);
        if (step->setup > 0)
            with.at[with.count++] = seconds(step->setup);
    }
    if (with.count == 0)
        return;
    bool by_change =
        same >= OWN_MIN && change >= OWN_MIN && same_set * 10 <= same && change_set * 2 >= change;
    bool always = with.count * 10 >= all.count * 9;
    work->setup_when = by_change ? PLANT_SETUP_CHANGE : PLANT_SETUP_ORDER;
    work->setup = by_change || always ? laws_fit(fit->arena, with.at, with.count)
                                      : laws_sample(fit->arena, all.at, all.count);
}

static bool visits(const struct fit *fit, int family, int station)
{
    for (size_t p = 0; p < fit->paths.count; p++) {
        const struct plant_path *path = &fit->paths.at[p];
        for (size_t i = 0; path->item == family && i < path->step_count; i++)
            if (path->steps[i].station == station)
                return true;
    }
    return false;
}

static void make_works(struct fit *fit, size_t s, struct plant_station *station)
{
    const struct visits *here = &fit->steps->here[fit->stations.at[s]];
    struct plant_work *works = arena_array(fit->arena, fit->family_count + 1, sizeof *works);
    struct plant_work common = {.item = -1, .transfer_power = fit->power};
    size_t samples = 0, count = 0;
    common.per_piece = is_per_piece(fit, here);
    common.processing = processing_of(fit, here, -1, common.per_piece, &samples);
    common.transfer = fit->transfer[s];
    find_setup(fit, here, &common);
    works[count++] = common;
    bool waits = fit->transfer[s].kind != PLANT_CONSTANT || fit->transfer[s].a > 0;
    for (int family = 0; family < (int)fit->family_count; family++) {
        if (!visits(fit, family, (int)s))
            continue;
        struct plant_work own = common;
        own.item = family;
        struct plant_law law = processing_of(fit, here, family, common.per_piece, &samples);
        if (samples >= OWN_MIN)
            own.processing = law;
        if (samples >= OWN_MIN || waits)
            works[count++] = own;
    }
    station->works = works;
    station->work_count = count;
}

/* ---- stations ---- */

/* Repairs by station of the log, in one walk: there may be millions of rows and hundreds of
 * stations. */
static void find_repairs(struct fit *fit)
{
    const struct calibrate_log *log = fit->log;
    fit->repairs = arena_array(fit->work, log->station_count, sizeof *fit->repairs);
    for (size_t i = 0; i < log->row_count; i++) {
        const struct calibrate_row *row = &log->rows[i];
        if (row->order < fit->order_count && row->kind == CALIBRATE_BREAKDOWN && row->span > 0)
            *list_add(fit->work, &fit->repairs[row->station]) = seconds(row->span);
    }
}

static void find_breakdowns(struct fit *fit, int log_station, struct plant_station *station)
{
    const struct durations repairs = fit->repairs[log_station];
    const struct visits *here = &fit->steps->here[log_station];
    double busy = 0;
    for (size_t i = 0; i < here->count; i++)
        busy += seconds(here->at[i]->work);
    if (repairs.count < BREAKDOWNS_MIN || busy <= 0)
        return;
    struct plant_breakdown *breakdown = arena_alloc(fit->arena, sizeof *breakdown);
    breakdown->id = "breakdown";
    breakdown->operation_dependent = true;
    breakdown->uptime = (struct plant_law){.kind = PLANT_EXPONENTIAL,
                                           .a = busy / (double)repairs.count,
                                           .sample_size = (int64_t)repairs.count,
                                           .origin = "log"};
    breakdown->repair = laws_fit(fit->arena, repairs.at, repairs.count);
    station->breakdowns = breakdown;
    station->breakdown_count = 1;
}

static void describe_station(struct fit *fit, size_t s, struct plant_station *station)
{
    int log_station = fit->stations.at[s];
    int64_t good = 0, rejected = 0;
    double place = 0;
    const struct visits *here = &fit->steps->here[log_station];
    arena_reset(fit->scratch);
    for (size_t i = 0; i < here->count; i++) {
        const struct step *step = here->at[i];
        size_t first = fit->steps->first[step->order];
        good += step->good;
        rejected += step->rejected;
        size_t at = (size_t)(step - fit->steps->at);
        place +=
            (double)(at - first + 1) / (double)(fit->steps->first[step->order + 1] - first + 1);
    }
    double scrap = rejected > 0 ? (double)rejected / (double)(good + rejected) : 0;
    *station = (struct plant_station){
        .id = arena_format(fit->arena, "station-%zu", s + 1),
        .name = arena_text(fit->arena, fit->log->stations[log_station]),
        .machines = fit->steps->machines[log_station],
        .calendar = fit->hours->of_station[log_station],
        .queue_capacity = -1,
        .discipline = PLANT_FIFO,
        .scrap = fmin(scrap, SCRAP_CAP),
        .x = round(1000 * place / (double)here->count),
        .y = (double)(s % 6) * 100,
    };
    make_works(fit, s, station);
    find_breakdowns(fit, log_station, station);
}

static void make_stations(struct fit *fit, struct plant_model *model)
{
    find_repairs(fit);
    fit->model_stations = arena_array(fit->arena, fit->stations.count, sizeof *fit->model_stations);
    for (size_t s = 0; s < fit->stations.count; s++)
        describe_station(fit, s, &fit->model_stations[s]);
    model->stations = fit->model_stations;
    model->station_count = fit->stations.count;
}

/* The families' own waits: the station's law times the family's factor. */
void fit_apply_factors(struct fit *fit)
{
    find_transfer(fit);
    for (size_t s = 0; s < fit->stations.count; s++) {
        struct plant_station *station = &fit->model_stations[s];
        struct plant_work *works =
            arena_copy(fit->arena, station->works, station->work_count * sizeof *works);
        for (size_t w = 0; w < station->work_count; w++) {
            double factor = works[w].item >= 0 ? fit->factor[works[w].item] : 1;
            works[w].transfer = laws_scaled(fit->arena, &fit->transfer[s], factor);
            works[w].transfer_power = fit->power;
        }
        station->works = works;
    }
}

const struct plant_source *fit_source(struct arena *arena, const struct fit *fit,
                                      size_t order_count)
{
    const struct calibrate_log *log = fit->log;
    struct plant_order *orders = arena_array(arena, order_count, sizeof *orders);
    for (size_t i = 0; i < order_count; i++)
        orders[i] = (struct plant_order){.at = log->orders[i].start - fit->time_zero,
                                         .item = fit_family(fit, i),
                                         .quantity = log->orders[i].quantity,
                                         .due = -1,
                                         .path = -1,
                                         .id = arena_text(arena, log->orders[i].name)};
    struct plant_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct plant_source){.id = "orders",
                                    .kind = PLANT_SCHEDULED,
                                    .calendar = -1,
                                    .orders = orders,
                                    .order_count = order_count};
    return source;
}

void fit_end(struct fit *fit)
{
    arena_free(fit->scratch);
    arena_free(fit->work);
    fit->scratch = fit->work = NULL;
}

/* Whether the log is of a size that a model can be made from. */
static enum status check_size(const struct calibrate_log *log, size_t order_count,
                              struct error *err)
{
    if (log->station_count > PLANT_STATIONS_MAX)
        return FAIL_AT(err, CALIBRATE_TOO_LARGE, "resource", "%zu stations; the limit is %d",
                       log->station_count, PLANT_STATIONS_MAX);
    if (log->order_count > PLANT_ORDERS_MAX)
        return FAIL_AT(err, CALIBRATE_TOO_LARGE, "case", "%zu work orders; the limit is %d",
                       log->order_count, PLANT_ORDERS_MAX);
    if ((log->end - log->start) / TIME_DAY >= DAYS_MAX)
        return FAIL(err, CALIBRATE_TOO_LARGE, "%lld days; the limit is %d",
                    (long long)((log->end - log->start) / TIME_DAY), DAYS_MAX);
    if (order_count < ORDERS_MIN)
        return FAIL(err, CALIBRATE_TOO_LITTLE, "%zu work orders; %d are needed", order_count,
                    ORDERS_MIN);
    return STATUS_OK;
}

static void make_model(struct fit *fit, struct plant_model *model)
{
    const struct calibrate_log *log = fit->log;
    fit->hours = hours_find(fit->arena, log, fit->order_count);
    steps_wait(fit->work, log, fit->steps, fit->hours);
    find_families(fit);
    find_stations(fit);
    fit->power = find_power(fit);
    find_transfer(fit);
    model->calendars = fit->hours->calendars;
    model->calendar_count = fit->hours->count;
    make_items(fit, model);
    make_paths(fit, model);
    make_stations(fit, model);
    model->sources = fit_source(fit->arena, fit, fit->order_count);
    model->source_count = 1;
}

enum status fit_start(const struct calibrate_log *log, size_t order_count, struct arena *arena,
                      struct fit *fit, struct plant_model *ret_model, struct error *err)
{
    *fit = (struct fit){.log = log, .order_count = order_count, .arena = arena};
    enum status st = check_size(log, order_count, err);
    if (st != STATUS_OK)
        return st;
    fit->scratch = arena_new("samples", (size_t)1 << 30);
    fit->work = arena_new("steps of orders", (size_t)4 << 30);
    struct plant_model model = {.zone = arena_text(arena, log->zone.name),
                                .start = day_of(log->start, log->zone),
                                .note = "made from a production log by dure calibrate"};
    fit->time_zero = day_start(model.start, log->zone);
    model.name = arena_format(arena, "log %s to %s", day_text(arena, model.start),
                              day_text(arena, day_of(log->end, log->zone)));
    fit->steps = steps_make(fit->work, log, order_count);
    size_t timed = 0;
    for (size_t i = 0; i < fit->steps->count; i++)
        timed += fit->steps->at[i].timed;
    if (timed < ORDERS_MIN)
        return FAIL(err, CALIBRATE_TOO_LITTLE, "%zu steps of known length; %d are needed", timed,
                    ORDERS_MIN);
    make_model(fit, &model);
    st = plant_check(&model, err);
    if (st == STATUS_OK)
        *ret_model = model;
    return st;
}
