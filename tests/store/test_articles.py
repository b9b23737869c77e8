from dataclasses import replace

import pytest

from tests.store.making import BIZ, OTHER_BIZ, article, day, linked, raw, ref, short
from wxarchive.errors import NotFound
from wxarchive.models import (
    Article,
    ArticleRef,
    CrawlTarget,
    Metadata,
    State,
    StatePage,
    StoredArticle,
    Why,
)
from wxarchive.store.articles.articles import Saved
from wxarchive.store.database import Store


def save(store: Store, page: Article, seen: int, number: int | None = None) -> Saved:
    page_id = store.pages.save(raw(seen if number is None else number), "ok", None)
    return store.articles.save(page, page_id, day(seen))


def save_state(
    store: Store, state: State, where: ArticleRef | None, seen: int, **told: object
) -> Saved:
    page_id = store.pages.save(raw(seen), state, None)
    # told: any of its fields
    page = StatePage(state, f"{state} since {seen}", ref=where, **told)  # type: ignore[arg-type]
    return store.articles.save_state(page, page_id, day(seen))


def save_and_fail(store: Store, number: int) -> None:
    """Save an article in a transaction that then fails."""

    def attempt() -> None:
        with store.atomic():
            save(store, article(ref(number)), number)
            raise KeyError

    with pytest.raises(KeyError):
        attempt()


def hashes(store: Store) -> list[tuple[str, str, str]]:
    rows = store._connection.rows(
        "SELECT text, first_seen, last_seen FROM versions ORDER BY first_seen, id"
    )
    return [(row[0], row[1][:10], row[2][:10]) for row in rows]


def only(store: Store) -> StoredArticle:
    (row,) = store._connection.rows("SELECT id FROM articles")
    return store.articles.get(row[0])


def test_a_saved_article_comes_back_whole(store: Store) -> None:
    made = linked(ref(1), ref(2), short("two"))
    assert save(store, made, 1) == Saved(1, "created", 2)
    assert store.articles.get(1) == StoredArticle(
        id=1,
        state="ok",
        reason=None,
        kind="article",
        ref=ref(1),
        metadata=made.metadata,
        fetched_at=day(1),
        page_sha256=raw(1).sha256,
        dated_by="receipt",
        origin="page",
        content_hash=made.content_hash,
        losses=made.losses,
        first_seen_alive=day(1),
        last_seen_alive=day(1),
        version_since=day(1),
        content=made.body,
    )


def test_unknown_fields_stay_unknown(store: Store) -> None:
    made = Article("text", ref(1), Metadata(), article(None).body)
    save(store, made, 1)
    assert only(store).metadata == Metadata()


def test_half_characters_do_not_stop_a_page(store: Store) -> None:
    made = article(ref(1), "半个\ud83d字", title="题\udc00", account="号\udc00", author="\udc00")
    save(store, made, 1)
    kept = only(store)
    assert kept.content
    assert (kept.content.text, kept.metadata.title) == ("半个?字", "题?")


def test_the_same_content_again_is_unchanged_and_still_alive(store: Store) -> None:
    save(store, article(ref(1)), 1)
    assert save(store, article(ref(1)), 5) == Saved(1, "unchanged")
    kept = only(store)
    assert (kept.first_seen_alive, kept.last_seen_alive, kept.fetched_at) == (
        day(1),
        day(5),
        day(5),
    )
    assert kept.page_sha256 == raw(5).sha256
    assert hashes(store) == [("茶要慢慢喝。", "2026-03-02", "2026-03-06")]


def test_an_edit_is_a_new_version(store: Store) -> None:
    save(store, article(ref(1), "初稿"), 1)
    assert save(store, article(ref(1), "改稿", title="新茶"), 2) == Saved(1, "updated")
    kept = only(store)
    assert kept.content
    assert (kept.content.text, kept.metadata.title) == ("改稿", "新茶")
    assert hashes(store) == [
        ("初稿", "2026-03-02", "2026-03-02"),
        ("改稿", "2026-03-03", "2026-03-03"),
    ]


