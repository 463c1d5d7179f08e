-- Signed reports of boxes in factories, as they were sent: one chain a box (the post of its keys),
-- added to and never changed. docs/formats/evidence.md.

CREATE TABLE box_report (
    id          $INT PRIMARY KEY,
    post_id     $INT NOT NULL REFERENCES post (id),
    sequence    $INT NOT NULL CHECK (sequence > 0),
    key_id      $INT NOT NULL REFERENCES device_key (id),
    from_at     $INT NOT NULL,
    to_at       $INT NOT NULL CHECK (to_at > from_at),
    received_at $INT NOT NULL,
    hash        $BLOB NOT NULL CHECK (length(hash) = 32),
    covered_s   $INT NOT NULL CHECK (covered_s >= 0),
    gap_s       $INT NOT NULL CHECK (gap_s >= 0),
    typed_s     $INT NOT NULL CHECK (typed_s >= 0),
    body        TEXT NOT NULL,
    receipt     TEXT NOT NULL,
    UNIQUE (post_id, sequence)
) $STRICT;
CREATE INDEX box_report_to ON box_report (post_id, to_at);

-- What was refused for more than a report missing on the way: who looks at the box begins here.
CREATE TABLE box_refusal (
    id       $ID,
    post_id  $INT NOT NULL REFERENCES post (id),
    key_id   $INT NOT NULL REFERENCES device_key (id),
    sequence $INT NOT NULL,
    hash     $BLOB NOT NULL CHECK (length(hash) = 32),
    reason   TEXT NOT NULL,
    at       $INT NOT NULL,
    UNIQUE (post_id, hash, reason)
) $STRICT;

-- Which boxes speak for an agreement. A box speaks for one.
CREATE TABLE agreement_box (
    post_id      $INT PRIMARY KEY REFERENCES post (id),
    agreement_id $INT NOT NULL REFERENCES agreement (id),
    at           $INT NOT NULL,
    person_id    $INT NOT NULL REFERENCES person (id)
) $STRICT;
CREATE INDEX agreement_box_agreement ON agreement_box (agreement_id, post_id);

-- The time over which the indicators are measured, and what was found once all boxes had reported
-- it: digest is SHA-256 over the hashes of the reports, by box and number.
CREATE TABLE kpi_window (
    id           $ID,
    agreement_id $INT NOT NULL REFERENCES agreement (id),
    kind         TEXT NOT NULL CHECK (kind IN ('before', 'after')),
    from_at      $INT NOT NULL,
    until_at     $INT NOT NULL CHECK (until_at > from_at),
    set_at       $INT NOT NULL,
    person_id    $INT NOT NULL REFERENCES person (id),
    measured_at  $INT,
    reports      $INT,
    covered_s    $INT,
    gap_s        $INT,
    typed_s      $INT,
    doubts       TEXT,
    digest       $BLOB CHECK (digest IS NULL OR length(digest) = 32),
    CHECK ((measured_at IS NULL) = (digest IS NULL)),
    UNIQUE (agreement_id, kind, from_at)
) $STRICT;

-- What an indicator counts in the whole, promised with its target.
CREATE TABLE kpi_weight (
    agreement_id $INT NOT NULL REFERENCES agreement (id),
    kpi          TEXT NOT NULL,
    weight_bp    $INT NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    PRIMARY KEY (agreement_id, kpi)
) $STRICT;

-- only sqlite
CREATE TRIGGER box_report_update BEFORE UPDATE ON box_report
BEGIN SELECT RAISE(ABORT, 'a report is never changed'); END;
CREATE TRIGGER box_report_delete BEFORE DELETE ON box_report
BEGIN SELECT RAISE(ABORT, 'a report is never changed'); END;
CREATE TRIGGER box_refusal_update BEFORE UPDATE ON box_refusal
BEGIN SELECT RAISE(ABORT, 'a refusal is never changed'); END;
CREATE TRIGGER box_refusal_delete BEFORE DELETE ON box_refusal
BEGIN SELECT RAISE(ABORT, 'a refusal is never changed'); END;
CREATE TRIGGER kpi_window_measured BEFORE UPDATE ON kpi_window WHEN OLD.measured_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was measured is never changed'); END;
CREATE TRIGGER kpi_window_delete BEFORE DELETE ON kpi_window
BEGIN SELECT RAISE(ABORT, 'what was measured is never changed'); END;
-- end
-- only postgresql
CREATE TRIGGER box_report_change BEFORE UPDATE OR DELETE ON box_report
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER box_report_truncate BEFORE TRUNCATE ON box_report
FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
CREATE TRIGGER box_refusal_change BEFORE UPDATE OR DELETE ON box_refusal
FOR EACH ROW EXECUTE FUNCTION log_stays();
CREATE TRIGGER kpi_window_measured BEFORE UPDATE ON kpi_window
FOR EACH ROW WHEN (OLD.measured_at IS NOT NULL) EXECUTE FUNCTION log_stays();
CREATE TRIGGER kpi_window_delete BEFORE DELETE ON kpi_window
FOR EACH ROW EXECUTE FUNCTION log_stays();
-- end
