-- What a WeChat client was shown of an article's readers, each time with its date (docs/reactions.md).

CREATE TABLE counts (
    -- How often an article was read and so on, as it was shown at a time.
    article_id   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seen_at      TEXT NOT NULL,
    reads        INTEGER,                   -- 阅读; NULL: not told
    likes        INTEGER,                   -- 赞
    recommended  INTEGER,                   -- 在看
    shares       INTEGER,                   -- 分享
    comments     INTEGER,                   -- 留言
    PRIMARY KEY (article_id, seen_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE comments (
    -- Comments and the replies to them, as they were seen last.
    article_id     INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    comment_id     TEXT NOT NULL,           -- WeChat's number; of a reply after its comment's and a slash
    reply_to       TEXT,                    -- the comment that it replies to
    author         TEXT,                    -- a pseudonym, the same for the same name in this archive; or the name
    is_by_account  INTEGER NOT NULL CHECK (is_by_account IN (0, 1)),  -- 1: the account itself wrote it
    text           TEXT NOT NULL,
    written_at     TEXT,
    likes          INTEGER,                 -- 赞, as seen last
    location       TEXT,                    -- province or country
    first_seen     TEXT NOT NULL,
    last_seen      TEXT NOT NULL,
    PRIMARY KEY (article_id, comment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pseudonym_key (
    -- What pseudonyms are made with: random, in one row.
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    key  BLOB NOT NULL
) STRICT;
INSERT INTO pseudonym_key VALUES (1, randomblob(32));
