/* figures_routes.c -- the programme in numbers: in full for those who oversee it, for anyone with
 * what few firms stand behind hidden. */
#include <inttypes.h>

#include "api/routes.h"
#include "api/views.h"
#include "figures/figures.h"
#include "kit/text.h"

struct region_view {
    const char *id, *ko, *en;
    int64_t column, row;
};
static const struct field region_fields[] = {
    FIELD(TEXT, struct region_view, id, PUBLIC),
    FIELD(TEXT, struct region_view, ko, PUBLIC),
    FIELD(TEXT, struct region_view, en, PUBLIC),
    FIELD(INT, struct region_view, column, PUBLIC, .what = "place on a map of tiles"),
    FIELD(INT, struct region_view, row, PUBLIC),
    FIELDS_END,
};
static const struct shape region_shape = SHAPE(struct region_view, "Region", region_fields);

/* The money of a sum over many firms is no firm's: public, once the few are hidden. */
static const struct field cell_fields[] = {
    FIELD(TEXT, struct figures_cell, programme, PUBLIC),
    FIELD(TEXT, struct figures_cell, ko, PUBLIC),
    FIELD(TEXT, struct figures_cell, en, PUBLIC),
    FIELD(INT, struct figures_cell, year, PUBLIC),
    FIELD(TEXT, struct figures_cell, region, PUBLIC, .what = "id of a region, other or all"),
    FIELD(BOOL, struct figures_cell, hidden, PUBLIC, .what = "few firms: nothing is shown"),
    FIELD(INT, struct figures_cell, firms, PUBLIC),
    FIELD(INT, struct figures_cell, applications, PUBLIC),
    FIELD(INT, struct figures_cell, agreements, PUBLIC),
    FIELD(MONEY, struct figures_cell, total, PUBLIC),
    FIELD(MONEY, struct figures_cell, government, PUBLIC),
    FIELD(MONEY, struct figures_cell, sponsor, PUBLIC),
    FIELD(MONEY, struct figures_cell, adopter, PUBLIC),
    FIELD(MONEY, struct figures_cell, other, PUBLIC),
    FIELD(MONEY, struct figures_cell, paid, PUBLIC),
    FIELDS_END,
};
static const struct shape cell_shape = SHAPE(struct figures_cell, "FigureCell", cell_fields);

struct figures_view {
    time_us made_at;
    int64_t k;
    struct {
        struct region_view *at;
        size_t count;
    } regions;
    struct {
        struct figures_cell *at;
        size_t count;
    } cells;
};
static const struct field figures_fields[] = {
    FIELD(TIME, struct figures_view, made_at, PUBLIC),
    FIELD(INT, struct figures_view, k, PUBLIC, .what = "fewer firms are hidden; 1: none are"),
    FIELD_OF(LIST, struct figures_view, regions, &region_shape, PUBLIC),
    FIELD_OF(LIST, struct figures_view, cells, &cell_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape figures_shape = SHAPE(struct figures_view, "Figures", figures_fields);

static void view_regions(struct call *call, struct figures_view *view)
{
    size_t count = 0;
    while (figures_regions[count].id != NULL)
        count++;
    view->regions.at = arena_array(call->arena, count, sizeof *view->regions.at);
    view->regions.count = count;
    for (size_t i = 0; i < count; i++)
        view->regions.at[i] = (struct region_view){.id = figures_regions[i].id,
                                                   .ko = figures_regions[i].ko,
                                                   .en = figures_regions[i].en,
                                                   .column = figures_regions[i].column,
                                                   .row = figures_regions[i].row};
}

static enum status answer_figures(struct call *call, struct store_tx *tx, int64_t k,
                                  struct error *err)
{
    struct figures_cells cells = {0};
    enum status st = figures_cells(tx, call->arena, call->now, &cells, err);
    if (st != STATUS_OK)
        return st;
    figures_hide(&cells, k);
    struct figures_view *view = arena_alloc(call->arena, sizeof *view);
    view->made_at = cells.made_at;
    view->k = k;
    view->cells.at = cells.at;
    view->cells.count = cells.count;
    view_regions(call, view);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status read_in_full(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_figures(call, tx, 1, err);
}

static enum status get_figures(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, read_in_full, err);
}

static enum status read_public(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_figures(call, tx, FIGURES_K_DEFAULT, err);
}

static enum status get_public(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, read_public, err);
}

/* No cell holds a comma, a quote or a line end but the names: those stand in quotes. */
static enum status read_csv(struct call *call, struct store_tx *tx, struct error *err)
{
    enum { CSV_MAX = 16 << 20 };
    struct figures_cells cells = {0};
    enum status st = figures_cells(tx, call->arena, call->now, &cells, err);
    if (st != STATUS_OK)
        return st;
    figures_hide(&cells, FIGURES_K_DEFAULT);
    struct text csv = text_start(call->arena, CSV_MAX);
    text_add(&csv, "\xEF\xBB\xBFprogramme,name,year,region,hidden,firms,applications,agreements,"
                   "total_won,government_won,sponsor_won,adopter_won,other_won,paid_won\r\n");
    for (size_t i = 0; i < cells.count; i++) {
        const struct figures_cell *cell = &cells.at[i];
        text_format(&csv, "%s,\"%s\",%" PRId64 ",%s,%d", cell->programme,
                    call->korean ? cell->ko : cell->en, cell->year, cell->region, cell->hidden);
        if (cell->hidden)
            text_add(&csv, ",,,,,,,,,\r\n");
        else
            text_format(&csv,
                        ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
                        ",%" PRId64 ",%" PRId64 ",%" PRId64 "\r\n",
                        cell->firms, cell->applications, cell->agreements, cell->total.won,
                        cell->government.won, cell->sponsor.won, cell->adopter.won, cell->other.won,
                        cell->paid.won);
    }
    api_answer_bytes(call, text_string(&csv), csv.size, "dure-figures.csv");
    return STATUS_OK;
}

static enum status get_csv(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, read_csv, err);
}

