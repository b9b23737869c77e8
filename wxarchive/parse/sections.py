"""Which links of a body make up a 往期回顾 section (docs/wechat-pages.md §3.9, §3.10).

A section is recognised by shape and heading together: a run of links with little text between them,
and a short line before it that says what follows. A link inside a sentence is ``inline``. The text
is never cut.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import accumulate, chain

from wxarchive.address import article_ref
from wxarchive.models import ArticleRef, Section
from wxarchive.parse import phrases
from wxarchive.parse.body import Paragraph

_NUMBERING = re.compile(
    # one look at what any of them begins with takes half the time of trying each
    r"(?=[阅\d第一二三四五六七八九十百①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉vnedr\W_])(?:"
    r"阅读\s*\d*|\d{1,4}[-./年月]\d{1,2}(?:[-./月](?:\d{1,4})?)?[日号]?|第?\d+[期篇章回集辑讲课]?"
    r"|第[一二三四五六七八九十百零〇]{1,5}[期篇章回集辑讲课]|[一二三四五六七八九十百]{1,4}(?=[、.．)）])"
    r"|[①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉]|\b(?:vol|no|ep|day)\b\.?\s*\d+|[\W_]+|read\s*more|end)",
    re.I,
)
_CALL = re.compile(
    r"\W*(?:(?:点击|點擊|点此|点这里|点我|戳|戳这里|请)*(?:阅读|閱讀|查看|打开|进入|前往|跳转)*"
    r"(?:全文|原文|详情|文章|链接)?|传送门|here|link|read more|go)\W*",
    re.I,
)
"""What the words of a link say that is no title."""
_SENTENCE = re.compile("[。；？！]|，[^，\n]*，")
# what a last clause has that calls on readers to open the links below
_INVITING = re.compile("[点戳看读]")
_NO_LETTERS = re.compile(r"[\W_]+")
# characters of a line that may be a heading
_HEADING_LENGTH = 30
# characters of a line that is the title of the list below it, whatever it says
_TITLE_LENGTH = 12
# characters, signs and spaces counted, within which a heading stands, or a label before a link
_LABEL_LENGTH = 300
_INSIDE_SENTENCE = re.compile("[，。；？！]")
# lines of a letter or two that may spell a heading
_LETTERS = 6
_OWN_LABEL = re.compile(r"[\W_]*([^\W_]{2,12})\s*[】」》〗\])）:：|｜丨]")
_CARD_LABEL = re.compile(r"^\[\w+\]\s*")
# characters of other text that part two groups of links
_GAP = 40
# characters, and lines, of what a list says of a title below it
_EXCERPT, _EXCERPT_LINES = 160, 2
# lines within which a heading stands above its links, empty ones counted
_FAR = 100


class LinkLine:
    """A paragraph and what is needed of it for every link in it, each computed once."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph

    @cached_property
    def text(self) -> str:
        """All text of the paragraph."""
        return self.paragraph.text

    @cached_property
    def length(self) -> int:
        """Characters of the text, numbering and dates not counted but where several links are
        nothing else: a row of years.
        """
        length = len(_NUMBERING.sub("", self.text))
        words = [run.text for run in self.paragraph.runs if run.href and run.kind == "text"]
        if len(words) > 2:
            numbers = (text for text in words if not _NUMBERING.sub("", text))
            length += sum(len(text.strip()) for text in numbers)
        return length

    @cached_property
    def other(self) -> str:
        """The text outside of links, with its line ends; of ``推荐阅读：<link>`` the label."""
        runs = (run for run in self.paragraph.runs if not run.href)
        return "".join(run.readable for run in runs if run.kind != "math")

    @cached_property
    def other_length(self) -> int:
        """Characters of the text outside of links, numbering and dates not counted."""
        if self.calls:
            return 0
        return len(_NUMBERING.sub("", self.other))

    @cached_property
    def calls(self) -> bool:
        """Whether a title stands beside links that only say to open it."""
        words = [run.text for run in self.paragraph.runs if run.href and run.text.strip()]
        is_title = len(self.other.strip()) <= _HEADING_LENGTH and not _SENTENCE.search(self.other)
        return is_title and bool(words) and all(map(_CALL.fullmatch, words))

    @cached_property
    def is_catalogued(self) -> bool:
        """Whether the text outside of links is little beside several links, or a title."""
        several = sum(run.href is not None for run in self.paragraph.runs) > 1
        is_little = several and self.other_length * 3 < self.length
        # rows of a catalogue end in no full stop: links in such a line are parts of a sentence
        is_sentence = self.other.rstrip().endswith("。")
        return self.calls or (is_little and not is_sentence)


