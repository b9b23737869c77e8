"""Asking the archive: search, filters of lists, accounts and albums, history, numbers, SQL,
completion.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from tests.cli.running import LEAVES, METER, NIGHT, SEVENTH, STONES, WATER, Program, json_lines
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.smallwechat.writing import paragraph
from tests.support import library
from wxarchive.cli import cli
from wxarchive.store.database import Store


def titles(filled: Program, *arguments: str) -> set[str]:
    lines = filled.run(*arguments, "--json").stdout.splitlines()
    return {json.loads(line)["title"] for line in lines}


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("七座桥", {SEVENTH.title}),
            ("旧石碑", {SEVENTH.title}),
            ("舊石碑", {SEVENTH.title}),
            ("title:夜班", {NIGHT.title}),
            ("account:桥与书 title:石桥", {STONES.title}),
            ("没有这几个字", set()),
        ],
    )
    def test_finds_any_part_of_a_text_in_either_script(
        self, filled: Program, query: str, expected: set[str]
    ) -> None:
        assert titles(filled, "search", query) == expected

    def test_a_word_is_left_out_by_a_hyphen(self, filled: Program) -> None:
        both = titles(filled, "search", "桥")
        assert SEVENTH.title in both
        assert titles(filled, "search", "桥 -石碑") == both - {SEVENTH.title}

    def test_marks_the_hit_in_a_snippet(self, filled: Program) -> None:
        result = filled.run("search", "旧石碑")
        assert "【旧石碑】" in result.stdout
        code, shown = filled.in_terminal("search", "旧石碑")
        assert (code, "\x1b[1m旧石碑\x1b[0m" in shown) == (0, True)

    def test_counts_pages_through_and_lists_addresses(self, filled: Program) -> None:
        number = int(filled.run("search", "桥", "--count").stdout)
        every = filled.run("search", "桥", "--urls", "--sort", "newest").stdout.splitlines()
        assert len(every) == number > 1
        rest = filled.run(
            "search", "桥", "--urls", "--sort", "newest", "--offset", "1"
        ).stdout.splitlines()
        assert rest == every[1:]
        assert (
            filled.run("search", "桥", "--urls", "--sort", "oldest").stdout.splitlines()[0]
            == every[-1]
        )

    @pytest.mark.parametrize(
        "query", ["，。", '"没有关上', "", "-只有不要的", "AND", "NEAR(", "a" * 10_000, "桥 OR"]
    )
    def test_any_query_gets_a_clear_answer(self, filled: Program, query: str) -> None:
        result = filled.run("search", "--", query)
        assert result.exit_code in {0, 2}
        assert len(result.stderr.strip().splitlines()) == 1
        assert "bug" not in result.stderr

    def test_reindex_gives_the_same_answers(self, filled: Program) -> None:
        before = filled.run("search", "桥", "--json").stdout
        assert (
            filled.run("reindex").stderr == f"wxarchive: {len(DEMO_SITE.posts)} articles indexed\n"
        )
        assert filled.run("search", "桥", "--json").stdout == before

    def test_an_index_that_is_behind_is_brought_up_to_date_first(self, filled: Program) -> None:
        import sqlite3

        before = filled.run("search", "桥", "--json").stdout
        with sqlite3.connect(filled.db) as db:
            db.execute("INSERT INTO search_pending SELECT id FROM articles WHERE title LIKE '%桥%'")
            db.execute("UPDATE search_documents SET hash = 0")
        db.close()
        result = filled.run("search", "桥", "--json")
        assert result.stderr.startswith("wxarchive: indexing ")
        assert result.stdout == before


class TestLists:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (("--album", "水与火"), {post.title for post in DEMO_SITE.posts if post.album}),
            (("--linked-by", SEVENTH.short_url), {STONES.title, NIGHT.title}),
            (("--account", "桥与书", "--until", "2019"), {NIGHT.title}),
            (("--location", "月亮上"), set()),
        ],
    )
    def test_filters_choose(
        self, filled: Program, options: tuple[str, ...], expected: set[str]
    ) -> None:
        assert titles(filled, "list", *options) == expected

    def test_flags_split_the_archive_in_two(self, filled: Program) -> None:
        every = titles(filled, "list")
        for yes, no in (("--original", "--no-original"), ("--has-pictures", "--no-pictures")):
            one, other = titles(filled, "list", yes), titles(filled, "list", no)
            assert (one | other, one & other) == (every, set())

    def test_columns_and_order_are_the_users(self, filled: Program) -> None:
        lines = filled.run(
            "list", "--columns", "title,location", "--sort", "oldest", "--limit", "1"
        ).stdout
        assert lines.startswith(f"{NIGHT.title}\t")
        assert filled.run("list", "--columns", "wrong").exit_code == 2

    @pytest.mark.parametrize(
        "order", ["newest", "oldest", "fetched", "gone", "title", "account", "longest"]
    )
    def test_every_order_lists_the_same(self, filled: Program, order: str) -> None:
        assert titles(filled, "list", "--sort", order) == titles(filled, "list")

    @pytest.mark.parametrize(
        "by", ["account", "album", "author", "day", "month", "year", "kind", "location", "state"]
    )
    def test_groups_add_up(self, filled: Program, by: str) -> None:
        groups = [
            json.loads(line)
            for line in filled.run("list", "--group-by", by, "--json").stdout.splitlines()
        ]
        total = sum(group["articles"] for group in groups)
        assert total == len(DEMO_SITE.posts) or by == "album"
        assert filled.run("list", "--group-by", by).stdout.count("\n") == len(groups)
        assert filled.run("list", "--group-by", by, "--urls").exit_code == 2

    def test_accounts_and_albums_are_counted(self, filled: Program) -> None:
        accounts = [
            json.loads(line) for line in filled.run("accounts", "--json").stdout.splitlines()
        ]
        assert {one["account"] for one in accounts} == {"南坡茶话", "桥与书"}
        assert sum(one["articles"] for one in accounts) == len(DEMO_SITE.posts)
        albums = filled.run("albums").stdout.splitlines()
        assert [line.split("\t")[5] for line in albums] == ["水与火"]
        assert filled.run("albums", "--csv").stdout.startswith("\ufeffarticles,gone,")

    def test_an_empty_archive_says_so(self, program: Program) -> None:
        program.fetch("https://mp.weixin.qq.com/s/nosuchnosuchnosuchnosu")
        assert "no album" in program.run("albums").stderr
        assert "no account" in program.run("accounts").stderr


class TestShow:
    def test_a_part_of_the_title_is_enough(self, filled: Program) -> None:
        assert filled.run("show", "夜班").stdout.startswith(f"# {NIGHT.title}\n")

    def test_an_ambiguous_part_lists_candidates(self, filled: Program) -> None:
        result = filled.run("show", "桥")
        assert result.exit_code == 1
        assert (STONES.title in result.stderr, SEVENTH.title in result.stderr) == (True, True)

    @pytest.mark.parametrize("columns", [30, 80])
    def test_a_terminal_gets_lines_that_fit(self, filled: Program, columns: int) -> None:
        for post in (WATER, LEAVES, METER, NIGHT, SEVENTH):
            code, shown = filled.in_terminal("show", post.short_url, columns=columns)
            assert code == 0
            assert post.title[:4] in shown

    @pytest.mark.slow  # a process of its own
    def test_a_browser_gets_a_page_that_runs_nothing(self, filled: Program, tmp_path: Path) -> None:
        browser = replace(filled, environment={"BROWSER": "/bin/true %s", "TMPDIR": str(tmp_path)})
        done = browser.process("show", "夜班", "--open")
        assert done.returncode == 0
        [page] = tmp_path.glob("wxarchive-*/*.html")
        text = page.read_text("utf-8")
        assert f"<title>{NIGHT.title}</title>" in text
        assert "default-src 'none'" in text

    @pytest.mark.slow  # a process of its own
    def test_the_pictures_of_the_page_are_the_archives_own(
        self, program: Program, tmp_path: Path
    ) -> None:
        program.fetch_all(WATER.short_url)
        browser = replace(program, environment={"BROWSER": "/bin/true %s", "TMPDIR": str(tmp_path)})
        assert browser.process("show", 1, "--open").returncode == 0
        [page] = tmp_path.glob("wxarchive-*/*.html")
        pictures = re.findall(r'<img src="([^"]*)', page.read_text("utf-8"))
        assert [address[:11] for address in pictures] == ["data:image/"] * 2

    @pytest.mark.slow  # a process of its own
    def test_without_a_browser_the_file_is_named(self, filled: Program, tmp_path: Path) -> None:
        browser = replace(filled, environment={"BROWSER": "/bin/false %s", "TMPDIR": str(tmp_path)})
        done = browser.process("show", "夜班", "--open")
        assert (done.returncode, b"open this file yourself" in done.stderr) == (1, True)


class TestHistory:
    @pytest.fixture
    def edited(self, program: Program) -> Program:
        """An archive of an article that was edited, then deleted."""
        post = next(post for post in DEMO_SITE.posts if post == NIGHT)
        program.fetch(post.short_url)
        later = replace(post, body_html=post.body_html + paragraph("后来又添了一句：灯一直亮着。"))
        with SmallWechat(replace(DEMO_SITE, posts=(later,))) as wechat:
            replace(program, wechat=wechat).fetch(post.short_url, "--again")
        with SmallWechat(
            replace(
                DEMO_SITE, posts=(), states={post.token: DEMO_SITE.states["DeletedDeletedDeleted_"]}
            )
        ) as w:
            replace(program, wechat=w).fetch(post.short_url, "--again")
        return program

    def test_tells_versions_and_states(self, edited: Program) -> None:
        lines = [
            json.loads(line) for line in edited.run("history", "1", "--json").stdout.splitlines()
        ]
        assert [(one["what"], one["changed"]) for one in lines if "changed" in one] == [
            ("version 1", []),
            ("version 2", ["text"]),
        ]
        assert [(one["what"], one["reason"], one["life"]) for one in lines if "life" in one] == [
            ("ok", None, "alive"),
            ("deleted", "该内容已被发布者删除", "gone"),
        ]
        assert len(edited.run("history", "1").stdout.splitlines()) == 4

    def test_diff_shows_what_was_added(self, edited: Program) -> None:
        assert "{+" in edited.run("diff", "1").stdout
        assert "灯一直亮着。+}" in edited.run("diff", "1", "1", "2").stdout
        [change] = [
            json.loads(line) for line in edited.run("diff", "1", "--json").stdout.splitlines()
        ]
        assert change["after"] == change["before"] + "\n后来又添了一句：灯一直亮着。"
        assert "[-" in edited.run("diff", "1", "2", "1").stdout

    def test_tells_when_an_article_came_back(self, tmp_path: Path) -> None:
        kept = Program(library.make(tmp_path / "archive.db"))
        lines = json_lines(kept.run("history", library.BRIDGE_CASE.short_url, "--json").stdout)
        assert [(one["what"], one.get("life"), str(one["first_seen"])[:10]) for one in lines] == [
            ("version 1", None, "2025-10-01"),
            ("ok", "alive", "2025-10-01"),
            ("deleted", "gone", "2025-11-05"),
            ("ok", "back", "2026-01-08"),
        ]
        assert kept.run("history", library.BRIDGE_CASE.short_url).stdout.splitlines()[-1] == (
            "ok\t2026-01-08 09:30+08:00\t2026-01-08 09:30+08:00\tback online"
        )

    def test_diff_tells_entries_of_lists_and_words_of_texts(self, tmp_path: Path) -> None:
        path = tmp_path / "archive.db"
        pictured = replace(
            METER, body_html=METER.body_html.replace("温度计接上", "thermometer 接上"), pictures=()
        )
        with Store(path) as store:
            library.see(store, replace(METER, title="写三行程序记水温"), library.POSTS[0].published)
            library.see(store, replace(pictured, album=None), library.POSTS[1].published)
        kept = Program(path)
        shown = kept.run("diff", "1").stdout
        assert "title\n写三行程序记水温{+ & 时间+}\n" in shown
        assert "albums\n[-水与火-]\n" in shown
        assert "text\n[-温度计-]{+thermometer +}接上电脑" in shown
        assert kept.run("diff", "1", "2", "2").stderr == "wxarchive: these versions do not differ\n"
        code, colored = kept.in_terminal("diff", "1")
        assert (code, "\x1b[31m[-温度计-]" in colored) == (0, True)

    def test_diff_of_what_was_never_kept_says_so(self, program: Program) -> None:
        program.fetch("https://mp.weixin.qq.com/s/DeletedDeletedDeleted_")
        assert "no version of this article was ever kept" in program.run("diff", "1").stderr
        assert program.run("history", "1").stdout.startswith("deleted\t")

    def test_diff_of_one_version_says_so(self, filled: Program) -> None:
        assert "only one version" in filled.run("diff", WATER.short_url).stderr

    def test_diff_of_a_version_that_is_not_there_says_how_many_are(self, edited: Program) -> None:
        result = edited.run("diff", "1", "1", "9")
        assert (result.exit_code, "there are 2" in result.stderr) == (1, True)


class TestNumbersAndQuestions:
    def test_stats_add_up(self, filled: Program) -> None:
        told = json.loads(filled.run("stats", "--json").stdout)
        assert (
            told["articles"] == sum(told["states"].values()) == sum(told["published"].values()) == 8
        )
        assert told["links"] >= told["links_held"]
        shown = filled.run("stats").stdout
        assert "█" in shown
        assert f"articles\t{told['articles']}" in shown

    def test_stats_tell_how_many_articles_of_each_account_are_gone(self, tmp_path: Path) -> None:
        archive = Program(library.make(tmp_path / "archive.db"))
        told = json.loads(archive.run("stats", "--json").stdout)
        assert told["gone_by_account"][0] == {
            "account": "灯下推理社",
            "articles": 3,
            "seen_again": 3,
            "gone": 2,
            "share": 0.666667,
            "states": {"deleted": 1, "violation": 1},
            "days": 568.5,
            "gone_before": 0,
        }
        assert [one["month"] for one in told["gone_by_month"] if one["gone"]] == [
            "2024-02",
            "2024-07",
        ]
        shown = archive.run("stats").stdout
        assert shown.split("\n\n")[-2].splitlines() == [
            "gone by account, of 4 articles that were seen again after they were kept",
            "not counted: 8 seen only once, 0 gone before they were kept",
            "灯下推理社\t2\t3\t66.7 %\t568\t1 deleted, 1 violation",
        ]

    def test_sql_reads_in_every_form(self, filled: Program) -> None:
        query = "SELECT account, count(*) AS n, x'00' AS b FROM article_list GROUP BY account ORDER BY account"
        assert filled.run("sql", query).stdout == "南坡茶话\t5\t(1 bytes)\n桥与书\t3\t(1 bytes)\n"
        assert json.loads(filled.run("sql", query, "--json").stdout.splitlines()[1])["n"] == 3
        assert filled.run("sql", query, "--csv").stdout.splitlines()[0] == "\ufeffaccount,n,b"

    def test_sql_writes_what_json_has_no_number_for_as_text(self, filled: Program) -> None:
        told = filled.run("sql", "SELECT 9e999 AS much", "--json").stdout
        assert json.loads(told) == {"much": "inf"}

    def test_sql_names_its_columns_on_a_terminal(self, filled: Program) -> None:
        query = "SELECT account AS 公众号, count(*) AS n FROM article_list GROUP BY account ORDER BY n DESC"
        code, shown = filled.in_terminal("sql", query)
        assert (code, shown.splitlines()) == (
            0,
            ["\x1b[1m公众号    n\x1b[0m", "南坡茶话  5", "桥与书    3"],
        )
        assert filled.in_terminal("sql", "SELECT 1 AS one WHERE false") == (0, "one\r\n")

    def test_stats_draw_every_month_between_the_first_and_the_last(self, tmp_path: Path) -> None:
        shown = Program(library.make(tmp_path / "archive.db")).run("stats").stdout
        assert (
            f"archived by month, Beijing time\n2025-10  {'█' * 40} 11\n2025-11   0\n2025-12  ████ 1\n"
            in shown
        )

    @pytest.mark.parametrize(
        "query",
        [
            "DELETE FROM articles",
            "ATTACH 'other.db' AS other",
            "PRAGMA query_only = OFF",
            "SELECT 1; SELECT 2",
            "SELECT nothing FROM nowhere",
            "SELECT load_extension('x')",
            "",
            "-- nothing",
        ],
    )
    def test_sql_refuses_what_does_not_only_read(self, filled: Program, query: str) -> None:
        before = filled.db.read_bytes()
        result = filled.run("sql", "--", query)
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1
        assert filled.db.read_bytes() == before

    def test_sql_ends_when_its_time_is_over(self, filled: Program) -> None:
        endless = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )
        result = filled.run("sql", endless, "--timeout", "0.05")
        assert (result.exit_code, "no whole answer after 0.05 seconds" in result.stderr) == (
            1,
            True,
        )


@pytest.mark.parametrize(
    ("words", "begun", "expected"),
    [
        (["list", "--account"], "南", ["南坡茶话"]),
        (["list", "--album"], "水", ["水与火"]),
        (["list", "--location"], "不存在", []),
        (["show"], "石桥", ["6"]),
    ],
)
def test_a_shell_completes_from_the_archive(
    filled: Program, words: list[str], begun: str, expected: list[str]
) -> None:
    complete = ShellComplete(cli, {}, "wxarchive", "_WXARCHIVE_COMPLETE")
    found = complete.get_completions(["--db", str(filled.db), *words], begun)
    assert [item.value for item in found] == expected


def test_a_missing_archive_completes_nothing(program: Program) -> None:
    complete = ShellComplete(cli, {}, "wxarchive", "_WXARCHIVE_COMPLETE")
    assert complete.get_completions(["--db", str(program.db), "show"], "") == []
