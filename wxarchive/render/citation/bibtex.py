"""A citation as an entry ``@online`` of biblatex."""

import re

from wxarchive.models import StoredArticle
from wxarchive.render.citation.cited import as_cited

_SPECIAL = {
    "\\": "{\\textbackslash}",
    # BibTeX counts braces, whatever stands before them
    "{": "{\\textbraceleft}",
    "}": "{\\textbraceright}",
    "^": "{\\textasciicircum}",
    "~": "{\\textasciitilde}",
    **{mark: f"\\{mark}" for mark in "%&#$_"},
}
_NOT_IN_AN_ADDRESS = re.compile(r'[{}\\"<>^`|]')


def bibtex(article: StoredArticle) -> str:
    """Return the entry with a line for each field; what is unknown is left out."""
    cited = as_cited(article)
    fields = {
        "title": _escaped(cited.title),
        # the second braces make it one name, whatever is in it
        "author": f"{{{_escaped(cited.author)}}}" if cited.author else None,
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


def _escaped(text: str | None) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text or "")
