"""ReplayWeb.page, which shows a WACZ in a browser: two files of its Node package, which is AGPL, for
tests alone and none of our dependencies; ``make replaywebpage`` gets them.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.places import TESTS

_PACKAGE = TESTS / "node" / "replaywebpage"
_COLLECTION = "articles"
_FIRST = """<!doctype html><meta charset="utf-8"><script src="ui.js"></script>
<replay-web-page style="height: 30rem" source="/articles.wacz" coll="{collection}"
 replayBase="./replay/" embed="replayonly" url="{url}" ts="{ts}"></replay-web-page>
<iframe id="other" style="width: 100%; height: 30rem"></iframe>
"""


def replay_web_page() -> Path:
    """Return the folder of its files; skip the test without them."""
    if not (_PACKAGE / "sw.js").is_file():
        pytest.skip("ReplayWeb.page is not here: make replaywebpage")
    return _PACKAGE


@contextmanager
def serving(folder: Path, first: dict[str, str]) -> Iterator[str]:
    """Serve ``articles.wacz`` of a folder, and a page that shows its ``first`` page; give the
    address of that.
    """
    package = replay_web_page()
    (folder / "replay").mkdir()
    (folder / "ui.js").write_bytes((package / "ui.js").read_bytes())
    (folder / "replay" / "sw.js").write_bytes((package / "sw.js").read_bytes())
    page = _FIRST.format(collection=_COLLECTION, **first)
    (folder / "index.html").write_text(page, "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def address_of(page: dict[str, str]) -> str:
    """Return where the page of a WACZ is shown, in a frame of the page that :func:`serving`
    serves.
    """
    return f"/replay/w/{_COLLECTION}/{page['ts']}mp_/{page['url']}"


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, and parts of them: nobody loads a large WACZ as a whole."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            super().do_GET()
            return
        body = path.read_bytes()
        last = len(body) - 1
        start, end = int(asked[1] or 0), min(int(asked[2] or last), last)
        if not asked[1]:
            start, end = max(0, len(body) - int(asked[2])), last
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(body)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        self.wfile.write(body[start : end + 1])
