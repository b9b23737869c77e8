"""One article → one string, or the record that programs see. Pure: no network, database, files or clock."""

from wxarchive.render.commonmark import markdown
from wxarchive.render.dump import document, front_matter, header
from wxarchive.render.records import record

__all__ = ["document", "front_matter", "header", "markdown", "record"]
