/* What came with version 2 of the document: what is ambiguous or not offered together is refused
 * with the place and the choice to make. */
#include <math.h>
#include <string.h>

#include "plant/check_private.h"

enum { JOIN_MAX = 1000 };

/* ---- nothing of it in a model of version 1 ---- */

static bool law_is_new(const struct plant_law *law)
{
    return law->kind > PLANT_EMPIRICAL;
}

static bool work_is_new(const struct plant_work *work)
{
    return law_is_new(&work->processing) || law_is_new(&work->setup) ||
           law_is_new(&work->transfer) || work->setup_when == PLANT_SETUP_IDLE ||
           work->priority != 0;
}

static bool station_is_new(const struct plant_station *station)
{
    bool found = station->discipline > PLANT_EDD || station->preempt != PLANT_PREEMPT_NEVER ||
                 station->vacation_when != PLANT_VACATION_NEVER ||
                 station->polling != PLANT_POLLING_NONE || station->join_count > 0 ||
                 station->setup_count > 0 || station->need_count > 0 || station->batch_max != 0 ||
                 station->batch_min != 0 || station->defects != 0 || station->detects != 0 ||
                 station->upkeep_count > 0 || station->blocking != PLANT_BLOCKING_AFTER;
    for (size_t w = 0; w < station->work_count; w++)
        found |= work_is_new(&station->works[w]);
    for (size_t b = 0; b < station->breakdown_count; b++)
        found |= station->breakdowns[b].after != PLANT_AFTER_RESUME ||
                 law_is_new(&station->breakdowns[b].uptime) ||
                 law_is_new(&station->breakdowns[b].repair);
    return found;
}

static bool path_is_new(const struct plant_path *path)
{
    for (size_t k = 0; k < path->step_count; k++)
        if (path->steps[k].work != NULL && work_is_new(path->steps[k].work))
            return true;
    return false;
}

static bool source_is_new(const struct plant_source *source)
{
    bool flows = source->kind != PLANT_SCHEDULED;
    return source->kind == PLANT_CLOSED || source->turns_away ||
           (flows && law_is_new(&source->quantity)) ||
           (source->kind == PLANT_RANDOM && law_is_new(&source->between));
}

static enum status is_new(struct place at, struct error *err)
{
    return FAIL_AT(err, PLANT_VERSION, at.text, "something here came with version 2");
}

enum status check_version(const struct plant_model *model, struct error *err)
{
    if (model->version >= 2)
        return STATUS_OK;
    if (model->operator_count > 0)
        return is_new(place("/operators"), err);
    if (model->initial_count > 0)
        return is_new(place("/initial"), err);
    for (size_t s = 0; s < model->station_count; s++)
        if (station_is_new(&model->stations[s]))
            return is_new(place("/stations/%zu", s), err);
    for (size_t p = 0; p < model->path_count; p++)
        if (path_is_new(&model->paths[p]))
            return is_new(place("/paths/%zu", p), err);
    for (size_t s = 0; s < model->source_count; s++)
        if (source_is_new(&model->sources[s]))
            return is_new(place("/sources/%zu", s), err);
    return STATUS_OK;
}

/* ---- one station ---- */

static enum status clash(struct place at, const char *why, struct error *err)
{
    return FAIL_AT(err, PLANT_CLASH, at.text, "%s", why);
}

static bool sets_up(const struct plant_station *station)
{
    for (size_t w = 0; w < station->work_count; w++)
        if (station->works[w].setup_when != PLANT_SETUP_NEVER)
            return true;
    return false;
}

static enum status check_preempt(const struct plant_station *station, struct place at,
                                 struct error *err)
{
    if (station->preempt == PLANT_PREEMPT_NEVER)
        return STATUS_OK;
    struct place here = place("%s/preempt", at.text);
    if (station->preempt != PLANT_PREEMPT_RESUME)
        return FAIL_AT(err, PLANT_CHOICE, here.text, "never or resume");
    if (station->discipline != PLANT_PRIORITY)
        return clash(here, "who may interrupt is said by discipline \"priority\"", err);
    if (sets_up(station))
        return clash(here,
                     "whether an interrupted set-up is made again is not said: no set-ups "
                     "where work is interrupted",
                     err);
    return STATUS_OK;
}

