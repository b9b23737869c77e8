"""An article as the platform's server answers it where JSON is asked for: the data of its page, and
no page.

Source: docs/wechat-pages.md §6.8.
"""

import json
import re
from typing import Any

_BEGINS = re.compile(rb"\s*+\{")


def answered(body: bytes) -> dict[str, Any]:
    """Return the data of such an answer as a page's script has it, where numbers are texts; empty
    for anything else.
    """
    if not _BEGINS.match(body):
        return {}
    try:
        data = json.loads(body, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return {}
    if isinstance(data, dict) and "nick_name" in data and "content_noencode" in data:
        return data
    return {}
