"""What people noted of an article: under its text, and as fields of its record."""

from collections.abc import Iterator
from html import escape

from wxarchive.clock import in_form, iso
from wxarchive.models import Article, Note, PlacedHighlight, StoredArticle
from wxarchive.render.markdown import markdown
from wxarchive.render.notes import subtitle

Record = dict[str, object]
NOTED_COLUMNS = (
    "highlight", "note", "title", "account", "url", "id", "start", "made_at", "tags", "uuid",
)  # fmt: skip
_DAY = "%Y-%m-%d"


def annotations_html(article: Article | StoredArticle) -> str:
    """Write tags, star, notes and highlights as clean HTML, to stand under the article; nothing
    where there are none. In English, as all that wxarchive itself says of an article.
    """
    if isinstance(article, Article):
        return ""
    parts = "".join((*_marks(article), *_notes(article), *_highlights(article)))
    if not parts:
        return ""
    return f"<h2>Noted</h2>{parts}"


def noted_markdown(article: StoredArticle) -> str:
    """Write what was noted of an article as a section of a document of many; nothing where there
    are neither notes nor highlights.
    """
    if not (article.notes or article.highlights):
        return ""
    title = escape(" ".join((article.metadata.title or "").split()) or f"#{article.id}")
    if article.ref:
        title = f'<a href="{escape(article.ref.url)}">{title}</a>'
    about = f"<h1>{title}</h1><p>{escape(subtitle(article.metadata))}</p>"
    parts = "".join((*_marks(article), *_notes(article), *_highlights(article)))
    return f"{markdown(about + parts)}\n\n"


def noted_record(article: StoredArticle) -> Record:
    """Return what was noted of an article, with what tells the article."""
    ref = article.ref
    return {
        "id": article.id,
        "key": ref.key if ref else None,
        "url": ref.url if ref else None,
        "title": article.metadata.title,
        "account": article.metadata.account,
        "published_at": iso(article.metadata.published_at),
        **marks_record(article),
        "notes": [note_record(note) for note in article.notes],
        "highlights": [highlight_record(one) for one in article.highlights],
    }


def noted_rows(article: StoredArticle) -> Iterator[tuple[object, ...]]:
    """Yield a row of a table for each highlight and each note, as :data:`NOTED_COLUMNS` names
    them.
    """
    about, ref = article.metadata, article.ref
    who = (about.title, about.account, ref.url if ref else None, article.id)
    tags = "；".join(article.marks.tags)
    for one in article.highlights:
        made = one.highlight
        yield made.exact, made.note, *who, one.start, iso(made.made_at), tags, made.uuid
    for note in article.notes:
        yield None, note.text, *who, None, iso(note.made_at), tags, note.uuid


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