static enum status check_blocking(const struct plant_station *station, struct place at,
                                  struct error *err)
{
    struct place here = place("%s/blocking", at.text);
    if (station->blocking < PLANT_BLOCKING_AFTER || station->blocking > PLANT_BLOCKING_BEFORE)
        return FAIL_AT(err, PLANT_CHOICE, here.text, "after or before");
    if (station->blocking == PLANT_BLOCKING_BEFORE && station->preempt != PLANT_PREEMPT_NEVER)
        return clash(here, "whether interrupted work keeps its place ahead is not said: no preempt",
                     err);
    return STATUS_OK;
}

static enum status check_inspection(const struct plant_station *station, struct place at,
                                    struct error *err)
{
    if (!(station->defects >= 0) || station->defects > PLANT_SCRAP_MAX)
        return FAIL_AT(err, PLANT_RANGE, place("%s/defects", at.text).text, "0 to below 1");
    if (!(station->detects >= 0) || station->detects > 1)
        return FAIL_AT(err, PLANT_RANGE, place("%s/detects", at.text).text, "0 to 1");
    if (station->discipline == PLANT_LEAST_SETUP && !sets_up(station))
        return clash(place("%s/discipline", at.text),
                     "nothing is set up here: give a work a set-up, or take them as they come",
                     err);
    return STATUS_OK;
}

static bool scraps_work(const struct plant_station *station)
{
    for (size_t b = 0; b < station->breakdown_count; b++)
        if (station->breakdowns[b].after == PLANT_AFTER_SCRAP)
            return true;
    return false;
}

static bool works_by_piece(const struct plant_station *station)
{
    for (size_t w = 0; w < station->work_count; w++)
        if (station->works[w].per_piece)
            return true;
    return false;
}

static enum status check_batch(const struct plant_station *station, struct place at,
                               struct error *err)
{
    bool batches = station->batch_max != 0;
    if (!batches && (station->batch_min != 0 || station->batch_wait > 0))
        return clash(place("%s/batch_max", at.text), "how many orders go together at most?", err);
    if (!batches)
        return STATUS_OK;
    if (station->batch_max < 1 || station->batch_max > PLANT_BATCH_MAX)
        return FAIL_AT(err, PLANT_RANGE, place("%s/batch_max", at.text).text, "1 to %d orders",
                       PLANT_BATCH_MAX);
    struct place here = place("%s/batch_min", at.text);
    if (station->batch_min < 1 || station->batch_min > station->batch_max)
        return FAIL_AT(err, PLANT_RANGE, here.text, "1 to batch_max orders");
    here = place("%s/batch_max", at.text);
    if (station->queue_capacity >= 0 && station->queue_capacity < station->batch_max)
        return clash(place("%s/queue_capacity", at.text), "the queue has room for a whole batch",
                     err);
    if (station->discipline != PLANT_FIFO || station->polling != PLANT_POLLING_NONE ||
        station->join_count > 0 || station->vacation_when != PLANT_VACATION_NEVER)
        return clash(here, "with discipline fifo, and neither polling, joins nor vacation", err);
    if (station->blocking != PLANT_BLOCKING_AFTER)
        return clash(here, "a batch needs many places ahead: blocking \"after\"", err);
    if (scraps_work(station))
        return clash(here,
                     "whether a breakdown scraps all of the batch is not said: resume or "
                     "restart",
                     err);
    if (works_by_piece(station))
        return clash(here, "a batch takes one time: work per \"order\"", err);
    return STATUS_OK;
}

static enum status check_vacation(const struct plant_station *station, struct place at,
                                  struct error *err)
{
    enum status st = check_law(&station->vacation, at.text, "vacation", err);
    double mean = st == STATUS_OK ? plant_law_mean(&station->vacation) : 0;
    if (st != STATUS_OK)
        return st;
    if (station->vacation_when < PLANT_VACATION_NEVER ||
        station->vacation_when > PLANT_VACATION_ONCE)
        return FAIL_AT(err, PLANT_CHOICE, place("%s/vacation_when", at.text).text,
                       "never, repeated or once");
    if ((station->vacation_when == PLANT_VACATION_NEVER) != !(mean > 0))
        return clash(place("%s/vacation", at.text),
                     "vacation and vacation_when belong together, and the mean is above 0", err);
    return STATUS_OK;
}

