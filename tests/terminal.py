"""The real program on a real terminal: keys go in, and what stands on the screen comes out."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "back": "\x02",
    "skip": "\x1bOR",
    "unknown": "\x1bOS",
    "declined": "\x1b[15~",
    "not_relevant": "\x1b[17~",
    "unclear": "\x1b[18~",
    "guidance": "\x1bOP",
    "note": "\x1bOQ",
    "map": "\x1b[19~",
    "menu": "\x1b[20~",
    "evidence": "\x05",
    "flag": "\x14",
    "language": "\x0c",
    "review": "\x12",
    "time": "\x0f",
    "pause": "\x10",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "stop": "\x03",
}
PATIENCE = 45.0
"""Seconds to wait for a screen; a slow machine or a disk that stalls is no failure."""


class Terminal:
    """A terminal in which ``refscreen interview -o PATH`` runs, with more options where they are given."""

    def __init__(self, path: Path, columns: int = 80, lines: int = 24, options: Sequence[str] = ()) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "REFSCREEN_LANG": "da",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        command = [sys.executable, "-m", "refscreen", "interview", "screening", "-o", str(path), *options]
        size = (lines, columns)
        self.child = pexpect.spawn(
            command[0], command[1:], env=environment, dimensions=size, timeout=PATIENCE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    def press(self, *keys: str) -> None:
        """Press keys by name, or type the text."""
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def text(self) -> str:
        """The screen as one line of text, without the breaks of its lines."""
        return " ".join(" ".join(self.screen.display).split())

    def wait_for(self, wanted: str) -> None:
        """Read until the text stands on the screen."""
        wanted = " ".join(wanted.split())
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.text():
            assert time.monotonic() < deadline, f"never saw {wanted!r} on\n" + "\n".join(self.screen.display)
            self._read()

    def settle(self, quiet: float = 0.25) -> None:
        """Read until nothing more is drawn for a while."""
        drawn, since = len(self.raw), time.monotonic()
        while time.monotonic() - since < quiet:
            self._read()
            if len(self.raw) != drawn:
                drawn, since = len(self.raw), time.monotonic()

    def _read(self) -> None:
        try:
            self._take(bytes(self.child.read_nonblocking(65536, timeout=0.05)))  # type: ignore[arg-type]
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            time.sleep(0.05)

    def _take(self, written: bytes) -> None:
        self.raw += written
        self.stream.feed(written)

    def ended(self) -> int:
        """Wait for the end of the program and return its exit code."""
        while True:
            try:
                self._take(bytes(self.child.read(65536)))  # type: ignore[arg-type]
                break
            except pexpect.TIMEOUT:
                continue
        self.child.close()
        return int(self.child.exitstatus or 0)
