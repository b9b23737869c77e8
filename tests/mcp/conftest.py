"""An archive with a past, asked as agents ask it."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from tests.mcp.agent import Agent


class _LeftOut(pytest.Module):
    """A module of tests that needs what is not installed."""

    def collect(self) -> NoReturn:
        """Say why nothing in it is run."""
        pytest.skip("wxarchive[mcp] is not installed", allow_module_level=True)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Leave a module out where the extra is missing."""
    is_whole = find_spec("mcp.server.lowlevel") if find_spec("mcp") else None
    return None if is_whole else _LeftOut.from_parent(parent, path=module_path)


@pytest.fixture
def agent(past: Path) -> Iterator["Agent"]:
    """Give an agent that asks about the archive with a past."""
    from tests.mcp.agent import Agent

    with Agent(past) as asking:
        yield asking