static enum status check_polling(const struct plant_station *station, struct place at,
                                 struct error *err)
{
    enum status st = check_law(&station->switchover, at.text, "switchover", err);
    double mean = st == STATUS_OK ? plant_law_mean(&station->switchover) : 0;
    if (st != STATUS_OK)
        return st;
    struct place here = place("%s/polling", at.text);
    if (station->polling < PLANT_POLLING_NONE || station->polling > PLANT_POLLING_LIMITED)
        return FAIL_AT(err, PLANT_CHOICE, here.text, "none, exhaustive, gated or limited");
    if ((station->polling == PLANT_POLLING_NONE) != !(mean > 0))
        return clash(place("%s/switchover", at.text),
                     "polling and switchover belong together, and the mean is above 0", err);
    if (station->polling == PLANT_POLLING_NONE)
        return STATUS_OK;
    if (station->machines != 1)
        return clash(here, "one machine goes round; with more it is not said which goes where",
                     err);
    if (station->queue_capacity >= 0)
        return clash(here, "queues without queue_capacity", err);
    if (station->discipline != PLANT_FIFO || station->vacation_when != PLANT_VACATION_NEVER ||
        station->join_count > 0)
        return clash(here, "with discipline fifo, and neither vacation nor joins", err);
    return STATUS_OK;
}

static enum status check_joins(const struct plant_model *model, const struct plant_station *station,
                               struct place at, struct error *err)
{
    struct place here = place("%s/joins", at.text);
    if (station->join_count == 0) {
        if (model->version >= 2 && station->makes >= 0)
            return clash(place("%s/makes", at.text), "makes belongs to joins", err);
        return STATUS_OK;
    }
    if (station->join_count > PLANT_PARTS_MAX)
        return FAIL_AT(err, PLANT_RANGE, here.text, "%zu; the limit is %d", station->join_count,
                       PLANT_PARTS_MAX);
    if (station->makes < 0 || station->makes >= (int)model->item_count)
        return FAIL_AT(err, PLANT_REFERENCE, place("%s/makes", at.text).text, "which item is made");
    for (size_t j = 0; j < station->join_count; j++) {
        const struct plant_join *join = &station->joins[j];
        if (join->item < 0 || join->item >= (int)model->item_count)
            return FAIL_AT(err, PLANT_REFERENCE, place("%s/%zu/item", here.text, j).text,
                           "number %d of %zu", join->item, model->item_count);
        if (join->count < 1 || join->count > JOIN_MAX)
            return FAIL_AT(err, PLANT_RANGE, place("%s/%zu/count", here.text, j).text,
                           "1 to %d of each", JOIN_MAX);
        if (station->queue_capacity >= 0 && station->queue_capacity < join->count)
            return clash(place("%s/queue_capacity", at.text),
                         "each queue has room for what is joined at one time", err);
        if (join->item == station->makes)
            return clash(place("%s/makes", at.text), "what is made is another item", err);
        for (size_t k = 0; k < j; k++)
            if (station->joins[k].item == join->item)
                return FAIL_AT(err, PLANT_TWICE, place("%s/%zu", here.text, j).text,
                               "the same item again");
    }
    if (station->discipline != PLANT_FIFO || station->preempt != PLANT_PREEMPT_NEVER)
        return clash(here, "what is joined is taken first come, first served", err);
    return STATUS_OK;
}

