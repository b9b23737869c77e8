"""``export``: many articles → a folder."""

from pathlib import Path

import click

from wxarchive.cli.options import as_json, filters, form, open_archive
from wxarchive.cli.printing import end_with, message, print_summary
from wxarchive.cli.program import example
from wxarchive.models import Filter


@example("wxarchive export --md -o articles --since 2024")
@click.command
@form("md", "Markdown, one file an article (the only format so far).")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), required=True, help="The folder to write to."
)
@click.option("--front-matter", is_flag=True, help="YAML front matter instead of the header lines.")
@filters
@as_json
def export(form: str | None, folder: Path, where: Filter, front_matter: bool, as_json: bool) -> None:
    """Write articles to files; a second run writes only what has changed."""
    from wxarchive.export import export_markdown

    store = open_archive(read_only=True)
    articles = (store.articles.get(one.id) for one in store.articles.list(where))
    done = export_markdown(articles, folder, front_matter=front_matter)
    for text in done.messages:
        message(text)
    counts = {"written": done.written, "unchanged": done.unchanged, "skipped": done.skipped, "failed": done.failed}
    print_summary({"articles": sum(counts.values()), **counts}, as_json=as_json)
    end_with(1 if done.failed else 0)
