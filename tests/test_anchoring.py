"""Passages are found again: in a text with other white space, in a later version, or not at all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wxarchive.anchoring import CONTEXT, Quote, Span, found, placed, quoted

texts = st.text(alphabet="桥河水石ab 。\n\u200b", max_size=80)
BRIDGE = "第一座桥是木头的。\n第二座桥是石头的，河水从下面流过。\n第三座桥还没有造好。"


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def said(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


@given(texts, st.data())
def test_a_passage_is_found_where_it_was_taken(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = quoted(text, Span(start, data.draw(st.integers(start, len(text)))))
    spans = found(quote, text)
    if not squeezed(quote.exact):
        assert spans == []
        return
    assert squeezed(text[: spans[0].start]) == squeezed(text[:start]), "not at another one"
    assert placed(quote, text, text) == spans[0]
    assert squeezed(str(said(text, spans[0]))) == squeezed(quote.exact)


@given(texts, texts, st.data())
def test_white_space_does_not_count(text: str, spaces: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = quoted(text, Span(start, len(text)))
    other = "".join(f"{one}\n " if one in spaces else one for one in text)
    assert [squeezed(str(said(other, span))) for span in found(quote, other)[:1]] == [
        squeezed(quote.exact)
    ] * bool(squeezed(quote.exact))


@given(texts, texts, texts, st.data())
def test_what_is_placed_is_the_passage_or_most_of_it(
    before: str, text: str, later: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = quoted(text, Span(start, data.draw(st.integers(start, len(text)))))
    new = before + later
    span = placed(quote, new, text)
    if span is None:
        return
    assert 0 <= span.start < span.end <= len(new)
    assert len(squeezed(str(said(new, span)))) <= 3 * len(squeezed(quote.exact))


@given(texts, texts, texts)
def test_a_long_passage_moves_with_what_comes_before_it(a: str, b: str, c: str) -> None:
    passage = "从前有一座桥它从来没有名字"
    text = f"{a}{passage}{c}"
    start = len(a)
    quote = quoted(text, Span(start, start + len(passage)))
    new = f"{b}{passage}{a}"
    assert said(new, placed(quote, new, text)) == passage


def test_of_several_places_the_context_tells_which() -> None:
    assert found(Quote("座桥", prefix="第三"), BRIDGE) == [Span(30, 32)]
    assert found(Quote("座桥", suffix="是石头"), BRIDGE) == [Span(12, 14)]
    assert [span.start for span in found(Quote("座桥", start=13), BRIDGE)] == [12, 2, 30]
    assert [span.start for span in found(Quote("座桥"), BRIDGE)] == [2, 12, 30]


def test_a_passage_across_paragraphs_is_found_as_a_browser_gives_it() -> None:
    for given_by_browser in ("木头的。第二座桥", "木头的。\n\n第二座桥", " 木头的。\r\n 第二座桥 "):
        [span] = found(Quote(given_by_browser), BRIDGE)
        assert said(BRIDGE, span) == "木头的。\n第二座桥"


def test_places_are_counted_in_code_points() -> None:
    assert found(Quote("桥"), "😀😀桥") == [Span(2, 3)]


@pytest.mark.parametrize("nothing", ["", " \n", "\u200b", "没有的话"])
def test_what_is_not_there_is_not_found(nothing: str) -> None:
    assert found(Quote(nothing), BRIDGE) == []
    assert placed(Quote(nothing), BRIDGE, BRIDGE) is None


def test_an_edit_inside_the_passage_is_followed() -> None:
    start = BRIDGE.index("第二座")
    quote = quoted(BRIDGE, Span(start, start + 17))
    later = BRIDGE.replace("石头的", "花岗石造的").replace("第一座桥", "最早的那座桥，你看，")
    assert said(later, placed(quote, later, BRIDGE)) == "第二座桥是花岗石造的，河水从下面流过。"


def test_without_the_earlier_text_what_was_around_it_stands_for_it() -> None:
    start = BRIDGE.index("第二座")
    quote = quoted(BRIDGE, Span(start, start + 17))
    later = BRIDGE.replace("石头的", "花岗石造的")
    assert said(later, placed(quote, later)) == "第二座桥是花岗石造的，河水从下面流过。"


def test_a_passage_that_was_taken_out_is_an_orphan_until_it_comes_back() -> None:
    start = BRIDGE.index("第二座")
    quote = quoted(BRIDGE, Span(start, start + 17))
    without = BRIDGE[:start] + BRIDGE[start + 18 :]
    assert placed(quote, without, BRIDGE) is None
    back = f"编者按。\n{BRIDGE}"
    assert said(back, placed(quote, back, BRIDGE)) == quote.exact


def test_a_few_characters_that_stand_elsewhere_by_chance_are_not_the_passage() -> None:
    earlier = "他点了点头，说：是的。然后走了。"
    start = earlier.index("是的")
    quote = quoted(earlier, Span(start, start + 2))
    later = "后来没有人再提起。谁是这里的主人？是的，谁也不知道。"
    assert placed(quote, later, earlier) is None


def test_a_short_passage_stays_where_its_context_is() -> None:
    earlier = "甲：是的。乙：是的。丙说了很久，最后也说：是的。"
    start = earlier.rindex("是的")
    quote = quoted(earlier, Span(start, start + 2))
    later = f"丁：是的。{earlier}"
    assert placed(quote, later, earlier) == Span(start + 5, start + 7)


def test_context_is_bounded() -> None:
    quote = quoted("前" * 100 + "桥" + "后" * 100, Span(100, 101))
    assert (quote.prefix, quote.suffix) == ("前" * CONTEXT, "后" * CONTEXT)


def test_a_text_of_one_letter_takes_no_time_to_speak_of() -> None:
    text = "啊" * 200_000
    quote = quoted(text, Span(90_000, 100_000))
    assert found(quote, text)[0] == Span(90_000, 100_000)
    assert placed(quote, text + "！", text) == Span(90_000, 100_000)


@given(texts)
def test_the_whole_text_is_a_passage_too(text: str) -> None:
    assume(squeezed(text))
    [span] = found(Quote(text), text)
    assert squeezed(str(said(text, span))) == squeezed(text)
