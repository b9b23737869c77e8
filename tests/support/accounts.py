"""A user with a public account, logged in to the small WeChat's editor; time passes only while
somebody waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.smallwechat.crowd import ACCOUNT, crowd
from tests.smallwechat.editor import Editor as Backstage
from tests.smallwechat.pages import Post
from tests.smallwechat.server import Backstage as AnyBackstage
from tests.smallwechat.site import Site
from wxarchive.account import CallLog, CallPace, Editor, Login, Logins, Website
from wxarchive.address import account_list
from wxarchive.archive import add, resume, sync
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.clock import BEIJING
from wxarchive.errors import NetworkError
from wxarchive.fetch import Answer, FetchSettings, Request
from wxarchive.models import Outcome, RawPage, Rules
from wxarchive.parse import parse
from wxarchive.sources import ListAddress
from wxarchive.store.database import Store

MORNING = datetime(2026, 5, 4, 8, 0, tzinfo=BEIJING)
REF = account_list(ACCOUNT.biz)
AS_SYNC = Rules(known=10)


class BackstageTransport:
    """The way to an editor that needs no network."""

    def __init__(self, backstage: AnyBackstage) -> None:
        self.requests: list[Request] = []
        self._backstage = backstage

    def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
        self.requests.append(request)
        pairs = request.headers.get("Cookie", "").split("; ")
        cookies = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        parts = urlsplit(request.url)
        target = f"{parts.path}?{parts.query}"
        said = self._backstage.answer(target, cookies, dict(request.form or {}))
        if said.status == 200:
            write(said.body)
        headers = {name.lower(): value for name, value in said.headers.items()}
        return Answer(request.url, said.status, headers, cookies=said.cookies)

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class User:
    """Somebody with an account, an archive and patience. ``naps``: how long was waited."""

    folder: Path
    store: Store
    backstage: Backstage
    pace: CallPace = field(default_factory=lambda: CallPace(20, 0, 10_000))
    time: datetime = MORNING
    naps: list[float] = field(default_factory=list)
    fetch: Callable[[str], RawPage] | None = None

    def __post_init__(self) -> None:
        self.logins = Logins(self.folder / "own")
        self.transport = BackstageTransport(self.backstage)

    def log_in(self) -> None:
        """Log in anew."""
        self.backstage.begin_session()
        self.logins.save(Login(self.backstage.token, self.backstage.cookies, "我"))

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += timedelta(seconds=seconds)

    def editor(self, *, hurry: bool = False) -> Editor:
        """Return the editor as a new process has it."""
        calls = CallLog(
            self.folder / "own",
            self.pace,
            wait=self.sleep,
            now=lambda: self.time,
            chance=lambda: 0.5,
            hurry=hurry,
        )

        def website(settings: FetchSettings, login: Login) -> Website:
            return Website(settings, self.transport, login.cookies, now=lambda: self.time)

        return Editor(self.logins, calls, FetchSettings(), website=website, now=lambda: self.time)

    def outside(self) -> Environment:
        return Environment(now=lambda: self.time, sleep=self.sleep, account=self.editor())

    def read(self, rules: Rules = AS_SYNC) -> list[Outcome]:
        """Ask for all that the account published, in a new process."""
        sources = [ListAddress(REF.url, REF, ACCOUNT.name)]
        return list(
            add(
                sources,
                store=self.store,
                fetch=self.fetch or _nowhere,
                parse=parse,
                rules=rules,
                outside=self.outside(),
            )
        )

    def resume(self) -> list[Outcome]:
        """Go on with what waits, in a new process."""
        fetch = self.fetch or _nowhere
        return list(resume(store=self.store, fetch=fetch, parse=parse, outside=self.outside()))

    def sync(self, rules: Rules = AS_SYNC) -> list[Outcome]:
        """Read what is followed, in a new process."""
        fetch = self.fetch or _nowhere
        outside = self.outside()
        return list(sync(store=self.store, fetch=fetch, parse=parse, rules=rules, outside=outside))

    def listed(self) -> list[object]:
        """Return the keys of what the list names, in its order."""
        sql = "SELECT key FROM list_item_list WHERE left_at IS NULL ORDER BY position"
        return [row["key"] for row in self.store._connection.rows(sql)]

    def published(self) -> list[object]:
        """Return the keys of all articles of the account, the newest first."""
        return [post.key for message in self.backstage.messages(ACCOUNT) for post in message]


def of_small_wechat(site: Site, time: Callable[[], datetime]) -> Callable[[str], RawPage]:
    """Return what fetches the pages of a site without a network."""

    def fetch(url: str) -> RawPage:
        parts = urlsplit(url)
        query = dict(part.split("=", 1) for part in parts.query.split("&") if "=" in part)
        query["__biz"] = query.get("__biz", "").replace("%3D", "=")
        body = site.long(query, 0)
        if parts.path.startswith("/s/"):
            body = site.short(parts.path.removeprefix("/s/"), 0)
        return RawPage(url, body.encode(), time(), url, url, 200)

    return fetch


def in_messages(count: int, articles: int = 1, after: int = 0) -> tuple[Post, ...]:
    """Return posts of so many messages, each of some articles, that come after others."""
    [like] = crowd(1, 0).posts
    return tuple(
        replace(
            like,
            title=f"第{number}封之{idx}",
            mid=2247490000 + number,
            idx=idx,
            token=f"NumberTown{number:010d}{idx:02d}",
            published=like.published + timedelta(days=number),
        )
        for number in range(after + 1, after + count + 1)
        for idx in range(1, articles + 1)
    )


def with_messages(count: int, articles: int = 1) -> Site:
    """Return a site whose account published so many messages."""
    return Site(in_messages(count, articles), accounts=(ACCOUNT,), boilerplate_kb=0)


def _nowhere(url: str) -> RawPage:
    raise NetworkError("no connection", url)
