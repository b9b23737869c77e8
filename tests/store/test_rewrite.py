from dataclasses import replace

import pytest

from tests.store.making import article, day, linked, raw, ref, short
from tests.store.test_articles import hashes, only, save, save_state
from wxarchive.errors import NotFound
from wxarchive.models import Article, ArticleRef, Metadata
from wxarchive.store.articles.articles import Saved
from wxarchive.store.database import Store


def test_the_same_parse_changes_nothing(store: Store) -> None:
    save(store, linked(ref(1), ref(2)), 1)
    before = only(store)
    assert store.articles.rewrite(linked(ref(1), ref(2)), 1) == Saved(1, "unchanged")
    assert only(store) == before


def test_a_better_parse_rebuilds_the_version_in_place(store: Store) -> None:
    save(store, linked(ref(1), ref(2), text="茶"), 1)
    better = linked(ref(1), ref(2), ref(3), text="茶要慢慢喝。")
    better = replace(better, metadata=replace(better.metadata, author=None), losses=())
    assert store.articles.rewrite(better, 1) == Saved(1, "updated")
    kept = only(store)
    assert (kept.content, kept.metadata, kept.losses) == (better.body, better.metadata, ())
    assert (kept.fetched_at, kept.first_seen_alive) == (day(1), day(1))
    assert hashes(store) == [("茶要慢慢喝。", "2026-03-02", "2026-03-02")]


def test_a_version_that_a_better_parse_makes_equal_is_no_version(store: Store) -> None:
    save(store, article(ref(1), "甲 广告一"), 1)
    save(store, article(ref(1), "甲 广告二"), 4)
    store.articles.rewrite(article(ref(1), "甲"), 1)
    store.articles.rewrite(article(ref(1), "甲"), 2)
    assert hashes(store) == [("甲", "2026-03-02", "2026-03-05")]
    assert only(store).page_sha256 == raw(4).sha256


def test_an_old_page_rewritten_leaves_the_newest_version_alone(store: Store) -> None:
    save(store, article(ref(1), "旧"), 1)
    save(store, linked(ref(1), ref(2), text="新"), 2)
    before = only(store)
    assert store.articles.rewrite(article(ref(1), "旧的全文", title="旧题"), 1) == Saved(
        1, "unchanged"
    )
    assert only(store) == before
    assert [text for text, _, _ in hashes(store)] == ["旧的全文", "新"]


def test_a_second_sight_of_the_same_content_adds_what_it_knows(store: Store) -> None:
    save(store, article(ref(1)), 1)
    save(store, article(ref(1)), 2)
    for page_id in store.pages.of_article(1):
        made = article(ref(1), location="浙江") if page_id == 2 else article(ref(1), author="阿青")
        store.articles.rewrite(made, page_id)
    kept = only(store)
    assert (kept.metadata.author, kept.metadata.location, kept.fetched_at) == (
        "小林",
        "浙江",
        day(2),
    )
    assert len(hashes(store)) == 1


def test_a_page_once_taken_for_gone_is_alive_again(store: Store) -> None:
    save(store, article(ref(1)), 1)
    save_state(store, "deleted", ref(1), 2)
    store.articles.rewrite(article(ref(1)), 2)
    kept = only(store)
    assert (kept.state, kept.last_seen_alive) == ("ok", day(2))


def test_a_wrong_key_is_put_right(store: Store) -> None:
    save(store, article(ref(1)), 1)
    store.articles.rewrite(article(ref(2)), 1)
    kept = only(store)
    assert kept.ref
    assert kept.ref.key == ref(2).key


def test_a_newly_read_key_joins_two_rows(store: Store) -> None:
    save(store, article(ref(1)), 1)
    save(store, article(short("one"), "同一篇"), 2)
    assert (
        store.articles.rewrite(
            article(ArticleRef(ref(1).url, ref(1).key, short("one").url), "同一篇"), 2
        ).id
        == 1
    )
    assert [text for text, _, _ in hashes(store)] == ["茶要慢慢喝。", "同一篇"]


def test_a_page_without_identity_is_rewritten_too(store: Store) -> None:
    save(store, article(None), 1)
    store.articles.rewrite(Article("text", None, Metadata(), article(None, "新").body), 1)
    kept = only(store)
    assert (kept.kind, kept.metadata, kept.ref) == ("text", Metadata(), None)


def test_a_page_of_no_article_is_for_save(store: Store) -> None:
    store.pages.save(raw(1), "unknown", None)
    with pytest.raises(NotFound, match="page 1 belongs to no article"):
        store.articles.rewrite(article(ref(1)), 1)
