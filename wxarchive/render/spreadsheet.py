"""Values as a spreadsheet may show them: text that it would run as a formula is marked as text."""

import re

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def cell(value: object) -> object:
    """Return a value for a cell of CSV; an apostrophe keeps text from being run (OWASP, CSV injection).

    Chinese and Japanese spreadsheets take the full-width signs for formulas too.
    """
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and _RUNS.match(value) else value