/* ---- one programme more closely ---- */

static const struct field flow_fields[] = {
    FIELD(TEXT, struct figures_flow, source, PUBLIC),
    FIELD(MONEY, struct figures_flow, pledged, PUBLIC),
    FIELD(MONEY, struct figures_flow, received, PUBLIC),
    FIELD(MONEY, struct figures_flow, agreed, PUBLIC),
    FIELD(MONEY, struct figures_flow, paid, PUBLIC),
    FIELDS_END,
};
static const struct shape flow_shape = SHAPE(struct figures_flow, "FigureFlow", flow_fields);
static const struct field result_fields[] = {
    FIELD(TEXT, struct figures_result, kpi, PUBLIC),
    FIELD(TEXT, struct figures_result, ko, PUBLIC),
    FIELD(TEXT, struct figures_result, en, PUBLIC),
    FIELD(INT, struct figures_result, promised, PUBLIC),
    FIELD(INT, struct figures_result, measured, PUBLIC),
    FIELD(INT, struct figures_result, machine, PUBLIC, .what = "measured by a box, both times"),
    FIELD(INT, struct figures_result, reached, PUBLIC),
    FIELD(INT, struct figures_result, achieved, PUBLIC, .what = "mean of the measured, millionths"),
    FIELDS_END,
};
static const struct shape result_shape =
    SHAPE(struct figures_result, "FigureResult", result_fields);
static const struct field living_fields[] = {
    FIELD(INT, struct figures_living, years, PUBLIC, .what = "whole years since the agreement"),
    FIELD(INT, struct figures_living, used, PUBLIC),
    FIELD(INT, struct figures_living, silent, PUBLIC),
    FIELD(INT, struct figures_living, unheard, PUBLIC, .what = "never a sign of life"),
    FIELD(INT, struct figures_living, closed, PUBLIC, .what = "the firm has closed"),
    FIELDS_END,
};
static const struct shape living_shape =
    SHAPE(struct figures_living, "FigureLiving", living_fields);
static const struct field detail_fields[] = {
    FIELD(TIME, struct figures_detail, made_at, PUBLIC),
    FIELD_OF(LIST, struct figures_detail, flow, &flow_shape, PUBLIC),
    FIELD_OF(LIST, struct figures_detail, results, &result_shape, PUBLIC),
    FIELD_OF(LIST, struct figures_detail, living, &living_shape, PUBLIC),
    FIELD(MONEY, struct figures_detail, settled, PUBLIC),
    FIELD(MONEY, struct figures_detail, claimed, PUBLIC),
    FIELD(MONEY, struct figures_detail, recovered, PUBLIC, .what = "with interest"),
    FIELDS_END,
};
static const struct shape detail_shape =
    SHAPE(struct figures_detail, "FigureDetail", detail_fields);

