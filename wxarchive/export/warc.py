"""Articles → WARC or WACZ: for programs that replay the web, and for another archive of ours.

::

    received ──► each page as it came, at each of its times      (again: revisit)
    versions ──► a copy of each that shows its pictures          listed as the pages to begin with
    uses     ──► pictures, audio, video, under every address that the pages and the copies ask for

WeChat's pages leave their pictures to scripts that nobody archives: replayed, they show text and no
picture. So the pages are written untouched, and beside each version stands a copy to be read.
"""

import io
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

from wxarchive.address import is_address
from wxarchive.clock import BEIJING
from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.articles import without_text
from wxarchive.export.folder import opened
from wxarchive.export.media import MediaResolver
from wxarchive.export.options import ExportOptions, ExportOutcome
from wxarchive.export.plan import Plan, PlannedFile, planned
from wxarchive.export.selection import ExportSelection
from wxarchive.formats.warc import (
    PageEntry,
    Payload,
    WarcWriter,
    Written,
    page_address,
    reader_address,
    require_warcio,
    video_address,
    writing_wacz,
)
from wxarchive.models import CaptureEntry, MediaUse, RawPage, StoredArticle
from wxarchive.parse import addresses_in_page
from wxarchive.render import Addresses, StandalonePage, rewritten, webpage

_SOFTWARE = "wxarchive"
_PLACE = "articles"
_SUFFIXES = {"warc": ".warc.gz", "wacz": ".wacz"}
_TYPES = {"dump": "text/markdown; charset=utf-8", "record": "application/json"}
_HTML = "text/html; charset=utf-8"
_EPOCH = datetime(2012, 8, 23, tzinfo=BEIJING)  # the day WeChat opened to public accounts
_REMEMBERED = 20_000
"""Files of which it is known that they were written; one that articles share stands near by."""
_IN_MEMORY = 8 * 2**20
_STILL_REMOTE = "its address stays"


def export_web_archive(
    selection: ExportSelection, path: Path, options: ExportOptions
) -> Iterator[ExportOutcome]:
    """Write the articles into one file, whole or not at all; a folder gets ``articles.warc.gz`` or
    ``articles.wacz``.
    """
    require_warcio()
    form = options.form
    if path.is_dir():
        path = path / f"{_PLACE}{_SUFFIXES[form]}"
    with opened(path.parent) as folder:
        name = f"{form} {path.name}"
        folder.reserve([name], [path.name])
        done: list[ExportOutcome] = []

        def write(file: BinaryIO) -> None:
            done.extend(write_web_archive(selection, file, options))

        result = folder.fill(name, write).as_only_file()
        for one in done:
            # what became of an article's records is what became of the file
            status = one.status
            if status == "written":
                status = result.status
            yield replace(one, status=status, file=result.file)
        yield ExportOutcome(result.status, result.file, message=result.message)


def write_web_archive(
    selection: ExportSelection, file: IO[bytes], options: ExportOptions
) -> list[ExportOutcome]:
    """Write all articles into an open file, which can be gone back in."""
    plan = Plan(selection, _reader_copies(selection))
    times = [one.published_at for one in plan.articles.values() if one.published_at]
    newest = max(times, default=_EPOCH)
    with ExitStack() as opened_ones:
        if options.form == "wacz":
            title = selection.name or "公众号文章"
            wacz = opened_ones.enter_context(writing_wacz(file, title, _SOFTWARE))
            writer = _RecordsWriter(selection, plan, wacz.warc, wacz.add_page)
        else:
            writer = _RecordsWriter(selection, plan, WarcWriter(file), _unlisted)
        writer.warc.begin(_SOFTWARE, newest)
        return [writer.write(article) for article in selection.listed()]


def _unlisted(_: PageEntry) -> None:
    """A WARC file has no list of pages."""


def _reader_copies(
    selection: ExportSelection,
) -> Iterator[tuple[StoredArticle, PlannedFile | None]]:
    """Name the copy of each article that has a text."""
    for article in selection.listed():
        copy = None
        if article.content_hash:
            copy = planned(article, "", reader_address(_name_of(article)))
        yield article, copy


def _name_of(article: StoredArticle) -> str:
    """Name an article as every archive would."""
    return article.key or (article.page_sha256 or "")[:32] or str(article.id)


