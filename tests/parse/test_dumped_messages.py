"""A verification page that a tool printed with its line ends escaped is one all the same."""

from tests.parse.reading import page
from wxarchive.models import StatePage

MESSAGE = "你的访问过于频繁，需要从微信打开验证身份"


def test_escaped_line_ends_are_line_ends() -> None:
    lines = [
        "<!DOCTYPE html>",
        "<html>",
        "<body>",
        *["<div>", "</div>"] * 80,
        f"<p>{MESSAGE}</p>",
        "</body>",
        "</html>",
    ]
    found = page("\\n".join(lines))
    assert isinstance(found, StatePage)
    assert (found.state, found.reason) == ("challenge", MESSAGE)
