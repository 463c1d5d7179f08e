/* The model made ready for running: laws with their constants worked out, tables instead of
 * searches. The model has been checked, so nothing can fail here. */
#include "kit/must.h"
#include "plant/plant_private.h"

static struct line_work work_make(struct arena *arena, const struct plant_work *work)
{
    return (struct line_work){
        .processing = plant_draw_make(arena, &work->processing),
        .setup = plant_draw_make(arena, &work->setup),
        .transfer = plant_draw_make(arena, &work->transfer),
        .transfer_power = work->transfer_power,
        .seconds = plant_law_mean(&work->processing),
        .setup_seconds = plant_law_mean(&work->setup),
        .priority = work->priority,
        .per_piece = work->per_piece,
        .travels = work->transfer.kind != PLANT_CONSTANT || work->transfer.a > 0,
        .setup_when = work->setup_when,
    };
}

static size_t work_count(const struct plant_model *model)
{
    size_t count = 0;
    for (size_t s = 0; s < model->station_count; s++)
        count += model->stations[s].work_count;
    for (size_t p = 0; p < model->path_count; p++)
        for (size_t k = 0; k < model->paths[p].step_count; k++)
            count += model->paths[p].steps[k].work != NULL;
    return count;
}

/* The row for the item wins over the row for all. */
static const int *works_of(struct arena *arena, const struct plant_model *model,
                           const struct plant_station *station, int first)
{
    int *work_of = arena_array(arena, model->item_count, sizeof *work_of);
    for (size_t i = 0; i < model->item_count; i++)
        work_of[i] = -1;
    for (size_t w = 0; w < station->work_count; w++)
        for (size_t i = 0; station->works[w].item < 0 && i < model->item_count; i++)
            work_of[i] = first + (int)w;
    for (size_t w = 0; w < station->work_count; w++)
        if (station->works[w].item >= 0)
            work_of[station->works[w].item] = first + (int)w;
    /* What is joined is worked on as what it makes. */
    for (size_t j = 0; j < station->join_count; j++)
        work_of[station->joins[j].item] = work_of[station->makes];
    return work_of;
}

/* A row for each item that is joined, or for each that a polling machine works on. */
static void rows_make(struct arena *arena, const struct plant_model *model,
                      struct line_station *made)
{
    const struct plant_station *station = made->model;
    bool joins = station->join_count > 0;
    if (!joins && station->polling == PLANT_POLLING_NONE)
        return;
    int *row_of = arena_array(arena, model->item_count, sizeof *row_of);
    for (size_t i = 0; i < model->item_count; i++)
        row_of[i] = !joins && made->work_of[i] >= 0 ? made->row_count++ : -1;
    for (size_t j = 0; j < station->join_count; j++)
        row_of[station->joins[j].item] = made->row_count++;
    made->row_of = row_of;
}

static void station_make(struct arena *arena, struct plant_line *line, size_t index)
{
    const struct plant_station *station = &line->model->stations[index];
    struct line_breakdown *breakdowns =
        arena_array(arena, station->breakdown_count, sizeof *breakdowns);
    struct line_station *made = &line->stations[index];
    made->model = station;
    made->breakdowns = breakdowns;
    made->breakdown_count = station->breakdown_count;
    for (size_t b = 0; b < station->breakdown_count; b++) {
        const struct plant_breakdown *from = &station->breakdowns[b];
        breakdowns[b] = (struct line_breakdown){plant_draw_make(arena, &from->uptime),
                                                plant_draw_make(arena, &from->repair),
                                                from->operation_dependent, from->after};
        made->clocked |= !from->operation_dependent;
    }
    made->chosen =
        station->discipline == PLANT_CRITICAL_RATIO || station->discipline == PLANT_LEAST_SETUP;
    made->ranked = station->discipline != PLANT_FIFO && !made->chosen;
    line->inspected |= station->defects > 0;
    made->vacation = plant_draw_make(arena, &station->vacation);
    made->switchover = plant_draw_make(arena, &station->switchover);
    rows_make(arena, line->model, made);
    struct line_setup *setups = arena_array(arena, station->setup_count, sizeof *setups);
    for (size_t i = 0; i < station->setup_count; i++)
        setups[i] = (struct line_setup){station->setups[i].from, station->setups[i].to,
                                        plant_draw_make(arena, &station->setups[i].setup),
                                        plant_law_mean(&station->setups[i].setup)};
    made->setups = setups;
    struct line_upkeep *upkeeps = arena_array(arena, station->upkeep_count, sizeof *upkeeps);
    for (size_t u = 0; u < station->upkeep_count; u++)
        upkeeps[u] = (struct line_upkeep){plant_draw_make(arena, &station->upkeeps[u].lasts),
                                          (time_us)(station->upkeeps[u].every * 1e6 + 0.5)};
    made->upkeeps = upkeeps;
    line->upkeep_clocks += (size_t)station->machines * station->upkeep_count;
    line->tended |= station->upkeep_count > 0 || line->model->operator_count > 0;
    for (size_t n = 0; n < station->need_count; n++)
        made->need_of[station->needs[n].task] = &station->needs[n];
    line->machine_count += (size_t)station->machines;
    line->breakdown_clocks += (size_t)station->machines * station->breakdown_count;
}

