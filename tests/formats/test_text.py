"""The encoding of a text is found also where some of it is damaged."""

import pytest

from wxarchive.formats import text_of

TEXT = "标题,链接\n一座石头的桥,水从下面流过\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_character_that_is_cut_in_two_spoils_no_other(encoding: str) -> None:
    whole = TEXT.encode(encoding)
    for cut in (whole[:-2], whole.replace("座".encode(encoding), "座".encode(encoding)[:1])):
        text = text_of(cut)
        assert text.startswith("标题,链接\n一")
        assert "水从下面流" in text


def test_a_single_character_in_gbk_is_read() -> None:
    assert text_of("桥".encode("gbk")) == "桥"
    assert text_of(("a" * 5_000 + "桥").encode("gbk")).endswith("a桥")
