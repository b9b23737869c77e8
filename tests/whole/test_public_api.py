"""What ``import wxarchive`` offers to other programs, and the page that shows its use."""

import re
import subprocess
import sys
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import wxarchive
from tests.smallwechat import DEMO_SITE
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


def test_the_exported_names_are_the_pinned_ones(update_golden: bool) -> None:
    names = "".join(f"{name}\n" for name in sorted(wxarchive.__all__))
    if update_golden:
        NAMES.write_text(names, "utf-8")
    assert names == NAMES.read_text("utf-8"), "programs rely on these names; is the change meant?"
    assert dir(wxarchive) == sorted(wxarchive.__all__)


@pytest.mark.parametrize("name", wxarchive.__all__)
def test_every_name_is_there_and_described(name: str) -> None:
    assert getattr(wxarchive, name).__doc__


def test_what_is_not_offered_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Connection'"):
        getattr(wxarchive, "Connection")  # noqa: B009 -- mypy knows that it is not there


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


def test_every_example_prints_what_its_page_shows(folder: Path, update_golden: bool) -> None:
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
