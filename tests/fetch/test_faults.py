"""What a server can do that is no HTTP, or too much of it."""

import gzip
import pickle
import socket
import tracemalloc
from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from itertools import chain, repeat
from threading import Semaphore
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.smallwechat.hostile import Hostile
from tests.support.fetching import NOW, OK, PAGE, URL, World, answer
from wxarchive.errors import BadAnswer, NetworkError, TooLarge, WxArchiveError
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.pace import seconds_asked
from wxarchive.fetch.settings import FetchSettings
from wxarchive.fetch.transports import HttpTransport, Request
from wxarchive.models import RawPage


def fetched(pieces: Iterable[bytes], **settings: Any) -> RawPage:
    """Fetch from a server that sends these pieces."""
    with Hostile(lambda _head: pieces) as server:
        there = FetchSettings(connect_to={"mp.weixin.qq.com": server.url}, attempts=1, **settings)
        with Fetcher(there) as door:
            return door.get_page(URL)


def failure(pieces: Iterable[bytes], **settings: Any) -> WxArchiveError:
    with pytest.raises(WxArchiveError) as caught:
        fetched(pieces, **settings)
    return caught.value


def byte_by_byte(data: bytes) -> Iterator[bytes]:
    return (bytes([one]) for one in data)


class Drip:
    """An answer in pieces, of which one comes with each look at the clock; each look takes a
    second.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.sent = 0
        self._pieces = pieces
        self._looks = Semaphore(0)
        self._time = 0.0

    def clock(self) -> float:
        self._looks.release()
        self._time += 1
        return self._time

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if not self._looks.acquire(timeout=5):
                return
            self.sent += 1
            yield piece

    def fetch(self, **settings: Any) -> RawPage:
        with Hostile(lambda _head: self) as server:
            there = FetchSettings(
                connect_to={"mp.weixin.qq.com": server.url}, attempts=1, **settings
            )
            with Fetcher(there, wait=World().wait, clock=self.clock) as door:
                return door.get_page(URL)


class TestTime:
    @pytest.mark.parametrize(
        "pieces",
        [
            byte_by_byte(b"".join(answer(b"Content-Length: 3012"))),
            chain([OK], repeat(b"X-Drip: on and on\r\n ")),
            chain([OK, b"X-Drip: "], repeat(b"a")),
            repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
            chain([OK, b"Transfer-Encoding: chunked\r\n\r\n"], repeat(b"1\r\na\r\n")),
            chain([OK, b"Transfer-Encoding: chunked\r\n\r\n1"], repeat(b";ext")),
            chain([OK, b"Transfer-Encoding: chunked\r\n\r\n0\r\n"], repeat(b"Trailer: more\r\n")),
            chain(answer(b"Content-Length: 1000000", body=b""), repeat(b" ")),
        ],
        ids=[
            "everything",
            "header lines",
            "a header",
            "continue",
            "chunks",
            "extension",
            "trailers",
            "body",
        ],
    )
    def test_an_answer_that_drips_ends_at_the_total_time_out(self, pieces: Iterable[bytes]) -> None:
        drip = Drip(pieces)
        with pytest.raises(NetworkError) as caught:
            drip.fetch(total_timeout=30)
        assert (
            str(caught.value) == f"{URL}: the answer was not complete after 30 s; try again later"
        )
        assert drip.sent <= 40, "in the middle of it"

    def test_a_whole_answer_byte_by_byte_is_a_page(self) -> None:
        drip = Drip(byte_by_byte(b"".join(answer(b"Content-Length: %d" % len(PAGE)))))
        assert drip.fetch(total_timeout=1e6).body == PAGE

    def test_silence_until_the_end_of_the_whole_time_is_told_as_that(self) -> None:
        times = iter([0.0, 0.0, 0.0, 0.0, *[1e6] * 99])
        waiting = socket.create_server(("127.0.0.1", 0))
        there = {"mp.weixin.qq.com": f"http://127.0.0.1:{waiting.getsockname()[1]}"}
        settings = FetchSettings(connect_to=there, attempts=1, timeout=0.05)
        with (
            waiting,
            Fetcher(settings, clock=lambda: next(times)) as door,
            pytest.raises(NetworkError, match="the answer was not complete after 120 s"),
        ):
            door.get_page(URL)


class TestAnswers:
    @pytest.mark.parametrize(
        "pieces",
        [
            [b"SSH-2.0-OpenSSH_9.9\r\n"],
            [b"HTTP/1.1 abc OK\r\n\r\n"],
            [b"HTTP/9.9 200 OK\r\n\r\n"],
            [b""],
            [b"\0" * 70_000],
            [OK, b"X: " + b"a" * 70_000],
            [OK, *(b"X-%d: a\r\n" % number for number in range(200)), b"\r\n"],
        ],
        ids=[
            "another protocol",
            "no status",
            "version",
            "nothing",
            "zeros",
            "long header",
            "many headers",
        ],
    )
    def test_what_is_no_http_is_no_answer(self, pieces: list[bytes]) -> None:
        error = failure(pieces)
        assert (type(error), error.which) == (NetworkError, URL)
        assert error.what == "the connection broke off before an answer came"

    def test_fewer_bytes_than_announced_are_cut_off(self) -> None:
        error = failure(answer(b"Content-Length: 9999"))
        assert (type(error), error.what) == (BadAnswer, "the answer was cut off")

    def test_more_packed_bytes_than_announced_are_cut_off(self) -> None:
        packed = gzip.compress(PAGE)
        headers = (b"Content-Encoding: gzip", b"Content-Length: %d" % (len(packed) - 9))
        assert failure(answer(*headers, body=packed)).what == "the answer is damaged (cut off)"

    def test_two_lengths_are_an_error(self) -> None:
        error = failure(answer(b"Content-Length: 5", b"Content-Length: 7"))
        assert (type(error), error.what) == (BadAnswer, "address or answer cannot be understood")

    @pytest.mark.parametrize("length", [b"-1", b"five"])
    def test_a_length_that_is_none_never_makes_a_page_shorter(self, length: bytes) -> None:
        assert fetched(answer(b"Content-Length: " + length)).body == PAGE

    def test_a_length_beyond_the_limit_is_too_large_whatever_comes(self) -> None:
        error = failure(answer(b"Content-Length: " + b"9" * 30))
        assert (type(error), error.what) == (TooLarge, "the answer is larger than 16 MB")

    def test_a_length_beside_chunks_does_not_count(self) -> None:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
        assert (
            fetched(answer(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=body)).body
            == PAGE
        )

    @pytest.mark.parametrize(
        ("headers", "body", "what"),
        [
            (
                [b"Content-Encoding: gzip"],
                PAGE,
                "the answer is damaged (not what its Content-Encoding says)",
            ),
            (
                [b"Content-Encoding: br"],
                PAGE,
                "the answer is damaged (packed as 'br', which was not asked for)",
            ),
            (
                [b"Content-Encoding: gzip"],
                gzip.compress(b"")[:-1],
                "the answer is damaged (cut off)",
            ),
            (
                [b"Content-Encoding: gzip"],
                gzip.compress(b"a") * 99,
                "the answer is damaged (in too many parts)",
            ),
            ([b"Transfer-Encoding: chunked"], b"zz\r\n", "the answer was cut off"),
            ([b"Transfer-Encoding: chunked"], b"fff\r\nabc", "the answer was cut off"),
        ],
    )
    def test_an_answer_in_a_wrong_encoding_is_an_error(
        self, headers: list[bytes], body: bytes, what: str
    ) -> None:
        error = failure(answer(*headers, body=body))
        assert (type(error), error.what) == (BadAnswer, what)

    @pytest.mark.parametrize(
        "pieces",
        [
            chain(answer(body=b""), repeat(PAGE)),
            chain(
                answer(b"Transfer-Encoding: chunked", body=b""),
                repeat(b"bb8\r\n" + PAGE[:3000] + b"\r\n"),
            ),
            chain(
                answer(b"Content-Encoding: gzip", body=gzip.compress(b"", mtime=0)[:10]),
                repeat(b"\0\0\0\xff\xff" * 1000),
            ),
        ],
        ids=["plain", "chunked", "gzip that unpacks to nothing"],
    )
    def test_an_endless_body_stops_at_the_limit(self, pieces: Iterable[bytes]) -> None:
        tracemalloc.start()
        try:
            error = failure(pieces, page_limit=1_000_000)
            assert tracemalloc.get_traced_memory()[1] < 8_000_000
        finally:
            tracemalloc.stop()
        assert str(error) == f"{URL}: the answer is larger than 0.954 MB; it is not kept"

    def test_headers_that_are_none_say_nothing_on_the_terminal(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert fetched([OK, b"no header\r\nAnother: one\r\n\r\n", PAGE]).body
        assert capfd.readouterr() == ("", "")


@given(st.text(max_size=40) | st.datetimes().map(format_datetime) | st.integers().map(str))
def test_whatever_retry_after_says_is_a_number_of_seconds(said: str) -> None:
    assert 0 <= seconds_asked(said, NOW) <= 7 * 86_400


def taken(pieces: Iterable[bytes]) -> tuple[int, list[bytes]]:
    """The status of an answer, and the pieces that its body was taken in."""
    came: list[bytes] = []
    with Hostile(lambda _head: pieces) as server:
        transport = HttpTransport(FetchSettings(connect_to={"mmbiz.qpic.cn": server.url}))
        answer = transport.send(
            Request("https://mmbiz.qpic.cn/a/0", {}, 1_000_000, 60.0), came.append
        )
        transport.close()
    return answer.status, came


def test_a_file_can_be_taken_piece_by_piece() -> None:
    status, pieces = taken(answer(b"Content-Encoding: gzip", body=gzip.compress(PAGE * 200)))
    assert (status, b"".join(pieces)) == (200, PAGE * 200)
    assert len(pieces) > 1


def test_of_a_refusal_nothing_is_taken() -> None:
    assert taken([b"HTTP/1.1 404 Not Found\r\n\r\n", PAGE]) == (404, [])


def test_a_network_error_keeps_its_time_when_pickled() -> None:
    error = pickle.loads(pickle.dumps(BadAnswer("busy", "here", "wait", 30.0)))
    assert (type(error), str(error), error.retry_after) == (BadAnswer, "here: busy; wait", 30.0)
