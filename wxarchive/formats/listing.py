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
from wxarchive.formats.count_columns import counts_of
from wxarchive.formats.moments import moment
from wxarchive.formats.reactions import comments_listed
from wxarchive.guarded import number
from wxarchive.models import ArticleRef, ListItem

_TIMES_OF_MESSAGES = ("comm_msg_info", "sent_info")
"""Objects that hold the time of the message they stand in (§6.3, §6.4)."""
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
_ESCAPED_SPACE = r"%(?:0[9AD]|20)"
# an escaped address behind "=" is a parameter, elsewhere it is the next address
_ADDRESS = re.compile(
    rf"(?:{_START}|(?P<escaped>{_ESCAPED_START}))(?:(?!{_START}|(?<!=){_ESCAPED_START}|{_ESCAPED_SPACE})[\w\-.~:/?#&+*=%])*",
    re.I | re.A,
)
_TRAILING = ".:?+~*&/"
"""What ends a sentence behind an address, joins it to the next one, or ends Markdown's bold."""
_JOINED = re.compile(r"(/s/[\w-]{22}|[?&]sn=[0-9a-f]{32})[-_]{1,2}$", re.A)
"""A line or an arrow behind what is whole: a short address has 22 letters, a signature 32."""
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
    named = [(field.name, item) for field in _naming(fields) for item in field.listed]
    if not named:
        return []
    # a column for titles often holds the address again
    words = [field.words for field in _with_role(fields, "title")]
    titles = (title_of(text) for text in words if not _is_address(text.strip()))
    times = (moment(field.words, zone_of(field.name)) for field in _with_role(fields, "time"))
    # the row is about the first, whatever else it mentions
    (name, item), *others = named
    first = replace(
        item,
        title=next(filter(None, titles), item.title),
        published_at=next(filter(None, times), None),
        counts=counts_of((field.name, field.words) for field in fields),
    )
    return _paired([(name, first), *others])


def merged(mentions: Iterable[ListItem]) -> list[ListItem]:
    """Return each article once, where it is first mentioned; what is missing there is taken from
    later mentions.
    """
    articles: dict[str, ListItem] = {}
    for item in mentions:
        name = item.ref.key or item.ref.url
        title = item.title and without_session(item.title)
        first = articles.get(name, replace(item, title=title))
        articles[name] = replace(
            first,
            title=first.title or title,
            published_at=first.published_at or item.published_at,
            counts=first.counts or item.counts,
            comments=first.comments or item.comments,
        )
    return list(articles.values())


def addresses_in(text: str) -> Iterator[str]:
    """Yield every address of WeChat's host in a text, each without its escapes and what stands
    around it.

    They need not be apart: an address ends where the next one begins, and at whatever no address of
    an article has: spaces, quotes, brackets, commas, semicolons, anything Chinese. One of
    full-width characters is one.
    """
    if _FULL_WIDTH.search(text):
        text = text.translate(_HALF_WIDTH)
    # most texts name no article: they are not searched by the slow pattern
    if "weixin" not in text.lower():
        return
    plain = unescape(text)
    for match in _ADDRESS.finditer(plain):
        address = match[0]
        while match["escaped"] and "://" not in address:
            address = unquote(address)
        # Markdown's emphasis stands around it
        if plain[match.start() - 1 : match.start()] == "_":
            address = address.removesuffix("_")
        yield _JOINED.sub(r"\1", address.rstrip(_TRAILING))


def title_of(text: object) -> str | None:
    """Return a title in plain text, entities decoded; ``None`` if there is none."""
    if not isinstance(text, str):
        return None
    return " ".join(html.unescape(text).split()) or None


def title_of_link(words: object) -> str | None:
    """Return the title that a link's words say; ``None`` if they only say that it is a link, or are
    its address.
    """
    title = title_of(words)
    if title is None or _SAYS_OPEN.fullmatch(title) or _is_address(title):
        return None
    return title


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
    kinds: list[tuple[Role | None, ...]] = [("address",), (None, "title", "time")]
    own = [field for field in fields if role_of(field.name) == "address"]
    # what the row is about is no article of WeChat, whatever else it mentions
    if any(field.leads_elsewhere for field in own) and not any(field.listed for field in own):
        return []
    if not own:
        kinds += [("origin",), ("text",)]
    leading = [field for field in fields if field.listed]
    for kind in kinds:
        if named := [field for field in leading if role_of(field.name) in kind]:
            return named
    return []


def _with_role(fields: Iterable[Field], role: Role) -> list[Field]:
    fields = [field for field in fields if role_of(field.name) == role]
    return sorted(fields, key=lambda field: rank_of(field.name))


def _paired(named: list[tuple[str, ListItem]]) -> list[ListItem]:
    """Make one article of a long address and of the short one that stands in a field for those."""
    items = [item for _, item in named]
    long = [item for item in items if item.ref.key]
    short = [item for name, item in named if item.ref.short and names_short_address(name)]
    if not long or not short or long[0] is short[0]:
        return items
    one, other = long[0], short[0]
    ref = ArticleRef(one.ref.url, one.ref.key, other.ref.short)
    # title and time are those of the first
    about = items[0] if items[0] in (one, other) else one
    items[items.index(one)] = replace(about, ref=ref)
    return [item for item in items if item is not other]


def _walk(value: object, time: datetime | None, depth: int) -> Iterator[ListItem]:
    """Yield what a value of JSON names; ``time``: of the message that it is in."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield from _object(value, time, depth)
    elif isinstance(value, list):
        for inner in value:
            named: list[ListItem] = []
            if isinstance(inner, str) and _is_text(inner):
                named = list(listed_in_text(inner))
            yield from named or _inner(inner, time, depth)


def _object(value: Mapping[str, object], time: datetime | None, depth: int) -> Iterator[ListItem]:
    """Yield what an object is about, then what is in it."""
    # the time of a message is that of all articles in it
    for name in _TIMES_OF_MESSAGES:
        place = value.get(name)
        if isinstance(place, dict) and (of_message := _own_time(place)):
            time = of_message
            break
    own = _own_time(value) or time
    named = listed_in_row([_field(name, inner) for name, inner in value.items()])
    # answers often write numbers as text (§6); 0 is no place
    position = number(value.get("pos_num"), digits=9) or None
    cells = (
        (name, str(cell)) for name, cell in value.items() if isinstance(cell, str | int | float)
    )
    counts, comments = counts_of(cells), comments_listed(value.get("comments"))
    for item in named[:1]:
        first = replace(item, published_at=own, position=position)
        yield replace(first, counts=counts, comments=comments)
    yield from named[1:]
    # a time next to a whole list is that of the list
    inside = time if depth == 0 else own
    for name, inner in value.items():
        # next to an article's address, these name others that it only mentions
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
    listed: Iterable[ListItem] = ()
    # JSON in a string is looked into, not read as text
    if _is_text(value):
        listed = listed_in_text(value)
    return Field(name, words_of(value), tuple(listed))


def _is_text(value: str) -> bool:
    return value[:1] not in ("{", "[") and "weixin" in value.lower()


def _own_time(fields: Mapping[str, object]) -> datetime | None:
    names = sorted((name for name in fields if role_of(name) == "time"), key=rank_of)
    for name in names:
        if time := moment(fields[name], zone_of(name)):
            return time
    return None
