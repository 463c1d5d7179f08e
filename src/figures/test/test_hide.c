/* No reader of the shown cells can find what stands behind few firms. */
#include "figures/figures.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

enum { REGIONS = 17, K = 5 };

static struct figures_cell cells_at[1 + REGIONS];

/* A sum and its regions, with so many firms each. */
static struct figures_cells cells_of(const int64_t *firms, size_t count)
{
    cells_at[0] = (struct figures_cell){.programme = "p", .region = "all"};
    for (size_t i = 0; i < count; i++) {
        cells_at[i + 1] = (struct figures_cell){
            .programme = "p", .region = figures_regions[i].id, .firms = firms[i]};
        cells_at[0].firms += firms[i];
    }
    return (struct figures_cells){.at = cells_at, .count = count + 1};
}

START_TEST(a_cell_of_few_firms_shows_nothing)
{
    struct figures_cells cells = cells_of((int64_t[]){4, 9, 3, 20}, 4);
    figures_hide(&cells, K);
    ck_assert(cells.at[1].hidden && cells.at[1].firms == 0 && cells.at[3].hidden);
    ck_assert(!cells.at[0].hidden && !cells.at[2].hidden && !cells.at[4].hidden);
}
END_TEST

START_TEST(a_hidden_cell_takes_its_smallest_neighbour_with_it)
{
    struct figures_cells cells = cells_of((int64_t[]){4, 9, 30, 20}, 4);
    figures_hide(&cells, K);
    ck_assert(cells.at[1].hidden && cells.at[2].hidden);
    ck_assert(!cells.at[3].hidden && !cells.at[4].hidden);
}
END_TEST

START_TEST(a_programme_of_few_firms_is_hidden_whole)
{
    struct figures_cells cells = cells_of((int64_t[]){2, 2}, 2);
    figures_hide(&cells, K);
    ck_assert(cells.at[0].hidden && cells.at[1].hidden && cells.at[2].hidden);
}
END_TEST

START_TEST(no_total_lets_a_reader_find_a_hidden_cell)
{
    FOR_ALL(seed, 2000) {
        struct random_stream stream = random_stream(seed, "hide");
        int64_t firms[REGIONS];
        size_t count = 1 + (size_t)random_below(&stream, REGIONS);
        for (size_t i = 0; i < count; i++)
            firms[i] = 1 + (int64_t)random_below(&stream, 12);
        struct figures_cells cells = cells_of(firms, count);
        figures_hide(&cells, K);
        int64_t rest = cells.at[0].firms, hidden = 0;
        for (size_t i = 1; i <= count; i++) {
            ck_assert(cells.at[i].hidden || cells.at[i].firms >= K);
            rest -= cells.at[i].firms;
            hidden += cells.at[i].hidden;
        }
        if (!cells.at[0].hidden) /* what a reader can compute of the hidden: their sum */
            ck_assert(hidden == 0 || (hidden > 1 && rest >= K));
    }
}
END_TEST

TEST_MAIN("hide", a_cell_of_few_firms_shows_nothing,
          a_hidden_cell_takes_its_smallest_neighbour_with_it,
          a_programme_of_few_firms_is_hidden_whole, no_total_lets_a_reader_find_a_hidden_cell)
