/* docs/formats/log.md: is the log whole, does it fit the store, does it begin with every checkpoint
 * given; is a single entry under a checkpoint, and a file the one that the entry is about? */

#include "verify.h"

static const struct form form = {
    "{\"type\":\"log\",\"format\":\"dure-log\",\"version\":1}",
    "CREATE TEMP VIEW journal_entry AS SELECT line->>'seq' seq,line->>'kind' kind,line->>'ref'"
    " ref,line->>'body' body,unhex(line->>'leaf') leaf FROM raw WHERE line->>'type' = 'entry';",
    " type format version entries seq kind ref body leaf ",
    "SELECT json_object('type', 'end', 'entries', count(*)) FROM journal_entry WHERE (SELECT"
    " count(*) FROM raw) = (SELECT count(*) FROM journal_entry) + 2"};

static const char *const script[] = {
    "CREATE TEMP TABLE entry AS SELECT seq, kind, ref, body, leaf FROM journal_entry NOT INDEXED"
    " ORDER BY seq; CREATE INDEX entry_ref ON entry (kind, ref);",
    "entry",
    "SELECT rowid - 1, 'a number is missing before it, or stands twice' FROM entry WHERE seq IS"
    " NOT rowid - 1",
    "SELECT seq, 'it holds what cannot stand there' FROM entry WHERE kinds(seq, kind, ref,"
    " ifnull(body, ''), leaf) <> 'itith'",
    "SELECT seq, 'it says nothing' FROM entry WHERE (body IS NULL) <> (kind = 'transfer')",
    "SELECT seq, 'its leaf does not fit what it says' FROM entry WHERE body IS NOT NULL AND leaf"
    " <> sha256(bytes(x'00', body))",
    "SELECT seq, 'it is named otherwise than it says' FROM entry WHERE body IS NOT NULL AND NOT"
    " (json_valid(body) AND body->>'ref' IS ref AND ifnull(body->>'kind', substr(body->>'format',"
    " 6)) IS kind)",
    "SELECT seq, 'the same thing was entered before' FROM (SELECT seq, row_number() OVER"
    " (PARTITION BY kind, ref ORDER BY seq) AS turn FROM entry) WHERE turn > 1",
    "SELECT seq, 'it is not in the order of the book' FROM (SELECT seq, ref, lag(ref, 1, 0) OVER"
    " (ORDER BY seq) AS before FROM entry WHERE kind = 'transfer') WHERE ref <> before + 1",
    NULL};

/* What entries say, beside the rows of the store that they are about. */
static const char *const store_script[] = {
    "CREATE TEMP TABLE transfer AS SELECT seq, leaf FROM ledger_transfer NOT INDEXED;CREATE TEMP"
    " TABLE event AS SELECT id, application_id, at, person_id, name, organisation_id, action,"
    " note FROM case_event NOT INDEXED; CREATE INDEX event_id ON event (id);CREATE INDEX"
    " transfer_seq ON transfer (seq);CREATE TEMP TABLE decision AS SELECT e.seq AS place, e.ref,"
    " s.salt,body->>'at' at,body->>'case' application_id,body->>'person'"
    " person_id,body->>'organisation' organisation_id,body->>'action' action,body->>'object'"
    " object,body->>'object_id' object_id,body->>'after' after,body->>'words' words FROM entry e"
    " LEFT JOIN journal_salt s ON s.seq = e.seq WHERE kind = 'decision';CREATE INDEX"
    " decision_object ON decision (object, object_id, place);CREATE TEMP TABLE now AS SELECT"
    " 'application' AS object, id AS object_id, state FROM application NOT INDEXED UNION ALL"
    " SELECT 'agreement', id, state FROM agreement NOT INDEXED UNION ALL SELECT 'payment', id,"
    " state FROM payment NOT INDEXED;",
    "entry",
    "SELECT e.seq, 'the transfer that it is about has been changed or is gone' FROM entry e LEFT"
    " JOIN transfer t ON t.seq = e.ref WHERE kind = 'transfer' AND t.leaf IS NOT e.leaf",
    "SELECT place, 'the event that it is about has been changed or is gone' FROM decision d LEFT"
    " JOIN event e ON e.id = d.ref WHERE e.id IS NULL OR (e.application_id, e.person_id,"
    " e.organisation_id, e.action) IS NOT (d.application_id, d.person_id, d.organisation_id,"
    " d.action) OR e.at <> strftime('%s', substr(d.at, 1, 19)) * 1000000 + CAST(substr(d.at, 21,"
    " 6) AS INTEGER)",
    "SELECT place, 'the name or the words of its event have been changed' FROM decision d JOIN"
    " event e ON e.id = d.ref WHERE salt IS NOT NULL AND d.words <> lower(hex(sha256(bytes(salt,"
    " name, x'00', note))))",
    "SELECT place, 'what it decided stands otherwise in the store' FROM decision d LEFT JOIN now"
    " n USING (object, object_id) WHERE after IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decision"
    " l WHERE l.object = d.object AND l.object_id = d.object_id AND l.place > d.place AND l.after"
    " IS NOT NULL) AND n.state IS NOT after",
    "transfer",
    "SELECT seq, 'it is not in the log' FROM transfer WHERE seq NOT IN (SELECT ref FROM entry"
    " WHERE kind = 'transfer')",
    "event", /* those from before there was a log are in none */
    "SELECT id, 'it is not in the log' FROM event WHERE id > (SELECT min(ref) FROM decision) AND"
    " id NOT IN (SELECT ref FROM decision)",
    NULL};

