"""``python -m tests.smallwechat [--port N] [--boilerplate-kb N]``: run the small WeChat until
interrupted.
"""

import argparse
import sys
from dataclasses import replace

from tests.smallwechat.editor import Editor
from tests.smallwechat.server import Faults, SmallWechat
from tests.smallwechat.site import DEMO_SITE


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.smallwechat", description="A small WeChat on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="0 (the default): any free one")
    parser.add_argument(
        "--boilerplate-kb",
        type=int,
        default=40,
        help="script in each page; 2500 as on the real site",
    )
    parser.add_argument(
        "--challenge-after", type=int, help="ask for a verification after so many pages"
    )
    chosen = parser.parse_args()
    site = replace(DEMO_SITE, boilerplate_kb=chosen.boilerplate_kb)
    with SmallWechat(site, Faults(challenge_after=chosen.challenge_after), chosen.port) as wechat:
        wechat.backstage = Editor(site)
        lines = [wechat.url, *(f"--connect-to {value}" for value in wechat.connect_to())]
        sys.stdout.write("\n".join([*lines, *(post.short_url for post in site.posts)]) + "\n")
        sys.stdout.flush()
        try:
            wechat.stopping.wait()
        except KeyboardInterrupt:
            sys.stderr.write("stopped\n")


if __name__ == "__main__":
    main()
