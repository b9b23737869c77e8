"""``schema`` and ``datasette``: the archive describes itself."""

import json

from tests.cli.running import Program, json_lines


def test_schema_describes_tables_views_and_columns(filled: Program) -> None:
    tables = {str(one["name"]): one for one in json_lines(filled.run("schema", "--json").stdout)}
    assert (
        tables["links"]["comment"]
        == "Links of an article's newest page to other articles, in reading order."
    )
    assert tables["links"]["references"] == {"from_id": "articles"}
    [key] = [column for column in tables["articles"]["columns"] if column["name"] == "key"]
    assert key == {
        "name": "key",
        "type": "TEXT",
        "comment": "biz:mid:idx, the identity",
        "is_required": False,
        "is_key": False,
    }


def test_every_view_says_what_it_is(filled: Program) -> None:
    tables = json_lines(filled.run("schema", "--json").stdout)
    assert [one["name"] for one in tables if one["kind"] == "view" and not one["comment"]] == []


def test_schema_page_names_columns_of_added_and_generated_kind(filled: Program) -> None:
    page = filled.run("schema").stdout
    assert "| `is_original` | INTEGER | the 原创 mark |" in page
    assert "| `target_id` | INTEGER | NULL: the archive does not hold the target |" in page
    assert "| `article_id` | INTEGER | key; → `articles` |" in page


def test_datasette_metadata_bear_the_name_of_the_file(filled: Program) -> None:
    told = json.loads(filled.run("datasette").stdout)
    assert list(told["databases"]) == [filled.db.stem]
    assert told["databases"][filled.db.stem]["tables"]["search_phrases"] == {"hidden": True}
