"""Pages of our own, one for each shape, give the whole record that a perfect parser gives."""

import dataclasses
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.golden import PAGES
from tests.render.reading import parsed, seen
from tests.support.places import TESTS
from wxarchive.models import Article, StatePage
from wxarchive.parse import parse
from wxarchive.render.markdown.commonmark import markdown

_FORMULA = re.compile(r'<(code|pre) class="math-[^>]*>.*?</\1>', re.S)
GOLDEN = TESTS / "golden"


def as_json(value: Article | StatePage) -> dict[str, Any]:
    """Return a value as JSON for people: what is unknown or empty is left out, html and text stand
    line by line.
    """
    told = {"state": getattr(value, "state", "ok"), **_plain(dataclasses.asdict(value))}
    body = told.get("body", {})
    for name in body.keys() & {"html", "text"}:
        body[name] = body[name].split("\n")
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {
            key: _plain(part)
            for key, part in value.items()
            if part is not None and part not in ("", (), {})
        }
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def check(path: Path, text: str, *, update: bool) -> None:
    if update:
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_page_gives_its_whole_record(name: str, *, update_golden: bool) -> None:
    told = json.dumps(as_json(parse(PAGES[name])), ensure_ascii=False, indent=1) + "\n"
    check(GOLDEN / f"{name}.json", told, update=update_golden)


@pytest.mark.parametrize(
    "name", [name for name in PAGES if name.startswith(("article", "reprint", "image", "text"))]
)
def test_page_gives_its_markdown(name: str, *, update_golden: bool) -> None:
    value = parse(PAGES[name])
    assert isinstance(value, Article)
    check(GOLDEN / f"{name}.md", markdown(value.body.html) + "\n", update=update_golden)


@pytest.mark.parametrize("name", PAGES)
def test_markdown_has_the_text_and_structure_of_the_page(name: str) -> None:
    """Formulas apart, which no CommonMark reader knows: they are written in dollar signs."""
    value = parse(PAGES[name])
    body = _FORMULA.sub("", value.body.html) if isinstance(value, Article) else ""
    assert seen(parsed(markdown(body))) == seen(body)


def test_every_record_belongs_to_a_page() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(PAGES)
    assert {path.stem for path in GOLDEN.glob("*.md")} <= set(PAGES)
