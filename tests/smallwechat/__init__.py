"""A WeChat small enough to run in a test: pages written here in the site's real structure, and its
bad moods.

Nothing of it is copied from real pages but what a parser has to match: names, markers, short
literal messages (docs/wechat-pages.md).
"""

from tests.smallwechat.crowd import crowd
from tests.smallwechat.server import Faults, SmallWechat
from tests.smallwechat.site import DEMO_SITE, Site

__all__ = ["DEMO_SITE", "Faults", "Site", "SmallWechat", "crowd"]
