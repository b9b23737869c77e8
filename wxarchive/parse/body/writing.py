"""Write blocks as clean HTML (the vocabulary of ``docs/architecture.md``) and as plain text."""

from functools import cache
from html import escape

import nh3

from wxarchive.guarded import number
from wxarchive.parse.body.blocks import Block, Group, Mark, Paragraph, Rule, Run, Verbatim

_MARK_ORDER: tuple[Mark, ...] = ("del", "u", "strong", "em", "sup", "sub")
_TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "ul", "ol", "li", "blockquote", "strong",
    "em", "del", "sup",
    "sub", "u", "code", "a", "pre", "img", "figure", "figcaption", "table", "caption", "thead",
    "tbody", "tr", "th",
    "td",
}  # fmt: skip
_OF_ONE_LINE = ("li", "td", "th", "caption")
_LISTS = ("ul", "ol")
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "code": {"class"},
    "pre": {"class"},
    "p": {"class"},
}


def to_html(blocks: list[Block]) -> str:
    """Return clean HTML, one block a line; sanitised last, whatever was read."""
    return sanitised("\n".join(_html_of(block) for block in blocks))


def sanitised(html: str) -> str:
    """Return HTML reduced to the tags and attributes of clean HTML."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


def to_text(blocks: list[Block]) -> str:
    """Return plain text, one paragraph a line; the cells of a table's row are parted by tabs."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph | Verbatim):
            lines.append(block.text)
        elif isinstance(block, Group) and block.tag == "tr":
            cells = (to_text(cell.children) for cell in _cells(block))
            lines.append("\t".join(cell.replace("\n", " ") for cell in cells))
        elif isinstance(block, Group):
            lines.append(to_text(block.children))
    return "\n".join(filter(None, lines))


def _html_of(block: Block) -> str:
    if isinstance(block, Paragraph):
        runs = _runs(block.runs)
        if block.tag == "card":
            return f'<p class="card">{runs}</p>'
        # a heading of nothing but pictures is none
        tag = "p" if block.tag.startswith("h") and not block.text else block.tag
        return f"<{tag}>{runs}</{tag}>"
    if isinstance(block, Verbatim):
        return _verbatim(block)
    if isinstance(block, Rule):
        return "<hr>"
    attributes = "".join(f' {name}="{value}"' for name, value in block.attributes.items())
    content = _table_rows(block) if block.tag == "table" else _children(block)
    return f"<{block.tag}{attributes}>{content}</{block.tag}>"


def _children(group: Group) -> str:
    """Write a group's blocks; a cell or item of a single plain line needs no paragraph around
    it.
    """
    first, rest = next(iter(group.children), None), group.children[1:]
    if isinstance(first, Paragraph) and first.tag == "p" and group.tag in _OF_ONE_LINE:
        # what lists are in an item stand after its line
        lists = [block for block in rest if isinstance(block, Group) and block.tag in _LISTS]
        if not rest or (group.tag == "li" and len(lists) == len(rest)):
            return _runs(first.runs) + "".join(map(_html_of, rest))
    if group.tag != "figure":
        return "".join(map(_html_of, group.children))
    written: list[str] = []
    for child in group.children:
        # a line of nothing but pictures needs no paragraph in a figure
        if isinstance(child, Paragraph) and child.tag == "p" and not child.text:
            written.append(_runs(child.runs))
        else:
            written.append(_html_of(child))
    return "".join(written)


def _table_rows(table: Group) -> str:
    groups = [child for child in table.children if isinstance(child, Group)]
    rows = [group for group in groups if group.tag == "tr"]
    captions = [group for group in groups if group.tag == "caption"]
    written = ""
    # a table has one
    if captions and captions[0].children:
        written = f"<caption>{to_inline(captions[0])}</caption>"
    heads = _head_rows(rows)
    if heads:
        head = "".join(map(_html_of, rows[:heads]))
        written += f"<thead>{head}</thead>"
    body = "".join(map(_html_of, rows[heads:]))
    return f"{written}<tbody>{body}</tbody>"


def _head_rows(rows: list[Group]) -> int:
    """Count the rows at the top that are all heads; none if one of their cells reaches into the
    rows below.
    """
    # the last row is none: a table of heads only has a body
    heads = 0
    while heads < len(rows) - 1 and all(cell.tag == "th" for cell in _cells(rows[heads])):
        heads += 1
    for place, row in enumerate(rows[:heads]):
        spans = (number(cell.attributes.get("rowspan")) or 1 for cell in _cells(row))
        if place + max(spans, default=1) > heads:
            return 0
    return heads


def _cells(row: Group) -> list[Group]:
    return [cell for cell in row.children if isinstance(cell, Group)]


def to_inline(group: Group) -> str:
    """Write a group's paragraphs as one line."""
    return " ".join(_runs(child.runs) for child in group.children if isinstance(child, Paragraph))


def _verbatim(block: Verbatim) -> str:
    if block.tag == "math":
        return f'<pre class="math-display">{escape(block.text)}</pre>'
    text = escape(block.text, quote=False)
    # an HTML parser drops the first newline of a pre
    if text.startswith("\n"):
        text = f"\n{text}"
    if block.language is None:
        return f"<pre><code>{text}</code></pre>"
    return f'<pre><code class="language-{escape(block.language)}">{text}</code></pre>'


def _runs(runs: list[Run]) -> str:
    """Write runs with as few tags as possible: neighbours that share a link or mark share its
    element.
    """
    # most lines: no detour
    if len(runs) == 1 and not (runs[0].marks or runs[0].href):
        return _run(runs[0])
    written: list[str] = []
    opened: tuple[str, ...] = ()
    for run in runs:
        around = _ordered(run.marks)
        if run.href:
            around = (f'a href="{escape(run.href)}"', *around)
        if around != opened:
            # what stays open of what the run before opened
            same = 0
            while same < min(len(opened), len(around)) and opened[same] == around[same]:
                same += 1
            written.extend(f"</{tag.split()[0]}>" for tag in reversed(opened[same:]))
            written.extend(f"<{tag}>" for tag in around[same:])
            opened = around
        written.append(_run(run))
    written.extend(f"</{tag.split()[0]}>" for tag in reversed(opened))
    return "".join(written)


@cache
def _ordered(marks: frozenset[Mark]) -> tuple[str, ...]:
    return tuple(mark for mark in _MARK_ORDER if mark in marks)


def _run(run: Run) -> str:
    if run.kind == "text":
        return escape(run.text, quote=False)
    if run.kind == "break":
        return "<br>"
    if run.kind == "code":
        return f"<code>{escape(run.text, quote=False)}</code>"
    if run.kind == "math":
        return f'<code class="math-inline">{escape(run.text, quote=False)}</code>'
    attributes = f'src="{escape(run.src)}" alt="{escape(run.text)}"'
    if run.size:
        width, height = run.size
        attributes += f' width="{width}" height="{height}"'
    return f"<img {attributes}>"
