"""A plugin of Datasette: where wxarchive is installed with it, the search is known to the SQL of
every archive.

Datasette finds it by its entry point
(docs.datasette.io/en/stable/plugin_hooks.html#prepare-connection). Other databases it serves are
left as they are.
"""

import sqlite3

from datasette import hookimpl


@hookimpl  # type: ignore[untyped-decorator,unused-ignore]  # Datasette has no annotations
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make the functions of ``wxarchive sql`` known."""
    from wxarchive.store import add_search_functions

    add_search_functions(conn)
