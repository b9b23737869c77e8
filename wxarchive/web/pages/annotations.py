"""What a reader does to an article: tags, stars, read and unread, notes, highlights.

All of it comes as forms that our pages post, with a script or without; the answer leads back to the
page of the form.
"""

import re
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from wxarchive.api import Archive
from wxarchive.guarded import number, split
from wxarchive.web.readers import still_there
from wxarchive.web.site import readers_of

Fields = Mapping[str, str]
_LARGEST = 2**20
"""Bytes of a field: more than a note may have, so that the archive can say how long it may be."""
_BETWEEN_TAGS = re.compile(r"[,，、;；\n]+")


async def star(request: Request) -> Response:
    """Star an article, or take the star away."""

    def change(archive: Archive, form: Fields) -> None:
        if form.get("on") == "1":
            archive.star(request.path_params["id"])
        else:
            archive.unstar(request.path_params["id"])

    return await _change_and_return(request, change, "own")


async def read(request: Request) -> Response:
    """Mark an article as read, or as unread."""

    def change(archive: Archive, form: Fields) -> None:
        if form.get("on") == "1":
            archive.mark_read(request.path_params["id"])
        else:
            archive.mark_unread(request.path_params["id"])

    return await _change_and_return(request, change, "own")


async def tag(request: Request) -> Response:
    """Add tags to an article, several with commas between them, or take one away."""

    def change(archive: Archive, form: Fields) -> None:
        article_id = request.path_params["id"]
        if "remove" in form:
            archive.untag(article_id, form["remove"])
            return
        names = filter(str.strip, _BETWEEN_TAGS.split(form.get("tag", "")))
        # where there is no name, the archive says what is wrong
        for name in list(names) or [""]:
            archive.tag(article_id, name)

    return await _change_and_return(request, change, "own")


async def add_note(request: Request) -> Response:
    """Add a note to an article."""

    def change(archive: Archive, form: Fields) -> None:
        archive.add_note(request.path_params["id"], form.get("text", ""))

    return await _change_and_return(request, change, "notes")


async def change_note(request: Request) -> Response:
    """Change or delete a note."""

    def change(archive: Archive, form: Fields) -> None:
        if "delete" in form:
            archive.delete_note(request.path_params["uuid"])
        else:
            archive.change_note(request.path_params["uuid"], form.get("text", ""))

    return await _change_and_return(request, change, "notes")


async def add_highlight(request: Request) -> Response:
    """Highlight a passage of an article's newest text."""

    def change(archive: Archive, form: Fields) -> None:
        archive.add_highlight(
            request.path_params["id"],
            form.get("exact", ""),
            form.get("prefix", ""),
            form.get("suffix", ""),
            number(form.get("start")),
            form.get("note", ""),
        )

    return await _change_and_return(request, change, "highlights")


async def change_highlight(request: Request) -> Response:
    """Change what is noted of a highlight, or delete it."""

    def change(archive: Archive, form: Fields) -> None:
        if "delete" in form:
            archive.delete_highlight(request.path_params["uuid"])
        else:
            archive.change_highlight(request.path_params["uuid"], form.get("note", ""))

    return await _change_and_return(request, change, "highlights")


async def _change_and_return(
    request: Request, change: Callable[[Archive, Fields], None], place: str
) -> Response:
    """Change the archive that the browser looks at, and return to the page of the form. ``place``:
    the part of that page that shows the change.
    """
    async with request.form(max_part_size=_LARGEST) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    path = readers_of(request).path

    def write() -> None:
        with Archive(still_there(path), write=True) as archive:
            change(archive, fields)

    await run_in_threadpool(write)
    # browsers say which page of a site a form was on
    page = split(request.headers.get("referer", ""))
    # a path that began with two slashes would name another site
    address = "/" + page.path.lstrip("/\\")
    if page.query:
        address += f"?{page.query}"
    return RedirectResponse(f"{address}#{place}", 303)
