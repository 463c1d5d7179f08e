-- name: figure_newest
SELECT id, made_at FROM figure_snapshot ORDER BY id DESC LIMIT 1
-- name: figure_snapshot_add
INSERT INTO figure_snapshot (made_at) VALUES ($1) RETURNING id
-- name: figure_cells_drop
DELETE FROM figure_cell
-- name: figure_snapshots_drop
DELETE FROM figure_snapshot
-- name: figure_count_cases
SELECT programme_id, region, count(DISTINCT adopter_id), count(*), count(agreement_id), sum(total)
FROM figure_case GROUP BY programme_id, region ORDER BY programme_id, region
-- name: figure_count_shares
SELECT programme_id, region, kind, sum(agreed), sum(paid)
FROM figure_share GROUP BY programme_id, region, kind ORDER BY programme_id, region, kind
-- name: figure_cell_add
INSERT INTO figure_cell (snapshot_id, programme_id, region, firms, applications, agreements, total,
    government, sponsor, adopter, other, paid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
-- name: figure_cell_list
SELECT programme_id, region, firms, applications, agreements, total, government, sponsor, adopter,
    other, paid FROM figure_cell WHERE snapshot_id = $1 ORDER BY programme_id, region
