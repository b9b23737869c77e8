"""The user's own Chrome, Edge or Chromium, driven over a pipe by the DevTools protocol.

::

    find_browser ──► Browser: one process, one profile of ours ──Pipe──► Tab: open, call, events
                                                                          │
                                          Printer: documents from memory ─┼─► PDF
                                       Window: shared with the person who ─┴─► bytes, cookies
                                       passes a verification in it

No library, no port that others on the machine could connect to. Whatever ends a :class:`Browser`
ends all its processes and removes the profile, unless that was given to be kept. It knows nothing
of articles. Source: https://chromedevtools.github.io/devtools-protocol/.
"""

from wxarchive.browser.browser import Browser
from wxarchive.browser.installed import find_browser
from wxarchive.browser.printer import PrintDocument, Printer
from wxarchive.browser.profile import profile_of
from wxarchive.browser.tab import Tab
from wxarchive.browser.window import (
    Document,
    NotAllowed,
    NotLoaded,
    TooLong,
    Window,
    check_display,
)

__all__ = [
    "Browser", "Document", "NotAllowed", "NotLoaded", "PrintDocument", "Printer", "Tab",
    "TooLong", "Window", "check_display", "find_browser", "profile_of",
]  # fmt: skip
