-- name: draft_insert
INSERT INTO rule_draft (organisation_id, title, document, state, created_at, changed_at)
VALUES ($1, $2, $3, 'draft', $4, $4) RETURNING id
-- name: draft_author
INSERT INTO rule_draft_author (draft_id, person_id, name, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (draft_id, person_id) DO UPDATE SET at = excluded.at
-- name: draft_is_author
SELECT count(*) FROM rule_draft_author WHERE draft_id = $1 AND person_id = $2
-- name: draft_authors
SELECT person_id, name FROM rule_draft_author WHERE draft_id = $1 ORDER BY at, person_id
-- name: draft_change
UPDATE rule_draft SET title = coalesce($2, title), document = coalesce($3, document), changed_at = $4
WHERE id = $1 AND state = 'draft'
-- name: draft_drop
UPDATE rule_draft SET state = 'dropped', changed_at = $2 WHERE id = $1 AND state = 'draft'
-- name: draft_publish
UPDATE rule_draft SET state = 'published', changed_at = $2, published_at = $2, published_by = $3,
    rule_id = $4 WHERE id = $1 AND state = 'draft'
-- name: draft_get
SELECT d.id, d.organisation_id, o.name, d.title, d.document, d.state, d.created_at, d.changed_at,
    coalesce(d.published_at, 0), p.name
FROM rule_draft d JOIN organisation o ON o.id = d.organisation_id
LEFT JOIN person p ON p.id = d.published_by WHERE d.id = $1
-- name: draft_list
SELECT id FROM rule_draft ORDER BY id DESC LIMIT 100
-- name: fact_put
INSERT INTO application_fact (application_id, fact, number, word, source, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (application_id, fact) DO UPDATE SET number = excluded.number, word = excluded.word,
    source = excluded.source, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at
-- name: fact_list
SELECT fact, number, word, source, recorded_at FROM application_fact WHERE application_id = $1
ORDER BY fact
-- name: past_applications
SELECT id, number, total, rule_id, adopter_id FROM (
    SELECT a.id, a.number, a.total, a.rule_id, a.adopter_id FROM application a
    JOIN rule_document r ON r.id = a.rule_id JOIN programme p ON p.id = r.programme_id
    WHERE a.state <> 'draft' AND (p.key = $1 OR $1 = '') ORDER BY a.id DESC LIMIT $2) AS newest
ORDER BY rule_id, id
-- name: past_facts
SELECT f.application_id, f.fact, f.number, f.word FROM (
    SELECT a.id, a.rule_id FROM application a
    JOIN rule_document r ON r.id = a.rule_id JOIN programme p ON p.id = r.programme_id
    WHERE a.state <> 'draft' AND (p.key = $1 OR $1 = '') ORDER BY a.id DESC LIMIT $2) AS newest
JOIN application_fact f ON f.application_id = newest.id
ORDER BY newest.rule_id, newest.id
-- name: rule_text
SELECT document FROM rule_document WHERE id = $1
-- name: rule_of_application
SELECT rule_id FROM application WHERE id = $1
-- name: newest_text
SELECT r.document, r.version FROM rule_document r
JOIN programme p ON p.id = r.programme_id WHERE p.key = $1 ORDER BY r.version DESC LIMIT 1
