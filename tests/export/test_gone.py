"""Exports say that an article is gone, bring its cover, and are read back without what they say."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from tests.render.samples import METADATA, NOON
from tests.support.exporting import DAY, PNG, article, file, golden, outcomes, selection
from wxarchive.export.options import ExportOptions
from wxarchive.models import Article, Body, RawPage, StoredArticle
from wxarchive.parse import parse

WORDS = (
    "This article is gone (deleted by its author): first seen gone 2024-03-06 04:00, "
    "last seen alive 2024-03-05 04:00 (Beijing time). WeChat says: 该内容已被发布者删除"
)
NAME = "2024-03-06 春茶"
COVER = METADATA.cover_url or ""
ASSET = f"assets/{sha256(PNG).hexdigest()[:32]}.png"


def gone(number: int = 1) -> StoredArticle:
    alive = DAY - timedelta(days=1)
    return article(
        number, state="deleted", reason="该内容已被发布者删除", gone_at=DAY, last_seen_alive=alive
    )


def exported(
    one: StoredArticle, folder: Path, wanted: ExportOptions, *, cover: bool = False
) -> str:
    outcomes(selection([one], {1: [file(COVER, "cover")] if cover else []}), folder, wanted)
    return (folder / f"{NAME}.{wanted.form}").read_text("utf-8")


def read_back(text: str) -> Article:
    read = parse(RawPage("a.md", text.encode(), NOON, from_file=True))
    assert isinstance(read, Article)
    return read


def test_markdown_says_it_under_the_header(tmp_path: Path) -> None:
    text = exported(gone(), tmp_path, ExportOptions("md"))
    told = text.partition(f"封面图链接: {COVER}\n\n")[2]
    assert told.replace("\\", "") == f"<!-- wxarchive: about the article -->\n\n> {WORDS}\n\n采茶\n"


@pytest.mark.parametrize("front_matter", [False, True])
def test_what_is_said_is_not_read_back_as_the_text(tmp_path: Path, *, front_matter: bool) -> None:
    quoting = Body(html="<blockquote><p>采茶</p></blockquote>\n<p>回</p>", text="采茶\n回")
    one = replace(gone(), content=quoting)
    read = read_back(
        exported(one, tmp_path, ExportOptions("md", front_matter=front_matter), cover=True)
    )
    assert (read.body.html, read.body.images) == (quoting.html, ())
    assert read.metadata.cover_url == COVER


def test_a_gone_article_without_a_text_left_reads_back_as_one_without_a_text(
    tmp_path: Path,
) -> None:
    text = exported(replace(gone(), content=Body()), tmp_path, ExportOptions("md"))
    assert parse(RawPage("a.md", text.encode(), NOON, from_file=True)).state == "broken"  # type: ignore[union-attr]


def test_front_matter_has_state_reason_and_times(tmp_path: Path) -> None:
    told = yaml.safe_load(
        exported(gone(), tmp_path, ExportOptions("md", front_matter=True)).split("---\n")[1]
    )
    assert {name: told[name] for name in ("state", "reason", "gone_at", "last_seen_alive")} == {
        "state": "deleted",
        "reason": "该内容已被发布者删除",
        "gone_at": "2024-03-06T04:00:00+08:00",
        "last_seen_alive": "2024-03-05T04:00:00+08:00",
    }


def test_front_matter_of_a_living_article_has_none_of_these(tmp_path: Path) -> None:
    told = yaml.safe_load(
        exported(article(1), tmp_path, ExportOptions("md", front_matter=True)).split("---\n")[1]
    )
    assert not {"state", "reason", "gone_at", "last_seen_alive", "cover"} & set(told)


def test_a_web_page_says_it_above_the_text(tmp_path: Path) -> None:
    top = exported(gone(), tmp_path, ExportOptions("html")).partition("<main>")[0]
    assert f'<p class="gone">{WORDS}</p>' in top


def test_a_book_says_it_above_the_text(tmp_path: Path) -> None:
    outcomes(selection([gone()]), tmp_path / "a.epub", ExportOptions("epub"))
    with ZipFile(tmp_path / "a.epub") as book:
        assert f'<p class="about gone">{WORDS}</p>' in book.read("EPUB/a1.xhtml").decode()


def test_a_table_has_the_time(tmp_path: Path) -> None:
    outcomes(selection([gone(1), article(2)]), tmp_path / "a.csv", ExportOptions("csv"))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as table:
        assert [row["gone_at"] for row in csv.DictReader(table)] == [
            "2024-03-06T04:00:00+08:00",
            "",
        ]


def test_a_record_has_state_reason_and_time(tmp_path: Path) -> None:
    outcomes(selection([gone()]), tmp_path / "a.jsonl", ExportOptions("jsonl"))
    record = json.loads((tmp_path / "a.jsonl").read_text("utf-8"))
    assert (record["state"], record["reason"], record["gone_at"], record["text"]) == (
        "deleted",
        "该内容已被发布者删除",
        "2024-03-06T04:00:00+08:00",
        "采茶",
    )


def test_a_kept_cover_comes_along_and_the_header_keeps_its_address(tmp_path: Path) -> None:
    text = exported(article(1), tmp_path, ExportOptions("md"), cover=True)
    about = f"<!-- wxarchive: about the article -->\n\n> ![封面]({ASSET})\n\n采茶\n"
    assert text.endswith(f"封面图链接: {COVER}\n\n{about}")
    assert (tmp_path / ASSET).read_bytes() == PNG


def test_front_matter_names_the_file_of_the_cover(tmp_path: Path) -> None:
    text = exported(article(1), tmp_path, ExportOptions("md", front_matter=True), cover=True)
    told = yaml.safe_load(text.split("---\n")[1])
    assert (told["cover"], told["cover_url"]) == (ASSET, COVER)


@pytest.mark.parametrize(("form", "shown"), [("html", 'alt="封面"'), ("md", "![封面]")])
def test_a_cover_that_the_text_shows_is_not_shown_twice(
    tmp_path: Path, form: str, shown: str
) -> None:
    content = Body(html=f'<p><img src="{COVER}"></p>', images=(COVER,))
    uses = [file(COVER, "cover"), file(COVER)]
    chosen = selection([article(1, content=content)], {1: uses})
    # a parameter of the test
    outcomes(chosen, tmp_path, ExportOptions(form))  # type: ignore[arg-type]
    assert shown not in (tmp_path / f"{NAME}.{form}").read_text("utf-8")


def test_covers_are_in_web_pages_and_books(tmp_path: Path) -> None:
    page = exported(article(1), tmp_path, ExportOptions("html"), cover=True)
    assert '<p><img src="data:image/png;base64,' in page.partition("<main>")[0]
    outcomes(
        selection([article(1)], {1: [file(COVER, "cover")]}),
        tmp_path / "a.epub",
        ExportOptions("epub"),
    )
    with ZipFile(tmp_path / "a.epub") as book:
        assert '<img src="media/' in book.read("EPUB/a1.xhtml").decode()


def test_every_golden_page_comes_back_from_markdown_as_it_was_though_it_is_gone(
    tmp_path: Path,
) -> None:
    articles = [replace(one, state="deleted", reason="删", gone_at=DAY) for one in golden()]
    living, ended = tmp_path / "living", tmp_path / "ended"
    outcomes(selection(golden()), living)
    outcomes(selection(articles), ended)
    names = sorted(path.name for path in living.glob("*.md"))
    assert names == sorted(path.name for path in ended.glob("*.md"))
    for name in names:
        before, after = (read_or_state(folder / name) for folder in (living, ended))
        assert before == after, name


def read_or_state(path: Path) -> object:
    return parse(RawPage(path.name, path.read_bytes(), NOON, from_file=True))
