"""What a user may choose."""

import pytest

from wxarchive.errors import UsageError
from wxarchive.fetch.settings import parse_connect_to


def test_connect_to_is_read_from_pairs() -> None:
    assert parse_connect_to(
        ["MP.weixin.qq.com=http://127.0.0.1:8008/", " a-b.cn = https://[::1]:9 ", ""]
    ) == {
        "mp.weixin.qq.com": "http://127.0.0.1:8008",
        "a-b.cn": "https://[::1]:9",
    }


@pytest.mark.parametrize(
    "value",
    [
        "mp.weixin.qq.com",
        "=http://x",
        "a=ftp://x",
        "a=http://",
        "a=x",
        "a b=http://x",
        "a=http://[",
        "a=http://x:y",
    ],
)
def test_other_pairs_are_wrong_usage(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_connect_to([value])
    assert (
        str(caught.value)
        == f"{value}: is no HOST=URL; write it like mp.weixin.qq.com=http://127.0.0.1:8008"
    )
