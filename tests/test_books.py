"""What the pages of docs/ say of each other and of the repository is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
CODE_FILE = re.compile(r"`((?:[a-z]\w*/)+[a-z]\w*\.py)`")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)


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
        assert (ROOT / name).exists() or (ROOT / "wxarchive" / name).exists(), f"{name}: no such file"


def test_every_decision_has_its_number_its_parts_and_its_line_in_the_index() -> None:
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04d}" for number in range(1, len(pages) + 1)]
    index = (DECISIONS / "README.md").read_text("utf-8")
    for number, page in enumerate(pages, start=1):
        text = page.read_text("utf-8")
        title = text.partition("\n")[0].removeprefix(f"# {number}. ")
        assert f"* [{page.name[:4]}]({page.name}) {title}\n" in f"{index}\n"
        assert {"## Context", "## Decision"} <= set(text.splitlines())
