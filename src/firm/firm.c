#include "firm/firm.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "firm_queries_sql.h"
#include "intake/intake.h"
#include "kit/json.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "firm/reasons.def"
#undef REASON

enum { TABLE_BYTES_MAX = 512 << 20, ZIP_DAY = (0 << 9) | (1 << 5) | 1 }; /* 1980-01-01 */

/* Each a view of the same name after "firm_"; a column ends with :i (number), :t (text), :b. */
static const struct table {
    const char *name, *columns, *order;
} tables[] = {
    {"organisation", "name:t business_number:t region:t created_at:i", "name"},
    {"post", "id:i title:t role:t created_at:i", "id"},
    {"profile", "fact:t number:i word:t at:i", "fact"},
    {"device", "id:i label:t public_key:b enrolled_at:i revoked_at:i reason:t", "id"},
    {"study", "id:i kind:t parent_id:i name:t hash:t facts:t created_at:i", "id"},
    {"application",
     "id:i number:t state:t rule_id:i sponsor:t title:t summary:t contact:t plan_id:i plan_hash:t "
     "total:i created_at:i submitted_at:i",
     "id"},
    {"upload", "id:i application_id:i name:t size:i hash:t kept_at:i", "id"},
    {"agreement", "id:i number:t application_id:i state:t created_at:i active_at:i", "id"},
    {"share", "agreement_id:i position:i organisation:t kind:t amount:i", "agreement_id, position"},
    {"signature", "agreement_id:i organisation:t at:i", "agreement_id, at, organisation"},
    {"deposit", "id:i agreement_id:i amount:i bank_reference:t at:i", "id"},
    {"payment",
     "id:i agreement_id:i tranche:i amount:i payee:t evidence:t state:t requested_at:i paid_at:i",
     "id"},
    {"kpi", "id:i agreement_id:i kpi:t kind:t value_milli:i source:t reference:t at:i", "id"},
    {"matter", "id:i machine:t ko:t en:t application_id:i state:t opened_at:i closed_at:i", "id"},
    {"event",
     "matter_id:i seq:i step:t from_state:t to_state:t at:i organisation:t article:t note:t "
     "given:t",
     "matter_id, seq"},
    {"evidence", "matter_id:i seq:i position:i name:t sha256:t", "matter_id, seq, position"},
    {"settlement", "matter_id:i item:t spent:i refundable_vat:i disallowed:i reason:t",
     "matter_id, item"},
    {"grant",
     "id:i given_to:t object:t object_id:i class:t purpose:t created_at:i until_at:i revoked_at:i",
     "id"},
    {"read", "id:i at:i reader:t reader_role:t object:t object_id:i route:t", "id"},
};

struct entry {
    const char *path;
    int64_t size;
    struct hash256 hash;
};

struct making {
    struct store_tx *tx;
    struct arena *arena;
    int64_t firm;
    const char *files_folder;
    zip_t *zip;
    LIST(struct entry) entries;
};

/* ---- entries ---- */

static enum status zip_failed(struct making *making, const char *path, struct error *err)
{
    return FAIL(err, FIRM_FILE, "%.80s: %.100s", path, zip_strerror(making->zip));
}

/* The same content gives the same file: every entry has the same date. */
static enum status add_source(struct making *making, const char *path, zip_source_t *source,
                              const struct hash256 *hash, int64_t size, struct error *err)
{
    zip_int64_t index =
        source == NULL ? -1 : zip_file_add(making->zip, path, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return zip_failed(making, path, err);
    }
    if (zip_file_set_dostime(making->zip, (zip_uint64_t)index, 0, ZIP_DAY, 0) != 0)
        return zip_failed(making, path, err);
    *list_add(making->arena, &making->entries) = (struct entry){path, size, *hash};
    return STATUS_OK;
}

static enum status add_bytes(struct making *making, const char *path, const char *bytes,
                             size_t size, struct error *err)
{
    const struct hash256 hash = hash_of_bytes(bytes, size);
    zip_source_t *source = zip_source_buffer(making->zip, bytes, size, 0);
    return add_source(making, path, source, &hash, (int64_t)size, err);
}

static enum status hash_file(const char *file, struct hash256 *ret_hash, int64_t *ret_size,
                             struct error *err)
{
    crypto_hash_sha256_state state;
    unsigned char block[1 << 14];
    int64_t size = 0;
    FILE *in = fopen(file, "rbe");
    if (in == NULL)
        return FAIL(err, KIT_FILE, "%.160s: %s", file, strerror(errno));
    (void)crypto_hash_sha256_init(&state);
    for (size_t got; (got = fread(block, 1, sizeof block, in)) > 0; size += (int64_t)got)
        (void)crypto_hash_sha256_update(&state, block, got);
    bool bad = ferror(in) != 0;
    (void)fclose(in);
    (void)crypto_hash_sha256_final(&state, ret_hash->bytes);
    *ret_size = size;
    return bad ? FAIL(err, KIT_FILE, "%.160s cannot be read", file) : STATUS_OK;
}

