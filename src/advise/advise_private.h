/* advise_private.h -- what the files of this room share. */
#ifndef ADVISE_ADVISE_PRIVATE_H
#define ADVISE_ADVISE_PRIVATE_H

#include "advise/advise.h"

/* ---- catalogue.c ---- */

const char *advise_kind_name(enum advise_kind kind);

/* Units that the price of a change counts: what it adds, or the machines of the station. */
int64_t advise_units(const struct plant_model *model, const struct advise_catalogue *catalogue,
                     struct advise_change change);
struct money advise_price_of(const struct advise_price *price, int64_t units);

/* ---- change.c ---- */

/* Whether that kind makes any difference at that station. */
struct plant_law advise_scaled(struct arena *arena, const struct plant_law *law, double factor);
bool advise_applies(const struct plant_model *model, struct advise_change change);

enum { ADVISE_REPLICATIONS_MAX = 200 };

/* ---- compare.c: one study is a pair of results of the same model ---- */

struct advise_study {
    struct plant_result today, full;
};

/* Sample the paired differences of the first `count` replications. */
struct advise_effect advise_compare(const struct advise_request *request,
                                    const struct advise_study *before,
                                    const struct advise_study *after, int count, struct money cost,
                                    struct money running_cost_a_year);

struct plant_estimate advise_estimate(const double *values, int count);

/* ---- plan.c ---- */

void advise_words(struct arena *arena, const struct plant_model *model, struct advise_plan *plan);

#endif
