/* figures.c -- cells counted from the cases, kept for an hour, read back. */
#include "figures/figures_private.h"

#include <stdlib.h>
#include <string.h>

#include "figures_queries_sql.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "people/people.h"
#include "programme/programme.h"

const struct figures_region figures_regions[] = {
#define REGION(id, ko, full, former, en, column, row) {id, ko, en, column, row},
#include "figures/regions.def"
#undef REGION
    {0},
};

const char *const figures_region_ids[] = {
    REGION_ALL,
#define REGION(id, ko, full, former, en, column, row) id,
#include "figures/regions.def"
#undef REGION
    REGION_OTHER,
    NULL,
};

static const char *const region_names[][3] = {
#define REGION(id, ko, full, former, en, column, row) {ko, full, former},
#include "figures/regions.def"
#undef REGION
};

const struct figures_region *figures_region_of(const char *address)
{
    for (size_t i = 0; address != NULL && figures_regions[i].id != NULL; i++)
        for (size_t j = 0; j < 3; j++)
            if (*region_names[i][j] != '\0' && text_starts(address, region_names[i][j]))
                return &figures_regions[i];
    return NULL;
}

const char *region_id(const char *address)
{
    const struct figures_region *region = figures_region_of(address);
    return region == NULL ? REGION_OTHER : region->id;
}

/* A cell while it is counted. */
struct count {
    int64_t programme_id;
    const char *region;
    int64_t firms, applications, agreements, total, paid;
    int64_t by_kind[KIND_COUNT]; /* agreed shares by the kind of who pays */
};

struct counts {
    LIST(struct count) cells;
    struct rows *rows;
};

/* Few programmes and eighteen regions: looked through. Rows come by programme, so from behind. */
static struct count *count_of(struct arena *arena, struct counts *counts, int64_t programme_id,
                              const char *region)
{
    for (size_t i = counts->cells.count; i-- > 0;) {
        struct count *cell = &counts->cells.at[i];
        if (cell->programme_id == programme_id && text_same(cell->region, region))
            return cell;
    }
    struct count *cell = list_add(arena, &counts->cells);
    cell->programme_id = programme_id;
    cell->region = region;
    return cell;
}

static enum status count_cases(struct store_tx *tx, struct arena *arena, struct counts *counts,
                               struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_figure_count_cases, STORE_NONE, &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        struct count *cell =
            count_of(arena, counts, store_int(rows, 0), region_id(store_text(rows, 1, arena)));
        cell->firms += store_int(rows, 2);
        cell->applications += store_int(rows, 3);
        cell->agreements += store_int(rows, 4);
        cell->total += store_int(rows, 5);
    }
    return st;
}

static enum status count_shares(struct store_tx *tx, struct arena *arena, struct counts *counts,
                                struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_figure_count_shares, STORE_NONE, &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        enum people_kind kind = KIND_UNKNOWN;
        st = people_kind_find(store_text(rows, 2, arena), &kind, err);
        if (st != STATUS_OK)
            return st;
        const char *region = region_id(store_text(rows, 1, arena));
        struct count *cell = count_of(arena, counts, store_int(rows, 0), region);
        cell->by_kind[kind] += store_int(rows, 3);
        cell->paid += store_int(rows, 4);
        rows_share(counts->rows, store_int(rows, 0), region, store_text(rows, 2, arena),
                   store_int(rows, 3), store_int(rows, 4));
    }
    return st;
}

static int64_t other_shares(const struct count *cell)
{
    int64_t other = 0;
    for (int kind = 0; kind < KIND_COUNT; kind++)
        if (kind != KIND_MINISTRY && kind != KIND_AGENCY && kind != KIND_SPONSOR &&
            kind != KIND_ADOPTER)
            other += cell->by_kind[kind];
    return other;
}

