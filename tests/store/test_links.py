from tests.store.making import article, link, linked, ref, short
from tests.store.test_articles import save
from wxarchive.models import Link, LinkFilter, MissingLink, StoredLink
from wxarchive.store.database import Store


def outgoing(store: Store, article_id: int) -> list[StoredLink]:
    return list(store.links.find(LinkFilter(from_id=article_id)))


def test_new_links_are_those_nobody_knew_of(store: Store) -> None:
    save(store, article(ref(1)), 1)
    assert save(store, linked(ref(2), ref(1), ref(3), short("four")), 2).new_links == 2
    assert save(store, linked(ref(5), ref(3), short("four"), ref(6)), 3).new_links == 1
    assert save(store, linked(ref(5), ref(3), short("four"), ref(6)), 4).new_links == 0


def test_links_lead_both_ways_by_key_and_by_alias(store: Store) -> None:
    save(store, linked(ref(1), ref(2), ref(9)), 1)
    save(store, linked(ref(3), short("two")), 2)
    save(store, article(ref(2), title="二"), 3)
    store.articles.add_alias(short("two").url, 3)
    assert outgoing(store, 1) == [
        StoredLink(1, "茶", 0, link(ref(2)), 3, "二"),
        StoredLink(1, "茶", 1, link(ref(9)), None, None),
    ]
    backlinks = [
        StoredLink(1, "茶", 0, link(ref(2)), 3, "二"),
        StoredLink(2, "茶", 0, link(short("two")), 3, "二"),
    ]
    assert list(store.links.find(LinkFilter(to_id=3))) == backlinks
    assert list(store.links.find(LinkFilter(to_id=1))) == []
    assert list(store.links.find(LinkFilter())) == [
        backlinks[0],
        outgoing(store, 1)[1],
        backlinks[1],
    ]


def test_missing_links_come_with_those_linked_most_often_first(store: Store) -> None:
    save(store, linked(ref(1), short("rare"), ref(8), ref(2)), 1)
    save(store, linked(ref(2), ref(8, sn=None)), 2)
    often = MissingLink(min(ref(8).url, ref(8, sn=None).url), ref(8).key, "往期", 2)
    assert list(store.links.missing()) == [often, MissingLink(short("rare").url, None, "往期", 1)]


def test_the_links_are_those_of_the_newest_page(store: Store) -> None:
    save(store, linked(ref(1), ref(2), ref(3)), 1)
    save(store, linked(ref(1), ref(3), text="改稿"), 2)
    assert [found.link.key for found in outgoing(store, 1)] == [ref(3).key]


def test_a_link_says_what_the_page_says(store: Store) -> None:
    made = Link(ref(2).url, ref(2).key, "点这里", "茶的一年", "album_next")
    store.links.replace(save(store, article(ref(1)), 1).id or 0, [made])
    assert [found.link for found in outgoing(store, 1)] == [made]
