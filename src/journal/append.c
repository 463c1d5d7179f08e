/* Entries into the log, and the tree that grows with them. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "journal/journal_private.h"
#include "journal_queries_sql.h"
#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "journal/reasons.def"
#undef REASON

enum { BODY_MAX = 16 << 10, ARENA_BYTES = 4 << 20, LEAVES_AT_ONCE = 1000 };

enum status hash_column(const struct store_rows *rows, int column, struct hash256 *ret_hash,
                        struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("hash", 4096);
    size_t size = 0;
    const void *bytes = store_blob(rows, column, arena, &size);
    if (size != sizeof ret_hash->bytes)
        return FAIL(err, JOURNAL_BROKEN, "a hash of %zu bytes", size);
    memcpy(ret_hash->bytes, bytes, size);
    return STATUS_OK;
}

/* ---- the tree's end ---- */

enum status frontier_load(struct store_tx *tx, struct frontier *ret_frontier, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("frontier", 8 << 10);
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_tree_get, STORE_NONE, &rows, err);
    if (st == STATUS_NOT_FOUND) { /* nothing has been written yet */
        *ret_frontier = (struct frontier){0};
        return STATUS_OK;
    }
    if (st != STATUS_OK)
        return st;
    struct frontier frontier = {.size = store_int(rows, 0)};
    size_t size = 0;
    const void *bytes = store_blob(rows, 1, arena, &size);
    store_done(&rows);
    frontier.count = (size_t)__builtin_popcountll((uint64_t)frontier.size);
    if (frontier.size < 0 || size != frontier.count * sizeof *frontier.peaks)
        return FAIL_AT(err, JOURNAL_BROKEN, "/tree", "size %" PRId64 " with %zu bytes of peaks",
                       frontier.size, size);
    if (size > 0)
        memcpy(frontier.peaks, bytes, size);
    *ret_frontier = frontier;
    return STATUS_OK;
}

static enum status node_keep(void *context, int level, int64_t place, const struct hash256 *hash,
                             struct error *err)
{
    return store_later(context, sql_node_insert,
                       STORE_VALUES(v_int(level), v_int(place), v_blob(hash->bytes, 32)), err);
}

/* The leaves from `from` on, at most LEAVES_AT_ONCE. */
static enum status leaves_read(struct store_tx *tx, int64_t from, struct hash256 *leaves,
                               size_t *ret_count, struct error *err)
{
    struct store_rows *rows = NULL;
    size_t count = 0;
    bool more = false;
    enum status st = store_query(tx, sql_entries_from,
                                 STORE_VALUES(v_int(from), v_int(LEAVES_AT_ONCE)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = hash_column(rows, 4, &leaves[count++], err);
    store_done(&rows);
    *ret_count = count;
    return st;
}

enum status tree_grow(struct store_tx *tx, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("tree", 1 << 20);
    struct hash256 *leaves = arena_array(arena, LEAVES_AT_ONCE, sizeof *leaves);
    struct node_sink sink = {.keep = node_keep, .context = tx};
    struct frontier frontier = {0};
    size_t count = LEAVES_AT_ONCE;
    enum status st = frontier_load(tx, &frontier, err);
    while (st == STATUS_OK && count == LEAVES_AT_ONCE) {
        st = leaves_read(tx, frontier.size, leaves, &count, err);
        for (size_t i = 0; st == STATUS_OK && i < count; i++)
            st = frontier_add(&frontier, &leaves[i], &sink, err);
    }
    if (st != STATUS_OK)
        return st;
    return store_later(
        tx, sql_tree_set,
        STORE_VALUES(v_int(frontier.size),
                     v_blob(frontier.peaks, frontier.count * sizeof *frontier.peaks)),
        err);
}

/* ---- entries ---- */

static enum status entry_check(const struct journal_entry *entry, struct error *err)
{
    if (entry->kind == NULL || entry->kind[0] == '\0' || strlen(entry->kind) > 40)
        return FAIL_AT(err, JOURNAL_ENTRY, "/kind", "no kind, or a long one");
    if (entry->body != NULL && strlen(entry->body) > BODY_MAX)
        return FAIL_AT(err, JOURNAL_ENTRY, "/body", "more than %d bytes", BODY_MAX);
    return STATUS_OK;
}

enum status journal_append(struct store_tx *tx, const struct journal_entry *entries, size_t count,
                           int64_t *ret_first, struct error *err)
{
    int64_t first = 0;
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count; i++)
        st = entry_check(&entries[i], err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_entry_next, STORE_NONE, &first, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        const struct journal_entry *entry = &entries[i];
        struct hash256 leaf =
            entry->body == NULL ? entry->leaf : journal_leaf_hash(entry->body, strlen(entry->body));
        st = store_later(tx, sql_entry_insert,
                         STORE_VALUES(v_int(first + (int64_t)i), v_text(entry->kind),
                                      v_int(entry->ref), v_text(entry->body),
                                      v_blob(leaf.bytes, 32)),
                         err);
    }
    if (st == STATUS_OK)
        st = tree_grow(tx, err);
    if (st == STATUS_OK && ret_first != NULL)
        *ret_first = first;
    return st;
}

static json_t *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? json_null() : json_string(text);
}

