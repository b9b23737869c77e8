-- Whether a page may hold credentials: fetched with cookies, and what was replaced in it before it was kept.

ALTER TABLE pages ADD COLUMN with_cookies  -- 1: cookies were sent for it; 0: none; null: not known, as of files
    INTEGER CHECK (with_cookies IN (0, 1));
ALTER TABLE pages ADD COLUMN scrubbed  -- values of credentials replaced in its bytes; null: they are as they came
    INTEGER;

DROP VIEW page_list;
CREATE VIEW page_list AS
    -- Every received page, without its bytes.
    SELECT id, article_id, received_at, dated_by, origin, state, reason, url, final_url, http_status, source,
           with_cookies, scrubbed, size, length(data) AS stored_size, dictionary_id, sha256
    FROM pages;
