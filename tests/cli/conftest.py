import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import LEAVES, METER, STONES, WATER, Program
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.smallwechat.changing import Changing
from tests.support import database, prepared


@pytest.fixture
def wechat() -> Iterator[SmallWechat]:
    with SmallWechat() as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, wechat: SmallWechat) -> Program:
    """The program over an empty archive."""
    return Program(prepared.empty(tmp_path / "archive.db"), wechat)


@pytest.fixture
def without_archive(tmp_path: Path, wechat: SmallWechat) -> Program:
    """The program where no archive is yet."""
    return Program(tmp_path / "archive.db", wechat)


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the whole small WeChat, fetched once."""
    path = tmp_path_factory.mktemp("demo") / "archive.db"
    with SmallWechat() as server:
        Program(path, server).fetch(*(post.short_url for post in DEMO_SITE.posts))
    return path


@pytest.fixture
def filled(program: Program, demo_archive: Path) -> Program:
    """The program over an archive of the whole small WeChat."""
    shutil.copy(demo_archive, program.db)
    return program


@pytest.fixture
def site() -> Changing:
    """The posts of the small WeChat, which a test edits and takes away."""
    return Changing(DEMO_SITE.posts)


@pytest.fixture
def changing(site: Changing) -> Iterator[SmallWechat]:
    """The small WeChat that serves these posts as they are by then."""
    with SmallWechat(site) as server:
        yield server


@pytest.fixture
def kept(tmp_path: Path, changing: SmallWechat) -> Program:
    """The program over four articles, kept at the same moment long ago as it seems."""
    return Program(prepared.prepared(tmp_path / "archive.db", _keep_four), changing)


def _keep_four(path: Path) -> None:
    with SmallWechat(Changing(DEMO_SITE.posts)) as wechat:
        program = Program(path, wechat)
        program.fetch(WATER.short_url, LEAVES.short_url, METER.short_url, STONES.short_url)
    database.change(path, "UPDATE articles SET checked_at = '2024-01-01T08:00:00+08:00'")
