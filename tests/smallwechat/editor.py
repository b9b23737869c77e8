"""What answers who is logged in to a public account: the login by QR code, the search for accounts,
the messages that one published (docs/wechat-pages.md §6.4, §6.7).
"""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import parse_qsl, urlsplit

from tests.smallwechat.pages import Account, Post
from tests.smallwechat.server import Answer
from tests.smallwechat.site import Site

OWNER = "桥边人家"
"""The account that logs in."""
SECRETS = ("SLAVEsid", "DATAticket", "RANDinfo", "4711000")
"""What is in every secret of a session here, and nowhere else."""
MOST = 20
EVER = "Fri, 31-Dec-2094 23:59:59 GMT"
TOO_OFTEN, SESSION_OVER, BAD_TOKEN, NO_ACCOUNT = 200013, 200003, 200040, 200002


@dataclass
class Editor:
    """The website behind the login. ``scans``: the states that each QR code goes through, the last
    of which stays. ``refuse``: what the n-th call is refused with; 0 for not. ``deleted``: keys of
    articles that were taken away; ``emptied``: numbers of messages that name none any more.

    ``calls`` are those that an account limits: what was asked for, with the first message.
    """

    site: Site
    scans: list[list[int]] = field(default_factory=lambda: [[0, 4, 1]])
    accounts_of_owner: int = 1
    refuse: Callable[[int], int] = lambda _: 0
    deleted: frozenset[str] = frozenset()
    emptied: frozenset[int] = frozenset()
    short_links: bool = False
    echoes: bool = False
    """Answers repeat the session that they are asked in, refusals too."""
    calls: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    session: int = 0
    is_over: bool = True
    codes: int = 0
    expires: str = EVER
    _states: list[int] = field(default_factory=list)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of the session."""
        return {
            "slave_sid": f"SLAVEsid{self.session:04d}abcdefgh==",
            "data_ticket": f"DATAticket{self.session:04d}+/x",
            "rand_info": f"RANDinfo{self.session:04d}",
            "slave_user": "gh_5ma11wecha73",
            "bizuin": "3300778899",
        }

    @property
    def token(self) -> str:
        return f"4711000{self.session:03d}"

    def begin_session(self) -> None:
        """Let a new session begin; an older one is over."""
        self.session += 1
        self.is_over = False

    def answer(self, target: str, cookies: Mapping[str, str], form: Mapping[str, str]) -> Answer:
        """Answer a request."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        begin = int(query.get("begin") or 0)
        answer = _json({"base_resp": {"ret": -1, "err_msg": "system error"}})
        match parts.path.rpartition("/")[2], query.get("action"):
            case "bizlogin", "startlogin":
                uuid = "uuid=SLAVEsidUUID01; Path=/; HttpOnly"
                answer = _json({"base_resp": {"ret": 0}}, uuid)
            case "scanloginqrcode", "getqrcode":
                answer = self._code(cookies)
            case "scanloginqrcode", "ask":
                answer = self._asked()
            case "bizlogin", "login":
                answer = self._log_in()
            case "searchbiz", "search_biz":
                answer = self._call("search", query, cookies) or self._found(query)
            case "appmsgpublish", _:
                refusal = self._call(f"list {begin}", query, cookies)
                answer = refusal or self._published(query, begin)
            case "home", _:
                answer = self._home(query, cookies)
            case "", _:
                answer = self._front(cookies)
        assert form.get("lang") == "zh_CN" or not form
        return answer

    def messages(self, account: Account) -> list[list[Post]]:
        """Return the messages of an account, the newest first, each with its articles."""
        posts = [post for post in self.site.posts if post.account == account]
        posts.sort(key=lambda post: (post.published, post.mid, -post.idx), reverse=True)
        return [list(group) for _, group in groupby(posts, key=lambda post: post.mid)]

    def _code(self, cookies: Mapping[str, str]) -> Answer:
        assert cookies.get("uuid"), "the code belongs to what startlogin began"
        self._states = list(self.scans[min(self.codes, len(self.scans) - 1)])
        self.codes += 1
        return Answer(
            qr_picture(f"http://mp.weixin.qq.com/mp/scanlogin?n={self.codes}"), "image/png"
        )

    def _asked(self) -> Answer:
        state = self._states[0]
        if len(self._states) > 1:
            del self._states[0]
        told = {"status": state, "acct_size": self.accounts_of_owner, "user_category": 0}
        return _json({"base_resp": {"ret": 0, "err_msg": "ok"}, "binduin": 0, **told})

    def _log_in(self) -> Answer:
        self.begin_session()
        where = f"/cgi-bin/home?t=home/index&lang=zh_CN&token={self.token}"
        cookies = [
            f"{name}={value}; Path=/; Expires={self.expires}"
            for name, value in self.cookies.items()
        ]
        gone = "uuid=EXPIRED; Path=/; Expires=Thu, 01-Jan-1970 00:00:00 GMT"
        return _json({"base_resp": {"ret": 0}, "redirect_url": where}, gone, *cookies)

    def _is_logged_in(self, cookies: Mapping[str, str]) -> bool:
        return not self.is_over and cookies.get("slave_sid") == self.cookies["slave_sid"]

    def _front(self, cookies: Mapping[str, str]) -> Answer:
        where = "/cgi-bin/loginpage?lang=zh_CN"
        if self._is_logged_in(cookies):
            where = f"/cgi-bin/home?t=home/index&lang=zh_CN&token={self.token}"
        return Answer(b"", status=302, headers={"Location": where})

    def _home(self, query: Mapping[str, str], cookies: Mapping[str, str]) -> Answer:
        if not self._is_logged_in(cookies) or query.get("token") != self.token:
            return Answer("<html><title>登录</title>请重新登录</html>".encode())
        data = f'wx.cgiData = {{nick_name: "{OWNER}", token: "{self.token}"}};'
        return Answer(f"<html><script>{data}</script></html>".encode())

    def _call(
        self, what: str, query: Mapping[str, str], cookies: Mapping[str, str]
    ) -> Answer | None:
        """Note a call, and return what it is refused with."""
        code = self.refuse(len(self.calls))
        if not self._is_logged_in(cookies):
            code = SESSION_OVER
        elif query.get("token") != self.token:
            code = BAD_TOKEN
        self.calls.append(what)
        if not code:
            return None
        self.refused.append(code)
        # a session that is over stays so
        self.is_over = self.is_over or code == SESSION_OVER
        said = f"refused {code}"
        if self.echoes:
            said += f" {self.token} {self.cookies}"
        return _json({"base_resp": {"ret": code, "err_msg": said}})

    def _found(self, query: Mapping[str, str]) -> Answer:
        name = query["query"]
        found = [one for one in self.site.accounts if name in one.name or name == one.alias]
        listed = [
            {
                "fakeid": one.biz, "nickname": one.name, "alias": one.alias,
                "signature": one.signature, "service_type": 1, "round_head_img": "",
            }
            for one in found
        ]  # fmt: skip
        return _json({"base_resp": {"ret": 0}, "list": listed, "total": len(listed)})

    def _published(self, query: Mapping[str, str], begin: int) -> Answer:
        account = next((one for one in self.site.accounts if one.biz == query["fakeid"]), None)
        if account is None:
            return _json({"base_resp": {"ret": NO_ACCOUNT, "err_msg": "invalid args"}})
        messages = self.messages(account)
        shown = messages[begin : begin + min(int(query["count"]), MOST)]
        page = {
            "total_count": len(messages),
            "publish_count": 0,
            "masssend_count": len(messages),
            "publish_list": [self._message(posts) for posts in shown],
        }
        echo = {"session": {"token": self.token, **self.cookies}} if self.echoes else {}
        said = {"base_resp": {"ret": 0, "err_msg": "ok"}, "publish_page": _text(page | echo)}
        return _json(said | echo)

    def _message(self, posts: list[Post]) -> dict[str, object]:
        if posts[0].mid in self.emptied:
            return {"publish_type": 101, "publish_info": ""}
        sent = {"time": int(posts[0].published.timestamp()), "is_published": True}
        told = {"type": 9, "msgid": posts[0].mid, "sent_info": sent}
        return {
            "publish_type": 101,
            "publish_info": _text({**told, "appmsgex": [self._article(post) for post in posts]}),
        }

    def _article(self, post: Post) -> dict[str, object]:
        is_deleted = post.key in self.deleted
        link = post.short_url if self.short_links else post.long_url.replace("https:", "http:")
        return {
            "aid": f"{post.mid}_{post.idx}", "appmsgid": post.mid, "itemidx": post.idx,
            "title": post.title, "link": "" if is_deleted else link + "#rd",
            "digest": post.digest, "cover": post.cover, "author_name": post.author,
            "create_time": int(post.published.timestamp()),
            "update_time": int((post.modified or post.published).timestamp()),
            "item_show_type": post.show_type, "is_deleted": is_deleted, "copyright_type": 0,
        }  # fmt: skip


def at_random(seed: int, share: float, codes: Iterable[int]) -> Callable[[int], int]:
    """Return refusals of a share of all calls, the same for the same seed."""
    chosen = tuple(codes)

    def refuse(number: int) -> int:
        chance = random.Random(f"{seed} {number}")
        return chance.choice(chosen) if chance.random() < share else 0

    return refuse


def qr_picture(text: str, *, scale: int = 10) -> bytes:
    """Return a picture of a QR code."""
    import io

    import segno

    picture = io.BytesIO()
    segno.make(text, micro=False, error="m").save(picture, kind="png", scale=scale, border=3)
    return picture.getvalue()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(value: object, *cookies: str) -> Answer:
    return Answer(_text(value).encode(), "application/json; charset=UTF-8", cookies=cookies)
