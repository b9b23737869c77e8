-- Full-text search: an index derived from articles and versions (docs/search.md). `wxarchive reindex` makes it anew.
-- Which articles are to be indexed again is noted by triggers, so that no way of writing can forget it.

CREATE TABLE search_documents (
    -- What is indexed, in order of publication: a document's number grows with its time.
    docid       INTEGER PRIMARY KEY,
    article_id  INTEGER UNIQUE,             -- NULL: of a former content; it stays in the index and counts for nothing
    published   INTEGER,                    -- publication in seconds since 1970
    hash        INTEGER NOT NULL            -- of what was indexed
) STRICT;

CREATE TABLE search_pending (
    -- Articles whose document is missing or may be out of date; empty between transactions, unless there are many.
    article_id  INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE search_rules (
    -- How the index was made, in one row; another program version's rules make it be rebuilt.
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    rules  TEXT NOT NULL,                   -- a fingerprint of folding and tokens
    slots  INTEGER NOT NULL,                -- document numbers for each hour
    spill  INTEGER NOT NULL                 -- how far a document lies behind its hour, at most
) STRICT;

-- Overlapping pairs of Chinese characters, and words: every phrase is a row of tokens. Holds no text itself.
-- The body is first because FTS5 spends two bytes for each token and document on any other column.
CREATE VIRTUAL TABLE search_phrases USING fts5 (
    body, title, account, author, digest, content = '', columnsize = 0, detail = 'full', tokenize = 'ascii'
);
-- The titles once more: what is in a title ranks first, and must be found without going through all bodies.
CREATE VIRTUAL TABLE search_titles USING fts5 (
    title, content = '', columnsize = 0, detail = 'full', tokenize = 'ascii'
);
-- Single Chinese characters; those of title, account and author once more behind a letter: t, a, u.
CREATE VIRTUAL TABLE search_characters USING fts5 (
    characters, content = '', columnsize = 0, detail = 'none', tokenize = 'ascii'
);
-- Collect so many bytes before a piece of index is written: many articles in one transaction are two times faster.
INSERT INTO search_phrases (search_phrases, rank) VALUES ('hashsize', 33554432);
-- … and to merge eight pieces at once instead of four is less work in all.
INSERT INTO search_phrases (search_phrases, rank) VALUES ('automerge', 8);
INSERT INTO search_characters (search_characters, rank) VALUES ('hashsize', 4194304);

CREATE TRIGGER search_article_added AFTER INSERT ON articles BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END;
CREATE TRIGGER search_article_changed AFTER UPDATE OF metadata, version_id ON articles BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END;
CREATE TRIGGER search_article_removed AFTER DELETE ON articles BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (old.id);
END;
CREATE TRIGGER search_version_changed AFTER UPDATE OF text ON versions BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.article_id);
END;

INSERT INTO search_pending SELECT id FROM articles;
