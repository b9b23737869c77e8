import re
import subprocess
from pathlib import Path
from typing import get_args

import click
import pytest

from tests.cli.running import NIGHT, STONES, WATER, Program, json_lines
from tests.smallwechat.site import GONE
from wxarchive.cli.commands.export import export
from wxarchive.export.options import Books, Form, Images

OPTIONS = {name: option for option in export.params for name in option.opts}
GONE_URL = f"https://mp.weixin.qq.com/s/{GONE}"


@pytest.mark.parametrize(
    ("option", "expected"), [("--images", get_args(Images)), ("--books", get_args(Books))]
)
def test_an_option_offers_what_an_export_can_be(option: str, expected: tuple[str, ...]) -> None:
    kind = OPTIONS[option].type
    assert isinstance(kind, click.Choice)
    assert tuple(kind.choices) == expected


def test_every_form_of_an_export_has_its_option() -> None:
    options = [one for one in export.params if isinstance(one, click.Option) and one.name == "form"]
    assert tuple(option.flag_value for option in options) == get_args(Form)


def test_writes_a_file_an_article(filled: Program, tmp_path: Path) -> None:
    result = filled.run(
        "export", "--md", "-o", tmp_path / "out", "--account", "桥与书", "--until", "2024"
    )
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        "articles 2: 2 written\nmedia 2: 2 missing\nfiles 1: 1 written\n"
        "wxarchive: 2 pictures and 1 cover missing: "
        "wxarchive media fetch --account '桥与书' --until 2024\n",
    )
    assert sorted(path.name for path in (tmp_path / "out").glob("*.md")) == [
        f"2019-10-03 {NIGHT.title}.md",
        f"2024-05-05 {STONES.title}.md",
    ]


def test_a_second_run_writes_nothing(filled: Program, tmp_path: Path) -> None:
    filled.run("export", "-o", tmp_path / "out")
    result = filled.run("export", "-o", tmp_path / "out", "--json")
    *lines, summary = json_lines(result.stdout)
    assert {line["status"] for line in lines} == {"unchanged"}
    assert summary["summary"] == {
        "articles": 8,
        "written": 0,
        "unchanged": 8,
        "skipped": 0,
        "failed": 0,
    }


def test_front_matter_takes_the_place_of_the_header(filled: Program, tmp_path: Path) -> None:
    filled.run("export", "--md", "--front-matter", "-o", tmp_path, "--until", "2019")
    [path] = tmp_path.glob("*.md")
    assert path.read_text(encoding="utf-8").startswith(f'---\ntitle: "{NIGHT.title}"\n')


def test_says_what_it_did_not_write(program: Program, tmp_path: Path) -> None:
    program.fetch(WATER.short_url, GONE_URL)
    result = program.run("export", "--md", "-o", tmp_path / "out", "--json")
    assert json_lines(result.stdout)[-1]["summary"] == {
        "articles": 2,
        "written": 1,
        "unchanged": 0,
        "skipped": 1,
        "failed": 0,
    }
    assert (result.exit_code, result.stderr.count("\n")) == (0, 2)
    assert result.stderr.startswith("wxarchive: ")


