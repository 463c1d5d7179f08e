/* report_routes.c -- signed reports of factory boxes: received, counted, measured. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/bytes.h"
#include "kit/must.h"
#include "project/project.h"
#include "reports/reports.h"

/* ---- a report comes in ---- */

struct receipt_view {
    int64_t box, sequence;
    const char *sha256, *receipt;
    time_us received_at;
    bool again;
};
static const struct field receipt_fields[] = {
    FIELD(INT, struct receipt_view, box, PUBLIC),
    FIELD(INT, struct receipt_view, sequence, PUBLIC),
    FIELD(TEXT, struct receipt_view, sha256, PUBLIC, .what = "of the report as it came"),
    FIELD(TIME, struct receipt_view, received_at, PUBLIC),
    FIELD(BOOL, struct receipt_view, again, PUBLIC, .what = "it was here already"),
    FIELD(TEXT, struct receipt_view, receipt, PUBLIC, .max = 2000,
          .what = "a note signed with the log's key: docs/formats/evidence.md"),
    FIELDS_END,
};
static const struct shape receipt_shape =
    SHAPE(struct receipt_view, "ReportReceipt", receipt_fields);

static enum status post_report(struct call *call, struct error *err)
{
    must(call->services->log != NULL);
    struct reports_receipt receipt = {0};
    enum status st =
        reports_take(call->services->store, call->arena, call->caller, call->request->body,
                     call->request->body_size, call->services->log, call->now, &receipt, err);
    if (st != STATUS_OK)
        return st;
    struct receipt_view *view = arena_alloc(call->arena, sizeof *view);
    *view = (struct receipt_view){
        .box = receipt.box,
        .sequence = receipt.sequence,
        .sha256 = hex_text(call->arena, receipt.hash.bytes, sizeof receipt.hash.bytes),
        .receipt = receipt.text,
        .received_at = receipt.received_at,
        .again = receipt.again};
    api_answer(call, view);
    return STATUS_OK;
}

/* ---- boxes of an agreement: how much of the time they cover, never what they counted ---- */

struct box_view {
    struct reports_box b;
    const char *sha256;
};
#define BOX(kind, member, ...) FIELD_AS(kind, struct box_view, b.member, #member, __VA_ARGS__)
static const struct field box_fields[] = {
    BOX(INT, id, PROGRAMME),
    BOX(TEXT, name, PROGRAMME),
    BOX(TIME, since, PROGRAMME),
    BOX(INT, reports, PROGRAMME),
    BOX(INT, late, PROGRAMME, .what = "came more than two days after their end"),
    BOX(INT, refused, PROGRAMME, .what = "kept with the reason, and not counted"),
    BOX(TIME, from, PROGRAMME, .optional = true, .zero_is_null = true),
    BOX(TIME, to, PROGRAMME, .optional = true, .zero_is_null = true),
    BOX(TIME, received_at, PROGRAMME, .optional = true, .zero_is_null = true),
    BOX(INT, covered_s, PROGRAMME, .what = "seconds with data"),
    BOX(INT, gap_s, PROGRAMME, .what = "seconds declared as gaps"),
    BOX(INT, typed_s, PROGRAMME, .what = "seconds that people typed"),
    FIELD(TEXT, struct box_view, sha256, PROGRAMME, .optional = true,
          .what = "of the newest report: the chain before it follows"),
    FIELDS_END,
};
static const struct shape box_shape = SHAPE(struct box_view, "Box", box_fields);

static enum status read_boxes(struct call *call, struct store_tx *tx, struct error *err)
{
    struct reports_boxes list = {0};
    enum status st = reports_boxes(tx, call->arena, call->id, &list, err);
    struct box_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        views[i] = (struct box_view){.b = list.at[i],
                                     .sha256 = list.at[i].reports == 0
                                                   ? NULL
                                                   : hex_text(call->arena, list.at[i].hash.bytes,
                                                              sizeof list.at[i].hash.bytes)};
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_boxes(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_boxes, err);
}

struct box_body {
    int64_t device_id;
};
static const struct field box_body_fields[] = {
    FIELD(INT, struct box_body, device_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};
static const struct shape box_body_shape =
    SHAPE(struct box_body, "BoxOfAgreement", box_body_fields);

static enum status bind_box(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct box_body *body = call->body;
    return reports_bind(tx, call->arena, call->caller, call->id, body->device_id, call->now, err);
}

static enum status post_box(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, bind_box, err);
}

