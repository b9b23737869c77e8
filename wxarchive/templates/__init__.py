"""What the pages of an archive are made with, whoever shows them: a server, or a folder of files.

::

    environment   templates (``pages``), and how times, sizes and states are written in them
    words         their texts in Chinese and English
    body          an article's HTML as a page may show it
    comparison    two versions in one text, or side by side
    charts        bars, and lines of time
    static        the sheet, the scripts of keys and display, the icon

A face adds templates of its own, among them ``rail.html`` and ``steps.html``, which these include.
"""

from wxarchive.templates.body import Places, ShownBody, gaps, pictures, shown_body
from wxarchive.templates.charts import by_time, line
from wxarchive.templates.comparison import compared
from wxarchive.templates.environment import environment, size, static_file
from wxarchive.templates.words import LANGUAGES, Language, Say, language_of, speaker

__all__ = [
    "LANGUAGES",
    "Language",
    "Places",
    "Say",
    "ShownBody",
    "by_time",
    "compared",
    "environment",
    "gaps",
    "language_of",
    "line",
    "pictures",
    "shown_body",
    "size",
    "speaker",
    "static_file",
]  # fmt: skip
