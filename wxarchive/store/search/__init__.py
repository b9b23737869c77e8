"""Full-text search: folding, tokens, the index, queries, and where their terms occur."""

from wxarchive.store.search.comparison import verify_index
from wxarchive.store.search.folding import fold, folding_rules
from wxarchive.store.search.functions import SearchFunctions, add_search_functions
from wxarchive.store.search.rules import SearchRules, search_rules, search_tokens
from wxarchive.store.search.search import Search, Sort

__all__ = [
    "Search", "SearchFunctions", "SearchRules", "Sort", "add_search_functions", "fold",
    "folding_rules", "search_rules", "search_tokens", "verify_index",
]  # fmt: skip