@dataclass(slots=True)
class _RecordsWriter:
    """Writes what there is of one article after the other."""

    selection: ExportSelection
    plan: Plan
    warc: WarcWriter
    add_page: Callable[[PageEntry], None]
    _files: OrderedDict[str, tuple[Written, set[str]]] = field(default_factory=OrderedDict)

    def write(self, listed: StoredArticle) -> ExportOutcome:
        """Write an article's records; one that cannot be read costs no other."""
        outcome = ExportOutcome("written", None, listed.id, listed.key, listed.metadata.title)
        try:
            # not an OSError: that is a full disk, and the whole file's
            with contained("export this article", OSError):
                return self._written(self.selection.whole(listed.id), outcome)
        except (DamagedRow, NotFound, Bug) as error:
            return replace(outcome, status="failed", message=str(error))

    def _written(self, article: StoredArticle, outcome: ExportOutcome) -> ExportOutcome:
        uses = self.selection.uses(article.id)
        pages: dict[str, Written] = {}
        # under which other addresses its pages ask for its pictures
        asked: dict[str, MediaUse] = {}
        for entry, page in self.selection.received(article.id):
            if entry.sha256 not in pages:
                for use in uses:
                    asked |= dict.fromkeys(addresses_in_page(page.body, use.address), use)
            self._write_page(entry, page, article, pages)
        if not pages:
            return without_text(article)
        for version in self.selection.versions(article.id):
            told = self.selection.as_of(article, version)
            resolver = MediaResolver(told, uses, self._placed, str, _STILL_REMOTE, plays=True)
            self._write_copy(told, version.first_seen, resolver, pages)
            # in the end those of the newest one
            outcome = replace(outcome, kept=resolver.kept, missing=resolver.missing)
        for address, use in [*((_address_of(use), use) for use in uses), *asked.items()]:
            # of a damaged one it is said that it is missing
            with suppress(DamagedRow, NotFound):
                self._write_file(use, address)
        return outcome

    def _write_page(
        self, entry: CaptureEntry, page: RawPage, article: StoredArticle, pages: dict[str, Written]
    ) -> None:
        """Write a page as it came, or that it came again."""
        first = pages.get(entry.sha256)
        url = page.url or page.final_url
        if not url and article.ref:
            url = article.ref.url
        url = url or page_address(entry.sha256)
        if first is None:
            payload = Payload(url, entry.at, io.BytesIO(page.body), _type_of(entry, page))
            if page.from_file:
                payload = replace(payload, at=page.received_at)
            else:
                payload = replace(payload, status=page.status or 200, headers=page.headers)
            pages[entry.sha256] = self.warc.write(payload)
        elif not page.from_file:
            self.warc.write_again(first, url, entry.at)

    def _write_copy(
        self,
        article: StoredArticle,
        at: datetime,
        resolver: MediaResolver,
        pages: dict[str, Written],
    ) -> None:
        """Write an article to be read, with pictures that a browser asks for by itself."""
        addresses = Addresses(
            self._link, None, resolver.picture, resolver.player, "Picture not archived: ", bare=True
        )
        html = rewritten(article.content.html if article.content else "", addresses)
        standalone = StandalonePage(html, resolver.notes(), resolver.cover())
        text = webpage(article, standalone, is_replayed=True)
        raw = pages.get(article.page_sha256 or "")
        about = raw.id if raw else None
        url = reader_address(_name_of(article))
        content = io.BytesIO(text.encode("utf-8", "replace"))
        self.warc.write(Payload(url, at, content, _HTML, about=about))
        title = " ".join((article.metadata.title or "无标题").split())
        self.add_page(PageEntry(url, at, title))

    def _link(self, href: str) -> str:
        """Lead to the copy of an article that is here, too."""
        target = self.plan.find(href)
        return target.file if target else href

    def _placed(self, use: MediaUse) -> str:
        """Write a file that a copy shows; return its address there."""
        address = _address_of(use)
        self._write_file(use, address)
        return address

    def _write_file(self, use: MediaUse, address: str) -> None:
        """Write a file under an address, its bytes once; raises :class:`DamagedRow`."""
        if use.state != "kept" or not use.sha256 or not is_address(address):
            return
        at = use.first_seen or _EPOCH
        first, addresses = self._files.pop(use.sha256, (None, set[str]()))
        if first is None:
            with SpooledTemporaryFile(_IN_MEMORY) as content:
                content.writelines(self.selection.content(use.sha256))
                media_type = use.type or "application/octet-stream"
                first = self.warc.write(Payload(address, at, content, media_type))
        elif address not in addresses:
            self.warc.write_again(first, address, at)
        self._files[use.sha256] = (first, {*addresses, address})
        if len(self._files) > _REMEMBERED:
            self._files.popitem(last=False)


def _address_of(use: MediaUse) -> str:
    if use.role == "video":
        return video_address(use.address)
    return use.address


def _type_of(entry: CaptureEntry, page: RawPage) -> str:
    """Say what the bytes of a page are."""
    told = next((value for name, value in page.headers if name.lower() == "content-type"), None)
    if told:
        return told
    if entry.origin in _TYPES:
        return _TYPES[entry.origin]
    if page.body.lstrip()[:1] == b"<":
        return _HTML
    # a page saved as MHTML begins with the head of a mail
    return "multipart/related"
