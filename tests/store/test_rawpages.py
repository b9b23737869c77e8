import hashlib
import random
from pathlib import Path

import pytest

from benchmarks.pages import CORPUS, current_pages
from benchmarks.rawpages import measure
from tests.store.making import boilerplate
from wxarchive.store.pages import compression as rawpages
from wxarchive.store.pages.compression import DamagedBytes, Dictionary


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("body", [b"", b"x", boilerplate(1, 300_000)])
def test_a_page_packed_on_its_own_comes_back_exactly(body: bytes) -> None:
    assert rawpages.unpack(rawpages.pack(body), len(body), sha256(body)) == body


def test_a_page_packed_with_a_dictionary_comes_back_exactly_and_small() -> None:
    dictionary = Dictionary(boilerplate(1, 300_000) + b"one")
    body = boilerplate(1, 300_000) + b"two"
    packed = dictionary.pack(body)
    assert len(packed) < 200
    assert (
        Dictionary(boilerplate(1, 300_000) + b"one").unpack(packed, len(body), sha256(body)) == body
    )


def test_the_dictionary_of_the_same_release_fits_best() -> None:
    dictionaries = {str(one): rawpages.traits(boilerplate(one, 300_000)) for one in (7, 8, 9)}
    assert rawpages.best(boilerplate(8, 300_000) + b"more", dictionaries) == "8"


def test_a_single_dictionary_is_best_without_looking_and_none_is_none() -> None:
    assert rawpages.best(b"x" * 200_000, {"4": rawpages.traits(b"y" * 1000)}) == "4"
    assert rawpages.best(b"x" * 200_000, {}) is None


@pytest.mark.parametrize(
    "change", [lambda data: data[:-9], lambda data: b"\0" * 20, lambda data: data[:60] + b"??"]
)
def test_damaged_bytes_are_noticed(change: object) -> None:
    body = boilerplate(1, 3000)
    assert callable(change)
    with pytest.raises(DamagedBytes):
        rawpages.unpack(change(rawpages.pack(body)), len(body), sha256(body))


def test_other_bytes_of_the_same_size_are_noticed() -> None:
    with pytest.raises(DamagedBytes, match="does not give back"):
        rawpages.unpack(rawpages.pack(b"abc"), 3, sha256(b"abd"))


def test_a_size_that_is_not_the_expected_one_is_noticed_before_memory_is_taken() -> None:
    with pytest.raises(DamagedBytes, match="does not give back"):
        rawpages.unpack(rawpages.pack(b"a" * 50_000_000), 10, sha256(b"a" * 10))


def test_only_large_pages_that_shrink_poorly_want_a_dictionary() -> None:
    assert rawpages.wants_dictionary(200_000, 10_000)
    assert not rawpages.wants_dictionary(199_999, 10_000)
    assert not rawpages.wants_dictionary(3_000_000, 100_000)


def test_odd_pages_cannot_fill_the_archive_with_dictionaries() -> None:
    assert [rawpages.may_start(n, 0) for n in (0, 1, 2, 3)] == [True, True, True, False]
    assert [rawpages.may_start(3, pages) for pages in (49, 50)] == [False, True]


@pytest.mark.slow  # a hundred pages of megabytes
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real pages is not here")
@pytest.mark.parametrize("order", [0, 5])
def test_real_pages_shrink_thirty_times_in_any_order_of_arrival(order: int, tmp_path: Path) -> None:
    pages = list(current_pages().values())
    random.Random(order).shuffle(pages)
    figures = measure(pages, tmp_path)
    assert figures.ratio >= 30
    assert figures.dictionaries <= 3
