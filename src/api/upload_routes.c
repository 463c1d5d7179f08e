/* upload_routes.c -- files of an application: begun, sent in parts, finished, read, dropped. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/routes.h"
#include "api/views.h"
#include "intake/intake.h"
#include "kit/text.h"
#include "programme/programme.h"

/* ---- shapes ---- */

static const char *const upload_states[] = {"open", "kept", NULL};

static const struct field upload_part_fields[] = {
    FIELD(INT, struct intake_part, number, TRADE_SECRET),
    FIELD(INT, struct intake_part, size, TRADE_SECRET),
    FIELD_AS(TEXT, struct intake_part, hash, "sha256", TRADE_SECRET),
    FIELDS_END,
};
static const struct shape upload_part_shape =
    SHAPE(struct intake_part, "UploadPart", upload_part_fields);

struct upload_view {
    struct owned owned;
    struct intake_upload u;
    const char *type;
};

#define UPLOAD(kind, member, json, ...)                                                            \
    FIELD_AS(kind, struct upload_view, u.member, json, __VA_ARGS__)
static const struct field upload_fields[] = {
    UPLOAD(INT, id, "id", PUBLIC),
    UPLOAD(INT, application_id, "application_id", PROGRAMME),
    UPLOAD(TEXT, state, "upload_state", TRADE_SECRET, .choices = upload_states),
    UPLOAD(TEXT, name, "name", TRADE_SECRET),
    FIELD(TEXT, struct upload_view, type, TRADE_SECRET),
    UPLOAD(INT, size, "size", TRADE_SECRET),
    UPLOAD(INT, part_size, "part_size", TRADE_SECRET),
    UPLOAD(INT, part_count, "part_count", TRADE_SECRET),
    FIELD_OF_AS(LIST, struct upload_view, u.parts, "parts", &upload_part_shape, TRADE_SECRET),
    UPLOAD(TEXT, hash, "sha256", TRADE_SECRET, .optional = true),
    UPLOAD(TIME, created_at, "created_at", TRADE_SECRET),
    UPLOAD(TIME, kept_at, "kept_at", TRADE_SECRET, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape upload_shape =
    SHAPE_OWNED(struct upload_view, owned, "Upload", "upload", upload_fields);

struct begin_body {
    const char *name;
    int64_t size;
};
static const struct field begin_fields[] = {
    FIELD(TEXT, struct begin_body, name, PUBLIC, .min = 1, .max = 400),
    FIELD(INT, struct begin_body, size, PUBLIC, .min = 1, .max = INTAKE_SIZE_MAX),
    FIELDS_END,
};
static const struct shape begin_shape = SHAPE(struct begin_body, "UploadBegin", begin_fields);

struct finish_body {
    const char *sha256;
};
static const struct field finish_fields[] = {
    FIELD(TEXT, struct finish_body, sha256, PUBLIC, .min = 64, .max = 64, .optional = true),
    FIELDS_END,
};
static const struct shape finish_shape = SHAPE(struct finish_body, "UploadFinish", finish_fields);

/* ---- whose it is ---- */

static enum status load_upload(struct call *call, struct store_tx *tx, struct error *err)
{
    struct intake_upload *upload = arena_alloc(call->arena, sizeof *upload);
    enum status st = intake_upload(tx, call->arena, call->id, upload, err);
    call->object = upload;
    return st;
}

/* An upload belongs to whom its application belongs to, in the state of that. */
static enum status upload_relation(struct call *call, struct error *err)
{
    enum status st = in_transaction(call, STORE_READ, load_upload, err);
    if (st != STATUS_OK)
        return st;
    const struct intake_upload *upload = call->object;
    st = relate_application(call, upload->application_id, err);
    call->owned.id = upload->id;
    return st;
}

static enum status application_of_uploads(struct call *call, struct error *err)
{
    return relate_application(call, call->id, err);
}

static void view_upload(struct call *call, const struct intake_upload *upload,
                        struct upload_view *ret_view)
{
    struct error ignored;
    const char *name = NULL;
    enum intake_format format = INTAKE_UNKNOWN;
    if (intake_name(call->arena, upload->name, &name, &format, &ignored) != STATUS_OK)
        format = INTAKE_UNKNOWN;
    *ret_view =
        (struct upload_view){.owned = call->owned, .u = *upload, .type = intake_type(format)};
    ret_view->owned.id = upload->id;
}

static enum status answer_upload(struct call *call, struct store_tx *tx, int64_t id,
                                 struct error *err)
{
    struct intake_upload upload = {0};
    struct upload_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = intake_upload(tx, call->arena, id, &upload, err);
    if (st != STATUS_OK)
        return st;
    view_upload(call, &upload, view);
    api_answer(call, view);
    return STATUS_OK;
}

/* ---- handlers ---- */

static enum status begin_upload(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct begin_body *body = call->body;
    struct intake_wish wish = {call->id, call->caller->user_id, body->name, body->size};
    int64_t id = 0;
    enum status st = intake_begin(tx, call->arena, &wish, call->now, &id, err);
    return st == STATUS_OK ? answer_upload(call, tx, id, err) : st;
}

static enum status post_upload(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, begin_upload, err);
}

static enum status read_uploads(struct call *call, struct store_tx *tx, struct error *err)
{
    struct intake_uploads list = {0};
    enum status st = intake_uploads(tx, call->arena, call->id, &list, err);
    struct upload_view *views = arena_array(call->arena, list.count + 1, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        view_upload(call, &list.at[i], &views[i]);
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status list_uploads(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_uploads, err);
}

static enum status read_number(const char *key, int64_t *ret_number, struct error *err)
{
    char *end = NULL;
    long long number = strtoll(key, &end, 10);
    if (*end != '\0' || number < 1 || number > INTAKE_SIZE_MAX)
        return FAIL_AT(err, INTAKE_PART_WRONG, "part", "\"%.20s\" is no number of a part", key);
    *ret_number = number;
    return STATUS_OK;
}

static enum status keep_part(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct http_request *request = call->request;
    struct intake_part part = {
        .size = request->file_size,
        .hash = hex_text(call->arena, request->file_hash.bytes, sizeof request->file_hash.bytes)};
    enum status st = read_number(call->key, &part.number, err);
    if (st == STATUS_OK)
        st = intake_take_part(tx, call->id, &part, err);
    return st == STATUS_OK ? answer_upload(call, tx, call->id, err) : st;
}

static enum status put_part(struct call *call, struct error *err)
{
    const struct intake_upload *upload = call->object;
    const char *folder = call->services->files_folder;
    int64_t number = 0;
    enum status st = read_number(call->key, &number, err);
    if (st == STATUS_OK)
        st = intake_want_part(upload, number, call->request->file_size, err);
    if (st != STATUS_OK)
        return st;
    const char *path = intake_part_path(call->arena, folder, upload->id, number);
    if (!http_take_file(call->request, path))
        return FAIL(err, INTAKE_DISK, "part %" PRId64, number);
    return in_transaction(call, STORE_WRITE, keep_part, err);
}

static enum status keep_upload(struct call *call, struct store_tx *tx, struct error *err)
{
    const char *hash = call->object;
    enum status st = intake_keep(tx, call->id, hash, call->now, err);
    return st == STATUS_OK ? answer_upload(call, tx, call->id, err) : st;
}

/* The joining and judging of up to 100 MB holds no transaction. */
static enum status post_finish(struct call *call, struct error *err)
{
    const struct intake_upload *upload = call->object;
    const struct finish_body *body = call->body;
    const char *folder = call->services->files_folder, *hash = NULL;
    enum status st = intake_join(call->arena, folder, upload, body->sha256, &hash, err);
    if (st != STATUS_OK)
        return st;
    call->object = arena_text(call->arena, hash);
    st = in_transaction(call, STORE_WRITE, keep_upload, err);
    if (st == STATUS_OK)
        intake_tidy(call->arena, folder, upload);
    return st;
}

static enum status get_file(struct call *call, struct error *err)
{
    const struct intake_upload *upload = call->object;
    if (upload->hash == NULL)
        return FAIL(err, API_NOT_FOUND, "upload %" PRId64 " is not finished", upload->id);
    const char *path = intake_path(call->arena, call->services->files_folder, upload);
    if (access(path, R_OK) != 0)
        return FAIL(err, INTAKE_GONE, "upload %" PRId64, upload->id);
    api_answer_file(call, path, upload->name);
    return STATUS_OK;
}

static enum status drop_upload(struct call *call, struct store_tx *tx, struct error *err)
{
    return intake_drop(tx, call->id, err);
}

static enum status delete_upload(struct call *call, struct error *err)
{
    enum status st = in_transaction(call, STORE_WRITE, drop_upload, err);
    if (st == STATUS_OK)
        intake_erase(call->arena, call->services->files_folder, call->object);
    return st;
}

/* ---- the rows ---- */

/* Who decides on an application reads what it rests on, and only here (F1.37: the operating body
 * all of it, the reviewer what is assigned to him); the sponsor never does. */
#define FILE_READERS                                                                               \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR),                                                       \
        .party = OPERATORS | ROLE_BIT(REVIEWER) | ROLE_BIT(AUDITOR), .none = ROLE_BIT(AUDITOR)     \
    }
#define DECIDERS    (OPERATORS | ROLE_BIT(REVIEWER))
#define OPEN_STATES (API_STATE(APPLICATION_DRAFT) | API_STATE(APPLICATION_RETURNED))

/* clang-format off */
const struct route upload_routes[] = {
    {HTTP_GET, "/api/applications/{id}/uploads", list_uploads, .kind = ANSWER_LIST,
     .answer = &upload_shape, .relation = application_of_uploads, .allow = FILE_READERS,
     .lifted = CLASS_TRADE_SECRET, .lifted_for = DECIDERS,
     .en = "files of an application, and how far they have come",
     .ko = "신청서에 붙인 파일과 올린 정도"},
    {HTTP_POST, "/api/applications/{id}/uploads", post_upload, .body = &begin_shape,
     .answer = &upload_shape, .success = 201, .relation = application_of_uploads,
     .allow = {.own = ADOPTERS}, .states = OPEN_STATES, .wrong_state = &PROGRAMME_STEP,
     .limit = {.count = 60, .window = TIME_HOUR},
     .en = "begin to send a file in parts", .ko = "파일 올리기를 시작합니다"},
    {HTTP_PUT, "/api/uploads/{id}/parts/{key}", put_part, .body_raw = "application/octet-stream",
     .body_max = INTAKE_PART, .upload = true, .answer = &upload_shape,
     .relation = upload_relation, .allow = {.own = ADOPTERS}, .states = OPEN_STATES,
     .wrong_state = &PROGRAMME_STEP,
     .en = "one part, again if need be", .ko = "파일의 한 조각을 보냅니다(다시 보내도 됩니다)"},
    {HTTP_POST, "/api/uploads/{id}/finish", post_finish, .body = &finish_shape,
     .answer = &upload_shape, .relation = upload_relation, .allow = {.own = ADOPTERS},
     .states = OPEN_STATES, .wrong_state = &PROGRAMME_STEP,
     .en = "join the parts, look into the file and keep it",
     .ko = "조각을 합치고 내용을 살펴 보관합니다"},
    {HTTP_GET, "/api/uploads/{id}/file", get_file, .kind = ANSWER_RAW,
     .raw = "application/octet-stream", .raw_class = CLASS_TRADE_SECRET,
     .relation = upload_relation, .allow = FILE_READERS,
     .lifted = CLASS_TRADE_SECRET, .lifted_for = DECIDERS,
     .en = "the file", .ko = "파일을 내려받습니다"},
    {HTTP_DELETE, "/api/uploads/{id}", delete_upload, .kind = ANSWER_NOTHING,
     .relation = upload_relation, .allow = {.own = ADOPTERS}, .states = OPEN_STATES,
     .wrong_state = &PROGRAMME_STEP,
     .en = "take a file away again", .ko = "붙인 파일을 지웁니다"},
    ROUTES_END,
};
/* clang-format on */
