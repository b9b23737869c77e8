"""A crawl over an archive in which some rows are damaged: the others are asked for, each once."""

from pathlib import Path

import pytest

from tests.archive.world import MORNING
from tests.cli.running import Program, json_lines
from tests.smallwechat import SmallWechat
from tests.smallwechat.simulation import town
from tests.store.test_damage import damage
from tests.support.crawling import archived, ask
from wxarchive.models import CrawlTarget, Rules
from wxarchive.store.database import Store

SITE = town(4)


def waiting(program: Program) -> None:
    """Put the site's posts into the queue, each into a crawl of its own."""
    with Store(program.db) as store:
        for post in SITE.posts:
            crawl = store.queue.begin(Rules(), MORNING)
            store.queue.add(crawl, [CrawlTarget(post.short_url)], MORNING)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE queue SET added_at = 'then' WHERE id = 2", "row 2 of table queue"),
        ("UPDATE queue SET address = CAST(x'ff' AS TEXT) WHERE id = 2", "row 2 of table queue"),
        ("UPDATE queue SET attempts = 9223372036854775807 WHERE id = 2", "row 2 of table queue"),
        ("UPDATE queue SET state = 'taken', taken_by = 'x', taken_until = 'then' WHERE id = 2",
         "row 2 of table queue"),
        ("UPDATE crawls SET options = '[]' WHERE id = 2", "row 2 of table crawls"),
        ("UPDATE crawls SET options = '{\"follow\":\"far\"}' WHERE id = 2", "row 2 of table crawls"),
    ],
)  # fmt: skip
def test_a_resumed_crawl_goes_on_without_a_damaged_row(
    tmp_path: Path, sql: str, named: str
) -> None:
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        waiting(program)
        damage(program, sql)
        result = program.fetch("--resume", "--json")
    assert result.exit_code == 5
    assert f"{named} is damaged" in result.output
    assert "bug" not in result.output
    assert len(archived(program.db, SITE)) == len(wechat.requests) == 3


def test_a_damaged_article_does_not_keep_others_from_being_asked_for(tmp_path: Path) -> None:
    urls = [post.short_url for post in SITE.posts]
    (tmp_path / "list.txt").write_text("\n".join(urls), encoding="utf-8")
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        program.fetch(urls[0], urls[1])
        damage(program, "UPDATE articles SET gone_at = 'then' WHERE id = 2")
        for command, new in (("fetch", ["created"]), ("import", ["skipped", "queued"])):
            given = urls[:3] if command == "fetch" else [tmp_path / "list.txt"]
            options = ("--delay", 0, "--no-media") if command == "fetch" else ()
            result = program.run(command, *options, *given, "--json")
            lines = [line for line in json_lines(result.stdout) if "status" in line]
            assert [line["status"] for line in lines] == ["skipped", "failed", *new]
            assert "row 2 of table articles is damaged" in str(lines[1]["message"])
            assert result.exit_code == 5


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE states SET seen_at = 'then' WHERE article_id = 2",
        "DELETE FROM states WHERE article_id = 2",
    ],
)
def test_an_article_of_which_no_observation_can_be_read_is_one_outcome(
    tmp_path: Path, sql: str
) -> None:
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        program.fetch(*(post.short_url for post in SITE.posts))
        damage(program, sql)
        result = program.run("reparse", "--json")
        assert result.exit_code == 5
        assert "row 2 of table articles is damaged (" in result.output
        assert "bug" not in result.output
        # a page that comes now is an observation again, whatever was before
        result = program.run("check", "2", "--delay", 0, "--no-media")
        assert "bug" not in result.output
    assert ask(program.db, "SELECT count(*) FROM articles WHERE checked_at = 'then'") == [(0,)]


def test_a_check_goes_on_without_a_damaged_article(tmp_path: Path) -> None:
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        program.fetch(*(post.short_url for post in SITE.posts))
        damage(program, "UPDATE articles SET gone_at = 'then' WHERE id = 2")
        result = program.run("check", "--delay", 0, "--no-media", "--json")
    assert result.exit_code == 5
    assert "row 2 of table articles is damaged" in result.output
    assert "bug" not in result.output
    statuses = [line["status"] for line in json_lines(result.stdout) if "status" in line]
    assert sorted(map(str, statuses)) == ["failed", "unchanged", "unchanged", "unchanged"]
