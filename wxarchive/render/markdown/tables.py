"""Tables as the page has them, and those that pipes cannot draw as raw HTML."""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from wxarchive.render.markdown.escape import is_harmless, is_picture
from wxarchive.render.markdown.pieces import fold

VOCABULARY: dict[str, tuple[str, ...]] = {
    "a": ("href",),
    "img": ("src", "alt"),
    "ol": ("start",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
    "code": ("class",),
    "pre": ("class",),
    "table": (),
    "caption": (),
    "thead": (),
    "tbody": (),
    "tfoot": (),
    "tr": (),
    "p": (),
    "h1": (),
    "h2": (),
    "h3": (),
    "h4": (),
    "h5": (),
    "h6": (),
    "hr": (),
    "br": (),
    "ul": (),
    "li": (),
    "blockquote": (),
    "figure": (),
    "figcaption": (),
    "strong": (),
    "em": (),
    "del": (),
    "sup": (),
    "sub": (),
    "u": (),
}
"""The elements of clean HTML and the attributes that mean something in a table."""
_BLOCKS = ("table", "ul", "ol", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6")

_MOST_PADDING = 5
"""Cells that pipes would draw for each there is."""

SILENT = ("script", "style", "template", "head", "title")
"""Elements whose text is none of a reader's."""


def rows_of(table: etree._Element) -> Iterator[list[etree._Element]]:
    """Yield the cells of each row, not those of a table inside."""
    for part in table:
        rows = list(part.iterchildren("tr"))
        if part.tag == "tr":
            rows = [part]
        yield from (list(row.iterchildren("td", "th")) for row in rows)


def needs_html(table: etree._Element) -> bool:
    r"""Tell whether pipes cannot draw a table: a cell stretches over others or holds more than
    running text.

    Or rows are so unequal that most of what is drawn would be empty cells.

    Nor can they hold ``\|`` in code: readers disagree on it. A table of one cell is a box, not a
    table.
    """
    rows = list(rows_of(table))
    cells = [cell for row in rows for cell in row]
    # a box, or nothing to see
    has_text = any(text.strip() for text in table.itertext())
    if len(cells) < 2 or not (has_text or next(table.iter("img"), None) is not None):
        return False
    if len(rows) * max(map(len, rows)) > _MOST_PADDING * len(cells):
        return True
    for cell in cells:
        spans = (cell.get(name, "1").strip() for name in ("colspan", "rowspan"))
        if any(span != "1" for span in spans):
            return True
        if next(cell.iter(*_BLOCKS), None) is not None:
            return True
    codes = ("".join(map(str, code.itertext())) for code in table.iter("code"))
    return any("\\|" in code for code in codes)


def raw_table(table: etree._Element) -> str:
    """Write a table as HTML that a Markdown reader passes on: a row a line and no blank line
    (CommonMark §4.6).
    """
    # the tree is read on after the table
    copy = deepcopy(table)
    copy.tail = None
    etree.strip_elements(copy, *SILENT, with_tail=False)
    unknown = {str(node.tag) for node in copy.iter()}.difference(VOCABULARY)
    etree.strip_tags(copy, *unknown)
    # white space means something in code only; elsewhere a blank line would end the table
    exact = {node for pre in copy.iter("pre") for node in pre.iter()}
    for node in copy.iter():
        for name in set(node.keys()).difference(VOCABULARY[str(node.tag)]):
            del node.attrib[name]
        without_odd_addresses(node)
        if node not in exact:
            node.text = fold(node.text or "")
        if node.getparent() not in exact:
            node.tail = fold(node.tail or "")
    # what newlines are left are those of code: written as references, they end no block
    html = etree.tostring(copy, encoding="unicode", method="html")
    return html.replace("\n", "&#10;").replace("<tr>", "\n<tr>").replace("</table>", "\n</table>")


def without_odd_addresses(node: etree._Element) -> None:
    """Take the addresses off an element that lead anywhere but to the web, or are no picture."""
    href, source = node.get("href"), node.get("src")
    # nearly all elements have neither
    if href and not is_harmless(href):
        del node.attrib["href"]
    if source and not is_picture(source):
        del node.attrib["src"]
