"""What Debian's wget writes down of the small WeChat is imported whole."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.smallwechat import DEMO_SITE, SmallWechat
from tests.smallwechat.site import STATES
from tests.support.importing import DAY, imported, served
from wxarchive.models import Article, Filter, RawPage
from wxarchive.parse import parse
from wxarchive.store.database import Store

WGET = shutil.which("wget")
BODIES = [parse(RawPage("", served(post), DAY)) for post in DEMO_SITE.posts]
PICTURES = [url for body in BODIES if isinstance(body, Article) for url in body.body.images]


@pytest.mark.skipif(WGET is None, reason="wget is not installed")
@pytest.mark.parametrize("options", [["--no-warc-compression"], ["--header=Accept-Encoding: gzip"]])
def test_all_articles_and_pictures_come_in(
    store: Store, tmp_path: Path, options: list[str]
) -> None:
    pages = [f"http://mp.weixin.qq.com/s/{post.token}" for post in DEMO_SITE.posts]
    gone = [f"http://mp.weixin.qq.com/s/{token}" for token in STATES]
    pictures = [url.replace("https:", "http:") for url in PICTURES]
    (tmp_path / "urls").write_text("\n".join([*pages, *gone, *pictures]))
    with SmallWechat() as wechat:
        command = [str(WGET), "-q", "-i", "urls", "--warc-file=wget", "--delete-after", *options]
        environment = {"http_proxy": wechat.url, "PATH": ""}
        subprocess.run(command, cwd=tmp_path, env=environment, check=False, timeout=60)
    [file] = tmp_path.glob("wget.warc*")
    outcomes = imported(store, file)
    by_status = Counter(one.status for one in outcomes)
    assert by_status["created"] + by_status["partial"] == len(DEMO_SITE.posts)
    articles = list(store.articles.list(Filter()))
    assert {one.key for one in articles if one.state == "ok"} == {
        post.key for post in DEMO_SITE.posts
    }
    assert {one.state for one in articles} >= {"deleted", "violation", "account_gone", "ok"}
    uses = [use for one in articles for use in store.media.of_article(one.id)]
    lacking = {use.address for use in uses if use.role == "picture" and use.state != "kept"}
    assert lacking == set()
