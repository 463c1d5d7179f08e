/* import.c -- a firm comes in with its file: everything is read and checked before the transaction
 * begins, so that a refusal leaves nothing. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firm/firm_private.h"
#include "firm_queries_sql.h"
#include "kit/json.h"
#include "kit/list.h"
#include "kit/text.h"
#include "rules/rules.h"
#include "selection/selection.h"

enum { TABLE_MAX = 16 << 20, ARENA_MAX = 512 << 20 };

/* What is taken in, by the word of the table "study". */
static const struct kind {
    const char *word, *ending;
    enum study_kind kind;
} kinds[] = {{"log", "csv", STUDY_LOG}, {"model", "json", STUDY_MODEL}};

/* A row of the table "study" that is taken in. */
struct coming {
    const struct kind *kind;
    int64_t id, parent_id; /* in the other house */
    const char *name, *hash;
    const struct firm_entry *entry;
    struct study_document document;
    const char *file; /* of a log: where it lies meanwhile */
    int64_t kept_id;
};

struct importing {
    const struct study_place *place;
    struct arena *arena;
    struct firm_file file;
    LIST(struct coming) comings;
    LIST(struct rules_value) facts;
    struct firm_imported imported;
    int64_t model_bytes;
};

/* ---- tables ---- */

typedef enum status row_function(struct importing *importing, const struct json *row,
                                 struct error *err);

/* Each line of a table; a table that is not there has none. */
static enum status read_table(struct importing *importing, const char *path, row_function *take,
                              struct error *err)
{
    const struct firm_entry *entry = firm_file_find(&importing->file, path);
    const char *bytes = "";
    enum status st = entry == NULL ? STATUS_OK
                                   : firm_file_bytes(&importing->file, importing->arena, entry,
                                                     TABLE_MAX, &bytes, err);
    int line = 1;
    for (const char *at = bytes; st == STATUS_OK && *at != '\0'; line++) {
        size_t size = strcspn(at, "\n");
        SCOPED(json_cleanup) struct json row = {0};
        st = json_read(importing->arena, at, size, JSON_LIMITS_BODY, &row, err);
        if (st == STATUS_OK)
            st = take(importing, &row, err);
        if (st != STATUS_OK && err->reason != &FIRM_FOREIGN)
            return FAIL_AT(err, FIRM_FOREIGN, arena_format(importing->arena, "%s:%d", path, line),
                           "%.120s", arena_text(importing->arena, err->text));
        at += size + (at[size] == '\n');
    }
    return st;
}

static const struct kind *kind_find(const char *word)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_same(kinds[i].word, word))
            return &kinds[i];
    return NULL;
}

static enum status take_study(struct importing *importing, const struct json *row,
                              struct error *err)
{
    struct coming coming = {0};
    const char *word = NULL;
    enum status st = json_text(row, "kind", 20, &word, err);
    if (st == STATUS_OK && (coming.kind = kind_find(word)) == NULL)
        return STATUS_OK; /* a run, a plan: left */
    if (st == STATUS_OK)
        st = json_int(row, "id", 1, INT64_MAX, &coming.id, err);
    if (st == STATUS_OK && json_has(row, "parent_id"))
        st = json_int(row, "parent_id", 1, INT64_MAX, &coming.parent_id, err);
    if (st == STATUS_OK)
        st = json_text(row, "name", 200, &coming.name, err);
    if (st == STATUS_OK)
        st = json_text(row, "hash", 64, &coming.hash, err);
    if (st != STATUS_OK)
        return st;
    const char *path = arena_format(importing->arena, "%ss/%s.%s", coming.kind->word, coming.hash,
                                    coming.kind->ending);
    coming.entry = firm_file_find(&importing->file, path);
    if (coming.entry == NULL || !text_same(coming.entry->sha256, coming.hash) ||
        *coming.name == '\0')
        return FAIL_AT(err, FIRM_FOREIGN, path, "it is not there under the hash of its name");
    coming.name = arena_text(importing->arena, coming.name);
    coming.hash = arena_text(importing->arena, coming.hash);
    *list_add(importing->arena, &importing->comings) = coming;
    return STATUS_OK;
}

