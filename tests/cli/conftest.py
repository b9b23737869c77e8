import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Program
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.support import prepared


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
