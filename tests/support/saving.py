"""Pages as a browser saves them: MHTML, SingleFile, the DOM.

``python -m tests.support.saving`` writes those of :mod:`tests.support.drawing` anew into ``tests/golden/saves``. It
needs Chromium, Node and npm, and installs npm's ``single-file-cli`` into a folder of its own that is
removed again.
"""

import json
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from tests.support import chromium, drawing

SAVES = Path(__file__).parents[1] / "golden" / "saves"
ZONE = "America/Los_Angeles"
_PRINT = "import({}).then(its => process.stdout.write(its.hookScript + ';' + its.script))"
_OPTIONS = {
    "blockScripts": True, "blockVideos": True, "blockAudios": True, "compressHTML": True,
    "removeHiddenElements": True, "removeUnusedStyles": True, "removeAlternativeImages": True,
    "groupDuplicateImages": True, "maxSizeDuplicateImages": 2**19, "insertSingleFileComment": True,
    "loadDeferredImages": False, "resolveLinks": True, "filenameTemplate": "x",
}  # fmt: skip
"""What single-file-cli does if it is told nothing, but for waiting."""


def picture(address: str) -> bytes:
    """Return a PNG of 300 by 200 pixels, another one for each address."""
    seed = zlib.crc32(address.encode())
    line = b"\0" + bytes((seed >> shift) % 256 for shift in range(24)) * 37 + bytes(12)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", 300, 200, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(line * 200, 1),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts.items()
    )


def single_file(folder: Path) -> str:
    """Return the script of SingleFile, from npm."""
    install = ["npm", "install", "--silent", "--prefix", str(folder), "single-file-cli"]
    subprocess.run(install, check=True)
    bundle = folder / "node_modules" / "single-file-cli" / "lib" / "single-file-bundle.js"
    code = _PRINT.format(json.dumps(bundle.as_uri()))
    return subprocess.run(["node", "-e", code], check=True, capture_output=True, text=True).stdout


def saves(browser: chromium.Browser, page: bytes, script: str) -> Mapping[str, bytes]:
    """Open a page at an article's address, without any network but for its pictures, and save it in
    each way.
    """
    browser.serve({drawing.ADDRESS: page}, picture)
    browser.do("Emulation.setTimezoneOverride", timezoneId=ZONE)
    browser.go(drawing.ADDRESS)
    dom = browser.value("document.documentElement.outerHTML")
    mhtml = browser.do("Page.captureSnapshot", format="mhtml")["data"]
    browser.value(f"{script};0")
    browser.value("singlefile.init({fetch: (address, options) => fetch(address, options)})")
    single = browser.value(f"singlefile.getPageData({json.dumps(_OPTIONS)}).then(it => it.content)")
    return {"dom.html": dom.encode(), "mhtml": mhtml.encode(), "single.html": single.encode()}


def main() -> None:
    """Write the pages anew."""
    SAVES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium.browser() as browser:
        script = single_file(Path(folder))
        for name, page in drawing.PAGES.items():
            for form, body in saves(browser, page, script).items():
                (SAVES / f"{name}.{form}").write_bytes(body)


if __name__ == "__main__":
    main()
