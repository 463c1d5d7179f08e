-- The log: one leaf after another, never changed, over what was booked and what was decided.
-- Form of the entries and of the tree: docs/formats/log.md.

CREATE TABLE journal_entry (
    seq  $INT PRIMARY KEY CHECK (seq >= 0),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    ref  $INT NOT NULL,
    body TEXT,
    leaf $BLOB NOT NULL CHECK (length(leaf) = 32),
    UNIQUE (kind, ref)
) $STRICT;

-- What was booked before there was a log comes first, in its order. The tree over it is made by
-- the program when it first writes.
INSERT INTO journal_entry (seq, kind, ref, leaf)
SELECT seq - 1, 'transfer', seq, leaf FROM ledger_transfer ORDER BY seq;

-- Without the salt nobody can find out by trying what name or words an entry hides: deleting the
-- row cuts the link for good (Personal Information Protection Act art. 21).
CREATE TABLE journal_salt (
    seq  $INT PRIMARY KEY REFERENCES journal_entry (seq),
    salt $BLOB NOT NULL CHECK (length(salt) = 32)
) $STRICT;

-- The tree, made from the leaves: complete subtrees of 16, 256, ... leaves, and the ends of it.
CREATE TABLE journal_node (
    level $INT NOT NULL,
    place $INT NOT NULL,
    hash  $BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, place)
) $STRICT;

CREATE TABLE journal_tree (
    one   $INT PRIMARY KEY CHECK (one = 1),
    size  $INT NOT NULL,
    peaks $BLOB
) $STRICT;

-- Signed heads of the tree, each with the signatures it has got.
CREATE TABLE journal_checkpoint (
    size $INT PRIMARY KEY,
    at   $INT NOT NULL,
    note TEXT NOT NULL
) $STRICT;

-- only sqlite
CREATE TRIGGER journal_entry_next BEFORE INSERT ON journal_entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM journal_entry)
BEGIN SELECT RAISE(ABORT, 'the log has no gaps'); END;
CREATE TRIGGER journal_entry_update BEFORE UPDATE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER journal_entry_delete BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
-- end

-- only postgresql
CREATE FUNCTION journal_next() RETURNS trigger LANGUAGE plpgsql AS $next$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM journal_entry) THEN
        RAISE EXCEPTION 'the log has no gaps' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $next$;
CREATE TRIGGER journal_entry_next BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_next();
CREATE TRIGGER journal_entry_change BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('the log is never changed');
CREATE TRIGGER journal_entry_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('the log is never changed');
-- end
