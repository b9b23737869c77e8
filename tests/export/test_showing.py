"""The files of an article are found without looking through all of them for each picture."""

from collections import UserList
from collections.abc import Iterator

from tests.render import samples
from wxarchive.export.media import MediaResolver, nowhere
from wxarchive.models import MediaUse


class Counted(UserList[MediaUse]):
    taken = 0

    def __iter__(self) -> Iterator[MediaUse]:
        for use in self.data:
            self.taken += 1
            yield use


def test_an_article_of_many_pictures_looks_at_each_file_a_few_times() -> None:
    addresses = [f"https://mmbiz.qpic.cn/mmbiz_png/p{number}/0" for number in range(1_000)]
    uses = Counted([MediaUse(1, address, "picture", "kept", sha256="0") for address in addresses])
    showing = MediaResolver(samples.stored(), uses, nowhere, lambda _: None, "")
    other_sizes = [address.removesuffix("0") + "640" for address in addresses]
    assert [showing.picture(address) for address in other_sizes] == addresses
    assert uses.taken < 5_000
