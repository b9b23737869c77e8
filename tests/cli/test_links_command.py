"""``links`` as a list by account, as a graph, and of chosen articles."""

import csv
import json
import xml.etree.ElementTree as ET

import pytest

from tests.cli.running import LEAVES, METER, NIGHT, SEVENTH, STONES, WATER, Program, json_lines
from tests.smallwechat.site import BRIDGES, MISSING, TEA


class TestByAccount:
    def test_sums_up_who_links_to_whom(self, filled: Program) -> None:
        assert filled.run("links", "--by", "account").stdout == (
            "4\t2\t1\t南坡茶话\t南坡茶话\n2\t1\t0\t桥与书\t桥与书\n1\t1\t0\t桥与书\t南坡茶话\n"
        )

    def test_records_have_the_ids_of_accounts(self, filled: Program) -> None:
        [record] = json_lines(filled.run("links", SEVENTH.key, "--by", "account", "--json").stdout)
        assert record == {
            "from_account": "桥与书",
            "from_biz": BRIDGES.biz,
            "target_account": "桥与书",
            "target_biz": BRIDGES.biz,
            "links": 2,
            "articles": 1,
            "missing": 0,
        }

    def test_counts_what_is_missing_of_each_account(self, filled: Program) -> None:
        lines = (
            filled.run("links", "--missing", "--by", "account", "--csv")
            .stdout.removeprefix("\ufeff")
            .splitlines()
        )
        assert lines == ["account,biz,missing,count", f"南坡茶话,{TEA.biz},1,1"]

    def test_has_no_addresses(self, filled: Program) -> None:
        assert filled.run("links", "--by", "account", "--urls").exit_code == 2


class TestChoosing:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (("--account", "桥与书"), {METER.title, STONES.title, NIGHT.title}),
            (("--search", "石碑"), {STONES.title, NIGHT.title}),
            (("--search", "桥", "--until", "2024"), {METER.title}),
            (("--search", "没有这几个字"), set()),
            (("--since", "2024", "--until", "2024", "--original"), set()),
            (("--gone",), set()),
            (("--alive", "--account", TEA.name), {WATER.title, LEAVES.title, None}),
            ((LEAVES.key, "--missing"), {None}),
        ],
    )
    def test_links_of_articles_that_a_filter_or_a_search_finds(
        self, filled: Program, options: tuple[str, ...], expected: set[str | None]
    ) -> None:
        records = json_lines(filled.run("links", *options, "--json").stdout)
        assert {record["target_title"] for record in records} == expected

    def test_limit_counts_lines(self, filled: Program) -> None:
        assert len(filled.run("links", "--limit", 3).stdout.splitlines()) == 3

    def test_csv_has_the_fields_of_json(self, filled: Program) -> None:
        table = filled.run("links", "--csv").stdout.removeprefix("\ufeff")
        lines = list(csv.DictReader(table.splitlines()))
        records = json_lines(filled.run("links", "--json").stdout)
        assert [line.keys() for line in lines] == [record.keys() for record in records]


class TestGraph:
    def test_json_holds_every_article_and_every_link(self, filled: Program) -> None:
        graph = json.loads(filled.run("links", "--graph", "json").stdout)
        assert len(graph["nodes"]) == 9
        assert [node["id"] for node in graph["nodes"] if not node["archived"]] == [
            f"{TEA.biz}:2247480002:1"
        ]
        pairs = {(edge["source"], edge["target"], edge["section"]) for edge in graph["edges"]}
        links = json_lines(filled.run("links", "--json").stdout)
        assert pairs == {
            (str(one["from_id"]), str(one["target_id"] or one["key"]), one["section"])
            for one in links
        }

    def test_gexf_of_accounts_has_counts_and_weights(self, filled: Program) -> None:
        root = ET.fromstring(filled.run("links", "--graph", "gexf", "--by", "account").stdout)
        gexf = "{http://gexf.net/1.3}"
        assert [node.get("label") for node in root.iter(f"{gexf}node")] == [TEA.name, BRIDGES.name]
        assert [edge.get("weight") for edge in root.iter(f"{gexf}edge")] == ["4", "1", "2"]

    def test_dot_shows_what_leads_to_an_article(self, filled: Program) -> None:
        shown = filled.run("links", NIGHT.key, "--to", "--graph", "dot").stdout
        assert shown.startswith("digraph links {\n")
        assert (SEVENTH.title in shown, WATER.title in shown) == (True, False)

    @pytest.mark.slow  # a process of its own
    def test_is_utf_8_whatever_the_locale(self, filled: Program) -> None:
        from dataclasses import replace

        done = replace(filled, environment={"LC_ALL": "C"}).process("links", "--graph", "gexf")
        assert MISSING.title in ET.tostring(ET.fromstring(done.stdout.decode("utf-8")), "unicode")

    @pytest.mark.parametrize("options", [("--json",), ("--limit", "3"), ("--urls",)])
    def test_goes_without_other_forms(self, filled: Program, options: tuple[str, ...]) -> None:
        result = filled.run("links", "--graph", "dot", *options)
        assert (result.exit_code, result.stdout) == (2, "")
