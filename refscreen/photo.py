"""A candidate's photo made ready for print: upright, cropped around the face, nothing hidden in it."""

from __future__ import annotations

import io
from pathlib import Path

from refscreen.errors import Problem, UserError

PRINTED_MM = 30
DOTS_PER_MM = 300 / 25.4
LARGEST = 40_000_000
"""Pixels; more is no portrait but an attack or a mistake."""


def prepare(path: Path) -> bytes:
    """The photo as a square JPEG of 30 mm at 300 dpi, without EXIF (place, time, camera).

    Raises:
        UserError: there is no such file, or it is no picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > LARGEST:
                raise UserError([Problem("photo_too_large", where=str(path))])
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except FileNotFoundError:
        raise UserError([Problem("no_such_file", where=str(path))], exit_code=2) from None
    except (UnidentifiedImageError, OSError):
        raise UserError([Problem("not_a_photo", where=str(path))]) from None
    side = round(PRINTED_MM * DOTS_PER_MM)
    fitted = ImageOps.fit(upright, (side, side), centering=(0.5, 0.35))
    written = io.BytesIO()
    fitted.save(written, "JPEG", quality=88)
    return written.getvalue()
