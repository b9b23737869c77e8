"""An archive that came from anyone: whatever its texts hold, they are shown as texts."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.making import article, ref
from tests.store.test_articles import save
from tests.support.prepared import empty
from tests.web.conftest import Asking
from tests.web.reading import tree
from wxarchive.models import Album, Body, Link
from wxarchive.store.database import Store

BODIES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<p onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jAvA&#10;script:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object><embed src="//evil.example">',
    '<form action="//evil.example"><input name=a><button>x</button></form>',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<base href="//evil.example/">',
    '<link rel="stylesheet" href="//evil.example/x.css">',
    "<style>body{background:url(//evil.example)}</style>",
    '<p style="background:url(//evil.example)">x</p>',
    '<video src="//evil.example/x.mp4" onerror=alert(1)></video>',
    '<img src="//evil.example/track.gif">',
    '<img srcset="//evil.example/x 1x" src="https://evil.example/x">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<table><td background='//evil.example'>x</table>",
    "<details open ontoggle=alert(1)>x</details>",
    "<template><img src=x onerror=alert(1)></template>",
    '<p id="q" name="keys" class="rail" data-do="theme">x</p>',
    "</div></article></main><script>alert(1)</script>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext>",
    "{{ 7 * 7 }} {% include 'error.html' %}",
]
TEXT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
_NEVER_INLINE = {
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "meta",
    "style",
    "link",
    "svg",
    "math",
}
_ALLOWED_SOURCES = ("/static/", "/media/")


def bad(text: str) -> list[str]:
    """Name what a page holds that could run or ask others."""
    found = []
    for node in tree(text).iter():
        if not isinstance(node.tag, str):
            continue
        for name, value in node.items():
            is_source = name in {
                "src",
                "srcset",
                "data",
                "action",
                "poster",
                "background",
                "style",
                "srcdoc",
            }
            is_ours = value.startswith(_ALLOWED_SOURCES) or (
                name == "action" and value.startswith("/")
            )
            if name.startswith("on") or (is_source and not is_ours):
                found.append(f"{node.tag} {name}={value}")
            if (
                name.endswith("href")
                and ":" in value
                and not value.startswith(("https://", "http://"))
            ):
                found.append(f"{node.tag} {name}={value}")
        ours = node.get("src") or node.get("href") or node.get("name") or node.get("charset")
        if node.tag in _NEVER_INLINE and not ours:
            found.append(node.tag)
    return found


@pytest.mark.parametrize("html", BODIES)
def test_no_body_runs_anything_or_asks_others(asking: Asking, tmp_path: Path, html: str) -> None:
    made = article(ref(1))
    with Store(empty(tmp_path / "archive.db")) as store:
        save(store, replace(made, body=Body(html, "x y")), 1)
    client = asking(tmp_path / "archive.db")
    for address in ("/article/1", "/article/1?q=x"):
        text = client.get(address).text
        assert bad(text) == []
        assert text.count('id="q"') == 1


def test_no_other_text_is_taken_for_html(asking: Asking, tmp_path: Path) -> None:
    told = dict.fromkeys(
        ("title", "account", "account_alias", "author", "location", "digest"), TEXT
    )
    made = article(ref(1), **told, source_url="javascript:alert(1)", albums=(Album("1", TEXT),))
    links = (
        Link("javascript:alert(1)", None, TEXT, TEXT, "previous"),
        Link(f"https://x/{TEXT}", None, TEXT, None, "inline"),
    )
    with Store(empty(tmp_path / "archive.db")) as store:
        save(
            store, replace(made, body=replace(made.body, links=links, text=TEXT), losses=(TEXT,)), 1
        )
    client = asking(tmp_path / "archive.db")
    for address in (
        "/",
        "/article/1",
        "/?q=script",
        "/article/1?q=script",
        "/article/1/received?as=text",
    ):
        assert bad(client.get(address).text) == []
    for address in ("/", "/article/1", "/nothing"):
        assert (
            bad(client.get(address, params={"q": TEXT, "account": TEXT, "lang": TEXT}).text) == []
        )
