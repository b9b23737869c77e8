"""Where a login is kept: the keyring, else a file that nobody else can read."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from wxarchive.account import Login, Logins
from wxarchive.clock import BEIJING
from wxarchive.errors import LoginNeeded, UsageError

LOGIN = Login(
    "4711000001",
    {"slave_sid": "SECRETsid", "bizuin": "3300778899", "x": "1"},
    "桥边人家",
    datetime(2026, 5, 8, 8, 0, tzinfo=BEIJING),
)


class Drawer(KeyringBackend):
    """A keyring in memory; ``longest``: what is longer it refuses."""

    priority = 1

    def __init__(self, longest: int = 10_000) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self._longest = longest

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > self._longest:
            raise OSError("the stub received bad data")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("none")
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before = keyring.get_keyring()
    drawer = Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


def test_a_login_is_kept_in_the_keyring(tmp_path: Path, drawer: Drawer) -> None:
    assert Logins(tmp_path).save(LOGIN) == "the keyring of this system"
    assert list(tmp_path.iterdir()) == []
    assert Logins(tmp_path).load() == LOGIN
    assert Logins(tmp_path).forget()
    assert Logins(tmp_path).load() is None
    assert not Logins(tmp_path).forget()


def test_without_a_keyring_that_works_a_login_is_a_file(tmp_path: Path) -> None:
    place = Logins(tmp_path / "own").save(LOGIN)
    assert place == str(tmp_path / "own" / "login.json")
    if sys.platform != "win32":
        assert Path(place).stat().st_mode & 0o777 == 0o600
    assert Logins(tmp_path / "own").load() == LOGIN
    assert Logins(tmp_path / "own").forget()
    assert list((tmp_path / "own").iterdir()) == []


def test_a_keyring_that_refuses_is_as_good_as_none(tmp_path: Path, drawer: Drawer) -> None:
    Logins(tmp_path).save(LOGIN)
    keyring.set_keyring(small := Drawer(longest=100))
    assert Logins(tmp_path).save(LOGIN) == str(tmp_path / "login.json")
    assert small.kept == {}
    keyring.set_keyring(drawer)
    assert Logins(tmp_path).save(LOGIN) == "the keyring of this system"
    assert list(tmp_path.iterdir()) == []


def test_a_later_login_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    Logins(tmp_path).save(LOGIN)
    other = Login("9", {"slave_sid": "other"})
    Logins(tmp_path).save(other)
    assert Logins(tmp_path).load() == other


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", '{"token": 1}', '{"token": "1", "cookies": []}']
)
def test_a_file_that_is_no_login_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "login.json").write_text(text)
    with pytest.raises(LoginNeeded, match="log in with: wxarchive login"):
        Logins(tmp_path).needed()


def test_what_cannot_be_kept_is_said_without_it(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file is in the way")
    with pytest.raises(UsageError, match="the login cannot be kept") as raised:
        Logins(tmp_path / "own").save(LOGIN)
    assert "SECRET" not in str(raised.value)


def test_nothing_shows_what_is_in_a_login() -> None:
    assert "SECRET" not in repr(LOGIN)
    assert "4711" not in repr(LOGIN)
    assert LOGIN.secrets == ("4711000001", "SECRETsid")


def test_nothing_is_left_of_a_login_that_is_forgotten(tmp_path: Path) -> None:
    logins = Logins(tmp_path)
    logins.save(LOGIN)
    # a process was killed while it wrote
    (tmp_path / "login.new").write_text('{"token": "4711', "utf-8")
    assert logins.forget()
    assert list(tmp_path.iterdir()) == []


def test_a_login_that_cannot_be_removed_is_told(tmp_path: Path) -> None:
    (tmp_path / "login.json").mkdir()
    with pytest.raises(UsageError, match="the login cannot be removed"):
        Logins(tmp_path).forget()


def test_half_a_login_does_not_stay(tmp_path: Path) -> None:
    (tmp_path / "login.json" / "in the way").mkdir(parents=True)
    with pytest.raises(UsageError, match="the login cannot be kept"):
        Logins(tmp_path).save(LOGIN)
    assert not (tmp_path / "login.new").exists()
