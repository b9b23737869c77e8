"""The archive as another program opens it, to look at its rows or to change them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def rows(archive: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        return opened.execute(sql, values).fetchall()


def change(archive: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(archive)) as opened, opened:
        opened.execute(sql, values)
