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
    return "\n".join(filter(None, (_text_of(block) for block in blocks)))


def _html_of(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block)
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
        are_lists = group.tag == "li" and all(map(_is_list, rest))
        if not rest or are_lists:
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


def _is_list(block: Block) -> bool:
    return isinstance(block, Group) and block.tag in ("ul", "ol")


def _table_rows(table: Group) -> str:
    groups = [child for child in table.children if isinstance(child, Group)]
    rows = [group for group in groups if group.tag == "tr"]
    captions = [group for group in groups if group.tag == "caption"]
    # a table has one
    filled = (caption for caption in captions[:1] if caption.children)
    title = "".join(f"<caption>{to_inline(caption)}</caption>" for caption in filled)
    heads = _head_rows(rows)
    head = "".join(map(_html_of, rows[:heads]))
    if head:
        head = f"<thead>{head}</thead>"
    return f"{title}{head}<tbody>{''.join(map(_html_of, rows[heads:]))}</tbody>"


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


def _paragraph(block: Paragraph) -> str:
    if block.tag == "card":
        return f'<p class="card">{_runs(block.runs)}</p>'
    tag = "p" if block.tag.startswith("h") and not block.text else block.tag
    return f"<{tag}>{_runs(block.runs)}</{tag}>"


def _verbatim(block: Verbatim) -> str:
    if block.tag == "math":
        return f'<pre class="math-display">{escape(block.text)}</pre>'
    language = f' class="language-{escape(block.language)}"' if block.language else ""
    # an HTML parser drops the first newline of a pre
    lead = "\n" if block.text.startswith("\n") else ""
    return f"<pre><code{language}>{lead}{escape(block.text, quote=False)}</code></pre>"


def _runs(runs: list[Run]) -> str:
    """Write runs with as few tags as possible: neighbours that share a link or mark share its
    element.
    """
    if len(runs) == 1 and not (runs[0].marks or runs[0].href):  # most lines: no detour
        return _run(runs[0])
    written: list[str] = []
    opened: tuple[str, ...] = ()
    for run in runs:
        wanted = _ordered(run.marks)
        if run.href:
            wanted = (f'a href="{escape(run.href)}"', *wanted)
        # what stays open of what the run before opened
        keep = 0
        while keep < min(len(opened), len(wanted)) and opened[keep] == wanted[keep]:
            keep += 1
        written.extend(f"</{tag.split()[0]}>" for tag in reversed(opened[keep:]))
        written.extend(f"<{tag}>" for tag in wanted[keep:])
        opened = wanted
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
    size = f' width="{run.size[0]}" height="{run.size[1]}"' if run.size else ""
    return f'<img src="{escape(run.src)}" alt="{escape(run.text)}"{size}>'


def _text_of(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Verbatim):
        return block.text
    if isinstance(block, Rule):
        return ""
    if block.tag == "tr":
        return "\t".join(to_text(cell.children).replace("\n", " ") for cell in _cells(block))
    return to_text(block.children)
