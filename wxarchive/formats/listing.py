"""What a list names: articles with their titles and times, out of any JSON, any text, any row of a
table.

Albums, account histories and back ends answer with JSON of many shapes, which also holds JSON in
strings (docs/wechat-pages.md §6); users' own files have others. So no shape is expected: what names
an article is its address, in the field or column whose name says so, else in any that does not say
something else. The title and the time of publication are those of the fields next to it.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote

from wxarchive.address import article_ref, unescape, without_session
from wxarchive.formats.columns import Role, names_short_address, rank_of, role_of, zone_of
from wxarchive.formats.moments import moment
from wxarchive.guarded import number
from wxarchive.models import ArticleRef, ListItem

_TIMES_BESIDE = ("comm_msg_info", "sent_info")
"""Objects that hold the time of the message they stand beside (§6.3, §6.4)."""
_DEEPEST = 60
_MARKDOWN_LINK = re.compile(
    r"\[([^\[\]]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
_START = r"(?:https?:)?(?://)?mp\.weixin\.qq\.com\.?(?::(?:443|80))?/"
_PERCENT = r"%(?:25){0,8}"  # as often escaped as anyone ever did
_ESCAPED_START = (
    rf"https?{_PERCENT}3A{_PERCENT}2F{_PERCENT}2Fmp\.weixin\.qq\.com"
    rf"(?:{_PERCENT}3A(?:443|80))?{_PERCENT}2F"
)
# an escaped address behind "=" is a parameter, elsewhere it is the next address
_ADDRESS = re.compile(
    rf"(?:{_START}|(?P<escaped>{_ESCAPED_START}))(?:(?!{_START}|(?<!=){_ESCAPED_START})[\w\-.~:/?#&+*=%])*",
    re.I | re.A,
)
_TRAILING = ".:?+~*&/"
"""What ends a sentence behind an address, joins it to the next one, or ends Markdown's bold."""
_FULL_WIDTH = re.compile(
    r"(?:weixin|ｗｅｉｘｉｎ)[.．](?:qq|ｑｑ)[.．](?:com|ｃｏｍ)(?:／|[/／](?:s|ｓ)(?:／|？))|(?<=__biz)＝",
    re.I,
)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""What an input method makes of ASCII, and back."""
_SAYS_OPEN = re.compile(
    r"(?:点击|點擊|点此|打开|打開|查看|阅读|访问|跳转|前往)*(?:原文|全文|文章|链接|链接地址|网页|详情|此处|这里)*|"
    r"(?:click |tap )?(?:open|link|url|here|view|read|read more|click here)",
    re.I,
)
"""What the words of a link say that is no title."""
_WITHOUT_ADDRESS: tuple[tuple[Role | None, ...], ...] = (("origin",), ("text",))
"""Where an address is looked for only if no field is one for addresses."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field or cell: what the column is called, what it says, and the articles it leads to."""

    name: str
    words: str = ""
    listed: tuple[ListItem, ...] = ()

    @property
    def leads_elsewhere(self) -> bool:
        """Whether it holds an address that is no article's."""
        return not self.listed and _is_address(self.words.strip())


def listed_in(value: object) -> list[ListItem]:
    """Return the articles that a JSON value names, each once, in its order."""
    return merged(_walk(value, None, 0))


def listed_in_text(text: str) -> Iterator[ListItem]:
    """Yield the articles whose addresses stand in a line of text; of a Markdown link its words are
    the title.
    """
    for link in _MARKDOWN_LINK.finditer(text):
        if ref := article_ref(link[2]):
            yield ListItem(ref, title_of_link(link[1]))
    rest = _MARKDOWN_LINK.sub(" ", text)
    yield from (ListItem(ref) for ref in map(article_ref, addresses_in(rest)) if ref)


def listed_in_row(fields: Sequence[Field]) -> list[ListItem]:
    """Return the articles that a row of a table, or a JSON object, is about; the first has its
    title and time.
    """
    found = [(field.name, item) for field in _naming(fields) for item in field.listed]
    if not found:
        return []
    first = found[0][1]
    titles = (
        title_of(field.words)
        for field in _with_role(fields, "title")
        if not _is_address(field.words.strip())
    )
    times = (moment(field.words, zone_of(field.name)) for field in _with_role(fields, "time"))
    first = replace(
        first,
        title=next(filter(None, titles), first.title),
        published_at=next(filter(None, times), None),
    )
    return _paired([(found[0][0], first), *found[1:]])


def merged(found: Iterable[ListItem]) -> list[ListItem]:
    """Keep the first mention of each article; what it does not tell is taken from later ones."""
    kept: dict[str, ListItem] = {}
    for item in found:
        name = item.ref.key or item.ref.url
        first = kept.get(name, item)
        title = first.title or item.title
        kept[name] = replace(
            first,
            title=title and without_session(title),
            published_at=first.published_at or item.published_at,
        )
    return list(kept.values())


