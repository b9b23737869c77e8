"""Articles → a site: a folder of pages that needs no server and no program, only a browser.

::

    plan          which page is which file, and what each list holds
    articles      the pages of an article ──┬──► build ──► Folder
    pages, links  pages out of templates  ──┤
    search_files, postings   the search   ──┤
    feed          the newest articles     ──┘
"""

from wxarchive.export.site.build import export_site

__all__ = ["export_site"]
