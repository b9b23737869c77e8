-- The orders of a list that had to sort every article: by when it was gone, by account, by length.

CREATE INDEX articles_gone_at ON articles (gone_at, published_at);
CREATE INDEX articles_account_name ON articles (account, published_at DESC);
CREATE INDEX articles_characters ON articles (characters DESC);
