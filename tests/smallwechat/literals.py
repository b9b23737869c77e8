"""Values as the site writes them into scripts (docs/wechat-pages.md §2.3)."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | int | bool | Mapping[str, Value] | Sequence[Value]"

_ESCAPES = str.maketrans(
    {
        "\\": r"\x5c",
        "\r": r"\x0d",
        '"': r"\x22",
        "&": r"\x26",
        "'": r"\x27",
        "<": r"\x3c",
        ">": r"\x3e",
        "\n": r"\x0a",
    }
)


class Constant(str):
    """Something the site multiplies by 1 although it is no number, as ``LINK_TYPE_MP_APPMSG``."""

    __slots__ = ()


def escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def quoted(text: str, times: int = 1) -> str:
    """A string literal whose text was HTML-escaped ``times`` before."""
    return f"'{escaped(html_escaped(text, times))}'"


def html_escaped(text: str, times: int = 1) -> str:
    for _ in range(times):
        text = html.escape(text)
    return text


def literal(value: Value, depth: int = 3) -> str:
    """Render a value in the grammar of ``window.cgiDataNew``, trailing commas and all."""
    pad, end = "    " * (depth + 1), "    " * depth
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"'{value}' * 1"
        case Constant():
            return f" '{value}' * 1"
        case str():
            return f"JsDecode('{escaped(value)}')"
        case Mapping():
            members = [
                f"{pad}{name}: {literal(member, depth + 1)},\n" for name, member in value.items()
            ]
            return "{\n" + "".join(members) + end + "}"
    return "[\n" + "".join(f"{pad}{literal(member, depth + 1)},\n" for member in value) + end + "]"


def plain_literal(value: Value) -> str:
    """Render a value as the classic variables have it: without ``JsDecode``."""
    return re.sub(r"JsDecode\(('[^']*')\)", r"\1", literal(value, depth=1))