static enum status take_fact(struct importing *importing, const struct json *row, struct error *err)
{
    struct rules_value value = {.word = ""};
    enum status st = json_text(row, "fact", 60, &value.fact, err);
    if (st == STATUS_OK && json_has(row, "number"))
        st = json_int(row, "number", INT64_MIN, INT64_MAX, &value.number, err);
    if (st == STATUS_OK && json_has(row, "word"))
        st = json_text(row, "word", 60, &value.word, err);
    if (st == STATUS_OK)
        st = rules_value_check(&value, err);
    if (st != STATUS_OK)
        return st;
    value.fact = arena_text(importing->arena, value.fact);
    value.word = arena_text(importing->arena, value.word);
    *list_add(importing->arena, &importing->facts) = value;
    return STATUS_OK;
}

/* ---- looked at, before anything is kept ---- */

static enum status look_log(struct importing *importing, struct coming *coming, struct error *err)
{
    const struct uuid number = uuid_new(importing->place->now);
    const char *file =
        arena_format(importing->arena, "%s/import-%s.part", importing->place->context->files_folder,
                     uuid_text(importing->arena, &number));
    enum status st = firm_file_save(&importing->file, coming->entry, file, err);
    coming->file = file;
    struct study_place place = *importing->place;
    place.arena = importing->arena;
    return st == STATUS_OK ? study_log_look(&place, file, coming->name, coming->hash,
                                            coming->entry->size, &coming->document, err)
                           : st;
}

/* In an arena of its own: what a model takes while it is read is many times its bytes. */
static enum status look_model(struct importing *importing, struct coming *coming, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("firm model", ARENA_MAX);
    struct study_place place = *importing->place;
    const char *bytes = NULL;
    place.arena = arena;
    importing->model_bytes += coming->entry->size;
    if (importing->model_bytes > FIRM_MODELS_MAX)
        return FAIL_AT(err, FIRM_LARGE, coming->entry->path, "more than %d bytes of models",
                       FIRM_MODELS_MAX);
    enum status st =
        firm_file_bytes(&importing->file, arena, coming->entry, FIRM_MODEL_MAX, &bytes, err);
    if (st == STATUS_OK)
        st = study_model_look(&place, bytes, (size_t)coming->entry->size, &coming->document, err);
    if (st != STATUS_OK)
        return st;
    const char *body = arena_text(importing->arena, coming->document.body);
    const struct hash256 hash = hash_of_bytes(body, strlen(body));
    coming->document.name = coming->name;
    coming->document.facts = arena_text(importing->arena, coming->document.facts);
    coming->document.body = body;
    coming->document.hash = hex_text(importing->arena, hash.bytes, sizeof hash.bytes);
    return STATUS_OK;
}

/* A document that was kept twice is looked at once. */
static const struct coming *same_before(const struct importing *importing, size_t index)
{
    const struct coming *coming = &importing->comings.at[index];
    for (size_t i = 0; i < index; i++)
        if (importing->comings.at[i].entry == coming->entry)
            return &importing->comings.at[i];
    return NULL;
}

static enum status look_at_all(struct importing *importing, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < importing->comings.count; i++) {
        struct coming *coming = &importing->comings.at[i];
        const struct coming *before = same_before(importing, i);
        if (before != NULL)
            coming->document = before->document;
        else
            st = coming->kind->kind == STUDY_LOG ? look_log(importing, coming, err)
                                                 : look_model(importing, coming, err);
        if (st != STATUS_OK)
            return error_while(err, "%.100s", coming->entry->path);
    }
    return st;
}

/* ---- kept ---- */

/* 0: it is not there. */
static enum status find_present(struct importing *importing, struct store_tx *tx,
                                const struct coming *coming, int64_t *ret_id, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_firm_present,
                    STORE_VALUES(v_int(importing->place->owner_id), v_text(coming->kind->word),
                                 v_text(coming->document.hash)),
                    &rows, err);
    if (st == STATUS_OK)
        st = store_next(rows, &more, err);
    if (st == STATUS_OK)
        *ret_id = more ? store_int(rows, 0) : 0;
    return st;
}

static enum status keep_coming(struct importing *importing, struct store_tx *tx,
                               struct coming *coming, struct error *err)
{
    struct firm_imported *imported = &importing->imported;
    enum status st = find_present(importing, tx, coming, &coming->kept_id, err);
    if (st != STATUS_OK)
        return st;
    if (coming->kept_id != 0) {
        imported->present++;
        return STATUS_OK;
    }
    for (size_t i = 0; i < importing->comings.count; i++)
        if (coming->parent_id != 0 && importing->comings.at[i].id == coming->parent_id)
            coming->document.parent_id = importing->comings.at[i].kept_id;
    if (coming->kind->kind == STUDY_LOG)
        st = study_log_place(importing->place, coming->file, coming->hash, err);
    if (st == STATUS_OK)
        st = study_keep(tx, importing->arena, &coming->document, importing->place->now,
                        &coming->kept_id, err);
    *(coming->kind->kind == STUDY_LOG ? &imported->logs : &imported->models) += 1;
    return st;
}

