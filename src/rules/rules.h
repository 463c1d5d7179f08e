/* rules.h -- a programme's rules as a document, and the split of a cost among its funders.
 *
 * Rules of a year are documents ("dure.rules", version 1): no ratio, cap or step
 * is in C. A rule document names the funders in order, how each share is found
 * and its limits, the rounding, the steps and the legal basis of each value.
 *
 * Pure: no I/O, no clock. Promises, each with a test of the same words:
 *   - The shares add up to the total exactly, for any number of funders.
 *   - No share passes its cap or its legal bound.
 *   - Tranches follow the agreed shares by cumulative difference; the last lands on the agreement.
 *   - What cannot be funded is refused early, saying what could be.
 *
 * The rounding rule is platform-facts B4: funders with an upper bound are floored, one funder
 * (the `remainder` one) takes the rest and must not fall below its legal minimum.
 *
 * Uses: kit. */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/json.h"
#include "kit/money.h"

#define REASON REASON_DECLARE
#include "rules/reasons.def"
#undef REASON

enum {
    RULES_FUNDERS_MAX = 16,
    RULES_STEPS_MAX = 64,
    RULES_TRANCHES_MAX = 16,
    RULES_COSTS_MAX = 64
};

enum rules_party { RULES_GOVERNMENT, RULES_SPONSOR, RULES_ADOPTER, RULES_LOCAL, RULES_OTHER };

struct rules_funder {
    const char *id; /* "government", "sponsor", "adopter", "province" ... */
    const char *ko, *en;
    enum rules_party party;
    int64_t share_bp;  /* its part of the total, in basis points; all add up to 10000 */
    int64_t min_bp;    /* legal minimum of the total, 0 without */
    int64_t max_bp;    /* legal maximum of the total, 10000 without */
    struct money cap;  /* highest amount; won 0 without */
    bool remainder;    /* exactly one: takes what rounding and caps leave */
    const char *basis; /* legal basis, as text with its source */
};

struct rules_tranche {
    const char *id, *ko, *en;
    int64_t share_bp;      /* of the agreement; all add up to 10000 */
    const char *condition; /* id of the step that must be done first */
};

struct rules_cost_item {
    const char *id, *ko, *en;
    int64_t max_bp; /* of the total, 10000 without */
};

struct rules_step {
    const char *id, *ko, *en;
    const char *actor; /* role that acts, people/roles.def */
    int deadline_days; /* 0 without */
    const char *basis;
};

struct rules_document {
    const char *key; /* "winwin-2025-advanced" */
    int64_t version; /* counts up a key */
    int year;
    const char *ko, *en; /* name */
    const char *basis;
    struct money total_min, total_max; /* total_max won 0 without */
    struct money unit;                 /* requested cost is cut below this (1,000 won: F2.2) */
    const struct rules_funder *funders;
    size_t funder_count;
    const struct rules_tranche *tranches;
    size_t tranche_count;
    const struct rules_cost_item *costs;
    size_t cost_count;
    const struct rules_step *steps;
    size_t step_count;
};

enum status rules_read(struct arena *arena, const char *bytes, size_t size,
                       struct rules_document *ret_rules, struct error *err);
json_t *rules_write(const struct rules_document *rules); /* new reference */
const char *rules_hash(struct arena *arena, const struct rules_document *rules);

struct rules_split {
    struct money total;                    /* after cutting to the unit */
    struct money cut;                      /* what the cut left out */
    struct money share[RULES_FUNDERS_MAX]; /* in the order of the funders; add up to total */
    size_t count;
};

/* Who pays what. Refuses with what would be fundable in the text (RULES_NOT_FUNDABLE). */
enum status rules_split(const struct rules_document *rules, struct money total,
                        struct rules_split *ret_split, struct error *err);

/* The largest total not above `total` that the rules can fund; won 0 when there is none. */
struct money rules_fundable(const struct rules_document *rules, struct money total);

/* The part of each funder in a payment, given what has been paid before: cumulative difference
 * of the agreed shares. `before` + `amount` must not pass the agreed total. */
enum status rules_tranche(const struct rules_split *agreed, size_t remainder, struct money before,
                          struct money amount, struct rules_split *ret_part, struct error *err);

#endif
