"""Make a body's HTML lighter before a tree is built of it."""

import re
from collections import Counter
from html import unescape

from wxarchive.parse.body.style import LAZY, NOTHING, declarations, effect_of, is_decoration

_TINY = ("zero", "small")
_BARE_SPAN = re.compile(r"""<span(?: leaf="")?>([^<]*)</span>""")
_STYLE = re.compile(r' style="([^"]*)')
# a tag whose style stands first, not text that shows HTML
_STYLED = re.compile(r"""(<[^\W_]+) style="([^"]*)"(?=[\s/>])""")
# one part in so many, from which on idle styles are taken out
_WORTH = 4


def lighter(html: str) -> str:
    """Take out of HTML what says nothing: styles without an effect, spans without attributes.

    They are most of many bodies' bytes; a tree of the rest is built and walked in half the time.
    """
    styles = Counter(_STYLE.findall(html))
    idle = _idle(set(styles), all_known=styles.total() == html.count("style="))
    # the size of a picture that was yet to be loaded says whether it divides
    if LAZY in html:
        idle = {style for style in idle if not is_decoration(declarations(unescape(style)))}
    # of few bytes a tree is built sooner than they are taken out
    spared = sum(len(style) * styles[style] for style in idle)
    if spared * _WORTH > len(html):
        html = _STYLED.sub(lambda tag: tag[1] if tag[2] in idle else tag[0], html)
    return _BARE_SPAN.sub(r"\1", html)


def _idle(styles: set[str], *, all_known: bool) -> set[str]:
    """Choose the styles without an effect; colours and sizes have one only where some text is white
    or tiny.
    """
    effects = {style: effect_of(unescape(style)) for style in styles}
    # only where every style of the body is known is it known what there is none of
    keeps_lines = any(effect.keeps_lines for effect in effects.values())
    if all_known and not keeps_lines:
        for style, effect in effects.items():
            effects[style] = effect._replace(keeps_lines=None)
    hides_text = any(effect.white or effect.size in _TINY for effect in effects.values())
    if all_known and not hides_text:
        for style, effect in effects.items():
            effects[style] = effect.without_paint
    return {style for style, effect in effects.items() if effect == NOTHING}
