"""What the pages of docs/ say of each other and of the repository is so."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType

import pytest
from markdown_it import MarkdownIt

from tests.support.places import ROOT

DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
CODE_FILE = re.compile(r"`((?:[a-z]\w*/)+[a-z]\w*\.py)`")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
MODULES = sorted(
    file
    for folder in ("wxarchive", "tests", "benchmarks", "demo", "fuzz")
    for file in (ROOT / folder).rglob("*.py")
)
COMMENT = re.compile(r"(?:^|[ ]{2})[ ]*# .*", re.M)
NUMBER = r"\d+(?:\.\d+)*"
OURS, STANDARD = r"docs/[\w-]+\.md", r"[A-Z#\d][\w.]*(?=\s+§)"
DOCUMENT = re.compile(rf"(?P<ours>{OURS})|{STANDARD}")
CITED = re.compile(
    rf"(?:(?:(?P<ours>{OURS})|(?P<standard>{STANDARD}))\s+)?"
    rf"(?P<sections>§{NUMBER}(?:(?:,| and) §{NUMBER})*)"
)


def words_of(page: Path) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCED.sub("", page.read_text("utf-8")))


def headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in LINK.finditer(words_of(page)):
        target = page.parent / link["file"] if link["file"] else page
        assert target.exists(), f"{link[0]}: no such file"
        if link["heading"]:
            assert link["heading"] in headings(target), f"{link[0]}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_that_is_named_exists(page: Path) -> None:
    for name in CODE_FILE.findall(page.read_text("utf-8")):
        assert (ROOT / name).exists() or (ROOT / "wxarchive" / name).exists(), (
            f"{name}: no such file"
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_row_belongs_to_a_table(page: Path) -> None:
    read = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    assert [one.content for one in read if one.content.startswith("| ")] == []


def test_the_index_leads_to_every_document() -> None:
    index = ROOT / "docs" / "index.md"
    led_to = {(index.parent / link["file"]).resolve() for link in LINK.finditer(words_of(index))}
    others = {page for page in PAGES if page != index and page.parent != DECISIONS}
    assert others - led_to == set()


def test_the_guide_names_files_that_are_there() -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    named = [name for name in named if "NAME" not in name and "NNNN" not in name]
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert len(named) > 20


def test_every_decision_has_its_number_its_parts_and_its_line_in_the_index() -> None:
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [
        f"{number:04d}" for number in range(1, len(pages) + 1)
    ]
    index = (DECISIONS / "README.md").read_text("utf-8")
    for number, page in enumerate(pages, start=1):
        text = page.read_text("utf-8")
        title = text.partition("\n")[0].removeprefix(f"# {number}. ")
        assert f"* [{page.name[:4]}]({page.name}) {title}\n" in f"{index}\n"
        assert {"## Context", "## Decision"} <= set(text.splitlines())


def test_every_section_that_is_cited_is_a_heading() -> None:
    missing = [
        f"{file.relative_to(ROOT)}: {document or 'of which document?'} §{section}"
        for file in MODULES
        for document, section in citations(file.read_text("utf-8"))
        if not document or section not in numbered(document)
    ]
    assert missing == []


def test_only_documents_of_the_project_are_cited() -> None:
    missing = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in MODULES
        if file.is_relative_to(ROOT / "wxarchive") and ".md" in file.read_text("utf-8")
        for name in re.findall(
            r"(?<![\w./-])(?:docs/)?[a-z-]+\.md\b", prose_of(file.read_text("utf-8"))
        )
        if not (ROOT / name).exists()
    ]
    assert missing == []


def citations(text: str) -> Iterator[tuple[str, str]]:
    """Yield document and section of what is cited of docs/; a bare § is of its file's first document."""
    # an expression over all modules takes a second: few cite anything
    if "§" not in text:
        return
    first = DOCUMENT.search(text)
    for one in CITED.finditer(text):
        if one["standard"] or (not one["ours"] and first and not first["ours"]):
            continue  # RFC 9110 §10.2.3: not ours
        for section in re.findall(NUMBER, one["sections"]):
            yield one["ours"] or (first["ours"] if first else ""), section


@cache
def numbered(document: str) -> frozenset[str]:
    """Return the numbers of a document's headings."""
    return frozenset(re.findall(rf"^#+ ({NUMBER})\b", (ROOT / document).read_text("utf-8"), re.M))


def prose_of(source: str) -> str:
    """Return the comments and docstrings of a module."""
    comments = COMMENT.findall(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented)
    ]
    return "\n".join(comments + docstrings)


def test_every_message_that_is_explained_is_one_of_the_programs() -> None:
    explained = re.findall(
        r"^\| `([^`]+)` \|", (ROOT / "docs" / "troubleshooting.md").read_text("utf-8"), re.M
    )
    assert len(explained) > 50
    assert [message for message, times in Counter(explained).items() if times > 1] == []
    written = "\n".join(
        text
        for file in MODULES
        if file.is_relative_to(ROOT / "wxarchive")
        # optimised, for docstrings are no messages
        for text in texts_of(compile(file.read_text("utf-8"), str(file), "exec", optimize=2))
    )
    strange = [
        message
        for message in explained
        # hints and what follows from a fact may stand in lines of their own
        if not all(part.strip() in written for part in re.split("…|[;:] ", message))
    ]
    assert strange == []


def texts_of(value: object) -> Iterator[str]:
    """Yield the text constants of compiled code, those inside of f-strings too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, CodeType | tuple):
        for inner in value.co_consts if isinstance(value, CodeType) else value:
            yield from texts_of(inner)
