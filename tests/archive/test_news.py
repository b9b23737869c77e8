"""What is told of an article elsewhere: one sentence, which says whether the copy here is safe."""

import pytest

from wxarchive.archive import News
from wxarchive.models import Outcome

GONE = Outcome("https://mp.weixin.qq.com/s/x", "gone", title="石桥", message="已删除")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0), "no text of it was ever archived"),
        ((0, 0, 1), "your copy is safe"),
        ((1, 1, 1), "your copy is safe: 1 character, 1 picture"),
        ((812, 3, 2), "your copy is safe: 812 characters, 3 pictures, 2 versions"),
    ],
)
def test_a_sentence_says_what_the_archive_holds(counts: tuple[int, int, int], said: str) -> None:
    characters, pictures, versions = counts
    news = News("gone", GONE, characters=characters, pictures=pictures, versions=versions)
    assert news.sentence == f"gone: 石桥 (已删除); {said}"