#define REGION_ARGUMENT(type_)                                                                     \
    ARGUMENT(TEXT, type_, region, .choices = figures_region_ids, .otherwise_text = "all",          \
             .en = "of this region", .ko = "지역")
struct detail_arguments {
    const char *region;
};
static const struct argument detail_rows[] = {
    REGION_ARGUMENT(struct detail_arguments),
    ARGUMENTS_END,
};
static const struct arguments detail_arguments = ARGUMENTS(struct detail_arguments, detail_rows);

static enum status read_detail(struct call *call, struct store_tx *tx, struct error *err)
{
    const char *region = api_arguments(call, struct detail_arguments)->region;
    struct figures_detail *detail = arena_alloc(call->arena, sizeof *detail);
    enum status st = figures_detail(tx, call->arena, call->key, region, call->now, detail, err);
    if (st == STATUS_OK)
        api_answer(call, detail);
    return st;
}

static enum status get_detail(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, read_detail, err);
}

struct project_view {
    struct owned owned;
    struct figures_project p;
};
#define PROJECT(kind, member, ...)                                                                 \
    FIELD_AS(kind, struct project_view, p.member, #member, __VA_ARGS__)
static const char *const living_states[] = {"used", "silent", "unheard", "closed", NULL};
static const struct field project_fields[] = {
    PROJECT(INT, agreement_id, PUBLIC),
    PROJECT(TEXT, number, PROGRAMME),
    PROJECT(TEXT, adopter, PROGRAMME),
    PROJECT(TEXT, state, PROGRAMME, .choices = living_states),
    PROJECT(MONEY, total, MONEY),
    PROJECT(MONEY, paid, MONEY),
    PROJECT(TIME, active_at, PROGRAMME),
    PROJECT(TIME, seen_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape project_shape =
    SHAPE_OWNED(struct project_view, owned, "FigureProject", "agreement", project_fields);

struct project_arguments {
    const char *region;
    int64_t after;
};
static const struct argument project_rows[] = {
    REGION_ARGUMENT(struct project_arguments),
    AFTER_ARGUMENT(struct project_arguments),
    ARGUMENTS_END,
};
static const struct arguments project_arguments = ARGUMENTS(struct project_arguments, project_rows);

static enum status read_projects(struct call *call, struct store_tx *tx, struct error *err)
{
    enum { PAGE = 50 };
    const struct project_arguments *asked = api_arguments(call, struct project_arguments);
    struct figures_projects list = {0};
    enum status st = figures_projects(tx, call->arena, call->key, asked->region, asked->after, PAGE,
                                      call->now, &list, err);
    struct project_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        views[i] = (struct project_view){
            .p = list.at[i],
            .owned = {.id = list.at[i].agreement_id, .owner_id = list.at[i].adopter_id}};
        st = add_overseers(call, tx, &views[i].owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_projects(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_projects, err);
}

#define WATCHERS (OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))

/* clang-format off */
const struct route figures_routes[] = {
    {HTTP_GET, "/api/figures", get_figures, .answer = &figures_shape,
     .allow = ALLOW(WATCHERS),
     .en = "the programme in numbers, by region and in full", .ko = "지역별 사업 현황(전체)"},
    {HTTP_GET, "/api/figures/{key}", get_detail,
     .arguments = &detail_arguments, .answer = &detail_shape, .allow = ALLOW(WATCHERS),
     .en = "a programme: money by source, results against the promise, living factories (?region=)",
     .ko = "사업 상세: 재원별 흐름, 목표 대비 성과, 가동 현황(?region=)"},
    {HTTP_GET, "/api/figures/{key}/projects", get_projects,
     .arguments = &project_arguments, .kind = ANSWER_LIST,
     .answer = &project_shape, .allow = ALLOW(WATCHERS),
     .en = "its projects in a region, 50 after ?after=", .ko = "지역의 사업 목록(?after= 다음 50건)"},
    {HTTP_GET, "/api/public/figures", get_public, .answer = &figures_shape,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "the same for anyone; what few firms stand behind is hidden",
     .ko = "누구나 보는 사업 현황(소수 기업의 값은 가립니다)"},
    {HTTP_GET, "/api/public/figures.csv", get_csv, .kind = ANSWER_RAW,
     .raw = "text/csv; charset=utf-8", .raw_class = CLASS_PUBLIC, .allow = ALLOW(ROLE_ANYONE),
     .en = "the same as a table to download", .ko = "내려받는 공개 현황 표(CSV)"},
    ROUTES_END,
};
/* clang-format on */
