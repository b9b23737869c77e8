"""Completion as the shells ask for it: by the protocol of each, and by real shells."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import Program
from tests.smallwechat.pages import SERVED, Account
from tests.smallwechat.site import STONES
from tests.support.library import see
from wxarchive.store.database import Store

HOSTILE = [
    "$(touch made)", "a*", "Tea House", "it's; exit", 'he said "hi"', "逗号,号", "坏\x1b[2J号", "`id`", "南坡茶话", "~",
]  # fmt: skip
NAMES = [name for name in HOSTILE if "\x1b" not in name]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An archive of accounts with names that shells would run, expand or cut."""
    path = tmp_path_factory.mktemp("named") / "archive.db"
    with Store(path) as store:
        for number, name in enumerate(HOSTILE):
            account = Account(name, 3300990000 + number, f"gh_5ma11wecha{number:02}")
            token = f"{number:_>22}"
            see(
                store,
                replace(STONES, account=account, mid=number + 1, token=token, links=()),
                SERVED,
            )
    return Program(path)


def asked(program: Program, shell: str, line: str, word: str, number: int) -> list[str]:
    """Ask as a shell's script does: with the line, and the word being typed or its number."""
    environment = {
        "_WXARCHIVE_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": word if shell == "fish" else str(number),
    }
    done = replace(program, environment=environment).in_files()
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode("utf-8").splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("words", [["list", "--account", "南"], ["export", "--account", "南坡"]])
def test_every_shell_is_told_accounts(named: Program, shell: str, words: list[str]) -> None:
    separator = "\n" if shell == "bash" else " "
    told = asked(named, shell, separator.join(["wxarchive", *words]), words[-1], len(words))
    assert "南坡茶话" in " ".join(told)
    assert "Tea" not in " ".join(told)


@pytest.mark.parametrize(
    ("shell", "expected"), [("bash", "plain,7"), ("fish", "plain,7"), ("zsh", "7")]
)
def test_every_shell_is_told_ids(named: Program, shell: str, expected: str) -> None:
    separator = "\n" if shell == "bash" else " "
    told = asked(named, shell, separator.join(["wxarchive", "show", "7"]), "7", 2)
    assert expected in [line.split("\t")[0] for line in told]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_names_that_command_a_terminal_are_left_out(named: Program, shell: str) -> None:
    separator = "\n" if shell == "bash" else " "
    assert "\x1b" not in "".join(
        asked(named, shell, separator.join(["wxarchive", "list", "--account", ""]), "", 3)
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("option", "word", "expected"),
    [
        ("--not-account", "没有,南", ["没有,南坡茶话"]),
        ("--kind", "im", ["image"]),
        ("--kind", "image,te", ["image,text"]),
        ("--not-state", "ok、del", ["ok、deleted"]),
        ("--only", "gone,ne", ["gone,new"]),
    ],
)
def test_the_last_of_several_values_is_completed(
    named: Program, shell: str, option: str, word: str, expected: list[str]
) -> None:
    words = ["wxarchive", "check", option, word]
    line = ("\n" if shell == "bash" else " ").join(words)
    told = asked(named, shell, line, word, len(words) - 1)
    values = told[1::3] if shell == "zsh" else [one.partition(",")[2] for one in told]
    assert [one.partition("\t")[0] for one in values] == expected


def in_shell(program: Program, folder: Path, command: list[str]) -> str:
    """Run a shell that finds ``wxarchive`` and its script ``complete.sh``; return what it
    prints.
    """
    binary = folder / "bin"
    binary.mkdir(exist_ok=True)
    (binary / "wxarchive").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wxarchive "$@"\n')
    (binary / "wxarchive").chmod(0o755)
    shell = Path(command[0]).name
    script = (
        replace(program, environment={"_WXARCHIVE_COMPLETE": f"{shell}_source"}).process().stdout
    )
    (folder / "complete.sh").write_bytes(script)
    environment = {
        **program.whole_environment(),
        "PATH": f"{binary}:{os.environ['PATH']}",
        "HOME": str(folder),
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def bash_completes(program: Program, folder: Path, word: str) -> list[str]:
    """Let bash complete a word behind ``--account``, and read what it inserts as bash would."""
    (folder / "word").write_text(word, "utf-8")
    script = """
        shopt -s extglob nullglob
        source ./complete.sh
        COMP_WORDS=(wxarchive list --account "$(cat word)") COMP_CWORD=3
        _wxarchive_completion wxarchive 2>&1
        for one in "${COMPREPLY[@]}"; do
            eval "set -- ${QUOTE}$one${QUOTE}"
            printf '%s\\n' "$1"
        done
    """
    quote = word[:1] if word[:1] in {"'", '"'} else ""
    given = {"'": '"\'"', '"': "'\"'"}.get(quote, "''")
    return in_shell(program, folder, ["bash", "-c", f"QUOTE={given}\n{script}"]).splitlines()


def test_bash_takes_every_name_as_it_is(named: Program, tmp_path: Path) -> None:
    (tmp_path / "another").touch()
    assert bash_completes(named, tmp_path, "") == sorted([*NAMES, "坏号"])
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Tea\\ H", ["Tea House"]),
        ('"Tea H', ["Tea House"]),
        ("'Tea H", ["Tea House"]),
        ("'it", []),
        ('"$', []),
        ("'$", ["$(touch made)"]),
        ("南坡茶话,Tea", ["南坡茶话,Tea House"]),
        ("逗号,", ["逗号,号", *sorted(f"逗号,{name}" for name in [*NAMES, "坏号"])]),
        ("逗号,号，南", ["逗号,号，南坡茶话"]),
    ],
)
def test_bash_goes_on_within_quotation_marks(
    named: Program, tmp_path: Path, word: str, expected: list[str]
) -> None:
    assert bash_completes(named, tmp_path, word) == expected
    assert not (tmp_path / "made").exists()


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_offers_every_name(named: Program, tmp_path: Path) -> None:
    def offered(line: str) -> list[str]:
        script = f"source ./complete.sh; complete -C '{line}'"
        return in_shell(named, tmp_path, ["fish", "--no-config", "-c", script]).splitlines()

    assert set(offered("wxarchive list --account ")) == set(NAMES)
    assert offered("wxarchive show 7") == [f"7\t{STONES.title}"]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_takes_the_script(named: Program, tmp_path: Path) -> None:
    command = (
        "autoload -U compinit && compinit -u -D && source ./complete.sh && print $_comps[wxarchive]"
    )
    assert in_shell(named, tmp_path, ["zsh", "-f", "-c", command]) == "_wxarchive_completion\n"
