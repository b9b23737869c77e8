"""Articles as lines of a terminal: nothing that is seen as one sign is parted, and tables keep what
is in their cells.
"""

import pytest

from wxarchive.render import Styled, for_terminal, wrap

SIGNS = {
    "a family": "👨\u200d👩\u200d👧",
    "a colour of skin": "👍🏽",
    "a flag": "🇨🇳",
    "a variant": "❤\ufe0f\u200d🔥",
    "an accent": "e\u0301",
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_a_sign_of_several_characters_stays_on_one_line(sign: str) -> None:
    for before in range(14, 21):
        lines = wrap(
            [Styled("a" * (before % 2) + "茶" * (before // 2) + sign + "茶")], 20, styled=False
        )
        assert any(sign in line for line in lines), lines


def test_a_row_of_flags_is_cut_between_two_of_them() -> None:
    lines = wrap([Styled("🇨🇳🇯🇵" * 10)], 21, styled=False)
    assert {line.replace("🇨🇳", "").replace("🇯🇵", "") for line in lines} == {""}


def test_a_table_whose_cells_span_others_keeps_what_is_in_them() -> None:
    html = (
        "<table><caption>表</caption>"
        "<tr><td colspan='2'>Open<strong>AI</strong> 与<img src='https://a.cn/1' alt='a &gt; b'></td></tr>"
        "<tr><td>一</td><td><ul><li>二</li></ul></td></tr></table>"
    )
    assert for_terminal(html).split("\n") == [
        "表",
        "OpenAI 与[图: 1 a > b]",
        f"{'─' * 22}─┼─────",
        f"一{' ' * 20} │ • 二",
    ]


def test_a_table_of_unequal_rows_is_not_filled_up() -> None:
    wide = "".join(f"<td>{number}</td>" for number in range(10))
    html = f"<table><tr>{wide}</tr>{'<tr><td>一</td></tr>' * 60}</table>"
    assert for_terminal(html).split("\n")[-1] == "一"
