"""What a source is: an address, a saved page wherever it is kept, a list of articles, or none of
these.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable
from urllib.parse import unquote

from wxarchive import address
from wxarchive.errors import HostNotAllowed, SourceError, WxArchiveError
from wxarchive.formats import (
    ACCOUNT_LABEL,
    ADDRESS_LABEL,
    PUBLISHED_LABEL,
    addresses_in,
    is_dump,
    text_of,
)
from wxarchive.models import ArticleRef, Comment, Counts, ListItem, ListRef, RawPage
from wxarchive.sources.files import PAGE_LIMIT, changed_at, read_limited

_CUT = re.compile(r"//mp\.weixin\.qq\.com/(?:s|mp/[a-z/]+)/?\?[^&#=]+=[^&#]*$", re.I)
"""An address that stood unquoted in a shell: its first parameter is the last."""


class ContainedFile(Protocol):
    """A file inside of another one: a member of an archive, a line of records."""

    @property
    def saved_at(self) -> datetime:
        """When the file was last changed, as far as it is known."""
        ...

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes; raises :class:`SourceError` if they cannot be had or are more than
        ``limit``.
        """
        ...

    def beside(self, name: str, limit: int) -> bytes | None:
        """Return the bytes of the file that this one calls ``name``; ``None`` if there is none."""
        ...


@runtime_checkable
class ReceivedFile(ContainedFile, Protocol):
    """A page that another program received and wrote down, with what it tells of that."""

    def received(self) -> RawPage:
        """Return the page; raises :class:`SourceError` if it cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """An article to ask the network for. ``given`` is what the user gave, without credentials."""

    given: str
    ref: ArticleRef


@dataclass(frozen=True, slots=True)
class ListAddress:
    """An album, a home page or an account's history, whose articles to ask the network for;
    ``given`` as of an address. ``title``: what it is called, where that is known.
    """

    given: str
    ref: ListRef
    title: str | None = None


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page, a dump or a record. ``url`` is its article's address, if the user knows it.

    ``is_markdown``: only a dump will do. ``contained``: where it is, if it is no file of its own at
    ``path``. ``root``: the folder the user gave, out of which nothing is read; ``None`` for the
    page's own.
    """

    given: str
    path: Path
    url: str | None = None
    is_markdown: bool = False
    contained: ContainedFile | None = None
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that names articles, for the queue.

    ``form``: a ``list`` was made to have its articles asked for; a saved or exported web ``page``
    was not. A ``note`` lay in a folder: a text that only mentions articles, and is told of.
    ``saved_at``: when it was made, as far as its file says.
    """

    given: str
    articles: tuple[ListItem, ...]
    form: Literal["list", "page", "note"] = "list"
    saved_at: datetime | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether what it names is to be archived."""
        return self.form != "note"


@dataclass(frozen=True, slots=True)
class Unusable:
    """What cannot be used, and why."""

    given: str
    error: WxArchiveError


@dataclass(frozen=True, slots=True)
class RecordedMedia:
    """What a file of recorded answers holds besides pages: pictures, audio and video, for whichever
    article uses them.

    ``files`` gives them, each time from the first. ``pages`` are in the file, and ``others``:
    answers of other sites; ``damages`` are places of it that cannot be read, which were told.
    """

    given: str
    files: Callable[[], Iterator["RecordedFile"]]
    pages: int
    others: int
    damages: int = 0


class RecordedFile(Protocol):
    """A file that may be a picture, audio or video."""

    @property
    def url(self) -> str:
        """The address it was received from."""
        ...

    @property
    def saved_at(self) -> datetime:
        """When it was received."""
        ...

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes; raises :class:`SourceError` if they cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class Reactions:
    """What was shown of an article at a time."""

    ref: ArticleRef
    at: datetime
    counts: Counts | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedReactions:
    """What a file of recorded answers tells of articles' readers; ``all`` gives it each time from
    the first.
    """

    given: str
    all: Callable[[], Iterator[Reactions]]


Source = Address | ListAddress | SavedPage | ListFile | RecordedMedia | RecordedReactions | Unusable


def read_file(source: SavedPage) -> RawPage:
    """Read a saved page, dump or record; ``received_at`` is the date of its file.

    Raises :class:`SourceError` for whatever is no readable file of at most :data:`PAGE_LIMIT`
    bytes, and for Markdown that is no dump.
    """
    if isinstance(source.contained, ReceivedFile):
        return source.contained.received()
    if source.contained:
        name, saved_at = source.given, source.contained.saved_at
        body = source.contained.read(PAGE_LIMIT, "page")
    else:
        name = str(source.path)
        body = read_limited(source.path, PAGE_LIMIT, "page")
        saved_at = changed_at(source.path)
    # the address as archives have it; one of no article without its credentials
    url = source.url
    if url:
        ref = address.article_ref(url)
        url = ref.url if ref else address.clean(url)
    page = RawPage(name, body, saved_at, url=url, from_file=True, dated_by="file")
    if source.is_markdown and not body.strip():
        raise SourceError("the file is empty", name, "check the file")
    if source.is_markdown and not is_dump(page):
        what = (
            "this Markdown is no dump of an article: a dump begins with its title and the lines"
            f" {ACCOUNT_LABEL}, {PUBLISHED_LABEL} and {ADDRESS_LABEL}"
        )
        raise SourceError(what, name, "leave it out")
    return page


def read_list(body: bytes) -> Iterator[str]:
    """Yield the sources of a list in any encoding that people have: an address or a path a line.

    Blank lines and lines that start with ``#`` are left out. Of a line of chat only its article
    addresses are taken, each of them, and those of albums and home pages.
    """
    # lines end as they do on any system
    for line in StringIO(text_of(body), newline=None):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        addresses = dict.fromkeys(filter(in_text, addresses_in(text)))
        yield from addresses or [text]


def not_a_file(given: str) -> SourceError:
    """Return the error for an address where a file is wanted."""
    return SourceError("this is an address, and import reads files", given, "use wxarchive fetch")


def in_text(text: str) -> Address | ListAddress | None:
    """Return what an address in a text leads to; it is given as its canonical form."""
    if ref := address.article_ref(text):
        return Address(ref.url, ref)
    if list_ref := address.list_ref(text):
        return ListAddress(list_ref.url, list_ref)
    return None


def source_of_address(text: str) -> Source:
    """Return what an address is: an article's, a list's, or unusable."""
    given = without_credentials(text)
    if source := in_text(text):
        return replace(source, given=given)
    if _CUT.search(given):
        what = "this is only the beginning of an address"
        hint = "quote it: & is a meta character of the shell"
        return Unusable(given, SourceError(what, given, hint))
    if f"//{address.PAGE_HOST}/" in given.lower():
        hint = "open the article and copy its address"
        return Unusable(given, SourceError("this is no article's address", hint=hint))
    hint = f"articles are at https://{address.PAGE_HOST}/s/…"
    return Unusable(given, HostNotAllowed("this is no address of a WeChat article", hint=hint))


def without_credentials(text: str) -> str:
    """Return an address as it was given, if it may be shown; a verification page's holds another
    one, escaped.
    """
    if address.has_credentials(text) or address.has_credentials(unquote(text)):
        return address.clean(text)
    return text
