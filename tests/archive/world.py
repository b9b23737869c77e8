"""An archive, a network of pages that are given, and a parser that knows what they say."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wxarchive.archive.add import add, resume
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.archive.reparse import reparse
from wxarchive.clock import BEIJING
from wxarchive.errors import WxArchiveError
from wxarchive.models import (
    Article,
    ArticleRef,
    Body,
    Filter,
    Metadata,
    Outcome,
    RawPage,
    Rules,
    StatePage,
    StoredArticle,
)
from wxarchive.sources.source import Address, SavedPage, Unusable
from wxarchive.store.database import Store

BIZ = "MzMwMDExMjIzMw=="
KEY = f"{BIZ}:2247483649:1"
LONG = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2247483649&idx=1&sn=0123456789abcdef"
SHORT = "https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_"
OTHER = "https://mp.weixin.qq.com/s/AnotherAnotherAnother_"
MORNING = datetime(2024, 7, 1, 8, 0, tzinfo=BEIJING)
NOON = datetime(2024, 7, 1, 12, 0, tzinfo=BEIJING)
EVENING = datetime(2024, 7, 1, 20, 0, tzinfo=BEIJING)

ASK_LONG = Address(LONG, ArticleRef(LONG, KEY))
ASK_SHORT = Address(SHORT, ArticleRef(SHORT, None, SHORT))
ASK_OTHER = Address(OTHER, ArticleRef(OTHER, None, OTHER))

BRIDGE = Article("article", ArticleRef(LONG, KEY), Metadata(title="石桥"), Body("<p>桥</p>", "桥"))
CHALLENGE = StatePage("challenge", "环境异常")
DELETED = StatePage("deleted", "该内容已被发布者删除")

Answer = bytes | WxArchiveError


@dataclass
class World:
    """A network, a parser and a store; ``asked`` is what the network was asked for."""

    store: Store
    folder: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    meanings: dict[bytes, Article | StatePage | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    time: datetime = NOON

    def fetch(self, url: str) -> RawPage:
        self.asked.append(url)
        answer = self.answers[url]
        if isinstance(answer, WxArchiveError):
            raise answer
        return RawPage(url, answer, self.time, url, url, 200)

    def parse(self, page: RawPage) -> Article | StatePage:
        meaning = self.meanings[page.body]
        if isinstance(meaning, Exception):
            raise meaning
        return meaning

    def add(
        self,
        *sources: Address | SavedPage | Unusable,
        again: bool = False,
        rules: Rules | None = None,
    ) -> list[Outcome]:
        outside = Environment(now=lambda: self.time)
        rules = rules or Rules(again=again)
        outcomes = add(
            sources,
            store=self.store,
            fetch=self.fetch,
            parse=self.parse,
            rules=rules,
            outside=outside,
        )
        return list(outcomes)

    def resume(self) -> list[Outcome]:
        outside = Environment(now=lambda: self.time)
        return list(resume(store=self.store, fetch=self.fetch, parse=self.parse, outside=outside))

    def answer(self, meaning: Article | StatePage | Exception, *urls: str) -> bytes:
        """Let these addresses answer with a page of this meaning."""
        body = f"page {len(self.meanings)}".encode()
        self.meanings[body] = meaning
        self.answers.update(dict.fromkeys(urls, body))
        return body

    def save(self, meaning: Article | StatePage | Exception, name: str = "page.html") -> SavedPage:
        """Put a page of this meaning into a file of the morning."""
        path = self.folder / name
        path.write_bytes(self.answer(meaning))
        os.utime(path, (MORNING.timestamp(), MORNING.timestamp()))
        return SavedPage(name, path)

    def reparse(self, *ids: int) -> list[Outcome]:
        return list(reparse(ids or None, store=self.store, parse=self.parse))

    def article(self, reference: str) -> StoredArticle:
        return self.store.articles.get(self.store.articles.find(reference))

    def titles(self) -> list[str | None]:
        return [article.metadata.title for article in self.store.articles.list(Filter())]

    def pages(self) -> list[bytes]:
        return [self.store.pages.body(page) for page in self.store.pages.all_ids()]


def done(source: str, status: str, **more: object) -> Outcome:
    """An outcome about the bridge article unless ``more`` says otherwise."""
    told: dict[str, object] = {
        "state": "ok",
        "kind": "article",
        "id": 1,
        "key": KEY,
        "title": "石桥",
    }
    # fields by name, checked by equality
    return Outcome(source, status, **told | more)  # type: ignore[arg-type]
