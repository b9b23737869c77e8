"""Damaged rows of every table: each is named, and all commands go on without it."""

import shutil
import sqlite3
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.running import Program, json_lines
from tests.smallwechat.pictures import GREY, png
from tests.store.making import START, linked, raw, ref
from tests.store.test_articles import save
from tests.store.test_damage import damage
from tests.support.shelves import ALBUM_URL, HOME_URL
from wxarchive.address import list_ref
from wxarchive.errors import DamagedRow, StoreError
from wxarchive.models import CrawlTarget, ListItem, ListPage, Rules
from wxarchive.store.database import Store
from wxarchive.store.media import MediaFile

ALBUM, HOME = list_ref(ALBUM_URL), list_ref(HOME_URL)
PICTURE = "https://mmbiz.qpic.cn/mmbiz_jpg/abc/0"
ODD = (
    "CAST(x'ff41' AS TEXT)", "'{'", "'{\"a\":1}'", "'2024-05-01'", "'9999-12-31T23:59:59-12:00'", "NULL", "x'00ff'",
    "9223372036854775807", "-1", "''",
)  # fmt: skip
"""Values that stand where others belong, as SQL."""


def fill(store: Store) -> None:
    """Put something into every table."""
    for number in (1, 2, 3):
        save(store, linked(ref(number), ref(number + 1), ref(9), text=f"茶 {number}"), number)
    store.pages.save(raw(8, size=220_000), "ok", None)
    crawl = store.queue.begin(Rules(follow=1, most=9), START)
    wanted = [
        CrawlTarget(f"https://mp.weixin.qq.com/s/{name:a<22}", title=name)
        for name in ("first", "second", "third")
    ]
    store.queue.add(crawl, wanted, START)
    [row_id] = store.queue.add(
        crawl, [CrawlTarget(ALBUM_URL, None, "subscription", "album")], START
    )
    assert ALBUM
    assert HOME
    for one in (ALBUM, HOME):
        store.subscriptions.add(one, START)
    row = store.queue.get(row_id)
    assert row
    reading = store.lists.reading(row, ALBUM, ALBUM_URL)
    store.lists.keep(
        reading,
        ListPage((ListItem(ref(1), "茶"), ListItem(ref(5), "水")), goes_on=True, title="四季"),
        START,
    )
    store.hosts.challenged(START)
    store.media.note_placeholder("ab", "no picture", START)
    store._connection.run("INSERT INTO locks VALUES ('sync', 'another', ?)", (START.isoformat(),))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "a.db"
    with Store(path) as store:
        fill(store)
    return path


@pytest.fixture
def program(tmp_path: Path, whole: Path) -> Program:
    return Program(Path(shutil.copy(whole, tmp_path / "a.db")))


