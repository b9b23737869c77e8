"""Received pages, and how they become few bytes."""

from wxarchive.store.pages.compression import Packed
from wxarchive.store.pages.pages import Pages

__all__ = ["Packed", "Pages"]
