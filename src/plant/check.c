/* What a model must be before it is run or written. Every complaint names the place in the
 * document, also when the model was made in C. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit/map.h"
#include "plant/check_private.h"

enum { WEIGHTS_DIGITS = 9 };

struct place place(const char *format, ...)
{
    struct place made;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(made.text, sizeof made.text, format, args);
    va_end(args);
    return made;
}

/* ---- laws ---- */

static bool law_ok(const struct plant_law *law, const char **ret_why);

static bool values_ok(const struct plant_law *law, bool sorted, const char **ret_why)
{
    *ret_why = sorted ? "1 to 100000 values from 0 to 1e9, sorted upwards"
                      : "1 to 100000 values from 0 to 1e9";
    if (law->value_count == 0 || law->value_count > PLANT_VALUES_MAX || law->values == NULL)
        return false;
    for (size_t i = 0; i < law->value_count; i++)
        if (!(law->values[i] >= (sorted && i > 0 ? law->values[i - 1] : 0)) ||
            law->values[i] > PLANT_NUMBER_MAX)
            return false;
    return true;
}

static bool parts_ok(const struct plant_law *law, const char **ret_why)
{
    *ret_why = "1 to 20 parts, each of a weight above 0 up to 1e9";
    if (law->part_count == 0 || law->part_count > PLANT_PARTS_MAX || law->parts == NULL)
        return false;
    for (size_t i = 0; i < law->part_count; i++) {
        const struct plant_mixed *part = &law->parts[i];
        if (!(part->weight > 0) || part->weight > PLANT_NUMBER_MAX)
            return false;
        if (part->law.kind == PLANT_MIXTURE || part->law.kind == PLANT_TRACE) {
            *ret_why = "a part of a mixture is neither a mixture nor a trace";
            return false;
        }
        if (!law_ok(&part->law, ret_why))
            return false;
    }
    return true;
}

static bool law_ok(const struct plant_law *law, const char **ret_why)
{
    bool numbers = isfinite(law->a) && isfinite(law->b) && isfinite(law->c) && law->a >= 0 &&
                   law->a <= PLANT_NUMBER_MAX && law->b <= PLANT_NUMBER_MAX &&
                   law->c <= PLANT_NUMBER_MAX;
    *ret_why = "numbers are between 0 and 1e9";
    switch (law->kind) {
    case PLANT_CONSTANT:
    case PLANT_EXPONENTIAL:
        return numbers;
    case PLANT_UNIFORM:
        *ret_why = numbers ? "low is at most high" : *ret_why;
        return numbers && law->a <= law->b;
    case PLANT_TRIANGULAR:
        *ret_why = numbers ? "low is at most mode, mode at most high" : *ret_why;
        return numbers && law->a <= law->b && law->b <= law->c;
    case PLANT_GAMMA:
    case PLANT_WEIBULL:
        *ret_why = numbers ? "shape is between 0.05 and 10000" : *ret_why;
        return numbers && law->b >= 0.05 && law->b <= 1e4;
    case PLANT_LOGNORMAL:
        *ret_why = numbers ? "sd is not negative, and at most 1000 times the mean" : *ret_why;
        return numbers && law->b >= 0 && law->b <= 1000 * law->a;
    case PLANT_EMPIRICAL:
    case PLANT_TRACE:
        return values_ok(law, law->kind == PLANT_EMPIRICAL, ret_why);
    case PLANT_PERT:
        *ret_why = numbers ? "low is at most mode, mode at most high" : *ret_why;
        return numbers && law->a <= law->b && law->b <= law->c;
    case PLANT_ERLANG:
        *ret_why = numbers ? "phases is a whole number from 1 to 1000" : *ret_why;
        return numbers && law->b >= 1 && law->b <= 1000 && law->b == floor(law->b);
    case PLANT_NORMAL:
        *ret_why = numbers ? "sd is not negative" : *ret_why;
        return numbers && law->b >= 0;
    case PLANT_LOGLOGISTIC:
        *ret_why =
            numbers ? "shape is above 1, else there is no mean, and at most 10000" : *ret_why;
        return numbers && law->b > 1.0001 && law->b <= 1e4;
    case PLANT_BERNOULLI:
        *ret_why = numbers ? "chance is between 0 and 1" : *ret_why;
        return numbers && law->b >= 0 && law->b <= 1;
    case PLANT_GEOMETRIC:
        *ret_why = numbers ? "chance is between 1e-9 and 1" : *ret_why;
        return numbers && law->a >= 1e-9 && law->a <= 1;
    case PLANT_BINOMIAL:
        *ret_why =
            numbers ? "tries is a whole number up to 1000000, chance from 0 to below 1" : *ret_why;
        return numbers && law->a <= 1e6 && law->a == floor(law->a) && law->b >= 0 && law->b < 1;
    case PLANT_POISSON:
        *ret_why = numbers ? "the mean is at most 1000000" : *ret_why;
        return numbers && law->a <= 1e6;
    case PLANT_MIXTURE:
        return parts_ok(law, ret_why);
    case PLANT_LAW_COUNT:
        break;
    }
    *ret_why = "no law of that kind";
    return false;
}