static enum status add_file(struct making *making, const char *path, const char *file,
                            struct error *err)
{
    struct hash256 hash;
    int64_t size = 0;
    enum status st = hash_file(file, &hash, &size, err);
    if (st != STATUS_OK)
        return st;
    return add_source(making, path, zip_source_file(making->zip, file, 0, -1), &hash, size, err);
}

/* ---- tables ---- */

static json_t *value_of(struct arena *arena, const struct store_rows *rows, int column, char type)
{
    size_t size = 0;
    if (store_is_null(rows, column))
        return json_null();
    if (type == 'i')
        return json_integer(store_int(rows, column));
    if (type == 't')
        return json_string(store_text(rows, column, arena));
    const void *bytes = store_blob(rows, column, arena, &size);
    return json_string(hex_text(arena, bytes, size));
}

struct columns {
    char *names[16];
    int count;
    const char *list; /* "id, number, ..." */
};

static struct columns columns_of(struct arena *arena, const struct table *table)
{
    struct columns columns = {0};
    struct text list = text_start(arena, 2000);
    char *rest = NULL;
    for (char *name = strtok_r(arena_text(arena, table->columns), " ", &rest); name != NULL;
         name = strtok_r(NULL, " ", &rest)) {
        must(columns.count < 16);
        text_format(&list, "%s%.*s", columns.count == 0 ? "" : ", ", (int)strcspn(name, ":"), name);
        columns.names[columns.count++] = name;
    }
    columns.list = text_string(&list);
    return columns;
}

static void add_row(struct making *making, const struct columns *columns,
                    const struct store_rows *rows, struct text *lines)
{
    json_t *row = json_object();
    for (int i = 0; i < columns->count; i++) {
        size_t size = strcspn(columns->names[i], ":");
        must(json_object_setn_new(row, columns->names[i], size,
                                  value_of(making->arena, rows, i, columns->names[i][size + 1])) ==
             0);
    }
    text_format(lines, "%s\n", json_canonical(making->arena, row, NULL));
    json_decref(row);
}

