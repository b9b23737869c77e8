"""The pictures that were saved next to a page: in its folder, or in the archive it came in."""

from pathlib import Path
from urllib.parse import unquote

from wxarchive.sources.source import SavedPage

PICTURE_LIMIT = 20 * 1024 * 1024
"""Bytes."""


def read_picture(source: SavedPage, name: str) -> bytes | None:
    """Return the bytes of the file that a saved page calls ``name``; ``None`` if it has none.

    Nothing is read outside of the folder the user gave, or the archive: a page may name any file.
    """
    plain = name.partition("#")[0]
    if source.contained:
        return source.contained.beside(plain, PICTURE_LIMIT)
    folder = source.path.parent
    root = source.root or folder
    # browsers write the address of a file, people's tools its name
    for spelled in dict.fromkeys((unquote(plain), plain)):
        if body := _read(folder, spelled, root):
            return body
    return None


def _read(folder: Path, name: str, root: Path) -> bytes | None:
    try:
        path = (folder / name.replace("\\", "/")).resolve()
        if not (path.is_relative_to(root.resolve()) and path.is_file()):
            return None
        with path.open("rb") as file:
            body = file.read(PICTURE_LIMIT + 1)
    # names that no file can have, links in circles
    except (OSError, ValueError, RuntimeError):
        return None
    if len(body) > PICTURE_LIMIT:
        return None
    return body
