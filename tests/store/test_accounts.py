from tests.store.making import BIZ, article, ref
from tests.store.test_articles import save
from wxarchive.models import Metadata
from wxarchive.store.database import Store


def accounts(store: Store) -> list[tuple[str | None, ...]]:
    rows = store._connection.rows("SELECT biz, gh_id, name, alias FROM accounts ORDER BY id")
    return [tuple(row) for row in rows]


def names(store: Store) -> list[tuple[str, str, str]]:
    rows = store._connection.rows(
        "SELECT name, first_seen, last_seen FROM account_names ORDER BY first_seen"
    )
    return [(row[0], row[1][:10], row[2][:10]) for row in rows]


def test_a_rename_is_kept(store: Store) -> None:
    save(store, article(ref(1)), 1)
    save(store, article(ref(2), account="茶山夜话"), 3)
    save(store, article(ref(3), account="茶山夜话"), 5)
    assert accounts(store) == [(BIZ, "gh_000000000001", "茶山夜话", "teatalk")]
    assert names(store) == [
        ("山间茶话", "2026-03-02", "2026-03-02"),
        ("茶山夜话", "2026-03-04", "2026-03-06"),
    ]


def test_an_older_page_does_not_rename_an_account_back(store: Store) -> None:
    save(store, article(ref(1), account="茶山夜话", account_alias=None), 5)
    save(store, article(ref(2)), 1)
    assert accounts(store) == [(BIZ, "gh_000000000001", "茶山夜话", "teatalk")]
    assert names(store) == [
        ("山间茶话", "2026-03-02", "2026-03-02"),
        ("茶山夜话", "2026-03-06", "2026-03-06"),
    ]


def test_accounts_known_by_different_ids_become_one(store: Store) -> None:
    save(store, article(ref(1), account_id=None), 1)
    save(store, article(None, "另一篇", biz=None, account="旧名"), 2)
    assert len(accounts(store)) == 2
    save(store, article(ref(3)), 3)
    assert accounts(store) == [(BIZ, "gh_000000000001", "山间茶话", "teatalk")]
    assert names(store) == [
        ("山间茶话", "2026-03-02", "2026-03-04"),
        ("旧名", "2026-03-03", "2026-03-03"),
    ]
    assert store._connection.value("SELECT count(DISTINCT account_id) FROM articles") == 1


def test_what_one_of_two_rows_told_is_kept_when_they_become_one(store: Store) -> None:
    save(store, article(ref(1), account_id=None, account_alias=None), 1)
    told = {"biz": None, "account_alias": "old_tea", "signature": "喝茶的人。"}
    save(store, article(None, "另一篇", account="旧名", **told), 2)
    save(store, article(ref(3), account_alias=None, signature=None, account=None), 3)
    [row] = store._connection.rows("SELECT name, alias, signature, gh_id FROM accounts")
    assert tuple(row) == ("旧名", "old_tea", "喝茶的人。", "gh_000000000001")


def test_of_two_rows_that_become_one_the_newer_words_count(store: Store) -> None:
    save(store, article(ref(1), account_id=None, account_alias="new_tea"), 4)
    save(store, article(None, "另一篇", biz=None, account_alias="old_tea"), 2)
    save(store, article(ref(3), account_alias=None), 3)
    assert accounts(store) == [(BIZ, "gh_000000000001", "山间茶话", "new_tea")]


def test_a_name_alone_makes_no_account(store: Store) -> None:
    save(store, article(None, biz=None, account_id=None), 1)
    assert accounts(store) == []


def test_a_page_without_a_name_makes_no_name(store: Store) -> None:
    bare = article(ref(1))
    save(store, type(bare)("text", ref(1), Metadata(), bare.body), 1)
    assert accounts(store) == [(BIZ, None, None, None)]
    assert names(store) == []
