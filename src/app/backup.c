/* dure export, import, backup, restore -- everything a server holds, out and in again.
 *
 * A back-up is a folder: store.jsonl (the whole store as text), files/ (what was uploaded),
 * people.key and manifest.json (size and SHA-256 of each). It is made beside its name and renamed
 * when it is whole, and so is the folder that restore makes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "firm/firm.h"
#include "kit/bytes.h"
#include "kit/json.h"
#include "kit/text.h"
#include "store/store.h"

enum { FILES_MAX = 1000000, MANIFEST_MAX = 256 << 20, FILES_DEPTH_MAX = 4 };

#define STORE_TEXT "store.jsonl"
#define MANIFEST   "manifest.json"

const struct option export_options[] = {CONSOLE_OPTIONS,
                                        {"organisation", OPTION_INT, 1, INT64_MAX, NULL,
                                         "이 기업의 자료만(ZIP)", "only what is this firm's (ZIP)"},
                                        {0}};
const struct option import_options[] = {CONSOLE_OPTIONS,
                                        {"organisation", OPTION_INT, 1, INT64_MAX, NULL,
                                         "이 기업이 내려받은 자료(ZIP)",
                                         "what this firm took along (ZIP)"},
                                        {0}};
const struct option backup_options[] = {CONSOLE_OPTIONS, {0}};
const struct option restore_options[] = {CONSOLE_OPTIONS, {0}};

static enum status file_failed(const char *path, struct error *err)
{
    return FAIL(err, KIT_FILE, "%.160s: %s", path, strerror(errno));
}

/* ---- the store alone ---- */

static enum status write_store(struct store *store, const char *path, struct store_copied *ret,
                               struct error *err)
{
    FILE *out = fopen(path, "wxe");
    if (out == NULL)
        return file_failed(path, err);
    enum status st = store_write_out(store, out, ret, err);
    if (st == STATUS_OK && fsync(fileno(out)) != 0)
        st = file_failed(path, err);
    if (fclose(out) != 0 && st == STATUS_OK)
        st = file_failed(path, err);
    return st;
}

static enum status read_store(struct store *store, const char *path, struct store_copied *ret,
                              struct error *err)
{
    FILE *in = fopen(path, "re");
    if (in == NULL)
        return file_failed(path, err);
    enum status st = store_read_in(store, in, ret, err);
    (void)fclose(in);
    return st;
}

static void print_copied(const struct cli *cli, const struct store_copied *copied)
{
    printf("%" PRId64 " %s, %" PRId64 " %s\nSHA-256 %s\n", copied->tables,
           words(cli, "개 표", "tables"), copied->rows, words(cli, "행", "rows"),
           hex_text(cli->arena, copied->hash.bytes, sizeof copied->hash.bytes));
}

static enum status export_firm(struct cli *cli, struct error *err)
{
    struct store *store = NULL;
    struct firm_exported exported = {0};
    const char *folder = option_text(cli, "folder");
    enum status st = console_store(cli, folder, CONSOLE_THERE, &store, err);
    if (st == STATUS_OK) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        st = store_begin(store, STORE_READ, &tx, err);
        if (st == STATUS_OK)
            st = firm_export(tx, cli->arena, arena_format(cli->arena, "%s/files", folder),
                             option_int(cli, "organisation"), cli->arguments[0], clock_wall(),
                             &exported, err);
    }
    store_close(store);
    if (st == STATUS_OK)
        printf("%" PRId64 " %s\nSHA-256 %s\n", exported.entries, words(cli, "개 항목", "entries"),
               hex_text(cli->arena, exported.content.bytes, sizeof exported.content.bytes));
    return st;
}

enum status export_run(struct cli *cli, struct error *err)
{
    if (option_text(cli, "organisation") != NULL)
        return export_firm(cli, err);
    struct store *store = NULL;
    struct store_copied copied = {0};
    const char *path = cli->arguments[0];
    const char *beside = arena_format(cli->arena, "%s.part-%ld", path, (long)getpid());
    enum status st = console_store(cli, option_text(cli, "folder"), CONSOLE_THERE, &store, err);
    if (st != STATUS_OK)
        return st;
    st = write_store(store, beside, &copied, err);
    store_close(store);
    if (st == STATUS_OK && rename(beside, path) != 0)
        st = file_failed(path, err);
    if (st != STATUS_OK)
        (void)unlink(beside);
    else
        print_copied(cli, &copied);
    return st;
}

