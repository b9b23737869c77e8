"""What media become that do not come at once: retries, placeholders, videos, what is told of
them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.archive.media.world import API, NOON, VIDEO, World, address, after, article, path
from tests.smallwechat import Faults, SmallWechat, states
from tests.smallwechat.media import SIGNATURE, film, film_path
from tests.smallwechat.pictures import picture_at, placeholder, png
from tests.smallwechat.server import ALWAYS
from wxarchive.archive.media.attempts import PAUSES, miss_of
from wxarchive.archive.media.keeper import MediaCounts, MediaKeeper, MediaPlan
from wxarchive.archive.media.run import catch_up, with_media
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to
from wxarchive.models import (
    Download,
    DownloadFailure,
    DownloadRequest,
    DownloadResult,
    Filter,
    Media,
    MediaShortfall,
    Outcome,
    Pause,
    RawPage,
)
from wxarchive.store import MediaMiss
from wxarchive.store.database import Store


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

    def test_a_host_that_is_down_is_no_attempt_of_what_was_not_asked_for(
        self, store: Store
    ) -> None:
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

            def broken(
                asked: Iterable[DownloadRequest],
            ) -> Iterator[tuple[DownloadRequest, DownloadResult]]:
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
            assert world.keep(number) == MediaCounts(
                2, kept=1, wanted=1, bytes=len(picture_at(path("Two")))
            )
            use = world.use("One")
            assert (use.state, use.sha256, use.not_before) == ("wanted", None, NOON + PAUSES[0])
            assert (
                use.reason == "the site's placeholder instead of the picture (hot-link protection)"
            )
            world.time += PAUSES[0]
            assert world.keep(number).kept == 1
            assert store.media.read(world.use("One").sha256 or "") == picture_at(path("One"))

    def test_once_known_it_is_recognised_everywhere_also_where_it_was_kept(
        self, store: Store
    ) -> None:
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
        ("picture", "state"),
        [
            (png(360, 240, (1, 2, 3)) + bytes(2_000), "kept"),
            (png(300, 225, (9, 9, 9)), "doubtful"),
            (placeholder() + bytes(40_000), "doubtful"),
        ],
        ids=["of the stated shape", "too small a file", "too large a file"],
    )
    def test_another_picture_is_not_taken_for_one(
        self, store: Store, picture: bytes, state: str
    ) -> None:
        world, counts = after(store, Faults(files={path("One"): picture}), "One")
        assert (counts.wanted, world.use("One").state) == (0, state)


def test_what_was_not_asked_for_in_a_pause_waits_for_its_end(world: World) -> None:
    world.add(article(1, "One"))
    missed = DownloadFailure("not fetched: its host asks for a pause", "heals", 3600, asked=False)
    noted = MediaMiss("wanted", missed.reason, 0, NOON + timedelta(hours=1))
    assert miss_of(world.use("One"), missed, NOON) == noted


class TestVideo:
    def add(self, world: World) -> int:
        return world.add(
            article(1, media=[Media("video", VIDEO, "桥"), Media("video", "x0123456789", "别处的")])
        )

    def test_videos_are_fetched_only_if_they_are_asked_for(self, world: World) -> None:
        number = self.add(world)
        assert world.keep(number) == MediaCounts()
        assert [(use.address, use.state) for use in world.uses(number).values()] == [
            (VIDEO, "wanted")
        ]

    def test_the_best_one_is_kept_and_its_signature_is_not(self, world: World) -> None:
        world.plan = MediaPlan(video=True)
        number = self.add(world)
        data = film(film_path(VIDEO, 10002))
        assert world.keep(number) == MediaCounts(asked=1, kept=1, bytes=len(data))
        use = world.uses(number)[VIDEO]
        assert (use.type, use.fetched_from) == (
            "video/mp4",
            f"https://mpvideo.qpic.cn{film_path(VIDEO, 10002)}",
        )
        assert b"".join(world.store.media.stream(use.sha256 or "", 999)) == data
        assert [host for _, host, _ in world.wechat.requests] == [
            "mp.weixin.qq.com",
            "mpvideo.qpic.cn",
        ]
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
            (
                Faults(files={API: b'{"base_resp":{"ret":-1}}'}),
                "wanted",
                "WeChat names no address of this video",
            ),
            (
                Faults(files={API: b'{"url_info":[1,{"url":2}]}'}),
                "wanted",
                "WeChat names no address of this video",
            ),
            (
                Faults(files={API: b"[" * 100_000}),
                "wanted",
                "WeChat names no address of this video",
            ),
            (
                Faults(files={API: states.challenge("https://mp.weixin.qq.com/").encode()}),
                "wanted",
                "WeChat names no address of this video",
            ),
            (
                Faults(
                    redirect={API: "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"}
                ),
                "wanted",
                "WeChat asks for verification",
            ),
            (Faults(status={API: (404, ALWAYS)}), "wanted", "the server refused (HTTP 404)"),
            (
                Faults(files={API: b'{"url_info":[{"url":"https://evil.example/a.mp4"}]}'}),
                "refused",
                "evil.example is no host of WeChat's media",
            ),
            (Faults(files={film_path(VIDEO, 10002): b"<html>"}), "failed", "an HTML page"),
            (
                Faults(files={film_path(VIDEO, 10002): png(1, 1, (0, 0, 0))}),
                "failed",
                "image/png instead of a video",
            ),
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
        faults = Faults(
            redirect={API: "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"}
        )
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat, MediaPlan(video=True))
            videos = [Media("video", f"wxv_{number}") for number in range(5)]
            assert world.keep(world.add(article(1, media=videos))) == MediaCounts(asked=5, wanted=5)
            assert len([target for _, _, target in wechat.requests if target.startswith(API)]) == 1

    def test_a_verification_that_a_video_meets_makes_every_run_pause(self, store: Store) -> None:
        faults = Faults(
            redirect={API: "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"}
        )
        with SmallWechat(faults=faults) as wechat:
            world = World(store, wechat, MediaPlan(video=True))
            number = self.add(world)
            world.keep(number)
            assert store.hosts.pause(NOON) == Pause(
                "mp.weixin.qq.com", NOON, NOON + timedelta(hours=2), "challenge"
            )
            world.time += timedelta(hours=1)
            world.keep(number)
            use = world.uses(number)[VIDEO]
            assert (use.attempts, use.reason) == (1, "not fetched: WeChat asks for verification")
            assert len(wechat.requests) == 2

    @pytest.mark.parametrize(
        ("plan", "asks"),
        [
            (MediaPlan(video=True), False),
            (MediaPlan(video=True, assisted=True), False),
            (MediaPlan(video=True, at_once=True), True),
        ],
    )
    def test_a_busy_server_is_asked_for_no_video_in_its_pause(
        self, store: Store, plan: MediaPlan, *, asks: bool
    ) -> None:
        store.hosts.busy(NOON, 600)
        with SmallWechat() as wechat:
            world = World(store, wechat, plan)
            number = self.add(world)
            world.keep(number)
            assert bool(wechat.requests) == asks
            told = "not fetched: WeChat asks for a pause"
            assert world.uses(number)[VIDEO].reason == (None if asks else told)

    def test_a_pause_that_is_asked_for_instead_of_a_video_holds_for_pages(
        self, store: Store
    ) -> None:
        with SmallWechat(faults=Faults(status={API: (503, ALWAYS)}, retry_after="600")) as wechat:
            world = World(store, wechat, MediaPlan(video=True))
            world.keep(self.add(world))
        assert store.hosts.pause(NOON) == Pause(
            "mp.weixin.qq.com", NOON, NOON + timedelta(minutes=10), "busy"
        )

    def test_a_person_who_passes_verifications_is_asked_for_one(self, store: Store) -> None:
        store.hosts.challenged(NOON)
        with SmallWechat() as wechat:
            world = World(store, wechat, MediaPlan(video=True, assisted=True))
            number = self.add(world)
            world.keep(number)
            assert world.uses(number)[VIDEO].state == "kept"


class TestOutcomes:
    def outcomes(self, world: World, *given: Outcome) -> list[Outcome]:
        settings = FetchSettings(
            connect_to=parse_connect_to(world.wechat.connect_to()), retry_pause=0
        )
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
            assert list(catch_up([first, second], keeper)) == [MediaShortfall(first, 0, 2)]
        assert world.store.media.articles_lacking(Filter()) == []
