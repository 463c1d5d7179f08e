-- name: document_insert
INSERT INTO study_document (kind, owner_id, parent_id, name, hash, facts, body, created_by,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
-- name: document_get
SELECT id, owner_id, parent_id, name, hash, facts, body, created_by, created_at
FROM study_document WHERE kind = $1 AND id = $2
-- name: document_list
SELECT id, owner_id, parent_id, name, hash, facts, created_by, created_at
FROM study_document WHERE kind = $1 AND owner_id = $2 AND ($3 = 0 OR parent_id = $3)
ORDER BY id DESC LIMIT 500
