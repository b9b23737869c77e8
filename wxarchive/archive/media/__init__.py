"""What articles use, brought into the archive: where it is, what came, what was saved beside a
page.
"""

from wxarchive.archive.media.companions import keep_beside, lacks_pictures
from wxarchive.archive.media.inside import with_pictures_inside
from wxarchive.archive.media.keeper import MediaCounts, MediaKeeper, MediaPlan
from wxarchive.archive.media.placeholders import PLACEHOLDER
from wxarchive.archive.media.recorded import keep_recorded
from wxarchive.archive.media.run import catch_up, unless_blocked, with_media

__all__ = [
    "PLACEHOLDER",
    "MediaCounts",
    "MediaKeeper",
    "MediaPlan",
    "catch_up",
    "keep_beside",
    "keep_recorded",
    "lacks_pictures",
    "unless_blocked",
    "with_media",
    "with_pictures_inside",
]
