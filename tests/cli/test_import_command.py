"""``import``: folders of dumps and saved pages → the archive, whatever else lies there."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import LEAVES, WATER, Program, json_lines, statuses
from tests.smallwechat.pages import Serving, page
from tests.support.dumping import ACCOUNT, BIZ, address, broken, canonical, dump, header, written

TEXT = "从前渡口有两条船，一条去对岸，一条哪里也不去。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three dumps of one album."""
    album = tmp_path / "渡口-渡口笔记"
    for number in (1, 2, 3):
        written(
            album,
            f"{number}.md",
            dump(f"{TEXT}{number}\n\n[下一篇]({address(number + 1)})", number, f"第{number}天"),
        )
    return album


def records(program: Program, *arguments: object) -> list[dict[str, Any]]:
    return json_lines(program.run(*arguments).stdout)


def of_post(text: str, url: str) -> str:
    return text.replace(address(1), url)


class TestDumps:
    def test_a_folder_is_imported_and_a_second_time_unchanged(
        self, program: Program, folder: Path
    ) -> None:
        first = program.run("import", "--json", folder.parent)
        assert first.exit_code == 0
        assert json_lines(first.stdout)[1] == {
            "source": str(folder / "2.md"),
            "status": "created",
            "state": "ok",
            "kind": "article",
            "id": 2,
            "key": f"{BIZ}:2:1",
            "title": "第2天",
            "message": None,
            "new_links": 1,
        }
        assert statuses(first) == ["created", "created", "created"]
        assert statuses(program.run("import", "--json", folder)) == ["unchanged"] * 3

    def test_the_summary_adds_up(self, program: Program, folder: Path) -> None:
        written(folder, "README.md", "# 说明\n")
        written(folder, "empty.html", "")
        result = program.run("import", "--json", folder)
        assert result.exit_code == 1
        assert json_lines(result.stdout)[-1] == {
            "summary": {
                "asked": 4, "created": 3, "updated": 0, "unchanged": 0, "gone": 0, "blocked": 0, "skipped": 0,
                "queued": 0, "partial": 0, "failed": 1,
            }
        }  # fmt: skip

    def test_markdown_that_is_no_dump_is_passed_over_in_a_folder(
        self, program: Program, folder: Path
    ) -> None:
        written(folder, "README.md", "# 说明\n")
        assert statuses(program.run("import", "--json", folder)) == ["created"] * 3

    def test_markdown_that_is_no_dump_is_told_and_not_kept(
        self, program: Program, folder: Path
    ) -> None:
        path = written(folder, "README.md", "# 说明\n")
        failed = records(program, "import", "--json", path)[0]
        assert (failed["status"], failed["message"]) == (
            "failed",
            f"{path}: this Markdown is no dump of an article: a dump begins with its title and the lines 文章作者, "
            "发布时间 and 原文链接; leave it out",
        )
        assert records(program, "sql", "--json", "SELECT count(*) AS pages FROM pages") == [
            {"pages": 0}
        ]

    def test_a_dump_without_a_body_fails(self, program: Program, tmp_path: Path) -> None:
        outcome = records(program, "import", "--json", written(tmp_path, "1.md", header()))[0]
        assert (outcome["status"], outcome["state"]) == ("failed", "broken")

    def test_album_account_and_links_are_there(self, program: Program, folder: Path) -> None:
        program.run("import", folder)
        assert program.run("list", "--album", "渡口", "--urls").stdout.split() == [
            canonical(n) for n in (3, 2, 1)
        ]
        assert (
            program.run(
                "list", "--album", folder.name, "--account", ACCOUNT, "--urls"
            ).stdout.count("\n")
            == 3
        )
        to_second = records(program, "links", "--to", 2, "--json")
        assert [(link["from_id"], link["section"]) for link in to_second] == [(1, "inline")]
        assert [one["key"] for one in records(program, "links", "--missing", "--json")] == [
            f"{BIZ}:4:1"
        ]

    def test_export_gives_header_and_text_back(
        self, program: Program, folder: Path, tmp_path: Path
    ) -> None:
        program.run("import", folder)
        program.run("export", "--md", "-o", tmp_path / "out")
        exported = sorted(path.read_text("utf-8") for path in (tmp_path / "out").glob("*.md"))
        assert [text.split("\n")[:8] for text in exported] == [
            header(n, f"第{n}天").split("\n") for n in (1, 2, 3)
        ]
        assert all(TEXT in text for text in exported)

    def test_what_was_exported_is_unchanged_when_imported(
        self, program: Program, folder: Path, tmp_path: Path
    ) -> None:
        program.run("import", folder)
        program.run("export", "--md", "-o", tmp_path / "渡口")
        assert statuses(program.run("import", "--json", tmp_path / "渡口")) == ["unchanged"] * 3

    def test_an_edited_dump_is_a_new_version(self, program: Program, folder: Path) -> None:
        program.run("import", folder)
        written(folder, "1.md", dump("船都走了。", 1, "第1天"))
        assert statuses(program.run("import", "--json", folder)) == [
            "updated",
            "unchanged",
            "unchanged",
        ]
        assert program.run("show", 1, "--text").stdout == "船都走了。\n"

    def test_reparse_gives_the_same_articles(self, program: Program, folder: Path) -> None:
        program.run("import", folder)
        before = records(program, "show", 2, "--json")
        assert statuses(program.run("reparse", "--json")) == ["unchanged"] * 3
        assert records(program, "show", 2, "--json") == before

    def test_parse_prints_a_dumps_record(self, program: Program, folder: Path) -> None:
        [record] = records(program, "parse", folder / "1.md")
        assert (record["key"], record["albums"]) == (
            f"{BIZ}:1:1",
            [{"id": folder.name, "title": "渡口"}],
        )

    def test_the_folder_may_be_the_present_one(
        self, program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(folder)
        program.run("import", ".")
        assert [album["title"] for album in records(program, "albums", "--json")] == ["渡口"]

    def test_the_address_may_be_given(self, program: Program, tmp_path: Path) -> None:
        path = written(tmp_path, "1.md", dump(TEXT).replace(address(1), ""))
        [outcome, _] = records(program, "import", "--json", "--url", address(7), path)
        assert (outcome["status"], outcome["message"]) == (
            "partial",
            "the dump does not identify the article",
        )
        assert records(program, "show", canonical(7), "--json")[0]["key"] == f"{BIZ}:7:1"


class TestDumpsAndPages:
    def test_a_page_fetched_later_replaces_the_dump_as_a_new_version(
        self, program: Program, tmp_path: Path
    ) -> None:
        text = of_post(dump(TEXT), WATER.long_url)
        program.run("import", written(tmp_path, "1.md", text))
        assert statuses(program.fetch("--json", "--again", WATER.short_url)) == ["updated"]
        record = records(program, "show", 1, "--json")[0]
        assert (record["title"], record["author"], record["location"]) == (
            WATER.title,
            WATER.author,
            "浙江",
        )
        versions = [one["what"] for one in records(program, "history", 1, "--json")]
        assert [what for what in versions if what.startswith("version")] == [
            "version 1",
            "version 2",
        ]

    def test_a_page_saved_before_the_dump_was_made_replaces_it_too(
        self, program: Program, tmp_path: Path
    ) -> None:
        saved = written(tmp_path, "page.html", page(WATER, Serving()))
        os.utime(saved, (1_720_000_000, 1_720_000_000))
        program.run(
            "import",
            written(
                tmp_path, "1.md", of_post(dump(TEXT), WATER.long_url).replace("05-01", "03-09")
            ),
        )
        assert statuses(program.run("import", "--json", saved)) == ["updated"]
        assert records(program, "show", 1, "--json")[0]["title"] == WATER.title

    def test_a_dump_never_replaces_a_page_but_its_bytes_are_kept(
        self, program: Program, tmp_path: Path
    ) -> None:
        program.fetch(WATER.short_url)
        before = records(program, "show", 1, "--json")
        path = written(tmp_path, "1.md", of_post(dump(TEXT), WATER.long_url))
        outcome = records(program, "import", "--json", path)[0]
        assert (outcome["status"], outcome["id"], outcome["message"]) == (
            "unchanged",
            1,
            "the archive has WeChat's own page, which says more; only the dump's bytes were kept",
        )
        assert records(program, "show", 1, "--json") == before
        assert statuses(program.run("reparse", "--json")) == ["unchanged", "unchanged"]
        assert records(program, "show", 1, "--json") == before
        [kept] = records(
            program, "sql", "--json", "SELECT article_id, size FROM pages WHERE from_file"
        )
        assert kept == {"article_id": 1, "size": path.stat().st_size}

    def test_a_dump_gives_a_gone_article_its_text(self, program: Program, tmp_path: Path) -> None:
        gone = next(iter(program.wechat.site.states)) if program.wechat else ""
        url = f"https://mp.weixin.qq.com/s/{gone}"
        program.fetch(url)
        program.run("import", written(tmp_path, "1.md", of_post(dump(TEXT), url)))
        record = records(program, "show", url, "--json")[0]
        assert (record["state"], record["text"]) == ("deleted", TEXT)

    def test_saved_pages_are_imported_as_fetch_does(self, program: Program, tmp_path: Path) -> None:
        written(tmp_path / "pages", "a.html", page(LEAVES, Serving()))
        assert statuses(program.run("import", "--json", tmp_path / "pages")) == ["created"]
        assert records(program, "show", 1, "--json")[0]["title"] == LEAVES.title

    def test_the_same_bytes_of_a_gone_article_are_unchanged(
        self, program: Program, tmp_path: Path
    ) -> None:
        path = written(tmp_path, "1.md", of_post(dump(TEXT), WATER.long_url))
        program.run("import", path)
        notice = written(
            tmp_path,
            "gone.html",
            program.wechat.site.states["PrivatePrivatePrivate_"]() if program.wechat else "",
        )
        program.run("import", "--url", WATER.long_url, notice)
        assert statuses(program.run("import", "--json", path)) == ["unchanged"]


class TestWrongSources:
    def test_an_address_is_for_fetch(self, program: Program) -> None:
        result = program.run("import", f"{canonical(1)}&key=SECRET")
        assert result.exit_code == 1
        assert "import reads files; use wxarchive fetch" in result.stdout
        assert "SECRET" not in result.stdout + result.stderr

    def test_a_folder_without_anything_says_what_it_looked_for(
        self, program: Program, tmp_path: Path
    ) -> None:
        (tmp_path / "empty").mkdir()
        [outcome, _] = records(program, "import", "--json", tmp_path / "empty")
        assert outcome["message"].startswith(
            f"{tmp_path / 'empty'}: there is nothing to import in this folder; dumps"
        )

    def test_a_missing_file_does_not_stop_the_others(self, program: Program, folder: Path) -> None:
        result = program.run("import", "--json", folder / "no.md", folder / "1.md")
        assert (result.exit_code, statuses(result)) == (1, ["failed", "created"])

    def test_the_address_goes_with_one_file(self, program: Program, folder: Path) -> None:
        result = program.run("import", "--url", canonical(1), folder)
        assert result.exit_code == 2
        assert "exactly one" in result.stderr


class TestMany:
    @pytest.fixture
    def many(self, tmp_path: Path) -> Path:
        """More dumps than one process reads."""
        for number in range(60):
            text = dump(f"{broken(TEXT * 9)}  \n{number}", number + 1, f"第{number}天")
            written(tmp_path / "多-渡口笔记", f"{number:02}.md", text)
        written(tmp_path / "多-渡口笔记", "30a.html", "船")
        return tmp_path / "多-渡口笔记"

    @pytest.mark.slow  # a process of its own
    def test_other_processes_parse_and_the_order_stays(self, program: Program, many: Path) -> None:
        result = program.run("import", "--json", many)
        lines = json_lines(result.stdout)[:-1]
        assert [line["source"] for line in lines] == sorted(map(str, many.iterdir()))
        assert statuses(result) == ["created"] * 31 + ["failed"] + ["created"] * 29

    @pytest.mark.slow  # a process of its own
    @pytest.mark.skipif(
        sys.platform == "win32", reason="Windows sends no Ctrl-C to a group of processes alone"
    )
    def test_an_interruption_keeps_what_was_stored(self, program: Program, many: Path) -> None:
        for number in range(60, 600):
            written(many, f"{number}.md", dump(TEXT * 50, number + 1, f"第{number}天"))
        with subprocess.Popen(
            program.command("import", "--json", many),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=program.whole_environment(),
            start_new_session=True,
            # a shell's background jobs pass Ctrl-C over
            # no thread runs here
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        ) as running:
            assert running.stdout
            assert running.stderr
            first = json.loads(running.stdout.readline())
            os.killpg(running.pid, signal.SIGINT)
            running.stdout.read()
            assert (
                running.stderr.read().decode()
                == "wxarchive: interrupted; what was stored so far is kept\n"
            )
        assert running.returncode == 130
        assert records(program, "show", first["id"], "--json")[0]["title"] == first["title"]
