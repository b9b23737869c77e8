"""From an article to the rows of its links, in one statement: a page may hold a hundred
thousand.
"""

from wxarchive.models import QueueItem, Rules
from wxarchive.store.sqlite import Connection, Value, time_text

_PREVIOUS = "'previous', 'album_previous', 'album_next', 'reprint'"
# the number after the first colon; SQLite reads an integer up to the next one, and too large a
# number as the largest
_MID = "CAST(substr(l.key, instr(l.key, ':') + 1) AS INTEGER)"
# keys of an account lie between "biz:" and "biz;", which an index can tell. :old is NULL where
# nothing is known to be too old. At the end of a crawl only what is not archived is of use
_FOLLOW = f"""
    INSERT OR IGNORE INTO queue (
        crawl_id, address, key, kind, why, from_id, biz, depth,
        title, mid, added_at
    )
    SELECT
        :crawl, l.url, l.key, 'article',
        CASE l.section
            WHEN 'reprint' THEN 'reprint'
            WHEN 'previous' THEN 'link'
            WHEN 'inline' THEN 'link'
            ELSE 'album'
        END,
        l.from_id, :biz, :depth,
        coalesce(l.title, l.text),
        {_MID}, :at
    FROM links l
    WHERE l.from_id = :article
        AND (:inline OR l.section IN ({_PREVIOUS}))
        AND (
            :biz IS NULL
            OR l.key IS NULL
            OR l.key >= :biz || ':' AND l.key < :biz || ';'
        )
        AND (
            :old IS NULL
            OR l.key IS NULL
            OR NOT (
                l.key >= :own || ':'
                AND l.key < :own || ';'
                AND {_MID} <= :old
            )
        )
        AND NOT (
            :is_end
            AND (
                EXISTS (SELECT 1 FROM articles a WHERE a.key = l.key)
                OR EXISTS (SELECT 1 FROM aliases s WHERE s.address = l.url)
            )
        )
    ORDER BY l.position
"""
_ARTICLE = """
    SELECT
        coalesce(substr(a.key, 1, instr(a.key, ':') - 1), c.biz) AS biz,
        a.published_at
    FROM articles a
    LEFT JOIN accounts c ON c.id = a.account_id
    WHERE a.id = ?
"""
# numbers grow with time within an account: what is older than an article from before the date is
# so, too
_OLD = """
    SELECT max(CAST(substr(key, instr(key, ':') + 1) AS INTEGER))
    FROM articles
    WHERE key >= :own || ':' AND key < :own || ';' AND published_at < :since
"""


def follow(connection: Connection, row: QueueItem, article_id: int, rules: Rules, at: str) -> int:
    """Put an article's links into a crawl; return how many rows are new.

    Links to other accounts are left out unless the rules take any. A short address does not name
    its account, so it is fetched, and not followed from if it turns out to be another one's. At the
    last depth only links to articles that are not archived are of use.
    """
    article = connection.row(_ARTICLE, (article_id,))
    if article is None or row.depth >= rules.follow:
        return 0
    own, published_at = article["biz"], article["published_at"]
    biz: str | None = row.biz or own
    if rules.any_account:
        biz = None
    # another account's article leads farther away from what the user named
    if biz and own and own != biz:
        return 0
    since, old = None, None
    if rules.since:
        since = time_text(rules.since)
        if own:
            old = connection.value(_OLD, {"own": own, "since": since})
    if since and published_at and published_at < since:
        return 0
    values: dict[str, Value] = {
        "crawl": row.crawl_id,
        "article": article_id,
        "own": own,
        "biz": biz,
        "depth": row.depth + 1,
        "is_end": row.depth + 1 == rules.follow,
        "inline": rules.section == "all",
        "old": old,
        "at": at,
    }
    return connection.changed(_FOLLOW, values)
