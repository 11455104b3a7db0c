"""From a key pressed to a screen drawn, on a real pseudo-terminal, with the save and its fsync in between."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path

QUIET = 0.04
"""Seconds without output after which a screen counts as drawn; they are not counted themselves."""
PATIENCE = 3.0
BACK, FORWARD, LETTER, MAP, REVIEW, DOWN = "\x02", "\r", "a", "\x1b[19~", "\x12", "\x1b[B"


@dataclass(frozen=True)
class Keyboard:
    """The interview in a terminal of its own."""

    process: int
    terminal: int

    def press(self, key: str) -> float:
        """Press a key; the milliseconds until the last of what it draws has come."""
        os.write(self.terminal, key.encode())
        return self.drawn() * 1000

    def drawn(self, quiet: float = QUIET) -> float:
        """Read until nothing more comes; the seconds until the last of it came."""
        start = last = time.perf_counter()
        while select.select([self.terminal], [], [], quiet if last > start else PATIENCE)[0]:
            os.read(self.terminal, 65536)
            last = time.perf_counter()
        return last - start

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


def opened(answers: Path) -> Keyboard:
    """Open a finished case in the terminal, at its first question."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"TERM": "xterm-256color", "REFSCREEN_LANG": "da", "PROMPT_TOOLKIT_NO_CPR": "1"}
        command = [sys.executable, "-m", "refscreen", "interview", "screening", "-o", str(answers)]
        os.execv(command[0], command)  # noqa: S606
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    keyboard = Keyboard(process, terminal)
    keyboard.drawn(quiet=1.0)
    keyboard.press("\x1b")
    return keyboard


def milliseconds(answers: Path) -> dict[str, list[float]]:
    """What each kind of key takes, in a case with all its answers."""
    keyboard = opened(answers)
    try:
        return {
            "back": [keyboard.press(BACK) for _ in range(120)],
            "Enter, with its save": [keyboard.press(FORWARD) for _ in range(120)],
            "a letter": [keyboard.press(LETTER) for _ in range(60)],
            "map and back": [keyboard.press(key) for _ in range(15) for key in (MAP, BACK)],
            "review and back": [keyboard.press(key) for _ in range(15) for key in (REVIEW, BACK)],
            "down in a list": [keyboard.press(key) for key in (MAP, *[DOWN] * 30)][1:],
        }
    finally:
        keyboard.close()