/* Stations may share a calendar: its spells are worked out once. */
static void hours_make(struct arena *arena, struct plant_line *line)
{
    const struct plant_model *model = line->model;
    struct plant_hours *hours = arena_array(arena, model->calendar_count + 1, sizeof *hours);
    for (int c = -1; c < (int)model->calendar_count; c++)
        hours[c + 1] = plant_hours_make(arena, model, c, line->end);
    for (size_t s = 0; s < line->station_count; s++)
        line->stations[s].hours = hours[model->stations[s].calendar + 1];
    line->operator_hours = arena_array(arena, model->operator_count, sizeof *line->operator_hours);
    for (size_t i = 0; i < model->operator_count; i++)
        line->operator_hours[i] = hours[model->operators[i].calendar + 1];
    for (size_t s = 0; s < line->source_count; s++)
        line->sources[s].hours = hours[model->sources[s].calendar + 1];
}

static void work_counts(struct line_station *station, const struct line_work *work)
{
    station->exponential &= work->processing.kind == PLANT_EXPONENTIAL;
    station->changes |= work->setup_when == PLANT_SETUP_CHANGE;
}

/* What all works of a station are like, those of paths included. */
static void works_look(struct plant_line *line)
{
    const struct plant_model *model = line->model;
    int used = 0;
    for (size_t s = 0; s < model->station_count; s++) {
        line->stations[s].exponential = true;
        for (size_t w = 0; w < model->stations[s].work_count; w++)
            work_counts(&line->stations[s], &line->works[used++]);
    }
    for (size_t p = 0; p < model->path_count; p++)
        for (size_t k = 0; k < line->paths[p].count; k++)
            work_counts(&line->stations[line->paths[p].steps[k].station],
                        &line->works[line->paths[p].steps[k].work]);
}

static void stations_make(struct arena *arena, struct plant_line *line)
{
    const struct plant_model *model = line->model;
    struct line_work *works = arena_array(arena, work_count(model), sizeof *works);
    struct line_path *paths = arena_array(arena, model->path_count, sizeof *paths);
    int used = 0;
    for (size_t s = 0; s < model->station_count; s++) {
        const struct plant_station *station = &model->stations[s];
        line->stations[s].work_of = works_of(arena, model, station, used);
        for (size_t w = 0; w < station->work_count; w++)
            works[used++] = work_make(arena, &station->works[w]);
        station_make(arena, line, s);
    }
    for (size_t p = 0; p < model->path_count; p++) {
        const struct plant_path *path = &model->paths[p];
        struct line_step *steps = arena_array(arena, path->step_count, sizeof *steps);
        for (size_t k = 0; k < path->step_count; k++) {
            const struct plant_step *step = &path->steps[k];
            steps[k].station = step->station;
            steps[k].work =
                step->work != NULL ? used : line->stations[step->station].work_of[path->item];
            if (step->work != NULL)
                works[used++] = work_make(arena, step->work);
        }
        for (size_t k = path->step_count; k-- > 0;) {
            const struct line_work *work = &works[steps[k].work];
            if (k + 1 < path->step_count) {
                steps[k].order_seconds = steps[k + 1].order_seconds;
                steps[k].piece_seconds = steps[k + 1].piece_seconds;
            }
            *(work->per_piece ? &steps[k].piece_seconds : &steps[k].order_seconds) += work->seconds;
        }
        paths[p] = (struct line_path){steps, path->step_count};
    }
    line->works = works;
    line->paths = paths;
    works_look(line);
}

