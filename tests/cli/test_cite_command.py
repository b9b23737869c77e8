"""Articles as entries for a list of references, from the command line and from Python."""

import pytest

import wxarchive
from tests.cli.running import Program, json_lines
from wxarchive.errors import UsageError


def test_articles_that_are_named_are_cited_one_a_line(filled: Program) -> None:
    cited = filled.run("cite", 1, 2, "--style", "apa")
    with wxarchive.open(filled.db) as archive:
        assert {*cited.stdout.splitlines()} == {archive.cite(1, "apa"), archive.cite(2, "apa")}
    assert (cited.stderr, cited.exit_code) == ("", 0)


def test_programs_get_text_and_item(filled: Program) -> None:
    [told] = json_lines(filled.run("cite", 1, "--json").stdout)
    assert [*told] == ["id", "style", "text", "csl"]
    with wxarchive.open(filled.db) as archive:
        assert (told["id"], told["style"], told["text"]) == (1, "gbt", archive.cite(1))


def test_what_passes_no_filter_is_said(filled: Program) -> None:
    nothing = filled.run("cite", "--since", "2099")
    assert (nothing.stdout, nothing.stderr) == (
        "",
        "wxarchive: no article here passes the filter\n",
    )


def test_a_style_that_there_is_not_is_refused(filled: Program) -> None:
    assert filled.run("cite", 1, "--style", "mla").exit_code == 2
    with (
        wxarchive.open(filled.db) as archive,
        pytest.raises(
            UsageError, match="mla: no such style of citations; choose one of gbt, apa, chicago"
        ),
    ):
        archive.cite(1, "mla")  # type: ignore[arg-type]  # what an untyped program may give
