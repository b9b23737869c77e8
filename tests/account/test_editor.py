"""The editor's search for accounts: whatever the site answers, what comes of it is accounts."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from wxarchive.account import CallLog, CallPace, Editor, FoundAccount, Login, Logins, Website
from wxarchive.account.website import Reply
from wxarchive.clock import BEIJING
from wxarchive.errors import UsageError
from wxarchive.fetch import FetchSettings

NOON = datetime(2026, 3, 1, 12, tzinfo=BEIJING)
BRIDGE = {"fakeid": "MzMwMDExMjIzMw==", "nickname": "桥边人家", "alias": ""}


class Saying(Website):
    """A website that answers every call with the same list."""

    def __init__(self, listed: object) -> None:
        self._body = json.dumps({"base_resp": {"ret": 0}, "list": listed}).encode()

    def ask(self, path: str, form: object = None) -> Reply:
        return Reply(self._body)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("listed", "number"),
    [([BRIDGE], 1), ([None, {"nickname": "x"}, BRIDGE], 1), (None, 0), (5, 0), ({"a": 1}, 0)],
)
def test_a_search_finds_accounts_and_nothing_else(
    tmp_path: Path, listed: object, number: int
) -> None:
    logins = Logins(tmp_path)
    logins.save(Login("4711", {"slave_sid": "a"}))
    folder, pace = tmp_path / "calls", CallPace()
    calls = CallLog(folder, pace, wait=print, now=lambda: NOON, chance=lambda: 0.5)
    website = Saying(listed)
    with Editor(logins, calls, FetchSettings(), website=lambda *_: website) as editor:
        found = editor.find("桥边")
    assert found == [FoundAccount("MzMwMDExMjIzMw==", "桥边人家", None, None)] * number


def test_a_search_for_nothing_is_refused_before_a_call(tmp_path: Path) -> None:
    logins, folder = Logins(tmp_path), tmp_path / "calls"
    logins.save(Login("4711", {"slave_sid": "a"}))
    calls = CallLog(folder, CallPace(), wait=print, now=lambda: NOON, chance=lambda: 0.5)
    website = Saying([BRIDGE])
    with (
        Editor(logins, calls, FetchSettings(), website=lambda *_: website) as editor,
        pytest.raises(UsageError, match="the name of the account is empty"),
    ):
        editor.find(" \u3000")
    assert not folder.exists()
