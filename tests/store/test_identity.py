import pytest

from tests.store.making import BIZ, OTHER_BIZ, article, day, linked, raw, ref, short
from tests.store.test_articles import hashes, only, save, save_state
from wxarchive.errors import NotFound
from wxarchive.models import ArticleRef
from wxarchive.store.database import Store


def known_as(where: ArticleRef, alias: ArticleRef) -> ArticleRef:
    return ArticleRef(where.url, where.key, alias.short)


@pytest.mark.parametrize(
    "reference",
    ["1", " 1 ", f"{BIZ}:7:1", f"{BIZ.rstrip('=')}:7:1", ref(7).url, ref(7, sn=None).url, short("seven").url,
     f"http://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=7&amp;idx=1&amp;scene=21#rd", f"{short('seven').url}?key=x",
     "no. 1", f"s/{'Seven' * 4}_7", f"/s/{'Seven' * 4}_7", f"{'Seven' * 4}_7"],
)  # fmt: skip
def test_an_article_is_found_by_id_key_and_any_address(store: Store, reference: str) -> None:
    saved = save(store, article(known_as(ref(7), short("seven"))), 1)
    assert saved.id == 1
    store.articles.add_alias(f"https://mp.weixin.qq.com/s/{'Seven' * 4}_7", 1)
    assert store.articles.find(reference) == 1


@pytest.mark.parametrize(
    "reference",
    ["2", "9" * 40, f"{BIZ}:8:1", "none", short("other").url, "https://example.org/"],
)
def test_what_is_not_there_is_not_found(store: Store, reference: str) -> None:
    save(store, article(ref(7)), 1)
    with pytest.raises(NotFound, match="no such article in the archive"):
        store.articles.find(reference)


def test_a_name_that_is_empty_is_said_to_be_so(store: Store) -> None:
    with pytest.raises(NotFound, match="the name of the article is empty"):
        store.articles.find("")


def test_known_tells_without_the_body(store: Store) -> None:
    save(store, article(ref(7)), 1)
    known = store.articles.known(ref(7))
    assert known
    assert (known.id, known.content, known.ref) == (1, None, ref(7))
    assert store.articles.known(ref(8)) is None


def test_the_requested_short_address_becomes_an_alias(store: Store) -> None:
    saved = save(store, article(ref(7)), 1)
    assert saved.id
    assert store.articles.add_alias(f"{short('seven').url}?scene=1", saved.id) == saved.id
    assert only(store).ref == known_as(ref(7), short("seven"))
    assert store.articles.find(short("seven").url) == saved.id


def test_a_temporary_address_is_an_alias_too(store: Store) -> None:
    saved = save(store, article(ref(7)), 1)
    temporary = "https://mp.weixin.qq.com/s?src=11&timestamp=1&ver=1&signature=abc"
    assert saved.id
    store.articles.add_alias(temporary, saved.id)
    assert store.articles.find(temporary) == saved.id
    assert only(store).ref == ref(7)


def test_a_short_row_learns_its_key(store: Store) -> None:
    save_state(store, "deleted", short("seven"), 1)
    assert save(store, article(known_as(ref(7), short("seven"))), 2).id == 1
    assert only(store).ref == known_as(ref(7), short("seven"))


def test_a_long_address_gives_a_row_without_identity_its_key(store: Store) -> None:
    save(store, article(None), 1)
    store.articles.add_alias(ref(7).url, 1)
    assert only(store).ref == ref(7)


def test_two_rows_become_one_when_an_alias_shows_it(store: Store) -> None:
    save_state(store, "deleted", short("seven"), 5)
    save(store, article(ref(7)), 3)
    assert store.articles.add_alias(short("seven").url, 2) == 2
    kept = only(store)
    assert (kept.id, kept.state, kept.gone_at, kept.last_seen_alive) == (
        2,
        "deleted",
        day(5),
        day(3),
    )
    assert kept.ref == known_as(ref(7), short("seven"))
    assert kept.content == article(None).body
    assert store.pages.of_article(2) == [2, 1]


def test_two_rows_become_one_when_a_page_shows_it(store: Store) -> None:
    save(store, linked(short("seven"), ref(8), text="旧"), 3)
    save(store, article(ref(7), "新"), 5)
    saved = save(store, article(known_as(ref(7), short("seven")), "新"), 6)
    assert (saved.id, saved.status) == (2, "unchanged")
    kept = only(store)
    assert (kept.first_seen_alive, kept.last_seen_alive) == (day(3), day(6))
    assert [text for text, _, _ in hashes(store)] == ["旧", "新"]


def test_the_newer_page_of_two_rows_tells_the_joined_one(store: Store) -> None:
    save(store, article(ref(7), "旧"), 3)
    save(store, linked(short("seven"), ref(8), text="新"), 5)
    assert store.articles.add_alias(ref(7).url, 2) == 1
    kept = only(store)
    assert kept.content
    assert (kept.content.text, len(kept.content.links), kept.fetched_at) == ("新", 1, day(5))
    assert kept.page_sha256 == raw(5).sha256


@pytest.mark.parametrize("joined", [(1, 2), (2, 1)])
def test_of_two_pages_of_one_time_that_of_the_row_that_came_first_tells(
    store: Store, joined: tuple[int, int]
) -> None:
    save(store, article(short("first"), "先", title="先来的"), 5, 1)
    save(store, article(short("second"), "后", title="后来的"), 5, 2)
    store.articles.join(*joined)
    kept = only(store)
    assert (kept.metadata.title, kept.page_sha256) == ("先来的", raw(1).sha256)


def test_the_same_version_in_two_rows_is_one_version(store: Store) -> None:
    save(store, article(short("seven")), 3)
    save(store, article(ref(7)), 5)
    store.articles.add_alias(short("seven").url, 2)
    (row,) = store._connection.rows("SELECT first_seen, last_seen FROM versions")
    assert [time[:10] for time in row] == ["2026-03-04", "2026-03-06"]


def test_an_address_that_now_shows_another_article_leads_there(store: Store) -> None:
    save(store, article(known_as(ref(7), short("moved"))), 1)
    assert save(store, article(known_as(ref(8), short("moved"))), 2).id == 2
    assert store.articles.find(short("moved").url) == 2
    assert store.articles.find("1") == 1


def test_a_key_that_is_archived_on_its_own_stays_its_own(store: Store) -> None:
    save(store, article(ref(7)), 1)
    save(store, article(ref(8)), 2)
    assert store.articles.add_alias(ref(8).url, 1) == 1
    assert store.articles.find(ref(8).url) == 2


def test_a_page_without_any_identity_is_found_again_by_its_content(store: Store) -> None:
    assert save(store, article(None), 1).status == "created"
    assert save(store, article(None), 2) == save(store, article(None), 3)
    assert save(store, article(None, "别的"), 4).id == 2


def test_a_page_without_any_identity_is_found_again_by_its_bytes(store: Store) -> None:
    save(store, article(ref(7)), 1)
    assert save(store, article(None), 2, number=1).id == 1


def test_content_alone_does_not_make_a_page_an_article_with_a_key(store: Store) -> None:
    save(store, article(ref(7)), 1)
    assert save(store, article(None), 2).id == 2


def test_an_address_with_its_check_value_is_preferred(store: Store) -> None:
    save(store, article(ref(7, sn=None)), 1)
    save(store, article(ref(7)), 2)
    save(store, article(ref(7, sn=None)), 3)
    assert only(store).ref == ref(7)


def test_articles_of_two_accounts_share_no_key(store: Store) -> None:
    save(store, article(ref(7)), 1)
    assert save(store, article(ref(7, OTHER_BIZ)), 2).id == 2
