"""Reading an archive from a program: articles, their past, links, counts, bytes."""

import pickle
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest

import wxarchive
from tests.smallwechat.site import NIGHT
from tests.support.library import LIBRARY, RULES, TEAPOT
from wxarchive import Archive, Filter
from wxarchive.clock import BEIJING

GONE = Filter(is_gone=True)


@pytest.mark.parametrize("collapse", [False, True])
def test_a_list_goes_on_behind_those_that_are_left_out(archive: Archive, collapse: bool) -> None:
    every = [one.id for one in archive.list(collapse=collapse)]
    where = Filter(limit=4)
    assert [one.id for one in archive.list(offset=3, collapse=collapse)] == every[3:]
    assert [one.id for one in archive.list(where, offset=3, collapse=collapse)] == every[3:7]
    assert list(archive.list(offset=100, collapse=collapse)) == []


def test_articles_are_named_by_id_key_url_or_title(archive: Archive) -> None:
    found = archive.find(TEAPOT.title)
    assert {archive.find(ref) for ref in (found, str(found), TEAPOT.key, TEAPOT.short_url)} == {
        found
    }
    assert archive.known(f"{TEAPOT.long_url}&scene=1") == found
    assert archive.known("https://example.org/") is archive.known(RULES.url) is None
    with pytest.raises(wxarchive.NotFound):
        archive.article("没有这样的标题")


def test_lists_follow_filter_and_order(archive: Archive) -> None:
    lost = [one.metadata.title for one in archive.list(GONE)]
    assert lost == [LIBRARY.title, TEAPOT.title]
    assert [one.metadata.title for one in archive.list(GONE, order="oldest")] == lost[::-1]
    assert archive.count(GONE) == 2
    assert all(one.content is None for one in archive.list())
    with pytest.raises(wxarchive.UsageError, match="needs a filter with an album"):
        archive.list(order="album")


def test_articles_come_in_the_order_of_their_ids(archive: Archive) -> None:
    assert [one.id for one in archive.articles([3, 999, 1])] == [3, 1]


def test_a_search_is_limited_skips_and_counts(archive: Archive) -> None:
    every = [hit.article.id for hit in archive.search("推理")]
    assert len(every) == archive.count(query="推理") == 3
    assert [hit.article.id for hit in archive.search("推理", Filter(limit=1), offset=1)] == every[
        1:2
    ]
    assert sorted(archive.ids("推理")) == sorted(every)
    assert archive.places("推理", "只靠推理") == ((2, 4),)
    assert archive.words_like_signs("桥 and 路") == ("and",)
    with pytest.raises(wxarchive.UsageError):
        archive.search("")


def test_a_version_is_told_as_it_was(archive: Archive) -> None:
    first, second = archive.versions(NIGHT.title)
    assert archive.text(NIGHT.title, version=1) == first.body.text != second.body.text
    assert archive.text(NIGHT.title) == second.body.text
    assert [one.field for one in archive.difference(NIGHT.title)] == ["text"]
    with pytest.raises(wxarchive.NotFound, match="there are 2"):
        archive.article(NIGHT.title, version=3)
    with pytest.raises(wxarchive.NotFound, match="only one version"):
        archive.difference(TEAPOT.title)


def test_a_history_has_versions_and_states_in_order_of_time(archive: Archive) -> None:
    told = [(one.first_seen.date().isoformat(), one.version, one.state, one.life)
            for one in archive.history(TEAPOT.title)]  # fmt: skip
    assert told == [
        ("2025-10-01", 1, None, None),
        ("2025-10-01", None, "ok", "alive"),
        ("2025-12-02", None, "violation", "gone"),
    ]


def test_events_go_on_behind_a_place(archive: Archive) -> None:
    every = list(archive.events(kinds=["gone", "back"]))
    first, *_ = archive.events(Filter(limit=1), kinds=["gone", "back"])
    assert every == [first, *archive.events(kinds=["gone", "back"], before=first.place)]
    assert [one.kind for one in every] == ["back", "gone", "gone", "gone"]
    assert archive.count_events(Filter(limit=1), kinds=["gone", "back"]) == 4


def test_links_lead_both_ways_and_what_is_missing_is_counted(archive: Archive) -> None:
    links = list(archive.links(LIBRARY.title))
    assert [one.target_title for one in links] == [NIGHT.title, TEAPOT.title, None]
    assert LIBRARY.title in {one.from_title for one in archive.backlinks(TEAPOT.title)}
    assert next(archive.missing()).title == RULES.title
    assert archive.count_missing() == len(list(archive.missing()))
    assert {one.from_id for one in archive.links(query="指纹")} == {archive.find(TEAPOT.title)}


