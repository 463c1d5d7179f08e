/* hide.c -- what few firms stand behind is not shown, nor what would give it away. */
#include "figures/figures.h"

#include "kit/text.h"

static void blank(struct figures_cell *cell)
{
    *cell = (struct figures_cell){.programme = cell->programme,
                                  .ko = cell->ko,
                                  .en = cell->en,
                                  .year = cell->year,
                                  .region = cell->region,
                                  .hidden = true};
}

/* Of those still shown the one with the fewest firms; NULL when none is. */
static struct figures_cell *smallest_shown(struct figures_cell *cells, size_t count)
{
    struct figures_cell *smallest = NULL;
    for (size_t i = 0; i < count; i++)
        if (!cells[i].hidden && (smallest == NULL || cells[i].firms < smallest->firms))
            smallest = &cells[i];
    return smallest;
}

/* The hidden cells of one sum: together at least k firms, and never one alone, for the sum less
 * the shown gives what the hidden ones are together. */
static void hide_among(struct figures_cell *cells, size_t count, int64_t k)
{
    int64_t hidden_firms = 0;
    size_t hidden = 0;
    for (size_t i = 0; i < count; i++)
        if (cells[i].firms < k) {
            hidden_firms += cells[i].firms;
            hidden++;
            blank(&cells[i]);
        }
    while (hidden > 0 && (hidden == 1 || hidden_firms < k)) {
        struct figures_cell *next = smallest_shown(cells, count);
        if (next == NULL)
            return;
        hidden_firms += next->firms;
        hidden++;
        blank(next);
    }
}

/* One programme: cells[0] is its sum. A single region shown beside its sum shows it twice: then
 * the sum says what the region would, and the region may stay. */
static void hide_programme(struct figures_cell *cells, size_t count, int64_t k)
{
    if (cells[0].firms < k) {
        for (size_t i = 0; i < count; i++)
            blank(&cells[i]);
        return;
    }
    hide_among(cells + 1, count - 1, k);
}

void figures_hide(struct figures_cells *cells, int64_t k)
{
    for (size_t at = 0; at < cells->count;) {
        size_t end = at + 1;
        while (end < cells->count && text_same(cells->at[end].programme, cells->at[at].programme))
            end++;
        hide_programme(cells->at + at, end - at, k);
        at = end;
    }
}
