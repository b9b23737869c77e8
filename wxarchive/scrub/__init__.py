r"""Credentials in the bytes of a page → a fixed word: what WeChat writes into pages with cookies.

::

    ?key=…&amp;uin=…   \x26key=…   %26key%3D…   key=<b>…</b>      parameters of addresses
    window.key = "…"   var uin = 2384…   {"pass_ticket":"…"}      script variables and JSON
    <input name="key" value="…">   <pass_ticket>…</pass_ticket>   forms and XML
    the value of a cookie that was sent                           anywhere, however escaped

Only values are replaced, and the same page gives the same bytes each time. Words that others use
too (``key``) count only in addresses of WeChat and, where the value looks like a token, in scripts.
Source: docs/wechat-pages.md §2.5.
"""

from wxarchive.scrub.page import Scrubbed, scrub, without_secrets

__all__ = ["Scrubbed", "scrub", "without_secrets"]
