-- name: account_insert
INSERT INTO ledger_account (code, book, org, project, source, designation, part, flags, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id

-- name: account_by_key
SELECT id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at
FROM ledger_account
WHERE code = $1 AND org = $2 AND project = $3 AND source = $4 AND designation = $5 AND part = $6

-- name: account_by_id
SELECT id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at
FROM ledger_account WHERE id = $1

-- name: accounts_by_ids
SELECT a.id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at
FROM wanted w JOIN ledger_account a ON a.id = w.id

-- name: account_totals
UPDATE ledger_account SET dp = $2, dq = $3, cp = $4, cq = $5 WHERE id = $1

-- name: account_close
UPDATE ledger_account SET flags = flags | 4 WHERE id = $1

-- name: accounts_list
SELECT id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at
FROM ledger_account
WHERE id > $1 AND ($2 = 0 OR org = $2) AND ($3 = 0 OR project = $3) AND ($4 = 0 OR source = $4)
    AND ($5 = 0 OR id = $5) AND ($6 = 0 OR code = $6)
ORDER BY id LIMIT $7

-- name: accounts_columns
SELECT id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at
FROM ledger_account WHERE id < $1 AND ($2 = 0 OR code = $2)
-- name: accounts_newest
ORDER BY id DESC LIMIT $3
-- name: accounts_newest_of_project
AND project = $4 ORDER BY id DESC LIMIT $3
-- name: accounts_newest_of_source
AND source = $4 ORDER BY id DESC LIMIT $3

-- name: accounts_few
SELECT count(*) FROM (SELECT id FROM ledger_account WHERE source = $1 LIMIT $2) few

-- name: accounts_all
SELECT id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq, opened_at
FROM ledger_account ORDER BY id

-- name: trial
SELECT code, book, count(*), CAST(sum(dp) AS BIGINT), CAST(sum(dq) AS BIGINT),
    CAST(sum(cp) AS BIGINT), CAST(sum(cq) AS BIGINT)
FROM ledger_account GROUP BY code, book ORDER BY code, book

-- name: next_seq
SELECT coalesce(max(seq), 0) + 1 FROM ledger_transfer

-- name: transfer_insert
INSERT INTO ledger_transfer (seq, id, grp, grp_n, grp_i, dr, cr, amount, kind, pending_id, reverses,
    expires_at, code, rule_id, event_at, created_at, actor, approval, evidence, req_hash, leaf)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21)

-- name: group_first
SELECT seq, grp_n, created_at, req_hash FROM ledger_transfer WHERE grp = $1 AND grp_i = 0

-- name: reversal_of
SELECT grp FROM ledger_transfer WHERE reverses = $1 AND grp_i = 0

-- name: book_by_id
SELECT * FROM ledger_book WHERE id = $1

-- name: book_of_group
SELECT * FROM ledger_book WHERE grp = $1 ORDER BY grp_i

-- name: book_all
SELECT * FROM ledger_book ORDER BY seq

-- name: book_list
SELECT * FROM ledger_book WHERE seq > $1 AND ($2 = 0 OR code = $2) ORDER BY seq LIMIT $3

-- name: book_of_accounts
SELECT * FROM ledger_book WHERE seq IN (
    SELECT t.seq FROM ledger_account a JOIN ledger_transfer t ON t.dr = a.id
    WHERE t.seq > $1 AND ($2 = 0 OR a.org = $2) AND ($3 = 0 OR a.project = $3)
        AND ($4 = 0 OR a.source = $4) AND ($5 = 0 OR a.id = $5) AND ($6 = 0 OR t.code = $6)
    UNION
    SELECT t.seq FROM ledger_account a JOIN ledger_transfer t ON t.cr = a.id
    WHERE t.seq > $1 AND ($2 = 0 OR a.org = $2) AND ($3 = 0 OR a.project = $3)
        AND ($4 = 0 OR a.source = $4) AND ($5 = 0 OR a.id = $5) AND ($6 = 0 OR t.code = $6))
