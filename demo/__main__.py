"""Archive an article and what it links to from a small WeChat on loopback; list, follow, export.

Every command is shown as a user would type it, with what it really prints. The archive is
``./archive.db``, the export goes to ``./export``; running the demo again changes nothing.
"""

import os
import shlex
import subprocess
import sys

from tests.smallwechat import DEMO_SITE, SmallWechat

ARCHIVE = "archive.db"
EXPORT = "export"
FIRST = "https://mp.weixin.qq.com/s/SeventhBridgeSeventh__"


def main() -> int:
    """Run the demo; return 0 if every command ended well."""
    say("A small WeChat starts on this machine; its articles and accounts are invented.")
    with SmallWechat(DEMO_SITE) as wechat:
        environment = os.environ | {
            "WXARCHIVE_CONNECT_TO": ",".join(wechat.connect_to()),
            "WXARCHIVE_DB": ARCHIVE,
        }
        codes = [
            run(f"wxarchive fetch {FIRST} --follow 1 --delay 0.2", environment),
            run("wxarchive list", environment),
            run("wxarchive search 石桥", environment),
            run("wxarchive links 1", environment),
            run("wxarchive links --missing", environment),
            run("wxarchive show 1 | head -n 12", environment),
            run(f"wxarchive export --md -o {EXPORT}", environment),
            run("wxarchive stats", environment),
        ]
    if any(codes):
        say("A command failed: the demo is not complete.")
        return 1
    say(
        f"Done. {ARCHIVE} holds the pages as received, the articles and their links; {EXPORT}/ the"
        " Markdown."
    )
    say("Try next, with a real address:")
    say("    .venv/bin/wxarchive fetch https://mp.weixin.qq.com/s/...")
    say("    .venv/bin/wxarchive serve --open        # the archive in your browser")
    say(f"    sqlite3 {ARCHIVE} 'select published_at, account, title from article_list'")
    return 0


def run(command: str, environment: dict[str, str]) -> int:
    """Show a command and what it prints; return its exit code, a pipe's being the last
    command's.
    """
    say(f"\n$ {command}")
    typed = command.replace("wxarchive ", f"{shlex.quote(sys.executable)} -m wxarchive ")
    return subprocess.run(
        ["sh", "-c", typed], env=environment, check=False, stderr=sys.stdout
    ).returncode


def say(text: str) -> None:
    """Print a line at once, so that it stands in order with what the commands print."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
