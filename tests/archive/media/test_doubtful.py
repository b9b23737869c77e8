"""Files that came and are hardly what was asked for: kept aside, counted apart, asked for again."""

import io
import struct

import pytest

from tests.archive.media.world import NOON, VOICE, World, after, article, path
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.pictures import jpeg, picture_at, png, png_header, webp
from tests.support.database import change
from wxarchive.archive import MediaCounts
from wxarchive.archive.media.attempts import PAUSES
from wxarchive.models import Filter, Media
from wxarchive.playtime import too_short
from wxarchive.sniff import DAMAGED, look
from wxarchive.store import Store

NAMES = ("One", "Two", "Three", "Four", "Five")
SMALL = "16 × 16 pixels instead of 1080 × 720: another shape"
FRAME = b"\xff\xfb\x90\x64" + bytes(413)  # MPEG 1, layer III, 128 kbit/s, 44,100 Hz


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def movie(seconds: int) -> bytes:
    header = box(b"mvhd", bytes(12) + struct.pack(">II", 600, 600 * seconds) + bytes(80))
    return (
        box(b"ftyp", b"M4A " + bytes(4))
        + box(b"moov", header + box(b"trak"))
        + box(b"mdat", bytes(900))
    )


def served(store: Store, body: bytes, *names: str) -> tuple[World, MediaCounts]:
    return after(store, Faults(files={path(name): body for name in names}), *names)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (png(16, 16, (1, 2, 3)), SMALL),
        (png(24, 16, (1, 2, 3)), "24 × 16 pixels instead of 1080 × 720: far smaller"),
        (jpeg(720, 720), "720 × 720 pixels instead of 1080 × 720: another shape"),
        (picture_at("a")[:-1] + b"\0", DAMAGED),
    ],
)
def test_a_picture_that_is_not_as_stated_is_kept_aside(
    store: Store, body: bytes, reason: str
) -> None:
    world, counts = served(store, body, "One")
    use = world.use("One")
    assert counts == MediaCounts(asked=1, doubtful=1)
    assert (use.state, use.reason, use.attempts, use.not_before) == (
        "doubtful",
        reason,
        1,
        NOON + PAUSES[0],
    )
    assert store.media.read(use.sha256 or "") == body
    assert store.media.totals().doubtful == 1
    assert [(gap.state, gap.reason, gap.files) for gap in store.media.gaps(Filter())] == [
        ("doubtful", reason, 1)
    ]


@pytest.mark.parametrize(
    "body",
    [
        jpeg(1080, 720),
        jpeg(720, 1080),
        png_header(640, 427),
        webp(300, 200),
        png_header(2160, 1440),
    ],
    ids=["as stated", "turned", "smaller", "smallest", "larger"],
)
def test_a_picture_of_the_stated_shape_is_kept(store: Store, body: bytes) -> None:
    world, counts = served(store, body, "One")
    assert (counts.kept, world.use("One").state) == (1, "kept")


@pytest.mark.parametrize(
    ("names", "state"), [(NAMES, "doubtful"), (NAMES[:3], "doubtful"), (NAMES[:2], "kept")]
)
def test_the_same_bytes_under_many_addresses_are_doubted(
    store: Store, names: tuple[str, ...], state: str
) -> None:
    body = picture_at("same") + bytes(120_000)
    world, counts = served(store, body, *names)
    assert [world.use(name).state for name in names] == [state] * len(names)
    is_kept = state == "kept"
    kept, doubtful = (len(names), 0) if is_kept else (0, len(names))
    size = len(names) * len(body) if is_kept else 0
    assert counts == MediaCounts(asked=len(names), kept=kept, doubtful=doubtful, bytes=size)


def test_two_pictures_of_the_same_bytes_and_another_size_are_doubted(store: Store) -> None:
    world, counts = served(store, png_header(540, 360), "One", "Two")
    assert (counts.doubtful, world.use("One").reason) == (
        2,
        "2 pictures of one text are the same bytes",
    )


def test_what_is_doubtful_is_asked_for_again_and_replaced(store: Store) -> None:
    world, _ = served(store, png(16, 16, (1, 2, 3)), *NAMES)
    assert world.keep(1) == MediaCounts(), "not before its time"
    world.time += PAUSES[0]
    with SmallWechat() as healed:
        world.wechat = healed
        assert world.keep(1).kept == 5
    assert {world.use(name).state for name in NAMES} == {"kept"}
    assert store.media.totals().files == 5, "nothing is left of what was doubted"


