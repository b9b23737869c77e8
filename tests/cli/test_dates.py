from datetime import UTC, datetime

import pytest

from tests.cli.running import Program
from wxarchive.cli.dates import end_of, start_of
from wxarchive.clock import BEIJING

NOW = datetime(2024, 7, 31, 18, 0, tzinfo=UTC)


def day(year: int, month: int, number: int, hour: int = 0) -> datetime:
    return datetime(year, month, number, hour, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", day(2024, 1, 1), day(2025, 1, 1)),
        ("2024-10", day(2024, 10, 1), day(2024, 11, 1)),
        ("2024-12", day(2024, 12, 1), day(2025, 1, 1)),
        ("2024-2", day(2024, 2, 1), day(2024, 3, 1)),
        ("2024-02-29", day(2024, 2, 29), day(2024, 3, 1)),
        ("2024-12-31", day(2024, 12, 31), day(2025, 1, 1)),
        ("7d", day(2024, 7, 25, 2), day(2024, 7, 25, 2)),
        ("0d", day(2024, 8, 1, 2), day(2024, 8, 1, 2)),
    ],
)
def test_a_named_time_begins_and_ends(text: str, start: datetime, end: datetime) -> None:
    assert (start_of(text, NOW), end_of(text, NOW)) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2023-02-29",
        "2024-13",
        "2024-00",
        "0000",
        "9999",
        "yesterday",
        "7",
        "-1d",
        "999999d",
        "２０２４",
    ],
)
def test_anything_else_is_wrong_usage(program: Program, text: str) -> None:
    result = program.run("list", f"--until={text}")
    assert result.exit_code == 2
    assert (
        f"Invalid value for '--until': {text!r} is no date: write 2024, 2024-10, 2024-10-05 or 7d"
        in result.stderr
    )
