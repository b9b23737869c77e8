"""What wxarchive itself says of an article beside its text: that it is gone, and what could not be
kept. In English.

A quotation in clean HTML, which every form of an export writes in its own way; WeChat's own words
stay as they are.
"""

from collections.abc import Sequence
from html import escape

from wxarchive.clock import BEIJING_NAME, in_form
from wxarchive.models import Article, Metadata, State, StoredArticle

_TIME = "%Y-%m-%d %H:%M"
_WHY: dict[State, str] = {
    "deleted": "deleted by its author",
    "violation": "removed by the platform",
    "infringement": "removed after a rights complaint",
    "account_gone": "its account is blocked, frozen or cancelled",
    "migrated": "its account moved",
    "private": "hidden by its author",
}


def subtitle(about: Metadata) -> str:
    """Return what stands under a title: account, byline, time and place, each once."""
    time = in_form(about.published_at, _TIME)
    parts = (about.account, about.author, time, about.location)
    # many accounts give their own name as the byline
    return " · ".join(dict.fromkeys(part for part in parts if part))


def notes_html(notes: Sequence[str]) -> str:
    """Write what could not be kept; nothing where there are no notes."""
    if not notes:
        return ""
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<blockquote><p>Not kept:</p><ul>{items}</ul></blockquote>"


def gone_words(article: Article | StoredArticle) -> str | None:
    """Say that an article is gone, why and since when, as far as that is known; ``None`` if it is
    not gone.
    """
    if isinstance(article, Article) or article.gone_at is None:
        return None
    words = f"This article is gone ({_WHY.get(article.state, article.state)})"
    words += f": first seen gone {in_form(article.gone_at, _TIME)}"
    if article.last_seen_alive:
        words += f", last seen alive {in_form(article.last_seen_alive, _TIME)}"
    words += f" ({BEIJING_NAME})."
    # in WeChat's own words, which may have several lines
    reason = " ".join((article.reason or "").split())
    if reason:
        return f"{words} WeChat says: {reason}"
    return words
