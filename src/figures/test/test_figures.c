/* The cells of figures.h against cases made through the room of cases. */
#include "../../programme/test/desk.h"
#include "figures/figures.h"
#include "kit/text.h"
#include "support/postgres.h"

static struct figures_cells cells_now(struct desk *desk)
{
    struct figures_cells cells = {0};
    CHECK_OK(STEP(desk, figures_cells(desk->tx, desk->arena, desk->now, &cells, &desk->err)),
             desk->err);
    return cells;
}

static void settle_in(struct desk *desk, int64_t organisation_id, const char *region)
{
    CHECK_OK(STEP(desk, store_run(desk->tx, "UPDATE organisation SET region = $2 WHERE id = $1",
                                  STORE_VALUES(v_int(organisation_id), v_text(region)), NULL,
                                  &desk->err)),
             desk->err);
}

static const struct figures_cell *cell_of(const struct figures_cells *cells, const char *region)
{
    for (size_t i = 0; i < cells->count; i++)
        if (text_same(cells->at[i].region, region))
            return &cells->at[i];
    ck_abort_msg("no cell of region %s", region);
}

ON_BOTH(the_cells_add_up_to_what_the_cases_say)
{
    struct desk desk;
    desk_open(&desk, address);
    settle_in(&desk, desk.owner.organisation_id, "경상남도 창원시");
    desk_fund(&desk, 200000000, 200000000);
    struct programme_agreement active = desk_agreement(&desk, desk_active(&desk, 100000000));
    (void)desk_submitted(&desk, 50000000);
    struct figures_cells cells = cells_now(&desk);
    ck_assert_uint_eq(cells.count, 2);
    ck_assert_str_eq(cells.at[0].region, "all");
    ck_assert_str_eq(cells.at[0].programme, DESK_PROGRAMME);
    ck_assert_int_eq(cells.at[0].year, 2025);
    const struct figures_cell *cell = cell_of(&cells, "gyeongnam");
    ck_assert_int_eq(cell->firms, 1);
    ck_assert_int_eq(cell->applications, 2);
    ck_assert_int_eq(cell->agreements, 1);
    ck_assert_int_eq(cell->total.won, active.total.won);
    ck_assert_int_eq(cell->government.won, active.shares.at[0].amount.won);
    ck_assert_int_eq(cell->sponsor.won, active.shares.at[1].amount.won);
    ck_assert_int_eq(cell->adopter.won, active.shares.at[2].amount.won);
    ck_assert_int_eq(cell->other.won, 0);
    ck_assert_int_eq(cell->government.won + cell->sponsor.won + cell->adopter.won,
                     cells.at[0].total.won);
    desk_close(&desk);
}

ON_BOTH(a_count_is_kept_for_an_hour)
{
    struct desk desk;
    desk_open(&desk, address);
    (void)desk_submitted(&desk, 50000000);
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 1);
    (void)desk_submitted(&desk, 50000000);
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 1);
    ck_assert_str_eq(cells_now(&desk).at[1].region, "other");
    desk.now += TIME_HOUR;
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 2);
    desk_close(&desk);
}

START_TEST(an_address_is_in_the_region_that_it_begins_with)
{
    ck_assert_str_eq(figures_region_of("경남 김해")->id, "gyeongnam");
    ck_assert_str_eq(figures_region_of("강원도 원주시")->id, "gangwon");
    ck_assert_str_eq(figures_region_of("전북특별자치도 군산시")->id, "jeonbuk");
    ck_assert(figures_region_of("Busan") == NULL && figures_region_of(NULL) == NULL);
}
END_TEST

BOTH_MAIN("figures", BOTH(the_cells_add_up_to_what_the_cases_say),
          BOTH(a_count_is_kept_for_an_hour), an_address_is_in_the_region_that_it_begins_with)
