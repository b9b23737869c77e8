"""The same rows from a cluster of Ray, one machine of which goes away midway."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program
from tests.smallwechat import crowd
from tests.support.importing import saved, served

ray = pytest.importorskip("ray", reason="ray is not installed: pip install '.[ray]'")
pytestmark = pytest.mark.filterwarnings("ignore::Warning")  # of its libraries


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Twelve folders of pages, each a shard."""
    for number, post in enumerate(crowd(36).posts):
        saved(tmp_path / "in" / f"{number % 12:02}" / f"{number}.html", served(post))
    return tmp_path / "in"


def contents(folder: Path) -> dict[str, str]:
    files = sorted(folder.glob("part-*.parquet"))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def rows(folder: Path) -> list[Any]:
    from pyarrow import parquet

    files = sorted(folder.glob("part-*.parquet"))
    return [row for file in files for row in parquet.read_table(file).to_pylist()]


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two machines, as far as Ray is concerned."""
    from ray.cluster_utils import Cluster

    both = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield both
    ray.shutdown()
    both.shutdown()


def test_a_machine_that_goes_away_midway_costs_no_row(
    pages: Path, tmp_path: Path, cluster: Any
) -> None:
    from wxarchive.bulk import ShardReader, prepare, ray_map, shards_in

    program = Program(tmp_path / "archive.db")
    assert program.run("bulk", pages, "-o", tmp_path / "pool", "--workers", 1).exit_code == 0
    second = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    prepare(tmp_path / "ray")
    results = []
    with ray_map(cluster.address) as map_:
        for result in map_(ShardReader(tmp_path / "ray"), shards_in([str(pages)])):
            results.append(result)
            if len(results) == 3:
                cluster.remove_node(second, allow_graceful=False)
    assert [one.status for one in results] == ["done"] * 12
    assert contents(tmp_path / "ray") == contents(tmp_path / "pool")
    assert len(rows(tmp_path / "ray")) == 36


def test_one_machine_needs_no_cluster(pages: Path, tmp_path: Path) -> None:
    program = Program(tmp_path / "archive.db")
    program.run("bulk", pages, "-o", tmp_path / "pool", "--workers", 1)
    done = program.process("bulk", pages, "-o", tmp_path / "ray", "--engine", "ray")
    assert (done.returncode, done.stderr.decode()) == (
        0,
        "shards 12: 12 done\npages 36: 36 read\n",
    )
    assert contents(tmp_path / "ray") == contents(tmp_path / "pool")


def test_a_cluster_that_is_not_there_is_told(pages: Path, tmp_path: Path) -> None:
    done = Program(tmp_path / "archive.db").process(
        "bulk", pages, "-o", tmp_path / "ray", "--engine", "ray", "--address", "127.0.0.1:1"
    )
    assert done.returncode == 4
    assert "127.0.0.1:1: there is no cluster of Ray to work on" in done.stderr.decode()
