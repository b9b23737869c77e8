"""What became of an article: its versions, when it was seen and how, and what each edit changed."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.errors import NotFound
from wxarchive.guarded import number
from wxarchive.models import StoredArticle, Version
from wxarchive.templates import compared, line
from wxarchive.web.pages.article import shown
from wxarchive.web.readers import Reader
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
            # what this version has not is said where the newest one is read
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
        old = _chosen(versions, number(request.query_params.get("old")) or len(versions) - 1)
        new = _chosen(
            versions, number(request.query_params.get("new")) or min(old.number + 1, len(versions))
        )
        return page(
            request,
            "difference.html",
            _difference(request, reader, found, (old, new)) | {"versions": versions},
        )


def _difference(
    request: Request, reader: Reader, found: StoredArticle, pair: tuple[Version, Version]
) -> dict[str, object]:
    changed = reader.archive.difference(found.id, pair[0].number, pair[1].number)
    return compared(changed, say_to(request)) | {
        "numbers": numbers(reader),
        "article": found,
        "old": pair[0],
        "new": pair[1],
        "is_beside": request.query_params.get("view") == "side",
    }


def _chosen(versions: Sequence[Version], wanted: int) -> Version:
    found = next((one for one in versions if one.number == wanted), None)
    if found is None:
        raise NotFound(f"there is no version {wanted}; there are {len(versions)}")
    return found
