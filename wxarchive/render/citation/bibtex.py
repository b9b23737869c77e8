"""A citation as an entry ``@online`` of biblatex."""

import re
from itertools import accumulate

from wxarchive.models import StoredArticle
from wxarchive.render.citation.cited import as_cited

_SPECIAL = {
    "\\": "{\\textbackslash}",
    "^": "{\\textasciicircum}",
    "~": "{\\textasciitilde}",
    **{mark: f"\\{mark}" for mark in "%&#$_"},
}
_PAIRED = {"{": "\\{", "}": "\\}"}
_SINGLE = {"{": "{\\textbraceleft}", "}": "{\\textbraceright}"}
"""Pandoc does not know these, and leaves them out."""
_DEPTHS = {"{": 1, "}": -1}
_NOT_IN_AN_ADDRESS = re.compile(r'[{}\\"<>^`|]')


def bibtex(article: StoredArticle) -> str:
    """Return the entry with a line for each field; what is unknown is left out."""
    cited = as_cited(article)
    fields = {
        # the second braces keep its capitals, whatever a style does to those of titles
        "title": _whole(cited.title),
        # here they make it one name, whatever is in it
        "author": _whole(cited.author),
        "organization": _escaped(cited.container),
        "date": cited.published,
        # biblatex reads an address as it stands
        "url": _NOT_IN_AN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", cited.url or ""),
        "urldate": cited.accessed,
        "language": cited.language,
        "abstract": _escaped(cited.abstract),
        "note": _escaped(cited.note),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return "".join([f"@online{{{cited.name},\n", *lines, "}\n"])


def _whole(text: str | None) -> str | None:
    return text and f"{{{_escaped(text)}}}"


def _escaped(text: str | None) -> str:
    """Write a text as LaTeX has it, with braces as all readers know them where that may be."""
    depths = [0, *accumulate(_DEPTHS.get(sign, 0) for sign in text or "")]
    special = _SPECIAL | _PAIRED
    # BibTeX counts braces, whatever stands before them
    if min(depths) < 0 or depths[-1] != 0:
        special = _SPECIAL | _SINGLE
    return "".join(special.get(sign, sign) for sign in text or "")
