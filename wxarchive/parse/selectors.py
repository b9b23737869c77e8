"""Everything WeChat-specific that may change, as data: markers, selectors, tag lists. No code.

Sources: docs/wechat-pages.md, the sections named beside each table.
"""

from wxarchive.models import Kind

# regions (§2.1)

DATA_SCRIPT_LIMIT = 400_000
"""Inline scripts longer than this many bytes are libraries, never data."""
LIBRARY_MARKS = (b"use strict", b"__INLINE_SCRIPT__", b"typeof exports", b"typeof module")
"""What the first 200 bytes of a library script hold, and those of a data script do not."""
DATA_SCRIPT_MARKS = (
    b"msg_title",
    b"msg_link",
    b"var biz",
    b"d.biz",
    b"d.title",
    b"window.biz",
    b"item_show_type",
    b"var ct",
    b"window.ct",
    b"nickname",
    b"nick_name",
    b"window.cgiData",
    b"publish_time",
    b"transferTargetLink",
    b"voiceid",
    b"ContentNoEncode",
    b"picturePageInfoList",
    b"SSR_DATA",
    b"user_name",
    b"window.name",
    b"album_info_list",
    b"ip_wording",
    b"sourceurl",
)
IDLE_DATA = frozenset({"user_info", "modify_detail"})
"""Parts of the script data that tell nothing we keep: a quarter to a half of its values."""
HEAD_LIMIT = 500_000
"""Metas stand within this many bytes from the start: today's head holds 300 kB of scripts."""
FRAME_LIMIT = 8_000_000
"""Pages larger than this many bytes without their body are not read as a tree."""
FRAME_TAGS = 10_000
"""Tags of a page without its body that are read: a real page has a few hundred, with comments some
thousand.
"""

# kinds (§2.4)

KIND_OF_SHOW_TYPE: dict[str, Kind] = {
    "0": "article",
    "11": "article",
    "5": "video",
    "16": "video",
    "6": "music",
    "7": "audio",
    "8": "image",
    "10": "text",
    "17": "short",
}
KIND_OF_BODY_CLASS: dict[str, Kind] = {  # body classes of share pages, old and new
    "page_share_img": "image",
    "page_share_text": "text",
    "share_media_text": "text",
    "page_share_video": "video",
    "video_share_page": "video",
    "page_share_audio": "audio",
    "page_share_music": "music",
    "video": "video",
}

KIND_OF_WRITTEN_BODY: dict[str, Kind] = {  # class of the body in pages that a tool writes (§11)
    "item_show_type_0": "article",
    "item_show_type_8": "image",
    "item_show_type_10": "text",
}

# states (§5)

SHARE_PAGE_MARK = "common_share"
CHALLENGE_PATH = "wappoc_appmsgcaptcha"
CHALLENGE_MARK = "secitptpage/verify"
TEMPLATE_PATH = "/readtemplate?"
"""In the address of the platform's own agreements (§11)."""
NOT_ARTICLE_MIDS = (
    "agreement",
    "readtemplate",
    "wxverify/",
    "pages/album",
    "pages/homepage",
    "pages/profile",
    "profile_v2",
    "homepage",
    "appmsgalbum",
    "pages/topic",
    "advertiser",
    "rumor",
    "pages/poc",
    "opshowpage",
)
NOT_ARTICLE_MARKS = (  # selectors of pages of another sort: account history, account card, album
    "#history",
    ".profile_info_area",
    ".weui_media_box[hrefs]",
    "#msg_page_area",
    "li[data-link][data-title]",
    ".album__list",
    ".js_album_list",
    "#app .verify_info",
)
NOT_ARTICLE_VARIABLES = ("msgList", "general_msg_list")
MESSAGE_SELECTORS = (
    ".weui-msg__title",
    ".weui-msg__desc",
    ".mesg-block",
    ".global_error_msg",
    ".weui_msg_title",
    ".weui_msg_desc",
    ".page_msg .msg_content",
    ".text_area .title",
    ".text_area .tips",
    ".icon_msg + *",
    "#js_msg",
    ".page_rumor .title",
)
OTHER_BODIES = (
    "#page-content .text, .page-content .text, .rich_media_content:not([id]), "
    '.rich_media_content[id=""], .item_show_type_0'
)
"""Where the body is in the template of 2012 to 2014, where a tool took the id away (§2.1), and in
pages that a tool writes itself (§11).
"""
WRITTEN_TEXTS = ".item_show_type_8 .text_content, .item_show_type_10 .text_content"
"""The text of a post in pages that a tool writes itself (§11)."""
WRITTEN_HEAD: dict[str, str] = {
    "account": ".__meta__ .nick_name",
    "author": ".__meta__ .author",
    "published_at": ".__meta__ .create_time",
    "location": ".__meta__ .ip",
}
"""What such a page tells in its head, by the field's name."""
COVER_ELEMENTS = "#media img[data-src], #media img[src]"
"""The cover above the text, as pages up to 2016 show it (§2.1)."""
ARTICLE_ELEMENTS = ("js_article", "js_content", "js_share_content", "img-content", "activity-name")

