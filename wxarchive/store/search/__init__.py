"""Full-text search: folding, tokens, the index, queries, and where their terms occur."""

from wxarchive.store.search.comparison import verify_index
from wxarchive.store.search.folding import fold, folding_rules
from wxarchive.store.search.functions import SearchFunctions, add_search_functions
from wxarchive.store.search.search import Search, Sort

__all__ = [
    "Search", "SearchFunctions", "Sort", "add_search_functions", "fold", "folding_rules",
    "verify_index",
]  # fmt: skip
