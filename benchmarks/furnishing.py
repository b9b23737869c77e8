"""What a large archive has besides texts: links, covers, albums, edits, and articles that are gone.

Written straight into the tables, as ``benchmarks/library.py`` writes the articles.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import timedelta

from benchmarks.library import ACCOUNTS
from tests.store.making import START
from wxarchive.store.database import Store
from wxarchive.store.sqlite.values import time_text

LINKS = 5
"""Of an article, as lists of earlier articles have them; a third leads to what is missing."""
ALBUMS = 1_000
_EDITED, _GONE, _COVERED = 20, 25, 3
"""Each so many articles one is edited, one is gone, and one has a cover that is kept."""
_BODIES = (
    "UPDATE versions SET html = '<p>' || replace(text, char(10), '</p><p>') || '</p>' WHERE id <= ?"
)
_COVER = "https://mmbiz.qpic.cn/mmbiz_png/cover/0"
_PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="56" height="56"/>'


def furnish(store: Store, articles: int, read: int, accounts: int = ACCOUNTS) -> None:
    """Add all that; ``read``: so many first articles get a body; ``accounts``: so many there
    are.
    """
    db = store._connection.raw
    with store.atomic():
        db.execute(_BODIES, (read,))
        db.executemany(
            "INSERT INTO links (from_id, position, section, url, key, text)"
            " VALUES (?, ?, 'previous', ?, ?, ?)",
            _links(articles),
        )
        db.executemany(
            "INSERT INTO albums (id, title) VALUES (?, ?)",
            ((str(one), f"合集{one}") for one in range(ALBUMS)),
        )
        db.execute(
            "INSERT INTO album_articles SELECT CAST(id % ? AS TEXT), id FROM articles", (ALBUMS,)
        )
        _name_accounts(store, accounts)
        _see(store)
        _cover(store)


def _links(articles: int) -> Iterator[tuple[int, int, str, str | None, str]]:
    chance = random.Random(5)
    for one in range(1, articles + 1):
        for position in range(LINKS - 1):
            is_missing = position == 2
            # missing ones are linked unevenly, as real ones are: some often, most once or twice
            target = articles * chance.random() ** 2 if is_missing else chance.randint(1, articles)
            key = f"MzA5{'Q' if is_missing else ''}==:{int(target)}:1"
            url = f"https://mp.weixin.qq.com/s?__biz=x&mid={key}"
            yield one, position, url, key, f"往期 {int(target)}"
        number = one * 7 % (articles * 3 // 2)
        yield one, LINKS - 1, _short(number), None, f"往期 {number}"


def _short(number: int) -> str:
    return f"https://mp.weixin.qq.com/s/{number:022}"


def _name_accounts(store: Store, number: int) -> None:
    db, seen = store._connection.raw, time_text(START)
    accounts = [(one + 1, f"MzA{one:05}==", f"账号{one}", seen) for one in range(number)]
    db.executemany("INSERT INTO accounts (id, biz, name, last_seen) VALUES (?, ?, ?, ?)", accounts)
    db.executemany(
        "INSERT INTO account_names VALUES (?, ?, ?, ?)",
        [(number, name, seen, seen) for number, _, name, seen in accounts],
    )
    db.execute("UPDATE articles SET account_id = substr(metadata ->> 'account', 3) + 1")
    ids = db.execute("SELECT id FROM articles")
    db.executemany(
        "INSERT INTO aliases (address, article_id) VALUES (?, ?)",
        [(_short(one), one) for (one,) in ids],
    )


def _see(store: Store) -> None:
    """Note when each page was seen, edits, and what is gone."""
    db, later = store._connection.raw, time_text(START + timedelta(days=40))
    db.execute(
        "INSERT INTO states (article_id, page_id, seen_at, state)"
        " SELECT id, page_id, fetched_at, 'ok' FROM articles"
    )
    earlier = time_text(START - timedelta(days=40))
    db.execute(
        "INSERT INTO versions (article_id, page_id, content_hash, first_seen, last_seen, losses,"
        " metadata, images, media, text, html) SELECT article_id, page_id, 'earlier' || id, ?, ?,"
        " losses, metadata, images, media, substr(text, 1, 2000) || '又添了一句。', ''"
        " FROM versions WHERE id % ? = 0",
        (earlier, earlier, _EDITED),
    )
    db.execute(
        "INSERT INTO states (article_id, page_id, seen_at, state)"
        " SELECT id, page_id, ?, 'deleted' FROM articles WHERE id % ? = 0",
        (later, _GONE),
    )
    db.execute(
        "UPDATE articles SET state = 'deleted', gone_at = strftime('%Y-%m-%dT%H:%M:%S+08:00',"
        " substr(?, 1, 10), '+' || (id % 700) || ' days') WHERE id % ? = 0",
        (later, _GONE),
    )


def _cover(store: Store) -> None:
    db, sha256 = store._connection.raw, hashlib.sha256(_PICTURE).hexdigest()
    db.execute(
        "INSERT INTO media (sha256, type, size, width, height, first_seen, bytes)"
        " VALUES (?, 'image/svg+xml', ?, 56, 56, '', ?)",
        (sha256, len(_PICTURE), _PICTURE),
    )
    db.execute(
        "UPDATE articles SET metadata = json_set(metadata, '$.cover_url', ?) WHERE id % ? = 0",
        (_COVER, _COVERED),
    )
    db.execute(
        "INSERT INTO media_uses (article_id, address, role, sha256, state)"
        " SELECT id, ?, 'cover', ?, 'kept' FROM articles WHERE id % ? = 0",
        (_COVER, sha256, _COVERED),
    )
    db.execute("DELETE FROM search_pending")  # a cover is not searched
