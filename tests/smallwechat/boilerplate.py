"""Script that looks like the libraries inside every real page: long, the same everywhere, and full
of traps.
"""

import random
from functools import lru_cache

_TRAPS = """
        var biz = null;
        var ct = {
            mid: window.PAGE_MID,
        };
        var mid = start + end >> 1;
        var idx = 0;
        var sn = opt.sn;
        var title = showTitle;
        var source_mid = "trap_mid", product = "trap_ct";
        jumpInfo: function jumpInfo() { return this.openJumpInfo(this.jumpInfo); }
        document.getElementById('js_content').classList.add('weui-msg');
"""
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qi",
    "ro",
    "su",
    "ta",
    "vi",
    "wo",
)


@lru_cache(maxsize=4)
def boilerplate(kilobytes: int, release: int = 1) -> str:
    """Return about so many kB of scripts; another ``release`` of the site has another text."""
    if not kilobytes:
        return ""
    chance = random.Random(release)
    functions = [_TRAPS]
    size = 0
    while size < kilobytes * 1000:
        functions.append(_function(chance))
        size += len(functions[-1])
    return f'<script type="text/javascript">\n    (function () {{{"".join(functions)}    }})();\n</script>'


def _function(chance: random.Random) -> str:
    name, first, second = (_word(chance) for _ in range(3))
    lines = [
        f"            var {_word(chance)} = {first}.{_word(chance)}({chance.randrange(1000)}, '{_word(chance)}');\n"
        for _ in range(chance.randrange(3, 12))
    ]
    return f"        function {name}({first}, {second}) {{\n{''.join(lines)}            return {second};\n        }}\n"


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 5)))