def test_graphs_are_values_and_text(archive: Archive) -> None:
    nodes = [
        one for one in archive.graph(by_account=True).elements if isinstance(one, wxarchive.Node)
    ]
    assert {"南坡茶话", "灯下推理社"} <= {one.label for one in nodes}
    assert next(archive.graph_lines("dot")) == "digraph links {"


def test_bytes_and_forms_of_an_article(archive: Archive) -> None:
    raw = archive.raw(LIBRARY.title)
    assert raw.sha256 == archive.article(LIBRARY.title).page_sha256
    captures = archive.captures(LIBRARY.title)
    assert [archive.raw(LIBRARY.title, capture=one.number).sha256 for one in captures] == [
        one.sha256 for one in captures
    ]
    assert [archive.raw(LIBRARY.title, page_id=one.page_id).sha256 for one in captures] == [
        one.sha256 for one in captures
    ]
    with pytest.raises(wxarchive.NotFound, match="no such page"):
        archive.raw(TEAPOT.title, page_id=captures[0].page_id)
    until = datetime(2025, 10, 15, tzinfo=BEIJING)
    assert archive.raw(LIBRARY.title, capture=until) == archive.raw(LIBRARY.title, capture=1)
    assert archive.markdown(LIBRARY.title).startswith(f"# {LIBRARY.title}\n")
    assert "<p>" in archive.html(LIBRARY.title)
    assert archive.record(LIBRARY.title)["title"] == LIBRARY.title
    assert "text" not in archive.record(LIBRARY.title, full=False)


def test_a_whole_is_counted_and_paged(archive: Archive) -> None:
    assert archive.statistics().articles == archive.count() == 12
    assert [one.articles for one in archive.accounts()] == [5, 4, 3]
    page = archive.page(Filter(limit=5))
    rest = archive.page(place=wxarchive.Place(page[-1].metadata.published_at, page[-1].id))
    assert [*page, *rest] == list(archive.list())
    assert len(archive.entries(page)) == 5
    years = next(one for one in archive.facets(query="推理") if one.name == "year")
    assert [(one.value, one.articles) for one in years.values] == [("2025", 1), ("2024", 2)]
    assert sum(one.gone for one in archive.months()) == 2
    assert archive.count_readable(GONE) == 2
    assert archive.accounts_like("灯下推理社团") == ("灯下推理社",)
    assert archive.accounts_like("灯下推理社") is None
    assert archive.albums_like("没有") == ()


def test_sql_reads_and_nothing_else(archive: Archive, past: Path) -> None:
    answer = archive.sql("SELECT count(*) AS number FROM articles")
    assert (answer.columns, list(answer.rows)) == (("number",), [(12,)])
    assert archive.count() == 12
    for statement in (
        "DELETE FROM articles",
        f"ATTACH '{past}' AS other",
        "PRAGMA user_version = 1",
    ):
        with pytest.raises(wxarchive.UsageError):
            archive.sql(statement)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(wxarchive.WxArchiveError, match="no whole answer"):
        list(archive.sql(endless, seconds=0.02).rows)


def test_values_travel(archive: Archive) -> None:
    whole = archive.article(NIGHT.title)
    assert pickle.loads(pickle.dumps(whole)) == whole


def test_one_for_reading_may_be_handed_to_another_thread(archive: Archive) -> None:
    found: list[int] = []
    thread = Thread(target=lambda: found.append(archive.count()))
    thread.start()
    thread.join()
    assert found == [12]


def test_one_to_write_belongs_to_its_thread(tmp_path: Path) -> None:
    found: list[str] = []
    with wxarchive.open(tmp_path / "new.db", write=True) as mine:

        def use() -> None:
            try:
                mine.count()
            except wxarchive.UsageError as error:
                found.append(error.what)

        thread = Thread(target=use)
        thread.start()
        thread.join()
    assert found == ["this archive was opened to write by another thread"]


@pytest.mark.parametrize(
    "change",
    [
        lambda archive: archive.add("https://mp.weixin.qq.com/s/x"),
        lambda archive: archive.resume(),
        lambda archive: archive.check(),
        lambda archive: archive.sync(),
        lambda archive: archive.fetch_media(),
        lambda archive: archive.import_("page.html"),
        lambda archive: archive.enqueue("https://mp.weixin.qq.com/s/x"),
        lambda archive: archive.subscribe("https://mp.weixin.qq.com/s/x"),
        lambda archive: archive.reparse(),
        lambda archive: archive.reindex(),
        lambda archive: archive.drop(1),
        lambda archive: archive.retry(1),
    ],
)
def test_what_was_opened_for_reading_is_not_written(
    archive: Archive, change: Callable[[Archive], object]
) -> None:
    with pytest.raises(wxarchive.ReadOnlyArchive, match="open it with write=True"):
        change(archive)


