/* What a run says of the numbers that cases expect, by the names they have there. */
#include <string.h>

#include "kit/text.h"
#include "selftest/selftest_private.h"

#define DAY 86400.0

static struct plant_estimate scaled(struct plant_estimate from, double factor)
{
    return (struct plant_estimate){from.mean * factor, from.half_width * factor};
}

static struct plant_estimate sum_of(struct plant_estimate a, struct plant_estimate b)
{
    /* The halves add at worst: where two shares are added, the interval is wide enough. */
    return (struct plant_estimate){a.mean + b.mean, a.half_width + b.half_width};
}

/* ---- of the whole ---- */

enum whole {
    INSIDE,
    VARIANCE,
    LEAD,
    LEAD_95,
    THROUGHPUT,
    TURNED_AWAY,
    CARRIED,
    VISITS_PER_PART,
    FLOW,
    COMPLETION,
    AVAILABILITY,
    REPAIRMAN,
    DOWN_MACHINES,
    BOTTLENECK,
    BUSY,
};

/* Stations before the bottleneck are blocked more than the next is starved; behind it, the other
 * way round (Kuo, Lim, Meerkov, Mathematical Problems in Engineering 2 (1996)). Counted from 1. */
static int turning_point(const struct plant_model *model, const struct plant_result *result)
{
    for (size_t s = 0; s < model->station_count; s++) {
        bool before = s == 0 || result->stations[s - 1].share[PLANT_BLOCKED].mean >
                                    result->stations[s].share[PLANT_STARVED].mean;
        bool behind =
            s + 1 == model->station_count || result->stations[s].share[PLANT_BLOCKED].mean <
                                                 result->stations[s + 1].share[PLANT_STARVED].mean;
        if (before && behind)
            return (int)s + 1;
    }
    return 0;
}

static double visits_a_second(const struct plant_result *result)
{
    return (double)result->stations[0].visits / result->replications /
           ((double)result->horizon * 1e-6);
}

static struct plant_estimate of_whole(const struct draft *draft, const struct plant_model *model,
                                      const struct plant_result *result, enum whole what)
{
    const struct plant_station_result *first = &result->stations[0];
    const struct plant_station_result *last = &result->stations[model->station_count - 1];
    double flow = visits_a_second(result);
    switch (what) {
    case INSIDE:
        return result->wip;
    case VARIANCE:
        return result->wip_variance;
    case LEAD:
        return result->lead_mean;
    case LEAD_95:
        return result->lead_p95;
    case THROUGHPUT:
        return scaled(result->throughput, 1 / DAY);
    case TURNED_AWAY:
        return result->turned_away;
    case CARRIED:
        return scaled(first->utilisation, draft->servers);
    case FLOW: /* a visit more or less is as certain as an order more or less */
        return (struct plant_estimate){flow,
                                       flow * result->orders.half_width / result->orders.mean};
    case VISITS_PER_PART:
        return (struct plant_estimate){flow / (result->orders.mean / DAY),
                                       result->orders.half_width / result->orders.mean};
    case COMPLETION:
        return scaled(sum_of(first->share[PLANT_WORKING], first->share[PLANT_DOWN]), 1 / flow);
    case AVAILABILITY:
        return scaled(first->present, 1.0 / draft->servers);
    case REPAIRMAN:
        return model->operator_count > 0 ? result->operators[0].utilisation : last->utilisation;
    case DOWN_MACHINES:
        return last->present;
    case BUSY: /* in the books a server is busy through the breakdowns of its work */
        return draft->fails_at_work ? sum_of(first->utilisation, first->share[PLANT_DOWN])
                                    : first->utilisation;
    case BOTTLENECK:
        return (struct plant_estimate){turning_point(model, result), 0};
    }
    return (struct plant_estimate){0};
}

/* ---- of a station, of an item ---- */

enum each { PRESENT, QUEUE, WAIT, WAITED, BLOCKED, STARVED, DOWN, WORKING, REPAIR_WAITING };

static struct plant_estimate of_station(const struct plant_station_result *station, enum each what)
{
    switch (what) {
    case PRESENT:
        return station->present;
    case QUEUE:
        return station->queue;
    case WAIT:
        return station->wait_seconds;
    case WAITED:
        return station->waited;
    case BLOCKED:
        return station->share[PLANT_BLOCKED];
    case STARVED:
        return station->share[PLANT_STARVED];
    case DOWN:
        return station->share[PLANT_DOWN];
    case WORKING:
        return station->share[PLANT_WORKING];
    case REPAIR_WAITING:
        return station->share[PLANT_REPAIR_WAITING];
    }
    return (struct plant_estimate){0};
}

