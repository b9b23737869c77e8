"""An article's text for people's terminals."""

from wxarchive.render.terminal.terminal import for_terminal
from wxarchive.render.terminal.wrapping import Styled, wrap

__all__ = ["Styled", "for_terminal", "wrap"]
