-- name: job_insert
INSERT INTO job (kind, org_id, user_id, request, state, created_at, changed_at)
VALUES ($1, $2, $3, $4, 'waiting', $5, $5)
RETURNING id

-- name: job_read
SELECT id, kind, org_id, user_id, request, state, cancel_asked, attempts, version, progress,
       step_ko, step_en, result_id, problem, created_at, changed_at, ended_at
FROM job WHERE id = $1

-- name: job_list
SELECT id, kind, org_id, user_id, request, state, cancel_asked, attempts, version, progress,
       step_ko, step_en, result_id, problem, created_at, changed_at, ended_at
FROM job WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3

-- The next job to take: waiting, or running with a lease that has run out, of a kind that stands
-- between commas in $2. First come the firms with the fewest jobs in hand.
-- name: job_candidate
SELECT j.id, j.cancel_asked, j.attempts
FROM job j
WHERE j.ended_at IS NULL AND (j.state = 'waiting' OR j.lease_until < $1)
  AND replace($2, ',' || j.kind || ',', '') <> $2
ORDER BY (SELECT count(*) FROM job r
          WHERE r.ended_at IS NULL AND r.org_id = j.org_id AND r.lease_until >= $1), j.id
LIMIT 1

-- name: job_take
UPDATE job SET state = 'running', worker = $2, lease_until = $3, attempts = attempts + 1,
       progress = 0, step_ko = '', step_en = '', version = version + 1, changed_at = $4
WHERE id = $1

-- name: job_renew
UPDATE job SET lease_until = $3 WHERE id = $1 AND worker = $2 RETURNING cancel_asked

-- name: job_look
SELECT cancel_asked FROM job WHERE id = $1 AND worker = $2

-- name: job_progress
UPDATE job SET progress = $3, step_ko = $4, step_en = $5, version = version + 1, changed_at = $6
WHERE id = $1 AND worker = $2 RETURNING cancel_asked

-- name: job_end
UPDATE job SET state = $3, progress = CASE WHEN $3 = 'done' THEN 1000000 ELSE progress END,
       result_id = $4, problem = $5, worker = NULL, lease_until = NULL,
       version = version + 1, changed_at = $6, ended_at = $6
WHERE id = $1 AND worker = $2

-- name: job_bury
UPDATE job SET state = $2, problem = $3, worker = NULL, lease_until = NULL,
       version = version + 1, changed_at = $4, ended_at = $4
WHERE id = $1

-- name: job_give_back
UPDATE job SET state = 'waiting', attempts = attempts - 1, worker = NULL, lease_until = NULL,
       version = version + 1, changed_at = $3
WHERE id = $1 AND worker = $2

-- name: job_cancel_waiting
UPDATE job SET state = 'cancelled', cancel_asked = 1, version = version + 1, changed_at = $2,
       ended_at = $2
WHERE id = $1 AND state = 'waiting'

-- name: job_cancel_running
UPDATE job SET cancel_asked = 1, version = version + 1, changed_at = $2
WHERE id = $1 AND state = 'running'