static void paths_make(struct arena *arena, struct plant_line *line)
{
    const struct plant_model *model = line->model;
    struct line_paths *paths_of = arena_array(arena, model->item_count, sizeof *paths_of);
    for (size_t p = 0; p < model->path_count; p++)
        paths_of[model->paths[p].item].count++;
    int **lists = arena_array(arena, model->item_count, sizeof *lists);
    double **sums = arena_array(arena, model->item_count, sizeof *sums);
    for (size_t i = 0; i < model->item_count; i++) {
        lists[i] = arena_array(arena, paths_of[i].count, sizeof **lists);
        sums[i] = arena_array(arena, paths_of[i].count, sizeof **sums);
        paths_of[i] = (struct line_paths){.paths = lists[i], .sums = sums[i]};
    }
    for (size_t p = 0; p < model->path_count; p++) {
        int item = model->paths[p].item;
        size_t at = paths_of[item].count++;
        lists[item][at] = (int)p;
        sums[item][at] = model->paths[p].weight + (at > 0 ? sums[item][at - 1] : 0);
    }
    line->paths_of = paths_of;
}

static struct line_edges edges_make(struct arena *arena, const struct plant_model *model, int item,
                                    int from)
{
    size_t count = 0;
    for (size_t e = 0; e < model->edge_count; e++)
        count += model->edges[e].item == item && model->edges[e].from == from;
    struct line_edge *edges = arena_array(arena, count, sizeof *edges);
    size_t used = 0;
    double sum = 0;
    for (size_t e = 0; e < model->edge_count; e++) {
        const struct plant_edge *edge = &model->edges[e];
        if (edge->item == item && edge->from == from)
            edges[used++] = (struct line_edge){edge->to, sum += edge->probability};
    }
    return (struct line_edges){edges, count};
}

/* For each item without paths: its own edges from a station, else those for all items. */
static void all_edges_make(struct arena *arena, struct plant_line *line)
{
    const struct plant_model *model = line->model;
    size_t places = model->station_count + 1;
    struct line_edges *common = arena_array(arena, places, sizeof *common);
    struct line_edges *edges_of = arena_array(arena, places * model->item_count, sizeof *edges_of);
    for (size_t f = 0; f < places; f++) {
        common[f] = edges_make(arena, model, -1, (int)f - 1);
        for (size_t i = 0; i < model->item_count; i++)
            edges_of[i * places + f] = common[f];
    }
    for (size_t e = 0; e < model->edge_count; e++) {
        const struct plant_edge *edge = &model->edges[e];
        if (edge->item < 0)
            continue;
        struct line_edges *own = &edges_of[(size_t)edge->item * places + (size_t)(edge->from + 1)];
        if (own->edges == common[edge->from + 1].edges)
            *own = edges_make(arena, model, edge->item, edge->from);
    }
    line->edges_of = edges_of;
}

static void sources_make(struct arena *arena, struct plant_line *line)
{
    const struct plant_model *model = line->model;
    line->scheduled_only = true;
    for (size_t s = 0; s < model->source_count; s++) {
        const struct plant_source *source = &model->sources[s];
        double *sums = arena_array(arena, source->mix_count, sizeof *sums);
        for (size_t m = 0; m < source->mix_count; m++)
            sums[m] = source->mix[m].weight + (m > 0 ? sums[m - 1] : 0);
        line->sources[s] = (struct line_source){
            .model = source,
            .mix_sums = sums,
            .first_order = line->scheduled_count,
        };
        if (source->kind == PLANT_SCHEDULED) {
            line->scheduled_count += source->order_count;
            continue;
        }
        line->scheduled_only = false;
        line->sources[s].quantity = plant_draw_make(arena, &source->quantity);
        if (source->kind == PLANT_RANDOM)
            line->sources[s].between = plant_draw_make(arena, &source->between);
    }
}