enum status check_law(const struct plant_law *law, const char *at, const char *member,
                      struct error *err)
{
    const char *why = NULL;
    if (!law_ok(law, &why))
        return FAIL_AT(err, PLANT_LAW, place("%s/%s", at, member).text, "%s", why);
    if (!isfinite(law->fit) || law->fit < 0 || law->fit > 1 || law->sample_size < 0)
        return FAIL_AT(err, PLANT_LAW, place("%s/%s", at, member).text,
                       "fit is between 0 and 1, sample_size not negative");
    return STATUS_OK;
}

static enum status check_number(double number, double min, double max, struct place at,
                                struct error *err)
{
    if (number >= min && number <= max)
        return STATUS_OK;
    return FAIL_AT(err, PLANT_RANGE, at.text, "%g is not between %g and %g", number, min, max);
}

static enum status check_index(int index, int min, size_t count, struct place at, struct error *err)
{
    if (index >= min && index < (int)count)
        return STATUS_OK;
    return FAIL_AT(err, PLANT_REFERENCE, at.text, "number %d of %zu", index, count);
}

static enum status check_count(size_t count, size_t min, size_t max, const char *at,
                               struct error *err)
{
    if (count < min)
        return FAIL_AT(err, PLANT_EMPTY, at, "%zu where at least %zu is needed", count, min);
    if (count > max)
        return FAIL_AT(err, PLANT_RANGE, at, "%zu; the limit is %zu", count, max);
    return STATUS_OK;
}

static enum status check_id(struct map *seen, const char *id, struct place at, struct error *err)
{
    if (id == NULL || *id == '\0' || strlen(id) > PLANT_ID_BYTES_MAX)
        return FAIL_AT(err, PLANT_RANGE, at.text, "an id has 1 to %d bytes", PLANT_ID_BYTES_MAX);
    bool fresh = false;
    (void)map_put(seen, id, &fresh);
    if (!fresh)
        return FAIL_AT(err, PLANT_TWICE, at.text, "\"%s\" again", id);
    return STATUS_OK;
}

/* ---- the parts of a model ---- */

