-- What a page is: WeChat's own, as received or as a browser drew it, or made of an article by a program.

ALTER TABLE pages ADD COLUMN origin  -- 'page', 'rendered', 'dump', 'record'; null: read before this was noted, reparse notes it
    TEXT CHECK (origin IN ('page', 'rendered', 'dump', 'record'));

UPDATE pages SET origin = 'page' WHERE NOT from_file;

DROP VIEW page_list;
CREATE VIEW page_list AS
    -- Every received page, without its bytes.
    SELECT id, article_id, received_at, dated_by, origin, state, reason, url, final_url, http_status, source, size,
           length(data) AS stored_size, dictionary_id, sha256
    FROM pages;
