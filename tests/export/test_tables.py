"""One file for programs or spreadsheets."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.render.samples import METADATA
from tests.support.exporting import article, golden, names, outcomes, selection
from wxarchive.errors import ExportError, NotFound
from wxarchive.export.options import ExportOptions, Form, summary
from wxarchive.export.tables import write_table
from wxarchive.models import StoredArticle
from wxarchive.render import bibtex, csl, ris
from wxarchive.render.record import record

JSONL, CSV = ExportOptions("jsonl"), ExportOptions("csv")


def test_json_lines_are_the_records_of_every_golden_page(tmp_path: Path) -> None:
    articles = golden()
    done = outcomes(selection(articles), tmp_path / "x.jsonl", JSONL)
    lines = (tmp_path / "x.jsonl").read_text("utf-8").split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        json.loads(json.dumps(record(one))) for one in articles
    ]
    assert lines[-1] == ""
    assert summary(done).articles["written"] == len(articles)


def test_articles_that_were_gone_before_they_were_kept_have_a_line_too(tmp_path: Path) -> None:
    outcomes(selection([article(1, content=None, state="deleted")]), tmp_path / "x.jsonl", JSONL)
    told = json.loads((tmp_path / "x.jsonl").read_text("utf-8"))
    assert (told["state"], told["text"]) == ("deleted", None)


def test_csv_opens_in_excel_with_its_chinese_and_runs_nothing(tmp_path: Path) -> None:
    about = replace(
        METADATA, title="=HYPERLINK(1)", account='＋春,茶\n"记"', author="@x", location="-1"
    )
    outcomes(selection([article(1, metadata=about)]), tmp_path / "x.csv", CSV)
    content = (tmp_path / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,published_at,account,title,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    fields = ("title", "account", "author", "location", "albums", "is_original", "links")
    assert {name: row[name] for name in fields} == {
        "title": "'=HYPERLINK(1)", "account": "'＋春,茶 \"记\"", "author": "'@x", "location": "'-1", "albums": "茶 #1",
        "is_original": "true", "links": "0",
    }  # fmt: skip
    assert (row["characters"], row["losses"], row["reprint_url"]) == ("2", "", "")


@pytest.mark.parametrize("wanted", [JSONL, CSV])
def test_a_second_run_changes_nothing_and_another_file_is_left_alone(
    tmp_path: Path, wanted: ExportOptions
) -> None:
    chosen = selection([article(1)])
    assert [one.status for one in outcomes(chosen, tmp_path, wanted)] == ["written", "written"]
    assert (tmp_path / f"articles.{wanted.form}").is_file()
    assert [one.status for one in outcomes(chosen, tmp_path, wanted)] == ["unchanged", "unchanged"]
    (tmp_path / f"articles.{wanted.form}").write_text("mine")
    done = outcomes(chosen, tmp_path, wanted)
    name = f"articles.{wanted.form}"
    why = f"{tmp_path / name}: left as it is; it was not written by an export, or edited since; choose another file"
    assert [(one.status, one.file, one.message) for one in done] == [
        ("failed", name, None),
        ("failed", name, why),
    ]
    assert (tmp_path / f"articles.{wanted.form}").read_text() == "mine"


def test_an_article_that_is_no_more_fails_alone(tmp_path: Path) -> None:
    chosen = selection([article(1), article(2)])

    def whole(number: int) -> StoredArticle:
        if number == 1:
            raise NotFound("no such article in the archive", "1")
        return chosen.whole(number)

    done = outcomes(replace(chosen, whole=whole), tmp_path / "x.jsonl", JSONL)
    assert [(one.id, one.status, one.message) for one in done] == [
        (1, "failed", "1: no such article in the archive"),
        (2, "written", None),
        (None, "written", None),
    ]


def test_citations_of_csl_are_one_list_also_of_none() -> None:
    articles = [article(1), article(2, content=None, state="deleted")]
    assert json.loads(_written("csl", articles)) == [csl(one) for one in articles]
    assert json.loads(_written("csl", [])) == []


def test_a_list_of_csl_is_whole_where_an_article_failed() -> None:
    chosen = selection([article(1), article(2)])

    def whole(number: int) -> StoredArticle:
        if number == 1:
            raise NotFound("no such article in the archive", "1")
        return chosen.whole(number)

    stream = io.BytesIO()
    assert len([*write_table(replace(chosen, whole=whole), ExportOptions("csl"), stream)]) == 2
    assert json.loads(stream.getvalue()) == [csl(article(2))]


def test_citations_of_ris_and_bibtex_stand_apart() -> None:
    articles = [article(1), article(2)]
    assert _written("ris", articles) == "\r\n".join(map(ris, articles)).encode()
    assert _written("bibtex", articles) == "\n".join(map(bibtex, articles)).encode()


def test_a_folder_gets_citations_by_the_names_that_programs_expect(tmp_path: Path) -> None:
    forms: tuple[Form, ...] = ("csl", "ris", "bibtex")
    for form in forms:
        outcomes(selection([article(1)]), tmp_path, ExportOptions(form))
    assert names(tmp_path) == {"articles.json", "articles.ris", "articles.bib"}


def test_a_file_of_another_form_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    outcomes(selection([article(1)]), path, JSONL)
    before = path.read_bytes()
    with pytest.raises(ExportError, match="an earlier export wrote it in another form") as told:
        outcomes(selection([article(1)]), path, CSV)
    assert (told.value.which, told.value.hint) == (str(path), "choose another file")
    assert path.read_bytes() == before


def _written(form: Form, articles: list[StoredArticle]) -> bytes:
    stream = io.BytesIO()
    assert all(
        one.status == "written"
        for one in write_table(selection(articles), ExportOptions(form), stream)
    )
    return stream.getvalue()


def test_lines_are_written_as_they_come() -> None:
    stream = io.BytesIO()
    told = write_table(selection([article(1), article(2)]), ExportOptions("jsonl"), stream)
    lengths = [stream.tell() for _ in told]
    assert 0 < lengths[0] < lengths[1]