ORDER BY seq LIMIT $7

-- name: book_newest
SELECT * FROM ledger_book WHERE seq < $1 AND ($2 = 0 OR code = $2)
ORDER BY seq DESC LIMIT $3

-- name: book_newest_of_project
SELECT * FROM ledger_book WHERE seq IN (SELECT seq FROM (
    SELECT t.seq FROM ledger_account a JOIN ledger_transfer t ON t.dr = a.id
    WHERE a.project = $4 AND t.seq < $1 AND ($2 = 0 OR t.code = $2)
    UNION
    SELECT t.seq FROM ledger_account a JOIN ledger_transfer t ON t.cr = a.id
    WHERE a.project = $4 AND t.seq < $1 AND ($2 = 0 OR t.code = $2)) part
    ORDER BY seq DESC LIMIT $3)
ORDER BY seq DESC

-- name: book_newest_of_source
SELECT * FROM ledger_book WHERE seq IN (SELECT seq FROM (
    SELECT t.seq FROM ledger_account a JOIN ledger_transfer t ON t.dr = a.id
    WHERE a.source = $4 AND t.seq < $1 AND ($2 = 0 OR t.code = $2)
    UNION
    SELECT t.seq FROM ledger_account a JOIN ledger_transfer t ON t.cr = a.id
    WHERE a.source = $4 AND t.seq < $1 AND ($2 = 0 OR t.code = $2)) part
    ORDER BY seq DESC LIMIT $3)
ORDER BY seq DESC

-- name: book_newest_past_source
SELECT * FROM ledger_book WHERE seq < $1 AND ($2 = 0 OR code = $2)
    AND (d_source = $4 OR c_source = $4)
ORDER BY seq DESC LIMIT $3

-- name: run_out
SELECT t.grp FROM ledger_transfer t
WHERE t.expires_at IS NOT NULL AND t.expires_at <= $1 AND NOT EXISTS
    (SELECT 1 FROM ledger_transfer e WHERE e.pending_id = t.id AND e.kind IN (2, 3))
GROUP BY t.grp ORDER BY min(t.seq) LIMIT $2

-- name: related_put
INSERT INTO ledger_related (source, org, since, basis, actor) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (source, org) DO NOTHING

-- name: related_list
SELECT source, org, since, basis FROM ledger_related WHERE ($1 = 0 OR source = $1)
ORDER BY since DESC, source, org LIMIT 1000

-- name: beneficiary_put
INSERT INTO ledger_beneficiary (project, org) VALUES ($1, $2) ON CONFLICT (project) DO NOTHING

-- name: related_of_any
SELECT count(*) FROM wanted w JOIN ledger_related r ON r.source = w.id

-- name: related_count
SELECT count(*) FROM ledger_related r WHERE r.source = $1 AND r.since <= $2
    AND (r.org = $3 OR r.org = (SELECT b.org FROM ledger_beneficiary b WHERE b.project = $4))

-- name: shifted
SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ledger_transfer
WHERE dr = $1 AND code = 600 AND approval = 0 AND kind = 0

-- name: claim_by_group
SELECT id FROM ledger_claim WHERE grp = $1

