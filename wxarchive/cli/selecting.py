"""Which articles a command is for: one language for every command (``docs/selecting.md``)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial, wraps
from itertools import chain
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from wxarchive.cli import completion
from wxarchive.cli.dates import day
from wxarchive.cli.missing_media import FILTERS_GIVEN
from wxarchive.cli.options import Command, Count, open_archive, with_options
from wxarchive.cli.output import message
from wxarchive.cli.search_index import searchable
from wxarchive.errors import NotFound
from wxarchive.models import KINDS, STATES, Filter, Selection

if TYPE_CHECKING:
    from wxarchive.store import NamedThing, Store

_STDIN = "-"
_NOT = "not_"
"""How the parameters of options begin that leave articles out."""
_COMMA = re.compile("([,，、])")
_TELL = 3
"""Lines that name no article and are told one by one."""
_WHERE_TO_LOOK: "Mapping[NamedThing, str]" = {
    "account": "accounts",
    "album": "albums",
    "author": "list --group-by author",
    "location": "list --group-by location",
    "tag": "tags",
}


# generic only from click 8.4
class Choices(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """One of some words, or several with commas between them."""

    name = "text"

    def __init__(self, words: Sequence[str]) -> None:
        self._one = click.Choice(words)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words; raises :class:`click.BadParameter` for any other one."""
        parts = (part.strip() for part in _COMMA.split(str(value))[::2])
        # of nothing but commas the whole is refused
        words = [part for part in parts if part] or [str(value)]
        return tuple(self._one.convert(word, param, ctx) for word in words)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the last word."""
        return completion.after_commas(incomplete, partial(self._one.shell_complete, ctx, param))


class _FilterOption(click.Option):
    """An option that chooses articles. Given twice it chooses by both values, where it may have
    several; two dates, numbers or opposite flags are refused: click would take the last one.
    """

    values_with_commas = True

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Let the parser keep every value."""
        if not self.is_flag:
            parser.add_option(self, self.opts, dest=self.name, action="append")
            return
        parser.add_option(self, self.opts, dest=self.name, action="append_const", const=True)
        parser.add_option(
            self, self.secondary_opts, dest=self.name, action="append_const", const=False
        )

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Take all values, or the one value there can be."""
        given = opts.get(self.name or "")
        # not on the command line: a default, which is no list
        if not isinstance(given, list):
            return super().handle_parse_result(ctx, opts, args)
        if not self.multiple and len({*given}) > 1 and not ctx.resilient_parsing:
            values = " and ".join(map(str, dict.fromkeys(given)))
            what = f"{self.opts[0]} is given twice, as {values}"
            if self.is_flag:
                what = f"{self.opts[0]} and {self.secondary_opts[0]} leave nothing"
            raise click.UsageError(f"{what}: give one of them.", ctx)
        self._remember(ctx, given)
        opts = {**opts, self.name or "": given if self.multiple else given[-1]}
        return super().handle_parse_result(ctx, opts, args)

    def _remember(self, ctx: click.Context, given: Sequence[object]) -> None:
        """Keep the filter as it is written, for a command that is to have the same."""
        # the first ten of another command would be other articles
        if self.name == "limit":
            return
        for value in given if self.multiple else given[-1:]:
            # of --original/--no-original click gives the second name apart
            words = [self.opts[0]]
            if value is False:
                words = [self.secondary_opts[0]]
            if not self.is_flag:
                words.append(str(value))
            ctx.meta.setdefault(FILTERS_GIVEN, []).extend(words)


_option = partial(click.option, cls=_FilterOption)


def _several(name: str, metavar: str, help_text: str, **more: Any) -> Iterator[Any]:
    """Yield the option that chooses by some values, and the one that leaves these out."""
    common = {"multiple": True, "metavar": metavar, **more}
    yield _option(f"--{name}", help=help_text, **common)
    yield _option(f"--not-{name}", help=f"Leave out those of this {name}.", **common)


_OPTIONS = (
    *_several(
        "account", "NAME,…", "Name (also a former one), WeChat id, gh_… id or biz of the account.",
        shell_complete=completion.accounts,
    ),
    *_several("author", "NAME,…", "Byline (作者).", shell_complete=completion.authors),
    *_several(
        "album", "ALBUM,…", "Title or id of an album (合集).", shell_complete=completion.albums
    ),
    *_several("kind", "KIND,…", f"{', '.join(KINDS)}.", type=Choices(KINDS)),
    *_several("state", "STATE,…", "ok, deleted, violation, …", type=Choices(STATES)),
    *_several(
        "location", "PLACE,…", "发布地, such as 浙江.", shell_complete=completion.locations
    ),
    *_several("tag", "TAG,…", "Tag of your own.", shell_complete=completion.tags),
    _option(
        "--since", type=day(), metavar="DATE",
        help="Published since 2024, 2024-10, 2024/10/5, 2024年10月, 7d or 3m ago, last week, 上周.",
    ),
    _option(
        "--until", type=day(over=True), metavar="DATE",
        help="Published until then, that day, month or year included.",
    ),
    _option(
        "--original/--no-original", "is_original", default=None,
        help="With the 原创 mark, or without.",
    ),
    _option(
        "--has-pictures/--no-pictures", default=None,
        help="With pictures in the text, or without.",
    ),
    _option(
        "--gone/--alive", "is_gone", default=None,
        help="No longer on WeChat when last seen, or still.",
    ),
    _option(
        "--edited/--unedited", "is_edited", default=None,
        help="With several versions, or with one.",
    ),
    _option(
        "--starred/--no-star", "is_starred", default=None,
        help="With a star of yours, or without.",
    ),
    _option("--read/--unread", "is_read", default=None, help="Marked as read, or not yet."),
    _option(
        "--has-note/--no-note", default=None, help="With a note of yours, or without.",
    ),
    _option(
        "--has-highlight/--no-highlight", default=None,
        help="With a highlight of yours, or without.",
    ),
    _option(
        "--linked-by", metavar="REF", multiple=True, shell_complete=completion.references,
        help="Articles this one links to.",
    ),
)  # fmt: skip
_NAMED: "tuple[NamedThing, ...]" = ("account", "author", "album", "location", "tag")
_CHOSEN = ("kind", "state")
_SINGLE = (
    "since", "until", "is_original", "has_pictures", "is_gone", "is_edited", "is_starred",
    "is_read", "has_note", "has_highlight", "limit",
)  # fmt: skip


def filters(limit: str = "all") -> Callable[[Command], Command]:
    """Add the options that choose articles; the command receives them as ``where``.

    ``limit``: what the help says of how many there are by default.
    """

    def add(command: Command) -> Command:
        @wraps(command)
        def with_filter(*args: Any, **given: Any) -> None:
            where = _filter(given, _archive())
            command(*args, where=where, **given)

        return with_options((*_OPTIONS, _at_most(limit)), with_filter)

    return add


def selecting(limit: str = "all", *, refs: bool = True) -> Callable[[Command], Command]:
    """Add all that chooses articles; the command receives it as ``which``.

    ``limit`` as of :func:`filters`. ``refs``: articles may be named, as arguments or on stdin.
    """

    def add(command: Command) -> Command:
        @wraps(command)
        def with_selection(
            *args: Any, query: str | None, ref: Sequence[str] = (), **given: Any
        ) -> None:
            # next to the options, which remember themselves
            written = click.get_current_context().meta.setdefault(FILTERS_GIVEN, [])
            written.extend(ref)
            if query is not None:
                written.extend(("--search", query))
            archive = _archive()
            among = None
            if ref:
                among = _ids(ref, archive())
            where = _filter(given, archive, among)
            command(*args, which=Selection(where, query), **given)

        options = (_SEARCH, *_OPTIONS, _at_most(limit))
        return with_options((_REFS, *options) if refs else options, with_selection)

    return add


_REFS = click.argument("ref", nargs=-1, shell_complete=completion.references, metavar="[REF]...")
_SEARCH = click.option(
    "--search", "query", metavar="QUERY", help="Only what this search finds, as of search."
)


def _at_most(limit: str) -> Callable[[Command], Command]:
    return _option(
        "--limit",
        type=Count(min=1),
        metavar="N",
        help=f"At most so many; default: {limit}.",
    )


def filter_of(which: Selection) -> Filter:
    """Return the filter that lets just these articles pass. A search is carried out here."""
    if which.query is None:
        return which.where
    return searchable().search.chosen(which)


def _archive() -> "Callable[[], Store]":
    """Return what opens the archive for reading, once, when the first name is looked up."""
    return cache(partial(open_archive, read_only=True))


def _filter(
    given: dict[str, Any], archive: "Callable[[], Store]", among: Sequence[int] | None = None
) -> Filter:
    """Return the filter that the options make; take their values out of ``given``."""
    chosen: dict[str, Any] = {"among": among}
    left_out: dict[str, Any] = {}
    for name in _NAMED:
        chosen[name] = _names(name, given.pop(name), archive)
        left_out[name] = _names(name, given.pop(f"{_NOT}{name}"), archive)
    for choice in _CHOSEN:
        chosen[choice] = tuple(chain.from_iterable(given.pop(choice)))
        left_out[choice] = tuple(chain.from_iterable(given.pop(f"{_NOT}{choice}")))
    chosen |= {name: given.pop(name) for name in _SINGLE}
    if linking := given.pop("linked_by"):
        chosen["linked_by"] = [archive().articles.find(one) for one in linking]
    # each by itself: who is of that account, or has that tag, is left out
    without = [Filter(**{name: values}) for name, values in left_out.items() if values]
    return Filter(exclude=without, **chosen)


def _names(
    what: "NamedThing", given: Sequence[str], archive: "Callable[[], Store]"
) -> tuple[str, ...]:
    """Return the names that were given; report those that the archive does not know."""
    if not given:
        return ()
    if not all(_COMMA.sub("", text).strip() for text in given):
        # to take it for no filter would choose everything
        raise click.UsageError(f"a name for {what} is empty: mostly a variable that was never set")
    knows = partial(archive().catalogue.knows, what)
    names = tuple(dict.fromkeys(name for text in given for name in _apart(text, knows)))
    say_unknown(what, names, archive())
    return names


def say_unknown(what: "NamedThing", names: Sequence[str], store: "Store") -> None:
    """Say which names the archive does not know, and what may be meant."""
    # no error: a script may ask for an account before its first article has come
    for name in names:
        if store.catalogue.knows(what, name):
            continue
        hint = f"see wxarchive {_WHERE_TO_LOOK[what]}"
        if like := store.catalogue.nearest(what, name):
            hint = f"did you mean {' or '.join(like)}?"
        message(f"no {what} here is called {name}; {hint}")


def _apart(text: str, knows: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names in a text that commas separate."""
    # names and commas by turns; a comma may be part of a name, and the longest known name counts
    parts = _COMMA.split(text)
    at = 0
    while at < len(parts):
        ends = range(len(parts), at + 1, -2)
        known = (end for end in ends if knows("".join(parts[at:end]).strip()))
        end = next(known, at + 1)
        if name := "".join(parts[at:end]).strip():
            yield name
        at = end + 1


