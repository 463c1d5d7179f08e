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
