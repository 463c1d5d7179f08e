-- Organisations, posts, people, sessions, invitations, limits, grants and the log of reads.

CREATE TABLE organisation (
    id              $ID,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind            TEXT NOT NULL,
    business_number TEXT UNIQUE CHECK (length(business_number) = 10),
    region          TEXT,
    created_at      $INT NOT NULL
) $STRICT;

-- A role belongs to a post. Posts stay when their holders go.
CREATE TABLE post (
    id              $ID,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    title           TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    role            TEXT NOT NULL,
    created_at      $INT NOT NULL,
    UNIQUE (organisation_id, title, role)
) $STRICT;

-- totp_secret is sealed with the key of people_options; totp_step is the last step used.
CREATE TABLE person (
    id            $ID,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    email         TEXT NOT NULL,
    language      TEXT NOT NULL CHECK (language IN ('ko', 'en')),
    password      TEXT NOT NULL,
    totp_secret   $BLOB,
    totp_waiting  $BLOB,
    totp_step     $INT NOT NULL DEFAULT 0,
    created_at    $INT NOT NULL
) $STRICT;

CREATE TABLE holding (
    id         $ID,
    post_id    $INT NOT NULL REFERENCES post (id),
    person_id  $INT NOT NULL REFERENCES person (id),
    from_at    $INT NOT NULL,
    until_at   $INT,
    CHECK (until_at IS NULL OR until_at >= from_at)
) $STRICT;
CREATE UNIQUE INDEX holding_one_at_a_time ON holding (person_id) WHERE until_at IS NULL;

-- The hash of the token, never the token.
CREATE TABLE session (
    token_hash    $BLOB PRIMARY KEY,
    person_id     $INT NOT NULL REFERENCES person (id),
    signed_in_at  $INT NOT NULL,
    seen_at       $INT NOT NULL,
    second_factor $INT NOT NULL CHECK (second_factor IN (0, 1)),
    step_up_until $INT NOT NULL DEFAULT 0,
    ended_at      $INT
) $STRICT;
CREATE INDEX session_person ON session (person_id) WHERE ended_at IS NULL;

CREATE TABLE invitation (
    id              $ID,
    token_hash      $BLOB NOT NULL UNIQUE,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    post            TEXT NOT NULL,
    role            TEXT NOT NULL,
    email           TEXT NOT NULL,
    inviter_id      $INT REFERENCES person (id),
    created_at      $INT NOT NULL,
    expires_at      $INT NOT NULL,
    accepted_at     $INT,
    accepted_by     $INT REFERENCES person (id)
) $STRICT;

-- Who came to the door, when and from where, and what became of it. An unknown login has no person.
CREATE TABLE door_log (
    id        $ID,
    at        $INT NOT NULL,
    person_id $INT REFERENCES person (id),
    address   TEXT,
    event     TEXT NOT NULL,
    outcome   TEXT NOT NULL
) $STRICT;
CREATE INDEX door_log_person ON door_log (person_id, id);

-- Token buckets. `level` is in thousandths of a token, `failures` counts those in a row.
CREATE TABLE rate_limit (
    name      TEXT PRIMARY KEY,
    level     $INT NOT NULL,
    at        $INT NOT NULL,
    failures  $INT NOT NULL DEFAULT 0,
    wait_until $INT NOT NULL DEFAULT 0
) $STRICT;

CREATE TABLE data_grant (
    id         $ID,
    owner_id   $INT NOT NULL REFERENCES organisation (id),
    to_id      $INT NOT NULL REFERENCES organisation (id),
    object     TEXT NOT NULL,
    object_id  $INT NOT NULL,
    class      TEXT NOT NULL,
    purpose    TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 200),
    granted_by $INT NOT NULL REFERENCES person (id),
    created_at $INT NOT NULL,
    until_at   $INT NOT NULL,
    revoked_at $INT
) $STRICT;
CREATE INDEX data_grant_object ON data_grant (object, object_id, to_id);

CREATE TABLE read_log (
    id                     $ID,
    at                     $INT NOT NULL,
    owner_id               $INT NOT NULL REFERENCES organisation (id),
    reader_user_id         $INT NOT NULL REFERENCES person (id),
    reader_organisation_id $INT NOT NULL REFERENCES organisation (id),
    reader_role            TEXT NOT NULL,
    object                 TEXT NOT NULL,
    object_id              $INT NOT NULL,
    classes                $INT NOT NULL,
    route                  TEXT NOT NULL
) $STRICT;
CREATE INDEX read_log_owner ON read_log (owner_id, id);

-- The log of reads is added to, never changed, whoever asks.
-- Nor is that of the door.
-- only sqlite
CREATE TRIGGER door_log_no_update BEFORE UPDATE ON door_log
BEGIN SELECT RAISE(ABORT, 'the log of the door is never changed'); END;
CREATE TRIGGER door_log_no_delete BEFORE DELETE ON door_log
BEGIN SELECT RAISE(ABORT, 'the log of the door is never changed'); END;
CREATE TRIGGER read_log_no_update BEFORE UPDATE ON read_log
BEGIN SELECT RAISE(ABORT, 'the log of reads is never changed'); END;
CREATE TRIGGER read_log_no_delete BEFORE DELETE ON read_log
BEGIN SELECT RAISE(ABORT, 'the log of reads is never changed'); END;
-- end
-- only postgresql
CREATE FUNCTION log_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = '23514'; END $$;
CREATE TRIGGER read_log_no_change BEFORE UPDATE OR DELETE ON read_log
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER read_log_no_truncate BEFORE TRUNCATE ON read_log
FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
CREATE TRIGGER door_log_no_change BEFORE UPDATE OR DELETE ON door_log
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER door_log_no_truncate BEFORE TRUNCATE ON door_log
FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
-- end
