"""What a program cannot mean is an error that says which argument, and what there is."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import wxarchive
from wxarchive import Archive, ExportOptions, FetchSettings, Filter, Rules

HUGE = 10**30
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ODD = Rules(section="some")  # type: ignore[arg-type]  # what a program may give


@pytest.mark.parametrize(
    ("method", "given", "said"),
    [
        ("list", {"order": "newst"}, "newst: no order of a list is called so; there is newest, "),
        ("search", {"query": "桥", "sort": "best"}, "best: no order of a search .* relevance, "),
        ("ids", {"query": "桥", "sort": "best"}, "best: no order of a search is called so"),
        ("words_over_time", {"query": "桥", "by": "week"}, "week: no way to count .* month, year,"),
        ("concordance", {"query": "桥", "sort": "up"}, "up: no order of a concordance .* left, "),
        ("events", {"kinds": ["lost"]}, "lost: no kind of event is called so; there is new, "),
        ("count_events", {"kinds": ["lost"]}, "lost: no kind of event is called so"),
        ("groups", {"by": "colour"}, "colour: no way to group is called so; there is account, "),
        ("gone_rates", {"by": "week"}, "week: no way to count is called so"),
        ("months", {"of": ["lost"]}, "lost: no happening is called so; there is published, "),
        ("graph_lines", {"form": "svg"}, "svg: no format of a graph .* there is dot, json, gexf"),
        ("queue", {"states": ["late"]}, "late: no state of the queue is called so; there is w"),
        ("cite", {"ref": 1, "style": "mla"}, "mla: no style of citations is called so"),
    ],
)
def test_a_name_that_there_is_not_is_told_with_those_there_are(
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
def test_a_number_that_cannot_be_is_told_with_its_range(
    archive: Archive, method: str, given: dict[str, Any], name: str, number: int
) -> None:
    with pytest.raises(wxarchive.UsageError, match=f"{name}: the number is out of range; give one"):
        getattr(archive, method)(**given, **{name: number})


def test_a_place_that_no_list_has_is_told(archive: Archive) -> None:
    for call in (
        lambda: archive.page(place=wxarchive.Place(NOON, HUGE)),
        lambda: archive.vanished(place=wxarchive.GonePlace(NOON, HUGE)),
        lambda: archive.events(before=wxarchive.EventPlace(NOON, HUGE, "new")),
    ):
        with pytest.raises(wxarchive.UsageError, match="id: the number is out of range"):
            call()


def test_a_time_of_no_number_never_ends_nothing(archive: Archive) -> None:
    with pytest.raises(wxarchive.UsageError, match="seconds: the number is out of range"):
        archive.sql("SELECT 1", seconds=float("nan"))


@pytest.mark.parametrize(
    ("make", "given", "said"),
    [
        (Filter, {"limit": HUGE}, "limit: the number is out of range"),
        (Filter, {"limit": -1}, "limit: the number is out of range"),
        (Filter, {"kind": "artcle"}, "artcle: no kind of article is called so; there is article"),
        (Filter, {"state": ("ok", "lost")}, "lost: no state of an article .* there is ok"),
        (FetchSettings, {"delay": HUGE}, "delay: the number is out of range"),
        (FetchSettings, {"timeout": -1}, "timeout: the number is out of range"),
        (ExportOptions, {"form": "docx"}, "docx: no form of an export is called so; there is md"),
        (ExportOptions, {"form": "site", "language": "fr"}, "fr: no language of a site"),
        (ExportOptions, {"form": "epub", "books": "year"}, "year: no kind of book"),
    ],
)
def test_a_choice_that_cannot_be_is_told_when_it_is_made(
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
        (lambda archive: archive.add("x", rules=ODD), "some: no section of links is called so"),
        (lambda archive: archive.retry(HUGE), "number of a row: the number is out of range"),
        (lambda archive: archive.drop(-1), "number of a row: the number is out of range"),
        (lambda archive: archive.add_highlight(1, "x", start=HUGE), "start: the number is out of"),
    ],
)
def test_before_anything_is_written_too(
    empty_archive: Path, tmp_path: Path, call: Any, said: str
) -> None:
    path = shutil.copy(empty_archive, tmp_path / "archive.db")
    with (
        wxarchive.open(path, write=True) as archive,
        pytest.raises(wxarchive.UsageError, match=said),
    ):
        call(archive)