/* ---- the chain itself ---- */

static enum status box_of_path(struct call *call, int64_t *ret_box, struct error *err)
{
    size_t size = strlen(call->key);
    if (size > 18 || strspn(call->key, "0123456789") != size)
        return FAIL(err, STORE_NO_ROW, "no box \"%.40s\"", call->key);
    *ret_box = strtoll(call->key, NULL, 10);
    return STATUS_OK;
}

static enum status read_chain(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t box = 0, after = api_arguments(call, struct after_arguments)->after;
    const char *lines = NULL;
    size_t size = 0;
    enum status st = box_of_path(call, &box, err);
    if (st == STATUS_OK)
        st = reports_chain(tx, call->arena, call->id, box, after, REPORTS_PAGE_MAX, &lines, &size,
                           err);
    if (st == STATUS_OK)
        api_answer_bytes(call, lines, size, "reports.jsonl");
    return st;
}

static enum status get_chain(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_chain, err);
}

static enum status read_keys(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t box = 0;
    const char *lines = NULL;
    size_t size = 0;
    enum status st = box_of_path(call, &box, err);
    if (st == STATUS_OK)
        st = reports_keys(tx, call->arena, call->id, box, &lines, &size, err);
    if (st == STATUS_OK)
        api_answer_bytes(call, lines, size, "keys.jsonl");
    return st;
}

static enum status get_keys(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_keys, err);
}

/* ---- windows ---- */

struct window_view {
    const char *kind, *first, *last, *doubts, *digest;
    int64_t id, reports, covered_s, gap_s, typed_s;
    time_us set_at, measured_at;
};
static const char *const window_kinds[] = {"before", "after", NULL};
static const struct field window_fields[] = {
    FIELD(INT, struct window_view, id, PROGRAMME),
    FIELD(TEXT, struct window_view, kind, PROGRAMME, .choices = window_kinds),
    FIELD(TEXT, struct window_view, first, PROGRAMME, .what = "its first day"),
    FIELD(TEXT, struct window_view, last, PROGRAMME, .what = "and its last"),
    FIELD(TIME, struct window_view, set_at, PROGRAMME),
    FIELD(TIME, struct window_view, measured_at, PROGRAMME, .optional = true, .zero_is_null = true,
          .what = "when all boxes had reported it"),
    FIELD(INT, struct window_view, reports, PROGRAMME),
    FIELD(INT, struct window_view, covered_s, PROGRAMME),
    FIELD(INT, struct window_view, gap_s, PROGRAMME),
    FIELD(INT, struct window_view, typed_s, PROGRAMME),
    FIELD(TEXT, struct window_view, doubts, PROGRAMME, .optional = true,
          .what = "names of doubts with commas; they refuse nothing"),
    FIELD(TEXT, struct window_view, digest, PROGRAMME, .optional = true,
          .what = "SHA-256 over the hashes of the reports: what the values refer to"),
    FIELDS_END,
};
static const struct shape window_shape = SHAPE(struct window_view, "KpiWindow", window_fields);

static struct window_view window_view(struct arena *arena, const struct reports_window *from)
{
    return (struct window_view){
        .kind = window_kinds[from->kind],
        .first = day_text(arena, day_of(from->from, zone_seoul())),
        .last = day_text(arena, day_of(from->until - 1, zone_seoul())),
        .doubts = from->doubts,
        .digest = from->measured_at == 0
                      ? NULL
                      : hex_text(arena, from->digest.bytes, sizeof from->digest.bytes),
        .id = from->id,
        .reports = from->reports,
        .covered_s = from->covered_s,
        .gap_s = from->gap_s,
        .typed_s = from->typed_s,
        .set_at = from->set_at,
        .measured_at = from->measured_at};
}

static enum status read_windows(struct call *call, struct store_tx *tx, struct error *err)
{
    struct reports_windows list = {0};
    enum status st = reports_windows(tx, call->arena, call->id, &list, err);
    struct window_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        views[i] = window_view(call->arena, &list.at[i]);
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_windows(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_windows, err);
}

struct window_body {
    const char *kind, *first, *last;
};
static const struct field window_body_fields[] = {
    FIELD(TEXT, struct window_body, kind, PUBLIC, .choices = window_kinds),
    FIELD(TEXT, struct window_body, first, PUBLIC, .min = 10, .max = 10),
    FIELD(TEXT, struct window_body, last, PUBLIC, .min = 10, .max = 10),
    FIELDS_END,
};
static const struct shape window_body_shape =
    SHAPE(struct window_body, "KpiWindowDays", window_body_fields);