@pytest.mark.parametrize(
    ("sql", "named", "command", "others"),
    [
        ("UPDATE queue SET added_at = 'then' WHERE id = 2", "row 2 of table queue", "queue --json", 3),
        ("UPDATE queue SET error = CAST(x'ff' AS TEXT) WHERE id = 2", "row 2 of table queue", "queue --json", 3),
        ("UPDATE queue SET not_before = '2024-05-01' WHERE id = 1", "row 1 of table queue", "queue --json", 3),
        ("UPDATE queue SET kind = 'leaf' WHERE id = 1", "row 1 of table queue", "queue --json", 3),
        ("UPDATE queue SET attempts = 9223372036854775807 WHERE id = 1", "row 1 of table queue",
         "queue --json", 3),
        ("UPDATE queue SET why = 'whim' WHERE id = 1", "row 1 of table queue", "queue --json", 3),
        ("UPDATE links SET text = CAST(x'ff' AS TEXT) WHERE from_id = 2 AND position = 1",
         "row 2, 1 of table links", "links --json", 5),
        ("UPDATE links SET section = 'x' WHERE from_id = 2 AND position = 0", "row 2, 0 of table links",
         "links --json", 5),
        ("UPDATE links SET url = CAST(x'ff' AS TEXT) WHERE from_id = 2 AND position = 0", "row 2, 0 of table links",
         "links --json", 5),
        ("UPDATE accounts SET signature = 'x', name = CAST(x'ff' AS TEXT)", "row 1 of table accounts",
         "accounts --json", 0),
        ("UPDATE account_names SET name = CAST(x'ff' AS TEXT)", "row 1 of table account_names", "accounts --json", 1),
        ("UPDATE albums SET title = CAST(x'ff' AS TEXT) WHERE id LIKE '31%'",
         "row 3100000000000000777 of table albums", "albums --json", 1),
        ("UPDATE lists SET read_at = 'then' WHERE id = 2", "row 2 of table subscriptions", "subscriptions --json", 1),
        ("UPDATE subscriptions SET subscribed_at = '' WHERE list_id = 1", "row 1 of table subscriptions",
         "subscriptions --json", 1),
        ("UPDATE lists SET kind = 'heap' WHERE id = 2", "row 2 of table subscriptions", "subscriptions --json", 1),
        ("UPDATE media_uses SET not_before = 'then' WHERE id = 2", "row 2 of table media_uses",
         "media --each --json", 2),
        ("UPDATE media_uses SET reason = CAST(x'ff' AS TEXT) WHERE id = 2", "row 2 of table media_uses",
         "media --each --json", 2),
        ("UPDATE states SET seen_at = 'then' WHERE article_id = 2", "row 2 of table states", "history 2 --json", 1),
        ("UPDATE states SET state = 'lost' WHERE article_id = 2", "row 2 of table states", "history 2 --json", 1),
        ("UPDATE versions SET first_seen = '' WHERE article_id = 2", "row 2 of table versions", "history 2 --json", 0),
        ("UPDATE versions SET text = CAST(x'ff' AS TEXT) WHERE article_id = 2", "row 2 of table versions",
         "search 茶 --json", 2),
        ("UPDATE pages SET size = 9223372036854775807 WHERE id < 3", "row 1 of table pages", "stats --json", 0),
        ("UPDATE articles SET state = CAST(x'ff' AS TEXT) WHERE id = 2", "of table articles", "stats --json", 1),
        ("UPDATE articles SET kind = 'leaf' WHERE id = 2", "row 2 of table articles", "list --json", 2),
    ],
)  # fmt: skip
def test_a_damaged_row_is_named_and_the_others_are_shown(
    program: Program, sql: str, named: str, command: str, others: int
) -> None:
    damage(program, sql)
    result = program.run(*command.split())
    assert (result.exit_code, len(result.stdout.splitlines())) == (5, others)
    assert f"{named} is damaged" in result.stderr
    assert "bug" not in result.output


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE hosts SET paused_until = 'then'", "row mp.weixin.qq.com of table hosts"),
        ("UPDATE hosts SET answered_at = '{'", "row mp.weixin.qq.com of table hosts"),
        ("UPDATE locks SET held_until = ''", "row sync of table locks"),
        ("UPDATE crawls SET options = '[7]'", "row 1 of table crawls"),
        (
            "UPDATE list_readings SET is_behind = 1, next = CAST(x'ff' AS TEXT)",
            "row 4 of table list_readings",
        ),
    ],
)
def test_a_sync_goes_on_without_what_is_damaged(program: Program, sql: str, named: str) -> None:
    damage(program, "UPDATE hosts SET paused_at = NULL, paused_until = NULL, why = NULL")
    # what gives no answer would end the run
    damage(program, "DELETE FROM queue WHERE kind = 'article'")
    damage(program, sql)
    away = Program(
        program.db, environment={"WXARCHIVE_CONNECT_TO": "mp.weixin.qq.com=http://127.0.0.1:1"}
    )
    result = away.run("sync", "--delay", 0, "--no-media", "--json")
    assert result.exit_code == 5
    assert f"{named} is damaged" in result.output
    assert "bug" not in result.output


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE media SET bytes = x'00'", "of table media is damaged (its bytes are others)"),
        ("DELETE FROM media", "of table media_uses is damaged (the file it names is missing)"),
    ],
)
@pytest.mark.parametrize("form", ["md", "html", "epub"])
def test_a_damaged_picture_takes_no_article_with_it(
    program: Program, tmp_path: Path, sql: str, said: str, form: str
) -> None:
    picture = png(1080, 720, GREY)
    found = MediaFile(BytesIO(picture), sha256(picture).hexdigest(), len(picture), "image/png", "")
    with Store(program.db) as store:
        store.media.keep(PICTURE, found, START)
    damage(program, f"UPDATE versions SET html = '<p>茶<img src=\"{PICTURE}\"></p>'")
    damage(program, sql)
    result = program.run("export", f"--{form}", "-o", tmp_path / "out")
    assert result.exit_code == 5
    assert "articles 3: 3 written" in result.stderr
    assert said in result.stderr
    assert "bug" not in result.output


