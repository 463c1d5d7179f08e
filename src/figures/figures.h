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
 *   - A count is kept for an hour.
 *
 * Uses: kit, store, programme. Tables: db/migrations/0015_figures.sql. */
#ifndef FIGURES_FIGURES_H
#define FIGURES_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/money.h"
#include "store/store.h"

enum { FIGURES_K_DEFAULT = 5 };
#define FIGURES_AGE TIME_HOUR

struct figures_region {
    const char *id, *ko, *en;
    int column, row; /* on the map of tiles */
};

extern const struct figures_region figures_regions[]; /* ended by a NULL id */
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

/* Hide what fewer than k firms stand behind, and what would give it away. */
void figures_hide(struct figures_cells *cells, int64_t k);

#endif
