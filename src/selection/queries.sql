-- name: fact_put
INSERT INTO firm_fact (organisation_id, fact, number, word, at, person_id)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organisation_id, fact) DO UPDATE SET number = excluded.number, word = excluded.word,
    at = excluded.at, person_id = excluded.person_id
-- name: fact_list
SELECT fact, number, word, at FROM firm_fact WHERE organisation_id = $1 ORDER BY fact
-- name: seat_holding
SELECT p.id, p.organisation_id, o.kind, p.role, r.name FROM holding h JOIN post p ON p.id = h.post_id
JOIN organisation o ON o.id = p.organisation_id JOIN person r ON r.id = h.person_id
WHERE h.person_id = $1 AND h.until_at IS NULL ORDER BY h.id LIMIT 1
-- name: seat_insert
INSERT INTO seat (application_id, review, person_id, matter_id, seated_at, until_at, seated_by)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
-- name: seat_minute_insert
INSERT INTO seat_minute (seat_id, kind, article) VALUES ($1, $2, $3)
-- name: seat_of_matter
SELECT id, application_id, review, person_id, until_at FROM seat WHERE matter_id = $1
-- name: seat_list
SELECT s.id, s.review, s.person_id, r.name, s.matter_id, m.state, s.until_at, s.seated_at
FROM seat s JOIN person r ON r.id = s.person_id JOIN matter m ON m.id = s.matter_id
WHERE s.application_id = $1 ORDER BY s.id
-- name: seat_minutes
SELECT kind FROM seat_minute WHERE seat_id = $1 ORDER BY kind
-- name: seat_open
SELECT count(*) FROM seat s JOIN matter m ON m.id = s.matter_id
WHERE s.application_id = $1 AND s.person_id = $2 AND s.until_at > $3 AND m.state <> 'excused'
-- name: seat_candidates
SELECT h.person_id, r.name, p.title, p.role, o.name FROM holding h JOIN post p ON p.id = h.post_id
JOIN organisation o ON o.id = p.organisation_id JOIN person r ON r.id = h.person_id
WHERE h.until_at IS NULL AND p.role IN ('reviewer', 'mentor') AND o.kind <> 'operator'
ORDER BY o.name, r.name, h.person_id LIMIT 300
-- name: seat_on_plan
SELECT count(*) FROM seat s JOIN matter m ON m.id = s.matter_id
JOIN application a ON a.id = s.application_id
WHERE a.plan_id = $1 AND a.state = 'submitted' AND s.person_id = $2 AND s.until_at > $3
    AND m.state <> 'excused'
-- name: seat_mine
SELECT s.matter_id, s.application_id, s.review, m.state, s.until_at, a.number, a.title, o.id, o.name,
    a.rule_id, m.machine, h.signed_at
FROM seat s JOIN matter m ON m.id = s.matter_id JOIN application a ON a.id = s.application_id
JOIN organisation o ON o.id = a.adopter_id LEFT JOIN score_sheet h ON h.matter_id = s.matter_id
WHERE s.person_id = $1 AND s.until_at > $2 AND m.state <> 'excused' AND a.state = 'submitted'
ORDER BY s.until_at, s.id LIMIT 200
-- name: sheet_get
SELECT opinion, signed_at FROM score_sheet WHERE matter_id = $1
-- name: tie_put
INSERT INTO reviewer_tie (person_id, organisation_id, kind, note, at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person_id, organisation_id, kind) DO NOTHING
-- name: tie_list
SELECT t.kind, t.organisation_id FROM reviewer_tie t WHERE t.person_id = $1
AND (t.organisation_id = $2
    OR t.organisation_id IN (SELECT supplier_id FROM cost_row WHERE application_id = $3))
