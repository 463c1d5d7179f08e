-- What search reads instead of every name: for each pair of letters, which things hold it. The ids
-- stand sixty to a row, one bit each. Tables whose names begin with made_ are made by triggers from
-- other tables and are not part of a store that is written out. Bits are only ever added: what a
-- thing was called before costs a second look, which is at the thing itself.

CREATE TABLE made_gram (
    kind  $INT NOT NULL,
    gram  TEXT NOT NULL,
    block $INT NOT NULL,
    bits  $INT NOT NULL,
    PRIMARY KEY (kind, gram, block)
)
-- only sqlite
STRICT, WITHOUT ROWID;
-- end
-- only postgresql
WITH (fillfactor = 70);
-- end

-- All that a thing is found by; the kinds are those of src/search/search.h. No word goes over a bar.
CREATE VIEW search_text (kind, id, text) AS
SELECT CAST(1 AS BIGINT), id, lower(name) FROM organisation
UNION ALL
SELECT CAST(2 AS BIGINT), a.id, lower(a.number || '|' || a.title || '|' || o.name || '|' || s.name)
FROM application a JOIN organisation o ON o.id = a.adopter_id JOIN organisation s ON s.id = a.sponsor_id
UNION ALL
SELECT CAST(3 AS BIGINT), g.id, lower(g.number || '|' || a.title || '|' || o.name || '|' || s.name)
FROM agreement g JOIN application a ON a.id = g.application_id
JOIN organisation o ON o.id = a.adopter_id JOIN organisation s ON s.id = a.sponsor_id;

-- Whose it is, too: written down like a pair of letters, for who searches among many cases of its own.
CREATE VIEW search_party (kind, id, gram) AS
SELECT CAST(2 AS BIGINT), id, '#' || adopter_id FROM application
UNION ALL
SELECT CAST(2 AS BIGINT), id, '#' || sponsor_id FROM application
UNION ALL
SELECT CAST(3 AS BIGINT), g.id, '#' || a.adopter_id
FROM agreement g JOIN application a ON a.id = g.application_id
UNION ALL
SELECT CAST(3 AS BIGINT), g.id, '#' || a.sponsor_id
FROM agreement g JOIN application a ON a.id = g.application_id
UNION ALL
SELECT CAST(3 AS BIGINT), id, '#' || operator_id FROM agreement;

-- Search for organisations goes on in the order of their names.
CREATE INDEX organisation_name ON organisation (name, id);

-- What first pages ask first: overseers by kind, a sponsor's sums, agreements nobody was paid for.
CREATE INDEX organisation_kind ON organisation (kind, id);
CREATE INDEX application_sponsor_sum ON application (sponsor_id, state, id, total);
CREATE TABLE made_unpaid (agreement_id $INT PRIMARY KEY) $STRICT;

-- only sqlite
CREATE TRIGGER made_unpaid_add AFTER INSERT ON agreement
BEGIN INSERT INTO made_unpaid (agreement_id) VALUES (new.id); END;
CREATE TRIGGER made_unpaid_end AFTER INSERT ON payment
BEGIN DELETE FROM made_unpaid WHERE agreement_id = new.agreement_id; END;
-- end
-- only postgresql
CREATE FUNCTION made_unpaid_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO made_unpaid (agreement_id) SELECT id FROM fresh;
    RETURN NULL;
END $$;
CREATE FUNCTION made_unpaid_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM made_unpaid WHERE agreement_id IN (SELECT agreement_id FROM fresh);
    RETURN NULL;
END $$;
CREATE TRIGGER made_unpaid_add AFTER INSERT ON agreement
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION made_unpaid_add();
CREATE TRIGGER made_unpaid_end AFTER INSERT ON payment
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION made_unpaid_end();
-- end
INSERT INTO made_unpaid (agreement_id) SELECT g.id FROM agreement g
WHERE NOT EXISTS (SELECT 1 FROM payment p WHERE p.agreement_id = g.id);

-- only sqlite
-- Whoever writes the kind and id of a thing here has its pairs of letters written down.
CREATE VIEW made_wanted (kind, id) AS SELECT kind, id FROM search_text;
CREATE TRIGGER made_wanted_add INSTEAD OF INSERT ON made_wanted
BEGIN
    INSERT INTO made_gram (kind, gram, block, bits)
    SELECT new.kind, gram, new.id / 60, 1 << (new.id % 60) FROM (
        WITH RECURSIVE place (n, text) AS (
            SELECT 1, text FROM search_text WHERE kind = new.kind AND id = new.id
            UNION ALL
            SELECT n + 1, text FROM place WHERE n + 2 <= length(text))
        SELECT substr(text, n, 2) AS gram FROM place
        UNION ALL SELECT gram FROM search_party WHERE kind = new.kind AND id = new.id) pairs
    WHERE true
    ON CONFLICT (kind, gram, block) DO UPDATE SET bits = bits | excluded.bits
    WHERE bits | excluded.bits <> bits;
END;
CREATE TRIGGER made_of_organisation AFTER INSERT ON organisation
BEGIN
    INSERT INTO made_wanted (kind, id) VALUES (1, new.id);
