-- name: notice_number
SELECT count(*) + 1 FROM notice
-- name: notice_insert
INSERT INTO notice (uuid, number, state, rule_id, operator_id, sponsor_id, title, body, who, basis,
    quota, opens_at, closes_at, created_by, created_at, changed_at)
VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) RETURNING id
-- name: notice_update
UPDATE notice SET rule_id = $2, sponsor_id = $3, title = $4, body = $5, who = $6, basis = $7,
    quota = $8, opens_at = $9, closes_at = $10, changed_at = $11
WHERE id = $1 AND state = 'draft'
-- name: notice_funder_insert
INSERT INTO notice_funder (notice_id, position, organisation_id, amount) VALUES ($1, $2, $3, $4)
-- name: notice_funder_clear
DELETE FROM notice_funder WHERE notice_id = $1
-- name: notice_paper_insert
INSERT INTO notice_paper (notice_id, position, name, required) VALUES ($1, $2, $3, $4)
-- name: notice_paper_clear
DELETE FROM notice_paper WHERE notice_id = $1
-- name: notice_event_insert
INSERT INTO notice_event (notice_id, at, person_id, name, organisation_id, action, note)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
-- name: notice_move
UPDATE notice SET state = $3, closes_at = $4, changed_at = $5, opened_at = coalesce(opened_at, $6)
WHERE id = $1 AND state = $2
-- name: notice_get
SELECT n.id, n.uuid, n.number, n.state, n.rule_id, n.operator_id, n.sponsor_id, n.title, n.body,
    n.who, n.basis, n.quota, n.opens_at, n.closes_at, n.created_at, n.changed_at, n.opened_at,
    operator.name, sponsor.name,
    (SELECT count(*) FROM notice_application l JOIN application a ON a.id = l.application_id
     WHERE l.notice_id = n.id AND a.state <> 'draft'),
    (SELECT count(*) FROM notice_application l JOIN application a ON a.id = l.application_id
     WHERE l.notice_id = n.id AND a.state = 'approved')
FROM notice n JOIN organisation operator ON operator.id = n.operator_id
    LEFT JOIN organisation sponsor ON sponsor.id = n.sponsor_id WHERE n.id = $1
-- name: notice_by_uuid
SELECT id FROM notice WHERE uuid = $1
-- name: notice_ids
SELECT n.id FROM notice n
WHERE n.opened_at IS NOT NULL OR n.operator_id = $1 OR n.sponsor_id = $1
ORDER BY n.id DESC LIMIT 500
-- name: notice_funders
SELECT f.position, f.organisation_id, o.name, f.amount,
    (SELECT coalesce(sum(s.amount), 0) FROM agreement_share s
     JOIN agreement g ON g.id = s.agreement_id
     JOIN notice_application l ON l.application_id = g.application_id
     WHERE l.notice_id = f.notice_id AND s.position = f.position AND g.state = 'active')
FROM notice_funder f JOIN organisation o ON o.id = f.organisation_id
WHERE f.notice_id = $1 ORDER BY f.position
-- name: notice_papers
SELECT name, required FROM notice_paper WHERE notice_id = $1 ORDER BY position
-- name: notice_events
SELECT at, action, note FROM notice_event WHERE notice_id = $1 ORDER BY id
-- name: notice_promised
SELECT coalesce(sum(f.amount), 0) FROM notice_funder f JOIN notice n ON n.id = f.notice_id
JOIN rule_document r ON r.id = n.rule_id
WHERE f.organisation_id = $1 AND r.programme_id = $2 AND n.id <> $3 AND n.state IN ('open', 'closed')
-- name: notice_agreed
SELECT coalesce(sum(s.amount), 0) FROM agreement_share s JOIN agreement g ON g.id = s.agreement_id
JOIN notice_application l ON l.application_id = g.application_id JOIN notice n ON n.id = l.notice_id
JOIN rule_document r ON r.id = n.rule_id
WHERE s.organisation_id = $1 AND r.programme_id = $2 AND n.id <> $3 AND g.state = 'active'
    AND n.state IN ('open', 'closed')
-- name: notice_link
INSERT INTO notice_application (application_id, notice_id) VALUES ($1, $2)
-- name: notice_of
SELECT coalesce(max(notice_id), 0) FROM notice_application WHERE application_id = $1
-- name: notice_contribution_insert
INSERT INTO notice_contribution (contribution_id, notice_id) VALUES ($1, $2)
