-- The first shape of an archive. Released: never edited, the next change is the next file.
-- Comments stand inside the statements, so that ".schema" shows them too.
-- Times are ISO 8601 text with the offset +08:00; lists and objects are JSON text; NULL means unknown.

CREATE TABLE dictionaries (
    -- Earlier pages that later ones are compressed against.
    id      INTEGER PRIMARY KEY,
    sha256  TEXT NOT NULL UNIQUE,           -- of the uncompressed bytes
    size    INTEGER NOT NULL CHECK (size > 0),  -- of the uncompressed bytes
    data    BLOB NOT NULL                   -- a plain zstd frame
) STRICT;

CREATE TABLE pages (
    -- Every page exactly as it was received; the same bytes are kept once.
    id             INTEGER PRIMARY KEY,
    sha256         TEXT NOT NULL UNIQUE,    -- of the received bytes
    article_id     INTEGER REFERENCES articles (id) ON DELETE SET NULL,  -- the article it was last read as a page of
    state          TEXT NOT NULL CHECK (state IN ('ok', 'deleted', 'violation', 'infringement', 'account_gone',
                       'migrated', 'private', 'expired', 'invalid', 'unavailable', 'challenge', 'not_article',
                       'broken', 'unknown')),
    reason         TEXT,
    source         TEXT NOT NULL,           -- what the user gave, without credentials
    url            TEXT,                    -- what was asked for
    final_url      TEXT,                    -- what answered, after redirects
    http_status    INTEGER,
    received_at    TEXT NOT NULL,
    from_file      INTEGER NOT NULL CHECK (from_file IN (0, 1)),
    headers        TEXT NOT NULL CHECK (json_valid(headers)),  -- list of [name, value]
    size           INTEGER NOT NULL,        -- of the received bytes
    dictionary_id  INTEGER REFERENCES dictionaries (id),
    data           BLOB NOT NULL            -- a zstd frame, against the dictionary if there is one
) STRICT;
CREATE INDEX pages_article ON pages (article_id);
CREATE INDEX pages_dictionary ON pages (dictionary_id);
CREATE INDEX pages_size ON pages (size);

CREATE TABLE accounts (
    -- Public accounts, under their newest names.
    id         INTEGER PRIMARY KEY,
    biz        TEXT UNIQUE,                 -- base64 id, padded
    gh_id      TEXT UNIQUE,                 -- gh_… (rarely wxid_…)
    name       TEXT,
    alias      TEXT,                        -- the WeChat id people type
    signature  TEXT,
    last_seen  TEXT NOT NULL,
    CHECK (biz IS NOT NULL OR gh_id IS NOT NULL)
) STRICT;

