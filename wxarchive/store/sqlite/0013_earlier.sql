-- What was edited out can be searched, too: earlier versions have documents of the search index.

ALTER TABLE search_documents ADD COLUMN
    version_id INTEGER  /* the earlier version it is of; NULL: of an article, or of nothing any more */;
CREATE UNIQUE INDEX search_documents_version ON search_documents (version_id) WHERE version_id IS NOT NULL;
CREATE INDEX search_documents_left ON search_documents (hash) WHERE article_id IS NULL AND version_id IS NULL;

CREATE TRIGGER search_version_removed AFTER DELETE ON versions BEGIN
    UPDATE search_documents SET version_id = NULL WHERE version_id = old.id;
END;

INSERT OR IGNORE INTO search_pending SELECT article_id FROM versions GROUP BY article_id HAVING count(*) > 1;
