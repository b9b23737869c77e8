"""One article as a whole HTML page that a browser opens from a file.

Pictures come from WeChat's servers, which refuse requests that tell where they come from; scripts and frames are not
allowed to run, whatever the body holds.
"""

from html import escape

from wxarchive.models import Article, StoredArticle
from wxarchive.render.dump import body_of

_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;line-height:1.75;font-family:system-ui,sans-serif}"
    "img{max-width:100%;height:auto}pre{overflow-x:auto}table{border-collapse:collapse}td,th{border:1px solid #bbb;"
    "padding:.2rem .5rem}blockquote{border-left:.25rem solid #bbb;margin-left:0;padding-left:1rem}header p{color:#777}"
)
_POLICY = "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'"


def webpage(article: Article | StoredArticle) -> str:
    """Write an article as one HTML document, with its title, account, time and address."""
    about = article.metadata
    title = escape(about.title or "")
    told = [about.account, about.published_at and about.published_at.strftime("%Y-%m-%d %H:%M"), about.location]
    line = " · ".join(escape(part) for part in told if part)
    address = escape(article.ref.url) if article.ref else ""
    source = f'<p><a href="{address}">{address}</a></p>' if address else ""
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<header><h1>{title}</h1><p>{line}</p></header>
<main>
{body_of(article).html}
</main>
<footer>{source}</footer>
</body>
</html>
"""
