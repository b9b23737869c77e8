"""The archive's tables and views as a page to read (``docs/schema.md``)."""

from collections.abc import Iterator, Sequence

from wxarchive.models import SchemaTable

_HEAD = """\
# Schema

What an archive holds, for `wxarchive sql`, `sqlite3`, Datasette and your own programs. This page is
what `wxarchive schema` prints, made from the archive itself (`make docs`).

Begin with the views: they join what belongs together, and lists of them load no bodies. Times are
ISO 8601 text with the offset `+08:00`, which sorts as the times do; lists and objects are JSON text
(`json_each`); `NULL` means unknown.

## Functions

In `wxarchive sql`, and in Datasette where wxarchive is installed (docs/datasette.md), SQL knows the
search:

| function | meaning |
|---|---|
| `matches(id, query)` | 1 if `search` finds the article by this query, else 0 |
| `search(query)` | the ids of all articles found, the best first, as a JSON list: `FROM json_each(search('推理'))` |
| `excerpt(id, query)` | its text around the first hit, the hits between 【 and 】 |
| `search_problem(query)` | why the query cannot be asked, `NULL` if it can |
"""  # noqa: E501 -- a row of a table
_INNER = """
## Inside

Made from the rest, or only for wxarchive itself; their shape may change: """

_INNER_NAMES = ("search_", "fingerprint", "_")


def is_inner(table: SchemaTable) -> bool:
    """Tell whether a table is an index, or the migrations' own: nothing to read."""
    return table.kind in {"virtual", "shadow"} or table.name.startswith(_INNER_NAMES)


def schema_page(tables: Sequence[SchemaTable]) -> str:
    """Return the description of all tables and views as Markdown; the views come first."""
    page = _HEAD
    readable = [table for table in tables if not is_inner(table)]
    for title, kind in (("Views", "view"), ("Tables", "table")):
        page += f"\n## {title}\n"
        for table in readable:
            if table.kind == kind:
                page += "\n".join(_lines(table))
    # SQLite's own tables behind an index are named by it
    inner = [table for table in tables if is_inner(table) and table.kind != "shadow"]
    names = ", ".join(f"`{table.name}`" for table in inner)
    return f"{page}{_INNER}{names}.\n"


def _lines(table: SchemaTable) -> Iterator[str]:
    yield f"\n### {table.name}\n"
    if table.comment:
        yield f"{table.comment}\n"
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in table.columns:
        parts = []
        if column.is_key:
            parts.append("key")
        if column.name in table.references:
            parts.append(f"→ `{table.references[column.name]}`")
        if column.comment:
            # a bar would begin another cell
            parts.append(column.comment.replace("|", "\\|"))
        meaning = "; ".join(parts)
        yield f"| `{column.name}` | {column.type} | {meaning} |"
    yield ""
