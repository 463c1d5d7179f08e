-- Calls (공고): what lies before an application. `notice`, because CALL is a word of SQL.
-- Who pays a share that the rules give to no party of the case: a province, a city.

CREATE TABLE application_payer (
    application_id  $INT NOT NULL REFERENCES application (id),
    position        $INT NOT NULL, -- of the funder in the rules
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (application_id, position)
) $STRICT;

CREATE TABLE notice (
    id          $ID,
    uuid        TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
    number      TEXT NOT NULL UNIQUE,
    state       TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'finished', 'withdrawn')),
    rule_id     $INT NOT NULL REFERENCES rule_document (id),
    operator_id $INT NOT NULL REFERENCES organisation (id),
    sponsor_id  $INT REFERENCES organisation (id),
    title       TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    body        TEXT NOT NULL,
    who         TEXT NOT NULL, -- the sponsor's own criteria beside the rules
    basis       TEXT NOT NULL, -- article under which it is announced
    quota       $INT NOT NULL CHECK (quota > 0), -- firms
    opens_at    $INT NOT NULL,
    closes_at   $INT NOT NULL,
    created_by  $INT NOT NULL REFERENCES person (id),
    created_at  $INT NOT NULL,
    changed_at  $INT NOT NULL,
    opened_at   $INT,
    CHECK (closes_at > opens_at)
) $STRICT;
CREATE INDEX notice_state ON notice (state, closes_at);

CREATE TABLE notice_funder (
    notice_id       $INT NOT NULL REFERENCES notice (id),
    position        $INT NOT NULL, -- of the funder in the rules
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    amount          $INT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (notice_id, position)
) $STRICT;
CREATE INDEX notice_funder_organisation ON notice_funder (organisation_id);

-- Papers asked for beside the forms of the rules.
CREATE TABLE notice_paper (
    notice_id $INT NOT NULL REFERENCES notice (id),
    position  $INT NOT NULL,
    name      TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    required  $INT NOT NULL CHECK (required IN (0, 1)),
    PRIMARY KEY (notice_id, position)
) $STRICT;

CREATE TABLE notice_event (
    id              $ID,
    notice_id       $INT NOT NULL REFERENCES notice (id),
    at              $INT NOT NULL,
    person_id       $INT NOT NULL REFERENCES person (id),
    name            TEXT NOT NULL,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    action          TEXT NOT NULL,
    note            TEXT NOT NULL
) $STRICT;
CREATE INDEX notice_event_notice ON notice_event (notice_id, id);

CREATE TABLE notice_application (
    application_id $INT PRIMARY KEY REFERENCES application (id),
    notice_id      $INT NOT NULL REFERENCES notice (id)
) $STRICT;
CREATE INDEX notice_application_notice ON notice_application (notice_id);

CREATE TABLE notice_contribution (
    contribution_id $INT PRIMARY KEY REFERENCES contribution (id),
    notice_id       $INT NOT NULL REFERENCES notice (id)
) $STRICT;

-- Recruitment: whom to tell of a call, who was told when by whom, and what they answered.
CREATE TABLE outreach (
    id              $ID,
    notice_id       $INT NOT NULL REFERENCES notice (id),
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    source          TEXT NOT NULL CHECK (source IN ('register', 'past')),
    added_by        $INT NOT NULL REFERENCES person (id),
    added_at        $INT NOT NULL,
    told_by         $INT REFERENCES person (id),
    told_at         $INT,
    way             TEXT CHECK (way IN ('phone', 'mail', 'visit', 'letter')),
    answer          TEXT CHECK (answer IN ('interested', 'later', 'no')),
    answered_at     $INT,
    note            TEXT NOT NULL,
    UNIQUE (notice_id, organisation_id)
) $STRICT;

