/* study_routes.c -- a firm's logs, models, runs and plans; the works that make them. */
#include <string.h>

#include "advise/advise.h"
#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "selection/selection.h"
#include "study/study.h"

enum { LOG_BYTES_MAX = 1000 * 1000 * 1000, MODEL_BYTES_MAX = 16 << 20 };

/* ---- shapes: the small facts of a document beside its own columns ---- */

struct document_view {
    struct owned owned;
    int64_t id, parent_id;
    const char *name, *hash, *encoding, *origin, *engine, *programme;
    int64_t bytes, rows, station_count, item_count, order_count, seed;
    struct money budget;
    enum maybe fit_for_advice;
    json_t *columns, *mapping, *defects, *document;
    time_us created_at;
};

#define DOCUMENT(kind, member, ...) FIELD(kind, struct document_view, member, __VA_ARGS__)

static const struct field log_fields[] = {
    DOCUMENT(INT, id, PUBLIC),
    DOCUMENT(TEXT, name, TECHNICAL),
    DOCUMENT(INT, bytes, TECHNICAL),
    FIELD_AS(TEXT, struct document_view, hash, "sha256", TECHNICAL),
    DOCUMENT(TEXT, encoding, TECHNICAL),
    DOCUMENT(INT, rows, TECHNICAL),
    DOCUMENT(DOCUMENT, columns, TECHNICAL),
    DOCUMENT(DOCUMENT, mapping, TECHNICAL),
    DOCUMENT(DOCUMENT, defects, TECHNICAL),
    FIELD_AS(TIME, struct document_view, created_at, "uploaded_at", TECHNICAL),
    FIELDS_END,
};
static const struct shape log_shape =
    SHAPE_OWNED(struct document_view, owned, "Log", "log", log_fields);

static const struct field model_fields[] = {
    DOCUMENT(INT, id, PUBLIC),
    DOCUMENT(TEXT, name, TECHNICAL),
    DOCUMENT(TEXT, hash, TECHNICAL),
    DOCUMENT(INT, station_count, TECHNICAL),
    DOCUMENT(INT, item_count, TECHNICAL),
    DOCUMENT(INT, order_count, TECHNICAL),
    DOCUMENT(MAYBE, fit_for_advice, TECHNICAL, .optional = true),
    DOCUMENT(TEXT, origin, TECHNICAL),
    FIELD_AS(INT, struct document_view, parent_id, "log_id", TECHNICAL, .optional = true,
             .zero_is_null = true),
    DOCUMENT(TIME, created_at, TECHNICAL),
    FIELDS_END,
};
static const struct shape model_shape =
    SHAPE_OWNED(struct document_view, owned, "Model", "model", model_fields);

static const struct field run_fields[] = {
    DOCUMENT(INT, id, PUBLIC),
    FIELD_AS(INT, struct document_view, parent_id, "model_id", TECHNICAL),
    DOCUMENT(INT, seed, TECHNICAL),
    DOCUMENT(TEXT, engine, TECHNICAL),
    DOCUMENT(TIME, created_at, TECHNICAL),
    FIELD_AS(DOCUMENT, struct document_view, document, "result", TECHNICAL),
    FIELDS_END,
};
static const struct shape run_shape =
    SHAPE_OWNED(struct document_view, owned, "Run", "run", run_fields);

/* In a list: without the result, which may be long. */
static const struct field run_row_fields[] = {
    DOCUMENT(INT, id, PUBLIC),
    FIELD_AS(INT, struct document_view, parent_id, "model_id", TECHNICAL),
    DOCUMENT(TEXT, name, TECHNICAL),
    DOCUMENT(INT, seed, TECHNICAL),
    DOCUMENT(TEXT, engine, TECHNICAL),
    DOCUMENT(TIME, created_at, TECHNICAL),
    FIELDS_END,
};
static const struct shape run_row_shape =
    SHAPE_OWNED(struct document_view, owned, "RunRow", "run", run_row_fields);

