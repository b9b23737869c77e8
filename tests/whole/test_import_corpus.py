"""Every file of the corpus imports with the right outcome: all as a folder, all as one zip, and
each alone.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.importing import DAY, zipped
from tests.support.places import CORPUS
from tests.support.prepared import empty
from wxarchive.archive.import_ import import_files
from wxarchive.cli.workers import workers
from wxarchive.models import PERMANENT, Outcome
from wxarchive.parse import parse
from wxarchive.sources.find import importable
from wxarchive.store.database import Store

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus is not at {CORPUS}")
STEP = 1 if os.environ.get("WHOLE_CORPUS") else 6
"""Every so many pages are imported alone and out of a zip; all of them with ``WHOLE_CORPUS=1``."""
KEPT = {"created", "partial", "unchanged", "updated"}
NO_SOURCES = {"README.md", "score.py", "pages.tsv"}
FRAGMENTS = "more/fragments/"
FOLDERS = ("lists", "more", "pages")
"""The dumps have tests of their own."""


def expected(name: str, status: str, state: str | None) -> bool:
    """Tell whether this is right for the file of this name."""
    folder, _, rest = name.partition("/")
    if folder in {"lists", "expected"}:
        return (status, state) in {("queued", None), ("skipped", "ok")}
    if name.startswith(FRAGMENTS):
        # pieces of bodies: no page, and nobody claims so
        return (status, state) == (
            "failed",
            "broken",
        )
    if folder != "pages":
        return status in KEPT and state == "ok"
    told = json.loads((CORPUS / "expected" / f"{rest}.json").read_bytes())
    if "state" in told["unsure"]:
        return True
    if status == "queued":
        return bool(told["state"] == "not_article")  # an album's page: a list of its articles
    right = {
        "ok": status in KEPT,
        "challenge": status == "blocked",
        "not_article": status == "failed",
    }.get(told["state"], status == ("gone" if told["state"] in PERMANENT else "failed"))
    return bool(right and state == told["state"])


def files() -> dict[str, bytes]:
    return {
        str(path.relative_to(CORPUS)): path.read_bytes()
        for path in sorted(CORPUS.rglob("*"))
        if path.is_file()
    }


def imported(sources: Sequence[Path], place: Path) -> list[tuple[str, Outcome]]:
    """Import everything as the command does; return the outcomes with the names of their files in
    the corpus.
    """
    with (
        workers(2, importable([*map(str, sources)])) as (map_, found),
        Store(place / "archive.db") as store,
    ):
        outcomes = list(import_files(found, store=store, parse=parse, map_=map_, now=lambda: DAY))
    return [
        (re.sub(rf"^{CORPUS}/|^.*\.zip/", "", one.source).partition(": http")[0], one)
        for one in outcomes
    ]


def test_as_a_folder_every_file_has_the_right_outcome(tmp_path: Path) -> None:
    as_folder = imported([CORPUS / name for name in FOLDERS], tmp_path)
    wrong = [
        (name, one.status, one.state)
        for name, one in as_folder
        if not expected(name, one.status, one.state)
    ]
    assert wrong == []
    asked = {name for name, _ in as_folder}
    pages = {
        name for name in files() if name.startswith(FOLDERS) and name.endswith((".html", ".md"))
    } - NO_SOURCES
    assert asked >= pages
    assert not asked & NO_SOURCES
    assert (
        Counter(
            name for name, one in as_folder if name in pages and one.status != "queued"
        ).most_common(1)[0][1]
        == 1
    )


def test_as_a_zip_it_is_the_same(tmp_path: Path) -> None:
    def seen(outcomes: list[tuple[str, Outcome]]) -> list[tuple[object, ...]]:
        return sorted(
            (name, one.status, one.state or "", one.key or "", one.title or "")
            for name, one in outcomes
        )

    # a file that the user names must be of use; pages and dumps always are
    whole = {n: data for n, data in files().items() if n.startswith(("pages/", "topics/"))}
    some = list(whole.items())[::STEP]
    packed = tmp_path / "corpus.zip"
    packed.write_bytes(zipped(dict(some)))
    as_files = imported([CORPUS / name for name, _ in some], tmp_path)
    packed_place = tmp_path / "zip"
    packed_place.mkdir()
    assert seen(imported([packed], packed_place)) == seen(as_files)


def alone() -> Iterator[Path]:
    """Yield some pages and lists, and one dump of each album."""
    if CORPUS.is_dir():
        yield from sorted(
            path for folder in ("pages", "lists", "more") for path in (CORPUS / folder).rglob("*.*")
        )[::STEP]
        yield from (
            next(iter(sorted(album.iterdir()))) for album in sorted((CORPUS / "topics").iterdir())
        )
        yield CORPUS / "seed.md"


@pytest.mark.parametrize("path", list(alone()), ids=lambda path: path.name)
def test_alone_each_file_has_the_right_outcome(path: Path, tmp_path: Path) -> None:
    name = str(path.relative_to(CORPUS))
    with Store(empty(tmp_path / "archive.db")) as store:
        outcomes = list(
            import_files(importable([str(path)]), store=store, parse=parse, now=lambda: DAY)
        )
    if name in {"lists/album_past_the_end.json", "lists/searchbiz.json"}:  # they name no article
        assert [one.status for one in outcomes] == ["failed"]
        return
    assert outcomes
    assert [
        (name, one.status, one.state)
        for one in outcomes
        if not expected(name, one.status, one.state)
    ] == []
