"""A site of an archive that came from anyone: whatever its texts hold, nothing runs, nothing asks."""

from dataclasses import replace
from pathlib import Path

from lxml import html

from tests.export.site.sites import Site, export
from tests.store.making import article, ref
from tests.store.test_articles import save
from tests.support.prepared import empty
from tests.web.test_inert import BODIES, TEXT
from wxarchive.models import Album, Body, Link
from wxarchive.store.database import Store

_SCRIPTS = {"early.js", "app.js", "search.js", "site.js"}
_NEVER = {"iframe", "object", "embed", "base", "style", "math", "applet", "frame"}


def bad(page: html.HtmlElement) -> list[str]:
    """Name what a page holds that could run or ask others."""
    found = []
    for node in page.iter():
        if not isinstance(node.tag, str):
            continue
        source = str(node.get("src") or "")
        is_own_script = source.rpartition("/")[2] in _SCRIPTS and "://" not in source
        if node.tag in _NEVER or (node.tag == "script" and not is_own_script):
            found.append(node.tag)
        for name, value in node.items():
            is_outside = "//" in value or value.startswith("data:text")
            if name.startswith("on") or name in {"style", "srcdoc", "srcset", "background"}:
                found.append(f"{node.tag} {name}={value}")
            if name in {"src", "action", "poster", "data"} and is_outside:
                found.append(f"{node.tag} {name}={value}")
            leads = value.partition(":")[0].strip().lower() if ":" in value else ""
            if name.endswith("href") and leads and leads not in {"http", "https"}:
                found.append(f"{node.tag} {name}={value}")
        if node.tag == "meta" and node.get("http-equiv") not in {None, "Content-Security-Policy"}:
            found.append("meta")
    return found


def check(site: Site) -> None:
    told = {name: bad(page) for name, page in site.pages()}
    assert {name: found for name, found in told.items() if found} == {}
    for name in site.files:
        if name.startswith("search/"):
            assert "<" not in (site.path / name).read_text("utf-8")


def test_no_body_runs_anything_or_asks_others(tmp_path: Path) -> None:
    with Store(empty(tmp_path / "archive.db")) as store:
        for number, body in enumerate(BODIES, 1):
            made = article(ref(number))
            save(store, replace(made, body=Body(body, f"虫声 {body}")), number)
            # an edit: then versions and differences have pages, too
            save(store, replace(made, body=Body(f"{body}<p>改</p>", f"改 {body}")), number + 100)
    site = export(tmp_path / "archive.db", tmp_path / "site")
    assert site.counts.keys() == {"written"}
    check(site)


def test_no_other_text_is_taken_for_html(tmp_path: Path) -> None:
    names = ("title", "account", "account_alias", "author", "location", "digest")
    made = article(
        ref(1),
        **dict.fromkeys(names, TEXT),
        source_url="javascript:alert(1)",
        albums=(Album("../../x", TEXT), Album('"><script>', TEXT)),
    )
    links = (
        Link("javascript:alert(1)", None, TEXT, TEXT, "previous"),
        Link(f"https://x/{TEXT}", None, TEXT, None, "inline"),
    )
    body = replace(made.body, links=links, text=TEXT)
    with Store(empty(tmp_path / "archive.db")) as store:
        save(store, replace(made, body=body, losses=(TEXT,)), 1)
    site = export(tmp_path / "archive.db", tmp_path / "site")
    check(site)
    assert site.broken_links() == []
    assert all(".." not in name for name in site.files)
