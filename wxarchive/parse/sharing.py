"""What the template of 2012 to 2014 hands over when a reader shares the article.

It has no variables for that: the function that shares assigns them. Source: docs/wechat-pages.md
§2.1.
"""

import re
from html import unescape

from wxarchive.parse.page import Page
from wxarchive.parse.page import unescape as js_string

_CALL = b"sendAppMessage"
_HANDED_OVER = re.compile(
    rb"""(?:\b(imgUrl|link|desc)\s*=\s*(?:htmlDecode\(\s*)?|["'](username)["']\s*:\s*)"""
    rb"""(?:"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"|'([^'\\\n]*+(?:\\.[^'\\\n]*+)*+)')"""
)


def handed_over(page: Page, name: str) -> str | None:
    """Return the first value of ``link``, ``desc``, ``imgUrl`` or ``username`` that says something;
    ``None`` where script data tells what there is.
    """
    if page.data:
        return None
    for script in page.scripts():
        if _CALL not in script or b"imgUrl" not in script:
            continue
        for *names, double, single in _HANDED_OVER.findall(script):
            written = (double or single).decode("utf-8", "replace")
            if written and name.encode() in names:
                return unescape(js_string(written))
    return None