def test_a_value_of_another_type_is_damage_where_a_table_lets_it_be(program: Program) -> None:
    connection = sqlite3.connect(program.db)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name IN ('queue', 'links', 'versions')"
    )
    connection.commit()
    connection.close()
    damage(program, "UPDATE queue SET title = x'ff' WHERE id = 2")
    damage(program, "UPDATE queue SET depth = 'deep' WHERE id = 3")
    damage(program, "UPDATE links SET text = x'ff' WHERE from_id = 2 AND position = 1")
    shown = program.run("queue", "--json")
    assert [line["id"] for line in json_lines(shown.stdout)] == [1, 4]
    assert "row 2 of table queue is damaged (a value of another type)" in shown.stderr
    assert "row 3 of table queue is damaged (depth cannot be 'deep')" in shown.stderr
    damage(program, "UPDATE versions SET text = x'ff' WHERE id = 2")
    assert program.run("reindex").exit_code == 0
    assert program.run("queue", "retry", "--all").exit_code == 0
    shown = program.run("links", "--graph", "json")
    assert shown.exit_code == 5
    assert "row 2, 1 of table links is damaged" in shown.stderr


def test_a_list_that_is_missing_is_named(program: Program) -> None:
    damage(program, "UPDATE list_readings SET list_id = 77")
    with Store(program.db) as store:
        row = store.queue.get(4)
        assert row
        assert ALBUM
        with pytest.raises(DamagedRow, match="the list of row 4 of table list_readings is missing"):
            store.lists.reading(row, ALBUM, ALBUM_URL)


def test_a_question_in_sql_is_answered_as_far_as_can_be(program: Program) -> None:
    damage(program, "UPDATE articles SET reason = CAST(x'61ff' AS TEXT) WHERE id = 2")
    result = program.run("sql", "SELECT id, reason FROM articles ORDER BY id")
    assert (result.exit_code, result.stdout) == (5, "1\t\n2\ta\ufffd\n3\t\n")
    assert "no UTF-8" in result.stderr


def cells(db: Path) -> list[tuple[str, str]]:
    """Return table and column of every cell that we write ourselves."""
    connection = sqlite3.connect(db)
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*search_*' AND name NOT LIKE '!_%'"
    found = connection.execute(
        f"SELECT t.name, c.name FROM ({tables} ESCAPE '!') t, pragma_table_xinfo(t.name) c WHERE c.hidden = 0"
    ).fetchall()
    connection.close()
    return found


READING = (
    "list --json", "list --group-by month", "show 2", "search 茶", "export --jsonl", "links --json",
    "links --graph dot --by account", "links --missing", "history 2", "diff 2", "stats", "queue", "subscriptions",
    "accounts", "albums", "media", "check --schedule",
)  # fmt: skip