static void print_imported(const struct cli *cli, const struct firm_imported *imported)
{
    printf("%" PRId64 " %s, %" PRId64 " %s, %" PRId64 " %s\n", imported->logs,
           words(cli, "개 생산 기록", "logs"), imported->models, words(cli, "개 모델", "models"),
           imported->facts, words(cli, "개 기업 정보", "facts of the profile"));
    printf("%" PRId64 " %s, %" PRId64 " %s\n", imported->present,
           words(cli, "개는 이미 있음", "were there already"), imported->left,
           words(cli, "개는 파일에만 남음", "stay in the file"));
}

static enum status import_firm(struct cli *cli, struct error *err)
{
    struct store *store = NULL;
    struct firm_imported imported = {0};
    const char *folder = option_text(cli, "folder");
    const struct study_context study = {.files_folder =
                                            arena_format(cli->arena, "%s/files", folder)};
    struct study_place place = {.arena = cli->arena,
                                .context = &study,
                                .owner_id = option_int(cli, "organisation"),
                                .now = clock_wall()};
    enum status st = console_store(cli, folder, CONSOLE_THERE, &store, err);
    if (st == STATUS_OK) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        st = store_begin(store, STORE_READ, &tx, err);
        if (st == STATUS_OK)
            st = firm_representative(tx, place.owner_id, &place.user_id, err);
    }
    place.store = store;
    if (st == STATUS_OK)
        st = firm_import(&place, cli->arguments[0], &imported, err);
    store_close(store);
    if (st == STATUS_OK)
        print_imported(cli, &imported);
    return st;
}

enum status import_run(struct cli *cli, struct error *err)
{
    if (option_text(cli, "organisation") != NULL)
        return import_firm(cli, err);
    struct store *store = NULL;
    struct store_copied copied = {0};
    const char *folder = option_text(cli, "folder");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return file_failed(folder, err);
    enum status st = console_store(cli, folder, CONSOLE_NEW, &store, err);
    if (st != STATUS_OK)
        return st;
    st = read_store(store, cli->arguments[0], &copied, err);
    store_close(store);
    if (st == STATUS_OK)
        print_copied(cli, &copied);
    return st;
}

/* ---- files ---- */

/* Copied with its hash on the way, and on the disk when it returns. */
static enum status copy_bytes(int in, int out, const char *path, struct hash256 *ret_hash,
                              int64_t *ret_size, struct error *err)
{
    crypto_hash_sha256_state hash;
    (void)crypto_hash_sha256_init(&hash);
    static unsigned char block[1 << 18];
    int64_t size = 0;
    for (ssize_t got; (got = read(in, block, sizeof block)) != 0; size += got) {
        if (got < 0)
            return file_failed(path, err);
        (void)crypto_hash_sha256_update(&hash, block, (size_t)got);
        for (ssize_t put = 0, some; out >= 0 && put < got; put += some)
            if ((some = write(out, block + put, (size_t)(got - put))) < 0)
                return file_failed(path, err);
    }
    (void)crypto_hash_sha256_final(&hash, ret_hash->bytes);
    *ret_size = size;
    return out < 0 || fsync(out) == 0 ? STATUS_OK : file_failed(path, err);
}

