"""Getting in: addresses that are pasted, files that are dropped, pages that other programs post."""

from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from wxarchive import clock
from wxarchive.api import Archive
from wxarchive.models import Outcome
from wxarchive.web.incoming import Upload, take_files, take_text
from wxarchive.web.readers import still_there
from wxarchive.web.safety import LARGEST_UPLOAD
from wxarchive.web.site import Site, numbers, site_of
from wxarchive.web.templating import page

_MOST_FILES = 50
_Value = TypeVar("_Value")


def add(request: Request) -> Response:
    """Show where addresses are pasted and files are dropped; a bookmark brings an address along."""
    return _form(request)


async def take(request: Request) -> Response:
    """Take what was pasted and dropped: addresses go to the queue, files are archived at once."""
    async with request.form(max_files=_MOST_FILES, max_part_size=LARGEST_UPLOAD) as form:
        text, again = _text(form, "text"), bool(form.get("again"))
        uploads = [await _upload(one) for one in form.getlist("file") if _has_file(one)]
    site = site_of(request)
    outcomes = await run_in_threadpool(_write, site, lambda archive: take_files(archive, uploads))
    taken = await run_in_threadpool(
        _write, site, lambda archive: take_text(archive, text, again=again)
    )
    if taken.queued:
        site.worker.call()
    if taken.named and not outcomes:
        return RedirectResponse("/queue", 303)
    # a text without any address, or nothing at all
    problem = not taken.named and (bool(text.strip()) or not uploads)
    if not problem:
        text = ""
    return await run_in_threadpool(_form, request, text=text, outcomes=outcomes, problem=problem)


async def singlefile(request: Request) -> Response:
    """Take a page as SingleFile's REST form API posts it: the fields ``file`` and ``url``."""
    async with request.form(max_files=1, max_part_size=LARGEST_UPLOAD) as form:
        uploads = [await _upload(one) for one in form.getlist("file") if _has_file(one)]
        text, url = _text(form, "file"), _text(form, "url")
    # the page may come as a text, too
    if text and not uploads:
        uploads = [Upload("page.html", text.encode(), clock.now())]
    if not uploads:
        return PlainTextResponse("There is no field named file.\n", 400)
    outcomes = await run_in_threadpool(
        _write, site_of(request), lambda archive: take_files(archive, uploads, url)
    )
    base = request.url.replace(path="", query="")
    # the page of an album names articles: those that are not here wait in the queue
    if len(outcomes) != 1:
        queued = sum(one.status == "queued" for one in outcomes)
        named = {"id": None, "status": "queued", "named": len(outcomes), "queued": queued}
        return JSONResponse({**named, "url": f"{base}/queue"})
    [outcome] = outcomes
    if outcome.id is None:
        return PlainTextResponse(f"{outcome.message or outcome.status}\n", 422)
    answer = {
        "id": outcome.id,
        "status": outcome.status,
        "title": outcome.title,
        "url": f"{base}/article/{outcome.id}",
    }
    status = 200
    if outcome.status == "created":
        status = 201
    return JSONResponse(answer, status)


def _form(
    request: Request, text: str = "", outcomes: list[Outcome] | None = None, problem: bool = False
) -> Response:
    with site_of(request).readers.reader() as reader:
        context = {
            "numbers": numbers(reader),
            "text": text or request.query_params.get("url", ""),
            "outcomes": outcomes or [],
            "problem": problem,
        }
        status = 200
        if problem:
            status = 400
        return page(request, "add.html", context, status)


def _write(site: Site, change: Callable[[Archive], _Value]) -> _Value:
    """Change the archive; raises :class:`StoreError` where it cannot be written."""
    with Archive(still_there(site.settings.archive), write=True) as archive:
        return change(archive)


def _text(form: FormData, name: str) -> str:
    found = form.get(name)
    if isinstance(found, str):
        return found
    # a file, or nothing
    return ""


def _has_file(found: object) -> bool:
    """Tell whether a field holds a file: browsers send one without a name where none was chosen."""
    return isinstance(found, UploadFile) and bool(found.filename)


async def _upload(found: object) -> Upload:
    assert isinstance(found, UploadFile)  # noqa: S101 -- for mypy: asked before
    return Upload(found.filename or "page.html", await found.read(), clock.now())
