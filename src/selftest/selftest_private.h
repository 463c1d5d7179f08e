/* selftest_private.h -- a case on its way to a model document. */
#ifndef SELFTEST_SELFTEST_PRIVATE_H
#define SELFTEST_SELFTEST_PRIVATE_H

#include <jansson.h>

#include "plant/plant.h"
#include "selftest/selftest.h"

enum { STATIONS_MAX = 100, WHY_MAX = 160 };

/* The document that is being made, and what measuring needs to know of the case. */
struct draft {
    struct arena *arena;
    const json_t *model; /* of the case */
    json_t *items, *stations, *edges, *sources, *operators;
    int station_count;
    double unit;        /* the longest mean time in it, seconds */
    double rate;        /* orders that come a second; 0: not said */
    double service;     /* mean work at the first station */
    bool begins;        /* waiting ends where work begins, after a set-up */
    bool fails_at_work; /* its breakdowns depend on operation */
    int servers;        /* at the first station */
    const char *why;    /* what is not known; NULL while all is */
};

/* ---- types.c ---- */

/* False: draft->why says what is not known. The document: a new reference. */
bool types_draft(struct draft *draft, const char *type, json_t **ret_document);

/* ---- measure.c ---- */

struct measured {
    struct plant_estimate estimate;
    bool found;
};

/* What a run says of an expected number; `index` -1 where it is no list. `aside`: the name stands
 * for a step of the derivation, not for something a run shows. */
struct measured measure(const struct draft *draft, const struct plant_model *model,
                        const struct plant_result *result, const char *name, int index,
                        bool *ret_aside);

/* ---- series.c ---- */

/* The fixed series of the case "MSER-5", and what is found for one of its expected numbers. */
bool series_measure(struct arena *arena, const json_t *model, const char *name, double *ret_value,
                    const char **ret_why);

#endif
