"""Options and fixtures that tests of several folders share."""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.support import prepared
from wxarchive.store.database import Store

# no test is to fail because another program works too, and what passes once passes again: examples
# that nobody saw yet are looked for by "make explore"
settings.register_profile("any machine", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=200)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "any machine"))

# thousands of small archives are made: in memory they do not wait for a disk
MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

os.environ["TZ"] = "CST-8"  # what people are told is in the zone of their clock
if sys.platform != "win32":  # which has no tzset; there it has to be the machine's zone
    time.tzset()

# no test may see the login that whoever runs them has in a keyring
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# each of the hundreds of processes that are started here would compile the program for itself
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

HEAVY = {
    "browser/test_chromium.py",
    "bulk/test_ray.py",
    "bulk/test_read_back.py",
    "export/test_html_in_chromium.py",
    "export/test_hugo.py",
    "export/test_pdf_pages.py",
    "fetch/test_browser_transport.py",
    "mcp/test_conformance.py",
    "parse/test_saved_by_chromium.py",
    "parse/test_saved_by_single_file.py",
    "site/test_in_chromium.py",
    "web/test_accessibility.py",
    "web/test_journeys.py",
    "web/test_noting.py",
    "whole/test_browser.py",
    "whole/test_replay.py",
    "whole/test_replay_web_page.py",
    "whole/test_site_corpus.py",
    "whole/test_wget.py",
}
"""Modules that need another program: a browser, Node, Hugo, poppler, pywb, wget, Ray, datasets."""

SLOW = {
    "archive/test_album_troubles.py",
    "archive/test_albums.py",
    "archive/test_sync.py",
    "browser/test_browser.py",
    "cli/test_completion.py",
    "cli/test_crashes.py",
    "cli/test_import_workers.py",
    "cli/test_tables.py",
    "export/test_pdf.py",
    "export/test_together.py",
    "mcp/test_stdio.py",
    "parse/test_any_bytes.py",
    "site/test_site_inert.py",
    "sources/test_hostile_spreadsheets.py",
    "sources/test_warc_damage.py",
    "store/test_damage.py",
    "store/test_leftover_logs.py",
    "store/test_migrations.py",
    "whole/test_account_history.py",
    "whole/test_archive_kills.py",
    "whole/test_archive_taken_away.py",
    "whole/test_check_kills.py",
    "whole/test_corpus.py",
    "whole/test_crawl_kills.py",
    "whole/test_dump_corpus.py",
    "whole/test_expressions.py",
    "whole/test_import_corpus.py",
    "whole/test_readme.py",
    "whole/test_similar_corpus.py",
}
"""Modules that start processes of the program, kill them, make archives of each older shape, damage
files at every place, or read the corpus.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected records of tests/golden"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive without articles, made once: that takes longer than most tests."""
    return prepared.empty(tmp_path_factory.mktemp("empty") / "archive.db")


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three accounts over months; nobody writes to it."""
    from tests.support import library

    return library.make(tmp_path_factory.mktemp("past") / "archive.db")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An archive of the test's own."""
    with Store(prepared.empty(tmp_path / "archive.db")) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in heavy and slow modules, and as slow what Hypothesis runs again and again."""
    for item in items:
        module = "/".join(item.path.parts[-2:])
        often = isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
        if module in HEAVY:
            item.add_marker(pytest.mark.heavy)
        elif often or module in SLOW:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Leave modules and tests to themselves: they stay to the end, and to look through them for
    what is unused, again and again, takes a tenth of the time.
    """
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their argument: they hold the time, and tests must have the same names
    in each process.
    """
    return argname if isinstance(val, bytes) and (len(val) > 20 or not val.isascii()) else None
