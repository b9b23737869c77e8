"""Pages that list articles: one for each account and album, and for HTML one that lists those.

Articles are in the order of time, those of an album that was read in its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from wxarchive.clock import in_form
from wxarchive.export.folder import Folder
from wxarchive.export.names import marked, part_of_path
from wxarchive.export.plan import Plan, PlannedFile, account_name, address_from
from wxarchive.models import ListItem
from wxarchive.render import markdown, page

PLACE = "目录"
START = "index.html"
_NEWEST = 50
"""Articles that the first page shows."""


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page to be written: its name in the manifest, its file, its title and its articles, those
    without a file as an album names them.

    ``is_ordered``: in an order of their own, else in that of time.
    """

    name: str
    file: str
    title: str
    articles: tuple[PlannedFile | ListItem, ...]
    is_ordered: bool = False


def index_pages(plan: Plan, folder: Folder, form: str) -> list[IndexPage]:
    """Give each account and album of a plan its page and that page its file."""
    accounts = {
        name: (account_name(name, articles), articles)
        for name, articles in plan.by_account().items()
    }
    albums = {
        name: (plan.album_titles[name], articles) for name, articles in plan.by_album().items()
    }
    of_albums = []
    for identity, listing in _of_kind("合集", albums, folder, form):
        _, articles = albums[identity]
        members = tuple(plan.members(identity, articles))
        ordered = plan.has_order(identity)
        of_albums.append(replace(listing, articles=members, is_ordered=ordered))
    of_accounts = _of_kind("账号", accounts, folder, form)
    return [*(listing for _, listing in of_accounts), *of_albums]


def index_page(listing: IndexPage, form: str) -> bytes:
    """Write a page."""
    body = f"<h1>{escape(listing.title)}</h1><p>{_number(listing)}</p>"
    if listing.is_ordered:
        body += f"<ol>{''.join(_items(listing))}</ol>"
        return _as_page(listing.title, body, form)
    # a long list by time is read year by year
    years: dict[str, list[PlannedFile | ListItem]] = {}
    for article in listing.articles:
        year = in_form(article.published_at, "%Y") or "日期不明"
        years.setdefault(year, []).append(article)
    for year, articles in years.items():
        items = "".join(_items(replace(listing, articles=tuple(articles))))
        body += f"<h2>{year}</h2><ul>{items}</ul>"
    return _as_page(listing.title, body, form)


def _number(listing: IndexPage) -> str:
    words = f"共 {len(listing.articles)} 篇"
    if missing := sum(isinstance(article, ListItem) for article in listing.articles):
        words += f"，其中 {missing} 篇未存档"
    return words


def start_page(lists: Iterable[IndexPage], plan: Plan) -> bytes:
    """Write the page that a reader of a folder of HTML begins with."""
    items = ""
    for one in lists:
        address = escape(address_from(START, one.file))
        number = _number(one).removeprefix("共 ")
        items += f'<li><a href="{address}">{escape(one.title)}</a> · {number}</li>'
    # articles without a date come last in order of time, but are not the newest
    in_time = plan.in_time()
    dated = [one for one in in_time if one.published_at]
    newest = [*reversed(dated), *in_time[len(dated) :]][:_NEWEST]
    listing = IndexPage("", START, "", tuple(newest))
    body = f"<h1>目录</h1><p>共 {len(plan.articles)} 篇</p><ul>{items}</ul>"
    body += f"<h2>最新</h2><ul>{''.join(_items(listing))}</ul>"
    return _as_page("目录", body, "html")


def _of_kind(
    kind: str, groups: Mapping[str, tuple[str, list[PlannedFile]]], folder: Folder, form: str
) -> Iterator[tuple[str, IndexPage]]:
    # by their titles
    in_order = sorted(groups.items(), key=lambda group: group[1][0])
    for identity, (title, articles) in in_order:
        name = f"{form}-index {kind} {identity}"
        path = f"{PLACE}/{part_of_path(f'{kind} {title}')}"
        file = folder.reserve([name], marked(path, identity, f".{form}"))
        yield identity, IndexPage(name, file, f"{kind}：{title}", tuple(articles))


def _items(listing: IndexPage) -> Iterator[str]:
    for article in listing.articles:
        title = escape(" ".join((article.title or "").split()) or "无标题")
        if isinstance(article, ListItem):
            address, mark = article.ref.url, "（未存档）"
        else:
            address, mark = address_from(listing.file, article.file), ""
        link = f'<a href="{escape(address)}">{title}</a>{mark}'
        if day := in_form(article.published_at, "%Y-%m-%d"):
            link = f"{day} {link}"
        yield f"<li>{link}</li>"


def _as_page(title: str, body: str, form: str) -> bytes:
    if form == "md":
        text = markdown(body) + "\n"
    else:
        text = page(escape(title), f"<main>{body}</main>")
    return text.encode("utf-8", "replace")
