-- Files of an application, while they come in and afterwards. The bytes are files beside the store.
CREATE TABLE upload (
    id             $ID,
    application_id $INT NOT NULL REFERENCES application (id),
    person_id      $INT NOT NULL REFERENCES person (id),
    name           TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    size           $INT NOT NULL CHECK (size BETWEEN 1 AND 104857600),
    part_size      $INT NOT NULL CHECK (part_size > 0),
    state          TEXT NOT NULL CHECK (state IN ('open', 'kept')),
    hash           TEXT CHECK (length(hash) = 64),
    created_at     $INT NOT NULL,
    kept_at        $INT,
    CHECK ((state = 'kept') = (hash IS NOT NULL)),
    CHECK ((hash IS NULL) = (kept_at IS NULL))
) $STRICT;
CREATE INDEX upload_application ON upload (application_id, id);

CREATE TABLE upload_part (
    upload_id $INT NOT NULL REFERENCES upload (id),
    number    $INT NOT NULL CHECK (number > 0),
    size      $INT NOT NULL CHECK (size > 0),
    hash      TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (upload_id, number)
) $STRICT;
