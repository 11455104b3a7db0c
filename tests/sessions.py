"""Many windows of the real program in little time: forked from a process that has imported it already."""

import fcntl
import json
import math
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

import pyte

from refscreen import yaml_text
from tests.terminal import KEYS, PATIENCE

ROOT = Path(__file__).parent.parent
COLUMNS, LINES = 80, 24
RUNNING = -1000
"""What is said instead of an exit code while there is none."""
QUESTIONS = 20
QUESTIONNAIRE = """\
id: small
version: 1
languages: [da]
title: {da: Lille}
minutes: 20
sections:
  - id: one
    title: {da: En}
    minutes: 20
    questions:
""" + "".join(
    f"      - {{id: q{n}, type: text, label: {{da: Svar {n}}}, ask: {{da: Hvad er nummer {n}?}}}}\n"
    for n in range(QUESTIONS)
)


def ask(number: int) -> str:
    """What stands on the screen when a question is asked."""
    return f"Hvad er nummer {number}?"


def luck(seed: int) -> random.Random:
    """Chance that can be had again: a failure names its seed."""
    return random.Random(seed)  # noqa: S311


def kept_in(path: Path) -> dict[str, Any]:
    """What an answers file holds, which is whole."""
    data: dict[str, Any] = yaml_text.read(path.read_bytes()).data
    return data


def answers_in(path: Path) -> dict[str, Any]:
    """The answers in a file; none while there is no file."""
    answers: dict[str, Any] = kept_in(path)["answers"] if path.exists() else {}
    return answers


class Nursery:
    """A process that has imported the program, and forks a window of it in a few milliseconds.

    Attributes:
        questionnaire: ``QUESTIONS`` short questions, answered in text.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.questionnaire = Path(self._folder.name) / "small.yaml"
        self.questionnaire.write_text(QUESTIONNAIRE, encoding="utf-8")
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "REFSCREEN_LANG": "da",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.sessions"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.process.communicate()
        self._folder.cleanup()

    def begin(self, arguments: Sequence[str], terminal: str, errors: str) -> int:
        """Start the program on a terminal; its process id."""
        return self._told({"arguments": list(arguments), "terminal": terminal, "errors": errors})

    def code(self, pid: int) -> int:
        """The exit code of a program, negative for a signal; ``RUNNING`` while it runs."""
        return self._told({"ended": pid})

    def _told(self, order: dict[str, Any]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


class Window:
    """A terminal in which ``refscreen interview QUESTIONNAIRE -o PATH`` runs.

    Attributes:
        code: its exit code once it has ended; negative for the signal that ended it.
    """

    def __init__(self, nursery: Nursery, path: Path) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.stream = pyte.ByteStream(self.screen)
        self.code = RUNNING
        self._nursery = nursery
        self._ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (LINES, COLUMNS))
        handle, self._errors = tempfile.mkstemp()
        os.close(handle)
        arguments = ["interview", str(nursery.questionnaire), "-o", str(path)]
        self.pid = nursery.begin(arguments, os.ttyname(theirs), self._errors)
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.code == RUNNING:
            self.end_by(signal.SIGKILL)
        self.close()
        Path(self._errors).unlink()

    @property
    def errors(self) -> str:
        """What the program said beside the screen."""
        return Path(self._errors).read_text(encoding="utf-8")

    def close(self) -> None:
        """Close the terminal's other end, as somebody does who closes the window."""
        if self._ours >= 0:
            os.close(self._ours)
        self._ours = -1

    def press(self, *keys: str) -> None:
        """Press keys by name, or type the text."""
        for key in keys:
            os.write(self._ours, KEYS.get(key, key).encode())

    def text(self) -> str:
        """The screen as one line of text, without the breaks of its lines."""
        return " ".join(" ".join(self.screen.display).split())

    def wait_for(self, wanted: str) -> None:
        """Read until the text stands on the screen."""
        self.wait_until(lambda: wanted in self.text(), f"{wanted!r} on the screen")

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Read until something holds; ``what`` says it in words."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            told = "\n".join((*self.screen.display, self.errors))
            assert time.monotonic() < deadline, f"never saw {what}\n{told}"
            self.look(0.05)

    def look(self, seconds: float = 0.0) -> bool:
        """Take in all that the program has drawn, and wait so many seconds for something; whether it drew."""
        drew = False
        while self._ours >= 0 and select.select([self._ours], [], [], 0 if drew else seconds)[0]:
            try:
                self.stream.feed(os.read(self._ours, 65536))
            except OSError:  # nobody is at the other end any more
                break
            drew = True
        return drew

    def running(self) -> bool:
        """Whether the program still runs."""
        if self.code == RUNNING:
            self.code = self._nursery.code(self.pid)
        return self.code == RUNNING

    def send(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def end_by(self, number: signal.Signals) -> int:
        """Send the program a signal and wait for its end.

        Why a kill is waited for without end: nobody can refuse it, so only the system is late, with a disk
        that is behind.
        """
        self.send(number)
        return self.ended(math.inf if number == signal.SIGKILL else PATIENCE)

    def ended(self, patience: float = PATIENCE) -> int:
        """Wait for the end of the program; its exit code."""
        deadline = time.monotonic() + patience
        while self.running():
            assert time.monotonic() < deadline, "the program goes on\n" + "\n".join(self.screen.display)
            self.look(0.002)
        self.look()
        return self.code


# --- the process that is forked from ----------------------------------------------------------------


def _nurse() -> None:
    """Answer one order a line with one number a line."""
    for name in ("cli", "conversation", "interview.prompts"):
        import_module(f"refscreen.{name}")
    import_module("refscreen.store").listed_choices_of()
    for line in sys.stdin:
        order = json.loads(line)
        print(_ended(order["ended"]) if "ended" in order else _begun(order), flush=True)  # noqa: T201


def _ended(pid: int) -> int:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else RUNNING


def _begun(order: dict[str, Any]) -> int:
    terminal = os.open(order["terminal"], os.O_RDWR | os.O_NOCTTY)
    pid = os.fork()
    if not pid:
        _hold(order, terminal)
    os.close(terminal)
    return pid


def _hold(order: dict[str, Any], terminal: int) -> NoReturn:
    """Be the program, in a session of its own that has the terminal."""
    from refscreen import cli

    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    errors = os.open(order["errors"], os.O_WRONLY | os.O_APPEND)
    for number, handle in enumerate((terminal, terminal, errors)):
        os.dup2(handle, number)
    os.close(terminal)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate("rww")
    )
    code = 1
    try:
        cli.main(order["arguments"])
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001  # what is forked must not go on in the loop of the nursery
        traceback.print_exc()
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _nurse()
