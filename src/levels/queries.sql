-- name: level_model_insert
INSERT INTO level_model (key, version, body, hash, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key, version) DO NOTHING
-- name: level_model_hash
SELECT hash FROM level_model WHERE key = $1 AND version = $2
-- name: level_model_list
SELECT body FROM level_model m
WHERE version = (SELECT max(version) FROM level_model n WHERE n.key = m.key) ORDER BY key
-- name: level_model_newest
SELECT body FROM level_model WHERE key = $1 ORDER BY version DESC LIMIT 1
-- name: level_answer_put
INSERT INTO level_answer (organisation_id, key, item, met, cost, at, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organisation_id, key, item)
DO UPDATE SET met = excluded.met, cost = excluded.cost, at = excluded.at, person_id = excluded.person_id
-- name: level_answer_list
SELECT item, met, cost FROM level_answer WHERE organisation_id = $1 AND key = $2 ORDER BY item
