"""The pages that are measured: real ones where the corpus is at hand, else pages of our own as
large as those.
"""

from dataclasses import replace
from pathlib import Path

from tests.smallwechat import DEMO_SITE
from tests.smallwechat.pages import Serving, page

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "pages"
CURRENT_TEMPLATE = 2_000_000
"""Pages of today's template have at least so many bytes."""


def current_pages() -> dict[str, bytes]:
    """Return name → bytes of pages of the current template."""
    if CORPUS.is_dir():
        found = {path.name: path.read_bytes() for path in sorted(CORPUS.glob("*.html"))}
        return {name: body for name, body in found.items() if len(body) >= CURRENT_TEMPLATE}
    site = replace(DEMO_SITE, boilerplate_kb=2500)
    return {
        post.token: page(post, Serving(boilerplate_kb=site.boilerplate_kb)).encode()
        for post in site.posts
    }


def describe() -> str:
    """Say in a line which pages are measured."""
    return (
        "the corpus of real pages"
        if CORPUS.is_dir()
        else "pages of our own (no corpus of real pages here)"
    )
