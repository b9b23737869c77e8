"""Imports point down only, siblings on one floor never meet, and the command line starts without heavy libraries."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "wxarchive"
FLOORS = (
    {"characters", "errors", "guarded"},
    {"models"},
    {"address", "answers", "dumps", "fields", "markup", "mediafiles", "moments", "records"},
    {"containing", "lists"},
    {"fetch", "importers", "parse", "render", "store"},
    {"archive", "export"},
    {"cli", "datasette"},
    {"__main__"},
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
HEAVY = {"requests", "rich", "lxml", "bs4", "zstandard", "sqlite_utils", "sqlite3", "nh3", "markdown_it"}


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide the floor"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("wxarchive."))


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_down(file: Path) -> None:
    own = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    below = {name for name, floor in FLOOR_OF.items() if floor < FLOOR_OF.get(own, 0)}
    assert {name for name in imported(file) if name != "__version__"} <= below | {own}


def test_every_module_has_its_floor() -> None:
    modules = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert modules - {"__init__", "__pycache__"} == set(FLOOR_OF)


def told(script: str, *arguments: str) -> set[str]:
    """Run a script and return the words it writes to stderr; measuring coverage would import libraries itself."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-c", script, *arguments]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stderr.split())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_the_command_line_starts_without_heavy_libraries(arguments: list[str]) -> None:
    script = (
        "import sys; from wxarchive.__main__ import cli; cli(sys.argv[1:], standalone_mode=False);"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    loaded = told(script, *arguments)
    assert "click" in loaded
    assert not loaded & HEAVY


def test_the_version_is_told_without_any_layer_but_the_lowest() -> None:
    script = (
        "import sys; from wxarchive.__main__ import cli; cli(['--version'], standalone_mode=False);"
        "print(*(name for name in sys.modules if name.startswith('wxarchive.')), file=sys.stderr)"
    )
    floors = {name.split(".")[1] for name in told(script)}
    assert floors == {"__main__", "characters", "cli", "errors"}