static enum status check_heading(const struct plant_model *model, struct error *err)
{
    struct zone zone;
    if (model->name == NULL || *model->name == '\0')
        return FAIL_AT(err, PLANT_EMPTY, "/name", "a model has a name");
    if (model->zone == NULL || zone_find(model->zone, &zone, err) != STATUS_OK)
        return FAIL_AT(err, KIT_ZONE, "/zone", "\"%.60s\" is not in the table of zones",
                       model->zone == NULL ? "" : model->zone);
    if (!day_ok(model->start) || model->start.year < 1900 || model->start.year > 2200)
        return FAIL_AT(err, PLANT_RANGE, "/start", "not a day of the years 1900 to 2200");
    enum status st =
        check_number(model->revenue_per_piece, 0, 1e12, place("/revenue_per_piece"), err);
    const struct {
        size_t count, min, max;
        const char *at;
    } rows[] = {
        {model->item_count, 1, PLANT_ITEMS_MAX, "/items"},
        {model->calendar_count, 0, PLANT_CALENDARS_MAX, "/calendars"},
        {model->station_count, 1, PLANT_STATIONS_MAX, "/stations"},
        {model->path_count, 0, PLANT_PATHS_MAX, "/paths"},
        {model->edge_count, 0, PLANT_EDGES_MAX, "/edges"},
        {model->source_count, 1, PLANT_SOURCES_MAX, "/sources"},
    };
    for (size_t i = 0; st == STATUS_OK && i < sizeof rows / sizeof *rows; i++)
        st = check_count(rows[i].count, rows[i].min, rows[i].max, rows[i].at, err);
    return st;
}

static enum status check_ids(const struct plant_model *model, struct arena *arena,
                             struct error *err)
{
    enum status st = STATUS_OK;
    struct map items = map_start(arena), calendars = map_start(arena);
    struct map stations = map_start(arena), sources = map_start(arena);
    struct map operators = map_start(arena);
    for (size_t i = 0; st == STATUS_OK && i < model->item_count; i++)
        st = check_id(&items, model->items[i].id, place("/items/%zu/id", i), err);
    for (size_t i = 0; st == STATUS_OK && i < model->calendar_count; i++)
        st = check_id(&calendars, model->calendars[i].id, place("/calendars/%zu/id", i), err);
    for (size_t i = 0; st == STATUS_OK && i < model->station_count; i++)
        st = check_id(&stations, model->stations[i].id, place("/stations/%zu/id", i), err);
    for (size_t i = 0; st == STATUS_OK && i < model->source_count; i++)
        st = check_id(&sources, model->sources[i].id, place("/sources/%zu/id", i), err);
    for (size_t i = 0; st == STATUS_OK && i < model->operator_count; i++)
        st = check_id(&operators, model->operators[i].id, place("/operators/%zu/id", i), err);
    return st;
}

static enum status check_calendar(const struct plant_calendar *calendar, size_t c,
                                  struct error *err)
{
    struct place at = place("/calendars/%zu/windows", c);
    enum status st = check_count(calendar->window_count, 1, PLANT_WINDOWS_MAX, at.text, err);
    if (st == STATUS_OK)
        st = check_count(calendar->closed_count, 0, PLANT_CLOSED_MAX,
                         place("/calendars/%zu/closed", c).text, err);
    if (st != STATUS_OK)
        return st;
    time_us before = 0;
    for (size_t w = 0; w < calendar->window_count; w++) {
        const struct plant_window *window = &calendar->windows[w];
        if (window->start < before || window->start >= window->end || window->end > TIME_WEEK)
            return FAIL_AT(err, PLANT_CALENDAR, place("%s/%zu", at.text, w).text,
                           "from %.0f to %.0f s of the week, after %.0f s",
                           (double)window->start * 1e-6, (double)window->end * 1e-6,
                           (double)before * 1e-6);
        before = window->end;
    }
    for (size_t d = 0; d < calendar->closed_count; d++)
        if (!day_ok(calendar->closed[d]) ||
            (d > 0 && day_compare(calendar->closed[d - 1], calendar->closed[d]) >= 0))
            return FAIL_AT(err, PLANT_CALENDAR, place("/calendars/%zu/closed/%zu", c, d).text,
                           "days are real, sorted and each named once");
    return STATUS_OK;
}

static enum status check_work(const struct plant_model *model, const struct plant_work *work,
                              const char *at, struct error *err)
{
    enum status st = check_index(work->item, -1, model->item_count, place("%s/item", at), err);
    if (st == STATUS_OK)
        st = check_law(&work->processing, at, "processing", err);
    if (st == STATUS_OK)
        st = check_law(&work->setup, at, "setup", err);
    if (st == STATUS_OK)
        st = check_number(work->priority, 0, PLANT_PRIORITY_MAX, place("%s/priority", at), err);
    if (st == STATUS_OK && work->setup_when != PLANT_SETUP_NEVER &&
        work->setup_when != PLANT_SETUP_ORDER && work->setup_when != PLANT_SETUP_CHANGE &&
        work->setup_when != PLANT_SETUP_IDLE)
        return FAIL_AT(err, PLANT_CHOICE, place("%s/setup_when", at).text,
                       "never, order, change or idle");
    return st;
}

