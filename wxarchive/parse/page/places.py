"""Where something stands in the bytes of a page: a mark, a script, an element and its end.

Plain searches do it: an expression over megabytes takes ten times as long, a tree a hundred times.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_SCRIPT, _SCRIPT_END, _COMMENT = b"<script", b"</script", b"<!--"
_EMPTY = re.compile(rb"<[^<>]{1,1000}>\s*+</\w+\s*+>")
_P = (b"p ", b"p>", b"P ", b"P>")
_ENDS_PARAGRAPH = re.compile(
    rb"(</p\s*>)|<(?:address|article|aside|blockquote|details|div|dl|fieldset|figure|footer|form|"
    rb"h[1-6]|header|hr|main|menu|nav|ol|pre|section|table|ul)[\s/>]|"
    rb"</(?:article|aside|body|div|html|li|main|section|td)\s*>",
    re.I,
)
_END_OF_RAW = re.compile(rb"</(?:script|style)", re.I)


class Places:
    """Places in one page. All searches together take time in proportion to the page's size."""

    def __init__(self, page: bytes) -> None:
        self._page = page
        self._elements: dict[str, int | None] = {}
        # the place in the page that was asked about last, and whether it is in a script
        self._known, self._is_inside = 0, False
        # the place up to which comments were looked for, and where the open one begins
        self._passed = 0
        self._comment: int | None = None

    def of(self, mark: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Give the places of ``mark`` between two others, in order."""
        at = self._page.find(mark, start, end)
        while at >= 0:
            yield at
            at = self._page.find(mark, at + 1, end)

    def is_in_script(self, position: int) -> bool:
        """Tell whether a script is open at a place: the last of its tags before is a start tag."""
        if position < self._known:
            self._known, self._is_inside = 0, False
        # backwards, for tags are near; never beyond the place that was asked about before
        first = max(self._known - len(_SCRIPT_END), 0)
        opened = self._page.rfind(_SCRIPT, first, position)
        closed = self._page.find(_SCRIPT_END, max(opened, first), position)
        if opened >= 0 or closed >= 0:
            self._is_inside = closed < 0
        self._known = position
        return self._is_inside

    def element(self, identifier: str) -> int | None:
        """Return where the start tag of the element with that id begins, outside scripts and
        comments.
        """
        if identifier not in self._elements:
            self._elements[identifier] = self._element(identifier)
        return self._elements[identifier]

    def extent(self, identifier: str) -> tuple[int, int] | None:
        """Return where the element with that id begins and ends, of several the first that has
        something in it; the end is the page's if it is never closed.
        """
        first, start = None, self.element(identifier)
        while start is not None:
            end = end_of_element(self._page, start) or len(self._page)
            if not _EMPTY.fullmatch(self._page, start, end):
                return start, end
            first = first or (start, end)
            start = self._element(identifier, end)
        return first

    def _element(self, identifier: str, before: int = 0) -> int | None:
        """Find the first of these start tags behind a place."""
        name = identifier.encode()
        pattern = _start_tag(name)
        at = self._page.find(name, before)
        while at >= 0:
            opening = self._page.rfind(b"<", before, at)
            if pattern.match(self._page, opening):
                # first: it asks about an earlier place, and scripts are asked about in order
                is_in_comment = self._is_in_comment(opening)
                if not (self.is_in_script(opening) or is_in_comment):
                    return opening
            # up to there, it is the same tag
            before = self._page.find(b"<", at)
            if before < 0:
                break
            at = self._page.find(name, before)
        return None

    def _is_in_comment(self, position: int) -> bool:
        """Tell whether a comment is open at a place, asked about in order; what looks like one in a
        script is none.
        """
        if position < self._passed:
            self._passed, self._comment = 0, None
        # backwards, for comments are near; never beyond the place that was asked about before
        since = max(self._passed - len(_COMMENT) + 1, 0)
        opened = self._page.rfind(_COMMENT, since, position)
        self._passed = position
        if opened >= 0:
            self._comment = None if self.is_in_script(opened) else opened
        # <!--> is a whole comment
        if self._comment is not None:
            since = max(self._comment + 2, since)
            if self._page.find(b"-->", since, position) >= 0:
                self._comment = None
        return self._comment is not None


@lru_cache(maxsize=64)
def _start_tag(identifier: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""<\w+\s[^<>]*?\b(?i:id)\s*=\s*["']?""" + identifier + rb"""(?=["'\s>])""")


def end_of(page: bytes, start: int) -> int | None:
    """Return where the element ends that starts at ``start``; ``None`` if it is never closed."""
    if page[start + 1 : start + 3] not in _P:
        return end_of_element(page, start)
    end = _ENDS_PARAGRAPH.search(page, start + 2)
    if end is None:
        return None
    if end[1]:
        return end.end()
    # minified HTML leaves the end tag of a paragraph out before another block, or where what it is
    # in ends (HTML §13.1.2.4)
    return end.start()


def end_of_element(page: bytes, start: int) -> int | None:
    """Return the end of the element that starts at ``start`` by counting its tags; scripts,
    comments passed over.
    """
    name, *_ = re.split(rb"[\s/>]", page[start + 1 : start + 40], maxsplit=1)
    marks = _marks_of(name.lower())
    # the end of the last comment that there is, as soon as one is asked for: it is not looked for
    # again and again
    last_comment: int | None = None
    depth, position = 0, start
    while match := marks.search(page, position):
        position = match.end()
        if match[0] == b"<!--":
            if last_comment is None:
                last_comment = page.rfind(b"-->")
            # <!--> is a whole comment
            if position - 2 <= last_comment:
                position = page.find(b"-->", position - 2) + 3
        # a script or style: nothing in it is a tag
        elif match[1] is None:
            ended = _END_OF_RAW.search(page, position)
            if ended is None:
                return None
            position = ended.end()
        elif not match[1]:
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return page.find(b">", position) + 1 or None
    return None


@lru_cache(maxsize=16)
def _marks_of(tag: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<(/?)" + re.escape(tag) + rb"(?=[\s/>])|<(?:script|style)\b|<!--", re.I)
