"""What people note of articles: tags, stars, read and unread, notes, highlights."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from wxarchive.anchoring import Quote
from wxarchive.api.opened import EVERYTHING, OpenedArchive, Ref
from wxarchive.clock import now
from wxarchive.errors import DamagedRow
from wxarchive.models import (
    Filter,
    Highlight,
    Marks,
    Note,
    PlacedHighlight,
    Tag,
    require_number,
)
from wxarchive.store import NewHighlight

Refs = Ref | Iterable[Ref]
"""One article, or several."""


class AnnotationMethods(OpenedArchive):
    """What reads and writes people's own words and marks. They belong to the article, not to one of
    its versions, and stay when it is edited, read again, or gone.
    """

    def tags(self) -> tuple[Tag, ...]:
        """Return all tags, the most used first."""
        return tuple(self._store.marks.tags())

    def tag(self, refs: Refs, name: str) -> int:
        """Tag one article or several; return how many had not this tag.

        Capitals do not tell tags apart. Raises :class:`UsageError` for a name that is empty or too
        long.
        """
        return self._writable().marks.tag(self._ids(refs), name, now())

    def untag(self, refs: Refs, name: str) -> int:
        """Take a tag from one article or several; return how many had it."""
        return self._writable().marks.untag(self._ids(refs), name, now())

    def rename_tag(self, old: str, new: str) -> int:
        """Give a tag another name; return how many articles have it. A tag that is called so
        already takes them in. Raises :class:`NotFound` if no article has the old one.
        """
        return self._writable().marks.rename(old, new, now())

    def star(self, refs: Refs) -> int:
        """Star one article or several; return how many had no star."""
        return self._writable().marks.mark(self._ids(refs), "star", now())

    def unstar(self, refs: Refs) -> int:
        """Take the star from one article or several; return how many had one."""
        return self._writable().marks.unmark(self._ids(refs), "star", now())

    def mark_read(self, refs: Refs) -> int:
        """Mark one article or several as read; return how many were not."""
        return self._writable().marks.mark(self._ids(refs), "read", now())

    def mark_unread(self, refs: Refs) -> int:
        """Mark one article or several as unread; return how many were read."""
        return self._writable().marks.unmark(self._ids(refs), "read", now())

    def marks(self, ref: Ref) -> Marks:
        """Return the tags of an article, whether it has a star, and whether it was read.

        Every :class:`StoredArticle` has them as its ``marks``, too.
        """
        # a list would pass a damaged article over, and say nothing of it
        return self._store.articles.get(self._id(ref)).marks

    def notes(self, ref: Ref) -> tuple[Note, ...]:
        """Return the notes on an article, the first first."""
        return self._store.notes.of(self._id(ref))

    def add_note(self, ref: Ref, text: str) -> Note:
        """Add a note to an article. Raises :class:`UsageError` for an empty one, and one of more
        than 100,000 characters.
        """
        return self._writable().notes.add(self._id(ref), text, now())

    def change_note(self, uuid: str, text: str) -> None:
        """Give a note another text. Raises :class:`NotFound`, and as :meth:`add_note`."""
        self._writable().notes.change(uuid, text, now())

    def delete_note(self, uuid: str) -> None:
        """Delete a note. Raises :class:`NotFound`."""
        self._writable().notes.delete(uuid, now())

    def highlights(self, ref: Ref, *, version: int | None = None) -> tuple[PlacedHighlight, ...]:
        """Return the highlights of an article in the order of its text, each with its place there;
        those last that have none.

        Places are in :meth:`text`, of the newest version, or that of a version with this number.
        """
        return self._whole(ref, version).highlights

    def add_highlight(
        self,
        ref: Ref,
        exact: str,
        prefix: str = "",
        suffix: str = "",
        start: int | None = None,
        note: str = "",
    ) -> Highlight:
        """Highlight a passage of an article's newest text, and return it as that text has it.

        White space does not count. Where the passage stands several times, ``prefix`` and
        ``suffix`` (the text before and after it) say which is meant, else ``start`` (its place in
        :meth:`text`, in code points): the nearest. Raises :class:`NotFound` where the text has no
        such passage, :class:`UsageError` where nothing says which of several is meant, and for one
        that is empty or has more than 20,000 characters.
        """
        require_number(start, "start")
        quote = Quote(exact, prefix, suffix, start)
        new = NewHighlight(quote, note)
        return self._writable().notes.highlight(self._id(ref), new, now())

    def change_highlight(self, uuid: str, note: str) -> None:
        """Give a highlight another note, or none. Raises :class:`NotFound`."""
        self._writable().notes.change(uuid, note, now())

    def delete_highlight(self, uuid: str) -> None:
        """Delete a highlight. Raises :class:`NotFound`."""
        self._writable().notes.delete(uuid, now())

    def annotation(self, uuid: str) -> Note | Highlight:
        """Return a note or a highlight by its uuid, or by the beginning of it that no other one
        has. Raises :class:`NotFound`.
        """
        return self._store.notes.one(self._store.notes.like(uuid))

    def orphans(self, where: Filter = EVERYTHING) -> Iterator[PlacedHighlight]:
        """Yield the highlights, of articles that pass a filter, whose passages the newest text has
        no more. They are kept, and stand where the passage is once it comes back.
        """
        highlighted = replace(where, has_highlight=True)
        for article in self._store.articles.list(highlighted):
            # whether a passage is there, only the text says; a damaged one is passed over
            every: tuple[PlacedHighlight, ...] = ()
            with suppress(DamagedRow):
                every = self._store.articles.get(article.id).highlights
            yield from (one for one in every if one.start is None)

    def _ids(self, refs: Refs) -> list[int]:
        # a text is one reference, and not one for each of its letters
        if isinstance(refs, int | str):
            refs = (refs,)
        return [self._id(ref) for ref in refs]