static enum status check_works(const struct plant_model *model, const struct plant_station *station,
                               size_t s, struct arena *arena, struct error *err)
{
    bool *seen = arena_array(arena, model->item_count + 1, sizeof *seen);
    for (size_t w = 0; w < station->work_count; w++) {
        struct place at = place("/stations/%zu/works/%zu", s, w);
        enum status st = check_work(model, &station->works[w], at.text, err);
        if (st != STATUS_OK)
            return st;
        bool *slot = &seen[station->works[w].item + 1];
        if (*slot)
            return FAIL_AT(err, PLANT_TWICE, at.text, "a second work for the same item");
        *slot = true;
    }
    return STATUS_OK;
}

static enum status check_breakdowns(const struct plant_station *station, size_t s,
                                    struct arena *arena, struct error *err)
{
    struct map seen = map_start(arena);
    enum status st = check_count(station->breakdown_count, 0, PLANT_BREAKDOWNS_MAX,
                                 place("/stations/%zu/breakdowns", s).text, err);
    for (size_t b = 0; st == STATUS_OK && b < station->breakdown_count; b++) {
        const struct plant_breakdown *breakdown = &station->breakdowns[b];
        struct place at = place("/stations/%zu/breakdowns/%zu", s, b);
        st = check_id(&seen, breakdown->id, place("%s/id", at.text), err);
        if (st == STATUS_OK)
            st = check_law(&breakdown->uptime, at.text, "uptime", err);
        if (st == STATUS_OK)
            st = check_law(&breakdown->repair, at.text, "repair", err);
        if (st == STATUS_OK && !(plant_law_mean(&breakdown->uptime) > 0))
            return FAIL_AT(err, PLANT_LAW, place("%s/uptime", at.text).text,
                           "a machine that never runs: the mean is 0");
    }
    return st;
}

static enum status check_station(const struct plant_model *model, size_t s, struct arena *arena,
                                 struct error *err)
{
    const struct plant_station *station = &model->stations[s];
    struct place at = place("/stations/%zu", s);
    enum status st =
        check_number(station->machines, 1, PLANT_MACHINES_MAX, place("%s/machines", at.text), err);
    if (st == STATUS_OK)
        st = check_index(station->calendar, -1, model->calendar_count,
                         place("%s/calendar", at.text), err);
    if (st == STATUS_OK)
        st = check_number((double)station->queue_capacity, -1, PLANT_INSIDE_MAX,
                          place("%s/queue_capacity", at.text), err);
    if (st == STATUS_OK)
        st = check_number(station->discipline, PLANT_FIFO, PLANT_LEAST_SETUP,
                          place("%s/discipline", at.text), err);
    if (st == STATUS_OK)
        st = check_number(station->scrap, 0, PLANT_SCRAP_MAX, place("%s/scrap", at.text), err);
    if (st == STATUS_OK)
        st = check_number(station->x, -1e6, 1e6, place("%s/x", at.text), err);
    if (st == STATUS_OK)
        st = check_number(station->y, -1e6, 1e6, place("%s/y", at.text), err);
    if (st == STATUS_OK)
        st = check_count(station->work_count, 0, model->item_count + 1,
                         place("%s/works", at.text).text, err);
    if (st == STATUS_OK)
        st = check_works(model, station, s, arena, err);
    if (st == STATUS_OK)
        st = check_breakdowns(station, s, arena, err);
    return st == STATUS_OK ? check_flow_station(model, s, err) : st;
}

/* ---- the ways of the orders ---- */

bool station_works(const struct plant_station *station, int item)
{
    for (size_t w = 0; w < station->work_count; w++)
        if (station->works[w].item < 0 || station->works[w].item == item)
            return true;
    return false;
}

