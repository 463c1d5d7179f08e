-- name: programme_put
INSERT INTO programme (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id
-- name: rule_find
SELECT id, hash FROM rule_document WHERE programme_id = $1 AND version = $2
-- name: rule_insert
INSERT INTO rule_document (programme_id, version, hash, document, published_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id
-- name: rule_newest
SELECT r.id, r.programme_id, r.hash FROM rule_document r
JOIN programme p ON p.id = r.programme_id WHERE p.key = $1 ORDER BY r.version DESC LIMIT 1
-- name: rule_version_document
SELECT r.document FROM rule_document r JOIN programme p ON p.id = r.programme_id
WHERE p.key = $1 AND ($2 = 0 OR r.version = $2) ORDER BY r.version DESC LIMIT 1
-- name: rule_get
SELECT id, programme_id, hash FROM rule_document WHERE id = $1
-- name: rule_hashed
SELECT id, programme_id, hash FROM rule_document WHERE hash = $1 ORDER BY id LIMIT 1
-- name: rule_text
SELECT document FROM rule_document WHERE id = $1
-- name: rule_list
SELECT id, programme_id, hash FROM rule_document r
WHERE version = (SELECT max(version) FROM rule_document n WHERE n.programme_id = r.programme_id)
ORDER BY programme_id
-- name: application_count
SELECT count(*) + 1 FROM application
-- name: application_insert
INSERT INTO application (number, state, rule_id, adopter_id, sponsor_id, title, summary, contact,
    plan_id, plan_hash, total, created_at)
VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
-- name: application_option_insert
INSERT INTO application_option (application_id, position, option_id, ko, en, cost, payback_months)
VALUES ($1, $2, $3, $4, $5, $6, $7)
-- name: application_payer_insert
INSERT INTO application_payer (application_id, position, organisation_id) VALUES ($1, $2, $3)
-- name: application_payers
SELECT position, organisation_id FROM application_payer WHERE application_id = $1 ORDER BY position
-- name: budget_insert
INSERT INTO agreement_budget (agreement_id, position, item, amount) VALUES ($1, $2, $3, $4)
-- name: budget_list
SELECT position, item, amount FROM agreement_budget WHERE agreement_id = $1 ORDER BY position
-- name: application_get
SELECT a.id, a.number, a.state, a.rule_id, a.adopter_id, a.sponsor_id, a.title, a.summary,
    a.contact, a.plan_id, a.plan_hash, a.total, a.created_at, a.submitted_at, g.id, adopter.name,
    sponsor.name
FROM application a JOIN organisation adopter ON adopter.id = a.adopter_id
    JOIN organisation sponsor ON sponsor.id = a.sponsor_id
    LEFT JOIN agreement g ON g.application_id = a.id WHERE a.id = $1
-- name: application_list
SELECT a.id, a.number, a.state, a.rule_id, a.adopter_id, a.sponsor_id, a.title, a.summary,
    a.contact, a.plan_id, a.plan_hash, a.total, a.created_at, a.submitted_at, g.id, adopter.name,
    sponsor.name
FROM application a JOIN organisation adopter ON adopter.id = a.adopter_id
    JOIN organisation sponsor ON sponsor.id = a.sponsor_id
    LEFT JOIN agreement g ON g.application_id = a.id
WHERE a.state <> 'draft' AND a.id < $1 AND ($2 = '' OR a.state = $2)
ORDER BY a.id DESC LIMIT $3
-- name: application_list_of
SELECT a.id, a.number, a.state, a.rule_id, a.adopter_id, a.sponsor_id, a.title, a.summary,
    a.contact, a.plan_id, a.plan_hash, a.total, a.created_at, a.submitted_at, g.id, adopter.name,
    sponsor.name
FROM application a JOIN organisation adopter ON adopter.id = a.adopter_id
    JOIN organisation sponsor ON sponsor.id = a.sponsor_id
    LEFT JOIN agreement g ON g.application_id = a.id
WHERE a.id IN (
    SELECT id FROM (SELECT id FROM application
        WHERE adopter_id = $4 AND id < $1 AND ($2 = '' OR state = $2) ORDER BY id DESC LIMIT $3) own
    UNION
    SELECT id FROM (SELECT id FROM application
        WHERE sponsor_id = $4 AND state <> 'draft' AND id < $1 AND ($2 = '' OR state = $2)
        ORDER BY id DESC LIMIT $3) given)
ORDER BY a.id DESC LIMIT $3
-- name: application_heading
SELECT a.number, a.title, o.name, p.key FROM application a JOIN organisation o ON o.id = a.adopter_id
    JOIN rule_document r ON r.id = a.rule_id JOIN programme p ON p.id = r.programme_id
WHERE a.id = $1
-- name: application_plan
SELECT count(*) FROM application WHERE plan_id = $1 AND state <> 'draft'
-- name: application_edit
UPDATE application SET title = coalesce($2, title), summary = coalesce($3, summary),
    contact = coalesce($4, contact) WHERE id = $1 AND state IN ('draft', 'returned')
-- name: application_move
UPDATE application SET state = $3 WHERE id = $1 AND state = $2
-- name: application_submitted
UPDATE application SET submitted_at = $2 WHERE id = $1
-- name: event_insert
INSERT INTO case_event (application_id, at, person_id, name, organisation_id, action, note)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
-- name: agreement_insert
INSERT INTO agreement (number, application_id, operator_id, state, created_at)
VALUES ($1, $2, $3, 'signing', $4) RETURNING id
-- name: agreement_share_insert
INSERT INTO agreement_share (agreement_id, position, organisation_id, amount) VALUES ($1, $2, $3, $4)
-- name: agreement_get
SELECT g.id, g.number, g.application_id, g.operator_id, g.state, g.created_at, g.active_at, o.name
FROM agreement g JOIN organisation o ON o.id = g.operator_id WHERE g.id = $1
-- name: agreement_list
SELECT id FROM agreement WHERE id < $1 AND ($2 = '' OR state = $2) ORDER BY id DESC LIMIT $3
-- name: agreement_list_of
SELECT id FROM (
    SELECT g.id FROM application a JOIN agreement g ON g.application_id = a.id
    WHERE a.adopter_id = $4 AND g.id < $1 AND ($2 = '' OR g.state = $2)
    UNION
    SELECT g.id FROM application a JOIN agreement g ON g.application_id = a.id
    WHERE a.sponsor_id = $4 AND g.id < $1 AND ($2 = '' OR g.state = $2)
    UNION
    SELECT id FROM agreement WHERE operator_id = $4 AND id < $1 AND ($2 = '' OR state = $2)) part
ORDER BY id DESC LIMIT $3
-- name: signature_insert
INSERT INTO agreement_signature (agreement_id, organisation_id, person_id, name, at)
VALUES ($1, $2, $3, $4, $5)
-- name: agreement_activate
UPDATE agreement SET state = 'active', active_at = $2 WHERE id = $1 AND state = 'signing'
-- name: contribution_insert
INSERT INTO contribution (source, organisation_id, rule_id, designation, amount, state, pledged_at,
    pledge_group)
VALUES ($1, $2, $3, $4, $5, 'pledged', $6, $7) RETURNING id
-- name: contribution_get
SELECT c.id, c.source, c.organisation_id, c.rule_id, c.designation, c.amount, c.state,
    c.pledged_at, c.pledge_group, o.name
FROM contribution c JOIN organisation o ON o.id = c.organisation_id WHERE c.id = $1
-- name: contribution_list
SELECT c.id, c.source, c.organisation_id, c.rule_id, c.designation, c.amount, c.state,
    c.pledged_at, c.pledge_group, o.name
FROM contribution c JOIN organisation o ON o.id = c.organisation_id
WHERE c.id < $1 AND ($2 = '' OR c.state = $2) ORDER BY c.id DESC LIMIT $3
-- name: contribution_list_of
SELECT c.id, c.source, c.organisation_id, c.rule_id, c.designation, c.amount, c.state,
    c.pledged_at, c.pledge_group, o.name
FROM contribution c JOIN organisation o ON o.id = c.organisation_id
WHERE c.organisation_id = $4 AND c.id < $1 AND ($2 = '' OR c.state = $2)
ORDER BY c.id DESC LIMIT $3
-- name: contribution_receive
UPDATE contribution SET state = 'received', received_at = $2, bank_reference = $3
WHERE id = $1 AND state = 'pledged'
-- name: bank_entry_count
SELECT (SELECT count(*) FROM contribution WHERE bank_reference = $1)
    + (SELECT count(*) FROM deposit WHERE bank_reference = $1)
    + (SELECT count(*) FROM payment WHERE bank_reference = $1)
    + (SELECT count(*) FROM claim_receipt WHERE bank_reference = $1)
-- name: deposit_insert
INSERT INTO deposit (agreement_id, amount, bank_reference, at) VALUES ($1, $2, $3, $4)
-- name: payment_insert
INSERT INTO payment (agreement_id, tranche, amount, payee, evidence, state, requested_by,
    requested_at)
VALUES ($1, $2, $3, $4, $5, 'requested', $6, $7) RETURNING id
-- name: payment_get
SELECT p.id, p.agreement_id, p.tranche, p.amount, p.payee, p.evidence, p.state, p.requested_by,
    p.approved_by, p.requested_at, p.paid_at, p.pending_group, asker.name, second.name
FROM payment p JOIN person asker ON asker.id = p.requested_by
    LEFT JOIN person second ON second.id = p.approved_by
WHERE p.id = $1
-- name: case_of_application
SELECT a.adopter_id, a.sponsor_id, coalesce(g.operator_id, 0),
    coalesce((SELECT max(supplier_id) FROM project WHERE agreement_id = g.id), 0),
    coalesce((SELECT min(id) FROM organisation WHERE kind = 'ministry'), 0), a.state
FROM application a LEFT JOIN agreement g ON g.application_id = a.id WHERE a.id = $1
-- name: case_of_agreement
SELECT a.adopter_id, a.sponsor_id, g.operator_id,
    coalesce((SELECT max(supplier_id) FROM project WHERE agreement_id = g.id), 0),
    coalesce((SELECT min(id) FROM organisation WHERE kind = 'ministry'), 0), g.state
FROM agreement g JOIN application a ON a.id = g.application_id WHERE g.id = $1
-- name: case_of_payment
SELECT a.adopter_id, a.sponsor_id, g.operator_id,
    coalesce((SELECT max(supplier_id) FROM project WHERE agreement_id = g.id), 0),
    coalesce((SELECT min(id) FROM organisation WHERE kind = 'ministry'), 0), p.state
FROM payment p JOIN agreement g ON g.id = p.agreement_id
    JOIN application a ON a.id = g.application_id WHERE p.id = $1
-- name: payment_parts
SELECT position, amount FROM payment_part WHERE payment_id = $1 ORDER BY position
-- name: payment_part_insert
INSERT INTO payment_part (payment_id, position, amount) VALUES ($1, $2, $3)
-- name: payment_open
SELECT count(*) FROM payment WHERE agreement_id = $1 AND state = 'approved'
-- name: payment_tranche_sum
SELECT coalesce(sum(amount), 0) FROM payment
WHERE agreement_id = $1 AND tranche = $2 AND state <> 'refused'
-- name: payment_sum
SELECT coalesce(sum(amount), 0) FROM payment WHERE agreement_id = $1 AND state = $2
-- name: payment_paid_by_tranche
SELECT tranche, sum(amount) FROM payment WHERE agreement_id = $1 AND state = 'paid'
GROUP BY tranche
-- name: payment_approve
UPDATE payment SET state = 'approved', approved_by = $2, pending_group = $3
WHERE id = $1 AND state = 'requested'
-- name: payment_refuse
UPDATE payment SET state = 'refused' WHERE id = $1 AND state IN ('requested', 'approved')
-- name: payment_paid
UPDATE payment SET state = 'paid', paid_at = $2, bank_reference = $3
WHERE id = $1 AND state = 'approved'
-- name: payment_last_paid
SELECT coalesce(max(paid_at), 0) FROM payment WHERE agreement_id = $1 AND state = 'paid'
-- name: proof_newest
SELECT good, until, reference, sha256, at FROM proof
WHERE agreement_id = $1 AND kind = $2 AND ($3 = 0 OR organisation_id = $3) ORDER BY id DESC LIMIT 1
-- name: proof_insert
INSERT INTO proof (agreement_id, kind, organisation_id, good, until, reference, sha256, at, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
-- name: project_supplier
SELECT coalesce(max(supplier_id), 0) FROM project WHERE agreement_id = $1
-- name: sums_all
SELECT (SELECT count(*) FROM application WHERE state = 'submitted'),
    (SELECT count(*) FROM agreement),
    (SELECT coalesce(sum(amount), 0) FROM agreement_share),
    (SELECT coalesce(sum(amount), 0) FROM payment WHERE state = 'paid'),
    (SELECT coalesce(sum(amount), 0) FROM agreement_share WHERE organisation_id = $1),
    (SELECT coalesce(sum(amount), 0) FROM contribution),
    (SELECT coalesce(sum(amount), 0) FROM contribution WHERE state = 'received')
-- name: sums_of
WITH part AS (SELECT id, state, total FROM application WHERE adopter_id = $1
    UNION SELECT id, state, total FROM application WHERE sponsor_id = $1 AND state <> 'draft'),
agreed AS (SELECT g.id, p.total FROM part p JOIN agreement g ON g.application_id = p.id)
SELECT (SELECT count(*) FROM part WHERE state = 'submitted'),
    (SELECT count(*) FROM agreed),
    (SELECT coalesce(sum(total), 0) FROM agreed),
    (SELECT CAST(coalesce(sum((SELECT sum(y.amount) FROM payment y
        WHERE y.agreement_id = g.id AND y.state = 'paid')), 0) AS BIGINT) FROM agreed g),
    (SELECT coalesce(sum(amount), 0) FROM agreement_share WHERE organisation_id = $1),
    (SELECT coalesce(sum(amount), 0) FROM contribution WHERE organisation_id = $1),
    (SELECT coalesce(sum(amount), 0) FROM contribution
     WHERE organisation_id = $1 AND state = 'received')
-- name: turn_sign
SELECT g.id FROM agreement g JOIN application a ON a.id = g.application_id
WHERE g.state = 'signing' AND (a.adopter_id = $1 OR a.sponsor_id = $1 OR g.operator_id = $1)
    AND NOT EXISTS (SELECT 1 FROM agreement_signature s
                    WHERE s.agreement_id = g.id AND s.organisation_id = $1)
ORDER BY g.id DESC LIMIT 20
-- name: turn_approve
SELECT agreement_id FROM payment WHERE state = 'requested' AND requested_by <> $1
ORDER BY id DESC LIMIT 20
-- name: turn_confirm
SELECT agreement_id FROM payment WHERE state = 'approved' AND $1 <> 0 ORDER BY id DESC LIMIT 20
-- name: turn_advance
SELECT g.id FROM made_unpaid u JOIN agreement g ON g.id = u.agreement_id
WHERE g.state = 'active' AND $1 <> 0 ORDER BY g.id DESC LIMIT 20
-- name: turn_receive
SELECT id FROM contribution WHERE state = 'pledged' AND $1 <> 0 ORDER BY id DESC LIMIT 20