def _ids(refs: Sequence[str], store: "Store") -> tuple[int, ...]:
    """Return the ids of the articles that are named, each once; raises :class:`NotFound`, which
    names the line of stdin.
    """
    found: dict[int, None] = {}
    unknown: list[NotFound] = []
    for place, ref in _refs(refs):
        try:
            found[store.articles.find(ref)] = None
        except NotFound as error:
            if not place:
                raise
            # of a list people want to see at once which lines are wrong
            which = place
            if error.which:
                which = f"{place}, {error.which}"
            unknown.append(NotFound(error.what, which, error.hint))
    if unknown:
        for other in unknown[1:_TELL]:
            message(str(other))
        if len(unknown) > _TELL:
            message(f"… and {len(unknown) - _TELL} lines more that name no article")
        raise unknown[0]
    return tuple(found)


def _refs(refs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what names articles, with the line of stdin that it stands in, else an empty text."""
    for ref in dict.fromkeys(refs):
        if ref != _STDIN:
            yield "", ref
            continue
        from wxarchive.formats import text_of

        lines = text_of(click.open_file("-", "rb").read()).splitlines()
        is_of_list = False
        for number, line in enumerate(lines, 1):
            # what search prints below the line of an article
            if is_of_list and line.startswith(" "):
                continue
            is_of_list = "\t" in line
            # of a line of a list, its first column
            if named := line.strip().partition("\t")[0].strip():
                yield f"standard input, line {number}", named
