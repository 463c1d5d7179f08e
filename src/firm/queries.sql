-- name: firm_studies
SELECT kind, name, hash, body FROM firm_study WHERE firm = $1 AND kind <> 'log' ORDER BY kind, id
-- name: firm_logs
SELECT name, hash FROM firm_study WHERE firm = $1 AND kind = 'log' ORDER BY id
-- name: firm_uploads
SELECT id, application_id, name, hash FROM firm_upload WHERE firm = $1 ORDER BY id
-- name: firm_boxes
SELECT DISTINCT box FROM firm_report WHERE firm = $1 ORDER BY box
-- name: firm_reports
SELECT body, receipt FROM firm_report WHERE firm = $1 AND box = $2 ORDER BY sequence
-- name: firm_present
SELECT id FROM study_document WHERE owner_id = $1 AND kind = $2 AND hash = $3 ORDER BY id LIMIT 1
-- name: firm_representative
SELECT h.person_id FROM holding h JOIN post p ON p.id = h.post_id
WHERE p.organisation_id = $1 AND p.role = 'adopter_owner' AND h.until_at IS NULL ORDER BY h.id LIMIT 1