def test_a_damaged_row_is_left_out_and_said(past: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(past.read_bytes())
    with sqlite3.connect(broken) as raw:
        raw.execute("UPDATE articles SET fetched_at = 'yesterday' WHERE id = 3")
    raw.close()
    with wxarchive.open(broken) as archive:
        assert len(list(archive.list())) == 11
        assert len(archive.damage) == 1
        with pytest.raises(wxarchive.DamagedRow):
            archive.article(3)


def test_what_is_read_of_a_closed_archive_is_an_error_of_ours(past: Path) -> None:
    archive = wxarchive.open(past)
    begun, fresh = archive.list(), archive.list()
    next(begun)
    archive.close()
    archive.close()
    for late in (lambda: next(begun), lambda: next(fresh), archive.count, archive.statistics):
        with pytest.raises(wxarchive.StoreError, match="the archive is closed"):
            late()


def test_the_stamp_changes_when_somebody_writes(past: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(past.read_bytes())
    with wxarchive.open(copy) as reading, wxarchive.open(copy, write=True) as writing:
        before = reading.stamp
        assert reading.stamp == before
        writing.enqueue("https://mp.weixin.qq.com/s/AnotherOneAnotherOne00")
        assert reading.stamp != before


def test_nothing_is_made_where_there_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(wxarchive.StoreError, match="no archive here"):
        wxarchive.open(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_proved_and_copied(archive: Archive, tmp_path: Path) -> None:
    looked_at = list(archive.verify())
    pages = [one for one in looked_at if one.part == "pages"]
    assert len(pages) == 15
    assert [one for one in pages if one.findings] == []
    archive.backup(tmp_path / "copy.db")
    with pytest.raises(wxarchive.UsageError):
        archive.backup(tmp_path / "copy.db")
    with wxarchive.open(tmp_path / "copy.db") as copy:
        assert copy.count() == 12


def test_a_number_that_no_article_has_is_not_found(archive: Archive) -> None:
    for read in (archive.find, archive.versions, archive.history, archive.media, archive.article):
        with pytest.raises(wxarchive.NotFound, match="999"):
            read(999)


def test_articles_are_copied_into_an_archive_and_deleted_there(
    archive: Archive, tmp_path: Path
) -> None:
    part = tmp_path / "part.db"
    chosen = [article.id for article in archive.list(wxarchive.Filter(account="灯下推理社"))]
    outcomes = list(archive.extract(part, wxarchive.Filter(account="灯下推理社")))
    assert [one.status for one in outcomes] == ["created"] * len(chosen)
    with wxarchive.open(part, write=True) as copy:
        first, *rest = sorted(article.id for article in copy.list())
        assert copy.delete(first, dry_run=True).articles == 1
        assert copy.count() == len(chosen)
        assert copy.delete(first, str(first)).articles == 1
        assert sorted(article.id for article in copy.list()) == rest
        with pytest.raises(wxarchive.NotFound):
            copy.delete(rest[0], first)
        assert copy.count() == len(rest)


def test_a_damaged_row_ends_no_page_early(past: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(past.read_bytes())
    with wxarchive.open(past) as archive:
        every = [one.id for one in archive.list()]
        gone = [one.id for one in archive.vanished()]
    lost = {every[1], every[2], gone[0]}
    rest = [one for one in every if one not in lost]
    with sqlite3.connect(broken) as raw:
        raw.executemany(
            "UPDATE articles SET fetched_at = 'yesterday' WHERE id = ?", [(one,) for one in lost]
        )
    raw.close()
    where = Filter(limit=3)
    with wxarchive.open(broken) as archive:
        assert [one.id for one in archive.list(where)] == rest[:3]
        assert [one.id for one in archive.vanished(where)] == gone[1:]
        hits = [hit.article.id for hit in archive.search("桥 OR 推理 OR 茶", sort="newest")]
        first = archive.search("桥 OR 推理 OR 茶", where, sort="newest")
        assert [hit.article.id for hit in first] == hits[:3]
        found: list[int] = []
        place = None
        while page := archive.page(where, place=place):
            found += [one.id for one in page]
            place = wxarchive.Place(page[-1].metadata.published_at, page[-1].id)
        assert found == rest
        [last] = archive.page(Filter(limit=1), place=place, back=True, oldest=False)[-1:]
        assert last.id == rest[-2]
