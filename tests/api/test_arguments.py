"""An unknown name and an impossible number are errors that say which argument, and what may be
given.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import wxarchive
from wxarchive import Archive, ExportOptions, FetchSettings, Filter, Rules

HUGE = 10**30
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ODD = Rules(section="some")  # type: ignore[arg-type]  # programs are not typed


@pytest.mark.parametrize(
    ("method", "given", "said"),
    [
        ("list", {"order": "newst"}, "newst: no such order of a list; choose one of newest, "),
        (
            "search",
            {"query": "桥", "sort": "best"},
            "best: no such order of a search; choose one of relev",
        ),
        ("ids", {"query": "桥", "sort": "best"}, "best: no such order of a search"),
        (
            "words_over_time",
            {"query": "桥", "by": "week"},
            "week: no such way to count; choose one of month, ",
        ),
        (
            "concordance",
            {"query": "桥", "sort": "up"},
            "up: no such order of a concordance; choose one ",
        ),
        ("events", {"kinds": ["lost"]}, "lost: no such kind of event; choose one of new, "),
        ("count_events", {"kinds": ["lost"]}, "lost: no such kind of event"),
        ("groups", {"by": "colour"}, "colour: no such way to group; choose one of account, "),
        ("gone_rates", {"by": "week"}, "week: no such way to count"),
        ("months", {"of": ["lost"]}, "lost: no such happening; choose one of published, "),
        (
            "graph_lines",
            {"form": "svg"},
            "svg: no such format of a graph; choose one of dot, json, gexf",
        ),
        ("queue", {"states": ["late"]}, "late: no such state of the queue; choose one of w"),
        ("cite", {"ref": 1, "style": "mla"}, "mla: no such style of citations"),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(
    archive: Archive, method: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(wxarchive.UsageError, match=said):
        getattr(archive, method)(**given)


@pytest.mark.parametrize("number", [HUGE, -1], ids=["huge", "below 0"])
@pytest.mark.parametrize(
    ("method", "given", "name"),
    [
        ("list", {}, "offset"),
        ("search", {"query": "桥"}, "offset"),
        ("concordance", {"query": "桥"}, "width"),
        ("sql", {"query": "SELECT 1"}, "seconds"),
        ("file_bytes", {"sha256": "ab"}, "start"),
        ("file_bytes", {"sha256": "ab"}, "length"),
    ],
)
def test_an_impossible_number_is_refused_with_its_range(
    archive: Archive, method: str, given: dict[str, Any], name: str, number: int
) -> None:
    with pytest.raises(wxarchive.UsageError, match=f"{name}: the number is out of range; give one"):
        getattr(archive, method)(**given, **{name: number})


def test_an_impossible_place_in_a_list_is_refused(archive: Archive) -> None:
    for call in (
        lambda: archive.page(place=wxarchive.Place(NOON, HUGE)),
        lambda: archive.vanished(place=wxarchive.GonePlace(NOON, HUGE)),
        lambda: archive.events(before=wxarchive.EventPlace(NOON, HUGE, "new")),
    ):
        with pytest.raises(wxarchive.UsageError, match="id: the number is out of range"):
            call()


def test_a_time_that_is_no_number_is_refused(archive: Archive) -> None:
    with pytest.raises(wxarchive.UsageError, match="seconds: the number is out of range"):
        archive.sql("SELECT 1", seconds=float("nan"))


@pytest.mark.parametrize(
    ("make", "given", "said"),
    [
        (Filter, {"limit": HUGE}, "limit: the number is out of range"),
        (Filter, {"limit": -1}, "limit: the number is out of range"),
        (Filter, {"kind": "artcle"}, "artcle: no such kind of article; choose one of article"),
        (
            Filter,
            {"state": ("ok", "lost")},
            "lost: no such state of an article; choose one of ok",
        ),
        (FetchSettings, {"delay": HUGE}, "delay: the number is out of range"),
        (FetchSettings, {"timeout": -1}, "timeout: the number is out of range"),
        (ExportOptions, {"form": "docx"}, "docx: no such form of an export; choose one of md"),
        (ExportOptions, {"form": "site", "language": "fr"}, "fr: no such language of a site"),
        (ExportOptions, {"form": "epub", "books": "year"}, "year: no such kind of book"),
    ],
)
def test_an_impossible_value_is_refused_when_it_is_made(
    make: Any, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(wxarchive.UsageError, match=said):
        make(**given)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda archive: archive.check(most=HUGE), "most: the number is out of range"),
        (lambda archive: archive.sync(known=HUGE), "known: the number is out of range"),
        (lambda archive: archive.add("x", rules=Rules(follow=HUGE)), "follow: the number is out"),
        (lambda archive: archive.add("x", rules=ODD), "some: no such section of links"),
        (lambda archive: archive.retry(HUGE), "number of a row: the number is out of range"),
        (lambda archive: archive.drop(-1), "number of a row: the number is out of range"),
        (lambda archive: archive.add_highlight(1, "x", start=HUGE), "start: the number is out of"),
    ],
)
def test_what_writes_refuses_before_it_writes(
    empty_archive: Path, tmp_path: Path, call: Any, said: str
) -> None:
    path = shutil.copy(empty_archive, tmp_path / "archive.db")
    with (
        wxarchive.open(path, write=True) as archive,
        pytest.raises(wxarchive.UsageError, match=said),
    ):
        call(archive)
