"""``list``, ``show`` and ``links`` over an archive of the small WeChat."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import LEAVES, METER, NIGHT, SEVENTH, STONES, WATER, Program, json_lines
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.smallwechat.pages import Post, Serving, page
from tests.smallwechat.site import BRIDGES, GONE, MISSING, TEA
from wxarchive.store import Store

GONE_URL = f"https://mp.weixin.qq.com/s/{GONE}"


class TestList:
    def test_gives_a_line_an_article_newest_first(self, filled: Program) -> None:
        result = filled.run("list", "--until", "2024")
        assert result.stdout.splitlines() == [
            f"6\t2024-05-05 08:30\t{BRIDGES.name}\tok\t{STONES.title}",
            f"2\t2024-04-13 08:30\t{TEA.name}\tok\t{LEAVES.title}",
            f"1\t2024-03-09 08:30\t{TEA.name}\tok\t{WATER.title}",
            f"7\t2019-10-03 22:30\t{BRIDGES.name}\tok\t{NIGHT.title}",
        ]
        assert result.stderr == ""

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ("--account 桥与书 --since 2024", [SEVENTH, STONES]),
            ("--account NANPO_TEA --until 2024-04-12", [WATER]),
            ("--since 2024-04-13 --until 2024-05-05", [STONES, LEAVES]),
            ("--kind article --limit 1", [SEVENTH]),
            ("--state deleted", []),
        ],
    )
    def test_filters(self, filled: Program, filters: str, expected: list[Post]) -> None:
        result = filled.run("list", "--urls", *filters.split())
        assert result.stdout.splitlines() == [post.long_url for post in expected]

    def test_json_has_the_records_without_bodies(self, filled: Program) -> None:
        [record] = json_lines(filled.run("list", "--json", "--limit", 1).stdout)
        assert "id" in record
        assert not {"text", "markdown", "html", "source"} & set(record)

    def test_csv_has_a_header_and_says_nothing_for_what_is_unknown(self, filled: Program) -> None:
        rows = list(
            csv.DictReader(
                io.StringIO(
                    filled.run("list", "--csv", "--until", "2019").stdout.removeprefix("\ufeff")
                )
            )
        )
        assert [(row["id"], row["title"], row["modified_at"]) for row in rows] == [
            ("7", NIGHT.title, "")
        ]

    def test_csv_runs_no_formulas(self, program: Program, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.write_text(page(replace(WATER, title="=1+1"), Serving()), encoding="utf-8")
        program.fetch(path)
        [row] = csv.DictReader(
            io.StringIO(program.run("list", "--csv").stdout.removeprefix("\ufeff"))
        )
        assert (row["title"], row["is_original"]) == ("'=1+1", "true")

    def test_an_archive_without_articles_says_so(self, program: Program) -> None:
        Store(program.db).close()
        result = program.run("list")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "wxarchive: the archive holds no article yet\n"

    def test_filters_that_nothing_passes_say_so(self, filled: Program) -> None:
        result = filled.run("list", "--account", "nobody", "--json")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == (
            "wxarchive: no account here is called nobody; see wxarchive accounts\n"
            "wxarchive: no article here passes the filter\n"
        )

    def test_a_title_cannot_command_the_terminal(self, program: Program, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.write_text(
            page(replace(WATER, title="a\x1b[31mb\u202ec\td"), Serving()), encoding="utf-8"
        )
        program.fetch(path)
        assert program.run("list").stdout.split("\t")[4] == "abc d\n"


class TestShow:
    @pytest.mark.parametrize(
        "reference", ["1", WATER.key, WATER.short_url, f"{WATER.long_url}&scene=21#rd"]
    )
    def test_finds_an_article_by_anything_that_names_it(
        self, filled: Program, reference: str
    ) -> None:
        assert filled.run("show", reference).stdout.startswith(f"# {WATER.title}\n")

    def test_shows_header_and_text(self, filled: Program) -> None:
        shown = filled.run("show", 1).stdout
        assert shown.startswith(
            f"# {WATER.title}\n\n文章作者: {TEA.name}\n发布时间: 2024-03-09 08:30 +08:00\n发布地: 浙江\n"
        )
        assert shown.endswith("绿茶等它凉一会儿，老茶不必等。\n")
        assert "<p>" not in shown

    def test_writes_markdown(self, filled: Program) -> None:
        shown = filled.run("show", 1, "--md").stdout
        assert shown.startswith(f"# {WATER.title}\n\n文章作者: {TEA.name}\n")
        assert "\n> 不要催一壶水。\n" in shown

    def test_writes_html_and_text(self, filled: Program) -> None:
        assert "<blockquote>" in filled.run("show", 1, "--html").stdout
        assert "\n不要催一壶水。\n" in filled.run("show", 1, "--text").stdout

    def test_writes_the_whole_record(self, filled: Program) -> None:
        [record] = json_lines(filled.run("show", 1, "--json").stdout)
        assert (record["id"], record["key"], record["short_url"]) == (1, WATER.key, WATER.short_url)
        assert {"text", "markdown", "html"} <= set(record)

    def test_gives_back_the_received_bytes(self, filled: Program) -> None:
        assert filled.in_files("show", 1, "--raw").stdout == page(WATER, Serving()).encode("utf-8")

    def test_a_terminal_shows_the_lines_of_a_page(self, filled: Program) -> None:
        whole = filled.run("show", 1, "--raw").stdout
        code, shown = filled.in_terminal("show", 1, "--raw", lines=5)
        assert (code, shown.strip().splitlines()) == (0, whole.strip().splitlines())

    def test_tells_what_became_of_an_article_that_is_gone(self, filled: Program) -> None:
        with SmallWechat(
            replace(DEMO_SITE, posts=(), states={WATER.token: DEMO_SITE.states[GONE]})
        ) as later:
            Program(filled.db, later).fetch(WATER.short_url, "--again")
        result = filled.run("show", 1)
        assert result.stdout.endswith("绿茶等它凉一会儿，老茶不必等。\n")
        assert result.stderr == "wxarchive: deleted: 该内容已被发布者删除\n"
        assert filled.in_files("show", 1, "--raw").stdout == page(WATER, Serving()).encode("utf-8")

    def test_an_article_gone_before_it_was_archived_has_no_text(self, program: Program) -> None:
        program.fetch(GONE_URL)
        assert program.run("show", GONE_URL).stdout.startswith("#\n")
        assert "该内容已被发布者删除" in program.in_files("show", GONE_URL, "--raw").stdout.decode(
            "utf-8"
        )
        for form in ("--md", "--html", "--text"):
            result = program.run("show", GONE_URL, form)
            assert (result.exit_code, result.stdout) == (1, "")
            assert result.stderr == (
                "wxarchive: 1: no text of it was ever archived, it was gone before: 该内容已被发布者删除; "
                "see the page itself with --raw\n"
            )

    def test_says_what_it_does_not_find(self, filled: Program) -> None:
        result = filled.run("show", "99")
        assert (result.exit_code, result.stdout) == (1, "")
        assert (
            result.stderr
            == "wxarchive: 99: no such article in the archive; see wxarchive list, or fetch it\n"
        )


class TestLinks:
    def test_gives_a_line_a_link(self, filled: Program) -> None:
        assert filled.run("links", SEVENTH.key).stdout.splitlines() == [
            f"8\tprevious\t6\t{STONES.title}\t{STONES.long_url}",
            f"8\tprevious\t7\t{NIGHT.title}\t{NIGHT.long_url}",
        ]

    def test_to_gives_what_leads_there(self, filled: Program) -> None:
        links = json_lines(filled.run("links", "--to", WATER.short_url, "--json").stdout)
        assert [(link["from_id"], link["from_title"], link["target_id"]) for link in links] == [
            (2, LEAVES.title, 1),
            (3, METER.title, 1),
        ]

    def test_missing_gives_what_is_not_archived(self, filled: Program) -> None:
        assert json_lines(filled.run("links", "--missing", "--json").stdout) == [
            {
                "key": f"{TEA.biz}:2247480002:1",
                "url": MISSING.url,
                "title": MISSING.title,
                "count": 1,
            }
        ]
        assert filled.run("links", "--missing").stdout == f"1\t{MISSING.title}\t{MISSING.url}\n"
        assert filled.run("links", "2", "--missing").stdout.split("\t")[4] == f"{MISSING.url}\n"

    def test_urls_gives_each_target_once(self, filled: Program) -> None:
        assert filled.run("links", "--missing", "--urls").stdout == f"{MISSING.url}\n"
        assert filled.run("links", "2", "--urls").stdout.splitlines() == [
            WATER.long_url,
            MISSING.url,
        ]
        whole = filled.run("links", "--urls").stdout.splitlines()
        assert len(whole) == len(set(whole)) > 2

    def test_json_has_fixed_names(self, filled: Program) -> None:
        [first, _] = json_lines(filled.run("links", "2", "--json").stdout)
        assert first == {
            "from_id": 2,
            "from_title": LEAVES.title,
            "position": 0,
            "key": WATER.key,
            "url": WATER.long_url,
            "text": "烧水的事",
            "title": WATER.title,
            "section": "inline",
            "target_id": 1,
            "target_title": WATER.title,
        }

    def test_without_a_reference_it_gives_the_whole_graph(self, filled: Program) -> None:
        whole = filled.run("links").stdout.splitlines()
        each = [
            line for post in range(1, 9) for line in filled.run("links", post).stdout.splitlines()
        ]
        assert sorted(whole) == sorted(each)

    def test_no_links_are_told(self, filled: Program) -> None:
        result = filled.run("links", 1)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "wxarchive: no such links in the archive\n"

    @pytest.mark.parametrize("arguments", [["--to"], ["1", "--to", "--missing"]])
    def test_to_needs_a_reference(self, filled: Program, arguments: list[str]) -> None:
        assert filled.run("links", *arguments).exit_code == 2
