-- name: last_report
SELECT sequence, to_at, hash FROM box_report WHERE post_id = $1 ORDER BY sequence DESC LIMIT 1
-- name: report_by_number
SELECT id, hash, received_at, receipt FROM box_report WHERE post_id = $1 AND sequence = $2
-- name: report_next_id
SELECT coalesce(max(id), 0) + 1 FROM box_report
-- name: report_insert
INSERT INTO box_report (id, post_id, sequence, key_id, from_at, to_at, received_at, hash, covered_s, gap_s,
    typed_s, body, receipt)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
-- name: refusal_insert
INSERT INTO box_refusal (post_id, key_id, sequence, hash, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (post_id, hash, reason) DO NOTHING RETURNING id
-- name: key_replaced
SELECT count(*) FROM device_key WHERE post_id = $1 AND replaced_by = $2
-- name: box_insert
INSERT INTO agreement_box (post_id, agreement_id, at, person_id) VALUES ($1, $2, $3, $4)
-- name: box_agreement
SELECT agreement_id FROM agreement_box WHERE post_id = $1
-- name: box_list
SELECT b.post_id, p.title, b.at,
    (SELECT count(*) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT min(r.from_at) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT max(r.to_at) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT max(r.received_at) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT coalesce(sum(r.covered_s), 0) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT coalesce(sum(r.gap_s), 0) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT coalesce(sum(r.typed_s), 0) FROM box_report r WHERE r.post_id = b.post_id),
    (SELECT count(*) FROM box_report r WHERE r.post_id = b.post_id AND r.received_at - r.to_at > $2),
    (SELECT count(*) FROM box_refusal f WHERE f.post_id = b.post_id),
    (SELECT r.hash FROM box_report r WHERE r.post_id = b.post_id ORDER BY r.sequence DESC LIMIT 1)
FROM agreement_box b JOIN post p ON p.id = b.post_id
WHERE b.agreement_id = $1 ORDER BY b.post_id
-- name: bodies
SELECT r.id, r.body FROM box_report r JOIN agreement_box b ON b.post_id = r.post_id
WHERE b.agreement_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3
-- name: bodies_of_box
SELECT r.sequence, r.body FROM box_report r JOIN agreement_box b ON b.post_id = r.post_id
WHERE b.agreement_id = $1 AND r.post_id = $2 AND r.sequence > $3 ORDER BY r.sequence LIMIT $4
-- name: keys
SELECT k.id, k.label, k.public_key, k.enrolled_at, k.revoked_at,
    (SELECT min(r.from_at) FROM box_report r WHERE r.key_id = k.id)
FROM device_key k JOIN agreement_box b ON b.post_id = k.post_id
WHERE b.agreement_id = $1 AND b.post_id = $2 ORDER BY k.id
-- name: window_insert
INSERT INTO kpi_window (agreement_id, kind, from_at, until_at, set_at, person_id)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
-- name: window_clash
SELECT count(*) FROM kpi_window WHERE agreement_id = $1
AND ((kind = $2 AND (kind = 'before' OR (from_at < $4 AND until_at > $3)))
    OR ($2 = 'before' AND kind = 'after' AND from_at < $4)
    OR ($2 = 'after' AND kind = 'before' AND until_at > $3))
-- name: window_list
SELECT id, kind, from_at, until_at, set_at, measured_at, reports, covered_s, gap_s, typed_s, doubts, digest
FROM kpi_window WHERE agreement_id = $1 ORDER BY from_at, id
-- name: window_ready
SELECT id, kind, from_at, until_at FROM kpi_window w
WHERE w.agreement_id = $1 AND w.measured_at IS NULL
AND EXISTS (SELECT 1 FROM agreement_box b WHERE b.agreement_id = w.agreement_id)
AND NOT EXISTS (SELECT 1 FROM agreement_box b WHERE b.agreement_id = w.agreement_id
    AND coalesce((SELECT max(r.to_at) FROM box_report r WHERE r.post_id = b.post_id), 0) < w.until_at)
ORDER BY w.from_at, w.id
-- name: window_reports
SELECT r.hash, r.body FROM box_report r JOIN agreement_box b ON b.post_id = r.post_id
WHERE b.agreement_id = $1 AND r.to_at > $2 AND r.from_at < $3 ORDER BY r.post_id, r.sequence
-- name: window_measured
UPDATE kpi_window SET measured_at = $2, reports = $3, covered_s = $4, gap_s = $5, typed_s = $6, doubts = $7,
    digest = $8
WHERE id = $1
