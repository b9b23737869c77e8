"""How an article looks, in a browser and on paper: one sheet, kept inside of each page.

Chinese text wants more space between lines than Latin text, a little air between Chinese and Latin
letters (``text-autospace``), and no line that begins with a comma (``line-break: strict``). Lines
are not stretched to straight edges: articles hold long addresses, and the line before one would be
torn apart.
"""

import base64
import hashlib
from importlib.resources import files

STYLE = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy allows this sheet, and no other, by."""
