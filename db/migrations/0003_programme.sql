-- Programmes and their rules, applications, agreements, contributions, payments.
-- Every state is one of a list in programme/states.def; what happened stands in case_event.

CREATE TABLE programme (
    id  $ID,
    key TEXT NOT NULL UNIQUE
) $STRICT;

-- A published version is never changed: projects are bound to the one they agreed to.
CREATE TABLE rule_document (
    id           $ID,
    programme_id $INT NOT NULL REFERENCES programme (id),
    version      $INT NOT NULL,
    hash         TEXT NOT NULL,
    document     TEXT NOT NULL,
    published_at $INT NOT NULL,
    UNIQUE (programme_id, version)
) $STRICT;

CREATE TABLE application (
    id           $ID,
    number       TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'rejected')),
    rule_id      $INT NOT NULL REFERENCES rule_document (id),
    adopter_id   $INT NOT NULL REFERENCES organisation (id),
    sponsor_id   $INT NOT NULL REFERENCES organisation (id),
    title        TEXT NOT NULL,
    summary      TEXT NOT NULL,
    contact      TEXT NOT NULL,
    plan_id      $INT NOT NULL,
    plan_hash    TEXT NOT NULL,
    total        $INT NOT NULL CHECK (total > 0),
    created_at   $INT NOT NULL,
    submitted_at $INT
) $STRICT;
CREATE INDEX application_adopter ON application (adopter_id);
CREATE INDEX application_sponsor ON application (sponsor_id);

CREATE TABLE application_option (
    application_id $INT NOT NULL REFERENCES application (id),
    position       $INT NOT NULL,
    option_id      TEXT NOT NULL,
    ko             TEXT NOT NULL,
    en             TEXT NOT NULL,
    cost           $INT NOT NULL CHECK (cost >= 0),
    payback_months $INT,
    PRIMARY KEY (application_id, position)
) $STRICT;

CREATE TABLE case_event (
    id              $ID,
    application_id  $INT NOT NULL REFERENCES application (id),
    at              $INT NOT NULL,
    person_id       $INT NOT NULL REFERENCES person (id),
    name            TEXT NOT NULL,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    action          TEXT NOT NULL,
    note            TEXT NOT NULL
) $STRICT;
CREATE INDEX case_event_application ON case_event (application_id, id);

CREATE TABLE agreement (
    id             $ID,
    number         TEXT NOT NULL UNIQUE,
    application_id $INT NOT NULL UNIQUE REFERENCES application (id),
    operator_id    $INT NOT NULL REFERENCES organisation (id),
    state          TEXT NOT NULL CHECK (state IN ('signing', 'active')),
    created_at     $INT NOT NULL,
    active_at      $INT
) $STRICT;

-- What each funder owes, as agreed: from here on the rules are not asked again.
CREATE TABLE agreement_share (
    agreement_id    $INT NOT NULL REFERENCES agreement (id),
    position        $INT NOT NULL,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    amount          $INT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (agreement_id, position)
) $STRICT;

CREATE TABLE agreement_signature (
    agreement_id    $INT NOT NULL REFERENCES agreement (id),
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    person_id       $INT NOT NULL REFERENCES person (id),
    name            TEXT NOT NULL,
    at              $INT NOT NULL,
    PRIMARY KEY (agreement_id, organisation_id)
) $STRICT;

CREATE TABLE contribution (
    id              $ID,
    source          TEXT NOT NULL CHECK (source IN ('sponsor', 'government')),
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    rule_id         $INT NOT NULL REFERENCES rule_document (id),
    designation     TEXT NOT NULL,
    amount          $INT NOT NULL CHECK (amount > 0),
    state           TEXT NOT NULL CHECK (state IN ('pledged', 'received')),
    pledged_at      $INT NOT NULL,
    received_at     $INT,
    bank_reference  TEXT UNIQUE,
    pledge_group    $BLOB NOT NULL
) $STRICT;

CREATE TABLE deposit (
    id             $ID,
    agreement_id   $INT NOT NULL REFERENCES agreement (id),
    amount         $INT NOT NULL CHECK (amount > 0),
    bank_reference TEXT NOT NULL UNIQUE,
    at             $INT NOT NULL
) $STRICT;

CREATE TABLE payment (
    id             $ID,
    agreement_id   $INT NOT NULL REFERENCES agreement (id),
    tranche        $INT NOT NULL,
    amount         $INT NOT NULL CHECK (amount > 0),
    payee          TEXT NOT NULL,
    evidence       TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'paid', 'refused')),
    requested_by   $INT NOT NULL REFERENCES person (id),
    approved_by    $INT REFERENCES person (id),
    requested_at   $INT NOT NULL,
    paid_at        $INT,
    bank_reference TEXT UNIQUE,
    pending_group  $BLOB,
    CHECK (approved_by IS NULL OR approved_by <> requested_by)
) $STRICT;
CREATE INDEX payment_agreement ON payment (agreement_id);

CREATE TABLE payment_part (
    payment_id $INT NOT NULL REFERENCES payment (id),
    position   $INT NOT NULL,
    amount     $INT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (payment_id, position)
) $STRICT;
