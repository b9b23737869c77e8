"""The pages as a real browser meets them: a server of its own, and every page there is."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.running import Program
from tests.smallwechat import SmallWechat

PHONE, TABLET, DESKTOP = (360, 760), (900, 760), (1400, 900)
PAGES = (
    "/", "/?q=推理", "/?account=桥与书&year=2024", "/article/1", "/article/4", "/article/6?q=桥",
    "/article/10/history", "/article/7/difference", "/article/7/difference?view=side",
    "/article/7/version/1", "/article/1/with/2", "/article/10/graph", "/article/1/received",
    "/accounts", "/account/1",
    "/albums", "/gone", "/missing", "/stats", "/queue", "/add", "/settings", "/nothing",
)  # fmt: skip
"""Pages over the archive with a past."""
EMPTY = ("/", "/?q=茶", "/accounts", "/albums", "/gone", "/missing", "/stats", "/queue", "/add")
"""Pages that an archive without articles has too."""


@contextmanager
def served(db: Path, *options: object, wechat: SmallWechat | None = None) -> Iterator[str]:
    """Serve an archive; give its address without the slash at its end."""
    program = Program(db, wechat, {"XDG_CONFIG_HOME": str(db.parent)})
    with subprocess.Popen(
        program.command("serve", "--port", 0, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=program.whole_environment(),
    ) as it:
        assert it.stdout
        try:
            yield it.stdout.readline().decode().strip().rstrip("/")
        finally:
            it.terminate()
