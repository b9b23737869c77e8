"""Code blocks in all their shapes, and formulas (docs/wechat-pages.md §3.4, §3.5, §10)."""

import re
import unicodedata

from lxml.etree import _Element as Element

from wxarchive.guarded import character
from wxarchive.parse.body.blocks import Block, Group, Paragraph, Verbatim, paragraphs
from wxarchive.parse.body.invisible import visible
from wxarchive.parse.body.pictures import alt_of, is_emoji, picture_source
from wxarchive.parse.body.style import effect_of
from wxarchive.parse.elements import has_text, text_within

_IN_COUNTERS = "ounter(line"
_COUNTER_LEAK = re.compile(r"\s*[ce]?ounter\(line.*")
_LEAK = re.compile(r"[ce]?ounter\(line")
_BEHIND_LEAK = re.compile(r"[\w\s,-]*+\)?\s*+", re.A)
# what a class of code is called
_OF_CODE = re.compile(r"code|hljs|prettyprint|highlight|brush", re.I)
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# hexadecimal, but for halves of others
_CODE_POINT = re.compile(r"(?!D[89A-F])[0-9A-F]{1,5}", re.I)
_LANGUAGE = re.compile(r"(?:(?:language|lang|highlight-source)[-\s]|brush:\s*)([\w+#.-]+)")
_LANGUAGE_NAME = re.compile(r"[\w+#.-]{1,30}", re.A)
# TeX in the signs that mark it in running text; the first two stand for a line of its own
_DELIMITED = re.compile(r"\$\$(.+)\$\$|\\\[(.+)\\\]|\\\((.+)\\\)|\$([^$]+)\$", re.S)
_OF_TEX = re.compile(r"[\\^_{}=<>+*/]|^[A-Za-z]$|\d\s*-\s*\w")
_MISTAKEN = re.compile(r"[\w.]+-")
_NO_LANGUAGE = frozenset(
    {"", "nohighlight", "plain", "text", "plaintext", "undefined", "null", "code", "auto"}
)
_LAID_OUT = (
    "mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "munder", "mover", "munderover", "mtable",
)  # fmt: skip
_LINE_TAGS = frozenset({"li", "p", "div", "section", "tr"})
_SKIPPED = frozenset({"script", "style", "button"})
# tags within code that are no lines of their own
_COLOURED = frozenset({"span", "code", "strong", "em", "b", "i", "font"})


def code_block(pre: Element) -> Verbatim | None:
    """Read a ``pre``: one ``code`` a line, ``br`` line ends, or real newlines. ``None`` if there is
    no code in it.
    """
    lines = [""]
    # several of one parent are lines, one alone marks the whole as code
    parents = [code.getparent() for code in pre.iter("code")]
    by_line = len(set(parents)) < len(parents)
    inside = pre.tag == "code" or next(pre.iterancestors("code"), None) is not None
    _collect(pre, lines, by_line=by_line, between=by_line and not inside)
    # a counter of lines may have left its own style sheet behind
    of_counter = _COUNTER_LEAK.fullmatch
    lines = [line.rstrip() for line in lines if _IN_COUNTERS not in line or not of_counter(line)]
    filled = [place for place, line in enumerate(lines) if line]
    if not filled:
        return None
    text = "\n".join(lines[filled[0] : filled[-1] + 1])
    return Verbatim(text, language(pre))


def is_code(pre: Element) -> bool:
    """Tell code from a ``pre`` for layout (§3.4, §11). In code, pictures but emoji and links would
    be lost.
    """
    for picture in pre.iter("img"):
        if not is_emoji(picture, picture_source(picture)):
            return False
    if language(pre) is not None or next(pre.iter("code"), None) is not None:
        return True
    for part in pre.iter():
        is_named = _OF_CODE.search(part.get("class") or "")
        if is_named or effect_of(part.get("style") or "").monospaced:
            return True
    # an old editor laid pages out with those that it marked so; an element's keys, not a dict's
    if "accuse" in pre.keys() or pre.find(".//a[@href]") is not None:  # noqa: SIM118
        return False
    letters = "".join(text_within(pre).split())
    chinese = _CHINESE.findall(letters)
    return "，" not in letters or len(chinese) * 2 <= len(letters)


def drop_leaked_numbers(before: list[Block]) -> None:
    """Drop from what stands before a code block the line numbers that leaked as text (§3.4)."""
    while before and isinstance(before[-1], Paragraph | Group):
        lines = [paragraph.text for paragraph in paragraphs(before[-1:])]
        if not (lines and all(map(_is_leak, lines))):
            return
        before.pop()


def _is_leak(line: str) -> bool:
    """Tell a line of nothing but line numbers that leaked; prose about counters has other words."""
    before, *behind = _LEAK.split(line)
    return bool(behind) and not before.strip() and all(map(_BEHIND_LEAK.fullmatch, behind))


def language(pre: Element) -> str | None:
    """Return the language a code block names: ``data-lang``, or a class of ``pre`` or ``code``."""
    for element in [pre, *pre.iter("code")]:
        name = element.get("data-lang") or element.get("lang") or ""
        if not name and (match := _LANGUAGE.search(element.get("class") or "")):
            name = match[1]
        name = name.strip().lower()
        if name not in _NO_LANGUAGE and _LANGUAGE_NAME.fullmatch(name):
            return name
    return None


def may_be_formula(element: Element) -> bool:
    """Tell cheaply whether to look for a formula in an ordinary element."""
    if element.get("data-formula") or element.get("data-latex"):
        return True
    classes = element.get("class") or ""
    return bool(classes) and ("katex" in classes or "math" in classes.lower())


