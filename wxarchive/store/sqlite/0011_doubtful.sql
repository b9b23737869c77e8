-- Files that came and are hardly what was asked for are kept aside: a state of its own, which a table has to be made anew for.

CREATE TABLE media_uses_now (
    -- What an article uses, under the addresses of images, cover_url and so on.
    id            INTEGER PRIMARY KEY,      -- grows in reading order
    article_id    INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    address       TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('picture', 'cover', 'avatar', 'audio', 'video')),
    sha256        TEXT REFERENCES media (sha256),
    state         TEXT NOT NULL DEFAULT 'wanted'  -- doubtful: kept aside, hardly what was asked for
                  CHECK (state IN ('wanted', 'kept', 'doubtful', 'failed', 'refused')),
    reason        TEXT,                     -- why it is not here, or doubted: of the last attempt
    attempts      INTEGER NOT NULL DEFAULT 0,
    not_before    TEXT,                     -- when it may be asked for again
    fetched_from  TEXT,                     -- which address gave the bytes
    UNIQUE (article_id, address, role),
    CHECK ((state IN ('kept', 'doubtful')) = (sha256 IS NOT NULL))
) STRICT;

INSERT INTO media_uses_now
    SELECT id, article_id, address, role, sha256, state, reason, attempts, not_before, fetched_from FROM media_uses;

DROP VIEW media_list;
DROP TABLE media_uses;
ALTER TABLE media_uses_now RENAME TO media_uses;

CREATE INDEX media_uses_address ON media_uses (address, state);
CREATE INDEX media_uses_sha256 ON media_uses (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX media_uses_missing ON media_uses (state, article_id) WHERE state <> 'kept';

CREATE VIEW media_list AS
    -- Every use of a file, without its bytes.
    SELECT u.article_id, a.title, u.role, u.address, u.state, u.reason, u.attempts, u.not_before, u.fetched_from,
           u.sha256, m.type, m.size, m.width, m.height
    FROM media_uses u
    JOIN articles a ON a.id = u.article_id
    LEFT JOIN media m ON m.sha256 = u.sha256
    ORDER BY u.article_id, u.id;