# metadata of pages without script data (§2.2)

TITLE_ELEMENTS = (
    "#activity-name",
    "#js_image_desc_title",
    "#js_text_title",
    ".rich_media_title",
    "#js_video_page_title",
    "#video_title",
    ".article-title",
    "h1",
)
ACCOUNT_ELEMENTS = (
    "#js_name",
    ".wx_follow_nickname",
    ".account_nickname_inner",
    ".profile_nickname",
    "#post-user",
    "#profileBt a",
    ".js_go_profile .nickname",
)
AUTHOR_ELEMENTS = ("#js_author_name", "#js_author_name_text", ".rich_media_meta_primary_author")
DATE_ELEMENTS = ("#publish_time", "#post-date", "em.rich_media_meta_text")
AUTHOR_PLACES = (
    "#meta_content > .rich_media_meta_text:not([id]):not(.rich_media_meta_nickname), "
    "#meta_content em.rich_media_meta_text:not([id]):not(.rich_media_meta_nickname), "
    ".rich_media_meta_list > em.rich_media_meta_text:not([id]):not(.rich_media_meta_nickname), "
    ".activity-info > .activity-meta:not([id])"
)
"""The byline of pages without script data: elements with an id of their own are date, place and
marks (§11).
"""
POST_PICTURES = (
    '#img_list img, #img_swiper_content img, .share_content_page img:not([class*="avatar"]),'
    ' .swiper_item img, img[data-w]:not([class*="avatar"]), .image_content img,'
    " .picture_item img"
)

KIND_OF_ELEMENT: dict[
    str, Kind
] = {  # what a browser filled, in pages saved without their scripts (§11)
    "js_text_desc": "text",
    "js_text_title": "text",
    "js_image_desc": "image",
    "js_audio_desc": "audio",
}
DESCRIPTIONS: dict[Kind, str] = {
    "text": "js_text_desc",
    "image": "js_image_desc",
    "audio": "js_audio_desc",
    "video": "js_common_share_desc",
    "music": "js_common_share_desc",
}
"""Where the platform's own scripts write the text of a post (§11)."""
DRAWN_PLAYER = "js_mpvedio_wrapper_"
"""Before the number of a video in the id of what a browser draws around its player (§3.7)."""
PLAYER_ELEMENTS = ("js_mpvedio", "js_content")
"""Where old templates of video posts draw the player (§4.2)."""
VIDEO_DESCRIPTIONS = frozenset({"video_desc", "video_desc_inner", "video_info_desc"})
"""Classes of the author's words below it."""
SHARE_ELEMENTS = "#js_share_content, #js_share_source, .original_page"
REPRINT_ELEMENTS = f"{SHARE_ELEMENTS}, .original_primary_nickname"
EXCERPT_CLASS = "original_panel_content"
"""The body's element of a shared article: a script writes no more than 140 characters of it there
(§11).
"""

# body (§3)

