/* figures.h -- the programme in numbers: by programme, year and region; in full or for anyone.
 *
 * A cell counts the firms and cases of one programme in one region and adds up their money. Cells
 * are counted anew when the last count is older than FIGURES_AGE, and kept: reading them is cheap
 * however many cases there are.
 *
 * What anyone may read is hidden where few firms stand behind it (figures_hide): a cell with fewer
 * than k firms shows nothing, and neither do so many of its neighbours that what is hidden cannot
 * be found by taking the shown from the total. A programme of fewer than k firms is hidden whole.
 * k is a setting of the operating body: no law names it (F1.37 proposes aggregates of k firms).
 *
 * Promises, each with a test of the same words in figures/test/:
 *   - The cells add up to what the cases say.
 *   - No total lets a reader find a hidden cell.
 *   - A count is kept for an hour, and made anew by a clock before that.
 *   - A count of nothing is not kept.
 *   - Money by source, results, living factories and projects are those of the cases.
 *
 * Uses: kit, evidence, store, people, programme. Tables: db/migrations/0015_figures.sql and
 * 0020_figures_more.sql. */
#ifndef FIGURES_FIGURES_H
#define FIGURES_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/list.h"
#include "kit/money.h"
#include "store/store.h"

enum { FIGURES_K_DEFAULT = 5 };
#define FIGURES_AGE TIME_HOUR

struct figures_region {
    const char *id, *ko, *en;
    int column, row; /* on the map of tiles */
};

extern const struct figures_region figures_regions[]; /* ended by a NULL id */
/* What a cell can be of: "all", each region's id, "other"; NULL at the end. */
extern const char *const figures_region_ids[];
/* By the beginning of an address ("경남 창원", "경상남도 ..."); NULL when it is none of them. */
const struct figures_region *figures_region_of(const char *address);

struct figures_cell {
    const char *programme, *ko, *en; /* key and names of the rules */
    int64_t year;
    const char *region; /* id; "other" where the address names none; "all" for a programme's sum */
    int64_t firms, applications, agreements;
    struct money total; /* of agreements in force; the four shares add up to it */
    struct money government, sponsor, adopter, other;
    struct money paid;
    bool hidden; /* all numbers are 0 then */
};

struct figures_cells {
    struct figures_cell *at; /* by programme, its sum first; then by region */
    size_t count;
    time_us made_at;
};

/* Everything, in full. Counts anew in this transaction when need be: it must be for writing. */
enum status figures_cells(struct store_tx *tx, struct arena *arena, time_us now,
                          struct figures_cells *ret_cells, struct error *err);

/* Count anew what is older than half of FIGURES_AGE: by a clock, so that no reader waits for it. It
 * counts in a transaction that reads, and writes in a short one. */
enum status figures_refresh(struct store *store, struct arena *arena, time_us now,
                            struct error *err);

/* ---- one programme more closely: for those who oversee it, never for anyone ---- */

#define FIGURES_SILENCE (14 * TIME_DAY) /* without a sign of life for so long: silent (R20) */

/* Money by who gives it; what was pledged and received belongs to no region but the firms' own. */
struct figures_flow {
    const char *source; /* government, sponsor, adopter, other */
    struct money pledged, received, agreed, paid;
};
/* An indicator over projects that promised something: how many were measured, by machine before and
 * after, reached the promise; the mean of what was achieved, in millionths. */
struct figures_result {
    const char *kpi, *ko, *en;
    int64_t promised, measured, machine, reached, achieved;
};
/* Projects by whole years since their agreement: used, silent, never heard of, firm closed. */
struct figures_living {
    int64_t years, used, silent, unheard, closed;
};
struct figures_detail {
    time_us made_at;
    LIST(struct figures_flow) flow;
    LIST(struct figures_result) results;
    LIST(struct figures_living) living;
    struct money settled, claimed, recovered; /* recovered: with interest */
};
/* `region`: an id, "other" or "all". Kept with the cells. */
enum status figures_detail(struct store_tx *tx, struct arena *arena, const char *programme,
                           const char *region, time_us now, struct figures_detail *ret_detail,
                           struct error *err);

struct figures_project {
    int64_t agreement_id, adopter_id;
    const char *number, *adopter, *state; /* used, silent, unheard, closed */
    struct money total, paid;
    time_us active_at, seen_at; /* seen_at 0: never */
};
struct figures_projects {
    struct figures_project *at;
    size_t count, room;
};
/* By the ids of their agreements, `after` the last one before. */
enum status figures_projects(struct store_tx *tx, struct arena *arena, const char *programme,
                             const char *region, int64_t after, int most, time_us now,
                             struct figures_projects *ret_list, struct error *err);

/* Hide what fewer than k firms stand behind, and what would give it away. */
void figures_hide(struct figures_cells *cells, int64_t k);

#endif
