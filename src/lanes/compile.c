/* Which models are a recursion, and why the others are not. */
#include "kit/json.h"
#include "kit/must.h"
#include "lanes/lanes_private.h"

#define REASON REASON_DEFINE
#include "lanes/reasons.def"
#undef REASON

/* What needs events, in the order in which it is looked for. */
enum feature {
    F_NONE,
    F_SOURCES,
    F_SCHEDULED,
    F_MIX,
    F_PATHS,
    F_AGAIN,
    F_QUANTITY,
    F_SOURCE_CALENDAR,
    F_CALENDAR,
    F_DISCIPLINE,
    F_SCRAP,
    F_SETUP,
    F_TRANSFER,
    F_CLOCK,
    F_PARALLEL_BREAKDOWN,
    F_LAW,
    F_PLACES,
    F_MACHINES,
    F_RECORD,
    F_VERSION,
};

static const struct {
    const char *ko, *en;
} features[] = {
    [F_NONE] = {"", ""},
    [F_SOURCES] = {"투입이 둘 이상입니다", "orders come from more than one source"},
    [F_SCHEDULED] = {"투입이 끝없는 것도 무작위도 아닙니다",
                     "orders come neither without end nor at random"},
    [F_MIX] = {"품목이 둘 이상 투입됩니다", "more than one item is sent in"},
    [F_PATHS] = {"경로가 갈라집니다", "orders go more than one way"},
    [F_AGAIN] = {"같은 공정을 다시 지납니다", "orders come to a station again"},
    [F_QUANTITY] = {"작업지시의 수량이 일정하지 않습니다", "orders differ in their quantity"},
    [F_SOURCE_CALENDAR] = {"투입에 달력이 있습니다", "the source keeps a calendar"},
    [F_CALENDAR] = {"공정에 달력이 있습니다", "a station keeps a calendar"},
    [F_DISCIPLINE] = {"온 순서대로 처리하지 않습니다", "orders are not taken as they come"},
    [F_SCRAP] = {"불량으로 버려지는 것이 있습니다", "pieces are scrapped"},
    [F_SETUP] = {"품목이 바뀔 때 준비교체를 합니다", "set-up depends on the item before"},
    [F_TRANSFER] = {"공정 사이의 이동 시간이 일정하지 않습니다",
                    "the time on the way between stations varies"},
    [F_CLOCK] = {"고장 시계가 일하지 않을 때에도 갑니다",
                 "a breakdown's clock runs while the machine stands"},
    [F_PARALLEL_BREAKDOWN] = {"나란한 설비가 고장납니다", "machines side by side break down"},
    [F_LAW] = {"재귀식이 모르는 분포입니다", "the recursion does not know a law of chance"},
    [F_PLACES] = {"대기 공간이 65,536을 넘습니다", "a queue has more than 65,536 places"},
    [F_MACHINES] = {"나란한 설비가 64대를 넘습니다", "more than 64 machines side by side"},
    [F_VERSION] = {"모델 문서가 1판보다 새롭습니다", "the model document is later than version 1"},
    [F_RECORD] = {"생산 기록을 남기는 실행입니다", "the run keeps a production log"},
};

struct looking {
    const struct plant_model *model;
    struct lanes_obstacle *obstacle;
};

static bool stop(struct looking *looking, int station, enum feature feature)
{
    *looking->obstacle =
        (struct lanes_obstacle){station, features[feature].ko, features[feature].en};
    return false;
}

/* A law that gives one number always. */
static bool always(const struct plant_law *law)
{
    return law->kind == PLANT_CONSTANT;
}

