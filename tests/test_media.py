"""Media from a small WeChat into an archive: what is kept, what is not and why, and what is tried again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.smallwechat import Faults, SmallWechat, states
from tests.smallwechat.media import SIGNATURE, film, film_path, sound
from tests.smallwechat.pictures import gif, jpeg, picture_at, placeholder, png, png_header
from tests.smallwechat.server import ALWAYS
from tests.store.making import article as some_article
from tests.store.making import ref
from wxarchive.answers import Lacking, MediaRole, MediaUse
from wxarchive.archive import MediaCounts, MediaKeeper, MediaPlan, catch_up, with_media
from wxarchive.archive.media import PAUSES
from wxarchive.fetch import Fetcher, FetchSettings, MediaFetcher, parse_connect_to
from wxarchive.mediafiles import Asked, Download, Missed
from wxarchive.models import BEIJING, Article, Filter, Media, Outcome, RawPage
from wxarchive.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)
VOICE = "https://res.wx.qq.com/voice/getvoice?mediaid=MzMwMDExMjIzM18yMjQ3NDg0"
VIDEO = "wxv_1234567890123456789"
API = "/mp/videoplayer"


def path(name: str, size: str = "0") -> str:
    return f"/mmbiz_jpg/SmallWechat{name:_<12}/{size}"


def address(name: str, size: str = "0") -> str:
    return f"https://mmbiz.qpic.cn{path(name, size)}?wx_fmt=jpeg"


def article(number: int = 1, *names: str, media: Iterable[Media] = (), **told: object) -> Article:
    """An article with these pictures, each said to be 1080 pixels wide and 720 high."""
    found = some_article(ref(number), f"第{number}篇。", **told)
    html = "".join(f'<p><img src="{address(name)}" width="1080" height="720"></p>' for name in names)
    return replace(found, body=replace(found.body, html=html, images=tuple(map(address, names)), media=tuple(media)))


@dataclass
class World:
    """An archive, the way to a small WeChat, and the time."""

    store: Store
    wechat: SmallWechat
    plan: MediaPlan = field(default_factory=MediaPlan)
    time: datetime = NOON

    def add(self, what: Article, page: bytes = b"") -> int:
        """Archive an article with the page it is said to be on."""
        body = page or json.dumps(list(what.body.images)).encode()
        number = self.store.pages.save(RawPage("a", body + str(what.ref).encode(), NOON), "ok", None)
        saved = self.store.articles.save(what, number, NOON)
        assert saved.id
        return saved.id

    def keep(self, *articles: int) -> MediaCounts:
        """Fetch the media of articles in one run."""
        settings = FetchSettings(connect_to=parse_connect_to(self.wechat.connect_to()), delay=0, retry_pause=0)
        with MediaFetcher(settings) as door, Fetcher(settings) as pages:
            keeper = MediaKeeper(self.store, door.get_all, pages.get_page, self.plan, now=lambda: self.time)
            for number in articles:
                keeper.keep(number)
        return keeper.counts

    def uses(self, number: int) -> dict[str, MediaUse]:
        return {use.address: use for use in self.store.media.of_article(number)}

    def use(self, name: str, number: int = 1) -> MediaUse:
        return self.uses(number)[address(name)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with SmallWechat() as wechat:
        yield World(store, wechat)


def after(store: Store, faults: Faults, *names: str, plan: MediaPlan | None = None) -> tuple[World, MediaCounts]:
    """The archive after one article with these pictures was fetched from a site with these faults."""
    with SmallWechat(faults=faults) as wechat:
        world = World(store, wechat, plan or MediaPlan())
        return world, world.keep(world.add(article(1, *names)))


class TestKeeping:
    def test_everything_an_article_uses_is_kept_with_what_its_bytes_tell(self, world: World) -> None:
        cover, avatar, sleeve = address("Cover"), "https://wx.qlogo.cn/mmhead/Avatar/0", address("Sleeve")
        audio = Media("audio", "a-1", "雨声", VOICE, sleeve, 12.5)
        number = world.add(article(1, "One", "Two", media=[audio], cover_url=cover, avatar_url=avatar))
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
        assert {(use.state, use.attempts, use.reason) for use in found.values()} == {("kept", 1, None)}
        one = found[address("One")]
        assert (one.type, one.size, one.width, one.height) == ("image/png", size, 32, 20)
        assert one.fetched_from == address("One")
        assert one.sha256
        assert world.store.media.read(one.sha256) == picture_at(path("One"))
        assert (found[VOICE].type, found[VOICE].width) == ("audio/mpeg", None)
        assert counts == MediaCounts(asked=6, kept=6, bytes=sum(use.size or 0 for use in found.values()))

    def test_what_is_kept_is_not_asked_for_again(self, world: World) -> None:
        number = world.add(article(1, "One", "Two"))
        world.keep(number)
        assert world.keep(number) == MediaCounts()
        assert len(world.wechat.requests) == 2

    def test_an_address_of_several_articles_is_asked_for_once(self, world: World) -> None:
        before = [world.add(article(number, "One")) for number in (1, 2)]
        assert world.keep(*before) == MediaCounts(asked=1, kept=1, bytes=len(picture_at(path("One"))))
        later = world.add(article(3, "One"))
        assert world.keep(later) == MediaCounts()
        assert [world.use("One", number).state for number in (*before, later)] == ["kept"] * 3
        assert len(world.wechat.requests) == 1

    def test_the_same_bytes_under_two_addresses_are_there_once(self, store: Store) -> None:
        same = png(8, 8, (1, 2, 3))
        world, counts = after(store, Faults(files={path("One"): same, path("Two"): same}), "One", "Two")
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
        reasons = {use.address: (use.state, use.reason, use.attempts) for use in world.uses(number).values()}
        assert reasons[outside] == ("refused", "img.example.org is no host of WeChat's media", 0)
        assert world.wechat.requests == []

    def test_a_redirect_off_the_list_is_refused(self, store: Store) -> None:
        world, _ = after(store, Faults(redirect={path("One"): "https://evil.example/a.png"}), "One")
        use = world.use("One")
        assert (use.state, use.reason) == ("refused", "redirected to evil.example, which is not followed")

    def test_a_file_over_the_limit_is_refused(self, store: Store) -> None:
        faults = Faults(padding={path("One"): 30_000})
        world, counts = after(store, faults, "One", "Two", plan=MediaPlan(file_limit=20_000))
        assert (world.use("One").state, world.use("One").reason) == ("refused", "larger than 0.0191 MB")
        assert (counts.kept, counts.refused) == (1, 1)

    def test_an_article_over_its_limit_loses_only_what_is_too_much(self, store: Store) -> None:
        faults = Faults(padding={path(name): 10_000 for name in ("One", "Two", "Three")})
        world, counts = after(store, faults, "One", "Two", "Three", plan=MediaPlan(article_limit=25_000))
        assert (counts.kept, counts.refused) == (2, 1)
        assert {use.reason for use in world.uses(1).values()} == {None, "more than 0.0238 MB in one article"}
        other = world.add(article(2, "One", "Two", "Three"))
        with SmallWechat() as wechat:
            world.wechat = wechat
            assert world.keep(other).kept == 1, "what is too much for one article is not for another"
        assert {use.state for use in world.uses(1).values()} == {"kept"}

    def test_an_article_with_countless_pictures_gets_so_many(self, world: World) -> None:
        world.plan = MediaPlan(article_files=5)
        number = world.add(article(1, *map(str, range(20))))
        counts = world.keep(number)
        assert (counts.kept, counts.refused, len(world.wechat.requests)) == (5, 15, 5)
        assert world.use("19").reason == "more than 5 files in one article"


class TestFallback:
    @pytest.mark.parametrize("body", [None, b"", b"<html>"])
    def test_without_the_original_size_the_address_in_the_page_is_asked(self, store: Store, body: bytes | None) -> None:
        faults = Faults(status={path("One"): (404, ALWAYS)}) if body is None else Faults(files={path("One"): body})
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
    def test_no_page_misleads_the_search_for_another_address(self, store: Store, page: bytes) -> None:
        with SmallWechat(faults=Faults(status={path("One"): (404, ALWAYS)})) as wechat:
            world = World(store, wechat)
            assert world.keep(world.add(article(1, "One"), page)).failed == 1
            assert len(wechat.requests) == 1

    def test_a_short_name_is_not_looked_for_in_the_page(self, store: Store) -> None:
        found = article(1)
        short = "https://mmbiz.qpic.cn/mmbiz_jpg/a/0"
        with SmallWechat(faults=Faults(status={"/mmbiz_jpg/a/0": (404, ALWAYS)})) as wechat:
            world = World(store, wechat)
            number = world.add(replace(found, body=replace(found.body, images=(short,))), short[:-1].encode() + b"640")
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


class TestHealing:
    def test_attempts_are_further_and_further_apart_until_it_has_failed(self, store: Store) -> None:
        with SmallWechat(faults=Faults(status={path("One"): (503, ALWAYS)})) as wechat:
            world = World(store, wechat)
            number = world.add(article(1, "One"))
            for attempt, pause in enumerate(PAUSES, 1):
                assert world.keep(number) == MediaCounts(asked=1, wanted=1)
                use = world.use("One")
                assert (use.state, use.reason, use.attempts) == ("wanted", "HTTP 503", attempt)
                assert use.not_before == world.time + pause
                world.time += pause - timedelta(seconds=1)
                assert world.keep(number) == MediaCounts(), "not before its time"
                world.time += timedelta(seconds=1)
            assert world.keep(number) == MediaCounts(asked=1, failed=1)
            assert world.use("One").state == "failed"

    def test_what_should_wait_can_be_asked_for_at_once(self, store: Store) -> None:
        world, _ = after(store, Faults(reset={path("One"): ALWAYS}), "One")
        assert world.use("One").state == "wanted"
        with SmallWechat() as wechat:
            world.wechat, world.plan = wechat, MediaPlan(at_once=True)
            assert world.keep(1).kept == 1

    def test_a_host_that_is_down_is_no_attempt_of_what_was_not_asked_for(self, store: Store) -> None:
        names = [str(number) for number in range(30)]
        world, counts = after(store, Faults(reset={path(name): ALWAYS for name in names}), *names)
        assert counts == MediaCounts(asked=30, wanted=30)
        attempts = [use.attempts for use in world.uses(1).values()]
        assert 0 < sum(attempts) < 10
        with SmallWechat() as wechat:
            world.wechat, world.time = wechat, NOON + timedelta(hours=1)
            assert world.keep(1).kept == 30

    def test_a_run_that_ends_in_the_middle_is_continued(self, world: World) -> None:
        number = world.add(article(1, *map(str, range(40))))
        settings = FetchSettings(connect_to=parse_connect_to(world.wechat.connect_to()))
        with MediaFetcher(settings) as door:

            def broken(asked: Iterable[Asked]) -> Iterator[tuple[Asked, Download | Missed]]:
                for count, found in enumerate(door.get_all(asked)):
                    if count == 20:
                        if isinstance(found[1], Download):
                            found[1].content.close()
                        raise KeyboardInterrupt
                    yield found

            with pytest.raises(KeyboardInterrupt):
                MediaKeeper(world.store, broken, lambda url: RawPage(url, b"", NOON)).keep(number)
        kept = sum(use.state == "kept" for use in world.uses(number).values())
        assert kept == 20, "what came before is kept"
        assert world.keep(number).kept == 40 - kept


class TestPlaceholder:
    def test_it_is_recognised_and_asked_for_again_later(self, store: Store) -> None:
        with SmallWechat(faults=Faults(placeholders={path("One"): 1})) as wechat:
            world = World(store, wechat)
            number = world.add(article(1, "One", "Two"))
            assert world.keep(number) == MediaCounts(2, kept=1, wanted=1, bytes=len(picture_at(path("Two"))))
            use = world.use("One")
            assert (use.state, use.sha256, use.not_before) == ("wanted", None, NOON + PAUSES[0])
            assert use.reason == "the site's placeholder instead of the picture (hot-link protection)"
            world.time += PAUSES[0]
            assert world.keep(number).kept == 1
            assert store.media.read(world.use("One").sha256 or "") == picture_at(path("One"))

    def test_once_known_it_is_recognised_everywhere_also_where_it_was_kept(self, store: Store) -> None:
        faults = Faults(placeholders={path(name): 1 for name in ("One", "Early", "Late")})
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat)
            early = world.add(article(1, cover_url=address("Early")))
            assert world.keep(early).kept == 1, "of a cover no page tells the size"
            assert world.keep(world.add(article(2, "One"))).wanted == 1
            assert world.keep(world.add(article(3, cover_url=address("Late")))).wanted == 1
            assert world.use("Early").state == "wanted"
            assert store.media.totals().files == 0
            world.time += timedelta(hours=1)
            assert world.keep(1, 2, 3).kept == 3

    @pytest.mark.parametrize(
        "picture",
        [png(120, 80, (1, 2, 3)) + bytes(2_000), png(300, 225, (9, 9, 9)), placeholder() + bytes(40_000)],
        ids=["of the stated shape", "too small a file", "too large a file"],
    )
    def test_a_real_picture_is_not_taken_for_one(self, store: Store, picture: bytes) -> None:
        world, counts = after(store, Faults(files={path("One"): picture}), "One")
        assert (counts.kept, world.use("One").state) == (1, "kept")


class TestVideo:
    def add(self, world: World) -> int:
        return world.add(article(1, media=[Media("video", VIDEO, "桥"), Media("video", "x0123456789", "别处的")]))

    def test_videos_are_fetched_only_if_they_are_asked_for(self, world: World) -> None:
        number = self.add(world)
        assert world.keep(number) == MediaCounts()
        assert [(use.address, use.state) for use in world.uses(number).values()] == [(VIDEO, "wanted")]

    def test_the_best_one_is_kept_and_its_signature_is_not(self, world: World) -> None:
        world.plan = MediaPlan(video=True)
        number = self.add(world)
        data = film(film_path(VIDEO, 10002))
        assert world.keep(number) == MediaCounts(asked=1, kept=1, bytes=len(data))
        use = world.uses(number)[VIDEO]
        assert (use.type, use.fetched_from) == ("video/mp4", f"https://mpvideo.qpic.cn{film_path(VIDEO, 10002)}")
        assert b"".join(world.store.media.stream(use.sha256 or "", 999)) == data
        assert [host for _, host, _ in world.wechat.requests] == ["mp.weixin.qq.com", "mpvideo.qpic.cn"]
        assert SIGNATURE.encode() not in world.store.path.read_bytes()

    def test_a_smaller_one_is_kept_if_the_best_is_too_large(self, world: World) -> None:
        world.plan = MediaPlan(video=True, video_limit=5_000)
        number = self.add(world)
        assert world.keep(number).kept == 1
        world.plan = MediaPlan(video=True, video_limit=500)
        other = world.add(article(2, media=[Media("video", "wxv_999")]))
        assert world.keep(other) == MediaCounts(asked=1, refused=1)
        assert world.uses(other)["wxv_999"].reason == "larger than 0.000477 MB"

    @pytest.mark.parametrize(
        ("faults", "state", "reason"),
        [
            (Faults(files={API: b'{"base_resp":{"ret":-1}}'}), "wanted", "WeChat names no address of this video"),
            (Faults(files={API: b'{"url_info":[1,{"url":2}]}'}), "wanted", "WeChat names no address of this video"),
            (Faults(files={API: b"[" * 100_000}), "wanted", "WeChat names no address of this video"),
            (
                Faults(files={API: states.challenge("https://mp.weixin.qq.com/").encode()}),
                "wanted",
                "WeChat names no address of this video",
            ),
            (
                Faults(redirect={API: "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"}),
                "wanted",
                "WeChat asks for a verification",
            ),
            (Faults(status={API: (404, ALWAYS)}), "wanted", "the server refused (HTTP 404)"),
            (
                Faults(files={API: b'{"url_info":[{"url":"https://evil.example/a.mp4"}]}'}),
                "refused",
                "evil.example is no host of WeChat's media",
            ),
            (Faults(files={film_path(VIDEO, 10002): b"<html>"}), "failed", "an HTML page"),
            (Faults(files={film_path(VIDEO, 10002): png(1, 1, (0, 0, 0))}), "failed", "image/png instead of a video"),
        ],
    )
    def test_a_video_that_cannot_be_had_is_recorded(
        self, store: Store, faults: Faults, state: str, reason: str
    ) -> None:
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat, MediaPlan(video=True))
            number = self.add(world)
            world.keep(number)
            use = world.uses(number)[VIDEO]
            assert (use.state, use.reason) == (state, reason)

    def test_no_page_is_asked_again_after_a_verification_page(self, store: Store) -> None:
        faults = Faults(redirect={API: "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"})
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat, MediaPlan(video=True))
            videos = [Media("video", f"wxv_{number}") for number in range(5)]
            assert world.keep(world.add(article(1, media=videos))) == MediaCounts(asked=5, wanted=5)
            assert len([target for _, _, target in wechat.requests if target.startswith(API)]) == 1


class TestOutcomes:
    def outcomes(self, world: World, *given: Outcome) -> list[Outcome]:
        settings = FetchSettings(connect_to=parse_connect_to(world.wechat.connect_to()), retry_pause=0)
        with MediaFetcher(settings) as door, Fetcher(settings) as pages:
            return list(with_media(given, MediaKeeper(world.store, door.get_all, pages.get_page)))

    def test_an_outcome_says_how_many_pictures_are_missing(self, store: Store) -> None:
        with SmallWechat(faults=Faults(status={path("One"): (404, ALWAYS)})) as wechat:
            world = World(store, wechat)
            number = world.add(article(1, "One", "Two", media=[Media("video", VIDEO)]))
            created = Outcome("a", "created", id=number)
            partial = Outcome("a", "partial", id=number, message="一处缺失")
            assert self.outcomes(world, created, partial) == [
                replace(created, message="(1 of 2 media files missing)"),
                replace(partial, message="一处缺失 (1 of 2 media files missing)"),
            ]

    def test_other_outcomes_pass_as_they_are(self, world: World) -> None:
        number = world.add(article(1, "One"))
        whole = Outcome("a", "skipped", id=number)
        given = [Outcome("b", "failed"), Outcome("c", "gone", id=number), whole]
        assert self.outcomes(world, *given) == given
        assert list(with_media(given, None)) == given

    def test_catching_up_tells_of_the_articles_something_was_asked_for(self, world: World) -> None:
        first = world.add(article(1, "One", "Two"))
        second = world.add(article(2, "One"))
        settings = FetchSettings(connect_to=parse_connect_to(world.wechat.connect_to()))
        with MediaFetcher(settings) as door, Fetcher(settings) as pages:
            keeper = MediaKeeper(world.store, door.get_all, pages.get_page)
            lacking = world.store.media.articles_lacking(Filter())
            assert lacking == [second, first]
            assert list(catch_up([first, second], keeper)) == [Lacking(first, 0, 2)]
        assert world.store.media.articles_lacking(Filter()) == []
