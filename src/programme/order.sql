-- name: order_insert
INSERT INTO money_order (kind, organisation_id, claim_id, agreement_id, source_id, from_key, to_key,
    amount, reason, paper, sha256, state, asked_by, asked_name, asked_at, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', $12, $13, $14, '') RETURNING id
-- name: order_get
SELECT id, kind, organisation_id, claim_id, agreement_id, source_id, from_key, to_key, amount,
    reason, paper, sha256, state, asked_by, asked_name, asked_at, decided_name, decided_at, note
FROM money_order WHERE id = $1
-- name: order_list
SELECT id, kind, organisation_id, claim_id, agreement_id, source_id, from_key, to_key, amount,
    reason, paper, sha256, state, asked_by, asked_name, asked_at, decided_name, decided_at, note
FROM money_order ORDER BY CASE WHEN state = 'asked' THEN 0 ELSE 1 END, id DESC LIMIT 500
-- name: order_decide
UPDATE money_order SET state = $2, decided_by = $3, decided_name = $4, decided_at = $5, note = $6
WHERE id = $1 AND state = 'asked'
-- name: lead_insert
INSERT INTO market_lead (organisation_id, event, counterpart, stage, amount, on_day, person_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
-- name: lead_list
SELECT id, organisation_id, event, counterpart, stage, amount, on_day FROM market_lead
WHERE organisation_id = $1 ORDER BY id DESC LIMIT 500
-- name: lead_funnel
SELECT event, count(DISTINCT organisation_id),
    sum(CASE WHEN stage = 'meeting' THEN 1 ELSE 0 END), sum(CASE WHEN stage = 'quote' THEN 1 ELSE 0 END),
    sum(CASE WHEN stage = 'order' THEN 1 ELSE 0 END), CAST(sum(amount) AS BIGINT)
FROM market_lead GROUP BY event ORDER BY max(id) DESC LIMIT 500
