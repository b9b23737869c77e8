"""The small WeChat as somebody sees it who is signed in: its pages repeat the session they are asked
in, with tokens that are new each time (docs/wechat-pages.md §2.5).
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from tests.smallwechat.server import PAGES, Answer, SmallWechat

COOKIES: Mapping[str, str] = {
    "wxuin": "2384998791",
    "pass_ticket": "Tk9+COOKIE/ticket==",
    "wap_sid2": "COOKIEsid%2Bsid2%3D",
    "rewardsn": "COOKIE-reward",
    "lang": "zh_CN",
}
"""The session: names and values. The last one is no secret."""
SECRETS = ("COOKIE", "2384998791", "TOKEN")
"""What is in every secret of this site, and nowhere else."""


class SignedIn(SmallWechat):
    """The running server; it wants no cookies, but behaves as if the session's had come."""

    def page(self, target: str, method: str = "GET") -> Answer:
        """Answer a request to the page host, with the session in it."""
        answer = super().page(target, method)
        if answer.status != 200 or not answer.content_type.startswith("text/html"):
            return answer
        number = self.count("tokens")
        headers = {
            "Set-Cookie": f"wap_sid2=TOKENsid2{number}; path=/",
            "ETag": COOKIES["rewardsn"],
            "X-Key": COOKIES["pass_ticket"],
        }
        return replace(answer, body=_echoing(answer.body, number), headers=headers)


def cookie_file() -> str:
    """Return the session as a file in Netscape format."""
    lines = [f".{PAGES}\tTRUE\t/\tTRUE\t0\t{name}\t{value}" for name, value in COOKIES.items()]
    return "\n".join(["# Netscape HTTP Cookie File", *lines, ""])


def _echoing(body: bytes, number: int) -> bytes:
    text = body.decode()
    text = text.replace("</head>", f"{_head(number)}</head>", 1)
    text = text.replace("</p>", f"</p>{_in_body(number)}", 1)
    return text.replace("</body>", f"{_scripts(number)}</body>", 1).encode()


def _head(number: int) -> str:
    return (
        f'<meta property="og:see_also" content="https://{PAGES}/s?__biz=Mw==&amp;exportkey=TOKENex{number}">'
        f'<meta name="appmsg_token" content="TOKENapp{number}">'
        f"<!-- {COOKIES['rewardsn']} {quote(COOKIES['pass_ticket'], safe='')} -->"
    )


def _in_body(number: int) -> str:
    address = f"https://{PAGES}/s?__biz=Mw==&amp;mid=1"
    return (
        f'<p><a href="{address}&amp;key=TOKENkey{number}&amp;uin={COOKIES["wxuin"]}">读</a></p>'
        f"<p>见 {address}&amp;key=<strong>TO</strong>KENkey{number}，再见 COO<em>KIE-rew</em>ard</p>"
    )


def _scripts(number: int) -> str:
    ticket, uin = COOKIES["pass_ticket"], COOKIES["wxuin"]
    return rf"""
        <input type="hidden" name="key" value="TOKENkey{number}">
        <script>
        window.key = params['key'] || "TOKENkey{number}" || '';
        var user_uin = "{uin}" * 1, other = {{user_uin: {uin}, uin: '{uin}'}};
        window.cgiData.base = {{"wxtoken":"TOKEN{number}","pass_ticket":"{ticket.replace("/", chr(92) + "/")}"}};
        var again = 'http://{PAGES}/s?__biz=Mw\x26amp;exportkey=TOKENex{number}\x26amp;sid={COOKIES["wap_sid2"]}';
        var to = "/mp/jump?target_url=https%3A%2F%2F{PAGES}%2Fs%3F__biz%3DMw%26key%3DTOKENkey{number}%26mid%3D1";
        document.cookie = "webwx_data_ticket=TOKENdata{number}; path=/";
        </script>"""
