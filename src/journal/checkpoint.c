/* Signing the head, witnessing it, and the proofs that travel. */
#include <inttypes.h>
#include <string.h>

#include "journal/journal_private.h"
#include "journal_queries_sql.h"
#include "kit/must.h"
#include "kit/text.h"

enum { TEXT_MAX = 128 << 10 };

/* A note of this log, with a signature that fits. */
static enum status note_of(struct arena *arena, const char *text, const char *origin,
                           const struct journal_key *key, struct journal_note *ret_note,
                           struct error *err)
{
    struct journal_note note;
    enum status st = journal_note_read(arena, text, &note, err);
    if (st == STATUS_OK && !text_same(note.origin, origin))
        return FAIL(err, JOURNAL_ORIGIN, "\"%.80s\", not \"%.80s\"", note.origin, origin);
    if (st == STATUS_OK)
        st = journal_note_check(&note, key, err);
    if (st == STATUS_OK)
        *ret_note = note;
    return st;
}

/* Has the log only grown from one head to the other? */
static enum status grown(const struct journal_head *older, const struct journal_head *newer,
                         const struct journal_proof *proof, struct error *err)
{
    if (newer->size < older->size)
        return FAIL(err, JOURNAL_ROLLED_BACK, "%" PRId64 " entries, and %" PRId64 " were signed",
                    newer->size, older->size);
    if (!journal_consistent(older, newer, proof))
        return FAIL(err, JOURNAL_FORKED,
                    "%" PRId64 " entries do not begin with the %" PRId64 " that were signed",
                    newer->size, older->size);
    return STATUS_OK;
}

static enum status note_get(struct store_tx *tx, struct arena *arena, const char *sql,
                            const struct store_value *values, size_t count, const char **ret_note,
                            struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, values, count, &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, JOURNAL_NO_ENTRY, "no such checkpoint is kept");
    if (st == STATUS_OK)
        *ret_note = store_text(rows, 0, arena);
    store_done(&rows);
    return st;
}

enum status journal_checkpoint_last(struct store_tx *tx, struct arena *arena, const char **ret_note,
                                    struct error *err)
{
    return note_get(tx, arena, sql_checkpoint_last, STORE_NONE, ret_note, err);
}

/* Has the log only grown since this note? */
static enum status check_since(struct store_tx *tx, const struct journal_note *note,
                               const struct journal_head *head, struct error *err)
{
    struct journal_proof proof = {.count = 0};
    enum status st = STATUS_OK;
    if (note->head.size <= head->size)
        st = journal_prove_growth(tx, note->head.size, head->size, &proof, err);
    return st == STATUS_OK ? grown(&note->head, head, &proof, err) : st;
}

/* The newest note that the store keeps, which must be of this log and continued too: *ret_text is
 * NULL if there is none. */
static enum status check_kept(struct store_tx *tx, struct arena *arena, const char *origin,
                              const struct journal_head *head, const char **ret_text,
                              struct journal_note *ret_note, struct error *err)
{
    *ret_text = NULL;
    enum status st = journal_checkpoint_last(tx, arena, ret_text, err);
    if (st != STATUS_OK)
        return err->reason == &JOURNAL_NO_ENTRY ? STATUS_OK : st;
    st = journal_note_read(arena, *ret_text, ret_note, err);
    if (st == STATUS_OK && !text_same(ret_note->origin, origin))
        return FAIL(err, JOURNAL_ORIGIN, "\"%.80s\", not \"%.80s\"", ret_note->origin, origin);
    return st == STATUS_OK ? check_since(tx, ret_note, head, err) : st;
}

