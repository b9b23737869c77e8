-- What happened to articles, the newest first: found without looking through all that was ever seen.

CREATE INDEX versions_first ON versions (first_seen, article_id);
CREATE INDEX states_state ON states (state, article_id);
