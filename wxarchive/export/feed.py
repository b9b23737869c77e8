"""Articles, or what happened to them → one Atom feed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from wxarchive.containment import contained
from wxarchive.differences import changes
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.folder import WriteStatus
from wxarchive.export.media import InlineMedia, MediaResolver
from wxarchive.export.options import ExportOptions, ExportOutcome, Images
from wxarchive.export.selection import ExportSelection
from wxarchive.models import Event, MediaUse, StoredArticle
from wxarchive.render import (
    Addresses,
    Feed,
    FeedEntry,
    FeedLink,
    address_links,
    article_entry,
    atom,
    enclosures,
    event_entry,
    rewritten,
    updated,
)

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_feed(
    selection: ExportSelection, options: ExportOptions, file: "SupportsWrite[bytes]"
) -> Iterator[ExportOutcome]:
    """Write articles, or what happened to them, into an open file; report each."""
    feed = _Feed(selection.harmless(), options)
    done: list[ExportOutcome] = []
    entries = feed.articles(done)
    if options.events:
        entries = feed.events(done)
    # an entry is reported when it is written, and not when it is made
    for piece in atom(feed.head(), entries):
        file.write(piece)
        yield from done
        done.clear()
    yield from done


class _Feed:
    """Makes the parts of a feed; what becomes of each entry is appended to ``done``."""

    def __init__(self, selection: ExportSelection, options: ExportOptions) -> None:
        self._selection = selection
        self._options = options

    def head(self) -> Feed:
        """Return what the feed says of itself; it is as new as the newest entry."""
        if self._options.events:
            # events come newest first
            times = (one.at for one in self._selection.events())
            newest = next(times, _NEVER)
            what = "what happened"
        else:
            newest = max(map(updated, self._selection.listed()), default=_NEVER)
            what = "articles"
        name = self._selection.name
        # the same choice is the same feed, so that a reader goes on with it
        digest = sha256(f"{what}, {name}".encode("utf-8", "replace")).hexdigest()[:16]
        title = f"wxarchive, {what}"
        if name:
            title += f": {name}"
        return Feed(f"tag:wxarchive,2026:export/{digest}", title, newest)

    def articles(self, done: list[ExportOutcome]) -> Iterator[FeedEntry]:
        """Yield the articles as entries, those without a text too."""
        for listed in self._selection.listed():
            try:
                with contained("export this article"):
                    article = self._selection.whole(listed.id)
                    entry = article_entry(article, self._html(article), links=self._links(article))
            except (DamagedRow, NotFound, Bug) as error:
                done.append(_outcome("failed", listed, str(error)))
                continue
            done.append(_outcome("written", article))
            yield entry

    def events(self, done: list[ExportOutcome]) -> Iterator[FeedEntry]:
        """Yield what happened as entries."""
        for event in self._selection.events():
            try:
                with contained("export this article"):
                    entry = self._event(event)
            except (DamagedRow, NotFound, Bug) as error:
                done.append(_outcome("failed", event.article, str(error)))
                continue
            done.append(_outcome("written", event.article))
            yield entry

    def _event(self, event: Event) -> FeedEntry:
        """Write an event: an edit shows what it changed, any other the archived article."""
        article = self._selection.whole(event.article.id)
        links = self._links(article)
        # what an edit changed says more than the whole text once more
        if event.kind != "edited" or event.version is None:
            return event_entry(event, self._html(article), links=links)
        versions = {one.number: one for one in self._selection.versions(article.id)}
        old, new = versions.get(event.version - 1), versions.get(event.version)
        changed = []
        if old and new:
            changed = changes(old, new)
        return event_entry(event, "", changed=changed, links=links)

    def _html(self, article: StoredArticle) -> str:
        """Return the body as readers get it."""
        if article.content is None:
            return ""
        inside = InlineMedia(self._selection)
        uses = self._selection.uses(article.id)
        resolver = MediaResolver(article, uses, inside.place, str, "the text has the address")
        pictures: dict[Images, Callable[[str], str | None]] = {
            "remote": str,
            "embed": resolver.picture,
            "none": lambda _: None,
        }
        addresses = Addresses(picture=pictures[self._options.pictures])
        html = rewritten(article.content.html, addresses)
        return inside.filled(html.encode("utf-8", "replace")).decode("utf-8")

    def _links(self, article: StoredArticle) -> list[FeedLink]:
        uses = self._selection.uses(article.id)
        return [*address_links(article), *enclosures(uses, _address_of)]


def _address_of(use: MediaUse) -> str | None:
    # a picture inside the page (`data:`) is nothing to fetch
    if use.address.startswith(("https://", "http://")):
        return use.address
    return None


def _outcome(
    status: WriteStatus, article: StoredArticle, message: str | None = None
) -> ExportOutcome:
    return ExportOutcome(status, None, article.id, article.key, article.metadata.title, message)
