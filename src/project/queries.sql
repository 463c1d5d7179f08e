-- name: project_get
SELECT supplier_id, starts_on, build_until, ends_on, extended FROM project WHERE agreement_id = $1
-- name: project_put
INSERT INTO project (agreement_id, supplier_id, starts_on, build_until, ends_on, extended)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (agreement_id) DO UPDATE SET supplier_id = excluded.supplier_id,
    build_until = excluded.build_until, ends_on = excluded.ends_on, extended = excluded.extended
-- name: settlement_clear
DELETE FROM settlement_line WHERE matter_id = $1
-- name: settlement_insert
INSERT INTO settlement_line (matter_id, item, spent, refundable_vat, disallowed, reason, over_budget)
VALUES ($1, $2, $3, $4, 0, '', $5)
-- name: settlement_disallow
UPDATE settlement_line SET disallowed = $3, reason = $4
WHERE matter_id = $1 AND item = $2 AND refundable_vat + over_budget + $3 <= spent
-- name: settlement_spent
SELECT coalesce(sum(spent), 0) FROM settlement_line WHERE matter_id = $1
-- name: settlement_recognised
SELECT coalesce(sum(spent - refundable_vat - over_budget - disallowed), 0) FROM settlement_line WHERE matter_id = $1
-- name: settlement_paid
SELECT coalesce(sum(amount), 0) FROM payment WHERE agreement_id = $1 AND state = 'paid'
-- name: recovery_insert
INSERT INTO claim_matter (matter_id, claim_id) VALUES ($1, $2)
-- name: recovery_claim
SELECT claim_id FROM claim_matter WHERE matter_id = $1
-- name: recovery_open
SELECT r.matter_id FROM claim_matter r JOIN matter m ON m.id = r.matter_id
WHERE m.closed_at IS NULL AND r.matter_id > $1 ORDER BY r.matter_id LIMIT $2
-- name: recovery_instalment
INSERT INTO claim_instalment (matter_id, number, due_on, amount) VALUES ($1, $2, $3, $4)
-- name: recovery_receipt
INSERT INTO claim_receipt (matter_id, at, amount, bank_reference) VALUES ($1, $2, $3, $4)
-- name: kpi_insert
INSERT INTO kpi_value (agreement_id, kpi, kind, value_milli, source, reference, at, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
-- name: kpi_list
SELECT kpi, kind, value_milli, source, reference, at FROM kpi_value
WHERE agreement_id = $1 ORDER BY kpi, kind, id
-- name: kpi_count
SELECT count(*) FROM kpi_value WHERE agreement_id = $1 AND kind = $2
-- name: alive_put
INSERT INTO alive_sign (agreement_id, seen_at, source) VALUES ($1, $2, $3)
ON CONFLICT (agreement_id) DO UPDATE SET seen_at = excluded.seen_at, source = excluded.source
WHERE alive_sign.seen_at < excluded.seen_at
-- name: alive_silent
SELECT s.agreement_id, g.application_id, s.seen_at FROM alive_sign s JOIN agreement g ON g.id = s.agreement_id
WHERE s.seen_at < $1 AND s.agreement_id > $2 ORDER BY s.agreement_id LIMIT $3
