"""Taking another archive in: as if one archive had received all that either did, in order of time.

::

    Intake ──► accounts, albums ──► each article ──► lists, queue ──► what belongs to no article
                                       │
        article_rows (there) ─┐        │  targets: which rows here it is
                              ├─ unite ┤  pages, media: bytes as they are
        article_rows (here) ──┘        └► written as a whole, or left alone

An article that only one archive holds is copied as it is. Of one that both hold, the observations
and contents are put in order, and all that follows from them is made anew.
"""

from wxarchive.store.merging.articles import TakenArticle
from wxarchive.store.merging.intake import Intake

__all__ = ["Intake", "TakenArticle"]
