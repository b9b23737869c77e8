"""A site over time: posts are edited, taken away for every reason there is, and given back. It
knows its own truth.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.smallwechat import states
from tests.smallwechat.pages import Post, Serving, page
from tests.smallwechat.site import BRIDGES, Site
from tests.smallwechat.writing import paragraph

ELSEWHERE = "https://mp.weixin.qq.com/s/MovedMovedMovedMoved__"
ENDS: Mapping[str, Callable[[], str]] = {
    "deleted": states.deleted,
    "violation": lambda: states.violation(BRIDGES),
    "infringement": states.infringement,
    "account_gone": states.account_gone,
    "migrated": lambda: states.migrated(ELSEWHERE),
    "private": states.private,
}
"""State → the page of an article that came to this end."""
ADDRESS_ENDS: Mapping[str, Callable[[], str]] = {
    "expired": states.expired,
    "invalid": states.invalid,
}
TROUBLES: Mapping[str, Callable[[], str]] = {
    "unavailable": states.unavailable,
    "busy": states.system_error,
    "empty": lambda: "",
    "cut off": lambda: "<!DOCTYPE html><html><head><title></title></head><body><div id=",
    "album": lambda: states.account_info(BRIDGES),
}
"""Answers that tell nothing of an article."""


@dataclass(frozen=True)
class Changing(Site):
    """A site whose posts change: ``now`` holds, by token, the edited post or the page that comes
    instead of it.
    """

    now: dict[str, Post | str] = field(default_factory=dict)
    restless: bool = True

    def short(self, token: str, serial: int) -> str:
        """Answer a short address."""
        return self.answer(next((post for post in self.posts if post.token == token), None), serial)

    def long(self, query: Mapping[str, str], serial: int) -> str:
        """Answer a long address."""
        return self.answer(
            next((post for post in self.posts if str(post.mid) == query.get("mid")), None), serial
        )

    def answer(self, post: Post | None, serial: int) -> str:
        """Return what the address of a post gives now."""
        if post is None:
            return states.invalid()
        found = self.now.get(post.token, post)
        nonce = 100000001 + serial if self.restless else 100000001
        return (
            found if isinstance(found, str) else page(found, Serving(nonce=nonce, boilerplate_kb=4))
        )

    def edit(self, post: Post, text: str) -> Post:
        """Put one more paragraph to what the post says now, or said at last."""
        said = self.now.get(post.token, post)
        edited = replace(
            post, body_html=(post if isinstance(said, str) else said).body_html + paragraph(text)
        )
        return self.put(post, edited)

    def put(self, post: Post, now: Post) -> Post:
        """Let a post say something else."""
        self.now[post.token] = now
        return now

    def end(self, post: Post, page_instead: str) -> None:
        """Let another page come in place of a post."""
        self.now[post.token] = page_instead

    def give_back(self, post: Post) -> None:
        """Let a post be as it was at first."""
        self.now.pop(post.token, None)
