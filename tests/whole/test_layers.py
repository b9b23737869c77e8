"""The plan of the house: imports point down, packages are entered by their doors, nothing goes in
circles.
"""

import ast
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.places import ROOT

FLOORS = (
    {"characters", "closing", "credentials", "errors", "guarded", "markup"},
    {"clock", "models"},
    {"address", "dates", "playtime", "scrub", "sniff"},
    {"containment", "differences"},
    {"anchoring", "browser", "formats", "history"},
    {"fetch", "parse", "render", "sources", "store"},
    {"account", "templates"},
    {"archive", "bulk", "export"},
    {"api"},
    {"mcp", "web"},
    {"cli", "datasette"},
    {"__main__"},
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
HEAVY = {
    "requests",
    "rich",
    "lxml",
    "bs4",
    "zstandard",
    "sqlite_utils",
    "sqlite3",
    "nh3",
    "markdown_it",
    "starlette",
    "jinja2",
    "mcp",
    "pydantic",
    "warcio",
    "pyarrow",
    "ray",
}


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {module_of(file): file for file in sorted((ROOT / "wxarchive").rglob("*.py"))}
PACKAGES = {name for name, file in FILES.items() if file.name == "__init__.py"}


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules and packages of ours that a module imports from, wherever in it."""
    return frozenset(_imported(module))


def imports_in(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports of a module, wherever in it; no expression, of which most is made, has
    any.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif not isinstance(child, ast.expr):
            yield from imports_in(child)


def _imported(module: str) -> Iterator[str]:
    for node in imports_in(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("wxarchive."))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "wxarchive":
            assert node.level == 0, f"{module}: relative imports hide the floor"
            yield from (entered(str(node.module), alias.name) for alias in node.names)


def entered(package: str, name: str) -> str:
    """Return the module that ``from package import name`` takes, or the package that offers the
    name.
    """
    is_module = f"{package}.{name}" in FILES and name not in offered(package)
    return f"{package}.{name}" if is_module else package


@cache
def offered(package: str) -> frozenset[str]:
    """Return the names that a package's own file imports or defines."""
    if package not in FILES:
        return frozenset()
    body = tree_of(package).body
    names = [
        alias.name for node in body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    return frozenset(names) | {
        node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def home(module: str) -> str:
    return module if module in PACKAGES else module.rpartition(".")[0]


def is_inside(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def behind_a_door(module: str, target: str) -> bool:
    """Whether a module reaches past the door of a package that it does not live in."""
    if target in PACKAGES:
        return False
    parts = target.split(".")
    ways = [".".join(parts[:length]) for length in range(1, len(parts))]
    return any(not is_inside(home(module), package) for package in ways)


def not_below(module: str) -> set[str]:
    """Return the rooms that a module imports from though they are not below it."""
    # the package itself is the roof
    own = FLOOR_OF[module.split(".")[1]] if "." in module else len(FLOORS)
    rooms = {target.split(".")[1] for target in imported(module) if target != "wxarchive"}
    return {room for room in rooms if room != [*module.split("."), ""][1] and FLOOR_OF[room] >= own}


def wrong_in(package: str, wrong_of: Callable[[str], set[str]]) -> dict[str, set[str]]:
    """Return what is wrong in the modules of a package, of each in which something is."""
    found = {module: wrong_of(module) for module in FILES if home(module) == package}
    return {module: wrong for module, wrong in found.items() if wrong}


# a test for each module would take three times the time of what it looks at
of_each_package = pytest.mark.parametrize("package", sorted(PACKAGES))


@of_each_package
def test_imports_point_down(package: str) -> None:
    assert wrong_in(package, not_below) == {}


@of_each_package
def test_other_packages_are_entered_by_their_doors(package: str) -> None:
    def past_doors(module: str) -> set[str]:
        return {target for target in imported(module) if behind_a_door(module, target)}

    assert wrong_in(package, past_doors) == {}


@of_each_package
def test_no_imports_go_in_circles(package: str) -> None:
    arrows = arrows_in(package)
    while free := {room for room in arrows if not arrows[room] & set(arrows)}:
        for room in free:
            del arrows[room]
    assert arrows == {}


def arrows_in(package: str) -> dict[str, set[str]]:
    """Return which of a package's rooms, its modules and packages, import from which others."""
    arrows: dict[str, set[str]] = defaultdict(set)
    depth = package.count(".") + 1
    for module in FILES:
        inside = {
            target
            for target in imported(module)
            if is_inside(target, package) and target != package
        }
        if is_inside(module, package) and module != package:
            room = module.split(".")[depth]
            arrows[room] |= {target.split(".")[depth] for target in inside} - {room}
    return dict(arrows)


FACES = {
    "wxarchive",
    "wxarchive.api",
    "wxarchive.containment",
    "wxarchive.errors",
    "wxarchive.models",
}
"""What the faces for agents and browsers know of an archive: what other programs may import, and
what makes an error of a bug.
"""
PURE = {
    "wxarchive.clock",
    "wxarchive.guarded",
    "wxarchive.markup",
    "wxarchive.render",
    "wxarchive.templates",
}
"""What pages are written with: it knows neither archive nor network."""


@pytest.mark.parametrize(
    "module",
    [
        name
        for name in FILES
        if is_inside(name, "wxarchive.mcp") or is_inside(name, "wxarchive.web")
    ],
)
def test_a_face_knows_of_an_archive_what_every_program_does(module: str) -> None:
    own = ".".join(module.split(".")[:2])
    others = {target for target in imported(module) if not is_inside(target, own)}
    assert others <= FACES | (PURE if own == "wxarchive.web" else set())


@of_each_package
def test_only_the_version_is_imported_from_the_public_face(package: str) -> None:
    def from_the_face(module: str) -> set[str]:
        froms = [
            node
            for node in imports_in(tree_of(module))
            if isinstance(node, ast.ImportFrom) and node.module == "wxarchive"
        ]
        names = {alias.name for node in froms for alias in node.names}
        return {name for name in names if f"wxarchive.{name}" not in FILES} - {"__version__"}

    assert wrong_in(package, from_the_face) == {}


def test_every_module_has_its_floor() -> None:
    rooms = {module.split(".")[1] for module in FILES if module != "wxarchive"}
    assert rooms == set(FLOOR_OF)


def loaded_by(script: str, *arguments: str) -> set[str]:
    """Run a script and return the words it writes to stderr; measuring coverage would import
    libraries itself.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-c", script, *arguments]
    return set(
        subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment
        ).stderr.split()
    )


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_the_command_line_starts_without_heavy_libraries(arguments: list[str]) -> None:
    script = (
        "import sys; from wxarchive.cli import cli; cli(sys.argv[1:], standalone_mode=False);"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    loaded = loaded_by(script, *arguments)
    assert "click" in loaded
    assert not loaded & HEAVY


def test_the_version_is_reported_without_any_layer_but_errors() -> None:
    script = (
        "import sys; from wxarchive.cli import cli; cli(['--version'], standalone_mode=False);"
        "print(*(name for name in sys.modules if name.startswith('wxarchive.')), file=sys.stderr)"
    )
    floors = {name.split(".")[1] for name in loaded_by(script)}
    assert floors <= {"characters", "cli", "containment", "errors"}
