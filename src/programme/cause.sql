-- name: cause_contribution
SELECT id, coalesce(bank_reference, '') FROM contribution WHERE pledge_group IN ($1, $2)
-- name: cause_payment
SELECT id, coalesce(bank_reference, '') FROM payment
WHERE agreement_id = $1 AND pending_group IN ($2, $3)
-- name: cause_deposit
SELECT id, bank_reference FROM deposit WHERE agreement_id = $1 AND at = $2
-- name: cause_agreement
SELECT number, application_id FROM agreement WHERE id = $1
-- name: decisions_at
SELECT e.id, e.at, e.name, o.name, e.action, e.note
FROM case_event e JOIN organisation o ON o.id = e.organisation_id
WHERE e.application_id = $1 AND e.at = $2 ORDER BY e.id
-- name: decision_last
SELECT coalesce(max(id), 0) FROM case_event WHERE application_id = $1
