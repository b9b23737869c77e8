"""Each released step is tested over the rows of the step before it.

A new step needs one entry in ``OLD_ROWS``: rows as the archive held them before that step.
"""

import re
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support import database
from wxarchive.models import Filter
from wxarchive.store.database import Store
from wxarchive.store.sqlite.connection import Connection
from wxarchive.store.sqlite.migrations import migrate
from wxarchive.store.sqlite.steps import APPLICATION_ID, STEPS

OLD_ROWS: dict[str, tuple[str, ...]] = {
    "0001_archive": (),  # nothing came before the first step
    "0002_search": (
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{\"title\":\"茶\"}')",
    ),
    "0003_questions": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) "
        "VALUES (1, 'a', 'ok', 'a.html', '2026-03-01T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{\"is_original\":true}'), (2, 'deleted', '{}')",
        "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen, losses, metadata, images, "
        "media, text, html) VALUES (1, 1, 1, 'h', '2026', '2026', '[]', '{}', '[\"a\",\"b\"]', '[]', '三个字', '')",
        "UPDATE articles SET version_id = 1 WHERE id = 1",
    ),
    "0004_queue": (
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{\"title\":\"茶\"}')",
    ),
    "0005_media": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) "
        "VALUES (1, 'a', 'ok', 'a.html', '2026-03-01T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
        "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen, losses, metadata, images, "
        "media, text, html) VALUES (1, 1, 1, 'h', '2026', '2026', '[]', '{\"cover_url\":\"https://c/0\"}', "
        '\'["https://a/0","https://b/0"]\', \'[{"type":"audio","id":"x","url":"https://s/0"},'
        '{"type":"video","id":"wxv_12","cover_url":"https://d/0"},{"type":"video","id":"abc"}]\', \'\', \'\')',
    ),
    "0006_lists": (
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
        "INSERT INTO albums VALUES ('9', '茶')",
        "INSERT INTO album_articles VALUES ('9', 1)",
        "INSERT INTO crawls (id, options, started_at) VALUES (1, '{}', '2026-03-01T08:00:00+08:00')",
        "INSERT INTO queue (crawl_id, address, kind, why, depth, added_at) "
        "VALUES (1, 'https://mp.weixin.qq.com/s/a', 'article', 'asked', 0, '2026-03-01T08:00:00+08:00')",
    ),
    "0007_checks": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) "
        "VALUES (1, 'a', 'ok', 'a.html', '2026-03-01T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata, first_seen_alive, last_seen_alive, gone_at) VALUES "
        "(1, 'ok', '{\"published_at\":\"2020-01-01T08:00:00+08:00\"}', "
        "'2026-03-01T08:00:00+08:00', '2026-03-02T08:00:00+08:00', NULL), "
        "(2, 'deleted', '{}', NULL, NULL, '2026-03-01T08:00:00+08:00')",
        "INSERT INTO states (article_id, page_id, seen_at, state) VALUES (1, 1, '2026-03-01T08:00:00+08:00', 'ok'), "
        "(1, 1, '2026-03-02T08:00:00+08:00', 'ok'), (2, 1, '2026-03-01T08:00:00+08:00', 'deleted')",
    ),
    "0008_dated": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) VALUES "
        "(1, 'a', 'ok', 'https://a', '2026-03-01T08:00:00+08:00', 0, '[]', 1, x'00'), "
        "(2, 'b', 'ok', 'b.html', '2026-03-02T08:00:00+08:00', 1, '[]', 1, x'00'), "
        "(3, 'c', 'ok', 'c.html', '2026-03-03T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
        "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen, losses, metadata, images, "
        "media, text, html) VALUES (1, 1, 2, 'h', '2026', '2026', '[]', "
        "'{\"served_at\":\"2026-03-02T08:00:00+08:00\"}', '[]', '[]', '', '')",
    ),
    "0009_told": ("INSERT INTO articles (id, state, metadata) VALUES (1, 'deleted', '{}')",),
    "0010_received": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) VALUES "
        "(1, 'a', 'ok', 'https://a', '2026-03-01T08:00:00+08:00', 0, '[]', 1, x'00'), "
        "(2, 'b', 'ok', 'b.html', '2033-03-02T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
        "INSERT INTO states (article_id, page_id, seen_at, state) VALUES (1, 1, '2026-03-01T08:00:00+08:00', 'ok'), "
        "(1, 2, '2033-03-02T08:00:00+08:00', 'ok')",
    ),
    "0011_doubtful": (
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
        "INSERT INTO media VALUES ('a', 'image/png', 1, 3, 2, '2026-03-01T08:00:00+08:00', x'00')",
        "INSERT INTO media_uses VALUES (1, 1, 'https://a/0', 'picture', 'a', 'kept', NULL, 1, NULL, 'https://a/0'), "
        "(2, 1, 'https://b/0', 'cover', NULL, 'failed', 'HTTP 404', 1, NULL, NULL)",
    ),
    "0012_origin": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) VALUES "
        "(1, 'a', 'ok', 'https://a', '2026-03-01T08:00:00+08:00', 0, '[]', 1, x'00'), "
        "(2, 'b', 'ok', 'b.html', '2026-03-02T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
    ),
    "0013_earlier": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data) "
        "VALUES (1, 'a', 'ok', 'a.html', '2026-03-01T08:00:00+08:00', 1, '[]', 1, x'00')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}'), (2, 'ok', '{}')",
        "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen, losses, metadata, images, "
        "media, text, html) VALUES "
        "(1, 1, 1, 'h', '2026-03-01T08:00:00+08:00', '2026-03-01T08:00:00+08:00', '[]', '{}', '[]', '[]', '旧石碑', ''), "
        "(2, 1, 1, 'i', '2026-03-02T08:00:00+08:00', '2026-03-02T08:00:00+08:00', '[]', '{}', '[]', '[]', '新石碑', '')",
        "UPDATE articles SET version_id = 2 WHERE id = 1",
        "DELETE FROM search_pending",
    ),
    "0014_scrubbed": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data, origin) VALUES "
        "(1, 'a', 'ok', 'https://a', '2026-03-01T08:00:00+08:00', 0, '[]', 1, x'00', 'page')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
    ),
    "0015_events": ("INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",),
    "0016_authors": ("INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",),
    "0017_similar": (
        "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data, origin) VALUES "
        "(1, 'a', 'ok', 'https://a', '2026-03-01T08:00:00+08:00', 0, '[]', 1, x'00', 'page')",
        "INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",
        "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen, losses, metadata, images, "
        "media, text, html) VALUES (1, 1, 1, 'h', '2026-03-01T08:00:00+08:00', '2026-03-01T08:00:00+08:00', '[]', '{}', '[]', '[]', '旧石碑', '')",
        "UPDATE articles SET version_id = 1 WHERE id = 1",
    ),
    "0018_annotations": ("INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",),
    "0019_reactions": ("INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",),
    "0020_account_lists": (
        "INSERT INTO crawls (id, options, started_at) VALUES (1, '{}', '2026-03-01T08:00:00+08:00')",
        "INSERT INTO queue (id, crawl_id, address, kind, why, depth, added_at) "
        "VALUES (5, 1, 'https://mp.weixin.qq.com/mp/homepage?a', 'home', 'asked', 0, '2026-03-01T08:00:00+08:00')",
        "INSERT INTO lists (id, kind, address, biz, title) VALUES "
        "(3, 'home', 'https://mp.weixin.qq.com/mp/homepage?a', 'Mw==', '茶')",
        "INSERT INTO list_items (id, list_id, address, batch, place, seen_in, first_seen) "
        "VALUES (7, 3, 'https://mp.weixin.qq.com/s/a', 1, 1, 1, '2026-03-01T08:00:00+08:00')",
        "INSERT INTO list_readings (queue_id, list_id, number, next, batch) VALUES (5, 3, 1, 'n', 1)",
        "INSERT INTO subscriptions VALUES (3, '2026-03-01T08:00:00+08:00')",
    ),
    "0021_sorts": ("INSERT INTO articles (id, state, metadata) VALUES (1, 'ok', '{}')",),
}


