"""What every form of a citation says of an article."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from wxarchive.characters import printable
from wxarchive.clock import BEIJING
from wxarchive.models import StoredArticle
from wxarchive.render.markdown import is_harmless
from wxarchive.render.notes import gone_words

WEBSITE_TYPE = "微信公众号"
"""What kind of site an account is, where a form has a field for it."""
_HAN = re.compile("[\u3400-\u9fff]+")
_PLAIN_KEY = re.compile("[A-Za-z0-9]+-[0-9]+-[0-9]+")
_FULL_WIDTH = str.maketrans(",;", "，；")
_ENOUGH = 2000
"""Chinese characters that tell the script of a text."""


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """What of an article is cited. Texts are one line; days are Beijing's.

    ``name``: for programs, ASCII, one of its own in an archive. ``author``: the byline, without one
    the account. ``container``: the account, whoever the author is. ``accessed``: the day on which
    the article was last seen, or received. ``gone``: that it is gone, why and since when.
    """

    name: str
    title: str | None
    author: str | None
    container: str | None
    published: date | None
    accessed: date | None
    url: str | None
    language: str | None
    abstract: str | None
    key: str | None
    gone: str | None
    page_sha256: str | None

    @property
    def account(self) -> str | None:
        """The account, where it is not the author."""
        return self.container if self.container != self.author else None

    @property
    def single_author(self) -> str | None:
        """The author without the marks at which programs part names."""
        return self.author and self.author.translate(_FULL_WIDTH)

    @property
    def note(self) -> str | None:
        """What no field is for: that the article is gone, and which page the archive keeps."""
        page = f"archived page sha256:{self.page_sha256}" if self.page_sha256 else None
        return " · ".join(filter(None, (self.gone, page))) or None


def as_cited(article: StoredArticle) -> CitedArticle:
    """Return what is cited of an article."""
    about, ref = article.metadata, article.ref
    account = _line(about.account)
    author = _line(about.author) or account
    address = None
    if ref and is_harmless(ref.short or ref.url):
        address = re.sub(r"\s", "%20", ref.short or ref.url)
    # of an article that was gone before it was kept only the notice of that was received
    seen_at = article.last_seen_alive
    if seen_at is None and article.content_hash:
        seen_at = article.fetched_at
    # a key as WeChat makes them, else the number here
    name = f"wx-{article.id}"
    key = (article.key or "").replace("=", "").replace(":", "-")
    if _PLAIN_KEY.fullmatch(key):
        name = f"wx-{key}"
    return CitedArticle(
        name=name,
        title=_line(about.title),
        author=author,
        container=account,
        published=_day(about.published_at),
        accessed=_day(seen_at),
        url=address,
        language=_language(article),
        abstract=_line(about.digest),
        key=article.key,
        gone=_line(gone_words(article)),
        page_sha256=article.page_sha256,
    )


def _line(text: str | None) -> str | None:
    # half a character of two would be an escape sequence in UTF-8, and a command in BibTeX
    whole = (text or "").encode("utf-8", "replace").decode()
    return " ".join(printable(whole).split()) or None


def _day(time: datetime | None) -> date | None:
    return time.astimezone(BEIJING).date() if time else None


def _language(article: StoredArticle) -> str | None:
    """Tell simplified from traditional Chinese by the characters that only one of the two old
    national sets has, GB 2312 and Big5; ``None`` where there is no Chinese.
    """
    about = article.metadata
    text = article.content.text if article.content else about.digest
    han = _HAN.findall("\n".join(filter(None, (about.title, about.account, text))))
    characters = "".join(han)[:_ENOUGH]
    if not characters:
        return None
    # what an encoding lacks is left out of the bytes; of what it has each takes two
    simplified = len(characters.encode("gb2312", "ignore"))
    traditional = len(characters.encode("big5", "ignore"))
    return "zh-TW" if traditional > simplified else "zh-CN"
