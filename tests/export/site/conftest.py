"""Sites made of the archive with a past."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.running import Program
from tests.export.site.sites import Site, export
from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.support import library
from tests.support.left_out import left_out
from wxarchive.store.database import Store


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Leave a module out where the library of templates is missing."""
    if find_spec("jinja2"):
        return None
    return left_out(parent, module_path, "wxarchive[site] is not installed")


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


@pytest.fixture(scope="session")
def site(past: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Make a site of it in English, once; nobody writes to it."""
    return export(past, tmp_path_factory.mktemp("site"), language="en")


@pytest.fixture
def exporting(past: Path, tmp_path: Path) -> Callable[..., Site]:
    """Give what makes a site of it in a folder of the test's own."""

    def begin(**options: object) -> Site:
        return export(past, tmp_path / "site", None, **options)

    return begin
