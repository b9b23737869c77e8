"""The same article saved in several ways, in one folder or archive, is one article; each file is an
outcome.
"""

from collections import Counter
from pathlib import Path

from tests.golden import PAGES
from tests.support.importing import imported, saved, told, zipped
from tests.support.saving import SAVES
from wxarchive.archive.decide import SAVE_HAS_LESS
from wxarchive.archive.outcomes import summary
from wxarchive.models import Filter, Outcome
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
