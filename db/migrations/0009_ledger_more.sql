-- What stands beside the book: related parties, claims, lines of the bank, the nights.
-- Nothing here holds a balance: balances are in the book only.

CREATE INDEX ledger_account_source ON ledger_account (source, designation);

-- Who may not be paid out of whose contribution, and who benefits from which project.
CREATE TABLE ledger_related (
    source $INT NOT NULL CHECK (source > 0),
    org    $INT NOT NULL CHECK (org > 0),
    since  $INT NOT NULL,
    basis  TEXT NOT NULL CHECK (length(basis) BETWEEN 1 AND 400),
    actor  $INT NOT NULL,
    PRIMARY KEY (source, org)
) $STRICT;
CREATE TABLE ledger_beneficiary (
    project $INT NOT NULL PRIMARY KEY CHECK (project > 0),
    org     $INT NOT NULL CHECK (org > 0)
) $STRICT;

-- A claim to money back: its days. Its money is on the accounts whose part is its id.
CREATE TABLE ledger_claim (
    id            $ID,
    grp           $BLOB NOT NULL UNIQUE CHECK (length(grp) = 16),
    project       $INT NOT NULL,
    debtor        $INT NOT NULL,
    collector     $INT NOT NULL,
    principal     $INT NOT NULL CHECK (principal > 0),
    basis         TEXT NOT NULL CHECK (length(basis) BETWEEN 1 AND 400),
    noticed_day   $INT NOT NULL,
    due_day       $INT NOT NULL,
    charged_until $INT NOT NULL,
    dunned_day    $INT,
    dunnings      $INT NOT NULL DEFAULT 0
) $STRICT;
CREATE INDEX ledger_claim_project ON ledger_claim (project);
CREATE TABLE ledger_claim_part (
    claim       $INT NOT NULL REFERENCES ledger_claim (id),
    position    $INT NOT NULL,
    source      $INT NOT NULL,
    designation $INT NOT NULL,
    bank        $INT NOT NULL,
    PRIMARY KEY (claim, position)
) $STRICT;

-- A line of a bank's file counts once: by the bank's reference, or by what stands in it and how
-- often the same stood in the file before it.
CREATE TABLE ledger_bank_file (
    id          $ID,
    account     TEXT NOT NULL CHECK (length(account) BETWEEN 1 AND 40),
    hash        $BLOB NOT NULL CHECK (length(hash) = 32),
    name        TEXT NOT NULL CHECK (length(name) <= 200),
    lines       $INT NOT NULL,
    fresh       $INT NOT NULL,
    imported_at $INT NOT NULL,
    actor       $INT NOT NULL,
    UNIQUE (account, hash)
) $STRICT;
CREATE TABLE ledger_bank_line (
    id          $ID,
    file        $INT NOT NULL REFERENCES ledger_bank_file (id),
    line        $INT NOT NULL,
    account     TEXT NOT NULL,
    reference   TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 80),
    at          $INT NOT NULL,
    incoming    $INT NOT NULL CHECK (incoming IN (0, 1)),
    amount      $INT NOT NULL CHECK (amount > 0 AND amount <= 900000000000000),
    name        TEXT NOT NULL,
    memo        TEXT NOT NULL,
    virtual_account TEXT NOT NULL,
    content     $BLOB NOT NULL CHECK (length(content) = 32),
    state       TEXT NOT NULL CHECK (state IN ('open', 'matched', 'set-aside')),
    thing       TEXT,
    thing_id    $INT,
    note        TEXT,
    settled_at  $INT,
    settled_by  $INT,
    CHECK ((state = 'matched') = (thing IS NOT NULL AND thing_id IS NOT NULL)),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    UNIQUE (account, reference)
) $STRICT;
CREATE INDEX ledger_bank_line_state ON ledger_bank_line (state, id);

-- Money that comes in on this number is this organisation's.
CREATE TABLE ledger_virtual_account (
    number TEXT NOT NULL PRIMARY KEY CHECK (length(number) BETWEEN 4 AND 40),
    org    $INT NOT NULL CHECK (org > 0)
) $STRICT;

-- The trial balance of each night.
CREATE TABLE ledger_night (
    day          $INT NOT NULL PRIMARY KEY,
    at           $INT NOT NULL,
    balanced     $INT NOT NULL CHECK (balanced IN (0, 1)),
    fault        TEXT NOT NULL,
    accounts     $INT NOT NULL,
    groups       $INT NOT NULL,
    transfers    $INT NOT NULL,
    pending_open $INT NOT NULL,
    overdue      $INT NOT NULL,
    overdue_won  $INT NOT NULL,
    bank_open    $INT NOT NULL
) $STRICT;
CREATE TABLE ledger_night_row (
    day      $INT NOT NULL REFERENCES ledger_night (day),
    code     $INT NOT NULL,
    book     $INT NOT NULL,
    accounts $INT NOT NULL,
    dp       $INT NOT NULL,
    dq       $INT NOT NULL,
    cp       $INT NOT NULL,
    cq       $INT NOT NULL,
    PRIMARY KEY (day, code, book)
) $STRICT;

-- only sqlite
CREATE TRIGGER ledger_night_update BEFORE UPDATE ON ledger_night
BEGIN SELECT RAISE(ABORT, 'a night is never changed'); END;
CREATE TRIGGER ledger_night_delete BEFORE DELETE ON ledger_night
BEGIN SELECT RAISE(ABORT, 'a night is never changed'); END;
CREATE TRIGGER ledger_night_row_update BEFORE UPDATE ON ledger_night_row
BEGIN SELECT RAISE(ABORT, 'a night is never changed'); END;
CREATE TRIGGER ledger_night_row_delete BEFORE DELETE ON ledger_night_row
BEGIN SELECT RAISE(ABORT, 'a night is never changed'); END;
CREATE TRIGGER ledger_bank_line_content
BEFORE UPDATE OF file, line, account, reference, at, incoming, amount, name, memo, virtual_account,
    content ON ledger_bank_line
BEGIN SELECT RAISE(ABORT, 'a line of the bank is never changed'); END;
CREATE TRIGGER ledger_bank_line_delete BEFORE DELETE ON ledger_bank_line
BEGIN SELECT RAISE(ABORT, 'a line of the bank is never changed'); END;
-- end
-- only postgresql
CREATE TRIGGER ledger_night_change BEFORE UPDATE OR DELETE ON ledger_night
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a night is never changed');
CREATE TRIGGER ledger_night_row_change BEFORE UPDATE OR DELETE ON ledger_night_row
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a night is never changed');
CREATE TRIGGER ledger_bank_line_content
    BEFORE UPDATE OF file, line, account, reference, at, incoming, amount, name, memo,
        virtual_account, content ON ledger_bank_line
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a line of the bank is never changed');
CREATE TRIGGER ledger_bank_line_delete BEFORE DELETE ON ledger_bank_line
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a line of the bank is never changed');
-- end