@dataclass(slots=True)
class BodyLink:
    """A link as it stands in the body: its target, its words, and the place of its paragraph; what
    is ``before`` it, and ``beside`` it outside of links in the same line of the paragraph.
    """

    ref: ArticleRef
    text: str
    before: str
    beside: str
    place: int
    picture: bool
    own_share: float
    section: Section = "inline"
    places: list[int] = field(default_factory=list)


def links_in_lines(lines: list[LinkLine]) -> Iterator[BodyLink]:
    """Yield the links to articles, in reading order."""
    for place, line in enumerate(lines):
        before, runs = "", line.paragraph.runs
        # most lines
        if not any(run.href for run in runs):
            continue
        sides = line.other.split("\n")
        row = 0
        for run in runs:
            row += run.kind == "break"
            ref = article_ref(run.href or "")
            is_picture = run.kind == "picture"
            if ref and (is_picture or run.text.strip()):
                text = "" if is_picture else run.text
                # a card's line begins with a label that we put there
                if line.paragraph.tag == "card":
                    text = _CARD_LABEL.sub("", text)
                text = text.strip()
                share = len(_NUMBERING.sub("", text)) / (line.length or 1)
                label = before if text else ""
                beside = sides[min(row, len(sides) - 1)]
                yield BodyLink(ref, text, label, beside, place, is_picture, share, places=[place])
            before = (before + run.readable)[-_LABEL_LENGTH - 1 :]


def find_sections(links: list[BodyLink], lines: list[LinkLine], own_biz: str | None) -> None:
    """Note of each link that stands in a section that it does; ``own_biz``: the account's."""
    # few designs need it, and then every line is measured
    half = cache(partial(_half, lines))
    groups = list(_groups(links, lines))
    found = [group for group in groups if _is_section(group, lines, half)]
    # titles at the very end are a list without a heading, be they two
    last = groups[-1]
    if len(last) == 2 and last[0].place >= half() and _ends_body(last, lines):
        found.append(last)
    for run in _with_excerpts(groups, lines):
        accounts = {(link.ref.key or "").partition(":")[0] for link in run}
        is_own = len(run) > 2 and accounts == {own_biz}
        if is_own or (len(run) > 1 and _has_heading(run[0], lines)):
            found.append(run)
    for link in chain.from_iterable(found):
        link.section = "previous"


def _ends_body(group: list[BodyLink], lines: list[LinkLine]) -> bool:
    """Tell whether links fill their lines, and no more than a word of thanks follows."""
    if not all(_fills_line(link) for link in group):
        return False
    return sum(line.length for line in lines[group[-1].places[-1] + 1 :]) < _GAP


def _fills_line(link: BodyLink) -> bool:
    return link.picture or link.own_share > 0.6


def _is_entry(link: BodyLink) -> bool:
    """Tell whether what is beside a link is a label before it, or a few words behind it."""
    if _SENTENCE.search(link.beside):
        return False
    is_first = not _NUMBERING.sub("", link.before.rpartition("\n")[2])
    return _is_label(link.beside) or (is_first and len(link.beside.strip()) <= _HEADING_LENGTH)


def _with_excerpts(groups: list[list[BodyLink]], lines: list[LinkLine]) -> Iterator[list[BodyLink]]:
    """Give the links of neighbouring groups that are titles, with only an excerpt between each."""
    run: list[BodyLink] = []
    for group in groups:
        are_titles = all(map(_fills_line, group))
        is_excerpt = False
        # what a list says of the title above it
        if run and are_titles:
            between = lines[run[-1].places[-1] + 1 : group[0].place]
            lengths = [line.length for line in between if line.length]
            is_excerpt = 0 < len(lengths) <= _EXCERPT_LINES and sum(lengths) <= _EXCERPT
        if run and not is_excerpt:
            yield run
            run = []
        if are_titles:
            run += group
    yield run


def _half(lines: list[LinkLine]) -> int:
    """Return where the second half of a body begins, in lines or in characters."""
    lengths = list(accumulate((line.length for line in lines), initial=0))
    return min(math.ceil(len(lines) * 0.5), bisect_right(lengths, lengths[-1] * 0.5))


def _groups(links: list[BodyLink], lines: list[LinkLine]) -> Iterator[list[BodyLink]]:
    """Give maximal runs of links with little other text between neighbours (§3.10, rule 2)."""
    group: list[BodyLink] = []
    for link in links:
        if group:
            start, end = max(group[-1].places[-1], group[-1].place), link.place
            inner = (line.length for line in lines[start + 1 : end] if line.other_length)
            # of the lines of both links only what is no link
            outer = (lines[place].other_length for place in {start, end})
            if sum(inner) + sum(outer) >= _GAP:
                yield group
                group = []
        group.append(link)
    if group:
        yield group


