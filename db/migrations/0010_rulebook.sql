-- Drafts of rule documents on their way to publication, and what is known of the firms that applied.

CREATE TABLE rule_draft (
    id              $ID,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    title           TEXT NOT NULL,
    document        TEXT NOT NULL, -- as typed: it may still be wrong
    state           TEXT NOT NULL CHECK (state IN ('draft', 'published', 'dropped')),
    created_at      $INT NOT NULL,
    changed_at      $INT NOT NULL,
    rule_id         $INT REFERENCES rule_document (id),
    published_by    $INT REFERENCES person (id),
    published_at    $INT,
    CHECK ((state = 'published') = (rule_id IS NOT NULL)),
    CHECK ((rule_id IS NULL) = (published_by IS NULL))
) $STRICT;

-- Everybody who has written in a draft: none of them may publish it.
CREATE TABLE rule_draft_author (
    draft_id  $INT NOT NULL REFERENCES rule_draft (id),
    person_id $INT NOT NULL REFERENCES person (id),
    name      TEXT NOT NULL,
    at        $INT NOT NULL,
    PRIMARY KEY (draft_id, person_id)
) $STRICT;

-- Facts of rules/facts.def, as found at the review of one application; the newest counts.
CREATE TABLE application_fact (
    application_id $INT NOT NULL REFERENCES application (id),
    fact           TEXT NOT NULL,
    number         $INT NOT NULL,
    word           TEXT NOT NULL,
    source         TEXT NOT NULL,
    recorded_by    $INT NOT NULL REFERENCES person (id),
    recorded_at    $INT NOT NULL,
    PRIMARY KEY (application_id, fact)
) $STRICT;
