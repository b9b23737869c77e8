"""What pictures, sounds and videos the archive lacks, and the command that gets them."""

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from wxarchive import clock
from wxarchive.models import Filter, MissingMedia

if TYPE_CHECKING:
    from wxarchive.store import Store

FILTERS_GIVEN = "wxarchive.filters"
"""Where a command's context remembers the filters as the user wrote them."""


def missing_media(store: "Store", where: Filter | None = None) -> list[str]:
    """Say for each command that may help how many files it gets, of the articles that pass the
    filter; each address counts once.
    """
    missing = store.media.missing_by_remedy(where or Filter(), clock.now())
    fetch = _command("media", "fetch")
    return [
        *_told(missing, "fetch", f"missing: {fetch}"),
        *_told(missing, "wait", f"failed and waiting for another try: {fetch} --now"),
        *_told(missing, "video", f"missing: {fetch} --video"),
        *_told(missing, "all", f"not to be had so far, wxarchive media says why: {fetch} --all"),
    ]


def _told(missing: list[MissingMedia], remedy: str, what: str) -> list[str]:
    *before, last = ["", *(_counted(one) for one in missing if one.remedy == remedy)]
    if not last:
        return []
    first = ", ".join(filter(None, before))
    return [f"{f'{first} and ' if first else ''}{last} {what}"]


def _counted(one: MissingMedia) -> str:
    name = "sound" if one.role == "audio" else one.role
    return f"{one.files} {name}{'s' if one.files > 1 else ''}"


def _command(*words: str) -> str:
    """Write the command as the user would type it, for the same archive and articles."""
    ctx = click.get_current_context()
    root = ctx.find_root()
    is_given = root.get_parameter_source("db") is ParameterSource.COMMANDLINE
    archive = ("--db", str(root.params["db"])) if is_given else ()
    given = ("wxarchive", *archive, *words, *ctx.meta.get(FILTERS_GIVEN, ()))
    return subprocess.list2cmdline(given) if sys.platform == "win32" else shlex.join(given)
