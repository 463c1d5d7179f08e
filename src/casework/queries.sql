-- name: matter_insert
INSERT INTO matter (machine, ko, en, rule_id, subject_kind, subject_id, application_id,
    owner_id, state, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
-- name: matter_columns
SELECT id, machine, ko, en, rule_id, subject_kind, subject_id, application_id, state, opened_at,
    closed_at, owner_id FROM matter
-- name: matter_get
WHERE id = $1
-- name: matter_of_application
WHERE application_id = $1 AND id > $2 ORDER BY id LIMIT $3
-- name: matter_of_state
WHERE machine = $1 AND state = $2 AND closed_at IS NULL AND id > $3 ORDER BY id LIMIT $4
-- name: matter_of_subject
WHERE machine = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY id
-- name: matter_count
SELECT count(*) FROM matter WHERE machine = $1
    AND (CASE WHEN $2 = 0 THEN subject_kind = $3 AND subject_id = $4 ELSE application_id = $2 END)
-- name: matter_move
UPDATE matter SET state = $3, closed_at = $4 WHERE id = $1 AND state = $2
-- name: matter_count_event
UPDATE matter SET events = events + 1 WHERE id = $1 RETURNING events
-- name: party_put
INSERT INTO matter_party (matter_id, kind, organisation_id) VALUES ($1, $2, $3)
ON CONFLICT (matter_id, kind) DO UPDATE SET organisation_id = excluded.organisation_id
-- name: party_list
SELECT p.kind, p.organisation_id, o.name FROM matter_party p
JOIN organisation o ON o.id = p.organisation_id WHERE p.matter_id = $1 ORDER BY p.kind
-- name: event_insert
INSERT INTO matter_event (matter_id, seq, step, from_state, to_state, at, person_id, name, post_id,
    organisation_id, article, note, given)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
-- name: evidence_insert
INSERT INTO matter_evidence (matter_id, seq, position, name, sha256) VALUES ($1, $2, $3, $4, $5)
-- name: event_list
SELECT e.seq, e.step, e.from_state, e.to_state, e.at, e.person_id, e.organisation_id, e.name, o.name,
    e.article, e.note, e.given
FROM matter_event e LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.matter_id = $1 ORDER BY e.seq
-- name: evidence_list
SELECT seq, name, sha256 FROM matter_evidence WHERE matter_id = $1 ORDER BY seq, position
-- name: post_for_role
SELECT p.id FROM post p WHERE p.organisation_id = $1 AND p.role = $2 AND p.id <> $3
ORDER BY CASE WHEN EXISTS (SELECT 1 FROM holding h WHERE h.post_id = p.id AND h.until_at IS NULL)
    THEN 0 ELSE 1 END, p.id LIMIT 1
-- name: post_of_case
SELECT t.post_id FROM matter m JOIN task t ON t.matter_id = m.id
JOIN post p ON p.id = t.post_id
WHERE m.application_id = $1 AND t.role = $2 AND p.organisation_id = $3
ORDER BY CASE WHEN m.id = $4 THEN 0 ELSE 1 END, t.id DESC LIMIT 1
-- name: post_get
SELECT organisation_id, role, title FROM post WHERE id = $1
-- name: post_list
SELECT p.id, p.title, p.role, p.organisation_id, (SELECT n.name FROM holding h
    JOIN person n ON n.id = h.person_id WHERE h.post_id = p.id AND h.until_at IS NULL
    ORDER BY h.id LIMIT 1), o.name
FROM post p JOIN organisation o ON o.id = p.organisation_id WHERE p.organisation_id = $1 OR p.organisation_id = $2
ORDER BY CASE WHEN p.organisation_id = $1 THEN 0 ELSE 1 END, p.id LIMIT $3
-- name: task_insert
INSERT INTO task (matter_id, state, role, ko, en, organisation_id, overseer_id, post_id,
    deputy_post_id, opened_at, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
-- name: task_close
UPDATE task SET done_at = $2, done_by = $3 WHERE matter_id = $1 AND done_at IS NULL
-- name: task_assign
UPDATE task SET post_id = $2, deputy_post_id = $3, organisation_id = $4
WHERE id = $1 AND done_at IS NULL
-- name: task_mine
SELECT count(*) FROM task WHERE matter_id = $1 AND done_at IS NULL AND role = $2
    AND (post_id = $3 OR deputy_post_id = $3)
-- name: task_columns
SELECT t.id, t.matter_id, m.application_id, m.subject_id, m.machine, m.ko, m.en, m.subject_kind,
    t.state, t.role, t.ko, t.en, t.organisation_id, t.overseer_id, o.name, t.post_id,
    t.deputy_post_id, p.title, d.title,
    (SELECT n.name FROM holding h JOIN person n ON n.id = h.person_id
     WHERE h.post_id = t.post_id AND h.until_at IS NULL ORDER BY h.id LIMIT 1),
    t.opened_at, t.due_at, t.done_at, m.owner_id
FROM
-- name: task_joins
JOIN matter m ON m.id = t.matter_id LEFT JOIN organisation o ON o.id = t.organisation_id
LEFT JOIN post p ON p.id = t.post_id LEFT JOIN post d ON d.id = t.deputy_post_id
ORDER BY t.due_at, t.id
-- name: task_one
(SELECT * FROM task WHERE id = $1) t
-- name: task_of_matter
(SELECT * FROM task WHERE matter_id = $1 AND done_at IS NULL) t
-- name: task_place
SELECT due_at FROM task WHERE id = $1
-- name: task_of_post
SELECT * FROM task WHERE post_id = $1
-- name: task_of_deputy
SELECT * FROM task WHERE deputy_post_id = $1
-- name: task_of_organisation
SELECT * FROM task WHERE organisation_id = $1
-- name: task_of_overseer
SELECT * FROM task WHERE overseer_id = $1
-- name: task_of_nobody
SELECT * FROM task WHERE overseer_id = $1 AND post_id IS NULL
-- name: task_of_absent
SELECT * FROM task WHERE overseer_id = $1 AND post_id IN (SELECT q.id FROM post q
    WHERE NOT EXISTS (SELECT 1 FROM holding h WHERE h.post_id = q.id AND h.until_at IS NULL))
-- name: task_page
 AND done_at IS NULL AND (due_at, id) > ($2, $3) AND due_at < $4
-- name: task_chosen
 AND EXISTS (SELECT 1 FROM matter x WHERE x.id = matter_id AND ($6 = '' OR x.machine = $6)
    AND ($7 = '' OR x.state = $7)
    AND (CASE WHEN $8 = 0 THEN TRUE ELSE x.rule_id IN
        (SELECT r.id FROM rule_document r WHERE r.programme_id = $8) END))
-- name: task_urgent
 ORDER BY due_at, id LIMIT $5
-- name: task_days
SELECT (due_at + $4) / $5, count(*), sum(CASE WHEN due_at < $6 THEN 1 ELSE 0 END) FROM task
-- name: task_days_of_organisation
WHERE organisation_id = $1
-- name: task_days_of_overseer
WHERE overseer_id = $1
-- name: task_days_between
 AND done_at IS NULL AND due_at >= $2 AND due_at < $3 GROUP BY 1 ORDER BY 1
-- name: holiday_list
SELECT day FROM holiday ORDER BY day
-- name: holiday_between
SELECT day, name FROM holiday WHERE day >= $1 AND day <= $2 ORDER BY day LIMIT $3
-- name: holiday_put
INSERT INTO holiday (day, name) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET name = excluded.name