def addresses_in(text: str) -> Iterator[str]:
    """Yield every address of WeChat's host in a text, each without its escapes and what stands
    around it.

    They need not be apart: an address ends where the next one begins, and at whatever no address of
    an article has: spaces, quotes, brackets, commas, semicolons, anything Chinese. One of
    full-width characters is one.
    """
    if _FULL_WIDTH.search(text):
        text = text.translate(_HALF_WIDTH)
    plain = unescape(text) if "weixin" in text.lower() else ""
    for found in _ADDRESS.finditer(plain):
        address = found[0]
        while found["escaped"] and "://" not in address:
            address = unquote(address)
        if plain[found.start() - 1 : found.start()] == "_":  # Markdown's emphasis
            address = address.removesuffix("_")
        yield address.rstrip(_TRAILING)


def title_of(text: object) -> str | None:
    """Return a title in plain text, entities decoded; ``None`` if there is none."""
    return " ".join(html.unescape(text).split()) or None if isinstance(text, str) else None


def title_of_link(words: object) -> str | None:
    """Return the title that a link's words say; ``None`` if they only say that it is a link, or are
    its address.
    """
    told = title_of(words)
    return None if told is None or _SAYS_OPEN.fullmatch(told) or _is_address(told) else told


def words_of(text: str) -> str:
    """Return what a text with links says: no Markdown, no HTML, and addresses only if it says
    nothing else.
    """
    if "weixin" not in text.lower():
        return text
    text = _TAG.sub(" ", _MARKDOWN_LINK.sub(r"\1", text))
    return " ".join(word for word in text.split() if not _is_address(word)) or text


def _is_address(word: str) -> bool:
    return word.lower().startswith(("http://", "https://", "mp.weixin.qq.com/")) and " " not in word


def _naming(fields: Sequence[Field]) -> list[Field]:
    """Return the fields that name the article: of the best kind there is."""
    kinds: tuple[tuple[Role | None, ...], ...] = (("address",), (None, "title", "time"))
    own = [field for field in fields if role_of(field.name) == "address"]
    if any(field.leads_elsewhere for field in own) and not any(field.listed for field in own):
        return []
    for kind in (*kinds, *(() if own else _WITHOUT_ADDRESS)):
        if found := [field for field in fields if field.listed and role_of(field.name) in kind]:
            return found
    return []


def _with_role(fields: Iterable[Field], role: Role) -> list[Field]:
    return sorted(
        (field for field in fields if role_of(field.name) == role),
        key=lambda field: rank_of(field.name),
    )


def _paired(found: list[tuple[str, ListItem]]) -> list[ListItem]:
    """Make one article of a long address and of the short one that stands in a field for those."""
    keyed = next((item for _, item in found if item.ref.key), None)
    named = next(
        (item for name, item in found if item.ref.short and names_short_address(name)), None
    )
    if not (keyed and named and keyed is not named):
        return [item for _, item in found]
    first = found[0][1]
    ref = ArticleRef(keyed.ref.url, keyed.ref.key, named.ref.short)
    one = replace(first, ref=ref) if first in (keyed, named) else replace(keyed, ref=ref)
    return [one if item is keyed else item for _, item in found if item is not named]


def _walk(value: object, time: datetime | None, depth: int) -> Iterator[ListItem]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield from _object(value, time, depth)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str) and (
                found := tuple(listed_in_text(inner)) if _is_text(inner) else ()
            ):
                yield from found
            else:
                yield from _inner(inner, time, depth)


def _object(value: Mapping[str, object], time: datetime | None, depth: int) -> Iterator[ListItem]:
    """Give what an object is about, and what is in it; the time of a message is that of all
    articles in it.

    What is beside the address of an article in fields for other articles is not listed.
    """
    beside = _time_beside(value) or time
    fields = [_field(name, inner) for name, inner in value.items()]
    position = _number(value.get("pos_num"))
    named = listed_in_row(fields)
    own = _own_time(value) or beside
    yield from (replace(item, published_at=own, position=position) for item in named[:1])
    yield from named[1:]
    inside = beside if depth == 0 else own  # a time beside a whole list is that of the list
    for name, inner in value.items():
        if not (named and role_of(name) == "other"):
            yield from _inner(inner, inside, depth)


def _inner(value: object, time: datetime | None, depth: int) -> Iterator[ListItem]:
    """Go into objects, lists, and the JSON that back ends put into strings, sometimes escaped as
    HTML.
    """
    if isinstance(value, str) and value[:1] in ("{", "["):
        for text in (value, html.unescape(value)):
            with suppress(ValueError, RecursionError):
                yield from _walk(json.loads(text), time, depth + 1)
                return
    elif isinstance(value, dict | list):
        yield from _walk(value, time, depth + 1)


def _field(name: str, value: object) -> Field:
    if not isinstance(value, str):
        return Field(name)
    return Field(name, words_of(value), tuple(listed_in_text(value)) if _is_text(value) else ())


def _is_text(value: str) -> bool:
    return value[:1] not in ("{", "[") and "weixin" in value.lower()


def _number(value: object) -> int | None:
    """Read a number, which answers often write as text (§6)."""
    return number(value, digits=9) or None


def _time_beside(fields: Mapping[str, object]) -> datetime | None:
    places = (fields.get(name) for name in _TIMES_BESIDE)
    return next(
        filter(None, (_own_time(place) for place in places if isinstance(place, dict))), None
    )


def _own_time(fields: Mapping[str, object]) -> datetime | None:
    names = sorted((name for name in fields if role_of(name) == "time"), key=rank_of)
    return next(filter(None, (moment(fields[name], zone_of(name)) for name in names)), None)
