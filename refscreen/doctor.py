"""What this machine can do and what it lacks, for `refscreen doctor`. Pure but for asking the machine."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from dataclasses import dataclass

from refscreen import pdf
from refscreen.errors import UserError


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``remedy`` is the message that says what to do when it is missing."""

    name: str
    found: bool
    needed: bool = True
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything a document or an interview needs on this machine."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    fonts = all((pdf.FONTS / f"{stem}.ttf").is_file() for stem in pdf.FACES)
    return [
        Finding("python", found=True),
        Finding("pango", _has_pango(), remedy=f"remedy_{system}"),
        Finding(
            "harfbuzz",
            _loads("libharfbuzz-subset-0", "harfbuzz-subset"),
            needed=False,
            remedy="harfbuzz_remedy",
        ),
        Finding("fonts", fonts),
        Finding("terminal", sys.stdin.isatty() and sys.stderr.isatty(), needed=False),
    ]


def _has_pango() -> bool:
    try:
        pdf.engine()
    except UserError:
        return False
    return True


def _loads(name: str, short: str) -> bool:
    for candidate in (pdf.SONAMES.get(name, ""), f"{name}.dll", ctypes.util.find_library(short) or ""):
        try:
            if candidate:
                ctypes.CDLL(candidate)
                return True
        except OSError:
            continue
    return False