static enum status set_window(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct window_body *body = call->body;
    struct day first = {0}, last = {0};
    int64_t id = 0;
    enum status st = day_parse(body->first, &first, err);
    if (st == STATUS_OK)
        st = day_parse(body->last, &last, err);
    if (st != STATUS_OK)
        return st;
    const struct reports_window window = {
        .kind =
            strcmp(body->kind, window_kinds[REPORTS_BEFORE]) == 0 ? REPORTS_BEFORE : REPORTS_AFTER,
        .from = day_start(first, zone_seoul()),
        .until = day_start(day_from_number(day_number(last) + 1), zone_seoul())};
    return reports_window_set(tx, call->arena, call->caller, call->id, &window, call->now, &id,
                              err);
}

static enum status post_window(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, set_window, err);
}

/* ---- results ---- */

static const struct field result_fields[] = {
    FIELD(TEXT, struct reports_result, kpi, PROGRAMME),
    FIELD(TEXT, struct reports_result, ko, PROGRAMME),
    FIELD(TEXT, struct reports_result, en, PROGRAMME),
    FIELD(TEXT, struct reports_result, unit, PROGRAMME),
    FIELD(BOOL, struct reports_result, up, PROGRAMME, .what = "more is better"),
    FIELD(BOOL, struct reports_result, has_before, PROGRAMME),
    FIELD(BOOL, struct reports_result, has_target, PROGRAMME),
    FIELD(BOOL, struct reports_result, has_after, PROGRAMME),
    FIELD(BOOL, struct reports_result, before_signed, PROGRAMME, .what = "false: typed"),
    FIELD(BOOL, struct reports_result, after_signed, PROGRAMME, .what = "false: typed"),
    FIELD(INT, struct reports_result, before, PROGRAMME, .what = "thousandths of the unit"),
    FIELD(INT, struct reports_result, target, PROGRAMME, .what = "thousandths of the unit"),
    FIELD(INT, struct reports_result, after, PROGRAMME, .what = "thousandths of the unit"),
    FIELD(INT, struct reports_result, weight_bp, PROGRAMME, .what = "of 10,000"),
    FIELD(BOOL, struct reports_result, achieved_known, PROGRAMME),
    FIELD(BOOL, struct reports_result, improved_known, PROGRAMME),
    FIELD(INT, struct reports_result, achieved, PROGRAMME,
          .what = "millionths: (after - before) / (target - before)"),
    FIELD(INT, struct reports_result, improved, PROGRAMME,
          .what = "millionths of the value before, for the better"),
    FIELD(TEXT, struct reports_result, sentence_ko, PROGRAMME, .optional = true, .max = 400),
    FIELD(TEXT, struct reports_result, sentence_en, PROGRAMME, .optional = true, .max = 400),
    FIELDS_END,
};
static const struct shape result_shape = SHAPE(struct reports_result, "KpiResult", result_fields);

static const struct field results_fields[] = {
    FIELD_OF(LIST, struct reports_results, items, &result_shape, PROGRAMME),
    FIELD(BOOL, struct reports_results, promised, PROGRAMME, .what = "there are weights"),
    FIELD(BOOL, struct reports_results, complete, PROGRAMME, .what = "all have been measured"),
    FIELD(INT, struct reports_results, total, PROGRAMME, .what = "millionths, weighted"),
    FIELDS_END,
};
static const struct shape results_shape =
    SHAPE(struct reports_results, "KpiResults", results_fields);

static enum status read_results(struct call *call, struct store_tx *tx, struct error *err)
{
    struct reports_results *results = arena_alloc(call->arena, sizeof *results);
    enum status st = reports_results(tx, call->arena, call->id, results, err);
    if (st == STATUS_OK)
        api_answer(call, results);
    return st;
}

static enum status get_results(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_results, err);
}

/* ---- does the line still run ---- */

static const struct field life_fields[] = {
    FIELD(TIME, struct project_life, seen_at, PROGRAMME, .optional = true, .zero_is_null = true,
          .what = "when the line was last seen to run"),
    FIELD_AS(BOOL, struct project_life, is_signed, "signed", PROGRAMME, .what = "false: typed"),
    FIELD(INT, struct project_life, silence_days, PROGRAMME,
          .what = "how long the rules let it be silent; 0: they watch none"),
    FIELD(BOOL, struct project_life, silent, PROGRAMME),
    FIELDS_END,
};
static const struct shape life_shape = SHAPE(struct project_life, "LineLife", life_fields);

