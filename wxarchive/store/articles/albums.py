"""Which articles stand in which albums, as the lists that were read name them."""

from wxarchive.store.sqlite import Connection, Value

ARTICLE_OF_ITEM = """
    coalesce(
        (SELECT a.id FROM articles a WHERE a.key = i.key),
        (SELECT s.article_id FROM aliases s WHERE s.address = i.address)
    )
"""
"""The id of the article that a row ``i`` of list_items names."""


def file_in_albums(
    connection: Connection, *, article_id: int | None = None, list_id: int | None = None
) -> None:
    """Put articles into the albums whose lists name them: one article, or those of one list."""
    values: dict[str, Value] = {"list": list_id, "article": article_id}
    article, which = ARTICLE_OF_ITEM, "i.list_id = :list"
    # of one article the items are looked for that name it, by the indexes of both names
    if not list_id:
        article = ":article"
        which = """
            i.key = (SELECT a.key FROM articles a WHERE a.id = :article)
            OR i.address IN (
                SELECT s.address
                FROM aliases s
                WHERE s.article_id = :article
            )
        """
    # OR IGNORE: the article's own page may have named the album already
    connection.run(
        f"""
        INSERT OR IGNORE INTO album_articles (album_id, article_id)
        SELECT l.album_id, {article} AS article
        FROM list_items i
        JOIN lists l ON l.id = i.list_id
        JOIN albums b ON b.id = l.album_id
        WHERE ({which}) AND article IS NOT NULL
        """,
        values,
    )