static bool source_fits(struct looking *looking)
{
    const struct plant_model *model = looking->model;
    if (model->source_count != 1)
        return stop(looking, -1, F_SOURCES);
    const struct plant_source *source = &model->sources[0];
    if (source->kind != PLANT_SATURATED && source->kind != PLANT_RANDOM)
        return stop(looking, -1, F_SCHEDULED);
    if (source->mix_count != 1)
        return stop(looking, -1, F_MIX);
    if (!always(&source->quantity))
        return stop(looking, -1, F_QUANTITY);
    if (source->calendar >= 0)
        return stop(looking, -1, F_SOURCE_CALENDAR);
    if (source->kind == PLANT_RANDOM && !lanes_law_known(&source->between))
        return stop(looking, -1, F_LAW);
    return true;
}

static const struct plant_work *work_of(const struct plant_station *station, int item)
{
    const struct plant_work *found = NULL;
    for (size_t w = 0; w < station->work_count; w++) {
        const struct plant_work *work = &station->works[w];
        if (work->item == item || (work->item < 0 && (found == NULL || found->item < 0)))
            found = work;
    }
    return found;
}

/* The stations of the only way of the item that comes; false where it divides or comes back. */
static bool way_of(struct looking *looking, struct arena *arena, struct plant_step *steps,
                   size_t *ret_count)
{
    const struct plant_model *model = looking->model;
    int item = model->sources[0].mix[0].item;
    const struct plant_path *path = NULL;
    for (size_t p = 0; p < model->path_count; p++) {
        if (model->paths[p].item == item && path != NULL)
            return stop(looking, -1, F_PATHS);
        if (model->paths[p].item == item)
            path = &model->paths[p];
    }
    bool *seen = arena_array(arena, model->station_count, sizeof *seen);
    size_t count = 0;
    for (int at = -1;;) {
        struct plant_step next = {.station = -1};
        size_t ways = 0;
        bool own = false; /* edges of this item win over those of all */
        for (size_t e = 0; path == NULL && e < model->edge_count; e++)
            own |= model->edges[e].from == at && model->edges[e].item == item;
        for (size_t e = 0; path == NULL && e < model->edge_count; e++) {
            const struct plant_edge *edge = &model->edges[e];
            if (edge->from == at && edge->item == (own ? item : -1) && edge->probability > 0) {
                next.station = edge->to;
                ways++;
            }
        }
        if (path != NULL && count < path->step_count)
            next = path->steps[count];
        if (ways > 1)
            return stop(looking, at, F_PATHS);
        if (next.station < 0)
            break;
        if (seen[next.station])
            return stop(looking, next.station, F_AGAIN);
        seen[next.station] = true;
        steps[count++] = next;
        at = next.station;
    }
    *ret_count = count;
    return true;
}

/* What about a station, and the work it does, needs events? */
static enum feature station_needs(const struct plant_station *station,
                                  const struct plant_work *work, bool first_saturated)
{
    bool laws = lanes_law_known(&work->processing) && lanes_law_known(&work->setup);
    bool clocks = false;
    for (size_t b = 0; b < station->breakdown_count; b++) {
        const struct plant_breakdown *breakdown = &station->breakdowns[b];
        laws = laws && lanes_law_known(&breakdown->uptime) && lanes_law_known(&breakdown->repair);
        clocks |= !breakdown->operation_dependent;
    }
    const struct {
        bool needed;
        enum feature feature;
    } needs[] = {
        {station->calendar >= 0, F_CALENDAR},
        {station->discipline != PLANT_FIFO, F_DISCIPLINE},
        {station->scrap > 0, F_SCRAP},
        {work->setup_when != PLANT_SETUP_NEVER && work->setup_when != PLANT_SETUP_ORDER, F_SETUP},
        {!first_saturated && !always(&work->transfer), F_TRANSFER},
        {clocks, F_CLOCK},
        {station->machines > 1 && station->breakdown_count > 0, F_PARALLEL_BREAKDOWN},
        {!laws, F_LAW},
        {station->queue_capacity > LANES_PLACES_MAX, F_PLACES},
        {station->machines > LANES_MACHINES_MAX, F_MACHINES},
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].needed)
            return needs[i].feature;
    return F_NONE;
}

