-- name: named_few
SELECT count(*) FROM (SELECT id FROM organisation WHERE lower(name) LIKE $1 ESCAPE '!' LIMIT $2) few
-- name: application_hits
SELECT a.id, a.number, a.title, o.name, s.name, a.state
FROM application a
JOIN organisation o ON o.id = a.adopter_id
JOIN organisation s ON s.id = a.sponsor_id
-- name: application_words
AND (lower(a.number) LIKE $1 ESCAPE '!' OR lower(a.title) LIKE $1 ESCAPE '!'
    OR lower(o.name) LIKE $1 ESCAPE '!' OR lower(s.name) LIKE $1 ESCAPE '!')
ORDER BY a.id DESC LIMIT $2
-- name: application_of_all
WHERE a.state <> 'draft'
-- name: application_of_one
WHERE a.id IN (SELECT id FROM application WHERE adopter_id = $3
    UNION SELECT id FROM application WHERE sponsor_id = $3 AND state <> 'draft')
-- name: application_of_named
WHERE a.id IN (
    WITH named (id) AS (SELECT id FROM organisation WHERE lower(name) LIKE $1 ESCAPE '!')
    SELECT id FROM (SELECT x.id FROM application x WHERE x.state <> 'draft'
        AND (lower(x.number) LIKE $1 ESCAPE '!' OR lower(x.title) LIKE $1 ESCAPE '!')
        ORDER BY x.id DESC LIMIT $2) worded
    UNION
    SELECT id FROM (SELECT x.id FROM named n JOIN application x ON x.adopter_id = n.id
        WHERE x.state <> 'draft' ORDER BY x.id DESC LIMIT $2) adopters
    UNION
    SELECT id FROM (SELECT x.id FROM named n JOIN application x ON x.sponsor_id = n.id
        WHERE x.state <> 'draft' ORDER BY x.id DESC LIMIT $2) sponsors)
ORDER BY a.id DESC LIMIT $2
-- name: agreement_hits
SELECT g.id, g.number, a.title, o.name, s.name, g.state
FROM agreement g
JOIN application a ON a.id = g.application_id
JOIN organisation o ON o.id = a.adopter_id
JOIN organisation s ON s.id = a.sponsor_id
-- name: agreement_words
(lower(g.number) LIKE $1 ESCAPE '!' OR lower(a.title) LIKE $1 ESCAPE '!'
    OR lower(o.name) LIKE $1 ESCAPE '!' OR lower(s.name) LIKE $1 ESCAPE '!')
ORDER BY g.id DESC LIMIT $2
-- name: agreement_of_one
WHERE g.id IN (
    SELECT y.id FROM application x JOIN agreement y ON y.application_id = x.id WHERE x.adopter_id = $3
    UNION
    SELECT y.id FROM application x JOIN agreement y ON y.application_id = x.id WHERE x.sponsor_id = $3
    UNION
    SELECT id FROM agreement WHERE operator_id = $3) AND
-- name: agreement_of_named
WHERE g.id IN (
    WITH named (id) AS (SELECT id FROM organisation WHERE lower(name) LIKE $1 ESCAPE '!')
    SELECT id FROM (SELECT y.id FROM agreement y JOIN application x ON x.id = y.application_id
        WHERE lower(y.number) LIKE $1 ESCAPE '!' OR lower(x.title) LIKE $1 ESCAPE '!'
        ORDER BY y.id DESC LIMIT $2) worded
    UNION
    SELECT id FROM (SELECT y.id FROM named n JOIN application x ON x.adopter_id = n.id
        JOIN agreement y ON y.application_id = x.id ORDER BY y.id DESC LIMIT $2) adopters
    UNION
    SELECT id FROM (SELECT y.id FROM named n JOIN application x ON x.sponsor_id = n.id
        JOIN agreement y ON y.application_id = x.id ORDER BY y.id DESC LIMIT $2) sponsors)
ORDER BY g.id DESC LIMIT $2