bool station_joins(const struct plant_station *station, int item)
{
    for (size_t j = 0; j < station->join_count; j++)
        if (station->joins[j].item == item)
            return true;
    return false;
}

static enum status no_work(const struct plant_model *model, size_t s, int item, struct place at,
                           struct error *err)
{
    return FAIL_AT(err, PLANT_WORK, at.text, "\"%s\" has no time for \"%s\"", model->stations[s].id,
                   model->items[item].id);
}

static enum status check_path(const struct plant_model *model, size_t p, bool *reached,
                              struct error *err)
{
    const struct plant_path *path = &model->paths[p];
    enum status st =
        check_index(path->item, 0, model->item_count, place("/paths/%zu/item", p), err);
    if (st == STATUS_OK && !(path->weight > 0))
        return FAIL_AT(err, PLANT_RANGE, place("/paths/%zu/weight", p).text, "%g is not above 0",
                       path->weight);
    if (st == STATUS_OK)
        st = check_number(path->weight, 0, PLANT_NUMBER_MAX, place("/paths/%zu/weight", p), err);
    if (st == STATUS_OK)
        st = check_count(path->step_count, 1, PLANT_STEPS_MAX, place("/paths/%zu/steps", p).text,
                         err);
    for (size_t k = 0; st == STATUS_OK && k < path->step_count; k++) {
        struct place at = place("/paths/%zu/steps/%zu", p, k);
        const struct plant_step *step = &path->steps[k];
        st = check_index(step->station, 0, model->station_count, place("%s/station", at.text), err);
        if (st != STATUS_OK)
            return st;
        reached[step->station] = true;
        if (step->work != NULL)
            st = check_work(model, step->work, place("%s/work", at.text).text, err);
        else if (!station_works(&model->stations[step->station], path->item) &&
                 !station_joins(&model->stations[step->station], path->item))
            return no_work(model, (size_t)step->station, path->item, at, err);
    }
    return st;
}

/* Edges by the place they leave (or come to): those of place p are edges[first[p]] up to
 * edges[first[p + 1]]. Place 0 is the entrance (or the exit), place s + 1 station s. */
struct edge_lists {
    const size_t *first, *edges;
};

static struct edge_lists edge_lists_make(struct arena *arena, const struct plant_model *model,
                                         bool leaving)
{
    size_t places = model->station_count + 1;
    size_t *first = arena_array(arena, places + 2, sizeof *first);
    size_t *edges = arena_array(arena, model->edge_count, sizeof *edges);
    for (size_t e = 0; e < model->edge_count; e++)
        first[(leaving ? model->edges[e].from : model->edges[e].to) + 3]++;
    for (size_t p = 2; p < places + 2; p++)
        first[p] += first[p - 1];
    /* first[p + 1] now says where place p begins; filling moves it to where p ends. */
    for (size_t e = 0; e < model->edge_count; e++)
        edges[first[(leaving ? model->edges[e].from : model->edges[e].to) + 2]++] = e;
    return (struct edge_lists){first, edges};
}

/* Edges as they hold for one item: sums by place of departure, and who leads where. */
struct ways {
    const struct plant_model *model;
    struct edge_lists leaving, coming;
    size_t *stack; /* [places] */
    int item;
    double *sums; /* [from + 1] */
    bool *own;    /* [from + 1]: the item has edges of its own there */
};

static bool edge_counts(const struct ways *ways, const struct plant_edge *edge)
{
    return edge->item == ways->item || (edge->item < 0 && !ways->own[edge->from + 1]);
}

static void ways_make(struct ways *ways)
{
    const struct plant_model *model = ways->model;
    for (size_t f = 0; f <= model->station_count; f++) {
        ways->sums[f] = 0;
        ways->own[f] = false;
    }
    for (size_t e = 0; e < model->edge_count; e++)
        if (model->edges[e].item == ways->item)
            ways->own[model->edges[e].from + 1] = true;
    for (size_t e = 0; e < model->edge_count; e++)
        if (edge_counts(ways, &model->edges[e]))
            ways->sums[model->edges[e].from + 1] += model->edges[e].probability;
}

