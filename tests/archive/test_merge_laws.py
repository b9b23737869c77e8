"""Merging does not depend on the order, does nothing twice and loses nothing: random pasts say so."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.archive.lives import Doing, Receipt, doings, made, noted, parse, receipts
from tests.support.told import told
from wxarchive.archive import merge
from wxarchive.models import Outcome
from wxarchive.store import Store

Past = list[Receipt | Doing]
events = st.one_of(receipts, receipts, doings)
pasts = st.lists(events, max_size=8)


def merged(path: Path, *others: Path) -> list[Outcome]:
    with Store(path) as store:
        return list(merge(others, store=store, parse=parse))


@settings(max_examples=40)
@given(common=pasts, one=pasts, other=pasts)
@example(
    # the other archive knows the address of the first copy, and keeps apart another one without any
    common=[Receipt(0, 0, "dump", "short")],
    one=[],
    other=[Receipt(1, 0, "page", "both", copy=2), Receipt(0, 0, "file", "none", copy=2)],
)
@example(
    # a copy without an address shows that two rows of the other archive are one article
    common=[],
    one=[Receipt(0, 0, "dump", "none", 1, 1)],
    other=[Receipt(1, 0, "file", "none", 1, 2), Receipt(0, 0, "page", "short", 1, 2)],
)
@example(
    # two contents count as seen at once, and the last one is not that of the article's page
    common=[Receipt(3, 2, "gone"), Receipt(0, 2, "page", "both")],
    one=[],
    other=[Receipt(8, 2, "file", "short"), Receipt(4, 2, "record", "long", 1, 3)],
)
@example(
    # an address came of an article that was asked for, in vain, by another one which is known
    common=[],
    one=[Receipt(0, 1, "page", "both")],
    other=[Doing("fail", 1, 1), Receipt(0, 1)],
)
def test_whichever_is_merged_into_the_other_all_that_they_tell_is_the_same(
    common: Past, one: Past, other: Past, empty_archive: Path
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begun, a, b, c, d = (Path(folder) / name for name in ("begun", "a", "b", "c", "d"))
        made(begun, common, empty_archive)
        c.write_bytes(made(a, one, begun).read_bytes())
        d.write_bytes(made(b, other, begun).read_bytes())
        before = told(b)
        merged(a, b)
        assert told(b) == before, "only read"
        merged(d, c)
        assert told(a) == told(d)
        # once more changes nothing
        outcomes = merged(a, b, c)
        assert {one.status for one in outcomes} <= {"unchanged"}
        assert told(a) == told(d)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path) -> Path:
    """An archive of articles that something can be noted of."""
    articles = [Receipt(0, 0, text=1), Receipt(1, 1), Receipt(2, 0, text=2)]
    return made(tmp_path_factory.mktemp("three") / "archive.db", articles, empty_archive)


@settings(max_examples=60)
@given(
    pasts=st.lists(st.lists(noted, max_size=6), min_size=3, max_size=3),
    common=st.lists(noted, max_size=4),
)
def test_of_what_people_noted_in_three_archives_the_last_change_of_each_counts(
    pasts: list[list[Doing]], common: list[Doing], three: Path
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begun, *paths = (Path(folder) / name for name in ("begun", *"abcdef"))
        made(begun, common, three)
        for path, twin, past in zip(paths[:3], paths[3:], pasts, strict=True):
            twin.write_bytes(made(path, past, begun).read_bytes())
        a, b, c, d, e, f = paths
        merged(a, b)
        merged(a, c)
        merged(f, e, d)
        assert told(a, "marks", "annotations") == told(f, "marks", "annotations")
        assert {one.status for one in merged(a, b, c, f)} <= {"unchanged"}


fetched = st.lists(
    st.builds(
        Receipt,
        st.integers(0, 9),
        st.integers(0, 1),
        st.sampled_from(["page", "page", "gone"]),
        st.sampled_from(["long", "both"]),
        st.integers(0, 2),
    ),
    max_size=6,
    unique_by=lambda one: one.hour,
)


@settings(max_examples=30)
@given(past=fetched, taken=st.sets(st.integers(0, 5)))
@example(past=[Receipt(0, 0, text=0), Receipt(1, 0, text=1), Receipt(2, 0, text=0)], taken=set())
def test_what_two_archives_fetched_comes_out_as_if_one_had_fetched_it_all(
    past: list[Receipt], taken: set[int], empty_archive: Path
) -> None:
    in_order = sorted(past)
    with tempfile.TemporaryDirectory() as folder:
        one, other, whole = (Path(folder) / name for name in ("one", "other", "whole"))
        made(one, [one for n, one in enumerate(in_order) if n in taken], empty_archive)
        made(other, [one for n, one in enumerate(in_order) if n not in taken], empty_archive)
        made(whole, in_order, empty_archive)
        merged(one, other)
        all_told, found = told(whole), told(one)
        # who received a notice alone knew no account before: it notes one as seen then
        assert {name for name in found if found[name] != all_told[name]} <= {"accounts"}
