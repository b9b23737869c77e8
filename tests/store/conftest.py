from collections.abc import Iterator
from pathlib import Path

import pytest

from wxarchive.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "archive.db") as opened:
        yield opened
