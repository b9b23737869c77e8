"""Articles that share text: fingerprints, the index of them, candidates, and what two texts share.

::

    versions ── letters ──► fingerprint ── kept in the article's transaction ──► index
                                                                                   │
    one article, or all ──► candidates: pieces in common, without boilerplate ◄────┘
                                  │
                                  ▼
                            overlap: letter by letter ──► similar articles, groups
"""

from wxarchive.store.similar.comparison import verify_fingerprints
from wxarchive.store.similar.similar import Similar

__all__ = ["Similar", "verify_fingerprints"]
