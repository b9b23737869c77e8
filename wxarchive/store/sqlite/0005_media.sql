-- Pictures, audio and video: bytes once for each content, and what every article uses and has become of it.
-- What an article uses is noted when it is stored, whether it is asked for or not: nothing is forgotten.

CREATE TABLE media (
    -- Each file once, exactly as it was received.
    sha256      TEXT PRIMARY KEY,           -- of the bytes
    type        TEXT NOT NULL,              -- MIME type, told by the bytes themselves
    size        INTEGER NOT NULL CHECK (size > 0),
    width       INTEGER,                    -- in pixels, as the header says; NULL for sound, and where it does not say
    height      INTEGER,
    first_seen  TEXT NOT NULL,
    bytes       BLOB NOT NULL               -- last, so that lists need not read past it
) STRICT;

CREATE TABLE media_uses (
    -- What an article uses, under the addresses of images, cover_url and so on.
    id            INTEGER PRIMARY KEY,      -- grows in reading order
    article_id    INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    address       TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('picture', 'cover', 'avatar', 'audio', 'video')),
    sha256        TEXT REFERENCES media (sha256),
    state         TEXT NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'kept', 'failed', 'refused')),
    reason        TEXT,                     -- why it is not here: of the last attempt
    attempts      INTEGER NOT NULL DEFAULT 0,
    not_before    TEXT,                     -- when it may be asked for again
    fetched_from  TEXT,                     -- which address gave the bytes
    UNIQUE (article_id, address, role),
    CHECK ((state = 'kept') = (sha256 IS NOT NULL))
) STRICT;
CREATE INDEX media_uses_address ON media_uses (address, state);
CREATE INDEX media_uses_sha256 ON media_uses (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX media_uses_missing ON media_uses (state, article_id) WHERE state <> 'kept';

CREATE TABLE media_placeholders (
    -- Pictures the site gives in place of others; recognised once, known for ever.
    sha256      TEXT PRIMARY KEY,
    first_seen  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO media_uses (article_id, address, role)
    SELECT v.article_id, i.value, 'picture' FROM versions v, json_each(v.images) i
    UNION ALL
    SELECT v.article_id, json_extract(v.metadata, '$.cover_url'), 'cover' FROM versions v
    WHERE json_extract(v.metadata, '$.cover_url') IS NOT NULL
    UNION ALL
    SELECT v.article_id, json_extract(m.value, '$.cover_url'), 'cover' FROM versions v, json_each(v.media) m
    WHERE json_extract(m.value, '$.cover_url') IS NOT NULL
    UNION ALL
    SELECT v.article_id, json_extract(m.value, '$.url'), 'audio' FROM versions v, json_each(v.media) m
    WHERE json_extract(m.value, '$.type') = 'audio' AND json_extract(m.value, '$.url') IS NOT NULL
    UNION ALL
    SELECT v.article_id, json_extract(m.value, '$.id'), 'video' FROM versions v, json_each(v.media) m
    WHERE json_extract(m.value, '$.type') = 'video' AND json_extract(m.value, '$.id') GLOB 'wxv_[0-9]*';

CREATE VIEW media_list AS
    -- Every use of a file, without its bytes.
    SELECT u.article_id, a.title, u.role, u.address, u.state, u.reason, u.attempts, u.not_before, u.fetched_from,
           u.sha256, m.type, m.size, m.width, m.height
    FROM media_uses u
    JOIN articles a ON a.id = u.article_id
    LEFT JOIN media m ON m.sha256 = u.sha256
    ORDER BY u.article_id, u.id;