static const struct field plan_fields[] = {
    DOCUMENT(INT, id, PUBLIC),
    FIELD_AS(INT, struct document_view, parent_id, "model_id", PROGRAMME),
    DOCUMENT(TEXT, programme, PROGRAMME),
    DOCUMENT(MONEY, budget, MONEY),
    DOCUMENT(TEXT, hash, PROGRAMME),
    DOCUMENT(TIME, created_at, PROGRAMME),
    DOCUMENT(DOCUMENT, document, PROGRAMME, .optional = true),
    FIELDS_END,
};
static const struct shape plan_shape =
    SHAPE_OWNED(struct document_view, owned, "Plan", "plan", plan_fields);

/* ---- bodies: kept as the request of a job ---- */

struct calibration_body {
    const char *name;
    json_t *mapping;
};
static const struct field calibration_fields[] = {
    FIELD(TEXT, struct calibration_body, name, PUBLIC, .min = 1, .max = 120),
    FIELD(DOCUMENT, struct calibration_body, mapping, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape calibration_shape =
    SHAPE(struct calibration_body, "Calibration", calibration_fields);

struct run_body {
    int64_t horizon_days, replications, seed;
};
static const struct field run_body_fields[] = {
    FIELD(INT, struct run_body, horizon_days, PUBLIC, .min = 1, .max = 3650),
    FIELD(INT, struct run_body, replications, PUBLIC, .min = 0, .max = 10000),
    FIELD(INT, struct run_body, seed, PUBLIC, .min = 0, .max = INT64_MAX),
    FIELDS_END,
};
static const struct shape run_body_shape = SHAPE(struct run_body, "RunRequest", run_body_fields);

struct plan_body {
    struct money budget, margin_per_piece;
    const char *programme;
};
static const struct field plan_body_fields[] = {
    FIELD(MONEY, struct plan_body, budget, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELD(TEXT, struct plan_body, programme, PUBLIC, .min = 1, .max = 80),
    FIELD(MONEY, struct plan_body, margin_per_piece, PUBLIC, .min = 1, .max = 1000000000,
          .optional = true, .zero_is_null = true,
          .what = "contribution margin of one good piece; without it no gain in won is told"),
    FIELDS_END,
};
static const struct shape plan_body_shape =
    SHAPE(struct plan_body, "PlanRequest", plan_body_fields);

/* ---- from documents to views ---- */

static json_t *keep_member(struct call *call, const json_t *facts, const char *name)
{
    json_t *member = json_object_get(facts, name);
    return member == NULL ? NULL : api_keep(call, json_incref(member));
}

static const char *fact_text(struct call *call, const json_t *facts, const char *name)
{
    const char *text = json_string_value(json_object_get(facts, name));
    return text == NULL ? "" : arena_text(call->arena, text);
}

static int64_t fact_int(const json_t *facts, const char *name)
{
    return json_integer_value(json_object_get(facts, name));
}

static enum status view_document(struct call *call, const struct study_document *kept,
                                 struct document_view *ret_view, struct error *err)
{
    SCOPED(json_cleanup) struct json facts = {0};
    enum status st =
        json_read(call->arena, kept->facts, strlen(kept->facts), JSON_LIMITS_DOCUMENT, &facts, err);
    if (st != STATUS_OK)
        return st;
    const json_t *f = facts.value, *fit = json_object_get(f, "fit_for_advice");
    struct document_view view = {.owned = {.id = kept->id, .owner_id = kept->owner_id},
                                 .id = kept->id,
                                 .parent_id = kept->parent_id,
                                 .name = kept->name,
                                 .hash = kept->hash,
                                 .encoding = fact_text(call, f, "encoding"),
                                 .origin = fact_text(call, f, "origin"),
                                 .engine = fact_text(call, f, "engine"),
                                 .programme = fact_text(call, f, "programme"),
                                 .bytes = fact_int(f, "bytes"),
                                 .rows = fact_int(f, "rows"),
                                 .station_count = fact_int(f, "station_count"),
                                 .item_count = fact_int(f, "item_count"),
                                 .order_count = fact_int(f, "order_count"),
                                 .seed = fact_int(f, "seed"),
                                 .budget = money_won(fact_int(f, "budget")),
                                 .fit_for_advice = json_is_true(fit)    ? MAYBE_TRUE
                                                   : json_is_false(fit) ? MAYBE_FALSE
                                                                        : MAYBE_NULL,
                                 .columns = keep_member(call, f, "columns"),
                                 .mapping = keep_member(call, f, "mapping"),
                                 .defects = keep_member(call, f, "defects"),
                                 .created_at = kept->created_at};
    struct json body = {0};
    if (kept->body != NULL)
        st = json_read(call->arena, kept->body, strlen(kept->body), JSON_LIMITS_DOCUMENT, &body,
                       err);
    if (st == STATUS_OK && kept->body != NULL)
        view.document = api_keep(call, body.value);
    if (st == STATUS_OK)
        *ret_view = view;
    return st;
}

/* The kind of document that a path is about. */
static enum study_kind kind_of(const struct call *call)
{
    return text_starts(call->route->path, "/api/logs")     ? STUDY_LOG
           : text_starts(call->route->path, "/api/models") ? STUDY_MODEL
           : text_starts(call->route->path, "/api/runs")   ? STUDY_RUN
                                                           : STUDY_PLAN;
}

/* A plan that an application rests on is shown to those who judge the application, to a reviewer
 * for as long as he has a seat. */
static enum status add_readers(struct call *call, struct store_tx *tx,
                               const struct study_document *kept, struct owned *owned,
                               struct error *err)
{
    bool submitted = false, seated = false;
    if (kept->kind != STUDY_PLAN)
        return STATUS_OK;
    enum status st = programme_plan_submitted(tx, kept->id, &submitted, err);
    if (st != STATUS_OK || !submitted)
        return st;
    if (call->caller->role == ROLE_REVIEWER || call->caller->role == ROLE_MENTOR)
        st = selection_seated_plan(tx, kept->id, call->caller->user_id, call->now, &seated, err);
    if (seated)
        owned_add_party(owned, call->caller->organisation_id);
    return st == STATUS_OK ? add_overseers(call, tx, owned, err) : st;
}

static enum status document_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct study_document *kept = arena_alloc(call->arena, sizeof *kept);
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = study_get(tx, call->arena, kind_of(call), call->id, kept, err);
    if (st != STATUS_OK)
        return st;
    call->object = kept;
    call->owned = (struct owned){.id = kept->id, .owner_id = kept->owner_id};
    return add_readers(call, tx, kept, &call->owned, err);
}

/* A plan names costs and what a product earns: F1.37 rows 1 and 2. A grant opens its class only;
 * what a product earns is in none that can be granted. */
static json_t *plan_for(const struct call *call, const json_t *plan)
{
    const enum people_role role = call->caller->role;
    enum people_relation relation = owned_relation(&call->owned, call->caller->organisation_id);
    const struct advise_reader reader = {.won = people_may_see(role, relation, CLASS_MONEY) ||
                                                (call->granted >> CLASS_MONEY & 1) != 0,
                                         .margin =
                                             people_may_see(role, relation, CLASS_TRADE_SECRET)};
    return advise_shown(plan, &reader);
}

static enum status get_document(struct call *call, struct error *err)
{
    struct document_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = view_document(call, call->object, view, err);
    if (st != STATUS_OK)
        return st;
    view->owned = call->owned;
    if (kind_of(call) == STUDY_PLAN && view->document != NULL)
        view->document = api_keep(call, plan_for(call, view->document));
    api_answer(call, view);
    return STATUS_OK;
}

static enum status read_documents(struct call *call, struct store_tx *tx, struct error *err)
{
    struct study_documents list = {0};
    enum status st =
        study_list(tx, call->arena, kind_of(call), call->caller->organisation_id, 0, &list, err);
    struct document_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = view_document(call, &list.at[i], &views[i], err);
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status list_documents(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_documents, err);
}

static enum status answer_kept(struct call *call, enum study_kind kind, int64_t id,
                               struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct study_document kept = {0};
    struct document_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = study_get(tx, call->arena, kind, id, &kept, err);
    if (st == STATUS_OK)
        st = view_document(call, &kept, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static struct study_place place_of(struct call *call)
{
    return (struct study_place){.store = call->services->store,
                                .arena = call->arena,
                                .context = call->services->study,
                                .owner_id = call->caller->organisation_id,
                                .user_id = call->caller->user_id,
                                .now = call->now};
}

/* The name of an uploaded file: percent-encoded UTF-8 in a header; what is odd becomes "log.csv".
 */
static const char *file_name(struct call *call)
{
    const char *header = http_header(call->request, "X-File-Name");
    struct text name = text_start(call->arena, 200);
    for (; header != NULL && *header != '\0'; header++) {
        uint8_t byte = 0;
        char digits[3] = {header[0], header[1], '\0'};
        if (*header == '%' && header[1] != '\0' && header[2] != '\0') {
            digits[0] = header[1];
            digits[1] = header[2];
            if (!hex_read(digits, &byte, 1))
                return "log.csv";
            header += 2;
        } else {
            byte = (uint8_t)*header;
        }
        if (byte < 0x20 || byte == '/' || byte == '\\' || byte == 0x7f)
            return "log.csv";
        text_add_char(&name, (char)byte);
    }
    const char *text = text_string(&name);
    return *text != '\0' && text_utf8_ok(text, strlen(text)) ? text : "log.csv";
}

static enum status post_log(struct call *call, struct error *err)
{
    const struct http_request *request = call->request;
    struct study_place place = place_of(call);
    const char *hash =
        hex_text(call->arena, request->file_hash.bytes, sizeof request->file_hash.bytes);
    int64_t id = 0;
    enum status st =
        study_log(&place, request->file, file_name(call), hash, request->file_size, &id, err);
    return st == STATUS_OK ? answer_kept(call, STUDY_LOG, id, err) : st;
}

static enum status post_model(struct call *call, struct error *err)
{
    struct study_place place = place_of(call);
    int64_t id = 0;
    enum status st = study_model(&place, call->request->body, call->request->body_size, &id, err);
    return st == STATUS_OK ? answer_kept(call, STUDY_MODEL, id, err) : st;
}

static enum status get_model_document(struct call *call, struct error *err)
{
    const struct study_document *kept = call->object;
    (void)err;
    api_answer_bytes(call, kept->body, strlen(kept->body), "model.json");
    return STATUS_OK;
}

/* ---- starting works ---- */

static enum status post_calibration(struct call *call, struct error *err)
{
    const struct calibration_body *body = call->body;
    json_t *request = json_pack("{s:I, s:s, s:O?}", "parent_id", (json_int_t)call->id, "name",
                                body->name, "mapping", body->mapping);
    const char *bytes = json_canonical(call->arena, request, NULL);
    json_decref(request);
    return start_job(call, "calibrate", bytes, err);
}

static enum status post_run(struct call *call, struct error *err)
{
    const struct run_body *body = call->body;
    return start_job(call, "simulate",
                     arena_format(call->arena,
                                  "{\"horizon_days\":%lld,\"parent_id\":%lld,\"replications\":%lld,"
                                  "\"seed\":%lld}",
                                  (long long)body->horizon_days, (long long)call->id,
                                  (long long)body->replications, (long long)body->seed),
                     err);
}

static enum status post_plan(struct call *call, struct error *err)
{
    const struct plan_body *body = call->body;
    json_t *request = json_pack("{s:I, s:I, s:s, s:I}", "parent_id", (json_int_t)call->id, "budget",
                                (json_int_t)body->budget.won, "programme", body->programme,
                                "margin_per_piece", (json_int_t)body->margin_per_piece.won);
    const char *bytes = json_canonical(call->arena, request, NULL);
    json_decref(request);
    return start_job(call, "advise", bytes, err);
}

#define OWN_READERS                                                                                \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = ROLE_BIT(AUDITOR), .none = ROLE_BIT(AUDITOR) \
    }
#define LISTERS ALLOW(ADOPTERS | ROLE_BIT(AUDITOR))

/* clang-format off */
const struct route study_routes[] = {
    {HTTP_GET, "/api/logs", list_documents, .kind = ANSWER_LIST, .answer = &log_shape,
     .allow = LISTERS, .en = "the firm's production logs", .ko = "우리 공장의 생산 기록"},
    {HTTP_POST, "/api/logs", post_log, .body_raw = "text/csv", .body_max = LOG_BYTES_MAX,
     .upload = true, .answer = &log_shape, .success = 201, .allow = ALLOW(ADOPTERS),
     .limit = {20, TIME_HOUR},
     .en = "upload a log; it is read and explained", .ko = "생산 기록을 올립니다"},
    {HTTP_GET, "/api/logs/{id}", get_document, .answer = &log_shape,
     .relation = document_relation, .allow = OWN_READERS, .grant = {"log", GRANTEES},
     .en = "one log", .ko = "기록 하나"},
    {HTTP_POST, "/api/logs/{id}/calibrations", post_calibration, .body = &calibration_shape,
     .answer = &job_shape, .success = 202, .relation = document_relation,
     .allow = {.own = ADOPTERS}, .en = "make a model from it", .ko = "기록에서 모델을 만듭니다"},
    {HTTP_GET, "/api/models", list_documents, .kind = ANSWER_LIST, .answer = &model_shape,
     .allow = LISTERS, .en = "the firm's line models", .ko = "우리 공장의 라인 모델"},
    {HTTP_POST, "/api/models", post_model, .body_raw = "application/json",
     .body_max = MODEL_BYTES_MAX, .answer = &model_shape, .success = 201,
     .allow = ALLOW(ADOPTERS), .en = "bring a model document", .ko = "모델 문서를 들여옵니다"},
    {HTTP_GET, "/api/models/{id}", get_document, .answer = &model_shape,
     .relation = document_relation, .allow = OWN_READERS, .grant = {"model", GRANTEES},
     .en = "one model", .ko = "모델 하나"},
    {HTTP_GET, "/api/models/{id}/document", get_model_document, .kind = ANSWER_RAW,
     .raw = "application/json", .raw_class = CLASS_TECHNICAL, .relation = document_relation,
     .allow = OWN_READERS, .grant = {"model", GRANTEES},
     .en = "the model's document", .ko = "모델 문서"},
    {HTTP_POST, "/api/models/{id}/runs", post_run, .body = &run_body_shape,
     .answer = &job_shape, .success = 202, .relation = document_relation,
     .allow = {.own = ADOPTERS}, .en = "simulate it", .ko = "모의실험을 돌립니다"},
    {HTTP_GET, "/api/runs", list_documents, .kind = ANSWER_LIST, .answer = &run_row_shape,
     .allow = LISTERS, .en = "the firm's runs, newest first", .ko = "우리 공장의 모의실험, 새것부터"},
    {HTTP_GET, "/api/runs/{id}", get_document, .answer = &run_shape,
     .relation = document_relation, .allow = OWN_READERS, .en = "one run", .ko = "모의실험 하나"},
    {HTTP_POST, "/api/models/{id}/plans", post_plan, .body = &plan_body_shape,
     .answer = &job_shape, .success = 202, .relation = document_relation,
     .allow = {.own = ADOPTERS}, .en = "advise under a budget", .ko = "예산 안에서 조언합니다"},
    {HTTP_GET, "/api/plans", list_documents, .kind = ANSWER_LIST, .answer = &plan_shape,
     .allow = LISTERS, .en = "the firm's plans", .ko = "우리 공장의 계획"},
    {HTTP_GET, "/api/plans/{id}", get_document, .answer = &plan_shape,
     .relation = document_relation,
     .allow = {.own = ADOPTERS | ROLE_BIT(AUDITOR),
               .party = OPERATORS | ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) |
                        ROLE_BIT(MENTOR) | ROLE_BIT(REVIEWER) | ROLE_BIT(MINISTRY_VIEWER) |
                        ROLE_BIT(AUDITOR),
               .none = ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR)},
     .grant = {"plan", GRANTEES}, .en = "one plan", .ko = "계획 하나"},
    ROUTES_END,
};
/* clang-format on */