/* ---- the names ---- */

enum kind { WHOLE, STATION, ITEM_LEAD, ITEM_WAIT, ASIDE };

/* `listed`: the number is one of a list, by station or by class. */
static const struct {
    const char *name;
    bool listed;
    enum kind kind;
    int what;
} names[] = {
    {"L", false, WHOLE, INSIDE},
    {"L_total", false, WHOLE, INSIDE},
    {"WIP", false, WHOLE, INSIDE},
    {"var_N", false, WHOLE, VARIANCE},
    {"W", false, WHOLE, LEAD},
    {"CT", false, WHOLE, LEAD},
    {"W_p95", false, WHOLE, LEAD_95},
    {"X", false, WHOLE, THROUGHPUT},
    {"throughput", false, WHOLE, THROUGHPUT},
    {"p_loss", false, WHOLE, TURNED_AWAY},
    {"carried", false, WHOLE, CARRIED},
    {"flow", false, WHOLE, FLOW},
    {"visits_per_part", false, WHOLE, VISITS_PER_PART},
    {"completion_mean", false, WHOLE, COMPLETION},
    {"mean_down", false, WHOLE, DOWN_MACHINES},
    {"repairman_util", false, WHOLE, REPAIRMAN},
    {"bottleneck_station", false, WHOLE, BOTTLENECK},
    {"working", false, STATION, WORKING},
    {"down", false, STATION, DOWN},
    {"repair_waiting", false, STATION, REPAIR_WAITING},
    {"Lq", false, STATION, QUEUE},
    {"Wq", false, STATION, WAIT},
    {"p_wait", false, STATION, WAITED},
    {"utilisation", false, WHOLE, BUSY},
    {"L", true, STATION, PRESENT},
    {"Q", true, STATION, PRESENT},
    {"utilisation", true, STATION, WORKING},
    {"blocked", true, STATION, BLOCKED},
    {"starved", true, STATION, STARVED},
    {"down", true, STATION, DOWN},
    {"W", true, ITEM_LEAD, 0},
    {"Wq", true, ITEM_WAIT, 0},
    {"n_states", false, ASIDE, 0},
    {"completion_m2", false, ASIDE, 0},
};

/* The one name that means another thing where machines break down in all hours and where they are
 * parts in a closed loop. */
static struct plant_estimate availability(const struct draft *draft,
                                          const struct plant_model *model,
                                          const struct plant_result *result)
{
    if (model->station_count > 1)
        return of_whole(draft, model, result, AVAILABILITY);
    struct plant_estimate down = result->stations[0].share[PLANT_DOWN];
    return (struct plant_estimate){1 - down.mean, down.half_width};
}

struct measured measure(const struct draft *draft, const struct plant_model *model,
                        const struct plant_result *result, const char *name, int index,
                        bool *ret_aside)
{
    *ret_aside = false;
    if (index < 0 && text_same(name, "availability"))
        return (struct measured){availability(draft, model, result), true};
    /* A queue of the machine ends where the set-up begins, that of the books after it. */
    if (draft->begins && index < 0 && text_same(name, "Wq"))
        return (struct measured){
            {result->lead_mean.mean - draft->service, result->lead_mean.half_width}, true};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, name) != 0 || names[i].listed != (index >= 0))
            continue;
        size_t at = index < 0 ? 0 : (size_t)index;
        *ret_aside = names[i].kind == ASIDE;
        switch (names[i].kind) {
        case WHOLE:
            return (struct measured){of_whole(draft, model, result, (enum whole)names[i].what),
                                     true};
        case STATION:
            if (at >= model->station_count)
                break;
            return (struct measured){of_station(&result->stations[at], (enum each)names[i].what),
                                     true};
        case ITEM_LEAD:
        case ITEM_WAIT:
            if (at >= model->item_count)
                break;
            return (struct measured){
                names[i].kind == ITEM_LEAD ? result->items[at].lead : result->items[at].wait, true};
        case ASIDE:
            break;
        }
    }
    return (struct measured){{0, 0}, false};
}
