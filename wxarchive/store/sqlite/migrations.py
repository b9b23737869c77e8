"""Bringing an archive to today's shape, step by step.

``PRAGMA user_version`` counts the steps an archive has taken, so that opening one needs no further
look.
"""

import sqlite3
from datetime import UTC, datetime

from wxarchive.errors import NewerArchive, StoreError
from wxarchive.store.sqlite.connection import Connection
from wxarchive.store.sqlite.steps import STEPS, take

_SET = "wxarchive"
_TAKEN = (
    "CREATE TABLE _sqlite_migrations"
    " (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)",
    "CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name"
    " ON _sqlite_migrations (migration_set, name)",
)
"""Where sqlite-utils notes which steps were taken."""
_NOTE = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)"


def is_current(connection: Connection) -> bool:
    """Tell whether the archive has taken every step; raises :class:`NewerArchive` if it has taken
    more.
    """
    taken: int = connection.value("PRAGMA user_version")
    if taken > len(STEPS):
        what = f"made by a newer wxarchive (format {taken}, this one knows {len(STEPS)})"
        raise NewerArchive(what, str(connection.path), "update wxarchive")
    return taken == len(STEPS)


def make_tables(connection: Connection) -> None:
    """Make the tables of an archive in an empty file, and note the steps as :func:`migrate` does.

    Without sqlite-utils, which is for archives that are there: it imports pandas where that is
    installed, and somebody's first command would wait for it half a second.
    """
    now = str(datetime.now(UTC))
    with connection.atomic():
        for statement in _TAKEN:
            connection.run(statement)
        for name in STEPS:
            take(connection.raw, name)
            connection.run(_NOTE, (_SET, name, now))


def migrate(connection: Connection, *, stop_before: str | None = None) -> None:
    """Take the missing steps, all or none; ``stop_before`` names a step to leave untaken (for tests
    of old rows).

    Raises :class:`StoreError` if the archive has not the shape it says it has.
    """
    from sqlite_utils import Database, Migrations

    migrations = Migrations(_SET)
    for name in STEPS:
        migrations(name=name)(lambda db, name=name: take(db.conn, name))
    version = connection.value("PRAGMA user_version")
    # one transaction: a step that fails leaves the archive as it was
    try:
        with connection.atomic(), connection.mapped():
            migrations.apply(Database(connection.raw), stop_before=stop_before)
    except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
        why = f"it says that it is of format {version}, and it is not: {error}"
        what = f"the archive is damaged ({why})"
        raise StoreError(what, str(connection.path), "restore the archive from a backup") from error
