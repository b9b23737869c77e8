"""``verify``: whether the archive still holds what it says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import end_with, json_line, message
from wxarchive.cli.plain import one_line
from wxarchive.cli.progress import bar
from wxarchive.models import PARTS, Finding, Remedy

if TYPE_CHECKING:
    from wxarchive.store import Store

_REMEDIES: dict[Remedy, str] = {
    "backup": "merge a backup: wxarchive merge BACKUP.db",
    "media fetch": "wxarchive verify --mend, then wxarchive media fetch",
    "reindex": "wxarchive reindex",
    "reparse": "read its page again: wxarchive reparse",
}
_LOST = "the file was damaged or lost"


@example("wxarchive verify", "wxarchive verify --json", "wxarchive verify --mend")
@click.command
@click.option(
    "--mend",
    is_flag=True,
    help="Make the index and the fingerprints anew if they are wrong; let media fetch bring lost"
    " files again.",
)
@as_json
def verify(mend: bool, as_json: bool) -> None:
    """Look whether every page, version, picture and index entry is still what it was; 1: not so."""
    store = open_archive(read_only=not mend)
    counts, found = Counter[str](), list[Finding]()
    with bar() as advance:
        for one in store.verify():
            counts[one.part] += 1
            found += one.findings
            for finding in one.findings:
                if as_json:
                    json_line(asdict(finding))
                    continue
                line = f"{finding.part:<13}{one_line(finding.what)}"
                if finding.article_id:
                    line += f"  (article {finding.article_id})"
                click.echo(line)
            advance(one)
    if as_json:
        parts: dict[str, int] = {part: counts[part] for part in PARTS}
        json_line({"summary": {"checked": counts.total()} | parts | {"problems": len(found)}})
    else:
        _sum_up(counts, found)
    # what was not looked at must not pass for whole
    if waiting := store.search.pending():
        message(f"not looked at: the index, which still lacks {waiting} articles; search once")
    if waiting := store.similar.pending():
        message(f"not looked at: the fingerprints, which {waiting} articles lack; reindex")
    if mend:
        _mend(store, found)
    end_with(1 if found else 0)


def _sum_up(counts: "Counter[str]", found: Iterable[Finding]) -> None:
    """Say on stderr how much was looked at, and what may be done."""
    # the file itself is always looked at
    parts = [part for part in PARTS if part != "file" and counts[part]]
    looked_at = ", ".join(f"{counts[part]} {part}" for part in parts) or "nothing"
    number = len(list(found))
    problems = f"{number or 'no'} problems"
    if number == 1:
        problems = "1 problem"
    message(f"looked at {looked_at}: {problems}")
    for remedy in dict.fromkeys(remedy for one in found for remedy in one.mend):
        mended = dict.fromkeys(one.part for one in found if remedy in one.mend)
        message(f"{', '.join(mended)}: {_REMEDIES[remedy]}")


def _mend(store: "Store", found: Iterable[Finding]) -> None:
    """Do what can be done without a network and without another archive."""
    # a file whose bytes are wrong is given up: what is missing is fetched again
    lost = [one.row for one in found if one.part == "media" and one.row]
    if lost:
        uses = sum(store.media.give_up(sha256, _LOST) for sha256 in lost)
        message(f"files to fetch again: {len(lost)} (uses: {uses}); wxarchive media fetch")
    if any(one.part == "index" for one in found):
        message(f"{store.search.rebuild()} articles indexed")
    if any(one.part == "fingerprints" for one in found):
        store.similar.rebuild()
        message("the fingerprints are made anew")
