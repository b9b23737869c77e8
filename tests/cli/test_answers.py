"""``search``: what people type, and what programs get."""

from pathlib import Path

import pytest

from tests.cli.running import Program

CASES = Path(__file__).parents[3] / "shared" / "cases"


@pytest.mark.skipif(not CASES.is_dir(), reason=f"needs the shared cases in {CASES}")
@pytest.mark.parametrize("query", ["don't", "don’t", "it's ok", '"快乐"', "「快乐」", "‘快乐’"])
def test_a_real_page_is_found_by_any_of_its_quotation_marks(program: Program, query: str) -> None:
    program.run("import", CASES / "typographic_variants.html")
    assert program.run("search", query, "--count").stdout == "1\n"