static enum status keep(struct store_tx *tx, const struct counts *counts, time_us now,
                        int64_t *ret_id, struct error *err)
{
    int64_t id = 0;
    enum status st = rows_drop(tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_figure_cells_drop, STORE_NONE, NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_figure_snapshots_drop, STORE_NONE, NULL, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_figure_snapshot_add, STORE_VALUES(v_int(now)), &id, err);
    for (size_t i = 0; i < counts->cells.count && st == STATUS_OK; i++) {
        const struct count *cell = &counts->cells.at[i];
        st = store_run(
            tx, sql_figure_cell_add,
            STORE_VALUES(v_int(id), v_int(cell->programme_id), v_text(cell->region),
                         v_int(cell->firms), v_int(cell->applications), v_int(cell->agreements),
                         v_int(cell->total),
                         v_int(cell->by_kind[KIND_MINISTRY] + cell->by_kind[KIND_AGENCY]),
                         v_int(cell->by_kind[KIND_SPONSOR]), v_int(cell->by_kind[KIND_ADOPTER]),
                         v_int(other_shares(cell)), v_int(cell->paid)),
            NULL, err);
    }
    if (st == STATUS_OK)
        st = rows_keep(tx, counts->rows, id, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

static enum status count_all(struct store_tx *tx, struct arena *arena, time_us now,
                             struct counts *counts, struct error *err)
{
    counts->rows = rows_new(arena);
    enum status st = count_cases(tx, arena, counts, err);
    if (st == STATUS_OK)
        st = count_shares(tx, arena, counts, err);
    return st == STATUS_OK ? rows_count(tx, counts->rows, now, err) : st;
}

/* *ret_id 0: there is none yet, or it counted nothing. What was empty is counted anew at once: that
 * costs nothing, and the first case of a store is not told for an hour that there is none. */
static enum status newest_snapshot(struct store_tx *tx, int64_t *ret_id, time_us *ret_made_at,
                                   struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_figure_newest, STORE_NONE, &rows, err);
    if (st == STATUS_OK)
        st = store_next(rows, &more, err);
    if (st == STATUS_OK) {
        bool counted = more && store_int(rows, 2) > 0;
        *ret_id = counted ? store_int(rows, 0) : 0;
        *ret_made_at = counted ? store_int(rows, 1) : 0;
    }
    return st;
}

/* Counting takes seconds where there are many cases, so nobody who writes waits for it. */
enum status figures_refresh(struct store *store, struct arena *arena, time_us now,
                            struct error *err)
{
    struct counts counts = {0};
    int64_t id = 0;
    time_us made_at = 0;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = newest_snapshot(tx, &id, &made_at, err);
    if (st != STATUS_OK || (id != 0 && made_at <= now && now - made_at < FIGURES_AGE / 2))
        return st;
    st = count_all(tx, arena, now, &counts, err);
    store_abandon(&tx);
    if (st == STATUS_OK)
        st = store_begin(store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = keep(tx, &counts, now, &id, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

enum status fresh_snapshot(struct store_tx *tx, struct arena *arena, time_us now, int64_t *ret_id,
                           time_us *ret_made_at, struct error *err)
{
    struct counts counts = {0};
    enum status st = newest_snapshot(tx, ret_id, ret_made_at, err);
    if (st != STATUS_OK ||
        (*ret_id != 0 && now - *ret_made_at < FIGURES_AGE && *ret_made_at <= now))
        return st;
    st = count_all(tx, arena, now, &counts, err);
    if (st == STATUS_OK)
        st = keep(tx, &counts, now, ret_id, err);
    if (st == STATUS_OK)
        *ret_made_at = now;
    return st;
}

/* ---- reading back ---- */

const struct programme_rules *rules_of(const struct programme_rules_list *list, int64_t id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].programme_id == id)
            return &list->at[i];
    return NULL;
}

static void add_to_sum(struct figures_cell *sum, const struct figures_cell *cell)
{
    sum->firms += cell->firms;
    sum->applications += cell->applications;
    sum->agreements += cell->agreements;
    sum->total = money_add(sum->total, cell->total);
    sum->government = money_add(sum->government, cell->government);
    sum->sponsor = money_add(sum->sponsor, cell->sponsor);
    sum->adopter = money_add(sum->adopter, cell->adopter);
    sum->other = money_add(sum->other, cell->other);
    sum->paid = money_add(sum->paid, cell->paid);
}

static struct figures_cell read_cell(const struct store_rows *rows, struct arena *arena,
                                     const struct rules_document *rules)
{
    return (struct figures_cell){.programme = rules->key,
                                 .ko = rules->ko,
                                 .en = rules->en,
                                 .year = rules->year,
                                 .region = store_text(rows, 1, arena),
                                 .firms = store_int(rows, 2),
                                 .applications = store_int(rows, 3),
                                 .agreements = store_int(rows, 4),
                                 .total = {store_int(rows, 5)},
                                 .government = {store_int(rows, 6)},
                                 .sponsor = {store_int(rows, 7)},
                                 .adopter = {store_int(rows, 8)},
                                 .other = {store_int(rows, 9)},
                                 .paid = {store_int(rows, 10)}};
}

static enum status read_cells(struct store_tx *tx, struct arena *arena, int64_t snapshot_id,
                              const struct programme_rules_list *rules,
                              struct figures_cells *ret_cells, struct error *err)
{
    LIST(struct figures_cell) cells = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, sql_figure_cell_list, STORE_VALUES(v_int(snapshot_id)), &rows, err);
    int64_t programme_id = 0;
    size_t sum = 0;
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        const struct programme_rules *of = rules_of(rules, store_int(rows, 0));
        must(of != NULL); /* a case refers to rules that are there for good */
        struct figures_cell cell = read_cell(rows, arena, &of->document);
        if (cells.count == 0 || store_int(rows, 0) != programme_id) {
            programme_id = store_int(rows, 0);
            sum = cells.count;
            *list_add(arena, &cells) = (struct figures_cell){.programme = cell.programme,
                                                             .ko = cell.ko,
                                                             .en = cell.en,
                                                             .year = cell.year,
                                                             .region = REGION_ALL};
        }
        add_to_sum(&cells.at[sum], &cell);
        *list_add(arena, &cells) = cell;
    }
    if (st == STATUS_OK) {
        ret_cells->at = cells.at;
        ret_cells->count = cells.count;
    }
    return st;
}

enum status figures_cells(struct store_tx *tx, struct arena *arena, time_us now,
                          struct figures_cells *ret_cells, struct error *err)
{
    struct figures_cells cells = {0};
    struct programme_rules_list rules = {0};
    int64_t snapshot_id = 0;
    enum status st = fresh_snapshot(tx, arena, now, &snapshot_id, &cells.made_at, err);
    if (st == STATUS_OK)
        st = programme_rules_list(tx, arena, &rules, err);
    if (st == STATUS_OK)
        st = read_cells(tx, arena, snapshot_id, &rules, &cells, err);
    if (st == STATUS_OK)
        *ret_cells = cells;
    return st;
}
