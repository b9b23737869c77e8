"""File names that Windows, macOS and Linux all take, and people can read.

A template says what a name is made of: ``{account}/{year}/{title}``. Only the template's own
slashes make folders; what the fields hold is made harmless, so no article can name a file outside
of the folder, a device (``CON``, ``NUL``), an option or a hidden file.
"""

import hashlib
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wxarchive.characters import printable
from wxarchive.clock import in_form
from wxarchive.errors import UsageError
from wxarchive.models import StoredArticle

LIMIT = 120
"""Bytes of UTF-8 in each part of a path: file systems take 255, archives, clouds and long paths
less.
"""

DEFAULT_TEMPLATE = "{date} {title}"

_UNTITLED = "无标题"
_UNDATED = "undated"
_UNKNOWN_ACCOUNT = "未知账号"
_DEEPEST = 8
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))", re.I
)

_FIELDS: dict[str, Callable[[StoredArticle], str | None]] = {
    "date": lambda article: _day(article, "%Y-%m-%d") or _UNDATED,
    "year": lambda article: _day(article, "%Y") or _UNDATED,
    "month": lambda article: _day(article, "%m") or _UNDATED,
    "day": lambda article: _day(article, "%d") or _UNDATED,
    "title": lambda article: safe(article.metadata.title or "") or _UNTITLED,
    "account": lambda article: article.metadata.account or _UNKNOWN_ACCOUNT,
    "author": lambda article: (
        article.metadata.author or article.metadata.account or _UNKNOWN_ACCOUNT
    ),
    "album": lambda article: (
        article.metadata.albums[0].title if article.metadata.albums else "无合集"
    ),
    "kind": lambda article: article.kind,
    "id": lambda article: str(article.id),
}


@dataclass(frozen=True, slots=True)
class Naming:
    """What names are made of, and how they end."""

    template: str = DEFAULT_TEMPLATE
    suffix: str = ".md"


def check_template(template: str) -> None:
    """Raise :class:`UsageError` if the template is none."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise UsageError(f"no template for names ({error})", template, _known()) from error
    fields = [name for _, name, spec, conversion in parts if name is not None or spec or conversion]
    if unknown := [name for name in fields if name not in _FIELDS]:
        raise UsageError(f"no such field: {{{unknown[0]}}}", template, _known())
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise UsageError("fields take no format", template, _known())
    # a name without any field would be that of all articles
    folders = template.split("/")
    if not fields or not all(map(safe, folders)) or len(folders) > _DEEPEST:
        raise UsageError("no template for the name of a file inside the folder", template, _known())


def file_names(
    article: StoredArticle, identity: str, naming: Naming | None = None
) -> Iterator[str]:
    """Yield the names an article may have, the best first: as the template says, then with ever
    more of an id.
    """
    naming = naming or Naming()
    parts = []
    for part in naming.template.split("/"):
        text = ""
        for literal, name, _, _ in string.Formatter().parse(part):
            text += literal
            # what a field holds makes no folder
            if name:
                text += safe(_FIELDS[name](article) or "")
        parts.append(part_of_path(text))
    *folders, last = parts
    # the last part is cut with its suffix and mark
    path = "/".join([*(_cut(part, LIMIT) for part in folders), last])
    yield from marked(path, identity, naming.suffix)


def marked(path: str, identity: str, suffix: str) -> Iterator[str]:
    """Yield a path cut to the limit with its suffix, then the same with ever more of an id."""
    folder, slash, name = path.rpartition("/")
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    for mark in ("", *(f" ({digest[:length]})" for length in (6, 12, 64))):
        end = f"{mark}{suffix}"
        yield f"{folder}{slash}{_cut(name, LIMIT - len(end))}{end}"


def same_name(name: str) -> str:
    """Return what two names have in common that some file system takes for one."""
    folded = unicodedata.normalize("NFC", name).casefold()
    # folding may take a letter apart
    return unicodedata.normalize("NFC", folded)


def safe(text: str) -> str:
    """Replace what a file system forbids; remove what nobody sees (control, bidirectional,
    zero-width characters).
    """
    line = " ".join(printable(text).split())
    text = unicodedata.normalize("NFC", line).translate(_FORBIDDEN)
    visible = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)
    return " ".join(visible.split()).strip(" .")


def part_of_path(text: str) -> str:
    """Make a text one part of a path: no device, no option, no hidden file, never empty."""
    name = safe(text) or _UNTITLED
    # Windows opens a device by these names, whatever their ending; programs take - for an option,
    # shells ~ for a home, and Office ~$ for a lock
    if _DEVICE.match(name) or name.startswith(("-", "~", "$")):
        return f"_{name}"
    return name


def _day(article: StoredArticle, form: str) -> str | None:
    return in_form(article.metadata.published_at, form)


def _known() -> str:
    names = ", ".join(f"{{{name}}}" for name in _FIELDS)
    return f"write a path of {names}, such as {{account}}/{{year}}/{{title}}"


def _cut(name: str, limit: int) -> str:
    """Cut a name to ``limit`` bytes, not inside a character nor before an accent that belongs to
    it.
    """
    cut = name.encode()[:limit].decode(errors="ignore")
    if cut != name:
        while cut and unicodedata.combining(name[len(cut)]):
            cut = cut[:-1]
    # Windows drops spaces and dots at the end of a name, and then cannot find the file
    return cut.rstrip(" .")