/* Mark what can be reached: forwards from the entrance (place 0), or backwards from the exit. */
static void spread(const struct ways *ways, bool *marked, bool forwards)
{
    const struct edge_lists *lists = forwards ? &ways->leaving : &ways->coming;
    size_t depth = 0;
    for (size_t p = 0; p <= ways->model->station_count; p++)
        if (marked[p])
            ways->stack[depth++] = p;
    while (depth > 0) {
        size_t at = ways->stack[--depth];
        if (forwards && at > 0 && station_joins(&ways->model->stations[at - 1], ways->item))
            continue;
        for (size_t i = lists->first[at]; i < lists->first[at + 1]; i++) {
            const struct plant_edge *edge = &ways->model->edges[lists->edges[i]];
            int next = forwards ? edge->to : edge->from;
            if (!edge_counts(ways, edge) || edge->probability <= 0 || (forwards && next < 0) ||
                marked[next + 1])
                continue;
            marked[next + 1] = true;
            if (next >= 0)
                ways->stack[depth++] = (size_t)next + 1;
        }
    }
}

static enum status check_ways(const struct ways *ways, struct arena *arena, bool *reached,
                              struct error *err)
{
    const struct plant_model *model = ways->model;
    size_t places = model->station_count + 1;
    bool *from_entrance = arena_array(arena, places, sizeof *from_entrance);
    bool *to_exit = arena_array(arena, places, sizeof *to_exit);
    const char *id = model->items[ways->item].id;
    /* It begins at the entrance or where it is made, and ends at the exit or where it is joined. */
    bool enters = ways->sums[0] > 0, begins = enters;
    from_entrance[0] = enters;
    to_exit[0] = true;
    for (size_t f = 1; f < places; f++) {
        const struct plant_station *station = &model->stations[f - 1];
        from_entrance[f] = station->join_count > 0 && station->makes == ways->item;
        to_exit[f] = station_joins(station, ways->item);
        begins |= from_entrance[f];
    }
    spread(ways, from_entrance, true);
    spread(ways, to_exit, false);
    if (!begins)
        return FAIL_AT(err, PLANT_ROUTE, "/edges", "\"%s\" has neither a path nor an entrance", id);
    for (size_t f = 0; f < places; f++) {
        const char *name = f == 0 ? "the entrance" : model->stations[f - 1].id;
        if (!from_entrance[f])
            continue;
        if (f > 0)
            reached[f - 1] = true;
        if (f > 0 && station_joins(&model->stations[f - 1], ways->item))
            continue; /* it goes no further as itself */
        if (ways->sums[f] < 1 - 1e-9 || ways->sums[f] > 1 + 1e-9)
            return FAIL_AT(err, PLANT_PROBABILITY, "/edges",
                           "from \"%s\" those of \"%s\" add to %.*g", name, id, WEIGHTS_DIGITS,
                           ways->sums[f]);
        if (!to_exit[f])
            return FAIL_AT(err, PLANT_NO_EXIT, "/edges", "\"%s\" cannot leave once at \"%s\"", id,
                           name);
        if (f > 0 && !station_works(&model->stations[f - 1], ways->item))
            return no_work(model, f - 1, ways->item, place("/stations/%zu/works", f - 1), err);
    }
    for (size_t e = 0; e < model->edge_count; e++)
        if (edge_counts(ways, &model->edges[e]) && model->edges[e].from < 0 &&
            model->edges[e].to < 0)
            return FAIL_AT(err, PLANT_ROUTE, place("/edges/%zu", e).text,
                           "leads from the entrance straight to the exit");
    return STATUS_OK;
}

