"""What a reader sees of HTML: every character with the elements it stands in; documents are the
same if these are.
"""

import unicodedata
from urllib.parse import unquote

from lxml import etree
from markdown_it import MarkdownIt

MARKS = {"strong", "em", "del", "s", "sup", "sub", "u", "code", "a"}
BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "td", "th"}
UNSAID_IN_CODE = {"strong", "em", "del", "sup", "sub", "u"}
NAMES = {"s": "del", "th": "td"}
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

Seen = list[tuple[str, frozenset[str]]]


def parsed(markdown: str) -> str:
    """Return the HTML that a CommonMark reader makes of Markdown."""
    return str(PARSER.render(markdown))


def seen(html: str) -> Seen:
    """Return the visible characters of HTML with what each stands in, white space left out.

    Punctuation may stand outside of a mark of emphasis: Chinese punctuation looks the same either
    way.
    """
    root = etree.fromstring(f"<div>{html}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    found: Seen = []
    _collect(root, frozenset(), found)
    return found


def words(html: str) -> str:
    """Return the text of HTML with every run of white space, and every border of a block, as one
    space.
    """
    root = etree.fromstring(f"<div>{html}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    return " ".join("".join(_texts(root)).split())


def _texts(node: etree._Element) -> list[str]:
    around = [] if node.tag in MARKS or node.tag == "img" else [" "]
    inside = [part for child in node for part in (*_texts(child), child.tail or "")]
    return [*around, node.text or "", *inside, *around]


def _collect(node: etree._Element, around: frozenset[str], found: Seen) -> None:
    tag = NAMES.get(str(node.tag), str(node.tag))
    if tag in MARKS | BLOCKS:
        around = around - UNSAID_IN_CODE if tag == "pre" else around
        around |= {f"a {unquote(node.get('href', ''))}" if tag == "a" else tag}
    if tag == "img":
        links = frozenset(name for name in around if name not in UNSAID_IN_CODE)
        found.append((f"{node.get('alt') or ''}|{unquote(node.get('src', ''))}", links))
    _characters(node.text, around, found)
    for child in node:
        _collect(child, around, found)
        _characters(child.tail, around, found)


def _characters(text: str | None, around: frozenset[str], found: Seen) -> None:
    for char in text or "":
        loose = unicodedata.category(char)[0] in "PS"
        if not char.isspace():
            found.append((char, around - {"strong", "em", "del"} if loose else around))
