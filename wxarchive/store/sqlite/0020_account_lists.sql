-- A third kind of list: all that an account published, as its editor lists it (docs/accounts.md).
-- A constraint cannot be changed in place, so the tables of lists are made anew, each with its rows.

DROP VIEW subscription_list;
DROP VIEW album_list;
DROP VIEW list_item_list;
DROP TRIGGER list_items_dropped;

CREATE TABLE lists_now (
    -- Every list that was read or is subscribed to.
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('album', 'home', 'account')),
    address     TEXT NOT NULL UNIQUE,       -- canonical
    biz         TEXT NOT NULL,              -- the account whose list it is
    album_id    TEXT,                       -- of the album; NULL for other lists
    title       TEXT,
    account     TEXT,
    total       INTEGER,                    -- how many articles the list says it has, of an account: messages; NULL: it does not say
    readings    INTEGER NOT NULL DEFAULT 0, -- how often its reading was begun
    read_at     TEXT,                       -- when it was read last, to its end or to what was known
    new         INTEGER NOT NULL DEFAULT 0, -- articles that reading found
    is_whole    INTEGER NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1)),  -- 1: read to its end, nothing skipped since
    whole_from  TEXT,                       -- nothing newer than that was skipped; NULL: see is_whole
    problem     TEXT,                       -- why it could not be read last time; NULL: it could
    CHECK ((kind = 'album') = (album_id IS NOT NULL))
) STRICT;
CREATE TABLE list_items_now (
    -- Every article a list ever named, archived or not.
    id            INTEGER PRIMARY KEY,
    list_id       INTEGER NOT NULL REFERENCES lists_now (id) ON DELETE CASCADE,
    address       TEXT NOT NULL,            -- canonical
    key           TEXT,                     -- identity of the article, where its address tells
    title         TEXT,                     -- as the list says
    published_at  TEXT,                     -- as the list says
    number        INTEGER,                  -- its place in an album that counts its articles, from 1
    batch         INTEGER NOT NULL,         -- the reading that found it at its place: later ones were read from the front
    place         INTEGER NOT NULL,         -- from 1, as the list stands
    seen_in       INTEGER NOT NULL,         -- the last reading that saw it
    first_seen    TEXT NOT NULL,
    left_at       TEXT,                     -- when the list no longer named it; NULL: it does
    is_dropped    INTEGER NOT NULL DEFAULT 0 CHECK (is_dropped IN (0, 1))  -- 1: the user does not want it fetched
) STRICT;
CREATE TABLE list_readings_now (
    -- How far a row of the queue has read its list, so that any process can go on.
    queue_id   INTEGER PRIMARY KEY REFERENCES queue (id) ON DELETE CASCADE,
    list_id    INTEGER NOT NULL REFERENCES lists_now (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,            -- of the reading
    next       TEXT NOT NULL,               -- address of the next page
    batch      INTEGER NOT NULL,            -- where articles are put in order
    place      INTEGER NOT NULL DEFAULT 0,  -- of the last article read
    seen       INTEGER NOT NULL DEFAULT 0,  -- articles read, each once
    new        INTEGER NOT NULL DEFAULT 0,  -- of these, in the list for the first time
    known      INTEGER NOT NULL DEFAULT 0,  -- in a row, at last, that the list named before
    is_behind  INTEGER NOT NULL DEFAULT 0 CHECK (is_behind IN (0, 1))  -- 1: it reads behind what was the last article
) STRICT;
CREATE TABLE subscriptions_now (
    -- The lists that sync reads.
    list_id        INTEGER PRIMARY KEY REFERENCES lists_now (id) ON DELETE CASCADE,
    subscribed_at  TEXT NOT NULL
) STRICT;

INSERT INTO lists_now SELECT id, kind, address, biz, album_id, title, account, total, readings, read_at, new, is_whole,
    NULL, problem FROM lists;
INSERT INTO list_items_now SELECT * FROM list_items;
INSERT INTO list_readings_now SELECT * FROM list_readings;
INSERT INTO subscriptions_now SELECT * FROM subscriptions;

DROP TABLE subscriptions;
DROP TABLE list_readings;
DROP TABLE list_items;
DROP TABLE lists;
ALTER TABLE lists_now RENAME TO lists;
ALTER TABLE list_items_now RENAME TO list_items;
ALTER TABLE list_readings_now RENAME TO list_readings;
ALTER TABLE subscriptions_now RENAME TO subscriptions;

CREATE INDEX lists_album ON lists (album_id) WHERE album_id IS NOT NULL;
CREATE UNIQUE INDEX list_items_once ON list_items (list_id, coalesce(key, address));
CREATE INDEX list_items_key ON list_items (key);
CREATE INDEX list_items_address ON list_items (address);
CREATE INDEX list_readings_list ON list_readings (list_id);

-- What the user takes out of the queue is not put in again by the list that names it.
CREATE TRIGGER list_items_dropped AFTER UPDATE OF state ON queue WHEN NEW.state = 'dropped' AND OLD.state <> 'dropped'
BEGIN
    UPDATE list_items SET is_dropped = 1 WHERE key = NEW.key OR address = NEW.address;
END;

CREATE VIEW list_item_list AS
    -- What every list names, in its order: by the numbers an album gives its articles, else as the list stands.
    SELECT l.id AS list_id, l.title AS list, l.kind, l.account, l.album_id,
           row_number() OVER (PARTITION BY l.id, l.album_id
                              ORDER BY i.number IS NULL, i.number, i.batch DESC, i.place) AS position,  -- from 1
           i.number,  -- the place an album gives it, from 1; NULL: it gives none
           i.title, i.published_at, i.address, i.key, i.first_seen,
           i.left_at,  -- when the list no longer named it; NULL: it does
           coalesce(k.id, s.article_id) AS article_id  -- NULL: not archived
    FROM lists l
    JOIN list_items i ON i.list_id = l.id
    LEFT JOIN articles k ON k.key = i.key
    LEFT JOIN aliases s ON s.address = i.address
    ORDER BY l.id, position;

CREATE VIEW subscription_list AS
    -- The lists that sync reads, with what the archive holds of each.
    SELECT l.id, l.kind, l.title, coalesce(l.account, c.name) AS account, l.address, l.album_id,
           u.subscribed_at,
           l.read_at,  -- when it was read last; NULL: not yet
           l.new,  -- articles that reading found
           count(i.list_id) FILTER (WHERE i.left_at IS NULL) AS listed,  -- articles it names
           count(i.article_id) AS articles,  -- articles it names, or named, that are archived
           l.problem  -- why it could not be read last time; NULL: it could
    FROM subscriptions u
    JOIN lists l ON l.id = u.list_id
    LEFT JOIN accounts c ON c.biz = l.biz
    LEFT JOIN list_item_list i ON i.list_id = l.id
    GROUP BY l.id
    ORDER BY l.id;

CREATE VIEW album_list AS
    -- Every album (合集) with what the archive holds of it, the largest first.
    SELECT b.id,  -- as text: it exceeds 2^53
           b.title,
           coalesce(max(c.name), max(a.account), (SELECT l.account FROM lists l WHERE l.album_id = b.id)) AS account,
           count(a.id) AS articles,  -- how many are archived
           count(a.gone_at) AS gone,  -- how many of these are gone
           (SELECT count(*) FROM lists l JOIN list_items i ON i.list_id = l.id WHERE l.album_id = b.id
            HAVING count(*) > 0) AS listed,  -- how many the album names; NULL: it was not read, pages mention it
           min(a.published_at) AS first_published, max(a.published_at) AS last_published
    FROM albums b
    LEFT JOIN album_articles m ON m.album_id = b.id
    LEFT JOIN articles a ON a.id = m.article_id
    LEFT JOIN accounts c ON c.id = a.account_id
    GROUP BY b.id
    ORDER BY articles DESC, last_published DESC, b.title;
