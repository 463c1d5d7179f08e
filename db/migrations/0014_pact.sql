-- A sponsor's way in: its inquiry without an account, and the agreement of the three parties.

CREATE TABLE inquiry (
    id              $ID,
    organisation    TEXT NOT NULL CHECK (length(organisation) BETWEEN 1 AND 120),
    contact         TEXT NOT NULL,
    email           TEXT NOT NULL,
    message         TEXT NOT NULL,
    at              $INT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('new', 'accepted', 'declined')),
    organisation_id $INT REFERENCES organisation (id),
    note            TEXT NOT NULL,
    answered_by     $INT REFERENCES person (id),
    answered_at     $INT
) $STRICT;
CREATE INDEX inquiry_state ON inquiry (state, id);

-- The hash is of everything that is signed; nothing of it changes afterwards.
CREATE TABLE pact (
    id          $ID,
    title       TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    sponsor_id  $INT NOT NULL REFERENCES organisation (id),
    operator_id $INT NOT NULL REFERENCES organisation (id),
    ministry_id $INT NOT NULL REFERENCES organisation (id),
    hash        TEXT NOT NULL CHECK (length(hash) = 64),
    created_at  $INT NOT NULL,
    active_at   $INT
) $STRICT;
CREATE INDEX pact_sponsor ON pact (sponsor_id, id);

CREATE TABLE pact_year (
    pact_id $INT NOT NULL REFERENCES pact (id),
    year    $INT NOT NULL,
    amount  $INT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (pact_id, year)
) $STRICT;

CREATE TABLE pact_signature (
    pact_id         $INT NOT NULL REFERENCES pact (id),
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    person_id       $INT NOT NULL REFERENCES person (id),
    name            TEXT NOT NULL,
    at              $INT NOT NULL,
    PRIMARY KEY (pact_id, organisation_id)
) $STRICT;
