"""The steps that bring an archive to today's shape. A released step is never edited; a change is a
new step.

``PRAGMA user_version`` counts the steps an archive has taken, so that opening one needs no further
look.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from wxarchive.errors import NewerArchive
from wxarchive.store.sqlite.connection import Connection

APPLICATION_ID = 0x77784172
"""``wxAr``, in the header of every archive: how we and ``file`` know one."""
STEPS = (
    "0001_archive", "0002_search", "0003_questions", "0004_queue", "0005_media", "0006_lists",
    "0007_checks",
    "0008_dated", "0009_told", "0010_received", "0011_doubtful", "0012_origin",
)  # fmt: skip
"""Names of the steps' SQL files, in order."""


def is_current(connection: Connection) -> bool:
    """Tell whether the archive has taken every step; raises :class:`NewerArchive` if it has taken
    more.
    """
    taken: int = connection.value("PRAGMA user_version")
    if taken > len(STEPS):
        raise NewerArchive(
            f"made by a newer wxarchive (format {taken}, this one knows {len(STEPS)})",
            str(connection.path),
            "update wxarchive",
        )
    return taken == len(STEPS)


def migrate(connection: Connection, *, stop_before: str | None = None) -> None:
    """Take the missing steps, all or none; ``stop_before`` names a step to leave untaken (for tests
    of old rows).
    """
    from sqlite_utils import Database, Migrations

    migrations = Migrations("wxarchive")
    for name in STEPS:
        migrations(name=name)(lambda db, name=name: _take(db.conn, name))
    with connection.atomic(), connection.mapped():
        migrations.apply(Database(connection.raw), stop_before=stop_before)


def _take(raw: sqlite3.Connection, name: str) -> None:
    for statement in _statements((files(__package__) / f"{name}.sql").read_text("utf-8")):
        raw.execute(statement)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    taken: int = raw.execute("PRAGMA user_version").fetchone()[0]
    raw.execute(f"PRAGMA user_version = {taken + 1}")


def _statements(script: str) -> Iterator[str]:
    """Split a script; sqlite3's own ``executescript`` would commit the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
