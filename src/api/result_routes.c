/* result_routes.c -- what the money has brought, without anybody's secret: means over at least k
 * firms (F1.37, row 4). */
#include "api/routes.h"
#include "api/views.h"
#include "figures/figures.h"
#include "kit/list.h"
#include "kit/text.h"
#include "project/project.h"

struct result_view {
    struct project_result r;
    const char *ko, *en, *unit;
    bool hidden;
    int64_t k;
};
#define RESULT(kind, member, ...) FIELD_AS(kind, struct result_view, r.member, #member, __VA_ARGS__)
static const struct field result_fields[] = {
    RESULT(TEXT, kpi, PUBLIC),
    FIELD(TEXT, struct result_view, ko, PUBLIC),
    FIELD(TEXT, struct result_view, en, PUBLIC),
    FIELD(TEXT, struct result_view, unit, PUBLIC, .optional = true),
    RESULT(INT, firms, PUBLIC),
    RESULT(INT, projects, PUBLIC),
    FIELD_AS(INT, struct result_view, r.is_signed, "signed", PUBLIC,
             .what = "projects whose value after comes from a box"),
    FIELD(BOOL, struct result_view, hidden, PUBLIC, .what = "fewer than k firms: no means"),
    FIELD(INT, struct result_view, k, PUBLIC),
    RESULT(INT, before_milli, PUBLIC, .what = "means, in thousandths of the unit"),
    RESULT(INT, after_milli, PUBLIC),
    RESULT(INT, promising, PUBLIC, .what = "firms that promised a value"),
    RESULT(INT, target_milli, PUBLIC, .what = "0 where fewer than k firms promised"),
    FIELDS_END,
};
static const struct shape result_shape = SHAPE(struct result_view, "SponsorResult", result_fields);

/* The words of an indicator are those of the newest rules that have it. */
static void name_kpi(const struct programme_rules_list *rules, struct result_view *view)
{
    view->ko = view->en = view->r.kpi;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rules_document *document = &rules->at[i].document;
        for (size_t k = 0; k < document->kpi_count; k++)
            if (text_same(document->kpis[k].id, view->r.kpi)) {
                view->ko = document->kpis[k].ko;
                view->en = document->kpis[k].en;
                view->unit = document->kpis[k].unit;
            }
    }
}

static enum status read_results(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_results list = {0};
    struct programme_rules_list rules = {0};
    enum status st =
        project_results(tx, call->arena, listed_for(call->caller), FIGURES_K_DEFAULT, &list, err);
    if (st == STATUS_OK)
        st = programme_rules_list(tx, call->arena, &rules, err);
    struct result_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        views[i] = (struct result_view){.r = list.at[i],
                                        .k = FIGURES_K_DEFAULT,
                                        .hidden = list.at[i].firms < FIGURES_K_DEFAULT};
        name_kpi(&rules, &views[i]);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_results(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_results, err);
}

/* clang-format off */
const struct route result_routes[] = {
    {HTTP_GET, "/api/results", get_results, .kind = ANSWER_LIST, .answer = &result_shape,
     .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER) | OPERATORS | ROLE_BIT(MINISTRY_VIEWER) |
                    ROLE_BIT(AUDITOR)),
     .en = "indicators before and after, as means over at least k firms",
     .ko = "성과지표의 전과 후: k개 이상 기업의 평균만"},
    ROUTES_END,
};
/* clang-format on */
