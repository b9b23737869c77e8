"""The entries of an index, as a table: which token stands in which document, column and place.

``docs/search.md`` describes the indexes; the table is FTS5's own (``fts5vocab``, ``instance``).
"""

from wxarchive.store.sqlite import Connection


def entries(db: Connection, index: str) -> str:
    """Return the name of the table of an index's entries, with the columns ``term``, ``doc``,
    ``col`` and ``offset``.

    It is no more than a view, and goes with the connection: nothing of the archive is written.
    """
    name = f"temp.{index}_entries"
    # a connection for reading makes no table, not even one that is never written to the file
    before = db.value("PRAGMA query_only")
    db.run("PRAGMA query_only = OFF")
    try:
        db.run(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5vocab('main', '{index}',"
            " 'instance')"
        )
    finally:
        db.run(f"PRAGMA query_only = {before}")
    return name
