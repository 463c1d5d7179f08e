-- name: cases_of
SELECT count(*) FROM (SELECT id FROM application WHERE adopter_id = $1
    UNION ALL SELECT id FROM application WHERE sponsor_id = $1
    UNION ALL SELECT id FROM agreement WHERE operator_id = $1 LIMIT $2) few
-- name: application_hits
SELECT a.id, a.number, a.title, o.name, s.name, a.state
FROM application a
JOIN organisation o ON o.id = a.adopter_id
JOIN organisation s ON s.id = a.sponsor_id
-- name: application_words
AND (lower(a.number) LIKE $2 ESCAPE '!' OR lower(a.title) LIKE $2 ESCAPE '!'
    OR lower(o.name) LIKE $2 ESCAPE '!' OR lower(s.name) LIKE $2 ESCAPE '!')
ORDER BY a.id DESC LIMIT $3
-- name: application_among_one
WHERE a.id IN (SELECT id FROM application WHERE adopter_id = $1
    UNION SELECT id FROM application WHERE sponsor_id = $1 AND state <> 'draft')
-- name: application_wanted
JOIN wanted w ON w.id = a.id
-- name: application_of_all
WHERE a.state <> 'draft'
-- name: application_of_one
WHERE (a.adopter_id = $4 OR (a.sponsor_id = $4 AND a.state <> 'draft'))
-- name: agreement_hits
SELECT g.id, g.number, a.title, o.name, s.name, g.state
FROM agreement g
JOIN application a ON a.id = g.application_id
JOIN organisation o ON o.id = a.adopter_id
JOIN organisation s ON s.id = a.sponsor_id
-- name: agreement_words
AND (lower(g.number) LIKE $2 ESCAPE '!' OR lower(a.title) LIKE $2 ESCAPE '!'
    OR lower(o.name) LIKE $2 ESCAPE '!' OR lower(s.name) LIKE $2 ESCAPE '!')
ORDER BY g.id DESC LIMIT $3
-- name: agreement_among_one
WHERE g.id IN (
    SELECT y.id FROM application x JOIN agreement y ON y.application_id = x.id WHERE x.adopter_id = $1
    UNION
    SELECT y.id FROM application x JOIN agreement y ON y.application_id = x.id WHERE x.sponsor_id = $1
    UNION
    SELECT id FROM agreement WHERE operator_id = $1)
-- name: agreement_wanted
JOIN wanted w ON w.id = g.id
-- name: agreement_of_all
WHERE g.id > 0
-- name: agreement_of_one
WHERE (a.adopter_id = $4 OR a.sponsor_id = $4 OR g.operator_id = $4)
