"""A candidate's photo made ready for print: upright, cropped around the face, nothing hidden in it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from refscreen.errors import Problem, UserError
from refscreen.existing import no_such

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PRINTED_MM = 36
SIDE = round(PRINTED_MM * 300 / 25.4)
"""Pixels across at 300 dpi, as a print shop wants them."""
LEAST = round(PRINTED_MM * 150 / 25.4)
"""Pixels across at 150 dpi; with fewer the face is a blur."""
LARGEST = 40_000_000
"""Pixels; more is no portrait but an attack or a mistake."""
HEADROOM = 0.05
"""How far below the upper edge the crop of a tall picture begins at most, as a share of its width."""
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
"""Formats that cameras and telephones write. Others are not tried: some run a program to be read."""


def prepare(path: Path) -> bytes:
    """The photo as a square JPEG of 36 mm at 300 dpi, without EXIF (place, time, camera).

    Raises:
        UserError: there is no such file, it is no picture, or it is too small or too large to print.
    """
    from PIL import Image

    try:
        with _strict():
            upright = _upright(path)
    except FileNotFoundError:
        raise UserError([no_such(path)], exit_code=2) from None
    except Image.DecompressionBombError:
        raise UserError([Problem("photo_too_large", where=str(path))]) from None
    except (OSError, SyntaxError, ValueError, EOFError):  # what Pillow raises for a damaged file
        raise UserError([Problem("not_a_photo", where=str(path))]) from None
    if min(upright.size) < LEAST:
        pixels = {"size": f"{upright.width} × {upright.height}", "least": f"{LEAST} × {LEAST}"}
        raise UserError([Problem("photo_too_small", where=str(path), values=pixels)])
    written = io.BytesIO()
    clean = Image.new("RGB", (SIDE, SIDE))  # a comment in the file would follow a copy of the picture
    clean.paste(upright.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=_square(*upright.size)))
    clean.save(written, "JPEG", quality=88)
    return written.getvalue()


@contextmanager
def _strict() -> Iterator[None]:
    """Half a picture is an error, also after the renderer has told Pillow to be content with it."""
    from PIL import Image, ImageFile

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # LARGEST is stricter
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _upright(path: Path) -> Picture:
    """The picture as it is meant to be seen, in colours, what is transparent on white."""
    from PIL import Image, ImageOps

    with Image.open(path, formats=FORMATS) as opened:
        if opened.width * opened.height > LARGEST:
            raise Image.DecompressionBombError
        turned = ImageOps.exif_transpose(opened)
        if turned.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off and not scale
            turned = turned.convert("I").point(lambda value: value / 256).convert("L")
        if not turned.has_transparency_data:
            return turned.convert("RGB")
        seen = turned.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _square(width: int, height: int) -> tuple[float, float, float, float]:
    """The square to keep: the middle of a wide picture; of a tall one its upper part, where the face is."""
    side = min(width, height)
    left = (width - side) / 2
    top = min((height - side) * 0.35, side * HEADROOM)
    return left, top, left + side, top + side
