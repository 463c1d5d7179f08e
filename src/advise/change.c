/* A model with changes made: the touched station, its laws and its calendar are copied. */
#include <math.h>

#include "advise/advise_private.h"
#include "kit/list.h"
#include "kit/must.h"

enum { MACHINES_MAX = 1000, QUEUE_MAX = 1000000 };

struct draft {
    struct arena *arena;
    struct plant_model *model;      /* the copy */
    struct plant_station *stations; /* its stations, ours to change */
    struct plant_path *paths;       /* its paths, ours too, or NULL while not needed */
    double effect;
};

struct plant_law advise_scaled(struct arena *arena, const struct plant_law *law, double factor)
{
    struct plant_law scaled = *law;
    scaled.a *= factor;
    switch (law->kind) {
    case PLANT_UNIFORM:
    case PLANT_TRIANGULAR:
    case PLANT_LOGNORMAL:
    case PLANT_PERT:
    case PLANT_NORMAL:
        scaled.b *= factor;
        scaled.c *= factor;
        break;
    case PLANT_EMPIRICAL:
    case PLANT_TRACE: {
        double *values = arena_array(arena, law->value_count, sizeof *values);
        for (size_t i = 0; i < law->value_count; i++)
            values[i] = law->values[i] * factor;
        scaled.values = values;
        break;
    }
    case PLANT_CONSTANT: /* a is all there is, or b is a shape */
    case PLANT_EXPONENTIAL:
    case PLANT_GAMMA:
    case PLANT_WEIBULL:
    case PLANT_ERLANG:
    case PLANT_LOGLOGISTIC:
    case PLANT_BERNOULLI:
        break;
    /* Counts, which are no times: scaled by mixing in what is constant would be another law. */
    case PLANT_GEOMETRIC:
    case PLANT_BINOMIAL:
    case PLANT_POISSON:
    case PLANT_LAW_COUNT:
        scaled.a = law->a;
        break;
    case PLANT_MIXTURE: {
        struct plant_mixed *parts = arena_array(arena, law->part_count, sizeof *parts);
        for (size_t i = 0; i < law->part_count; i++)
            parts[i] = (struct plant_mixed){law->parts[i].weight,
                                            advise_scaled(arena, &law->parts[i].law, factor)};
        scaled.parts = parts;
        break;
    }
    }
    return scaled;
}

/* ---- one function a kind ---- */

static bool add_machine(struct draft *draft, int s)
{
    draft->stations[s].machines += (int)draft->effect;
    return draft->stations[s].machines <= MACHINES_MAX;
}

static struct plant_work cut_work(struct draft *draft, const struct plant_work *from, bool setup)
{
    struct plant_work work = *from;
    struct plant_law *law = setup ? &work.setup : &work.processing;
    *law = advise_scaled(draft->arena, law, 1 - draft->effect);
    return work;
}

/* Works of the station, and works that paths have of their own at it. */
static bool cut_works(struct draft *draft, int s, bool setup)
{
    struct plant_station *station = &draft->stations[s];
    struct plant_work *works = arena_array(draft->arena, station->work_count + 1, sizeof *works);
    for (size_t w = 0; w < station->work_count; w++)
        works[w] = cut_work(draft, &station->works[w], setup);
    station->works = works;
    for (size_t p = 0; p < draft->model->path_count; p++) {
        struct plant_path *path = &draft->paths[p];
        struct plant_step *steps = NULL;
        for (size_t k = 0; k < path->step_count; k++) {
            if (path->steps[k].station != s || path->steps[k].work == NULL)
                continue;
            if (steps == NULL)
                steps = arena_copy(draft->arena, path->steps, path->step_count * sizeof *steps);
            struct plant_work *work = arena_alloc(draft->arena, sizeof *work);
            *work = cut_work(draft, path->steps[k].work, setup);
            steps[k].work = work;
        }
        if (steps != NULL)
            path->steps = steps;
    }
    return true;
}

static bool cut_cycle(struct draft *draft, int s)
{
    return cut_works(draft, s, false);
}

static bool cut_setup(struct draft *draft, int s)
{
    return cut_works(draft, s, true);
}

static bool cut_repair(struct draft *draft, int s)
{
    struct plant_station *station = &draft->stations[s];
    struct plant_breakdown *breakdowns =
        arena_array(draft->arena, station->breakdown_count + 1, sizeof *breakdowns);
    for (size_t b = 0; b < station->breakdown_count; b++) {
        breakdowns[b] = station->breakdowns[b];
        breakdowns[b].repair =
            advise_scaled(draft->arena, &station->breakdowns[b].repair, 1 - draft->effect);
    }
    station->breakdowns = breakdowns;
    return true;
}

