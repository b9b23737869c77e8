"""How bash and fish get completions: names come from outside, so that one must never become a
command.

click's own script for bash puts a name into the line as it is: ``$(…)`` in an account's name would
be run, and ``*`` be a pattern. Its script for fish cuts a name at a comma. zsh quotes by itself and
is left to click.
"""

import os
import re
from typing import Any

from click.shell_completion import BashComplete, CompletionItem, FishComplete, add_completion_class

from wxarchive.guarded import number

_SPECIAL = re.compile(r"""[\s!"#$&'()*;<=>?\[\\\]^`{|}~]""")
_OPEN = {"'": "'", '"': '"$`\\!'}
"""Quotation mark → what cannot stand after it as it is."""

_BASH = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(IFS=$'\\n'; COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(BashComplete):
    """Completion for bash that quotes what it inserts."""

    source_template = _BASH

    def get_completions(self, args: list[str], incomplete: str) -> "list[CompletionItem[Any]]":
        """Leave out what cannot be written inside the quotation mark that was begun."""
        found = super().get_completions(args, incomplete)
        forbidden = _OPEN.get(_quotation_mark(), "")
        return [item for item in found if not set(str(item.value)) & set(forbidden)]

    def format_completion(self, item: "CompletionItem[Any]") -> str:
        """Write a value so that bash takes it as it is."""
        value = str(item.value)
        if item.type == "plain" and not _quotation_mark():
            value = _SPECIAL.sub(r"\\\g<0>", value)
        return f"{item.type},{value}"


class Fish(FishComplete):
    """Completion for fish that keeps commas; fish quotes by itself."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split -m 1 ","'
    )


def register() -> None:
    """Register these with click, in place of its own."""
    add_completion_class(Bash)
    add_completion_class(Fish)


def _quotation_mark() -> str:
    """Return the mark that the word being typed began with; the words come one in a line."""
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = number(os.environ.get("COMP_CWORD")) or 0
    word = "".join(words[at : at + 1])
    if word and word[0] in _OPEN:
        return word[0]
    return ""
