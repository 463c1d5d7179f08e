/* The cells of figures.h against cases put into the store by hand. */
#include <stdio.h>
#include <string.h>

#include "figures/figures.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "support/postgres.h"

struct desk {
    struct store *store;
    struct arena *arena;
    time_us now;
    struct error err;
};

static void open_desk(struct desk *desk, const char *address)
{
    *desk = (struct desk){.arena = arena_new("desk", 64 << 20), .now = TIME_DAY};
    CHECK_OK(store_open(&(struct store_options){.address = address}, &desk->store, &desk->err),
             desk->err);
    CHECK_OK(store_migrate(desk->store, desk->now, &desk->err), desk->err);
}

static void close_desk(struct desk *desk)
{
    store_close(desk->store);
    arena_free(desk->arena);
}

static int64_t publish(struct desk *desk, struct store_tx *tx)
{
    enum { BYTES_MAX = 1 << 20 };
    int64_t id = 0;
    FILE *file = fopen("data/rules/winwin-2025-advanced.2.json", "rbe");
    ck_assert(file != NULL);
    char *bytes = arena_alloc(desk->arena, BYTES_MAX);
    size_t size = fread(bytes, 1, BYTES_MAX, file);
    (void)fclose(file);
    CHECK_OK(programme_publish(tx, desk->arena, bytes, size, desk->now, &id, &desk->err),
             desk->err);
    return id;
}

static void run(struct desk *desk, struct store_tx *tx, const char *sql,
                const struct store_value *values, size_t count)
{
    CHECK_OK(store_run(tx, sql, values, count, NULL, &desk->err), desk->err);
}

/* Organisations 1 .. 3: ministry, sponsor, operator; 4 and 5: firms in two towns of one province.
 */
static void add_organisations(struct desk *desk, struct store_tx *tx)
{
    static const char *const kinds[] = {"ministry", "sponsor", "operator", "adopter", "adopter"};
    static const char *const regions[] = {NULL, NULL, NULL, "경남 창원", "경상남도 김해시"};
    for (int64_t i = 0; i < 5; i++)
        run(desk, tx,
            "INSERT INTO organisation (id, name, kind, region, created_at) "
            "VALUES ($1, $2, $3, $4, 0)",
            STORE_VALUES(v_int(i + 1), v_text("곳"), v_text(kinds[i]), v_text(regions[i])));
}

static void add_application(struct desk *desk, struct store_tx *tx, int64_t rule_id, int64_t id,
                            int64_t adopter_id, const char *state, int64_t total)
{
    run(desk, tx,
        "INSERT INTO application (id, number, state, rule_id, adopter_id, sponsor_id, title, "
        "summary, contact, plan_id, plan_hash, total, created_at) "
        "VALUES ($1, CAST($1 AS TEXT), $2, $3, $4, 2, '', '', '', 1, '', $5, 0)",
        STORE_VALUES(v_int(id), v_text(state), v_int(rule_id), v_int(adopter_id), v_int(total)));
}

static void add_agreement(struct desk *desk, struct store_tx *tx, int64_t id, const char *state,
                          const int64_t shares[3])
{
    static const int64_t payers[] = {1, 2, 4};
    run(desk, tx,
        "INSERT INTO agreement (id, number, application_id, operator_id, state, created_at) "
        "VALUES ($1, CAST($1 AS TEXT), $1, 3, $2, 0)",
        STORE_VALUES(v_int(id), v_text(state)));
    for (int64_t i = 0; i < 3; i++)
        run(desk, tx,
            "INSERT INTO agreement_share (agreement_id, position, organisation_id, amount) "
            "VALUES ($1, $2, $3, $4)",
            STORE_VALUES(v_int(id), v_int(i), v_int(payers[i]), v_int(shares[i])));
}

/* A payment of 10 won, 3 of the government's and 7 of the firm's. */
static void add_payment(struct desk *desk, struct store_tx *tx, int64_t id, const char *state)
{
    run(desk, tx,
        "INSERT INTO person (id, login, name, email, language, password, created_at) "
        "VALUES ($1, CAST($1 AS TEXT), '사람', '', 'ko', '', 0)",
        STORE_VALUES(v_int(id)));
    run(desk, tx,
        "INSERT INTO payment (id, agreement_id, tranche, amount, payee, evidence, state, "
        "requested_by, requested_at) VALUES ($1, 1, 0, 10, '', '', $2, $1, 0)",
        STORE_VALUES(v_int(id), v_text(state)));
    run(desk, tx,
        "INSERT INTO payment_part (payment_id, position, amount) VALUES ($1, 0, 3), ($1, 2, 7)",
        STORE_VALUES(v_int(id)));
}

