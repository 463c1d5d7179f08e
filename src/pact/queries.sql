-- name: inquiry_insert
INSERT INTO inquiry (organisation, contact, email, message, at, state, note)
VALUES ($1, $2, $3, $4, $5, 'new', '') RETURNING id
-- name: inquiry_list
SELECT id, organisation, contact, email, message, at, state, organisation_id, note, answered_at
FROM inquiry ORDER BY CASE WHEN state = 'new' THEN 0 ELSE 1 END, id DESC LIMIT 500
-- name: inquiry_name
SELECT organisation FROM inquiry WHERE id = $1
-- name: inquiry_answer
UPDATE inquiry SET state = $2, organisation_id = $3, note = $4, answered_by = $5, answered_at = $6
WHERE id = $1 AND state = 'new'
-- name: pact_insert
INSERT INTO pact (title, sponsor_id, operator_id, ministry_id, hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
-- name: pact_year_insert
INSERT INTO pact_year (pact_id, year, amount) VALUES ($1, $2, $3)
-- name: pact_get
SELECT id, title, sponsor_id, operator_id, ministry_id, hash, created_at, active_at FROM pact
WHERE id = $1
-- name: pact_ids
SELECT id FROM pact WHERE $1 = 0 OR sponsor_id = $1 OR operator_id = $1 OR ministry_id = $1
ORDER BY id DESC LIMIT 500
-- name: pact_years
SELECT year, amount FROM pact_year WHERE pact_id = $1 ORDER BY year
-- name: pact_signature_get
SELECT o.name, s.name, s.at FROM organisation o
LEFT JOIN pact_signature s ON s.organisation_id = o.id AND s.pact_id = $1 WHERE o.id = $2
-- name: pact_signature_insert
INSERT INTO pact_signature (pact_id, organisation_id, person_id, name, at) VALUES ($1, $2, $3, $4, $5)
-- name: pact_signature_count
SELECT count(*) FROM pact_signature WHERE pact_id = $1
-- name: pact_activate
UPDATE pact SET active_at = $2 WHERE id = $1 AND active_at IS NULL
