"""Which row an article is: by its key, else by an address it is known under, else by its content.

A short address tells nothing of the article behind it (docs/wechat-pages.md §1.2). So a row may
begin without a key, and a page seen later may show that it is an article the archive holds already:
then the two rows become one.
"""

import re
from dataclasses import replace
from sqlite3 import Row
from unicodedata import normalize

from wxarchive.address import article_ref, clean, is_address, long_ref
from wxarchive.errors import NotFound, UsageError
from wxarchive.models import Article, ArticleRef
from wxarchive.store.articles.history import History
from wxarchive.store.likeness import nearest, same
from wxarchive.store.sqlite import Connection

_NUMBER = re.compile(r"(?:#|no\.)?\s*(\d{1,18})", re.A | re.I)
"""An id as ``list`` has it, or as ``fetch`` does: #12."""
_KEY = re.compile(r"([\w+/=-]+):(\d+):(\d+)", re.A)
_TOKEN = re.compile(r"(?:/?s/)?([\w-]{22})", re.A)
"""What stands in a short address behind the host, or its end."""
_CANDIDATES = 10
"""So many titles are named for a part of a title that several have."""


class Identity:
    """Finds, makes and joins the rows of articles."""

    def __init__(self, connection: Connection, history: History) -> None:
        self._db = connection
        self._history = history

    def find(self, reference: str) -> int:
        """Return the article with this id, key or address, or a unique part of its title; raises
        :class:`NotFound`.
        """
        reference = reference.strip()
        if not reference:
            hint = "give its id, its key, any of its URLs, or a part of its title"
            raise NotFound("the name of the article is empty", hint=hint)
        if number := _NUMBER.fullmatch(normalize("NFKC", reference)):
            found = self._db.value("SELECT id FROM articles WHERE id = ?", (int(number[1]),))
        else:
            found = self.known(_ref_of(reference)) or self._titled(reference)
        if found is None:
            hint = "see wxarchive list, or fetch it"
            raise NotFound("no such article in the archive", reference, hint)
        return int(found)

    def _titled(self, part: str) -> int | None:
        """Return the only article with this title, else the only one whose title has it as a
        part.
        """
        if not part or is_address(part) or _KEY.fullmatch(part):
            return None
        rows = self._db.rows(
            """
            SELECT id, title, title = ?1 AS whole
            FROM articles
            WHERE instr(lower(title), lower(?1))
            ORDER BY whole DESC, id
            LIMIT ?2
            """,
            (part, _CANDIDATES + 1),
        )

        def read(row: Row) -> tuple[bool, int, str]:
            return bool(row["whole"]), row["id"], row["title"]

        found = list(self._db.values("articles", rows, read))
        if not found:
            return self._written_otherwise(part)
        # a title that is just this counts more than those that have it as a part
        is_whole = found[0][0]
        named = [(number, title) for whole, number, title in found if whole == is_whole]
        if len(named) > 1:
            raise NotFound("this is in several titles", part, _candidates(named))
        return named[0][0]

    def _written_otherwise(self, part: str) -> int | None:
        """Return the only article whose title has this, written otherwise; else name those that are
        like it.
        """
        rows = self._db.rows("SELECT id, title FROM articles WHERE title <> ''")

        def read(row: Row) -> tuple[int, str]:
            return row["id"], row["title"]

        titles = list(self._db.values("articles", rows, read))
        # nothing but punctuation and spaces would be in every title
        folded = same(part)
        found = [one for one in titles if folded and folded in same(one[1])]
        if len(found) > 1:
            raise NotFound("this is in several titles", part, _candidates(found))
        if found:
            return found[0][0]
        if near := nearest(part, (title for _, title in titles)):
            hint = _candidates([one for one in titles if one[1] in near], "did you mean:")
            raise NotFound("no such article in the archive", part, hint)
        return None

    def known(self, ref: ArticleRef) -> int | None:
        """Return the article a reference leads to."""
        return next(iter(self._all_known(ref)), None)

    def resolve(self, ref: ArticleRef) -> int:
        """Return the row of the article a reference names, a new one if it is not known yet."""
        article_id = self.known(ref)
        if article_id is None:
            article_id = self._make(ref.key)
        return self.learn(article_id, ref)

    def resolve_page(self, page_id: int, content_hash: str) -> int:
        """Return the row of an article that no address tells: the same bytes, else the same content
        without a key.
        """
        # in this order: the same bytes are surer than the same text
        found: int | None = self._db.value(
            """
            SELECT article_id
            FROM pages
            WHERE id = ?1 AND article_id IS NOT NULL
            UNION ALL
            SELECT a.id
            FROM versions v
            JOIN articles a ON a.id = v.article_id
            WHERE v.content_hash = ?2 AND a.key IS NULL
            LIMIT 1
            """,
            (page_id, content_hash),
        )
        if found is None:
            return self._make()
        return found

    def adopt(self, article_id: int, page_id: int) -> int:
        """Make one row of an article's and of that without an address where its page stood before;
        return it.
        """
        other: int | None = self._db.value(
            """
            SELECT a.id
            FROM pages p
            JOIN articles a ON a.id = p.article_id
            WHERE p.id = ? AND a.key IS NULL AND a.url IS NULL
            """,
            (page_id,),
        )
        if other is None:
            return article_id
        return self._one_of(article_id, other)

    def alike(self, article_id: int, article: Article) -> int | None:
        """Return the only other row of the same account, title and content, if one of the two has
        no address.
        """
        about = article.metadata
        if not (about.title and about.account and article.body.text):
            return None
        # two with addresses of their own are two articles, however alike
        which = "1"
        if article.ref:
            which = "a.key IS NULL AND a.url IS NULL"
        rows = self._db.rows(
            f"""
            SELECT DISTINCT a.id
            FROM versions v
            JOIN articles a ON a.id = v.article_id
            WHERE v.content_hash = ?
                AND a.title = ?
                AND a.account = ?
                AND a.id <> ?
                AND {which}
            LIMIT 2
            """,
            (article.content_hash, about.title, about.account, article_id),
        )
        found: list[int] = [row["id"] for row in rows]
        if len(found) != 1:
            return None
        return found[0]

    def learn(self, article_id: int, ref: ArticleRef) -> int:
        """Note the article's key and addresses; return its row, which is another one if two rows
        became one.
        """
        # an address and a key that led to two rows show that these are one article
        for other in self._all_known(ref):
            article_id = self._one_of(article_id, other)
        if ref.key and self._key_of(article_id) is None:
            self._db.run("UPDATE articles SET key = ? WHERE id = ?", (ref.key, article_id))
        # two keys are two articles, whatever address led to them
        if ref.key not in {None, self._key_of(article_id)}:
            return article_id
        addresses = set(filter(None, (ref.url, ref.short)))
        # what has a key is found by it
        if ref.key:
            addresses.discard(ref.url)
        for address in addresses:
            self._db.run(
                "INSERT OR REPLACE INTO aliases (address, article_id) VALUES (?, ?)",
                (address, article_id),
            )
        self._prefer(article_id, ref.url, ref.short)
        return article_id

    def correct(self, article_id: int, ref: ArticleRef) -> int:
        """Note what a better reading of its page tells of an article; as :meth:`learn`, but a free
        key is put right.

        An address that leads to another article by now stays that one's: the page may be an old
        one.
        """
        if ref.key and not self._all_known(ArticleRef("", ref.key)):
            self._db.run("UPDATE articles SET key = ? WHERE id = ?", (ref.key, article_id))
        # a short address that has moved on to another article says nothing of this one
        owner = None
        if ref.short:
            owner = self.known(ArticleRef("", None, ref.short))
        if owner not in {None, article_id} and self._key_of(owner or 0):
            ref = replace(ref, short=None)
        return self.learn(article_id, ref)

    def learn_address(self, article_id: int, address: str) -> int:
        """Note one more address of an article; as :meth:`learn`."""
        return self.learn(article_id, _ref_of(address))

    def join(self, article_id: int, other: int) -> int:
        """Make one row of two, as somebody says they are one article; return it. Raises
        :class:`UsageError` for two keys, and for a row with itself.
        """
        which = f"#{article_id} and #{other}"
        if article_id == other:
            raise UsageError("this is one article already", which)
        if self._key_of(article_id) and self._key_of(other):
            raise UsageError("these are two articles at WeChat: both have a key", which)
        return self._one_of(article_id, other)

    def _all_known(self, ref: ArticleRef) -> list[int]:
        """Return the rows a reference leads to; an address led to another article before if that
        has another key.
        """
        rows = self._db.rows(
            """
            SELECT id FROM articles WHERE key = ?1
            UNION ALL
            SELECT a.id
            FROM aliases s
            JOIN articles a ON a.id = s.article_id
            WHERE s.address IN (?2, ?3)
                AND (?1 IS NULL OR a.key IS NULL OR a.key = ?1)
            """,
            (ref.key, ref.url, ref.short),
        )
        # the row of the key comes first: it is the one that stays
        return list(dict.fromkeys(row[0] for row in rows))

    def _make(self, key: str | None = None) -> int:
        return self._db.run(
            """
            INSERT INTO articles (key, state, metadata)
            VALUES (?, 'unknown', '{}')
            """,
            (key,),
        )

    def _key_of(self, article_id: int) -> str | None:
        key: str | None = self._db.value("SELECT key FROM articles WHERE id = ?", (article_id,))
        return key

    def _one_of(self, article_id: int, other: int) -> int:
        """Make one row of two, unless they have keys, which makes them two articles."""
        if article_id == other or (self._key_of(article_id) and self._key_of(other)):
            return article_id
        # the one with the key stays
        if self._key_of(other):
            article_id, other = other, article_id
        # read before its row goes
        addresses = self._db.row("SELECT url, short_url FROM articles WHERE id = ?", (other,))
        self._history.join(other, article_id)
        if addresses:
            self._prefer(article_id, *addresses)
        return article_id

    def _prefer(self, article_id: int, url: str | None, short: str | None) -> None:
        known: str | None = self._db.value("SELECT url FROM articles WHERE id = ?", (article_id,))
        self._db.run(
            """
            UPDATE articles
            SET url = ?, short_url = coalesce(?, short_url)
            WHERE id = ?
            """,
            (max(known, url, key=worth), short, article_id),
        )


def worth(url: str | None) -> int:
    """Rank an address: none, of no article, temporary, short, long, long with its check value."""
    if not url:
        return 0
    ref = article_ref(url)
    if ref is None:
        return 1
    if ref.key:
        return 4 + ("&sn=" in ref.url)
    return 2 + bool(ref.short)


def _candidates(found: list[tuple[int, str]], lead: str = "name one by its id:") -> str:
    lines = [lead]
    for number, title in found[:_CANDIDATES]:
        lines.append(f"{number}  {' '.join(title.split())}")
    if len(found) > _CANDIDATES:
        lines.append("…")
    return "\n  ".join(lines)


def _ref_of(reference: str) -> ArticleRef:
    key, token = _KEY.fullmatch(reference), _TOKEN.fullmatch(reference)
    if token:
        return ArticleRef(f"https://mp.weixin.qq.com/s/{token[1]}")
    if key:
        ref = long_ref(*key.groups())
    else:
        ref = article_ref(reference)
    return ref or ArticleRef(clean(reference))
