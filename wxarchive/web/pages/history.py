"""What became of an article: its versions, when it was seen and how, and what each edit changed."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.errors import NotFound
from wxarchive.guarded import number
from wxarchive.models import Version
from wxarchive.templates import compared, line
from wxarchive.web.pages.article import shown
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page, say_to


def history(request: Request) -> Response:
    """Show the time line of an article."""
    with reader_of(request) as reader:
        found = reader.archive.article(request.path_params["id"])
        entries = reader.archive.history(found.id)
        context = {
            "numbers": numbers(reader),
            "article": found,
            "events": entries,
            "line": line(entries),
            "versions": sum(one.version is not None for one in entries),
        }
        return page(request, "history.html", context)


def version(request: Request) -> Response:
    """Show an article as one of its versions had it."""
    with reader_of(request) as reader:
        found = reader.archive.article(request.path_params["id"])
        versions = reader.archive.versions(found.id)
        chosen = _chosen(versions, request.path_params["number"])
        then = replace(
            found,
            content=chosen.body,
            metadata=chosen.metadata,
            content_hash=chosen.content_hash,
            highlights=reader.archive.highlights(found.id, version=chosen.number),
        )
        entries = reader.archive.history(found.id, compare=False)
        more = {
            "version": chosen,
            "all_versions": versions,
            "line": line(entries),
            # the page of the newest version lists highlights that have lost their passage
            "orphans": (),
        }
        return shown(request, reader, then, more)


def difference(request: Request) -> Response:
    """Show what differs between two versions, by default the last two."""
    with reader_of(request) as reader:
        found = reader.archive.article(request.path_params["id"])
        versions = reader.archive.versions(found.id)
        if not versions:
            raise NotFound("no version was kept")
        if len(versions) == 1:
            raise NotFound("only one version of this article is kept")
        # a form sends both, a link may send one of them
        parameters = request.query_params
        old = _chosen(versions, number(parameters.get("old")) or len(versions) - 1)
        following = min(old.number + 1, len(versions))
        new = _chosen(versions, number(parameters.get("new")) or following)
        changed = reader.archive.difference(found.id, old.number, new.number)
        context = compared(changed, say_to(request)) | {
            "numbers": numbers(reader),
            "article": found,
            "old": old,
            "new": new,
            "versions": versions,
            "is_beside": parameters.get("view") == "side",
        }
        return page(request, "difference.html", context)


def _chosen(versions: Sequence[Version], wanted: int) -> Version:
    for one in versions:
        if one.number == wanted:
            return one
    raise NotFound(f"there is no version {wanted}; there are {len(versions)}")
