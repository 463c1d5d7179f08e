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
-- name: settlement_lines
SELECT item, reason, spent, refundable_vat, over_budget, disallowed FROM settlement_line
WHERE matter_id = $1 ORDER BY item
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
-- name: matter_place
SELECT coalesce((SELECT min(id) FROM agreement WHERE application_id = $1), 0),
    coalesce((SELECT min(claim_id) FROM claim_matter WHERE matter_id = $2), 0)
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
-- name: weight_insert
INSERT INTO kpi_weight (agreement_id, kpi, weight_bp) VALUES ($1, $2, $3)
-- name: weight_list
SELECT kpi, weight_bp FROM kpi_weight WHERE agreement_id = $1 ORDER BY kpi
-- name: follow_up_page
SELECT g.id, g.application_id, a.rule_id, g.active_at, coalesce(p.build_until, ''),
    (SELECT count(*) FROM matter m WHERE m.application_id = g.application_id AND m.machine = 'follow_up')
FROM agreement g JOIN application a ON a.id = g.application_id LEFT JOIN project p ON p.agreement_id = g.id
WHERE g.state = 'active' AND g.active_at < $1 AND g.id > $2 ORDER BY g.id LIMIT $3
-- name: alive_put
INSERT INTO alive_sign (agreement_id, seen_at, source) VALUES ($1, $2, $3)
ON CONFLICT (agreement_id) DO UPDATE SET seen_at = excluded.seen_at, source = excluded.source
WHERE alive_sign.seen_at < excluded.seen_at
-- name: alive_of
SELECT seen_at, CASE WHEN source = 'signed' THEN 1 ELSE 0 END FROM alive_sign WHERE agreement_id = $1
-- name: alive_silent
SELECT s.agreement_id, g.application_id, s.seen_at, a.rule_id
FROM alive_sign s JOIN agreement g ON g.id = s.agreement_id JOIN application a ON a.id = g.application_id
WHERE s.seen_at < $1 AND s.agreement_id > $2
AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.application_id = g.application_id
    AND m.machine = 'alive_watch' AND m.closed_at IS NULL)
ORDER BY s.agreement_id LIMIT $3
-- name: kpi_results
SELECT b.kpi, count(DISTINCT p.adopter_id), count(*), CAST(sum(b.value_milli) AS BIGINT),
    CAST(sum(a.value_milli) AS BIGINT), count(DISTINCT CASE WHEN t.id IS NULL THEN NULL ELSE p.adopter_id END),
    count(t.id), CAST(coalesce(sum(t.value_milli), 0) AS BIGINT),
    count(CASE WHEN a.source = 'signed' THEN 1 END)
FROM kpi_value b
JOIN kpi_value a ON a.agreement_id = b.agreement_id AND a.kpi = b.kpi AND a.kind = 'after'
JOIN agreement g ON g.id = b.agreement_id
JOIN application p ON p.id = g.application_id
LEFT JOIN kpi_value t ON t.agreement_id = b.agreement_id AND t.kpi = b.kpi AND t.kind = 'target'
    AND t.id = (SELECT max(x.id) FROM kpi_value x WHERE x.agreement_id = b.agreement_id
        AND x.kpi = b.kpi AND x.kind = 'target')
WHERE b.kind = 'before' AND ($1 = 0 OR p.sponsor_id = $1)
    AND b.id = (SELECT max(x.id) FROM kpi_value x WHERE x.agreement_id = b.agreement_id
        AND x.kpi = b.kpi AND x.kind = 'before')
    AND a.id = (SELECT max(x.id) FROM kpi_value x WHERE x.agreement_id = b.agreement_id
        AND x.kpi = b.kpi AND x.kind = 'after')
GROUP BY b.kpi ORDER BY b.kpi
