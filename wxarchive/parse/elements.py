"""What elements say of themselves."""

from lxml.etree import _Element as Element

from wxarchive.guarded import number

_WRITTEN = frozenset({"text", "button", "submit", "reset", "search", "email", "url", "tel", "number", "date"})
"""Types of ``input`` that show their value as text."""


def first_number(numbered: Element) -> int:
    """Return the number a list begins with: its own, or that of its first item."""
    items = (item.get("value") for item in numbered if item.tag == "li")
    told = numbered.get("start") or next(items, None) or ""
    begins = number(told, digits=9)
    return 1 if begins is None else begins


def shown_value(field: Element) -> str | None:
    """Return the text that an ``input`` shows."""
    return field.get("value") if field.get("type", "text").lower() in _WRITTEN else None
