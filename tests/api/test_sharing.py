"""Articles that share text, asked about from a program."""

from pathlib import Path

import pytest

import wxarchive
from tests.store.making import OTHER_BIZ, article, day, raw, ref
from wxarchive import Filter
from wxarchive.store.database import Store

TEXT = (
    "村口的石桥有七个孔，最窄的一个只容一只鸭子游过。守桥的人要把每一块石头摸一遍，记下哪一块松了。"
)
COPIED = f"{TEXT}第三孔的石头比人老，比河年轻。"


@pytest.fixture
def path(tmp_path: Path, store: Store) -> Path:
    """An archive of an article, its copy in another account, and it without its address."""
    about = {"account": "抄书人", "biz": OTHER_BIZ, "title": "转：桥", "published_at": day(1)}
    for number, one in enumerate((
        article(ref(1), TEXT), article(ref(2, OTHER_BIZ), COPIED, **about),
        article(None, f"{TEXT}完。"),
    )):  # fmt: skip
        store.articles.save(one, store.pages.save(raw(number), "ok", None), day(number))
    return store.path


def test_what_shares_text_is_told_and_compared(path: Path) -> None:
    with wxarchive.open(path) as archive:
        same, copy = archive.similar(1)
        assert (same.article.id, same.may_be_same, same.is_readable) == (3, True, False)
        assert (copy.article.id, copy.first, copy.shared.inside) == (2, "this", 1.0)
        [group] = archive.duplicates(Filter(account="抄书人"))
        assert sorted(one.id for one in group.articles) == [1, 2, 3]
        changed = {one.field: one.pieces for one in archive.difference_between(1, 2)}
        assert [one.text for one in changed["text"] if one.kind == "added"] == [
            "第三孔的石头比人老，比河年轻。"
        ]
        assert [one.id for one in archive.list(collapse=True)] == [2]


def test_rows_are_joined_by_one_who_writes(path: Path) -> None:
    with wxarchive.open(path) as archive, pytest.raises(wxarchive.ReadOnlyArchive):
        archive.join(3, 1)
    with wxarchive.open(path, write=True) as archive:
        assert archive.join(3, 1) == 1
        assert [one.article.id for one in archive.similar(1)] == [2]
