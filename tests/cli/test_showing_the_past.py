"""``show`` and ``search`` of earlier versions, and captures, over an archive with a past."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines
from tests.smallwechat.pages import BEIJING, page
from tests.smallwechat.site import NIGHT
from tests.support import library
from tests.support.library import BRIDGE_CASE, EDITED, LIBRARY
from wxarchive.store import Store

ADDED = "后来又添了一句：灯一直亮着。"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(library.make(tmp_path_factory.mktemp("past") / "archive.db"))


class TestVersion:
    @pytest.mark.parametrize("form", ["--md", "--html", "--text"])
    def test_is_shown_in_each_form(self, kept: Program, form: str) -> None:
        newest = kept.run("show", NIGHT.key, form).stdout
        first = kept.run("show", NIGHT.key, form, "--version", 1)
        assert (ADDED in newest, ADDED in first.stdout, first.stderr) == (True, False, "")
        assert kept.run("show", NIGHT.key, form, "--version", 2).stdout == newest

    def test_says_to_people_which_it_is(self, kept: Program) -> None:
        result = kept.run("show", NIGHT.key, "--version", 1)
        assert result.stdout.startswith(f"# {NIGHT.title}\n")
        assert result.stderr == (
            "wxarchive: version 1 of 2, seen from 2025-10-01 09:30+08:00 to 2025-10-01 09:30+08:00\n"
        )

    def test_has_a_record_that_names_it(self, kept: Program) -> None:
        [newest] = json_lines(kept.run("show", NIGHT.key, "--json").stdout)
        [second] = json_lines(kept.run("show", NIGHT.key, "--json", "--version", 2).stdout)
        [first] = json_lines(kept.run("show", NIGHT.key, "--json", "--version", 1).stdout)
        seen = {"first_seen": "2025-11-05T09:30:00+08:00", "last_seen": "2025-11-05T09:30:00+08:00"}
        assert second == newest | {"version": 2, **seen}
        assert newest["text"] == f"{first['text']}\n{ADDED}"
        assert (first["version"], first["fetched_at"]) == (1, "2025-10-01T09:30:00+08:00")
        assert first["page_sha256"] != second["page_sha256"]
        assert "links" not in first, "those of an earlier version are not kept"

    def test_has_the_bytes_it_was_read_from(self, kept: Program) -> None:
        for number, post in ((1, NIGHT), (2, EDITED)):
            shown = kept.run("show", NIGHT.key, "--raw", "--version", number)
            assert shown.stdout_bytes == page(post).encode()

    def test_still_says_what_became_of_the_article(self, kept: Program) -> None:
        result = kept.run("show", LIBRARY.key, "--version", 1)
        assert result.stderr.splitlines()[-1] == "wxarchive: deleted: 该内容已被发布者删除"

    def test_that_is_none_is_told_with_those_there_are(self, kept: Program) -> None:
        result = kept.run("show", NIGHT.key, "--version", 3)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "wxarchive: 3: no such version; there are 2 (1 to 2)\n"
        assert "there is only 1\n" in kept.run("show", LIBRARY.key, "--version", 2).stderr


class TestCapture:
    def test_is_listed_with_what_it_was(self, kept: Program) -> None:
        told = json_lines(kept.run("history", BRIDGE_CASE.key, "--captures", "--json").stdout)
        assert [(one["number"], one["at"], one["state"], one["version"]) for one in told] == [
            (1, "2025-10-01T09:30:00+08:00", "ok", 1),
            (2, "2025-11-05T09:30:00+08:00", "deleted", None),
            (3, "2026-01-08T09:30:00+08:00", "ok", 1),
        ]
        assert told[0]["sha256"] == told[2]["sha256"], "the same bytes came again"
        lines = kept.run("history", BRIDGE_CASE.key, "--captures").stdout.splitlines()
        assert lines[0].split("\t")[:5] == ["1", "2025-10-01 09:30+08:00", "", "ok", "version 1"]

    @pytest.mark.parametrize(
        ("which", "is_deleted"),
        [("1", False), ("2", True), ("2025-10", False), ("2025-11-05", True), ("2026-12", False)],
    )
    def test_is_printed_by_number_or_time(
        self, kept: Program, which: str, is_deleted: bool
    ) -> None:
        shown = kept.run("show", BRIDGE_CASE.key, "--raw", "--capture", which).stdout_bytes
        assert (shown == page(BRIDGE_CASE).encode()) is not is_deleted

    @pytest.mark.parametrize(
        ("minute", "is_deleted"),
        [
            ("2025-11-05T09:29", False),
            ("2025-11-05T09:30", True),
            ("2025-11-05 01:30+00:00", True),
            ("2025-11-05T01:30Z", True),
        ],
    )
    def test_is_printed_by_the_minute(self, kept: Program, minute: str, is_deleted: bool) -> None:
        shown = kept.run("show", BRIDGE_CASE.key, "--raw", "--capture", minute).stdout_bytes
        assert (shown == page(BRIDGE_CASE).encode()) is not is_deleted

    def test_that_is_none_is_told_with_those_there_are(self, kept: Program) -> None:
        asked = ["show", BRIDGE_CASE.key, "--raw", "--capture"]
        result = kept.run(*asked, 4)
        assert (result.exit_code, result.stderr) == (
            1,
            "wxarchive: 4: no such capture; there are 3 (1 to 3)\n",
        )
        endless = kept.run(*asked, "9" * 30)
        assert endless.exit_code == 2
        assert f"'{'9' * 30}' is no capture; history --captures lists them" in endless.stderr
        assert kept.run(*asked, "２").stdout_bytes == kept.run(*asked, 2).stdout_bytes
        assert kept.run(*asked, "2019-05").stderr == (
            "wxarchive: 2019-06-01 00:00+08:00: no page was received before; the first one was"
            " on 2025-10-01\n"
        )

    @pytest.mark.parametrize("others", [[], ["--md"], ["--raw", "--version", "1"]])
    def test_goes_with_the_bytes_only(self, kept: Program, others: list[str]) -> None:
        result = kept.run("show", NIGHT.key, "--capture", 1, *others)
        assert (result.exit_code, "--capture goes with --raw" in result.stderr) == (2, True)

    def test_of_an_older_file_is_listed_too(self, tmp_path: Path) -> None:
        """It was kept without counting as a sight of the article."""
        program = Program(library.make(tmp_path / "archive.db"))
        saved = tmp_path / "saved.html"
        saved.write_text(page(NIGHT) + "\n<!-- saved -->", encoding="utf-8")
        program.run("import", saved)
        told = json_lines(program.run("history", NIGHT.key, "--captures", "--json").stdout)
        assert len(told) == 3
        assert {one["dated_by"] for one in told} == {"receipt", "page"}


class TestSearch:
    def test_finds_what_was_edited_out_and_says_when_it_was_there(self, tmp_path: Path) -> None:
        program = Program(tmp_path / "archive.db")
        with Store(program.db) as store:
            for post, number in ((EDITED, 1), (NIGHT, 2)):
                library.see(store, post, datetime(2025, 10, number, tzinfo=BEIJING))
        assert program.run("search", "添了一句").stderr == "wxarchive: nothing found\n"
        shown = program.run("search", "添了一句", "--versions").stdout.splitlines()
        assert shown[0].split("\t")[0] == "1"
        assert shown[1:] == [
            "    edited out since: version 1 of 2, last seen 2025-10-01 00:00+08:00",
            "    …车过木地板，咯吱咯吱，像船。 读者夹在书里的东西：车票、树叶、半张欠条。 后来又【添了一句】：灯一直亮着。",
        ]
        [told] = json_lines(program.run("search", "添了一句", "--versions", "--json").stdout)
        assert (told["id"], told["version"], told["last_seen"]) == (
            1,
            1,
            "2025-10-01T00:00:00+08:00",
        )
        assert program.run("search", "添了一句", "--versions", "--count").stdout == "1\n"
        assert program.run("search", "添了一句", "--versions", "--urls").stdout != ""

    def test_says_nothing_of_versions_where_the_newest_one_has_it(self, kept: Program) -> None:
        asked = ("search", "推理", "--json")
        assert kept.run(*asked, "--versions").stdout == kept.run(*asked).stdout != ""

    def test_has_no_table_for_versions(self, kept: Program) -> None:
        result = kept.run("search", "推理", "--versions", "--csv")
        assert (result.exit_code, "use --json" in result.stderr) == (2, True)