def test_an_edit_that_is_taken_back_is_a_version_too(store: Store) -> None:
    for seen, text in enumerate(["甲", "乙", "甲"]):
        save(store, article(ref(1), text), seen)
    assert [text for text, _, _ in hashes(store)] == ["甲", "乙", "甲"]


def test_an_older_page_adds_to_the_history_and_changes_nothing_newer(store: Store) -> None:
    save(store, linked(ref(1), ref(2), text="新的"), 9)
    newest = only(store)
    assert save(store, article(ref(1), "旧的", title="旧题"), 2) == Saved(
        1, "updated", 0, is_shown=False
    )
    assert only(store) == replace(newest, first_seen_alive=day(2))
    assert [text for text, _, _ in hashes(store)] == ["旧的", "新的"]


@pytest.mark.parametrize("seen", [1, 3, 5, 8])
def test_an_older_page_of_known_content_is_unchanged(store: Store, seen: int) -> None:
    for at, text in ((2, "甲"), (4, "甲"), (6, "乙"), (7, "乙")):
        save(store, article(ref(1), text), at)
    text = "甲" if seen < 6 else "乙"
    assert save(store, article(ref(1), text), seen).status == "unchanged"
    assert len(hashes(store)) == 2


def test_what_a_poorer_page_of_the_same_content_leaves_open_stays_known(store: Store) -> None:
    save(store, linked(ref(1), ref(2)), 1)
    poorer = Article("article", ref(1), Metadata(title="茶", location="浙江"), article(ref(1)).body)
    assert save(store, poorer, 2).status == "unchanged"
    kept = only(store)
    assert kept.metadata == replace(article(None).metadata, location="浙江")
    assert kept.content
    assert len(kept.content.links) == 1


def test_a_state_page_never_touches_the_body(store: Store) -> None:
    save(store, linked(ref(1), ref(2)), 1)
    before = only(store)
    assert save_state(store, "deleted", ref(1), 3) == Saved(1, "gone")
    assert only(store) == replace(before, state="deleted", reason="deleted since 3", gone_at=day(3))


def test_gone_is_counted_from_the_first_time_since_it_was_alive(store: Store) -> None:
    save(store, article(ref(1)), 1)
    for seen in (2, 4):
        save_state(store, "deleted", ref(1), seen)
    save(store, article(ref(1)), 3)
    assert only(store).gone_at == day(4)
    save_state(store, "violation", ref(1), 6)
    kept = only(store)
    assert (kept.state, kept.gone_at, kept.last_seen_alive) == ("violation", day(4), day(3))


def test_an_older_readable_page_does_not_bring_an_article_back(store: Store) -> None:
    save_state(store, "deleted", ref(1), 5)
    assert save(store, article(ref(1)), 2) == Saved(1, "created", 0)
    kept = only(store)
    assert (kept.state, kept.gone_at, kept.last_seen_alive) == ("deleted", day(5), day(2))
    assert kept.content == article(None).body


def test_a_later_readable_page_does(store: Store) -> None:
    save(store, article(ref(1)), 1)
    save_state(store, "deleted", ref(1), 5)
    save(store, article(ref(1)), 6)
    kept = only(store)
    assert (kept.state, kept.reason, kept.gone_at, kept.last_seen_alive) == (
        "ok",
        None,
        None,
        day(6),
    )


@pytest.mark.parametrize("state", ["expired", "invalid"])
def test_a_bad_address_says_nothing_of_an_archived_article(store: Store, state: State) -> None:
    save(store, article(ref(1)), 1)
    before = only(store)
    assert save_state(store, state, ref(1), 3) == Saved(1, "gone")
    assert only(store) == before
    assert store._connection.value("SELECT state FROM states WHERE id = 2") == state