@pytest.mark.slow  # every command over every cell
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_a_cell_holds_no_reading_command_breaks(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    db = Path(shutil.copy(whole, tmp_path_factory.mktemp("cell") / "a.db"))
    table, column = data.draw(st.sampled_from(cells(whole)))
    value, row = data.draw(st.sampled_from(ODD)), data.draw(st.integers(1, 3))
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    keys = ", ".join(
        name
        for (name,) in connection.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk")
    )
    which = f"({keys}) IN (SELECT {keys} FROM {table} LIMIT 1 OFFSET {row - 1})"
    try:
        connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {which}")
    except sqlite3.Error:
        return  # a strict table refuses it
    finally:
        connection.commit()
        connection.close()
    for command in READING:
        result = Program(db).run(*command.split())
        assert result.exit_code in {0, 1, 5}, (table, column, value, row, command, result.output)
        assert "bug" not in result.output, (table, column, value, row, command, result.output)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("ALTER TABLE versions DROP COLUMN html", "column html of table versions is missing"),
        ("DROP TABLE search_titles", "search_titles is missing"),
        ("DROP VIEW link_list", "link_list is missing"),
        ("PRAGMA user_version = 3", "its user_version is not the number of its format"),
        ("PRAGMA user_version = -1", "its user_version is not the number of its format"),
        ("PRAGMA user_version = 99", "made by a newer wxarchive"),
        ("DROP TABLE _sqlite_migrations", None),
    ],
)
def test_what_a_shape_lacks_is_named(program: Program, sql: str, said: str | None) -> None:
    damage(program, sql)
    outputs = [
        program.run(*command.split()) for command in ("show 1", "search 茶", "links", "reindex")
    ]
    assert {result.exit_code for result in outputs} <= {0, 5}
    assert said is None or any(said in result.stderr for result in outputs)
    assert all("bug" not in result.output for result in outputs)


def test_an_archive_that_lies_about_its_steps_is_left_as_it_is(program: Program) -> None:
    damage(program, "DROP TABLE _sqlite_migrations")
    damage(program, "PRAGMA user_version = 3")
    result = program.run("list")
    assert result.exit_code == 5
    assert "it says that it is of format 3, and it is not" in result.stderr


def test_a_mistake_in_our_own_sql_is_no_damage(whole: Path) -> None:
    with (
        Store(whole) as store,
        pytest.raises(sqlite3.OperationalError, match="no such column: titel"),
    ):
        store._connection.value("SELECT titel FROM articles")
    with Store(whole) as store, pytest.raises(sqlite3.IntegrityError):
        store._connection.run("INSERT INTO albums (id) VALUES ('8')")


def test_the_same_statement_of_a_damaged_archive_is_damage(program: Program) -> None:
    damage(program, "DROP VIEW link_list")
    with Store(program.db) as store, pytest.raises(StoreError, match="link_list is missing"):
        store._connection.value("SELECT titel FROM articles")


def test_a_damaged_search_index_is_made_anew(program: Program) -> None:
    damage(program, "UPDATE search_phrases_data SET block = x'ff' WHERE id > 10")
    result = program.run("search", "慢慢")
    assert (result.exit_code, "wxarchive reindex" in result.stderr) == (5, True)
    assert program.run("reindex").exit_code == 0
    assert program.run("search", "慢慢").exit_code == 0


def test_a_dump_is_told_from_a_database(program: Program, tmp_path: Path) -> None:
    for text in (
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
        "BEGIN TRANSACTION;\n",
        "\ufeffBEGIN TRANSACTION;\n",
    ):
        dump = tmp_path / "dump.sql"
        dump.write_text(text, encoding="utf-8")
        result = Program(dump).run("fetch", "https://mp.weixin.qq.com/s/abc")
        assert result.exit_code == 5
        assert "an SQL text dump" in result.stderr
        assert "sqlite3 NEW.db < FILE" in result.stderr


def test_a_restored_dump_gets_its_marks_back(program: Program) -> None:
    listed = json_lines(program.run("list", "--json").stdout)
    damage(program, "PRAGMA application_id = 0")
    damage(program, "PRAGMA user_version = 0")
    result = program.run("fetch", "https://mp.weixin.qq.com/s/abc")
    assert result.exit_code == 5
    assert "restored from an SQL dump" in result.stderr
    for mark in result.stderr.split('"')[1].split(";"):
        damage(program, mark)
    assert json_lines(program.run("list", "--json").stdout) == listed
