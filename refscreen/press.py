"""The renderer in a process of its own, begun before there is a page: it gets ready while answers are read.

Importing WeasyPrint and reading the fonts takes as long as reading a case, and neither waits for the other.
The process is handed finished HTML and pictures, so it never sees more than the document's reader may; where
there is none, as in the workers of a batch, or where it ended, pages are laid out in this process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from refscreen import process
from refscreen.errors import UserError

if TYPE_CHECKING:
    from subprocess import Popen

    from refscreen.pdf import Layout, Pdf

_GONE = (EOFError, OSError, pickle.UnpicklingError)
"""What reading from a process raises that has ended."""
_begun: list[Press] = []
_spare: list[Callable[[], object]] = []
"""What this process does while the other one draws."""


@dataclass(frozen=True)
class Press:
    """The other process and the pipes to it."""

    process: Popen[bytes]

    def tell(self, *call: Any) -> None:
        """Have something done that is not answered.

        Raises:
            EOFError, OSError: the process has ended.
        """
        if self.process.stdin is None:
            raise EOFError
        pickle.dump(call, self.process.stdin)
        self.process.stdin.flush()

    def ask(self, *call: Any) -> Any:
        """What the other process answers.

        Raises:
            UserError: as the renderer does.
            EOFError, OSError, pickle.UnpicklingError: the process has ended.
        """
        self.tell(*call)
        if self.process.stdout is None:
            raise EOFError
        while _spare:
            _spare.pop()()
        told = pickle.load(self.process.stdout)  # noqa: S301  # written by ``_answer``
        if isinstance(told, UserError):
            raise told
        return told

    def end(self) -> int:
        """Close the pipes, wait for the end of the process, and say how it ended."""
        with suppress(OSError), self.process:  # it may be gone before it has read everything
            pass
        return self.process.wait()


@dataclass(frozen=True)
class Sheets:
    """Pages that the other process has laid out: what is known of them, and how to have them drawn."""

    press: Press
    number: int
    pages: int
    last_page: float
    html: str = field(repr=False)
    pictures: Mapping[str, bytes] = field(repr=False)

    def draw(self) -> Pdf:
        """The drawn document; the last that is asked of this layout and of those before it."""
        try:
            drawn: Pdf = self.press.ask("draw", self.number)
        except _GONE:
            drawn = lay_out(self.html, self.pictures).draw()
        return drawn


def begin(process: Popen[bytes] | None) -> None:
    """Have pages laid out by a process that runs ``serve``; without one, in this process."""
    _begun[:] = [Press(process)] if process else []


def meanwhile(*work: Callable[[], object]) -> None:
    """Have something got ready while the other process draws, that is needed only afterwards."""
    _spare[:] = work if _begun else ()


def expect(style: str) -> None:
    """Have the other process read a style while the page that has it is still being written."""
    for press in _begun:
        with suppress(*_GONE):
            press.tell("expect", style)


def lay_out(html: str, pictures: Mapping[str, bytes]) -> Layout | Sheets:
    """Lay out a page of HTML, as ``pdf.lay_out`` does: in the process that was begun, else in this one.

    Raises:
        UserError: Pango is missing on this machine (exit code 4).
    """
    for press in _begun:
        try:
            number, pages, last_page = press.ask("lay_out", html, dict(pictures))
            return Sheets(press, number, pages, last_page, html, pictures)
        except _GONE:
            _begun.clear()
            press.end()
    from refscreen import pdf

    return pdf.lay_out(html, pictures)


@process.roomy
def serve() -> None:
    """The life of the other process: calls in, answers out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    with suppress(*_GONE):
        _answer(requests, replies)
    os._exit(0)  # nothing is left to be tidied, and tidying takes as long as a card


def _answer(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Get ready, and answer one call after another.

    Raises:
        EOFError: there are no more calls.
        OSError: nobody reads the answers any more.
    """
    from refscreen import pdf

    gc.disable()
    with suppress(UserError):  # Pango is missing: told with the first page
        pdf.warm_up()
    gc.freeze()
    laid: list[Layout] = []
    while True:
        call, *given = pickle.load(requests)  # noqa: S301  # written by ``tell``
        if call == "expect":
            pdf.expect(*given)
            continue
        if not laid:
            gc.collect()  # what is left of the document before
        told: Any
        try:
            if call == "lay_out":
                laid.append(pdf.lay_out(*given))
                told = len(laid) - 1, laid[-1].pages, laid[-1].last_page
            else:
                told = laid[given[0]].draw()
        except UserError as error:
            told = error
        pickle.dump(told, replies)
        replies.flush()
        if call == "draw":
            laid.clear()
