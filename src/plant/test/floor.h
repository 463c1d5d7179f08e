/* floor.h -- models of version 2 as texts, run and held against expected values. */
#ifndef PLANT_TEST_FLOOR_H
#define PLANT_TEST_FLOOR_H

#include "plant/plant.h"

#define HEAD                                                                                       \
    "{\"format\":\"dure.model\",\"version\":2,\"name\":\"t\",\"zone\":\"Asia/Seoul\","             \
    "\"start\":\"2026-01-05\","
#define EXP(mean) "{\"kind\":\"exponential\",\"mean\":" #mean "}"
#define ONE       "\"quantity\":{\"kind\":\"constant\",\"value\":1}"

const char *file_text(struct arena *arena, const char *path);
struct plant_model model_of(struct arena *arena, const char *text);
/* A model of version 2 without its heading, written with ' for ", exp(mean) and fix(value) for
 * laws; %s and others are filled in. */
const char *floor_text(struct arena *arena, const char *format, ...) PRINTF(2, 3);
/* Measured `hours` after a tenth as much warm-up, in ten replications. */
struct plant_result result_of(struct arena *arena, const char *text, double hours);
/* One replication without warm-up, each scheduled order's end kept. */
struct plant_result traced(struct arena *arena, const char *text, time_us horizon);
/* The expected value lies in the 99.9 % interval, which is narrower than `narrow` of it. */
void meets(const char *what, struct plant_estimate got, double scale, double expected,
           double narrow);
/* The scheduled orders end at these seconds. */
void ends_at(const struct plant_result *result, const double *seconds, size_t count);

#endif
