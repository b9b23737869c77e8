"""Whatever a site does over time, and whenever it is looked at: the archive's history is what was
there to be seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.smallwechat import states
from tests.smallwechat.changing import ADDRESS_ENDS, ENDS, TROUBLES
from tests.smallwechat.pages import Post
from tests.smallwechat.site import METER, NIGHT, WATER
from tests.support.checking import Watch
from tests.support.prepared import empty
from wxarchive.errors import BadAnswer, NetworkError, Refused
from wxarchive.history import life_of
from wxarchive.store.database import Store

POSTS = (WATER, NIGHT)
ERRORS: dict[str, Callable[[], NetworkError]] = {
    "404": lambda: Refused("HTTP 404"),
    "503": lambda: BadAnswer("HTTP 503"),
    "down": lambda: NetworkError("no answer"),
}
posts = st.sampled_from(POSTS)
changes = st.sampled_from(
    [
        *[("is_edited", text) for text in "甲乙丙"],
        *[("is_renamed", title) for title in ("题一", "题二")],
        *[("is_given_back", how) for how in ("as it was", "as it was", "as at first")],
        *[("ends", end) for end in [*ENDS, *ADDRESS_ENDS]],
        *[("is_in_trouble", trouble) for trouble in [*TROUBLES, "challenge", "other"]],
        *[("gives_no_answer", error) for error in ERRORS],
    ]
)


@dataclass
class Truth:
    """What is behind an address, and what was there to be seen each time somebody looked.

    ``state``: of the article; ``says``: title and added paragraphs; ``hidden``: what it says cannot
    be seen now.
    """

    post: Post
    says: tuple[str, ...]
    state: str = "ok"
    hidden: bool = False
    states: list[str] = field(default_factory=list)
    versions: list[tuple[str, ...]] = field(default_factory=list)

    def look(self) -> None:
        if self.hidden:
            return
        self.states.append(self.state)
        if self.state == "ok":
            self.versions.append(self.says)

    def expected_states(self) -> list[str]:
        return [state for state, _ in groupby(self.states)]

    def expected_versions(self) -> list[tuple[str, ...]]:
        return [says for says, _ in groupby(self.versions)]

    def expected_state(self) -> str:
        telling = [state for state in self.states if state not in ADDRESS_ENDS]
        return telling[-1]

    def expected_lives(self) -> list[str | None]:
        lives: list[str | None] = []
        gone = False
        for state in self.expected_states():
            if state == "ok":
                lives.append("back" if gone else "alive")
                gone = False
            else:
                lives.append("gone" if state in ENDS else None)
                gone = gone or state in ENDS
        return lives


class Sequences(RuleBasedStateMachine):
    @initialize()
    def archived(self) -> None:
        self.folder = TemporaryDirectory()
        self.watch = Watch(Store(empty(Path(self.folder.name) / "archive.db")), hurry=True)
        self.watch.keep(*POSTS)
        self.truths = {post.short_url: Truth(post, (post.title,)) for post in POSTS}
        self.bases = {post.short_url: self.watch.texts(one)[0] for one, post in enumerate(POSTS, 1)}
        for truth in self.truths.values():
            truth.look()

    @rule(post=posts, change=changes)
    def changes(self, post: Post, change: tuple[str, str]) -> None:
        what, how = change
        getattr(self, what)(post, self.truth(post), how)

    def is_edited(self, post: Post, truth: Truth, text: str) -> None:
        self.shows(post, replace(truth, says=(*truth.says, text)))

    def is_renamed(self, post: Post, truth: Truth, title: str) -> None:
        self.shows(post, replace(truth, says=(title, *truth.says[1:])))

    def is_given_back(self, post: Post, truth: Truth, how: str) -> None:
        self.shows(post, truth if how == "as it was" else replace(truth, says=(post.title,)))

    def ends(self, post: Post, truth: Truth, end: str) -> None:
        self.watch.errors.pop(post.token, None)
        self.watch.site.end(post, {**ENDS, **ADDRESS_ENDS}[end]())
        self.put(post, replace(truth, state=end, hidden=False))

    def is_in_trouble(self, post: Post, truth: Truth, trouble: str) -> None:
        if trouble == "other":
            self.watch.site.put(post, METER)
        else:
            self.watch.site.end(
                post, TROUBLES.get(trouble, lambda: states.challenge(post.short_url))()
            )
        self.put(post, replace(truth, hidden=True))

    def gives_no_answer(self, post: Post, truth: Truth, error: str) -> None:
        self.watch.errors[post.token] = ERRORS[error]()
        self.put(post, replace(truth, hidden=True))

    @rule(hours=st.sampled_from([1, 24, 24 * 40, -5, -24 * 10]))
    def time_passes(self, hours: int) -> None:
        self.watch.time += timedelta(hours=hours)

    @rule()
    def is_checked(self) -> None:
        self.watch.asked.clear()
        outcomes = self.watch.check()
        assert len(outcomes) == len(self.watch.asked)
        for url, outcome in zip(self.watch.asked, outcomes, strict=True):
            truth = self.truths[url]
            assert bool(outcome.change) == self.is_news(truth), outcome
            truth.look()
            assert (outcome.status in {"failed", "blocked"}) == truth.hidden, outcome

    @invariant()
    def the_history_is_what_was_to_be_seen(self) -> None:
        for number, (url, truth) in enumerate(self.truths.items(), 1):
            article, sights = self.watch.article(number), self.watch.sights(number)
            assert [one.state for one in sights] == truth.expected_states()
            assert [one.times for one in sights] == [
                len([*run]) for _, run in groupby(truth.states)
            ]
            assert [life for _, life in life_of(sights)] == truth.expected_lives()
            assert article.state == truth.expected_state()
            assert (article.gone_at is None) == (article.state == "ok")
            versions = self.watch.store.versions.of(number)
            expected = [(says[0], self.text(url, says)) for says in truth.expected_versions()]
            assert [(one.metadata.title, one.body.text) for one in versions] == expected
            assert article.content
            assert (article.metadata.title, article.content.text) == expected[-1]

    def teardown(self) -> None:
        self.watch.store.close()
        self.folder.cleanup()

    def truth(self, post: Post) -> Truth:
        return self.truths[post.short_url]

    def put(self, post: Post, truth: Truth) -> None:
        self.truths[post.short_url] = truth

    def shows(self, post: Post, truth: Truth) -> None:
        """Let a post be there to be read."""
        self.watch.errors.pop(post.token, None)
        body = post.body_html + "".join(f"<p>{text}</p>" for text in truth.says[1:])
        self.watch.site.put(post, replace(post, title=truth.says[0], body_html=body))
        self.put(post, replace(truth, state="ok", hidden=False))

    def text(self, url: str, says: tuple[str, ...]) -> str:
        return "\n".join([self.bases[url], *says[1:]])

    def is_news(self, truth: Truth) -> bool:
        """Tell whether who looks now sees something else than the archive shows."""
        if truth.hidden:
            return False
        if truth.state in ADDRESS_ENDS:
            return truth.states[-1] != truth.state
        return truth.expected_state() != truth.state or (
            truth.state == "ok" and truth.versions[-1] != truth.says
        )


TestSequences = Sequences.TestCase
# a third of what other tests take: each example is a long one
TestSequences.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=30)
