"""Following, resuming and the queue from the command line."""

import random
import re
from pathlib import Path

import pytest

from tests.cli.running import LEAVES, METER, SEVENTH, STONES, WATER, Program, json_lines, statuses
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.simulation import bad_days, town
from tests.support.crawling import ask


def paths(wechat: SmallWechat) -> list[str]:
    return [path for _, _, path in wechat.requests]


class TestFollow:
    def test_previous_articles_of_the_same_account_are_fetched(
        self, program: Program, wechat: SmallWechat
    ) -> None:
        result = program.fetch(METER.short_url, "--follow", 2, "--json")
        *outcomes, last = json_lines(result.stdout)
        assert [outcome["title"] for outcome in outcomes] == [
            METER.title,
            LEAVES.title,
            WATER.title,
            None,
        ]
        assert last["summary"] == {
            "asked": 4, "created": 3, "updated": 0, "unchanged": 0, "gone": 1, "blocked": 0, "skipped": 0, "queued": 0,
            "partial": 0, "failed": 0,
        }  # fmt: skip
        assert len(wechat.requests) == 4

    def test_any_account_and_all_sections_lead_farther(self, program: Program) -> None:
        program.fetch(SEVENTH.short_url, "--follow", 2, "--any-account", "--section", "all")
        titles = {line["title"] for line in json_lines(program.run("list", "--json").stdout)}
        assert {STONES.title, METER.title} <= titles

    def test_a_dry_run_asks_nothing_and_makes_no_archive(
        self, without_archive: Program, wechat: SmallWechat
    ) -> None:
        result = without_archive.fetch(METER.short_url, "--follow", 2, "--dry-run")
        assert result.stdout == f"asked\t0\t{METER.short_url}\n"
        assert result.stderr == (
            "wxarchive: 1 URLs would be fetched, and what they link to as far as it is followed\n"
        )
        assert (wechat.requests, without_archive.db.exists()) == ([], False)

    def test_a_dry_run_knows_the_links_of_what_is_archived(
        self, program: Program, wechat: SmallWechat
    ) -> None:
        program.fetch(METER.short_url)
        wechat.requests.clear()
        rows = json_lines(
            program.fetch(METER.short_url, "--follow", 2, "--dry-run", "--json").stdout
        )
        assert [(row["url"], row["depth"], row["why"], row["title"]) for row in rows] == [
            (LEAVES.long_url, 1, "link", LEAVES.title),
            (WATER.long_url, 1, "link", WATER.title),
        ]
        assert wechat.requests == []
        assert ask(program.db, "SELECT * FROM queue") == []

    def test_a_dry_run_of_resume_lists_what_waits(self, tmp_path: Path) -> None:
        with SmallWechat(faults=Faults(challenge_after=0)) as wechat:
            program = Program(tmp_path / "archive.db", wechat)
            program.fetch(WATER.short_url, LEAVES.short_url)
            rows = json_lines(program.run("fetch", "--resume", "--dry-run", "--json").stdout)
        assert [row["url"] for row in rows] == [WATER.short_url, LEAVES.short_url]


class TestChallenge:
    @pytest.mark.parametrize("after", [0, 5, 25, random.Random(11).randint(1, 28)])
    def test_a_challenge_stops_the_crawl_and_resume_goes_on_after_it(
        self, tmp_path: Path, after: int
    ) -> None:
        site = town(30)
        with SmallWechat(site, Faults(challenge_after=after)) as wechat:
            program = Program(tmp_path / "archive.db", wechat)
            first = program.fetch(site.newest, "--follow", 99, "--json")
            assert (first.exit_code, len(wechat.requests)) == (3, after + 1)
            assert statuses(first) == ["created"] * after + ["blocked"]
            assert "WeChat asks for verification; paused until" in first.stderr
            again = program.fetch("--resume", "--json")
            assert (again.exit_code, len(wechat.requests), statuses(again)) == (
                3,
                after + 1,
                ["blocked"],
            )
            wechat.faults = Faults()
            rest = program.fetch("--resume", "--now", "--json")
            assert (rest.exit_code, statuses(rest)) == (0, ["created"] * (30 - after))
            assert len(wechat.requests) == 31

    def test_a_saved_page_is_taken_during_a_pause(
        self, program: Program, wechat: SmallWechat, tmp_path: Path
    ) -> None:
        wechat.faults = Faults(challenge_after=0)
        program.fetch(WATER.short_url)
        page = tmp_path / "page.html"
        page.write_text(wechat.site.short(WATER.token, 0), encoding="utf-8")
        assert program.fetch(page).exit_code == 0
        wechat.requests.clear()
        assert program.fetch("--resume").exit_code == 0, "the saved page is what was waited for"
        assert wechat.requests == []


def test_a_server_that_says_when_to_come_back_is_left_alone_by_the_next_run(
    program: Program, wechat: SmallWechat
) -> None:
    wechat.faults = Faults(status={f"/s/{WATER.token}": (429, 9)}, retry_after="600")
    assert statuses(program.fetch(WATER.short_url, LEAVES.short_url, "--json")) == [
        "failed",
        "failed",
    ]
    result = program.fetch(METER.short_url, "--json")
    assert (result.exit_code, len(wechat.requests)) == (1, 1)
    [outcome, _] = json_lines(result.stdout)
    assert str(outcome["message"]).startswith("not fetched: WeChat is busy; paused until ")
    assert statuses(program.fetch(METER.short_url, "--now", "--json")) == ["created"]


