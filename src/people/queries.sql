-- Statements of src/people. Parameters are $1, $2 ...; both databases read the same text.

-- name: person_by_login
SELECT p.id, p.password, p.totp_secret, p.totp_step, o.role
  FROM person p
  LEFT JOIN holding h ON h.person_id = p.id AND h.until_at IS NULL
  LEFT JOIN post o ON o.id = h.post_id
 WHERE p.login = $1

-- name: person_by_id
SELECT p.id, p.password, p.totp_secret, p.totp_step, o.role
  FROM person p
  LEFT JOIN holding h ON h.person_id = p.id AND h.until_at IS NULL
  LEFT JOIN post o ON o.id = h.post_id
 WHERE p.id = $1

-- name: person_password
UPDATE person SET password = $2 WHERE id = $1 AND password = $3

-- name: person_insert
INSERT INTO person (login, name, email, language, password, created_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id

-- name: person_count
SELECT count(*) FROM person

-- name: code_used
UPDATE person SET totp_step = $2 WHERE id = $1 AND totp_step < $2

-- name: totp_waiting
UPDATE person SET totp_waiting = $2 WHERE id = $1

-- name: totp_waiting_of
SELECT totp_waiting, login FROM person WHERE id = $1

-- name: totp_enable
UPDATE person SET totp_secret = totp_waiting, totp_waiting = NULL, totp_step = $2
 WHERE id = $1 AND totp_waiting = $3

-- name: session_insert
INSERT INTO session (token_hash, person_id, signed_in_at, seen_at, second_factor, step_up_until)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: session_caller
SELECT s.person_id, s.signed_in_at, s.seen_at, s.second_factor, s.step_up_until,
       p.login, p.name, p.language, h.post_id, o.title, o.role,
       g.id, g.name, g.kind
  FROM session s
  JOIN person p ON p.id = s.person_id
  JOIN holding h ON h.person_id = p.id AND h.until_at IS NULL
  JOIN post o ON o.id = h.post_id
  JOIN organisation g ON g.id = o.organisation_id
 WHERE s.token_hash = $1 AND s.ended_at IS NULL

-- name: session_seen
UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND ended_at IS NULL AND seen_at < $2

-- name: session_end
UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL

-- name: session_end_others
UPDATE session SET ended_at = $2 WHERE person_id = $1 AND token_hash <> $3 AND ended_at IS NULL

-- name: session_end_all
UPDATE session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL

-- name: limit_of
SELECT level, at, failures, wait_until FROM rate_limit WHERE name = $1

-- name: limit_put
INSERT INTO rate_limit (name, level, at, failures, wait_until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (name) DO UPDATE SET level = $2, at = $3, failures = $4, wait_until = $5

-- name: limit_sweep
DELETE FROM rate_limit WHERE at < $1 AND wait_until < $1

-- name: door_insert
INSERT INTO door_log (at, person_id, address, event, outcome) VALUES ($1, $2, $3, $4, $5)

-- name: organisation_insert
INSERT INTO organisation (name, kind, business_number, region, created_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id

-- name: organisation_by_id
SELECT id, name, kind, business_number, region, created_at FROM organisation WHERE id = $1

-- name: organisation_list
SELECT id, name, kind, business_number, region, created_at FROM organisation ORDER BY id

-- name: organisation_search
SELECT id, name, kind, business_number, region, created_at FROM organisation
 WHERE lower(name) LIKE $1 ESCAPE '!' ORDER BY name, id LIMIT 50

-- name: organisation_list_kind
SELECT id, name, kind, business_number, region, created_at FROM organisation
 WHERE kind = $1 ORDER BY id

-- name: invitation_insert
INSERT INTO invitation (token_hash, organisation_id, post, role, email, inviter_id, created_at,
                        expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id

-- name: invitation_open
SELECT id, organisation_id, post, role, email FROM invitation
 WHERE token_hash = $1 AND accepted_at IS NULL AND expires_at > $2

-- name: invitation_accept
UPDATE invitation SET accepted_at = $2, accepted_by = $3 WHERE id = $1 AND accepted_at IS NULL

-- name: invitation_list
SELECT i.id, i.organisation_id, g.name, i.post, i.role, i.email, i.created_at, i.expires_at,
       i.accepted_at
  FROM invitation i JOIN organisation g ON g.id = i.organisation_id
 WHERE i.organisation_id = $1 OR i.inviter_id = $2
 ORDER BY i.id DESC

-- name: post_find
SELECT id FROM post WHERE organisation_id = $1 AND title = $2 AND role = $3

-- name: post_insert
INSERT INTO post (organisation_id, title, role, created_at) VALUES ($1, $2, $3, $4) RETURNING id

-- name: holding_insert
INSERT INTO holding (post_id, person_id, from_at) VALUES ($1, $2, $3)

-- name: holding_of
SELECT h.id, o.organisation_id, o.role
  FROM holding h JOIN post o ON o.id = h.post_id
 WHERE h.person_id = $1 AND h.until_at IS NULL

-- name: holding_end
UPDATE holding SET until_at = $2 WHERE id = $1 AND until_at IS NULL

-- name: account
SELECT p.login, p.name, p.email, p.language, p.totp_secret IS NOT NULL FROM person p WHERE p.id = $1

-- name: account_set
UPDATE person SET name = coalesce($2, name), email = coalesce($3, email),
                  language = coalesce($4, language)
 WHERE id = $1

-- name: read_insert
INSERT INTO read_log (at, owner_id, reader_user_id, reader_organisation_id, reader_role, object,
                      object_id, classes, route)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: read_list
SELECT r.id, r.at, r.owner_id, r.reader_user_id, r.reader_organisation_id, r.reader_role, g.name,
       r.object, r.object_id, r.classes, r.route
  FROM read_log r JOIN organisation g ON g.id = r.reader_organisation_id
 WHERE r.owner_id = $1 AND r.id < $2
 ORDER BY r.id DESC LIMIT $3

-- name: grant_insert
INSERT INTO data_grant (owner_id, to_id, object, object_id, class, purpose, granted_by, created_at,
                        until_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id

-- name: grant_revoke
UPDATE data_grant SET revoked_at = $3 WHERE id = $1 AND owner_id = $2 AND revoked_at IS NULL

-- name: grant_list
SELECT id, owner_id, to_id, object, object_id, class, purpose, created_at, until_at, revoked_at
  FROM data_grant WHERE owner_id = $1 ORDER BY id DESC

-- name: grant_live
SELECT count(*) FROM data_grant
 WHERE owner_id = $1 AND to_id = $2 AND object = $3 AND object_id = $4 AND class = $5
   AND until_at > $6 AND revoked_at IS NULL
