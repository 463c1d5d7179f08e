-- name: application_search
SELECT a.id, a.number, a.title, o.name, s.name, a.state
FROM application a
JOIN organisation o ON o.id = a.adopter_id
JOIN organisation s ON s.id = a.sponsor_id
WHERE ($1 = 0 AND a.state <> 'draft' OR a.adopter_id = $1
       OR a.sponsor_id = $1 AND a.state <> 'draft')
  AND (lower(a.number) LIKE $2 ESCAPE '!' OR lower(a.title) LIKE $2 ESCAPE '!'
       OR lower(o.name) LIKE $2 ESCAPE '!' OR lower(s.name) LIKE $2 ESCAPE '!')
ORDER BY a.id DESC LIMIT $3
-- name: agreement_search
SELECT g.id, g.number, a.title, o.name, s.name, g.state
FROM agreement g
JOIN application a ON a.id = g.application_id
JOIN organisation o ON o.id = a.adopter_id
JOIN organisation s ON s.id = a.sponsor_id
WHERE ($1 = 0 OR a.adopter_id = $1 OR a.sponsor_id = $1 OR g.operator_id = $1)
  AND (lower(g.number) LIKE $2 ESCAPE '!' OR lower(a.title) LIKE $2 ESCAPE '!'
       OR lower(o.name) LIKE $2 ESCAPE '!' OR lower(s.name) LIKE $2 ESCAPE '!')
ORDER BY g.id DESC LIMIT $3
