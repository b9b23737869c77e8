"""Shards on a cluster of Ray: it is given the names of files, never their bytes, so each machine
has to see the same folders.
"""

import logging
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from wxarchive.bulk.shard import Shard
from wxarchive.bulk.shard_reader import Map, ShardReader, ShardResult
from wxarchive.errors import NetworkError, UsageError
from wxarchive.guarded import number

if TYPE_CHECKING:
    import ray

_AHEAD = 2
"""Shards for each processor of the cluster, at work or waiting."""
_PATIENCE = 5.0  # seconds
_TRIES = 3
"""How often a shard is begun anew whose machine went away."""


@contextmanager
def ray_map(address: str | None) -> Iterator[Map]:
    """Give a ``map`` over a cluster; ``None`` begins one on this machine, and ends it.

    Results come as they are done. Raises :class:`UsageError` where Ray is not installed, and
    :class:`NetworkError` where there is no such cluster.
    """
    if find_spec("ray") is None:
        what = "--engine ray needs a library that is not installed (ray)"
        raise UsageError(what, hint="run: pip install 'wxarchive[ray]'")
    import ray

    hint = "begin one with ray start --head"
    # where nobody answers, Ray itself would ask for minutes
    if address and ":" in address:
        host, _, port = address.rpartition(":")
        place = host, number(port) or 0
        try:
            socket.create_connection(place, _PATIENCE).close()
        except OSError as error:
            what = f"there is no cluster of Ray to work on: {error.strerror or error}"
            raise NetworkError(what, address, hint) from error
    # one that runs has the dashboard its owner wants
    dashboard = None
    if address is None:
        dashboard = False
    try:
        ray.init(address, include_dashboard=dashboard, log_to_driver=False,
                 logging_level=logging.ERROR)  # fmt: skip
    except (ConnectionError, ValueError, RuntimeError) as error:
        what = f"there is no cluster of Ray to work on: {error}"
        raise NetworkError(what, address or "", hint) from error
    try:
        yield _mapped
    finally:
        ray.shutdown()


def _mapped(reader: ShardReader, shards: Iterable[Shard]) -> Iterator[ShardResult]:
    import ray

    read = ray.remote(max_retries=_TRIES)(_read)
    waiting: dict[Any, Shard] = {}
    for shard in shards:
        # asked each time: machines come and go
        processors = ray.cluster_resources().get("CPU", 1)
        if len(waiting) >= _AHEAD * max(processors, 1):
            yield _first_done(reader, waiting)
        waiting[read.remote(reader, shard)] = shard
    while waiting:
        yield _first_done(reader, waiting)


def _first_done(
    reader: ShardReader, waiting: "dict[ray.ObjectRef[ShardResult], Shard]"
) -> ShardResult:
    import ray

    (done,), _ = ray.wait(list(waiting), num_returns=1)
    shard = waiting.pop(done)
    try:
        result: ShardResult = ray.get(done)
    # its machine went away each time, or its process ended over it
    except ray.exceptions.RayError:
        return reader.lost(shard)
    return result


def _read(reader: ShardReader, shard: Shard) -> ShardResult:
    return reader(shard)
