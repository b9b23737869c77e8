"""Saved pages by the million → Parquet, without any archive.

::

    folders, zip, tar, WARC, WACZ ──shards_in──► Shard … ──map_──► ShardReader ──► part-….parquet
                                                            │       one row a page, or its error
                                      this process, a pool of processes, or a cluster of Ray

A shard is done or not: its rows get their name when the last one is written, and a file that says
it was made of these very inputs is not made again. What carries the work out is a ``map``, so that
nothing here knows of processes or machines.
"""

from wxarchive.bulk.card import write_card
from wxarchive.bulk.on_ray import ray_map
from wxarchive.bulk.part import Part, parts_in
from wxarchive.bulk.shard import Shard, shards_in
from wxarchive.bulk.shard_reader import Map, ShardReader, ShardResult, prepare

__all__ = [
    "Map",
    "Part",
    "Shard",
    "ShardReader",
    "ShardResult",
    "parts_in",
    "prepare",
    "ray_map",
    "shards_in",
    "write_card",
]
