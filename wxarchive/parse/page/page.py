"""Find the few regions of a page that matter, in its bytes; decode and read only those.

A page of today is 2.3–4.0 MB, of which the data script is 16–350 kB (docs/wechat-pages.md §2.1):
building a tree of the whole costs forty times what is needed. A :class:`Page` gives its parts on
demand, each computed once.
"""

import html
import re
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag

from wxarchive.address import PAGE_HOST
from wxarchive.models import RawPage
from wxarchive.parse import phrases, selectors
from wxarchive.parse.elements import text_within
from wxarchive.parse.page.answer import answered
from wxarchive.parse.page.mhtml import is_mhtml
from wxarchive.parse.page.places import Places, end_of, end_of_element
from wxarchive.parse.page.scripts import Variables, object_literal, unescape
from wxarchive.parse.page.unwrapping import unwrap
from wxarchive.parse.page.webarchive import is_webarchive, resources
from wxarchive.parse.work import Work

_DATA_MARK = b"cgiDataNew"
_DATA = re.compile(rb"""cgiDataNew(?:["']\])?\s*=\s*(?=\{)""")
_META = re.compile(rb"<meta\s[^<>]*+(?:<(?!m)[^<>]*+)*+>", re.I)
_PAGE_MID = re.compile(rb"""PAGE_MID\s*=\s*["']([^"']+)""")
_INERT = re.compile(rb"<(script|style|template)\b[^>]*+(?:\Z|>.*?(?:</\1\s*+>|\Z))", re.S | re.I)
_DECLARATION = re.compile(rb"<\?xml\b[^<>]*+>", re.I)
_COMMENT = re.compile(rb"<!--(?:-?>|.*?(?:-->|\Z))", re.S)
_SAVED_FROM = re.compile(
    rb"(?:url|saved from url=\(\d+\))\s*+:?\s*+(https?://mp\.weixin\.qq\.com(?::\d+)?/s[^\s<>\"']+)"
)
_SINGLE_FILE = re.compile(rb"<!--\s*page saved with singlefile\b", re.I)
_LOCATION = re.compile(
    rb"^(?:snapshot-)?content-location:[ \t]*(\S+(?:\r?\n[ \t]+\S+)*)", re.I | re.M
)
_HIDING = re.compile(r"""\s(?:style|hidden)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)|(?=\s|$))""", re.I)
_LINES = ["p", "li", "div", "span", "td", "blockquote"]
_BLOCKS = frozenset({"p", "li", "div", "td"})
# places of the data object, and of a mark in scripts, that are looked at
_MOST_DATA, _MOST_MARKS = 20, 200
# elements and texts in a line that a backup script wrote
_PARTS = 100


