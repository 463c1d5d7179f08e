/* Draws of the second engine: those of plant_draw_number(), and traces, which are played from
 * value to value, from the first again after the last. */
#include "plant/flow_private.h"

double luck_number(struct luck *luck, const struct plant_draw *draw)
{
    if (draw->kind != PLANT_TRACE)
        return plant_draw_number(draw, &luck->stream);
    double value = draw->values[luck->played];
    luck->played = luck->played + 1 < draw->count ? luck->played + 1 : 0;
    return value;
}

time_us luck_time(struct luck *luck, const struct plant_draw *draw, double factor)
{
    double us = luck_number(luck, draw) * factor * 1e6 + 0.5;
    return us < (double)PLANT_DRAW_MAX ? (time_us)us : PLANT_DRAW_MAX;
}
