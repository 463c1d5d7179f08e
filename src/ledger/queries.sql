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

-- name: run_out
SELECT t.grp FROM ledger_transfer t
WHERE t.expires_at IS NOT NULL AND t.expires_at <= $1 AND NOT EXISTS
    (SELECT 1 FROM ledger_transfer e WHERE e.pending_id = t.id AND e.kind IN (2, 3))
GROUP BY t.grp ORDER BY min(t.seq) LIMIT $2