static void fill(struct desk *desk)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    int64_t rule_id = publish(desk, tx);
    add_organisations(desk, tx);
    add_application(desk, tx, rule_id, 1, 4, "approved", 100);
    add_application(desk, tx, rule_id, 2, 4, "approved", 1000);
    add_application(desk, tx, rule_id, 3, 5, "submitted", 10000);
    add_application(desk, tx, rule_id, 4, 5, "draft", 100000);
    add_agreement(desk, tx, 1, "active", (int64_t[]){30, 31, 39});
    add_agreement(desk, tx, 2, "signing", (int64_t[]){300, 300, 400});
    add_payment(desk, tx, 1, "paid");
    add_payment(desk, tx, 2, "approved");
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
}

static void hand_in_the_draft(struct desk *desk)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    run(desk, tx, "UPDATE application SET state = 'submitted' WHERE id = 4", STORE_NONE);
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
}

static struct figures_cells cells_now(struct desk *desk)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct figures_cells cells = {0};
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    CHECK_OK(figures_cells(tx, desk->arena, desk->now, &cells, &desk->err), desk->err);
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
    return cells;
}

ON_BOTH(the_cells_add_up_to_what_the_cases_say)
{
    struct desk desk;
    open_desk(&desk, address);
    ck_assert_uint_eq(cells_now(&desk).count, 0);
    desk.now += TIME_HOUR;
    fill(&desk);
    struct figures_cells cells = cells_now(&desk);
    ck_assert_uint_eq(cells.count, 2);
    ck_assert_str_eq(cells.at[0].region, "all");
    ck_assert_str_eq(cells.at[0].programme, "winwin-2025-advanced");
    ck_assert_int_eq(cells.at[0].year, 2025);
    ck_assert_str_eq(cells.at[1].region, "gyeongnam");
    for (size_t i = 0; i < 2; i++) {
        const struct figures_cell *cell = &cells.at[i];
        ck_assert_int_eq(cell->firms, 2);
        ck_assert_int_eq(cell->applications, 3);
        ck_assert_int_eq(cell->agreements, 2);
        ck_assert_int_eq(cell->total.won, 100);
        ck_assert_int_eq(cell->government.won, 30);
        ck_assert_int_eq(cell->sponsor.won, 31);
        ck_assert_int_eq(cell->adopter.won, 39);
        ck_assert_int_eq(cell->other.won, 0);
        ck_assert_int_eq(cell->paid.won, 10);
    }
    close_desk(&desk);
}

ON_BOTH(a_count_is_kept_for_an_hour)
{
    struct desk desk;
    open_desk(&desk, address);
    fill(&desk);
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 3);
    hand_in_the_draft(&desk);
    desk.now += TIME_HOUR - 1;
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 3);
    desk.now += 1;
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 4);
    close_desk(&desk);
}

ON_BOTH(a_count_of_nothing_is_not_kept)
{
    struct desk desk;
    open_desk(&desk, address);
    ck_assert_uint_eq(cells_now(&desk).count, 0);
    CHECK_OK(figures_refresh(desk.store, desk.arena, desk.now, &desk.err), desk.err);
    fill(&desk);
    ck_assert_uint_eq(cells_now(&desk).count, 2);
    close_desk(&desk);
}

static void add_kpi(struct desk *desk, struct store_tx *tx, const char *kind, int64_t milli,
                    const char *source)
{
    run(desk, tx,
        "INSERT INTO kpi_value (agreement_id, kpi, kind, value_milli, source, reference, at) "
        "VALUES (1, 'output_per_hour', $1, $2, $3, 'x', 0)",
        STORE_VALUES(v_text(kind), v_int(milli), v_text(source)));
}

/* Of the active agreement: promised 5.2 to 6, measured 6.2; pledges of both, one received. */
static void fill_more(struct desk *desk)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    run(desk, tx, "UPDATE agreement SET active_at = 0 WHERE id = 1", STORE_NONE);
    run(desk, tx,
        "INSERT INTO contribution (source, organisation_id, rule_id, designation, amount, state, "
        "pledged_at, pledge_group) SELECT 'government', 1, rule_id, '', 500, 'received', 0, $1 "
        "FROM application WHERE id = 1",
        STORE_VALUES(v_blob("0123456789abcdef", 16)));
    run(desk, tx,
        "INSERT INTO contribution (source, organisation_id, rule_id, designation, amount, state, "
        "pledged_at, pledge_group) SELECT 'sponsor', 2, rule_id, '', 700, 'pledged', 0, $1 FROM "
        "application WHERE id = 1",
        STORE_VALUES(v_blob("0123456789abcdef", 16)));
    run(desk, tx,
        "INSERT INTO deposit (agreement_id, amount, bank_reference, at) VALUES (1, 39, 'd', 0)",
        STORE_NONE);
    run(desk, tx, "INSERT INTO alive_sign (agreement_id, seen_at, source) VALUES (1, $1, 'signed')",
        STORE_VALUES(v_int(desk->now - TIME_DAY)));
    add_kpi(desk, tx, "before", 5200, "signed");
    add_kpi(desk, tx, "target", 6000, "typed");
    add_kpi(desk, tx, "after", 6200, "signed");
    add_kpi(desk, tx, "after", 9000, "typed"); /* what people type does not go before a machine */
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
}

