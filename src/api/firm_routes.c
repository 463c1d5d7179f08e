/* firm_routes.c -- a firm takes all that is its own along, and comes in with it. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/routes.h"
#include "api/views.h"
#include "firm/firm.h"
#include "kit/bytes.h"

static enum status write_export(struct call *call, struct store_tx *tx, struct error *err)
{
    const char *folder = arena_format(call->arena, "%s/exports", call->services->files_folder);
    if (mkdir(folder, S_IRWXU) != 0 && errno != EEXIST)
        return FAIL(err, FIRM_FILE, "%.120s: %s", folder, strerror(errno));
    /* One file a firm; who still reads the one before keeps it open. */
    const struct uuid number = uuid_new(call->now);
    const char *path =
        arena_format(call->arena, "%s/firm-%" PRId64 ".zip", folder, call->caller->organisation_id);
    const char *draft =
        arena_format(call->arena, "%s/%s.part", folder, uuid_text(call->arena, &number));
    struct firm_exported exported = {0};
    enum status st = firm_export(tx, call->arena, call->services->files_folder,
                                 call->caller->organisation_id, draft, call->now, &exported, err);
    if (st == STATUS_OK && rename(draft, path) != 0)
        st = FAIL(err, FIRM_FILE, "%.120s: %s", path, strerror(errno));
    if (st == STATUS_OK)
        api_answer_file(call, path, "dure-firm.zip");
    return st;
}

static enum status get_export(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, write_export, err);
}

static const struct field imported_fields[] = {
    FIELD(INT, struct firm_imported, logs, TRADE_SECRET, .what = "production logs taken in"),
    FIELD(INT, struct firm_imported, models, TRADE_SECRET, .what = "line models taken in"),
    FIELD(INT, struct firm_imported, facts, TRADE_SECRET, .what = "facts of the profile taken in"),
    FIELD(INT, struct firm_imported, present, TRADE_SECRET,
          .what = "there already: the same hash, or a fact that was told"),
    FIELD(INT, struct firm_imported, left, TRADE_SECRET,
          .what = "entries that stay in the file: runs, plans, papers, reports"),
    FIELDS_END,
};
static const struct shape imported_shape =
    SHAPE(struct firm_imported, "FirmImported", imported_fields);

static enum status post_import(struct call *call, struct error *err)
{
    const struct study_place place = {.store = call->services->store,
                                      .arena = call->arena,
                                      .context = call->services->study,
                                      .owner_id = call->caller->organisation_id,
                                      .user_id = call->caller->user_id,
                                      .now = call->now};
    struct firm_imported *imported = arena_alloc(call->arena, sizeof *imported);
    enum status st = firm_import(&place, call->request->file, imported, err);
    if (st == STATUS_OK)
        api_answer(call, imported);
    return st;
}

/* clang-format off */
const struct route firm_routes[] = {
    {HTTP_GET, "/api/export", get_export, .kind = ANSWER_RAW, .raw = "application/zip",
     .raw_class = CLASS_TRADE_SECRET, .relation = api_self,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)}, .limit = {20, TIME_HOUR},
     .en = "all that is our firm's, in open formats, with a manifest of hashes",
     .ko = "우리 기업의 모든 자료(열린 형식, 해시 목록 포함)"},
    {HTTP_POST, "/api/import", post_import, .body_raw = "application/zip",
     .body_max = FIRM_FILE_MAX, .upload = true, .answer = &imported_shape, .relation = api_self,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)}, .step_up = true, .limit = {20, TIME_HOUR},
     .en = "come in with such a file: logs, models and profile that are not here yet",
     .ko = "내려받은 기업 자료를 들여옵니다(기록, 모델, 기업 정보)"},
    ROUTES_END,
};
/* clang-format on */
