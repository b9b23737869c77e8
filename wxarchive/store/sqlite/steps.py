"""The steps that make an archive's tables and views, as SQL.

A released step is never edited; a change is a new step.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

APPLICATION_ID = 0x77784172
"""``wxAr``, in the header of every archive: how we and ``file`` know one."""
STEPS = (
    "0001_archive", "0002_search", "0003_questions", "0004_queue", "0005_media", "0006_lists",
    "0007_checks",
    "0008_dated", "0009_told", "0010_received", "0011_doubtful", "0012_origin", "0013_earlier",
    "0014_scrubbed",
    "0015_events",
    "0016_authors",
    "0017_similar", "0018_annotations", "0019_reactions",
    "0020_account_lists",
    "0021_sorts",
)  # fmt: skip
"""Names of the steps' SQL files, in order."""


def take(raw: sqlite3.Connection, name: str) -> None:
    """Take one step, and count it in ``PRAGMA user_version``."""
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
