"""What the pages of an archive are made with, whoever shows them: a server, or a folder of files.

::

    environment   templates (``pages``), and how times, sizes and states are written in them
    words         their texts in Chinese and English
    body          an article's HTML as a page may show it, with marked hits and highlights
    comparison    two versions in one text, or side by side
    highlights    what a reader marked, in the text and as a list
    links         where the pages of a face are
    charts        bars, and lines of time
    static        the sheet, the scripts of keys and display, the icon

A face adds templates of its own, among them ``base.html``, which these extend: it extends
``frame.html``; and ``rail.html``. Where a page is, an object says to templates that is called
``links`` (:class:`PageLinks`).
"""

from wxarchive.templates.body import Places, ShownBody, gaps, pictures, shown_body
from wxarchive.templates.charts import Chart, bars_of, by_time, line
from wxarchive.templates.comparison import compared
from wxarchive.templates.environment import environment, size, static_file, static_files
from wxarchive.templates.highlights import highlight_spans, listed_highlights
from wxarchive.templates.links import Mode, PageLinks
from wxarchive.templates.marking import MarkedSpan, Spans
from wxarchive.templates.words import LANGUAGES, Language, Say, language_of, speaker

__all__ = [
    "LANGUAGES",
    "Chart",
    "Language",
    "MarkedSpan",
    "Mode",
    "PageLinks",
    "Places",
    "Say",
    "ShownBody",
    "Spans",
    "bars_of",
    "by_time",
    "compared",
    "environment",
    "gaps",
    "highlight_spans",
    "language_of",
    "line",
    "listed_highlights",
    "pictures",
    "shown_body",
    "size",
    "speaker",
    "static_file",
    "static_files",
]  # fmt: skip
