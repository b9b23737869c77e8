"""Libraries that others read citations with understand what is exported for them."""

import json
from dataclasses import replace

import pytest

from tests.render.samples import METADATA, stored
from tests.render.test_citations import GONE, HOSTILE, NOTE, NOTHING, SHOWN_TITLE, URL
from wxarchive.models import StoredArticle
from wxarchive.render import bibtex, csl, ris

MISSING = "of the dev dependencies is not installed"


def test_citeproc_reads_the_items() -> None:
    assert _by_citeproc(GONE) == (
        f"阿青 (2024) “春茶 记*”, 山中笔记, 5 March. Available at: {URL} (Accessed: May 2, 2024)."
    )
    assert _by_citeproc(NOTHING) == "(no date)."


def _by_citeproc(article: StoredArticle) -> str:
    citeproc = pytest.importorskip("citeproc", reason=f"citeproc-py {MISSING}")
    json_source = pytest.importorskip("citeproc.source.json", reason=f"citeproc-py {MISSING}")
    source = json_source.CiteProcJSON(json.loads(json.dumps([csl(article)])))
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    listed = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    listed.register(citeproc.Citation([citeproc.CitationItem(csl(article)["id"])]))
    [entry] = listed.bibliography()
    return str(entry)


def test_rispy_reads_every_fact() -> None:
    rispy = pytest.importorskip("rispy", reason=f"rispy {MISSING}")
    text = ris(GONE) + ris(NOTHING)
    assert text.count("\r\n") == text.count("\n")
    assert rispy.loads(text) == [
        {
            "type_of_reference": "BLOG",
            "id": "wx-MzA-7-1",
            "title": "春茶 记*",
            "authors": ["阿青"],
            "secondary_title": "山中笔记",
            "year": "2024",
            "date": "2024/03/05",
            "access_date": "2024/05/02",
            "urls": [URL],
            "language": "zh-CN",
            "name_of_database": "wxarchive",
            "accession_number": "MzA=:7:1",
            "notes": [NOTE],
        },
        {"type_of_reference": "BLOG", "id": "wx-7"},
    ]


def test_a_hostile_title_makes_no_record_of_its_own_in_ris() -> None:
    rispy = pytest.importorskip("rispy", reason=f"rispy {MISSING}")
    [read] = rispy.loads(ris(HOSTILE))
    assert (read["title"], read["type_of_reference"]) == (SHOWN_TITLE, "BLOG")
    assert read["authors"] == ["A， B and C； {D} TY - X,"]


def test_pybtex_reads_every_fact() -> None:
    database = pytest.importorskip("pybtex.database", reason=f"pybtex {MISSING}")
    read = database.parse_string(bibtex(GONE) + bibtex(NOTHING), "bibtex")
    assert list(read.entries) == ["wx-MzA-7-1", "wx-7"]
    entry = read.entries["wx-MzA-7-1"]
    assert entry.type == "online"
    assert dict(entry.fields) == {
        "title": "{春茶 记*}",
        "organization": "山中笔记",
        "date": "2024-03-05",
        "url": URL,
        "urldate": "2024-05-02",
        "language": "zh-CN",
        "note": NOTE,
    }
    assert [str(one) for one in entry.persons["author"]] == ["{阿青}"]


def test_a_hostile_title_ends_no_field_in_bibtex() -> None:
    database = pytest.importorskip("pybtex.database", reason=f"pybtex {MISSING}")
    entry = database.parse_string(bibtex(HOSTILE), "bibtex").entries["wx-MzA-7-1"]
    assert entry.fields["title"] == (
        r'{100\% {\textbraceleft}of{\textbraceright} "it" {\textbackslash}cite{\textbraceleft}x'
        r"{\textbraceright} TY - BOOK ER - TY - JOUR {\textbraceright}{\textbraceleft}"
        r" \_\$\#\&{\textasciitilde}{\textasciicircum}}"
    )
    assert entry.fields["url"] == "https://mp.weixin.qq.com/s?a=%7Bb%7D%20&c=%5Cd%20e"
    assert [str(one) for one in entry.persons["author"]] == [r"{A, B and C; \{D\} TY - X}"]


SPACED = stored(
    metadata=replace(
        METADATA,
        title="iPhone & the {Open} 100% #1",
        author="欧阳 修远",
        account="Tea_Daily",
        digest="a } {",
    )
)


def test_capitals_braces_and_names_of_several_words_are_safe_from_styles_of_bibtex() -> None:
    """BibTeX and Pandoc write titles in small letters, and Pandoc drops braces by their names."""
    assert bibtex(SPACED) == (
        "@online{wx-MzA-7-1,\n"
        "  title = {{iPhone \\& the \\{Open\\} 100\\% \\#1}},\n"
        "  author = {{欧阳 修远}},\n"
        "  organization = {Tea\\_Daily},\n"
        "  date = {2024-03-05},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2024-03-05},\n"
        "  language = {zh-CN},\n"
        "  abstract = {a {\\textbraceright} {\\textbraceleft}},\n"
        "  note = {archived page sha256:00ff},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("author", "written"),
    [("欧阳 修远", "欧阳 修远,"), ("小火柴", "小火柴"), ("Li, Lei", "Li， Lei,"), ("A;B", "A；B")],
)
def test_a_name_of_several_words_is_not_taken_apart_in_ris(author: str, written: str) -> None:
    lines = ris(stored(metadata=replace(METADATA, author=author))).splitlines()
    assert [line for line in lines if line.startswith("AU")] == [f"AU  - {written}"]
