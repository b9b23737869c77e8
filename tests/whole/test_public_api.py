"""What ``import wxarchive`` offers to other programs, and the page that shows its use."""

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import wxarchive
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.smallwechat.pages import page
from tests.support import library
from tests.support.places import ROOT, TESTS
from tests.whole.test_layers import HEAVY, loaded_by

PAGE = ROOT / "docs" / "python.md"
NAMES = TESTS / "golden" / "public_api.txt"
EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<printed>.*?)```\n", re.S)
EXAMPLES = list(EXAMPLE.finditer(PAGE.read_text("utf-8")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    library.make(folder / "archive.db")
    (folder / "saved.html").write_text(page(DEMO_SITE.posts[-1]), "utf-8")
    return folder


def test_the_exported_names_and_signatures_are_the_pinned_ones(update_golden: bool) -> None:
    surface = "".join(f"{line}\n" for name in sorted(wxarchive.__all__) for line in offered(name))
    if update_golden:
        NAMES.write_text(surface, "utf-8")
    assert surface == NAMES.read_text("utf-8"), "programs rely on this; is the change meant?"
    assert dir(wxarchive) == sorted(wxarchive.__all__)


def offered(name: str) -> Iterator[str]:
    """Yield a name, and of a class what may be read of it and called, as its source says."""
    subject = getattr(wxarchive, name)
    if not inspect.isclass(subject):
        is_function = inspect.isfunction(subject)
        yield f"{name}{signature(source_of(subject))}" if is_function else name
        return
    bases = [base.__name__ for base in subject.__bases__ if base.__name__ in wxarchive.__all__]
    yield f"{name}({', '.join(bases)})" if bases else name
    homes = [base for base in subject.__mro__ if base.__module__.startswith("wxarchive")]
    inherited = {base for base in homes if base is not subject and base.__name__ in bases}
    every = (line for base in homes if base not in inherited for line in members_of(base))
    members = dict.fromkeys(every)
    yield from (f"{name}.{line}" for line in members)


def members_of(subject: type) -> Iterator[str]:
    for node in source_of(subject).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            given = f" = {ast.unparse(node.value)}" if node.value else ""
            yield f"{node.target.id}: {ast.unparse(node.annotation)}{given}"
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            is_property = any(ast.unparse(one) == "property" for one in node.decorator_list)
            returned = f": {ast.unparse(node.returns)}" if node.returns else ""
            yield f"{node.name}{returned if is_property else signature(node)}"


def source_of(subject: object) -> Any:
    return ast.parse(textwrap.dedent(inspect.getsource(subject))).body[0]  # type: ignore[arg-type]


def signature(node: ast.FunctionDef) -> str:
    arguments = ast.unparse(node.args).removeprefix("self, ").removeprefix("self")
    return f"({arguments}) -> {ast.unparse(node.returns)}" if node.returns else f"({arguments})"


@pytest.mark.parametrize("name", wxarchive.__all__)
def test_every_name_is_there_and_described(name: str) -> None:
    assert getattr(wxarchive, name).__doc__


def test_what_is_not_offered_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Connection'"):
        getattr(wxarchive, "Connection")  # noqa: B009 -- mypy knows that it is not there


@pytest.mark.slow  # a process of its own
@pytest.mark.parametrize("first", ["", "import wxarchive.parse; "])
def test_parse_is_a_function_whoever_imported_the_package_first(first: str) -> None:
    script = (
        f"import sys; {first}from datetime import UTC, datetime; import wxarchive;"
        "page = wxarchive.RawPage('nothing', b'', datetime.now(UTC));"
        "print(wxarchive.parse(page).state, file=sys.stderr)"
    )
    assert loaded_by(script) == {"broken"}


def test_importing_the_package_loads_nothing_else() -> None:
    loaded = loaded_by("import sys; import wxarchive; print(*sys.modules, file=sys.stderr)")
    assert {name for name in loaded if name.startswith("wxarchive.")} == set()
    assert not loaded & HEAVY


def test_every_example_shows_what_it_prints() -> None:
    assert len(EXAMPLES) == PAGE.read_text("utf-8").count("```python")


def test_every_example_prints_what_its_page_shows(
    folder: Path, update_golden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SmallWechat(DEMO_SITE) as wechat:
        monkeypatch.setenv("SMALL_WECHAT", wechat.url)
        monkeypatch.setenv("SMALL_WECHAT_ARTICLE", DEMO_SITE.posts[-1].short_url)
        printed = [run(example["code"], folder) for example in EXAMPLES]
    if update_golden:
        results = iter(printed)
        new = EXAMPLE.sub(
            lambda one: f"```python\n{one['code']}```\n\n```text\n{next(results)}```\n",
            EXAMPLES[0].string,
        )
        PAGE.write_text(new, "utf-8")
    shown = [example["printed"] for example in EXAMPLE.finditer(PAGE.read_text("utf-8"))]
    assert shown == printed, "docs/python.md is behind: run make docs"
    assert all(shown)


def run(code: str, folder: Path) -> str:
    with redirect_stdout(StringIO()) as out, chdir(folder):
        exec(compile(code, str(PAGE), "exec"), {})
    return out.getvalue()


@pytest.mark.slow  # mypy starts, which takes seconds
def test_the_types_of_every_example_are_right(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed: pip install -e '.[dev]'")
    files = [tmp_path / f"example_{number}.py" for number in range(len(EXAMPLES))]
    for file, example in zip(files, EXAMPLES, strict=True):
        file.write_text(example["code"], "utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
        *map(str, files),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_every_method_has_its_place_in_the_page() -> None:
    table = PAGE.read_text("utf-8").partition("## All methods")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)`", table)
    assert sorted(named) == sorted(name for name in dir(wxarchive.Archive) if name[0] != "_")
