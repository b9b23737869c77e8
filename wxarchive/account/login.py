"""What a login to a public account is: cookies and a token, as good as a password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

_HARMLESS = frozenset({
    "bizuin", "data_bizuin", "slave_bizuin", "slave_user", "lang", "mm_lang",
})  # fmt: skip
"""Cookies that say what everybody may know of an account (docs/wechat-pages.md §2.5)."""
_SHORTEST = 6
"""Characters: what is shorter is no secret, and stands in any page by chance."""


@dataclass(frozen=True, slots=True)
class Login:
    """A login. ``name``: of the account; ``until``: when it ends, as far as that is known.

    ``is_over``: WeChat said that it has ended.
    """

    token: str = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False)
    name: str | None = None
    until: datetime | None = None
    is_over: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nothing that is kept or said may hold."""
        values = [value for name, value in self.cookies.items() if name not in _HARMLESS]
        return tuple(value for value in (self.token, *values) if len(value) >= _SHORTEST)
