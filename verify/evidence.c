/* docs/formats/evidence.md: the reports of one factory box, in their order, and what they add up
 * to. */
#include "verify.h"

static const char *const key_script[] = {
    "CREATE TEMP TABLE key AS SELECT line->>'key_id' key_id,line->>'node'"
    " node,unhex(line->>'public_key') public_key,line->>'valid_from'"
    " valid_from,line->>'revoked_at' revoked_at FROM raw; DROP TABLE raw",
    NULL};

/* Reports are canonical JSON (RFC 8785), one a line, so what was signed is the line without the
 * member "signature", whose place is not at the end. */
static const char *const script[] = {
    "CREATE TEMP TABLE report AS SELECT n,line->>'format' format,line->>'version'"
    " version,line->>'sequence' sequence,line->>'previous' previous,line->>'node'"
    " node,line->>'from' start,line->>'to' stop, k.*, lag(line) OVER (ORDER BY n) AS"
    " before,unhex(line->>'signature') signature, replace(line, '\"signature\":\"' ||"
    " (line->>'signature') || '\",', '') AS said FROM raw LEFT JOIN (SELECT key_id AS known, node"
    " AS of, public_key, valid_from, revoked_at FROM key) k ON known = line->>'key_id' AND of ="
    " line->>'node';CREATE TEMP TABLE part AS SELECT n,line->>'from' start,line->>'to'"
    " stop,value->>'from' a,value->>'to' b, strftime('%s',value->>'to') -"
    " strftime('%s',value->>'from') seconds, fullkey GLOB '*gaps*' AS gap,value->>'good'"
    " good,value->>'scrap' scrap,value->>'running_s' running,value->>'stopped_s'"
    " stopped,value->>'planned_s' planned,value->>'covered_s' covered,value->>'source' source"
    " FROM raw, (SELECT '$.intervals' AS list UNION ALL SELECT '$.gaps'), json_each(line, list)",
    "report",
    "SELECT n, 'it is no report of version 1' FROM report WHERE format IS NOT 'dure.evidence' OR"
    " version IS NOT 1",
    "SELECT n, 'it is signed with a key that is not one of this box' FROM report WHERE public_key"
    " IS NULL",
    "SELECT n, 'its key was not valid then: not enrolled yet, or revoked' FROM report WHERE start"
    " < valid_from OR stop > revoked_at",
    "SELECT n, 'its signature does not fit' FROM report WHERE NOT is_signed(public_key,"
    " signature, said)",
    "SELECT n, 'it is of another box' FROM report WHERE node IS NOT (SELECT node FROM report"
    " WHERE n = 1)",
    "SELECT n, iif(sequence < n, 'it was given before', 'a report before it is missing') FROM"
    " report WHERE sequence IS NOT n",
    "SELECT n, 'it does not continue the report before it' FROM report WHERE previous IS NOT"
    " iif(n = 1, NULL, lower(hex(sha256(before))))",
    "SELECT n, 'time is missing before it' FROM report WHERE n > 1 AND start IS NOT before->>'to'",
    "SELECT n, 'its intervals and gaps are not its whole time' FROM (SELECT *, lag(b, 1, start)"
    " OVER of_report AS should, lead(a, 1, stop) OVER of_report AS next FROM part WINDOW"
    " of_report AS (PARTITION BY n ORDER BY a)) WHERE a IS NOT should OR b IS NOT next OR seconds"
    " IS NULL OR seconds <= 0",
    "SELECT n, 'it has no time' FROM report WHERE n NOT IN (SELECT n FROM part)",
    "SELECT n, 'its numbers cannot be' FROM part WHERE NOT gap AND (good < 0 OR scrap < 0 OR"
    " running < 0 OR stopped < 0 OR planned NOT BETWEEN 0 AND seconds OR covered > seconds OR"
    " covered <> running + stopped OR typeof(good) || typeof(scrap) || typeof(running) ||"
    " typeof(stopped) || typeof(planned) || typeof(covered) <>"
    " 'integerintegerintegerintegerintegerinteger' OR source NOT IN ('measured', 'typed'))",
    NULL};

/* Shares are cut off after two digits; a share of nothing has none. */
static const char sums[] =
    "WITH s AS (SELECT count(DISTINCT n) reports, ifnull(sum(good), 0) good, ifnull(sum(scrap),"
    " 0) scrap, ifnull(sum(running), 0) running, ifnull(sum(stopped), 0) stopped,"
    " ifnull(sum(planned), 0) planned, ifnull(sum(seconds), 0) seconds, ifnull(sum(covered), 0)"
    " covered, ifnull(sum(iif(source = 'typed', seconds, 0)), 0) typed FROM part WHERE a >="
    " ifnull(?1, a) AND b <= ifnull(?2, b)), shares (name, part, whole) AS (SELECT"
    " 'good_per_running_hour', good * 3600, running FROM s UNION ALL SELECT 'scrap_ppm', scrap *"
    " 1000000, good + scrap FROM s UNION ALL SELECT 'running_percent_of_planned', running * 100,"
    " planned FROM s UNION ALL SELECT 'covered_percent', covered * 100, seconds FROM s) SELECT"
    " replace(printf('OK;reports %d;good %d;scrap %d;running_s %d;stopped_s %d;planned_s %d;seconds"
    " %d;covered_s %d;typed_s %d', reports, good, scrap, running, stopped, planned, seconds,"
    " covered, typed), ';', char(10)) FROM s UNION ALL SELECT printf('%s %d.%02d', name, part /"
    " whole, part * 100 / whole % 100) FROM shares WHERE whole > 0";

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
    if (verdict == GOOD)
        rows_print(db, sums, question);
    (void)sqlite3_close(db);
    return verdict;
}
