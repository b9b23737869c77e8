"""An article's text for people's terminals."""

from wxarchive.render.terminal.terminal import for_terminal

__all__ = ["for_terminal"]
