"""Archives whose rows, text or shape are damaged: a line that names the row, and the other articles
unharmed.
"""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import zstandard

from tests.cli.running import Program, json_lines
from tests.store.making import article, raw, ref
from tests.store.test_articles import save
from tests.support.prepared import prepared
from wxarchive.errors import DamagedRow, StoreError
from wxarchive.models import PARTS, Filter
from wxarchive.store.database import Store


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(prepared(tmp_path / "a.db", fill))


def fill(path: Path) -> None:
    with Store(path) as store:
        for number in (1, 2, 3):
            save(store, article(ref(number), f"茶 {number}"), number)


def damage(program: Program, sql: str, *values: object) -> None:
    connection = sqlite3.connect(program.db)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(sql, values)
    connection.commit()
    connection.close()


METADATA = "UPDATE articles SET metadata = ? WHERE id = 2"
BROKEN = b'{"title":"\xff\xfe"}'


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE articles SET metadata = CAST(? AS TEXT) WHERE id = 2", BROKEN),
        (METADATA, "[]"),
        (METADATA, '{"title":7}'),
        (METADATA, '{"albums":[1]}'),
        (METADATA, '{"published_at":"9999-12-31T23:59:59-12:00"}'),
        (METADATA, '{"published_at":"yesterday"}'),
        (METADATA, '{"no_such_field":"x"}'),
        ("UPDATE articles SET gone_at = ? WHERE id = 2", "0001-01-01T00:00:00+23:59"),
        ("UPDATE articles SET last_seen_alive = ? WHERE id = 2", "2024-05-01"),
        ("UPDATE versions SET losses = ? WHERE article_id = 2", '{"a":1}'),
    ],
)
def test_a_damaged_article_is_named_and_the_others_are_listed(
    program: Program, sql: str, value: object
) -> None:
    damage(program, sql, value)
    for arguments in (("list", "--json"), ("search", "茶", "--json"), ("export", "--jsonl")):
        result = program.run(*arguments)
        assert {line["id"] for line in json_lines(result.stdout) if line.get("id")} == {1, 3}
        assert result.exit_code == 5
        assert "row 2 of table articles is damaged" in result.stderr
        assert "bug" not in result.stderr


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE versions SET text = CAST(? AS TEXT) WHERE article_id = 2", b"\xff"),
        ("UPDATE versions SET html = CAST(? AS TEXT) WHERE article_id = 2", b"<p>\xc3</p>"),
        ("UPDATE versions SET images = ? WHERE article_id = 2", "{}"),
        ("UPDATE versions SET media = ? WHERE article_id = 2", "[7]"),
    ],
)
def test_a_damaged_text_is_named_and_the_others_are_exported(
    program: Program, tmp_path: Path, sql: str, value: object
) -> None:
    damage(program, sql, value)
    for form in ("--md", "--html", "--epub"):
        result = program.run("export", form, "-o", tmp_path / form)
        assert result.exit_code == 5
        assert "row 2 of table versions is damaged" in result.stderr
        assert "bug" not in result.stderr
    assert len([*(tmp_path / "--md").glob("*.md")]) == 2
    assert [line["id"] for line in json_lines(program.run("export", "--jsonl").stdout)] == [3, 1]
    shown = program.run("show", "2")
    assert (shown.exit_code, "row 2 of table versions is damaged" in shown.stderr) == (5, True)