static enum status check_setups(const struct plant_model *model,
                                const struct plant_station *station, struct place at,
                                struct error *err)
{
    if (station->setup_count > PLANT_SETUPS_MAX)
        return FAIL_AT(err, PLANT_RANGE, place("%s/setups", at.text).text, "%zu; the limit is %d",
                       station->setup_count, PLANT_SETUPS_MAX);
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < station->setup_count; i++) {
        const struct plant_setup *setup = &station->setups[i];
        struct place here = place("%s/setups/%zu", at.text, i);
        if (setup->from < -1 || setup->from >= (int)model->item_count || setup->to < 0 ||
            setup->to >= (int)model->item_count)
            return FAIL_AT(err, PLANT_REFERENCE, here.text, "from one item of the model to one");
        if (setup->from == setup->to)
            return clash(here, "the item does not change: setup_when \"order\" sets up for each",
                         err);
        for (size_t k = 0; k < i; k++)
            if (station->setups[k].from == setup->from && station->setups[k].to == setup->to)
                return FAIL_AT(err, PLANT_TWICE, here.text, "the same change again");
        st = check_law(&setup->setup, here.text, "setup", err);
    }
    return st;
}

/* ---- operators ---- */

enum status check_operators(const struct plant_model *model, struct error *err)
{
    if (model->operator_count > PLANT_OPERATORS_MAX)
        return FAIL_AT(err, PLANT_RANGE, "/operators", "%zu kinds; the limit is %d",
                       model->operator_count, PLANT_OPERATORS_MAX);
    for (size_t i = 0; i < model->operator_count; i++) {
        const struct plant_operators *operators = &model->operators[i];
        if (operators->count < 1 || operators->count > PLANT_PEOPLE_MAX)
            return FAIL_AT(err, PLANT_RANGE, place("/operators/%zu/count", i).text,
                           "1 to %d people", PLANT_PEOPLE_MAX);
        if (operators->calendar < -1 || operators->calendar >= (int)model->calendar_count)
            return FAIL_AT(err, PLANT_REFERENCE, place("/operators/%zu/calendar", i).text,
                           "no such calendar");
    }
    return STATUS_OK;
}

static enum status check_need(const struct plant_model *model, const struct plant_station *station,
                              size_t n, struct place at, struct error *err)
{
    const struct plant_need *need = &station->needs[n];
    if (need->task < PLANT_PROCESS || need->task >= PLANT_TASK_COUNT)
        return FAIL_AT(err, PLANT_CHOICE, place("%s/for", at.text).text,
                       "process, setup, repair or maintenance");
    if (!(need->priority >= 0) || need->priority > PLANT_PRIORITY_MAX)
        return FAIL_AT(err, PLANT_RANGE, place("%s/priority", at.text).text, "0 to %d",
                       PLANT_PRIORITY_MAX);
    if (need->operator_count < 1 || need->operator_count > PLANT_NEED_MAX)
        return FAIL_AT(err, PLANT_RANGE, place("%s/operators", at.text).text,
                       "1 to %d kinds of operators", PLANT_NEED_MAX);
    for (size_t i = 0; i < need->operator_count; i++) {
        struct place here = place("%s/operators/%zu", at.text, i);
        if (need->operators[i] < 0 || need->operators[i] >= (int)model->operator_count)
            return FAIL_AT(err, PLANT_REFERENCE, here.text, "no such operators");
        for (size_t k = 0; k < i; k++)
            if (need->operators[k] == need->operators[i])
                return FAIL_AT(err, PLANT_TWICE, here.text, "the same operators again");
    }
    for (size_t k = 0; k < n; k++)
        if (station->needs[k].task == need->task)
            return FAIL_AT(err, PLANT_TWICE, place("%s/for", at.text).text,
                           "name all who can do the task in one need");
    return STATUS_OK;
}

static enum status check_needs(const struct plant_model *model, const struct plant_station *station,
                               struct place at, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t n = 0; st == STATUS_OK && n < station->need_count; n++)
        st = check_need(model, station, n, place("%s/needs/%zu", at.text, n), err);
    for (size_t n = 0; st == STATUS_OK && n < station->need_count; n++) {
        struct place here = place("%s/needs/%zu/for", at.text, n);
        if (station->needs[n].task == PLANT_SET_UP && !sets_up(station))
            return clash(here, "nothing is set up here: give a work a set-up, or leave it out",
                         err);
        if (station->needs[n].task == PLANT_REPAIR && station->breakdown_count == 0)
            return clash(here, "nothing breaks down here: give a breakdown, or leave it out", err);
        if (station->needs[n].task == PLANT_MAINTAIN && station->upkeep_count == 0)
            return clash(here, "nothing is maintained here: plan a maintenance, or leave it out",
                         err);
    }
    return st;
}

