/* The whole log once more: read and compared, or written out for `dure-verify log`. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal_private.h"
#include "journal_queries_sql.h"
#include "kit/must.h"
#include "kit/text.h"

enum { PAGE = 1000, ARENA_BYTES = 64 << 20 };

struct audit {
    struct store_tx *tx;
    struct frontier frontier;
    struct journal_head head; /* as the store has it */
    int64_t nodes;
};

static enum status node_compare(void *context, int level, int64_t place, const struct hash256 *hash,
                                struct error *err)
{
    struct audit *audit = context;
    struct store_rows *rows = NULL;
    struct hash256 kept;
    /* Entries that a migration brought enter the tree with the first one written after it. */
    if ((place + 1) << level > audit->head.size)
        return STATUS_OK;
    enum status st =
        store_one(audit->tx, sql_node_get, STORE_VALUES(v_int(level), v_int(place)), &rows, err);
    if (st == STATUS_OK)
        st = hash_column(rows, 0, &kept, err);
    store_done(&rows);
    if (st != STATUS_OK && st != STATUS_NOT_FOUND && err->reason != &JOURNAL_BROKEN)
        return st;
    audit->nodes++;
    if (st != STATUS_OK || !hash_same(&kept, hash))
        return FAIL_AT(err, JOURNAL_BROKEN, "/tree", "subtree %" PRId64 " of level %d does not fit",
                       place, level);
    return STATUS_OK;
}

static enum status root_compare(const struct audit *audit, struct error *err)
{
    struct hash256 root = frontier_root(&audit->frontier);
    if (audit->frontier.size == audit->head.size && !hash_same(&root, &audit->head.root))
        return FAIL_AT(err, JOURNAL_BROKEN, "/tree", "it is not the tree of these entries");
    return STATUS_OK;
}

static enum status entry_audit(struct audit *audit, int64_t seq, const struct journal_entry *entry,
                               struct error *err)
{
    char place[ERROR_PLACE_MAX];
    struct node_sink sink = {.keep = node_compare, .context = audit};
    (void)snprintf(place, sizeof place, "/entries/%" PRId64, audit->frontier.size);
    if (seq != audit->frontier.size)
        return FAIL_AT(err, JOURNAL_BROKEN, place, "an entry is missing here");
    struct hash256 leaf =
        entry->body == NULL ? entry->leaf : journal_leaf_hash(entry->body, strlen(entry->body));
    if (!hash_same(&leaf, &entry->leaf))
        return FAIL_AT(err, JOURNAL_BROKEN, place, "its leaf does not fit what it says");
    enum status st = frontier_add(&audit->frontier, &entry->leaf, &sink, err);
    return st == STATUS_OK ? root_compare(audit, err) : st;
}

/* Calls `each` for every entry in order. */
static enum status for_entries(struct store_tx *tx,
                               enum status (*each)(void *context, int64_t seq,
                                                   const struct journal_entry *entry,
                                                   struct error *err),
                               void *context, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("log", ARENA_BYTES);
    struct {
        struct journal_entry entry;
        int64_t seq;
    } *page = arena_array(arena, PAGE, sizeof *page);
    SCOPED(arena_cleanup) struct arena *texts = arena_new("log page", ARENA_BYTES);
    size_t count = PAGE;
    enum status st = STATUS_OK;
    for (int64_t from = 0; st == STATUS_OK && count == PAGE;) {
        struct store_rows *rows = NULL;
        bool more = false;
        arena_reset(texts);
        count = 0;
        st = store_query(tx, sql_entries_from, STORE_VALUES(v_int(from), v_int(PAGE)), &rows, err);
        while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
            page[count].seq = store_int(rows, 0);
            st = entry_of_row(rows, texts, &page[count++].entry, err);
        }
        store_done(&rows);
        for (size_t i = 0; st == STATUS_OK && i < count; i++) {
            st = each(context, page[i].seq, &page[i].entry, err);
            from = page[i].seq + 1;
        }
    }
    return st;
}

static enum status audit_each(void *context, int64_t seq, const struct journal_entry *entry,
                              struct error *err)
{
    return entry_audit(context, seq, entry, err);
}

enum status journal_audit(struct store_tx *tx, struct journal_head *ret_head, struct error *err)
{
    struct audit audit = {.tx = tx};
    int64_t nodes = 0;
    enum status st = journal_head(tx, &audit.head, err);
    if (st == STATUS_OK)
        st = root_compare(&audit, err);
    if (st == STATUS_OK)
        st = for_entries(tx, audit_each, &audit, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_node_count, STORE_NONE, &nodes, err);
    if (st != STATUS_OK)
        return st;
    if (audit.head.size > audit.frontier.size)
        return FAIL_AT(err, JOURNAL_BROKEN, "/tree",
                       "it is made from %" PRId64 " entries and %" PRId64 " are here",
                       audit.head.size, audit.frontier.size);
    if (nodes != audit.nodes)
        return FAIL_AT(err, JOURNAL_BROKEN, "/tree", "it has %" PRId64 " subtrees, not %" PRId64,
                       nodes, audit.nodes);
    *ret_head =
        (struct journal_head){.size = audit.frontier.size, .root = frontier_root(&audit.frontier)};
    return STATUS_OK;
}

/* ---- out ---- */

struct exporting {
    FILE *out;
    int64_t count;
};

static enum status export_each(void *context, int64_t seq, const struct journal_entry *entry,
                               struct error *err)
{
    (void)err;
    struct exporting *exporting = context;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("export", 1 << 20);
    json_t *line = json_pack("{s:s, s:I, s:s, s:I}", "type", "entry", "seq", (json_int_t)seq,
                             "kind", entry->kind, "ref", (json_int_t)entry->ref);
    must(line != NULL);
    if (entry->body != NULL)
        must(json_object_set_new(line, "body", json_string(entry->body)) == 0);
    must(json_object_set_new(line, "leaf", json_string(hex_text(arena, entry->leaf.bytes, 32))) ==
         0);
    must(json_dumpf(line, exporting->out, JSON_COMPACT) == 0 || ferror(exporting->out) != 0);
    (void)fputc('\n', exporting->out);
    json_decref(line);
    exporting->count++;
    return STATUS_OK;
}

enum status journal_export(struct store_tx *tx, FILE *out, struct error *err)
{
    struct exporting exporting = {.out = out};
    (void)fputs("{\"type\":\"log\",\"format\":\"dure-log\",\"version\":1}\n", out);
    enum status st = for_entries(tx, export_each, &exporting, err);
    if (st == STATUS_OK)
        (void)fprintf(out, "{\"type\":\"end\",\"entries\":%" PRId64 "}\n", exporting.count);
    if (st == STATUS_OK && (fflush(out) != 0 || ferror(out) != 0))
        return FAIL(err, KIT_FILE, "the export could not be written");
    return st;
}
