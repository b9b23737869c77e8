"""What goes with articles that are deleted, and what stays."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deletion:
    """How many of each go with some articles.

    ``bytes``: of the files as they were received. ``links``: of other articles, which then lead to
    nothing. ``repacked``: pages of others that are compressed anew, because the page that they were
    compressed against goes. ``shared_pages`` and ``shared_files`` stay, because other articles have
    them, too. ``marks``: tags, stars, and that they were read.
    """

    articles: int = 0
    versions: int = 0
    pages: int = 0
    files: int = 0
    bytes: int = 0
    links: int = 0
    repacked: int = 0
    shared_pages: int = 0
    shared_files: int = 0
    marks: int = 0
    notes: int = 0
    highlights: int = 0