static enum status check_upkeep(const struct plant_station *station, size_t u, struct place at,
                                struct error *err)
{
    const struct plant_upkeep *upkeep = &station->upkeeps[u];
    if (upkeep->clock < PLANT_UPKEEP_CALENDAR || upkeep->clock > PLANT_UPKEEP_ORDERS)
        return FAIL_AT(err, PLANT_CHOICE, place("%s/clock", at.text).text,
                       "calendar, work or orders");
    bool orders = upkeep->clock == PLANT_UPKEEP_ORDERS;
    if (!(upkeep->every >= (orders ? 1 : 1e-3)) || upkeep->every > PLANT_NUMBER_MAX ||
        (orders && upkeep->every != floor(upkeep->every)))
        return FAIL_AT(err, PLANT_RANGE, place("%s/every", at.text).text,
                       orders ? "a whole number of orders from 1 to 1e9" : "0.001 to 1e9 seconds");
    if (orders && upkeep->interrupts)
        return clash(place("%s/when", at.text), "after so many orders none is in hand: \"finish\"",
                     err);
    for (size_t k = 0; k < u; k++)
        if (strcmp(station->upkeeps[k].id, upkeep->id) == 0)
            return FAIL_AT(err, PLANT_TWICE, place("%s/id", at.text).text, "the same id again");
    enum status st = check_law(&upkeep->lasts, at.text, "lasts", err);
    if (st == STATUS_OK && !(plant_law_mean(&upkeep->lasts) > 0))
        return FAIL_AT(err, PLANT_LAW, place("%s/lasts", at.text).text, "the mean is above 0");
    return st;
}

static enum status check_upkeeps(const struct plant_station *station, struct place at,
                                 struct error *err)
{
    if (station->upkeep_count > PLANT_UPKEEPS_MAX)
        return FAIL_AT(err, PLANT_RANGE, place("%s/maintenance", at.text).text,
                       "%zu; the limit is %d", station->upkeep_count, PLANT_UPKEEPS_MAX);
    enum status st = STATUS_OK;
    for (size_t u = 0; st == STATUS_OK && u < station->upkeep_count; u++)
        st = check_upkeep(station, u, place("%s/maintenance/%zu", at.text, u), err);
    return st;
}

enum status check_flow_station(const struct plant_model *model, size_t s, struct error *err)
{
    const struct plant_station *station = &model->stations[s];
    struct place at = place("/stations/%zu", s);
    enum status st = check_preempt(station, at, err);
    for (size_t b = 0; st == STATUS_OK && b < station->breakdown_count; b++)
        if (station->breakdowns[b].after < PLANT_AFTER_RESUME ||
            station->breakdowns[b].after > PLANT_AFTER_SCRAP)
            return FAIL_AT(err, PLANT_CHOICE, place("%s/breakdowns/%zu/after", at.text, b).text,
                           "resume, restart or scrap");
    if (st == STATUS_OK)
        st = check_blocking(station, at, err);
    if (st == STATUS_OK)
        st = check_inspection(station, at, err);
    if (st == STATUS_OK)
        st = check_batch(station, at, err);
    if (st == STATUS_OK)
        st = check_vacation(station, at, err);
    if (st == STATUS_OK)
        st = check_polling(station, at, err);
    if (st == STATUS_OK)
        st = check_setups(model, station, at, err);
    if (st == STATUS_OK)
        st = check_upkeeps(station, at, err);
    if (st == STATUS_OK)
        st = check_needs(model, station, at, err);
    return st == STATUS_OK ? check_joins(model, station, at, err) : st;
}

/* ---- one source ---- */

