"""Text from answers made safe to show: nothing in it can steer the terminal or turn the reading direction."""

from __future__ import annotations

import re

_STEERING = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating system commands: titles, links, the clipboard
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"  # control sequences: colours, cursor, erasing
    r"|\x1b.?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def harmless(text: object) -> str:
    """The text without control codes and invisible marks; line breaks stay, tabs become spaces."""
    return _STEERING.sub("", str(text).replace("\r\n", "\n")).replace("\t", " ")


def joined(text: object) -> str:
    """The text on one line, with · where a line ended."""
    return " · ".join(filter(None, map(one_line, harmless(text).splitlines())))


def one_line(text: object, width: int = 0) -> str:
    """The text on one line, shortened with … to a width; 0 keeps it all."""
    line = " ".join(harmless(text).split())
    return line if not width or len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"
