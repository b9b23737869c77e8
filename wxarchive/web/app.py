"""The application: which address leads to which page, and the pages of errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wxarchive.containment import bug
from wxarchive.errors import NotFound, UsageError, WxArchiveError
from wxarchive.web import pages
from wxarchive.web.agents import AgentsPlace, Begin
from wxarchive.web.readers import Readers
from wxarchive.web.safety import Safety
from wxarchive.web.settings import Settings
from wxarchive.web.site import Site
from wxarchive.web.templating import page
from wxarchive.web.worker import Worker

_SMALLEST_PACKED = 1_000


class _Number(IntegerConvertor):
    """A number in an address, of as many digits as an id can have: Python reads none of 5,000."""

    regex = "[0-9]{1,18}"


register_url_convertor("number", _Number())
_ROUTES = [
    Route("/", pages.library),
    Route("/facets", pages.facets),
    Route("/words", pages.words),
    Route("/feed.atom", pages.articles_feed),
    Route("/events.atom", pages.events_feed),
    Route("/opds", pages.catalogue),
    Route("/opds/{section}", pages.catalogue),
    Route("/book/{what}/{name:path}", pages.book),
    Route("/article/{id:number}", pages.article),
    Route("/article/{id:number}/history", pages.history),
    Route("/article/{id:number}/version/{number:number}", pages.version),
    Route("/article/{id:number}/difference", pages.difference),
    Route("/article/{id:number}/with/{other:number}", pages.beside),
    Route("/article/{id:number}/graph", pages.graph),
    Route("/article/{id:number}/received", pages.received),
    Route("/article/{id:number}/received/{page:number}", pages.received),
    Route("/article/{id:number}/received/{page:number}/bytes", pages.received_bytes),
    Route("/article/{id:number}/star", pages.star, methods=["POST"]),
    Route("/article/{id:number}/read", pages.read, methods=["POST"]),
    Route("/article/{id:number}/tag", pages.tag, methods=["POST"]),
    Route("/article/{id:number}/notes", pages.add_note, methods=["POST"]),
    Route("/article/{id:number}/highlights", pages.add_highlight, methods=["POST"]),
    Route("/note/{uuid}", pages.change_note, methods=["POST"]),
    Route("/highlight/{uuid}", pages.change_highlight, methods=["POST"]),
    Route("/accounts", pages.accounts),
    Route("/account/{id:number}", pages.account),
    Route("/albums", pages.albums),
    Route("/gone", pages.gone),
    Route("/missing", pages.missing),
    Route("/stats", pages.statistics),
    Route("/add", pages.add),
    Route("/add", pages.take, methods=["POST"]),
    Route("/import/singlefile", pages.singlefile, methods=["POST"]),
    Route("/queue", pages.queue),
    Route("/queue/events", pages.events),
    Route("/queue/go", pages.act, methods=["POST"]),
    Route("/queue/retry", pages.act, methods=["POST"]),
    Route("/queue/drop", pages.act, methods=["POST"]),
    Route("/settings", pages.settings),
    Route("/settings/feeds", pages.change_feed_key, methods=["POST"]),
    Route("/sample", pages.sample, methods=["POST"]),
    Route("/media/{sha256}", pages.media),
    Route("/static/{stamp}/{name}", pages.static),
]


class _Packing(GZipMiddleware):
    """Packs pages, not media: those are packed already, and are asked for in parts."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith("/media/"):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class _Contained:
    """Shows a page for a bug, too; a traceback reaches no visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            # an answer that has begun can become no other
            if scope["type"] != "http" or has_begun:
                raise
            answer = _error_page(Request(scope), bug(error, "show this page"))
            await answer(scope, receive, send)


def create_app(settings: Settings, agents: Begin | None = None) -> Starlette:
    """Return the application that serves an archive; ``agents``: what answers at ``/mcp``."""
    site = Site(settings, Readers(settings.archive, settings.counted_at_once), Worker(settings))
    routes, place = list(_ROUTES), None
    if agents:
        place = AgentsPlace(agents)
        routes.append(Route("/mcp", place, methods=["POST"]))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            if place:
                tasks.start_soon(place.live)
            yield
            tasks.cancel_scope.cancel()
        # what it fetches waits in the queue again
        await run_in_threadpool(site.worker.end)
        site.readers.close()
        site.sample.close()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        # the first is the outermost: what it refuses reaches nothing else, and it guards the pages
        # of errors, too
        middleware=[
            Middleware(Safety, settings=settings),
            Middleware(_Contained),
            Middleware(_Packing, minimum_size=_SMALLEST_PACKED, compresslevel=5),
        ],
        exception_handlers={
            HTTPException: _status_page,
            WxArchiveError: _error_page,
        },
    )
    app.state.site = site
    return app


def _error_page(request: Request, error: Exception) -> Response:
    """Say what is wrong: with the address, with the question, or with the archive."""
    status = 500
    if isinstance(error, NotFound):
        status = 404
    elif isinstance(error, UsageError):
        status = 400
    return page(request, "error.html", {"error": error}, status)


def _status_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- for mypy: it is called for no other
    status = error.status_code
    answer = page(request, "error.html", {"error": None, "status": status}, status)
    # which methods there are, for one that is not
    answer.headers.update(error.headers or {})
    return answer
