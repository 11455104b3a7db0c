"""What this machine can do and what it lacks, for `refscreen doctor`."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from dataclasses import dataclass

from refscreen import console, loading, pdf
from refscreen.errors import UserError
from refscreen.messages import Messages


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
        Finding(
            "terminal", sys.stdin.isatty() and sys.stderr.isatty(), needed=False, remedy="terminal_remedy"
        ),
    ]


def tell(findings: list[Finding], messages: Messages) -> None:
    """Say each finding, its remedy where it is missing, and what that means for the work."""
    version = ".".join(map(str, sys.version_info[:3]))
    for finding in findings:
        state = messages.say("doctor.ok" if finding.found else "doctor.missing")
        name = messages.say(f"doctor.{finding.name}", version=version)
        console.say(f"{'✓' if finding.found else '✗'} {name}: {state}")
        if not finding.found and finding.remedy:
            console.say("    " + messages.say(f"doctor.{finding.remedy}").replace("\n", "\n    "))
    lacking = any(finding.needed and not finding.found for finding in findings)
    console.say(messages.say("doctor.without_pdf" if lacking else "doctor.all_good"), "bold")


def _has_pango() -> bool:
    try:
        pdf.engine()
    except UserError:
        return False
    return True


def _loads(name: str, short: str) -> bool:
    for candidate in (loading.SONAMES.get(name, ""), f"{name}.dll", ctypes.util.find_library(short) or ""):
        try:
            if candidate:
                ctypes.CDLL(candidate)
                return True
        except OSError:
            continue
    return False
