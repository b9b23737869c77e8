"""The figures of a small package are those that one counts by hand."""

from pathlib import Path

import pytest

from tools import density

SMALL = '''\
"""A module of 20 lines."""

# a comment
NUMBER = 1 if True else 2  # not a comment line


class Thing:
    """Another docstring."""

    def _used(self, one: int) -> int:
        return one

    def __len__(self) -> int:
        return self._used(1)


def _once() -> int:
    text = """of

    three lines"""
    return len(text)
'''
OTHER = "class Thing:\n    def run(self, a, b, c, *, d, e, f):\n        return _once()\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "small.py").write_text(SMALL, "utf-8")
    (tmp_path / "other.py").write_text(OTHER, "utf-8")
    return tmp_path


def test_a_small_package_is_measured_as_by_hand(package: Path) -> None:
    found = density.measure(density.modules_in(package))
    assert (found.lines, found.longest_file) == (24, 21)
    assert (found.function_median, found.function_longest) == (2, 5)
    assert found.conditionals == pytest.approx(1000 / 14)
    assert found.comments == pytest.approx(1000 / 24)
    assert found.used_once == pytest.approx(1 / 4), "_used; _once is named in another module only"
    assert found.ambiguous == ("Thing",)


def test_lines_of_code_are_those_that_hold_any(package: Path) -> None:
    [other, small] = density.modules_in(package)
    assert other.code_lines() == OTHER.splitlines()
    assert [line.strip() for line in small.code_lines()] == [
        "NUMBER = 1 if True else 2  # not a comment line",
        "class Thing:",
        "def _used(self, one: int) -> int:",
        "return one",
        "def __len__(self) -> int:",
        "return self._used(1)",
        "def _once() -> int:",
        'text = """of',
        "",
        'three lines"""',
        "return len(text)",
    ]


def test_what_breaks_a_limit_is_named(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "long.py").write_text("def long():\n" + "    pass\n" * 400, "utf-8")
    long, other = package / "long.py", package / "other.py"
    assert list(density.broken_limits(density.modules_in(package))) == [
        f"{long}: 401 lines, 400 are the most",
        f"{long}:1: long has 401 lines, 60 are the most",
    ]
    other.write_text(OTHER.replace("f)", "f, g)"), "utf-8")
    assert density.main([str(package), "--check"]) == 1
    assert f"{other}:2: run has 7 parameters, 6 are the most" in capsys.readouterr().out
    assert density.main([str(package)]) == 0
