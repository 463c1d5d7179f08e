/* flow_source.h -- where the parts of the second engine come from. */
#ifndef PLANT_FLOW_SOURCE_H
#define PLANT_FLOW_SOURCE_H

#include "plant/flow_ways.h"

static inline void arrival_next(struct flow *flow, struct supply *supply)
{
    const struct plant_hours *hours = &supply->line->hours;
    time_us between = luck_time(&supply->between, &supply->line->between, 1);
    time_us when = plant_hours_when(hours, plant_hours_worked(hours, flow->now) + between);
    (void)agenda_add(flow, when > flow->now ? when : flow->now, EVENT_ARRIVAL,
                     (int)(supply - flow->supplies));
}

static inline void arrive(struct flow *flow, struct supply *supply)
{
    int index = part_draw(flow, supply), station = flow->parts[index].station;
    flow->came++;
    flow->items[flow->parts[index].item].came++;
    if (!supply->line->model->turns_away ||
        place_takes(flow, &flow->places[station], flow->parts[index].item)) {
        enter(flow, index, station);
    } else {
        flow->turned_away++;
        flow->items[flow->parts[index].item].turned_away++;
        part_free(flow, index);
    }
    arrival_next(flow, supply);
}

static inline void release_scheduled(struct flow *flow, struct supply *supply)
{
    const struct plant_source *model = supply->line->model;
    while (supply->next < model->order_count && model->orders[supply->next].at <= flow->now) {
        const struct plant_order *from = &model->orders[supply->next];
        int index = part_make(flow, supply, from->item, from->quantity, from->path);
        flow->parts[index].due = from->due;
        flow->parts[index].scheduled = (int)(supply->line->first_order + supply->next);
        supply->next++;
        enter(flow, index, flow->parts[index].station);
    }
    if (supply->next < model->order_count)
        (void)agenda_add(flow, model->orders[supply->next].at, EVENT_ARRIVAL,
                         (int)(supply - flow->supplies));
}

static inline void arrival_event(struct flow *flow, int number)
{
    struct supply *supply = &flow->supplies[number];
    if (supply->line->model->kind == PLANT_SCHEDULED)
        release_scheduled(flow, supply);
    else
        arrive(flow, supply);
}

static inline int supply_take(struct flow *flow, struct place *place)
{
    int count = (int)flow->line->source_count;
    for (int i = 0; i < count; i++) {
        struct supply *supply = &flow->supplies[(flow->turn + i) % count];
        if (supply->pending == NOBODY || flow->parts[supply->pending].station != place->number)
            continue;
        int index = supply->pending;
        flow->turn = ((int)(supply - flow->supplies) + 1) % count;
        enter(flow, index, NOBODY);
        flow->parts[index].came = flow->now;
        place->here++;
        place->present -= flow->now;
        supply->pending = part_draw(flow, supply);
        if (flow->parts[supply->pending].station != place->number)
            place_touch(flow, &flow->places[flow->parts[supply->pending].station]);
        return index;
    }
    return NOBODY;
}

#endif
