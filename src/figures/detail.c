/* detail.c -- one programme more closely: money by source, results, living factories, projects. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/evidence.h"
#include "figures/figures_private.h"
#include "figures_queries_sql.h"
#include "kit/map.h"
#include "kit/text.h"
#include "people/people.h"

/* ---- counting ---- */

struct row {
    int64_t programme_id;
    const char *region, *kind, *name;
    int64_t n[FIGURES_NUMBERS];
};
struct rows {
    struct arena *arena;
    struct map places; /* number: the index below */
    LIST(struct row) all;
};

static struct row *row_of(struct rows *rows, int64_t programme_id, const char *region,
                          const char *kind, const char *name)
{
    bool made = false;
    const char *place =
        arena_format(rows->arena, "%" PRId64 " %s %s %s", programme_id, region, kind, name);
    struct map_entry *entry = map_put(&rows->places, place, &made);
    if (!made)
        return &rows->all.at[entry->number];
    entry->number = (int64_t)rows->all.count;
    struct row *row = list_add(rows->arena, &rows->all);
    *row = (struct row){programme_id, region, kind, name, {0}};
    return row;
}

/* Sources as people speak of them: whoever is neither state, sponsor nor firm is "other". */
static const char *source_of(const char *kind)
{
    static const struct {
        const char *kind, *source;
    } names[] = {{"ministry", "government"},
                 {"agency", "government"},
                 {"government", "government"},
                 {"sponsor", "sponsor"},
                 {"adopter", "adopter"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_same(names[i].kind, kind))
            return names[i].source;
    return "other";
}

enum { PLEDGED, RECEIVED, AGREED, PAID };

void rows_share(struct rows *rows, int64_t programme_id, const char *region, const char *kind,
                int64_t agreed, int64_t paid)
{
    struct row *row = row_of(rows, programme_id, region, "money", source_of(kind));
    row->n[AGREED] += agreed;
    row->n[PAID] += paid;
}

/* Sums of two columns into the first two of a row's numbers. */
static const struct summing {
    const char *sql, *kind;
    bool by_source;
} summings[] = {
    {sql_figure_count_given, "money", true},
    {sql_figure_count_own, "money", true},
    {sql_figure_count_settled, "back", false},
    {sql_figure_count_claims, "back", false},
};

static enum status add_sums(struct store_tx *tx, struct rows *rows, const struct summing *summing,
                            struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *found = NULL;
    enum status st = store_query(tx, summing->sql, STORE_NONE, &found, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(found, &more, err)) == STATUS_OK && more;) {
        const char *name = store_text(found, 2, rows->arena);
        struct row *row =
            row_of(rows, store_int(found, 0), region_id(store_text(found, 1, rows->arena)),
                   summing->kind, summing->by_source ? source_of(name) : name);
        row->n[PLEDGED] += store_int(found, 3);
        row->n[RECEIVED] += store_int(found, 4);
    }
    return st;
}

/* By whole years since the agreement took effect: used, silent, never heard of, closed. */
static enum status add_living(struct store_tx *tx, struct rows *rows, time_us now,
                              struct error *err)
{
    enum { USED, SILENT, UNHEARD, CLOSED };
    SCOPED(store_done_cleanup) struct store_rows *found = NULL;
    enum status st = store_query(tx, sql_figure_projects, STORE_NONE, &found, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(found, &more, err)) == STATUS_OK && more;) {
        int64_t years = (now - store_int(found, 2)) / (365 * TIME_DAY);
        time_us seen = store_int(found, 3);
        struct row *row =
            row_of(rows, store_int(found, 0), region_id(store_text(found, 1, rows->arena)),
                   "living", arena_format(rows->arena, "%02" PRId64, years < 0 ? 0 : years));
        int what = store_int(found, 4) == 0       ? CLOSED
                   : seen == 0                    ? UNHEARD
                   : now - seen < FIGURES_SILENCE ? USED
                                                  : SILENT;
        row->n[what]++;
    }
    return st;
}

/* ---- results: the newest value of each kind, a signed one before a typed one ---- */

struct value {
    bool there, is_signed;
    int64_t milli;
};
struct triple {
    int64_t programme_id, agreement_id;
    const char *region, *kpi;
    struct value before, target, after;
};

