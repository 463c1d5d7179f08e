-- The book: accounts with their running totals, and transfers that are never changed.
-- The C code decides what may be booked; the database only refuses what must never be.

CREATE TABLE ledger_account (
    id $ID,
    code $INT NOT NULL,
    book $INT NOT NULL,
    org $INT NOT NULL,
    project $INT NOT NULL,
    source $INT NOT NULL,
    designation $INT NOT NULL,
    part $INT NOT NULL,
    flags $INT NOT NULL,
    dp $INT NOT NULL DEFAULT 0 CHECK (dp >= 0),
    dq $INT NOT NULL DEFAULT 0 CHECK (dq >= 0),
    cp $INT NOT NULL DEFAULT 0 CHECK (cp >= 0),
    cq $INT NOT NULL DEFAULT 0 CHECK (cq >= 0),
    opened_at $INT NOT NULL,
    CHECK (org >= 0 AND project >= 0 AND source >= 0 AND designation >= 0 AND part >= 0),
    CHECK (flags >= 0 AND flags < 8),
    CHECK ((flags & 1) = 0 OR dp + dq <= cq),
    CHECK ((flags & 2) = 0 OR cp + cq <= dq),
    UNIQUE (code, org, project, source, designation, part)
) $STRICT;
CREATE INDEX ledger_account_project ON ledger_account (project);
CREATE INDEX ledger_account_org ON ledger_account (org);

CREATE TABLE ledger_transfer (
    seq $INT PRIMARY KEY,
    id $BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    grp $BLOB NOT NULL CHECK (length(grp) = 16),
    grp_n $INT NOT NULL CHECK (grp_n BETWEEN 1 AND 64),
    grp_i $INT NOT NULL CHECK (grp_i >= 0 AND grp_i < grp_n),
    dr $INT NOT NULL REFERENCES ledger_account (id),
    cr $INT NOT NULL REFERENCES ledger_account (id),
    amount $INT NOT NULL CHECK (amount > 0 AND amount <= 900000000000000),
    kind $INT NOT NULL CHECK (kind BETWEEN 0 AND 3),
    pending_id $BLOB REFERENCES ledger_transfer (id),
    reverses $BLOB CHECK (length(reverses) = 16),
    expires_at $INT,
    code $INT NOT NULL,
    rule_id $INT NOT NULL,
    event_at $INT NOT NULL,
    created_at $INT NOT NULL,
    actor $INT NOT NULL,
    approval $INT NOT NULL,
    evidence $BLOB CHECK (length(evidence) = 32),
    req_hash $BLOB NOT NULL CHECK (length(req_hash) = 32),
    leaf $BLOB NOT NULL CHECK (length(leaf) = 32),
    CHECK (dr <> cr),
    CHECK ((kind IN (2, 3)) = (pending_id IS NOT NULL)),
    CHECK (expires_at IS NULL OR kind = 1)
) $STRICT;
CREATE UNIQUE INDEX ledger_one_end ON ledger_transfer (pending_id) WHERE kind IN (2, 3);
CREATE UNIQUE INDEX ledger_place_in_group ON ledger_transfer (grp, grp_i);
CREATE UNIQUE INDEX ledger_one_reversal ON ledger_transfer (reverses, grp_i)
    WHERE reverses IS NOT NULL;
CREATE INDEX ledger_transfer_dr ON ledger_transfer (dr, seq);
CREATE INDEX ledger_transfer_cr ON ledger_transfer (cr, seq);
CREATE INDEX ledger_transfer_expiry ON ledger_transfer (expires_at) WHERE expires_at IS NOT NULL;

-- A transfer with the keys of its accounts, what ended it and what it ends: for every reader.
CREATE VIEW ledger_book AS
SELECT t.seq, t.id, t.grp, t.grp_n, t.grp_i, t.dr, t.cr, t.amount, t.kind, t.pending_id,
    t.reverses, t.expires_at, t.code, t.rule_id, t.event_at, t.created_at, t.actor, t.approval,
    t.evidence, t.req_hash, t.leaf,
    d.code AS d_code, d.org AS d_org, d.project AS d_project, d.source AS d_source,
    d.designation AS d_designation, d.part AS d_part,
    c.code AS c_code, c.org AS c_org, c.project AS c_project, c.source AS c_source,
    c.designation AS c_designation, c.part AS c_part,
    coalesce(e.seq, 0) AS ended_by,
    coalesce(p.seq, 0) AS p_seq, coalesce(p.kind, -1) AS p_kind, coalesce(p.dr, 0) AS p_dr,
    coalesce(p.cr, 0) AS p_cr, coalesce(p.amount, 0) AS p_amount,
    coalesce(p.expires_at, 0) AS p_expires_at
FROM ledger_transfer t
JOIN ledger_account d ON d.id = t.dr
JOIN ledger_account c ON c.id = t.cr
LEFT JOIN ledger_transfer e ON e.pending_id = t.id AND e.kind IN (2, 3)
LEFT JOIN ledger_transfer p ON p.id = t.pending_id;

-- only sqlite
CREATE TRIGGER ledger_transfer_next BEFORE INSERT ON ledger_transfer
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger_transfer)
BEGIN SELECT RAISE(ABORT, 'the book has no gaps'); END;
CREATE TRIGGER ledger_transfer_update BEFORE UPDATE ON ledger_transfer
BEGIN SELECT RAISE(ABORT, 'the book is never changed'); END;
CREATE TRIGGER ledger_transfer_delete BEFORE DELETE ON ledger_transfer
BEGIN SELECT RAISE(ABORT, 'the book is never changed'); END;
CREATE TRIGGER ledger_account_identity
BEFORE UPDATE OF id, code, book, org, project, source, designation, part, opened_at
ON ledger_account
BEGIN SELECT RAISE(ABORT, 'an account keeps its key'); END;
CREATE TRIGGER ledger_account_flags BEFORE UPDATE OF flags ON ledger_account
WHEN NEW.flags NOT IN (OLD.flags, OLD.flags | 4)
BEGIN SELECT RAISE(ABORT, 'an account keeps its bounds'); END;
CREATE TRIGGER ledger_account_delete BEFORE DELETE ON ledger_account
BEGIN SELECT RAISE(ABORT, 'an account stays in the book'); END;
-- end

-- only postgresql
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation';
END $refuse$;
CREATE FUNCTION ledger_next() RETURNS trigger LANGUAGE plpgsql AS $next$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger_transfer) THEN
        RAISE EXCEPTION 'the book has no gaps' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $next$;
CREATE TRIGGER ledger_transfer_next BEFORE INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_next();
CREATE TRIGGER ledger_transfer_change BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('the book is never changed');
CREATE TRIGGER ledger_transfer_truncate BEFORE TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('the book is never changed');
CREATE TRIGGER ledger_account_identity
    BEFORE UPDATE OF id, code, book, org, project, source, designation, part, opened_at
    ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('an account keeps its key');
CREATE TRIGGER ledger_account_flags BEFORE UPDATE OF flags ON ledger_account
    FOR EACH ROW WHEN (NEW.flags NOT IN (OLD.flags, OLD.flags | 4))
    EXECUTE FUNCTION ledger_refuse('an account keeps its bounds');
CREATE TRIGGER ledger_account_delete BEFORE DELETE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('an account stays in the book');
-- end
