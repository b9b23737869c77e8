"""The HTML that the site's editor makes of what an author writes (docs/wechat-pages.md §3)."""

from collections.abc import Sequence
from html import escape

from tests.smallwechat.pages import Picture, Reference


def paragraph(content: str) -> str:
    return f'<p style="margin-bottom: 16px;"><span leaf="">{content}</span></p>'


def heading(text: str) -> str:
    return f'<h2 style="font-size: 18px;"><span leaf="">{text}</span></h2>'


def bold(text: str) -> str:
    return f'<strong style="color: rgb(51, 51, 51);"><span textstyle="">{text}</span></strong>'


def link(target: Reference, text: str = "") -> str:
    address = escape(f"{target.url}&scene=21#wechat_redirect")
    shown = escape(text or target.title)
    return (
        f'<a class="normal_text_link" target="_blank" style="" href="{address}" textvalue="{shown}"'
        f' data-itemshowtype="{target.show_type}" linktype="text" data-linktype="2">{shown}</a>'
    )


def picture(item: Picture) -> str:
    shown = escape(item.url.replace("/0?", "/640?") + "&from=appmsg")
    return (
        f'<section nodeleaf=""><img class="rich_pages wxw-img" data-imgfileid="100000001"'
        f' data-ratio="{item.height / item.width:.6f}" data-src="{shown}" data-type="jpeg" data-w="{item.width}"'
        f' type="block"></section>'
    )


def quote(text: str) -> str:
    return f'<blockquote class="js_blockquote_wrap"><section><p><span leaf="">{text}</span></p></section></blockquote>'


def bullets(items: Sequence[str], tag: str = "ul") -> str:
    inner = "".join(f"<li><section><span leaf=''>{item}</span></section></li>" for item in items)
    return f'<{tag} class="list-paddingleft-1">{inner}</{tag}>'


def code(text: str, language: str) -> str:
    """One ``<code>`` a line, as the site's own editor writes it (docs/wechat-pages.md §3.4)."""
    lines = text.split("\n")
    marks = "<li></li>" * len(lines)
    inner = "".join(
        f'<code><span class="code-snippet_outer">{_line(line)}</span></code>' for line in lines
    )
    return (
        f'<section class="code-snippet__fix code-snippet__{language}"><ul class="code-snippet__line-index'
        f' code-snippet__{language}">{marks}</ul><pre class="code-snippet__{language}" data-lang="{language}">'
        f"{inner}</pre></section>"
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th><section><span leaf=''>{cell}</span></section></th>" for cell in header)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def previous(targets: Sequence[Reference], title: str = "往期回顾") -> str:
    items = "".join(
        f'<li><section><span leaf="">{link(target)}</span></section></li>' for target in targets
    )
    return f'<section style="text-align: center;"><span leaf="">▼ {title} ▼</span></section><ul>{items}</ul>'


def _line(text: str) -> str:
    return escape(text, quote=False).replace(" ", "&nbsp;") if text else "<br>"


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td><section><span leaf=''>{cell}</span></section></td>" for cell in row)
