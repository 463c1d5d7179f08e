/* read.c -- a firm's file from outside, believed in nothing: what an entry says of its size is
 * counted while it is unpacked, and every hash of the manifest is computed before a row is read. */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "firm/firm_private.h"
#include "intake/intake.h"
#include "kit/json.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"

enum {
    BLOCK = 1 << 16,
    MANIFEST_MAX = 8 << 20,
    RATIO_FREE = 1 << 20,
};

#define MANIFEST "manifest.json"

static enum status foreign(struct error *err, const char *place, const char *why)
{
    return FAIL_AT(err, FIRM_FOREIGN, place, "%s", why);
}

/* ---- an entry, block by block ---- */

typedef enum status sink_function(void *context, const char *bytes, size_t size, struct error *err);

static enum status unpack(const struct firm_file *file, const char *path, int64_t most,
                          sink_function *sink, void *context, struct error *err)
{
    const char *place = text_printable(file->arena, path);
    zip_file_t *entry = zip_fopen(file->zip, path, 0);
    if (entry == NULL)
        return foreign(err, place, "it cannot be unpacked");
    char *block = file->block;
    int64_t so_far = 0;
    enum status st = STATUS_OK;
    for (bool more = true; st == STATUS_OK && more;) {
        zip_int64_t got = zip_fread(entry, block, BLOCK);
        more = got > 0;
        so_far += more ? got : 0;
        if (got < 0)
            st = foreign(err, place, "it is damaged");
        else if (so_far > most)
            st = FAIL_AT(err, FIRM_LARGE, place, "more than %" PRId64 " bytes", most);
        else if (more)
            st = sink(context, block, (size_t)got, err);
    }
    (void)zip_fclose(entry);
    return st;
}

struct whole {
    char *bytes;
    size_t size;
};

/* No more than unpack() was told that there may be. */
static enum status add_block(void *context, const char *bytes, size_t size, struct error *err)
{
    struct whole *whole = context;
    (void)err;
    memcpy(whole->bytes + whole->size, bytes, size);
    whole->size += size;
    return STATUS_OK;
}

static enum status read_whole(const struct firm_file *file, struct arena *arena, const char *path,
                              int64_t most, struct whole *ret_whole, struct error *err)
{
    struct whole whole = {.bytes = arena_alloc(arena, (size_t)most + 1)};
    enum status st = unpack(file, path, most, add_block, &whole, err);
    if (st == STATUS_OK)
        *ret_whole = whole;
    return st;
}

enum status firm_file_bytes(const struct firm_file *file, struct arena *arena,
                            const struct firm_entry *entry, int64_t most, const char **ret_bytes,
                            struct error *err)
{
    struct whole whole = {0};
    if (entry->size > most)
        return FAIL_AT(err, FIRM_LARGE, text_printable(file->arena, entry->path),
                       "more than %" PRId64 " bytes", most);
    enum status st = read_whole(file, arena, entry->path, entry->size, &whole, err);
    if (st == STATUS_OK)
        *ret_bytes = whole.bytes;
    return st;
}

static enum status put_block(void *context, const char *bytes, size_t size, struct error *err)
{
    FILE *out = context;
    return fwrite(bytes, 1, size, out) == size ? STATUS_OK
                                               : FAIL(err, FIRM_FILE, "%s", strerror(errno));
}

enum status firm_file_save(const struct firm_file *file, const struct firm_entry *entry,
                           const char *path, struct error *err)
{
    FILE *out = fopen(path, "wbxe");
    if (out == NULL)
        return FAIL(err, FIRM_FILE, "%.160s: %s", path, strerror(errno));
    enum status st = unpack(file, entry->path, entry->size, put_block, out, err);
    if (fclose(out) != 0 && st == STATUS_OK)
        st = FAIL(err, FIRM_FILE, "%.160s: %s", path, strerror(errno));
    return st;
}

/* ---- the manifest ---- */

