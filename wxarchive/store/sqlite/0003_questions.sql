-- Questions to an archive: what lists choose and sort by, and views of accounts and albums.

ALTER TABLE articles ADD COLUMN
    is_original INTEGER GENERATED ALWAYS AS (json_extract(metadata, '$.is_original')) VIRTUAL  /* the 原创 mark */;
ALTER TABLE articles ADD COLUMN
    pictures INTEGER NOT NULL DEFAULT 0  /* how many the newest version has */;
ALTER TABLE articles ADD COLUMN
    characters INTEGER NOT NULL DEFAULT 0  /* length of the newest version's text */;
UPDATE articles SET (pictures, characters) =
    (SELECT json_array_length(v.images), length(v.text) FROM versions v WHERE v.id = articles.version_id)
WHERE version_id IS NOT NULL;

-- One index for each filter of a list, in the order lists are printed in: the first lines cost the same in any archive.
DROP INDEX articles_account;
CREATE INDEX articles_account ON articles (account_id, published_at);
CREATE INDEX articles_nameless ON articles (account COLLATE NOCASE) WHERE account_id IS NULL;
CREATE INDEX articles_kind ON articles (kind, published_at);
CREATE INDEX articles_state ON articles (state, published_at);
CREATE INDEX articles_location ON articles (location, published_at);
CREATE INDEX articles_original ON articles (coalesce(is_original, 0), published_at);
CREATE INDEX articles_pictured ON articles (pictures > 0, published_at);
CREATE INDEX articles_gone ON articles (gone_at IS NOT NULL, published_at);
CREATE INDEX articles_title ON articles (title);
CREATE INDEX articles_fetched ON articles (fetched_at);
CREATE INDEX albums_title ON albums (title COLLATE NOCASE);

DROP VIEW article_list;
CREATE VIEW article_list AS
    -- One line for each article, newest first. Begin here.
    SELECT id,  -- what every command takes as REF, and article_id of other tables
           published_at,  -- first publication; with midnight where only the day is known
           account,  -- name of the account as the newest page tells it
           title,
           state,  -- ok, or what became of it: deleted, violation, account_gone, …
           kind,  -- article, image, text, video, audio, music, short
           url,  -- canonical address
           author,  -- the byline (作者)
           location,  -- 发布地
           is_original,  -- 1: the 原创 mark
           pictures,  -- how many the newest version has
           characters,  -- length of the newest version's text
           first_seen_alive,
           last_seen_alive,
           gone_at,  -- first seen gone since it was last seen alive; NULL: not gone
           (SELECT count(*) FROM versions v WHERE v.article_id = a.id) AS versions  -- more than 1: it was edited
    FROM articles a
    ORDER BY published_at DESC, id DESC;

CREATE VIEW account_list AS
    -- Every account with what the archive holds of it, the largest first; without an id where only its name is known.
    SELECT c.id, c.name,  -- its newest name; all of them are in account_names
           c.alias,  -- the WeChat id people type
           c.gh_id, c.biz,  -- base64 id, the beginning of its articles' keys
           count(a.id) AS articles,  -- how many are archived
           count(a.gone_at) AS gone,  -- how many of these are gone
           min(a.published_at) AS first_published, max(a.published_at) AS last_published
    FROM accounts c LEFT JOIN articles a ON a.account_id = c.id
    GROUP BY c.id
    UNION ALL
    SELECT NULL, max(account), NULL, NULL, NULL, count(*), count(gone_at), min(published_at), max(published_at)
    FROM articles
    WHERE account_id IS NULL AND account IS NOT NULL
    GROUP BY account COLLATE NOCASE
    ORDER BY articles DESC, last_published DESC, name;

CREATE VIEW album_list AS
    -- Every album (合集) with what the archive holds of it, the largest first.
    SELECT b.id,  -- as text: it exceeds 2^53
           b.title, coalesce(max(c.name), max(a.account)) AS account,
           count(a.id) AS articles,  -- how many are archived
           count(a.gone_at) AS gone,  -- how many of these are gone
           min(a.published_at) AS first_published, max(a.published_at) AS last_published
    FROM albums b
    LEFT JOIN album_articles m ON m.album_id = b.id
    LEFT JOIN articles a ON a.id = m.article_id
    LEFT JOIN accounts c ON c.id = a.account_id
    GROUP BY b.id
    ORDER BY articles DESC, last_published DESC, b.title;