static bool enlarge_queue(struct draft *draft, int s)
{
    struct plant_station *station = &draft->stations[s];
    if (station->queue_capacity < 0)
        return false;
    station->queue_capacity += (int64_t)draft->effect;
    return station->queue_capacity <= QUEUE_MAX;
}

/* The last window of each day ends later: up to the next window, and within the week. */
static bool add_shift(struct draft *draft, int s)
{
    struct plant_station *station = &draft->stations[s];
    if (station->calendar < 0)
        return false;
    const struct plant_calendar *from = &draft->model->calendars[station->calendar];
    size_t count = draft->model->calendar_count;
    struct plant_calendar *calendars = arena_array(draft->arena, count + 1, sizeof *calendars);
    struct plant_window *windows =
        arena_array(draft->arena, from->window_count + 1, sizeof *windows);
    time_us more = (time_us)(draft->effect * (double)TIME_HOUR);
    bool longer = false;
    for (size_t w = 0; w < from->window_count; w++) {
        bool last = w + 1 == from->window_count;
        time_us limit = last ? TIME_WEEK : from->windows[w + 1].start;
        windows[w] = from->windows[w];
        if (!last && limit / TIME_DAY == windows[w].start / TIME_DAY)
            continue;
        time_us end = windows[w].end + more < limit ? windows[w].end + more : limit;
        longer = longer || end > windows[w].end;
        windows[w].end = end;
    }
    for (size_t c = 0; c < count; c++)
        calendars[c] = draft->model->calendars[c];
    calendars[count] = *from;
    calendars[count].id = arena_format(draft->arena, "advise-%zu", count);
    calendars[count].windows = windows;
    draft->model->calendars = calendars;
    draft->model->calendar_count = count + 1;
    station->calendar = (int)count;
    return longer;
}

static bool (*const makers[ADVISE_KIND_COUNT])(struct draft *draft, int s) = {
    [ADVISE_MACHINE_ADDED] = add_machine,     [ADVISE_CYCLE_CUT] = cut_cycle,
    [ADVISE_SETUP_CUT] = cut_setup,           [ADVISE_REPAIR_CUT] = cut_repair,
    [ADVISE_BUFFER_ENLARGED] = enlarge_queue, [ADVISE_SHIFT_ADDED] = add_shift,
};

/* ---- what applies where ---- */

static bool has_setup(const struct plant_work *work)
{
    return work->setup_when != PLANT_SETUP_NEVER && plant_law_mean(&work->setup) > 0;
}

static bool any_setup(const struct plant_model *model, int s)
{
    bool any = false;
    for (size_t w = 0; w < model->stations[s].work_count; w++)
        any = any || has_setup(&model->stations[s].works[w]);
    for (size_t p = 0; p < model->path_count; p++)
        for (size_t k = 0; k < model->paths[p].step_count; k++)
            any = any ||
                  (model->paths[p].steps[k].station == s && model->paths[p].steps[k].work != NULL &&
                   has_setup(model->paths[p].steps[k].work));
    return any;
}

bool advise_applies(const struct plant_model *model, struct advise_change change)
{
    const struct plant_station *station = &model->stations[change.station];
    bool applies[ADVISE_KIND_COUNT] = {
        [ADVISE_MACHINE_ADDED] =
            station->machines<MACHINES_MAX, [ADVISE_CYCLE_CUT] = true,
                              [ADVISE_SETUP_CUT] = any_setup(model, change.station),
                              [ADVISE_REPAIR_CUT] = station->breakdown_count> 0,
        [ADVISE_BUFFER_ENLARGED] = station->queue_capacity >= 0,
        [ADVISE_SHIFT_ADDED] = station->calendar >= 0,
    };
    return applies[change.kind];
}

enum status advise_changed(struct arena *arena, const struct plant_model *model,
                           const struct advise_catalogue *catalogue,
                           const struct advise_change *changes, size_t count,
                           struct plant_model *ret_model, struct error *err)
{
    struct plant_model copy = *model;
    struct draft draft = {
        .arena = arena,
        .model = &copy,
        .stations =
            arena_copy(arena, model->stations, model->station_count * sizeof *model->stations),
        .paths = arena_copy(arena, model->paths, model->path_count * sizeof *model->paths),
    };
    copy.stations = draft.stations;
    copy.paths = draft.paths;
    for (size_t i = 0; i < count; i++) {
        struct advise_change change = changes[i];
        must(change.station >= 0 && (size_t)change.station < model->station_count);
        draft.effect = catalogue->kinds[change.kind].effect;
        if (!catalogue->kinds[change.kind].offered || !makers[change.kind](&draft, change.station))
            return FAIL_AT(err, ADVISE_CHANGE, model->stations[change.station].id, "%s",
                           advise_kind_name(change.kind));
    }
    *ret_model = copy;
    return STATUS_OK;
}
