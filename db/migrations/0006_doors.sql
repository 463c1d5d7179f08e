-- Ways back in (recovery links, backup codes), keys of devices, and what was done to accounts.

-- `lost` says what the link replaces: the other proof stays needed.
CREATE TABLE recovery (
    id         $ID,
    token_hash $BLOB NOT NULL UNIQUE,
    person_id  $INT NOT NULL REFERENCES person (id),
    lost       TEXT NOT NULL CHECK (lost IN ('password', 'phone', 'both')),
    issuer_id  $INT REFERENCES person (id),
    created_at $INT NOT NULL,
    expires_at $INT NOT NULL,
    used_at    $INT
) $STRICT;
CREATE INDEX recovery_person ON recovery (person_id);

-- Hashes under the key of people_options, bound to the person: never the codes.
CREATE TABLE backup_code (
    person_id $INT NOT NULL REFERENCES person (id),
    code_hash $BLOB NOT NULL,
    made_at   $INT NOT NULL,
    used_at   $INT,
    PRIMARY KEY (person_id, code_hash)
) $STRICT;

-- What was done to an account, by whom: added to, never changed.
CREATE TABLE account_log (
    id                    $ID,
    at                    $INT NOT NULL,
    event                 TEXT NOT NULL,
    person_id             $INT REFERENCES person (id),
    organisation_id       $INT NOT NULL REFERENCES organisation (id),
    actor_id              $INT REFERENCES person (id),
    actor_organisation_id $INT REFERENCES organisation (id),
    note                  TEXT NOT NULL
) $STRICT;
CREATE INDEX account_log_organisation ON account_log (organisation_id, id);
CREATE INDEX account_log_person ON account_log (person_id, id);

-- A code to enrol one device, for one organisation and post.
CREATE TABLE device_enrolment (
    id              $ID,
    token_hash      $BLOB NOT NULL UNIQUE,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    label           TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
    issuer_id       $INT NOT NULL REFERENCES person (id),
    created_at      $INT NOT NULL,
    expires_at      $INT NOT NULL,
    used_at         $INT
) $STRICT;

-- A key is valid from enrolled_at until revoked_at, which rotation sets too. Never deleted: what
-- was signed while it was valid is verified with it for years.
CREATE TABLE device_key (
    id              $ID,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    post_id         $INT NOT NULL REFERENCES post (id),
    public_key      $BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
    label           TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
    enrolled_at     $INT NOT NULL,
    replaced_by     $INT REFERENCES device_key (id),
    revoked_at      $INT,
    reason          TEXT,
    CHECK (revoked_at IS NULL OR revoked_at >= enrolled_at),
    CHECK (replaced_by IS NULL OR revoked_at IS NOT NULL)
) $STRICT;
CREATE INDEX device_key_organisation ON device_key (organisation_id);

-- Nonces seen within the time that a signature is accepted; swept afterwards.
CREATE TABLE device_nonce (
    key_id $INT NOT NULL REFERENCES device_key (id),
    nonce  TEXT NOT NULL,
    at     $INT NOT NULL,
    PRIMARY KEY (key_id, nonce)
) $STRICT;
CREATE INDEX device_nonce_at ON device_nonce (at);

-- only sqlite
CREATE TRIGGER account_log_no_update BEFORE UPDATE ON account_log
BEGIN SELECT RAISE(ABORT, 'the log of accounts is never changed'); END;
CREATE TRIGGER account_log_no_delete BEFORE DELETE ON account_log
BEGIN SELECT RAISE(ABORT, 'the log of accounts is never changed'); END;
CREATE TRIGGER device_key_no_delete BEFORE DELETE ON device_key
BEGIN SELECT RAISE(ABORT, 'a key of a device is never deleted'); END;
CREATE TRIGGER device_key_stays BEFORE UPDATE OF organisation_id, post_id, public_key, enrolled_at ON device_key
BEGIN SELECT RAISE(ABORT, 'a key of a device is never changed'); END;
CREATE TRIGGER device_key_ends_once BEFORE UPDATE ON device_key WHEN OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a key of a device ends once'); END;
-- end
-- only postgresql
CREATE TRIGGER account_log_no_change BEFORE UPDATE OR DELETE ON account_log
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER account_log_no_truncate BEFORE TRUNCATE ON account_log
FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
CREATE TRIGGER device_key_no_delete BEFORE DELETE ON device_key
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER device_key_stays BEFORE UPDATE OF organisation_id, post_id, public_key, enrolled_at ON device_key
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER device_key_ends_once BEFORE UPDATE ON device_key
FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL) EXECUTE FUNCTION log_stays();
-- end
