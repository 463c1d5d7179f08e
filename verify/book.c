/* Every rule of docs/formats/book.md: queries of (place, fault), each giving its first. */
#include "verify.h"

static const struct form form = {
    "{\"type\":\"book\",\"format\":\"dure-book\",\"version\":1}",
    "CREATE TEMP VIEW ledger_account AS SELECT line->>'id' id,line->>'code' code,line->>'book'"
    " book,line->>'org' org,line->>'project' project,line->>'source' source,line->>'designation'"
    " designation,line->>'part' part,line->>'flags' flags,line->>'dp' dp,line->>'dq'"
    " dq,line->>'cp' cp,line->>'cq' cq,line->>'opened_at' opened_at FROM raw WHERE line->>'type'"
    " = 'account';CREATE TEMP VIEW ledger_transfer AS SELECT line->>'seq' seq,unhex(line->>'id')"
    " id,unhex(line->>'grp') grp,line->>'grp_n' grp_n,line->>'grp_i' grp_i,line->>'dr'"
    " dr,line->>'cr' cr,line->>'amount' amount,line->>'kind' kind,unhex(line->>'pending_id')"
    " pending_id,unhex(line->>'reverses') reverses,line->>'expires_at' expires_at,line->>'code'"
    " code,line->>'rule_id' rule_id,line->>'event_at' event_at,line->>'created_at'"
    " created_at,line->>'actor' actor,line->>'approval' approval,unhex(line->>'evidence')"
    " evidence,unhex(line->>'req_hash') req_hash,unhex(line->>'leaf') leaf FROM raw WHERE"
    " line->>'type' = 'transfer';",
    " type format version accounts transfers id code book org project source designation part"
    " flags dp dq cp cq opened_at seq grp grp_n grp_i dr cr amount kind pending_id reverses"
    " expires_at rule_id event_at created_at actor approval evidence req_hash leaf ",
    "SELECT json_object('type', 'end', 'accounts', (SELECT count(*) FROM ledger_account),"
    " 'transfers', (SELECT count(*) FROM ledger_transfer)) WHERE (SELECT count(*) FROM raw) ="
    " (SELECT count(*) FROM ledger_account) + (SELECT count(*) FROM ledger_transfer) + 2"};

/* Code, book, bound (1: debits within credits, 2: credits within debits), fund (1: to build, 2:
 * for markets, 0: neither; the two never meet). `moved`: what a line
 * does to each of its two accounts; `held`: the pending line that it ends. */
