"""``verify`` finds what is wrong with an archive, and says what mends it."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive.lives import Doing, Receipt, made
from tests.cli.running import Program, json_lines
from tests.store.making import article, day, raw, ref
from tests.support import library
from tests.support.prepared import empty
from tests.support.told import told
from wxarchive.store import Store
from wxarchive.store.search.documents import prepare

PAST = (
    Receipt(1, 0),
    Receipt(2, 0, text=1, copy=2),
    Receipt(3, 0, "gone"),
    Receipt(4, 1, "file"),
    Receipt(5, 2, name="short"),
    Doing("keep", 0, 0),
    Doing("list", 1, 7),
)


@pytest.fixture
def program(tmp_path: Path, empty_archive: Path) -> Program:
    return Program(made(tmp_path / "archive.db", PAST, empty_archive))


def spoilt(program: Program, *statements: str) -> None:
    with sqlite3.connect(program.db) as raw:
        for statement in statements:
            assert raw.execute(statement).rowcount != 0


def found(program: Program) -> list[tuple[object, object, object]]:
    """Return part, row and remedies of all that is wrong; the index as a whole is row None."""
    result = program.run("verify", "--json")
    *findings, last = json_lines(result.stdout)
    summary = last["summary"]
    assert isinstance(summary, dict)
    assert summary["problems"] == len(findings)
    assert summary["checked"] == sum(list(summary.values())[1:-1])
    assert result.exit_code == (1 if findings else 0)
    return [(one["part"], one["row"], one["mend"]) for one in findings]


def test_a_whole_archive_is_whole(program: Program) -> None:
    assert found(program) == []
    result = program.run("verify")
    assert (result.stdout, result.stderr) == (
        "",
        "wxarchive: looked at 5 pages, 4 versions, 1 media, 6 index, 4 fingerprints: no problems\n",
    )


def test_articles_like_real_ones_are_whole_too(tmp_path: Path) -> None:
    program = Program(library.make(tmp_path / "library.db"))
    assert found(program) == []


def test_a_flipped_byte_in_a_page_is_found(program: Program) -> None:
    with Store(program.db) as store:
        data = bytearray(store._connection.value("SELECT data FROM pages WHERE id = 2"))
        data[len(data) // 2] ^= 1
        store._connection.run("UPDATE pages SET data = ? WHERE id = 2", (bytes(data),))
    assert found(program) == [("pages", "2", ["backup"])]
    result = program.run("verify")
    assert result.stdout.startswith("pages        row 2 of table pages is damaged (")
    assert result.stderr.splitlines()[1:] == [
        "wxarchive: pages: merge a backup: wxarchive merge BACKUP.db"
    ]


def test_a_broken_dictionary_is_found_with_the_pages_that_need_it(program: Program) -> None:
    spoilt(
        program,
        "INSERT INTO dictionaries VALUES (1, 'd', 5, x'00')",
        "UPDATE pages SET dictionary_id = 1 WHERE id = 2",
    )
    assert found(program) == [("dictionaries", "1", ["backup"]), ("pages", "2", ["backup"])]


@pytest.mark.parametrize("loss", ["DELETE FROM media", "UPDATE media SET bytes = x'00'"])
def test_a_lost_or_damaged_file_is_found_and_can_be_fetched_again(
    program: Program, loss: str
) -> None:
    spoilt(program, loss)
    [(part, row, mend)] = found(program)
    assert (part, len(str(row)), mend) == ("media", 64, ["backup", "media fetch"])
    mended = program.run("verify", "--mend")
    assert "files to fetch again: 1 (uses: 1); wxarchive media fetch" in mended.stderr
    assert found(program) == []
    assert "the file was damaged or lost" in program.run("media").stdout


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE versions SET text = 'another' WHERE id = 1",
        "UPDATE versions SET images = '{}' WHERE id = 1",
    ],
)
def test_a_version_that_says_something_else_than_its_hash_is_found(
    program: Program, change: str
) -> None:
    spoilt(program, "DROP TRIGGER search_version_changed", change)
    assert ("versions", "1", ["reparse", "backup"]) in found(program)


def test_a_document_too_few_is_found(program: Program) -> None:
    spoilt(program, "DELETE FROM search_documents WHERE article_id = 2")
    assert ("index", "2", ["reindex"]) in found(program)


def removed(store: Store) -> None:
    [(document, _)] = store.search._index.documents(2)
    entry = prepare(document)
    number = store._connection.value("SELECT docid FROM search_documents WHERE article_id = 2")
    columns = "search_phrases, rowid, title, account, author, digest, body"
    store._connection.run(
        f"INSERT INTO search_phrases ({columns}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
        (number, *entry.phrases),
    )


def added(store: Store) -> None:
    store._connection.run("INSERT INTO search_titles (rowid, title) VALUES (7, '没有 有的')")


def added_to_one(store: Store) -> None:
    number = store._connection.value("SELECT docid FROM search_documents WHERE article_id = 2")
    store._connection.run(
        "INSERT INTO search_characters (rowid, characters) VALUES (?, '多')", (number,)
    )


@pytest.mark.parametrize("change", [removed, added, added_to_one])
def test_an_entry_of_the_index_too_few_or_too_many_is_found_and_mended(
    program: Program, change: Callable[[Store], None]
) -> None:
    with Store(program.db) as store:
        change(store)
    assert found(program) == [("index", None, ["reindex"])]
    assert program.run("reindex").exit_code == 0
    assert found(program) == []


def test_a_reference_to_nothing_is_found(program: Program) -> None:
    spoilt(program, "UPDATE articles SET account_id = 99 WHERE id = 1")
    assert found(program) == [("file", "1", ["backup"])]


def test_to_verify_writes_nothing(program: Program) -> None:
    before = program.db.read_bytes()
    program.run("verify")
    assert program.db.read_bytes() == before


def test_a_backup_that_is_merged_mends_pages_and_files(program: Program, tmp_path: Path) -> None:
    shutil.copy(program.db, tmp_path / "backup.db")
    whole = told(program.db)
    spoilt(program, "UPDATE pages SET data = x'00'", "UPDATE media SET bytes = x'00'")
    assert len(found(program)) == 6
    program.run("merge", tmp_path / "backup.db")
    assert found(program) == []
    assert told(program.db) == whole


SAME = "茶山的雾散得慢，桥上的人走得也慢；书架在夜里有声音，雨停了才听见，灯一直亮着，谁也没有关。"


@pytest.fixture
def compared(tmp_path: Path) -> Program:
    """The program over an archive of two articles that are long enough for fingerprints."""
    with Store(empty(tmp_path / "archive.db")) as store, store.atomic():
        for number in (1, 2):
            page = store.pages.save(raw(number), "ok", None)
            store.articles.save(article(ref(number), f"{SAME}{number}"), page, day(number))
    return Program(tmp_path / "archive.db")


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("DELETE FROM fingerprints WHERE article_id = 2", "2"),
        ("UPDATE fingerprints SET digests = x'0102030405' WHERE article_id = 2", "2"),
        ("UPDATE fingerprints SET whole = NULL WHERE article_id = 2", "2"),
        ("INSERT INTO fingerprints VALUES (7, x'0102030405', 1, NULL)", None),
        ("INSERT INTO fingerprint_pieces (rowid, digests) VALUES (2, '0102030405')", None),
        ("INSERT INTO fingerprint_pieces (fingerprint_pieces) VALUES ('delete-all')", None),
    ],
)
def test_fingerprints_that_are_not_of_the_texts_are_found_and_made_anew(
    compared: Program, change: str, row: str | None
) -> None:
    with sqlite3.connect(compared.db) as raw_database:
        raw_database.execute(change)
    assert found(compared) == [("fingerprints", row, ["reindex"])]
    assert "the fingerprints are made anew" in compared.run("verify", "--mend").stderr
    assert found(compared) == []


def test_fingerprints_of_another_version_of_the_program_are_not_looked_at(
    compared: Program,
) -> None:
    spoilt(compared, "UPDATE fingerprints_rules SET rules = 'others'")
    assert found(compared) == []
    assert "not looked at: the fingerprints, which 2 articles" in compared.run("verify").stderr
