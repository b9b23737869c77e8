"""Pages of lists that go on from any place, and counts to choose by."""

from dataclasses import replace

import pytest

from tests.store.making import OTHER_BIZ, article, day, linked, ref, short
from tests.store.test_articles import save, save_state
from wxarchive.models import (
    Entry,
    Facet,
    FacetValue,
    Filter,
    GonePlace,
    MissingEntry,
    MissingLink,
    MissingPlace,
    Place,
)
from wxarchive.store.database import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """Hold six articles: 1 and 2 of one moment, 3 a year later, 4 of another account, 5 and 6
    without a date.
    """
    for number, published in ((1, day(1)), (2, day(1)), (3, day(400)), (5, None), (6, None)):
        save(store, article(ref(number), published_at=published), number)
    other = article(ref(4, OTHER_BIZ), published_at=day(2), is_original=None, albums=())
    names = {
        "account": "Bridge Notes",
        "account_alias": None,
        "account_id": "gh_2",
        "biz": OTHER_BIZ,
    }
    # texts, all
    save(store, replace(other, metadata=replace(other.metadata, **names)), 4)  # type: ignore[arg-type]
    save_state(store, "deleted", ref(4, OTHER_BIZ), 5)
    return store


NEWEST = [3, 6, 2, 1, 5, 4]  # the fourth came last and has number 6
OLDEST = [1, 2, 6, 3, 4, 5]


@pytest.mark.parametrize(("oldest", "order"), [(False, NEWEST), (True, OLDEST)])
@pytest.mark.parametrize("limit", [1, 2, 4, 10])
def test_a_list_goes_on_behind_each_place_and_back_before_it(
    filled: Store, oldest: bool, order: list[int], limit: int
) -> None:
    first = [one.id for one in filled.library.page(Filter(), oldest=oldest)]
    assert first == order
    published = {one.id: one.metadata.published_at for one in filled.articles.list(Filter())}
    for at, number in enumerate(first):
        place = Place(published[number], number)
        behind = filled.library.page(Filter(limit=limit), place=place, oldest=oldest)
        before = filled.library.page(Filter(limit=limit), place=place, oldest=oldest, back=True)
        assert [one.id for one in behind] == first[at + 1 : at + 1 + limit]
        assert [one.id for one in before] == first[max(at - limit, 0) : at]


def test_what_vanished_comes_in_the_order_of_an_index(store: Store) -> None:
    statements: list[str] = []
    store._connection.raw.set_trace_callback(statements.append)
    store.library.vanished(Filter(limit=20))
    store._connection.raw.set_trace_callback(None)
    told = store._connection.rows(f"EXPLAIN QUERY PLAN {statements[-1]}")
    assert [one["detail"] for one in told if "articles_gone_at" in one["detail"]]


def test_what_vanished_goes_on_behind_each_place_and_back_before_it(store: Store) -> None:
    for number in range(1, 6):
        save(store, article(ref(number)), 1)
        save_state(store, "deleted", ref(number), 2 + number // 2)  # two at a time
    order = [one.id for one in store.library.vanished(Filter())]
    assert order == [5, 4, 3, 2, 1]
    for at, number in enumerate(order):
        gone_at = store.articles.get(number).gone_at
        assert gone_at
        place = GonePlace(gone_at, number)
        behind = store.library.vanished(Filter(limit=2), place=place)
        before = store.library.vanished(Filter(limit=2), place=place, back=True)
        assert [one.id for one in behind] == order[at + 1 : at + 3]
        assert [one.id for one in before] == order[max(at - 2, 0) : at]


def test_what_is_missing_is_ranked_and_told_with_who_links_to_it(store: Store) -> None:
    first, second, held = ref(11), short("a"), ref(2)
    save(store, linked(ref(1), first, second, held), 1)
    save(store, article(held), 1)
    other = linked(ref(3, OTHER_BIZ), first)
    about = replace(other.metadata, account="桥", biz=OTHER_BIZ, account_id="gh_2")
    save(store, replace(other, metadata=about), 1)
    ranked = store.library.missing_ranked()
    assert first.key
    assert ranked == [MissingPlace(2, first.key), MissingPlace(1, second.url)]
    assert store.library.missing() == 2
    told = store.library.missing_entries(ranked)
    assert told == [
        MissingEntry(MissingLink(first.url, first.key, "往期", 2), ("山间茶话", "桥")),
        MissingEntry(MissingLink(second.url, None, "往期", 1), ("山间茶话",)),
    ]
    assert [one.link for one in told] == list(store.links.missing())
    numbers = store.statistics()
    assert (numbers.links, numbers.links_held, numbers.missing) == (4, 1, 2)


def test_facets_count_each_choice(filled: Store) -> None:
    filled.marks.tag([1, 2], "茶", day(1))
    facets = {one.name: one.values for one in filled.library.facets(Filter())}
    assert facets == {
        "account": (FacetValue("山间茶话", 5), FacetValue("Bridge Notes", 1)),
        "album": (FacetValue("3000000000000000001", 5, "四季"),),
        "tag": (FacetValue("茶", 2),),
        "year": (FacetValue("2027", 1), FacetValue("2026", 3)),
        "kind": (FacetValue("article", 6),),
        "state": (FacetValue("ok", 5), FacetValue("deleted", 1)),
        "original": (FacetValue("1", 5), FacetValue("0", 1)),
        "pictures": (FacetValue("1", 6),),
    }


def test_facets_of_a_search_count_its_hits_alone(filled: Store) -> None:
    save(filled, article(ref(9), "桥在雨里。", published_at=day(5)), 9)
    facets = filled.library.facets(Filter(), "雨里")
    assert facets[3] == Facet("year", (FacetValue("2026", 1),))
    assert filled.library.facets(Filter(is_gone=True), "雨里")[0] == Facet("account", ())


def test_a_line_shows_how_the_text_begins_and_how_many_versions_there_are(filled: Store) -> None:
    save(filled, article(ref(1), "改了。", published_at=day(1)), 8)
    edited = filled.articles.get(1)
    [entry] = filled.library.entries([edited])
    assert entry == Entry(edited, "改了。", None, 2)
