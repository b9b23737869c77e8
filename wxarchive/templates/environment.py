"""Templates with what all pages need: how times, sizes and states are written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import floor
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from wxarchive.clock import BEIJING, in_form
from wxarchive.models import Entry, Kind, State, Status, StoredArticle
from wxarchive.templates.words import Language

KINDS_SAID: Mapping[Kind, str] = {
    "article": "articles", "image": "picture posts", "text": "short texts", "video": "videos",
    "audio": "audio",
    "music": "music", "short": "short posts", "unknown": "other kinds",
}  # fmt: skip
STATES_SAID: Mapping[State, str] = {
    "ok": "readable", "deleted": "deleted by its author", "violation": "removed by WeChat",
    "infringement": "removed after a complaint", "account_gone": "its account is gone",
    "migrated": "its account moved",
    "private": "made private", "expired": "address ran out", "invalid": "address is invalid",
    "unavailable": "not to be seen just now", "challenge": "verification page",
    "not_article": "no article",
    "broken": "broken page", "unknown": "unknown page",
}  # fmt: skip
OUTCOMES_SAID: Mapping[Status, str] = {
    "created": "archived", "updated": "a new version", "unchanged": "unchanged", "gone": "gone",
    "blocked": "verification page", "skipped": "archived before", "queued": "queued",
    "partial": "in part", "failed": "failed",
}  # fmt: skip
FIELDS_SAID: Mapping[str, str] = {
    "text": "text", "title": "title", "images": "pictures", "media": "players",
    "author": "byline", "digest": "digest", "cover_url": "cover", "albums": "albums",
    "modified_at": "time of the edit", "published_at": "time of publication",
    "location": "place", "account": "account", "account_id": "id of the account",
    "account_alias": "WeChat id of the account", "is_original": "marked original",
    "is_reprint": "reprinted", "reprint_url": "address it is reprinted from",
    "reprint_account": "account it is reprinted from", "source_url": "read the original",
    "is_paid": "paid", "signature": "what the account says of itself",
    "avatar_url": "picture of the account", "header_url": "address in the header",
}  # fmt: skip
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_UNITS = ("B", "kB", "MB", "GB", "TB")


def environment(package: str) -> Environment:
    """Return the templates of a package, and behind them those that all pages share."""
    own, shared = PackageLoader(package), PackageLoader("wxarchive.templates", "pages")
    made = Environment(
        loader=ChoiceLoader([own, shared]),
        # an archive may be anyone's: nothing of it is markup unless we made it
        autoescape=True,
        # a name that is misspelt is an error, and no empty place
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": lambda time: in_form(time, "%Y-%m-%d") or "",
        "clock": lambda time: f"{time.astimezone():%H:%M}",
        "minute": lambda time: in_form(time, "%Y-%m-%d %H:%M") or "",
        "month": lambda time: in_form(time, "%Y-%m") or "",
        "iso": lambda time: (time and time.isoformat()) or "",
        "size": size,
        "grouped": lambda number: f"{number:,}",
        "percent": lambda share: floor(share * 100),
        "circled": _circled,
    }
    made.filters |= {
        "field": lambda name, say: say(FIELDS_SAID.get(name, name)),
        "parameters": lambda told: urlencode(told, doseq=True),
        "combine": lambda told, name, value: {k: v for k, v in told.items() if v} | {name: value},
        "groupby_month": _by_month,
    }
    made.tests["web"] = lambda address: address.startswith(("https://", "http://"))
    made.globals |= {
        "moment": moment,
        "kinds": KINDS_SAID,
        "states": STATES_SAID,
        "outcomes_said": OUTCOMES_SAID,
        "lived": _days_lived,
    }
    return made


def _circled(number: int) -> str:
    if number < len(_CIRCLED):
        return _CIRCLED[number]
    return f"({number})"


def _by_month(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Group lines by the month in which their articles were seen gone."""
    months = groupby(entries, key=lambda entry: in_form(entry.article.gone_at, "%Y-%m") or "")
    return [{"month": month, "entries": list(group)} for month, group in months]


def _days_lived(article: StoredArticle) -> int | None:
    """Return how many days passed from publication until an article was seen gone, as far as both
    are known.
    """
    published, gone = article.metadata.published_at, article.gone_at
    if published is None or gone is None or gone <= published:
        return None
    return (gone - published).days


def size(number: int) -> str:
    """Write a number of bytes for people."""
    value: float = number
    unit = 0
    # thousands, as disks and networks count
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    if unit and value < 10:
        return f"{value:.1f} {_UNITS[unit]}"
    return f"{value:.0f} {_UNITS[unit]}"


def moment(time: datetime | None, language: Language) -> str:
    """Write a time as it is read in a text, in Beijing's zone; midnight may stand for a day
    alone.
    """
    if time is None:
        return ""
    here = time.astimezone(BEIJING)
    said = f"{here.day} {here:%B} {here.year}"
    if language == "zh":
        said = f"{here.year} 年 {here.month} 月 {here.day} 日"
    if here.hour or here.minute:
        said += f" {here:%H:%M}"
    return said


def static_file(name: str) -> bytes | None:
    """Return a sheet, script or icon that all pages share; ``None`` for a name that is none of
    them.
    """
    return static_files("wxarchive.templates").get(name)


@cache
def static_files(package: str) -> Mapping[str, bytes]:
    """Return the sheets, scripts and icons of a package by their names."""
    # all at once: to remember each name that strangers ask for would fill the memory
    folder = files(package).joinpath("static")
    return {one.name: one.read_bytes() for one in folder.iterdir()}