class TestQueue:
    @pytest.fixture
    def stuck(self, program: Program, wechat: SmallWechat) -> Program:
        """The program over an archive with one address that failed and one that waits for its next
        attempt.
        """
        wechat.faults = Faults(
            status={f"/s/{WATER.token}": (404, 1), f"/s/{LEAVES.token}": (500, 3)}
        )
        assert program.fetch(WATER.short_url, LEAVES.short_url, METER.short_url).exit_code == 1
        wechat.requests.clear()
        return program

    def test_lists_what_failed_and_what_waits(self, stuck: Program) -> None:
        lines = [line.split("\t") for line in stuck.run("queue").stdout.splitlines()]
        assert [line[:5] for line in lines] == [
            ["1", "failed", "asked", "0", "1"],
            ["2", "waiting", "asked", "0", "1"],
        ]
        assert re.fullmatch(
            rf"the server is busy \(HTTP 500\).* · again in \d min · {LEAVES.short_url}",
            lines[1][5],
        )
        first, second = json_lines(stuck.run("queue", "--json").stdout)
        assert (first["state"], first["attempts"], first["url"]) == ("failed", 1, WATER.short_url)
        assert str(first["error"]).endswith("the server refused (HTTP 404); check the address")
        assert [len(str(second[name])) for name in ("not_before", "added_at")] == [
            len("2024-03-09T08:30:00+08:00")
        ] * 2
        assert str(second["not_before"]).endswith("+08:00")

    def test_what_waits_for_its_next_attempt_is_not_asked_before(
        self, stuck: Program, wechat: SmallWechat
    ) -> None:
        result = stuck.fetch("--resume")
        assert (result.exit_code, wechat.requests) == (0, [])
        assert "waiting in the queue: 1, the first that failed from " in result.stderr

    def test_retry_lets_it_be_asked_again(self, stuck: Program, wechat: SmallWechat) -> None:
        assert (
            stuck.run("queue", "retry", 99).stderr
            == "wxarchive: nothing of this failed; see wxarchive queue\n"
        )
        assert stuck.run("queue", "drop", 99).stderr == (
            "wxarchive: nothing of this is in the queue; see wxarchive queue\n"
        )
        assert (
            stuck.run("queue", "retry", 1).stderr
            == "wxarchive: 1 wait again: wxarchive fetch --resume\n"
        )
        assert statuses(stuck.fetch("--resume", "--json")) == ["created"]
        assert statuses(stuck.fetch("--resume", "--now", "--json")) == ["created"]
        assert (
            stuck.run("queue").stderr
            == "wxarchive: nothing waits in the queue, and nothing failed\n"
        )

    def test_drop_takes_out(self, stuck: Program, wechat: SmallWechat) -> None:
        assert stuck.run("queue", "drop", "--all").stderr == "wxarchive: 2 dropped\n"
        assert (stuck.run("queue").stdout, stuck.fetch("--resume", "--now").exit_code) == ("", 0)
        assert wechat.requests == []

    @pytest.mark.parametrize("arguments", [("retry",), ("drop", "1", "--all")])
    def test_ids_or_all_are_to_be_given(self, stuck: Program, arguments: tuple[str, ...]) -> None:
        result = stuck.run("queue", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Give ids as wxarchive queue lists them, or --all." in result.stderr

    @pytest.mark.parametrize(
        "arguments", [("queue",), ("queue", "retry", "--all"), ("fetch", "--resume")]
    )
    def test_without_an_archive_it_says_so(
        self, without_archive: Program, arguments: tuple[str, ...]
    ) -> None:
        assert "no archive here" in without_archive.run(*arguments).stderr
        assert not without_archive.db.exists()


def test_a_crawl_with_faults_ends_complete(tmp_path: Path) -> None:
    site = town(80, seed=3, gone=0.05, edited=0.05)
    with SmallWechat(site, bad_days(site, share=0.1)) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        program.fetch(site.newest, "--follow", 999)
        for _ in range(2):
            last = program.fetch("--resume", "--now")
        assert last.exit_code == 0
        assert ask(
            program.db, "SELECT state, count(*) FROM articles GROUP BY state ORDER BY state"
        ) == [
            ("deleted", len(site.gone)),
            ("ok", len(site.alive)),
        ]
        assert ask(program.db, "SELECT count(*) FROM queue") == [(0,)]


def test_a_terminal_shows_where_a_crawl_is(program: Program) -> None:
    exit_code, shown = program.in_terminal(
        "fetch", "--delay", 0, METER.short_url, "--follow", 1, columns=100
    )
    assert exit_code == 0
    assert " done, " in shown
    assert LEAVES.title in shown


def test_a_terminal_shows_how_far_reparsing_is(program: Program) -> None:
    program.fetch(METER.short_url, LEAVES.short_url)
    exit_code, shown = program.in_terminal("reparse", columns=100)
    assert (exit_code, METER.title in shown, LEAVES.title in shown) == (0, True, True)