class Page:
    """One received page and its regions. Pure: everything is computed from the bytes."""

    def __init__(self, raw: RawPage) -> None:
        self.raw = raw
        self.bytes = unwrap(raw.body)
        self.places = Places(self.bytes)
        self.work = Work()

    @cached_property
    def data(self) -> dict[str, Any]:
        """The object ``window.cgiDataNew``, or the same as JSON; empty if the page has none, or it
        is cut off (docs/wechat-pages.md §2.3, §6.8).
        """
        if answer := answered(self.bytes):
            return answer
        unread = range(0)
        for start in self._data_places():
            # within a literal that could not be read is none worth reading
            if start in unread:
                continue
            end = self.bytes.find(b"</script", start)
            script = self.bytes[start:] if end < 0 else self.bytes[start:end]
            data, length = object_literal(script, self.work)
            if data:
                return data
            unread = range(start, start + length)
        return {}

    def _data_places(self) -> Iterator[int]:
        """Where the data object begins: a page has one, and a page made to be slow is not worth
        more than a few.
        """
        matches = (_DATA.match(self.bytes, at) for at in self._data_marks())
        for match in islice(filter(None, matches), _MOST_DATA):
            if self.places.is_in_script(match.start()):
                yield match.end()

    def _data_marks(self) -> Iterator[int]:
        """Where the data object is named: first in the head, then script by script from the last.

        It stands there or behind all libraries, whose megabytes are not searched so.
        """
        yield from self.places.of(_DATA_MARK, end=selectors.HEAD_LIMIT)
        # one that the limit cuts in two is behind it
        head, end = selectors.HEAD_LIMIT - len(_DATA_MARK) + 1, len(self.bytes)
        while (last := self.bytes.rfind(_DATA_MARK, head, end)) >= 0:
            start = max(self.bytes.rfind(b"<script", head, last), head)
            yield from self.places.of(_DATA_MARK, start, end)
            end = start

    @property
    def has_unread_data(self) -> bool:
        """Whether the page has the object ``window.cgiDataNew``, but it cannot be read."""
        return not self.data and any(True for _ in self._data_places())

    def in_scripts(self, mark: bytes, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """Give what matches ``pattern`` at ``mark`` inside scripts of any length, those of
        libraries too.
        """
        for at in islice(self.places.of(mark), _MOST_MARKS):
            match = pattern.match(self.bytes, at)
            if match and self.places.is_in_script(match.start()):
                yield match

    @cached_property
    def variables(self) -> Variables:
        """The classic variables, from those inline scripts that hold data; beside script data they
        are rarely asked.
        """
        marks = selectors.DATA_SCRIPT_MARKS
        scripts = (script for script in self.scripts() if any(mark in script for mark in marks))
        text = "\n".join(script.decode("utf-8", "replace") for script in scripts)
        return Variables(text, self.work)

    def scripts(self) -> Iterator[bytes]:
        """Give the inline scripts that are short enough to hold data: the long ones are
        libraries.
        """
        position = 0
        while (opened := self.bytes.find(b"<script", position)) >= 0:
            start = self.bytes.find(b">", opened) + 1
            position = self.bytes.find(b"</script", start)
            if not start or position < 0:
                return
            # libraries are long, or say at their beginning what they are
            if position - start >= selectors.DATA_SCRIPT_LIMIT:
                continue
            head = self.bytes[start : min(position, start + 200)]
            if not any(mark in head for mark in selectors.LIBRARY_MARKS):
                yield self.bytes[start:position]

    @cached_property
    def metas(self) -> dict[str, str]:
        r"""Contents of ``<meta>`` by property or name; literal ``\x0a`` and ``\x26lt;`` decoded
        (§2.2).
        """
        # a tree of those tags alone: around them are hundreds of kilobytes of scripts
        joined = b"".join(m[0] for m in _META.finditer(self.bytes, 0, selectors.HEAD_LIMIT))
        root = self.work.tree(joined.decode("utf-8", "replace"))
        contents: dict[str, str] = {}
        if root is None:
            return contents
        for tag in root.iter("meta"):
            name = tag.get("property") or tag.get("name")
            content = tag.get("content")
            if name and content is not None:
                contents.setdefault(name, unescape(content))
        return contents

    @cached_property
    def page_mid(self) -> str | None:
        """What the platform calls this kind of page (docs/wechat-pages.md §2.1)."""
        match = next(self.in_scripts(b"PAGE_MID", _PAGE_MID), None)
        if match is None:
            return None
        return match[1].decode("ascii", "replace")

    @cached_property
    def frame(self) -> BeautifulSoup:
        """The page's elements without scripts, styles and the article's body: small, whatever the
        page's size.
        """
        start, end = self.content_span or (0, 0)
        outside = self.bytes[:start] + self.bytes[end:] if end else self.bytes
        bare = b""
        if len(outside) < selectors.FRAME_LIMIT:
            bare = _COMMENT.sub(b"", _INERT.sub(b"", outside))
        # of a document of XML the library would warn, whose warnings no user knows
        bare = _DECLARATION.sub(b"", bare)
        # no more tags than any page has
        tags = re.finditer(b"<", bare)
        if following := next(islice(tags, selectors.FRAME_TAGS, None), None):
            bare = bare[: following.start()]
        self.work.spend(bare.count(b"<"))
        return BeautifulSoup(bare.decode("utf-8", "replace"), "lxml")

    def variables_if_needed(self, *keys: str) -> Variables:
        """Return the variables if the data lacks one of ``keys``; else none at all, to spare the
        search.
        """
        if all(self.data.get(key) for key in keys):
            return Variables("")
        return self.variables

    def variable(self, key: str, *names: str) -> str | None:
        """Return the first classic variable of ``names`` if the data has no ``key``: where it has,
        it is better.
        """
        if key in self.data:
            return None
        return self.variables.get(*names)

    @property
    def canonical(self) -> str | None:
        """The address that other tools note when they save a page."""
        if not self.data:
            # a site that shows what it copied names itself there
            for link in self.select('link[rel="canonical"][href]', 1):
                if PAGE_HOST in (named := attribute(link, "href")):
                    return named
        if saved := _SAVED_FROM.search(self.bytes, 0, 3000):
            return saved[1].decode("ascii", "replace")
        if self.data:
            return None
        return self.labelled("url")

    @cached_property
    def saved_from(self) -> str | None:
        """The address that MHTML (RFC 2557 §4.2) or Safari's file notes for the page in it; it may
        hold credentials.
        """
        if is_webarchive(self.raw.body):
            return next((page.url for page in resources(self.raw.body)), None)
        if not is_mhtml(self.raw.body):
            return None
        header = _LOCATION.search(self.raw.body, 0, 4000)
        if header is None:
            return None
        # a long one is folded into lines
        return "".join(header[1].decode("ascii", "replace").split())

    def has_element(self, identifier: str) -> bool:
        """Tell whether the page has an element of that id, outside its scripts."""
        return self.places.element(identifier) is not None

    @cached_property
    def content_span(self) -> tuple[int, int] | None:
        """Where the element ``#js_content`` begins and ends; the end is the page's if it is never
        closed.
        """
        return self.places.extent("js_content")

    @cached_property
    def content(self) -> str | None:
        """The HTML of the element ``#js_content``, its own tag included, but without the style by
        which that is hidden until its script runs (§3.1).
        """
        if self.content_span is None:
            return None
        whole = self.bytes[slice(*self.content_span)].decode("utf-8", "replace")
        opened, end, inner = whole.partition(">")
        return _HIDING.sub("", opened) + end + inner

    def element(self, identifier: str) -> str | None:
        """Return the HTML of the element with that id, its own tag included; ``None`` if the page
        has none.
        """
        start = self.places.element(identifier)
        if start is None:
            return None
        return self.bytes[start : end_of(self.bytes, start)].decode("utf-8", "replace")

    def words_of(self, identifier: str) -> str | None:
        """Return the folded text of the element with that id, be it in the body: in the pages of
        text posts everything is.
        """
        element = self.work.tree(self.element(identifier) or "")
        if element is None:
            return None
        return " ".join(text_within(element).split()) or None

    @property
    def is_cut_off(self) -> bool:
        """Whether the bytes end inside the page: no end tag, and the body's element still open."""
        page = self.bytes
        tail = page[-3000:].lower()
        if b"</html" in tail or b"</body" in tail:
            return False
        # SingleFile writes no end tag that HTML can do without: is a tag, script or style open?
        if _SINGLE_FILE.search(page, 0, 4096):
            if page.rfind(b"<") > page.rfind(b">"):
                return True
            opened = max(page.rfind(b"<script"), page.rfind(b"<style"))
            return opened > max(page.rfind(b"</script"), page.rfind(b"</style"))
        # tools that make pages small leave out end tags that HTML can do without
        starts = map(self.places.element, ("js_content", "js_article", "page-content"))
        start = next((start for start in starts if start is not None), None)
        if start is None:
            return b"</head" not in page[-200_000:].lower() or b"<body" in page.lower()
        return end_of_element(page, start) is None

    @property
    def ends_in_script(self) -> bool:
        """Whether the bytes end inside a script, behind everything that is shown."""
        return self.bytes.rfind(b"<script") > self.bytes.rfind(b"</script")

    def told_in_head(self, field: str) -> str | None:
        """Return what a head that a tool wrote tells (§11), by the field's name."""
        words = self.text_of(selectors.WRITTEN_HEAD[field])
        # what the tool did not know
        return None if words == "undefined" else words

    def labelled(self, field: str) -> str | None:
        """Return what a tool tells in a head of its own, or a backup script behind a label
        (``发布时间: …``) outside the body, by the field's name.
        """
        if field in selectors.WRITTEN_HEAD and self.select(".__meta__", 1):
            return self.told_in_head(field)
        labels = "|".join(phrases.LABELS[field])
        pattern = re.compile(rf"\s*+(?:{labels})\s*+[:：]\s*+(\S.*)", re.S)
        for line in self._short_lines:
            if match := pattern.fullmatch(line):
                return " ".join(match[1].split())
        return None

    @cached_property
    def _short_lines(self) -> list[str]:
        """The text of the frame's first lines; what has many parts is no line of a label and a
        value.
        """
        lines: list[str] = []
        for element in self.frame.find_all(_LINES, limit=200):
            # of nested blocks the innermost only, which their children tell sooner than all parts
            if any(part.name in _BLOCKS for part in element.children if isinstance(part, Tag)):
                continue
            parts = list(islice(element.descendants, _PARTS + 1))
            names = {part.name for part in parts if isinstance(part, Tag)}
            if len(parts) <= _PARTS and _BLOCKS.isdisjoint(names):
                lines.append(element.get_text()[:1000])
        return lines

    def text_of(self, *css: str) -> str | None:
        """Return the folded text of the first of these selectors that matches an element with
        text.
        """
        for selector in css:
            empty: set[int] = set()
            for element in self.select(selector):
                if id(element) in empty:
                    continue
                if text := " ".join(element.get_text(" ").split()):
                    return text
                # what is in it is empty as well
                empty.update(map(id, element.find_all(True)))
        return None

    def select(self, css: str, most: int | None = None) -> list[Tag]:
        """Return the elements of the frame that a selector matches, at most so many."""
        # most pages lack most of what is looked for: to know so takes a hundredth of a search
        parts = [part for part, needs in _alternatives(css).items() if needs <= self._names]
        if not parts:
            return []
        return list(self.frame.select(", ".join(parts), limit=most or 0))

    @cached_property
    def _names(self) -> set[str]:
        """What selectors name of the elements: ``tag``, ``#id``, ``.class``, ``[attribute``."""
        names: set[str] = set()
        for element in self.frame.descendants:
            if isinstance(element, Tag):
                names.add(element.name)
                names.update(f"[{name}" for name in element.attrs)
                names.update(f".{name}" for name in element.get_attribute_list("class"))
                names.add(f"#{element.get('id')}")
        return names


def attribute(element: Tag, *names: str) -> str:
    """Return the first of these attributes that an element has, else an empty text."""
    return str(next(filter(None, map(element.get, names)), ""))


@cache
def _alternatives(css: str) -> dict[str, frozenset[str]]:
    """Return the parts of a selector, each with the names that a page must have to match it."""
    needs: dict[str, frozenset[str]] = {}
    for part in re.split(r",\s*(?![^(]*\))", css):
        # what a page must not have is none of them
        bare = re.sub(r":not\([^():]*+\)", "", part)
        attributes = re.findall(r"\[[\w-]+", bare)
        # the value of an attribute may look like a name
        bare = re.sub(r"\[[^\[\]]*+\]", "", bare)
        names = re.findall(r"[#.][\w-]+|(?<![\w#.-])[a-z][\w-]*", bare)
        needs[part] = frozenset([*attributes, *names])
    return needs


def plain(value: object) -> str:
    """Return a script value as short plain text: HTML entities decoded at most twice, white space
    folded (§2.3).
    """
    if not isinstance(value, str):
        return ""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    return " ".join(value.split())
