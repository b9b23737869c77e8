"""Tell from a regular expression alone whether there are texts for which it takes far too long.

An expression is tried in as many ways as it can read the same text. So it is made into its position
automaton (Glushkov), and two things are looked for: a place from which two ways lead back to it
over the same text, which is *exponential*; and a repeat that leads over a text into a later repeat,
which both of them could read too, which is *polynomial*. A search may begin anywhere: that is one
more repeat in front, and finds what is read again from every start. What a possessive repeat or an
atomic group has read it does not give back. A repeat behind which nothing can fail is harmless.
Lookarounds are taken to hold always, so a finding may be false.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from operator import or_

# the module `re` knows its own grammar best
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ENDLESS = 150
"""A repeat that may go on for more than so many times counts as endless."""
_ENDED, _GUARDED = 1, 2
_COMMON = "\0 \t\n\r09azAZ_<>&;:=(){}[]\"'/\\|*#.,-+%?$!é中，\u3000\U0001f600"
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    op.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdecimal(),
    op.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    op.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}


def findings(pattern: re.Pattern[Any], *, searched: bool) -> set[str]:
    """Return what is wrong with an expression: ``exponential``, ``polynomial``.

    ``searched``: it may begin anywhere in a text; else it is tried at one place.
    """
    tree = parser.parse(pattern.pattern, pattern.flags)
    found: set[str] = set()
    for part in (tree, *_inner(tree)):
        automaton = _Automaton(_alphabet(tree), pattern.flags)
        found |= automaton.findings(
            part, searched=searched and part is tree, whole=part is not tree
        )
    return found


def _inner(tree: Any) -> Iterator[Any]:
    """Give what possessive repeats and atomic groups hold: inside of it ways are tried, up to its
    end.
    """
    for code, value in _nodes(tree):
        if code is op.ATOMIC_GROUP:
            yield value
        elif code is op.POSSESSIVE_REPEAT:
            yield value[2]


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(tree, tuple) and len(tree) == 2 and isinstance(tree[0], op._NamedIntConstant):
        yield tree
    if isinstance(tree, list | tuple | parser.SubPattern):
        for part in tree:
            yield from _nodes(part)


def _alphabet(tree: Any) -> str:
    """Return letters of which one stands for each kind that the expression tells apart."""
    told = {ord(letter) for letter in _COMMON}
    for code, value in _nodes(tree):
        if code in (op.LITERAL, op.NOT_LITERAL):
            told.add(value)
        elif code is op.RANGE:
            told |= {value[0] - 1, value[0], value[1], value[1] + 1}
    return "".join(chr(code) for code in sorted(told) if 0 <= code < 0x110000)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Places where a piece of an expression can begin and end, and whether it may be empty.

    ``first``: the letters each place is begun with. ``last``: the letters each place is *not* left
    with, for something possessive goes on with them; ``passed``: the same for the piece as a whole
    where it is empty. ``guard``: what an empty piece asks for, of which the end of the text is one
    thing.
    """

    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    empty: bool = True
    passed: int = 0
    guard: int = 0

    def then(self, other: "_Piece") -> "_Piece":
        """Return both as one piece."""
        first = (
            {place: letters & ~self.passed for place, letters in other.first.items()}
            if self.empty
            else {}
        )
        last = (
            {place: blocked | other.passed for place, blocked in self.last.items()}
            if other.empty
            else {}
        )
        return _Piece(
            first | self.first,
            last | other.last,
            self.empty and other.empty,
            self.passed | other.passed,
            max(self.guard, other.guard),
        )


