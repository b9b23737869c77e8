-- The articles of an author, the newest first, and whether there is any.

CREATE INDEX articles_author ON articles (author, published_at);
