"""The web pages that ``export --html`` writes: what tells them from others, and where their facts
stand.

They have not all of an article, so ``import`` takes them for no page of it; but they name it.
"""

import re

GENERATOR = '<meta name="generator" content="wxarchive">'
ADDRESS_TERM, PUBLISHED_TERM = "Original", "Published"
"""Stand before the article's address and time of publication, below the text."""
_OWN = re.compile(rb"\s*<!doctype html>.{1,900}" + GENERATOR.encode(), re.S | re.I)


def is_exported(head: bytes) -> bool:
    """Tell whether a file that begins with these bytes is a web page that wxarchive exported."""
    return _OWN.match(head) is not None
