"""What holds for a whole process: what it keeps to itself, and how it treats its memory.

What is imported and what is being laid out is no garbage, and looking through it again and again is a fifth
of the time of a report.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FunctionType
from typing import Any, TypeVar

COLLECTED_AFTER = 100_000
"""Objects between two collections."""
FRAMES = 140_000
"""Words of room for the frames of deep calls: with these CPython takes 2 MB in one piece; few are touched."""

F = TypeVar("F", bound=Callable[..., Any])


def keep_private() -> None:
    """Make every file for its owner only, and let no crash write the memory, answers and all, to the disk."""
    os.umask(0o077)
    with suppress(ImportError, OSError, ValueError):
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def have_streams() -> None:
    """Put nothing in the place of streams that were closed before, or the next file would be one of them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(handle, mode, encoding="utf-8"))


def collect_seldom() -> None:
    """From now on look for garbage seldom, and not once more at the end."""
    gc.set_threshold(COLLECTED_AFTER, 50, 100)
    atexit.register(gc.freeze)


def roomy(function: F) -> F:
    """Give a function that calls deeply room for the frames of all it calls, in one piece.

    CPython (3.11 and later) keeps frames in pieces of 16 KB, asks the system for the next one when a call
    does not fit, and gives it back when the call returns. A loop at such an edge does so at every turn: a
    sixth of the time of a report. A piece is as large as the first frame in it needs, so this frame asks
    for much.
    """
    if isinstance(function, FunctionType):
        function.__code__ = function.__code__.replace(co_stacksize=FRAMES)
    return function


@contextmanager
def interrupted(answer: Any) -> Iterator[None]:
    """With another answer to Ctrl-C; while it is ignored, processes are begun that ignore it, too."""
    before = signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without looking for garbage at all; what has become garbage meanwhile is found afterwards."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
