"""Unpacking, piece by piece."""

import gzip
import tracemalloc
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxarchive.fetch.transports.body import DamagedBody, OverLimit, unpacked


def collect(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    return b"".join(unpacked(pieces, encoding, limit))


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@given(st.lists(st.binary(max_size=400), max_size=4), st.integers(1, 50))
def test_gzip_members_in_any_pieces_come_back(members: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(member) for member in members)
    assert collect(in_pieces(packed, size), "gzip", 10_000) == b"".join(members)


@given(st.binary(max_size=400), st.integers(1, 50))
def test_unpacked_bodies_come_back(data: bytes, size: int) -> None:
    assert (
        collect(in_pieces(data, size), "", 400)
        == collect(in_pieces(data, size), "identity", 400)
        == data
    )


def test_the_limit_itself_is_allowed_and_one_more_is_not() -> None:
    assert collect([b"abc"], "", 3) == b"abc"
    with pytest.raises(OverLimit):
        collect([b"ab", b"cd"], "", 3)


@pytest.mark.parametrize("missing", [1, 8, 20])
def test_a_cut_off_gzip_is_damaged(missing: int) -> None:
    with pytest.raises(DamagedBody, match="cut off"):
        collect([gzip.compress(b"a" * 1000)[:-missing]], "gzip", 10_000)


def test_what_is_no_gzip_is_damaged() -> None:
    with pytest.raises(DamagedBody, match="not what its Content-Encoding says"):
        collect([b"<html>"], "gzip", 10_000)


def test_other_packings_are_refused() -> None:
    with pytest.raises(DamagedBody, match="'br'"):
        collect([b"x"], "br", 10)


@pytest.mark.slow  # megabytes unpacked
def test_a_bomb_takes_little_more_memory_than_the_limit() -> None:
    bomb = gzip.compress(bytes(100_000_000), 9)
    tracemalloc.start()
    try:
        with pytest.raises(OverLimit):
            collect([bomb], "gzip", 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_body_sent_byte_by_byte_is_given_up_early() -> None:
    taken = 0

    def dripping() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(16_000_000):
            taken += 1
            yield b"x"

    with pytest.raises(DamagedBody, match="in too many parts"):
        collect(dripping(), "", 16_000_000)
    assert taken < 200_000