DROPPED_TAGS = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "desc",
        "metadata",
        "meta",
        "link",
        "mp-style-type",
        "mpcpc",
        "animate",
        "set",
        "animatetransform",
        "animatemotion",
        "defs",
        "symbol",
        "clippath",
        "mask",
        "lineargradient",
    }
)
UNSHOWN_TAGS = frozenset({"noscript", "template"})
"""What a browser shows nothing of, though a body may have text in it."""
BLOCK_TAGS = frozenset(
    {
        "nav",
        "textarea",
        "wx-view",
        "pre",
        "listing",
        "xmp",
        "option",
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "center",
        "address",
        "fieldset",
        "form",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "body",
        "html",
        "foreignobject",
        "legend",
        "caption",
        "hgroup",
    }
)
DROPPED_IDS = frozenset(  # page furniture that saved pages may hold inside the body
    {
        "js_top_ad_area",
        "content_bottom_area",
        "js_temp_bottom_area",
        "js_pc_qr_code",
        "wx_stream_article_slide_tip",
        "js_tags_preview_toast",
        "page_bottom_area",
        "sg_tj",
        "js_tags",
        "js_sponsor_ad_area",
        "js_cmt_area",
        "js_profile_qrcode",
        "js_video_page_title",
    }
)
DROPPED_CLASSES = frozenset(
    {
        "_135editor_copyright",
        "reward_area",
        "rich_media_tool",
        "rich_media_area_extra",
        "js_ad_link",
        "original_tool_area",
        "discuss_container",
        "wx_profile_msg_inner",
        "weui-dialog",
        "video_player_wrp",
        "js_video_poster",
        "ct_mpda_wrp",
        "reward_qrcode_area",
        "js_mpvedio",
        "mp-video-player",
        "wx_video_context",
        "code-snippet__line-index",
        "audio_card_progress",
        "page-toolbar",
    }
)
AUDIO_TAGS = frozenset(
    {"mpvoice", "mp-common-mpaudio", "mp-common-cl", "mp-common-claudio", "mp-audio"}
)
MUSIC_TAGS = frozenset(
    {"qqmusic", "mp-common-qqmusic", "mp-common-clmusic", "mp-common-kugoumusic", "mp-common-music"}
)
CHANNEL_VIDEO_TAGS = frozenset({"mp-common-videosnap", "mpvideosnap", "mp-videosnap"})
VIDEO_TAGS = frozenset({"mpvideo", "txvvideo", "mp-video", "mp-common-mpvideo", "video"})
STICKER_TAGS = frozenset({"mp-common-sticker"})

CARD_TITLES = (
    "data-nickname",
    "data-miniprogram-title",
    "data-weapp-title",
    "data-title",
    "data-name",
    "data-desc",
    "data-keywords",
    "data-miniprogram-nickname",
    "data-source-title",
    "name",
    "title",
    "data-receivername",
)
CARD_DETAILS = ("data-alias", "data-address", "data-miniprogram-nickname")
_SOUND = ("♪", ("share_audio_title", "audio_card_title", "audio_title"), ())
DRAWN_CARDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "weapp_display_element": ("[小程序]", ("weapp_card_title",), ("weapp_card_nickname",)),
    "wx_profile_card": ("[公众号]", ("wx_profile_nickname",), ()),
    "js_audio_frame": _SOUND,
    "audio_area": _SOUND,
    "audio_card": _SOUND,
    "share_audio_context": _SOUND,
    "qqmusic_area": ("♪", ("qqmusic_songname",), ("qqmusic_singername",)),
}
"""Class of what a browser draws for a card → sign of its line, classes of which one has its title,
classes of what follows it; pages saved from one hold both.
"""
VOTE_MARK = "newappmsgvote"
PAY_PREVIEW_CLASS = "mp-pay-preview-filter"

EMOJI_MARKS = (
    "/emoji/",
    "/emotion/",
    "emotion_panel/",
    "expression/",
    "we-emoji",
    "/wxemoji",
    "icon_emotion",
    "smiley",
)
EMOJI_CLASSES = frozenset(
    {"emoji", "wx_emoji", "icon_emotion_single", "we-emoji", "wxw-emoji", "icon_emoji"}
)