static void station_make(struct arena *arena, const struct plant_station *model,
                         const struct plant_work *work, double pieces, struct form_station *ret)
{
    struct form_breakdown *breakdowns =
        arena_array(arena, model->breakdown_count, sizeof *breakdowns);
    for (size_t b = 0; b < model->breakdown_count; b++)
        breakdowns[b] = (struct form_breakdown){lanes_law_make(&model->breakdowns[b].uptime),
                                                lanes_law_make(&model->breakdowns[b].repair)};
    *ret = (struct form_station){
        .model = model,
        .machines = model->machines,
        .places = model->queue_capacity,
        .work = lanes_law_make(&work->processing),
        .setup = lanes_law_make(&work->setup),
        .setup_when = work->setup_when,
        .factor = work->per_piece ? pieces : 1,
        .breakdowns = breakdowns,
        .breakdown_count = model->breakdown_count,
    };
}

/* On the way an order takes its pieces to a power, as the plant has it. */
static double transfer_of(const struct plant_work *work, double pieces)
{
    if (work->transfer.a <= 0)
        return 0;
    double factor = work->transfer_power <= 0 ? 1 : sim_pow(pieces, work->transfer_power);
    return lanes_whole(work->transfer.a, factor);
}

static int64_t pieces_of(const struct plant_source *source)
{
    double pieces = source->quantity.a + 0.5;
    return (int64_t)(pieces < 1 ? 1 : pieces < 1e9 ? pieces : 1e9);
}

/* What a later version of the document adds is not looked for here: such models need events. */
static bool is_first_version(const struct plant_model *model)
{
    json_t *document = plant_write(model);
    bool first = json_integer_value(json_object_get(document, "version")) == 1;
    json_decref(document);
    return first;
}

const struct lanes_form *lanes_compile(struct arena *arena, const struct plant_model *model,
                                       const struct plant_options *options,
                                       struct lanes_obstacle *ret_obstacle)
{
    struct looking looking = {model, ret_obstacle};
    struct plant_step *steps = arena_array(arena, model->station_count, sizeof *steps);
    struct lanes_form *form = arena_alloc(arena, sizeof *form);
    if (options->record != NULL) {
        (void)stop(&looking, -1, F_RECORD);
        return NULL;
    }
    if (!source_fits(&looking))
        return NULL;
    if (!is_first_version(model)) {
        (void)stop(&looking, -1, F_VERSION);
        return NULL;
    }
    if (!way_of(&looking, arena, steps, &form->count))
        return NULL;
    struct form_station *stations = arena_array(arena, form->count, sizeof *stations);
    int *index = arena_array(arena, form->count, sizeof *index);
    form->model = model;
    form->source = &model->sources[0];
    form->between = lanes_law_make(&form->source->between);
    form->pieces = pieces_of(form->source);
    form->simple = true;
    bool saturated = form->source->kind == PLANT_SATURATED;
    for (size_t i = 0; i < form->count; i++) {
        const struct plant_station *station = &model->stations[steps[i].station];
        const struct plant_work *work = steps[i].work;
        if (work == NULL)
            work = work_of(station, form->source->mix[0].item);
        must(work != NULL); /* the model has been checked */
        enum feature feature = station_needs(station, work, i == 0 && saturated);
        if (feature != F_NONE) {
            (void)stop(&looking, steps[i].station, feature);
            return NULL;
        }
        index[i] = steps[i].station;
        station_make(arena, station, work, (double)form->pieces, &stations[i]);
        if (i > 0 || !saturated)
            stations[i].transfer = transfer_of(work, (double)form->pieces);
        bool outside = i == 0 && !saturated && station->queue_capacity >= 0; /* some wait there */
        form->simple =
            form->simple && station->machines == 1 && stations[i].transfer <= 0 && !outside;
    }
    form->stations = stations;
    form->index = index;
    return form;
}
