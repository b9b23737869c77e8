"""Pages that only an archive can have: accounts, albums, what vanished, what is missing, all of it
in numbers.
"""

from collections import Counter
from dataclasses import replace
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.errors import NotFound
from wxarchive.guarded import number
from wxarchive.models import AccountEntry, Filter, Month, Statistics
from wxarchive.web.charts import by_time
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page
from wxarchive.web.view import View

LINES = 50
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
        found = reader.remembered("albums", lambda: list(reader.store.catalogue.albums()))
        return page(
            request,
            "albums.html",
            {"numbers": numbers(reader), "albums": found[:_MOST], "total": len(found)},
        )


def gone(request: Request) -> Response:
    """Show what vanished, the last first, with when and why."""
    view = View.of(request.query_params)
    first = number(request.query_params.get("from")) or 0
    where = Filter(account=view.account or (), is_gone=True)
    with reader_of(request) as reader:
        found = list(islice(reader.store.articles.list(where, "gone"), first, first + LINES + 1))
        months = reader.remembered(
            ("gone", where), lambda: reader.store.library.months(where, ("gone",))
        )
        facets = reader.remembered(
            ("facets", "", where), lambda: reader.store.library.facets(where)
        )
        context = {
            "numbers": numbers(reader),
            "view": view.with_("gone", "1"),
            "entries": reader.store.library.entries(found[:LINES]),
            "chart": by_time([(one.month, one.gone) for one in months if one.gone]),
            "by_account": facets[0].values[:20],
            "total": sum(one.gone for one in months),
            "kept": reader.store.library.readable(where),
            "first": first,
            "more": first + LINES if len(found) > LINES else None,
            "before": max(first - LINES, 0) if first else None,
        }
        return page(request, "gone.html", context)


def missing(request: Request) -> Response:
    """Show what is linked but not archived, most linked first."""
    first = number(request.query_params.get("from")) or 0
    with reader_of(request) as reader:
        everything = reader.remembered(
            "missing links", lambda: list(reader.store.links.missing()), stale=30.0
        )
        shown = everything[first : first + LINES]
        context = {
            "numbers": numbers(reader),
            "links": shown,
            "total": len(everything),
            "first": first,
            "more": first + LINES if len(everything) > first + LINES else None,
            "before": max(first - LINES, 0) if first else None,
        }
        return page(request, "missing.html", context)


def statistics(request: Request) -> Response:
    """Show the archive in numbers and charts."""
    with reader_of(request) as reader:
        told = reader.remembered("statistics", reader.store.statistics)
        facets = reader.remembered(
            ("facets", "", Filter()), lambda: reader.store.library.facets(Filter())
        )
        context = {
            "numbers": numbers(reader),
            "told": told,
            "kinds_of": next(one for one in facets if one.name == "kind").values,
            "states_of": next(one for one in facets if one.name == "state").values,
        }
        return page(request, "statistics.html", context | _charts_of_all(reader, told))


def _accounts(reader: Reader) -> list[AccountEntry]:
    return reader.remembered("accounts", lambda: list(reader.store.catalogue.accounts()))


def _charts(reader: Reader, where: Filter) -> dict[str, object]:
    """Return the charts of what happened month by month, and their sums by year for those who read
    a table.
    """
    months = reader.remembered(("months", where), lambda: reader.store.library.months(where))
    return _drawn(months)


def _charts_of_all(reader: Reader, told: Statistics) -> dict[str, object]:
    """Return the same of the whole archive, of which the statistics have counted half already."""
    rest = reader.remembered(
        "edited, gone", lambda: reader.store.library.months(Filter(), ("edited", "gone"))
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
