from pathlib import Path

from tests.cli.running import NIGHT, STONES, WATER, Program, json_lines
from tests.smallwechat.site import GONE

GONE_URL = f"https://mp.weixin.qq.com/s/{GONE}"


def test_writes_a_file_an_article(filled: Program, tmp_path: Path) -> None:
    result = filled.run("export", "--md", "-o", tmp_path / "out", "--account", "桥与书", "--until", "2024")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        "articles 2: 2 written\nmedia 2: 2 missing\nfiles 1: 1 written\n",
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
    assert summary["summary"] == {"articles": 8, "written": 0, "unchanged": 8, "skipped": 0, "failed": 0}


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
    assert (result.exit_code, result.stderr.count("\n")) == (0, 1)
    assert result.stderr.startswith("wxarchive: ")


def test_a_target_that_cannot_be_written_is_one_line(filled: Program, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    result = filled.run("export", "--md", "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(f"wxarchive: {tmp_path}/out: ")


def test_what_is_in_the_way_is_left_alone(filled: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    filled.run("export", "--md", "-o", folder, "--until", "2019")
    [path] = folder.glob("*.md")
    path.unlink()
    path.mkdir()
    result = filled.run("export", "--md", "-o", folder, "--until", "2019")
    message, summary, *_ = result.stderr.splitlines()
    assert message.startswith(f"wxarchive: {path}: ")
    assert (result.exit_code, summary) == (0, "articles 1: 1 skipped")