enum status journal_checkpoint(struct store_tx *tx, struct arena *arena,
                               const struct journal_signer *signer, const char *last, time_us now,
                               const char **ret_note, struct error *err)
{
    struct journal_head head = {0};
    struct journal_note before = {.head.size = -1}, kept = {.head.size = -1};
    const char *text = NULL;
    enum status st = tree_grow(tx, err);
    if (st == STATUS_OK)
        st = journal_head(tx, &head, err);
    if (st == STATUS_OK && last != NULL)
        st = note_of(arena, last, signer->key.name, &signer->key, &before, err);
    if (st == STATUS_OK && last != NULL)
        st = check_since(tx, &before, &head, err);
    if (st == STATUS_OK)
        st = check_kept(tx, arena, signer->key.name, &head, &text, &kept, err);
    if (st != STATUS_OK)
        return st;
    bool same = text != NULL && kept.head.size == head.size;
    if (same && journal_note_check(&kept, &signer->key, err) == STATUS_OK) {
        *ret_note = text;
        return STATUS_OK;
    }
    if (!same)
        text = journal_note_body(arena, signer->key.name, &head);
    const char *note =
        before.head.size == head.size && !same ? last : journal_note_sign(arena, text, signer, now);
    int64_t there = 0;
    st = store_run(tx, sql_checkpoint_set, STORE_VALUES(v_int(head.size), v_text(note)), &there,
                   err);
    if (st == STATUS_OK && there == 0)
        st = store_run(tx, sql_checkpoint_insert,
                       STORE_VALUES(v_int(head.size), v_int(now), v_text(note)), NULL, err);
    if (st == STATUS_OK)
        *ret_note = note;
    return st;
}

enum status journal_checkpoint_keep(struct store_tx *tx, struct arena *arena, const char *note,
                                    const struct journal_key *witness, struct error *err)
{
    struct journal_note brought, kept;
    const char *text = NULL;
    enum status st = journal_note_read(arena, note, &brought, err);
    if (st == STATUS_OK)
        st = journal_note_check(&brought, witness, err);
    if (st == STATUS_OK)
        st = note_get(tx, arena, sql_checkpoint_get, STORE_VALUES(v_int(brought.head.size)), &text,
                      err);
    if (st == STATUS_OK)
        st = journal_note_read(arena, text, &kept, err);
    if (st == STATUS_OK && !text_same(kept.body, brought.body))
        return FAIL(err, JOURNAL_FORKED, "the witness has seen another log of %" PRId64 " entries",
                    brought.head.size);
    if (st == STATUS_OK && kept.signature_count + 1 > JOURNAL_SIGNATURES_MAX)
        return FAIL(err, JOURNAL_NOTE, "more than %d signatures", JOURNAL_SIGNATURES_MAX);
    if (st != STATUS_OK || journal_note_check(&kept, witness, err) == STATUS_OK)
        return st; /* failed, or there already */
    const char *at = note + strlen(brought.body) + 1, *line = NULL;
    struct text merged = text_start(arena, TEXT_MAX);
    text_add(&merged, text);
    for (size_t i = 0; (line = line_take(arena, &at)) != NULL; i++)
        if (text_same(brought.signatures[i].name, witness->name) &&
            memcmp(brought.signatures[i].id, witness->id, sizeof witness->id) == 0)
            text_format(&merged, "%s\n", line);
    must(!text_cut(&merged));
    return store_run(tx, sql_checkpoint_set,
                     STORE_VALUES(v_int(brought.head.size), v_text(text_string(&merged))), NULL,
                     err);
}

/* ---- texts with a proof in them ---- */

static void add_proof(struct text *text, struct arena *arena, const struct journal_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++)
        text_format(text, "%s\n", base64_text(arena, proof->at[i].bytes, 32));
    text_add_char(text, '\n');
}

enum status journal_update(struct store_tx *tx, struct arena *arena, int64_t older,
                           const char *note, const char **ret_text, struct error *err)
{
    struct journal_note read;
    struct journal_proof proof;
    enum status st = journal_note_read(arena, note, &read, err);
    if (st == STATUS_OK)
        st = journal_prove_growth(tx, older, read.head.size, &proof, err);
    if (st != STATUS_OK)
        return st;
    struct text text = text_start(arena, TEXT_MAX);
    text_format(&text, "old %" PRId64 "\n", older);
    add_proof(&text, arena, &proof);
    text_add(&text, note);
    *ret_text = text_string(&text);
    return STATUS_OK;
}

