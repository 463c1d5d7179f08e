-- name: upload_count
SELECT count(*) FROM upload WHERE application_id = $1
-- name: upload_lock
UPDATE application SET id = id WHERE id = $1
-- name: upload_insert
INSERT INTO upload (application_id, person_id, name, size, part_size, state, created_at)
VALUES ($1, $2, $3, $4, $5, 'open', $6) RETURNING id
-- name: upload_get
SELECT id, application_id, name, size, part_size, state, hash, created_at, kept_at
FROM upload WHERE id = $1
-- name: upload_list
SELECT id, application_id, name, size, part_size, state, hash, created_at, kept_at
FROM upload WHERE application_id = $1 ORDER BY id
-- name: upload_list_of
SELECT u.id, u.application_id, u.name, u.size, u.part_size, u.state, u.hash, u.created_at, u.kept_at
FROM wanted w JOIN upload u ON u.application_id = w.id ORDER BY u.application_id, u.id
-- name: upload_parts
SELECT number, size, hash FROM upload_part WHERE upload_id = $1 ORDER BY number
-- name: part_put
INSERT INTO upload_part (upload_id, number, size, hash)
SELECT id, $2, $3, $4 FROM upload WHERE id = $1 AND state = 'open'
ON CONFLICT (upload_id, number) DO UPDATE SET size = excluded.size, hash = excluded.hash
-- name: upload_keep
UPDATE upload SET state = 'kept', hash = $2, kept_at = $3 WHERE id = $1 AND state = 'open'
-- name: part_drop_all
DELETE FROM upload_part WHERE upload_id = $1
-- name: upload_drop
DELETE FROM upload WHERE id = $1
