"""The hosts of pictures, sound and video (docs/wechat-pages.md §3.6, §6.6, §7), and how posts show
what they give.
"""

import json
import zlib
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

from tests.smallwechat.pictures import picture_at

VOICES = "res.wx.qq.com"
VIDEOS = "mpvideo.qpic.cn"
HOSTS = ("mmbiz.qpic.cn", "mmbiz.qlogo.cn", "wx.qlogo.cn", VOICES, VIDEOS)
SIGNATURE = "dis_k=SecretSignature&dis_t=1700000000"


def file_at(host: str, target: str) -> tuple[bytes, str]:
    """Return what a media host answers, and its Content-Type."""
    if host == VOICES:
        return sound(target), "audio/mp3"
    if host == VIDEOS:
        return film(urlsplit(target).path), "video/mp4"
    return picture_at(urlsplit(target).path), "image/png"


def sound(name: str, size: int = 400) -> bytes:
    """Return bytes that begin as MP3 files do."""
    return b"ID3\x03\x00" + zlib.crc32(name.encode()).to_bytes(4, "big") * (size // 4)


def film(path: str, size: int = 4_000) -> bytes:
    """Return bytes that begin as MP4 files do."""
    return b"\0\0\0\x20ftypisom" + zlib.crc32(path.encode()).to_bytes(4, "big") * (size // 4)


def film_path(video_id: str, quality: int) -> str:
    return f"/0b2e{video_id.removeprefix('wxv_')}.f{quality}.mp4"


def offers(query: str) -> bytes:
    """Answer where a video can be had: two qualities, the smaller one first."""
    video_id = parse_qs(query).get("vid", [""])[0]
    listed = [_offer(video_id, quality, size) for quality, size in ((10004, 1_000), (10002, 4_000))]
    return json.dumps({"title": "", "url_info": listed}).encode()


def _offer(video_id: str, quality: int, size: int) -> Mapping[str, object]:
    address = f"http://{VIDEOS}{film_path(video_id, quality)}?{SIGNATURE}"
    return {
        "url": address,
        "format_id": quality,
        "duration_ms": 9_000,
        "filesize": size,
        "width": 640,
        "height": 360,
    }


def voice_card(voice_id: str, name: str) -> str:
    """Return the card of a sound, as the editor writes it (§3.6)."""
    return (
        f'<mp-common-mpaudio class="js_editor_audio" name="{escape(name)}" play_length="61000"'
        f' voice_encode_fileid="{escape(voice_id)}"></mp-common-mpaudio>'
    )


def video_frame(video_id: str, cover: str) -> str:
    """Return the frame of a platform video (§3.7)."""
    source = (
        f"https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&amp;vid={video_id}"
    )
    return (
        f'<iframe class="video_iframe rich_pages" data-mpvid="{video_id}" data-vidtype="2"'
        f' data-cover="{quote(cover, safe="")}" data-src="{source}"></iframe>'
    )