static enum status read_entry(struct firm_file *file, const struct json *row, struct error *err)
{
    static const char *const members[] = {"path", "sha256", "size", NULL};
    struct firm_entry entry = {0};
    enum status st = json_only(row, members, err);
    if (st == STATUS_OK)
        st = json_text(row, "path", 512, &entry.path, err);
    if (st == STATUS_OK)
        st = json_text(row, "sha256", 64, &entry.sha256, err);
    if (st == STATUS_OK)
        st = json_int(row, "size", 0, FIRM_UNPACKED_MAX, &entry.size, err);
    if (st != STATUS_OK)
        return st;
    const char *place = text_printable(file->arena, entry.path);
    if (!intake_entry_name(entry.path) || text_same(entry.path, MANIFEST))
        return foreign(err, place, "no entry can have this name");
    /* By its index in the ZIP it is found once; a second row of the same name is one too many. */
    if (zip_name_locate(file->zip, entry.path, 0) != (zip_int64_t)file->entries.count)
        return foreign(err, place, "the file has another order than its manifest");
    entry.path = arena_text(file->arena, entry.path);
    entry.sha256 = arena_text(file->arena, entry.sha256);
    *list_add(file->arena, &file->entries) = entry;
    return STATUS_OK;
}

/* SHA-256 over "HASH  PATH" of all entries, as the export made it. */
static enum status check_content(const struct firm_file *file, const char *content,
                                 struct error *err)
{
    struct text lines = text_start(file->arena, MANIFEST_MAX);
    for (size_t i = 0; i < file->entries.count; i++)
        text_format(&lines, "%s  %s\n", file->entries.at[i].sha256, file->entries.at[i].path);
    const struct hash256 hash = hash_of_bytes(text_string(&lines), lines.size);
    return !text_cut(&lines) && text_same(content, hex_text(file->arena, hash.bytes, 32))
               ? STATUS_OK
               : foreign(err, MANIFEST, "\"content\" is not the hash of its entries");
}