def tex_of(element: Element) -> tuple[str, bool] | None:
    """Return a formula's TeX source and whether it stands on its own; ``None`` if the element is no
    formula.
    """
    source = element.get("data-formula") or element.get("data-latex")
    # renderers keep the source next to what they drew
    if source is None and _is_drawn_math(element):
        notes = element.iter("annotation")
        of_tex = (note for note in notes if note.get("encoding") == "application/x-tex")
        source = next(map(text_within, of_tex), None)
    if not source or not source.strip():
        return None
    # each renderer says in its own way that a formula has a line of its own
    display = "block" in (element.get("data-formula-type") or "")
    display = display or element.get("display") in ("true", "block")
    display = display or "katex-display" in (element.get("class") or "")
    tex = source.strip()
    if delimited := _DELIMITED.fullmatch(tex):
        tex = next(filter(None, delimited.groups())).strip()
        display = display or delimited.lastindex in (1, 2)
    return tex, display


def _is_drawn_math(element: Element) -> bool:
    if element.tag in ("mjx-container", "math"):
        return True
    classes = element.get("class") or ""
    return element.tag == "span" and ("katex" in classes or "MathJax" in classes)


def is_laid_out(math: Element) -> bool:
    """Tell whether a formula is more than its letters in a row: a fraction, a root, a power."""
    return next(math.iter(*_LAID_OUT), None) is not None


def drawn_formula(svg: Element) -> str:
    """Return the characters of a formula of which only MathJax's drawing is left; ``""`` if it is
    none.

    They stand in the drawing as code points: ``<path data-c="1D43E">`` is an italic K (§10).
    """
    # where its source stands next to the drawing, that is read
    for part in (svg, svg.getprevious(), svg.getnext()):
        if part is not None and next(part.iter("math"), None) is not None:
            return ""
    if not svg.xpath("boolean(.//*[@data-mml-node='math'])"):
        return ""
    codes = (part.get("data-c") or "" for part in svg.iter("path", "use"))
    letters = (character(code) for code in codes if _CODE_POINT.fullmatch(code))
    return unicodedata.normalize("NFKC", "".join(letters)).strip()


def is_real_tex(source: str) -> bool:
    """Tell a formula from text that a converter mistook for one (``12M-``; §10)."""
    return bool(_OF_TEX.search(source)) and not _MISTAKEN.fullmatch(source)


def _collect(element: Element, lines: list[str], *, by_line: bool, between: bool) -> None:
    """Add the text below ``element`` to ``lines``.

    ``by_line``: each ``code`` is a line of its own; ``between``: and this is outside of them.
    """
    # most lines: no walk through the spans that colour them
    if not between and (text := _plain_text(element, by_line=by_line)) is not None:
        _put(lines, text)
        return
    _add(lines, element.text, only_if_visible=between)
    for child in element:
        tag = child.tag
        if tag in _LINE_TAGS and _only_numbers(child):
            continue
        shown_as_line = tag == "span" and _is_shown_as_line(child)
        is_line = shown_as_line or tag in _LINE_TAGS or (by_line and tag == "code")
        if tag == "br" or (is_line and lines[-1]):
            lines.append("")
        begun = len(lines)
        if tag == "img":
            _add(lines, alt_of(child), only_if_visible=False)
        elif tag not in _SKIPPED and isinstance(tag, str):
            _collect(child, lines, by_line=by_line, between=between and tag != "code")
        # a line end inside may have ended it
        if is_line and (lines[-1] or len(lines) == begun):
            lines.append("")
        _add(lines, child.tail, only_if_visible=between or shown_as_line)


def _only_numbers(column: Element) -> bool:
    """Tell whether an element beside code only numbers its lines: 1, 2, 3 …, each an element."""
    beside = column.getnext()
    if beside is None or not len(column) or not (column[0].text or "").strip().isdigit():
        return False
    # one number alone may be code
    if len(column) == 1 and "user-select" not in (column.get("style") or ""):
        return False
    numbers = [text_within(line).strip() for line in column]
    return numbers == [str(place) for place in range(1, len(numbers) + 1)] and has_text(beside)


def _is_shown_as_line(span: Element) -> bool:
    """Tell whether a span with something in it is a line by its style; an empty one is
    decoration.
    """
    style = span.get("style")
    if not style or not (len(span) or span.text):
        return False
    return effect_of(style).flow == "block"


def _add(lines: list[str], text: str | None, *, only_if_visible: bool) -> None:
    if not text or (only_if_visible and text.isspace()):
        return
    _put(lines, visible(text).replace("\xa0", " ").replace("\r\n", "\n"))


def _put(lines: list[str], text: str) -> None:
    first, *rest = text.split("\n")
    lines[-1] += first
    lines += rest


def _plain_text(element: Element, *, by_line: bool) -> str | None:
    """Return all text in an element; ``None`` if what is in it may be more than colours, or the
    text has characters that are not shown as they are.
    """
    pieces: list[str] = []
    if not _put_coloured(element, pieces, by_line=by_line):
        return None
    text = "".join(pieces).replace("\xa0", " ")
    if "\ufffc" in text or not text.replace("\n", "").replace("\t", "").isprintable():
        return None
    return text


def _put_coloured(element: Element, pieces: list[str], *, by_line: bool) -> bool:
    """Add the texts below an element; tell whether what is in it is nothing but colours."""
    if element.text:
        pieces.append(element.text)
    for part in element:
        if part.tag == "br":
            pieces.append("\n")
        else:
            is_more = part.tag not in _COLOURED or (by_line and part.tag == "code")
            is_more = is_more or _is_shown_as_line(part)
            if is_more or not _put_coloured(part, pieces, by_line=by_line):
                return False
        if part.tail:
            pieces.append(part.tail)
    return True
