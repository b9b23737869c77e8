"""An article as one Markdown document: the contract's header or YAML front matter, then the body.

The heading is the title as it is, on one line and *not* escaped: the header is data that ``import`` reads back, and a
title with a ``*`` in it should look the same everywhere.
"""

import json
import re
from datetime import datetime

from wxarchive import dumps
from wxarchive.models import BEIJING, Article, Body, StoredArticle
from wxarchive.render.commonmark import markdown

_NOT_PRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def document(article: Article | StoredArticle, *, front_matter: bool = False) -> str:
    """Write an article as Markdown with its header, or with YAML front matter; it ends in one newline."""
    top = _TOPS[front_matter](article)
    body = markdown(body_of(article).html)
    return f"{top}\n\n{body}\n" if body else f"{top}\n"


def header(article: Article | StoredArticle) -> str:
    """Write the title and the lines of the contract's header, without a newline at the end.

    Times are Beijing's. An unknown value leaves its line empty, only an unknown place has a name. An imported dump's
    address is written as it was.
    """
    about = article.metadata
    return "\n".join(
        [
            title_line(article),
            "",
            _line(dumps.ACCOUNT, about.account),
            _line(dumps.PUBLISHED, _beijing(about.published_at).strftime(dumps.TIME) if about.published_at else None),
            _line(dumps.LOCATION, about.location or dumps.UNKNOWN_PLACE),
            _line(dumps.ADDRESS, about.header_url or (article.ref.url if article.ref else None)),
            "",
            _line(dumps.COVER, about.cover_url),
        ]
    )


def front_matter(article: Article | StoredArticle) -> str:
    """Write what is known of an article as YAML front matter in the record's names, then its title as a heading."""
    about, ref = article.metadata, article.ref
    fields: dict[str, str | list[str] | None] = {
        "title": about.title,
        "account": about.account,
        "author": about.author,
        "published_at": _beijing(about.published_at).isoformat(timespec="seconds") if about.published_at else None,
        "modified_at": _beijing(about.modified_at).isoformat(timespec="seconds") if about.modified_at else None,
        "location": about.location,
        "kind": article.kind,
        "key": ref.key if ref else None,
        "url": ref.url if ref else None,
        "cover_url": about.cover_url,
        "source_url": about.source_url,
        "digest": about.digest,
        "albums": [album.title for album in about.albums],
    }
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", "", title_line(article)])


_TOPS = {False: header, True: front_matter}


def title_line(article: Article | StoredArticle) -> str:
    """Write the title as a heading of one line; an unknown title leaves it empty."""
    return f"# {_one_line(article.metadata.title or '')}".rstrip()


def body_of(article: Article | StoredArticle) -> Body:
    """Return the content of an article, empty where the archive holds none."""
    content = article.body if isinstance(article, Article) else article.content
    return content or Body()


def _line(name: str, value: str | None) -> str:
    return f"{name}: {_one_line(value or '')}".rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _beijing(time: datetime) -> datetime:
    return time.astimezone(BEIJING)


def _yaml(value: str | list[str]) -> str:
    """Quote as YAML's double-quoted style, of which JSON's strings are a part but for a few characters (YAML §5.1)."""
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    return _NOT_PRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