def test_a_state_page_of_nobody_knows_what_has_no_article(store: Store) -> None:
    assert save_state(store, "deleted", None, 1) == Saved(None, "gone")
    assert list(store._connection.rows("SELECT id FROM articles")) == []


def test_an_article_gone_before_it_was_kept_has_what_its_page_tells(store: Store) -> None:
    metadata = Metadata(account="山间茶话", account_id="gh_000000000001")
    save_state(store, "violation", short("gone"), 3, metadata=metadata, kind="image")
    kept = only(store)
    assert kept == StoredArticle(
        id=1,
        state="violation",
        reason="violation since 3",
        kind="image",
        ref=short("gone"),
        metadata=metadata,
        fetched_at=day(3),
        page_sha256=raw(3).sha256,
        dated_by="receipt",
        origin="page",
        content_hash=None,
        gone_at=day(3),
    )


def test_a_moved_accounts_article_has_the_new_address(store: Store) -> None:
    save_state(store, "migrated", ref(1), 3, target=ref(8, OTHER_BIZ).url)
    kept = only(store)
    assert kept.ref == ArticleRef(ref(8, OTHER_BIZ).url, ref(1).key, None)
    assert store.articles.known(ref(8, OTHER_BIZ)) is None


def test_albums_follow_the_newest_page(store: Store) -> None:
    save(store, article(ref(1)), 1)
    save(store, article(ref(1), "改稿", albums=()), 2)
    assert [tuple(row) for row in store._connection.rows("SELECT * FROM albums")] == [
        ("3000000000000000001", "四季")
    ]
    assert store._connection.value("SELECT count(*) FROM album_articles") == 0


def test_saving_is_undone_with_the_transaction_around_it(store: Store) -> None:
    save_and_fail(store, 1)
    assert (
        store._connection.value(
            "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM pages)"
        )
        == 0
    )


def test_an_unknown_article_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.articles.get(3)


def test_an_articles_account_is_known_by_its_key_alone(store: Store) -> None:
    save(store, article(ref(1), biz=None, account_id=None), 1)
    assert store._connection.value("SELECT biz FROM accounts") == BIZ


@pytest.mark.parametrize(
    ("why", "told_by"), [("album", "list"), ("reprint", "link"), ("list", "user"), ("asked", None)]
)
def test_of_an_article_never_kept_what_others_told_is_marked(
    store: Store, why: Why, told_by: str | None
) -> None:
    save(store, article(ref(1)), 1)
    page = store.pages.save(raw(2), "deleted", None)
    gone = store.articles.save_state(
        StatePage("deleted", ref=ref(2), metadata=Metadata(author="小林")), page, day(2)
    )
    assert gone.id
    store.articles.hear(
        gone.id, CrawlTarget(ref(2).url, ref(2).key, why, title="某篇", published_at=day(-3))
    )
    known = store.articles.get(gone.id)
    heard = ("某篇", day(-3), "山间茶话") if told_by else (None, None, None)
    about = known.metadata
    assert (about.title, about.published_at, about.account, about.author) == (*heard, "小林")
    assert known.told_by == told_by


def test_what_its_own_page_tells_is_told_by_nobody_else(store: Store) -> None:
    page = store.pages.save(raw(1), "deleted", None)
    gone = store.articles.save_state(
        StatePage("deleted", ref=ref(1), metadata=Metadata(title="茶")), page, day(1)
    )
    assert gone.id
    store.articles.hear(
        gone.id, CrawlTarget(ref(1).url, why="link", title="点这里", published_at=day(-3))
    )
    assert store.articles.get(gone.id).metadata.title == "茶"
    save(store, article(ref(1)), 2)
    assert store.articles.get(gone.id).told_by is None
    store.articles.hear(gone.id, CrawlTarget(ref(1).url, why="link", title="点这里"))
    assert store.articles.get(gone.id).metadata.title == "茶"
