"""Albums and home pages as sources: paged through, kept in order, their articles fetched."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.smallwechat import Faults
from tests.smallwechat.crowd import ACCOUNT
from tests.smallwechat.lists import Manners
from tests.support.crawling import ask
from tests.support.shelves import (
    ALBUM_URL,
    HOME_URL,
    STREET,
    article_requests,
    list_requests,
    listed,
    moved_up,
    of_site,
    published,
    shelf,
    street,
    taken_back,
    titles,
)


def test_an_album_is_paged_through_and_its_articles_are_fetched(tmp_path: Path) -> None:
    with shelf(tmp_path, street(45)) as (program, wechat):
        result = program.fetch(ALBUM_URL, "--json")
        assert result.exit_code == 0, result.stderr
        first, *others, last = json_lines(result.stdout)
        assert first == {
            "source": ALBUM_URL,
            "status": "created",
            "state": "not_article",
            "kind": None,
            "id": None,
            "key": None,
            "title": STREET.title,
            "message": "album 一条街: 45 articles, 45 new",
            "new_links": 0,
        }
        assert [one["title"] for one in others] == of_site(45)[::-1], "the newest first"
        summary = last["summary"]
        assert isinstance(summary, dict)
        assert (summary["asked"], summary["created"]) == (46, 46)
        assert len(list_requests(wechat)) == 3
        assert titles(program) == of_site(45)
        assert listed(program) == of_site(45), "by the album's own numbers"
        assert ask(program.db, "SELECT * FROM queue") == []
        assert ask(program.db, "SELECT DISTINCT state FROM pages WHERE article_id IS NULL") == [
            ("not_article",)
        ]
        assert ask(program.db, "SELECT count(*) FROM pages WHERE article_id IS NULL") == [(3,)], (
            "the answers' bytes"
        )


def test_for_people_a_list_is_one_line(tmp_path: Path) -> None:
    with shelf(tmp_path, street(1)) as (program, _):
        result = program.fetch(ALBUM_URL)
        assert (
            result.stdout.splitlines()[0]
            == f"created   {ALBUM_URL}  album 一条街: 1 article, 1 new"
        )
        assert result.stderr == "asked 2: 2 created\n"


@pytest.mark.parametrize("number", [1, 4, 5, 6, 10, 11])
@pytest.mark.parametrize(
    "manners",
    [
        Manners(),
        Manners(newest_first=False),
        Manners(flag="always"),
        Manners(flag="always", repeats=True),
        Manners(numbered=False),
    ],
    ids=["plain", "oldest first", "flag always set", "begins anew for ever", "without numbers"],
)
def test_every_shape_of_an_album_is_read_whole(
    tmp_path: Path, manners: Manners, number: int
) -> None:
    few = replace(manners, most=5)
    with shelf(tmp_path, street(number, few)) as (program, wechat):
        assert program.fetch(ALBUM_URL).exit_code == 0
        assert titles(program) == of_site(number)
        assert len(list_requests(wechat)) <= number // 5 + 2


def test_without_a_flag_the_first_page_is_all(tmp_path: Path) -> None:
    with shelf(tmp_path, street(12, Manners(flag="none"))) as (program, wechat):
        assert program.fetch(ALBUM_URL).exit_code == 0
        assert titles(program) == of_site(12)
        assert len(list_requests(wechat)) == 1


def test_an_album_that_answers_as_a_web_page_is_read_from_that(tmp_path: Path) -> None:
    with shelf(tmp_path, street(12, Manners(html=True))) as (program, wechat):
        assert program.fetch(ALBUM_URL).exit_code == 0
        assert titles(program) == of_site(12)
        assert len(list_requests(wechat)) == 2, "the second page adds nothing"


def test_a_home_page_is_posted_and_read_to_its_end(tmp_path: Path) -> None:
    with shelf(tmp_path, street(12)) as (program, wechat):
        result = program.fetch(HOME_URL, "--json")
        assert json_lines(result.stdout)[0]["message"] == "home page: 12 articles, 12 new"
        assert titles(program) == of_site(12)
        assert listed(program) == of_site(12)[::-1], "as the list stands"
        asked = [
            (method, path.partition("begin=")[2])
            for method, _, path in wechat.requests
            if "/mp/" in path
        ]
        assert asked == [
            ("POST", f"{begin}&count=5&action=appmsg_list&f=json") for begin in (0, 5, 10, 12)
        ]


def test_what_is_archived_is_not_asked_for(tmp_path: Path) -> None:
    with shelf(tmp_path, street(25)) as (program, wechat):
        program.fetch(*(post.short_url for post in wechat.site.posts[3:]))
        wechat.requests.clear()
        assert statuses(program.fetch(ALBUM_URL, "--json")) == ["created"] * 4
        assert len(article_requests(wechat)) == 3


def test_again_says_what_is_new(tmp_path: Path) -> None:
    with shelf(tmp_path, street(25)) as (program, wechat):
        program.fetch(ALBUM_URL)
        assert statuses(program.fetch(ALBUM_URL, "--json")) == ["unchanged"]
        published(wechat, 2)
        told = json_lines(program.fetch(ALBUM_URL, "--json").stdout)
        assert [(one["status"], one["message"]) for one in told[:3]] == [
            ("updated", "album 一条街: 27 articles, 2 new"),
            ("created", None),
            ("created", None),
        ]
        wechat.requests.clear()
        assert statuses(program.fetch(ALBUM_URL, "--again", "--json")) == ["unchanged"] * 28


def test_max_and_since_hold_for_what_is_listed(tmp_path: Path) -> None:
    with shelf(tmp_path, street(65)) as (program, wechat):
        result = program.fetch(ALBUM_URL, "--max", 5, "--json")
        assert statuses(result) == ["created"] * 6
        assert titles(program) == of_site(65)[60:]
        assert len(list_requests(wechat)) == 1
        assert ask(program.db, "SELECT * FROM queue") == []
        wechat.requests.clear()
        day = wechat.site.posts[44].published.date().isoformat()
        assert (
            statuses(program.fetch(ALBUM_URL, "--since", day, "--json"))
            == ["updated"] + ["created"] * 16
        )
        assert titles(program) == of_site(65)[44:]
        assert len(list_requests(wechat)) == 3, "the third page is all too old"


def test_a_dry_run_names_the_list(tmp_path: Path) -> None:
    with shelf(tmp_path, street(3)) as (program, wechat):
        result = program.fetch(ALBUM_URL, "--dry-run", "--json")
        assert json_lines(result.stdout) == [
            {"url": ALBUM_URL, "key": None, "why": "asked", "depth": 0, "title": None},
        ]
        assert wechat.requests == []


def test_a_list_of_addresses_may_name_albums(tmp_path: Path) -> None:
    with shelf(tmp_path, street(3)) as (program, _):
        assert (
            statuses(program.fetch("-", "--json", stdin=f"看这个：{ALBUM_URL} 很好\n"))
            == ["created"] * 4
        )


def test_what_no_longer_is_in_an_album_is_kept_and_said_to_have_left(tmp_path: Path) -> None:
    with shelf(tmp_path, street(25)) as (program, wechat):
        program.fetch(ALBUM_URL)
        taken_back(wechat, wechat.site.posts[7])
        told = json_lines(program.fetch(ALBUM_URL, "--json").stdout)[0]
        assert told["message"] == "album 一条街: 24 articles, 0 new"
        assert ask(program.db, "SELECT title FROM list_item_list WHERE left_at IS NOT NULL") == [
            (of_site(25)[7],)
        ]
        assert titles(program) == of_site(25)


def test_a_list_in_two_crawls_gives_each_its_articles(tmp_path: Path) -> None:
    with shelf(tmp_path, street(8), Faults(challenge_after=0)) as (program, wechat):
        program.fetch(ALBUM_URL, "--max", 2)
        program.fetch(ALBUM_URL, "--now")
        wechat.faults = Faults()
        assert program.fetch("--resume", "--now").exit_code == 0
        assert titles(program) == of_site(8)
        assert ask(program.db, "SELECT * FROM queue") == []


def test_lists_and_albums_know_the_order_and_what_is_lacking(tmp_path: Path) -> None:
    with shelf(tmp_path, street(24)) as (program, _):
        program.fetch(ALBUM_URL, "--max", 3)
        result = program.run(
            "list", "--album", STREET.title, "--sort", "album", "--columns", "title"
        )
        assert result.stdout.splitlines() == of_site(24)[21:]
        [album] = json_lines(program.run("albums", "--json").stdout)
        assert (album["title"], album["account"], album["articles"], album["listed"]) == (
            STREET.title, ACCOUNT.name, 3, 20,
        )  # fmt: skip
        assert program.run("list", "--sort", "album").exit_code == 2


def test_exports_list_an_album_in_its_own_order(tmp_path: Path) -> None:
    with shelf(tmp_path, street(12)) as (program, wechat):
        moved_up(wechat, wechat.site.posts[4])
        posts = wechat.site.posts
        wechat.site = replace(
            wechat.site, posts=tuple(replace(post, album=STREET) for post in posts)
        )
        program.fetch(ALBUM_URL)
        program.run("export", "--md", "-o", tmp_path / "md")
        index = (tmp_path / "md" / "目录" / f"合集 {STREET.title}.md").read_text("utf-8")
        assert [
            line.split("[")[1].split("]")[0] for line in index.splitlines() if "](" in line
        ] == [post.title for post in posts]
        assert "## 2024" not in index


def test_exports_name_what_an_album_has_and_the_archive_lacks(tmp_path: Path) -> None:
    with shelf(tmp_path, street(4)) as (program, wechat):
        program.fetch(ALBUM_URL, "--max", 2)
        lacking = [post for post in wechat.site.posts if post.title not in titles(program)]
        program.run("export", "--md", "-o", tmp_path / "md")
        index = (tmp_path / "md" / "目录" / f"合集 {STREET.title}.md").read_text("utf-8")
        assert "共 4 篇，其中 2 篇未存档" in index
        marked = [line for line in index.splitlines() if line.endswith("（未存档）")]
        assert marked == [
            f"{number}. {post.published:%Y-%m-%d} [{post.title}]({post.reference.url})（未存档）"
            for number, post in enumerate(wechat.site.posts, 1)
            if post in lacking
        ]
        program.run("export", "--html", "-o", tmp_path / "html")
        page = (tmp_path / "html" / "目录" / f"合集 {STREET.title}.html").read_text("utf-8")
        assert page.count("（未存档）</li>") == 2


def test_an_article_whose_page_names_no_album_is_in_the_album_that_lists_it(tmp_path: Path) -> None:
    with shelf(tmp_path, street(6)) as (program, wechat):
        site = wechat.site
        program.fetch(ALBUM_URL, "--max", 2)
        plain = replace(site, posts=tuple(replace(post, album=None) for post in site.posts))
        wechat.site = plain
        program.fetch(*(post.long_url for post in site.posts))
        found = program.run("list", "--album", STREET.id, "--urls").stdout.splitlines()
        assert sorted(found) == sorted(post.long_url for post in site.posts)
        program.run("export", "--html", "-o", tmp_path / "html")
        index = (tmp_path / "html" / "目录" / f"合集 {STREET.title}.html").read_text("utf-8")
        assert index.count("<li>") == 6


def test_import_and_parse_say_that_an_album_is_an_address(tmp_path: Path) -> None:
    program = Program(tmp_path / "archive.db")
    for command in ("import", "parse"):
        result = program.run(command, ALBUM_URL)
        assert result.exit_code == 1
        assert "this is an address" in result.output
