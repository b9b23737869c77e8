"""The feed of a site: its newest articles, whole."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice

from wxarchive.export.media import MediaResolver, file_of
from wxarchive.export.options import ExportOptions
from wxarchive.export.selection import ExportSelection
from wxarchive.export.site.plan import FEED, MEDIA, START, SitePlan
from wxarchive.models import MediaUse, StoredArticle
from wxarchive.render import (
    ATOM_TYPE,
    Addresses,
    Feed,
    FeedLink,
    article_entry,
    atom,
    rewritten,
    updated,
)

NEWEST = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def feed(selection: ExportSelection, site: SitePlan, options: ExportOptions) -> bytes:
    """Write the feed. Without an address of the site, its links are relative: feeds that are read
    out of a folder can follow them.
    """
    digest = sha256(f"site, {selection.name}".encode("utf-8", "replace")).hexdigest()[:16]
    base, identity = "", f"tag:wxarchive,2026:export/{digest}"
    # a reader of feeds knows a feed by its identity, wherever it comes from
    if options.base_url:
        base = identity = options.base_url.rstrip("/") + "/"
    links = [FeedLink("alternate", base + START, "text/html")]
    if base:
        links.append(FeedLink("self", base + FEED, ATOM_TYPE))
    title = "wxarchive"
    if selection.name:
        title += f": {selection.name}"
    newest = [one for one in reversed(site.order) if one.id not in site.failed]
    articles = [selection.whole(one.id) for one in islice(newest, NEWEST)]
    changed = max(map(updated, articles), default=_NEVER)
    entries = []
    for article in articles:
        page = base + site.plan.articles[article.id].file
        places = [FeedLink("alternate", page, "text/html")]
        if article.ref:
            places.append(FeedLink("via", article.ref.url, "text/html"))
        html = _html(article, selection, site, options, base)
        entries.append(article_entry(article, html, links=places))
    return b"".join(atom(Feed(identity, title, changed, links), entries))


def _html(
    article: StoredArticle,
    selection: ExportSelection,
    site: SitePlan,
    options: ExportOptions,
    base: str,
) -> str:
    if article.content is None:
        return ""

    def place(use: MediaUse) -> str:
        # a file that could not be written is shown from where it came
        if use.sha256 in site.files:
            return f"{base}{MEDIA}/{file_of(use)}"
        return use.address

    def link(address: str) -> str:
        if found := site.plan.find(address):
            return base + found.file
        return address

    addresses = Addresses(link, picture=lambda _: None)
    if options.pictures != "none":
        resolver = MediaResolver(article, selection.uses(article.id), place, str, "")
        addresses = replace(addresses, picture=resolver.picture)
    return rewritten(article.content.html, addresses)
