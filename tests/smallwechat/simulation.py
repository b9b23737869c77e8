"""A town of any size that is to be crawled, and the truth about it: what there is, what is gone,
what goes wrong.

Each post links to the two before it and to some older ones, so that no deleted post cuts the way.
Every other post is linked by its short address, which tells neither account nor identity; what goes
wrong does so at those, by path.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.smallwechat import states
from tests.smallwechat.crowd import ACCOUNT, crowd
from tests.smallwechat.pages import Picture, Post, Reference, Serving, page
from tests.smallwechat.server import Faults
from tests.smallwechat.site import Site
from tests.smallwechat.writing import paragraph, picture, previous

STUBBORN = 4
"""Answers that fail, of one address, before it heals: more than one run asks for."""
_KINDS = ("status", "cut_off", "reset", "stubborn")


@dataclass(frozen=True)
class Town(Site):
    """A site that knows what it served. ``gone`` and ``edited`` hold tokens; edited posts change
    once they are read.
    """

    gone: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    served: "Counter[str]" = field(default_factory=Counter)
    """Token → how often its page was served whole by the site, whatever became of the answer."""

    def short(self, token: str, serial: int) -> str:
        """Answer a short address."""
        return self._serve(self._by_token.get(token))

    def long(self, query: Mapping[str, str], serial: int) -> str:
        """Answer a long address."""
        return self._serve(self._by_mid.get(query.get("mid", "")))

    @property
    def alive(self) -> tuple[Post, ...]:
        """The posts that can be read."""
        return tuple(post for post in self.posts if post.token not in self.gone)

    @property
    def newest(self) -> str:
        """The address a crawl of everything starts from."""
        return self.posts[-1].short_url

    def token_of(self, target: str) -> str:
        """Tell which post a request was for, by its path with the query."""
        if target.startswith("/s/"):
            return target.removeprefix("/s/")
        mid = target.partition("mid=")[2].partition("&")[0]
        return self._by_mid[mid].token

    @cached_property
    def _by_token(self) -> dict[str, Post]:
        return {post.token: post for post in self.posts}

    @cached_property
    def _by_mid(self) -> dict[str, Post]:
        return {str(post.mid): post for post in self.posts}

    def _serve(self, post: Post | None) -> str:
        if post is None:
            return states.invalid()
        if post.token in self.gone:
            return states.deleted()
        self.served[post.token] += 1
        if post.token in self.edited and self.served[post.token] > 1:
            post = replace(post, body_html=post.body_html + paragraph("后来这户人家添了一扇窗。"))
        return page(post, Serving(boilerplate_kb=self.boilerplate_kb))


def town(
    count: int, seed: int = 0, *, gone: float = 0.0, edited: float = 0.0, pictures: int = 0
) -> Town:
    """Return a town of ``count`` posts; ``gone`` and ``edited`` are shares of them. The newest is
    never gone.
    """
    chance = random.Random(seed)
    posts: list[Post] = []
    for post in crowd(count).posts:
        number = len(posts)
        older = chance.sample(range(number), min(number, 3))
        targets = [
            posts[one] for one in dict.fromkeys([number - 1, number - 2, *older]) if one >= 0
        ]
        links = tuple(map(_reference, targets))
        shown = tuple(_picture(number, one) for one in range(pictures))
        body = post.body_html.partition("<section")[0] + "".join(map(picture, shown))
        body += previous(links) if links else ""
        posts.append(replace(post, links=links, pictures=shown, body_html=body))
    return Town(
        posts=tuple(posts),
        accounts=(ACCOUNT,),
        boilerplate_kb=4,
        gone=frozenset(post.token for post in posts[:-1] if chance.random() < gone),
        edited=frozenset(post.token for post in posts if chance.random() < edited),
    )


def bad_days(
    site: Town, seed: int = 0, *, share: float = 0.03, challenge_after: int | None = None
) -> Faults:
    """Return what goes wrong: ``share`` of the posts answer badly for a while, some longer than one
    run asks.
    """
    chance = random.Random(seed)
    chosen: dict[str, dict[str, int]] = {kind: {} for kind in _KINDS}
    for post in site.posts[::2]:
        if chance.random() < 2 * share:
            chosen[chance.choice(_KINDS)][f"/s/{post.token}"] = chance.choice([1, 2])
    status = {path: (503, times) for path, times in chosen["status"].items()}
    status |= dict.fromkeys(chosen["stubborn"], (500, STUBBORN))
    return Faults(
        challenge_after=challenge_after,
        status=status,
        cut_off=chosen["cut_off"],
        reset=chosen["reset"],
    )


def _reference(post: Post) -> Reference:
    return (
        replace(post.reference, url=f"{post.short_url}?scene=1") if post.mid % 2 else post.reference
    )


def _picture(number: int, position: int) -> Picture:
    return Picture(
        f"https://mmbiz.qpic.cn/mmbiz_jpg/Town{number:05d}Picture{position:02d}/0?wx_fmt=jpeg"
    )
