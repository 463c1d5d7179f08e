-- How smart a factory is: models of levels as documents, and what a firm answered to their items.

-- A version, once there, never changes.
CREATE TABLE level_model (
    id      $ID,
    key     TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 40),
    version $INT NOT NULL CHECK (version > 0),
    body    TEXT NOT NULL,
    hash    TEXT NOT NULL CHECK (length(hash) = 64),
    at      $INT NOT NULL,
    UNIQUE (key, version)
) $STRICT;

-- By key, not by version: a newer version asks again only what is new in it.
CREATE TABLE level_answer (
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    key             TEXT NOT NULL,
    item            TEXT NOT NULL CHECK (length(item) BETWEEN 1 AND 40),
    met             $INT NOT NULL CHECK (met IN (0, 1)),
    cost            $INT CHECK (cost >= 0),
    at              $INT NOT NULL,
    person_id       $INT NOT NULL REFERENCES person (id),
    PRIMARY KEY (organisation_id, key, item)
) $STRICT;