static const struct rules_kpi *kpi_of(const struct programme_rules_list *rules,
                                      int64_t programme_id, const char *kpi)
{
    const struct programme_rules *of = rules_of(rules, programme_id);
    for (size_t i = 0; of != NULL && i < of->document.kpi_count; i++)
        if (text_same(of->document.kpis[i].id, kpi))
            return &of->document.kpis[i];
    return NULL;
}

/* promised, measured, measured by a machine, reached, sum of what was achieved. */
static void add_triple(struct rows *rows, const struct programme_rules_list *rules,
                       const struct triple *triple)
{
    enum { PROMISED, MEASURED, MACHINE, REACHED, ACHIEVED, MILLI = 1000 };
    const struct rules_kpi *rule = kpi_of(rules, triple->programme_id, triple->kpi);
    if (rule == NULL || !triple->before.there || !triple->target.there)
        return;
    const struct evidence_kpi formula = {.base = triple->before.milli * MILLI,
                                         .target = triple->target.milli * MILLI,
                                         .after = triple->after.milli * MILLI,
                                         .measured = triple->after.there,
                                         .up = rule->more};
    struct evidence_rates rates = {0};
    struct error none;
    if (evidence_kpi_rates(&formula, &rates, &none) != STATUS_OK)
        return; /* a target for the worse promises nothing */
    struct row *row = row_of(rows, triple->programme_id, triple->region, "result", triple->kpi);
    row->n[PROMISED]++;
    row->n[MEASURED] += rates.achieved_known;
    row->n[MACHINE] += rates.achieved_known && triple->after.is_signed && triple->before.is_signed;
    row->n[REACHED] += rates.achieved_known && rates.achieved >= EVIDENCE_ONE;
    row->n[ACHIEVED] += rates.achieved_known ? rates.achieved : 0;
}

static void take_value(struct triple *triple, const struct store_rows *found, struct arena *arena)
{
    const char *kind = store_text(found, 4, arena);
    struct value *value = text_same(kind, "before")   ? &triple->before
                          : text_same(kind, "target") ? &triple->target
                                                      : &triple->after;
    bool is_signed = text_same(store_text(found, 6, arena), "signed");
    if (!value->there || is_signed || !value->is_signed)
        *value = (struct value){true, is_signed, store_int(found, 5)};
}

static enum status add_results(struct store_tx *tx, struct rows *rows,
                               const struct programme_rules_list *rules, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *found = NULL;
    struct triple triple = {0};
    enum status st = store_query(tx, sql_figure_kpis, STORE_NONE, &found, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(found, &more, err)) == STATUS_OK && more;) {
        const char *kpi = store_text(found, 3, rows->arena);
        if (store_int(found, 2) != triple.agreement_id || !text_same(kpi, triple.kpi)) {
            add_triple(rows, rules, &triple);
            triple = (struct triple){.programme_id = store_int(found, 0),
                                     .agreement_id = store_int(found, 2),
                                     .region = region_id(store_text(found, 1, rows->arena)),
                                     .kpi = kpi};
        }
        take_value(&triple, found, rows->arena);
    }
    add_triple(rows, rules, &triple);
    return st;
}

enum status rows_keep(struct store_tx *tx, const struct rows *rows, int64_t snapshot_id,
                      struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < rows->all.count; i++) {
        const struct row *row = &rows->all.at[i];
        st = store_run(tx, sql_figure_row_add,
                       STORE_VALUES(v_int(snapshot_id), v_int(row->programme_id),
                                    v_text(row->region), v_text(row->kind), v_text(row->name),
                                    v_int(row->n[0]), v_int(row->n[1]), v_int(row->n[2]),
                                    v_int(row->n[3]), v_int(row->n[4])),
                       NULL, err);
    }
    return st;
}

enum status rows_drop(struct store_tx *tx, struct error *err)
{
    return store_run(tx, sql_figure_rows_drop, STORE_NONE, NULL, err);
}

struct rows *rows_new(struct arena *arena)
{
    struct rows *rows = arena_alloc(arena, sizeof *rows);
    *rows = (struct rows){.arena = arena, .places = map_start(arena)};
    return rows;
}

enum status rows_count(struct store_tx *tx, struct rows *rows, time_us now, struct error *err)
{
    struct programme_rules_list rules = {0};
    enum status st = programme_rules_list(tx, rows->arena, &rules, err);
    for (size_t i = 0; st == STATUS_OK && i < sizeof summings / sizeof *summings; i++)
        st = add_sums(tx, rows, &summings[i], err);
    if (st == STATUS_OK)
        st = add_living(tx, rows, now, err);
    return st == STATUS_OK ? add_results(tx, rows, &rules, err) : st;
}

