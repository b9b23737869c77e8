"""Where things are that tests read."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
CORPUS = ROOT.parent / "shared" / "corpus"
"""Real pages, if there are any beside the repository."""
CASES = ROOT.parent / "shared" / "cases"
"""Small inputs that once went wrong, with their right values, if there are any."""
