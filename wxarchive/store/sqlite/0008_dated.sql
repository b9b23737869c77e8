-- What says when a page was received: a saved page may tell its own time, else there is only its file's date.

ALTER TABLE pages ADD COLUMN dated_by  -- who says received_at: 'receipt' (we did), 'page' (it tells), 'file' (its date)
    TEXT NOT NULL DEFAULT 'receipt' CHECK (dated_by IN ('receipt', 'page', 'file'));

UPDATE pages SET dated_by = 'file' WHERE from_file;
UPDATE pages SET dated_by = 'page' WHERE from_file AND (
    EXISTS (SELECT 1 FROM versions v
            WHERE v.page_id = pages.id AND json_extract(v.metadata, '$.served_at') = pages.received_at)
    OR EXISTS (SELECT 1 FROM articles a
               WHERE a.page_id = pages.id AND json_extract(a.metadata, '$.served_at') = pages.received_at));

DROP VIEW page_list;
CREATE VIEW page_list AS
    -- Every received page, without its bytes.
    SELECT id, article_id, received_at, dated_by, state, reason, url, final_url, http_status, source, size,
           length(data) AS stored_size, dictionary_id, sha256
    FROM pages;