def bomb(claims: int) -> bytes:
    """Return a small frame that says it holds so many zero bytes, and does."""
    packer = zstandard.ZstdCompressor(level=1).compressobj(size=claims)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(claims // 2**20)) + packer.flush()


@pytest.mark.parametrize("table", ["pages", "dictionaries"])
def test_a_frame_that_claims_too_much_is_not_unpacked(tmp_path: Path, table: str) -> None:
    with Store(tmp_path / "a.db") as store:
        page_id = store.pages.save(raw(1, size=220_000), "ok", None)
        size = 2**27
        store._connection.run(f"UPDATE {table} SET data = ?, size = ?", (bomb(size), size))
    with (
        Store(tmp_path / "a.db") as store,
        pytest.raises(DamagedRow, match=f"row 1 of table {table} is damaged"),
    ):
        store.pages.get(page_id)


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE pages SET headers = ? WHERE id = 2", "[1]"),
        ("UPDATE pages SET headers = ? WHERE id = 2", "[[1, 2]]"),
        ("UPDATE pages SET dated_by = ? WHERE id = 2", "a guess"),
        ("UPDATE pages SET received_at = ? WHERE id = 2", "then"),
        ("UPDATE pages SET source = CAST(? AS TEXT) WHERE id = 2", b"\xff"),
        ("UPDATE pages SET data = ? WHERE id = 2", b"no frame"),
    ],
)
def test_reparse_reads_the_other_pages(program: Program, sql: str, value: object) -> None:
    damage(program, sql, value)
    result = program.run("reparse", "--json")
    assert result.exit_code == 5
    assert len(json_lines(result.stdout)) == 4
    assert "row 2 of table pages is damaged" in result.output
    assert "bug" not in result.output


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE articles DROP COLUMN reason",
        "ALTER TABLE versions DROP COLUMN html",
        "DROP TABLE aliases",
        "PRAGMA user_version = 3",
        "PRAGMA user_version = 0",
    ],
)
def test_another_shape_is_said(program: Program, sql: str) -> None:
    connection = sqlite3.connect(program.db)
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute(sql)
    connection.commit()
    connection.close()
    for arguments in (("list",), ("show", "1"), ("search", "茶"), ("links",), ("stats",)):
        result = program.run(*arguments)
        assert result.exit_code in {0, 5}, (arguments, result.output)
        assert "bug" not in result.output


def test_a_restored_dump_is_said(program: Program, tmp_path: Path) -> None:
    theirs = sqlite3.connect(tmp_path / "b.db")
    with sqlite3.connect(program.db) as ours:
        tables = ours.execute(
            "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'"
        ).fetchall()
    for (sql,) in tables:
        if "sqlite_" not in sql:
            theirs.execute(sql)
    theirs.close()
    result = Program(tmp_path / "b.db").run("list")
    assert result.exit_code == 5
    assert "bug" not in result.output


def take_away(store: Store, how: str) -> None:
    store.pages.save(raw(2), "ok", None)
    aside = store.path.with_name("b.db")
    store.path.rename(aside)
    if how == "replaced":
        shutil.copy(aside, store.path)
    if how == "deleted":
        aside.unlink()


@pytest.mark.skipif(os.name == "nt", reason="nobody can take an open file away there")
@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_an_archive_that_is_taken_away_is_noticed_at_once(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.db"
    with Store(path) as store:
        save(store, article(ref(1)), 1)
        with pytest.raises(StoreError, match="deleted, moved or replaced"), store.atomic():
            take_away(store, how)
        with pytest.raises(StoreError, match="deleted, moved or replaced"):
            store.pages.save(raw(3), "ok", None)
    if how == "moved":
        with Store(tmp_path / "b.db") as store:
            assert [one.id for one in store.articles.list(Filter())] == [1]


def test_what_sqlite_cannot_read_hides_nothing_else_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store(path) as store:
        for number in (1, 2):
            save(store, article(ref(number)), number)
    with sqlite3.connect(path) as raw_connection:
        raw_connection.execute("UPDATE pages SET data = zeroblob(40) WHERE id = 2")
        [(root,)] = raw_connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'marks'"
        )
        [(size,)] = raw_connection.execute("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 40)
    with Store(path, read_only=True) as store:
        looked_at = list(store.verify())
    assert {one.part for one in looked_at} == set(PARTS) - {"dictionaries", "media"}
    found = [finding for one in looked_at for finding in one.findings]
    assert {finding.part for finding in found} == {"file", "pages"}
    assert [finding.row for finding in found if finding.part == "pages"] == ["2"]


def test_the_newest_version_is_read_whatever_the_earlier_ones_are_like(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        for number in (1, 2):
            save(store, article(ref(1), f"茶 {number}"), number)
        with sqlite3.connect(store.path) as raw_connection:
            raw_connection.execute("UPDATE versions SET images = '{}' WHERE id = 1")
        newest = store.versions.newest(1)
        assert newest
        assert (newest.number, newest.body.text) == (2, "茶 2")
        with pytest.raises(DamagedRow, match="row 1 of table versions is damaged"):
            store.versions.of(1)