@dataclass
class _Automaton:
    """Places, each with the letters it reads as bits; ``steps``: from a place to others, with the
    letters for that.
    """

    alphabet: str
    flags: int
    letters: list[int] = field(default_factory=list)
    steps: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[int, Any] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    guards: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    atoms: list[range] = field(default_factory=list)

    def findings(self, tree: Any, *, searched: bool, whole: bool) -> set[str]:
        """Return what is wrong with this part, which is ``searched`` for, or behind which a
        ``whole`` can fail.
        """
        piece = self._sequence(tree, self.flags)
        if searched:
            start = self._place(self._every)
            self._lead({start: 0}, {start: self._every} | piece.first)
        loops = self._loops(
            set(range(len(self.letters))) - (set() if whole else self._harmless(piece))
        )
        found = {"exponential"} if any(self._ways_part(loop) for loop in loops) else set()
        return found | ({"polynomial"} if self._passes_over(loops) else set())

    def _harmless(self, piece: _Piece) -> set[int]:
        """Return the places where the expression may end whatever follows, so that nothing read is
        tried again.
        """
        harmless = {place for place in piece.last if self.guards[place] < _GUARDED}
        while True:
            failing = {
                place
                for place in harmless
                if self.guards[place] and not self._goes_on(place, harmless)
            }
            if not failing:
                return harmless
            harmless -= failing

    def _goes_on(self, place: int, harmless: set[int]) -> bool:
        """Tell whether there is a harmless way on with every letter."""
        return (
            _all_of(letters for target, letters in self.steps[place] if target in harmless)
            == self._every
        )

    @property
    def _every(self) -> int:
        return (1 << len(self.alphabet)) - 1

    # from the tree

    def _place(self, letters: int) -> int:
        self.letters.append(letters)
        return len(self.letters) - 1

    def _lead(self, sources: dict[int, int], targets: dict[int, int]) -> None:
        for (source, blocked), (target, allowed) in product(sources.items(), targets.items()):
            if letters := allowed & ~blocked:
                self.steps[source].append((target, letters))

    def _sequence(self, tree: Any, flags: int) -> _Piece:
        whole = _Piece()
        for code, value in tree:
            piece = self._piece(code, value, flags)
            self._lead(whole.last, piece.first)
            for place in whole.last if piece.empty else ():
                self.guards[place] = max(self.guards[place], piece.guard)
            whole = whole.then(piece)
        return whole

    def _piece(self, code: Any, value: Any, flags: int) -> _Piece:
        if code in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            letters = self._bits(code, value, flags)
            place = self._place(letters)
            return _Piece({place: letters}, {place: 0}, empty=False)
        if code is op.BRANCH:
            return self._either([self._sequence(branch, flags) for branch in value[1]])
        if code in (op.SUBPATTERN, op.GROUPREF):
            return self._group(code, value, flags)
        if code in (op.ATOMIC_GROUP, op.POSSESSIVE_REPEAT):
            return self._kept(code, value, flags)
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeat(value, flags)
        return self._anchor(code, value)

    def _group(self, code: Any, value: Any, flags: int) -> _Piece:
        if code is op.GROUPREF:
            return self._sequence(self.groups[value], flags)
        self.groups[value[0]] = value[3]
        return self._sequence(value[3], (flags | value[1]) & ~value[2])

    def _either(self, pieces: list[_Piece]) -> _Piece:
        first = {place: letters for piece in pieces for place, letters in piece.first.items()}
        last = {place: blocked for piece in pieces for place, blocked in piece.last.items()}
        guards = [piece.guard for piece in pieces if piece.empty]
        return _Piece(first, last, bool(guards), 0, min(guards, default=0))

    def _kept(self, code: Any, value: Any, flags: int) -> _Piece:
        """Read a piece that gives nothing back: where it could be longer by a letter, it is."""
        start = len(self.letters)
        piece = (
            self._sequence(value, flags) if code is op.ATOMIC_GROUP else self._repeat(value, flags)
        )
        self.atoms.append(range(start, len(self.letters)))
        last = {
            place: blocked
            | _all_of(letters for target, letters in self.steps[place] if target in piece.last)
            for place, blocked in piece.last.items()
        }
        begun = _all_of(letters for place, letters in piece.first.items() if place in piece.last)
        return _Piece(piece.first, last, piece.empty, piece.passed | begun if piece.empty else 0)

    def _repeat(self, value: tuple[int, int, Any], flags: int) -> _Piece:
        least, most, tree = value
        piece = self._sequence(tree, flags)
        if most > ENDLESS:
            self._lead(piece.last, piece.first)
        elif most > 1:
            again = self._sequence(tree, flags)
            self._lead(piece.last, again.first)
            piece = _Piece(
                piece.first, piece.last | again.last, piece.empty, piece.passed, piece.guard
            )
        return piece if least else _Piece(piece.first, piece.last)

    def _anchor(self, code: Any, value: Any) -> _Piece:
        if value is op.AT_BEGINNING:
            letters = self._bits(op.LITERAL, 10, 0) if self.flags & re.M else 0
            place = self._place(letters)
            return _Piece({place: letters}, {place: 0}, empty=False)
        if code is op.AT and value in (op.AT_BEGINNING_STRING, op.AT_END_STRING):
            return _Piece(guard=_ENDED if value is op.AT_END_STRING else 0)
        return _Piece(passed=self._refused(code, value), guard=_GUARDED)

    def _refused(self, code: Any, value: Any) -> int:
        """Return the letters that a lookahead for one letter does not let through."""
        if code not in (op.ASSERT, op.ASSERT_NOT) or value[0] < 0 or len(value[1]) != 1:
            return 0
        inner, told = value[1][0]
        if inner not in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return 0
        letters = self._bits(inner, told, self.flags)
        return letters if code is op.ASSERT_NOT else self._every & ~letters

    def _bits(self, code: Any, value: Any, flags: int) -> int:
        name = f"{code} {value} {flags}"
        if name not in self.known:
            read = (
                1 << at
                for at, letter in enumerate(self.alphabet)
                if _reads(letter, code, value, flags)
            )
            self.known[name] = sum(read)
        return self.known[name]

    # what is wrong

    def _loops(self, among: set[int]) -> list[frozenset[int]]:
        """Return the sets of places that can reach one another over these places."""
        reached = {place: self._reached(place, among) for place in among}
        loops = {
            frozenset(other for other in reached[place] if place in reached[other])
            for place in reached
            if place in reached[place]
        }
        return sorted(loops, key=min)

    def _reached(self, place: int, among: set[int]) -> set[int]:
        found: set[int] = set()
        waiting = [place]
        while waiting:
            new = {target for target, _ in self.steps[waiting.pop()] if target in among} - found
            found |= new
            waiting.extend(new)
        return found

    def _ways_part(self, loop: frozenset[int]) -> bool:
        """Tell whether from a place of a loop two ways lead back to it over the same text, and both
        are tried.
        """
        for place in loop:
            if any(place in atom for atom in self.atoms):  # looked at by itself
                continue
            steps = product(self.steps[place], repeat=2)
            parted = {
                (a, b) for (a, x), (b, y) in steps if a != b and x & y and a in loop and b in loop
            }
            if self._doubled(place, loop) or (place, place) in self._pairs(parted, loop):
                return True
        return False

    def _doubled(self, place: int, loop: frozenset[int]) -> bool:
        """Tell whether two repeats, one in the other, lead from a place to the same one."""
        seen: dict[int, int] = {}
        for target, letters in self.steps[place]:
            if target in loop and seen.get(target, 0) & letters:
                return True
            seen[target] = seen.get(target, 0) | letters
        return False

    def _pairs(self, starts: set[tuple[int, int]], loop: frozenset[int]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        waiting = list(starts)
        while waiting:
            one, two = waiting.pop()
            for (a, x), (b, y) in product(self.steps[one], self.steps[two]):
                if x & y and a in loop and b in loop and (a, b) not in found:
                    found.add((a, b))
                    waiting.append((a, b))
        return found

    def _passes_over(self, loops: list[frozenset[int]]) -> bool:
        """Tell whether a text leads around a loop, around a later one, and from the first into the
        second.
        """
        return any(
            self._meet(start, end, one, two)
            for one, two in product(loops, repeat=2)
            if one != two and not any(one <= set(atom) for atom in self.atoms)
            for start in one
            for end in two
        )

    def _meet(self, start: int, end: int, one: frozenset[int], two: frozenset[int]) -> bool:
        seen: set[tuple[int, int, int]] = set()
        waiting = [(start, start, end)]
        while waiting:
            first, middle, last = waiting.pop()
            for (a, x), (b, y), (c, z) in product(
                self.steps[first], self.steps[middle], self.steps[last]
            ):
                if not x & y & z or a not in one or c not in two or (a, b, c) in seen:
                    continue
                if (a, b, c) == (start, end, end):
                    return True
                seen.add((a, b, c))
                waiting.append((a, b, c))
        return False


def _all_of(letters: Iterable[int]) -> int:
    """Return all of these letters."""
    return reduce(or_, letters, 0)


def _reads(letter: str, code: Any, value: Any, flags: int) -> bool:
    if code is op.ANY:
        return bool(flags & re.S) or letter != "\n"
    if code is op.NOT_LITERAL:
        return not _reads(letter, op.LITERAL, value, flags)
    forms = {letter, letter.lower(), letter.upper()} if flags & re.I else {letter}
    if code is op.LITERAL:
        return chr(value) in forms
    if code is op.RANGE:
        return any(len(form) == 1 and value[0] <= ord(form) <= value[1] for form in forms)
    if code is op.CATEGORY:
        return (letter.isascii() or not flags & re.A) and _CATEGORIES[value](letter)
    negated = value[0][0] is op.NEGATE
    return negated != any(_reads(letter, kind, told, flags) for kind, told in value[negated:])