static enum status read_life(struct call *call, struct store_tx *tx, struct error *err)
{
    struct project_life *life = arena_alloc(call->arena, sizeof *life);
    enum status st = project_life(tx, call->arena, call->id, call->now, life, err);
    if (st == STATUS_OK)
        api_answer(call, life);
    return st;
}

static enum status get_life(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_life, err);
}

/* ---- the rows ---- */

#define OVERSEERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))
#define WATCHERS  (OVERSEERS | ROLE_BIT(ACCOUNTANT))
#define PARTNERS  (ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR) | OPERATORS)
#define COUNTERS                                                                                   \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = OPERATORS | OVERSEERS, .none = OVERSEERS     \
    }
#define LOOKERS                                                                                    \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = ROLE_BIT(AUDITOR), .none = ROLE_BIT(AUDITOR) \
    }

/* clang-format off */
const struct route report_routes[] = {
    {HTTP_POST, "/api/evidence", post_report, .body_raw = "application/json",
     .body_max = EVIDENCE_BYTES_MAX, .answer = &receipt_shape, .success = 201,
     .allow = ALLOW(ROLE_BIT(SITE_AGENT)), .from_box = true,
     .en = "a box sends its next signed report", .ko = "노드가 서명한 다음 보고를 보냅니다"},
    {HTTP_GET, "/api/agreements/{id}/boxes", get_boxes, .kind = ANSWER_LIST, .answer = &box_shape,
     .relation = agreement_relation, .allow = COUNTERS,
     .en = "boxes of a project: how many reports, how much of the time, which hash",
     .ko = "사업의 노드: 보고 수, 수집 시간, 해시"},
    {HTTP_POST, "/api/agreements/{id}/boxes", post_box, .kind = ANSWER_NOTHING,
     .body = &box_body_shape, .relation = agreement_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)},
     .en = "this box speaks for the project", .ko = "노드를 사업에 연결합니다"},
    {HTTP_GET, "/api/agreements/{id}/reports/{key}", get_chain,
     .arguments = &after_arguments, .kind = ANSWER_RAW,
     .raw = "application/jsonl", .raw_class = CLASS_TECHNICAL, .relation = agreement_relation,
     .allow = LOOKERS, .en = "the chain of a box as it came, 1,000 reports after ?after=",
     .ko = "노드가 보낸 보고 원문(?after= 다음 1,000건)"},
    {HTTP_GET, "/api/agreements/{id}/box-keys/{key}", get_keys, .kind = ANSWER_RAW,
     .raw = "application/jsonl", .raw_class = CLASS_TECHNICAL, .relation = agreement_relation,
     .allow = LOOKERS, .en = "the keys of a box, for dure-verify evidence",
     .ko = "노드의 공개 열쇠(dure-verify evidence용)"},
    {HTTP_GET, "/api/agreements/{id}/life", get_life, .answer = &life_shape,
     .relation = agreement_relation, .allow = COUNTERS,
     .en = "does the line of the project still run", .ko = "구축한 라인이 계속 가동되는지"},
    {HTTP_GET, "/api/agreements/{id}/results", get_results, .answer = &results_shape,
     .relation = agreement_relation,
     .allow = {.own = ADOPTERS | ROLE_BIT(AUDITOR), .party = KPI_PARTIES | KPI_OVERSEERS,
               .none = KPI_OVERSEERS},
     .grant = KPI_GRANT,
     .en = "results against the promise, with a sentence each; what is typed is marked",
     .ko = "목표 대비 성과와 설명(수기 입력 표시)"},
    {HTTP_GET, "/api/agreements/{id}/windows", get_windows, .kind = ANSWER_LIST,
     .answer = &window_shape, .relation = agreement_relation, .allow = COUNTERS,
     .en = "days over which indicators are measured, and what was found",
     .ko = "성과지표 측정 기간과 결과"},
    {HTTP_POST, "/api/agreements/{id}/windows", post_window, .kind = ANSWER_NOTHING,
     .body = &window_body_shape, .relation = agreement_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "set days before or after the build for measuring",
     .ko = "구축 전후 측정 기간을 정합니다"},
    ROUTES_END,
};
/* clang-format on */