static json_t *hash_or_null(struct arena *arena, const struct hash256 *hash)
{
    return hash == NULL ? json_null() : json_string(hex_text(arena, hash->bytes, 32));
}

static json_t *number_or_null(int64_t number)
{
    return number == 0 ? json_null() : json_integer(number);
}

/* One member after another; whatever cannot be put in is a bug of ours. */
static void put(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

/* SHA-256(salt, name, 0, note): what an entry says of a person's name and words. */
static struct hash256 words_hash(struct arena *arena, const uint8_t salt[32], const char *name,
                                 const char *note)
{
    struct text all = text_start(arena, 1 << 20);
    text_add_bytes(&all, (const char *)salt, 32);
    text_add(&all, name == NULL ? "" : name);
    text_add_char(&all, '\0');
    text_add(&all, note == NULL ? "" : note);
    must(!text_cut(&all));
    return hash_of_bytes(all.bytes, all.size);
}

static const char *decision_body(struct arena *arena, const struct journal_decision *decision,
                                 const struct hash256 *said)
{
    json_t *body = json_object();
    put(body, "format", json_string("dure.decision"));
    put(body, "version", json_integer(1));
    put(body, "kind", json_string(decision->kind));
    put(body, "ref", json_integer(decision->ref));
    put(body, "at", json_string(time_text(arena, decision->at)));
    put(body, "person", number_or_null(decision->person));
    put(body, "post", number_or_null(decision->post));
    put(body, "organisation", number_or_null(decision->organisation));
    put(body, "case", number_or_null(decision->case_id));
    put(body, "action", json_string(decision->action));
    put(body, "object", json_string(decision->object));
    put(body, "object_id", json_integer(decision->object_id));
    put(body, "before", text_or_null(decision->before));
    put(body, "after", text_or_null(decision->after));
    put(body, "article", text_or_null(decision->article));
    put(body, "evidence", hash_or_null(arena, decision->evidence));
    put(body, "words", json_string(hex_text(arena, said->bytes, 32)));
    const char *text = json_canonical(arena, body, NULL);
    json_decref(body);
    return text;
}

enum status journal_decide(struct store_tx *tx, const struct journal_decision *decision,
                           struct error *err)
{
    if (decision->kind == NULL || decision->action == NULL || decision->object == NULL)
        return FAIL(err, JOURNAL_ENTRY, "a decision names its kind, its action and its object");
    SCOPED(arena_cleanup) struct arena *arena = arena_new("decision", ARENA_BYTES);
    uint8_t salt[32];
    int64_t index = 0;
    bytes_start();
    randombytes_buf(salt, sizeof salt);
    struct hash256 said = words_hash(arena, salt, decision->name, decision->note);
    struct journal_entry entry = {.kind = decision->kind,
                                  .ref = decision->ref,
                                  .body = decision_body(arena, decision, &said)};
    enum status st = journal_append(tx, &entry, 1, &index, err);
    if (st != STATUS_OK)
        return st;
    return store_run(tx, sql_salt_insert, STORE_VALUES(v_int(index), v_blob(salt, sizeof salt)),
                     NULL, err);
}

enum status journal_issue(struct store_tx *tx, const struct journal_document *document,
                          int64_t *ret_index, struct error *err)
{
    if (document->document == NULL || document->number == NULL || document->file == NULL)
        return FAIL(err, JOURNAL_ENTRY, "a document has a kind, a number and a hash");
    SCOPED(arena_cleanup) struct arena *arena = arena_new("document", ARENA_BYTES);
    json_t *body = json_object();
    put(body, "format", json_string("dure.document"));
    put(body, "version", json_integer(1));
    put(body, "ref", json_integer(document->ref));
    put(body, "at", json_string(time_text(arena, document->at)));
    put(body, "document", json_string(document->document));
    put(body, "number", json_string(document->number));
    put(body, "file", hash_or_null(arena, document->file));
    put(body, "source", hash_or_null(arena, document->source));
    struct journal_entry entry = {
        .kind = "document", .ref = document->ref, .body = json_canonical(arena, body, NULL)};
    json_decref(body);
    return journal_append(tx, &entry, 1, ret_index, err);
}
