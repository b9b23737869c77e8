"""Pages over an archive with damaged rows: they show what can be read, and name what cannot."""

import shutil
from pathlib import Path

import pytest

from tests.cli.running import Program
from tests.store.test_damage import damage
from tests.store.test_damaged_rows import fill
from tests.web.conftest import HERE, Asking
from tests.web.reading import texts, tree
from wxarchive.store.database import Store

PAGES = (
    "/", "/?q=茶", "/?sort=oldest", "/article/2", "/article/2/history", "/article/2/version/1",
    "/article/2/difference", "/article/2/graph", "/article/2/received", "/accounts", "/account/1",
    "/albums", "/gone", "/missing", "/stats",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "a.db"
    with Store(path) as store:
        fill(store)
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE articles SET gone_at = 'then' WHERE id = 2",
        "UPDATE articles SET kind = 'leaf', state = CAST(x'ff' AS TEXT) WHERE id = 2",
        'UPDATE articles SET metadata = \'{"published_at":"yesterday","title":7}\' WHERE id = 2',
        "UPDATE versions SET text = CAST(x'ff' AS TEXT), images = '7' WHERE id = 2",
        "UPDATE versions SET first_seen = '', last_seen = 'then' WHERE id = 2",
        "UPDATE states SET seen_at = 'then', state = 'lost' WHERE article_id = 2",
        "UPDATE pages SET received_at = '9999-12-31T23:59:59-12:00', headers = '7' WHERE id = 2",
        "UPDATE pages SET data = x'00', size = 9223372036854775807 WHERE id = 2",
        "UPDATE links SET text = CAST(x'ff' AS TEXT), section = 'x' WHERE from_id = 2",
        "UPDATE accounts SET name = CAST(x'ff' AS TEXT), last_seen = 'then'",
        "UPDATE albums SET title = CAST(x'ff' AS TEXT)",
        "DROP TABLE search_titles",
    ],
)
def test_no_page_breaks(asking: Asking, whole: Path, tmp_path: Path, sql: str) -> None:
    db = Path(shutil.copy(whole, tmp_path / "a.db"))
    damage(Program(db), sql)
    browser = asking(db)
    for address in PAGES:
        answer = browser.get(address)
        assert answer.status_code in {200, 404, 500}, address
        assert "(a bug)" not in answer.text, address
        assert answer.status_code != 500 or "damaged" in answer.text, address


def test_a_page_says_which_rows_it_passed_over(asking: Asking, whole: Path, tmp_path: Path) -> None:
    db = Path(shutil.copy(whole, tmp_path / "a.db"))
    damage(Program(db), "UPDATE articles SET gone_at = 'then' WHERE id = 2")
    browser = asking(db)
    for _ in range(2):
        [told] = texts(tree(browser.get("/").text), "//aside[@class='damage']")
        assert told.startswith("1 damaged row of this archive was passed over: ")
        assert "row 2 of table articles is damaged" in told
    assert "passed over" not in asking(whole).get("/").text


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/article/1/star", {"on": "1"}),
        ("/add", {"text": "https://mp.weixin.qq.com/s/LostBookLostBookLost__"}),
        ("/queue/drop", {}),
    ],
)
def test_nothing_takes_the_place_of_an_archive_that_was_taken_away(
    asking: Asking, tmp_path: Path, address: str, form: dict[str, str]
) -> None:
    answer = asking(tmp_path / "a.db").post(address, data=form, headers={"origin": HERE})
    assert (answer.status_code, "no archive here" in answer.text) == (500, True)
    assert not (tmp_path / "a.db").exists()
