"""Whatever is nested in whatever, a page is read to its end: text below the limits, and all behind
it, is kept in its order, or its loss is told.
"""

import pytest

from tests.parse.reading import HEAD, article, page
from wxarchive.markup import DEEPEST, TOO_DEEP
from wxarchive.models import Article, StatePage
from wxarchive.parse.page import parts
from wxarchive.parse.page.mhtml import DEEPEST_PARTS

_CAPTCHA = "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url="


def text_of(inner: str) -> tuple[str, bool]:
    """Return the letters of a body around that piece, and whether its depth is told as a loss."""
    found = article(f"<p>前</p>{inner}<p>后</p>")
    return "".join(found.body.text.split()), TOO_DEEP in found.losses


@pytest.mark.parametrize("levels", [DEEPEST + 1, 300, 2_048, 2_049, 5_000])
def test_text_below_every_level_and_all_behind_it(levels: int) -> None:
    nested = f"{'<div>' * levels}中<b>间</b>{'</div>' * levels}外"
    assert text_of(nested) == ("前中间外后", True)


def test_tables_of_two_cells_in_each_other() -> None:
    nested = "<table><tr><td>甲</td><td>" * 120 + "乙" + "</td></tr></table>" * 120
    assert text_of(nested) == (f"前{'甲' * 120}乙后", True)


def test_tables_of_one_cell_in_each_other() -> None:
    nested = "<table><tr><td>" * 80 + "乙" + "</td></tr></table>" * 80
    assert text_of(nested) == ("前乙后", True)


def test_tables_without_rows_in_each_other() -> None:
    assert text_of("<table>" * 300 + "乙" + "</table>" * 300) == ("前乙后", True)


def test_spans_in_code() -> None:
    found = article("<p>前</p><pre>" + "<span>" * 1_000 + "x = 1" + "</span>" * 1_000 + "</pre>")
    assert found.body.text == "前\nx = 1"


@pytest.mark.parametrize(
    "tag", ["<ul><li>", "<ol><li>", "<blockquote>", "<figure>", "<sup>", "<dl><dd>"]
)
def test_other_elements_in_each_other(tag: str) -> None:
    assert text_of(tag * 500 + "乙") == ("前乙后", True)


def test_address_of_a_verification_in_another_many_times() -> None:
    nested = f'<a href="{_CAPTCHA * 1_000}https://mp.weixin.qq.com/s/aaaaaaaa">乙</a>'
    found = article(f"<p>前</p>{nested}<p>后</p>")
    assert (found.body.text.split(), found.body.links) == (["前", "乙", "后"], ())


def test_data_of_objects_in_each_other_is_left_alone() -> None:
    data = f"window.cgiDataNew = {{a: {'{a: ' * 5_000}1{'}' * 5_000}}};"
    found = page(
        f'<html><body><script>{data}</script>{HEAD}<div id="js_content"><p>字</p></div></div>'
    )
    assert isinstance(found, Article)
    assert found.body.text == "字"
    assert "the page's data script is cut off or of a grammar not known" in found.losses


def message(levels: int, content_type: str = "text/html") -> bytes:
    """A page in so many levels of parts; the outermost is the file."""
    opened = "".join(
        f'--b{n}\r\nContent-Type: multipart/related; boundary="b{n + 1}"\r\n\r\n'
        for n in range(levels)
    )
    return (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b0"\r\n\r\n{opened}'
        f"--b{levels}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: quoted-printable"
        f'\r\n\r\n<html><body>{HEAD.replace("=", "=3D")}<div id=3D"js_content"><p>x=3Dy</p></div>\r\n'
        f"--b{levels}\r\nContent-Type: image/png\r\nContent-Location: https://mmbiz.qpic.cn/a/b/0"
        f"\r\n\r\n\x89PNG\r\n--b{levels}--\r\n"
    ).encode()


@pytest.mark.parametrize("levels", [0, 1, DEEPEST_PARTS - 1])
def test_parts_of_a_saved_page_in_each_other(levels: int) -> None:
    found = page(message(levels))
    assert isinstance(found, Article)
    assert found.body.text == "x=y"
    assert len(list(parts(message(levels)))) == 2


@pytest.mark.parametrize("levels", [DEEPEST_PARTS, 5_000])
def test_parts_too_deep_in_each_other_are_no_page(levels: int) -> None:
    assert isinstance(page(message(levels)), StatePage)
    assert list(parts(message(levels))) == []


@pytest.mark.parametrize(
    "content_type",
    ["text/html; ((((", f"text/html; {'(' * 5_000}", f"text/html; charset*0*={chr(39) * 5_000}"],
)
def test_types_with_brackets_in_each_other(content_type: str) -> None:
    found = page(message(0, content_type))
    assert isinstance(found, Article)
    assert found.body.text == "x=y"
