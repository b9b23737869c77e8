"""Front matter as Hugo itself reads it: a site of exported articles is built without a word of
complaint.
"""

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.render.samples import METADATA
from tests.support.exporting import DAY, article, golden, outcomes, selection
from wxarchive.clock import BEIJING
from wxarchive.export.options import ExportOptions
from wxarchive.models import Album, StoredArticle
from wxarchive.render.frontmatter import tag

pytestmark = pytest.mark.skipif(not shutil.which("hugo"), reason="no hugo on this machine")

PAGE = (
    '{{ dict "title" .Title "date" (.Date.Format "2006-01-02T15:04:05-07:00") "tags" (.Params.tags | default slice)'
    ' "key" .Params.key | jsonify }}'
)
AWKWARD = 'a: "b" # {{ c }}\n\\ <d> 【茶】\u2028 --- "'


def site(articles: Iterable[StoredArticle], folder: Path) -> tuple[list[dict[str, object]], str]:
    """Build a site; return what it knows of each article, and what Hugo said."""
    outcomes(
        selection(articles),
        folder / "content",
        ExportOptions("md", front_matter=True, images="none"),
    )
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(PAGE, "utf-8")
    kinds = 'disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "404"]'
    (folder / "config.toml").write_text(
        f'baseURL = "https://example.org/"\n{kinds}\ndisableAliases = true\n', "utf-8"
    )
    done = subprocess.run(
        ["hugo", "--source", str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [
        json.loads(page.read_text("utf-8")) for page in (folder / "public").rglob("index.html")
    ]
    return [
        page for page in pages if page["key"]
    ], done.stdout + done.stderr  # lists of articles have none


def known(one: StoredArticle) -> dict[str, object]:
    about = one.metadata
    tags = list(dict.fromkeys(filter(None, (tag(album.title) for album in about.albums))))
    date = (
        about.published_at.astimezone(BEIJING).isoformat(timespec="seconds")
        if about.published_at
        else ""
    )
    return {
        "title": about.title,
        "date": date,
        "tags": tags,
        "key": one.ref.key if one.ref else None,
    }


def by_key(pages: Iterable[dict[str, object]]) -> dict[object, dict[str, object]]:
    found = list(pages)
    assert len({page["key"] for page in found}) == len(found)
    return {page["key"]: page for page in found}


def test_a_site_of_every_golden_page_is_built(tmp_path: Path) -> None:
    dated = [one for one in golden() if one.metadata.published_at and one.metadata.title]
    about = replace(
        METADATA,
        title=AWKWARD,
        published_at=DAY,
        digest=AWKWARD,
        albums=(Album("1", '茶 & "酒" #2'),),
    )
    articles = [*dated, article(900, metadata=about)]
    pages, said = site(articles, tmp_path)
    assert by_key(pages) == by_key(map(known, articles))
    assert ("WARN" in said, "ERROR" in said) == (False, False), said
