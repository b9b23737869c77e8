"""The queue: what is fetched now, what waits and why, and buttons to go on, retry and remove."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import islice

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from wxarchive.api import Archive
from wxarchive.errors import NotFound
from wxarchive.guarded import number
from wxarchive.web.readers import still_there
from wxarchive.web.site import numbers, site_of
from wxarchive.web.templating import fragment, page

_SHOWN = 100
_EVERY = 1.0
"""Seconds between two looks at the queue, while somebody watches."""
_STEPS = 10
"""How often in between it looks whether the server ends."""


def queue(request: Request) -> Response:
    """Show the queue."""
    with site_of(request).readers.reader() as reader:
        return page(request, "queue.html", {"numbers": numbers(reader)} | _state(request))


async def events(request: Request) -> Response:
    """Send the queue whenever it changes, as server-sent events."""
    return StreamingResponse(_changes(request), media_type="text/event-stream")


async def act(request: Request) -> Response:
    """Do what a button of the queue says: go on, try again, take out."""
    async with request.form() as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    action = request.url.path.rpartition("/")[2]
    site = site_of(request)
    if action == "go":
        site.worker.call(hurry="now" in fields)
        return RedirectResponse("/queue", 303)
    row = number(fields.get("id"))
    # without any it is all of them: one that cannot be read is never taken for that
    if row is None and "id" in fields:
        raise NotFound("there is no such row in the queue", fields["id"])

    def write() -> None:
        with Archive(still_there(site.settings.archive), write=True) as archive:
            change = archive.drop
            if action == "retry":
                change = archive.retry
            if row is None:
                change(everything=True)
            else:
                change(row)

    await run_in_threadpool(write)
    if action == "retry":
        site.worker.call()
    return RedirectResponse("/queue", 303)


async def _changes(request: Request) -> AsyncIterator[str]:
    before, ending = "", site_of(request).ending
    while not (ending.is_set() or await request.is_disconnected()):
        now = await run_in_threadpool(lambda: fragment(request, "queue_now.html", _state(request)))
        if now != before:
            yield f"data: {json.dumps(now)}\n\n"
            before = now
        for _ in range(_STEPS):
            if not ending.is_set():
                await asyncio.sleep(_EVERY / _STEPS)


def _state(request: Request) -> dict[str, object]:
    site = site_of(request)
    with site.readers.reader() as reader:
        archive = reader.archive
        counts = archive.queue_counts()
        return {
            "progress": site.worker.progress,
            "counts": counts,
            "pause": archive.pause(),
            "retry": archive.first_retry(),
            "waiting": list(islice(archive.queue(("taken", "waiting")), _SHOWN)),
            "failed": list(islice(archive.queue(("failed",)), _SHOWN)),
        }
