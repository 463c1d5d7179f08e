/* advise.h -- which improvement of a line, in what order, under a budget; and who pays for it.
 *
 * Options come from a catalogue ("dure.options", data/advice): kinds of change with a cost formula,
 * an effect and a running cost. Every number of it is an editable default, typed, not measured.
 * Each kind is tried at the stations that the line waits for, on a copy of the model, with the same
 * seed: replication r with the change is compared with replication r without it, so the luck
 * cancels and the interval of the difference is narrow. Gains do not add up: the package is
 * simulated again as a whole.
 *
 * What is measured. A line that is fed by orders finishes what is ordered: a faster machine changes
 * the lead time, not the throughput. So there are two questions and, unless all sources are
 * saturated, two runs:
 *   - today: the model as it is (recorded orders are replayed): lead time;
 *   - full load: orders come, at random, in the same mix, `pressure` times faster than the busiest
 *     station could take: throughput, that is "how much more could we take". No gain beyond that
 *     pressure can be seen.
 * Money counts the extra good pieces of full load: it comes true if they can be sold. Give
 * `sold_a_day_max` when the market is known to end somewhere.
 *
 *     today/full load ->  screen all candidates, few replications
 *                     ->  refine the best, all replications, paired intervals
 *                     ->  package: add what brings most a won, simulate, again while money is left
 *                     ->  rules: who pays what
 *
 * Promises, each with a test of the same words:
 *   - An obvious bottleneck gets its machine as the best option.
 *   - The package never costs more than the budget.
 *   - The same luck with and without gives a narrower interval than different luck.
 *   - A plan runs again to the same bytes for any number of threads.
 *   - A model that is not fit for advice marks every option.
 *   - Without a margin the money gain is unknown, never zero.
 *   - Who may not see amounts finds none in a plan, and the margin is the firm's alone.
 *   - A plan of another model, engine, rules or catalogue is not called the same.
 *
 * Uses: kit, sim, plant, rules. Pure but for the threads of plant_run(). */
#ifndef ADVISE_ADVISE_H
#define ADVISE_ADVISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"
#include "kit/json.h"
#include "kit/money.h"
#include "plant/plant.h"
#include "rules/rules.h"

#define REASON REASON_DECLARE
#include "advise/reasons.def"
#undef REASON

enum {
    ADVISE_CANDIDATES_MAX = 200,
    ADVISE_OPTIONS_MAX = 20, /* refined */
    ADVISE_PACKAGE_MAX = 8,
};

/* ---- the catalogue of options ---- */

enum advise_kind {
#define ADVISE_KIND(id, name, units, ko, en) ADVISE_##id,
#include "advise/kinds.def"
#undef ADVISE_KIND
    ADVISE_KIND_COUNT
};

/* won = base + per_unit x units; the unit of each kind stands in kinds.def. */
struct advise_price {
    struct money base, per_unit;
};

struct advise_option_kind {
    bool offered; /* the catalogue has it */
    const char *ko, *en;
    struct advise_price cost, running_cost_a_year;
    double effect_low, effect, effect_high; /* the likely one is simulated; the range is told */
    double lifetime_years;
    const char *basis;
};

struct advise_catalogue {
    const char *key;
    int64_t version;
    const char *ko, *en, *basis;
    struct advise_option_kind kinds[ADVISE_KIND_COUNT];
    const char *hash; /* SHA-256 of its canonical form */
};

enum status advise_catalogue_read(struct arena *arena, const char *bytes, size_t size,
                                  struct advise_catalogue *ret_catalogue, struct error *err);

/* ---- the question ---- */

struct advise_progress {
    _Atomic int done, total;   /* replications of finished runs; total is a bound */
    struct plant_progress run; /* the run under way; set run.cancel to stop all */
};

double advise_progress_share(struct advise_progress *progress); /* 0 .. 1 */

struct advise_request {
    struct money budget;     /* > 0 */
    uint64_t seed;           /* at most 2^53: it travels in JSON */
    int replications;        /* of what is reported, 5 .. 200; 0: 20 */
    int screen_replications; /* of candidates, 3 .. replications; 0: 5 */
    time_us horizon;         /* measured time of a run, whole seconds; 0: four weeks */
    int stations;            /* how many are looked at, 1 .. 20; 0: 4 */
    int options;             /* how many are refined, 1 .. ADVISE_OPTIONS_MAX; 0: 8 */
    double pressure;         /* of full load, 1.1 .. 10; 0: 1.5 */
    double margin_per_piece; /* won of contribution margin; 0: the model's; unknown if 0 too */
    double sold_a_day_max;   /* good pieces a day of 24 h that can be sold; 0: all */
    int threads;             /* 0: as many as cores; no effect on the result */
    struct advise_progress *progress; /* or NULL */
};