def test_a_target_that_cannot_be_written_is_one_line(filled: Program, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    result = filled.run("export", "--md", "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(f"wxarchive: {tmp_path}/out: ")


def test_a_place_that_ends_with_a_slash_is_a_folder(filled: Program, tmp_path: Path) -> None:
    assert filled.run("export", "--csv", "-o", f"{tmp_path}/new/er/").exit_code == 0
    assert (tmp_path / "new" / "er" / "articles.csv").is_file()
    (tmp_path / "file").touch()
    result = filled.run("export", "--csv", "-o", f"{tmp_path}/file/")
    assert (result.exit_code, f"{tmp_path}/file: left as it is" in result.stderr) == (1, True)


def test_what_is_in_the_way_is_left_alone(filled: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    filled.run("export", "--md", "-o", folder, "--until", "2019")
    [path] = folder.glob("*.md")
    path.unlink()
    path.mkdir()
    result = filled.run("export", "--md", "-o", folder, "--until", "2019")
    message, summary, *_, end = result.stderr.splitlines()
    assert message.startswith(f"wxarchive: {path}: ")
    assert (result.exit_code, summary) == (1, "articles 1: 1 skipped")
    what = "left as found, and not what the archive holds now"
    assert end == f"wxarchive: 1 file was {what}: {path.name}; move away what you want to keep"


def test_files_left_as_they_are_are_said_at_the_end(filled: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    filled.run("export", "--md", "-o", folder)
    for path in folder.glob("*.md"):
        path.write_text("my notes", "utf-8")
    result = filled.run("export", "--md", "-o", folder)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("wxarchive: 8 files were left as found, ")
    *_, last = json_lines(filled.run("export", "--md", "-o", folder, "--json").stdout)
    assert sorted(last["left"]) == sorted(path.name for path in folder.glob("*.md"))


def test_each_form_is_written(filled: Program, tmp_path: Path) -> None:
    for form, name in (
        ("html", "h/index.html"),
        ("epub", "x.epub"),
        ("jsonl", "x.jsonl"),
        ("csv", "x.csv"),
    ):
        result = filled.run(
            "export", f"--{form}", "-o", tmp_path / (name if name.startswith("x") else "h")
        )
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.startswith("articles 8: 8 written\n")
        assert (tmp_path / name).is_file()


def test_pictures_of_the_archive_come_with_the_articles(program: Program, tmp_path: Path) -> None:
    program.fetch_all(WATER.short_url)
    last = json_lines(program.run("export", "--md", "-o", tmp_path / "md", "--json").stdout)[-1]
    assert last["media"] == {"media": 2, "kept": 2, "missing": 0}
    [text] = [path.read_text("utf-8") for path in (tmp_path / "md").glob("*.md")]
    shown = re.findall(r"!\[[^]]*\]\((assets/[^)]*)\)", text)
    assert {path.name for path in (tmp_path / "md/assets").iterdir()} == {
        Path(one).name for one in shown
    }
    program.run("export", "--html", "-o", tmp_path / "html")
    [page] = [path.read_text("utf-8") for path in (tmp_path / "html").glob("2*.html")]
    assert page.count('src="data:image/') == 3  # its two pictures and its cover
    assert 'src="http' not in page


def test_records_and_tables_go_to_stdout_without_a_place(filled: Program) -> None:
    result = filled.run("export", "--jsonl", "--limit", 3)
    assert [line["id"] for line in json_lines(result.stdout)] == [
        line["id"] for line in json_lines(filled.run("list", "--json", "--limit", 3).stdout)
    ]
    assert result.stderr == "articles 3: 3 written\n"
    table = filled.in_files("export", "--csv")
    assert (table.returncode, table.stdout.count(b"\r\n"), table.stdout[:6]) == (
        0,
        9,
        b"\xef\xbb\xbfid,",
    )


@pytest.mark.slow  # a process of its own
def test_a_reader_of_stdout_that_goes_away_is_no_error(filled: Program) -> None:
    command = ["sh", "-c", '"$@" | head -c 10', "sh", *filled.command("export", "--jsonl")]
    done = subprocess.run(command, capture_output=True, check=False, env=filled.whole_environment())
    assert b"Traceback" not in done.stderr
    assert b"bug" not in done.stderr


def test_a_folder_of_files_needs_a_place(filled: Program) -> None:
    result = filled.run("export", "--html")
    assert (result.exit_code, result.stdout) == (2, "")
    said = "Missing option '-o': --html writes files: name a folder or file, or - for stdout."
    assert said in result.stderr


def test_a_site_without_a_place_is_told_to_name_a_folder(filled: Program) -> None:
    result = filled.run("export", "--site")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Missing option '-o': --site writes files: name a folder.\n")


def test_what_does_not_go_together_is_refused(filled: Program, tmp_path: Path) -> None:
    result = filled.run("export", "--html", "--wikilinks", "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (
        2,
        "wxarchive: --wikilinks does not go with --html\n",
    )
    assert not (tmp_path / "out").exists()


def test_options_of_markdown(filled: Program, tmp_path: Path) -> None:
    options = (
        "--wikilinks",
        "--front-matter",
        "--images",
        "none",
        "--name-template",
        "{account}/{year}/{title}",
    )
    filled.run("export", "--md", "-o", tmp_path / "out", *options)
    assert (tmp_path / "out" / "桥与书" / "2024" / f"{STONES.title}.md").is_file()
    result = filled.run(
        "export", "--md", "-o", tmp_path / "out", *options, "--prune", "--until", "2024"
    )
    assert "removed" in result.stderr
    assert not (tmp_path / "out" / "assets").exists()


def test_a_book_for_each_account(filled: Program, tmp_path: Path) -> None:
    filled.run("export", "--epub", "--books", "account", "-o", tmp_path / "out")
    assert "桥与书.epub" in {path.name for path in (tmp_path / "out").iterdir()}


def test_progress_is_shown_on_a_terminal(filled: Program, tmp_path: Path) -> None:
    code, shown = filled.in_terminal("export", "--md", "-o", tmp_path / "out")
    assert code == 0
    assert "8/8" in shown


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--md", "--epub", "-o", "x"), "wxarchive: one form at a time, not --md and --epub\n"),
        (
            ("--md", "-o", ""),
            "Error: Invalid value for '-o' / '--output': the path is empty; this folder is '.'\n",
        ),
        (
            ("--md", "-o", "x", "--prune", "--account", "无人"),
            "Error: No article passes the filter, and --prune would remove the whole export; check the filter, or "
            "remove the folder yourself.\n",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    filled: Program, options: tuple[str, ...], told: str
) -> None:
    result = filled.run("export", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(told)


def test_a_filter_that_nothing_passes_is_said(filled: Program, tmp_path: Path) -> None:
    result = filled.run("export", "--md", "-o", tmp_path / "x", "--account", "无人")
    assert (result.exit_code, result.stderr.splitlines()) == (
        0,
        [
            "wxarchive: no account here is called 无人; see wxarchive accounts",
            "wxarchive: no article here passes the filter",
            "articles 0",
        ],
    )


@pytest.mark.slow  # a process of its own
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_output_without_room_is_no_bug(filled: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            filled.command("export", "--jsonl"),
            stdout=full, stderr=subprocess.PIPE, env=filled.whole_environment(), text=True, check=False,
        )  # fmt: skip
    what = "what is printed cannot be written (No space left on device); make room and run the same command again"
    assert (done.returncode, done.stderr) == (1, f"wxarchive: {what}\n")
