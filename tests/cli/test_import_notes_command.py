"""What karakeep, wallabag and Readwise export of what people noted is taken in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wxarchive
from tests.cli.running import Program, json_lines
from tests.support import library
from tests.support.database import change
from wxarchive.formats import noted_elsewhere, noted_in_record

TEAPOT = "https://mp.weixin.qq.com/s/ColdTeapotColdTeapot__"
OTHER = "https://mp.weixin.qq.com/s/NobodyKnowsThisOne____"
KARAKEEP = {
    "bookmarks": [
        {
            "createdAt": 1_700_000_000,
            "title": "茶壶",
            "tags": ["推理", "茶", 5, None],
            "content": {"type": "link", "url": f"{TEAPOT}?from=timeline"},
            "note": "很短，很好。",
            "archived": True,
        },
        {"content": {"type": "link", "url": OTHER}, "title": "没有的", "tags": ["x"]},
        {"content": {"type": "link", "url": "https://example.org/"}, "tags": ["x"]},
        {"content": {"type": "text", "text": "只有字"}, "title": None, "tags": []},
        "nonsense",
    ]
}
WALLABAG = [
    {
        "url": "https://reader.example/1",
        "origin_url": TEAPOT,
        "is_archived": 0,
        "is_starred": 1,
        "tags": ["谜"],
        "annotations": [
            {
                "id": 7,
                "quote": "一支温度计",
                "text": "多少度？",
                "created_at": "2026-01-02T03:04:05+0000",
            },
            {"id": 8, "quote": "这里没有的话", "text": "", "created_at": "never"},
        ],
    }
]
READWISE = {
    "results": [
        {
            "source_url": TEAPOT,
            "title": "茶壶为什么是凉的",
            "document_note": "一篇",
            "book_tags": [{"name": "读过"}],
            "highlights": [
                {
                    "id": 1,
                    "text": "壶却是凉的",
                    "note": "",
                    "highlighted_at": "2026-02-03T00:00:00Z",
                },
                {"id": 2, "text": "客人", "note": "x", "is_deleted": True},
            ],
        }
    ]
}
TABLE = (
    "\ufeffHighlight,Book Title,Book Author,Note,Highlighted at,Document tags\n"
    '"一支温度计",茶壶为什么是凉的,灯下推理社,记得,2026-01-01 10:00:00+00:00,"a, b"\n'
    '"只需要",茶壶为什么是凉的,灯下推理社,,,\n'
    '"别处",没有这篇,谁,,,\n'
)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library.make(tmp_path_factory.mktemp("library") / "archive.db")


@pytest.fixture
def own(tmp_path: Path, past: Path) -> Program:
    archive = tmp_path / "archive.db"
    archive.write_bytes(past.read_bytes())
    return Program(archive)


def taken(own: Program, path: Path, told: object) -> list[tuple[object, object]]:
    text = told if isinstance(told, str) else json.dumps(told)
    path.write_text(text, "utf-8")
    result = own.run("import-notes", path, "--json")
    assert result.exit_code == 0, result.stderr
    lines = json_lines(result.stdout)
    return [(one["status"], one["message"]) for one in lines if "status" in one]


def test_karakeep(own: Program, tmp_path: Path) -> None:
    came = [("updated", "new: 3 tags, read, 1 note"), ("skipped", "not in the archive")]
    assert taken(own, tmp_path / "k.json", KARAKEEP)[:2] == came
    with wxarchive.open(own.db) as archive:
        assert {"推理", "茶"} <= {*archive.marks(9).tags}
        [note] = archive.notes(9)
        assert (note.text, note.made_at.timestamp()) == ("很短，很好。", 1_700_000_000)


def test_wallabag_with_an_orphan(own: Program, tmp_path: Path) -> None:
    assert taken(own, tmp_path / "w.json", WALLABAG) == [("updated", "new: 1 tag, a star, 2 notes")]
    with wxarchive.open(own.db) as archive:
        one, other = archive.highlights(9)
        assert (one.highlight.note, one.start is None) == ("多少度？", False)
        assert (other.highlight.exact, other.start) == ("这里没有的话", None)
        assert len(list(archive.orphans())) == 1


def test_readwise_as_json_and_as_a_table(own: Program, tmp_path: Path) -> None:
    assert taken(own, tmp_path / "r.json", READWISE) == [("updated", "new: 1 tag, 2 notes")]
    assert taken(own, tmp_path / "r.csv", TABLE) == [
        ("updated", "new: 2 tags, 2 notes"),
        ("skipped", "not in the archive"),
    ]
    with wxarchive.open(own.db) as archive:
        found = sorted(one.highlight.exact for one in archive.highlights(9))
        assert found == ["一支温度计", "只需要", "壶却是凉的"]
        assert archive.marks(9).tags == ("a", "b", "读过")


def test_a_passage_of_a_table_may_hold_what_parts_lines_elsewhere() -> None:
    table = f"Highlight,Title,URL\n茶\u2028壶\x0b凉,茶壶,{TEAPOT}\n"
    [one] = noted_elsewhere(table.encode()) or []
    assert (one.addresses, [passage.exact for passage in one.passages]) == (
        (TEAPOT,),
        ["茶\u2028壶\x0b凉"],
    )


def test_what_was_taken_before_stays_as_it_is_also_deleted(own: Program, tmp_path: Path) -> None:
    taken(own, tmp_path / "w.json", WALLABAG)
    with wxarchive.open(own.db, write=True) as archive:
        archive.delete_highlight(archive.highlights(9)[0].highlight.uuid)
        archive.untag("9", "谜")
        archive.unstar("9")
    assert taken(own, tmp_path / "w.json", WALLABAG) == [("unchanged", None)]
    with wxarchive.open(own.db) as archive:
        assert len(archive.highlights(9)) == 1
        assert archive.marks(9).tags == ()
        assert not archive.marks(9).is_starred


@pytest.mark.parametrize(
    "told", ["", "[", "[1, 2]", '{"bookmarks": 5}', "a,b\n1,2\n", "[" * 100_000, '{"x": 1}']
)
def test_any_other_file_is_refused(own: Program, tmp_path: Path, told: str) -> None:
    (tmp_path / "other").write_text(told, "utf-8")
    result = own.run("import-notes", tmp_path / "other")
    assert result.exit_code == 1
    assert "this is no export of karakeep, wallabag or Readwise" in result.stderr


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["url", "tags", "content", "annotations", "highlights", "quote", "name"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(st.sampled_from(["bookmarks", "results"]), st.lists(values, max_size=4))
def test_no_values_break_the_reading(name: str, told: list[object]) -> None:
    noted = noted_elsewhere(json.dumps({name: told}).encode())
    assert noted is not None
    assert len(noted) == sum(isinstance(one, dict) for one in told)


@given(st.lists(values, max_size=3), st.lists(values, max_size=3), values)
def test_no_values_break_the_reading_of_records(notes: object, tags: object, one: object) -> None:
    noted = noted_in_record({"notes": notes, "highlights": notes, "tags": tags, "is_read": one})
    assert noted is None or noted.notes == ()


@pytest.mark.parametrize(
    ("told", "statuses"),
    [
        (KARAKEEP, ["failed", "skipped", "skipped"]),
        ({"results": [READWISE["results"][0] | {"source_url": None}]}, ["failed"]),
    ],
    ids=["by its address", "by its title"],
)
def test_notes_of_a_damaged_article_are_one_failed_outcome(
    own: Program, tmp_path: Path, told: object, statuses: list[str]
) -> None:
    change(own.db, "UPDATE articles SET gone_at = 'then' WHERE id = 9")
    (tmp_path / "k.json").write_text(json.dumps(told), "utf-8")
    result = own.run("import-notes", tmp_path / "k.json", "--json")
    lines = [one for one in json_lines(result.stdout) if "status" in one]
    assert [one["status"] for one in lines] == statuses
    assert "row 9 of table articles is damaged" in str(lines[0]["message"])
