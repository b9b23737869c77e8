"""Words over time: how often the words of a search are used, by month, year or account."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from wxarchive.errors import UsageError
from wxarchive.models import COUNTS_BY, CountBy, WordUse
from wxarchive.templates import Chart, bars_of
from wxarchive.web.pages.library import album_titles
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import fragment, page
from wxarchive.web.view import View

_MOST = 500
"""Accounts on a page."""


@dataclass(frozen=True, slots=True)
class WordsPage:
    """What the page shows of words. There are charts over time only: of ``rates`` and ``shares``,
    where the query does not look in titles or names alone, and of ``shares``.
    """

    uses: Sequence[WordUse]
    rates: Chart | None
    shares: Chart | None


def words(request: Request) -> Response:
    """Show how often the words of a search are used. In a large archive that comes after the
    page.
    """
    view = View.of(request.query_params)
    chosen = request.query_params.get("by")
    by: CountBy = next((one for one in COUNTS_BY if one == chosen), "month")
    # without a query there is nothing that a part could show
    is_part = bool(view.q) and "part" in request.query_params
    with reader_of(request) as reader:
        counts = numbers(reader)
        context = {
            "numbers": counts,
            "view": view,
            "by": by,
            "album_titles": album_titles(reader, view),
            "counted": None,
            "problem": None,
        }
        # in a large archive the page comes at once, and its script asks for this part
        is_quick = counts.articles <= reader.counted_at_once or reader.remembers(_name(view, by))
        status = 200
        try:
            if view.q and (is_part or is_quick or "all" in request.query_params):
                context["counted"] = _counted(reader, view, by)
        except UsageError as error:
            context["problem"] = error
            status = 400
    if is_part:
        return HTMLResponse(fragment(request, "words_counted.html", context), status)
    return page(request, "words.html", context, status)


def _name(view: View, by: CountBy) -> object:
    return "words", view.q, view.filter(), by


def _counted(reader: Reader, view: View, by: CountBy) -> WordsPage:
    uses = reader.remembered(
        _name(view, by),
        lambda archive: archive.words_over_time(view.q, by=by, where=view.filter()),
    )
    # accounts have no order that a line could follow
    if by == "account":
        return WordsPage(uses[:_MOST], None, None)
    dated = [one for one in uses if one.name]
    rates = [(one.name or "", round(one.rate or 0, 2)) for one in dated]
    shares = [(one.name or "", round(100 * (one.share or 0), 1)) for one in dated]
    if all(one.occurrences is None for one in uses):
        return WordsPage(uses, None, bars_of(shares))
    return WordsPage(uses, bars_of(rates), bars_of(shares))
