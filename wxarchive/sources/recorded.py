"""What other programs received and wrote down, answer by answer → pages, and the media they show.

::

    RecordedAnswers ──an article's──────► SavedPage ──received──► RawPage, dated by the answer
        └──── all of them, later────────► RecordedMedia           whatever articles then want
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from wxarchive.address import PAGE_HOST, article_ref, clean, credentials_of, unescape
from wxarchive.clock import BEIJING
from wxarchive.credentials import HARMLESS_HEADERS, secret_values
from wxarchive.errors import SourceError
from wxarchive.formats import article_asked, of_reactions, read_reactions
from wxarchive.formats.warc import HOST, is_page_address
from wxarchive.guarded import split
from wxarchive.models import RawPage
from wxarchive.scrub import scrub, without_secrets
from wxarchive.sources.files import NO_DATE, PAGE_LIMIT
from wxarchive.sources.source import (
    Reactions,
    RecordedMedia,
    RecordedReactions,
    SavedPage,
    Source,
    Unusable,
)

_PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
_SENT = re.compile(r"(?:^|[;\n])[ \t]*+([^\s=;]++)=([^;\n]*+)")
_SET = re.compile(r"(?:^|[,\n])[ \t]*+([^\s=;,]++)=([^;\n]*+)")
"""The first pair of each line; some programs write several in a line, with commas between."""


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """An answer that a program received: the address, the time, the head, and how to get the body.

    ``is_file``: no answer of a server, but a file that a program gave this address. ``secrets``:
    values that were sent or set, which must not be kept. ``posted``: what was sent as a form.
    ``content`` gives at most so many bytes,
    and says why they may be others than those that were received; it raises :class:`ValueError`.
    """

    given: str
    url: str
    at: datetime | None
    content: Callable[[int], tuple[bytes, str | None]]
    status: int | None = None
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_file: bool = False
    secrets: tuple[str, ...] = ()
    posted: str = ""

    @property
    def saved_at(self) -> datetime:
        """When it was received; the first date files have if that is not told."""
        return self.at or NO_DATE

    @property
    def is_page(self) -> bool:
        """Whether it is the page of an article, as far as its head tells."""
        if self.is_file:
            # dumps, records and MHTML are of other types
            return is_page_address(self.url) or is_articles(self.url)
        return self.status == 200 and self.media_type in _PAGES and is_articles(self.url)

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes; raises :class:`SourceError` if they cannot be had."""
        return self.checked(limit, what)[0]

    def checked(self, limit: int, what: str) -> tuple[bytes, str | None]:
        """Return its bytes, and why they may be others than were received."""
        try:
            return self.content(limit)
        except ValueError as error:
            raise SourceError(f"the {what} cannot be read: {error}", self.given) from error

    def beside(self, _name: str, _limit: int) -> None:
        """Nothing is beside it: what it shows has addresses of its own."""

    def received(self) -> RawPage:
        """Return it as a page; raises :class:`SourceError`."""
        body, doubt = self.checked(PAGE_LIMIT, "page")
        # what the request sent may be in the page, whoever asked for it
        secrets = (*credentials_of(self.url), *self.secrets)
        scrubbed = scrub(body, secrets)
        names = [name for name in HARMLESS_HEADERS if name in self.headers]
        values = [without_secrets(self.headers[name], secrets) for name in names]
        ref = article_ref(self.url)
        is_file = self.is_file or self.at is None
        return RawPage(
            self.given,
            scrubbed.body,
            self.saved_at.astimezone(BEIJING),
            url=ref.url if ref else None,
            status=self.status,
            headers=tuple(zip(names, values, strict=True)),
            from_file=is_file,
            dated_by="file" if is_file else "receipt",
            scrubbed=scrubbed.count,
            doubt=doubt,
        )


RecordedAnswers = Callable[[], Iterator[RecordedAnswer | Unusable]]
"""Gives the answers of a file, each time from its beginning."""


def recorded(
    given: str, path: Path, answers: RecordedAnswers, damages: int = 0
) -> Iterator[Source]:
    """Yield the pages of a file, what is damaged, and at last its media.

    ``path``: the file's own. ``damages``: how many were told before.
    """
    pages = others = reactions = 0
    for one in answers():
        if isinstance(one, Unusable):
            damages += 1
            yield one
        elif one.is_page:
            pages += 1
            # a dump or a record has its own address within
            url = one.url if is_articles(one.url) else None
            yield SavedPage(one.given, path, url, contained=one)
        else:
            others += not is_of_wechat(one.url)
            reactions += of_reactions(one.url)
    yield RecordedMedia(given, partial(_files, answers), pages + reactions, others, damages)
    if reactions:
        yield RecordedReactions(given, partial(_reactions, answers))


def _files(answers: RecordedAnswers) -> Iterator[RecordedAnswer]:
    """Yield what may be a file that articles use."""
    for one in answers():
        if isinstance(one, RecordedAnswer) and not one.is_page and one.status in (None, 200):
            yield one


def _reactions(answers: RecordedAnswers) -> Iterator[Reactions]:
    """Yield what answers tell of readers; those that refuse tell nothing."""
    for one in answers():
        if not isinstance(one, RecordedAnswer) or not of_reactions(one.url) or one.status != 200:
            continue
        ref = article_asked(one.url, one.posted)
        with suppress(SourceError):
            counts, comments = read_reactions(one.url, one.read(PAGE_LIMIT, "answer"))
            if ref and (counts or comments):
                yield Reactions(ref, one.saved_at.astimezone(BEIJING), counts, comments)


def named(given: str, url: str) -> str:
    """Return what an answer in a file is called: by its address, without credentials."""
    return f"{given}/{clean(url)}" if url else given


def is_articles(url: str) -> bool:
    """Tell whether an address is an article's itself; another site's may hold one."""
    host = (split(unescape(url)).hostname or "").lower().rstrip(".")
    return host == PAGE_HOST and article_ref(url) is not None


def is_of_wechat(url: str) -> bool:
    """Tell whether an address may be of use: on WeChat's hosts, or one that we gave."""
    host = (split(url).hostname or "").lower()
    return host.endswith((".qq.com", ".qpic.cn", ".qlogo.cn")) or host == HOST


def cookies_sent(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of the cookies that a request sent, which must not be kept."""
    return secret_values(_SENT.findall(headers.get("cookie", "")))


def cookies_set(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of the cookies that an answer sets; not where and how long they hold."""
    return secret_values(_SET.findall(headers.get("set-cookie", "")))