static enum status add_table(struct making *making, const struct table *table, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    const struct columns columns = columns_of(making->arena, table);
    struct text lines = text_start(making->arena, TABLE_BYTES_MAX);
    const char *sql =
        arena_format(making->arena, "SELECT %s FROM firm_%s WHERE firm = $1 ORDER BY %s",
                     columns.list, table->name, table->order);
    enum status st = store_query(making->tx, sql, STORE_VALUES(v_int(making->firm)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;)
        add_row(making, &columns, rows, &lines);
    if (st == STATUS_OK && text_cut(&lines))
        st = FAIL(err, FIRM_FILE, "%s: more than %d bytes", table->name, TABLE_BYTES_MAX);
    return st == STATUS_OK
               ? add_bytes(making, arena_format(making->arena, "tables/%s.jsonl", table->name),
                           text_string(&lines), lines.size, err)
               : st;
}

/* ---- documents and files ---- */

/* A document that was kept twice is there once. */
static bool has(const struct making *making, const char *path)
{
    for (size_t i = 0; i < making->entries.count; i++)
        if (text_same(making->entries.at[i].path, path))
            return true;
    return false;
}

static enum status add_studies(struct making *making, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st =
        store_query(making->tx, sql_firm_studies, STORE_VALUES(v_int(making->firm)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        const char *path =
            arena_format(making->arena, "%ss/%s.json", store_text(rows, 0, making->arena),
                         store_text(rows, 2, making->arena));
        const char *body = store_text(rows, 3, making->arena);
        if (!has(making, path))
            st = add_bytes(making, path, body, strlen(body), err);
    }
    return st;
}

static enum status add_logs(struct making *making, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st =
        store_query(making->tx, sql_firm_logs, STORE_VALUES(v_int(making->firm)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        const char *hash = store_text(rows, 1, making->arena);
        const char *path = arena_format(making->arena, "logs/%s.csv", hash);
        if (!has(making, path))
            st = add_file(making, path,
                          arena_format(making->arena, "%s/log-%s.csv", making->files_folder, hash),
                          err);
    }
    return st;
}

/* A name from outside is a name, not a way. */
static const char *safe_name(struct arena *arena, const char *name)
{
    char *safe = arena_text(arena, name);
    for (char *at = safe; *at != '\0'; at++)
        if (*at == '/' || *at == '\\' || (unsigned char)*at < ' ')
            *at = '_';
    return safe;
}

static enum status add_uploads(struct making *making, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st =
        store_query(making->tx, sql_firm_uploads, STORE_VALUES(v_int(making->firm)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        struct intake_upload upload = {.id = store_int(rows, 0),
                                       .application_id = store_int(rows, 1),
                                       .name = store_text(rows, 2, making->arena),
                                       .hash = store_text(rows, 3, making->arena)};
        st = add_file(making,
                      arena_format(making->arena, "papers/%" PRId64 "-%s", upload.id,
                                   safe_name(making->arena, upload.name)),
                      intake_path(making->arena, making->files_folder, &upload), err);
    }
    return st;
}

static enum status add_box(struct making *making, int64_t box, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct text reports = text_start(making->arena, TABLE_BYTES_MAX),
                receipts = text_start(making->arena, TABLE_BYTES_MAX);
    enum status st = store_query(making->tx, sql_firm_reports,
                                 STORE_VALUES(v_int(making->firm), v_int(box)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        text_format(&reports, "%s\n", store_text(rows, 0, making->arena));
        text_format(&receipts, "%s\n", store_text(rows, 1, making->arena));
    }
    if (st == STATUS_OK && (text_cut(&reports) || text_cut(&receipts)))
        st = FAIL(err, FIRM_FILE, "box %" PRId64 ": more than %d bytes", box, TABLE_BYTES_MAX);
    if (st == STATUS_OK)
        st = add_bytes(making, arena_format(making->arena, "boxes/%" PRId64 ".jsonl", box),
                       text_string(&reports), reports.size, err);
    if (st == STATUS_OK)
        st = add_bytes(making, arena_format(making->arena, "boxes/%" PRId64 ".receipts", box),
                       text_string(&receipts), receipts.size, err);
    return st;
}

static enum status add_boxes(struct making *making, struct error *err)
{
    LIST(int64_t) boxes = {0};
    struct store_rows *rows = NULL;
    enum status st =
        store_query(making->tx, sql_firm_boxes, STORE_VALUES(v_int(making->firm)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;)
        *list_add(making->arena, &boxes) = store_int(rows, 0);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < boxes.count; i++)
        st = add_box(making, boxes.at[i], err);
    return st;
}

/* ---- the manifest ---- */

static enum status add_manifest(struct making *making, time_us now, struct firm_exported *exported,
                                struct error *err)
{
    struct arena *arena = making->arena;
    struct text lines = text_start(arena, TABLE_BYTES_MAX);
    json_t *manifest = json_object(), *list = json_array();
    for (size_t i = 0; i < making->entries.count; i++) {
        const struct entry *entry = &making->entries.at[i];
        const char *hash = hex_text(arena, entry->hash.bytes, sizeof entry->hash.bytes);
        json_t *item = json_object();
        must(json_object_set_new(item, "path", json_string(entry->path)) == 0);
        must(json_object_set_new(item, "size", json_integer(entry->size)) == 0);
        must(json_object_set_new(item, "sha256", json_string(hash)) == 0);
        must(json_array_append_new(list, item) == 0);
        text_format(&lines, "%s  %s\n", hash, entry->path);
        exported->bytes += entry->size;
    }
    exported->entries = (int64_t)making->entries.count;
    exported->content = hash_of_bytes(text_string(&lines), lines.size);
    must(json_object_set_new(manifest, "format", json_string("dure.firm")) == 0);
    must(json_object_set_new(manifest, "version", json_integer(1)) == 0);
    must(json_object_set_new(manifest, "made_at", json_string(time_text(arena, now))) == 0);
    must(json_object_set_new(manifest, "content",
                             json_string(hex_text(arena, exported->content.bytes, 32))) == 0);
    must(json_object_set_new(manifest, "entries", list) == 0);
    size_t size = 0;
    const char *text = json_pretty(arena, manifest, &size);
    json_decref(manifest);
    return add_bytes(making, "manifest.json", text, size, err);
}

static enum status fill(struct making *making, time_us now, struct firm_exported *exported,
                        struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof tables / sizeof *tables; i++)
        st = add_table(making, &tables[i], err);
    if (st == STATUS_OK)
        st = add_studies(making, err);
    if (st == STATUS_OK)
        st = add_logs(making, err);
    if (st == STATUS_OK)
        st = add_uploads(making, err);
    if (st == STATUS_OK)
        st = add_boxes(making, err);
    return st == STATUS_OK ? add_manifest(making, now, exported, err) : st;
}

enum status firm_export(struct store_tx *tx, struct arena *arena, const char *files_folder,
                        int64_t organisation_id, const char *path, time_us now,
                        struct firm_exported *ret_exported, struct error *err)
{
    struct making making = {
        .tx = tx, .arena = arena, .firm = organisation_id, .files_folder = files_folder};
    struct firm_exported exported = {0};
    int code = 0;
    bytes_start();
    mode_t before = umask(S_IRWXG | S_IRWXO);
    making.zip = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code);
    if (making.zip == NULL) {
        (void)umask(before);
        return FAIL(err, FIRM_FILE, "%.160s: code %d", path, code);
    }
    enum status st = fill(&making, now, &exported, err);
    if (st == STATUS_OK && zip_close(making.zip) != 0) {
        st = zip_failed(&making, path, err);
        zip_discard(making.zip);
    } else if (st != STATUS_OK) {
        zip_discard(making.zip);
    }
    (void)umask(before);
    if (st != STATUS_OK)
        (void)unlink(path);
    else
        *ret_exported = exported;
    return st;
}
