"""Articles to export, and exports in tests: a selection of given articles, and what became of
them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.golden import PAGES
from tests.render.samples import METADATA, stored
from wxarchive.errors import NotFound
from wxarchive.export import export
from wxarchive.export.options import ExportOptions, ExportOutcome
from wxarchive.export.selection import ExportSelection
from wxarchive.formats.dump import NOTES_MARK
from wxarchive.models import Article, ArticleRef, Body, MediaRole, MediaUse, StoredArticle
from wxarchive.parse import parse

MANIFEST = ".wxarchive-export.json"
DAY = datetime(2024, 3, 5, 20, tzinfo=UTC)  # already the sixth in Beijing
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fccfc0f01f0005000201a5b9d3a90000000049454e44ae426082"
)


def file(
    address: str, role: MediaRole = "picture", kind: str = "image/png", content: bytes = PNG
) -> MediaUse:
    """Return a file that an article uses and the archive keeps."""
    CONTENTS[digest := sha256(content).hexdigest()] = content
    return MediaUse(0, address, role, "kept", sha256=digest, type=kind, size=len(content))


def lost(address: str, role: MediaRole = "picture", reason: str | None = "404") -> MediaUse:
    """Return a file that an article uses and the archive does not keep."""
    return MediaUse(0, address, role, "failed", reason)


CONTENTS: dict[str, bytes] = {}


@dataclass(frozen=True)
class Told:
    """What an export told: how many articles by what became of them, and the messages."""

    written: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    messages: tuple[str, ...] = ()


def article(
    number: int, title: str | None = "春茶", text: str = "采茶", **changes: object
) -> StoredArticle:
    ref = ArticleRef(
        f"https://mp.weixin.qq.com/s?__biz=MzA5MQ==&mid={number}&idx=1", f"MzA5MQ==:{number}:1"
    )
    fields: dict[str, object] = {
        "ref": ref,
        "metadata": replace(METADATA, title=title, published_at=DAY),
        "content": Body(html=f"<p>{text}</p>", text=text),
        "content_hash": None if changes.get("content", text) is None else "sha256:11",
    }
    return stored(number, **{**fields, **changes})


def of_page(number: int, page: Article) -> StoredArticle:
    """Return what an archive would hold of a page, as an article of its own."""
    return article(
        number,
        kind=page.kind,
        metadata=page.metadata,
        content=page.body,
        content_hash=page.content_hash,
        losses=page.losses,
    )


def golden() -> list[StoredArticle]:
    """Return the articles of all golden pages."""
    pages = (parse(page) for page in PAGES.values())
    return [
        of_page(number, page) for number, page in enumerate(pages, 1) if isinstance(page, Article)
    ]


def all_kept(articles: Iterable[StoredArticle]) -> dict[int, list[MediaUse]]:
    """Return a file for every picture, sound and film of some articles."""
    kept: dict[int, list[MediaUse]] = {}
    for one in articles:
        content = one.content or Body()
        kept[one.id] = [file(address) for address in content.images]
        kept[one.id] += [
            file(item.url or "", "audio", "audio/mpeg", b"ID3")
            for item in content.media
            if item.url
        ]
        kept[one.id] += [
            file(item.id or "", "video", "video/mp4", b"mp4")
            for item in content.media
            if not item.url
        ]
    return kept


def selection(
    articles: Iterable[StoredArticle],
    uses: Mapping[int, Sequence[MediaUse]] | None = None,
    aliases: Mapping[str, int] | None = None,
) -> ExportSelection:
    """Choose these articles; ``aliases``: addresses that an archive knows besides."""
    held = {one.id: one for one in articles}
    shown = uses or {}

    def whole(number: int) -> StoredArticle:
        if number not in held:
            raise NotFound("no such article in the archive", str(number))
        return held[number]

    def uses_of(number: int) -> Sequence[MediaUse]:
        return shown.get(number, ())

    return ExportSelection(
        lambda: [replace(one, content=None) if one.content_hash else one for one in held.values()],
        whole,
        lambda ref: (aliases or {}).get(ref.url),
        uses_of,
        lambda digest: [CONTENTS[digest][:7], CONTENTS[digest][7:]],
    )


def outcomes(
    chosen: ExportSelection, path: Path, wanted: ExportOptions | None = None
) -> list[ExportOutcome]:
    return list(export(chosen, path, wanted or ExportOptions()))


def exported(
    articles: Iterable[StoredArticle], path: Path, wanted: ExportOptions | None = None
) -> Told:
    """Export these articles; lists of articles, which are files beside them, are not counted."""
    done = [one for one in outcomes(selection(articles), path, wanted) if one.id is not None]
    counts = {
        name: sum(one.status == name for one in done)
        for name in ("written", "unchanged", "skipped", "failed")
    }
    return Told(**counts, messages=tuple(one.message for one in done if one.message))


def files(folder: Path) -> dict[str, str]:
    """Return every article's file in the folder, not the lists and the manifest."""
    return {
        path.name: path.read_text("utf-8")
        for path in folder.iterdir()
        if path.is_file() and path.name != MANIFEST
    }


def names(folder: Path) -> set[str]:
    return set(files(folder))


ASSET = f"assets/{sha256(PNG).hexdigest()[:32]}.png"


PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/abc/0?wx_fmt=png"


OTHER = "https://mmbiz.qpic.cn/mmbiz_jpg/def/0"


SAID = f"\n{NOTES_MARK}\n\n> Not kept:\n>\n"


def showing(number: int, *addresses: str, title: str = "春茶") -> StoredArticle:
    html = "".join(f'<p><img src="{address}"></p>' for address in addresses)
    return article(
        number, title, content=Body(html=html, images=addresses), content_hash="sha256:1"
    )


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield from (token, *(token.children or ()))


def addresses(text: str) -> list[str]:
    return [
        str(at) for token in tokens(text) for name in ("href", "src") if (at := token.attrGet(name))
    ]
