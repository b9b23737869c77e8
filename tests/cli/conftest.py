from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Program
from tests.smallwechat import DEMO_SITE, SmallWechat


@pytest.fixture
def wechat() -> Iterator[SmallWechat]:
    with SmallWechat() as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, wechat: SmallWechat) -> Program:
    """The program over an empty archive."""
    return Program(tmp_path / "archive.db", wechat)


@pytest.fixture
def filled(program: Program) -> Program:
    """The program over an archive of the whole small WeChat."""
    program.fetch(*(post.short_url for post in DEMO_SITE.posts))
    return program
