-- Procedures: one run of one machine of a rule document is a matter; who is to act next is a task.
-- What happened to a matter is added to, never changed.

CREATE TABLE matter (
    id             $ID,
    machine        TEXT NOT NULL,
    ko             TEXT NOT NULL,
    en             TEXT NOT NULL,
    rule_id        $INT NOT NULL REFERENCES rule_document (id),
    subject_kind   TEXT NOT NULL,
    subject_id     $INT NOT NULL,
    application_id $INT REFERENCES application (id),
    owner_id       $INT REFERENCES organisation (id),
    state          TEXT NOT NULL,
    events         $INT NOT NULL DEFAULT 0,
    opened_at      $INT NOT NULL,
    closed_at      $INT
) $STRICT;
CREATE INDEX matter_subject ON matter (subject_kind, subject_id, machine, id);
CREATE INDEX matter_application ON matter (application_id, id);
CREATE INDEX matter_open ON matter (machine, state, id) WHERE closed_at IS NULL;

-- Who takes part: one organisation of a kind. Its posts are found when a task is opened.
CREATE TABLE matter_party (
    matter_id       $INT NOT NULL REFERENCES matter (id),
    kind            TEXT NOT NULL,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (matter_id, kind)
) $STRICT;

-- person_id is NULL for what a clock does. `given` is JSON in its canonical form.
CREATE TABLE matter_event (
    matter_id       $INT NOT NULL REFERENCES matter (id),
    seq             $INT NOT NULL,
    step            TEXT NOT NULL,
    from_state      TEXT NOT NULL,
    to_state        TEXT NOT NULL,
    at              $INT NOT NULL,
    person_id       $INT REFERENCES person (id),
    name            TEXT,
    post_id         $INT REFERENCES post (id),
    organisation_id $INT REFERENCES organisation (id),
    article         TEXT NOT NULL,
    note            TEXT NOT NULL,
    given           TEXT NOT NULL,
    PRIMARY KEY (matter_id, seq)
) $STRICT;

CREATE TABLE matter_evidence (
    matter_id $INT NOT NULL,
    seq       $INT NOT NULL,
    position  $INT NOT NULL,
    name      TEXT NOT NULL,
    sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (matter_id, seq, position),
    FOREIGN KEY (matter_id, seq) REFERENCES matter_event (matter_id, seq)
) $STRICT;

-- A task belongs to a post, never to a person. due_at is the year 9999 where the rules name no term.
CREATE TABLE task (
    id              $ID,
    matter_id       $INT NOT NULL REFERENCES matter (id),
    state           TEXT NOT NULL,
    role            TEXT NOT NULL,
    ko              TEXT NOT NULL,
    en              TEXT NOT NULL,
    organisation_id $INT REFERENCES organisation (id),
    overseer_id     $INT REFERENCES organisation (id),
    post_id         $INT REFERENCES post (id),
    deputy_post_id  $INT REFERENCES post (id),
    opened_at       $INT NOT NULL,
    due_at          $INT NOT NULL,
    done_at         $INT,
    done_by         $INT REFERENCES person (id),
    CHECK (post_id IS NULL OR deputy_post_id IS NULL OR post_id <> deputy_post_id)
) $STRICT;
CREATE INDEX task_matter ON task (matter_id, id);
CREATE INDEX task_post ON task (post_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX task_deputy ON task (deputy_post_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX task_organisation ON task (organisation_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX task_overseer ON task (overseer_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX task_nobodys ON task (overseer_id, due_at, id) WHERE done_at IS NULL AND post_id IS NULL;

CREATE INDEX holding_post ON holding (post_id) WHERE until_at IS NULL;
CREATE INDEX post_role ON post (organisation_id, role);

-- Days on which no term ends besides weekends; entered when they are proclaimed.
CREATE TABLE holiday (
    day  TEXT PRIMARY KEY CHECK (length(day) = 10),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80)
) $STRICT;

-- only sqlite
CREATE TRIGGER matter_event_no_update BEFORE UPDATE ON matter_event
BEGIN SELECT RAISE(ABORT, 'the history of a matter is never changed'); END;
CREATE TRIGGER matter_event_no_delete BEFORE DELETE ON matter_event
BEGIN SELECT RAISE(ABORT, 'the history of a matter is never changed'); END;
CREATE TRIGGER matter_evidence_no_update BEFORE UPDATE ON matter_evidence
BEGIN SELECT RAISE(ABORT, 'the history of a matter is never changed'); END;
CREATE TRIGGER matter_evidence_no_delete BEFORE DELETE ON matter_evidence
BEGIN SELECT RAISE(ABORT, 'the history of a matter is never changed'); END;
-- end
-- only postgresql
CREATE TRIGGER matter_event_no_change BEFORE UPDATE OR DELETE ON matter_event
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER matter_event_no_truncate BEFORE TRUNCATE ON matter_event
FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
CREATE TRIGGER matter_evidence_no_change BEFORE UPDATE OR DELETE ON matter_evidence
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER matter_evidence_no_truncate BEFORE TRUNCATE ON matter_evidence
FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
-- end
