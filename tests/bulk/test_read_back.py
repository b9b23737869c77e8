"""Other programs read the rows of ``bulk``: as docs/bulk.md shows, word for word."""

import io
import os
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import yaml

from tests.cli.running import Program
from tests.smallwechat import DEMO_SITE
from tests.support.importing import saved, served, zipped
from tests.support.places import ROOT
from wxarchive.formats import PARQUET_COLUMNS

pytest.importorskip("pyarrow", reason="pyarrow is not installed")
POSTS = DEMO_SITE.posts[:4]
SHOWN = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs" / "bulk.md").read_text("utf-8"), re.S | re.M
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the rows of two shards: four articles, and a page that is none."""
    # datasets reads these when it is imported
    os.environ |= {"HF_HOME": str(tmp_path_factory.mktemp("cache")), "HF_HUB_OFFLINE": "1"}
    top = tmp_path_factory.mktemp("back")
    for number, post in enumerate(POSTS[:2]):
        saved(top / "in" / f"{number}.html", served(post))
    packed = {f"{number}.html": served(post) for number, post in enumerate(POSTS[2:])}
    saved(top / "in" / "a.zip", zipped({**packed, "bad.html": b"\0"}))
    Program(top / "archive.db").run("bulk", top / "in", "-o", top / "rows")
    assert len(list((top / "rows").glob("part-*"))) == 2
    return top


@pytest.mark.filterwarnings("ignore::Warning")  # of its libraries
@pytest.mark.parametrize(
    ("library", "expected"),
    [
        ("duckdb", [post.account.name for post in POSTS]),
        ("datasets", ["4", "+08:00"]),
        ("pyarrow.dataset", ["2"]),
    ],
)
def test_a_library_reads_them_as_the_page_on_bulk_shows(
    library: str, expected: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library, reason=f"{library} is not installed")
    [snippet] = [one for one in SHOWN if re.search(rf"^(import|from) {library}\b", one, re.M)]
    monkeypatch.chdir(folder)
    shown = io.StringIO()
    with redirect_stdout(shown):
        exec(compile(snippet, "docs/bulk.md", "exec"), {})
    assert [text for text in expected if text not in shown.getvalue()] == []


@pytest.mark.filterwarnings("ignore::Warning")  # of its libraries
def test_datatrove_reads_them_as_the_page_on_bulk_shows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("datatrove", reason="datatrove is not installed")
    pytest.importorskip("regex", reason="datatrove[processing] is not installed")
    from pyarrow import parquet

    [snippet] = [one for one in SHOWN if "from datatrove" in one]
    monkeypatch.chdir(folder)
    exec(compile(snippet, "docs/bulk.md", "exec"), {"__name__": "shown"})
    [written] = Path("texts").glob("*.parquet")
    titles = {about["title"] for about in parquet.read_table(written)["metadata"].to_pylist()}
    assert titles == {post.title for post in POSTS}


def test_the_cluster_that_is_shown_mounts_what_it_reads() -> None:
    cluster = yaml.safe_load((ROOT / "docs" / "ray-cluster.yaml").read_text("utf-8"))
    assert cluster["head_node_type"] in cluster["available_node_types"]
    assert any("mount" in one for one in cluster["setup_commands"])
    assert any("wxarchive[ray,warc]" in one for one in cluster["setup_commands"])


@pytest.mark.filterwarnings("ignore::Warning")  # of its libraries
def test_the_card_tells_datasets_which_files_to_load(folder: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    loaded = datasets.load_dataset(str(folder / "rows"), cache_dir=str(tmp_path))
    assert loaded["train"].column_names == list(PARQUET_COLUMNS)
    titles = {title for title in loaded["train"]["title"] if title}
    assert titles == {post.title for post in POSTS}
