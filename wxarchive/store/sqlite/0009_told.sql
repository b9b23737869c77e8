-- Of an article that was gone before it was kept, a list or a link may tell more than the page that says it is gone.

ALTER TABLE articles ADD COLUMN told_by  -- who told title, date and account, as no page of its own did
    TEXT CHECK (told_by IN ('list', 'link', 'user'));
