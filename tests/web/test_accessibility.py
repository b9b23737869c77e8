"""Every page is usable by those who do not see it, or see it badly: axe-core's rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import Browser, browser, installed
from tests.support.node import node_file
from tests.web.serving import DESKTOP, EMPTY, PAGES, PHONE, noted, served

pytestmark = pytest.mark.skipif(installed() is None, reason="Chromium is not installed")

# frames are left out: what stands in them came from WeChat
_OPTIONS = "{iframes: false, resultTypes: ['violations'], runOnly: %s}"
_ALL, _COLOURS = (
    "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']",
    "['color-contrast']",
)
_GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def checker() -> str:
    return node_file("axe-core", "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, past: Path) -> Iterator[str]:
    with served(noted(past, tmp_path_factory.mktemp("served"))) as at:
        yield at


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def faults(chromium: Browser, rules: str) -> list[str]:
    """Return what axe-core calls serious or worse, and where."""
    found: list[dict[str, Any]] = chromium.value(
        f"axe.run(document, {_OPTIONS % rules}).then(found => found.violations)"
    )
    return [
        f"{one['id']}: {node['html'][:100]}"
        for one in found
        if one["impact"] in _GRAVE
        for node in one["nodes"]
    ]


def faults_of(chromium: Browser, checker: str, address: str, size: tuple[int, int]) -> list[str]:
    """Check a page as it is by day, and its colours by night."""
    chromium.visit(address, size)
    # the page's own policy would not let a script of a test in: it comes by the debugger instead
    chromium.value(f"{checker}; 0")
    found = faults(chromium, _ALL)
    night = [{"name": "prefers-color-scheme", "value": "dark"}]
    chromium.do("Emulation.setEmulatedMedia", features=night)
    return found + faults(chromium, _COLOURS)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_no_page_has_a_serious_fault_by_day_or_night(
    chromium: Browser, checker: str, address: str, size: tuple[int, int]
) -> None:
    told = {path: faults_of(chromium, checker, address + path, size) for path in PAGES}
    assert {path: found for path, found in told.items() if found} == {}


def test_no_page_of_an_empty_archive_has_a_serious_fault(
    chromium: Browser, checker: str, tmp_path: Path
) -> None:
    with served(tmp_path / "archive.db") as address:
        told = {path: faults_of(chromium, checker, address + path, PHONE) for path in EMPTY}
    assert {path: found for path, found in told.items() if found} == {}


def test_the_list_of_keys_has_no_serious_fault(
    chromium: Browser, checker: str, address: str
) -> None:
    chromium.visit(f"{address}/")
    chromium.value(f"document.getElementById('keys').showModal(); {checker}; 0")
    assert faults(chromium, _ALL) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_forms_that_are_unfolded_and_offered_have_no_serious_fault(
    chromium: Browser, checker: str, address: str, size: tuple[int, int]
) -> None:
    chromium.visit(f"{address}/article/1", size)
    chromium.value("document.querySelectorAll('details').forEach(one => { one.open = true })")
    chromium.value(
        "for (const one of document.querySelectorAll('#offer, #offer p')) one.hidden = false"
    )
    chromium.value(f"{checker}; 0")
    found = faults(chromium, _ALL)
    night = [{"name": "prefers-color-scheme", "value": "dark"}]
    chromium.do("Emulation.setEmulatedMedia", features=night)
    assert found + faults(chromium, _COLOURS) == []
