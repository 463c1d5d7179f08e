/* A firm's file: all of it, nothing of another, and every hash as the manifest says. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "firm/firm.h"
#include "kit/json.h"
#include "kit/text.h"
#include "support/postgres.h"

enum { HANBIT = 1, DUSEONG = 2 };

struct desk {
    struct store *store;
    struct arena *arena;
    struct error err;
};

static void run(struct desk *desk, struct store_tx *tx, const char *sql)
{
    CHECK_OK(store_run(tx, sql, STORE_NONE, NULL, &desk->err), desk->err);
}

static const char log_hash[] = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9";

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    ck_assert(file != NULL && fputs(text, file) >= 0);
    (void)fclose(file);
}

static void open_desk(struct desk *desk, const char *address)
{
    static const char *const rows[] = {
        "INSERT INTO organisation (id, name, kind, region, created_at) VALUES "
        "(1, '한빛정밀', 'adopter', '경남 창원', 0), (2, '두성산업', 'adopter', NULL, 0)",
        "INSERT INTO person (id, login, name, email, language, password, created_at) VALUES "
        "(1, 'kim', '김', '', 'ko', '', 0)",
        "INSERT INTO post (id, organisation_id, title, role, created_at) VALUES "
        "(1, 1, '절삭 노드', 'site_agent', 0)",
        "INSERT INTO study_document (kind, owner_id, name, hash, facts, body, created_by, "
        "created_at) VALUES ('model', 1, '절삭', 'aa11', '{}', '{\"line\":1}', 1, 0), "
        "('model', 1, '절삭 다시', 'aa11', '{}', '{\"line\":1}', 1, 0), "
        "('plan', 1, '계획', 'bb22', '{}', '{\"plan\":1}', 1, 0), "
        "('model', 2, '남의 모델', 'cc33', '{}', '{\"line\":2}', 1, 0)",
    };
    *desk = (struct desk){.arena = arena_new("desk", 64 << 20)};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_open(&(struct store_options){.address = address}, &desk->store, &desk->err),
             desk->err);
    CHECK_OK(store_migrate(desk->store, 0, &desk->err), desk->err);
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(desk, tx, rows[i]);
    CHECK_OK(
        store_run(tx,
                  "INSERT INTO study_document (kind, owner_id, name, hash, facts, body, "
                  "created_by, created_at) VALUES ('log', 1, '생산 기록', $1, '{}', '{}', 1, 0)",
                  STORE_VALUES(v_text(log_hash)), NULL, &desk->err),
        desk->err);
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
    put_file(arena_format(desk->arena, "%s/log-%s.csv", test_folder(), log_hash), "0");
}

static void close_desk(struct desk *desk)
{
    store_close(desk->store);
    arena_free(desk->arena);
}

static enum status export(struct desk *desk, int64_t firm, const char *path, time_us now,
                          struct firm_exported *ret_exported) {
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_READ, &tx, &desk->err), desk->err);
    return firm_export(tx, desk->arena, test_folder(), firm, path, now, ret_exported, &desk->err);
}

/* An entry as it is in the ZIP; NULL when it is not. */
static const char *entry_of(struct desk *desk, zip_t *zip, const char *path, size_t *ret_size)
{
    zip_stat_t stat;
    zip_file_t *file = zip_fopen(zip, path, 0);
    if (file == NULL)
        return NULL;
    ck_assert_int_eq(zip_stat(zip, path, 0, &stat), 0);
    char *bytes = arena_alloc(desk->arena, stat.size + 1);
    ck_assert_int_eq(zip_fread(file, bytes, stat.size), (zip_int64_t)stat.size);
    (void)zip_fclose(file);
    *ret_size = stat.size;
    return bytes;
}

static const char *new_path(struct desk *desk, const char *name)
{
    const char *path = arena_format(desk->arena, "%s/%s", test_folder(), name);
    (void)unlink(path);
    return path;
}

ON_BOTH(all_of_a_firm_is_in_its_file_and_nothing_of_another)
{
    struct desk desk;
    struct firm_exported exported = {0};
    size_t size = 0;
    open_desk(&desk, address);
    const char *path = new_path(&desk, "all.zip");
    CHECK_OK(export(&desk, HANBIT, path, TIME_DAY, &exported), desk.err);
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    ck_assert_ptr_nonnull(zip);
    ck_assert_str_eq(entry_of(&desk, zip, "models/aa11.json", &size), "{\"line\":1}");
    ck_assert_str_eq(entry_of(&desk, zip, "plans/bb22.json", &size), "{\"plan\":1}");
    ck_assert_str_eq(entry_of(&desk, zip, arena_format(desk.arena, "logs/%s.csv", log_hash), &size),
                     "0");
    ck_assert_ptr_null(entry_of(&desk, zip, "models/cc33.json", &size));
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
        const char *bytes = entry_of(&desk, zip, zip_get_name(zip, (zip_uint64_t)i, 0), &size);
        ck_assert_msg(strstr(bytes, "두성") == NULL && strstr(bytes, "남의") == NULL, "%s", bytes);
    }
    ck_assert_ptr_nonnull(
        strstr(entry_of(&desk, zip, "tables/organisation.jsonl", &size), "한빛정밀"));
    (void)zip_close(zip);
    CHECK_FAILS(export(&desk, HANBIT, path, TIME_DAY, &exported), FIRM_FILE, desk.err);
    close_desk(&desk);
}

ON_BOTH(every_entry_has_the_hash_of_the_manifest_and_the_same_content_gives_the_same_hash)
{
    struct desk desk;
    struct firm_exported first = {0}, second = {0}, other = {0};
    size_t size = 0;
    open_desk(&desk, address);
    const char *path = new_path(&desk, "first.zip");
    CHECK_OK(export(&desk, HANBIT, path, TIME_DAY, &first), desk.err);
    CHECK_OK(export(&desk, HANBIT, new_path(&desk, "second.zip"), 2 * TIME_DAY, &second), desk.err);
    CHECK_OK(export(&desk, DUSEONG, new_path(&desk, "other.zip"), TIME_DAY, &other), desk.err);
    ck_assert(hash_same(&first.content, &second.content));
    ck_assert(!hash_same(&first.content, &other.content));
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    const char *manifest = entry_of(&desk, zip, "manifest.json", &size);
    json_t *read = json_loads(manifest, 0, NULL), *entries = json_object_get(read, "entries");
    ck_assert_int_eq(first.entries, (int64_t)json_array_size(entries));
    ck_assert_int_eq(zip_get_num_entries(zip, 0), first.entries + 1);
    for (size_t i = 0; i < json_array_size(entries); i++) {
        json_t *entry = json_array_get(entries, i);
        const char *name = json_string_value(json_object_get(entry, "path"));
        const char *bytes = entry_of(&desk, zip, name, &size);
        struct hash256 hash = hash_of_bytes(bytes, size);
        ck_assert_str_eq(hex_text(desk.arena, hash.bytes, sizeof hash.bytes),
                         json_string_value(json_object_get(entry, "sha256")));
    }
    json_decref(read);
    (void)zip_close(zip);
    close_desk(&desk);
}

BOTH_MAIN("firm", BOTH(all_of_a_firm_is_in_its_file_and_nothing_of_another),
          BOTH(every_entry_has_the_hash_of_the_manifest_and_the_same_content_gives_the_same_hash))
