"""Where a video can be had, if the window that is asked through ends."""

import pytest

from wxarchive.archive.media.addresses import VERIFICATION, play_address
from wxarchive.errors import Blocked, BrowserError, WxArchiveError
from wxarchive.models import DownloadFailure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (Blocked("closed before the verification was passed"), VERIFICATION),
        (BrowserError("it was closed"), DownloadFailure("it was closed", "heals")),
    ],
)
def test_a_window_that_ends_leaves_the_video_for_later(
    error: WxArchiveError, failure: DownloadFailure
) -> None:
    def fetch(_: str) -> None:
        raise error

    assert play_address("wxv_1", fetch, 100) == failure  # type: ignore[arg-type]  # gives no page
