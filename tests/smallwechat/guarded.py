"""The small WeChat that asks for verification as the real one does: a redirect to a page with a
button, whose script tells the server, gets a cookie and goes back to the article
(docs/wechat-pages.md §5.1).
"""

from threading import Event
from urllib.parse import parse_qsl, quote, urlsplit

import trustme

from tests.smallwechat import states
from tests.smallwechat.secure import SecureWechat
from tests.smallwechat.server import PAGES, Answer, Faults
from tests.smallwechat.site import DEMO_SITE, Site

_CAPTCHA, _SHOWN, _PASSED = "/mp/wappoc_appmsgcaptcha", "/mp/poc_shown", "/mp/poc_passed"
_COOKIE = "poc_sid=SmallWechatPass"
_BUTTON = f"""
<button id="pass" style="position: fixed; inset: 0; width: 100%; font-size: 5em">去验证</button>
<script>
    requestAnimationFrame(() => requestAnimationFrame(() => fetch("{_SHOWN}")));
    document.getElementById("pass").addEventListener("click", async event => {{
        if (!event.isTrusted) return;
        await fetch("{_PASSED}", {{method: "POST"}});
        location.replace(window.cgiData.target_url);
    }});
</script>
</body>"""


class GuardedWechat(SecureWechat):
    """The running server. ``asks_at``: the articles, counted from 1, before which everybody has to
    pass once more; a click of a real mouse does it. ``shown``: its button waits for the click.
    """

    def __init__(
        self,
        authority: trustme.CA,
        site: Site = DEMO_SITE,
        faults: Faults | None = None,
        asks_at: tuple[int, ...] = (1,),
    ) -> None:
        super().__init__(authority, site, faults)
        self._asks_at = asks_at
        self.shown = Event()
        self.passes = 0
        self.sent: dict[str, bytes] = {}
        """Path and query of each article that was given → its bytes."""
        self.given = 0

    def answer(self, target: str, method: str, cookie: str) -> Answer:
        """Answer a request to the page host, if its cookie tells that the person has passed."""
        path = urlsplit(target).path
        if path == _SHOWN:
            self.shown.set()
            return Answer(b"", "text/plain")
        needed = sum(self.given >= number - 1 for number in self._asks_at)
        if path == _PASSED:
            # a second click of an impatient person counts for nothing
            self.passes += self.shown.is_set()
            self.shown.clear()
            passed = {"Set-Cookie": f"{_COOKIE}{needed}; path=/; secure; httponly"}
            return Answer(b"", "text/plain", headers=passed)
        if path == _CAPTCHA:
            query = dict(parse_qsl(urlsplit(target).query))
            page = states.challenge(query["target_url"]).replace("</body>", _BUTTON)
            return Answer(page.encode())
        if not path.startswith("/s"):
            return super().answer(target, method, cookie)
        if needed and f"{_COOKIE}{needed}" not in cookie:
            back = quote(f"https://{PAGES}{target}", safe="")
            to = f"https://{PAGES}{_CAPTCHA}?poc_token=SecretPocToken&target_url={back}"
            return Answer(b"", status=302, headers={"Location": to})
        answer = super().answer(target, method, cookie)
        self.given += 1
        self.sent[target] = answer.body
        return answer