def _is_section(group: list[BodyLink], lines: list[LinkLine], half: Callable[[], int]) -> bool:
    number = len(group)
    # links that are nearly all of their lines; in a long catalogue there are remarks between (§11)
    alone = 0
    for link in group:
        alone += _fills_line(link) or lines[link.place].is_catalogued or _is_entry(link)
    is_alone = alone >= min(number, max(2, math.ceil(number * 0.8)))
    # how much of those lines is something else
    span = lines[group[0].place : group[-1].place + 1]
    length = sum(line.length for line in span) or 1
    other_share = sum(line.other_length for line in span) / length
    if (number >= 2 or is_alone) and _has_heading(group[0], lines):
        return is_alone or other_share < 0.5
    # a list has a heading of the account's own words
    if number >= 2 and all(map(_fills_line, group)) and _has_title(group[0], lines):
        return True
    # designs end in a row of pictures without a heading
    pictures_only = all(link.picture and not link.text for link in group)
    if number >= 2 and pictures_only and group[0].place >= half():
        return True
    return number >= 3 and is_alone and other_share < 0.3


def _has_heading(first: BodyLink, lines: list[LinkLine]) -> bool:
    """Tell whether a label in its line, or a line above it, says that earlier articles follow."""
    if _is_label(first.before) and not _SENTENCE.search(first.beside):
        return True
    # the words of a link may begin with what it is
    if (label := _OWN_LABEL.match(first.text)) and _is_heading_line(label[1]):
        return True
    passed = 0
    for place in range(first.place - 1, max(first.place - _FAR, 0) - 1, -1):
        line = lines[place]
        if _is_heading_line(line.text):
            return True
        # designs give every letter of a heading its own block: what do they spell together?
        if len(line.text) <= 2 and _is_heading_line(_spelled(place, lines)):
            return True
        if not line.length:
            continue
        # another line may stand between, but no text
        passed += 1
        if passed >= 2 or line.length > _HEADING_LENGTH:
            return False
    return False


def _has_title(first: BodyLink, lines: list[LinkLine]) -> bool:
    """Tell whether the line above a link is one of a few words, which are no sentence."""
    for place in range(first.place - 1, max(first.place - _FAR, 0) - 1, -1):
        if text := _letters_of(lines[place].text):
            is_sentence = _INSIDE_SENTENCE.search(lines[place].text)
            return 1 < len(text) <= _TITLE_LENGTH and not is_sentence
    return False


def _spelled(last: int, lines: list[LinkLine]) -> str:
    """Return what lines of a letter or two spell together, up to the line at ``last``."""
    letters = ""
    for line in reversed(lines[max(0, last + 1 - _LETTERS) : last + 1]):
        if len(line.text) > 2:
            break
        letters = line.text + letters
    return letters


def _is_label(text: str) -> bool:
    """Tell whether words in a link's paragraph say that earlier articles follow:
    ``推荐阅读：<link>``.
    """
    if _is_heading(text):
        return True
    return text.rstrip(" ").endswith((":", "：", "\n")) and _is_heading_line(text)


def _is_heading_line(text: str) -> bool:
    """Tell whether a line of its own says so; what is a heading there may be part of a sentence
    elsewhere.
    """
    last = next(reversed(text[-_LABEL_LENGTH:].rstrip().splitlines()), "")
    if _is_heading(last):
        return True
    bare = _letters_of(last)
    if len(bare) not in phrases.SHORT_HEADING_LENGTHS or _INSIDE_SENTENCE.search(last):
        return False
    ends_so = bare.endswith(phrases.SHORT_HEADING_ENDS)
    return ends_so or any(word in bare for word in phrases.SHORT_HEADING_WORDS)


def _is_heading(text: str) -> bool:
    if len(text) > _LABEL_LENGTH:
        return False
    bare = _letters_of(text)
    if not 0 < len(bare) <= _HEADING_LENGTH:
        return False
    _, comma, clause = text.rpartition("，")
    if comma and clause.rstrip().endswith("。") and not _INVITING.search(clause):
        return False
    return any(word in bare for word in phrases.HEADING_WORDS)


def _letters_of(text: str) -> str:
    return _NO_LETTERS.sub("", text).lower().translate(phrases.SIMPLIFIED)
