/* docs/formats/evidence.md: the reports of one factory box, in their order, and what they add up
 * to. */
#include "verify.h"

static const char *const key_script[] = {
    "CREATE TEMP TABLE key AS SELECT line ->> '$.key_id' AS key_id, line ->> '$.node' AS node,"
    " unhex(line ->> '$.public_key') AS public_key, line ->> '$.valid_from' AS valid_from, line ->>"
    " '$.revoked_at' AS revoked_at FROM raw; DROP TABLE raw",
    NULL};

/* Reports are canonical JSON (RFC 8785), one a line, so what was signed is the line without the
 * member "signature", whose place is not at the end. */
static const char *const script[] = {
    "CREATE TEMP TABLE report AS SELECT n, line ->> '$.format' AS format, line ->> '$.version' AS"
    " version, line ->> '$.sequence' AS sequence, line ->> '$.previous' AS previous, line ->>"
    " '$.node' AS node, line ->> '$.from' AS start, line ->> '$.to' AS stop, k.*, lag(line) OVER"
    " (ORDER BY n) AS before, unhex(line ->> '$.signature') AS signature, replace(line,"
    " '\"signature\":\"' || (line ->> '$.signature') || '\",', '') AS said FROM raw LEFT JOIN (SELECT"
    " key_id AS known, node AS of, public_key, valid_from, revoked_at FROM key) k ON known = line"
    " ->> '$.key_id' AND of = line ->> '$.node';"
    "CREATE TEMP TABLE part AS SELECT n, line ->> '$.from' AS start, line ->> '$.to' AS stop,"
    " value ->> '$.from' AS a, value ->> '$.to' AS b, strftime('%s', value ->> '$.to') -"
    " strftime('%s', value ->> '$.from') AS seconds, fullkey GLOB '*gaps*' AS gap, value ->>"
    " '$.good' AS good, value ->> '$.scrap' AS scrap, value ->> '$.running_s' AS running, value ->>"
    " '$.stopped_s' AS stopped, value ->> '$.planned_s' AS planned, value ->> '$.covered_s' AS"
    " covered, value ->> '$.source' AS source FROM raw, (SELECT '$.intervals' AS list UNION ALL"
    " SELECT '$.gaps'), json_each(line, list)",
    "report",
    "SELECT n, 'it is no report of version 1' FROM report WHERE format IS NOT 'dure.evidence' OR"
    " version IS NOT 1",
    "SELECT n, 'it is signed with a key that is not one of this box' FROM report WHERE public_key"
    " IS NULL",
    "SELECT n, 'its key was not valid then: not enrolled yet, or revoked' FROM report WHERE start <"
    " valid_from OR stop > revoked_at",
    "SELECT n, 'its signature does not fit' FROM report WHERE NOT is_signed(public_key, signature,"
    " said)",
    "SELECT n, 'it is of another box' FROM report WHERE node IS NOT (SELECT node FROM report WHERE"
    " n = 1)",
    "SELECT n, iif(sequence < n, 'it was given before', 'a report before it is missing') FROM report"
    " WHERE sequence IS NOT n",
    "SELECT n, 'it does not continue the report before it' FROM report WHERE previous IS NOT"
    " iif(n = 1, NULL, lower(hex(sha256(before))))",
    "SELECT n, 'time is missing before it' FROM report WHERE n > 1 AND start IS NOT before ->>"
    " '$.to'",
    "SELECT n, 'its intervals and gaps are not its whole time' FROM (SELECT *, lag(b, 1, start) OVER"
    " of_report AS should, lead(a, 1, stop) OVER of_report AS next FROM part WINDOW of_report AS"
    " (PARTITION BY n ORDER BY a)) WHERE a IS NOT should OR b IS NOT next OR seconds IS NULL OR"
    " seconds <= 0",
    "SELECT n, 'it has no time' FROM report WHERE n NOT IN (SELECT n FROM part)",
    "SELECT n, 'its numbers cannot be' FROM part WHERE NOT gap AND (good < 0 OR scrap < 0 OR running"
    " < 0 OR stopped < 0 OR planned NOT BETWEEN 0 AND seconds OR covered > seconds OR covered <>"
    " running + stopped OR typeof(good) || typeof(scrap) || typeof(running) || typeof(stopped) ||"
    " typeof(planned) || typeof(covered) <> 'integerintegerintegerintegerintegerinteger' OR source"
    " NOT IN ('measured', 'typed'))",
    NULL};

/* A share: part of whole, times scale, rounded down; two digits if it is not in parts a million. */
static const char sums[] =
    "WITH sums AS MATERIALIZED (SELECT count(DISTINCT n) AS reports, ifnull(sum(good), 0) AS good,"
    " ifnull(sum(scrap), 0) AS scrap, ifnull(sum(running), 0) AS running, ifnull(sum(stopped), 0) AS"
    " stopped, ifnull(sum(planned), 0) AS planned, ifnull(sum(seconds), 0) AS seconds,"
    " ifnull(sum(covered), 0) AS covered, ifnull(sum(iif(source = 'typed', seconds, 0)), 0) AS typed"
    " FROM part WHERE a >= ifnull(?1, a) AND b <= ifnull(?2, b)), shares (name, part, whole, scale)"
    " AS (SELECT 'good_per_running_hour', good, running, 3600 FROM sums UNION ALL SELECT"
    " 'running_percent_of_planned', running, planned, 100 FROM sums UNION ALL SELECT"
    " 'covered_percent', covered, seconds, 100 FROM sums) SELECT printf('%s %d', column1, column2)"
    " FROM (SELECT 'reports' AS column1, reports AS column2 FROM sums UNION ALL SELECT 'good', good"
    " FROM sums UNION ALL SELECT 'scrap', scrap FROM sums UNION ALL SELECT 'running_s', running FROM"
    " sums UNION ALL SELECT 'stopped_s', stopped FROM sums UNION ALL SELECT 'planned_s', planned FROM"
    " sums UNION ALL SELECT 'seconds', seconds FROM sums UNION ALL SELECT 'covered_s', covered FROM"
    " sums UNION ALL SELECT 'typed_s', typed FROM sums UNION ALL SELECT 'scrap_ppm', scrap * 1000000"
    " / (good + scrap) FROM sums WHERE good + scrap > 0) UNION ALL SELECT printf('%s %d.%02d', name,"
    " part * scale / whole, part * scale * 100 / whole % 100) FROM shares WHERE whole > 0";

enum verdict evidence_verify(const struct question *question, char why[WHY_MAX])
{
    FILE *keys = question->keys == NULL ? NULL : fopen(question->keys, "rb");
    if (keys == NULL)
        return say(why, UNREADABLE, "the box's keys cannot be read: give --keys");
    sqlite3 *db = rows_open(NULL);
    enum verdict verdict = rows_lines(db, keys, why);
    (void)fclose(keys);
    if (verdict == GOOD)
        verdict = rows_check(db, key_script, why);
    if (verdict == GOOD)
        verdict = rows_lines(db, question->input, why);
    if (verdict == GOOD)
        verdict = rows_check(db, script, why);
    if (verdict == GOOD) {
        sqlite3_stmt *rows = rows_prepare(db, sums);
        (void)sqlite3_bind_text(rows, 1, question->from, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(rows, 2, question->to, -1, SQLITE_STATIC);
        (void)puts("OK");
        while (sqlite3_step(rows) == SQLITE_ROW)
            (void)puts((const char *)sqlite3_column_text(rows, 0));
        (void)sqlite3_finalize(rows);
    }
    (void)sqlite3_close(db);
    return verdict;
}