/* to NULL: only read and hashed. */
static enum status copy_file(const char *from, const char *to, struct hash256 *ret_hash,
                             int64_t *ret_size, struct error *err)
{
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out = -1;
    if (in < 0)
        return file_failed(from, err);
    enum status st = STATUS_OK;
    if (to != NULL && (out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
        st = file_failed(to, err);
    if (st == STATUS_OK)
        st = copy_bytes(in, out, from, ret_hash, ret_size, err);
    if (out >= 0 && close(out) != 0 && st == STATUS_OK)
        st = file_failed(to, err);
    (void)close(in);
    return st;
}

static enum status make_folder(const char *path, struct error *err)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST ? STATUS_OK : file_failed(path, err);
}

/* A name of a manifest: below the back-up and nowhere else. */
static bool safe_name(const char *name)
{
    return *name != '\0' && *name != '/' && strstr(name, "..") == NULL && strlen(name) < 500;
}

struct copying {
    struct arena *arena;
    const char *from, *to;
    json_t *files; /* of the manifest */
};

static enum status copy_listed(struct copying *copying, const char *name, struct error *err)
{
    struct hash256 hash = {0};
    int64_t size = 0;
    enum status st =
        copy_file(arena_format(copying->arena, "%s/%s", copying->from, name),
                  arena_format(copying->arena, "%s/%s", copying->to, name), &hash, &size, err);
    if (st == STATUS_OK)
        (void)json_array_append_new(
            copying->files, json_pack("{s:s,s:I,s:s}", "name", name, "size", (json_int_t)size,
                                      "sha256", hex_text(copying->arena, hash.bytes, 32)));
    return st;
}

static enum status copy_folder(struct copying *copying, const char *name, int depth,
                               struct error *err);

static enum status copy_entry(struct copying *copying, const char *name, int depth,
                              struct error *err)
{
    struct stat about;
    const char *path = arena_format(copying->arena, "%s/%s", copying->from, name);
    if (lstat(path, &about) != 0)
        return errno == ENOENT ? STATUS_OK : file_failed(path, err); /* taken away meanwhile */
    if (S_ISDIR(about.st_mode))
        return copy_folder(copying, name, depth + 1, err);
    return S_ISREG(about.st_mode) ? copy_listed(copying, name, err) : STATUS_OK;
}

static enum status copy_folder(struct copying *copying, const char *name, int depth,
                               struct error *err)
{
    const char *path = arena_format(copying->arena, "%s/%s", copying->from, name);
    if (depth > FILES_DEPTH_MAX)
        return FAIL(err, KIT_FILE, "%.160s: folders are nested too deep", path);
    DIR *listing = opendir(path);
    if (listing == NULL)
        return errno == ENOENT ? STATUS_OK : file_failed(path, err);
    enum status st = make_folder(arena_format(copying->arena, "%s/%s", copying->to, name), err);
    for (struct dirent *entry; st == STATUS_OK && (entry = readdir(listing)) != NULL;)
        if (entry->d_name[0] != '.')
            st = copy_entry(copying, arena_format(copying->arena, "%s/%s", name, entry->d_name),
                            depth, err);
    (void)closedir(listing);
    return st;
}

/* ---- back-up ---- */

static enum status list_store(struct copying *copying, struct error *err)
{
    struct hash256 hash = {0};
    int64_t size = 0;
    enum status st = copy_file(arena_format(copying->arena, "%s/%s", copying->to, STORE_TEXT), NULL,
                               &hash, &size, err);
    if (st == STATUS_OK)
        (void)json_array_append_new(
            copying->files, json_pack("{s:s,s:I,s:s}", "name", STORE_TEXT, "size", (json_int_t)size,
                                      "sha256", hex_text(copying->arena, hash.bytes, 32)));
    return st;
}

static enum status fill_backup(struct cli *cli, struct copying *copying, struct store *store,
                               struct store_copied *copied, struct error *err)
{
    enum status st =
        write_store(store, arena_format(cli->arena, "%s/%s", copying->to, STORE_TEXT), copied, err);
    if (st == STATUS_OK)
        st = list_store(copying, err);
    if (st == STATUS_OK) /* after the store: every file it names is there */
        st = copy_folder(copying, "files", 0, err);
    if (st == STATUS_OK)
        st = copy_entry(copying, "people.key", 0, err);
    if (st != STATUS_OK)
        return st;
    json_t *manifest = json_pack("{s:s,s:i,s:s,s:O}", "format", "dure.backup", "version", 1,
                                 "program", DURE_VERSION, "files", copying->files);
    size_t size = 0;
    const char *text = json_canonical(cli->arena, manifest, &size);
    json_decref(manifest);
    return file_write(arena_format(cli->arena, "%s/%s", copying->to, MANIFEST), text, size, err);
}

enum status backup_run(struct cli *cli, struct error *err)
{
    const char *target = cli->arguments[0];
    struct copying copying = {.arena = cli->arena,
                              .from = option_text(cli, "folder"),
                              .to =
                                  arena_format(cli->arena, "%s.part-%ld", target, (long)getpid())};
    struct store *store = NULL;
    struct store_copied copied = {0};
    bytes_start();
    if (access(target, F_OK) == 0)
        return FAIL(err, STORE_BACKUP, "%.160s is there already", target);
    enum status st = console_store(cli, copying.from, CONSOLE_THERE, &store, err);
    if (st != STATUS_OK)
        return st;
    copying.files = json_array();
    if (mkdir(copying.to, 0700) != 0)
        st = file_failed(copying.to, err);
    if (st == STATUS_OK)
        st = fill_backup(cli, &copying, store, &copied, err);
    json_decref(copying.files);
    store_close(store);
    if (st == STATUS_OK && rename(copying.to, target) != 0)
        st = file_failed(target, err);
    if (st != STATUS_OK)
        return error_while(err, "the unfinished back-up is %.100s", copying.to);
    print_copied(cli, &copied);
    return STATUS_OK;
}

/* ---- restore ---- */

static enum status restore_file(struct copying *copying, const struct json *row, struct error *err)
{
    const char *name = NULL, *sha256 = NULL;
    int64_t size = 0, found = 0;
    struct hash256 hash = {0};
    enum status st = json_text(row, "name", 500, &name, err);
    if (st == STATUS_OK)
        st = json_text(row, "sha256", 64, &sha256, err);
    if (st == STATUS_OK)
        st = json_int(row, "size", 0, INT64_MAX, &size, err);
    if (st != STATUS_OK)
        return st;
    if (!safe_name(name))
        return FAIL_AT(err, STORE_COPY, row->place, "the name leads out of the back-up");
    for (const char *slash = name; (slash = strchr(slash, '/')) != NULL; slash++) {
        const char *above = arena_text_of(copying->arena, name, (size_t)(slash - name));
        if ((st = make_folder(arena_format(copying->arena, "%s/%s", copying->to, above), err)) !=
            STATUS_OK)
            return st;
    }
    st = copy_file(arena_format(copying->arena, "%s/%s", copying->from, name),
                   arena_format(copying->arena, "%s/%s", copying->to, name), &hash, &found, err);
    if (st == STATUS_OK &&
        (found != size || !text_same(sha256, hex_text(copying->arena, hash.bytes, 32))))
        st = FAIL_AT(err, STORE_COPY, name, "it is not as it was written");
    return st;
}

static enum status restore_files(struct copying *copying, struct error *err)
{
    const char *bytes = NULL;
    size_t size = 0;
    const char *path = arena_format(copying->arena, "%s/%s", copying->from, MANIFEST);
    SCOPED(json_cleanup) struct json manifest = {0};
    struct json files = {0};
    enum status st = file_read(copying->arena, path, MANIFEST_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = json_read(copying->arena, bytes, size,
                       (struct json_limits){.bytes_max = MANIFEST_MAX, .depth_max = 4}, &manifest,
                       err);
    if (st == STATUS_OK)
        st = json_get_array(&manifest, "files", FILES_MAX, &files, err);
    for (size_t i = 0; st == STATUS_OK && i < json_count(&files); i++) {
        struct json row = json_item(&files, i);
        st = restore_file(copying, &row, err);
    }
    return st == STATUS_OK ? st : in_file(err, path);
}

static enum status restore_store(struct cli *cli, const struct copying *copying,
                                 struct store_copied *ret_copied, struct error *err)
{
    struct store *store = NULL;
    const char *text = arena_format(cli->arena, "%s/%s", copying->to, STORE_TEXT);
    enum status st = console_store(cli, copying->to, CONSOLE_NEW, &store, err);
    if (st != STATUS_OK)
        return st;
    st = read_store(store, text, ret_copied, err);
    store_close(store);
    if (st == STATUS_OK && unlink(text) != 0)
        st = file_failed(text, err);
    return st;
}

enum status restore_run(struct cli *cli, struct error *err)
{
    const char *target = option_text(cli, "folder");
    struct copying copying = {.arena = cli->arena,
                              .from = cli->arguments[0],
                              .to =
                                  arena_format(cli->arena, "%s.part-%ld", target, (long)getpid())};
    struct store_copied copied = {0};
    bytes_start();
    if (access(target, F_OK) == 0)
        return FAIL(err, STORE_NOT_EMPTY, "%.160s is there already", target);
    if (mkdir(copying.to, 0700) != 0)
        return file_failed(copying.to, err);
    enum status st = restore_files(&copying, err);
    if (st == STATUS_OK)
        st = restore_store(cli, &copying, &copied, err);
    if (st == STATUS_OK && rename(copying.to, target) != 0)
        st = file_failed(target, err);
    if (st != STATUS_OK)
        return error_while(err, "nothing was put in place; what there was so far is in %.80s",
                           copying.to);
    print_copied(cli, &copied);
    return STATUS_OK;
}
