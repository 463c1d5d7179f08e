/* A firm's file: all of it, nothing of another, and every hash as the manifest says. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "firm/firm.h"
#include "kit/json.h"
#include "kit/text.h"
#include "study/study.h"
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

/* ---- in again ---- */

enum { OWNER = 1, WHEN = 9, FILE_MOST = 2 << 20 };

static const char *slurp(struct desk *desk, const char *path, size_t *ret_size)
{
    char *bytes = arena_alloc(desk->arena, FILE_MOST);
    FILE *file = fopen(path, "rbe");
    ck_assert_msg(file != NULL, "%s", path);
    *ret_size = fread(bytes, 1, FILE_MOST, file);
    (void)fclose(file);
    return bytes;
}

static void put_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wbe");
    ck_assert(file != NULL && fwrite(bytes, 1, size, file) == size);
    (void)fclose(file);
}

static struct study_place place_of(struct desk *desk, const struct study_context *context,
                                   int64_t firm)
{
    return (struct study_place){.store = desk->store,
                                .arena = desk->arena,
                                .context = context,
                                .owner_id = firm,
                                .user_id = OWNER,
                                .now = WHEN * TIME_DAY};
}

/* A desk whose first firm has a log, a model of it, another model, a run and a fact. */
static void open_house(struct desk *desk, const char *address, const struct study_context *context)
{
    const char *file = NULL, *bytes = NULL;
    size_t size = 0;
    int64_t log = 0, model = 0;
    open_desk(desk, address);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    run(desk, tx, "DELETE FROM study_document");
    run(desk, tx,
        "INSERT INTO firm_fact (organisation_id, fact, number, word, at, person_id) VALUES "
        "(1, 'firm_size', 0, 'small', 0, 1), (1, 'root_industry', 1, '', 0, 1), "
        "(2, 'firm_size', 0, 'medium', 0, 1)");
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
    const struct study_place place = place_of(desk, context, HANBIT);
    bytes = slurp(desk, "data/samples/line-log.csv", &size);
    file = new_path(desk, "upload.csv");
    put_bytes(file, bytes, size);
    const struct hash256 hash = hash_of_bytes(bytes, size);
    CHECK_OK(study_log(&place, file, "11월.csv", hex_text(desk->arena, hash.bytes, 32),
                       (int64_t)size, &log, &desk->err),
             desk->err);
    bytes = slurp(desk, "data/samples/line.json", &size);
    CHECK_OK(study_model(&place, bytes, size, &model, &desk->err), desk->err);
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    CHECK_OK(store_run(tx, "UPDATE study_document SET parent_id = $1 WHERE id = $2",
                       STORE_VALUES(v_int(log), v_int(model)), NULL, &desk->err),
             desk->err);
    run(desk, tx,
        "INSERT INTO study_document (kind, owner_id, name, hash, facts, body, created_by, "
        "created_at) VALUES ('run', 1, '모의실험', 'dd44', '{}', '{\"run\":1}', 1, 0)");
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
}

static int64_t count(struct desk *desk, const char *sql)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t number = 0;
    CHECK_OK(store_begin(desk->store, STORE_READ, &tx, &desk->err), desk->err);
    CHECK_OK(store_number(tx, sql, STORE_NONE, &number, &desk->err), desk->err);
    return number;
}

ON_BOTH(a_firm_comes_in_somewhere_else_with_its_file_once)
{
    struct desk desk;
    struct firm_exported exported = {0};
    struct firm_imported imported = {0};
    struct study_context context = {.files_folder = test_folder()};
    open_house(&desk, address, &context);
    const char *path = new_path(&desk, "leaves.zip");
    CHECK_OK(export(&desk, HANBIT, path, TIME_DAY, &exported), desk.err);

    /* Another house: another firm here, and another folder of files. */
    context.files_folder = arena_format(desk.arena, "%s/other-%s", test_folder(),
                                        *address == '\0' ? "sqlite" : "other");
    (void)mkdir(context.files_folder, 0700);
    const struct study_place place = place_of(&desk, &context, DUSEONG);
    CHECK_OK(firm_import(&place, path, &imported, &desk.err), desk.err);
    ck_assert_int_eq(imported.logs, 1);
    ck_assert_int_eq(imported.models, 1);
    ck_assert_int_eq(imported.facts, 1);
    ck_assert_int_eq(imported.present, 1); /* its size was told here already */
    ck_assert_int_eq(imported.left, 1);    /* the run */
    ck_assert_int_eq(count(&desk, "SELECT count(*) FROM study_document a JOIN study_document b ON "
                                  "a.hash = b.hash AND a.kind = b.kind AND a.owner_id = 1 AND "
                                  "b.owner_id = 2"),
                     2);
    ck_assert_int_eq(count(&desk, "SELECT count(*) FROM study_document m JOIN study_document l ON "
                                  "l.id = m.parent_id WHERE m.owner_id = 2 AND l.owner_id = 2 AND "
                                  "m.kind = 'model' AND l.kind = 'log'"),
                     1);
    ck_assert_int_eq(count(&desk, "SELECT count(*) FROM firm_fact WHERE organisation_id = 2 AND "
                                  "fact = 'firm_size' AND word = 'medium'"),
                     1);

    CHECK_OK(firm_import(&place, path, &imported, &desk.err), desk.err);
    ck_assert_int_eq(imported.logs + imported.models + imported.facts, 0);
    ck_assert_int_eq(imported.present, 4);
    close_desk(&desk);
}

