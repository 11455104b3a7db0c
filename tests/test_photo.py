"""A photo for print: upright, square around the face, sharp enough, and nothing hidden in it."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from refscreen import pdf
from refscreen.errors import UserError
from refscreen.photo import LEAST, SIDE, prepare

SKIN, HAIR, WALL = (201, 147, 111), (43, 33, 28), (207, 224, 220)


def portrait(width: int, height: int, face: tuple[int, int]) -> Image.Image:
    """A friendly face on a light wall: a head with hair, its middle at ``face``."""
    picture = Image.new("RGB", (width, height), WALL)
    draw = ImageDraw.Draw(picture)
    x, y = face
    draw.ellipse((x - 90, y - 120, x + 90, y + 120), fill=SKIN)
    draw.pieslice((x - 100, y - 150, x + 100, y + 60), 180, 360, fill=HAIR)
    draw.arc((x - 40, y + 20, x + 40, y + 80), 20, 160, fill=HAIR, width=8)
    return picture


def printed(picture: Image.Image, path: Path, **options: Any) -> Image.Image:
    """What becomes of a picture saved at the path."""
    picture.save(path, **options)
    return Image.open(io.BytesIO(prepare(path)))


def near(one: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def refused(path: Path) -> tuple[str, dict[str, str]]:
    with pytest.raises(UserError) as caught:
        prepare(path)
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    return problem.key, dict(problem.values)


# --- What is kept of it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "face"),
    [
        ((600, 600), (300, 260)),
        ((600, 800), (300, 320)),  # a telephone held upright
        ((800, 600), (400, 250)),  # on its side
        ((600, 1200), (300, 200)),  # from head to foot
    ],
)
def test_the_crop_is_a_square_with_the_whole_head_in_it(
    tmp_path: Path, size: tuple[int, int], face: tuple[int, int]
) -> None:
    made = printed(portrait(*size, face), tmp_path / "face.png")
    assert made.size == (SIDE, SIDE)
    across = [made.getpixel((x, y)) for x in range(SIDE) for y in (0, SIDE - 1)]
    assert all(near(colour, WALL) for colour in across)  # neither hair nor chin is cut
    assert near(made.getpixel((SIDE // 2, round(SIDE * 0.45))), SKIN)


@pytest.mark.parametrize(("orientation", "back"), [(3, 180), (6, 90), (8, 270)])
def test_a_picture_that_the_camera_turned_is_upright(tmp_path: Path, orientation: int, back: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = portrait(600, 600, (300, 260)).rotate(back, expand=True)
    made = printed(turned, tmp_path / "face.jpg", exif=exif, quality=95)
    assert near(made.getpixel((SIDE // 2, SIDE // 5)), HAIR)


# --- What is hidden in it -------------------------------------------------------------------------


def test_place_time_camera_and_comments_are_gone(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x010E] = "Camera", "2026:01:02 03:04:05", "Asylcenter"
    exif.get_ifd(0x8825)[2] = (55.0, 30.0, 0.0)
    path = tmp_path / "face.jpg"
    portrait(600, 600, (300, 260)).save(path, exif=exif, comment=b"Asylcenter", xmp=b"<x:xmpmeta>Asylcenter")
    assert b"Asylcenter" in path.read_bytes()
    made = prepare(path)
    assert not Image.open(io.BytesIO(made)).getexif()
    assert [word for word in (b"Asylcenter", b"Camera", b"2026", b"Exif", b"xmp") if word in made] == []


# --- Every kind that people send ------------------------------------------------------------------


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    cut_out = portrait(600, 600, (300, 260)).convert("RGBA")
    cut_out.putalpha(cut_out.convert("L").point(lambda value: 0 if value > 200 else 255))
    made = printed(cut_out, tmp_path / "face.png")
    assert near(made.getpixel((5, 5)), (255, 255, 255))
    assert near(made.getpixel((SIDE // 2, SIDE // 2)), SKIN)


@pytest.mark.parametrize(
    ("mode", "name"),
    [("CMYK", "face.jpg"), ("L", "face.jpg"), ("P", "face.png"), ("LA", "face.png"), ("CMYK", "face.tif")],
)
def test_any_colours_become_those_of_a_screen(tmp_path: Path, mode: str, name: str) -> None:
    made = printed(portrait(600, 600, (300, 260)).convert(mode), tmp_path / name)
    assert made.mode == "RGB"
    expected = portrait(600, 600, (300, 260)).convert("L" if mode in {"L", "LA"} else "RGB").convert("RGB")
    colour = expected.getpixel((300, 300))
    assert isinstance(colour, tuple)
    found = made.getpixel((SIDE // 2, SIDE // 2))
    assert isinstance(found, tuple)
    assert all(abs(a - b) < 30 for a, b in zip(found, colour, strict=True))


def test_a_scan_in_16_bits_of_grey_keeps_its_shades(tmp_path: Path) -> None:
    made = printed(Image.new("I;16", (600, 600), 128 * 256), tmp_path / "scan.png")
    assert near(made.getpixel((SIDE // 2, SIDE // 2)), (128, 128, 128))


def test_the_same_photo_makes_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    portrait(600, 600, (300, 260)).save(path)
    assert prepare(path) == prepare(path)


# --- What cannot be printed -----------------------------------------------------------------------


def test_a_small_picture_is_refused_with_its_size_and_the_least(tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    Image.new("RGB", (LEAST - 1, 600)).save(path)
    assert refused(path) == ("photo_too_small", {"size": "212 × 600", "least": "213 × 213"})


def test_a_picture_of_just_150_dots_an_inch_will_do(tmp_path: Path) -> None:
    assert printed(Image.new("RGB", (LEAST, 600)), tmp_path / "enough.png").size == (SIDE, SIDE)


@pytest.mark.parametrize("side", [7_000, 11_000, 60_000])
def test_a_picture_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path: Path, side: int) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    path = tmp_path / "bomb.png"
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))))
    assert refused(path)[0] == "photo_too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Dear reader",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 600 600\n",
        b"\xff\xd8\xff\xe0\x00",
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "face.jpg"
    path.write_bytes(content)
    assert refused(path)[0] == "not_a_photo"


@pytest.mark.parametrize("name", ["face.png", "face.jpg"])
def test_half_a_picture_is_refused_also_after_a_page_was_drawn(tmp_path: Path, name: str) -> None:
    pdf.engine()  # WeasyPrint tells Pillow to take half pictures
    path = tmp_path / name
    Image.effect_noise((600, 600), 50).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(path)[0] == "not_a_photo"


def test_a_picture_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    assert refused(tmp_path / "nobody.jpg")[0] == "no_such_file"
