"""An entry for a list of references in the styles that are asked for most, as plain text.

The styles are GB/T 7714-2015 (electronic resources), the *Publication Manual of the APA*, 7th
edition (online media), and *The Chicago Manual of Style*, 17th edition (bibliography entries).
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from wxarchive.models import StoredArticle
from wxarchive.render.citation.cited import CitedArticle, as_cited

CitationStyle = Literal["gbt", "apa", "chicago"]
STYLES: tuple[CitationStyle, ...] = ("gbt", "apa", "chicago")

_ENDS = tuple(".!?…。！？")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
"""Python's own names of months are those of the user's language."""
_INNER_QUOTES = str.maketrans('“”"', "‘’'")


def citation(article: StoredArticle, style: CitationStyle = "gbt") -> str:
    """Return the entry for an article, one line without its number in the list."""
    return _STYLES[style](as_cited(article))


def _gbt(cited: CitedArticle) -> str:
    """Write author, title, account and year, day, day of citation and address."""
    published = cited.published
    site = cited.account or ""
    # the account stands for the publisher, with the year
    if site and published:
        site += f", {published.year:04}"
    site += f"({published})" if published else "(日期不详)"
    if cited.accessed:
        site += f"[{cited.accessed}]"
    title = f"{cited.title or '无题名'}[EB/OL]."
    return _joined(_ended(cited.author), title, f"{site}.", _ended(cited.url))


def _apa(cited: CitedArticle) -> str:
    """Write author, day, title, account and address; without an author the title is first."""
    published = cited.published
    day = "(n.d.)."
    if published:
        month = _MONTHS[published.month - 1]
        day = f"({published.year}, {month} {published.day})."
    title = _ended(cited.title or "[Untitled]")
    if not cited.author:
        return _joined(title, day, cited.url)
    return _joined(_ended(cited.author), day, title, _ended(cited.account), cited.url)


def _chicago(cited: CitedArticle) -> str:
    """Write author, title in quotes, account, day and address.

    The day of access stands only where that of publication is unknown.
    """
    title = _ended((cited.title or "[Untitled]").translate(_INNER_QUOTES))
    site = "WeChat official account"
    if cited.account:
        site = f"{cited.account} ({site})"
    accessed = None
    if cited.published:
        site += f", {_american(cited.published)}"
    elif cited.accessed:
        accessed = f"Accessed {_american(cited.accessed)}."
    else:
        site += ", n.d"
    return _joined(_ended(cited.author), f"“{title}”", f"{site}.", accessed, _ended(cited.url))


def _american(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _ended(text: str | None) -> str | None:
    """Let a part end with a full stop, unless it ends with a mark of its own."""
    if not text or text.endswith(_ENDS):
        return text
    return f"{text}."


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


_STYLES: dict[CitationStyle, Callable[[CitedArticle], str]] = {
    "gbt": _gbt,
    "apa": _apa,
    "chicago": _chicago,
}
