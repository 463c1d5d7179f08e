-- Who is chosen: what is known of a firm, who reviews it and with which ties, sheets, costs, rankings.

-- The standing profile: one value a fact of the rules' list, asked once and used by every application.
CREATE TABLE firm_fact (
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    fact            TEXT NOT NULL,
    number          $INT NOT NULL,
    word            TEXT NOT NULL,
    at              $INT NOT NULL,
    person_id       $INT NOT NULL REFERENCES person (id),
    PRIMARY KEY (organisation_id, fact)
) $STRICT;

-- A reviewer's seat in one review of one application, open until a day; its procedure is the matter.
CREATE TABLE seat (
    id             $ID,
    application_id $INT NOT NULL REFERENCES application (id),
    review         TEXT NOT NULL,
    person_id      $INT NOT NULL REFERENCES person (id),
    matter_id      $INT NOT NULL UNIQUE REFERENCES matter (id),
    seated_at      $INT NOT NULL,
    until_at       $INT NOT NULL,
    seated_by      $INT NOT NULL REFERENCES person (id),
    UNIQUE (application_id, review, person_id)
) $STRICT;
CREATE INDEX seat_person ON seat (person_id, application_id);

-- What ties a person to an organisation, as declared or as the operating body found out.
CREATE TABLE reviewer_tie (
    id              $ID,
    person_id       $INT NOT NULL REFERENCES person (id),
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    kind            TEXT NOT NULL,
    note            TEXT NOT NULL,
    at              $INT NOT NULL,
    recorded_by     $INT NOT NULL REFERENCES person (id),
    UNIQUE (person_id, organisation_id, kind)
) $STRICT;

-- Ties that do not bar: who was seated in spite of them, for the minutes.
CREATE TABLE seat_minute (
    seat_id $INT NOT NULL REFERENCES seat (id),
    kind    TEXT NOT NULL,
    article TEXT NOT NULL,
    PRIMARY KEY (seat_id, kind)
) $STRICT;

-- A score sheet; signed_at is empty until it is signed.
CREATE TABLE score_sheet (
    matter_id $INT PRIMARY KEY REFERENCES seat (matter_id),
    person_id $INT NOT NULL REFERENCES person (id),
    opinion   TEXT NOT NULL,
    signed_at $INT
) $STRICT;
CREATE TABLE score_answer (
    matter_id $INT NOT NULL REFERENCES score_sheet (matter_id),
    item      TEXT NOT NULL,
    grade     TEXT NOT NULL,
    PRIMARY KEY (matter_id, item)
) $STRICT;

-- A bonus that the visit found true.
CREATE TABLE bonus_mark (
    application_id $INT NOT NULL REFERENCES application (id),
    bonus          TEXT NOT NULL,
    person_id      $INT NOT NULL REFERENCES person (id),
    at             $INT NOT NULL,
    PRIMARY KEY (application_id, bonus)
) $STRICT;

-- A ranking as it was fixed: the whole document with every number, and its hash.
CREATE TABLE ranking (
    id        $ID,
    rule_id   $INT NOT NULL REFERENCES rule_document (id),
    document  TEXT NOT NULL,
    hash      TEXT NOT NULL CHECK (length(hash) = 64),
    at        $INT NOT NULL,
    person_id $INT NOT NULL REFERENCES person (id)
) $STRICT;
CREATE INDEX ranking_rule ON ranking (rule_id, id);

-- The cost sheet of an application, row by row, net of VAT; also the memory of prices.
CREATE TABLE cost_row (
    application_id $INT NOT NULL REFERENCES application (id),
    position       $INT NOT NULL,
    item           TEXT NOT NULL,
    supplier_id    $INT REFERENCES organisation (id),
    name           TEXT NOT NULL,
    model          TEXT NOT NULL,
    spec           TEXT NOT NULL,
    model_key      TEXT NOT NULL,
    spec_key       TEXT NOT NULL,
    unit_price     $INT NOT NULL,
    quantity       $INT NOT NULL,
    amount         $INT NOT NULL,
    vat            $INT NOT NULL,
    sha256         TEXT NOT NULL CHECK (sha256 = '' OR length(sha256) = 64),
    PRIMARY KEY (application_id, position)
) $STRICT;
CREATE INDEX cost_row_model ON cost_row (model_key, spec_key, item);
CREATE INDEX cost_row_supplier ON cost_row (supplier_id, application_id);

-- What a funder gives in kind.
CREATE TABLE cost_in_kind (
    application_id $INT NOT NULL REFERENCES application (id),
    funder         TEXT NOT NULL,
    amount         $INT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (application_id, funder)
) $STRICT;
