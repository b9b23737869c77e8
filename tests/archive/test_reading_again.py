"""Stored pages read again, and files imported."""

from dataclasses import replace

from tests.archive.world import (
    ASK_LONG,
    ASK_OTHER,
    ASK_SHORT,
    BRIDGE,
    DELETED,
    KEY,
    LONG,
    MORNING,
    OTHER,
    SHORT,
    World,
    done,
)
from wxarchive.archive.import_ import import_files
from wxarchive.models import Metadata, StatePage


class TestReparse:
    def test_everything_stays_if_the_parser_is_the_same(self, world: World) -> None:
        world.answer(replace(BRIDGE, losses=("no time",)), LONG)
        world.add(ASK_LONG)
        assert world.reparse() == [done(LONG, "unchanged", message="no time")]

    def test_a_better_parser_makes_an_update(self, world: World) -> None:
        body = world.answer(BRIDGE, LONG)
        world.add(ASK_LONG)
        world.meanings[body] = replace(BRIDGE, metadata=Metadata(title="石桥记"))
        assert world.reparse() == [done(LONG, "updated", title="石桥记")]
        assert world.titles() == ["石桥记"]

    def test_only_the_articles_asked_for_are_read_again(self, world: World) -> None:
        world.answer(BRIDGE, LONG)
        world.answer(replace(BRIDGE, ref=None), OTHER)
        world.add(ASK_LONG, ASK_OTHER)
        assert world.reparse(2) == [done(OTHER, "unchanged", id=2, key=None)]

    def test_a_page_that_gave_nothing_may_give_an_article(self, world: World) -> None:
        page = world.save(StatePage("unknown"))
        world.add(page)
        world.meanings[page.path.read_bytes()] = BRIDGE
        assert world.reparse() == [done(str(page.path), "created")]
        assert world.article(KEY).fetched_at == MORNING

    def test_a_page_that_gave_nothing_may_be_known_as_gone(self, world: World) -> None:
        body = world.answer(StatePage("unknown"), SHORT)
        world.add(ASK_SHORT)
        world.meanings[body] = DELETED
        told = {
            "state": "deleted",
            "kind": None,
            "key": None,
            "title": None,
            "message": DELETED.reason,
        }
        assert world.reparse() == [done(SHORT, "gone", **told)]

    def test_a_page_that_is_still_no_article_is_unchanged(self, world: World) -> None:
        world.answer(StatePage("not_article"), SHORT)
        world.add(ASK_SHORT)
        [outcome] = world.reparse()
        assert (outcome.status, outcome.state, outcome.exit_code) == ("unchanged", "not_article", 0)

    def test_a_parser_that_fails_leaves_what_is_archived(self, world: World) -> None:
        body = world.answer(BRIDGE, LONG)
        world.add(ASK_LONG)
        before = world.article(KEY)
        world.meanings[body] = ValueError("what is this")
        [outcome] = world.reparse()
        assert (outcome.status, outcome.exit_code, world.article(KEY)) == ("failed", 1, before)
        assert outcome.message is not None
        assert outcome.message.endswith("; the archived version stays")


class TestImportFiles:
    def test_an_address_is_no_file(self, world: World) -> None:
        [outcome] = import_files([ASK_LONG], store=world.store, parse=world.parse)
        assert (outcome.status, outcome.exit_code) == ("failed", 1)
        assert (
            outcome.message
            == f"{LONG}: this is an address, and import reads files; use wxarchive fetch"
        )
        assert world.asked == []
