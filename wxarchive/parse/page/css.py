"""Select elements by CSS, in those of its forms that ``wxarchive.parse.selectors`` uses.

They are written as XPath, one step with conditions, so that libxml2 looks at each element once,
however it is nested. Source: Selectors Level 3 §5, §6, §7, §8.
"""

import re
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

_PART = re.compile(
    r"""\s*(?P<relation>[>+])\s*|(?P<inside>\s+)|(?P<any>\*)|(?P<tag>[\w-]+)|\#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)"""
    r"""|\[(?P<attribute>[\w-]+)(?:="?(?P<value>[^"\]]*)"?|\*="?(?P<within>[^"\]]*)"?)?\]|:not\((?P<other>[^()]+)\)"""
)
_CONDITIONS = {
    "any": "",
    "tag": "[self::{}]",
    "id": '[@id="{}"]',
    "class": '[contains(concat(" ", normalize-space(@class), " "), " {} ")]',
    "attribute": "[@{}]",
    "value": '[@{name}="{}"]',
    "within": '[contains(@{name}, "{}")]',
}
_AXES = {" ": "ancestor::*", ">": "parent::*", "+": "preceding-sibling::*[1]/self::*"}


def select(element: Element, css: str, most: int | None = None) -> list[Element]:
    """Return the elements inside of ``element`` that a selector matches, in their order; at most so
    many.
    """
    found = _compiled(css)(element)
    return (
        [each for each in found if isinstance(each, Element)][:most]
        if isinstance(found, list)
        else []
    )


@lru_cache(maxsize=256)
def _compiled(css: str) -> etree.XPath:
    return etree.XPath(
        " | ".join(f"descendant::*{_conditions(each.strip())}" for each in css.split(","))
    )


def _conditions(css: str) -> str:
    """Return in brackets what an element has to be, then what it has to stand in or behind."""
    own, around, position = "", "", 0
    while position < len(css):
        part = _PART.match(css, position)
        if part is None:
            raise ValueError(f"no selector that can be read: {css}")
        position = part.end()
        if part["relation"] or part["inside"]:
            own, around = "", f"[{_AXES[part['relation'] or ' ']}{own}{around}]"
        elif part["other"]:
            own += f"[not(self::*{_conditions(part['other'])})]"
        else:
            kind = part.lastgroup or ""
            own += _CONDITIONS[kind].format(part[kind], name=part["attribute"])
    return own + around
