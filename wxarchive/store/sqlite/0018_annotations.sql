-- What people note of articles (docs/annotations.md). What was taken away stays as a row that says so, so that merging an
-- archive that never knew of it does not bring it back.

CREATE TABLE marks (
    -- Tags, stars, and what was read.
    article_id  INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('tag', 'star', 'read')),
    name        TEXT NOT NULL COLLATE NOCASE,   -- of the tag; empty for the other kinds
    is_set      INTEGER NOT NULL CHECK (is_set IN (0, 1)),  -- 0: it was taken away
    changed_at  TEXT NOT NULL,
    PRIMARY KEY (article_id, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_kind ON marks (kind, is_set, name, article_id);

CREATE TABLE annotations (
    -- Notes on articles, and highlights: passages of their texts.
    id            INTEGER PRIMARY KEY,
    uuid          TEXT NOT NULL,            -- the same in every archive that has it
    article_id    INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind          TEXT NOT NULL CHECK (kind IN ('note', 'highlight')),
    text          TEXT NOT NULL,            -- the note; empty for a highlight without one
    content_hash  TEXT,                     -- of the version that a highlight is a passage of
    exact         TEXT,                     -- the passage, as that version's text has it
    prefix        TEXT,                     -- what stands before it
    suffix        TEXT,                     -- and behind it
    start         INTEGER,                  -- where it begins in that text, in code points, from 0
    made_at       TEXT NOT NULL,
    changed_at    TEXT NOT NULL,
    is_deleted    INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),  -- 1: its words are gone, too
    UNIQUE (uuid, article_id)
) STRICT;
CREATE INDEX annotations_article ON annotations (article_id, kind, is_deleted);

CREATE VIEW tag_list AS
    -- Every tag and how many articles have it, the most used first.
    SELECT max(name) AS name, count(*) AS articles
    FROM marks WHERE kind = 'tag' AND is_set GROUP BY name
    ORDER BY articles DESC, name;

CREATE VIEW annotation_list AS
    -- Every note and highlight with the article it is of.
    SELECT n.uuid, n.article_id, a.title, a.account, n.kind, n.exact, n.text, n.made_at, n.changed_at
    FROM annotations n JOIN articles a ON a.id = n.article_id
    WHERE NOT n.is_deleted
    ORDER BY n.article_id, n.start, n.made_at;
