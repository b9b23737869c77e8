"""The pages over an archive with a past, asked as a browser on this machine asks."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import Program
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.support import library
from tests.support.left_out import left_out
from wxarchive.store.database import Store

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TOKEN = "a-token-for-tests"
HERE = "http://127.0.0.1:8321"
Asking = Callable[..., "TestClient"]

_NEEDED = ("starlette", "jinja2", "multipart")


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Leave a module out where the extra or the client it is tested with is missing."""
    has_client = find_spec("httpx2") or find_spec("httpx")
    is_whole = has_client and all(find_spec(name) for name in _NEEDED)
    if is_whole:
        return None
    reason = "wxarchive[web] and its test client are not installed"
    return left_out(parent, module_path, reason)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of three accounts over months, with pictures; nobody writes to it."""
    path = tmp_path_factory.mktemp("past") / "archive.db"
    with SmallWechat(DEMO_SITE) as wechat:
        posts = DEMO_SITE.posts
        assert not Program(path, wechat).fetch_all(*(post.short_url for post in posts)).exit_code
    with Store(path) as store:
        library.fill(store)
    return path


@pytest.fixture
def asking() -> Iterator[Asking]:
    """Give what asks the pages over an archive; ``settings`` as those of the server."""
    from starlette.testclient import TestClient

    from wxarchive.web import Settings, create_app

    clients: list[TestClient] = []

    def begin(path: Path, base: str = HERE, **settings: object) -> TestClient:
        # any of its fields
        app = create_app(Settings(path, TOKEN, **settings))  # type: ignore[arg-type]
        client = TestClient(app, base, follow_redirects=False)
        client.headers["accept-language"] = "en"
        client.__enter__()
        clients.append(client)
        return client

    yield begin
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def browser(asking: Asking, past: Path) -> "TestClient":
    """Give what asks the pages over the archive with a past."""
    return asking(past)
