"""The picture of a QR code, drawn anew in a terminal."""

import io

import pytest
import segno
from PIL import Image

from wxarchive.account.qr_code import QUIET, Modules, lines_of, modules_of

ADDRESS = "http://mp.weixin.qq.com/mp/scanlogin?action=index&qrticket=0f1e2d3c4b5a&scanscene=0"


def picture(text: str, scale: int, kind: str = "PNG", border: int = 4, **options: object) -> bytes:
    made = io.BytesIO()
    segno.make(text, micro=False).save(made, kind="png", scale=scale, border=border, **options)
    saved = io.BytesIO()
    Image.open(made).convert("RGB").save(saved, kind, quality=40)
    return saved.getvalue()


def matrix(text: str) -> Modules:
    return tuple(tuple(map(bool, row)) for row in segno.make(text, micro=False).matrix)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
@pytest.mark.parametrize("scale", [3, 4, 10, 13])
@pytest.mark.parametrize("text", [ADDRESS, "a", ADDRESS * 3, ADDRESS * 9])
def test_a_code_is_found_in_its_picture(text: str, scale: int, kind: str) -> None:
    assert modules_of(picture(text, scale, kind)) == matrix(text)


def test_a_code_of_no_whole_points_is_found() -> None:
    image = Image.open(io.BytesIO(picture(ADDRESS, 10))).resize(
        (431, 431), Image.Resampling.BICUBIC
    )
    saved = io.BytesIO()
    image.save(saved, "JPEG", quality=60)
    assert modules_of(saved.getvalue()) == matrix(ADDRESS)


def test_what_is_no_code_is_none() -> None:
    plain = io.BytesIO()
    Image.new("L", (200, 200), 255).save(plain, "PNG")
    grid = io.BytesIO()
    Image.effect_noise((210, 210), 90).save(grid, "PNG")
    for data in (b"", b"<html>", plain.getvalue(), grid.getvalue(), picture(ADDRESS, 4)[:300]):
        assert modules_of(data) is None


def test_what_is_drawn_is_the_code_with_light_around_it() -> None:
    lines = [
        line[len("\x1b[38;5;16;48;5;231m") : -len("\x1b[0m")] for line in lines_of(matrix("a"))
    ]
    upper = {"▀": (1, 0), "▄": (0, 1), "█": (1, 1), " ": (0, 0)}
    rows = [tuple(bool(upper[one][half]) for one in line) for line in lines for half in (0, 1)]
    inner = tuple(row[QUIET:-QUIET] for row in rows[QUIET : QUIET + 21])
    assert inner == matrix("a")
    around = [*rows[:QUIET], *rows[QUIET + 21 :], *(row[:QUIET] + row[-QUIET:] for row in rows)]
    assert not any(map(any, around))
