-- name: project_get
SELECT supplier_id, starts_on, build_until, ends_on, extended FROM project WHERE agreement_id = $1
-- name: project_put
INSERT INTO project (agreement_id, supplier_id, starts_on, build_until, ends_on, extended)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (agreement_id) DO UPDATE SET supplier_id = excluded.supplier_id,
    build_until = excluded.build_until, ends_on = excluded.ends_on, extended = excluded.extended
