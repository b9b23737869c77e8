"""Numbers, times and addresses from outside are read by one reader of each kind, which never
raises.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from wxarchive.clock import BEIJING
from wxarchive.guarded import (
    calendar_time,
    character,
    decimal,
    epoch_time,
    formed_time,
    hexadecimal,
    http_time,
    iso_time,
    joined,
    number,
    split,
    split_strictly,
)

PACKAGE = ROOT / "wxarchive"
RAW = {
    "int", "float", "fromisoformat", "fromtimestamp", "strptime", "parsedate_to_datetime", "urlsplit", "urlparse",
    "urljoin",
}  # fmt: skip
READERS = {"guarded.py", "formats/moments.py"}
"""Times in anyone's form are taken apart into short numbers, and what comes of it passes
``usable``.
"""
OF_OUR_OWN = {"store"}
"""What reads the rows that it wrote itself."""


def raw_calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = (
                function.attr
                if isinstance(function, ast.Attribute)
                else getattr(function, "id", "")
            )
            if name in RAW:
                yield f"{file.relative_to(PACKAGE)}:{node.lineno} {name}"


@pytest.mark.slow  # reads every module
def test_nothing_else_reads_numbers_times_and_addresses() -> None:
    others = {file: file.relative_to(PACKAGE) for file in PACKAGE.rglob("*.py")}
    files = (
        file
        for file, at in others.items()
        if at.as_posix() not in READERS and at.parts[0] not in OF_OUR_OWN
    )
    assert [call for file in sorted(files) for call in raw_calls(file)] == []


@pytest.mark.parametrize(
    ("told", "found"),
    [("12", 12), (" 12 ", 12), (12, 12), ("0" * 18, 0), ("9" * 19, None), ("9" * 5_000, None), (True, None),
     ("-1", None), ("1.0", None), ("١٢", None), ("", None), (None, None), ([1], None)],
)  # fmt: skip
def test_whole_numbers(told: object, found: int | None) -> None:
    assert number(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [("1.5", 1.5), (2, 2.0), (0.25, 0.25), ("nan", None), ("inf", None), (float("inf"), None), ("1e300", None),
     ("9" * 400, None), ("-1", None), (False, None), (None, None)],
)  # fmt: skip
def test_numbers_with_decimals(told: object, found: float | None) -> None:
    assert decimal(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [("1f", 31), ("0", 0), ("FFFFFFFF", 2**32 - 1), ("F" * 9, None), ("-1", None), ("0x1", None), ("", None)],
)  # fmt: skip
def test_hexadecimal_numbers(told: str, found: int | None) -> None:
    assert hexadecimal(told) == found


@pytest.mark.parametrize(
    ("code", "found"), [("41", "A"), ("110000", "\ufffd"), ("F" * 400, "\ufffd"), ("", "\ufffd")]
)
def test_characters(code: str, found: str) -> None:
    assert character(code) == found


@pytest.mark.parametrize(
    "time",
    [
        iso_time("0001-01-01T00:00:00+23:59"),
        iso_time("9999-12-31T23:59:59-12:00"),
        iso_time("2024-13-01"),
        iso_time(20240101),
        epoch_time(10**15, BEIJING),
        epoch_time(float("nan"), BEIJING),
        epoch_time(253_402_300_799, BEIJING),
        calendar_time(("0001", "1", "1"), BEIJING),
        calendar_time(("2024", "2", "30"), BEIJING),
        calendar_time(("2024", "1"), BEIJING),
        http_time("Fri, 31 Dec 9999 23:59:59 GMT"),
        http_time("Fri, 31 Dec 99999999999999999999 23:59:59 GMT"),
        http_time("yesterday"),
        formed_time("Jan 01 0001 00:00:00 +2359", "%b %d %Y %H:%M:%S %z"),
    ],
)
def test_times_that_nothing_can_work_with_are_none(time: datetime | None) -> None:
    assert time is None


@given(st.datetimes(timezones=st.sampled_from([UTC, BEIJING])).map(datetime.isoformat))
def test_every_time_that_is_read_can_be_told_in_any_zone(told: str) -> None:
    if time := iso_time(told):
        assert time.astimezone(UTC).astimezone(BEIJING) + timedelta(days=31) > time - timedelta(
            days=31
        )


@pytest.mark.parametrize(
    "url", ["https://[x/", "//[", "http://a]b/", "https://[::1/a?b=[", "https://℀.com/"]
)
def test_addresses_that_are_none_are_split_all_the_same(url: str) -> None:
    assert split(url).hostname != "mp.weixin.qq.com"
    assert joined("https://mp.weixin.qq.com/s/a", url)
    assert joined(url, "b")
    assert (split_strictly(url) or split("")).hostname in {None, "::1"}


@given(st.text())
def test_whatever_is_told_nothing_is_raised(told: str) -> None:
    (
        split(told),
        joined(told, told),
        number(told),
        decimal(told),
        iso_time(told),
        http_time(told),
        character(told),
        hexadecimal(told),
    )