CREATE VIEW state_list AS
    -- Each time a page of an article was seen, and what it said, article by article.
    SELECT s.article_id, a.title, s.seen_at, s.state, s.reason,  -- what the page said
           s.page_id  -- the page as it was received
    FROM states s JOIN articles a ON a.id = s.article_id
    ORDER BY s.article_id, s.seen_at, s.id;

DROP VIEW version_list;
CREATE VIEW version_list AS
    -- Every version of every article, without its body; the texts are in versions.
    SELECT v.id, v.article_id, v.title, v.first_seen,  -- when this content was seen first
           v.last_seen,  -- and when last
           v.id = a.version_id AS is_newest,  -- 1: what the article says now, or said at last
           length(v.text) AS characters, v.content_hash,  -- equal for the same text and pictures
           v.page_id  -- the first page that showed this content
    FROM versions v JOIN articles a ON a.id = v.article_id;

DROP VIEW page_list;
CREATE VIEW page_list AS
    -- Every received page, without its bytes.
    SELECT id, article_id, received_at, state, reason, url,  -- what was asked for
           final_url,  -- what answered, after redirects
           http_status, source,  -- what the user gave
           size,  -- bytes as received
           length(data) AS stored_size,  -- bytes as kept
           dictionary_id, sha256  -- of the received bytes
    FROM pages;

DROP VIEW link_list;
CREATE VIEW link_list AS
    -- Every link with its two ends.
    SELECT l.from_id, f.title AS from_title,
           coalesce(fc.name, f.account) AS from_account,
           coalesce(fc.biz, nullif(substr(f.key, 1, instr(f.key, ':') - 1), '')) AS from_biz,
           l.position,  -- in reading order, from 0
           l.section,  -- previous (往期回顾 and its kin), inline, album_previous, album_next, reprint
           l.url, l.key,  -- identity of the target, where its address tells
           l.text,  -- what the link says
           l.title,  -- the target's true title, where the page tells it
           t.id AS target_id,  -- NULL: the archive does not hold the target
           t.title AS target_title, t.state AS target_state,
           coalesce(tc.name, t.account, kc.name) AS target_account,
           coalesce(tc.biz, nullif(substr(coalesce(l.key, t.key), 1, instr(coalesce(l.key, t.key), ':') - 1), ''))
               AS target_biz
    FROM links l
    JOIN articles f ON f.id = l.from_id
    LEFT JOIN accounts fc ON fc.id = f.account_id
    LEFT JOIN articles k ON k.key = l.key
    LEFT JOIN aliases s ON s.address = l.url
    LEFT JOIN articles t ON t.id = coalesce(k.id, s.article_id)
    LEFT JOIN accounts tc ON tc.id = t.account_id
    LEFT JOIN accounts kc ON kc.biz = substr(l.key, 1, instr(l.key, ':') - 1);

DROP VIEW missing_links;
CREATE VIEW missing_links AS
    -- Articles that are linked but not archived, those linked most often first.
    SELECT min(url) AS url, key, max(coalesce(title, text)) AS title,
           max(target_account) AS account,  -- where the archive knows it by other articles
           count(DISTINCT from_id) AS count  -- how many archived articles link to it
    FROM link_list
    WHERE target_id IS NULL
    GROUP BY coalesce(key, url)
    ORDER BY count DESC, min(from_id), min(position);

CREATE VIEW account_link_list AS
    -- Which account links to which and how often, most links first; a biz, else a name, tells accounts apart.
    SELECT max(from_account) AS from_account, max(from_biz) AS from_biz,
           max(target_account) AS target_account, max(target_biz) AS target_biz,
           count(*) AS links,
           count(DISTINCT from_id) AS articles,  -- how many articles these links stand in
           count(*) FILTER (WHERE target_id IS NULL) AS missing  -- how many of the links lead to what is not archived
    FROM link_list
    GROUP BY coalesce(from_biz, lower(from_account)), coalesce(target_biz, lower(target_account))
    ORDER BY links DESC, from_account, target_account;
