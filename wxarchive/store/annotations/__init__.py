"""What people note of articles: marks (tags, stars, what was read), notes and highlights."""

from wxarchive.store.annotations.marks import MARKED, Marking, MarkKind, marks_of, tag_name
from wxarchive.store.annotations.notes import NewHighlight, Notes

__all__ = ["MARKED", "MarkKind", "Marking", "NewHighlight", "Notes", "marks_of", "tag_name"]
