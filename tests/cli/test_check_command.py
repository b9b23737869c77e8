"""Checking archived articles again, from the command line."""

from dataclasses import replace

import pytest

from tests.cli.running import LEAVES, METER, STONES, WATER, Program, json_lines, statuses
from tests.smallwechat import Faults, SmallWechat, states
from tests.smallwechat.changing import ELSEWHERE, Changing
from tests.smallwechat.pages import Picture
from tests.smallwechat.server import PAGES
from tests.smallwechat.writing import picture
from wxarchive.store.database import Store

NEW = Picture("https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatNewPot/0?wx_fmt=jpeg")


def check(program: Program, *arguments: object) -> list[dict[str, object]]:
    return json_lines(program.run("check", "--delay", 0, "--json", *arguments).stdout)


def change(site: Changing) -> None:
    """Let one be edited, one deleted, one moved; the fourth stays."""
    edited = site.edit(WATER, "后来换了一把壶。")
    site.put(WATER, replace(edited, body_html=edited.body_html + picture(NEW)))
    site.end(LEAVES, states.deleted())
    site.end(METER, states.migrated(ELSEWHERE))


class TestReport:
    def test_people_read_a_line_for_each_article_and_what_was_found(
        self, kept: Program, site: Changing
    ) -> None:
        change(site)
        result = kept.run("check", "--delay", 0, "--no-media")
        assert result.exit_code == 0
        told = [line.partition("; last seen")[0] for line in result.stdout.splitlines()]
        assert told == [
            f"changed   #1  {WATER.title}  text +9 characters; pictures +1",
            f"gone      #2  {LEAVES.title}  该内容已被发布者删除",
            f"gone      #3  {METER.title}  该公众号已迁移; moved to {ELSEWHERE}",
            f"unchanged #4  {STONES.title}",
        ]
        assert result.stderr.splitlines() == [
            "wxarchive: found: 1 edited, 2 gone",
            "asked 4: 1 updated, 1 unchanged, 2 gone",
        ]
        site.give_back(LEAVES)
        back = kept.run("check", "--delay", 0, "2")
        assert back.stdout.startswith(
            f"back      #2  {LEAVES.title}  readable again, was gone since 2"
        )
        assert back.stderr.splitlines()[0] == "wxarchive: found: 1 back"

    def test_programs_read_outcomes_with_what_changed(self, kept: Program, site: Changing) -> None:
        change(site)
        first, second, third, fourth, changes, summary = check(kept, "--no-media")
        assert (first["status"], first["id"], first["source"]) == ("updated", 1, WATER.long_url)
        assert first["change"] == {
            "life": None, "was": "ok", "gone_at": None, "last_seen_alive": kept_alive(kept, 1), "version": 2,
            "fields": ["text", "images"], "text": {"added": 9, "removed": 0}, "images": {"added": 1, "removed": 0},
            "target_url": None,
        }  # fmt: skip
        assert second["change"] == {
            "life": "gone", "was": "ok", "gone_at": gone_since(kept, 2), "last_seen_alive": kept_alive(kept, 2),
            "version": None, "fields": [], "text": {"added": 0, "removed": 0}, "images": {"added": 0, "removed": 0},
            "target_url": None,
        }  # fmt: skip
        assert third["state"] == "migrated"
        assert isinstance(third["change"], dict)
        assert third["change"]["target_url"] == ELSEWHERE
        assert (fourth["status"], fourth["change"]) == ("unchanged", None)
        assert changes == {
            "changes": {"edited": 1, "metadata": 0, "gone": 2, "back": 0, "address": 0}
        }
        assert summary["summary"] == {
            "asked": 4, "created": 0, "updated": 1, "unchanged": 1, "gone": 2, "blocked": 0, "skipped": 0, "queued": 0,
            "partial": 0, "failed": 0,
        }  # fmt: skip

    def test_quiet_prints_changes_only(self, kept: Program, site: Changing) -> None:
        assert output(kept, "check", "--delay", 0, "--quiet") == (0, "", "")
        site.end(LEAVES, states.deleted())
        code, out, err = output(kept, "check", "--delay", 0, "--quiet", "--json")
        assert (code, [line["id"] for line in json_lines(out)], err) == (0, [2], "")
        assert output(kept, "check", "--delay", 0, "-q") == (0, "", ""), "still gone is no news"

    def test_quiet_is_not_silent_about_what_failed(self, kept: Program, site: Changing) -> None:
        site.end(LEAVES, states.unavailable())
        code, out, err = output(kept, "check", "--delay", 0, "--quiet")
        assert (code, out) == (1, "")
        assert f"failed #2 {LEAVES.title} WeChat does not show the article now" in err
        assert "asked 4: 3 unchanged, 1 failed" in err

    def test_history_tells_it_afterwards(self, kept: Program, site: Changing) -> None:
        site.end(WATER, states.violation(WATER.account))
        check(kept, "1")
        site.end(WATER, states.expired())
        check(kept, "1")
        site.edit(WATER, "又上线了。")
        check(kept, "1")
        lines = json_lines(kept.run("history", 1, "--json").stdout)
        assert [(line["what"], line.get("life")) for line in lines] == [
            ("version 1", None), ("ok", "alive"), ("violation", "gone"), ("expired", None), ("version 2", None),
            ("ok", "back"),
        ]  # fmt: skip


