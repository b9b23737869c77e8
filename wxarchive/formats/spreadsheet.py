"""Values as a spreadsheet may show them: text that it would run as a formula is marked as text."""

import csv
import io
import re
from collections.abc import Iterable

from wxarchive.characters import printable

START = "\ufeff"
"""Begins every table: Excel takes CSV without a byte order mark for the system's old encoding."""
_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def cell(value: object) -> object:
    """Return a value for a cell of CSV; an apostrophe keeps text from being run (OWASP, CSV
    injection).

    Chinese and Japanese spreadsheets take the full-width signs for formulas too.
    """
    if isinstance(value, bool):
        return str(value).lower()
    # judged as it is written, without the characters that hide before a sign
    if isinstance(value, str) and _RUNS.match(printable(value)):
        return f"'{value}"
    return value


def marked_text(value: str) -> str | None:
    """Return the text that :func:`cell` marked in this value; ``None`` if it marked none."""
    text = value.removeprefix("'")
    if text != value and _RUNS.match(printable(text)):
        return text
    return None


def csv_line(fields: Iterable[object], end: str = "\r\n") -> str:
    """Write a line of CSV; it ends as RFC 4180 wants it, or as ``end`` says."""
    line = io.StringIO()
    texts = [printable(field) if isinstance(field, str) else field for field in fields]
    csv.writer(line, lineterminator=end).writerow(texts)
    return line.getvalue()