/* The same file with one entry of other bytes, its manifest as it was. */
static const char *changed(struct desk *desk, const char *path, const char *entry,
                           const char *bytes, size_t size)
{
    const char *made = new_path(desk, "changed.zip");
    size_t whole_size = 0;
    const char *whole = slurp(desk, path, &whole_size);
    put_bytes(made, whole, whole_size);
    zip_t *zip = zip_open(made, 0, NULL);
    ck_assert_ptr_nonnull(zip);
    zip_int64_t index = zip_name_locate(zip, entry, 0);
    ck_assert_int_ge(index, 0);
    ck_assert_int_eq(
        zip_file_replace(zip, (zip_uint64_t)index, zip_source_buffer(zip, bytes, size, 0), 0), 0);
    ck_assert_int_eq(zip_close(zip), 0);
    return made;
}

/* An honest manifest over zeros that pack a thousandfold. */
static const char *bomb(struct desk *desk, const char *zeros, size_t size)
{
    const char *made = new_path(desk, "bomb.zip");
    const struct hash256 hash = hash_of_bytes(zeros, size);
    const char *hex = hex_text(desk->arena, hash.bytes, 32);
    const char *line = arena_format(desk->arena, "%s  logs/0.csv\n", hex);
    const struct hash256 content = hash_of_bytes(line, strlen(line));
    const char *manifest =
        arena_format(desk->arena,
                     "{\"format\":\"dure.firm\",\"version\":1,\"made_at\":\"2026-11-25T00:00:00Z\","
                     "\"content\":\"%s\",\"entries\":[{\"path\":\"logs/0.csv\",\"size\":%zu,"
                     "\"sha256\":\"%s\"}]}",
                     hex_text(desk->arena, content.bytes, 32), size, hex);
    zip_t *zip = zip_open(made, ZIP_CREATE | ZIP_EXCL, NULL);
    ck_assert_ptr_nonnull(zip);
    ck_assert_int_eq(zip_file_add(zip, "logs/0.csv", zip_source_buffer(zip, zeros, size, 0), 0), 0);
    ck_assert_int_eq(zip_file_add(zip, "manifest.json",
                                  zip_source_buffer(zip, manifest, strlen(manifest), 0), 0),
                     1);
    ck_assert_int_eq(zip_close(zip), 0);
    return made;
}

ON_BOTH(a_file_that_was_changed_or_unpacks_to_too_much_is_refused_whole_naming_the_entry)
{
    enum { ZEROS = 8 << 20 };
    static const char *const entries[] = {"tables/study.jsonl", "tables/post.jsonl",
                                          "runs/dd44.json"};
    struct desk desk;
    struct firm_exported exported = {0};
    struct firm_imported imported = {0};
    const struct study_context context = {.files_folder = test_folder()};
    open_house(&desk, address, &context);
    const char *path = new_path(&desk, "sound.zip");
    const struct study_place place = place_of(&desk, &context, DUSEONG);
    CHECK_OK(export(&desk, HANBIT, path, TIME_DAY, &exported), desk.err);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        CHECK_FAILS(
            firm_import(&place, changed(&desk, path, entries[i], "{}", 2), &imported, &desk.err),
            FIRM_FOREIGN, desk.err);
        ck_assert_str_eq(desk.err.place, entries[i]);
    }
    char *zeros = arena_alloc(desk.arena, ZEROS);
    CHECK_FAILS(
        firm_import(&place, changed(&desk, path, "manifest.json", "{}", 2), &imported, &desk.err),
        FIRM_FOREIGN, desk.err);
    CHECK_FAILS(firm_import(&place, changed(&desk, path, "tables/post.jsonl", zeros, ZEROS),
                            &imported, &desk.err),
                FIRM_LARGE, desk.err);
    ck_assert_str_eq(desk.err.place, "tables/post.jsonl");
    CHECK_FAILS(firm_import(&place, bomb(&desk, zeros, ZEROS), &imported, &desk.err), FIRM_LARGE,
                desk.err);
    CHECK_FAILS(firm_import(&place, "data/samples/line-log.csv", &imported, &desk.err),
                FIRM_FOREIGN, desk.err);
    ck_assert_int_eq(count(&desk, "SELECT count(*) FROM study_document WHERE owner_id = 2"), 0);
    ck_assert_int_eq(count(&desk, "SELECT count(*) FROM firm_fact WHERE organisation_id = 2"), 1);
    close_desk(&desk);
}

BOTH_MAIN("firm", BOTH(all_of_a_firm_is_in_its_file_and_nothing_of_another),
          BOTH(every_entry_has_the_hash_of_the_manifest_and_the_same_content_gives_the_same_hash),
          BOTH(a_firm_comes_in_somewhere_else_with_its_file_once),
          BOTH(a_file_that_was_changed_or_unpacks_to_too_much_is_refused_whole_naming_the_entry))
