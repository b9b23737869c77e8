"""Files in the archive, and what is known of the addresses articles use."""

import hashlib
import io
from dataclasses import replace

import pytest

from tests.store.making import article, day, raw, ref, short
from wxarchive.errors import NotFound, StoreError
from wxarchive.models import Article, ArticleRef, Filter, MediaGap, MediaTotals
from wxarchive.store.database import Store
from wxarchive.store.media import MediaFile, MediaMiss

ONE, TWO, COVER = (f"https://mmbiz.qpic.cn/mmbiz_jpg/{name}/0" for name in ("one", "two", "cover"))


def with_pictures(
    where: ArticleRef | None, *pictures: str, text: str = "茶", **told: object
) -> Article:
    made = article(where, text, **told)
    return replace(made, body=replace(made.body, images=pictures, media=()))


def file(data: bytes, kind: str = "image/png") -> MediaFile:
    return MediaFile(
        io.BytesIO(data), hashlib.sha256(data).hexdigest(), len(data), kind, f"{ONE}?from", 3, 2
    )


def add(store: Store, number: int, what: Article) -> int:
    saved = store.articles.save(what, store.pages.save(raw(number), "ok", None), day(number))
    assert saved.id
    return saved.id


@pytest.mark.parametrize("size", [1, 255, 3_000_000])
def test_bytes_come_back_whole_and_in_pieces(store: Store, size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    add(store, 1, with_pictures(ref(1), ONE))
    kept = file(data)
    store.media.keep(ONE, kept, day(1))
    assert store.media.read(kept.sha256) == data
    assert b"".join(store.media.stream(kept.sha256)) == data
    assert max(map(len, store.media.stream(kept.sha256, 100))) <= 100
    assert store.media.part(kept.sha256, size - 1, 2**53) == data[-1:]
    assert store.media.part(kept.sha256, size + 5, 2**53) == b""


def test_damage_is_noticed(store: Store) -> None:
    add(store, 1, with_pictures(ref(1), ONE))
    kept = file(b"a picture")
    store.media.keep(ONE, kept, day(1))
    store._connection.run("UPDATE media SET bytes = CAST('a pikture' AS BLOB)")
    with pytest.raises(StoreError, match=r"row \w+ of table media is damaged"):
        store.media.read(kept.sha256)
    with pytest.raises(StoreError, match="is damaged"):
        list(store.media.stream(kept.sha256))


def test_a_file_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(NotFound, match="0000: the archive holds no such file"):
        store.media.read("0000")
    with pytest.raises(NotFound, match="0000: the archive holds no such file"):
        list(store.media.stream("0000"))


def test_an_article_tells_which_of_its_files_are_kept(store: Store) -> None:
    first = add(store, 1, with_pictures(ref(1), ONE))
    [found] = store.media.of_article(first)
    assert (found.article_id, found.address, found.state, found.attempts) == (
        first,
        ONE,
        "wanted",
        0,
    )
    store.media.keep(ONE, file(b"x"), day(1))
    [found] = store.media.of_article(first)
    assert (found.state, found.type, found.size, found.width, found.height) == (
        "kept",
        "image/png",
        1,
        3,
        2,
    )
    assert found.fetched_from == f"{ONE}?from"


def test_what_is_known_to_fail_is_noted_for_all_articles_or_for_one(store: Store) -> None:
    first, second = (add(store, number, with_pictures(ref(number), ONE)) for number in (1, 2))
    store.media.note(ONE, MediaMiss("failed", "HTTP 404", 1))
    assert [use.reason for use in store.media.missing(Filter())] == ["HTTP 404"] * 2
    store.media.note(ONE, MediaMiss("refused", "too much", 1), article_id=second)
    states = {use.article_id: (use.state, use.attempts) for use in store.media.missing(Filter())}
    assert states == {first: ("failed", 1), second: ("refused", 2)}


def test_what_is_missing_is_counted_and_filtered(store: Store) -> None:
    old = add(store, 1, with_pictures(ref(1), ONE, TWO, published_at=day(-500)))
    add(store, 2, with_pictures(ref(2), ONE, cover_url=COVER))
    store.media.note(ONE, MediaMiss("failed", "HTTP 404", 1))
    assert store.media.gaps(Filter()) == [
        MediaGap("cover", "wanted", "", 1, 1),
        MediaGap("picture", "failed", "HTTP 404", 1, 2),
        MediaGap("picture", "wanted", "", 1, 1),
    ]
    assert store.media.gaps(Filter(until=day(-100), limit=1)) == [
        MediaGap("picture", "failed", "HTTP 404", 1, 1)
    ]
    assert [use.address for use in store.media.missing(Filter(until=day(-100)))] == [ONE, TWO]
    assert [use.address for use in store.media.missing(Filter(limit=1))] == [ONE]
    assert store.media.articles_lacking(Filter(until=day(-100))) == [old]


def test_totals_count_contents_and_addresses_once(store: Store) -> None:
    assert store.media.totals() == MediaTotals(0, 0, 0, 0, 0, 0, 0)
    for number in (1, 2):
        add(store, number, with_pictures(ref(number), ONE, TWO, cover_url=COVER))
    store.media.keep(ONE, file(b"same"), day(1))
    store.media.keep(TWO, file(b"same"), day(1))
    assert store.media.totals() == MediaTotals(
        files=1, bytes=4, kept=2, doubtful=0, wanted=1, failed=0, refused=0
    )
    assert store.statistics().media_files == store.media.totals()


def test_what_two_rows_of_one_article_have_is_put_together(store: Store) -> None:
    by_short = add(store, 1, with_pictures(short("a"), ONE, TWO, text="早"))
    by_key = add(store, 2, with_pictures(ref(2), ONE, COVER, text="晚"))
    store.media.note(ONE, MediaMiss("failed", "HTTP 404", 1), article_id=by_key)
    store._connection.run(
        "UPDATE media_uses SET state = 'wanted', reason = NULL WHERE article_id = ?", (by_short,)
    )
    kept = file(b"x")
    store._connection.run(
        "INSERT INTO media VALUES (?, 'image/png', 1, 3, 2, '2026-03-01T08:00:00+08:00', x'78')",
        (kept.sha256,),
    )
    store._connection.run(
        "UPDATE media_uses SET state = 'kept', sha256 = ? WHERE article_id = ? AND address = ?",
        (kept.sha256, by_short, ONE),
    )
    assert store.articles.add_alias(short("a").url, by_key) == by_key
    states = {use.address: use.state for use in store.media.of_article(by_key)}
    assert states == {ONE: "kept", TWO: "wanted", COVER: "wanted"}
    assert store.media.of_article(by_short) == ()


def test_a_transaction_that_fails_wants_nothing(store: Store) -> None:
    def interrupted() -> None:
        with store.atomic():
            add(store, 1, with_pictures(ref(1), ONE))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(store.media.missing(Filter())) == []


def test_a_later_reading_of_a_page_adds_what_it_finds(store: Store) -> None:
    page = store.pages.save(raw(1), "ok", None)
    saved = store.articles.save(with_pictures(ref(1), ONE), page, day(1))
    store.articles.rewrite(with_pictures(ref(1), ONE, TWO), page)
    assert saved.id
    assert [use.address for use in store.media.of_article(saved.id)] == [ONE, TWO]
