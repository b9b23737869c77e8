"""Real saved pages, read in place, score what they scored before (``corpus_floors.json``: raise,
never lower).
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.places import CORPUS
from wxarchive.models import RawPage
from wxarchive.parse import parse
from wxarchive.render.record import record

FLOORS: dict[str, float] = json.loads(
    (Path(__file__).parent / "corpus_floors.json").read_text("utf-8")
)
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the corpus of saved pages is not at {CORPUS}"
)


def records_of(pages: list[Path]) -> str:
    raws = [
        RawPage(str(path), path.read_bytes(), datetime(2026, 1, 1, tzinfo=UTC), from_file=True)
        for path in pages
    ]
    lines = (record(parse(raw), source=raw.source, page=raw) for raw in raws)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


@needs_corpus
def test_real_pages_score_at_least_the_floors(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    records.write_text(records_of(sorted((CORPUS / "pages").iterdir())), "utf-8")
    command = [sys.executable, "score.py", "--expected", "expected", "--records", str(records)]
    floors = [f"{name}={least}" for name, least in FLOORS.items()]
    scored = subprocess.run(
        [*command, "--min", *floors], cwd=CORPUS, capture_output=True, text=True, check=False
    )
    assert scored.returncode == 0, scored.stdout + scored.stderr


@needs_corpus
@pytest.mark.parametrize(
    "path", sorted((CORPUS / "more").glob("*.html")), ids=lambda path: path.stem
)
def test_further_real_pages_are_articles(path: Path) -> None:
    found = json.loads(records_of([path]))
    assert (found["state"], found["kind"]) == ("ok", "article")
    assert found["title"]
    assert len(found["text"]) > 500
