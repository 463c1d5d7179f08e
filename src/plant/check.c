#include "plant/plant_private.h"

enum status plant_check(const struct plant_model *model, struct error *err)
{
    if (model->station_count == 0)
        return FAIL_AT(err, PLANT_EMPTY, "/stations", "no station");
    return STATUS_OK;
}
