"""What holds for a whole process: what it keeps to itself, and when Python looks for garbage.

What is imported and what is being laid out is no garbage, and looking through it again and again is a fifth
of the time of a report.
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

COLLECTED_AFTER = 100_000
"""Objects between two collections."""


def keep_private() -> None:
    """Make every file for its owner only, and let no crash write the memory, answers and all, to the disk."""
    os.umask(0o077)
    with suppress(ImportError, OSError, ValueError):
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def collect_seldom() -> None:
    """From now on look for garbage seldom, and not once more at the end."""
    gc.set_threshold(COLLECTED_AFTER, 50, 100)
    atexit.register(gc.freeze)


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
