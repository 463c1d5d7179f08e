-- name: figure_newest
SELECT id, made_at, CASE WHEN EXISTS (
  SELECT 1 FROM figure_cell AS cell WHERE cell.snapshot_id = newest.id) THEN 1 ELSE 0 END
FROM figure_snapshot AS newest ORDER BY id DESC LIMIT 1
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
-- name: figure_rows_drop
DELETE FROM figure_row
-- name: figure_row_add
INSERT INTO figure_row (snapshot_id, programme_id, region, kind, name, n1, n2, n3, n4, n5)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
-- name: figure_row_list
SELECT kind, name, sum(n1), sum(n2), sum(n3), sum(n4), sum(n5) FROM figure_row
WHERE snapshot_id = $1 AND programme_id = $2 AND ($3 = 'all' OR region = $3)
GROUP BY kind, name ORDER BY kind, name
-- name: figure_count_given
SELECT programme_id, '', source, sum(amount), sum(received), 0 FROM figure_given GROUP BY programme_id, source
-- name: figure_count_own
SELECT programme_id, region, 'adopter', sum(amount), sum(amount), 0 FROM figure_own_share GROUP BY programme_id, region
-- name: figure_count_settled
SELECT programme_id, region, 'settled', sum(recognised), 0, 0 FROM figure_settled GROUP BY programme_id, region
-- name: figure_count_claims
SELECT programme_id, region, 'claimed', sum(principal), sum(received), 0 FROM figure_claim GROUP BY programme_id, region
-- name: figure_projects
SELECT programme_id, region, active_at, coalesce(seen_at, 0), coalesce(firm_alive, 1) FROM figure_project
-- name: figure_kpis
SELECT programme_id, region, agreement_id, kpi, kind, value_milli, source FROM figure_kpi
ORDER BY agreement_id, kpi, kind, id
-- name: figure_project_page
SELECT agreement_id, number, adopter_id, adopter, region, total, active_at, coalesce(seen_at, 0),
    coalesce(firm_alive, 1),
    coalesce((SELECT sum(amount) FROM payment y WHERE y.agreement_id = figure_project.agreement_id
        AND y.state = 'paid'), 0)
FROM figure_project WHERE programme_id = $1 AND agreement_id > $2 ORDER BY agreement_id LIMIT $3
