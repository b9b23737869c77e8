"""Modules of tests that need what is not installed: none of theirs is run, and it is said why."""

from pathlib import Path
from typing import Any, NoReturn

import pytest


class LeftOut(pytest.Module):
    """A module of which nothing is run, for a reason."""

    def __init__(self, *, reason: str, **about: Any) -> None:
        super().__init__(**about)
        self._reason = reason

    def collect(self) -> NoReturn:
        """Say why nothing in it is run."""
        pytest.skip(self._reason, allow_module_level=True)


def left_out(parent: pytest.Collector, path: Path, reason: str) -> pytest.Module:
    """Return a module that is skipped, for ``pytest_pycollect_makemodule``."""
    module: pytest.Module = LeftOut.from_parent(parent, path=path, reason=reason)
    return module
