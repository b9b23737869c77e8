"""What a file's bytes tell of it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.smallwechat.media import film, sound
from tests.smallwechat.pictures import bmp, gif, jpeg, placeholder, png, png_header, webp
from wxarchive.models import FileInfo
from wxarchive.sniff import look

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20px"><script>alert(1)</script></svg>'
PICTURES = {
    "png": (png(30, 20, (1, 2, 3)), "image/png"),
    "gif": (gif(30, 20), "image/gif"),
    "animation": (gif(30, 20, frames=9), "image/gif"),
    "jpeg": (jpeg(30, 20), "image/jpeg"),
    "jpeg with a preview": (jpeg(30, 20, preview=jpeg(3, 2)), "image/jpeg"),
    "bmp": (bmp(30, 20), "image/bmp"),
    "webp VP8X": (webp(30, 20), "image/webp"),
    "webp VP8L": (webp(30, 20, b"VP8L"), "image/webp"),
    "webp VP8": (webp(30, 20, b"VP8 "), "image/webp"),
    "svg": (SVG, "image/svg+xml"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_type_and_size_of_a_whole_picture(name: str) -> None:
    data, kind = PICTURES[name]
    assert look(data) == FileInfo(kind, 30, 20)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_cut_off_anywhere_is_never_whole(name: str) -> None:
    data, _ = PICTURES[name]
    for end in range(len(data) - 1):
        assert look(data[:end]).fault


@pytest.mark.parametrize("name", ["png", "gif", "jpeg", "svg"])
def test_what_follows_a_whole_picture_does_no_harm(name: str) -> None:
    data, kind = PICTURES[name]
    assert look(data + b"\n\0more") == FileInfo(kind, 30, 20)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (sound("a"), "audio/mpeg"),
        (b"\xff\xfb\x90\x64" * 9, "audio/mpeg"),
        (b"#!AMR\n....", "audio/amr"),
        (b"\x02#!SILK_V3....", "audio/silk"),
        (b"OggS....", "audio/ogg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (film("a"), "video/mp4"),
        (b"FLV\x01\x05", "video/x-flv"),
        (b"\x1aE\xdf\xa3....", "video/webm"),
        (b"\0\0\0\x1cftypavif....", "image/avif"),
    ],
)
def test_other_types_are_told_by_their_beginning(data: bytes, kind: str) -> None:
    assert look(data) == FileInfo(kind)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "an empty answer (0 bytes)"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html>", "an HTML page"),
        (b"<script>alert(1)</script>", "an HTML page"),
        (b'{"base_resp":{"ret":-1}}', "a message of the server"),
        (b"Not found", "a file in an unknown format"),
        (b"BM, as a text may begin", "a file in an unknown format"),
        (b"RIFFabcdACON", "a file in an unknown format"),
    ],
)
def test_what_is_no_media_is_named(data: bytes, fault: str) -> None:
    assert look(data) == FileInfo(None, fault=fault)


@pytest.mark.parametrize("size", [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (200_000_001, 1)])
def test_a_picture_with_too_many_pixels_is_told_by_its_header(size: tuple[int, int]) -> None:
    assert look(png_header(*size)) == FileInfo(
        "image/png", *size, f"too many pixels ({size[0]} × {size[1]})"
    )


def test_a_long_screenshot_is_a_picture() -> None:
    assert look(png_header(1080, 40_000)).fault is None


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (
            b'<?xml version="1.0"?><!-- a --><!DOCTYPE svg PUBLIC "a" "b"><svg viewBox="0 0 640.5 12"></svg>',
            (640, 12),
        ),
        (b'<svg width="100%" viewBox="0,0,7,8"><rect width="1" height="2"/></svg>\n', (7, 8)),
        (b"<svg><rect width='1' height='2'/></svg>", (None, None)),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><svg viewBox="0 0 1 2">&c;</svg>',
            (1, 2),
        ),
    ],
)
def test_the_size_of_an_svg_is_read_as_text(
    data: bytes, size: tuple[int | None, int | None]
) -> None:
    assert look(data) == FileInfo("image/svg+xml", *size)


@given(st.binary(max_size=300), st.sampled_from(sorted(PICTURES)), st.integers(0, 120))
def test_any_bytes_after_any_beginning_are_told_something(
    rest: bytes, name: str, begun: int
) -> None:
    told = look(PICTURES[name][0][:begun] + rest)
    assert told.fault or told.type


MEGABYTE = 1_000_000
HOSTILE = {
    "svg of comments": b"<!---->" * (MEGABYTE // 7),
    "svg of doctypes": b"<!DOCTYPE svg>" * (MEGABYTE // 14),
    "spaces": b" " * MEGABYTE,
    "svg of sizes": b"<svg " + b" width = " * (MEGABYTE // 9),
    "svg of boxes": b"<svg " + b" viewbox='1 " * (MEGABYTE // 12),
    "jpeg of empty segments": b"\xff\xd8" + b"\xff\xe0\0\0" * (MEGABYTE // 4),
    "jpeg of short segments": b"\xff\xd8" + b"\xff\xe0\0\x02" * (MEGABYTE // 4),
    "png of empty chunks": png(1, 1, (0, 0, 0))[:33]
    + struct.pack(">I4sI", 0, b"abcd", 0) * (MEGABYTE // 12),
    "gif of empty blocks": gif(1, 1)[:19] + b"\x21\xf9\0" * (MEGABYTE // 3),
    "gif of tiny blocks": gif(1, 1)[:19] + b"\x21\xf9" + b"\x01\x01" * (MEGABYTE // 2),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_a_fault_and_not_in_a_long_search(name: str) -> None:
    assert look(HOSTILE[name]).fault


def test_the_placeholder_is_a_valid_picture() -> None:
    assert look(placeholder()) == FileInfo("image/png", 300, 225)
    assert 1_000 < len(placeholder()) < 32_000
