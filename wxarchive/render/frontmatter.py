"""What is known of an article as YAML front matter that Obsidian, Hugo, Zola and Jekyll read alike.

The names are those programs' own. ``url`` and ``kind`` are missing on purpose: Hugo takes the one
for the page's place on the site, refuses the other, and stops building at both. Zola reads tags
only under ``taxonomies`` and, as Hugo, takes ``aliases`` for paths to redirect from; for Obsidian
they are names a note can be linked by.
"""

import json
import re
from collections.abc import Mapping

from wxarchive.clock import iso
from wxarchive.models import UNMARKED, Article, StoredArticle

_ESCAPED = re.compile(
    "[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|<(?=[A-Za-z/!?])|(?<=\\])[(]"
)
"""What YAML does not take as it is, and what would be HTML or a link for a reader that knows no
front matter.
"""
_NOT_IN_A_TAG = re.compile(r"[^\w/-]+")
_NOT_IN_A_PATH = str.maketrans('<>:"/\\|?*#%', "＜＞：＂／＼｜？＊＃％")

_Value = str | bool | list[str] | dict[str, list[str]] | None


def front_matter(article: Article | StoredArticle, cover: str | None = None) -> str:
    """Write the front matter with its fences; what is unknown is left out. ``cover``: the address
    of its file.
    """
    fields: dict[str, _Value] = {**_fields(article), "cover": cover}
    # what nobody marked is not said
    if isinstance(article, StoredArticle) and article.marks != UNMARKED:
        marks = {"starred": article.marks.is_starred, "read": article.marks.is_read}
        fields |= {name: True for name, is_set in marks.items() if is_set}
    # of an article that is online nothing more is to be said
    if isinstance(article, StoredArticle) and article.gone_at:
        fields |= {
            "state": article.state,
            "reason": article.reason,
            "gone_at": iso(article.gone_at),
            "last_seen_alive": iso(article.last_seen_alive),
        }
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---"])


def tag(text: str) -> str:
    """Make a text a tag: letters, digits, ``_``, ``-`` and ``/``, and not only digits, as Obsidian
    wants it.
    """
    name = _NOT_IN_A_TAG.sub("-", text).strip("-/")
    # of digits alone Obsidian makes a text
    if name and not re.search(r"[^\d/_-]", name):
        return f"_{name}"
    return name


def _fields(article: Article | StoredArticle) -> dict[str, _Value]:
    about, ref = article.metadata, article.ref
    titles = [album.title for album in about.albums]
    own: tuple[str, ...] = ()
    if isinstance(article, StoredArticle):
        own = article.marks.tags
    # two albums, or an album and a tag of one's own, may give one tag
    tags = list(dict.fromkeys(filter(None, map(tag, (*own, *titles)))))
    line = " ".join((about.title or "").split())
    name = line.translate(_NOT_IN_A_PATH).strip(" .")
    modified = iso(about.modified_at)
    return {
        "title": about.title,
        "date": iso(about.published_at),
        # Zola's name and Hugo's
        "updated": modified,
        "lastmod": modified,
        "description": about.digest,
        "tags": tags,
        "taxonomies": {"tags": tags} if tags else None,
        "aliases": [name] if name else None,
        "source": ref.url if ref else None,
        "account": about.account,
        "author": about.author,
        "location": about.location,
        "albums": titles,
        "post_kind": article.kind,
        "key": ref.key if ref else None,
        "cover_url": about.cover_url,
        "source_url": about.source_url,
    }


def _yaml(value: _Value) -> str:
    """Quote as YAML's double-quoted style, of which JSON's strings are a part but for a few
    characters (YAML §5.1).
    """
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_yaml(part)}' for name, part in value.items())}}}"
    # JSON's strings are YAML's, but for characters that no YAML document may hold (YAML 1.2 §5.1)
    text = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
