"""Pages that we wrote in the real site's structure, each beside the whole record it must give
(``NAME.json``, ``.md``).

``pytest --update-golden`` rewrites the records; read every line of the difference.
"""

from tests.golden.articles import ARTICLES
from tests.golden.message_pages import MESSAGES
from tests.golden.posts import POSTS
from tests.golden.saved import SAVED
from tests.golden.shapes import SHAPES
from wxarchive.models import RawPage

PAGES: dict[str, RawPage] = {**ARTICLES, **POSTS, **SHAPES, **MESSAGES, **SAVED}
