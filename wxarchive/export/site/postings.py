"""Which articles have a token: collected article by article, given back token by token.

Memory stays flat however many articles there are: what is collected goes to a file from time to
time, and the files are read side by side.
"""

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO

from wxarchive.closing import Closing
from wxarchive.guarded import number

AT_ONCE = 2_000_000
"""So many entries are collected in memory: some 80 MB."""

_Entry = tuple[bytes, str, int, int, bytes]
"""The order of a token, the token, its first and its last article, and the differences between."""


class Postings(Closing):
    """Collects the tokens of articles, which are numbered and come in order. Use it in a ``with``:
    its files end with it.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._files = ExitStack()
        self._written: list[IO[str]] = []
        self._articles: defaultdict[str, list[int]] = defaultdict(list)
        self._size = 0

    def close(self) -> None:
        """Remove the files."""
        self._files.close()

    def add(self, number: int, tokens: Iterable[str]) -> None:
        """Note the tokens of an article."""
        for token in tokens:
            self._articles[token].append(number)
            self._size += 1
        if self._size >= self._at_once:
            self._write()

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield each token, in the order of UTF-16, with its articles: differences in bytes of
        seven bits each, the lowest first, in base64.
        """
        self._write()
        whole = merge(*map(_read, self._written), key=itemgetter(0))
        for _, same in groupby(whole, key=itemgetter(0)):
            token, content, before = "", b"", -1
            for _, token, first, last, rest in same:  # noqa: B007 -- it is the same each time
                content += _bytes(first - before - 1) + rest
                before = last
            yield token, b64encode(content).decode()

    def _write(self) -> None:
        file = TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 -- ends with us
        self._written.append(self._files.enter_context(file))
        for token in sorted(self._articles, key=_order):
            numbers = self._articles[token]
            found = [after - before - 1 for before, after in pairwise(numbers)]
            # nearly always each of them is one byte
            if max(found, default=0) < 128:
                differences = bytes(found)
            else:
                differences = b"".join(map(_bytes, found))
            rest = b64encode(differences).decode()
            file.write(f"{token}\t{numbers[0]}\t{numbers[-1]}\t{rest}\n")
        self._articles.clear()
        self._size = 0


def _read(file: IO[str]) -> Iterator[_Entry]:
    file.seek(0)
    for line in file:
        token, first, last, rest = line.rstrip("\n").split("\t")
        yield _order(token), token, number(first) or 0, number(last) or 0, b64decode(rest)


def _order(token: str) -> bytes:
    """Return what sorts tokens as a browser does."""
    return token.encode("utf-16-be", "replace")


def _bytes(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
