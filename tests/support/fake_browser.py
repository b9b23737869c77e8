"""A program that speaks as Chromium does over its pipe, as far as it is asked; run as a process.

``python fake_browser.py BEHAVIOUR LIFE …``: ``LIFE`` is a FIFO that it, and a process that it
starts, hold open as long as they live; a file ``shown.html`` next to it is what it has drawn of a
page. Commands come on descriptor 3, answers go to 4.
"""

import base64
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SESSION = "S"
ANSWERS: dict[str, dict[str, object]] = {
    "Target.createTarget": {"targetId": "T"},
    "Target.getTargets": {"targetInfos": [{"targetId": "T", "type": "page"}]},
    "Target.attachToTarget": {"sessionId": SESSION},
    "Network.getCookies": {"cookies": [{"name": "poc_sid", "value": "SecretOfTheWindow"}]},
    "Runtime.evaluate": {"result": {"type": "string", "value": "<!DOCTYPE html><p>茶</p>"}},
}
"""To what is asked for in the same way whatever happened before."""
LAST_WORDS = "[1:1:FATAL:memory.cc(7)] Out of memory.\n[1:ERROR:crash.cc(8)] No such file\n"


def say(message: dict[str, Any]) -> None:
    os.write(4, json.dumps(message).encode() + b"\0")


def tell(method: str, **parameters: object) -> None:
    say({"method": method, "sessionId": SESSION, "params": parameters})


def commands() -> Iterator[dict[str, Any]]:
    read = b""
    while piece := os.read(3, 1 << 16):
        read += piece
        *whole, read = read.split(b"\0")
        for message in whole:
            yield json.loads(message)


class FakeBrowser:
    """Holds what it was given for the page that it is to print."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.html = b""
        self.waiting: list[str] = []
        self.files: list[str] = []
        self.opening: list[int] = []
        self.url = ""

    def answer(self, command: dict[str, Any]) -> None:
        """Answer one command, and tell what it makes happen."""
        method, asked = command["method"], command["params"]
        result = ANSWERS.get(method, {})
        match method:
            case "Browser.getVersion":
                version = 100 if self.behaviour == "is old" else 150
                result = {"product": f"Chrome/{version}.0.1.2"}
            case "Page.navigate" if self.behaviour == "gives no bytes":
                self.opening, self.url = [command["id"]], asked["url"]
                tell("Fetch.requestPaused", requestId="1", frameId="T", request=asked)
                return
            case "Fetch.continueRequest" if self.opening:
                self.show(asked["requestId"])
            case "Fetch.getResponseBody":
                say({"id": command["id"], "error": {"code": -32000, "message": "No body"}})
                return
            case "Page.navigate":
                result = {"loaderId": "L"}
                self.waiting, self.files = [], []
                tell("Fetch.requestPaused", requestId="page", request={"url": asked["url"]})
            case "Fetch.fulfillRequest" | "Fetch.failRequest":
                self.given(method, asked)
            case "Page.printToPDF":
                self.misbehave(command["id"])
                result = {"stream": "1"}
            case "IO.read":
                files = "\n".join(self.files).encode()
                data = base64.b64encode(b"%PDF-\n" + self.html + b"\n" + files).decode()
                result = {"data": data, "base64Encoded": True, "eof": True}
        say({"id": command["id"], "sessionId": SESSION, "result": result})

    def show(self, held: str) -> None:
        """Let a page that is opened come, held twice, without its bytes."""
        request = {"url": self.url}
        if held == "1":
            head = {"responseStatusCode": 200, "responseHeaders": [], "networkId": "N"}
            tell("Fetch.requestPaused", requestId="2", frameId="T", request=request, **head)
        else:
            tell("Network.loadingFinished", requestId="N")
            say({"id": self.opening.pop(), "sessionId": SESSION, "result": {"loaderId": "L"}})

    def given(self, method: str, answer: dict[str, Any]) -> None:
        """Take what was asked for; when all has come, the page is loaded."""
        content = base64.b64decode(answer.get("body", ""))
        if answer["requestId"] == "page":
            self.html = content
            self.waiting = re.findall(r'<img src="(media/[^"]*)"', content.decode())
        else:
            self.files.append(f"{answer['requestId']} {method} {len(content)}")
        if self.waiting:
            name = self.waiting.pop()
            url = f"https://wxarchive.invalid/{name}"
            tell("Fetch.requestPaused", requestId=name, request={"url": url})
        else:
            tell("Page.lifecycleEvent", name="load", loaderId="L")

    def misbehave(self, number: int) -> None:
        """Do what is wrong, instead of printing."""
        match self.behaviour:
            case "refuses":
                say({"id": number, "error": {"code": -32000, "message": "Printing failed"}})
                raise AnsweredError
            case "dies":
                sys.exit(LAST_WORDS)
            case "dies at 秋" if "秋</h1>".encode() in self.html:
                sys.exit(LAST_WORDS)
            case "hangs":
                while True:
                    signal.pause()
            case "babbles":
                os.write(4, b"Hello\0")
                raise AnsweredError
            case "crashes":
                tell("Inspector.targetCrashed")
                raise AnsweredError


class AnsweredError(Exception):
    """The command has its answer already, or will have none."""


def main() -> None:
    behaviour, life, *_ = sys.argv[1:]
    held = os.open(life, os.O_WRONLY)
    # as Chromium has processes for its pages
    subprocess.Popen(["sleep", "600"], pass_fds=[held])
    if behaviour == "does not start":
        sys.exit("[1:1:ERROR:display.cc(3)] Missing X server.\n")
    drawn = Path(life).with_name("shown.html")
    if drawn.exists():
        text = drawn.read_text(encoding="utf-8")
        ANSWERS["Runtime.evaluate"] = {"result": {"type": "string", "value": text}}
    browser = FakeBrowser(behaviour)
    for command in commands():
        if command["method"] == "Browser.close":
            say({"id": command["id"], "result": {}})
            break
        try:
            browser.answer(command)
        except AnsweredError:
            continue


if __name__ == "__main__":
    main()
