-- What a firm studies: production logs, line models, runs, plans. Documents are kept whole, in
-- canonical form with their SHA-256, and are never changed: a new one is a new row.

CREATE TABLE study_document (
    id         $ID,
    kind       TEXT NOT NULL CHECK (kind IN ('log', 'model', 'run', 'plan')),
    owner_id   $INT NOT NULL REFERENCES organisation (id),
    parent_id  $INT REFERENCES study_document (id),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    hash       TEXT NOT NULL,
    facts      TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_by $INT NOT NULL REFERENCES person (id),
    created_at $INT NOT NULL
) $STRICT;
CREATE INDEX study_document_owner ON study_document (owner_id, kind, id);