-- A firm's own word on being told of calls: the newest counts; without one nobody is told.
CREATE TABLE outreach_consent (
    id              $ID,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    person_id       $INT NOT NULL REFERENCES person (id),
    given           $INT NOT NULL CHECK (given IN (0, 1)),
    at              $INT NOT NULL
) $STRICT;
CREATE INDEX outreach_consent_organisation ON outreach_consent (organisation_id, id);

-- The cost items of an agreement, as its approved cost sheet has them: the lines of its budget.
CREATE TABLE agreement_budget (
    agreement_id $INT NOT NULL REFERENCES agreement (id),
    position     $INT NOT NULL, -- of the cost item in the rules
    item         TEXT NOT NULL,
    amount       $INT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (agreement_id, position)
) $STRICT;

-- Money that moves by a decision: asked for by one person, approved by another, with its paper.
CREATE TABLE money_order (
    id              $ID,
    kind            TEXT NOT NULL CHECK (kind IN ('surcharge', 'write_off', 'designation', 'market_in', 'market_out', 'market_pay')),
    organisation_id $INT NOT NULL REFERENCES organisation (id), -- who asks
    claim_id        $INT,
    agreement_id    $INT REFERENCES agreement (id),
    source_id       $INT REFERENCES organisation (id),
    from_key        TEXT, -- programmes
    to_key          TEXT,
    amount          $INT NOT NULL CHECK (amount >= 0),
    reason          TEXT NOT NULL,
    paper           TEXT NOT NULL, -- number of the decision it rests on
    sha256          TEXT NOT NULL CHECK (length(sha256) = 64),
    state           TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    asked_by        $INT NOT NULL REFERENCES person (id),
    asked_name      TEXT NOT NULL,
    asked_at        $INT NOT NULL,
    decided_by      $INT REFERENCES person (id),
    decided_name    TEXT,
    decided_at      $INT,
    note            TEXT NOT NULL,
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
) $STRICT;
CREATE INDEX money_order_state ON money_order (state, id);

-- What came of market support: meeting, quote, order.
CREATE TABLE market_lead (
    id              $ID,
    organisation_id $INT NOT NULL REFERENCES organisation (id), -- the firm
    event           TEXT NOT NULL CHECK (length(event) BETWEEN 1 AND 200),
    counterpart     TEXT NOT NULL CHECK (length(counterpart) BETWEEN 1 AND 200),
    stage           TEXT NOT NULL CHECK (stage IN ('meeting', 'quote', 'order')),
    amount          $INT NOT NULL CHECK (amount >= 0),
    on_day          TEXT NOT NULL,
    person_id       $INT NOT NULL REFERENCES person (id),
    at              $INT NOT NULL
) $STRICT;
CREATE INDEX market_lead_organisation ON market_lead (organisation_id, id);

-- A meeting of the committee is a matter (casework) of a call: who sat, who was tied, what was decided.
CREATE TABLE committee_member (
    matter_id $INT NOT NULL REFERENCES matter (id),
    person_id $INT NOT NULL REFERENCES person (id),
    name      TEXT NOT NULL,
    PRIMARY KEY (matter_id, person_id)
) $STRICT;
CREATE TABLE committee_tie (
    matter_id      $INT NOT NULL REFERENCES matter (id),
    person_id      $INT NOT NULL REFERENCES person (id),
    application_id $INT NOT NULL REFERENCES application (id),
    why            TEXT NOT NULL,
    PRIMARY KEY (matter_id, person_id, application_id)
) $STRICT;
CREATE TABLE committee_result (
    matter_id      $INT NOT NULL REFERENCES matter (id),
    application_id $INT NOT NULL REFERENCES application (id),
    verdict        TEXT NOT NULL CHECK (verdict IN ('selected', 'reserve', 'rejected')),
    reason         TEXT NOT NULL,
    PRIMARY KEY (matter_id, application_id)
) $STRICT;

-- What was spent of a cost item over its line of the budget: the firm's own.
ALTER TABLE settlement_line ADD COLUMN over_budget $INT NOT NULL DEFAULT 0;
