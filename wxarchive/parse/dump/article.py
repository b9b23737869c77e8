"""Read a Markdown dump (``wxarchive.formats.dump``): its header is the metadata, its Markdown
becomes blocks.

A dump tells less than the page did: no byline, no digest, no marks, and nothing to play.
"""

import re
from collections.abc import MutableMapping, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import PureWindowsPath
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from wxarchive.address import article_ref, has_credentials
from wxarchive.formats import UNKNOWN_PLACE, Header, moment, read_dump
from wxarchive.models import (
    KINDS,
    Album,
    Article,
    ArticleRef,
    Body,
    Kind,
    Metadata,
    RawPage,
    StatePage,
)
from wxarchive.parse.body import MORE_LOSSES, MOST_LOSSES, BodyReader, Content, to_html, to_text
from wxarchive.parse.dump import html2text
from wxarchive.parse.links import links_in

_SIGNS = "*_`[]!<>&|~#$\\-+\n"
MOST_SIGNS = 100_000
"""Signs of Markdown and lines of one dump: each costs time; the dump known with most has 2,000."""
TOO_MANY_SIGNS = f"reading it takes too long: it has more than {MOST_SIGNS:,} signs of Markdown"

# what markdown-it hands to its rules; ``files``: those that links lead to, with no address told
_Env = MutableMapping[str, Any]
# how the target of a link begins that is no other file
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.I)
_WIKILINK = re.compile(r"\[\[(?P<file>[^\[\]|\n]+)\|(?P<words>(?:\\.|[^\[\]\n\\])*+)\]\](?!\()")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# what the name of an archive ends in, which stands for the folder in it
_ARCHIVE = re.compile(r"\.(?:zip|t[gbx]z2?|tzst|tar(?:\.\w{2,3})?)$", re.I)


def dumped_article(raw: RawPage) -> Article | StatePage:
    """Read a dump; one without a body is ``broken``."""
    header, markdown = read_dump(raw.body) or (Header(), "")
    ref = article_ref(header.address) if header.address else None
    about = _metadata(header, ref, raw.source)
    kind: Kind = header.kind if header.kind in KINDS else "article"
    if sum(map(markdown.count, _SIGNS)) > MOST_SIGNS:
        return StatePage("broken", None, kind, ref, None, about, (TOO_MANY_SIGNS,), "dump")
    content = content_of_markdown(markdown)
    if content.is_empty:
        loss = "the dump has a header and no text"
        return StatePage("broken", None, kind, ref, None, about, (loss,), "dump")
    body = Body(
        html=to_html(content.blocks),
        text=to_text(content.blocks),
        images=content.images,
        links=tuple(links_in(content.blocks, ref, {})),
    )
    # what every page tells
    known = {
        "the title is not in the dump": about.title,
        "the time of publication is not in the dump": about.published_at,
        "the dump does not identify the article": ref,
    }
    missing = (loss for loss, value in known.items() if value is None)
    return Article(kind, ref, about, body, (*content.losses, *missing), "dump")


def content_of_markdown(markdown: str) -> Content:
    """Read Markdown, html2text's or CommonMark with tables, as the body of an article; HTML in it
    as a page's.
    """
    files: dict[str, None] = {}
    env: _Env = {"files": files}
    # html2text breaks lines and escapes signs in a way of its own
    if html2text.is_html2text(markdown):
        html = html2text.html(markdown, partial(_reader().renderInline, env=env))
    else:
        html = str(_reader(wikilinks=True).render(markdown, env))
    body = BodyReader().read(html)
    losses = body.losses
    # the reader noted them when it met their links
    for file in islice(files, MOST_LOSSES):
        losses.append(f"a link to another file, whose URL is unknown ({file})")
    if len(files) > MOST_LOSSES:
        losses.append(f"{MORE_LOSSES}, {len(files) - MOST_LOSSES} times")
    return Content(body.blocks, body.media, losses)


@cache
def _reader(*, wikilinks: bool = False) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # beside Chinese a line end would be no space
    reader.add_render_rule("softbreak", lambda *_: " ")
    reader.add_render_rule("link_open", _link_open)
    if wikilinks:
        reader.inline.ruler.before("link", "wikilink", _wikilink)
    return reader


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: _Env
) -> str:
    """Begin a link; one to another file leads to the article that its title tells, as ``export
    --md`` writes it.
    """
    token = tokens[index]
    href = str(token.attrs.get("href") or "")
    title = str(token.attrs.pop("title", ""))
    if href and not _ADDRESS.match(href):
        if article_ref(title):
            token.attrs["href"] = title
        else:
            env["files"][unquote(href)] = None
    return renderer.renderToken(tokens, index, options, env)


def _wikilink(state: StateInline, silent: bool) -> bool:
    """Read ``[[file|words]]`` of Obsidian, which does not tell the address, as its words."""
    match = _WIKILINK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.env["files"][match["file"]] = None
        token = state.push("text", "", 0)
        token.content = _ESCAPED.sub(r"\1", match["words"])
    state.pos = match.end()
    return True


def _metadata(header: Header, ref: ArticleRef | None, source: str) -> Metadata:
    if header.albums is None:
        albums = _albums_of_folder(source, header.account)
    else:
        albums = tuple(Album(title, title) for title in header.albums)
    address = header.address
    # what the identity is made of needs no second place
    if address and (has_credentials(address) or (ref and address == ref.url)):
        address = None
    return Metadata(
        title=header.title,
        account=header.account,
        biz=ref.key.partition(":")[0] if ref and ref.key else None,
        published_at=moment(header.published),
        location=None if header.location == UNKNOWN_PLACE else header.location,
        cover_url=header.cover,
        albums=albums,
        modified_at=moment(header.modified),
        author=header.author,
        digest=header.digest,
        source_url=header.source_url,
        header_url=address or None,
    )


def _albums_of_folder(source: str, account: str | None) -> tuple[Album, ...]:
    """Take the album from the folder's name, which crawlers make of album and account:
    ``ALBUM-ACCOUNT``.

    The album's number is not in a dump: the folder's whole name stands for it.
    """
    # wherever it is read again: such a path has strokes of both kinds
    folder = _ARCHIVE.sub("", PureWindowsPath(source).parent.name)
    title = folder.removesuffix(f"-{account}")
    if not account or title in ("", folder):
        return ()
    return (Album(folder, title),)
