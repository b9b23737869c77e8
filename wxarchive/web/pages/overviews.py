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
"""Accounts of which it is told how many of their articles vanished."""
_MOST = 500
"""Accounts or albums on a page; who has more finds them by the search."""


def accounts(request: Request) -> Response:
    """List the accounts, the one with most articles first."""
    with reader_of(request) as reader:
        found = _accounts(reader)
        context = {"numbers": numbers(reader), "accounts": found[:_MOST], "total": len(found)}
        return page(request, "accounts.html", context)


def account(request: Request) -> Response:
    """Show one account: its names, and what happened to its articles month by month."""
    with reader_of(request) as reader:
        wanted = request.path_params["id"]
        found = next((one for one in _accounts(reader) if one.id == wanted), None)
        if found is None:
            raise NotFound("there is no such account in the archive", str(wanted))
        where = Filter(account=found.biz or found.gh_id or ())
        context = {"numbers": numbers(reader), "account": found}
        return page(request, "account.html", context | _charts(reader, where))


def albums(request: Request) -> Response:
    """List the albums, the largest first."""
    with reader_of(request) as reader:
        found = reader.remembered("albums", lambda archive: list(archive.albums()))
        return page(
            request,
            "albums.html",
            {"numbers": numbers(reader), "albums": found[:_MOST], "total": len(found)},
        )


def gone(request: Request) -> Response:
    """Show what vanished, the last first, with when and why."""
    view = View.of(request.query_params)
    where = Filter(account=view.account, is_gone=True)
    with reader_of(request) as reader:
        start = Start.of(request.query_params, gone_place_of)
        vanished = reader.archive.vanished(
            replace(where, limit=LINES + 1), place=start.place, back=start.back
        )
        found = start.page(vanished, LINES, lambda one: place_text(Place(one.gone_at, one.id)))
        months = reader.remembered(
            ("gone", where), lambda archive: archive.months(where, ("gone",))
        )
        kept = reader.remembered(("kept", where), lambda archive: archive.count_readable(where))
        context = {
            "numbers": numbers(reader),
            "view": view,
            "links": ServerLinks(view.with_("gone", "1")),
            "entries": reader.archive.entries(found.lines),
            "found": found,
            "chart": by_time([(one.month, one.gone) for one in months if one.gone]),
            "by_account": facets_of(reader, where)[0].values[:20],
            "total": sum(one.gone for one in months),
            "kept": kept,
        }
        return page(request, "gone.html", context)


def missing(request: Request) -> Response:
    """Show what is linked but not archived, most linked first."""
    with reader_of(request) as reader:
        ranked = reader.remembered("missing", missing_of)
        start = Start.of(request.query_params, missing_place_of)
        at = bisect_left(ranked, _rank(start.place), key=_rank) if start.place else 0
        # the place itself is on the page one comes from, if it is still missing
        at += bool(start.place and not start.back and ranked[at : at + 1] == (start.place,))
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
        told = numbers(reader)
        is_quick = told.articles <= reader.counted_at_once or reader.remembers("statistics")
        context: dict[str, object] = {"numbers": told, "told": None}
        if is_part or is_quick or "all" in request.query_params:
            context |= _counted(reader)
    if is_part:
        return HTMLResponse(fragment(request, "statistics_all.html", context))
    return page(request, "statistics.html", context)


def _counted(reader: Reader) -> dict[str, object]:
    told = reader.remembered("statistics", Archive.statistics)
    facets = {one.name: one.values for one in facets_of(reader, Filter())}
    rates = reader.remembered("gone rates", Archive.gone_rates)
    gone = {
        "gone_of": [one for one in rates if one.gone and one.name][:_MOST_RATES],
        "seen_again": sum(one.seen_again for one in rates),
        "seen_once": sum(one.never_seen_again for one in rates),
        "gone_before": sum(one.gone_before for one in rates),
        "gone_months": _gone_by_month(reader),
    }
    shares = {"kinds_of": facets["kind"], "states_of": facets["state"]}
    return {"told": told} | shares | gone | _charts_of_all(reader, told)


def _gone_by_month(reader: Reader) -> Chart | None:
    """Draw which part of the articles of each month is gone, in hundredths."""
    rates = reader.remembered("gone by month", lambda archive: archive.gone_rates("month"))
    shares = [(one.name, round(100 * (one.share or 0), 1)) for one in rates if one.name]
    if not any(share for _, share in shares):
        return None
    return bars_of(shares)


def _rank(place: MissingPlace) -> tuple[int, str]:
    return -place.count, place.name


def _accounts(reader: Reader) -> list[AccountEntry]:
    return reader.remembered("accounts", lambda archive: list(archive.accounts()))


def _charts(reader: Reader, where: Filter) -> dict[str, object]:
    """Return the charts of what happened month by month, and their sums by year for those who read
    a table.
    """
    name = ("months", where)
    return _drawn(reader.remembered(name, lambda archive: archive.months(where)))


def _charts_of_all(reader: Reader, told: Statistics) -> dict[str, object]:
    """Return the same of the whole archive, of which the statistics have counted half already."""
    rest = reader.remembered(
        "edited, gone", lambda archive: archive.months(Filter(), ("edited", "gone"))
    )
    months = {one.month: one for one in rest}
    for month, count in told.published:
        if month:
            months[month] = replace(months.get(month, Month(month)), published=count)
    for month, count in told.archived:
        if month:
            months[month] = replace(months.get(month, Month(month)), captured=count)
    return _drawn(tuple(months[month] for month in sorted(months)))


def _drawn(months: tuple[Month, ...]) -> dict[str, object]:
    named = ("published", "captured", "edited", "gone")
    charts = {name: by_time([(one.month, getattr(one, name)) for one in months]) for name in named}
    return {
        "charts": {name: chart for name, chart in charts.items() if chart and chart.total},
        "years": _years(months),
    }


def _years(months: tuple[Month, ...]) -> list[tuple[str, Counter[str]]]:
    years: dict[str, Counter[str]] = {}
    for one in months:
        year = years.setdefault(one.month[:4], Counter())
        year.update(
            published=one.published, captured=one.captured, edited=one.edited, gone=one.gone
        )
    return sorted(years.items(), reverse=True)