static bool step_at(const struct plant_path *path, const struct plant_initial *from, int *ret_step)
{
    for (size_t k = 0; path->item == from->item && k < path->step_count; k++)
        if (path->steps[k].station == from->station) {
            *ret_step = (int)k;
            return true;
        }
    return false;
}

static void initial_make(struct arena *arena, struct plant_line *line)
{
    const struct plant_model *model = line->model;
    struct line_initial *initial = arena_array(arena, model->initial_count, sizeof *initial);
    for (size_t i = 0; i < model->initial_count; i++) {
        const struct plant_initial *from = &model->initial[i];
        struct line_initial *to = &initial[i];
        *to = (struct line_initial){-1, -1, line->stations[from->station].work_of[from->item]};
        for (size_t p = 0; to->path < 0 && p < model->path_count; p++)
            if ((from->path < 0 || from->path == (int)p) &&
                step_at(&model->paths[p], from, &to->step))
                to->path = (int)p;
        if (to->path >= 0)
            to->work = line->paths[to->path].steps[to->step].work;
        line->initial_orders += from->count;
    }
    line->initial = initial;
}

/* Take stations away that nothing left leads to; what remains lies on or behind a circle. */
static bool has_circle(struct arena *arena, const struct plant_line *line)
{
    const struct plant_model *model = line->model;
    size_t count = model->station_count;
    bool *leads = arena_array(arena, count * count, sizeof *leads);
    for (size_t p = 0; p < model->path_count; p++)
        for (size_t k = 1; k < model->paths[p].step_count; k++)
            leads[(size_t)model->paths[p].steps[k - 1].station * count +
                  (size_t)model->paths[p].steps[k].station] = true;
    for (size_t e = 0; e < model->edge_count; e++)
        if (model->edges[e].from >= 0 && model->edges[e].to >= 0)
            leads[(size_t)model->edges[e].from * count + (size_t)model->edges[e].to] = true;
    bool *gone = arena_array(arena, count, sizeof *gone);
    size_t left = count;
    for (bool more = true; more;) {
        more = false;
        for (size_t to = 0; to < count; to++) {
            bool reached = false;
            for (size_t from = 0; from < count && !reached; from++)
                reached = !gone[from] && leads[from * count + to];
            if (!gone[to] && !reached) {
                gone[to] = more = true;
                left--;
            }
        }
    }
    return left > 0;
}

static void claim_from(struct plant_line *line, int from, int to)
{
    if (from >= 0 && to >= 0 && line->stations[from].model->blocking == PLANT_BLOCKING_BEFORE)
        line->stations[to].claimable = true;
}

static void claims_make(struct plant_line *line)
{
    const struct plant_model *model = line->model;
    for (size_t p = 0; p < model->path_count; p++)
        for (size_t k = 1; k < model->paths[p].step_count; k++)
            claim_from(line, model->paths[p].steps[k - 1].station,
                       model->paths[p].steps[k].station);
    for (size_t e = 0; e < model->edge_count; e++)
        claim_from(line, model->edges[e].from, model->edges[e].to);
}

const struct plant_line *plant_line_make(struct arena *arena, const struct plant_model *model,
                                         time_us end)
{
    struct plant_line *line = arena_alloc(arena, sizeof *line);
    line->model = model;
    line->end = end;
    line->station_count = model->station_count;
    line->source_count = model->source_count;
    line->stations = arena_array(arena, model->station_count, sizeof *line->stations);
    line->sources = arena_array(arena, model->source_count, sizeof *line->sources);
    stations_make(arena, line);
    paths_make(arena, line);
    all_edges_make(arena, line);
    sources_make(arena, line);
    initial_make(arena, line);
    hours_make(arena, line);
    claims_make(line);
    bool finite = false;
    for (size_t s = 0; s < model->station_count; s++)
        finite |= model->stations[s].queue_capacity >= 0;
    line->may_lock = finite && has_circle(arena, line);
    return line;
}
