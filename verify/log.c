/* docs/formats/log.md: is the log whole, does it fit the store, does it begin with every checkpoint
 * given; is a single entry under a checkpoint, and a file the one that the entry is about? */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

static const struct form form = {
    "{\"type\":\"log\",\"format\":\"dure-log\",\"version\":1}",
    "CREATE TEMP VIEW journal_entry AS SELECT line ->> '$.seq' AS seq, line ->> '$.kind' AS kind,"
    " line ->> '$.ref' AS ref, line ->> '$.body' AS body, unhex(line ->> '$.leaf') AS leaf FROM raw"
    " WHERE line ->> '$.type' = 'entry';",
    " type format version entries seq kind ref body leaf ",
    "SELECT json_object('type', 'end', 'entries', count(*)) FROM journal_entry WHERE (SELECT"
    " count(*) FROM raw) = (SELECT count(*) FROM journal_entry) + 2"};

static const char *const script[] = {
    "CREATE TEMP TABLE entry AS SELECT seq, kind, ref, body, leaf FROM journal_entry NOT INDEXED"
    " ORDER BY seq; CREATE INDEX entry_ref ON entry (kind, ref);",
    "entry",
    "SELECT rowid - 1, 'a number is missing before it, or stands twice' FROM entry"
    " WHERE seq IS NOT rowid - 1",
    "SELECT seq, 'it holds what cannot stand there' FROM entry"
    " WHERE kinds(seq, kind, ref, ifnull(body, ''), leaf) <> 'itith'",
    "SELECT seq, 'it says nothing' FROM entry WHERE (body IS NULL) <> (kind = 'transfer')",
    "SELECT seq, 'its leaf does not fit what it says' FROM entry WHERE body IS NOT NULL AND"
    " leaf <> sha256(bytes(x'00', body))",
    "SELECT seq, 'the same thing was entered before' FROM (SELECT seq, row_number() OVER"
    " (PARTITION BY kind, ref ORDER BY seq) AS turn FROM entry) WHERE turn > 1",
    "SELECT seq, 'it is not in the order of the book' FROM (SELECT seq, ref, lag(ref, 1, 0)"
    " OVER (ORDER BY seq) AS before FROM entry WHERE kind = 'transfer') WHERE ref <> before + 1",
    NULL};

/* What entries say, beside the rows of the store that they are about. */
static const char *const store_script[] = {
    "CREATE TEMP TABLE transfer AS SELECT seq, leaf FROM ledger_transfer NOT INDEXED;"
    "CREATE TEMP TABLE event AS SELECT id, application_id, at, person_id, name, organisation_id,"
    " action, note FROM case_event NOT INDEXED; CREATE INDEX event_id ON event (id);"
    "CREATE INDEX transfer_seq ON transfer (seq);"
    "CREATE TEMP TABLE decision AS SELECT e.seq AS place, e.ref, s.salt, body ->> '$.at' AS at,"
    " body ->> '$.case' AS application_id, body ->> '$.person' AS person_id, body ->>"
    " '$.organisation' AS organisation_id, body ->> '$.action' AS action, body ->> '$.object' AS"
    " object, body ->> '$.object_id' AS object_id, body ->> '$.after' AS after, body ->> '$.words'"
    " AS words FROM entry e LEFT JOIN journal_salt s ON s.seq = e.seq WHERE kind = 'decision';"
    "CREATE INDEX decision_object ON decision (object, object_id, place);"
    "CREATE TEMP TABLE now AS SELECT 'application' AS object, id AS object_id, state FROM"
    " application NOT INDEXED UNION ALL SELECT 'agreement', id, state FROM agreement NOT INDEXED"
    " UNION ALL SELECT 'payment', id, state FROM payment NOT INDEXED;",
    "entry",
    "SELECT e.seq, 'the transfer that it is about has been changed or is gone' FROM entry e"
    " LEFT JOIN transfer t ON t.seq = e.ref WHERE kind = 'transfer' AND t.leaf IS NOT e.leaf",
    "SELECT place, 'the event that it is about has been changed or is gone' FROM decision d"
    " LEFT JOIN event e ON e.id = d.ref WHERE e.id IS NULL OR (e.application_id, e.person_id,"
    " e.organisation_id, e.action) IS NOT (d.application_id, d.person_id, d.organisation_id,"
    " d.action) OR e.at <> strftime('%s', substr(d.at, 1, 19)) * 1000000 + CAST(substr(d.at, 21, 6)"
    " AS INTEGER)",
    "SELECT place, 'the name or the words of its event have been changed' FROM decision d JOIN"
    " event e ON e.id = d.ref WHERE salt IS NOT NULL AND d.words <>"
    " lower(hex(sha256(bytes(salt, name, x'00', note))))",
    "SELECT place, 'what it decided stands otherwise in the store' FROM decision d LEFT JOIN now n"
    " USING (object, object_id) WHERE after IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decision l"
    " WHERE l.object = d.object AND l.object_id = d.object_id AND l.place > d.place AND l.after IS"
    " NOT NULL) AND n.state IS NOT after",
    "transfer",
    "SELECT seq, 'it is not in the log' FROM transfer WHERE seq NOT IN (SELECT ref FROM entry WHERE"
    " kind = 'transfer')",
    "event", /* those from before there was a log are in none */
    "SELECT id, 'it is not in the log' FROM event WHERE id > (SELECT min(ref) FROM decision) AND"
    " id NOT IN (SELECT ref FROM decision)",
    NULL};