/* ---- reading back ---- */

static void take_row(struct arena *arena, const struct store_rows *found,
                     const struct programme_rules *rules, struct figures_detail *detail)
{
    const char *kind = store_text(found, 0, arena), *name = store_text(found, 1, arena);
    int64_t n[FIGURES_NUMBERS];
    for (int i = 0; i < FIGURES_NUMBERS; i++)
        n[i] = store_int(found, 2 + i);
    if (text_same(kind, "money")) {
        *list_add(arena, &detail->flow) =
            (struct figures_flow){name, {n[0]}, {n[1]}, {n[2]}, {n[3]}};
    } else if (text_same(kind, "living")) {
        *list_add(arena, &detail->living) =
            (struct figures_living){strtoll(name, NULL, 10), n[0], n[1], n[2], n[3]};
    } else if (text_same(name, "settled")) {
        detail->settled = money_won(n[0]);
    } else if (text_same(name, "claimed")) {
        detail->claimed = money_won(n[0]);
        detail->recovered = money_won(n[1]);
    } else {
        for (size_t i = 0; i < rules->document.kpi_count; i++)
            if (text_same(rules->document.kpis[i].id, name))
                *list_add(arena, &detail->results) = (struct figures_result){
                    name, rules->document.kpis[i].ko, rules->document.kpis[i].en, n[0], n[1], n[2],
                    n[3], n[1] == 0 ? 0 : n[4] / n[1]};
    }
}

enum status figures_detail(struct store_tx *tx, struct arena *arena, const char *programme,
                           const char *region, time_us now, struct figures_detail *ret_detail,
                           struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *found = NULL;
    struct figures_detail detail = {0};
    struct programme_rules rules = {0};
    int64_t snapshot_id = 0;
    enum status st = programme_rules(tx, arena, programme, &rules, err);
    if (st == STATUS_OK)
        st = fresh_snapshot(tx, arena, now, &snapshot_id, &detail.made_at, err);
    if (st == STATUS_OK)
        st =
            store_query(tx, sql_figure_row_list,
                        STORE_VALUES(v_int(snapshot_id), v_int(rules.programme_id), v_text(region)),
                        &found, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(found, &more, err)) == STATUS_OK && more;)
        take_row(arena, found, &rules, &detail);
    if (st == STATUS_OK)
        *ret_detail = detail;
    return st;
}

/* ---- down to projects ---- */

static struct figures_project project_from(const struct store_rows *found, struct arena *arena,
                                           time_us now)
{
    time_us seen = store_int(found, 7);
    return (struct figures_project){.agreement_id = store_int(found, 0),
                                    .number = store_text(found, 1, arena),
                                    .adopter_id = store_int(found, 2),
                                    .adopter = store_text(found, 3, arena),
                                    .total = {store_int(found, 5)},
                                    .active_at = store_int(found, 6),
                                    .seen_at = seen,
                                    .state = store_int(found, 8) == 0       ? "closed"
                                             : seen == 0                    ? "unheard"
                                             : now - seen < FIGURES_SILENCE ? "used"
                                                                            : "silent",
                                    .paid = {store_int(found, 9)}};
}

/* Regions are told from the beginnings of addresses, so pages are read until enough are found. */
enum status figures_projects(struct store_tx *tx, struct arena *arena, const char *programme,
                             const char *region, int64_t after, int most, time_us now,
                             struct figures_projects *ret_list, struct error *err)
{
    enum { PAGE = 200 };
    struct figures_projects list = {0};
    struct programme_rules rules = {0};
    enum status st = programme_rules(tx, arena, programme, &rules, err);
    for (int read = PAGE; st == STATUS_OK && read == PAGE && list.count < (size_t)most;) {
        SCOPED(store_done_cleanup) struct store_rows *found = NULL;
        bool more = true;
        read = 0;
        st = store_query(tx, sql_figure_project_page,
                         STORE_VALUES(v_int(rules.programme_id), v_int(after), v_int(PAGE)), &found,
                         err);
        while (st == STATUS_OK && list.count < (size_t)most &&
               (st = store_next(found, &more, err)) == STATUS_OK && more) {
            read++;
            after = store_int(found, 0);
            if (text_same(region, REGION_ALL) ||
                text_same(region, region_id(store_text(found, 4, arena))))
                *list_add(arena, &list) = project_from(found, arena, now);
        }
    }
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
