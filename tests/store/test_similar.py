"""Articles that share text: invented texts, copied, edited, quoted, with the same end."""

import random
from collections.abc import Mapping

import pytest

from tests.store.making import BIZ, OTHER_BIZ, article, day, raw, ref
from wxarchive.errors import UsageError
from wxarchive.models import Article, Filter, SharedText, SimilarArticle
from wxarchive.store.database import Store
from wxarchive.store.similar.candidates import MOST
from wxarchive.store.similar.fingerprint import LEAST, fingerprint, letters
from wxarchive.store.similar.overlap import ComparedText

LETTERS = [chr(0x4E00 + at) for at in range(2_000)]
MINE: Mapping[str, object] = {"account": "山间茶话", "biz": BIZ}
THEIRS: Mapping[str, object] = {
    "account": "抄书人", "biz": OTHER_BIZ, "account_id": "gh_000000000002",
    "account_alias": "copyist",
}  # fmt: skip


def invented(seed: int, size: int) -> str:
    """Make a text of so many letters, in sentences of twenty."""
    chance = random.Random(seed)
    sentences = ["".join(chance.choices(LETTERS, k=20)) for _ in range(size // 20)]
    return "".join(f"{one}。" for one in sentences)


def edited(text: str) -> str:
    """Change a letter of every third sentence."""
    sentences = text.split("。")
    return "。".join(
        f"改{one[1:]}" if at % 3 == 0 and one else one for at, one in enumerate(sentences)
    )


def save(
    store: Store,
    number: int,
    text: str,
    told: Mapping[str, object] = MINE,
    *,
    at: int | None = None,
) -> int:
    """Save an article of its own page and key, published on a day of its own; return its id."""
    about: dict[str, object] = {"published_at": day(number), "title": f"文章{number}", **told}
    where = ref(number, str(about["biz"]))
    return kept(store, number if at is None else at, article(where, text, **about))


def kept(store: Store, at: int, what: Article) -> int:
    page_id = store.pages.save(raw(at), "ok", None)
    found = store.articles.save(what, page_id, day(at)).id
    assert found is not None
    return found


def similar(store: Store, article_id: int) -> tuple[SimilarArticle, ...]:
    return store.similar.of(store.articles.get(article_id))


def shares(store: Store, article_id: int) -> list[tuple[int, float, float, str | None]]:
    """Return of each similar article its id, the shares, and who was first."""
    return [
        (one.article.id, round(one.shared.inside, 2), round(one.shared.contains, 2), one.first)
        for one in similar(store, article_id)
    ]


def fingerprints(store: Store) -> list[tuple[object, ...]]:
    """Return all that is kept of fingerprints, also the other way round."""
    db = store._connection
    kept = db.rows("SELECT article_id, digests, pieces, whole FROM fingerprints ORDER BY 1")
    pieces = db.rows("SELECT term, doc FROM fingerprint_articles ORDER BY 1, 2")
    return [tuple(row) for rows in (kept, pieces) for row in rows]


def test_a_copy_in_another_account_is_found_from_both_sides(store: Store) -> None:
    text = invented(1, 1_000)
    original = save(store, 1, text)
    copy = save(store, 2, text, THEIRS)
    save(store, 3, invented(2, 1_000))
    assert shares(store, original) == [(copy, 1.0, 1.0, "this")]
    assert shares(store, copy) == [(original, 1.0, 1.0, "other")]


def test_a_reprint_with_additions_has_all_of_the_original_and_more(store: Store) -> None:
    text = invented(1, 600)
    original = save(store, 1, text)
    reprint = save(store, 2, invented(2, 200) + text + invented(3, 200), THEIRS)
    assert shares(store, original) == [(reprint, 1.0, 0.6, "this")]


def test_an_edited_copy_has_all_but_the_letters_that_were_changed(store: Store) -> None:
    text = invented(1, 1_200)
    original = save(store, 1, text)
    copy = save(store, 2, edited(text))
    assert shares(store, original) == [(copy, 0.98, 0.98, "this")]


@pytest.mark.parametrize("size", [100, 200, 400])
def test_a_short_text_inside_of_a_long_one_is_found(store: Store, size: int) -> None:
    text = invented(1, size)
    short = save(store, 1, text)
    long = save(store, 2, invented(2, 300) + text + invented(3, 300), THEIRS)
    assert [one[:2] for one in shares(store, short)] == [(long, 1.0)]


def test_script_punctuation_and_breaks_make_no_difference(store: Store) -> None:
    simplified = "发动机的声音从门后传来，谁也没有听见。" * 2 + invented(1, 200)
    traditional = simplified.replace("发动机的声音从门后传来", "發動機的聲音從門後傳來")
    original = save(store, 1, simplified)
    copy = save(store, 2, traditional.replace("。", " ！\n"), THEIRS)
    assert shares(store, original) == [(copy, 1.0, 1.0, "this")]


def test_a_quotation_is_no_duplicate(store: Store) -> None:
    text = invented(1, 1_000)
    original = save(store, 1, text)
    save(store, 2, invented(2, 800) + text[:300] + invented(3, 400), THEIRS)
    assert shares(store, original) == []


def test_the_end_that_an_account_writes_under_all_is_no_duplicate(store: Store) -> None:
    end = invented(9, 400)
    numbers = [save(store, number, invented(number, 300) + end) for number in range(1, 6)]
    assert [shares(store, number) for number in numbers] == [[]] * 5
    assert list(store.similar.groups(Filter())) == []


def test_what_very_many_articles_have_is_boilerplate_unless_it_is_all_they_say(
    store: Store,
) -> None:
    notice, many = invented(1, 200), MOST + 2
    accounts = [{**THEIRS, "biz": f"{number:016}"} for number in range(2 * many)]
    for number in range(1, many):
        save(store, number, invented(100 + number, 100) + notice, accounts[number])
    assert shares(store, 1) == []
    for number in range(many, 2 * many):
        save(store, number, notice, accounts[number])
    assert len(shares(store, many)) == many - 1


def test_a_greeting_is_compared_with_none(store: Store) -> None:
    one = save(store, 1, "新年好，祝大家身体健康，万事如意。")
    save(store, 2, "新年好，祝大家身体健康，万事如意。", THEIRS)
    assert shares(store, one) == []


def test_text_that_was_edited_out_is_found_where_it_still_stands(store: Store) -> None:
    text = invented(1, 600)
    mine = save(store, 1, text)
    copy = save(store, 2, text, THEIRS)
    assert save(store, 1, invented(5, 400), at=3) == mine
    [found] = similar(store, mine)
    assert found.article.id == copy
    assert (found.shared.version, found.shared.other_version) == (1, None)
    [seen] = similar(store, copy)
    assert (seen.shared.version, seen.shared.other_version) == (None, 1)


def test_a_reprint_is_never_first_and_equal_times_tell_nothing(store: Store) -> None:
    text = invented(1, 300)
    reprint = save(store, 1, text, {**THEIRS, "is_reprint": True})
    original = save(store, 2, text)
    assert shares(store, original) == [(reprint, 1.0, 1.0, "this")]
    again = save(store, 3, text, {**MINE, "published_at": day(2)})
    assert (again, 1.0, 1.0, None) in shares(store, original)


def test_the_same_article_without_its_address_may_be_the_same_and_can_be_joined(
    store: Store,
) -> None:
    text = invented(1, 300)
    mine = save(store, 1, text, {**MINE, "title": "茶"})
    unnamed = kept(store, 2, article(None, f"{text}又。", **{**MINE, "published_at": None}))
    other = save(store, 3, text, {**THEIRS, "title": "茶"})
    found = {one.article.id: one.may_be_same for one in similar(store, unnamed)}
    assert found == {mine: True, other: False}
    assert store.articles.join(unnamed, mine) == mine
    assert [one.article.id for one in similar(store, mine)] == [other]
    with pytest.raises(UsageError, match="both have a key"):
        store.articles.join(mine, other)
    with pytest.raises(UsageError, match="one article already"):
        store.articles.join(mine, mine)


def test_groups_begin_with_the_first_and_pass_a_filter_by_any_of_theirs(store: Store) -> None:
    text, other = invented(1, 500), invented(2, 500)
    copy = save(store, 3, edited(text), THEIRS)
    first = save(store, 1, text)
    third = save(store, 5, text + invented(7, 300))
    lone = save(store, 6, other)
    lone_copy = save(store, 7, other)
    groups = [[one.id for one in group.articles] for group in store.similar.groups(Filter())]
    assert groups == [[first, copy, third], [lone, lone_copy]]
    [theirs] = store.similar.groups(Filter(account="抄书人"))
    assert theirs.first.id == first
    assert [one.shared.article_id for one in theirs.similar] == [first, first]
    assert len(list(store.similar.groups(Filter(limit=1)))) == 1


@pytest.mark.parametrize("limit", [None, 10])
def test_a_collapsed_list_has_no_article_that_stands_in_one_before(
    store: Store, limit: int | None
) -> None:
    text = invented(1, 400)
    original = save(store, 1, text)
    longer = save(store, 2, text + invented(2, 800), THEIRS)
    other = save(store, 3, invented(3, 400))
    where = Filter(limit=limit)
    assert [one.id for one in store.similar.collapsed(where, "newest")] == [other, longer]
    assert [one.id for one in store.similar.collapsed(where, "oldest")] == [original, longer, other]
    assert [one.id for one in store.similar.collapsed(Filter(limit=1), "oldest")] == [original]


def test_fingerprints_follow_every_change_as_if_made_anew(store: Store) -> None:
    text = invented(1, 300)
    mine = save(store, 1, text)
    save(store, 2, text, THEIRS)
    save(store, 1, edited(text), at=3)
    unnamed = kept(store, 4, article(None, invented(4, 100), **{**MINE, "published_at": None}))
    store.articles.join(unnamed, mine)
    with store.atomic():
        store._connection.run("UPDATE versions SET text = 'x' WHERE article_id = 2")
    followed = fingerprints(store)
    assert store.similar.pending() == 0
    store.similar.rebuild()
    assert fingerprints(store) == followed


def test_what_is_undone_leaves_no_fingerprint(store: Store) -> None:
    save(store, 1, invented(1, 300))
    before = fingerprints(store)

    def fail() -> None:
        with store.atomic():
            save(store, 2, invented(2, 300))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert fingerprints(store) == before


def test_fingerprints_of_other_rules_are_made_anew(store: Store) -> None:
    text = invented(1, 300)
    one, other = save(store, 1, text), save(store, 2, text, THEIRS)
    made = fingerprints(store)
    store._connection.run("UPDATE fingerprints_rules SET rules = 'of old'")
    store._connection.run("UPDATE fingerprints SET digests = x'0000000000'")
    assert store.similar.pending() == 2
    list(store.similar.update())
    assert fingerprints(store) == made
    assert shares(store, one) == [(other, 1.0, 1.0, "this")]


def test_a_text_that_cannot_be_read_is_compared_with_none(store: Store) -> None:
    text = invented(1, 300)
    one, other = save(store, 1, text), save(store, 2, text, THEIRS)
    with store.atomic():
        store._connection.run(
            "UPDATE versions SET text = CAST(x'ff41' AS TEXT) WHERE article_id = ?", (other,)
        )
    assert shares(store, one) == []
    assert [len(list(pair)) for pair in [store.similar.pairs()]] == [0]


def test_texts_that_share_much_share_their_samples() -> None:
    text = letters(invented(1, 20_000))
    one, other = fingerprint([text]), fingerprint([text[5_000:] + letters(invented(2, 5_000))])
    sampled = [{made.digests[at : at + 5] for at in range(0, len(made.digests), 5)}
               for made in (one, other)]  # fmt: skip
    share = len(sampled[0] & sampled[1]) / len(sampled[0])
    assert 0.7 < share < 0.8
    assert 500 < one.pieces == len(sampled[0]) < 750
    assert len(fingerprint([letters(invented(3, 100))]).digests) == 5 * LEAST
    assert fingerprint(["七个字不够看见"]).digests == b""


@pytest.mark.parametrize(("text", "other", "shared"), [
    ("abcdefgh", "abcdefgh", 8), ("abcdefgh", "xabcdefghx", 8), ("abcdefg", "abcdefg1", 0),
    ("abcdefghijkl", "abcdefgh", 8), ("abcdefgh1abcdefgh", "abcdefgh", 16),
    ("0123456789abcdef", "0123456789 x 9abcdef", 10), ("", "abcdefgh", 0), ("", "", 0),
    ("aaaaaaaaaaaa", "aaaaaaaa", 12),
])  # fmt: skip
def test_letters_count_as_shared_in_runs_of_eight(text: str, other: str, shared: int) -> None:
    assert ComparedText(1, None, text).letters_in(ComparedText(2, None, other)) == shared


def test_what_is_shared_can_be_told_from_the_other_side() -> None:
    shared = SharedText(1, 2, 50, 60, 0.5, 0.9, None, 3)
    assert shared.turned() == SharedText(2, 1, 60, 50, 0.9, 0.5, 3, None)
    assert shared.turned().turned() == shared
    assert shared.most == 0.9


def test_an_archive_from_before_is_filled_in_pieces(
    store: Store,
) -> None:
    for number in range(1, 4):
        save(store, number, invented(1, 300), THEIRS)
    made = fingerprints(store)
    for table in ("fingerprints", "fingerprints_rules"):
        store._connection.run(f"DELETE FROM {table}")
    store._connection.run(
        "INSERT INTO fingerprint_pieces (fingerprint_pieces) VALUES ('delete-all')"
    )
    store._connection.run("INSERT INTO fingerprints_pending SELECT id FROM articles")
    assert store.similar.pending() == 3
    assert list(store.similar.update(2)) == [2, 1]
    assert fingerprints(store) == made