ORDER BY t.id
-- name: tie_held
SELECT count(*), sum(CASE WHEN h.until_at IS NULL THEN 1 ELSE 0 END)
FROM holding h JOIN post p ON p.id = h.post_id WHERE h.person_id = $1 AND p.organisation_id = $2
-- name: tie_supplies
SELECT count(*) FROM holding h JOIN post p ON p.id = h.post_id
JOIN cost_row c ON c.supplier_id = p.organisation_id
WHERE h.person_id = $1 AND c.application_id = $2
-- name: tie_visited
SELECT count(*) FROM seat s JOIN matter m ON m.id = s.matter_id
JOIN application a ON a.id = s.application_id
WHERE s.person_id = $1 AND a.adopter_id = $2 AND m.machine = 'visit'
-- name: sheet_put
INSERT INTO score_sheet (matter_id, person_id, opinion, signed_at) VALUES ($1, $2, $3, NULL)
ON CONFLICT (matter_id) DO UPDATE SET opinion = excluded.opinion, person_id = excluded.person_id
-- name: sheet_clear
DELETE FROM score_answer WHERE matter_id = $1
-- name: sheet_answer
INSERT INTO score_answer (matter_id, item, grade) VALUES ($1, $2, $3)
-- name: sheet_sign
UPDATE score_sheet SET signed_at = $2 WHERE matter_id = $1 AND signed_at IS NULL
-- name: sheet_list
SELECT s.review, s.matter_id, h.person_id, r.name, h.signed_at FROM seat s
JOIN score_sheet h ON h.matter_id = s.matter_id JOIN person r ON r.id = h.person_id
JOIN matter m ON m.id = s.matter_id
WHERE s.application_id = $1 AND m.state <> 'excused' ORDER BY s.matter_id
-- name: sheet_answers
SELECT item, grade FROM score_answer WHERE matter_id = $1 ORDER BY item
-- name: mark_put
INSERT INTO bonus_mark (application_id, bonus, person_id, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (application_id, bonus) DO NOTHING
-- name: mark_clear
DELETE FROM bonus_mark WHERE application_id = $1 AND person_id = $2
-- name: mark_list
SELECT b.bonus, r.name FROM bonus_mark b JOIN person r ON r.id = b.person_id
WHERE b.application_id = $1 ORDER BY b.bonus
-- name: paper_list
SELECT a.id, a.number, o.name, o.region, o.id FROM application a JOIN organisation o ON o.id = a.adopter_id
WHERE a.rule_id = $1 AND a.state <> 'draft' AND a.submitted_at IS NOT NULL ORDER BY a.id
-- name: paper_get
SELECT a.id, a.number, o.name, o.region, o.id FROM application a JOIN organisation o ON o.id = a.adopter_id
WHERE a.id = $1
-- name: ranking_insert
INSERT INTO ranking (rule_id, document, hash, at, person_id) VALUES ($1, $2, $3, $4, $5) RETURNING id
-- name: ranking_newest
SELECT id, document, hash, at FROM ranking WHERE rule_id = $1 ORDER BY id DESC LIMIT 1
-- name: cost_clear
DELETE FROM cost_row WHERE application_id = $1
-- name: cost_insert
INSERT INTO cost_row (application_id, position, item, supplier_id, name, model, spec, model_key,
    spec_key, unit_price, quantity, amount, sha256, vat)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
-- name: cost_list
SELECT item, supplier_id, name, model, spec, unit_price, quantity, amount, sha256, vat
FROM cost_row
WHERE application_id = $1 ORDER BY position
-- name: cost_earlier
SELECT unit_price FROM cost_row WHERE model_key = $1 AND spec_key = $2 AND item = $3
    AND application_id < $4 ORDER BY application_id DESC LIMIT 1000
-- name: supplier_load
SELECT count(*) FROM (SELECT DISTINCT c.application_id FROM cost_row c
    JOIN agreement g ON g.application_id = c.application_id
    WHERE c.supplier_id = $1 AND g.state = 'active') AS open_cases
-- name: supplier_lines
SELECT count(*) FROM (SELECT DISTINCT application_id FROM cost_row WHERE supplier_id = $1) AS cases
-- name: in_kind_clear
DELETE FROM cost_in_kind WHERE application_id = $1
-- name: in_kind_insert
INSERT INTO cost_in_kind (application_id, funder, amount) VALUES ($1, $2, $3)
-- name: in_kind_list
SELECT funder, amount FROM cost_in_kind WHERE application_id = $1 ORDER BY funder
