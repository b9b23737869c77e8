"""Any number of processes gives the same archive; whatever ends them, what is archived is whole."""

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.smallwechat import DEMO_SITE, crowd
from tests.smallwechat.pages import Serving, page
from tests.support.crawling import is_sound
from tests.support.dumping import dump
from tests.support.importing import saved, served, tarred, zipped
from wxarchive.store.database import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages of two releases, large enough for dictionaries; dumps, twins, bad files, archives."""
    top = tmp_path / "in"
    for number, post in enumerate(crowd(12).posts):
        saved(
            top / f"{number:02}.html", page(post, Serving(boilerplate_kb=300, release=number % 2))
        )
    saved(top / "twin.html", (top / "03.html").read_bytes())
    saved(top / "bad.html", "no page")
    for number in range(30):
        saved(
            top / "渡口-渡口笔记" / f"{number:02}.md",
            dump(f"第{number}条船。", number + 1, f"第{number}天"),
        )
    saved(
        top / "z.zip",
        zipped(
            {
                "a.html": served(DEMO_SITE.posts[0]),
                "../b.html": b"",
                "twin.md": dump("第3条船。", 4, "第3天").encode(),
            }
        ),
    )
    saved(top / "z.tar", tarred({"c.html": served(DEMO_SITE.posts[1])}))
    return top


def held(db: Path) -> list[Any]:
    """Everything an archive holds but how it is packed."""
    with sqlite3.connect(db) as database:
        rows = [
            list(database.execute(f"SELECT * FROM {view}"))
            for view in (
                "article_list",
                "version_list",
                "link_list",
                "aliases",
                "states",
                "search_articles",
            )
            if database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (view,)).fetchone()
        ]
        sizes = list(
            database.execute(
                "SELECT id, sha256, article_id, source, received_at, dated_by, size FROM pages"
            )
        )
    database.close()
    with Store(db, read_only=True) as store:
        return [rows, sizes, [store.pages.body(number) for number, *_ in sizes]]


def test_the_archive_is_the_same_whatever_the_number_of_processes(
    tmp_path: Path, folder: Path
) -> None:
    programs = {number: Program(tmp_path / f"{number}.db") for number in (1, 2, 5)}
    told = {
        n: program.process("import", "--json", "--workers", n, folder).stdout
        for n, program in programs.items()
    }
    assert told[1] == told[2] == told[5]
    assert json_lines(told[1].decode())[-1]["summary"] == {
        "asked": 48, "created": 44, "updated": 0, "unchanged": 2, "gone": 0, "blocked": 0, "skipped": 0, "queued": 0,
        "partial": 0, "failed": 2,
    }  # fmt: skip
    assert held(tmp_path / "1.db") == held(tmp_path / "2.db") == held(tmp_path / "5.db")


def test_pages_packed_elsewhere_share_dictionaries(tmp_path: Path, folder: Path) -> None:
    Program(tmp_path / "a.db").process("import", "--workers", 2, folder)
    database = sqlite3.connect(tmp_path / "a.db")
    [[pages, dictionaries]] = database.execute(
        "SELECT count(dictionary_id), (SELECT count(*) FROM dictionaries) FROM pages"
    )
    assert (pages, dictionaries) == (12, 2)
    [[size, stored]] = database.execute(
        "SELECT sum(size), sum(length(data)) FROM pages WHERE dictionary_id"
    )
    assert size > 50 * stored
    database.close()


def test_a_second_time_everything_is_unchanged(tmp_path: Path, folder: Path) -> None:
    program = Program(tmp_path / "a.db")
    program.process("import", "--workers", 2, folder)
    before = held(program.db)
    result = program.run("import", "--json", "--workers", 2, folder)
    assert (statuses(result).count("unchanged"), statuses(result).count("failed")) == (46, 2)
    assert held(program.db) == before


@pytest.mark.parametrize("after", [1, 30, 90])
def test_a_killed_import_leaves_whole_articles_and_no_process(tmp_path: Path, after: int) -> None:
    for number in range(130):
        saved(
            tmp_path / "in" / f"{number:03}.md",
            dump(f"第{number}条船。" * 9, number + 1, f"第{number}天"),
        )
    program = Program(tmp_path / "a.db")
    command = program.command("import", "--json", "--workers", 2, tmp_path / "in")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=program.whole_environment()
    ) as running:
        assert running.stdout
        told = [running.stdout.readline() for _ in range(after)]
        running.kill()
        # ends only when the workers, which have it open too, are gone
        told += running.stdout.readlines()
    assert is_sound(program.db)
    archived = len(json_lines(program.run("list", "--json").stdout))
    assert sum(line.endswith(b"}\n") for line in told) <= archived + 1
    rest = statuses(program.run("import", "--json", tmp_path / "in"))
    assert rest == ["unchanged"] * archived + ["created"] * (130 - archived)
    assert is_sound(program.db)


def test_a_number_of_workers_that_makes_no_sense_is_refused(tmp_path: Path, folder: Path) -> None:
    assert Program(tmp_path / "a.db").run("import", "--workers", 0, folder).exit_code == 2
