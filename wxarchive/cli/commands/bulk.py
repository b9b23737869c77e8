"""``bulk``: saved pages by the million → Parquet, without an archive."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.app import example
from wxarchive.cli.discretion import discreet
from wxarchive.cli.options import as_json, some_path_as_text
from wxarchive.cli.output import end_with, json_line, message, print_summary
from wxarchive.cli.progress import bar
from wxarchive.errors import SourceError

if TYPE_CHECKING:
    from wxarchive.bulk import Map, ShardResult


@example(
    "wxarchive bulk pages/ -o rows",
    "wxarchive bulk 2024-*.warc.gz collection.wacz -o rows --workers 8",
    "wxarchive bulk /shared/crawls -o /shared/rows --engine ray --address auto",
    "wxarchive import rows/*.parquet",
)
@click.command
@click.argument("path", nargs=-1, required=True, type=some_path_as_text, metavar="PATH...")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to.",
)
@click.option(
    "--engine",
    type=click.Choice(("pool", "ray")),
    default="pool",
    help="What reads: processes of this machine, or Ray.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes of this machine; by default one a core.",
)
@click.option("--address", help="Of a cluster of Ray, or auto; by default one on this machine.")
@click.option("--again", is_flag=True, help="Read also what was done before.")
@as_json
def bulk(path: tuple[str, ...], folder: Path, again: bool, as_json: bool, **engine: Any) -> None:
    """Read saved pages by the million into Parquet files, without an archive: folders, zip and tar
    archives, WARC and WACZ. What was done before is not done again, so the same command goes on
    after an interruption; a page that cannot be read is a row that says why.
    """
    from wxarchive import bulk

    shards = list(bulk.shards_in(path))
    # what cannot work is refused before a folder is made
    if not shards:
        what = "there are no saved pages, archives or recordings in what was given"
        raise SourceError(what, ", ".join(path), "check the name")
    chosen = _engine(len(shards), **engine)
    bulk.prepare(folder)
    done: list[ShardResult] = []
    with chosen as map_, bar(len(shards)) as advance:
        for result in map_(bulk.ShardReader(folder, again), shards):
            done.append(result)
            given, why = discreet(result.given), result.message and discreet(result.message)
            if as_json:
                json_line(asdict(result) | {"given": given, "message": why})
            elif result.status == "failed":
                message(f"{given}: {why}")
            elif result.errors:
                what = f"pages that could not be read: {result.errors} of {result.rows}"
                message(f"{given}: {what}")
            advance(result)
    _finish(folder, done, as_json=as_json)


def _engine(
    shards: int, engine: str, workers: int | None, address: str | None
) -> "AbstractContextManager[Map]":
    """Return the ``map`` that reads the shards: over processes of this machine, or Ray's."""
    if engine == "ray":
        if workers:
            raise click.UsageError("--workers goes with --engine pool: Ray knows its machines.")
        from wxarchive.bulk import ray_map

        return ray_map(address)
    if address:
        raise click.UsageError("--address goes with --engine ray.")
    from wxarchive.cli.workers import pool, processors

    return pool(workers or min(processors(), shards))


def _finish(folder: Path, done: "Sequence[ShardResult]", *, as_json: bool) -> None:
    """Print what was done, and write the card of the dataset."""
    from wxarchive import bulk

    shards = {"shards": len(done)}
    for status in ("done", "unchanged", "failed"):
        shards[status] = sum(one.status == status for one in done)
    rows, errors = sum(one.rows for one in done), sum(one.errors for one in done)
    pages = {"pages": rows, "read": rows - errors, "not read": errors}
    if as_json:
        json_line({"summary": shards, "pages": pages})
    else:
        print_summary(shards, as_json=False)
        print_summary(pages, as_json=False)
    # the card tells what the files hold, which has changed
    if shards["done"]:
        bulk.write_card(folder)
    if others := sorted(set(bulk.parts_in(folder)).difference(one.part for one in done)):
        what = f"files here that are of nothing given now: {len(others)}, such as {others[0]}"
        message(f"{folder}: {what}; remove them where their pages would count twice")
    end_with(1 if shards["failed"] or errors else 0)
