"""Programs and files of Node packages that tests use where they are installed.

``npm install --prefix tests/node`` installs them; ``.ci/run`` does it.
"""

import shutil
from pathlib import Path

import pytest

from tests.support.places import TESTS

_INSTALLED = TESTS / "node" / "node_modules"


def node_command(package: str, script: str) -> list[str]:
    """Return what runs a script of an installed package; skip the test where that is missing."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    return [node, str(node_file(package, script))]


def node_file(package: str, path: str) -> Path:
    """Return a file of an installed package; skip the test where that is missing."""
    file = _INSTALLED / package / path
    if not file.is_file():
        pytest.skip(f"{package} is not installed: npm install --prefix tests/node")
    return file
