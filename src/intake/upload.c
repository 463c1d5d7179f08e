/* upload.c -- parts into a file. Rows say what has come, files hold it; where the two differ the
 * hash in the row tells, and the part is asked for again. */
#include "intake/intake_private.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "intake_queries_sql.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"

enum { COPY_BLOCK = 1 << 16 };

enum status intake_begin(struct store_tx *tx, struct arena *arena, const struct intake_wish *wish,
                         time_us now, int64_t *ret_id, struct error *err)
{
    const char *name = NULL;
    enum intake_format format = INTAKE_UNKNOWN;
    int64_t count = 0;
    enum status st = intake_name(arena, wish->name, &name, &format, err);
    if (st != STATUS_OK)
        return st;
    if (wish->size < 1 || wish->size > INTAKE_SIZE_MAX)
        return FAIL_AT(err, INTAKE_LARGE, "/size", "%" PRId64 " bytes", wish->size);
    /* The application's row holds back a second upload that begins at the same time. */
    st = store_run(tx, sql_upload_lock, STORE_VALUES(v_int(wish->application_id)), NULL, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_upload_count, STORE_VALUES(v_int(wish->application_id)), &count,
                          err);
    if (st == STATUS_OK && count >= INTAKE_FILES_MAX)
        st = FAIL(err, INTAKE_MANY, "%" PRId64 " files", count);
    if (st == STATUS_OK)
        st = store_number(tx, sql_upload_insert,
                          STORE_VALUES(v_int(wish->application_id), v_int(wish->person_id),
                                       v_text(name), v_int(wish->size), v_int(INTAKE_PART),
                                       v_int(now)),
                          ret_id, err);
    return st;
}

/* ---- reading ---- */

static struct intake_upload row_of(struct store_rows *rows, struct arena *arena)
{
    struct intake_upload upload = {.id = store_int(rows, 0),
                                   .application_id = store_int(rows, 1),
                                   .name = store_text(rows, 2, arena),
                                   .size = store_int(rows, 3),
                                   .part_size = store_int(rows, 4),
                                   .state = store_text(rows, 5, arena),
                                   .hash = store_text(rows, 6, arena),
                                   .created_at = store_int(rows, 7),
                                   .kept_at = store_int(rows, 8)};
    upload.part_count = (upload.size + upload.part_size - 1) / upload.part_size;
    return upload;
}