enum status check_flow_source(const struct plant_model *model, size_t s, struct error *err)
{
    const struct plant_source *source = &model->sources[s];
    struct place at = place("/sources/%zu", s);
    if (source->turns_away && source->kind != PLANT_RANDOM)
        return clash(place("%s/when_full", at.text), "only a random source turns orders away", err);
    if (source->kind == PLANT_CLOSED &&
        (source->population < 1 || source->population > PLANT_INSIDE_MAX))
        return FAIL_AT(err, PLANT_RANGE, place("%s/population", at.text).text, "1 to %d orders",
                       PLANT_INSIDE_MAX);
    return STATUS_OK;
}

/* ---- what stands in the line at time 0 ---- */

static bool path_passes(const struct plant_path *path, const struct plant_initial *initial)
{
    for (size_t k = 0; path->item == initial->item && k < path->step_count; k++)
        if (path->steps[k].station == initial->station)
            return true;
    return false;
}

/* Does the item go on from there, by the path named, any of its paths, or edges? */
static bool goes_on(const struct plant_model *model, const struct plant_initial *initial)
{
    if (initial->path >= 0)
        return path_passes(&model->paths[initial->path], initial);
    bool has_path = false;
    for (size_t p = 0; p < model->path_count; p++) {
        if (path_passes(&model->paths[p], initial))
            return true;
        has_path |= model->paths[p].item == initial->item;
    }
    for (size_t e = 0; !has_path && e < model->edge_count; e++)
        if (model->edges[e].from == initial->station &&
            (model->edges[e].item < 0 || model->edges[e].item == initial->item))
            return station_works(&model->stations[initial->station], initial->item);
    return false;
}

static enum status check_one_initial(const struct plant_model *model, size_t i, struct error *err)
{
    const struct plant_initial *initial = &model->initial[i];
    struct place at = place("/initial/%zu", i);
    if (initial->station < 0 || initial->station >= (int)model->station_count)
        return FAIL_AT(err, PLANT_REFERENCE, place("%s/station", at.text).text, "no such station");
    if (initial->item < 0 || initial->item >= (int)model->item_count)
        return FAIL_AT(err, PLANT_REFERENCE, place("%s/item", at.text).text, "no such item");
    if (initial->path < -1 || initial->path >= (int)model->path_count)
        return FAIL_AT(err, PLANT_REFERENCE, place("%s/path", at.text).text, "no such path");
    if (initial->count < 0 || initial->count > PLANT_INSIDE_MAX || initial->quantity < 1 ||
        initial->quantity > 1000000000)
        return FAIL_AT(err, PLANT_RANGE, at.text, "0 to %d orders of 1 to 1e9 pieces",
                       PLANT_INSIDE_MAX);
    if (!goes_on(model, initial))
        return FAIL_AT(err, PLANT_ROUTE, place("%s/item", at.text).text,
                       "no way of \"%s\" leads over \"%s\"", model->items[initial->item].id,
                       model->stations[initial->station].id);
    const struct plant_station *station = &model->stations[initial->station];
    int64_t stand = 0;
    for (size_t k = 0; k <= i; k++) {
        bool same = model->initial[k].station == initial->station;
        stand += same ? model->initial[k].count : 0;
        if (k < i && same && initial->set_up && model->initial[k].set_up)
            return FAIL_AT(err, PLANT_TWICE, place("%s/set_up", at.text).text,
                           "its machines are set up for another item already");
    }
    if (station->queue_capacity >= 0 && stand > station->queue_capacity + station->machines)
        return clash(place("%s/count", at.text),
                     "more than the queue and the machines of the station hold", err);
    return STATUS_OK;
}

enum status check_initial(const struct plant_model *model, bool *sent, struct error *err)
{
    if (model->initial_count > PLANT_INITIAL_MAX)
        return FAIL_AT(err, PLANT_RANGE, "/initial", "%zu; the limit is %d", model->initial_count,
                       PLANT_INITIAL_MAX);
    enum status st = STATUS_OK;
    int64_t all = 0;
    for (size_t i = 0; st == STATUS_OK && i < model->initial_count; i++) {
        st = check_one_initial(model, i, err);
        if (st != STATUS_OK)
            return st;
        sent[model->initial[i].item] = true;
        all += model->initial[i].count;
    }
    if (all > PLANT_INSIDE_MAX)
        return FAIL_AT(err, PLANT_RANGE, "/initial", "%lld orders; the limit is %d", (long long)all,
                       PLANT_INSIDE_MAX);
    return st;
}