def test_each_step_has_old_rows_to_be_tried_on() -> None:
    assert tuple(OLD_ROWS) == STEPS


def old_archive(path: Path, step: str) -> None:
    """Put an archive there as it was before a step."""
    path.write_bytes(_old_archive(step))


@cache
def _old_archive(step: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "old.db"
        path.touch()
        old = Connection(path, "mode=rw", patience=0)
        migrate(old, stop_before=step)
        old.raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for statement in OLD_ROWS[step]:
            old.run(statement)
        old.close()
        return path.read_bytes()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_archive_is_brought_up_to_date_and_keeps_its_rows(
    tmp_path: Path, step: str, read_only: bool
) -> None:
    path = tmp_path / "old.db"
    old_archive(path, step)
    held = database.rows(path, "SELECT count(*) FROM articles")[0][0] if OLD_ROWS[step] else 0
    with Store(path, read_only=read_only) as store:
        assert len(list(store.articles.list(Filter()))) == held
        assert store._connection.value("PRAGMA user_version") == len(STEPS)
        assert list(store._connection.rows("PRAGMA foreign_key_check")) == []


def test_what_files_claimed_in_an_older_archive_is_told_from_what_was_received(
    tmp_path: Path,
) -> None:
    old_archive(tmp_path / "old.db", "0010_received")
    with Store(tmp_path / "old.db") as store:
        rows = store._connection.rows("SELECT page_id, is_received FROM states ORDER BY page_id")
        assert [tuple(row) for row in rows] == [(1, 1), (2, 0)]


def test_the_media_of_an_older_archive_stay_as_they_are(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0011_doubtful")
    with Store(tmp_path / "old.db") as store:
        uses = store.media.of_article(1)
        assert [(use.address, use.state, use.sha256, use.width, use.reason) for use in uses] == [
            ("https://a/0", "kept", "a", 3, None),
            ("https://b/0", "failed", None, None, "HTTP 404"),
        ]


def test_an_older_archive_knows_the_origin_of_what_it_received_itself(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0012_origin")
    with Store(tmp_path / "old.db") as store:
        found = store._connection.rows("SELECT id, origin FROM pages ORDER BY id")
        assert [tuple(row) for row in found] == [(1, "page"), (2, None)]


def test_an_older_archive_does_not_know_what_its_pages_were_fetched_with(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0014_scrubbed")
    with Store(tmp_path / "old.db") as store:
        found = store._connection.rows("SELECT id, with_cookies, scrubbed FROM page_list")
        assert [tuple(row) for row in found] == [(1, None, None)]


def test_an_older_archive_wants_the_media_of_every_version(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0005_media")
    with Store(tmp_path / "old.db") as store:
        found = [
            tuple(row)
            for row in store._connection.rows("SELECT role, address, state FROM media_list")
        ]
    assert found == [
        ("picture", "https://a/0", "wanted"),
        ("picture", "https://b/0", "wanted"),
        ("cover", "https://c/0", "wanted"),
        ("cover", "https://d/0", "wanted"),
        ("audio", "https://s/0", "wanted"),
        ("video", "wxv_12", "wanted"),
    ]


def test_a_new_archive_is_as_one_that_took_every_step(tmp_path: Path) -> None:
    path = tmp_path / "migrated.db"
    path.touch()
    with closing(Connection(path, "mode=rw", patience=0)) as migrated:
        migrate(migrated)
        expected = _shape_of(migrated)
    with Store(tmp_path / "new.db") as store:
        assert _shape_of(store._connection) == expected


def _shape_of(connection: Connection) -> list[tuple[object, ...]]:
    """Return everything that is in a fresh archive, but the hours at which steps were taken."""
    tables = (
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> '_sqlite_migrations'"
    )
    notes = "SELECT id, migration_set, name FROM _sqlite_migrations"
    columns = "SELECT * FROM pragma_table_info('_sqlite_migrations')"
    statements = (tables, notes, columns, "PRAGMA user_version", "PRAGMA application_id")
    rows = (row for sql in statements for row in connection.rows(sql))
    return [tuple(re.sub(r'["\s]', "", str(value)) for value in row) for row in rows]


def test_a_new_archive_waits_for_no_import_of_sqlite_utils(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlite_utils", None)
    with Store(tmp_path / "new.db") as store:
        assert store._connection.value("PRAGMA user_version") == len(STEPS)


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    connection = Connection(path, "mode=rw", patience=0)
    connection.raw.execute("CREATE TABLE versions (in_the_way)")
    with pytest.raises(Exception, match="versions already exists"):
        migrate(connection)
    assert [row[0] for row in connection.rows("SELECT name FROM sqlite_master")] == ["versions"]
    assert connection.value("PRAGMA user_version") == 0
    connection.close()


def test_comments_are_part_of_the_schema(store: Store) -> None:
    schema = store._connection.value("SELECT sql FROM sqlite_master WHERE name = 'articles'")
    assert "-- biz:mid:idx, the identity" in schema


def test_every_table_is_strict(store: Store) -> None:
    rows = store._connection.rows("PRAGMA table_list")
    loose = [row["name"] for row in rows if row["type"] == "table" and not row["strict"]]
    assert [name for name in loose if not name.startswith(("sqlite_", "_sqlite_"))] == []


def test_an_older_archive_knows_when_its_articles_are_to_be_checked(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0007_checks")
    with Store(tmp_path / "old.db") as store:
        found = [
            tuple(row)
            for row in store._connection.rows("SELECT id, checked_at, check_due FROM articles")
        ]
    assert found == [
        (1, "2026-03-02T08:00:00+08:00", "2026-09-09T01:02:24+08:00"),
        (2, "2026-03-01T08:00:00+08:00", "2026-03-27T09:40:48+08:00"),
    ]


def test_earlier_versions_of_an_older_archive_are_indexed(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0013_earlier")
    with Store(tmp_path / "old.db") as store:
        assert store.search.pending() == 1, "only articles with earlier versions are looked at"
        sum(store.search.update())
        [hit] = store.search.find("旧石", Filter(), versions=True)
        assert (hit.article.id, hit.version and hit.version.number) == (1, 1)


def test_an_older_archive_keeps_its_lists_and_what_refers_to_them(tmp_path: Path) -> None:
    old_archive(tmp_path / "old.db", "0020_account_lists")
    with Store(tmp_path / "old.db") as store:
        rows = store._connection.rows(
            """
            SELECT l.id, l.title, i.id, r.queue_id, u.subscribed_at FROM lists l
            JOIN list_items i ON i.list_id = l.id JOIN list_readings r ON r.list_id = l.id
            JOIN subscriptions u ON u.list_id = l.id
            """
        )
        assert [tuple(row) for row in rows] == [(3, "茶", 7, 5, "2026-03-01T08:00:00+08:00")]
        assert list(store._connection.rows("PRAGMA foreign_key_check")) == []
        store._connection.run("UPDATE queue SET state = 'dropped'")
        store._connection.run("UPDATE lists SET kind = 'account' WHERE id = 3")
        store._connection.run("DELETE FROM lists")
        assert store._connection.value("SELECT count(*) FROM list_items") == 0
