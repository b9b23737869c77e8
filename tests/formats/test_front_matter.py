"""Front matter of other programs is read as it is written, whatever YAML would make of it."""

import pytest

from wxarchive.formats.dump import Header, read_dump

SOURCE = "https://mp.weixin.qq.com/s/FrontBm2Xw9Rt4Yb6Nc8V1"


def read(*lines: str, body: str = "水。") -> Header:
    text = "\n".join(["---", f"source: {SOURCE}", *lines, "---", "", body])
    found = read_dump(text.encode())
    assert found
    return found[0]


@pytest.mark.parametrize(
    "title",
    ["0123", "1_000", "12:30", "1.10", "on", "2024-10-01", "0x1F", "1e3", ".inf", "'null'", '"~"'],
)
def test_a_title_stays_as_it_is_written(title: str) -> None:
    assert read(f"title: {title}").title == title.strip("'\"")


@pytest.mark.parametrize("nothing", ["", "~", "null", "[]", "{a: b}"])
def test_a_field_without_a_text_says_nothing(nothing: str) -> None:
    assert read(f"author: {nothing}") == Header(address=SOURCE, albums=())


def test_a_date_that_no_calendar_has_costs_no_other_field() -> None:
    found = read("title: 桥", "date: 0000-00-00 00:00:00", "albums:", "  - 2024", "  - 河")
    assert (found.title, found.address, found.albums) == ("桥", SOURCE, ("2024", "河"))


def test_a_title_that_stands_in_a_heading_alone_is_one() -> None:
    assert read("author: 某人", body="# 石桥 \n\n水。").title == "石桥"
    assert read("title: 桥", body="# 石桥\n\n水。").title == "桥"


def test_lines_that_refer_to_each_other_cost_no_more_than_they_are() -> None:
    lines = ["title: 桥", "a0: &a0", "  x: 1"]
    for number in range(1, 60):
        lines += [f"a{number}: &a{number}", "  <<:", *[f"    - *a{number - 1}"] * 2]
    assert read(*lines).title == "桥"


@pytest.mark.parametrize(
    "title",
    [
        "石桥: 上篇",
        '"石桥"之夜',
        "@石桥",
        "[转载] 石桥",
        "\t石桥",
        "{" * 201,
        "*石桥*",
        "100%",
        "%石桥",
    ],
)
def test_a_title_that_is_no_yaml_costs_no_other_field(title: str) -> None:
    found = read(f"title: {title}", "author: '某人'")
    assert found == Header(title.strip(), address=SOURCE, author="某人", albums=())


@pytest.mark.parametrize("escape", [r"\UFFFFFFFF", r"\U00110000", r"\xZZ", r"\q"])
def test_an_escape_of_no_character_stays_as_it_is_written(escape: str) -> None:
    assert read(f'title: "{escape}"') == Header(escape, address=SOURCE, albums=())
