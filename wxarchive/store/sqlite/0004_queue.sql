-- The queue: everything that is to be fetched is a row, so that a run can end at any moment and another one go on.

CREATE TABLE crawls (
    -- What was asked for in one go, and the rules its rows go by. It is forgotten when nothing of it is left to do.
    id          INTEGER PRIMARY KEY,
    options     TEXT NOT NULL CHECK (json_valid(options)),  -- depth, sections, same account, most, since …
    follow      INTEGER GENERATED ALWAYS AS (coalesce(json_extract(options, '$.follow'), 0)) VIRTUAL,
    asked       INTEGER NOT NULL DEFAULT 0,    -- linked articles asked for so far; options may limit them
    started_at  TEXT NOT NULL
) STRICT;

CREATE TABLE queue (
    -- One address of one crawl.
    id            INTEGER PRIMARY KEY,
    crawl_id      INTEGER NOT NULL REFERENCES crawls (id) ON DELETE CASCADE,
    address       TEXT NOT NULL,               -- canonical
    key           TEXT,                        -- identity of the article, where its address tells
    kind          TEXT NOT NULL,               -- what the address is: 'article'
    why           TEXT NOT NULL,               -- 'asked', 'link', 'album', 'reprint', 'list' …
    from_id       INTEGER REFERENCES articles (id) ON DELETE SET NULL,  -- the article that led here
    biz           TEXT,                        -- the account links are followed within; NULL: any, or not known yet
    depth         INTEGER NOT NULL,            -- links away from what was asked for
    title         TEXT,                        -- as the link says
    published_at  TEXT,                        -- as a list says
    mid           INTEGER,                     -- the larger, the newer, within an account; NULL: the order of asking
    state         TEXT NOT NULL DEFAULT 'waiting'
                  CHECK (state IN ('waiting', 'taken', 'done', 'gone', 'failed', 'dropped')),
    attempts      INTEGER NOT NULL DEFAULT 0,  -- how often it was asked for in vain, or answered
    not_before    TEXT,                        -- when to try again
    taken_by      TEXT,                        -- the process that works on it
    taken_until   TEXT,                        -- and when it counts as lost, if it cannot be looked for
    error         TEXT,                        -- of the last attempt
    added_at      TEXT NOT NULL,
    finished_at   TEXT,
    CHECK ((state = 'taken') = (taken_by IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX queue_once ON queue (crawl_id, coalesce(key, address));
CREATE INDEX queue_next ON queue (crawl_id, depth, published_at DESC, mid DESC, id) WHERE state = 'waiting';
CREATE INDEX queue_state ON queue (state);
CREATE INDEX queue_address ON queue (address);
CREATE INDEX queue_key ON queue (key);
CREATE INDEX queue_from ON queue (from_id);

CREATE TABLE hosts (
    -- What all processes together must know of a host: when it answered last, and until when it is left alone.
    host          TEXT PRIMARY KEY,
    answered_at   TEXT,
    answered_to   TEXT,                        -- the process it answered
    paused_at     TEXT,
    paused_until  TEXT,
    why           TEXT CHECK (why IN ('challenge', 'busy')),
    challenges    INTEGER NOT NULL DEFAULT 0   -- in a row: each pause is longer than the one before
) STRICT, WITHOUT ROWID;

CREATE VIEW queue_list AS
    -- What is to be fetched, and what could not be, in the order it is worked on.
    SELECT id, state, why, depth, attempts, not_before, error, title, address, key, kind, from_id, published_at,
           added_at, crawl_id
    FROM queue
    WHERE state IN ('waiting', 'taken', 'failed')
    ORDER BY crawl_id, depth, queue.published_at DESC, mid DESC, id;