static enum status read_parts(struct store_tx *tx, struct arena *arena,
                              struct intake_upload *upload, struct error *err)
{
    LIST(struct intake_part) parts = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_upload_parts, STORE_VALUES(v_int(upload->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &parts) = (struct intake_part){store_int(rows, 0), store_int(rows, 1),
                                                        store_text(rows, 2, arena)};
    store_done(&rows);
    upload->parts.at = parts.at;
    upload->parts.count = parts.count;
    return st;
}

enum status intake_upload(struct store_tx *tx, struct arena *arena, int64_t id,
                          struct intake_upload *ret_upload, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_upload_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct intake_upload upload = row_of(rows, arena);
    store_done(&rows);
    st = read_parts(tx, arena, &upload, err);
    if (st == STATUS_OK)
        *ret_upload = upload;
    return st;
}

enum status intake_uploads(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           struct intake_uploads *ret_list, struct error *err)
{
    LIST(struct intake_upload) list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_upload_list, STORE_VALUES(v_int(application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = row_of(rows, arena);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = read_parts(tx, arena, &list.at[i], err);
    if (st == STATUS_OK)
        *ret_list = (struct intake_uploads){list.at, list.count, list.room};
    return st;
}

static enum status uploads_of_page(struct store_tx *tx, struct arena *arena, const int64_t *ids,
                                   size_t count, struct intake_uploads *lists, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, STORE_IDS sql_upload_list_of,
                                 STORE_VALUES(v_text(store_ids(arena, ids, count))), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct intake_upload upload = row_of(rows, arena);
        size_t which = 0;
        while (which < count && ids[which] != upload.application_id)
            which++;
        must(which < count);
        *list_add(arena, &lists[which]) = upload;
    }
    store_done(&rows);
    return st;
}

enum status intake_uploads_of(struct store_tx *tx, struct arena *arena, const int64_t *ids,
                              size_t count, struct intake_uploads *ret_lists, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t from = 0; st == STATUS_OK && from < count; from += STORE_IDS_MAX) {
        size_t left = count - from;
        st = uploads_of_page(tx, arena, ids + from, left < STORE_IDS_MAX ? left : STORE_IDS_MAX,
                             ret_lists + from, err);
    }
    return st;
}

/* ---- parts ---- */

const char *intake_part_path(struct arena *arena, const char *folder, int64_t id, int64_t number)
{
    return arena_format(arena, "%s/upload-%" PRId64 "-part-%" PRId64, folder, id, number);
}

const char *intake_path(struct arena *arena, const char *folder, const struct intake_upload *upload)
{
    return arena_format(arena, "%s/upload-%" PRId64 "-%s", folder, upload->id,
                        upload->hash == NULL ? "joined" : upload->hash);
}

static int64_t size_of_part(const struct intake_upload *upload, int64_t number)
{
    return number < upload->part_count ? upload->part_size
                                       : upload->size - (number - 1) * upload->part_size;
}

static const char *part_place(struct arena *arena, int64_t number)
{
    return arena_format(arena, "part %" PRId64, number);
}

enum status intake_want_part(const struct intake_upload *upload, int64_t number, int64_t size,
                             struct error *err)
{
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "part %" PRId64, number);
    if (!text_same(upload->state, "open"))
        return FAIL(err, INTAKE_CLOSED, "upload %" PRId64, upload->id);
    if (number < 1 || number > upload->part_count)
        return FAIL_AT(err, INTAKE_PART_WRONG, place, "of %" PRId64, upload->part_count);
    if (size != size_of_part(upload, number))
        return FAIL_AT(err, INTAKE_PART_WRONG, place, "%" PRId64 " bytes instead of %" PRId64, size,
                       size_of_part(upload, number));
    return STATUS_OK;
}

enum status intake_take_part(struct store_tx *tx, int64_t id, const struct intake_part *part,
                             struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(
        tx, sql_part_put,
        STORE_VALUES(v_int(id), v_int(part->number), v_int(part->size), v_text(part->hash)),
        &changed, err);
    return st == STATUS_OK && changed == 0 ? FAIL(err, INTAKE_CLOSED, "upload %" PRId64, id) : st;
}

/* ---- the whole ---- */

static bool write_all(int fd, const char *bytes, size_t size)
{
    for (ssize_t put = 0; size > 0; bytes += put, size -= (size_t)put)
        if ((put = write(fd, bytes, size)) <= 0)
            return false;
    return true;
}

/* Appends one part, and compares what it reads with the part's row. */
static enum status append_part(struct arena *arena, const char *path,
                               const struct intake_part *part, int to,
                               crypto_hash_sha256_state *whole, struct error *err)
{
    const char *place = part_place(arena, part->number);
    char *block = arena_alloc(arena, COPY_BLOCK);
    crypto_hash_sha256_state own;
    struct hash256 hash;
    (void)crypto_hash_sha256_init(&own);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FAIL_AT(err, INTAKE_MISSING, place, "is gone from the disk");
    ssize_t got = 0;
    bool written = true;
    while (written && (got = read(fd, block, COPY_BLOCK)) > 0) {
        (void)crypto_hash_sha256_update(&own, (unsigned char *)block, (size_t)got);
        (void)crypto_hash_sha256_update(whole, (unsigned char *)block, (size_t)got);
        written = write_all(to, block, (size_t)got);
    }
    (void)close(fd);
    if (!written || got < 0)
        return FAIL_AT(err, INTAKE_DISK, place, "cannot be joined");
    (void)crypto_hash_sha256_final(&own, hash.bytes);
    return text_same(hex_text(arena, hash.bytes, sizeof hash.bytes), part->hash)
               ? STATUS_OK
               : FAIL_AT(err, INTAKE_HASH, place, "changed since it came");
}

