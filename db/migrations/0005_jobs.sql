-- Long work: one row a job, from its request to its result. src/jobs reads and writes it.
CREATE TABLE job (
    id           $ID,
    kind         TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    org_id       $INT NOT NULL,
    user_id      $INT NOT NULL,
    request      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    cancel_asked $INT NOT NULL DEFAULT 0 CHECK (cancel_asked IN (0, 1)),
    attempts     $INT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    version      $INT NOT NULL DEFAULT 1,
    progress     $INT NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1000000),
    step_ko      TEXT NOT NULL DEFAULT '',
    step_en      TEXT NOT NULL DEFAULT '',
    result_id    $INT,
    problem      TEXT,
    worker       TEXT,
    lease_until  $INT,
    created_at   $INT NOT NULL,
    changed_at   $INT NOT NULL,
    ended_at     $INT,
    CHECK ((state = 'running') = (worker IS NOT NULL)),
    CHECK ((worker IS NULL) = (lease_until IS NULL)),
    CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK (result_id IS NULL OR state = 'done'),
    CHECK (problem IS NULL OR state = 'failed')
) $STRICT;
CREATE INDEX job_open ON job (id) WHERE ended_at IS NULL;
CREATE INDEX job_org ON job (org_id, id);
