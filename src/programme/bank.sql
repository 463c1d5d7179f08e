-- name: expected_contributions
SELECT c.id, c.organisation_id, c.amount, o.name
FROM contribution c JOIN organisation o ON o.id = c.organisation_id
WHERE c.state = 'pledged' ORDER BY c.id LIMIT $1
-- name: expected_deposits
SELECT g.id, a.adopter_id, s.amount - coalesce((SELECT CAST(sum(d.amount) AS BIGINT) FROM deposit d
        WHERE d.agreement_id = g.id), 0), o.name, g.number
FROM agreement g JOIN application a ON a.id = g.application_id
JOIN agreement_share s ON s.agreement_id = g.id AND s.organisation_id = a.adopter_id
JOIN organisation o ON o.id = a.adopter_id
WHERE g.state = 'active' AND s.amount > coalesce((SELECT CAST(sum(d.amount) AS BIGINT)
        FROM deposit d WHERE d.agreement_id = g.id), 0)
ORDER BY g.id LIMIT $1
-- name: expected_payments
SELECT p.id, 0, p.amount, p.payee FROM payment p WHERE p.state = 'approved' ORDER BY p.id LIMIT $1
