"""No expression of the package takes far too long for a hostile text (``tests.support.ambiguity``
tells).
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import wxarchive
from tests.support.ambiguity import findings

_SEARCHES = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
_PLACED = frozenset({"match", "fullmatch"})


class _Expression(NamedTuple):
    place: str
    pattern: re.Pattern[Any]
    searched: bool


@cache
def _expressions() -> list[_Expression]:
    return [*_compiled(), *_written()]


def _compiled() -> Iterator[_Expression]:
    """Every expression that a module holds, also in tuples and dictionaries."""
    for module in _modules():
        held = [(name, one) for name, value in vars(module).items() for one in _held(value)]
        # most modules hold none, and to look through what they say takes a while
        placed = _placed_only(_tree(module)) if held else set()
        for name, pattern in held:
            yield _Expression(f"{module.__name__}.{name}", pattern, name not in placed)


def _held(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _held(inner)


_ELSEWHERE = ("__main__", ".windows")
"""Modules that start the program, or that only Windows can import."""


@cache
def _modules() -> list[ModuleType]:
    names = [found.name for found in pkgutil.walk_packages(wxarchive.__path__, "wxarchive.")]
    return [importlib.import_module(name) for name in names if not name.endswith(_ELSEWHERE)]


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__ or "").read_text("utf-8"))


def _placed_only(tree: ast.Module) -> set[str]:
    """Names of expressions that a module tries at one place only, and does nothing else with."""
    used: dict[str, set[str]] = {}
    taken = {
        id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.setdefault(node.id, set()).add(taken.get(id(node), "other"))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "in_scripts"
        ):
            used.update({name.id: {"match"} for name in node.args if isinstance(name, ast.Name)})
    return {name for name, ways in used.items() if ways <= _PLACED}


def _written() -> Iterator[_Expression]:
    """Every expression that stands in a call as it is: ``re.search(r"…", text)``."""
    for module in _modules():
        # to look through what a module says takes a while
        if getattr(module, "re", None) is not re:
            continue
        for node in ast.walk(_tree(module)):
            if (
                isinstance(node, ast.Call)
                and (name := _asked(node))
                and isinstance(node.args[0], ast.Constant)
            ):
                text: Any = node.args[0].value
                pattern: re.Pattern[Any] = re.compile(text, _flags(node))
                yield _Expression(f"{module.__name__}:{node.lineno}", pattern, name in _SEARCHES)


def _asked(call: ast.Call) -> str | None:
    """Return which of the module's functions is called with an expression; ``None`` if it is
    none.
    """
    asked = (
        call.func.attr if isinstance(call.func, ast.Attribute) and _is_re(call.func.value) else None
    )
    return asked if asked in _SEARCHES | _PLACED else None


def _is_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "re"


def _flags(call: ast.Call) -> int:
    names = {
        node.attr
        for part in (*call.args[1:], *call.keywords)
        for node in ast.walk(part)
        if isinstance(node, ast.Attribute) and _is_re(node.value) and node.attr.isupper()
    }
    return sum(int(getattr(re, name)) for name in names)


_KNOWN = {
    "wxarchive.browser.searchable._BLOCK": "reads a table that the browser wrote, 1 MB at most",
    "wxarchive.browser.searchable._END": "reads the last 1,024 bytes of a file",
    "wxarchive.browser.searchable._LINE": "reads a table that the browser wrote, 1 MB at most",
    "wxarchive.formats.dump._BEFORE_LIVE": "begins only where a run of backslashes does",
    "wxarchive.markup._LONG_TAG": "ends after 200 attributes where they are too many",
    "wxarchive.parse.page.scripts._ITEM": "matches at any place, be it nothing: no search goes on",
    "wxarchive.sources.find._BETWEEN": "begins only where a run of spaces and commas does",
    "wxarchive.sources.foreign._FOREIGN": "is tried at the beginning of a file only",
    "wxarchive.sources.lists._BOOKMARKS": "is tried at the beginning of a file only",
    "wxarchive.sources.lists._BY_START": "is tried at the beginning of a file only",
    "wxarchive.sources.source._CUT": "reads an address that the user himself types",
    "wxarchive.store.search.query._ITEM": "reads what the user himself types",
    "wxarchive.store.sqlite.schema._TOKEN": "reads the text of our own migrations",
}


def test_no_expression_is_tried_in_too_many_ways() -> None:
    told = {
        each.place: (wrong, each.pattern.pattern)
        for each in _expressions()
        if (wrong := _wrong(each))
    }
    assert {place: why for place, why in told.items() if place not in _KNOWN} == {}
    assert set(told) == set(_KNOWN)


def _wrong(each: _Expression) -> set[str]:
    return findings(each.pattern, searched=each.searched)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"(a+)+b", {"exponential"}),
        (r"(?:\\.|[^\[\]\n])*\]", {"exponential"}),
        (r"(?:\s*//[^\n]*\s*)*x", {"exponential"}),
        (r"(?:[a-z]{1,40} ?)*!", {"exponential"}),
        (r"(?:(?:a|aa)+b)*+c", {"exponential"}),
        (r"\s*\n\s*x", {"polynomial"}),
        (r"<!--.*?-->", {"polynomial"}),
        (r"\w++=", {"polynomial"}),
        (r"a*a*+b", {"polynomial"}),
        (r"(?s)<!--.*?(?:-->|\Z)", set()),
        (r"(?:\s*+//[^\n]*+\s*+)*+x", set()),
        (r"(?:&(?!q)[^&]+)*x", set()),
        (r"a*+a*b", set()),
        (r"<body [^<>]*x", set()),
        (r"\s+", set()),
    ],
)
def test_kinds_of_expressions(pattern: str, found: set[str]) -> None:
    told = findings(re.compile(pattern), searched="<" in pattern or pattern in (r"\w++=", r"\s+"))
    assert told & (found or told) == found
