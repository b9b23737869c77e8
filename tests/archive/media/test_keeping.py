"""Media from a small WeChat into an archive: what is kept, what is not and why, and what is tried
again.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.archive.media.world import VOICE, World, address, after, article, path
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.media import film, sound
from tests.smallwechat.pictures import gif, jpeg, picture_at, png, png_header
from tests.smallwechat.server import ALWAYS
from wxarchive.archive.media.keeper import MediaCounts, MediaPlan
from wxarchive.models import Media, MediaRole
from wxarchive.store.database import Store


class TestKeeping:
    def test_everything_an_article_uses_is_kept_with_what_its_bytes_tell(
        self, world: World
    ) -> None:
        cover, avatar, sleeve = (
            address("Cover"),
            "https://wx.qlogo.cn/mmhead/Avatar/0",
            address("Sleeve"),
        )
        audio = Media("audio", "a-1", "雨声", VOICE, sleeve, 12.5)
        number = world.add(
            article(1, "One", "Two", media=[audio], cover_url=cover, avatar_url=avatar)
        )
        counts = world.keep(number)
        size = len(picture_at(path("One")))
        roles: dict[str, MediaRole] = {
            address("One"): "picture",
            address("Two"): "picture",
            cover: "cover",
            avatar: "avatar",
            sleeve: "cover",
            VOICE: "audio",
        }
        found = world.uses(number)
        assert {use.address: use.role for use in found.values()} == roles
        assert list(found)[:2] == [address("One"), address("Two")]
        assert {(use.state, use.attempts, use.reason) for use in found.values()} == {
            ("kept", 1, None)
        }
        one = found[address("One")]
        assert (one.type, one.size, one.width, one.height) == ("image/png", size, 1080, 720)
        assert one.fetched_from == address("One")
        assert one.sha256
        assert world.store.media.read(one.sha256) == picture_at(path("One"))
        assert (found[VOICE].type, found[VOICE].width) == ("audio/mpeg", None)
        assert counts == MediaCounts(
            asked=6, kept=6, bytes=sum(use.size or 0 for use in found.values())
        )

    def test_what_is_kept_is_not_asked_for_again(self, world: World) -> None:
        number = world.add(article(1, "One", "Two"))
        world.keep(number)
        assert world.keep(number) == MediaCounts()
        assert len(world.wechat.requests) == 2

    def test_an_address_of_several_articles_is_asked_for_once(self, world: World) -> None:
        before = [world.add(article(number, "One")) for number in (1, 2)]
        assert world.keep(*before) == MediaCounts(
            asked=1, kept=1, bytes=len(picture_at(path("One")))
        )
        later = world.add(article(3, "One"))
        assert world.keep(later) == MediaCounts()
        assert [world.use("One", number).state for number in (*before, later)] == ["kept"] * 3
        assert len(world.wechat.requests) == 1

    def test_the_same_bytes_under_two_addresses_are_there_once(self, store: Store) -> None:
        same = picture_at("same")
        world, counts = after(
            store, Faults(files={path("One"): same, path("Two"): same}), "One", "Two"
        )
        assert counts.kept == 2
        assert world.use("One").sha256 == world.use("Two").sha256
        totals = store.media.totals()
        assert (totals.files, totals.bytes, totals.kept) == (1, len(same), 2)

    def test_an_svg_with_scripts_is_kept_as_it_came_under_its_own_type(self, store: Store) -> None:
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 7"><script>alert(1)</script></svg>'
        world, _ = after(store, Faults(files={path("One"): svg}), "One")
        use = world.use("One")
        assert (use.state, use.type, use.width, use.height) == ("kept", "image/svg+xml", 9, 7)
        assert store.media.read(use.sha256 or "") == svg

    def test_former_versions_keep_their_pictures(self, world: World) -> None:
        number = world.add(article(1, "One"))
        assert world.add(article(1, "Two"), b"a later page") == number
        assert world.keep(number).kept == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty answer (0 bytes)"),
        (b"<!DOCTYPE html><html><body>error</body></html>", "an HTML page"),
        (b'{"ret":-1}', "a message of the server"),
        (sound("a"), "audio/mpeg instead of a picture"),
        (film("a"), "video/mp4 instead of a picture"),
        (gif(30, 20)[:-4], "a picture that is cut off"),
        (jpeg(30, 20)[:-4], "a picture that is cut off"),
        (png(30, 20, (1, 2, 3))[:-4], "a picture that is cut off"),
        (png_header(20_000, 20_000), "too many pixels (20000 × 20000)"),
    ],
)
def test_what_is_no_picture_is_recorded_with_the_reason_and_not_asked_for_again(
    store: Store, body: bytes, reason: str
) -> None:
    world, counts = after(store, Faults(files={path("One"): body}), "One", "Two")
    use = world.use("One")
    assert (use.state, use.reason, use.sha256, use.not_before) == ("failed", reason, None, None)
    assert world.use("Two").state == "kept"
    assert counts == MediaCounts(asked=2, kept=1, failed=1, bytes=len(picture_at(path("Two"))))
    world.time += timedelta(days=400)
    with SmallWechat() as healed:
        world.wechat = healed
        assert world.keep(1) == MediaCounts()
        world.plan = MediaPlan(again=True)
        assert world.keep(1).kept == 1


class TestRefusing:
    def test_hosts_that_are_not_wechats_are_refused_without_a_request(self, world: World) -> None:
        found = article(1)
        outside = "https://img.example.org/a.png"
        body = replace(found.body, images=(outside, "data:image/png;base64,AAAA"))
        number = world.add(replace(found, body=body))
        assert world.keep(number) == MediaCounts(asked=2, refused=2)
        reasons = {
            use.address: (use.state, use.reason, use.attempts)
            for use in world.uses(number).values()
        }
        assert reasons[outside] == ("refused", "img.example.org is no host of WeChat's media", 0)
        assert world.wechat.requests == []

    def test_a_redirect_off_the_list_is_refused(self, store: Store) -> None:
        world, _ = after(store, Faults(redirect={path("One"): "https://evil.example/a.png"}), "One")
        use = world.use("One")
        assert (use.state, use.reason) == (
            "refused",
            "redirected to evil.example, which is not followed",
        )

    def test_a_file_over_the_limit_is_refused(self, store: Store) -> None:
        faults = Faults(padding={path("One"): 30_000})
        world, counts = after(store, faults, "One", "Two", plan=MediaPlan(file_limit=20_000))
        assert (world.use("One").state, world.use("One").reason) == (
            "refused",
            "larger than 0.0191 MB",
        )
        assert (counts.kept, counts.refused) == (1, 1)

    def test_an_article_over_its_limit_loses_only_what_is_too_much(self, store: Store) -> None:
        faults = Faults(padding={path(name): 10_000 for name in ("One", "Two", "Three")})
        world, counts = after(
            store, faults, "One", "Two", "Three", plan=MediaPlan(article_limit=25_000)
        )
        assert (counts.kept, counts.refused) == (2, 1)
        assert {use.reason for use in world.uses(1).values()} == {
            None,
            "more than 0.0238 MB in one article",
        }
        other = world.add(article(2, "One", "Two", "Three"))
        with SmallWechat() as wechat:
            world.wechat = wechat
            assert world.keep(other).kept == 1, (
                "what is too much for one article is not for another"
            )
        assert {use.state for use in world.uses(1).values()} == {"kept"}

    def test_an_article_with_countless_pictures_gets_so_many(self, world: World) -> None:
        world.plan = MediaPlan(article_files=5)
        number = world.add(article(1, *map(str, range(20))))
        counts = world.keep(number)
        assert (counts.kept, counts.refused, len(world.wechat.requests)) == (5, 15, 5)
        assert world.use("19").reason == "more than 5 files in one article"


class TestFallback:
    @pytest.mark.parametrize("body", [None, b"", b"<html>"])
    def test_without_the_original_size_the_address_in_the_page_is_asked(
        self, store: Store, body: bytes | None
    ) -> None:
        faults = (
            Faults(status={path("One"): (404, ALWAYS)})
            if body is None
            else Faults(files={path("One"): body})
        )
        page = r"<img data-src='http:\/\/mmbiz.qpic.cn\/mmbiz_jpg\/{}\/640?wx_fmt=jpeg\x26amp;from=appmsg'>"
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat)
            number = world.add(article(1, "One"), page.format(path("One").split("/")[2]).encode())
            assert world.keep(number).kept == 1
            use = world.use("One")
            assert use.fetched_from == address("One", "640") + "&from=appmsg"
            assert [target for _, _, target in wechat.requests] == [
                path("One") + "?wx_fmt=jpeg",
                path("One", "640") + "?wx_fmt=jpeg&from=appmsg",
            ]

    def test_of_a_smaller_address_the_original_size_is_asked_first(self, store: Store) -> None:
        with SmallWechat(faults=Faults(status={path("Cover"): (404, ALWAYS)})) as wechat:
            world = World(store, wechat)
            given = address("Cover", "300")
            number = world.add(article(1, cover_url=given))
            assert world.keep(number).kept == 1
            assert [target for _, _, target in wechat.requests] == [
                path("Cover") + "?wx_fmt=jpeg",
                path("Cover", "300") + "?wx_fmt=jpeg",
            ]
            assert world.uses(number)[given].fetched_from == given

    @pytest.mark.parametrize(
        "page",
        [
            b"http:" * 200_000 + path("One", "640").encode(),
            b"http://mmbiz.qpic.cn" + b"/SmallWechatOne_________" * 40_000,
            f'"{address("One", "640")[6:]}"'.encode(),
            f'"https://img.example.org{path("One", "640")}"'.encode(),
        ],
        ids=["never ends", "countless places", "without a scheme", "another host"],
    )
    def test_no_page_misleads_the_search_for_another_address(
        self, store: Store, page: bytes
    ) -> None:
        with SmallWechat(faults=Faults(status={path("One"): (404, ALWAYS)})) as wechat:
            world = World(store, wechat)
            assert world.keep(world.add(article(1, "One"), page)).failed == 1
            assert len(wechat.requests) == 1

    def test_a_short_name_is_not_looked_for_in_the_page(self, store: Store) -> None:
        found = article(1)
        short = "https://mmbiz.qpic.cn/mmbiz_jpg/a/0"
        with SmallWechat(faults=Faults(status={"/mmbiz_jpg/a/0": (404, ALWAYS)})) as wechat:
            world = World(store, wechat)
            number = world.add(
                replace(found, body=replace(found.body, images=(short,))),
                short[:-1].encode() + b"640",
            )
            assert world.keep(number).failed == 1
            assert len(wechat.requests) == 1

    def test_a_picture_that_is_nowhere_has_failed(self, store: Store) -> None:
        sizes = ("0", "640", "300", "200", "100")
        faults = Faults(status={path("One", size): (404, ALWAYS) for size in sizes})
        page = " ".join(f'"{address("One", size)}"' for size in sizes).encode()
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat)
            assert world.keep(world.add(article(1, "One"), page)) == MediaCounts(asked=1, failed=1)
            assert (world.use("One").state, world.use("One").reason) == ("failed", "HTTP 404")
            assert len(wechat.requests) == 3
