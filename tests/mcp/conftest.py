"""An archive with a past, asked as agents ask it."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.left_out import left_out

if TYPE_CHECKING:
    from tests.mcp.agent import Agent


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Leave a module out where the extra is missing."""
    is_whole = find_spec("mcp.server.lowlevel") if find_spec("mcp") else None
    if is_whole:
        return None
    return left_out(parent, module_path, "wxarchive[mcp] is not installed")


@pytest.fixture
def agent(past: Path) -> Iterator["Agent"]:
    """Give an agent that asks about the archive with a past."""
    from tests.mcp.agent import Agent

    with Agent(past) as asking:
        yield asking
