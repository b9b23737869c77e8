-- Which sights of an article we had ourselves, and which a file or a record claims: claims never count as later.

ALTER TABLE states ADD COLUMN is_received  -- 1: the page was received at that time; 0: a file or a record claims so
    INTEGER NOT NULL DEFAULT 1 CHECK (is_received IN (0, 1));

UPDATE states SET is_received = 0 WHERE page_id IN (SELECT id FROM pages WHERE from_file);
