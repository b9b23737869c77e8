"""Re-checks: every way a page can change between two looks at it, and what the archive makes of
it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.smallwechat import states
from tests.smallwechat.changing import ADDRESS_ENDS, ELSEWHERE, ENDS, TROUBLES
from tests.smallwechat.pages import Picture
from tests.smallwechat.site import STONES, WATER
from tests.smallwechat.writing import picture
from tests.support.checking import NOON, Watch, told
from tests.support.dumping import raw
from wxarchive.archive.check import changes_found
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import ingest
from wxarchive.errors import BadAnswer, NetworkError, Refused
from wxarchive.models import CheckFilter, CheckResult
from wxarchive.parse import parse


class TestUnchanged:
    def test_an_unchanged_article_was_last_seen_alive_now(self, watch: Watch) -> None:
        [outcome] = watch.check()
        assert (outcome.status, outcome.id, outcome.title, outcome.change) == (
            "unchanged",
            1,
            WATER.title,
            None,
        )
        assert watch.article().last_seen_alive == watch.time
        assert len(watch.texts()) == 1
        assert watch.waiting() == {}

    def test_the_short_address_is_asked_for(self, watch: Watch) -> None:
        watch.check()
        assert watch.asked == [WATER.short_url]

    def test_the_same_bytes_again_are_seen_again(self, watch: Watch) -> None:
        watch.site = replace(watch.site, restless=False)
        watch.check()
        watch.check_later()
        assert (watch.article().last_seen_alive, watch.sights()[0].times) == (watch.time, 3)


class TestChanged:
    def test_an_edit_is_a_new_version_and_what_changed_is_told(self, watch: Watch) -> None:
        edited = watch.site.edit(WATER, "后来换了一把壶。")
        watch.site.put(WATER, replace(edited, title="水要烧到七分"))
        [outcome] = watch.check()
        assert (outcome.status, outcome.title) == ("updated", "水要烧到七分")
        assert outcome.message == "text +9 characters; title"
        assert outcome.change == CheckResult(
            None, "ok", None, watch.time, version=2, fields=("title", "text"), text_added=9
        )
        assert [text.endswith("后来换了一把壶。") for text in watch.texts()] == [False, True]

    def test_pictures_are_counted_by_what_they_are(self, watch: Watch) -> None:
        other = Picture("https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatOther/0?wx_fmt=jpeg")
        body = WATER.body_html.replace("SmallWechatKettle", "SmallWechatPot") + picture(other)
        watch.site.put(WATER, replace(WATER, body_html=body))
        [outcome] = watch.check()
        assert outcome.message == "pictures +2 −1"
        assert outcome.change
        assert (outcome.change.fields, outcome.change.images_added, outcome.change.images_removed) == (
            ("images",), 2, 1,
        )  # fmt: skip

    def test_pictures_in_another_order_are_told(self, watch: Watch) -> None:
        kettle, steam = (picture(one) for one in WATER.pictures)
        body = WATER.body_html.replace(kettle, "|").replace(steam, kettle).replace("|", steam)
        watch.site.put(WATER, replace(WATER, body_html=body))
        assert told(watch.check()) == [("updated", "pictures in another order")]

    def test_metadata_alone_make_no_version_but_are_told(self, watch: Watch) -> None:
        watch.site.put(WATER, replace(WATER, author="阿坡和小满", digest="听壶的声音。"))
        [outcome] = watch.check()
        assert (outcome.status, outcome.message) == ("unchanged", "author, digest")
        assert outcome.change == CheckResult(
            None, "ok", None, watch.time, fields=("author", "digest")
        )
        assert len(watch.texts()) == 1
        assert watch.check_later()[0].change is None

    def test_what_is_of_the_account_is_no_change_of_the_article(self, watch: Watch) -> None:
        watch.site.put(
            WATER, replace(WATER, account=replace(WATER.account, signature="改了签名。"))
        )
        assert watch.check()[0].change is None

    def test_an_edit_taken_back_is_a_third_version(self, watch: Watch) -> None:
        watch.site.edit(WATER, "后来换了一把壶。")
        watch.check()
        watch.site.give_back(WATER)
        assert told(watch.check_later()) == [("updated", "text −9 characters")]
        first, _, third = watch.texts()
        assert first == third

    def test_what_only_a_dump_told_is_due_at_once_and_the_page_is_told_as_such(
        self, empty: Watch
    ) -> None:
        text = f"# {WATER.title}\n\n文章作者: 南坡茶话\n发布时间: 2024-03-09 08:30\n原文链接: {WATER.long_url}\n\n山里。\n"
        ingest(Received("水.md", raw(text), None, empty.time), empty.store, parse)
        [outcome] = empty.check(CheckFilter(due=True))
        assert outcome.status == "updated"
        assert (outcome.message or "").startswith(
            "WeChat's own page, where the archive had only a dump; text +"
        )
        assert [text.count("\n") for text in empty.texts()] == [0, 3]
        assert empty.check_due() == []


class TestGone:
    @pytest.mark.parametrize("state", ENDS)
    def test_an_article_that_is_gone_keeps_its_text(self, watch: Watch, state: str) -> None:
        before = watch.article()
        watch.site.end(WATER, ENDS[state]())
        [outcome] = watch.check()
        assert (outcome.status, outcome.state, outcome.id, outcome.title) == (
            "gone",
            state,
            1,
            WATER.title,
        )
        assert (outcome.message or "").endswith("last seen 2026-03-01 12:00+08:00")
        assert outcome.change
        assert (outcome.change.life, outcome.change.was, outcome.change.gone_at) == (
            "gone",
            "ok",
            watch.time,
        )
        after = watch.article()
        assert (after.state, after.gone_at, after.last_seen_alive) == (state, watch.time, NOON)
        assert (after.content, after.metadata) == (before.content, before.metadata)

    def test_where_a_moved_account_leads_is_told_and_not_followed(self, watch: Watch) -> None:
        watch.site.end(WATER, ENDS["migrated"]())
        [outcome] = watch.check()
        assert outcome.change
        assert outcome.change.target == ELSEWHERE
        assert f"moved to {ELSEWHERE}" in (outcome.message or "")
        assert watch.asked == [WATER.short_url]

    def test_still_gone_is_no_news(self, watch: Watch) -> None:
        watch.site.end(WATER, states.deleted())
        watch.check()
        [outcome] = watch.check_later()
        assert (outcome.status, outcome.change) == ("gone", None)
        told = "last seen 2026-03-01 12:00+08:00; gone since 2026-03-01 13:00+08:00"
        assert outcome.message == f"该内容已被发布者删除; {told}"
        assert watch.article().gone_at == NOON + timedelta(hours=1)

    def test_gone_for_another_reason_is_news(self, watch: Watch) -> None:
        watch.site.end(WATER, states.deleted())
        watch.check()
        watch.site.end(WATER, states.account_gone())
        [outcome] = watch.check_later()
        assert outcome.change
        assert (outcome.change.life, outcome.change.was) == ("gone", "deleted")
        assert outcome.change.gone_at == NOON + timedelta(hours=1)
        assert watch.seen() == ["ok", "deleted", "account_gone"]

    def test_alive_edited_gone_back(self, watch: Watch) -> None:
        watch.site.edit(WATER, "后来换了一把壶。")
        edited = watch.check()
        now = watch.site.now[WATER.token]
        watch.site.end(WATER, states.deleted())
        gone = watch.check_later()
        assert not isinstance(now, str)
        watch.site.put(WATER, now)
        back = watch.check_later()
        watch.site.edit(WATER, "又换回来了。")
        again = watch.check_later()
        every = [*edited, *gone, *back, *again]
        assert [one.status for one in every] == ["updated", "gone", "unchanged", "updated"]
        assert changes_found(every) == {
            "edited": 2,
            "metadata": 0,
            "gone": 1,
            "back": 1,
            "address": 0,
        }
        assert back[0].message == "readable again, was gone since 2026-03-01 14:00+08:00"
        assert (watch.seen(), len(watch.texts())) == (["ok", "deleted", "ok"], 3)
        assert (watch.article().state, watch.article().gone_at) == ("ok", None)

    def test_back_with_an_edit_tells_both(self, watch: Watch) -> None:
        watch.site.end(WATER, states.violation(WATER.account))
        watch.check()
        watch.site.edit(WATER, "删了一句。")
        [outcome] = watch.check_later()
        assert (
            outcome.message
            == "readable again, was gone since 2026-03-01 13:00+08:00; text +6 characters"
        )
        assert outcome.change
        assert (outcome.status, outcome.change.life, outcome.change.version) == (
            "updated",
            "back",
            2,
        )

    def test_what_was_gone_before_it_was_kept_may_come_back(self, empty: Watch) -> None:
        empty.site.end(WATER, states.deleted())
        empty.keep(WATER)
        empty.site.give_back(WATER)
        [outcome] = empty.check_later()
        assert (outcome.status, outcome.title) == ("created", WATER.title)
        assert outcome.change
        assert (outcome.change.life, outcome.change.version, outcome.change.fields) == (
            "back",
            1,
            (),
        )

    @pytest.mark.parametrize("state", ADDRESS_ENDS)
    def test_an_address_that_ended_says_nothing_of_the_article(
        self, watch: Watch, state: str
    ) -> None:
        watch.site.end(WATER, ADDRESS_ENDS[state]())
        first, second = watch.check(), watch.check_later()
        assert first[0].change
        assert (first[0].change.life, second[0].change) == ("address", None)
        assert "the article stays as it was" in (first[0].message or "")
        assert (
            watch.article().state,
            watch.article().gone_at,
            watch.article().last_seen_alive,
        ) == ("ok", None, NOON)
        assert changes_found([*first, *second])["address"] == 1


class TestNothingIsLost:
    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_what_tells_nothing_changes_nothing(self, watch: Watch, trouble: str) -> None:
        before = watch.article()
        watch.site.end(WATER, TROUBLES[trouble]())
        [outcome] = watch.check()
        assert (outcome.status, outcome.exit_code, outcome.id, outcome.change) == (
            "failed",
            1,
            1,
            None,
        )
        assert outcome.title == WATER.title
        assert watch.article() == before
        assert watch.seen() == ["ok"]

    def test_an_empty_page_never_replaces_a_body(self, watch: Watch) -> None:
        before = watch.article()
        emptied = replace(WATER, body_html="", digest="", pictures=(), show_type=8)
        watch.site.put(WATER, emptied)
        [outcome] = watch.check()
        assert (outcome.status, outcome.state) == ("failed", "broken")
        assert outcome.message == "its page came without any content; nothing was changed"
        assert watch.article() == before

    def test_another_articles_page_changes_nothing_and_is_told(self, three: Watch) -> None:
        before = three.articles()
        three.site.put(WATER, STONES)
        outcomes = three.check()
        assert outcomes[0].status == "failed"
        assert outcomes[0].message == (
            f"its address leads to another article now ({STONES.key}); nothing was changed"
        )
        assert [one.id for one in three.articles()] == [one.id for one in before]
        assert three.article(1) == before[-1]
        # it has one
        assert three.store.articles.known(before[-1].ref).id == 1  # type: ignore[arg-type, union-attr]

    @pytest.mark.parametrize(
        "error", [Refused("HTTP 404"), BadAnswer("HTTP 503"), NetworkError("no answer")]
    )
    def test_no_page_changes_nothing(self, watch: Watch, error: NetworkError) -> None:
        before = watch.article()
        watch.errors[WATER.token] = error
        [outcome] = watch.check()
        assert (outcome.status, outcome.id, outcome.title, outcome.message) == (
            "failed",
            1,
            WATER.title,
            str(error),
        )
        assert (watch.article(), watch.seen()) == (before, ["ok"])

    def test_a_clock_that_was_put_back_does_not_turn_the_order_of_things_round(
        self, watch: Watch
    ) -> None:
        watch.check()
        watch.time -= timedelta(days=3)
        watch.site.end(WATER, states.deleted())
        watch.check()
        assert (watch.article().state, watch.seen()) == ("deleted", ["ok", "deleted"])
        watch.site.edit(WATER, "又回来了。")
        watch.check_later()
        assert (watch.article().state, watch.seen()) == ("ok", ["ok", "deleted", "ok"])
        assert len(watch.texts()) == 2
        assert watch.check_later()[0].change is None
