"""What Datasette is told of an archive: titles, descriptions, facets, what to hide, and a page that
searches Chinese.

The keys are those of Datasette's ``metadata.json`` (docs.datasette.io/en/stable/metadata.html).
"""

from collections.abc import Mapping, Sequence

from wxarchive.models import SchemaTable
from wxarchive.render.schema import is_inner

_Json = dict[str, object]

_TITLES: Mapping[str, str] = {
    "article_list": "文章 Articles",
    "account_list": "公众号 Accounts",
    "album_list": "合集 Albums",
    "list_item_list": "列表 What albums and home pages name",
    "subscription_list": "订阅 Subscriptions",
    "version_list": "版本 Versions",
    "state_list": "状态 States over time",
    "link_list": "链接 Links",
    "missing_links": "未存档 Linked, not archived",
    "account_link_list": "号间链接 Links between accounts",
    "page_list": "网页 Received pages",
}
_FACETS: Mapping[str, Sequence[str]] = {
    "article_list": ("account", "state", "kind", "location"),
    "album_list": ("account",),
    "list_item_list": ("list", "account", "kind"),
    "state_list": ("state",),
    "link_list": ("section", "from_account", "target_account", "target_state"),
    "missing_links": ("account",),
    "page_list": ("state", "http_status"),
}
_SEARCH = """\
SELECT NULL AS id, NULL AS published_at, NULL AS account, search_problem(:q) AS title,
       NULL AS excerpt, NULL AS state, NULL AS url
WHERE search_problem(:q) IS NOT NULL
UNION ALL
SELECT * FROM (
  SELECT a.id, a.published_at, a.account, a.title, excerpt(a.id, :q), a.state, a.url
  FROM json_each(search(iif(search_problem(:q) IS NULL, :q, ''))) AS found
  CROSS JOIN articles AS a ON a.id = found.value
  WHERE (:account = '' OR a.account = :account)
    AND (:since = '' OR a.published_at >= :since)
    AND (:until = '' OR substr(a.published_at, 1, length(:until)) <= :until)
    AND (:state = '' OR a.state = :state OR (:state = 'gone' AND a.gone_at IS NOT NULL))
  ORDER BY found.key
  LIMIT 200
)"""
_SEARCH_HELP = (
    'q: words, all of them; "a phrase"; -without; OR; title: account: author:. since and until:'
    " 2024, 2024-10 or 2024-10-05. state: ok, deleted, …; gone: any that is not online any more."
    " The best 200, the best first."
)


def datasette_metadata(database: str, tables: Sequence[SchemaTable]) -> _Json:
    """Return the metadata for an archive that Datasette knows as ``database``: its file's name
    without the ending.
    """
    search = {"title": "搜索 Search", "description": _SEARCH_HELP, "sql": _SEARCH, "hide_sql": True,
              "params": ["q", "account", "since", "until", "state"]}  # fmt: skip
    about = {
        "title": "公众号文章 WeChat articles",
        "description": (
            "An archive made by wxarchive. Begin with the query search, or with article_list."
        ),
        "tables": {table.name: _table(table) for table in tables},
        "queries": {"search": search},
    }
    return {"title": "wxarchive", "databases": {database: about}}


def _table(table: SchemaTable) -> _Json:
    if is_inner(table):
        return {"hidden": True}
    metadata: _Json = {}
    if table.comment:
        metadata["description"] = table.comment
    if table.name in _TITLES:
        metadata["title"] = _TITLES[table.name]
    if table.name in _FACETS:
        metadata["facets"] = list(_FACETS[table.name])
    columns = {column.name: column.comment for column in table.columns if column.comment}
    if columns:
        metadata["columns"] = columns
    return metadata
