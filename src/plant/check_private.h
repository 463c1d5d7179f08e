/* check_private.h -- what the two files that judge a model share. */
#ifndef PLANT_CHECK_PRIVATE_H
#define PLANT_CHECK_PRIVATE_H

#include "plant/plant_private.h"

struct place {
    char text[ERROR_PLACE_MAX];
};

struct place place(const char *format, ...) PRINTF(1, 2);

enum status check_law(const struct plant_law *law, const char *at, const char *member,
                      struct error *err);
bool station_works(const struct plant_station *station, int item);
/* Is the item joined at the station, so that it goes no further as itself? */
bool station_joins(const struct plant_station *station, int item);

/* ---- check_flow.c: what came with version 2 ---- */

/* Of one station and one source by themselves. */
enum status check_flow_station(const struct plant_model *model, size_t s, struct error *err);
enum status check_flow_source(const struct plant_model *model, size_t s, struct error *err);
/* The people, before the stations that need them. */
enum status check_operators(const struct plant_model *model, struct error *err);
/* What stands in the line at time 0; its items are sent too. */
enum status check_initial(const struct plant_model *model, bool *sent, struct error *err);
/* Of the whole, once ways and references are known to be right. */
enum status check_flow(const struct plant_model *model, struct error *err);
/* Nothing of version 2 is used in a model of version 1. */
enum status check_version(const struct plant_model *model, struct error *err);

#endif
