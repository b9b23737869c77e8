"""What a crawl left in an archive, and what it asked for."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.smallwechat import SmallWechat
from tests.smallwechat.server import PAGES
from tests.smallwechat.simulation import Town


def is_sound(db: Path) -> bool:
    """Tell whether a database is whole, its references included."""
    whole, broken = ask(db, "PRAGMA integrity_check"), ask(db, "PRAGMA foreign_key_check")
    return (whole, broken) == ([("ok",)], [])


def ask(db: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query; nothing of an archive that is not there yet."""
    if not db.exists():
        return []
    with closing(sqlite3.connect(db)) as opened:
        return opened.execute(sql).fetchall()


def archived(db: Path, site: Town) -> set[str]:
    """Return the tokens of the posts the archive knows, alive or gone."""
    urls = ask(db, "SELECT coalesce(short_url, url) FROM articles")
    return {site.token_of(str(url).removeprefix("https://mp.weixin.qq.com")) for (url,) in urls}


def asked(wechat: SmallWechat, site: Town, since: int = 0) -> "Counter[str]":
    """Count the requests for each post, from one of all requests on."""
    pages = [path for _, host, path in wechat.requests[since:] if host == PAGES]
    return Counter(map(site.token_of, pages))