static const char *const script[] = {
    /* NOT INDEXED: an index could have been made to tell another story than its table. */
    "CREATE TEMP TABLE account AS SELECT id, code, book, org, project, source, designation, part,"
    " flags, dp, dq, cp, cq, opened_at FROM ledger_account NOT INDEXED ORDER BY id;CREATE TEMP"
    " TABLE transfer AS SELECT seq, id, grp, grp_n, grp_i, dr, cr, amount, kind,"
    " ifnull(pending_id, zeroblob(16)) AS pending_id, ifnull(reverses, zeroblob(16)) AS reverses,"
    " ifnull(expires_at, 0) AS expires_at, code, rule_id, event_at, created_at, actor, approval,"
    " ifnull(evidence, zeroblob(32)) AS evidence, req_hash, leaf FROM ledger_transfer NOT INDEXED"
    " ORDER BY seq;CREATE INDEX account_id ON account (id);CREATE INDEX transfer_id ON transfer"
    " (id); CREATE INDEX transfer_grp ON transfer (grp, grp_i);CREATE INDEX transfer_pending ON"
    " transfer (pending_id);CREATE INDEX transfer_reverses ON transfer (reverses);CREATE TEMP"
    " TABLE chart (code, book, bound, fund); INSERT INTO chart VALUES (1000,1,2,1),"
    " (1010,1,2,1), (1020,1,2,1), (1030,1,2,2), (1100,1,2,0), (1200,1,2,0), (1210,1,2,0),"
    " (1220,1,2,0), (2000,1,1,1), (2050,1,1,2), (2100,1,1,1), (2150,1,1,2), (2200,1,1,0),"
    " (2300,1,1,0), (2400,1,1,0), (2410,1,1,0), (2411,1,1,0), (2412,1,1,0), (3000,2,1,0),"
    " (3010,2,1,0), (3100,3,1,0), (3110,3,1,0), (3200,4,1,0), (3210,4,1,0), (5000,1,2,0),"
    " (9000,1,0,0), (9010,2,0,0), (9020,3,0,0), (9030,4,0,0);CREATE TEMP VIEW line"
    " AS SELECT t.rowid AS place, t.*, p.rowid AS held, p.amount"
    " AS held_amount, p.kind AS held_kind, p.dr AS held_dr, p.cr AS held_cr, p.expires_at AS"
    " held_expires_at FROM transfer t LEFT JOIN transfer p ON t.kind IN (2, 3) AND p.rowid ="
    " (SELECT min(rowid) FROM transfer WHERE id = t.pending_id);CREATE TEMP TABLE moved AS SELECT"
    " place, account, d * pending AS dp, d * posted AS dq, c * pending AS cp, c * posted AS cq"
    " FROM (SELECT place, dr AS account, 1 AS d, 0 AS c, iif(kind = 1, amount,"
    " -ifnull(held_amount, 0)) AS pending, iif(kind IN (0, 2), amount, 0) AS posted FROM line"
    " UNION ALL SELECT place, cr, 0, 1, iif(kind = 1, amount, -ifnull(held_amount, 0)), iif(kind"
    " IN (0, 2), amount, 0) FROM line);CREATE INDEX moved_account ON moved (account, place);",
    "account",
    "SELECT rowid, 'it holds what cannot stand there' FROM account WHERE kinds(id, code, book,"
    " org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at) <>"
    " 'iiiiiiiiiiiiii'",
    "SELECT id, 'it stands twice' FROM account GROUP BY id HAVING count(*) > 1",
    "SELECT id, 'its code is not in the chart' FROM account WHERE code NOT IN (SELECT code FROM"
    " chart)",
    "SELECT id, 'its book or bound is not the chart''s' FROM account NATURAL JOIN (SELECT code,"
    " book AS right_book, bound FROM chart) WHERE book <> right_book OR flags & ~4 <> bound",
    "transfer",
    "SELECT rowid, 'it holds what cannot stand there' FROM transfer WHERE kinds(seq, id, grp,"
    " grp_n, grp_i, dr, cr, amount, kind, pending_id, reverses, expires_at, code, rule_id,"
    " event_at, created_at, actor, approval, evidence, req_hash, leaf) <> 'iggiiiiiiggiiiiiiihhh'",
    "SELECT rowid, 'a number is missing before it, or stands twice' FROM transfer WHERE seq <>"
    " rowid",
    "SELECT rowid, 'its accounts are not two of the book' FROM transfer WHERE dr = cr OR dr NOT"
    " IN (SELECT id FROM account) OR cr NOT IN (SELECT id FROM account)",
    "SELECT at, 'its id does not follow from its group' FROM (SELECT rowid AS at, id, grp,"
    " hex(sha256(bytes('dure line 1' || char(10), grp, grp_i))) AS h FROM transfer) WHERE hex(id)"
    " <> substr(hex(grp), 1, 12) || '7' || substr(h, 2, 3) || substr('89AB89AB89AB89AB',"
    " instr('0123456789ABCDEF', substr(h, 5, 1)), 1) || substr(h, 6, 15)",
    "SELECT t.rowid, 'its leaf hash does not fit' FROM transfer t JOIN account d ON d.id = t.dr"
    " JOIN account c ON c.id = t.cr WHERE t.leaf <> sha256(bytes(x'00', 'dure transfer 1' ||"
    " char(10), seq, t.id, grp, grp_n, grp_i, dr, d.code, d.org, d.project, d.source,"
    " d.designation, d.part, cr, c.code, c.org, c.project, c.source, c.designation, c.part,"
    " amount, kind, pending_id, reverses, expires_at, t.code, rule_id, event_at, created_at,"
    " actor, approval, evidence, req_hash))",
    /* groups */
    "SELECT rowid, 'it says nonsense about its group' FROM transfer WHERE grp_n NOT BETWEEN 1 AND"
    " 64 OR grp_i NOT BETWEEN 0 AND grp_n - 1 OR grp = zeroblob(16)",
    "SELECT a.rowid + 1, 'its group is not complete, or not in order' FROM transfer a LEFT JOIN"
    " transfer b ON b.rowid = a.rowid + 1 WHERE a.grp_i < a.grp_n - 1 AND (b.grp IS NOT a.grp OR"
    " b.grp_i <> a.grp_i + 1)",
    "SELECT b.rowid, 'the lines of its group before it are missing' FROM transfer b LEFT JOIN"
    " transfer a ON a.rowid = b.rowid - 1 WHERE b.grp_i > 0 AND (b.grp IS NOT a.grp OR b.grp_i <>"
    " a.grp_i + 1)",
    "SELECT b.rowid, 'it differs from the first line of its group' FROM transfer b JOIN transfer"
    " a ON a.rowid = b.rowid - 1 AND a.grp = b.grp WHERE (a.grp_n, a.code, a.rule_id, a.event_at,"
    " a.created_at, a.actor, a.approval, a.evidence, a.reverses, a.req_hash) <> (b.grp_n, b.code,"
    " b.rule_id, b.event_at, b.created_at, b.actor, b.approval, b.evidence, b.reverses,"
    " b.req_hash)",
    "WITH RECURSIVE request (at, said) AS (SELECT rowid, bytes('dure request 1' || char(10), grp,"
    " code, rule_id, event_at, actor, approval, evidence, reverses, grp_n, kind, dr, cr, amount,"
    " pending_id, expires_at) FROM transfer WHERE grp_i = 0 UNION ALL SELECT rowid, bytes(said,"
    " kind, dr, cr, amount, pending_id, expires_at) FROM request JOIN transfer ON rowid = at + 1"
    " AND grp_i > 0) SELECT at - grp_i, 'the hash of its request does not fit' FROM request JOIN"
    " transfer ON rowid = at WHERE grp_i = grp_n - 1 AND sha256(said) <> req_hash",
    "SELECT rowid, 'its id stands twice' FROM transfer t WHERE EXISTS (SELECT 1 FROM transfer"
    " WHERE id = t.id AND rowid < t.rowid)",
    /* reversals */
    "SELECT rowid, 'a reversal names what it reverses, and nothing else does' FROM transfer WHERE"
    " (code = 900) = (reverses = zeroblob(16))",
    "SELECT rowid, 'it reverses no earlier group' FROM transfer t WHERE reverses <> zeroblob(16)"
    " AND NOT EXISTS (SELECT 1 FROM transfer WHERE grp = t.reverses AND rowid < t.rowid)",
    "SELECT rowid, 'what it reverses has been reversed before' FROM transfer t WHERE grp_i = 0"
    " AND reverses <> zeroblob(16) AND EXISTS (SELECT 1 FROM transfer WHERE reverses = t.reverses"
    " AND grp_i = 0 AND rowid < t.rowid)",
    /* lines */
    "SELECT place, CASE WHEN kind NOT BETWEEN 0 AND 3 THEN 'no such kind' WHEN expires_at <> 0"
    " AND kind <> 1 THEN 'only a pending line runs out' WHEN kind IN (0, 1) AND pending_id <>"
    " zeroblob(16) THEN 'it may not end another line' WHEN kind IN (2, 3) AND (held IS NULL OR"
    " held >= place OR held_kind <> 1) THEN 'it ends no earlier pending line' WHEN kind IN (2, 3)"
    " AND EXISTS (SELECT 1 FROM transfer e WHERE e.pending_id = line.pending_id AND e.kind IN (2,"
    " 3) AND e.rowid < place) THEN 'what it ends has ended before' WHEN (held_dr, held_cr) <>"
    " (dr, cr) THEN 'it ends a pending line of other accounts' WHEN iif(kind = 3, amount <>"
    " held_amount, amount > held_amount) THEN 'its amount is not what was reserved' WHEN kind = 2"
    " AND held_expires_at <> 0 AND created_at >= held_expires_at THEN 'it posts what had run out'"
    " WHEN amount NOT BETWEEN 1 AND 900000000000000 THEN 'its amount is not within the limits'"
    " END AS fault FROM line WHERE fault IS NOT NULL",
    "SELECT t.rowid, iif(d.book <> c.book, 'its accounts are of different books', 'the money"
    " changes its source or designation') FROM transfer t JOIN account d ON d.id = t.dr JOIN"
    " account c ON c.id = t.cr WHERE d.book <> c.book OR (d.source <> c.source AND d.source <> 0"
    " AND c.source <> 0) OR (d.designation <> c.designation AND d.designation <> 0 AND"
    " c.designation <> 0)",
    "SELECT t.rowid, 'money of one fund goes to another' FROM transfer t JOIN account d ON d.id ="
    " t.dr JOIN account c ON c.id = t.cr JOIN chart f ON f.code = d.code JOIN chart g ON g.code ="
    " c.code WHERE f.fund <> g.fund AND f.fund <> 0 AND g.fund <> 0",
    "SELECT place, 'it takes an account past its bound' FROM (SELECT place, account, sum(dp) OVER"
    " so_far AS dp, sum(dq) OVER so_far AS dq, sum(cp) OVER so_far AS cp, sum(cq) OVER so_far AS"
    " cq FROM moved WINDOW so_far AS (PARTITION BY account ORDER BY place)) AS now JOIN account"
    " ON id = account WHERE min(now.dp, now.dq, now.cp, now.cq) < 0 OR (flags & 1 AND now.dp +"
    " now.dq > now.cq) OR (flags & 2 AND now.cp + now.cq > now.dq)",
    "account",
    "SELECT id, 'its totals are not those of its transfers' FROM account a LEFT JOIN (SELECT"
    " account, sum(dp) AS dp, sum(dq) AS dq, sum(cp) AS cp, sum(cq) AS cq FROM moved GROUP BY"
    " account) m ON m.account = a.id WHERE (a.dp, a.dq, a.cp, a.cq) <> (ifnull(m.dp, 0),"
    " ifnull(m.dq, 0), ifnull(m.cp, 0), ifnull(m.cq, 0))",
    NULL};

static const char summary[] =
    "SELECT printf('OK: %d accounts, %d transfers in %d groups, %d reservations open' || char(10)"
    " || 'root %s over %d leaves', (SELECT count(*) FROM account), count(*), sum(grp_i = 0),"
    " sum(kind = 1 AND id NOT IN (SELECT pending_id FROM transfer WHERE kind IN (2, 3))),"
    " lower(hex(tree_root('transfer', (SELECT count(*) FROM transfer)))), count(*)) FROM transfer";

enum verdict book_verify(const struct question *question, char why[WHY_MAX])
{
    bool is_store = false;
    sqlite3 *db = NULL;
    enum verdict verdict = rows_load(&form, question, &db, &is_store, why);
    if (verdict == GOOD)
        verdict = rows_check(db, script, why);
    if (verdict == GOOD)
        rows_print(db, summary, question);
    (void)sqlite3_close(db);
    return verdict;
}
