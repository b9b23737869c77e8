"""One row, file, picture or article that nobody expected to be so is one failed outcome; the others
are worked on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.archive.media.world import address
from tests.archive.media.world import article as with_pictures
from tests.archive.world import BRIDGE, World
from tests.store.making import ref as some_ref
from tests.support.exporting import article, selection
from tests.support.importing import DAY
from tests.support.webs import Web, chain_of, ours, ref, statuses
from wxarchive.archive.check import check
from wxarchive.archive.crawl.run import ATTEMPTS, wait
from wxarchive.archive.import_ import import_files
from wxarchive.archive.media.keeper import MediaKeeper
from wxarchive.containment import bug, contained
from wxarchive.errors import Bug, StoreError
from wxarchive.export import export
from wxarchive.export.options import ExportOptions, Form
from wxarchive.models import (
    CheckFilter,
    CrawlTarget,
    Download,
    DownloadFailure,
    DownloadRequest,
    DownloadResult,
    Metadata,
    RawPage,
    Rules,
    StoredArticle,
)
from wxarchive.sources.source import SavedPage
from wxarchive.store.database import Store


def failed_to(work: str) -> str:
    hint = "please report it, with the output under WXARCHIVE_DEBUG=1"
    return f"failed to {work} (a bug): RecursionError: too deep; {hint}"


OUT_OF_TIME = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=12)))
"""A time that no zone east of its own can tell."""


@pytest.fixture
def world(tmp_path: Path, store: Store) -> World:
    return World(store, tmp_path)


@pytest.fixture
def chain(store: Store) -> Web:
    return chain_of(Web(store), 9)


def too_deep_at(*places: str) -> Callable[[str], None]:
    def met(url: str) -> None:
        if url in places:
            raise RecursionError("too deep")

    return met


class TestCrawl:
    def test_a_page_nobody_expected_fails_alone_and_goes_behind_the_others(
        self, chain: Web
    ) -> None:
        chain.on_fetch = too_deep_at(ref(ours(8)).url)
        outcomes = chain.add(ours(9), follow=9)
        assert statuses(outcomes) == ["created", "failed", *["created"] * 7]
        assert outcomes[1].message == failed_to("fetch this")
        [row] = chain.store.queue.list()
        assert (row.state, row.attempts, row.not_before, row.error) == (
            "waiting",
            1,
            chain.time + wait(0),
            failed_to("fetch this"),
        )

    def test_after_the_last_attempt_it_has_failed(self, chain: Web) -> None:
        chain.on_fetch = too_deep_at(ref(ours(8)).url)
        chain.add(ours(8))
        for attempt in range(1, ATTEMPTS):
            chain.time += wait(attempt)
            chain.resume()
        assert chain.states() == {"failed": 1}

    def test_a_check_that_meets_a_bug_is_counted_too(self, chain: Web) -> None:
        chain.add(ours(9), ours(8))
        chain.on_fetch = too_deep_at(ref(ours(9)).url)
        chain.time += timedelta(days=9)
        which = CheckFilter()
        found = check(
            which, store=chain.store, fetch=chain.fetch, parse=chain.parse, outside=chain.outside
        )
        assert sorted(statuses(list(found))) == ["failed", "unchanged"]
        assert [row.attempts for row in chain.store.queue.list()] == [1]

    def test_a_row_nobody_can_work_on_does_not_hold_the_queue(self, chain: Web) -> None:
        crawl = chain.store.queue.begin(Rules(), chain.time)
        rows = [
            CrawlTarget("https://mp.weixin.qq.com/?", kind="album"),
            CrawlTarget(ref(ours(1)).url),
        ]
        chain.store.queue.add(crawl, rows, chain.time)
        assert sorted(statuses(chain.resume())) == ["created", "failed"]

    @pytest.mark.parametrize(
        "error", [KeyboardInterrupt(), SystemExit(), StoreError("the disk is full")], ids=repr
    )
    def test_the_end_of_the_run_is_nobodys_outcome(self, chain: Web, error: BaseException) -> None:
        def stop(_: str) -> None:
            raise error

        chain.on_fetch = stop
        with pytest.raises(type(error)):
            chain.add(ours(9), ours(8))
        assert chain.states() == {"waiting": 2}


class TestFiles:
    def test_a_file_nobody_expected_fails_alone(self, world: World) -> None:
        hostile = replace(
            BRIDGE, ref=some_ref(7), metadata=Metadata(title="晚", published_at=OUT_OF_TIME)
        )
        pages = [world.save(hostile, "a.html"), world.save(BRIDGE, "b.html")]
        first, second = import_files(pages, store=world.store, parse=world.parse, now=lambda: DAY)
        assert (first.status, second.status) == ("failed", "created")
        assert (first.message or "").startswith("failed to import this file (a bug): OverflowError")
        assert statuses(world.add(*pages)) == ["failed", "unchanged"]

    def test_a_member_that_cannot_be_had_fails_alone(self, world: World) -> None:
        bad = SavedPage("a.zip/a.html", Path("a.html"), contained=_Unreadable())
        outcomes = import_files(
            [bad, world.save(BRIDGE)], store=world.store, parse=world.parse, now=lambda: DAY
        )
        assert statuses(list(outcomes)) == ["failed", "created"]

    def test_a_page_nobody_expected_any_more_is_told_when_all_are_read_again(
        self, world: World
    ) -> None:
        bad, _ = (
            world.save(BRIDGE, "a.html"),
            world.save(replace(BRIDGE, ref=some_ref(7)), "b.html"),
        )
        world.add(bad, SavedPage("b.html", world.folder / "b.html"))
        world.meanings[bad.path.read_bytes()] = replace(
            BRIDGE, metadata=Metadata(published_at=OUT_OF_TIME)
        )
        assert statuses(world.reparse()) == ["failed", "unchanged"]
        assert world.titles() == ["石桥", "石桥"]


class _Unreadable:
    saved_at = DAY

    def read(self, limit: int, what: str) -> bytes:
        raise RecursionError("too deep")

    def beside(self, name: str, limit: int) -> bytes | None:
        return None


class TestMedia:
    def test_a_picture_nobody_expected_is_tried_again_and_the_others_are_kept(
        self, store: Store
    ) -> None:
        page = store.pages.save(RawPage("a", b"a", DAY), "ok", None)
        saved = store.articles.save(with_pictures(1, "one", "two"), page, DAY)
        assert saved.id
        keeper = MediaKeeper(store, _get_all, lambda _: RawPage("", b"", DAY), now=lambda: DAY)
        keeper.keep(saved.id)
        assert (keeper.counts.asked, keeper.counts.wanted, keeper.counts.failed) == (2, 1, 1)
        uses = {
            use.address: (use.state, use.attempts, use.reason)
            for use in store.media.of_article(saved.id)
        }
        assert uses == {
            address("one"): ("wanted", 1, failed_to("store this file")),
            address("two"): ("failed", 1, "HTTP 404"),
        }


def _get_all(asked: Iterable[DownloadRequest]) -> Iterator[tuple[DownloadRequest, DownloadResult]]:
    for one in asked:
        if "one" in one.name:
            # it is never read
            yield one, Download(_Broken(), "0" * 64, 1, one.address)  # type: ignore[arg-type]
        else:
            yield one, DownloadFailure("HTTP 404", "lasting")


class _Broken:
    def read(self, _: int) -> bytes:
        raise RecursionError("too deep")

    def close(self) -> None:
        pass


@pytest.mark.parametrize("form", ["md", "html", "epub", "jsonl", "csv", "csl", "ris", "bibtex"])
def test_an_article_that_cannot_be_rendered_is_one_failed_item(tmp_path: Path, form: Form) -> None:
    chosen = selection([article(1, "一"), article(2, "二"), article(3, "三")])

    def whole(number: int) -> StoredArticle:
        if number == 2:
            raise RecursionError("too deep")
        return chosen.whole(number)

    done = list(export(replace(chosen, whole=whole), tmp_path / "out", ExportOptions(form)))
    assert {one.id: one.status for one in done if one.id} == {
        1: "written",
        2: "failed",
        3: "written",
    }
    assert [one.message for one in done if one.status == "failed"] == [
        failed_to("export this article")
    ]


def test_a_bug_is_told_by_its_kind_and_quotes_no_credential() -> None:
    assert str(bug(MemoryError(), "read this page")) == "it needs more memory than there is"
    assert (
        str(bug(OSError(28, "No space left on device"), "read this page"))
        == "the system refused it: No space left on device"
    )
    assert "HIDDEN" not in str(
        bug(ValueError("https://mp.weixin.qq.com/s?a=1&key=HIDDEN"), "read this page")
    )
    with (
        pytest.raises(Bug, match=r"^failed to read this page \(a bug\): KeyError;"),
        contained("read this page"),
    ):
        raise KeyError
    with pytest.raises(OSError, match="no room"), contained("read this page", OSError):
        raise OSError("no room")
