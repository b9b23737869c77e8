"""How many articles a crawl may ask for that nobody named: links lead to them, or lists."""

from wxarchive.store.sqlite import Connection

LISTED = ("album", "home", "account", "list", "subscription")
"""Why an article is asked for that nobody named: a list did."""
_MOST = "CASE WHEN json_valid(options) THEN json_extract(options, '$.most') END"
"""Options that are damaged limit nothing, and :meth:`Queue.rules` tells."""


def room(connection: Connection, crawl_id: int) -> int | None:
    """Return how many more articles a crawl may ask for, if its rules limit them."""
    found: int | None = connection.value(
        f"SELECT max(0, {_MOST} - asked) FROM crawls WHERE id = ?", (crawl_id,)
    )
    return found


def stop(connection: Connection, crawl_id: int) -> None:
    """Take out what waits in a crawl that asked for as many linked and listed articles as it
    may.
    """
    # what failed before has been counted, and may be tried again
    marks = ", ".join("?" * len(LISTED))
    connection.run(
        f"""
        DELETE FROM queue
        WHERE state = 'waiting'
            AND attempts = 0
            AND (depth > 0 OR kind = 'article' AND why IN ({marks}))
            AND crawl_id = (
                SELECT id FROM crawls WHERE id = ? AND asked >= {_MOST}
            )
        """,
        (*LISTED, crawl_id),
    )
