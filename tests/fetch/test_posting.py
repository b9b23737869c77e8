"""One notice to one receiver: repeated where that can help, and to nobody else."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.smallwechat.hostile import Hostile
from tests.support.receiver import Answer, receiving
from wxarchive.errors import NetworkError, UsageError
from wxarchive.fetch import post, receiver_of


def posted(url: str) -> tuple[str | None, list[float]]:
    """Post to an address; return the error, and the pauses."""
    pauses: list[float] = []
    try:
        post(url, b"{}", {"X-Signed": "yes"}, sleep=pauses.append)
    except NetworkError as error:
        return str(error), pauses
    return None, pauses


@pytest.mark.parametrize(
    ("answers", "times", "said", "pauses"),
    [
        ([(200, {})], 1, None, []),
        ([(303, {"Location": "/done"})], 1, None, []),
        ([(500, {}), (503, {}), (204, {})], 3, None, [1, 5]),
        ([(503, {"Retry-After": "7"}), (429, {"Retry-After": "9999"}), (204, {})], 3, None, [7, 30]),
        ([(500, {})], 3, "the receiver answered with HTTP 500", [1, 5]),
        ([(404, {})], 1, "the receiver answered with HTTP 404", []),
        ([(308, {"Location": "/there"}), (200, {})], 2, None, []),
        ([(301, {"Location": "/again"})], 3, "it redirects again and again; give its last address", []),
        ([(307, {})], 3, "it redirects again and again; give its last address", []),
        ([(302, {"Location": "http://[::1"})], 1, "redirects to another host; give that", []),
        ([(302, {"Location": "ftp://127.0.0.1/x"})], 1, "redirects to another host; give that", []),
    ],
)  # fmt: skip
def test_a_notice_is_repeated_where_that_can_help(
    answers: list[Answer], times: int, said: str | None, pauses: list[float]
) -> None:
    with receiving(*answers) as receiver:
        told, waited = posted(receiver.url("/hook?key=geheim"))
    assert (len(receiver.bodies), waited) == (times, pauses)
    assert set(receiver.bodies) == {b"{}"}
    assert {one["x-signed"] for one in receiver.headers} == {"yes"}
    assert (told is None) == (said is None)
    if told and said:
        assert told.startswith(f"http://127.0.0.1:{receiver.port}: ")
        assert said in told
        assert "geheim" not in told


def test_what_a_redirect_has_besides_its_address_is_not_read() -> None:
    sent: list[int] = []

    def script(head: bytes) -> Iterator[bytes]:
        if head.startswith(b"POST /there "):
            yield b"HTTP/1.1 204 No Content\r\n\r\n"
            return
        yield b"HTTP/1.1 307 Elsewhere\r\nLocation: /there\r\n\r\n"
        # far more than fits between the two
        for number in range(2_000):
            yield bytes(65_536)
            sent.append(number)

    with Hostile(script) as receiver:
        assert posted(receiver.url) == (None, [])
    assert len(sent) < 2_000


def test_another_host_never_gets_a_notice() -> None:
    with receiving() as other, receiving((307, {"Location": other.url(host="localhost")})) as one:
        told, _ = posted(one.url())
    assert (told or "").endswith("the receiver redirects to another host; give that address")
    assert other.bodies == []


def test_a_receiver_that_is_away_is_an_error_after_three_attempts() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        told, pauses = posted(f"http://127.0.0.1:{free.getsockname()[1]}/")
    assert "no answer (ConnectionError)" in (told or "")
    assert pauses == [1, 5]


def test_a_password_is_the_one_of_the_address_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login someone password else\n", "utf-8")
    monkeypatch.setenv("NETRC", str(file))
    with receiving() as receiver:
        posted(receiver.url())
        posted(receiver.url().replace("//", "//me:word@"))
    assert [one.get("authorization") for one in receiver.headers] == [None, "Basic bWU6d29yZA=="]


@pytest.mark.parametrize(
    "url", ["", "example.org/x", "ftp://example.org", "http://", "http://h:x/", "file:///etc", "http://["]
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="no address that a notice can go to"):
        receiver_of(url)


def test_a_receiver_is_named_without_what_may_be_secret() -> None:
    assert receiver_of("https://me:word@Hooks.example.org:8443/T0/B1?k=2") == (
        "https://hooks.example.org:8443"
    )
    assert receiver_of("http://[::1]:80/x") == "http://[::1]:80"