/* Checkpoints and keys (C2SP signed-note): the body up to the blank line, then "— name base64". A
 * key is name+id+base64(role, key): role 1 signs the body, role 4 (a witness) a time before it. */
static const char *const note_script[] = {
    "CREATE TEMP TABLE signer AS SELECT substr(text, 1, instr(text, '+') - 1) name,"
    " unhex(substr(text, instr(text, '+') + 1, 8)) id, unbase64(substr(text, instr(text, '+') +"
    " 10, 44)) key FROM key;CREATE TEMP TABLE head AS SELECT n, body, rest, substr(body, 1,"
    " instr(body, char(10)) - 1) origin, CAST(tail AS INTEGER) size, unbase64(substr(tail,"
    " instr(tail, char(10)) + 1, 44)) root FROM (SELECT *, substr(body, instr(body, char(10)) +"
    " 1) tail, substr(text, length(body) + 1) rest FROM (SELECT rowid n, text, substr(text, 1,"
    " instr(text, char(10) || char(10))) body FROM note));CREATE TEMP TABLE signed AS SELECT *,"
    " unbase64(substr(rest, at, long)) signature, substr(rest, at + long, 1) = char(10) ended"
    " FROM (SELECT n, body, origin, rest, name, id, key, instr(rest, mark) found, instr(rest,"
    " mark) + length(mark) at, iif(substr(key, 1, 1) = x'04', 104, 92) long FROM (SELECT *,"
    " char(10) || '— ' || name || ' ' mark FROM head, signer))",
    "key",
    "SELECT rowid, 'it is not one of a log or a witness' FROM signer WHERE length(key) IS NOT 33"
    " OR id IS NOT substr(sha256(bytes(name, char(10), key)), 1, 4) OR substr(key, 1, 1) NOT IN"
    " (x'01', x'04')",
    "checkpoint",
    "SELECT n, 'it is none' FROM head WHERE body = '' OR length(root) IS NOT 32 OR size < 0",
    "SELECT n, 'it is not one of ' || name FROM signed WHERE substr(key, 1, 1) = x'01' AND origin"
    " <> name",
    "SELECT n, name || ' has not signed it' FROM signed WHERE found = 0",
    "SELECT n, 'the signature of ' || name || ' does not fit' FROM signed WHERE NOT ended OR"
    " substr(signature, 1, 4) IS NOT id OR NOT is_signed(substr(key, 2), substr(signature,"
    " iif(long = 92, 5, 13)), CAST(iif(long = 92,"
    " body, 'cosignature/v1' || char(10) || 'time ' || number(substr(signature, 5, 8)) ||"
    " char(10) || body) AS TEXT))",
    NULL};

static const char *const begin_script[] = {
    "checkpoint",
    "SELECT n, size || ' entries were signed, and there are fewer now' FROM head WHERE size >"
    " (SELECT count(*) FROM entry)",
    "SELECT n, 'the first ' || size || ' entries are not those that were signed' FROM head WHERE"
    " size <= (SELECT count(*) FROM entry) AND root IS NOT tree_root('entry', size)",
    NULL};

/* C2SP tlog-proof: the entry, its place, the path up to the root, then the checkpoint. */
static const char *const proof_script[] = {
    "CREATE TEMP TABLE proof AS WITH RECURSIVE part AS (SELECT unbase64(substr(t, 1, instr(t,"
    " char(10)) - 1)) entry, CAST(substr(t, instr(t, char(10)) + 7) AS INTEGER) place, substr(t,"
    " 1 + instr(t, char(10) || 'index ')) u, substr(text, 1, 29) = 'c2sp.org/tlog-proof@v1' ||"
    " char(10) || 'extra ' AND instr(t, char(10) || 'index ') = instr(t, char(10)) good FROM"
    " (SELECT text, substr(text, 30) t FROM text)), step (path, rest) AS (SELECT x'', substr(u,"
    " instr(u, char(10)) + 1) FROM part UNION ALL SELECT bytes(path, unbase64(substr(rest, 1,"
    " 44))), substr(rest, 46) FROM step WHERE substr(rest, 45, 1) = char(10) AND substr(rest, 1,"
    " 1) <> char(10)) SELECT entry, place, path, good AND substr(rest, 1, 1) = char(10) good,"
    " substr(rest, 2) note FROM part, step ORDER BY length(rest) LIMIT 1;CREATE TEMP TABLE note"
    " AS SELECT '' path, note text FROM proof",
    "proof",
    "SELECT 1, 'this is no proof of an entry' FROM proof WHERE good IS NOT 1 OR entry IS NULL",
    NULL};
