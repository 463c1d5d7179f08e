/* lanes.h -- lines by recursion: many replications at once, one in each lane of a vector.
 *
 * In a serial line nobody overtakes, so the moment at which a part leaves a station follows from a
 * few earlier moments and one draw: no agenda, no events. Where a model allows that,
 * lanes_compile() gives its form and lanes_run() what plant_run() would: the same draws from the
 * same streams, the same microseconds, the same replications. Where it does not, it says why in
 * words, and the line needs the events of plant_run().
 *
 *     const struct lanes_form *form = lanes_compile(arena, &model, &options, &why);
 *     if (form != NULL)
 *         st = lanes_run(form, &options, LANES_ALL, arena, &result, err);
 *
 * The recursion, for part n at station i with c machines and B places before it:
 *     start    S(i,n) = max(R(i-1,n), R(i,n-c))
 *     done     C(i,n) = the n-th smallest of S(i,.) + X(i,.)
 *     released R(i,n) = max(C(i,n), R(i+1,n-B-c(i+1)))     blocking after service
 * X is set-up, work and the repairs of breakdowns whose clock runs while the machine works.
 *
 * Promises, each with a test of the same words in lanes/test/:
 *   - Every width and every number of threads gives the same bits.
 *   - The bits are those written down here, by whichever compiler.
 *   - Events and recursion tell the same story, part by part.
 *   - Saturated lines make what their Markov chains say.
 *   - A model that needs events is told so, with the station and the feature.
 *
 * Uses: kit, sim, plant. */
#ifndef LANES_LANES_H
#define LANES_LANES_H

#include "kit/arena.h"
#include "kit/error.h"
#include "plant/plant.h"

#define REASON REASON_DECLARE
#include "lanes/reasons.def"
#undef REASON

#define LANES_ENGINE "dure-lanes 1" /* changes with any change of a result's bits */

struct lanes_form;

/* What in the model or the options needs events. */
struct lanes_obstacle {
    int station; /* index, or -1: not at a station */
    const char *ko, *en;
};

/* The checked model as a recursion, for runs with these options; NULL: it needs events, and why.
 * The model must outlive the form. */
const struct lanes_form *lanes_compile(struct arena *arena, const struct plant_model *model,
                                       const struct plant_options *options,
                                       struct lanes_obstacle *ret_obstacle);

enum lanes_detail {
    LANES_FAST, /* throughput, orders, mean lead time, utilisation; the rest is zero */
    LANES_ALL,  /* everything that plant_run() says */
};

/* Like plant_run() in everything but speed. */
enum status lanes_run(const struct lanes_form *form, const struct plant_options *options,
                      enum lanes_detail detail, struct arena *arena,
                      struct plant_result *ret_result, struct error *err);

/* How many replications this processor runs side by side at most: 1, 2, 4 or 8. */
int lanes_widest(void);

/* "AVX2": what that width is called here. */
const char *lanes_width_name(int width);

/* lanes_run() with this width instead of the best one; `width` is 1, 2, 4 or 8 and not above
 * lanes_widest(). For tests and measurements: the result is the same. */
enum status lanes_run_width(const struct lanes_form *form, const struct plant_options *options,
                            enum lanes_detail detail, int width, struct arena *arena,
                            struct plant_result *ret_result, struct error *err);

#endif
