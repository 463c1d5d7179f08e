-- Counts and sums by programme and region, kept for an hour. The views are what the room of
-- cases lets the room of figures see of it.

CREATE VIEW figure_case AS
SELECT r.programme_id, coalesce(o.region, '') AS region, a.adopter_id, a.id AS application_id,
    g.id AS agreement_id, CASE WHEN g.state = 'active' THEN a.total ELSE 0 END AS total
FROM application a
JOIN rule_document r ON r.id = a.rule_id
JOIN organisation o ON o.id = a.adopter_id
LEFT JOIN agreement g ON g.application_id = a.id
WHERE a.state <> 'draft';

-- One row a share of an agreement in force: who pays, how much, how much of it has been paid out.
CREATE VIEW figure_share AS
SELECT r.programme_id, coalesce(o.region, '') AS region, payer.kind, s.amount AS agreed,
    coalesce((SELECT sum(pp.amount) FROM payment p JOIN payment_part pp ON pp.payment_id = p.id
        WHERE p.agreement_id = g.id AND p.state = 'paid' AND pp.position = s.position), 0) AS paid
FROM agreement g
JOIN application a ON a.id = g.application_id
JOIN rule_document r ON r.id = a.rule_id
JOIN organisation o ON o.id = a.adopter_id
JOIN agreement_share s ON s.agreement_id = g.id
JOIN organisation payer ON payer.id = s.organisation_id
WHERE g.state = 'active';

CREATE TABLE figure_snapshot (
    id      $ID,
    made_at $INT NOT NULL
) $STRICT;

CREATE TABLE figure_cell (
    snapshot_id  $INT NOT NULL REFERENCES figure_snapshot (id),
    programme_id $INT NOT NULL REFERENCES programme (id),
    region       TEXT NOT NULL,
    firms        $INT NOT NULL CHECK (firms > 0),
    applications $INT NOT NULL CHECK (applications > 0),
    agreements   $INT NOT NULL CHECK (agreements >= 0),
    total        $INT NOT NULL CHECK (total >= 0),
    government   $INT NOT NULL CHECK (government >= 0),
    sponsor      $INT NOT NULL CHECK (sponsor >= 0),
    adopter      $INT NOT NULL CHECK (adopter >= 0),
    other        $INT NOT NULL CHECK (other >= 0),
    paid         $INT NOT NULL CHECK (paid >= 0),
    PRIMARY KEY (snapshot_id, programme_id, region)
) $STRICT;