struct update {
    int64_t older;
    struct journal_proof proof;
    const char *note;
};

static enum status update_read(struct arena *arena, const char *text, struct update *ret_update,
                               struct error *err)
{
    struct update update = {0};
    const char *at = text, *line = line_take(arena, &at);
    if (line == NULL || !text_starts(line, "old ") || !number_read(line + 4, &update.older))
        return FAIL_AT(err, JOURNAL_NOTE, "line 1", "\"old SIZE\" is wanted");
    while ((line = line_take(arena, &at)) != NULL && line[0] != '\0') {
        size_t size = 0;
        if (update.proof.count == JOURNAL_PROOF_MAX - 1 ||
            !base64_read(line, update.proof.at[update.proof.count++].bytes, 32, &size) ||
            size != 32)
            return FAIL(err, JOURNAL_NOTE, "line %zu of the proof is no hash", update.proof.count);
    }
    if (line == NULL)
        return FAIL(err, JOURNAL_NOTE, "the checkpoint is missing");
    update.note = at;
    *ret_update = update;
    return STATUS_OK;
}

enum status journal_witness(struct arena *arena, const char *update, const char *last,
                            const struct journal_key *log, const struct journal_signer *witness,
                            time_us now, const char **ret_note, struct error *err)
{
    struct update asked;
    struct journal_note note, seen = {.head = {.root = hash_of_bytes("", 0)}};
    if (witness->key.role != JOURNAL_WITNESS || log->role != JOURNAL_LOG)
        return FAIL(err, JOURNAL_KEY, "a log's key and a witness's own are wanted");
    enum status st = update_read(arena, update, &asked, err);
    if (st == STATUS_OK)
        st = note_of(arena, asked.note, log->name, log, &note, err);
    if (st == STATUS_OK && last != NULL)
        st = note_of(arena, last, log->name, &witness->key, &seen, err);
    if (st != STATUS_OK)
        return st;
    if (note.head.size >= seen.head.size && asked.older != seen.head.size)
        return FAIL(err, JOURNAL_PROOF, "it starts at %" PRId64 "; last seen was %" PRId64,
                    asked.older, seen.head.size);
    st = grown(&seen.head, &note.head, &asked.proof, err);
    if (st == STATUS_OK)
        *ret_note = journal_note_sign(arena, asked.note, witness, now);
    return st;
}

enum status journal_prove(struct store_tx *tx, struct arena *arena, int64_t index, const char *note,
                          const void *bytes, size_t size, const char **ret_text, struct error *err)
{
    struct journal_note read;
    struct journal_entry entry;
    struct journal_proof proof;
    enum status st = journal_note_read(arena, note, &read, err);
    if (st == STATUS_OK)
        st = journal_get(tx, arena, index, &entry, err);
    if (st == STATUS_OK)
        st = journal_prove_entry(tx, index, read.head.size, &proof, err);
    if (st != STATUS_OK)
        return st;
    if (entry.body != NULL) {
        bytes = entry.body;
        size = strlen(entry.body);
    }
    struct hash256 leaf = journal_leaf_hash(bytes, size);
    if (!journal_included(&leaf, index, &proof, &read.head))
        return FAIL(err, JOURNAL_BROKEN, "entry %" PRId64 " is not under the checkpoint", index);
    struct text text = text_start(arena, TEXT_MAX);
    text_format(&text, "c2sp.org/tlog-proof@v1\nextra %s\nindex %" PRId64 "\n",
                base64_text(arena, bytes, size), index);
    add_proof(&text, arena, &proof);
    text_add(&text, note);
    *ret_text = text_string(&text);
    return STATUS_OK;
}