-- name: claim_insert
INSERT INTO ledger_claim (grp, project, debtor, collector, principal, basis, noticed_day, due_day,
    charged_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id

-- name: claim_part_insert
INSERT INTO ledger_claim_part (claim, position, source, designation, bank)
VALUES ($1, $2, $3, $4, $5)

-- name: claim_get
SELECT id, project, debtor, collector, principal, noticed_day, due_day, charged_until, dunnings
FROM ledger_claim WHERE id = $1

-- name: claim_parts
SELECT source, designation, bank FROM ledger_claim_part WHERE claim = $1 ORDER BY position

-- name: claim_list
SELECT id FROM ledger_claim WHERE id > $1 AND ($2 = 0 OR project = $2) ORDER BY id LIMIT $3

-- name: claim_list_of_debtor
SELECT id FROM ledger_claim WHERE id > $1 AND debtor = $2 ORDER BY id LIMIT $3

-- name: claim_due
SELECT due_day FROM ledger_claim WHERE id = $1

-- name: claim_charged
UPDATE ledger_claim SET charged_until = $2 WHERE id = $1

-- name: claim_dun
UPDATE ledger_claim SET dunned_day = $2, due_day = $3, dunnings = dunnings + 1 WHERE id = $1

-- name: moves_before
SELECT event_at, amount, dr FROM ledger_transfer
WHERE dr = $1 AND kind IN (0, 2) AND event_at < $2
UNION ALL
SELECT event_at, amount, dr FROM ledger_transfer
WHERE cr = $1 AND kind IN (0, 2) AND event_at < $2

-- name: pool_moves
SELECT t.event_at, t.amount, d.code, c.code, d.source, d.designation, c.source, c.designation
FROM ledger_transfer t JOIN ledger_account d ON d.id = t.dr JOIN ledger_account c ON c.id = t.cr
WHERE t.kind IN (0, 2) AND t.seq IN (
    SELECT x.seq FROM ledger_account a JOIN ledger_transfer x ON x.dr = a.id
    WHERE a.source = $1 AND a.designation = $2
    UNION
    SELECT x.seq FROM ledger_account a JOIN ledger_transfer x ON x.cr = a.id
    WHERE a.source = $1 AND a.designation = $2)
ORDER BY t.event_at, t.seq

-- name: contribution_pairs
SELECT DISTINCT source, designation FROM ledger_account
WHERE code IN (2000, 2050) AND ($1 = 0 OR source = $1) ORDER BY source, designation

-- name: contribution_sums
WITH moves AS (
    SELECT t.amount AS won, t.code AS why, d.code AS dc, c.code AS cc, c.project AS cp,
        CASE WHEN d.source = $1 AND d.designation = $2 AND d.code IN (2000, 2050, 2100, 2150, 2200)
            THEN 1 ELSE 0 END AS dpool,
        CASE WHEN c.source = $1 AND c.designation = $2 AND c.code IN (2000, 2050, 2100, 2150, 2200)
            THEN 1 ELSE 0 END AS cpool
    FROM ledger_transfer t JOIN ledger_account d ON d.id = t.dr
    JOIN ledger_account c ON c.id = t.cr
    WHERE t.kind IN (0, 2) AND t.event_at >= $3 AND t.event_at < $4 AND t.seq IN (
        SELECT x.seq FROM ledger_account a JOIN ledger_transfer x ON x.dr = a.id
        WHERE a.source = $1 AND a.designation = $2
        UNION
        SELECT x.seq FROM ledger_account a JOIN ledger_transfer x ON x.cr = a.id
        WHERE a.source = $1 AND a.designation = $2))
SELECT
    CAST(coalesce(sum(CASE WHEN cpool > dpool AND why NOT IN (150, 900) THEN won ELSE 0 END), 0)
        AS BIGINT),
    CAST(coalesce(sum(CASE WHEN dpool > cpool AND why IN (500, 900) THEN won ELSE 0 END), 0)
        AS BIGINT),
    CAST(coalesce(sum(CASE WHEN dpool = 1 AND cpool = 1 AND dc IN (2000, 2050)
            AND cc IN (2100, 2150) THEN won
        WHEN dpool = 1 AND cpool = 1 AND dc IN (2100, 2150) AND cc IN (2000, 2050) THEN -won
        ELSE 0 END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN dpool > cpool AND why NOT IN (150, 500, 900) THEN won
        WHEN cpool > dpool AND why = 900 THEN -won ELSE 0 END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN cpool = 1 AND dpool = 1 AND dc IN (2000, 2050)
            AND cc IN (2100, 2150) AND EXISTS (
            SELECT 1 FROM ledger_related r JOIN ledger_beneficiary b ON b.org = r.org
            WHERE r.source = $1 AND b.project = cp) THEN won ELSE 0 END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN cpool > dpool AND why = 150 THEN won ELSE 0 END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN dpool > cpool AND why = 150 THEN won ELSE 0 END), 0) AS BIGINT)
FROM moves

-- name: credits_newest
SELECT event_at, amount FROM ledger_transfer WHERE cr = $1 AND kind IN (0, 2)
ORDER BY event_at DESC, seq DESC

-- name: debits_newest
SELECT event_at, amount FROM ledger_transfer WHERE dr = $1 AND kind IN (0, 2)
ORDER BY event_at DESC, seq DESC

-- name: pledges_newest
SELECT t.event_at, t.amount FROM ledger_transfer t WHERE t.dr = $1 AND t.kind = 1 AND NOT EXISTS
    (SELECT 1 FROM ledger_transfer e WHERE e.pending_id = t.id AND e.kind IN (2, 3))
ORDER BY t.event_at DESC, t.seq DESC

-- name: bank_file_get
SELECT id, lines, fresh FROM ledger_bank_file WHERE account = $1 AND hash = $2

-- name: bank_file_insert
INSERT INTO ledger_bank_file (account, hash, name, lines, fresh, imported_at, actor)
VALUES ($1, $2, $3, $4, 0, $5, $6) RETURNING id

-- name: bank_file_fresh
UPDATE ledger_bank_file SET fresh = $2 WHERE id = $1

-- name: bank_line_content
SELECT content FROM ledger_bank_line WHERE account = $1 AND reference = $2

-- name: bank_line_insert
INSERT INTO ledger_bank_line (file, line, account, reference, at, incoming, amount, name, memo,
    virtual_account, content, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open')

-- name: bank_line_list
SELECT l.id, l.file, l.line, l.account, l.reference, l.at, l.incoming, l.amount, l.name, l.memo,
    l.virtual_account, l.state, l.thing, l.thing_id, l.note, coalesce(v.org, 0)
FROM ledger_bank_line l LEFT JOIN ledger_virtual_account v ON v.number = l.virtual_account
WHERE l.id > $1 AND ($2 = '' OR l.state = $2) ORDER BY l.id LIMIT $3

-- name: bank_line_get
SELECT l.id, l.file, l.line, l.account, l.reference, l.at, l.incoming, l.amount, l.name, l.memo,
    l.virtual_account, l.state, l.thing, l.thing_id, l.note, coalesce(v.org, 0)
FROM ledger_bank_line l LEFT JOIN ledger_virtual_account v ON v.number = l.virtual_account
WHERE l.id = $1

-- name: bank_line_settle
UPDATE ledger_bank_line SET state = $2, thing = $3, thing_id = CAST($4 AS BIGINT), note = $5,
    settled_at = $6, settled_by = $7
WHERE id = $1 AND state = 'open'

-- name: bank_open_count
SELECT count(*) FROM ledger_bank_line WHERE state = 'open'

-- name: virtual_put
INSERT INTO ledger_virtual_account (number, org) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING

-- name: virtual_owner
SELECT org FROM ledger_virtual_account WHERE number = $1

-- name: night_get
SELECT day, at, balanced, fault, accounts, group_count, transfers, pending_open, overdue, overdue_won,
    bank_open
FROM ledger_night WHERE day = $1

-- name: night_list
SELECT day, at, balanced, fault, accounts, group_count, transfers, pending_open, overdue, overdue_won,
    bank_open
FROM ledger_night WHERE day < $1 ORDER BY day DESC LIMIT $2

-- name: night_insert
INSERT INTO ledger_night (day, at, balanced, fault, accounts, group_count, transfers, pending_open,
    overdue, overdue_won, bank_open)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (day) DO NOTHING

-- name: night_row_insert
INSERT INTO ledger_night_row (day, code, book, accounts, dp, dq, cp, cq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: night_rows
SELECT code, book, accounts, dp, dq, cp, cq FROM ledger_night_row WHERE day = $1
ORDER BY code, book
