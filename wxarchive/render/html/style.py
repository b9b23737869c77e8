"""How an article looks, in a browser and on paper: one sheet, kept inside of each page.

Chinese text wants more space between lines than Latin text, a little air between Chinese and Latin
letters (``text-autospace``), and no line that begins with a comma (``line-break: strict``). Lines
are not stretched to straight edges: articles hold long addresses, and the line before one would be
torn apart.
"""

import base64
import hashlib

FONTS = (
    '-apple-system,"PingFang SC","Hiragino Sans GB","Noto Sans CJK SC","Source Han Sans'
    ' SC","Microsoft YaHei"'
)

STYLE = (
    ":root{color-scheme:light"
    " dark;--ink:#24292f;--soft:#667079;--line:#d9dde2;--paper:#fdfdfc;--box:#f4f5f4;"
    "--link:#1a5fa8}"
    "@media"
    " (prefers-color-scheme:dark){:root{--ink:#d7dade;--soft:#959da6;--line:#3b4047;--paper:#191b1e;"
    "--box:#24272b;--link:#7db4ee}}"
    "*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}"
    "body{max-width:42rem;margin:0 auto;padding:2.5rem 1.25rem"
    " 3rem;color:var(--ink);background:var(--paper);"
    f"font:1.0625rem/1.85 {FONTS},system-ui,sans-serif;"
    "text-autospace:normal;line-break:strict;overflow-wrap:anywhere;hanging-punctuation:allow-end}"
    "h1,h2,h3,h4,h5,h6{line-height:1.4;margin:2em 0 .7em;text-wrap:balance}"
    "h1{font-size:1.6rem}h2{font-size:1.3rem}h3{font-size:1.15rem}h4,h5,h6{font-size:1rem}"
    "header{margin-bottom:2rem;padding-bottom:1.2rem;border-bottom:1px solid var(--line)}"
    "header h1{margin:0 0 .5em;font-size:1.75rem}"
    "header p,footer,figcaption,.missing,nav{color:var(--soft);font-size:.9rem}header p{margin:0}"
    "header p:has(img){margin-top:1.2em}"
    "p{margin:1em 0}"
    "a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.2em}"
    "img{max-width:100%;height:auto}audio,video{display:block;width:100%;height:auto;max-height:80vh;"
    "margin:.2em 0 .5em}"
    "audio{height:3rem}main>h1:first-child{margin-top:0}"
    "figure{margin:1.5em 0;text-align:center}figcaption{margin-top:.4em;line-height:1.6}"
    "figure img,p>img:only-child{display:block;margin:0 auto}"
    "blockquote{margin:1.2em 0;padding:.1em 1.1em;border-left:.25rem solid"
    " var(--line);color:var(--soft)}"
    "pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}"
    "pre{overflow-x:auto;padding:.9em"
    " 1.1em;background:var(--box);border-radius:.4rem;line-height:1.6;tab-size:4;"
    "overflow-wrap:normal}"
    ":not(pre)>code{background:var(--box);padding:.1em .35em;border-radius:.25rem}"
    "table{display:block;max-width:100%;overflow-x:auto;border-collapse:collapse;margin:1.2em"
    " 0;line-height:1.6;"
    "overflow-wrap:normal}"
    "td,th{border:1px solid var(--line);padding:.4em"
    " .7em;text-align:left;vertical-align:top;min-width:4em}"
    "th{background:var(--box)}td p,th p,li p{margin:.3em 0}"
    "ul,ol{padding-left:1.6em}li{margin:.3em 0}hr{border:0;border-top:1px solid"
    " var(--line);margin:2.2em 0}"
    ".card{padding:.7em 1em;background:var(--box);border-radius:.4rem;text-align:left}"
    "header .gone{margin-top:.8em;padding:.7em 1em;background:var(--box);"
    "border-left:.25rem solid var(--line);color:var(--ink)}"
    ".missing{display:block;padding:.7em 1em;border:1px dashed"
    " var(--line);border-radius:.4rem;word-break:break-all}"
    "footer{margin-top:3rem;padding-top:1.2rem;border-top:1px solid var(--line);line-height:1.7}"
    "footer dl{display:grid;grid-template-columns:max-content 1fr;gap:.15em 1em;margin:0}"
    "footer dt{white-space:nowrap}footer dd{margin:0;word-break:break-all}"
    "footer blockquote{margin:0 0 1.2em}footer blockquote p{margin:0}footer ul{margin:.2em 0}"
    "nav{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.4em"
    " 1.5em;margin-bottom:1.2em}"
    "nav a{max-width:100%}"
    "@media (max-width:30rem){body{padding:1.5rem 1.1rem 2.5rem}header h1{font-size:1.45rem}}"
    "@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--box:#f4f4f4;--link:#000}"
    "body{max-width:none;padding:0;font-size:11pt}nav,audio,video{display:none}"
    "pre{white-space:pre-wrap}table{display:table}img{max-height:24cm}"
    "figure,pre,tr,img{break-inside:avoid}h1,h2,h3,h4{break-after:avoid}p{orphans:2;widows:2}}"
)

STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy allows this sheet, and no other, by."""
