"""Read a Markdown dump (``wxarchive.dumps``): its header is the metadata, its Markdown becomes blocks as a page's body.

A dump tells less than the page did: no byline, no digest, no marks, and nothing to play.
"""

import re
from datetime import datetime
from functools import cache
from pathlib import PurePath

from markdown_it import MarkdownIt

from wxarchive.address import article_ref, has_credentials
from wxarchive.dumps import UNKNOWN_PLACE, Header, read_dump
from wxarchive.models import BEIJING, KINDS, Album, Article, ArticleRef, Body, Kind, Metadata, RawPage, StatePage
from wxarchive.parse import html2text
from wxarchive.parse.body import Content
from wxarchive.parse.links import links_in
from wxarchive.parse.reading import Reading
from wxarchive.parse.writing import to_html, to_text

_ARCHIVE = re.compile(r"\.(?:zip|t[gbx]z2?|tzst|tar(?:\.\w{2,3})?)$", re.I)
"""What the name of an archive ends in, which stands for the folder in it."""


def dumped_article(raw: RawPage) -> Article | StatePage:
    """Read a dump; one without a body is ``broken``."""
    header, markdown = read_dump(raw.body) or (Header(), "")
    ref = article_ref(header.address) if header.address else None
    about = _metadata(header, ref, raw.source)
    kind: Kind = header.kind if header.kind in KINDS else "article"
    content = content_of_markdown(markdown)
    if content.is_empty:
        return StatePage("broken", None, kind, ref, None, about, ("the dump has a header and no text",))
    body = Body(
        html=to_html(content.blocks),
        text=to_text(content.blocks),
        images=content.images,
        links=tuple(links_in(content.blocks, ref, {})),
    )
    return Article(kind, ref, about, body, (*content.losses, *_losses(about, ref)))


def content_of_markdown(markdown: str) -> Content:
    """Read Markdown, html2text's or CommonMark with tables, as the body of an article; HTML in it as a page's."""
    reader = _reader()
    html = (
        html2text.html(markdown, reader.renderInline) if html2text.is_html2text(markdown) else reader.render(markdown)
    )
    reading = Reading().read(html)
    return Content(reading.blocks, reading.media, reading.losses)


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.add_render_rule("softbreak", lambda *_: " ")  # beside Chinese a line end would be no space
    return reader


def _metadata(header: Header, ref: ArticleRef | None, source: str) -> Metadata:
    given = header.address
    folder = _album(source, header.account)
    albums = (
        (folder,) if folder and header.albums is None else tuple(Album(title, title) for title in header.albums or ())
    )
    return Metadata(
        title=header.title,
        account=header.account,
        biz=ref.key.partition(":")[0] if ref and ref.key else None,
        published_at=_time(header.published),
        location=None if header.location == UNKNOWN_PLACE else header.location,
        cover_url=header.cover,
        albums=albums,
        modified_at=_time(header.modified),
        author=header.author,
        digest=header.digest,
        source_url=header.source_url,
        header_url=given if given and not has_credentials(given) and not (ref and given == ref.url) else None,
    )


def _album(source: str, account: str | None) -> Album | None:
    """Take the album from the folder's name, which crawlers make of album and account: ``ALBUM-ACCOUNT``.

    The album's number is not in a dump: the folder's whole name stands for it.
    """
    folder = _ARCHIVE.sub("", PurePath(source).parent.name)
    title = folder.removesuffix(f"-{account}")
    return Album(folder, title) if title and folder != account else None


def _time(text: str | None) -> datetime | None:
    found = re.match(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2})?)?", text or "")
    try:
        time = datetime.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    return time.replace(tzinfo=time.tzinfo or BEIJING) if time else None


def _losses(about: Metadata, ref: ArticleRef | None) -> list[str]:
    missing = {
        "the title is not in the dump": about.title,
        "the time of publication is not in the dump": about.published_at,
        "the dump does not tell which article this is": ref,
    }
    return [loss for loss, value in missing.items() if value is None]
