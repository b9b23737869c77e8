"""How dense the code is: figures of wxarchive, or of other packages to compare it with.

``python -m tools.density [FOLDER…]`` prints them. They say where good code of this kind lands and
are no target. Three are limits as well, and what breaks one is named: lines of a function, lines
of a file, parameters of a function. With ``--check`` that ends in exit code 1.
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
MOST_PARAMETERS = 6

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Module:
    """One file of the measured package."""

    path: Path
    source: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        """All lines."""
        return self.source.splitlines()

    @property
    def functions(self) -> list[_Function]:
        """Functions and methods, those inside of others too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, _Function)]

    def code_lines(self) -> list[str]:
        """Return the lines that hold code: no blank lines, no comments, no docstrings."""
        held = set[int]()
        for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
            if token.type not in _LAYOUT:
                held.update(range(token.start[0], token.end[0] + 1))
        for text in self._texts_alone():
            held.difference_update(range(text.lineno, (text.end_lineno or text.lineno) + 1))
        return [self.lines[number - 1] for number in sorted(held)]

    def comment_lines(self) -> int:
        """Count the lines that are a comment and nothing else."""
        return sum(line.lstrip().startswith("#") for line in self.lines)

    def _texts_alone(self) -> Iterator[ast.Expr]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                yield node


@dataclass(frozen=True)
class Density:
    """The figures of one package."""

    lines: int
    """Of all files, blank ones too."""
    function_median: float
    """Lines from ``def`` to the end, with the docstring; so the next two."""
    function_p90: float
    function_longest: int
    longest_file: int
    characters_a_line: float
    """Of code, without indentation."""
    conditionals: float
    """Conditional expressions in 1,000 lines of code."""
    used_once: float
    """Share of the functions that are private and named at one place only."""
    comments: float
    """Lines that are a comment, in 1,000 lines."""
    ambiguous: tuple[str, ...]
    """Names of classes that more than one class has."""


def modules_in(folder: Path) -> list[Module]:
    """Read every Python file in a folder; what is no Python raises ``SyntaxError``."""
    sources = ((path, path.read_text("utf-8")) for path in sorted(folder.rglob("*.py")))
    return [Module(path, source, ast.parse(source, str(path))) for path, source in sources]


def measure(modules: Sequence[Module]) -> Density:
    """Return the figures of some modules, which hold at least two functions."""
    lines = sum(len(module.lines) for module in modules)
    code = [line.strip() for module in modules for line in module.code_lines()]
    lengths = [length_of(function) for module in modules for function in module.functions]
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    classes = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    conditionals = sum(isinstance(node, ast.IfExp) for node in nodes)
    comments = sum(module.comment_lines() for module in modules)
    return Density(
        lines=lines,
        function_median=median(lengths),
        function_p90=quantiles(lengths, n=10)[-1],
        function_longest=max(lengths),
        longest_file=max(len(module.lines) for module in modules),
        characters_a_line=sum(map(len, code)) / len(code),
        conditionals=1000 * conditionals / len(code),
        used_once=_used_once(modules),
        comments=1000 * comments / lines,
        ambiguous=tuple(sorted(name for name, number in classes.items() if number > 1)),
    )


def length_of(function: _Function) -> int:
    """Return the lines of a function, from ``def`` to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters_of(function: _Function) -> int:
    """Count a function's parameters but ``self`` and ``cls``, keyword-only ones too."""
    given = function.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in named if name not in {"self", "cls"}])


def broken_limits(modules: Iterable[Module]) -> Iterator[str]:
    """Say which functions and files break a limit."""
    for module in modules:
        if len(module.lines) > LONGEST_FILE:
            yield f"{module.path}: {len(module.lines)} lines, {LONGEST_FILE} are the most"
        for function in module.functions:
            where = f"{module.path}:{function.lineno}: {function.name}"
            if (length := length_of(function)) > LONGEST_FUNCTION:
                yield f"{where} has {length} lines, {LONGEST_FUNCTION} are the most"
            if (number := parameters_of(function)) > MOST_PARAMETERS:
                yield f"{where} has {number} parameters, {MOST_PARAMETERS} are the most"


def report(found: Density) -> Iterator[str]:
    """Write the figures, one a line."""
    functions = (found.function_median, found.function_p90, found.function_longest)
    figures = {
        "lines": f"{found.lines:,}",
        "function median / p90 / longest": " / ".join(f"{number:.0f}" for number in functions),
        "longest file": f"{found.longest_file}",
        "characters a line of code": f"{found.characters_a_line:.1f}",
        "conditional expressions in 1,000 lines": f"{found.conditionals:.1f}",
        "private functions used once": f"{found.used_once:.0%}",
        "comment lines in 1,000 lines": f"{found.comments:.1f}",
        "class names of several classes": f"{len(found.ambiguous)}",
    }
    yield from (f"{name:<40}{value:>12}" for name, value in figures.items())
    if found.ambiguous:
        yield f"  {', '.join(found.ambiguous)}"


def _used_once(modules: Sequence[Module]) -> float:
    """Return the share of the functions that are private and named at one place of their module."""
    once, number = 0, 0
    for module in modules:
        named = Counter(
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name | ast.Attribute)
        )
        names = [function.name for function in module.functions]
        once += sum(name.startswith("_") and named[name] == 1 for name in names)
        number += len(names)
    return once / number


def main(arguments: Sequence[str]) -> int:
    """Print the figures of each folder and what breaks a limit there; return the exit code."""
    is_check = "--check" in arguments
    folders = [argument for argument in arguments if argument != "--check"] or ["wxarchive"]
    number = 0
    for folder in folders:
        modules = modules_in(Path(folder))
        print(folder, *report(measure(modules)), sep="\n")
        for broken in broken_limits(modules):
            print(broken)
            number += 1
    return int(is_check and number > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
