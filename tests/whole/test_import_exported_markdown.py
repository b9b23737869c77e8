"""What the archive exports as Markdown comes back, as far as Markdown carries an article."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.dumping import address, dump, raw
from tests.support.importing import ARTICLES, archive, imported, lines, records, saved
from wxarchive.export import export
from wxarchive.export.options import ExportOptions
from wxarchive.export.selection import ExportSelection
from wxarchive.models import Article, Filter, LinkFilter, StatePage
from wxarchive.parse import parse
from wxarchive.render.dump import ExportedBody, document
from wxarchive.store.database import Store


class TestMarkdown:
    @pytest.mark.parametrize("front_matter", [False, True])
    @pytest.mark.parametrize("name", sorted(ARTICLES))
    def test_every_golden_article_comes_back_as_far_as_markdown_carries_it(
        self, name: str, front_matter: bool
    ) -> None:
        """What it cannot carry: players, marks, seconds, and which dollar signs enclose a
        formula.
        """
        article = parse(ARTICLES[name])
        assert isinstance(article, Article)
        text = document(
            article,
            front_matter=front_matter,
            exported=ExportedBody(article.body.html, ("something was lost",)),
        )
        again = parse(raw(text, source="1.md"))
        # a post of which Markdown has nothing: its players, or no text at all
        if isinstance(again, StatePage):
            assert not article.body.images
            assert "".join(article.body.text.split()) == "" or article.body.media
            return
        about, before = again.metadata, article.metadata
        assert again.body.images == article.body.images
        assert (about.title, about.account, about.location, about.cover_url) == (
            before.title, before.account, before.location, before.cover_url
        )  # fmt: skip
        assert again.ref == (
            replace(article.ref, short=again.ref.short)
            if article.ref and again.ref
            else article.ref
        )
        if before.published_at and about.published_at:
            assert before.published_at - about.published_at < timedelta(minutes=1)
        assert {
            link.url for link in article.body.links if link.section in {"inline", "previous"}
        } >= {link.url for link in again.body.links}
        assert letters(again.body.text) == letters(article.body.text) or article.body.media
        if front_matter:
            assert (again.kind, about.author, about.digest, about.source_url) == (
                article.kind, before.author, before.digest, before.source_url
            )  # fmt: skip
            assert [album.title for album in about.albums] == [
                album.title for album in before.albums
            ]

    @pytest.mark.parametrize("wikilinks", [False, True])
    def test_links_between_exported_articles_come_back(
        self, store: Store, tmp_path: Path, wikilinks: bool
    ) -> None:
        """A link of Obsidian's tells no address: it is a loss, and its words stay."""
        linking = f"先看 [第二天]({address(2)}) 与 [别处]({address(9)})。"
        for number, text in (
            (1, linking),
            (2, "[回去](https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv)"),
        ):
            saved(tmp_path / "in" / f"{number}.md", dump(text, number, f"第{number}天"))
        imported(store, tmp_path / "in")
        list(
            export(
                ExportSelection.of_store(store, Filter()),
                tmp_path / "out",
                ExportOptions("md", wikilinks=wikilinks),
            )
        )
        with archive() as other:
            outcomes = imported(other, tmp_path / "out")
            found = [link.link.url for link in other.links.find(LinkFilter())]
            content = other.articles.get(1).content
        there = [link.link.url for link in store.links.find(LinkFilter())]
        assert found == (there[1:] if wikilinks else there)
        assert content
        assert content.text == "先看 第二天 与 别处。"
        told = "a link to another file, whose URL is unknown (2024-05-01 第2天)"
        assert [outcome.message for outcome in outcomes] == [told if wikilinks else None, None]

    @pytest.mark.parametrize("front_matter", [False, True])
    def test_a_dump_comes_back_equal(
        self, store: Store, tmp_path: Path, front_matter: bool
    ) -> None:
        folder = tmp_path / "in" / "渡口-渡口笔记"
        for number in (1, 2, 3):
            saved(
                folder / f"{number}.md",
                dump(f"第{number}条船。\n\n- 缆绳\n- **桨**", number, f"第{number}天"),
            )
        imported(store, folder)
        wanted = ExportOptions("md", images="remote", front_matter=front_matter)
        list(
            export(
                ExportSelection.of_store(store, Filter()), tmp_path / "out" / folder.name, wanted
            )
        )
        with archive() as other:
            imported(other, tmp_path / "out" / folder.name)
            carried = [
                {**one, "albums": None} if front_matter else one for one in records(lines(other))
            ]
            expected = [
                {**one, "albums": None} if front_matter else one for one in records(lines(store))
            ]
        assert carried == expected

    @pytest.mark.parametrize(
        ("top", "title", "account"),
        [
            ('title: "茶"\nsource: https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv', "茶", None),
            (
                "source: 'http://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv'\naccount: 12\ndate: 2024-05-01",
                None,
                "12",
            ),
            (
                "source: https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv\naccount: [x\ntitle: y",
                "y",
                "[x",
            ),
            (
                "source: https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv\na: " + "[" * 3000,
                None,
                None,
            ),
        ],
    )
    def test_front_matter_of_other_programs_is_read(
        self, top: str, title: str | None, account: str | None
    ) -> None:
        found = parse(raw(f"---\n{top}\n---\n\n采茶。\n"))
        assert isinstance(found, Article)
        assert (found.metadata.title, found.metadata.account, found.body.text) == (
            title,
            account,
            "采茶。",
        )

    def test_front_matter_of_something_else_is_no_dump(self, tmp_path: Path, store: Store) -> None:
        path = saved(
            tmp_path / "a.md", "---\ntitle: 茶\nsource: https://example.org/\n---\n\n采茶。\n"
        )
        [outcome] = imported(store, path)
        assert outcome.status == "failed"


def letters(text: str) -> str:
    return "".join(text.replace("$", "").split())
