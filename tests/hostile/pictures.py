"""Files that are given as a photo and are something else as well. Goal S10."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, PngImagePlugin

from refscreen import photo
from refscreen.errors import UserError

SECRET = b"Asylcenter-5512"


def _jpeg(**options: object) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((400, 400), 60).convert("RGB").save(made, "JPEG", **options)
    return made.getvalue()


def _png(**options: object) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((400, 400), 60).convert("RGB").save(made, "PNG", **options)
    return made.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (55.0, 30.0, 12.0)
    exif.get_ifd(0x8769)[0x9286] = SECRET
    return exif


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _bomb(side: int, kind: int = 2) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(bytes(10_000_000))) + _chunk(b"IEND", b"")
    )


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("x.txt", SECRET)
    return made.getvalue()


def _words(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text, zip=True)
    info.add_itxt("XML:com.adobe.xmp", text)
    return info


def _of(kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((400, 400), 60).convert("RGB").save(made, kind, **options)
    return made.getvalue()


def files() -> Iterator[tuple[str, bytes]]:
    """Every file that is given as a photo."""
    yield from _telling()
    yield from _something_else()
    yield from _broken()


def _telling() -> Iterator[tuple[str, bytes]]:
    """Photos with more in them than the picture."""
    yield "a sound photo", _jpeg()
    yield "a photo with a place", _jpeg(exif=_exif())
    yield "a photo with a comment", _jpeg(comment=SECRET)
    yield "a photo with XMP", _jpeg(xmp=b"<x:xmpmeta>" + SECRET)
    yield "a photo with a profile", _jpeg(icc_profile=SECRET * 1000)
    yield "a photo and a zip", _jpeg() + _zip()
    yield "a photo and a page", _jpeg() + b"<script>" + SECRET + b"</script>"
    yield "a photo and a PDF", _jpeg() + b"%PDF-1.7\n" + SECRET
    yield "a photo in a photo", _jpeg(exif=_exif()) + _jpeg(comment=SECRET)
    yield "a PNG with a place", _png(exif=_exif())
    yield "a PNG with words", _png(pnginfo=_words(SECRET.decode()))
    yield "a PNG of endless words", _png(pnginfo=_words("a" * 60_000_000))
    yield "a PNG and a zip", _png() + _zip()
    yield "a WEBP with a place", _of("WEBP", exif=_exif(), xmp=SECRET)
    yield "a TIFF with words", _of("TIFF", tiffinfo={270: SECRET.decode(), 305: SECRET.decode()})


def _something_else() -> Iterator[tuple[str, bytes]]:
    """What is no photo at all."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/>' + SECRET + b"</svg>"
    yield "an SVG", svg
    yield "an SVG that says it is a photo", b"\xff\xd8\xff\xe0" + svg
    yield "a GIF", _of("GIF")
    yield "an ICO", _of("ICO")
    yield "a BMP", _of("BMP")
    yield "a PPM", _of("PPM")
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n"
    yield "a PDF", b"%PDF-1.7\n" + SECRET
    yield "a page", b"<html>" + SECRET
    yield "a zip", _zip()
    yield "a program", b"\x7fELF" + bytes(1000)
    yield "nothing", b""
    yield "a nul", b"\0"


def _broken() -> Iterator[tuple[str, bytes]]:
    """Bombs, halves and lies."""
    for side in (7_000, 20_000, 65_000, 2**31 - 1):
        yield f"a bomb of {side} pixels", _bomb(side)
    yield "a grey bomb", _bomb(30_000, 0)
    for part in (20, 200, 2000, 20_000):
        yield f"the first {part} bytes of a JPEG", _jpeg()[:part]
        yield f"the first {part} bytes of a PNG", _png()[:part]
    broken = bytearray(_jpeg())
    broken[150:400] = b"\xff" * 250
    yield "a JPEG with a hole", bytes(broken)
    yield (
        "a PNG that lies of its size",
        _png().replace(struct.pack(">II", 400, 400), struct.pack(">II", 4, 400_000)),
    )
    yield "a TIFF that points at itself", b"II*\0\x08\0\0\0\x01\0\0\x01\x04\0\x01\0\0\0\0\x02\0\0\x08\0\0\0"


def told(path: Path, content: bytes) -> str:
    """What is wrong with what becomes of a file; empty when it is refused, or made into a bare picture."""
    path.write_bytes(content)
    try:
        made = photo.prepare(path)
    except UserError:
        return ""
    except BaseException as error:  # noqa: BLE001  # which is what is looked for
        return f"{type(error).__name__}: {error}"
    picture = Image.open(io.BytesIO(made))
    tells = (
        SECRET in made
        or b"Exif" in made
        or b"xmp" in made
        or picture.getexif()
        or "icc_profile" in picture.info
    )
    return "tells more than the picture" if tells or picture.size != (photo.SIDE, photo.SIDE) else ""
