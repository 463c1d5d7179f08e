-- More of the programme in numbers: money by source, results against the promise, living factories.
-- The views are what the other rooms let the room of figures see; the rows are kept with the cells.

CREATE VIEW figure_project AS
SELECT r.programme_id, coalesce(o.region, '') AS region, g.id AS agreement_id, g.number, a.adopter_id,
    o.name AS adopter, a.total, g.active_at,
    (SELECT s.seen_at FROM alive_sign s WHERE s.agreement_id = g.id) AS seen_at,
    (SELECT p.good FROM proof p WHERE p.agreement_id = g.id AND p.kind = 'business_alive'
        AND p.organisation_id = a.adopter_id ORDER BY p.id DESC LIMIT 1) AS firm_alive
FROM agreement g
JOIN application a ON a.id = g.application_id
JOIN rule_document r ON r.id = a.rule_id
JOIN organisation o ON o.id = a.adopter_id
WHERE g.state = 'active';

CREATE VIEW figure_given AS
SELECT r.programme_id, c.source, c.amount, CASE WHEN c.state = 'received' THEN c.amount ELSE 0 END AS received
FROM contribution c JOIN rule_document r ON r.id = c.rule_id;

CREATE VIEW figure_own_share AS
SELECT p.programme_id, p.region, d.amount FROM deposit d JOIN figure_project p ON p.agreement_id = d.agreement_id;

CREATE VIEW figure_settled AS
SELECT r.programme_id, coalesce(o.region, '') AS region, l.spent - l.refundable_vat - l.disallowed AS recognised
FROM settlement_line l
JOIN matter m ON m.id = l.matter_id
JOIN application a ON a.id = m.application_id
JOIN rule_document r ON r.id = a.rule_id
JOIN organisation o ON o.id = a.adopter_id
WHERE m.closed_at IS NOT NULL;

CREATE VIEW figure_claim AS
SELECT r.programme_id, coalesce(o.region, '') AS region, c.principal,
    coalesce((SELECT sum(x.amount) FROM claim_receipt x WHERE x.matter_id = cm.matter_id), 0) AS received
FROM claim_matter cm
JOIN ledger_claim c ON c.id = cm.claim_id
JOIN matter m ON m.id = cm.matter_id
JOIN application a ON a.id = m.application_id
JOIN rule_document r ON r.id = a.rule_id
JOIN organisation o ON o.id = a.adopter_id;

CREATE VIEW figure_kpi AS
SELECT p.programme_id, p.region, p.agreement_id, v.id, v.kpi, v.kind, v.value_milli, v.source
FROM kpi_value v JOIN figure_project p ON p.agreement_id = v.agreement_id;

CREATE TABLE figure_row (
    snapshot_id  $INT NOT NULL REFERENCES figure_snapshot (id),
    programme_id $INT NOT NULL REFERENCES programme (id),
    region       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    n1           $INT NOT NULL,
    n2           $INT NOT NULL,
    n3           $INT NOT NULL,
    n4           $INT NOT NULL,
    n5           $INT NOT NULL,
    PRIMARY KEY (snapshot_id, programme_id, region, kind, name)
) $STRICT;
