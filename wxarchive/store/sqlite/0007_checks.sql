-- Re-checks: when each article was last asked for, and when it should be asked for again (docs/checks.md).
-- Both are columns of its row that follow from others, so that nothing can forget to bring them up to date.

ALTER TABLE articles ADD COLUMN
    checked_at TEXT  /* when WeChat was last asked for it, or a saved page of it was made */;
ALTER TABLE articles ADD COLUMN
    check_failures INTEGER NOT NULL DEFAULT 0  /* checks in a row that told nothing of it */;
UPDATE articles SET checked_at = (SELECT max(seen_at) FROM states WHERE article_id = articles.id);

ALTER TABLE articles ADD COLUMN
    check_pace REAL GENERATED ALWAYS AS (0.75 + (id % 1000) * 619 % 1000 / 2000.0) VIRTUAL
    /* its own clock goes so fast, between 0.75 and 1.25, so that the checks of many articles spread */;
ALTER TABLE articles ADD COLUMN
    check_age REAL GENERATED ALWAYS AS (
        max(0, strftime('%s', checked_at) - strftime('%s', CASE WHEN gone_at IS NULL
            THEN min(coalesce(json_extract(metadata, '$.published_at'), first_seen_alive), first_seen_alive)
            ELSE gone_at END)) / check_pace
    ) VIRTUAL
    /* seconds of that clock from publication, or from when it was seen gone, to checked_at */;
ALTER TABLE articles ADD COLUMN
    check_due TEXT GENERATED ALWAYS AS (
        strftime('%Y-%m-%dT%H:%M:%S+08:00', strftime('%s', checked_at) + 28800 + check_pace * CASE
            WHEN check_failures > 0 THEN min(86400 << min(check_failures - 1, 8), 15552000)
            WHEN gone_at IS NOT NULL AND check_age < 0.75 * 2592000 THEN 2592000 - check_age
            WHEN gone_at IS NOT NULL THEN 15552000
            WHEN check_age < 0.75 * 3600 THEN 3600 - check_age
            WHEN check_age < 0.75 * 86400 THEN 86400 - check_age
            WHEN check_age < 0.75 * 259200 THEN 259200 - check_age
            WHEN check_age < 0.75 * 604800 THEN 604800 - check_age
            WHEN check_age < 0.75 * 2592000 THEN 2592000 - check_age
            WHEN check_age < 0.75 * 7776000 THEN 7776000 - check_age
            ELSE 15552000 END, 'unixepoch')
    ) VIRTUAL
    /* when to ask again: 1 hour, 1, 3, 7, 30 and 90 days after publication, then every 180 days; rarely what is gone */;
CREATE INDEX articles_check_due ON articles (check_due);
CREATE INDEX articles_checked ON articles (checked_at);

CREATE VIEW check_list AS
    -- Which articles are to be checked when, the most urgent first.
    SELECT id, check_due,  -- by the age of the article, or of what is known of its end
           checked_at,  -- when WeChat was last asked for it, or a saved page of it was made
           check_failures,  -- checks in a row that told nothing of it: it is then asked again after 1 day, 2, 4, …
           published_at, account, title, state, last_seen_alive, gone_at
    FROM articles
    WHERE url IS NOT NULL
    ORDER BY articles.check_due, id;
