"""Golden pages that SingleFile's own program opens, without any network, and saves: their bodies
read as the pages that were received do, or name what is lost.
"""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.golden import PAGES
from tests.support import chromium
from tests.support.node import node_command
from wxarchive.models import Article
from wxarchive.parse import parse

NAMES = ("article_2018", "article_cards", "article_code", "article_tables", "article_words")
OPTIONS = (
    "--max-parallel-workers=2",
    "--browser-wait-until=load",
    "--browser-arg=--no-sandbox",
    "--browser-arg=--disable-gpu",
    "--browser-arg=--host-resolver-rules=MAP * ~NOTFOUND",
)
NO_PICTURE = "a picture of which the page that was saved has neither address nor bytes"
NO_FRAME = "an embedded frame (no address)"


@pytest.fixture(scope="module")
def saves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the saves, made by one run of the program."""
    command = node_command("single-file-cli", "single-file-node.js")
    if not (browser := chromium.installed()):
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("saves")
    (folder / "pages").mkdir()
    lines = []
    for name in NAMES:
        page = folder / "pages" / f"{name}.html"
        page.write_bytes(PAGES[name].body)
        lines.append(f"{page.as_uri()} --filename-template={name}.html\n")
    listed = folder / "pages" / "list.txt"
    listed.write_text("".join(lines), encoding="utf-8")
    run = [*command, f"--urls-file={listed}", f"--browser-executable-path={browser}", *OPTIONS]
    subprocess.run(run, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


def articles(saves: Path, name: str) -> tuple[Article, Article]:
    """Return an article as it was received, and as SingleFile saved it."""
    body = (saves / f"{name}.html").read_bytes()
    assert b"Page saved with SingleFile" in body[:500]
    received, saved = parse(PAGES[name]), parse(replace(PAGES[name], body=body, from_file=True))
    assert isinstance(received, Article)
    assert isinstance(saved, Article), saved
    return received, saved


def times(saved: Article, loss: str) -> int:
    """Return how often a save names a loss."""
    told = next((one for one in saved.losses if one.startswith(loss)), None)
    number = re.search(r", (\d+) times$", told or "")
    return int(number[1]) if number else int(told is not None)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_there_but_those_of_frames_that_are_lost(saves: Path, name: str) -> None:
    received, saved = articles(saves, name)
    lines, kept = received.body.text.split("\n"), saved.body.text.split("\n")
    lost = [line for line in lines if lines.count(line) > kept.count(line)]
    assert [line for line in kept if line not in lines] == []
    assert set(lost) <= {"▶"}
    assert len(lines) - len(kept) <= times(saved, NO_FRAME)


@pytest.mark.parametrize("name", NAMES)
def test_pictures_players_and_links_are_there_or_are_losses(saves: Path, name: str) -> None:
    received, saved = articles(saves, name)
    pictures = set(received.body.images) - set(saved.body.images)
    players = {one.id for one in received.body.media} - {one.id for one in saved.body.media}
    assert len(pictures) <= times(saved, NO_PICTURE)
    assert len(players) <= times(saved, NO_FRAME)
    assert [(one.key, one.text, one.section) for one in saved.body.links] == [
        (one.key, one.text, one.section) for one in received.body.links
    ]