static enum status read_manifest(struct firm_file *file, const struct json *manifest,
                                 struct error *err)
{
    static const char *const members[] = {"content", "entries", "format",
                                          "made_at", "version", NULL};
    const char *format = NULL, *content = NULL;
    int64_t version = 0;
    struct json list = {0};
    enum status st = json_only(manifest, members, err);
    if (st == STATUS_OK)
        st = json_text(manifest, "format", 20, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.firm"))
        st = foreign(err, MANIFEST, "it is no \"dure.firm\"");
    if (st == STATUS_OK)
        st = json_int(manifest, "version", 1, 1, &version, err);
    if (st == STATUS_OK)
        st = json_text(manifest, "content", 64, &content, err);
    if (st == STATUS_OK)
        st = json_get_array(manifest, "entries", FIRM_ENTRIES_MAX, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        const struct json row = json_item(&list, i);
        st = read_entry(file, &row, err);
    }
    if (st == STATUS_OK)
        st = check_content(file, content, err);
    return st;
}

static enum status open_manifest(struct firm_file *file, struct error *err)
{
    struct whole whole = {0};
    zip_stat_t about;
    SCOPED(json_cleanup) struct json manifest = {0};
    if (zip_name_locate(file->zip, MANIFEST, 0) != zip_get_num_entries(file->zip, 0) - 1)
        return foreign(err, MANIFEST, "it must be there, as the last entry");
    if (zip_stat(file->zip, MANIFEST, 0, &about) != 0 || about.size > MANIFEST_MAX)
        return FAIL_AT(err, FIRM_LARGE, MANIFEST, "more than %d bytes", MANIFEST_MAX);
    enum status st = read_whole(file, file->arena, MANIFEST, (int64_t)about.size, &whole, err);
    if (st == STATUS_OK)
        st = json_read(file->arena, whole.bytes, whole.size,
                       (struct json_limits){.bytes_max = MANIFEST_MAX, .depth_max = 4}, &manifest,
                       err);
    if (st == STATUS_OK)
        st = read_manifest(file, &manifest, err);
    if (st == STATUS_OK &&
        zip_get_num_entries(file->zip, 0) != (zip_int64_t)file->entries.count + 1)
        st = foreign(err, MANIFEST, "the file has entries that it does not list");
    return st;
}

/* ---- every hash ---- */

struct counting {
    crypto_hash_sha256_state hash;
    uint64_t unpacked, packed; /* so far; of the whole file */
    int64_t size;              /* of this entry */
};

static enum status count_block(void *context, const char *bytes, size_t size, struct error *err)
{
    struct counting *counting = context;
    counting->unpacked += size;
    counting->size += (int64_t)size;
    if (counting->unpacked > FIRM_UNPACKED_MAX ||
        (counting->unpacked > RATIO_FREE &&
         counting->unpacked / INTAKE_RATIO_MAX > counting->packed))
        return FAIL(err, FIRM_LARGE, "%" PRIu64 " bytes out of %" PRIu64, counting->unpacked,
                    counting->packed);
    (void)crypto_hash_sha256_update(&counting->hash, (const unsigned char *)bytes, size);
    return STATUS_OK;
}

static enum status check_hashes(const struct firm_file *file, size_t packed, struct error *err)
{
    struct counting counting = {.packed = packed};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < file->entries.count; i++) {
        const struct firm_entry *entry = &file->entries.at[i];
        struct hash256 hash = {0};
        counting.size = 0;
        (void)crypto_hash_sha256_init(&counting.hash);
        st = unpack(file, entry->path, entry->size, count_block, &counting, err);
        (void)crypto_hash_sha256_final(&counting.hash, hash.bytes);
        if (st == STATUS_OK && (counting.size != entry->size ||
                                !text_same(entry->sha256, hex_text(file->arena, hash.bytes, 32))))
            st = foreign(err, text_printable(file->arena, entry->path),
                         "it is not what the manifest says");
    }
    return st;
}

/* ---- the whole ---- */

void firm_file_close(struct firm_file *file)
{
    if (file->zip != NULL)
        zip_discard(file->zip);
    file->zip = NULL;
}

const struct firm_entry *firm_file_find(const struct firm_file *file, const char *path)
{
    zip_int64_t index = zip_name_locate(file->zip, path, 0); /* the manifest has the same order */
    return index >= 0 && (size_t)index < file->entries.count ? &file->entries.at[index] : NULL;
}

enum status firm_file_open(struct arena *arena, const void *bytes, size_t size,
                           struct firm_file *ret_file, struct error *err)
{
    int64_t announced = intake_announced(bytes, size);
    if (announced < 0)
        return foreign(err, "zip", "it is no ZIP");
    if (announced > FIRM_ENTRIES_MAX + 1)
        return FAIL_AT(err, FIRM_LARGE, "zip", "%" PRId64 " entries", announced);
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &problem);
    must(source != NULL);
    struct firm_file file = {.arena = arena, .block = arena_alloc(arena, BLOCK)};
    bytes_start();
    file.zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &problem);
    enum status st = STATUS_OK;
    if (file.zip == NULL) {
        st = foreign(err, "zip", zip_error_strerror(&problem));
        zip_source_free(source);
    }
    zip_error_fini(&problem);
    if (st == STATUS_OK)
        st = open_manifest(&file, err);
    if (st != STATUS_OK && err->reason != &FIRM_FOREIGN && err->reason != &FIRM_LARGE)
        st = FAIL_AT(err, FIRM_FOREIGN, MANIFEST, "%.160s", arena_text(arena, err->text));
    if (st == STATUS_OK)
        st = check_hashes(&file, size, err);
    if (st == STATUS_OK)
        *ret_file = file;
    else
        firm_file_close(&file);
    return st;
}
