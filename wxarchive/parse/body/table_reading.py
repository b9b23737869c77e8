"""Read a table of a body, or what a table only frames (docs/wechat-pages.md §10)."""

from lxml.etree import _Element as Element

from wxarchive.parse.body.blocks import Group, is_filled
from wxarchive.parse.body.cards import players_in
from wxarchive.parse.body.style import effect_of, lazy_background
from wxarchive.parse.body.tables import astray_in, cells_of, code_beside_numbers, rows_of, spans_of
from wxarchive.parse.body.text_style import TextStyle, look_of_cell
from wxarchive.parse.body.walk import Walk


def read_table(walk: Walk, element: Element, look: TextStyle) -> None:
    """Read a table: as one, as the code that it numbers, or as what its only cell frames."""
    walk.body.close_line(look)
    # what stands between the rows is shown above the table
    for part in astray_in(element):
        if isinstance(part, str):
            walk.body.text(part, look)
        else:
            walk.element(part, look)
    walk.body.close_line(look)
    rows = rows_of(element)
    cells = [cell for row in rows for cell in cells_of(row)]
    # a frame around a part of the body
    if len(cells) == 1:
        if inside := look_of_cell(cells[0], look):
            walk.children(cells[0], inside)
        return
    numbered = code_beside_numbers(element)
    if numbered is not None:
        walk.element(numbered, look)
        return
    table = Group("table")
    for caption in element.findall("caption"):
        _cell(walk, table, caption, "caption", look)
    for row in rows:
        _row(walk, table, row, look)
    if any(isinstance(row, Group) and is_filled(row) for row in table.children):
        walk.body.into[-1].append(table)


def _row(walk: Walk, table: Group, row: Element, outer: TextStyle) -> None:
    look: TextStyle | None = outer
    section = row.getparent()
    # a section or a row may hide what is in it
    for part in (section, row):
        if part is not None and look is not None:
            look = look_of_cell(part, look)
    if look is None:
        walk.body.hide(players_in(row))
        return
    line = Group("tr")
    in_head = section is not None and section.tag == "thead"
    for cell in cells_of(row):
        tag = "th" if in_head else str(cell.tag)
        _cell(walk, line, cell, tag, look)
    table.children.append(line)


def _cell(walk: Walk, row: Group, element: Element, tag: str, outer: TextStyle) -> None:
    look = look_of_cell(element, outer)
    if look is None:
        walk.body.hide(players_in(element))
        return
    cell = Group(tag, attributes=spans_of(element))
    walk.body.into.append(cell.children)
    inner = look._replace(tag="p")
    # a head is bold by itself
    if tag == "th":
        inner = inner._replace(marks=outer.marks - {"strong"})
    picture = effect_of(element.get("style") or "").picture
    picture = picture or lazy_background(element)
    if picture:
        walk.background(element, picture, inner)
    walk.children(element, inner)
    walk.body.close_line(inner)
    walk.body.into.pop()
    row.children.append(cell)
