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
from wxarchive.export.options import ExportOptions, ExportOutcome, as_part
from wxarchive.export.plan import Plan, plan_parts
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
from wxarchive.models import Body, CaptureEntry, MediaUse, RawPage, StoredArticle
from wxarchive.parse import addresses_in_page
from wxarchive.render import Addresses, StandalonePage, rewritten, webpage

_SOFTWARE = "wxarchive"
_PLACE = "articles"
_SUFFIXES = {"warc": ".warc.gz", "wacz": ".wacz"}
_TYPES = {"dump": "text/markdown; charset=utf-8", "record": "application/json"}
_HTML = "text/html; charset=utf-8"
_EPOCH = datetime(2012, 8, 23, tzinfo=BEIJING)
"""The day WeChat opened to public accounts."""
_REMEMBERED = 20_000
"""How many files are remembered as written: articles that share one are near each other."""
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
    # a folder says where, and the form how it is called
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
            yield as_part(one, result)
        yield ExportOutcome(result.status, result.file, message=result.message)


def write_web_archive(
    selection: ExportSelection, file: IO[bytes], options: ExportOptions
) -> list[ExportOutcome]:
    """Write all articles into an open file, which can be gone back in."""
    # links of a copy lead to the copies of other articles
    plan = plan_parts(selection, lambda article: ("", reader_address(_name_of(article))))
    times = [one.published_at for one in plan.articles.values() if one.published_at]
    newest = max(times, default=_EPOCH)
    with ExitStack() as stack:
        if options.form == "wacz":
            title = selection.name or "公众号文章"
            wacz = stack.enter_context(writing_wacz(file, title, _SOFTWARE))
            writer = _RecordsWriter(selection, plan, wacz.warc, wacz.add_page)
        else:
            # a WARC file has no list of pages
            writer = _RecordsWriter(selection, plan, WarcWriter(file), lambda _: None)
        writer.warc.begin(_SOFTWARE, newest)
        return [writer.write(article) for article in selection.listed()]


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
        """Write an article's records; one that cannot be read is reported, and the next follows."""
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
        # a page may request a picture under other addresses than the article names
        others: dict[str, MediaUse] = {}
        for entry, page in self.selection.received(article.id):
            if entry.sha256 not in pages:
                for use in uses:
                    others |= dict.fromkeys(addresses_in_page(page.body, use.address), use)
            self._write_page(entry, page, article, pages)
        if not pages:
            return without_text(article)
        for version in self.selection.versions(article.id):
            then = self.selection.as_of(article, version)
            resolver = MediaResolver(then, uses, self._place, str, _STILL_REMOTE, plays=True)
            self._write_copy(then, version.first_seen, resolver, pages)
            # the counts of the newest version, which comes last, are the article's
            outcome = replace(outcome, kept=resolver.kept, missing=resolver.missing)
        for address, use in [*((_address_of(use), use) for use in uses), *others.items()]:
            # the copy says of a damaged file that it is missing
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
        # the same bytes are written once; that they came again is a record of its own
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

        def link(href: str) -> str:
            if target := self.plan.find(href):
                return target.file
            return href

        note = "Picture not archived: "
        addresses = Addresses(link, None, resolver.picture, resolver.player, note, bare=True)
        html = rewritten((article.content or Body()).html, addresses)
        standalone = StandalonePage(html, resolver.notes(), resolver.cover())
        text = webpage(article, standalone, is_replayed=True)
        about = None
        if page := pages.get(article.page_sha256 or ""):
            about = page.id
        url = reader_address(_name_of(article))
        content = io.BytesIO(text.encode("utf-8", "replace"))
        self.warc.write(Payload(url, at, content, _HTML, about=about))
        # listed: programs that replay open the copies, and not the pages as received
        title = " ".join((article.metadata.title or "无标题").split())
        self.add_page(PageEntry(url, at, title))

    def _place(self, use: MediaUse) -> str:
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
    """Return the media type of a page: as its server stated it, else as its bytes show."""
    for name, value in page.headers:
        if name.lower() == "content-type" and value:
            return value
    if entry.origin in _TYPES:
        return _TYPES[entry.origin]
    if page.body.lstrip()[:1] == b"<":
        return _HTML
    # a page saved as MHTML begins with the head of a mail
    return "multipart/related"
