"""When Python looks for garbage: seldom, and never while a tree of boxes grows.

What is imported and what is being laid out is no garbage, and looking through it again and again is a fifth
of the time of a report.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

COLLECTED_AFTER = 100_000
"""Objects between two collections."""


def seldom() -> None:
    """From now on look seldom, and not once more at the end."""
    gc.set_threshold(COLLECTED_AFTER, 50, 100)
    atexit.register(gc.freeze)


@contextmanager
def ignored() -> Iterator[None]:
    """Without looking at all; what has become garbage meanwhile is found afterwards."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
