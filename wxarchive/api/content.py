"""What an article says, in each form, and the files and bytes it came with."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.errors import NotFound
from wxarchive.history import capture_of
from wxarchive.models import (
    Body,
    Filter,
    MediaGap,
    MediaUse,
    RawPage,
    StoredArticle,
    StoredFile,
    require_known,
    require_number,
)

if TYPE_CHECKING:
    from wxarchive.render import CitationStyle


class ContentMethods(OpenedArchive):
    """What renders articles and gives out bytes."""

    def record(
        self, ref: Ref, *, version: int | None = None, full: bool = True
    ) -> dict[str, object]:
        """Return the record of ``docs/record.md``, ready for JSON: the names that programs rely on.

        Without ``full`` the texts are left out.
        """
        from wxarchive.render import record

        return record(self._whole(ref, version), full=full)

    def text(self, ref: Ref, *, version: int | None = None) -> str:
        """Return the body as plain text, one paragraph a line. Raises :class:`NotFound` if none
        was ever kept.
        """
        return _content(self._whole(ref, version)).text

    def markdown(self, ref: Ref, *, version: int | None = None) -> str:
        """Return the article as Markdown, with a header of what is known of it. Raises as
        :meth:`text`.
        """
        from wxarchive.render import document

        article = self._whole(ref, version)
        # a header over nothing would look like an article
        _content(article)
        return document(article)

    def cite(self, ref: Ref, style: "CitationStyle" = "gbt", *, version: int | None = None) -> str:
        """Return the entry for a list of references, one line, as ``docs/citations.md`` describes
        it: ``gbt`` (GB/T 7714-2015), ``apa`` (7th edition) or ``chicago`` (17th edition).

        Raises :class:`UsageError` for another style.
        """
        from wxarchive.render import CitationStyle, citation

        require_known([style], CitationStyle, "style of citations")
        return citation(self._whole(ref, version), style)

    def html(self, ref: Ref, *, version: int | None = None, embed: bool = False) -> str:
        """Return the body as clean HTML (``docs/architecture.md``, "Clean HTML"): no script, no
        style, pictures at WeChat's addresses.

        ``embed``: archived pictures are in it as ``data:`` addresses, so that it needs no network.
        Raises as :meth:`text`.
        """
        article = self._whole(ref, version)
        html = _content(article).html
        if not embed:
            return html
        from wxarchive.archive import with_pictures_inside

        return with_pictures_inside(html, article.id, self._store)

    def raw(
        self,
        ref: Ref,
        *,
        capture: int | datetime | None = None,
        page_id: int | None = None,
    ) -> RawPage:
        """Return a page exactly as it was received; its ``body`` has the bytes.

        By default the page that the newest content was read from. ``capture``: the one with this
        number (:meth:`captures`), or the last one received before this time; ``page_id``: the one
        with this id, as a capture names it. It may hold what opens a session, if it was fetched
        with cookies (``docs/credentials.md``). Raises :class:`NotFound`.
        """
        article_id = self._id(ref)
        pages = self._store.pages
        if page_id is not None:
            # any other is another article's
            if page_id not in pages.of_article(article_id):
                raise NotFound("this article has no such page", str(page_id))
            return pages.get(page_id)
        if capture is not None:
            captures = self._store.versions.captures(article_id)
            return pages.get(capture_of(captures, capture).page_id)
        article = self._store.articles.get(article_id)
        return pages.get(self._page_id(article))

    def media(self, ref: Ref) -> tuple[MediaUse, ...]:
        """Return the pictures, audio and videos that an article uses, and what became of each.

        What is ``kept`` has a ``sha256``, by which :meth:`file` and :meth:`file_bytes` give it.
        """
        return self._store.media.of_article(self._id(ref))

    def missing_media(self, where: Filter = EVERYTHING) -> Iterator[MediaUse]:
        """Yield each file that articles use and the archive lacks; why stands in its ``reason``."""
        return self._store.media.missing(where)

    def media_gaps(self, where: Filter = EVERYTHING) -> tuple[MediaGap, ...]:
        """Count the files that are missing, by role and reason."""
        return tuple(self._store.media.gaps(where))

    def file(self, sha256: str) -> StoredFile:
        """Return what an archived file is: its MIME type, recognised by its bytes, and its size.
        Raises :class:`NotFound`.
        """
        return self._store.media.file(sha256)

    def file_bytes(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        """Return the bytes of an archived file, all or a part. Raises :class:`NotFound`, and
        :class:`DamagedRow` where all are to be returned and have changed.
        """
        require_number(start, "start")
        require_number(length, "length")
        media = self._store.media
        # only the whole can be compared with its hash
        if start == 0 and length is None:
            return media.read(sha256)
        if length is None:
            length = media.file(sha256).size
        return media.part(sha256, start, length)


def _content(article: StoredArticle) -> Body:
    if article.content is not None:
        return article.content
    why = article.reason or article.state
    raise NotFound(f"no text of it was ever archived, it was gone before: {why}", str(article.id))
