-- A portal of ten years, for `./dev bench portal`: rows as the lists and dashboards read them, after
-- the demo's walk has made people and rules. Not a book: hashes of the transfers are made up, so
-- dure-verify would refuse it. Words in braces are filled in by bench/run; a line of two dashes and a
-- semicolon ends a statement.
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
INSERT INTO organisation (id, name, kind, business_number, region, created_at)
SELECT 900000 + i, 'Sponsor ' || i, 'sponsor', NULL, NULL, {now} FROM n
--;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {firms})
INSERT INTO organisation (id, name, kind, business_number, region, created_at)
SELECT 1000000 + i, '가상정밀 ' || i, 'adopter', CAST(2000000000 + i AS TEXT),
    CASE i % 6 WHEN 0 THEN '경기' WHEN 1 THEN '경남' WHEN 2 THEN '인천' WHEN 3 THEN '충남'
        WHEN 4 THEN '대구' ELSE '부산' END, {now} FROM n
--;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {applications})
INSERT INTO application (id, number, state, rule_id, adopter_id, sponsor_id, title, summary,
    contact, plan_id, plan_hash, total, created_at, submitted_at)
SELECT 1000000 + i, 'B-' || i,
    CASE i % 10 WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' WHEN 2 THEN 'submitted'
        WHEN 3 THEN 'returned' WHEN 4 THEN 'rejected' WHEN 5 THEN 'rejected' ELSE 'approved' END,
    {rule}, 1000001 + i % {firms},
    CASE WHEN i / 10 % 60 = 0 THEN {sponsor} ELSE 900000 + i / 10 % 60 END,
    '가상 공장 고도화 ' || i, '준비시간을 줄이고 설비를 잇습니다', '담당자', 1, '0',
    100000000, {now} - (i % 3650) * 86400000000,
    CASE WHEN i % 10 = 0 THEN NULL ELSE {now} - (i % 3650) * 86400000000 END FROM n
--;
INSERT INTO case_event (application_id, at, person_id, name, organisation_id, action, note)
SELECT a.id, a.created_at + k.i, {person}, '사람', a.adopter_id, 'submit', ''
FROM application a CROSS JOIN (SELECT 1 AS i UNION ALL SELECT 2 UNION ALL SELECT 3) k
WHERE a.id > 1000000
--;
INSERT INTO agreement (id, number, application_id, operator_id, state, created_at, active_at)
SELECT id, 'C-' || id, id, {operator}, 'active', created_at, created_at FROM application
WHERE id > 1000000 AND id % 10 >= 8
--;
INSERT INTO agreement_share (agreement_id, position, organisation_id, amount)
SELECT g.id, k.i, CASE k.i WHEN 0 THEN {ministry} WHEN 1 THEN a.sponsor_id ELSE a.adopter_id END,
    CASE k.i WHEN 2 THEN 40000000 ELSE 30000000 END
FROM agreement g JOIN application a ON a.id = g.application_id
CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2) k WHERE g.id > 1000000
--;
INSERT INTO agreement_signature (agreement_id, organisation_id, person_id, name, at)
SELECT g.id, CASE k.i WHEN 0 THEN {operator} WHEN 1 THEN a.sponsor_id ELSE a.adopter_id END,
    {person}, '사람', g.created_at
FROM agreement g JOIN application a ON a.id = g.application_id
CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2) k WHERE g.id > 1000000
--;
INSERT INTO payment (id, agreement_id, tranche, amount, payee, evidence, state, requested_by,
    approved_by, requested_at, paid_at, bank_reference)
SELECT g.id * 4 + k.i, g.id, k.i, 1000000, '공급기업', '세금계산서', 'paid', {person}, {other},
    g.created_at, g.created_at, 'B-' || (g.id * 4 + k.i)
FROM agreement g CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2) k
WHERE g.id > 1000000
--;
INSERT INTO payment_part (payment_id, position, amount)
SELECT p.id, k.i, CASE k.i WHEN 2 THEN 400000 ELSE 300000 END
FROM payment p CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2) k
WHERE p.agreement_id > 1000000
--;
INSERT INTO matter (id, machine, ko, en, rule_id, subject_kind, subject_id, application_id,
    owner_id, state, events, opened_at, closed_at)
SELECT a.id * 4 + k.i, 'milestone', '중간 점검', 'milestone', {rule}, 'application', a.id, a.id,
    a.adopter_id, CASE WHEN a.id % 20 = 8 THEN 'open' ELSE 'done' END, 0, a.created_at,
    CASE WHEN a.id % 20 = 8 THEN NULL ELSE a.created_at END
FROM application a CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2) k
WHERE a.id > 1000000 AND a.state <> 'draft'
--;
INSERT INTO task (matter_id, state, role, ko, en, organisation_id, overseer_id, post_id,
    deputy_post_id, opened_at, due_at, done_at, done_by)
SELECT m.id, m.state, 'operator_officer', '점검하세요', 'inspect it', {operator}, {operator},
    {post}, NULL, m.opened_at, {now} + (m.id % 400 - 100) * 86400000000,
    CASE WHEN m.closed_at IS NULL AND k.i = 1 THEN NULL ELSE m.opened_at END,
    CASE WHEN m.closed_at IS NULL AND k.i = 1 THEN NULL ELSE {person} END
FROM matter m CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1) k WHERE m.id > 4000000
--;
INSERT INTO ledger_account (id, code, book, org, project, source, designation, part, flags, dp, dq,
    cp, cq, opened_at)
VALUES (900000, 9000, 1, 900001, 0, 0, 0, 0, 0, 0, CAST(1000 AS BIGINT) * {lines}, 0, 0, {now})
--;
INSERT INTO ledger_account (id, code, book, org, project, source, designation, part, flags, dp, dq,
    cp, cq, opened_at)
SELECT 1000000 + (g.id - 1000000) * 4 + s.i, 2100, 1, 0, g.id, s.i, 0, 0, 1, 0, 0, 0,
    CAST(1000 AS BIGINT) * {lines}, {now}
FROM agreement g CROSS JOIN (SELECT 1 AS i UNION ALL SELECT 2 UNION ALL SELECT 3) s
WHERE g.id > 1000000
--;
WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {lines})
INSERT INTO ledger_transfer (seq, id, grp, grp_n, grp_i, dr, cr, amount, kind, code, rule_id,
    event_at, created_at, actor, approval, req_hash, leaf)
SELECT {seq} + i, {id16}, {id16}, 1, 0, 900000,
    1000000 + (((i * 7919) % ({applications} / 10)) * 10 + 8 + i % 2) * 4 + 1 + i % 3, 1000, 0, 1,
    {rule}, {now}, {now}, 1, 0, {h32}, {h32} FROM n ORDER BY i
