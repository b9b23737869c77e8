"""A ``map`` over other processes gives what the built-in one gives."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from wxarchive.cli.workers import AHEAD, WORTH_IT, PooledMap, workers


class Twice:
    """Doubles numbers; ``deadly``: one that ends the process."""

    def __init__(self, deadly: int | None = None) -> None:
        self._deadly = deadly

    def __call__(self, number: int) -> int:
        if number == self._deadly:
            os._exit(1)
        return 2 * number

    def lost(self, number: int) -> int:
        return -number


twice = Twice()


@pytest.fixture
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1) as started:
        yield started


def test_few_files_are_read_here() -> None:
    with workers(None, range(WORTH_IT - 1)) as (map_, files):
        assert map_ is map
        assert list(files) == list(range(WORTH_IT - 1))


def test_one_worker_is_this_process() -> None:
    with workers(1, range(1000)) as (map_, _):
        assert map_ is map


def test_none_of_many_files_is_lost_by_counting_them() -> None:
    with workers(None, range(WORTH_IT * 2)) as (map_, files):
        assert list(map_(twice, files)) == [2 * number for number in range(WORTH_IT * 2)]


def test_as_many_processes_as_asked_for() -> None:
    with workers(2, [1, 2]) as (map_, files):
        assert isinstance(map_, PooledMap)
        assert list(map_(twice, files)) == [2, 4]


def test_the_order_stays(pool: ProcessPoolExecutor) -> None:
    assert list(PooledMap(pool, 8)(twice, range(50))) == list(map(twice, range(50)))


def test_it_looks_only_so_far_ahead(pool: ProcessPoolExecutor) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    assert next(iter(PooledMap(pool, 8)(twice, items()))) == 0
    assert len(taken) == AHEAD * 8 + 1


@pytest.mark.slow  # a process of its own
def test_an_item_that_ends_its_process_ends_no_other(pool: ProcessPoolExecutor) -> None:
    done = list(PooledMap(pool, 2)(Twice(deadly=5), range(12)))
    assert done == [-5 if number == 5 else 2 * number for number in range(12)]
