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
