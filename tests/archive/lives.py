"""Archives with random pasts that have pages, articles and files in common, cheaply made."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st

from tests.store.making import BIZ, link, ref, short
from wxarchive.anchoring import Quote
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import ingest
from wxarchive.clock import BEIJING
from wxarchive.errors import NotFound
from wxarchive.models import (
    Album,
    Article,
    ArticleRef,
    Body,
    CrawlTarget,
    End,
    ListItem,
    ListPage,
    ListRef,
    Media,
    Metadata,
    Origin,
    QueueItem,
    RawPage,
    Rules,
    StatePage,
)
from wxarchive.store import MediaFile, MediaMiss, NewHighlight, Store, Turn
from wxarchive.store.sqlite import time_text

START = datetime(2026, 3, 1, 8, 0, tzinfo=BEIJING)
LATER = START + timedelta(days=100)
Sort = Literal["page", "file", "dump", "record", "gone", "expired", "noise"]
Name = Literal["long", "both", "short", "none"]


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


@dataclass(frozen=True, order=True)
class Receipt:
    """A page of one of a few articles. ``copy`` tells pages of the same content apart."""

    hour: int
    post: int
    sort: Sort = "page"
    name: Name = "long"
    text: int = 0
    copy: int = 0

    def body(self) -> bytes:
        told = [self.post, self.sort, self.name, self.text, self.copy]
        if self.sort in {"gone", "expired"}:
            told = [0, self.sort, "none", 0, self.copy]  # notices are alike
        return json.dumps(told).encode()

    def received(self) -> Received:
        is_file = self.sort in {"file", "dump", "record"} or self.name == "none"
        asked = address(self.post, self.name)
        url = asked.url if asked and not is_file else None
        page = RawPage(
            url or f"{self.post}.html",
            self.body(),
            at(self.hour),
            url,
            url,
            None if is_file else 200,
            from_file=is_file,
            dated_by="file" if is_file else "receipt",
        )
        return Received(page.source, page, asked, LATER)


def address(post: int, name: Name) -> ArticleRef | None:
    long, brief = ref(post + 1), short(f"post{post}")
    both = ArticleRef(long.url, long.key, brief.url)
    return {"long": long, "both": both, "short": brief, "none": None}[name]


def parse(page: RawPage) -> Article | StatePage:
    """Read what :meth:`Receipt.body` wrote."""
    post, sort, name, text, copy = json.loads(page.body)
    if sort in {"gone", "expired"}:
        return StatePage("deleted" if sort == "gone" else "expired", "已被删除")
    if sort == "noise":
        return StatePage("unknown", "?")
    where = address(post, name)
    body = Body(
        f"<p>茶{post}桥{text}</p>",
        f"茶{post}桥{text}",
        (f"https://mmbiz.qpic.cn/{post}-{text}/0", "https://mmbiz.qpic.cn/common/0"),
        (Media("audio", f"a{text}", "雨", f"https://res.wx.qq.com/{post}"),),
        (link(ref(post + 2)), link(short(f"post{(post + 1) % 4}"))) if copy % 2 == 0 else (),
    )
    about = Metadata(
        title=f"题{post}",
        account=f"山间{copy % 3}",
        account_id="gh_1" if copy % 2 else None,
        biz=BIZ if copy != 1 else None,
        author="林" if copy == 2 else None,
        digest=f"摘{copy}" if copy else None,
        published_at=at(-10 - post),
        albums=(Album("30000000000000001", f"四季{copy}"),) if copy else (),
    )
    end = End("deleted", "后来没了", at(copy * 3)) if sort == "record" and copy else None
    origins: dict[str, Origin] = {"dump": "dump", "record": "record"}
    losses = ("缺",) if copy == 3 else ()
    return Article("article", where, about, body, losses, origins.get(sort, "page"), end)


@dataclass(frozen=True)
class Doing:
    """Something else that an archive may do; ``what`` and two numbers."""

    what: Literal[
        "keep", "doubt", "miss", "ask", "fail", "done", "pause", "list", "subscribe", "mark",
        "unmark", "note", "unnote", "highlight",
    ]  # fmt: skip
    one: int
    two: int


def receive(store: Store, receipts: Iterable[Receipt]) -> None:
    for one in receipts:
        ingest(one.received(), store, parse)


def do(store: Store, doing: Doing) -> None:
    _DOINGS[doing.what](store, doing.one, doing.two)
    store.queue.tidy()


def _file(store: Store, one: int, two: int, doubt: str | None = None) -> None:
    content = f"picture {one} {two % 2}".encode()
    name = "common" if one == 3 else f"{one}-{two % 3}"
    file = MediaFile(
        io.BytesIO(content), hashlib.sha256(content).hexdigest(), len(content), "image/png",
        f"https://mmbiz.qpic.cn/{name}/640", 10, 10, doubt,
    )  # fmt: skip
    store.media.keep(f"https://mmbiz.qpic.cn/{name}/0", file, at(two))


def _miss(store: Store, one: int, two: int) -> None:
    miss = MediaMiss("failed" if two % 2 else "wanted", f"error {two}", 1, at(two))
    store.media.note(f"https://mmbiz.qpic.cn/{one}-{two % 3}/0", miss)


def _crawl(store: Store, rules: Rules, hour: int) -> int:
    """Return the crawl that began then: no two begin in the same moment."""
    told = (time_text(at(hour)),)
    found: int | None = store._connection.value("SELECT id FROM crawls WHERE started_at = ?", told)
    return found or store.queue.begin(rules, at(hour))


def _row(store: Store, one: int, two: int) -> tuple[QueueItem, Turn]:
    crawl = _crawl(store, Rules(follow=two % 2), two % 3)
    where = address(one, "long" if two % 2 else "short")
    assert where
    [row_id] = store.queue.add(crawl, [CrawlTarget(where.url, where.key, "link")], at(two))
    turn = Turn("me", at(two))
    row = store.queue.get(row_id)
    assert row
    taken = store.queue.take(row_id, turn, lambda *_: True)
    return taken if isinstance(taken, QueueItem) else row, turn


def _ask(store: Store, one: int, two: int) -> None:
    row, _ = _row(store, one, two)
    store.queue.release(row.id, "me")


def _fail(store: Store, one: int, two: int) -> None:
    row, turn = _row(store, one, two)
    if row.state in {"waiting", "taken"}:
        store.queue.finish(row, "failed", turn, error=f"error {one}")


def _done(store: Store, one: int, two: int) -> None:
    row, turn = _row(store, one, two)
    receive(store, [Receipt(two, one)])
    store.queue.finish(row, "done", turn)


def _pause(store: Store, one: int, two: int) -> None:
    store.hosts.challenged(at(two))


def _list(store: Store, one: int, two: int) -> None:
    """Read an album: so many of its articles, the newest first."""
    url = f"https://mp.weixin.qq.com/mp/appmsgalbum?__biz={BIZ}&action=getalbum&album_id=3{one}"
    where = ListRef("album", url, BIZ, f"3{one}")
    crawl = _crawl(store, Rules(), 10 + two)
    [row_id] = store.queue.add(crawl, [CrawlTarget(url, None, "album", "album")], at(two))
    row = store.queue.get(row_id)
    assert row
    items = [ListItem(ref(number + 1), f"题{number}", None) for number in range(two % 5, -1, -1)]
    reading = store.lists.reading(row, where, url)
    reading = store.lists.keep(
        reading, ListPage(tuple(items), False, f"册{two % 2}", "山间"), at(two)
    )
    if two % 4:
        reading = replace(reading, is_whole=bool(two % 3))
        store.lists.finish(reading, at(two), to_end=bool(two % 3))
        store.queue.finish(row, "done", Turn("me", at(two)))


def _subscribe(store: Store, one: int, two: int) -> None:
    url = f"https://mp.weixin.qq.com/mp/appmsgalbum?__biz={BIZ}&action=getalbum&album_id=3{one}"
    store.subscriptions.add(ListRef("album", url, BIZ, f"3{one}"), at(two))


def _noted(store: Store, one: int) -> list[int]:
    """Return an article to note something of, if there is one."""
    where = address(one % 3, "both")
    found = store.articles.number_of(where) if where else None
    return [] if found is None else [found]


def _mark(store: Store, one: int, two: int) -> None:
    for article in _noted(store, one):
        store.marks.tag([article], ("Tea", "tea", "桥")[two % 3], at(two))
        store.marks.mark([article], "star" if two % 2 else "read", at(two))


def _unmark(store: Store, one: int, two: int) -> None:
    for article in _noted(store, one):
        store.marks.untag([article], ("tea", "TEA", "桥")[two % 3], at(two))
        store.marks.unmark([article], "star", at(two))


def _note(store: Store, one: int, two: int) -> None:
    uuid = f"note {one} {two % 2}"
    for article in _noted(store, one):
        if not store.notes.knows(uuid):
            store.notes.add(article, f"记{two}", at(two), uuid=uuid)
        else:
            with suppress(NotFound):  # it was deleted
                store.notes.change(uuid, f"改{two}", at(two))


def _unnote(store: Store, one: int, two: int) -> None:
    with suppress(NotFound):
        store.notes.delete(f"{'note' if two % 3 else 'highlight'} {one} {two % 2}", at(two))


def _highlight(store: Store, one: int, two: int) -> None:
    uuid = f"highlight {one} {two % 2}"
    for article in _noted(store, one):
        if not store.notes.knows(uuid):
            new = NewHighlight(Quote("茶"), f"划{two}", uuid)
            with suppress(NotFound):  # it has no text
                store.notes.highlight(article, new, at(two))


_DOINGS: dict[str, Callable[[Store, int, int], None]] = {
    "keep": _file,
    "doubt": lambda store, one, two: _file(store, one, two, "too small"),
    "miss": _miss,
    "ask": _ask,
    "fail": _fail,
    "done": _done,
    "pause": _pause,
    "list": _list,
    "subscribe": _subscribe,
    "mark": _mark,
    "unmark": _unmark,
    "note": _note,
    "unnote": _unnote,
    "highlight": _highlight,
}

sorts: st.SearchStrategy[Sort] = st.sampled_from(
    ["page", "page", "page", "file", "dump", "record", "gone", "expired", "noise"]
)
names: st.SearchStrategy[Name] = st.sampled_from(["long", "both", "short", "none"])
receipts = st.builds(
    Receipt,
    st.integers(0, 9),
    st.integers(0, 2),
    sorts,
    names,
    st.integers(0, 2),
    st.integers(0, 3),
)
doings = st.builds(Doing, st.sampled_from(sorted(_DOINGS)), st.integers(0, 3), st.integers(0, 9))
noted = st.builds(
    Doing,
    st.sampled_from(["mark", "unmark", "note", "unnote", "highlight"]),
    st.integers(0, 1),
    st.integers(0, 9),
)


def made(path: Path, happened: Iterable[Receipt | Doing], empty: Path) -> Path:
    """Make an archive with such a past at ``path``."""
    path.write_bytes(empty.read_bytes())
    with Store(path) as store:
        for one in happened:
            if isinstance(one, Receipt):
                receive(store, [one])
            else:
                do(store, one)
    return path
