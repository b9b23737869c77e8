"""A site as a whole: which pages there are, what leads where, and what a second run does."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Program
from tests.export.site.sites import Site, export
from tests.store.making import article, ref
from tests.store.test_articles import save, save_state
from tests.support.database import change
from tests.support.prepared import empty
from tests.web.reading import addresses, texts, tree
from wxarchive.api import Archive
from wxarchive.errors import UsageError
from wxarchive.export import ExportOptions
from wxarchive.models import Album, Filter, Metadata
from wxarchive.store.database import Store

Exporting = Callable[..., Site]
ROW = "//li[@data-row]"
NIGHT, TEAPOT, BACK = 7, 9, 11
"""Articles that were edited, that vanished, that vanished and came back."""


def test_each_article_has_a_page_and_each_list_of_them(site: Site) -> None:
    pages = {one for one in site.files if not one.startswith(("media/", "search/", "static/"))}
    assert site.counts == {
        "written": len([one for one in site.files if not one.startswith("media/")])
    }
    lists = {one for one in pages if one.startswith(("account/", "month/"))}
    assert [sum(one.startswith(kind) for one in lists) for kind in ("account", "month")] == [3, 12]
    assert pages - lists == {
        *(f"article/{number}.html" for number in range(1, 13)),
        *(f"article/{number}.history.html" for number in (NIGHT, TEAPOT, 10, BACK)),
        *(f"article/{number}.v1.html" for number in (NIGHT, TEAPOT, 10, BACK)),
        "article/7.v2.html",
        "article/7.1-2.html",
        "article/7.1-2.side.html",
        "album/3100000000000000417.html",
        "index.html",
        "gone.html",
        "search.html",
        "accounts.html",
        "albums.html",
        "months.html",
        "feed.atom",
    }


def test_no_page_leads_to_what_is_not_there(site: Site) -> None:
    assert site.broken_links() == []


def test_no_page_may_ask_anyone_for_anything(site: Site) -> None:
    for name, page in site.pages():
        [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; script-src 'self' file:; "), name
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        sources = [str(one) for one in page.xpath("//@src") + page.xpath("//link/@href")]
        outside = [one for one in sources if "//" in one]
        assert set(outside) <= {"http://purl.org/dc/elements/1.1/"}, name


def test_the_first_page_has_the_newest_first_and_the_menu_what_else_there_is(site: Site) -> None:
    page = site.page("index.html")
    days = texts(page, f"{ROW}/time")
    assert (len(days), days) == (12, sorted(days, reverse=True))
    assert texts(page, "//nav[@id='rail']//li") == [
        "All articles 12",
        "Vanished 2",
        "Accounts",
        "Albums",
        "Months",
        "南坡茶话 5",
        "桥书 4",
        "灯下推理社 3",
        "水与火 2",
    ]


def test_an_article_shows_its_pictures_links_to_others_and_says_where_it_comes_from(
    site: Site,
) -> None:
    page = site.page("article/1.html")
    [picture] = page.xpath("//div[@class='body']//img")[:1]
    assert str(picture.get("src")).startswith("../media/")
    assert (site.path / "article" / str(picture.get("src"))).resolve().is_file()
    assert picture.get("loading") == "lazy"
    bridge = site.page(f"article/{BACK}.html")
    assert addresses(bridge, "//footer//section[1]//a")[:2] == ["10.html", "9.html"]
    assert "citation_title" in [str(one) for one in page.xpath("//meta/@name")]
    teapot = site.page(f"article/{TEAPOT}.html")
    assert texts(teapot, "//aside[@class='notice']/p") == [
        "Since 2025-12-02 it is gone from WeChat: removed by WeChat. Last seen there on 2025-10-01.",
        "This is your archived copy.",
    ]
    assert addresses(teapot, "//footer//section[h2[starts-with(., 'What links')]]//li/a") == [
        "10.html",
        "11.html",
    ]


def test_articles_lead_to_the_next_and_to_the_list_of_their_month(site: Site) -> None:
    page = site.page("article/10.html")
    assert addresses(page, "//nav[@class='way']//a") == [
        "../month/2024-07.html",
        "3.html",
        "6.html",
    ]


def test_what_became_of_an_article_has_pages_of_its_own(site: Site) -> None:
    history = site.page(f"article/{NIGHT}.history.html")
    assert sorted(addresses(history, "//ol[@class='events']//a")) == [
        "7.1-2.html",
        "7.v1.html",
        "7.v2.html",
    ]
    difference = site.page("article/7.1-2.html")
    assert texts(difference, "//div[@class='compared']/del") == ["后来又添了一句：灯一直亮着。"]
    assert not difference.xpath("//form[@class='choose']")
    old = site.page("article/7.v1.html")
    assert "灯一直亮着" in texts(old, "//div[@class='body']")[0]
    assert "灯一直亮着" not in texts(site.page("article/7.v2.html"), "//div[@class='body']")[0]


def test_what_vanished_is_a_list_with_when_and_why(site: Site) -> None:
    page = site.page("gone.html")
    assert texts(page, "//main/h1") == ["Vanished 2"]
    assert addresses(page, f"{ROW}//h2/a") == ["article/9.html", "article/10.html"]


def test_an_album_is_in_its_own_order(site: Site) -> None:
    page = site.page("album/3100000000000000417.html")
    assert addresses(page, f"{ROW}//h2/a") == ["../article/3.html", "../article/1.html"]


def test_each_tag_has_a_list_and_marks_of_other_sorts_are_nowhere(
    past: Path, tmp_path: Path
) -> None:
    db = tmp_path / "archive.db"
    db.write_bytes(past.read_bytes())
    with Archive(db, write=True) as archive:
        archive.tag([1, 2], "要再读 & <b>")
        archive.star([2])
        archive.add_note(2, "只给自己看的话")
    site = export(db, tmp_path / "site", language="en")
    [file] = [one for one in site.files if one.startswith("tag/")]
    page = site.page(file)
    assert texts(page, "//main/h1") == ["要再读 & <b> 2"]
    assert addresses(page, f"{ROW}//h2/a") == ["../article/2.html", "../article/1.html"]
    assert addresses(site.page("tags.html"), "//main//li/a") == [file]
    assert "Tags" in texts(page, "//nav[@id='rail']//ul[@class='places']/li")
    every = "".join((site.path / one).read_text("utf-8", "replace") for one in site.files)
    assert "只给自己看的话" not in every
    assert "★" not in "".join(texts(page, "//main"))
    assert site.broken_links() == []


def test_an_earlier_version_leads_to_no_list_that_is_not_there(tmp_path: Path) -> None:
    made = article(ref(1), albums=(Album("7", "旧合集"),))
    with Store(empty(tmp_path / "archive.db")) as store:
        save(store, made, 1)
        save(store, article(ref(1), "改了。", albums=()), 2)
    site = export(tmp_path / "archive.db", tmp_path / "site")
    assert "旧合集" in "".join(texts(site.page("article/1.v1.html"), "//dl"))
    assert site.broken_links() == []


def test_an_account_is_listed_once_though_an_article_tells_only_its_name(tmp_path: Path) -> None:
    told = Metadata("桥", "山间茶话")
    with Store(empty(tmp_path / "archive.db")) as store:
        save(store, article(ref(1)), 1)
        save_state(store, "deleted", ref(2), 2, metadata=told)
    page = export(tmp_path / "archive.db", tmp_path / "site").page("accounts.html")
    assert texts(page, "//tbody//th") == ["山间茶话"]


def test_pages_speak_chinese_unless_another_language_is_asked_for(exporting: Exporting) -> None:
    page = exporting().page("index.html")
    assert page.get("lang") == "zh-CN"
    assert texts(page, "//nav[@id='rail']//ul[@class='places']/li")[1] == "已消失 2"


def test_a_second_run_writes_nothing(exporting: Exporting) -> None:
    first = exporting()
    times = {name: (first.path / name).stat().st_mtime_ns for name in first.files}
    assert exporting().counts == {"unchanged": first.counts["written"]}
    assert {name: (first.path / name).stat().st_mtime_ns for name in first.files} == times


def test_what_left_the_selection_goes_with_prune_and_not_without(
    past: Path, tmp_path: Path
) -> None:
    whole = export(past, tmp_path / "site").files
    some = Filter(among=(1, 2))
    kept = export(past, tmp_path / "site", some)
    assert kept.files == whole
    pruned = export(past, tmp_path / "site", some, prune=True)
    assert {one for one in pruned.files if one.startswith("article/")} == {
        "article/1.html",
        "article/2.html",
    }
    assert sum(one.startswith("media/") for one in pruned.files) == 3
    assert sum(one.startswith("media/") for one in whole) == 8
    assert pruned.broken_links() == []


def test_prune_leaves_all_pages_of_an_article_that_cannot_be_read_now(
    past: Path, tmp_path: Path
) -> None:
    archive = Path(shutil.copy(past, tmp_path / "a.db"))
    before = export(archive, tmp_path / "site").files
    change(archive, "UPDATE versions SET losses = '{}' WHERE article_id = ?", NIGHT)
    after = export(archive, tmp_path / "site", prune=True)
    assert {one for one in before if one.startswith((f"article/{NIGHT}.", "media/"))} <= after.files
    assert after.broken_links() == []


def test_articles_that_were_not_chosen_are_linked_where_they_are(
    past: Path, tmp_path: Path
) -> None:
    page = export(past, tmp_path / "site", Filter(among=(BACK,)), language="en").page(
        f"article/{BACK}.html"
    )
    links = addresses(page, "//footer//section[1]//a")
    assert all(one.startswith("https://mp.weixin.qq.com/") for one in links)
    # two of them are archived, although not here: only the third is missing
    assert texts(page, "//footer//section[1]//span[@class='mark']") == ["missing"]


def test_a_file_of_somebody_else_is_left_alone(past: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("mine")
    site = export(past, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "mine"
    [left] = [one for one in site.done if one.status == "skipped"]
    assert (left.file, left.differs) == ("index.html", True)


def test_without_pictures_none_is_written(exporting: Exporting) -> None:
    site = exporting(images="none")
    assert not [one for one in site.files if one.startswith("media/")]
    assert [one for _, page in site.pages() for one in page.xpath("//img")] == []
    assert "&lt;img" not in (site.path / "feed.atom").read_text("utf-8")
    assert site.broken_links() == []


def test_search_engines_may_list_it_if_somebody_says_so(exporting: Exporting) -> None:
    page = exporting(indexable=True).page("index.html")
    assert page.xpath("//meta[@name='robots']") == []


def test_its_feed_leads_to_its_pages(exporting: Exporting) -> None:
    relative = tree((exporting().path / "feed.atom").read_text("utf-8").partition("?>")[2])
    assert addresses(relative, "//entry[1]/link[@rel='alternate']") == ["article/5.html"]
    whole = exporting(base_url="https://example.org/articles")
    feed = tree((whole.path / "feed.atom").read_text("utf-8").partition("?>")[2])
    assert addresses(feed, "//feed/link") == [
        "https://example.org/articles/index.html",
        "https://example.org/articles/feed.atom",
    ]
    assert addresses(feed, "//entry[1]/link[@rel='alternate']") == [
        "https://example.org/articles/article/5.html"
    ]
    assert len(feed.xpath("//entry")) == 12


def test_an_address_that_is_none_of_the_web_is_refused() -> None:
    with pytest.raises(UsageError, match="no address of a place on the web"):
        ExportOptions("site", base_url="example.org")


def test_an_article_that_cannot_be_read_is_reported_and_left_out(
    past: Path, tmp_path: Path
) -> None:
    db = tmp_path / "archive.db"
    db.write_bytes(past.read_bytes())
    with closing(sqlite3.connect(db)) as raw, raw:
        raw.execute("UPDATE versions SET images = '[1]' WHERE article_id = 5")
    site = export(db, tmp_path / "site")
    [failed] = [one for one in site.done if one.status == "failed"]
    assert (failed.id, failed.file) == (5, "article/5.html")
    assert len(site.page("index.html").xpath(ROW)) == 11
    # others link to it: its page says what is wrong
    assert texts(site.page("article/5.html"), "//main/div") == [
        "制作本站时，存档里的这篇文章读不出来。"
    ]
    assert site.broken_links() == []


def test_a_folder_of_web_pages_takes_no_site(past: Path, tmp_path: Path) -> None:
    program = Program(past)
    assert program.run("export", "--html", "-o", tmp_path / "both").exit_code == 0
    result = program.run("export", "--site", "-o", tmp_path / "both")
    assert result.exit_code == 1
    assert "an earlier export wrote it in another form" in result.stderr
    assert not (tmp_path / "both" / "article").exists()


def test_the_command_says_how_many_pages_it_wrote(past: Path, tmp_path: Path) -> None:
    result = Program(past).run("export", "--site", "-o", tmp_path / "site")
    assert result.exit_code == 0
    assert "articles 12: 12 written" in result.stderr
    assert (tmp_path / "site" / "index.html").is_file()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["-o", "-"], "a site is many files; give a folder with -o"),
        (["-o", "site", "--wikilinks"], "--wikilinks does not go with --site"),
    ],
)
def test_what_does_not_go_with_a_site_is_said(past: Path, options: list[str], problem: str) -> None:
    result = Program(past).run("export", "--site", *options)
    assert (result.exit_code, result.stderr) == (2, f"wxarchive: {problem}\n")


def test_without_its_library_it_says_what_to_install(
    past: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    result = Program(past).run("export", "--site", "-o", tmp_path / "site")
    assert result.exit_code == 2
    assert result.stderr == (
        "wxarchive: a site needs a library that is not installed (jinja2);"
        " run: pip install 'wxarchive[site]'\n"
    )


def test_of_an_empty_archive_no_site_is_made(tmp_path: Path) -> None:
    empty(tmp_path / "archive.db")
    result = Program(tmp_path / "archive.db").run("export", "--site", "-o", tmp_path / "site")
    assert result.stderr.startswith("wxarchive: the archive holds no article yet\n")
    assert not (tmp_path / "site").exists()
