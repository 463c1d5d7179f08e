/* levels.h -- how smart a factory is, and the cheapest way to the next step.
 *
 *     levels_read(arena, bytes, size, &model, err)          a document "dure.levels", version 1
 *     levels_stand(&model, answers, count, &standing)       where the firm is today
 *     levels_find_way(arena, &model, answers, count, target, &way, err)
 *
 * There are two official scales, and they are never mixed (F6.1): the level of the built system
 * (KS X 9001-1: basic, middle 1, middle 2, advanced) and the capability of the firm (KS X 9001-3:
 * levels 1 to 5). Each model says which scale it is of, and how it counts:
 *
 *   steps    an area is at a step when every item of that step and of those below is met; items of
 *            one group stand in for each other. The factory is where its lowest area is.
 *   points   each met item gives points; a step begins at a number of points. Where no publication
 *            gives that number it is null, and whoever aims at the step is told so.
 *
 * The way is exact, not a rule of thumb: among all sets of items that reach the step the cheapest
 * (dynamic programming over points), among equally cheap ones that with the most items that gather
 * data by themselves. Costs come from the firm; an item without one is not chosen by points, and is
 * shown as not priced by steps, where there is no choice.
 *
 * Promises, each with a test of the same words in levels/test/:
 *   - A model of 95 items and a newer one load without code.
 *   - No cheaper set of items reaches the step.
 *   - What gathers data by itself comes first.
 *   - A band that nobody published is refused, not guessed.
 *   - Answers to one scale say nothing on the other.
 *
 * Reading and finding are pure; the rest keeps models and answers in the store.
 * Uses: kit, store. Tables: db/migrations/0019_levels.sql. */
#ifndef LEVELS_LEVELS_H
#define LEVELS_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/list.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "levels/reasons.def"
#undef REASON

enum {
    LEVELS_AREAS_MAX = 32,
    LEVELS_STEPS_MAX = 12,
    LEVELS_ITEMS_MAX = 400,
    LEVELS_POINTS_MAX = 1000000, /* thousandths of a point of one model: 1,000 points */
    LEVELS_UNSET = -1            /* not published, not set; no price told */
};
#define LEVELS_COST_MAX INT64_C(1000000000000) /* won for one item */

enum levels_scale { LEVELS_BUILT, LEVELS_CAPABILITY };
enum levels_counting { LEVELS_STEPS, LEVELS_POINTS };

struct levels_step {
    const char *id, *ko, *en, *basis;
    int64_t from_milli; /* thousandths of a point; LEVELS_UNSET */
};
struct levels_area {
    const char *id, *ko, *en, *basis;
    int64_t items_published; /* how many items it has by its publisher; 0: not known */
    bool counted;            /* has at least one item in this document */
};
struct levels_item {
    const char *id, *ko, *en, *basis;
    const char *group; /* items of one area, step and group stand in for each other; "" alone */
    size_t area, step; /* step: by steps only */
    int64_t points_milli;
    bool collects; /* gathers data by itself */
};
struct levels_model {
    const char *key, *ko, *en, *basis;
    int64_t version;
    enum levels_scale scale;
    enum levels_counting counting;
    struct levels_area areas[LEVELS_AREAS_MAX];
    struct levels_step steps[LEVELS_STEPS_MAX]; /* the lowest first; [0] asks for nothing */
    size_t area_count, step_count, item_count;
    struct levels_item *items;
};

enum status levels_read(struct arena *arena, const char *bytes, size_t size,
                        struct levels_model *ret_model, struct error *err);

/* What a firm said of one item. An item without answer is not met and has no price. */
struct levels_answer {
    const char *item;
    bool met;
    int64_t cost; /* won that it would take; LEVELS_UNSET */
};

struct levels_standing {
    size_t step;   /* of the whole; by points the highest whose band is known and reached */
    bool is_known; /* false: by points, and no band is published */
    int64_t milli; /* all points; 0 by steps */
    size_t area_step[LEVELS_AREAS_MAX];
    int64_t area_milli[LEVELS_AREAS_MAX];
};
void levels_stand(const struct levels_model *model, const struct levels_answer *answers,
                  size_t count, struct levels_standing *ret_standing);

struct levels_choice {
    const struct levels_item *item;
    int64_t cost; /* LEVELS_UNSET: only by steps */
};
struct levels_way {
    struct levels_choice *at; /* in the order of building */
    size_t count;
    size_t unpriced;     /* of those, without a price */
    int64_t cost;        /* of those with a price */
    int64_t milli_after; /* by points */
};
/* LEVELS_STEP, LEVELS_BAND; LEVELS_SHORT with what is priced and what is not. */
enum status levels_find_way(struct arena *arena, const struct levels_model *model,
                            const struct levels_answer *answers, size_t count, size_t target,
                            struct levels_way *ret_way, struct error *err);

/* ---- kept ---- */

/* Again with the same content is fine; LEVELS_VERSION with other content. */
enum status levels_publish(struct store_tx *tx, struct arena *arena, const char *bytes, size_t size,
                           time_us now, struct error *err);

struct levels_model_list {
    struct levels_model *at;
    size_t count, room;
};
/* The newest version of each key. */
enum status levels_models(struct store_tx *tx, struct arena *arena,
                          struct levels_model_list *ret_list, struct error *err);
enum status levels_model(struct store_tx *tx, struct arena *arena, const char *key,
                         struct levels_model *ret_model, struct error *err);

struct levels_answers {
    struct levels_answer *at;
    size_t count, room;
};
enum status levels_tell(struct store_tx *tx, struct arena *arena, const char *key,
                        int64_t organisation_id, int64_t person_id,
                        const struct levels_answer *answer, time_us now, struct error *err);
enum status levels_told(struct store_tx *tx, struct arena *arena, const char *key,
                        int64_t organisation_id, struct levels_answers *ret_answers,
                        struct error *err);

#endif
