"""What people noted of an article: under its text, and as fields of its record."""

from collections.abc import Iterator
from html import escape

from wxarchive.clock import in_form, iso
from wxarchive.models import Note, PlacedHighlight, StoredArticle

Record = dict[str, object]
_DAY = "%Y-%m-%d"


def annotations_html(article: StoredArticle) -> str:
    """Write tags, star, notes and highlights as clean HTML, to stand under the article; nothing
    where there are none. In English, as all that wxarchive itself says of an article.
    """
    parts = [*_marks(article), *_notes(article), *_highlights(article)]
    if not parts:
        return ""
    return f"<h2>Noted</h2>{''.join(parts)}"


def marks_record(article: StoredArticle) -> Record:
    """Return the fields of a record that say how an article is marked."""
    marks = article.marks
    return {
        "tags": list(marks.tags),
        "is_starred": marks.is_starred,
        "is_read": marks.is_read,
    }


def note_record(note: Note) -> Record:
    """Return a note as programs see it."""
    return {
        "uuid": note.uuid,
        "text": note.text,
        "made_at": iso(note.made_at),
        "changed_at": iso(note.changed_at),
    }


def highlight_record(placed: PlacedHighlight) -> Record:
    """Return a highlight as programs see it: the passage as it was marked, and where it stands now
    in the article's text.
    """
    made = placed.highlight
    return {
        "uuid": made.uuid,
        "exact": made.exact,
        "prefix": made.prefix,
        "suffix": made.suffix,
        "note": made.note or None,
        "start": placed.start,
        "end": placed.end,
        "content_hash": made.content_hash,
        "made_at": iso(made.made_at),
        "changed_at": iso(made.changed_at),
    }


def _marks(article: StoredArticle) -> Iterator[str]:
    marks = article.marks
    told = []
    if marks.tags:
        told.append(f"Tags: {', '.join(marks.tags)}")
    if marks.is_starred:
        told.append("Starred")
    if told:
        yield f"<p>{escape(' · '.join(told))}</p>"


def _notes(article: StoredArticle) -> Iterator[str]:
    for note in article.notes:
        yield f"<p>Note, {in_form(note.changed_at, _DAY)}: {_lines(note.text)}</p>"


def _highlights(article: StoredArticle) -> Iterator[str]:
    for one in article.highlights:
        made = one.highlight
        yield f"<blockquote><p>{_lines(made.exact)}</p></blockquote>"
        told = [f"Highlight, {in_form(made.made_at, _DAY)}"]
        if one.start is None:
            told.append("no longer in the text")
        note = f": {_lines(made.note)}" if made.note else ""
        yield f"<p>{', '.join(told)}{note}</p>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
