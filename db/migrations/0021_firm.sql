-- What a firm takes along when it leaves (R24): its own, row by row. What others wrote about it in
-- confidence (the sheets of reviewers) and who they are is not in it. `firm` is its organisation.

CREATE VIEW firm_organisation AS SELECT id AS firm, name, business_number, region, created_at FROM organisation;
CREATE VIEW firm_post AS SELECT organisation_id AS firm, id, title, role, created_at FROM post;
CREATE VIEW firm_profile AS SELECT organisation_id AS firm, fact, number, word, at FROM firm_fact;
CREATE VIEW firm_device AS
SELECT organisation_id AS firm, id, label, public_key, enrolled_at, revoked_at, reason FROM device_key;
CREATE VIEW firm_report AS
SELECT p.organisation_id AS firm, r.post_id AS box, p.title AS name, r.sequence, r.from_at, r.to_at, r.received_at,
    r.hash, r.receipt, r.body
FROM box_report r JOIN post p ON p.id = r.post_id;
CREATE VIEW firm_study AS
SELECT owner_id AS firm, id, kind, parent_id, name, hash, facts, body, created_at FROM study_document;
CREATE VIEW firm_application AS
SELECT a.adopter_id AS firm, a.id, a.number, a.state, a.rule_id, s.name AS sponsor, a.title, a.summary, a.contact,
    a.plan_id, a.plan_hash, a.total, a.created_at, a.submitted_at
FROM application a JOIN organisation s ON s.id = a.sponsor_id;
CREATE VIEW firm_upload AS
SELECT a.adopter_id AS firm, u.id, u.application_id, u.name, u.size, u.hash, u.kept_at
FROM upload u JOIN application a ON a.id = u.application_id WHERE u.state = 'kept';
CREATE VIEW firm_agreement AS
SELECT a.adopter_id AS firm, g.id, g.number, g.application_id, g.state, g.created_at, g.active_at
FROM agreement g JOIN application a ON a.id = g.application_id;
CREATE VIEW firm_share AS
SELECT g.firm, s.agreement_id, s.position, o.name AS organisation, o.kind, s.amount
FROM agreement_share s JOIN firm_agreement g ON g.id = s.agreement_id JOIN organisation o ON o.id = s.organisation_id;
CREATE VIEW firm_signature AS
SELECT g.firm, s.agreement_id, o.name AS organisation, s.at
FROM agreement_signature s JOIN firm_agreement g ON g.id = s.agreement_id
JOIN organisation o ON o.id = s.organisation_id;
CREATE VIEW firm_deposit AS
SELECT g.firm, d.id, d.agreement_id, d.amount, d.bank_reference, d.at
FROM deposit d JOIN firm_agreement g ON g.id = d.agreement_id;
CREATE VIEW firm_payment AS
SELECT g.firm, p.id, p.agreement_id, p.tranche, p.amount, p.payee, p.evidence, p.state, p.requested_at, p.paid_at
FROM payment p JOIN firm_agreement g ON g.id = p.agreement_id;
CREATE VIEW firm_kpi AS
SELECT g.firm, v.id, v.agreement_id, v.kpi, v.kind, v.value_milli, v.source, v.reference, v.at
FROM kpi_value v JOIN firm_agreement g ON g.id = v.agreement_id;
CREATE VIEW firm_matter AS
SELECT owner_id AS firm, id, machine, ko, en, application_id, state, opened_at, closed_at
FROM matter WHERE machine <> 'scoring';
CREATE VIEW firm_event AS
SELECT m.firm, e.matter_id, e.seq, e.step, e.from_state, e.to_state, e.at, o.name AS organisation, e.article, e.note,
    e.given
FROM matter_event e JOIN firm_matter m ON m.id = e.matter_id LEFT JOIN organisation o ON o.id = e.organisation_id;
CREATE VIEW firm_evidence AS
SELECT m.firm, e.matter_id, e.seq, e.position, e.name, e.sha256
FROM matter_evidence e JOIN firm_matter m ON m.id = e.matter_id;
CREATE VIEW firm_settlement AS
SELECT m.firm, l.matter_id, l.item, l.spent, l.refundable_vat, l.disallowed, l.reason
FROM settlement_line l JOIN firm_matter m ON m.id = l.matter_id;
CREATE VIEW firm_grant AS
SELECT d.owner_id AS firm, d.id, o.name AS given_to, d.object, d.object_id, d.class, d.purpose, d.created_at,
    d.until_at, d.revoked_at
FROM data_grant d JOIN organisation o ON o.id = d.to_id;
CREATE VIEW firm_read AS
SELECT r.owner_id AS firm, r.id, r.at, o.name AS reader, r.reader_role, r.object, r.object_id, r.route
FROM read_log r JOIN organisation o ON o.id = r.reader_organisation_id;
