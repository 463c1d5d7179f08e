-- name: application_rows
SELECT a.id, a.number, a.state, a.rule_id, a.adopter_id, a.sponsor_id, a.title, a.summary,
    a.contact, a.plan_id, a.plan_hash, a.total, a.created_at, a.submitted_at, g.id, adopter.name,
    sponsor.name
FROM wanted w JOIN application a ON a.id = w.id
    JOIN organisation adopter ON adopter.id = a.adopter_id
    JOIN organisation sponsor ON sponsor.id = a.sponsor_id
    LEFT JOIN agreement g ON g.application_id = a.id
-- name: option_list
SELECT w.id, o.option_id, o.ko, o.en, o.cost, o.payback_months
FROM wanted w JOIN application_option o ON o.application_id = w.id ORDER BY w.id, o.position
-- name: history_list
SELECT w.id, e.at, e.name, o.name, e.action, e.note
FROM wanted w JOIN case_event e ON e.application_id = w.id
    JOIN organisation o ON o.id = e.organisation_id ORDER BY w.id, e.id
-- name: agreement_rows
SELECT g.id, g.number, g.application_id, g.operator_id, g.state, g.created_at, g.active_at, o.name,
    a.adopter_id, a.sponsor_id, a.title, a.total, adopter.name, sponsor.name, a.rule_id,
    (SELECT CAST(coalesce(sum(d.amount), 0) AS BIGINT) FROM deposit d WHERE d.agreement_id = g.id)
FROM wanted w JOIN agreement g ON g.id = w.id
    JOIN application a ON a.id = g.application_id
    JOIN organisation o ON o.id = g.operator_id
    JOIN organisation adopter ON adopter.id = a.adopter_id
    JOIN organisation sponsor ON sponsor.id = a.sponsor_id
-- name: share_list
SELECT w.id, s.organisation_id, s.amount
FROM wanted w JOIN agreement_share s ON s.agreement_id = w.id ORDER BY w.id, s.position
-- name: signatures
SELECT w.id, s.organisation_id, s.name, s.at
FROM wanted w JOIN agreement_signature s ON s.agreement_id = w.id
-- name: payment_list
SELECT w.id, p.id, p.tranche, p.amount, p.payee, p.evidence, p.state, p.requested_by,
    p.approved_by, p.requested_at, p.paid_at, asker.name, second.name
FROM wanted w JOIN payment p ON p.agreement_id = w.id JOIN person asker ON asker.id = p.requested_by
    LEFT JOIN person second ON second.id = p.approved_by ORDER BY w.id, p.id
-- name: part_list
SELECT w.id, p.id, t.position, t.amount
FROM wanted w JOIN payment p ON p.agreement_id = w.id JOIN payment_part t ON t.payment_id = p.id
ORDER BY w.id, p.id, t.position
-- name: cases_of_applications
SELECT a.id, a.adopter_id, a.sponsor_id, coalesce(g.operator_id, 0),
    coalesce((SELECT min(id) FROM organisation WHERE kind = 'ministry'), 0),
    coalesce(j.supplier_id, 0), a.state
FROM wanted w JOIN application a ON a.id = w.id LEFT JOIN agreement g ON g.application_id = a.id
    LEFT JOIN project j ON j.agreement_id = g.id
-- name: cases_of_agreements
SELECT g.id, a.adopter_id, a.sponsor_id, g.operator_id,
    coalesce((SELECT min(id) FROM organisation WHERE kind = 'ministry'), 0),
    coalesce(j.supplier_id, 0), g.state
FROM wanted w JOIN agreement g ON g.id = w.id JOIN application a ON a.id = g.application_id
    LEFT JOIN project j ON j.agreement_id = g.id
