/* What came with version 2 of the document: what is ambiguous or not offered together is refused
 * with the place and the choice to make. */
#include <math.h>

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
                 station->setup_count > 0 || station->need_count > 0 ||
                 station->blocking != PLANT_BLOCKING_AFTER;
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
                       "process, setup or repair");
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
    }
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
        st = check_vacation(station, at, err);
    if (st == STATUS_OK)
        st = check_polling(station, at, err);
    if (st == STATUS_OK)
        st = check_setups(model, station, at, err);
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