def test_what_is_doubtful_stays_aside_while_nothing_better_comes(store: Store) -> None:
    body = png(16, 16, (1, 2, 3))
    world, _ = served(store, body, "One")
    world.time += PAUSES[0]
    with SmallWechat(faults=Faults(files={path("One"): b""})) as empty:
        world.wechat = empty
        world.keep(1)
    use = world.use("One")
    assert (use.state, use.reason, use.attempts) == ("doubtful", SMALL, 2)
    assert store.media.read(use.sha256 or "") == body


def test_a_sound_shorter_than_announced_is_kept_aside(store: Store) -> None:
    found = article(1, media=[Media("audio", "a-1", "雨声", VOICE, None, 125.0)])
    with SmallWechat(faults=Faults(files={"/voice/getvoice": FRAME * 100})) as wechat:
        world = World(store, wechat)
        number = world.add(found)
        assert world.keep(number) == MediaCounts(asked=1, doubtful=1)
    assert world.uses(number)[VOICE].reason == "plays 3 s of the 125 s announced"


@pytest.mark.parametrize(
    ("content", "kind", "announced", "reason"),
    [
        (FRAME * 100, "audio/mpeg", 2.6, None),
        (FRAME * 100, "audio/mpeg", None, None),
        (
            b"ID3\x03\0\0\0\0\0\x05tag.." + FRAME * 100,
            "audio/mpeg",
            60.0,
            "plays 3 s of the 60 s announced",
        ),
        (b"ID3 nothing known", "audio/mpeg", 60.0, None),
        (movie(60), "audio/mp4", 60.0, None),
        (movie(10), "video/mp4", 60.0, "plays 10 s of the 60 s announced"),
        (movie(0), "video/mp4", 60.0, None),
        (FRAME * 100 + bytes(20_000) + FRAME * 900, "audio/mpeg", 26.0, None),
        (FRAME * 100 + b"TAG" + bytes(125), "audio/mpeg", 60.0, "plays 3 s of the 60 s announced"),
        (movie(60)[:-1], "audio/mp4", 60.0, "ends before the end its own parts tell"),
        (movie(60)[:-1], "audio/mp4", None, "ends before the end its own parts tell"),
        (movie(60) + b"more", "audio/mp4", 60.0, None),
        (b"\0\0\0\x20ftypisom" + b"abcd" * 99, "video/mp4", 60.0, None),
        (b"", "video/mp4", 60.0, None),
    ],
)
def test_how_long_a_file_plays_is_told_by_its_bytes(
    content: bytes, kind: str, announced: float | None, reason: str | None
) -> None:
    assert too_short(io.BytesIO(content), kind, announced) == reason


@pytest.mark.parametrize("place", range(8, len(png(30, 20, (1, 2, 3))) - 12))
def test_a_changed_byte_in_a_png_is_noticed(place: int) -> None:
    data = bytearray(png(30, 20, (1, 2, 3)))
    data[place] ^= 1
    told = look(bytes(data))
    assert told.doubt or told.fault


def test_a_progressive_jpeg_is_walked_scan_by_scan() -> None:
    scan = b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0" + b"\x12\xff\x00\x34\xff\xd0" * 9
    whole = jpeg(30, 20)[:-2] + scan + scan + b"\xff\xd9"
    assert (look(whole).fault, look(whole).doubt) == (None, None)
    assert look(whole[:-2]).fault == "a picture that is cut off"
    assert look(jpeg(30, 20)[:-2] + b"\xff\x01\x00\x00" + b"\xff\xd9").doubt == DAMAGED


def test_a_jpeg_may_fill_the_place_before_its_markers() -> None:
    plain = jpeg(30, 20)
    filled = plain[:2] + b"\xff\xff\xff" + plain[2:]
    assert look(filled) == look(plain)


def test_a_picture_that_is_used_twice_stays_kept_when_there_is_nothing_to_fetch(
    store: Store,
) -> None:
    body = picture_at("same") + bytes(120_000)
    world, _ = served(store, body, "One", "Two")
    assert world.keep(1) == MediaCounts()
    assert {world.use(name).state for name in ("One", "Two")} == {"kept"}


def test_the_media_of_a_damaged_article_stop_no_others(store: Store) -> None:
    with SmallWechat() as wechat:
        world = World(store, wechat)
        numbers = [world.add(article(1, "One")), world.add(article(2, "Two"))]
        change(store.path, "UPDATE versions SET losses = '{}' WHERE article_id = 1")
        counts = world.keep(*numbers)
    assert counts.kept == counts.wanted == 1
    assert "is damaged" in (world.use("One").reason or "")