CREATE TABLE account_names (
    -- Every name an account was seen with: a rename is kept.
    account_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    first_seen  TEXT NOT NULL,
    last_seen   TEXT NOT NULL,
    PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_names_name ON account_names (name COLLATE NOCASE);

CREATE TABLE articles (
    -- One row for each article: what its newest page says, and what became of it.
    id                INTEGER PRIMARY KEY,
    key               TEXT UNIQUE,          -- biz:mid:idx, the identity
    url               TEXT,                 -- canonical address
    short_url         TEXT,
    state             TEXT NOT NULL CHECK (state IN ('ok', 'deleted', 'violation', 'infringement', 'account_gone',
                          'migrated', 'private', 'expired', 'invalid', 'unavailable', 'challenge', 'not_article',
                          'broken', 'unknown')),
    reason            TEXT,                 -- why it is gone
    kind              TEXT CHECK (kind IN ('article', 'image', 'text', 'video', 'audio', 'music', 'short', 'unknown')),
    first_seen_alive  TEXT,
    last_seen_alive   TEXT,
    gone_at           TEXT,                 -- first seen gone since it was last seen alive
    account_id        INTEGER REFERENCES accounts (id),
    version_id        INTEGER REFERENCES versions (id),  -- the newest version
    page_id           INTEGER REFERENCES pages (id),     -- the newest page that tells the metadata
    fetched_at        TEXT,                 -- when that page was received
    metadata          TEXT NOT NULL CHECK (json_valid(metadata)),
    title             TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.title')) VIRTUAL,
    account           TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.account')) VIRTUAL,
    author            TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.author')) VIRTUAL,
    published_at      TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.published_at')) VIRTUAL,
    modified_at       TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.modified_at')) VIRTUAL,
    location          TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.location')) VIRTUAL,
    digest            TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.digest')) VIRTUAL,
    cover_url         TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.cover_url')) VIRTUAL
) STRICT;
CREATE INDEX articles_published ON articles (published_at);
CREATE INDEX articles_account ON articles (account_id);
CREATE INDEX articles_version ON articles (version_id);
CREATE INDEX articles_page ON articles (page_id);

CREATE TABLE versions (
    -- A new version exists when the content hash changes.
    id            INTEGER PRIMARY KEY,
    article_id    INTEGER NOT NULL REFERENCES articles (id),
    page_id       INTEGER NOT NULL REFERENCES pages (id),  -- the first page that showed this content
    content_hash  TEXT NOT NULL,
    first_seen    TEXT NOT NULL,
    last_seen     TEXT NOT NULL,
    losses        TEXT NOT NULL CHECK (json_valid(losses)),    -- what the page holds and this row does not
    metadata      TEXT NOT NULL CHECK (json_valid(metadata)),  -- as that page said it
    title         TEXT GENERATED ALWAYS AS (json_extract(metadata, '$.title')) VIRTUAL,
    images        TEXT NOT NULL CHECK (json_valid(images)),    -- addresses in reading order
    media         TEXT NOT NULL CHECK (json_valid(media)),     -- what can be played
    text          TEXT NOT NULL,
    html          TEXT NOT NULL,            -- clean and sanitised
    CHECK (first_seen <= last_seen)
) STRICT;
CREATE INDEX versions_article ON versions (article_id, last_seen);
CREATE INDEX versions_page ON versions (page_id);
CREATE INDEX versions_hash ON versions (content_hash);

CREATE TABLE aliases (
    -- Other addresses of an article; short ones tell nothing of its identity, so they are learnt from its pages.
    address     TEXT PRIMARY KEY,
    article_id  INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_article ON aliases (article_id);

CREATE TABLE states (
    -- Each time a page of an article was seen, and what it said: the history behind articles.state.
    id          INTEGER PRIMARY KEY,
    article_id  INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    page_id     INTEGER NOT NULL REFERENCES pages (id),
    seen_at     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('ok', 'deleted', 'violation', 'infringement', 'account_gone',
                    'migrated', 'private', 'expired', 'invalid', 'unavailable', 'challenge', 'not_article',
                    'broken', 'unknown')),
    reason      TEXT,
    UNIQUE (article_id, page_id, seen_at)
) STRICT;
CREATE INDEX states_page ON states (page_id);

CREATE TABLE links (
    -- Links of an article's newest page to other articles, in reading order.
    from_id   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,             -- from 0
    section   TEXT NOT NULL CHECK (section IN ('previous', 'inline', 'album_previous', 'album_next', 'reprint')),
    url       TEXT NOT NULL,
    key       TEXT,                         -- identity of the target, where its address tells
    text      TEXT,                         -- what the link says
    title     TEXT,                         -- the target's true title
    PRIMARY KEY (from_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_key ON links (key);
CREATE INDEX links_url ON links (url);

CREATE TABLE albums (
    -- Collections (合集); ids exceed 2^53 and are text.
    id     TEXT PRIMARY KEY,
    title  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE album_articles (
    album_id    TEXT NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    article_id  INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (album_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_articles_article ON album_articles (article_id);

CREATE VIEW article_list AS
    -- One line for each article, newest first.
    SELECT id, published_at, account, title, state, kind, url, first_seen_alive, last_seen_alive, gone_at,
           (SELECT count(*) FROM versions v WHERE v.article_id = a.id) AS versions
    FROM articles a
    ORDER BY published_at DESC, id DESC;

CREATE VIEW version_list AS
    -- Every version of every article, without its body.
    SELECT v.id, v.article_id, v.title, v.first_seen, v.last_seen, v.id = a.version_id AS is_newest,
           length(v.text) AS characters, v.content_hash, v.page_id
    FROM versions v JOIN articles a ON a.id = v.article_id;

CREATE VIEW page_list AS
    -- Every received page, without its bytes.
    SELECT id, article_id, received_at, state, reason, url, final_url, http_status, source, size,
           length(data) AS stored_size, dictionary_id, sha256
    FROM pages;

CREATE VIEW link_list AS
    -- Every link with the titles of both ends; target_id is empty where the archive does not hold the target.
    SELECT l.from_id, f.title AS from_title, l.position, l.section, l.url, l.key, l.text, l.title,
           t.id AS target_id, t.title AS target_title
    FROM links l
    JOIN articles f ON f.id = l.from_id
    LEFT JOIN articles k ON k.key = l.key
    LEFT JOIN aliases s ON s.address = l.url
    LEFT JOIN articles t ON t.id = coalesce(k.id, s.article_id);

CREATE VIEW missing_links AS
    -- Articles that are linked but not archived, those linked most often first.
    SELECT min(url) AS url, key, max(coalesce(title, text)) AS title, count(DISTINCT from_id) AS count
    FROM link_list
    WHERE target_id IS NULL
    GROUP BY coalesce(key, url)
    ORDER BY count DESC, min(from_id), min(position);