static const char *const document_script[] = {
    "proof",
    "WITH RECURSIVE climb (at, last, k, hash) AS (SELECT place, size - 1, 0, sha256(bytes(x'00',"
    " entry)) FROM proof, head WHERE place BETWEEN 0 AND size - 1 UNION ALL SELECT at / 2, last /"
    " 2, k + (at % 2 = 1 OR at < last), CASE WHEN at % 2 = 1 THEN sha256(bytes(x'01',"
    " substr(path, 32 * k + 1, 32), hash)) WHEN at < last THEN sha256(bytes(x'01', hash,"
    " substr(path, 32 * k + 1, 32))) ELSE hash END FROM climb, proof WHERE last > 0) SELECT 1,"
    " 'the entry is not under the checkpoint' FROM proof WHERE NOT EXISTS (SELECT 1 FROM climb,"
    " head WHERE last = 0 AND hash = root AND 32 * k = length(path))",
    "SELECT 1, file.path || ' is not the file that the entry is about' FROM file, proof WHERE"
    " instr(CAST(entry AS TEXT), '\"' || lower(hex(sha256(content))) || '\"') = 0",
    NULL};

static enum verdict check_notes(sqlite3 *db, const struct question *question, char why[WHY_MAX])
{
    static const char *const make[] = {"CREATE TEMP TABLE key (path, text)", NULL};
    enum verdict verdict = rows_check(db, make, why);
    if (verdict == GOOD)
        verdict = rows_files(db, "INSERT INTO key VALUES (?1, ?2)", question->signers, why);
    return verdict == GOOD ? rows_check(db, note_script, why) : verdict;
}

enum verdict log_verify(const struct question *question, char why[WHY_MAX])
{
    static const char *const make[] = {"CREATE TEMP TABLE note (path, text)", NULL};
    bool is_store = false;
    sqlite3 *db = NULL;
    enum verdict verdict = rows_load(&form, question, &db, &is_store, why);
    if (verdict == GOOD)
        verdict = rows_check(db, script, why);
    if (verdict == GOOD && is_store)
        verdict = rows_check(db, store_script, why);
    if (verdict == GOOD)
        verdict = rows_check(db, make, why);
    if (verdict == GOOD)
        verdict = rows_files(db, "INSERT INTO note VALUES (?1, ?2)", question->checkpoints, why);
    if (verdict == GOOD)
        verdict = check_notes(db, question, why);
    if (verdict == GOOD)
        verdict = rows_check(db, begin_script, why);
    if (verdict == GOOD)
        rows_print(
            db,
            "SELECT printf('OK: %d entries, %d checkpoints fit', (SELECT count(*) FROM entry),"
            " (SELECT count(*) FROM head))",
            question);
    if (verdict == GOOD && is_store)
        rows_print(
            db,
            "SELECT count(*) || ' decisions whose names and words cannot be checked: no salt'"
            " FROM decision WHERE salt IS NULL HAVING count(*) > 0",
            question);
    (void)sqlite3_close(db);
    return verdict;
}

enum verdict document_verify(const struct question *question, char why[WHY_MAX])
{
    static const char *const make[] = {
        "CREATE TEMP TABLE text (text); CREATE TEMP TABLE file (path, content)", NULL};
    if (question->signers[0] == NULL)
        return say(why, UNREADABLE, "whose signature? Give --key");
    sqlite3 *db = rows_open(NULL);
    enum verdict verdict = rows_check(db, make, why);
    if (verdict == GOOD)
        verdict = rows_files(db, "INSERT INTO text VALUES (?2)",
                             (const char *const[]){question->path, NULL}, why);
    if (verdict == GOOD)
        verdict = rows_files(db, "INSERT INTO file VALUES (?1, ?2)", question->file, why);
    if (verdict == GOOD)
        verdict = rows_check(db, proof_script, why);
    if (verdict == GOOD)
        verdict = check_notes(db, question, why);
    if (verdict == GOOD)
        verdict = rows_check(db, document_script, why);
    if (verdict == GOOD)
        rows_print(
            db,
            "SELECT printf('OK: entry %d of %d', place, size) || char(10) || iif(substr(entry, 1,"
            " 1) = x'7b', CAST(entry AS TEXT), '(a transfer of the book)') FROM proof, head",
            question);
    (void)sqlite3_close(db);
    return verdict;
}
