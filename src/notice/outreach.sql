-- name: consent_insert
INSERT INTO outreach_consent (organisation_id, person_id, given, at) VALUES ($1, $2, $3, $4)
-- name: consent_newest
SELECT coalesce((SELECT given FROM outreach_consent WHERE organisation_id = $1 ORDER BY id DESC LIMIT 1), 0)
-- name: outreach_add
INSERT INTO outreach (notice_id, organisation_id, source, added_by, added_at, note)
SELECT $1, o.id, CASE WHEN EXISTS (SELECT 1 FROM application a WHERE a.adopter_id = o.id
    AND a.state <> 'draft') THEN 'past' ELSE 'register' END, $5, $6, ''
FROM organisation o
WHERE o.kind = 'adopter' AND (CAST($2 AS TEXT) IS NULL OR o.region = $2)
    AND ($3 = 0 OR EXISTS (SELECT 1 FROM firm_fact f WHERE f.organisation_id = o.id
        AND f.fact = 'root_industry' AND f.number = 1))
    AND ($4 = 0 OR EXISTS (SELECT 1 FROM application a WHERE a.adopter_id = o.id AND a.state <> 'draft'))
    AND coalesce((SELECT c.given FROM outreach_consent c WHERE c.organisation_id = o.id
        ORDER BY c.id DESC LIMIT 1), 0) = 1
    AND NOT EXISTS (SELECT 1 FROM outreach r WHERE r.notice_id = $1 AND r.organisation_id = o.id)
-- name: outreach_silent
SELECT count(*) FROM organisation o
WHERE o.kind = 'adopter' AND (CAST($1 AS TEXT) IS NULL OR o.region = $1)
    AND ($2 = 0 OR EXISTS (SELECT 1 FROM firm_fact f WHERE f.organisation_id = o.id
        AND f.fact = 'root_industry' AND f.number = 1))
    AND ($3 = 0 OR EXISTS (SELECT 1 FROM application a WHERE a.adopter_id = o.id AND a.state <> 'draft'))
    AND coalesce((SELECT c.given FROM outreach_consent c WHERE c.organisation_id = o.id
        ORDER BY c.id DESC LIMIT 1), 0) = 0
-- name: outreach_told
UPDATE outreach SET told_by = $3, told_at = $4, way = $5, note = $6
WHERE notice_id = $1 AND organisation_id = $2 AND told_at IS NULL
-- name: outreach_answered
UPDATE outreach SET answered_at = $3, answer = $4, note = $5
WHERE notice_id = $1 AND organisation_id = $2 AND told_at IS NOT NULL
-- name: outreach_list
SELECT r.organisation_id, o.name, o.region, r.source,
    coalesce((SELECT c.given FROM outreach_consent c WHERE c.organisation_id = o.id
        ORDER BY c.id DESC LIMIT 1), 0),
    p.name, r.told_at, r.way, r.answer, r.answered_at, r.note,
    (SELECT count(*) FROM notice_application l JOIN application a ON a.id = l.application_id
     WHERE l.notice_id = r.notice_id AND a.adopter_id = o.id)
FROM outreach r JOIN organisation o ON o.id = r.organisation_id
    LEFT JOIN person p ON p.id = r.told_by
WHERE r.notice_id = $1 ORDER BY r.id LIMIT 5000
