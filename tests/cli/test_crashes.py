"""The program is killed at any moment: what is archived is whole, and the next run asks for the
rest only.
"""

import random
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.smallwechat import SmallWechat, crowd
from tests.support.crawling import is_sound
from tests.support.nursery import Nursery, command_line, printing

PAGES = 80
SITE = crowd(PAGES)
URLS = [post.short_url for post in SITE.posts]


def fetch_and_kill(program: Program, after: int) -> int:
    """Kill a fetch some outcomes after its start, in the middle of whatever it does; return how
    many it had told.
    """
    assert program.wechat
    command = ("fetch", "--delay", "0", "--no-media", "--json", *URLS)
    settings = Nursery(program.wechat, program.db).settings()
    with printing(command_line, settings, *command) as (child, printed):
        told = [printed.readline() for _ in range(after)]
        child.kill()
        told += printed.readlines()
    return sum(line.endswith(b"}\n") for line in told)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_fetch_leaves_whole_articles_and_asks_only_for_the_rest(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with SmallWechat(SITE) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        for kill in range(3):
            told = fetch_and_kill(program, chance.randint(1, 12) + PAGES // 4 * kill)
            assert is_sound(program.db)
            archived = json_lines(program.run("list", "--json").stdout)
            assert told <= len(archived) <= told + 1
            assert {article["state"] for article in archived} == {"ok"}
            read = json_lines(program.run("export", "--jsonl").stdout)
            assert {str(article["text"])[:4] for article in read} == {"镇上的第"}
            assert len(read) == len(archived)
        wechat.requests.clear()
        rest = program.fetch(*URLS, "--json")
        assert sorted(map(str, statuses(rest))) == ["created"] * (PAGES - len(archived)) + [
            "skipped"
        ] * len(archived)
        assert len(wechat.requests) == PAGES - len(archived)
        assert len(json_lines(program.run("list", "--json").stdout)) == PAGES
        assert is_sound(program.db)