static enum status check_whole(const struct intake_upload *upload, struct arena *arena,
                               struct error *err)
{
    if (!text_same(upload->state, "open"))
        return FAIL(err, INTAKE_CLOSED, "upload %" PRId64, upload->id);
    for (int64_t number = 1; number <= upload->part_count; number++) {
        bool there =
            (size_t)number <= upload->parts.count && upload->parts.at[number - 1].number == number;
        if (!there)
            return FAIL_AT(err, INTAKE_MISSING, part_place(arena, number), "of %" PRId64,
                           upload->part_count);
    }
    return STATUS_OK;
}

static enum status join_into(struct arena *arena, const char *folder,
                             const struct intake_upload *upload, int to, const char **ret_hash,
                             struct error *err)
{
    crypto_hash_sha256_state whole;
    struct hash256 hash;
    enum status st = STATUS_OK;
    (void)crypto_hash_sha256_init(&whole);
    for (size_t i = 0; st == STATUS_OK && i < upload->parts.count; i++)
        st = append_part(arena, intake_part_path(arena, folder, upload->id, (int64_t)i + 1),
                         &upload->parts.at[i], to, &whole, err);
    if (st == STATUS_OK && fsync(to) != 0)
        st = FAIL(err, INTAKE_DISK, "cannot be kept");
    (void)crypto_hash_sha256_final(&whole, hash.bytes);
    if (st == STATUS_OK)
        *ret_hash = hex_text(arena, hash.bytes, sizeof hash.bytes);
    return st;
}

enum status intake_join(struct arena *arena, const char *folder, const struct intake_upload *upload,
                        const char *wanted_hash, const char **ret_hash, struct error *err)
{
    const char *name = NULL, *hash = NULL;
    enum intake_format format = INTAKE_UNKNOWN;
    struct intake_upload joined = *upload;
    enum status st = check_whole(upload, arena, err);
    if (st == STATUS_OK)
        st = intake_name(arena, upload->name, &name, &format, err);
    if (st != STATUS_OK)
        return st;
    /* A name of its own: two who finish at once do not write into one another's file. */
    char *path = arena_format(arena, "%s/upload-joining-XXXXXX", folder);
    int to = mkstemp(path);
    if (to < 0)
        return FAIL(err, INTAKE_DISK, "no file to join into");
    st = join_into(arena, folder, upload, to, &hash, err);
    (void)close(to);
    if (st == STATUS_OK && wanted_hash != NULL && !text_same(wanted_hash, hash))
        st = FAIL(err, INTAKE_HASH, "the whole is %.16s..., not %.16s...", hash, wanted_hash);
    if (st == STATUS_OK)
        st = intake_check_file(arena, format, path, err);
    joined.hash = hash;
    if (st == STATUS_OK && rename(path, intake_path(arena, folder, &joined)) != 0)
        st = FAIL(err, INTAKE_DISK, "cannot be kept under its hash");
    if (st == STATUS_OK)
        *ret_hash = hash;
    else
        (void)unlink(path);
    return st;
}

enum status intake_keep(struct store_tx *tx, int64_t id, const char *hash, time_us now,
                        struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(tx, sql_upload_keep,
                               STORE_VALUES(v_int(id), v_text(hash), v_int(now)), &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, INTAKE_CLOSED, "upload %" PRId64, id);
    if (st == STATUS_OK)
        st = store_run(tx, sql_part_drop_all, STORE_VALUES(v_int(id)), NULL, err);
    return st;
}

void intake_tidy(struct arena *arena, const char *folder, const struct intake_upload *upload)
{
    for (int64_t number = 1; number <= upload->part_count; number++)
        (void)unlink(intake_part_path(arena, folder, upload->id, number));
}

enum status intake_drop(struct store_tx *tx, int64_t id, struct error *err)
{
    enum status st = store_run(tx, sql_part_drop_all, STORE_VALUES(v_int(id)), NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_upload_drop, STORE_VALUES(v_int(id)), NULL, err);
    return st;
}

void intake_erase(struct arena *arena, const char *folder, const struct intake_upload *upload)
{
    intake_tidy(arena, folder, upload);
    if (upload->hash != NULL)
        (void)unlink(intake_path(arena, folder, upload));
}