/* ---- the answer ---- */

struct advise_change {
    enum advise_kind kind;
    int station;
};

struct advise_comparison {
    struct plant_estimate before, after, gain; /* gain: mean of paired differences, 95 % */
};

/* Who pays: the fundable part is split; the rest of the cost is the adopter's own. */
struct advise_funding {
    struct rules_split split;   /* count 0: nothing of it can be funded, or no rules given */
    struct money outside_match; /* cost - split.total */
};

struct advise_effect {
    struct advise_comparison throughput;   /* good pieces a day, at full load */
    struct advise_comparison lead;         /* seconds, today; gain below zero is faster */
    bool money_known;                      /* else the next two mean nothing */
    struct plant_estimate gain_won_a_year; /* of the extra pieces, less the running cost */
    double payback_months;                 /* -1: never */
    double certainty; /* share of the replications in which the throughput was higher */
};

struct advise_option {
    const char *id; /* "machine_added.packing" */
    struct advise_change change;
    const char *ko, *en;
    struct money cost, running_cost_a_year;
    struct advise_effect effect;
    bool affordable; /* cost <= budget */
    struct advise_funding funding;
};

struct advise_package {
    struct advise_change changes[ADVISE_PACKAGE_MAX];
    const char *ids[ADVISE_PACKAGE_MAX];
    size_t count; /* 0: nothing in the budget brings a gain that shows */
    struct money cost, running_cost_a_year;
    struct advise_effect effect;
    struct advise_funding funding;
};

enum advise_fitness { ADVISE_FIT_UNKNOWN, ADVISE_FIT, ADVISE_NOT_FIT };

struct advise_plan {
    const char *name, *model_hash;
    struct advise_request request;      /* as it was carried out: defaults filled in */
    const struct rules_document *rules; /* or NULL */
    const struct advise_catalogue *catalogue;
    enum advise_fitness fitness; /* model.validation.fit_for_advice */
    bool full_load_differs;      /* false: all sources are saturated, both runs are one */
    double rate_factor;          /* orders of full load a today's order */
    struct plant_result today, full_load;
    const char *bottleneck;        /* station id at full load, or NULL */
    struct advise_option *options; /* best first; those beyond the budget last */
    size_t option_count, candidate_count;
    struct advise_package package;
    const char *ko, *en; /* the advice in a few sentences */
};

/* rules may be NULL: then nobody shares. Everything given must outlive the plan. */
enum status advise_make(const struct plant_model *model, const struct advise_catalogue *catalogue,
                        const struct rules_document *rules, const struct advise_request *request,
                        struct arena *arena, struct advise_plan *ret_plan, struct error *err);

/* "dure.plan", version 1 (docs/formats/plan.md). New reference. */
json_t *advise_plan_write(struct arena *arena, const struct plant_model *model,
                          const struct advise_plan *plan);

/* What a reader may see of a plan beside what the line can do. */
struct advise_reader {
    bool won;    /* amounts: budget, costs, gains, shares, and the words that name them */
    bool margin; /* what a product earns; never without the amounts */
};
/* The plan without what this reader may not see. New reference. */
json_t *advise_shown(const json_t *plan, const struct advise_reader *reader);

/* Run a plan again from its own document: succeeds if every byte of the canonical form comes out
 * again, else ADVISE_DIFFERENT with the first place that differs, or ADVISE_OTHER when the plan was
 * made from another model, engine, rules or catalogue. `progress` may be NULL. */
enum status advise_rerun(const struct plant_model *model, const struct advise_catalogue *catalogue,
                         const struct rules_document *rules, const char *bytes, size_t size,
                         int threads, struct advise_progress *progress, struct arena *arena,
                         struct error *err);

/* ---- for tests and tools ---- */

/* A copy of the model with the changes made; shares what is not touched. */
enum status advise_changed(struct arena *arena, const struct plant_model *model,
                           const struct advise_catalogue *catalogue,
                           const struct advise_change *changes, size_t count,
                           struct plant_model *ret_model, struct error *err);

/* A copy of the model whose orders come at random, in the same mix, `factor` times as fast. */
void advise_full_load(struct arena *arena, const struct plant_model *model, double factor,
                      struct plant_model *ret_model);

#endif