static enum status keep_facts(struct importing *importing, struct store_tx *tx, struct error *err)
{
    const struct study_place *place = importing->place;
    struct selection_facts known = {0};
    enum status st = selection_profile(tx, importing->arena, place->owner_id, &known, err);
    for (size_t i = 0; st == STATUS_OK && i < importing->facts.count; i++) {
        const struct rules_value *value = &importing->facts.at[i];
        bool is_known = false;
        for (size_t k = 0; k < known.count; k++)
            is_known = is_known || text_same(known.at[k].fact, value->fact);
        *(is_known ? &importing->imported.present : &importing->imported.facts) += 1;
        if (!is_known)
            st = selection_tell(tx, place->owner_id, place->user_id, value, place->now, err);
    }
    return st;
}

static enum status keep_all(struct importing *importing, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(importing->place->store, STORE_WRITE, &tx, err);
    for (size_t i = 0; st == STATUS_OK && i < importing->comings.count; i++)
        st = keep_coming(importing, tx, &importing->comings.at[i], err);
    if (st == STATUS_OK)
        st = keep_facts(importing, tx, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

/* ---- the whole ---- */

/* What stays in the file: entries besides the tables that no row of a log or model names. */
static int64_t left_of(const struct importing *importing)
{
    int64_t read = 0;
    for (size_t i = 0; i < importing->comings.count; i++)
        read += same_before(importing, i) == NULL;
    for (size_t i = 0; i < importing->file.entries.count; i++)
        read += text_starts(importing->file.entries.at[i].path, "tables/");
    return (int64_t)importing->file.entries.count - read;
}

static enum status import_bytes(struct importing *importing, const void *bytes, size_t size,
                                struct error *err)
{
    enum status st = firm_file_open(importing->arena, bytes, size, &importing->file, err);
    if (st == STATUS_OK)
        st = read_table(importing, "tables/study.jsonl", take_study, err);
    if (st == STATUS_OK)
        st = read_table(importing, "tables/profile.jsonl", take_fact, err);
    if (st == STATUS_OK)
        st = look_at_all(importing, err);
    if (st == STATUS_OK)
        st = keep_all(importing, err);
    if (st == STATUS_OK)
        importing->imported.left = left_of(importing);
    for (size_t i = 0; i < importing->comings.count; i++)
        if (importing->comings.at[i].file != NULL)
            (void)unlink(importing->comings.at[i].file);
    firm_file_close(&importing->file);
    return st;
}

enum status firm_import(const struct study_place *place, const char *path,
                        struct firm_imported *ret_imported, struct error *err)
{
    struct stat about = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about) != 0 || about.st_size <= 0 || about.st_size > FIRM_FILE_MAX) {
        if (fd >= 0)
            (void)close(fd);
        return about.st_size > FIRM_FILE_MAX
                   ? FAIL(err, FIRM_LARGE, "%lld bytes", (long long)about.st_size)
                   : FAIL(err, FIRM_FOREIGN, "%.160s cannot be read or is empty", path);
    }
    size_t size = (size_t)about.st_size;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd);
    if (bytes == MAP_FAILED)
        return FAIL(err, FIRM_FOREIGN, "%.160s: %s", path, strerror(errno));
    SCOPED(arena_cleanup) struct arena *arena = arena_new("firm import", ARENA_MAX);
    struct importing importing = {.place = place, .arena = arena};
    enum status st = import_bytes(&importing, bytes, size, err);
    (void)munmap(bytes, size);
    if (st == STATUS_OK)
        *ret_imported = importing.imported;
    return st;
}

enum status firm_representative(struct store_tx *tx, int64_t organisation_id, int64_t *ret_person,
                                struct error *err)
{
    enum status st = store_number(tx, sql_firm_representative, STORE_VALUES(v_int(organisation_id)),
                                  ret_person, err);
    return st != STATUS_OK && err->reason == &STORE_NO_ROW
               ? FAIL(err, FIRM_NOBODY, "organisation %" PRId64, organisation_id)
               : st;
}
