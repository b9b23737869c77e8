"""The search of a site, asked by node: what it loads as scripts is read as files."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.places import ROOT
from wxarchive.export.site.search_files import SearchedArticle, SearchFacets, SearchFiles

SCRIPT = ROOT / "wxarchive" / "export" / "site" / "static" / "search.js"


def written(folder: Path, articles: Iterable[Mapping[str, str]]) -> list[str]:
    """Write what the search reads of articles with these texts; return the names of the files."""
    (folder / "search").mkdir(parents=True)
    names = []
    with SearchFiles() as search:
        for fields in articles:
            for name, content in search.add(SearchedArticle(**fields, row="")):
                (folder / name).write_bytes(content)
                names.append(name)
        for name, content in search.rest(SearchFacets()):
            (folder / name).write_bytes(content)
            names.append(name)
    return names


def answers(folder: Path, asked: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    """Return what the search of a site answers; skip the test where node is missing."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    command = [node, str(Path(__file__).with_name("asking.js")), str(SCRIPT), str(folder)]
    done = subprocess.run(
        command,
        check=False,
        input=json.dumps(list(asked)),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
