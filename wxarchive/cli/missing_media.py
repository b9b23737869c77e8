"""Which media the archive lacks, and the command that fetches them."""

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from wxarchive import clock
from wxarchive.cli.configuration import configuration_file
from wxarchive.models import Filter

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
    remedies = {
        "fetch": f"missing: {fetch}",
        "wait": f"failed and waiting for another try: {fetch} --now",
        "video": f"missing: {fetch} --video",
        "all": f"not to be had so far, wxarchive media says why: {fetch} --all",
    }
    lines = []
    for remedy, what in remedies.items():
        numbers = []
        for one in missing:
            if one.remedy == remedy:
                name = {"audio": "audio file"}.get(one.role, one.role)
                plural = "s" * (one.files > 1)
                numbers.append(f"{one.files} {name}{plural}")
        if numbers:
            *before, last = numbers
            # "3 pictures, 1 audio file and 2 videos"
            words = " and ".join(filter(None, [", ".join(before), last]))
            lines.append(f"{words} {what}")
    return lines


def _command(*words: str) -> str:
    """Write the command as the user would type it, for the same archive and articles."""
    ctx = click.get_current_context()
    root = ctx.find_root()
    command = ["wxarchive"]
    # a configuration file, too, may name another archive
    if root.get_parameter_source("config") is ParameterSource.COMMANDLINE:
        command += ["--config", str(configuration_file(ctx))]
    if root.get_parameter_source("db") is ParameterSource.COMMANDLINE:
        command += ["--db", str(root.params["db"])]
    command += [*words, *ctx.meta.get(FILTERS_GIVEN, ())]
    # quoted as the user's shell reads it
    if sys.platform == "win32":
        line = subprocess.list2cmdline(command)
    else:
        line = shlex.join(command)
    return line
