"""The pages as a real browser meets them: a server of its own, and every page there is."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import wxarchive
from tests.cli.running import NIGHT, Program
from tests.smallwechat import SmallWechat
from tests.smallwechat.pages import BEIJING
from tests.support.library import see
from wxarchive.store.database import Store

PHONE, TABLET, DESKTOP = (360, 760), (900, 760), (1400, 900)
PAGES = (
    "/", "/?q=推理", "/?account=桥与书&year=2024", "/article/1", "/article/4", "/article/6?q=桥",
    "/article/10/history", "/article/7/difference", "/article/7/difference?view=side",
    "/article/7/version/1", "/article/1/with/2", "/article/10/graph", "/article/1/received",
    "/accounts", "/account/1",
    "/?starred=1", "/?q=tag:推理 is:read", "/albums", "/gone", "/missing", "/stats", "/queue", "/add",
    "/settings", "/nothing", "/words?q=推理", "/words?q=推理&by=account", "/words",
)  # fmt: skip
"""Pages over the archive with a past."""
EMPTY = (
    "/",
    "/?q=茶",
    "/words?q=茶",
    "/accounts",
    "/albums",
    "/gone",
    "/missing",
    "/stats",
    "/queue",
    "/add",
)
"""Pages that an archive without articles has too."""


def noted(past: Path, folder: Path) -> Path:
    """Copy the archive with a past, and note things of some of its articles."""
    db = Path(shutil.copy(past, folder / "archive.db"))
    with wxarchive.open(db, write=True) as archive:
        archive.tag((1, 10), "推理")
        archive.tag(1, "泡茶的水温")
        archive.star((1, 10))
        archive.mark_read(10)
        archive.add_note(1, "水开之前先听声音。")
        for passage, note in (("先是细细的虫声。再往后像远处有车", "虫声是气泡"), ("一壶水", "")):
            archive.add_highlight(1, passage, note=note)
        archive.add_highlight(7, "九点关门，我留下来还书", note="几点？")
    with Store(db) as store:
        see(
            store,
            replace(NIGHT, body_html="<p>灯一直亮着。</p>"),
            datetime(2027, 1, 1, tzinfo=BEIJING),
        )
    return db


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