class TestAsking:
    def test_media_of_new_versions_are_fetched_and_no_others(
        self, kept: Program, site: Changing, changing: SmallWechat
    ) -> None:
        change(site)
        *_, last = check(kept)
        pictures = {path for _, host, path in changing.requests if host != PAGES}
        assert any("SmallWechatNewPot" in path for path in pictures)
        assert not any("SmallWechatArch" in path for path in pictures), "of the unchanged one"
        assert isinstance(last["media"], dict)
        assert last["media"]["asked"] == last["media"]["kept"] == len(pictures)

    def test_filters_references_and_ages_choose(self, kept: Program) -> None:
        assert [line["id"] for line in check(kept, "--account", STONES.account.name)[:-2]] == [4]
        assert [line["id"] for line in check(kept, "3", WATER.key)[:-2]] == [1, 3]
        assert [line["id"] for line in check(kept, "--older-than", "30d")[:-2]] == [2]
        assert [line["id"] for line in check(kept, "--max", 2)[:-2]] == [4, 1]
        assert kept.run("check", "77").exit_code == 1

    def test_due_asks_for_those_whose_time_has_come(
        self, kept: Program, changing: SmallWechat
    ) -> None:
        assert [line["id"] for line in check(kept, "--due", "--max", 3)[:-2]] == [2, 4, 1]
        assert [line["id"] for line in check(kept, "--due")[:-2]] == [3]
        assert output(kept, "check", "--due", "--quiet") == (0, "", "")
        assert len(changing.requests) == 4

    def test_a_challenge_ends_it_and_says_what_to_do(
        self, kept: Program, changing: SmallWechat
    ) -> None:
        changing.faults = Faults(challenge_after=changing.count("pages") + 2)
        result = kept.run("check", "--delay", 0)
        assert result.exit_code == 3
        assert [line.split()[0] for line in result.stdout.splitlines()] == ["unchanged", "blocked"]
        assert "WeChat asks for verification; paused until" in result.stderr
        assert "waiting in the queue: 3" in result.stderr
        changing.faults = Faults()
        assert kept.run("check", "--delay", 0, "--due").exit_code == 3, (
            "the pause holds for every run"
        )
        assert (
            statuses(kept.run("fetch", "--resume", "--now", "--delay", 0, "--json"))
            == ["unchanged"] * 3
        )
        assert kept.run("queue").stdout == ""

    def test_errors_of_the_server_fail_and_are_asked_again(
        self, kept: Program, changing: SmallWechat
    ) -> None:
        changing.faults = Faults(
            status={f"/s/{WATER.token}": (404, 1), f"/s/{LEAVES.token}": (503, 3)}
        )
        result = kept.run("check", "--delay", 0, "--json", "1", "2")
        assert (result.exit_code, statuses(result)) == (1, ["failed", "failed"])
        states_of_rows = [
            (line["why"], line["state"]) for line in json_lines(kept.run("queue", "--json").stdout)
        ]
        assert states_of_rows == [("check", "failed"), ("check", "waiting")]
        assert statuses(kept.run("check", "--delay", 0, "--json", "--now")) == ["unchanged"] * 4
        assert kept.run("queue").stdout == ""

    def test_a_network_that_is_down_changes_nothing(self, kept: Program) -> None:
        nowhere = ("--connect-to", f"{PAGES}=http://127.0.0.1:9")
        result = kept.run("check", "--delay", 0, "--json", *nowhere)
        assert (result.exit_code, statuses(result)) == (4, ["failed"] * 3)
        assert [line["state"] for line in json_lines(kept.run("list", "--json").stdout)] == [
            "ok"
        ] * 4

    def test_without_an_archive_it_says_so(self, without_archive: Program) -> None:
        assert "no archive here" in without_archive.run("check").stderr
        assert not without_archive.db.exists()


class TestSchedule:
    def test_says_how_many_checks_are_due_when(
        self, kept: Program, site: Changing, changing: SmallWechat
    ) -> None:
        site.end(WATER, states.deleted())
        check(kept, "1")
        changing.requests.clear()
        lines = kept.run("check", "--schedule").stdout.splitlines()
        assert lines[0] == "now\t3\t"
        day, number, gone = lines[1].split("\t")
        assert (len(day), number, gone) == (10, "1", "1 gone")
        first, second = json_lines(kept.run("check", "--schedule", "--json").stdout)
        assert (
            first["day"],
            first["is_due"],
            first["articles"],
            first["gone"],
            first["failed"],
        ) == (
            None,
            True,
            3,
            0,
            0,
        )
        assert (second["day"], second["articles"]) == (day, 1)
        assert str(second["first"]).startswith(day)
        assert changing.requests == []

    def test_an_empty_archive_has_nothing_to_check(self, program: Program) -> None:
        Store(program.db).close()
        result = program.run("check", "--schedule")
        assert (result.stdout, result.stderr) == ("", "wxarchive: nothing is to be checked\n")


@pytest.mark.slow  # a process of its own
def test_a_process_of_its_own_checks_too(kept: Program, site: Changing) -> None:
    site.end(STONES, states.deleted())
    done = kept.process("check", "--due", "--quiet", "--delay", 0)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith(
        f"gone      #4  {STONES.title}  该内容已被发布者删除; last seen 2"
    )


def output(program: Program, *arguments: object) -> tuple[int, str, str]:
    result = program.run(*arguments)
    return result.exit_code, result.stdout, result.stderr


def kept_alive(program: Program, article_id: int) -> object:
    return article(program, article_id)["last_seen_alive"]


def gone_since(program: Program, article_id: int) -> object:
    return article(program, article_id)["gone_at"]


def article(program: Program, article_id: int) -> dict[str, object]:
    listed = json_lines(
        program.run("list", "--columns", "id,last_seen_alive,gone_at", "--json").stdout
    )
    [row] = [one for one in listed if one["id"] == article_id]
    return row
