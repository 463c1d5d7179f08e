-- The back half of a case: what an agreement became after the last signature.

-- Days as ISO texts; build_until and ends_on move by a granted extension only.
CREATE TABLE project (
    agreement_id $INT PRIMARY KEY REFERENCES agreement (id),
    supplier_id  $INT REFERENCES organisation (id),
    starts_on    TEXT NOT NULL,
    build_until  TEXT NOT NULL,
    ends_on      TEXT NOT NULL,
    extended     $INT NOT NULL DEFAULT 0
) $STRICT;

-- What a payment rests on beside the reports: looked up and recorded, with the paper's hash.
CREATE TABLE proof (
    id              $ID,
    agreement_id    $INT NOT NULL REFERENCES agreement (id),
    kind            TEXT NOT NULL,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    good            $INT NOT NULL CHECK (good IN (0, 1)),
    until           TEXT NOT NULL,
    reference       TEXT NOT NULL,
    sha256          TEXT NOT NULL CHECK (sha256 = '' OR length(sha256) = 64),
    at              $INT NOT NULL,
    person_id       $INT NOT NULL REFERENCES person (id)
) $STRICT;
CREATE INDEX proof_agreement ON proof (agreement_id, kind, organisation_id, id);

-- What a settlement found, one line a cost item of the rules.
CREATE TABLE settlement_line (
    matter_id    $INT NOT NULL REFERENCES matter (id),
    item         TEXT NOT NULL,
    spent        $INT NOT NULL CHECK (spent >= 0),
    refundable_vat $INT NOT NULL CHECK (refundable_vat >= 0),
    disallowed   $INT NOT NULL CHECK (disallowed >= 0),
    reason       TEXT NOT NULL,
    CHECK (refundable_vat + disallowed <= spent),
    PRIMARY KEY (matter_id, item)
) $STRICT;

-- The claim in the book that a recovery is about, and the plan when it is paid in parts.
CREATE TABLE claim_matter (
    matter_id $INT PRIMARY KEY REFERENCES matter (id),
    claim_id  $INT NOT NULL UNIQUE
) $STRICT;

CREATE TABLE claim_instalment (
    matter_id $INT NOT NULL REFERENCES claim_matter (matter_id),
    number    $INT NOT NULL,
    due_on    TEXT NOT NULL,
    amount    $INT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (matter_id, number)
) $STRICT;

CREATE TABLE claim_receipt (
    id             $ID,
    matter_id      $INT NOT NULL REFERENCES claim_matter (matter_id),
    at             $INT NOT NULL,
    amount         $INT NOT NULL CHECK (amount > 0),
    bank_reference TEXT NOT NULL UNIQUE
) $STRICT;
CREATE INDEX claim_receipt_matter ON claim_receipt (matter_id, id);

-- What was achieved: by a signed report, or typed, which is marked. In thousandths of the unit.
CREATE TABLE kpi_value (
    id           $ID,
    agreement_id $INT NOT NULL REFERENCES agreement (id),
    kpi          TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('before', 'target', 'after')),
    value_milli  $INT NOT NULL,
    source       TEXT NOT NULL CHECK (source IN ('typed', 'signed')),
    reference    TEXT NOT NULL,
    at           $INT NOT NULL,
    person_id    $INT REFERENCES person (id),
    CHECK (source = 'typed' OR reference <> '')
) $STRICT;
CREATE INDEX kpi_value_agreement ON kpi_value (agreement_id, kpi, kind, id);

-- The last sign of life of a line, for the watch after the build.
CREATE TABLE alive_sign (
    agreement_id $INT PRIMARY KEY REFERENCES agreement (id),
    seen_at      $INT NOT NULL,
    source       TEXT NOT NULL CHECK (source IN ('typed', 'signed'))
) $STRICT;
