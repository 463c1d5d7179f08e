-- name: member_insert
INSERT INTO committee_member (matter_id, person_id, name)
SELECT $1, p.id, p.name FROM person p WHERE p.id = $2
    AND NOT EXISTS (SELECT 1 FROM committee_member m WHERE m.matter_id = $1 AND m.person_id = $2)
-- name: member_list
SELECT person_id FROM committee_member WHERE matter_id = $1 ORDER BY person_id
-- name: under_call
SELECT count(*) FROM notice_application l JOIN application a ON a.id = l.application_id
WHERE l.application_id = $1 AND l.notice_id = $2 AND a.state = 'submitted'
-- name: under_any
SELECT count(*) FROM notice_application WHERE application_id = $1
-- name: tie_insert
INSERT INTO committee_tie (matter_id, person_id, application_id, why) VALUES ($1, $2, $3, $4)
-- name: result_insert
INSERT INTO committee_result (matter_id, application_id, verdict, reason) VALUES ($1, $2, $3, $4)
-- name: selected
SELECT count(*) FROM committee_result r JOIN matter m ON m.id = r.matter_id
WHERE r.application_id = $1 AND r.verdict = 'selected' AND m.state = 'confirmed'
-- name: verdicts
SELECT r.matter_id, r.application_id, a.number, o.name, r.verdict, r.reason,
    (SELECT count(*) FROM committee_tie t WHERE t.matter_id = r.matter_id
     AND t.application_id = r.application_id),
    CASE WHEN m.state = 'confirmed' THEN 1 ELSE 0 END
FROM committee_result r JOIN matter m ON m.id = r.matter_id
    JOIN application a ON a.id = r.application_id JOIN organisation o ON o.id = a.adopter_id
WHERE m.subject_kind = 'call' AND m.subject_id = $1 ORDER BY r.matter_id, r.application_id LIMIT 5000
-- name: committee_members
SELECT c.matter_id, m.state, c.person_id, c.name FROM committee_member c
JOIN matter m ON m.id = c.matter_id
WHERE m.subject_kind = 'call' AND m.subject_id = $1 ORDER BY c.matter_id DESC, c.person_id LIMIT 5000
-- name: committee_cases
SELECT a.id, a.number, a.title, o.name FROM notice_application l
JOIN application a ON a.id = l.application_id JOIN organisation o ON o.id = a.adopter_id
WHERE l.notice_id = $1 AND a.state = 'submitted' ORDER BY a.id LIMIT 5000
