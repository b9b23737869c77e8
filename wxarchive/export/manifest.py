"""The manifest of a folder: which file an export wrote for what, and what it wrote.

::

    {"format": 2, "templates": {"md": "{date} {title}"}, "files": {
    "md BIZ:MID:IDX": ["2024-03-06 春茶.md", SHA-256],
    "pdf BIZ:MID:IDX": ["2024-03-06 春茶.pdf", SHA-256, SHA-256 of what it was made of],
    …
    }}

A file a line. The first word of a name is the form (``md``, ``html``, ``asset`` …), the rest says
which article, page or picture it is.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wxarchive.errors import ExportError

_FORMAT = 2
_OUTSIDE = re.compile(r"\0|^/|(?:^|/)(?:\.{0,2}(?:/|$)|\.wxarchive-export\.)")
_OUTSIDE_ON_WINDOWS = re.compile(r"[\\:]")
"""Elsewhere a name may have these: people call a file by the time of day."""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A file we wrote and the SHA-256 of what we wrote; none for a name only reserved.

    ``source``: the SHA-256 of what it was made of, where making it again gives other bytes.
    """

    file: str
    sha256: str | None = None
    source: str | None = None

    @property
    def words(self) -> list[str]:
        """What is written of it."""
        return [word for word in (self.file, self.sha256, self.source) if word]


@dataclass(slots=True)
class Manifest:
    """What is remembered of a folder. ``templates``: what the names of each form were made of."""

    entries: dict[str, ManifestEntry]
    templates: dict[str, str]

    def lines(self) -> Iterator[bytes]:
        """Write it as JSON, a file a line, without holding it in memory: there may be a hundred
        thousand.
        """
        templates = json.dumps(self.templates, ensure_ascii=False)
        yield _bytes(f'{{"format": {_FORMAT}, "templates": {templates}, "files": {{')
        comma = ""
        for name in sorted(self.entries):
            entry = self.entries[name]
            # a name that was only reserved is found again
            if entry.sha256:
                value = json.dumps(entry.words, ensure_ascii=False)
                yield _bytes(f"{comma}\n{json.dumps(name)}: {value}")
                comma = ","
        yield b"\n}}\n"


def read(path: Path) -> Manifest:
    """Read a manifest, an empty one if there is none.

    Raises ExportError if it is damaged, of another format, or names files outside of the folder.
    """
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Manifest({}, {})
    except (ValueError, RecursionError) as error:
        raise damaged(path) from error
    # anybody may have written it: each name in it is checked
    match content:
        case {"format": 2, "templates": dict(templates), "files": dict(files)}:
            if not all(isinstance(template, str) for template in templates.values()):
                raise damaged(path)
            entries = {name: entry_of(entry, path) for name, entry in files.items()}
            return Manifest(entries, templates)
    raise damaged(path)


def entry_of(entry: object, path: Path) -> ManifestEntry:
    """Read what is remembered of a file; raises ExportError, which names ``path``, for one outside
    of the folder.
    """
    match entry:
        case [str(file), str(sha256), *rest] if sha256 and is_inside(file):
            match rest:
                case []:
                    return ManifestEntry(file, sha256)
                case [str(source)]:
                    return ManifestEntry(file, sha256, source)
    raise damaged(path)


def is_inside(file: str) -> bool:
    """Tell whether a name is that of a file inside the folder, and none of the export's own."""
    if os.name == "nt" and _OUTSIDE_ON_WINDOWS.search(file):
        return False
    return not _OUTSIDE.search(file)


def damaged(path: Path) -> ExportError:
    """Return the error for a manifest or a journal that cannot be read."""
    hint = "move it away, or export to another folder"
    return ExportError("not a manifest this version can read", str(path), hint)


def _bytes(text: str) -> bytes:
    # a file's name may be no UTF-8: JSON has the same escapes for what Python makes of it
    return text.encode("utf-8", "backslashreplace")
