"""Changing an archive from a program: fetching politely, files in and out, the queue."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest

import wxarchive
from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import page
from tests.support.shelves import ALBUM_URL, shelf, street
from wxarchive import ExportOptions, FetchSettings, Outcome, Rules
from wxarchive.models import QueueItem
from wxarchive.sources import PAGE_LIMIT

WATER, LEAVES, METER, SPRING, NOTE, STONES, NIGHT, SEVENTH = DEMO_SITE.posts


@pytest.fixture
def wechat() -> Iterator[SmallWechat]:
    with SmallWechat(DEMO_SITE) as running:
        yield running


def asking(wechat: SmallWechat) -> FetchSettings:
    return FetchSettings(delay=0, connect_to=dict(one.split("=", 1) for one in wechat.connect_to()))


def statuses(outcomes: Iterator[Outcome]) -> list[str]:
    return [one.status for one in outcomes]


def test_articles_are_added_followed_and_checked(tmp_path: Path, wechat: SmallWechat) -> None:
    asked: list[QueueItem] = []
    with wxarchive.open(
        tmp_path / "new.db", write=True, network=asking(wechat), on_fetch=asked.append
    ) as archive:
        assert statuses(archive.add(SEVENTH.short_url, rules=Rules(follow=1))) == ["created"] * 3
        assert statuses(archive.add(SEVENTH.short_url)) == ["skipped"]
        assert statuses(archive.check(SEVENTH.title)) == ["unchanged"]
        assert [one.wanted.why for one in asked] == ["asked", "link", "link", "check"]
        kept = [use for use in archive.media(SEVENTH.title) if use.state == "kept" and use.sha256]
        assert kept
        file = archive.file(kept[0].sha256 or "")
        assert len(archive.file_bytes(file.sha256)) == file.size
        assert archive.file_bytes(file.sha256, 1, 3) == archive.file_bytes(file.sha256)[1:4]
        assert archive.file_bytes(file.sha256, 5) == archive.file_bytes(file.sha256)[5:]
        assert statuses(archive.add(WATER.short_url)) == ["created"]
        assert "data:image/" in archive.html(WATER.title, embed=True)


def test_a_challenge_ends_the_run_and_the_rest_waits(tmp_path: Path) -> None:
    with (
        SmallWechat(DEMO_SITE, Faults(challenge_after=1)) as wechat,
        wxarchive.open(tmp_path / "new.db", write=True, network=asking(wechat)) as archive,
    ):
        outcomes = archive.add(WATER.short_url, LEAVES.short_url, METER.short_url, media=False)
        assert statuses(outcomes) == ["created", "blocked", "blocked"]
        assert archive.queue_counts()["waiting"] == 2
        pause = archive.pause()
        assert pause is not None
        assert pause.why == "challenge"
        assert [one.wanted.address for one in archive.queue()] == [
            LEAVES.short_url,
            METER.short_url,
        ]


def test_a_run_ends_after_the_article_in_hand(tmp_path: Path, wechat: SmallWechat) -> None:
    stop = Event()
    with wxarchive.open(
        tmp_path / "new.db",
        write=True,
        network=asking(wechat),
        stop=stop,
        on_fetch=lambda _: stop.set(),
    ) as archive:
        assert statuses(archive.add(WATER.short_url, LEAVES.short_url, media=False)) == ["created"]
        stop.clear()
        assert statuses(archive.resume(media=False)) == ["created"]


def test_rows_of_the_queue_are_put_in_and_dropped(tmp_path: Path, wechat: SmallWechat) -> None:
    with wxarchive.open(tmp_path / "new.db", write=True, network=asking(wechat)) as archive:
        assert archive.enqueue(f"看这个 {WATER.short_url} 和 {LEAVES.short_url}") == 2
        assert archive.enqueue(WATER.short_url) == 0
        first, _ = archive.queue()
        assert archive.drop() == 0
        assert archive.drop(first.id) == 1
        assert statuses(archive.resume(media=False)) == ["created"]
        assert archive.drop(everything=True) == 0


def test_files_come_in_and_go_out(tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(page(WATER), "utf-8")
    with wxarchive.open(tmp_path / "new.db", write=True) as archive:
        assert statuses(archive.import_(saved)) == ["created"]
        assert statuses(archive.reparse(1)) == ["unchanged"]
        assert archive.reindex() == 1
        done = list(archive.export(tmp_path / "out"))
        assert (tmp_path / "out" / str(done[0].file)).is_file()
        stream = BytesIO()
        assert [one.status for one in archive.export(stream, options=ExportOptions("jsonl"))] == [
            "written"
        ]
        assert WATER.title in stream.getvalue().decode()
        with pytest.raises(wxarchive.UsageError, match="--prune does not go with --jsonl"):
            archive.export(stream, options=ExportOptions("jsonl", prune=True))
        with pytest.raises(wxarchive.UsageError, match="no address of a WeChat article"):
            archive.import_(saved, url="https://example.org/")


def test_lists_are_subscribed_to_and_synced(tmp_path: Path) -> None:
    with (
        shelf(tmp_path, street(3)) as (program, wechat),
        wxarchive.open(program.db, write=True, network=asking(wechat)) as archive,
    ):
        assert [one.status for one in archive.subscribe(ALBUM_URL)] == ["created"]
        assert [one.status for one in archive.subscribe(WATER.short_url)] == ["failed"]
        [subscription] = archive.subscriptions()
        assert subscription.read_at is None
        assert statuses(archive.sync(media=False)) == ["created"] * 4  # the list, and its articles
        assert archive.subscriptions()[0].read_at is not None
        assert archive.unsubscribe(str(subscription.id)).url == subscription.url
        assert archive.subscriptions() == ()


def test_bytes_at_hand_are_archived_at_once(tmp_path: Path) -> None:
    content, picture = page(WATER).encode(), b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    with wxarchive.open(tmp_path / "new.db", write=True) as archive:
        [outcome] = archive.import_page(content, url=WATER.short_url)
        assert (outcome.status, outcome.source) == ("created", WATER.short_url)
        [again] = archive.import_page(content, name="water.html")
        assert (again.status, again.source) == ("unchanged", "water.html")
        wanted = next(use for use in archive.media(WATER.title) if use.role == "picture")
        archive.keep_file(wanted.address, picture)
        [kept] = [use for use in archive.media(WATER.title) if use.state == "kept"]
        assert archive.file(kept.sha256 or "").type == "image/svg+xml"
        with pytest.raises(wxarchive.UsageError):
            archive.keep_file(wanted.address, b"no picture")


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    with wxarchive.open(tmp_path / "new.db", write=True) as archive:

        def interrupted() -> None:
            with archive.atomic():
                archive.import_page(page(WATER).encode())
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert archive.count() == 0


def test_addresses_are_found_in_any_text() -> None:
    text = f"看这个：{WATER.short_url}，再看 {ALBUM_URL} 和 https://example.org/ {WATER.short_url}"
    assert wxarchive.find_addresses(text) == (WATER.short_url, ALBUM_URL)


def test_other_archives_are_taken_in(past: Path, tmp_path: Path) -> None:
    with wxarchive.open(tmp_path / "all.db", write=True) as archive:
        assert statuses(archive.merge(past, dry_run=True)).count("created") == 12
        assert archive.count() == 0
        assert statuses(archive.merge(past)).count("created") == 12
        assert archive.count() == 12


def test_a_page_that_is_too_large_is_said_to_be_larger_than_the_most(tmp_path: Path) -> None:
    with wxarchive.open(tmp_path / "a.db", write=True) as archive:
        [outcome] = archive.import_page(bytes(PAGE_LIMIT + 1))
    most = PAGE_LIMIT // 2**20
    assert outcome.message == f"page.html: the page has {most + 1} MB, {most} are the most"