END;
CREATE TRIGGER made_of_organisation_again AFTER UPDATE OF name ON organisation
WHEN old.name <> new.name
BEGIN
    INSERT INTO made_wanted (kind, id) VALUES (1, new.id);
    INSERT INTO made_wanted (kind, id)
    SELECT 2, id FROM application WHERE adopter_id = new.id OR sponsor_id = new.id;
    INSERT INTO made_wanted (kind, id)
    SELECT 3, g.id FROM application a JOIN agreement g ON g.application_id = a.id
    WHERE a.adopter_id = new.id OR a.sponsor_id = new.id;
END;
CREATE TRIGGER made_of_application AFTER INSERT ON application
BEGIN
    INSERT INTO made_wanted (kind, id) VALUES (2, new.id);
END;
CREATE TRIGGER made_of_application_again
AFTER UPDATE OF number, title, adopter_id, sponsor_id ON application
WHEN old.number <> new.number OR old.title <> new.title OR old.adopter_id <> new.adopter_id
    OR old.sponsor_id <> new.sponsor_id
BEGIN
    INSERT INTO made_wanted (kind, id) VALUES (2, new.id);
    INSERT INTO made_wanted (kind, id) SELECT 3, id FROM agreement WHERE application_id = new.id;
END;
CREATE TRIGGER made_of_agreement AFTER INSERT ON agreement
BEGIN
    INSERT INTO made_wanted (kind, id) VALUES (3, new.id);
END;
CREATE TRIGGER made_of_agreement_again AFTER UPDATE OF number, application_id ON agreement
WHEN old.number <> new.number OR old.application_id <> new.application_id
BEGIN
    INSERT INTO made_wanted (kind, id) VALUES (3, new.id);
END;
INSERT INTO made_wanted (kind, id) SELECT kind, id FROM search_text;
-- end
-- only postgresql
-- Many things at once, for a statement that adds many.
CREATE FUNCTION made_grams(which BIGINT, ids BIGINT[]) RETURNS void LANGUAGE sql AS $$
INSERT INTO made_gram (kind, gram, block, bits)
SELECT which, gram, id / 60, bit_or(CAST(1 AS BIGINT) << CAST(id % 60 AS INTEGER))
FROM (SELECT t.id, substr(t.text, n, 2) AS gram
    FROM (SELECT id, text FROM search_text WHERE kind = which AND id = ANY (ids) OFFSET 0) t
    CROSS JOIN LATERAL generate_series(1, length(t.text) - 1) n
    UNION ALL
    SELECT id, gram FROM search_party WHERE kind = which AND id = ANY (ids)) pairs
GROUP BY 2, 3 ORDER BY 2, 3
ON CONFLICT (kind, gram, block) DO UPDATE SET bits = made_gram.bits | excluded.bits
WHERE made_gram.bits | excluded.bits <> made_gram.bits
$$;
CREATE FUNCTION made_of_cases(applications BIGINT[]) RETURNS void LANGUAGE sql AS $$
SELECT made_grams(2, applications);
SELECT made_grams(3, (SELECT array_agg(id) FROM agreement WHERE application_id = ANY (applications)))
$$;
CREATE FUNCTION made_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM made_grams(CAST(TG_ARGV[0] AS BIGINT), (SELECT array_agg(id) FROM fresh));
    RETURN NULL;
END $$;
CREATE FUNCTION made_of_organisation_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM made_grams(1, ARRAY[NEW.id]);
    PERFORM made_of_cases((SELECT array_agg(id) FROM application
        WHERE adopter_id = NEW.id OR sponsor_id = NEW.id));
    RETURN NULL;
END $$;
CREATE FUNCTION made_of_application_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM made_of_cases(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE FUNCTION made_of_agreement_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM made_grams(3, ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER made_of_organisation AFTER INSERT ON organisation
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION made_of_new(1);
CREATE TRIGGER made_of_application AFTER INSERT ON application
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION made_of_new(2);
CREATE TRIGGER made_of_agreement AFTER INSERT ON agreement
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION made_of_new(3);
CREATE TRIGGER made_of_organisation_again AFTER UPDATE OF name ON organisation
FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION made_of_organisation_again();
CREATE TRIGGER made_of_application_again
AFTER UPDATE OF number, title, adopter_id, sponsor_id ON application FOR EACH ROW
WHEN (OLD.number <> NEW.number OR OLD.title <> NEW.title OR OLD.adopter_id <> NEW.adopter_id
    OR OLD.sponsor_id <> NEW.sponsor_id)
EXECUTE FUNCTION made_of_application_again();
CREATE TRIGGER made_of_agreement_again AFTER UPDATE OF number, application_id ON agreement
FOR EACH ROW WHEN (OLD.number <> NEW.number OR OLD.application_id <> NEW.application_id)
EXECUTE FUNCTION made_of_agreement_again();
DO $$
BEGIN
    PERFORM made_grams(1, (SELECT array_agg(id) FROM organisation));
    PERFORM made_of_cases((SELECT array_agg(id) FROM application));
END $$;
-- end
