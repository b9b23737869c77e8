"""Pages that only an archive can have: accounts, albums, what vanished, what is missing, all of it
in numbers.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from wxarchive.api import Archive
from wxarchive.errors import NotFound
from wxarchive.models import (
    AccountEntry,
    Filter,
    Happening,
    MissingPlace,
    Month,
    Place,
    Statistics,
)
from wxarchive.templates import Chart, bars_of, by_time
from wxarchive.web.links import ServerLinks
from wxarchive.web.pages.library import facets_of
from wxarchive.web.readers import Reader
from wxarchive.web.site import missing_of, numbers, reader_of
from wxarchive.web.steps import (
    Start,
    gone_place_of,
    missing_place_of,
    missing_place_text,
    place_text,
)
from wxarchive.web.templating import fragment, page
from wxarchive.web.view import View

LINES = 50
_MOST_RATES = 20
"""Accounts on the list of those that lost most articles."""
_MOST = 500
"""Accounts or albums on a page; the search finds those beyond."""


def accounts(request: Request) -> Response:
    """List the accounts, the one with most articles first."""
    with reader_of(request) as reader:
        found = _accounts(reader)
        context = {"numbers": numbers(reader), "accounts": found[:_MOST], "total": len(found)}
        return page(request, "accounts.html", context)


def account(request: Request) -> Response:
    """Show one account: its names, and what happened to its articles month by month."""
    with reader_of(request) as reader:
        account_id = request.path_params["id"]
        found = next((one for one in _accounts(reader) if one.id == account_id), None)
        if found is None:
            raise NotFound("there is no such account in the archive", str(account_id))
        where = Filter(account=found.biz or found.gh_id or ())
        months = reader.remembered(("months", where), lambda archive: archive.months(where))
        context = {"numbers": numbers(reader), "account": found}
        return page(request, "account.html", context | _charts(months))


def albums(request: Request) -> Response:
    """List the albums, the largest first."""
    with reader_of(request) as reader:
        found = reader.remembered("albums", lambda archive: list(archive.albums()))
        context = {"numbers": numbers(reader), "albums": found[:_MOST], "total": len(found)}
        return page(request, "albums.html", context)


def gone(request: Request) -> Response:
    """Show what vanished, the last first, with when and why."""
    view = View.of(request.query_params)
    where = Filter(account=view.account, is_gone=True)
    with reader_of(request) as reader:
        start = Start.of(request.query_params, gone_place_of)
        # one more than is shown says whether another page follows
        limited = replace(where, limit=LINES + 1)
        vanished = reader.archive.vanished(limited, place=start.place, back=start.back)
        found = start.page(vanished, LINES, lambda one: place_text(Place(one.gone_at, one.id)))
        name = "gone", where
        months = reader.remembered(name, lambda archive: archive.months(where, ("gone",)))
        name = "readable", where
        readable = reader.remembered(name, lambda archive: archive.count_readable(where))
        context = {
            "numbers": numbers(reader),
            "view": view,
            "links": ServerLinks(view.with_("gone", "1")),
            "entries": reader.archive.entries(found.lines),
            "found": found,
            "chart": by_time([(one.month, one.gone) for one in months if one.gone]),
            "by_account": facets_of(reader, where)[0].values[:20],
            "total": sum(one.gone for one in months),
            "kept": readable,
        }
        return page(request, "gone.html", context)


def missing(request: Request) -> Response:
    """Show what is linked but not archived, most linked first."""
    with reader_of(request) as reader:
        ranked = reader.remembered("missing", missing_of)
        start = Start.of(request.query_params, missing_place_of)
        at = 0
        if start.place:
            at = bisect_left(ranked, _rank(start.place), key=_rank)
            # the page before this one shows the place itself, if it is still missing
            if not start.back and ranked[at : at + 1] == (start.place,):
                at += 1
        first, last = at, at + LINES + 1
        if start.back:
            first, last = max(at - LINES - 1, 0), at
        found = start.page(ranked[first:last], LINES, missing_place_text)
        context = {
            "numbers": numbers(reader),
            "entries": reader.archive.missing_entries(found.lines),
            "found": found,
            "total": len(ranked),
        }
        return page(request, "missing.html", context)


def statistics(request: Request) -> Response:
    """Show the archive in numbers and charts. In a large archive they come after the page."""
    is_part = "part" in request.query_params
    with reader_of(request) as reader:
        counts = numbers(reader)
        # in a large archive the page comes at once, and its script asks for this part
        is_quick = counts.articles <= reader.counted_at_once or reader.remembers("statistics")
        context: dict[str, object] = {"numbers": counts, "statistics": None}
        if is_part or is_quick or "all" in request.query_params:
            context |= _counted(reader)
    if is_part:
        return HTMLResponse(fragment(request, "statistics_all.html", context))
    return page(request, "statistics.html", context)


def _counted(reader: Reader) -> dict[str, object]:
    found = reader.remembered("statistics", Archive.statistics)
    facets = {one.name: one.values for one in facets_of(reader, Filter())}
    rates = reader.remembered("gone rates", Archive.gone_rates)
    # which part of the articles of each month is gone, in per cent
    monthly = reader.remembered("gone by month", lambda archive: archive.gone_rates("month"))
    parts = [(one.name, round(100 * (one.share or 0), 1)) for one in monthly if one.name]
    chart = None
    if any(part for _, part in parts):
        chart = bars_of(parts)
    gone = {
        "gone_of": [one for one in rates if one.gone and one.name][:_MOST_RATES],
        "seen_again": sum(one.seen_again for one in rates),
        "seen_once": sum(one.never_seen_again for one in rates),
        "gone_before": sum(one.gone_before for one in rates),
        "gone_months": chart,
    }
    shares = {"kinds_of": facets["kind"], "states_of": facets["state"]}
    charts = _charts(_months_of_all(reader, found))
    return {"statistics": found} | shares | gone | charts


def _rank(place: MissingPlace) -> tuple[int, str]:
    return -place.count, place.name


def _accounts(reader: Reader) -> list[AccountEntry]:
    return reader.remembered("accounts", lambda archive: list(archive.accounts()))


def _months_of_all(reader: Reader, found: Statistics) -> tuple[Month, ...]:
    """Return the months of the whole archive; the statistics have counted half of them already."""
    kinds: tuple[Happening, ...] = ("edited", "gone")
    rest = reader.remembered("edited, gone", lambda archive: archive.months(Filter(), kinds))
    months = {one.month: one for one in rest}
    # undated articles are in no month
    for month, count in found.published:
        if month:
            months[month] = replace(months.get(month, Month(month)), published=count)
    for month, count in found.archived:
        if month:
            months[month] = replace(months.get(month, Month(month)), captured=count)
    return tuple(months[month] for month in sorted(months))


def _charts(months: tuple[Month, ...]) -> dict[str, object]:
    """Draw what happened month by month, and add it up by year for those who read a table."""
    charts: dict[str, Chart] = {}
    years: dict[str, Counter[str]] = {}
    for name in ("published", "captured", "edited", "gone"):
        counts = [(one.month, getattr(one, name)) for one in months]
        chart = by_time(counts)
        if chart and chart.total:
            charts[name] = chart
        for month, count in counts:
            years.setdefault(month[:4], Counter())[name] += count
    return {"charts": charts, "years": sorted(years.items(), reverse=True)}