/* ---- the whole ---- */

static bool item_joined(const struct plant_model *model, int item)
{
    for (size_t s = 0; s < model->station_count; s++)
        if (station_joins(&model->stations[s], item))
            return true;
    return false;
}

/* Can the item come from its source straight to where it is joined? */
static bool joined_first(const struct plant_model *model, int item)
{
    for (size_t p = 0; p < model->path_count; p++)
        if (model->paths[p].item == item &&
            station_joins(&model->stations[model->paths[p].steps[0].station], item))
            return true;
    for (size_t e = 0; e < model->edge_count; e++)
        if (model->edges[e].from < 0 && model->edges[e].to >= 0 &&
            (model->edges[e].item < 0 || model->edges[e].item == item) &&
            station_joins(&model->stations[model->edges[e].to], item))
            return true;
    return false;
}

/* A saturated source asks its first station whether it can start one, which a station that joins
 * cannot say for one kind; a closed loop whose orders are joined would run dry. */
static enum status check_supply(const struct plant_model *model, size_t s, struct error *err)
{
    const struct plant_source *source = &model->sources[s];
    for (size_t m = 0; m < source->mix_count; m++) {
        int item = source->mix[m].item;
        struct place at = place("/sources/%zu/mix/%zu/item", s, m);
        if (source->kind == PLANT_SATURATED && joined_first(model, item))
            return clash(at, "its first station joins it with others: put a station before", err);
        if (source->kind == PLANT_CLOSED && item_joined(model, item))
            return clash(at, "it is joined with others: send it by a source of another kind", err);
    }
    return STATUS_OK;
}

/* Room ahead is room for any order: a station that joins has it for one item each. */
static enum status check_ahead(const struct plant_model *model, int from, int to, struct error *err)
{
    if (from < 0 || to < 0 || model->stations[from].blocking == PLANT_BLOCKING_AFTER ||
        model->stations[to].join_count == 0)
        return STATUS_OK;
    return clash(place("/stations/%d/blocking", from),
                 "the next station joins: a machine before it keeps its order, \"after\"", err);
}

static enum status check_all_ahead(const struct plant_model *model, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t p = 0; p < model->path_count; p++)
        for (size_t k = 1; st == STATUS_OK && k < model->paths[p].step_count; k++)
            st = check_ahead(model, model->paths[p].steps[k - 1].station,
                             model->paths[p].steps[k].station, err);
    for (size_t e = 0; st == STATUS_OK && e < model->edge_count; e++)
        st = check_ahead(model, model->edges[e].from, model->edges[e].to, err);
    return st;
}

enum status check_flow(const struct plant_model *model, struct error *err)
{
    enum status st = STATUS_OK;
    bool made = false;
    size_t detecting = model->station_count;
    for (size_t s = model->station_count; s-- > 0;) {
        made |= model->stations[s].defects > 0;
        detecting = model->stations[s].detects > 0 ? s : detecting;
    }
    if (!made && detecting < model->station_count)
        return clash(place("/stations/%zu/detects", detecting),
                     "no station makes defects that could be found: give one, or leave it out",
                     err);
    for (size_t p = 0; p < model->path_count; p++) {
        const struct plant_path *path = &model->paths[p];
        for (size_t k = 0; k < path->step_count; k++)
            if (k + 1 < path->step_count &&
                station_joins(&model->stations[path->steps[k].station], path->item))
                return clash(place("/paths/%zu/steps/%zu", p, k + 1),
                             "the item is joined with others one step before and goes no further",
                             err);
    }
    for (size_t s = 0; s < model->station_count; s++)
        for (size_t p = 0; model->stations[s].join_count > 0 && p < model->path_count; p++)
            if (model->paths[p].item == model->stations[s].makes)
                return clash(place("/paths/%zu", p),
                             "what is made by joining goes on from there by edges", err);
    for (size_t s = 0; st == STATUS_OK && s < model->source_count; s++)
        st = check_supply(model, s, err);
    return st == STATUS_OK ? check_all_ahead(model, err) : st;
}