static enum status check_edges(const struct plant_model *model, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t e = 0; st == STATUS_OK && e < model->edge_count; e++) {
        const struct plant_edge *edge = &model->edges[e];
        st = check_index(edge->item, -1, model->item_count, place("/edges/%zu/item", e), err);
        if (st == STATUS_OK)
            st =
                check_index(edge->from, -1, model->station_count, place("/edges/%zu/from", e), err);
        if (st == STATUS_OK)
            st = check_index(edge->to, -1, model->station_count, place("/edges/%zu/to", e), err);
        if (st == STATUS_OK)
            st = check_number(edge->probability, 0, 1, place("/edges/%zu/probability", e), err);
    }
    return st;
}

/* ---- sources ---- */

static enum status check_orders(const struct plant_model *model, const struct plant_source *source,
                                size_t s, bool *sent, struct error *err)
{
    time_us before = 0;
    enum status st = check_count(source->order_count, 1, PLANT_ORDERS_MAX,
                                 place("/sources/%zu/orders", s).text, err);
    for (size_t o = 0; st == STATUS_OK && o < source->order_count; o++) {
        const struct plant_order *order = &source->orders[o];
        struct place at = place("/sources/%zu/orders/%zu", s, o);
        if (order->at < before || order->at > PLANT_DRAW_MAX * 4)
            return FAIL_AT(err, PLANT_RANGE, place("%s/at", at.text).text,
                           "orders are sorted by time, from 0 to 100 years");
        before = order->at;
        st = check_index(order->item, 0, model->item_count, place("%s/item", at.text), err);
        if (st == STATUS_OK)
            st = check_index(order->path, -1, model->path_count, place("%s/path", at.text), err);
        if (st == STATUS_OK)
            st = check_number((double)order->quantity, 1, 1e9, place("%s/quantity", at.text), err);
        if (st == STATUS_OK)
            st = check_number((double)order->due, -1, 1e16, place("%s/due", at.text), err);
        if (st == STATUS_OK && order->path >= 0 && model->paths[order->path].item != order->item)
            return FAIL_AT(err, PLANT_REFERENCE, place("%s/path", at.text).text,
                           "path %d is of another item", order->path);
        if (st == STATUS_OK)
            sent[order->item] = true;
    }
    return st;
}

static enum status check_mix(const struct plant_model *model, const struct plant_source *source,
                             size_t s, bool *sent, struct error *err)
{
    enum status st =
        check_count(source->mix_count, 1, PLANT_ITEMS_MAX, place("/sources/%zu/mix", s).text, err);
    for (size_t m = 0; st == STATUS_OK && m < source->mix_count; m++) {
        struct place at = place("/sources/%zu/mix/%zu", s, m);
        st = check_index(source->mix[m].item, 0, model->item_count, place("%s/item", at.text), err);
        if (st == STATUS_OK && !(source->mix[m].weight > 0))
            return FAIL_AT(err, PLANT_RANGE, place("%s/weight", at.text).text, "%g is not above 0",
                           source->mix[m].weight);
        if (st == STATUS_OK)
            st = check_number(source->mix[m].weight, 0, PLANT_NUMBER_MAX,
                              place("%s/weight", at.text), err);
        if (st == STATUS_OK)
            sent[source->mix[m].item] = true;
    }
    return st;
}

static enum status check_source(const struct plant_model *model, size_t s, bool *sent,
                                struct error *err)
{
    const struct plant_source *source = &model->sources[s];
    struct place at = place("/sources/%zu", s);
    enum status st =
        check_number(source->kind, PLANT_SATURATED, PLANT_CLOSED, place("%s/kind", at.text), err);
    if (st == STATUS_OK)
        st = check_index(source->calendar, -1, model->calendar_count, place("%s/calendar", at.text),
                         err);
    if (st != STATUS_OK)
        return st;
    if (source->kind != PLANT_RANDOM && source->calendar >= 0)
        return FAIL_AT(err, PLANT_CHOICE, place("%s/calendar", at.text).text,
                       "only a random source keeps a calendar");
    if (source->kind == PLANT_SCHEDULED)
        return check_orders(model, source, s, sent, err);
    st = check_mix(model, source, s, sent, err);
    if (st == STATUS_OK)
        st = check_law(&source->quantity, at.text, "quantity", err);
    if (st == STATUS_OK)
        st = check_flow_source(model, s, err);
    if (st != STATUS_OK || source->kind != PLANT_RANDOM)
        return st;
    st = check_law(&source->between, at.text, "between", err);
    if (st == STATUS_OK && !(plant_law_mean(&source->between) > 0))
        return FAIL_AT(err, PLANT_LAW, place("%s/between", at.text).text,
                       "orders without end in no time: the mean is 0");
    return st;
}

