-- Which articles share text: fingerprints derived from their versions (docs/similar.md). `wxarchive reindex` makes them
-- anew. Triggers note which articles changed, so that no way of writing can forget it.

CREATE TABLE fingerprints (
    -- A sample of the pieces of text that an article has in any of its versions.
    article_id  INTEGER PRIMARY KEY,
    digests     BLOB NOT NULL,              -- five bytes for each piece, in order
    pieces      INTEGER NOT NULL,           -- how many of them an article of any length would have in its sample
    whole       BLOB                        -- a digest of all the newest version says; NULL: too short to compare
) STRICT;
CREATE INDEX fingerprints_whole ON fingerprints (whole) WHERE whole IS NOT NULL;

CREATE TABLE fingerprints_pending (
    -- Articles whose fingerprint is missing or may be out of date; empty between transactions, unless there are many.
    article_id  INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE fingerprints_rules (
    -- How the fingerprints were made, in one row; another program version's rules make them be made anew.
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    rules  TEXT NOT NULL
) STRICT;

-- The digests the other way round: which articles have a piece. Holds no text itself; the row's number is the article's.
CREATE VIRTUAL TABLE fingerprint_pieces USING fts5 (
    digests, content = '', columnsize = 0, detail = 'none', tokenize = 'ascii'
);
INSERT INTO fingerprint_pieces (fingerprint_pieces, rank) VALUES ('hashsize', 4194304);
INSERT INTO fingerprint_pieces (fingerprint_pieces, rank) VALUES ('automerge', 8);
-- A piece and each article that has it.
CREATE VIRTUAL TABLE fingerprint_articles USING fts5vocab (fingerprint_pieces, instance);
-- A piece and how many articles have it.
CREATE VIRTUAL TABLE fingerprint_counts USING fts5vocab (fingerprint_pieces, row);

CREATE TRIGGER fingerprint_version_added AFTER INSERT ON versions BEGIN
    INSERT OR IGNORE INTO fingerprints_pending VALUES (new.article_id);
END;
CREATE TRIGGER fingerprint_version_changed AFTER UPDATE OF text, article_id ON versions BEGIN
    INSERT OR IGNORE INTO fingerprints_pending VALUES (old.article_id);
    INSERT OR IGNORE INTO fingerprints_pending VALUES (new.article_id);
END;
CREATE TRIGGER fingerprint_version_removed AFTER DELETE ON versions BEGIN
    INSERT OR IGNORE INTO fingerprints_pending VALUES (old.article_id);
END;
CREATE TRIGGER fingerprint_article_changed AFTER UPDATE OF version_id ON articles BEGIN
    INSERT OR IGNORE INTO fingerprints_pending VALUES (new.id);
END;

INSERT INTO fingerprints_pending SELECT DISTINCT article_id FROM versions;