static struct figures_detail detail_of(struct desk *desk, const char *region)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct figures_detail detail = {0};
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    CHECK_OK(figures_detail(tx, desk->arena, "winwin-2025-advanced", region, desk->now, &detail,
                            &desk->err),
             desk->err);
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
    return detail;
}

static void check_flow(const struct figures_flow *flow, const char *source, int64_t pledged,
                       int64_t received, int64_t agreed, int64_t paid)
{
    ck_assert_str_eq(flow->source, source);
    ck_assert_int_eq(flow->pledged.won, pledged);
    ck_assert_int_eq(flow->received.won, received);
    ck_assert_int_eq(flow->agreed.won, agreed);
    ck_assert_int_eq(flow->paid.won, paid);
}

static size_t projects_in(struct desk *desk, const char *region, struct figures_projects *list)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_READ, &tx, &desk->err), desk->err);
    CHECK_OK(figures_projects(tx, desk->arena, "winwin-2025-advanced", region, 0, 50, desk->now,
                              list, &desk->err),
             desk->err);
    return list->count;
}

ON_BOTH(money_by_source_results_living_factories_and_projects_are_those_of_the_cases)
{
    struct desk desk;
    struct figures_projects list = {0};
    open_desk(&desk, address);
    desk.now = 400 * TIME_DAY;
    fill(&desk);
    fill_more(&desk);
    struct figures_detail all = detail_of(&desk, "all"), here = detail_of(&desk, "gyeongnam");
    ck_assert_uint_eq(all.flow.count, 3);
    check_flow(&all.flow.at[0], "adopter", 39, 39, 39, 7);
    check_flow(&all.flow.at[1], "government", 500, 500, 30, 3);
    check_flow(&all.flow.at[2], "sponsor", 700, 0, 31, 0);
    check_flow(&here.flow.at[1], "government", 0, 0, 30, 3); /* gifts belong to no region */
    ck_assert_uint_eq(all.results.count, 1);
    const struct figures_result *result = &all.results.at[0];
    ck_assert_int_eq(result->promised, 1);
    ck_assert_int_eq(result->measured, 1);
    ck_assert_int_eq(result->machine, 1);
    ck_assert_int_eq(result->reached, 1);
    ck_assert_int_eq(result->achieved, 1250000);
    ck_assert_uint_eq(all.living.count, 1);
    ck_assert_int_eq(all.living.at[0].years, 1);
    ck_assert_int_eq(all.living.at[0].used, 1);
    ck_assert_int_eq(all.living.at[0].silent + all.living.at[0].closed, 0);
    ck_assert_uint_eq(detail_of(&desk, "seoul").living.count, 0);
    ck_assert_uint_eq(projects_in(&desk, "gyeongnam", &list), 1);
    ck_assert_str_eq(list.at[0].state, "used");
    ck_assert_int_eq(list.at[0].paid.won, 10);
    ck_assert_uint_eq(projects_in(&desk, "seoul", &list), 0);
    desk.now += 14 * TIME_DAY;
    ck_assert_int_eq(detail_of(&desk, "all").living.at[0].silent, 1);
    close_desk(&desk);
}

ON_BOTH(a_count_is_made_anew_by_a_clock_before_it_is_too_old)
{
    struct desk desk;
    open_desk(&desk, address);
    fill(&desk);
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 3);
    hand_in_the_draft(&desk);
    desk.now += TIME_HOUR / 2 - 1;
    CHECK_OK(figures_refresh(desk.store, desk.arena, desk.now, &desk.err), desk.err);
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 3);
    desk.now += 1;
    CHECK_OK(figures_refresh(desk.store, desk.arena, desk.now, &desk.err), desk.err);
    ck_assert_int_eq(cells_now(&desk).at[0].applications, 4);
    close_desk(&desk);
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
          BOTH(a_count_is_kept_for_an_hour), BOTH(a_count_of_nothing_is_not_kept),
          BOTH(a_count_is_made_anew_by_a_clock_before_it_is_too_old),
          BOTH(money_by_source_results_living_factories_and_projects_are_those_of_the_cases),
          an_address_is_in_the_region_that_it_begins_with)
