"""The same article saved in several ways, in one folder or archive, is one article; each file is an
outcome.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.golden import PAGES
from tests.support.drawing import ADDRESS
from tests.support.importing import imported, saved, told, zipped
from tests.support.saving import SAVES
from wxarchive.archive.decide import SAVE_HAS_LESS
from wxarchive.archive.import_ import import_files
from wxarchive.archive.outcomes import summary
from wxarchive.archive.reparse import reparse
from wxarchive.models import Filter, Outcome
from wxarchive.parse import parse
from wxarchive.sources.find import importable
from wxarchive.store.database import Store

MHTML, SINGLE = ((SAVES / f"article.{form}").read_bytes() for form in ("mhtml", "single.html"))
PAGE = PAGES["article_current"].body


def numbers(outcomes: list[Outcome]) -> Counter[int | None]:
    return Counter(outcome.id for outcome in outcomes)


def test_two_ways_of_saving_make_one_article_with_all_of_its_pictures(
    store: Store, tmp_path: Path
) -> None:
    saved(tmp_path / "x" / "a.mhtml", MHTML)
    saved(tmp_path / "x" / "b.html", SINGLE)
    first, second = imported(store, tmp_path / "x")
    assert (first.status, second.status, second.message) == ("partial", "unchanged", SAVE_HAS_LESS)
    assert first.id == second.id
    [article] = store.articles.list(Filter())
    content = store.articles.get(article.id).content
    assert content
    assert len(content.images) == 3


def test_the_page_that_lost_nothing_is_shown_though_it_is_older_and_comes_later(
    store: Store, tmp_path: Path
) -> None:
    worse, whole = saved(tmp_path / "a.html", SINGLE), saved(tmp_path / "b.mhtml", MHTML)
    first, second = imported(store, worse), imported(store, whole)
    assert [one.status for one in (*first, *second)] == ["partial", "partial"]
    shown = store.articles.get(1)
    assert shown.content
    assert len(shown.content.images) == 3
    assert "data:" not in str(shown.losses)
    assert [len(one.body.images) for one in store.versions.of(1)] == [2, 3]
    again = imported(store, worse, whole)
    assert [one.status for one in again] == ["unchanged", "unchanged"]
    list(reparse(None, store=store, parse=parse))
    assert store.articles.get(1) == shown


FILM = """<html><body class="video"><div id="js_article"><div id="js_content"><div id="js_mpvedio">{}</div>
<span id="video_title">水</span><p class="video_desc">水声。</p></div></div></body></html>"""


@pytest.mark.parametrize("is_whole_first", [True, False])
def test_a_film_that_one_save_lost_is_shown(
    store: Store, tmp_path: Path, is_whole_first: bool
) -> None:
    player = '<iframe src="https://v.qq.com/iframe/player.html?vid=a01234bcdef"></iframe>'
    whole, worse = (saved(tmp_path / name, FILM.format(inside)) for name, inside in
                    (("a.html", player), ("b.html", "")))  # fmt: skip
    os.utime(whole, (1, 1))
    for path in (whole, worse) if is_whole_first else (worse, whole):
        list(import_files(importable([str(path)], ADDRESS), store=store, parse=parse))
    content = store.articles.get(1).content
    assert content
    assert [one.id for one in content.media] == ["a01234bcdef"]


def copies(tmp_path: Path, first: str, second: str) -> list[Path]:
    """Save a text post twice; the DOM has no address."""
    forms = {"a": "mhtml", "b": "dom.html", "c": "dom.html"}
    return [
        saved(tmp_path / f"{name}.html", (SAVES / f"text.{forms[name]}").read_bytes())
        for name in (first, second)
    ]


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_a_copy_without_its_address_is_offered_as_the_same_article(
    store: Store, tmp_path: Path, first: str, second: str
) -> None:
    paths = copies(tmp_path, first, second)
    one, two = imported(store, *paths)
    assert (one.id, two.id) == (1, 2)
    assert two.message
    assert two.message.startswith(
        "#1 has the same account, title and content; if it is the same article: wxarchive join 2 1"
    )
    store.articles.join(2, 1)
    [article] = store.articles.list(Filter())
    assert article.ref
    assert article.ref.url == ADDRESS


def test_a_copy_of_another_account_is_not_offered(store: Store, tmp_path: Path) -> None:
    addressed, copy = copies(tmp_path, "a", "b")
    saved(copy, copy.read_text("utf-8").replace("河边笔记", "山里笔记"))
    _, second = imported(store, addressed, copy)
    assert second.message
    assert "#1" not in second.message


def test_a_page_with_its_folder_and_copies_of_it_are_one_article(
    store: Store, tmp_path: Path
) -> None:
    drawn = PAGE.replace(b"</html>", b"<!-- saved again --></html>")
    files = {
        "x/a.html": PAGE,
        "x/a_files/frame.html": b"<html>a frame</html>",
        "x/a.txt": PAGE,
        "x/copy/a.htm": PAGE,
        "x/copy/b.html": drawn,
    }
    outcomes = imported(store, saved(tmp_path / "a.zip", zipped(files)))
    assert told(outcomes, tmp_path / "a.zip") == [
        ("x/a.html", "partial"),
        ("x/a.txt", "unchanged"),
        ("x/copy/a.htm", "unchanged"),
        ("x/copy/b.html", "unchanged"),
    ]
    assert numbers(outcomes) == {1: 4}
    counts = summary(outcomes)
    assert counts["asked"] == sum(number for name, number in counts.items() if name != "asked") == 4