/* Every item that is sent has a way, and every station is on one. */
static enum status check_routes(const struct plant_model *model, const bool *sent,
                                struct arena *arena, struct error *err)
{
    bool *reached = arena_array(arena, model->station_count, sizeof *reached);
    bool *has_path = arena_array(arena, model->item_count, sizeof *has_path);
    enum status st = check_edges(model, err);
    for (size_t p = 0; st == STATUS_OK && p < model->path_count; p++) {
        st = check_path(model, p, reached, err);
        if (st == STATUS_OK)
            has_path[model->paths[p].item] = true;
    }
    if (st != STATUS_OK)
        return st;
    struct ways ways = {
        .model = model,
        .leaving = edge_lists_make(arena, model, true),
        .coming = edge_lists_make(arena, model, false),
        .stack = arena_array(arena, model->station_count + 1, sizeof *ways.stack),
        .sums = arena_array(arena, model->station_count + 1, sizeof *ways.sums),
        .own = arena_array(arena, model->station_count + 1, sizeof *ways.own),
    };
    struct arena *spare = arena_new("ways", 16 << 20);
    for (size_t i = 0; st == STATUS_OK && i < model->item_count; i++) {
        if (!sent[i] || has_path[i])
            continue;
        ways.item = (int)i;
        ways_make(&ways);
        st = check_ways(&ways, spare, reached, err);
        arena_reset(spare);
    }
    arena_free(spare);
    for (size_t s = 0; st == STATUS_OK && s < model->station_count; s++)
        if (!reached[s])
            return FAIL_AT(err, PLANT_UNREACHABLE, place("/stations/%zu", s).text,
                           "nothing comes to \"%s\"", model->stations[s].id);
    return st;
}

static enum status check_all(const struct plant_model *model, struct arena *arena,
                             struct error *err)
{
    enum status st = check_heading(model, err);
    if (st == STATUS_OK)
        st = check_ids(model, arena, err);
    for (size_t c = 0; st == STATUS_OK && c < model->calendar_count; c++)
        st = check_calendar(&model->calendars[c], c, err);
    if (st == STATUS_OK)
        st = check_operators(model, err);
    size_t machines = 0, orders = 0;
    for (size_t s = 0; st == STATUS_OK && s < model->station_count; s++) {
        st = check_station(model, s, arena, err);
        machines += (size_t)model->stations[s].machines;
    }
    if (st == STATUS_OK)
        st = check_count(machines, 1, PLANT_MACHINES_ALL_MAX, "/stations", err);
    if (st == STATUS_OK)
        st = check_version(model, err);
    bool *sent = arena_array(arena, model->item_count, sizeof *sent);
    for (size_t s = 0; st == STATUS_OK && s < model->station_count; s++)
        if (model->stations[s].join_count > 0)
            sent[model->stations[s].makes] = true;
    for (size_t s = 0; st == STATUS_OK && s < model->source_count; s++) {
        st = check_source(model, s, sent, err);
        orders += model->sources[s].order_count;
    }
    if (st == STATUS_OK)
        st = check_count(orders, 0, PLANT_ORDERS_MAX, "/sources", err);
    if (st == STATUS_OK)
        st = check_initial(model, sent, err);
    if (st == STATUS_OK)
        st = check_routes(model, sent, arena, err);
    return st == STATUS_OK ? check_flow(model, err) : st;
}

enum status plant_check(const struct plant_model *model, struct error *err)
{
    struct arena *arena = arena_new("check", (size_t)256 << 20);
    enum status st = check_all(model, arena, err);
    arena_free(arena);
    return st;
}
