"""An archive in a browser: ``wxarchive serve``.

::

    request ──safety──► pages ──readers──► api   (for reading, an open archive for each request)
                          │
                          ├── body         an article's HTML: own pictures and links; sanitised last
                          ├── view         what an address asks for, and addresses of what is next
                          └── templates    words in Chinese and English

Nothing asks another origin, nothing that an archive holds runs as a script, and no GET changes
anything.
"""

from wxarchive.web.app import create_app
from wxarchive.web.secret import kept_secret
from wxarchive.web.server import listening, require_archive, run
from wxarchive.web.settings import Settings

__all__ = ["Settings", "create_app", "kept_secret", "listening", "require_archive", "run"]