static enum verdict check_begins(sqlite3 *db, const struct question *question, const char *path,
                                 char why[WHY_MAX])
{
    struct note note;
    struct hash root;
    size_t size = 0;
    char *text = file_read(path, &size, why);
    enum verdict verdict = text == NULL ? UNREADABLE : note_read(text, &note, why);
    if (verdict == GOOD)
        verdict = note_check(&note, question->signers, why);
    if (verdict == GOOD &&
        !tree_root(db, "SELECT leaf FROM entry ORDER BY rowid", note.size, &root))
        verdict = say(why, BAD, "%s: %" PRId64 " entries were signed, and there are fewer now",
                      path, note.size);
    if (verdict == GOOD && memcmp(root.bytes, note.root.bytes, sizeof root.bytes) != 0)
        verdict = say(why, BAD, "%s: the first %" PRId64 " entries are not those that were signed",
                      path, note.size);
    free(text);
    return verdict;
}

enum verdict log_verify(const struct question *question, char why[WHY_MAX])
{
    bool is_store = false;
    sqlite3 *db = NULL;
    enum verdict verdict = rows_load(&form, question, &db, &is_store, why);
    if (verdict == GOOD)
        verdict = rows_check(db, script, why);
    if (verdict == GOOD && is_store)
        verdict = rows_check(db, store_script, why);
    int checkpoints = 0;
    for (; verdict == GOOD && question->checkpoints[checkpoints] != NULL; checkpoints++)
        verdict = check_begins(db, question, question->checkpoints[checkpoints], why);
    if (verdict == GOOD)
        (void)printf("OK: %" PRId64 " entries, %" PRId64 " of them transfers; %d checkpoints fit\n",
                     rows_number(db, "SELECT count(*) FROM entry"),
                     rows_number(db, "SELECT count(*) FROM entry WHERE kind = 'transfer'"),
                     checkpoints);
    (void)sqlite3_close(db);
    return verdict;
}

/* ---- a single document ---- */

/* C2SP tlog-proof: "extra" (the entry), "index", the path, a blank line, the checkpoint. */
struct proof {
    char entry[32 << 10];
    size_t entry_size, count;
    int64_t index;
    struct hash path[64];
    struct note note;
};

static enum verdict proof_read(const char *text, struct proof *proof, char why[WHY_MAX])
{
    static const char head[] = "c2sp.org/tlog-proof@v1\nextra ";
    const char *at = text + strlen(head), *end = NULL;
    char *after = NULL;
    if (strncmp(text, head, strlen(head)) != 0 ||
        sodium_base642bin((uint8_t *)proof->entry, sizeof proof->entry - 1, at, strcspn(at, "\n"),
                          NULL, &proof->entry_size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        strncmp(end, "\nindex ", 7) != 0)
        return say(why, BAD, "this is no proof of an entry");
    proof->index = strtoll(end + 7, &after, 10);
    for (at = after; at[0] == '\n' && at[1] != '\n' && at[1] != '\0'; at = strchr(at + 1, '\n'))
        if (proof->count == 64 || strchr(at + 1, '\n') == NULL ||
            !base64(at + 1, proof->path[proof->count++].bytes, 32))
            return say(why, BAD, "hash %zu of the proof is damaged", proof->count);
    return strncmp(at, "\n\n", 2) == 0 ? note_read(at + 2, &proof->note, why)
                                       : say(why, BAD, "the proof has no checkpoint");
}

static enum verdict check_file(const char *path, const char *entry, char why[WHY_MAX])
{
    size_t size = 0;
    char *bytes = file_read(path, &size, why);
    if (bytes == NULL)
        return UNREADABLE;
    sqlite3 *db = rows_open(NULL);
    sqlite3_stmt *row =
        rows_prepare(db, "SELECT lower(hex(sha256(?2))) IN (?1 ->> '$.file', ?1 ->> '$.source',"
                         " ?1 ->> '$.evidence') WHERE json_valid(?1)");
    bool named = sqlite3_bind_text(row, 1, entry, -1, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_bind_blob64(row, 2, bytes, size, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_step(row) == SQLITE_ROW && sqlite3_column_int(row, 0) == 1;
    (void)sqlite3_finalize(row);
    (void)sqlite3_close(db);
    free(bytes);
    return named ? GOOD : say(why, BAD, "%s is not the file that the entry is about", path);
}

enum verdict document_verify(const struct question *question, char why[WHY_MAX])
{
    static struct proof proof;
    size_t size = 0;
    if (question->signers[0] == NULL)
        return say(why, UNREADABLE, "whose signature? Give --key");
    char *text = file_read(question->path, &size, why);
    enum verdict verdict = text == NULL ? UNREADABLE : proof_read(text, &proof, why);
    if (verdict == GOOD)
        verdict = note_check(&proof.note, question->signers, why);
    if (verdict == GOOD &&
        !tree_included(tree_leaf(proof.entry, proof.entry_size), proof.index, proof.note.size,
                       proof.path, proof.count, &proof.note.root))
        verdict = say(why, BAD, "the entry is not under the checkpoint");
    if (verdict == GOOD && question->file != NULL)
        verdict = check_file(question->file, proof.entry, why);
    if (verdict == GOOD)
        (void)printf("OK: entry %" PRId64 " of %" PRId64 "\n%s\n", proof.index, proof.note.size,
                     proof.entry[0] == '{' ? proof.entry : "(a transfer of the book)");
    free(text);
    return verdict;
}
