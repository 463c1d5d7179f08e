-- Statements of src/people. Parameters are $1, $2 ...; both databases read the same text.

-- name: person_by_login
SELECT p.id, p.password, p.totp_secret, p.totp_step, o.role, o.organisation_id
  FROM person p
  LEFT JOIN holding h ON h.person_id = p.id AND h.until_at IS NULL
  LEFT JOIN post o ON o.id = h.post_id
 WHERE p.login = $1

-- name: person_by_id
SELECT p.id, p.password, p.totp_secret, p.totp_step, o.role, o.organisation_id
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

-- name: organisation_search_among
SELECT o.id, o.name, o.kind, o.business_number, o.region, o.created_at
  FROM wanted w JOIN organisation o ON o.id = w.id
 WHERE lower(o.name) LIKE $2 ESCAPE '!' ORDER BY o.name, o.id LIMIT 50

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

-- name: holder
SELECT h.id, p.id, p.login, p.name, p.totp_secret IS NOT NULL, o.organisation_id, o.id, o.title,
       o.role, h.from_at
  FROM holding h JOIN post o ON o.id = h.post_id JOIN person p ON p.id = h.person_id
 WHERE h.person_id = $1 AND h.until_at IS NULL

-- name: holder_named
SELECT h.id, p.id, p.login, p.name, p.totp_secret IS NOT NULL, o.organisation_id, o.id, o.title,
       o.role, h.from_at
  FROM holding h JOIN post o ON o.id = h.post_id JOIN person p ON p.id = h.person_id
 WHERE p.login = $1 AND h.until_at IS NULL

-- name: holder_list
SELECT h.id, p.id, p.login, p.name, p.totp_secret IS NOT NULL, o.organisation_id, o.id, o.title,
       o.role, h.from_at
  FROM holding h JOIN post o ON o.id = h.post_id JOIN person p ON p.id = h.person_id
 WHERE o.organisation_id = $1 AND h.until_at IS NULL
 ORDER BY p.id

-- name: holding_end
UPDATE holding SET until_at = $2 WHERE id = $1 AND until_at IS NULL

-- name: account
SELECT p.login, p.name, p.email, p.language, p.totp_secret IS NOT NULL,
       (SELECT count(*) FROM backup_code b WHERE b.person_id = p.id AND b.used_at IS NULL)
  FROM person p WHERE p.id = $1

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

-- name: grant_by_id
SELECT d.id, d.owner_id, d.to_id, d.object, d.object_id, d.class, d.purpose, d.created_at,
       d.until_at, d.revoked_at, g.name, t.name
  FROM data_grant d JOIN organisation g ON g.id = d.owner_id JOIN organisation t ON t.id = d.to_id
 WHERE d.id = $1

-- name: grant_list
SELECT d.id, d.owner_id, d.to_id, d.object, d.object_id, d.class, d.purpose, d.created_at,
       d.until_at, d.revoked_at, g.name, t.name
  FROM data_grant d JOIN organisation g ON g.id = d.owner_id JOIN organisation t ON t.id = d.to_id
 WHERE d.owner_id = $1 OR d.to_id = $1 ORDER BY d.id DESC

-- name: grant_live
SELECT class FROM data_grant
 WHERE owner_id = $1 AND to_id = $2 AND object = $3 AND object_id = $4
   AND until_at > $5 AND revoked_at IS NULL

-- name: backup_insert
INSERT INTO backup_code (person_id, code_hash, made_at) VALUES ($1, $2, $3)

-- name: backup_use
UPDATE backup_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL

-- name: backup_end
UPDATE backup_code SET used_at = $2 WHERE person_id = $1 AND used_at IS NULL

-- name: recovery_insert
INSERT INTO recovery (token_hash, person_id, lost, issuer_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id

-- name: recovery_open
SELECT r.id, r.person_id, r.lost, p.login, p.name
  FROM recovery r JOIN person p ON p.id = r.person_id
 WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2

-- name: recovery_use
UPDATE recovery SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2

-- name: recovery_end
UPDATE recovery SET expires_at = $2 WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2

-- name: totp_clear
UPDATE person SET totp_secret = NULL, totp_waiting = NULL WHERE id = $1

-- name: trail_insert
INSERT INTO account_log (at, event, person_id, organisation_id, actor_id, actor_organisation_id, note)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: trail_list
SELECT l.id, l.at, l.event, l.person_id, p.name, l.organisation_id, g.name, l.actor_id, a.name,
       l.actor_organisation_id, ag.name, l.note
  FROM account_log l
  JOIN organisation g ON g.id = l.organisation_id
  LEFT JOIN person p ON p.id = l.person_id
  LEFT JOIN person a ON a.id = l.actor_id
  LEFT JOIN organisation ag ON ag.id = l.actor_organisation_id
 WHERE l.id < $1
   AND (l.person_id = $2 OR l.organisation_id = $3 OR l.actor_organisation_id = $3 OR $4 = 1)
 ORDER BY l.id DESC LIMIT $5

-- name: device_code_insert
INSERT INTO device_enrolment (token_hash, organisation_id, label, issuer_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id

-- name: device_code_open
SELECT id, organisation_id, label FROM device_enrolment
 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2

-- name: device_code_use
UPDATE device_enrolment SET used_at = $2 WHERE id = $1 AND used_at IS NULL

-- name: device_insert
INSERT INTO device_key (organisation_id, post_id, public_key, label, enrolled_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id

-- name: device_end
UPDATE device_key SET revoked_at = $2, reason = $3, replaced_by = $4
 WHERE id = $1 AND revoked_at IS NULL

-- name: device_by_id
SELECT id, organisation_id, post_id, public_key, label, enrolled_at, replaced_by, revoked_at, reason
  FROM device_key WHERE id = $1

-- name: device_list
SELECT id, organisation_id, post_id, public_key, label, enrolled_at, replaced_by, revoked_at, reason
  FROM device_key WHERE organisation_id = $1 ORDER BY id DESC

-- name: device_caller
SELECT o.id, o.title, g.id, g.name, g.kind
  FROM device_key d JOIN post o ON o.id = d.post_id JOIN organisation g ON g.id = d.organisation_id
 WHERE d.id = $1

-- name: device_nonce
INSERT INTO device_nonce (key_id, nonce, at) VALUES ($1, $2, $3)

-- name: device_nonce_sweep
DELETE FROM device_nonce WHERE at < $1
