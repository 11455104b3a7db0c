"""A file that several programs add to at once, and that none of them replaces while another still adds to it.

Where the system has no such locks (Windows, some network drives) everybody is taken to be alone.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from refscreen import disk

TRIES, PAUSE = 100, 0.01
"""How often, and after how many seconds, a file is opened anew that somebody is just replacing."""


def opened(path: Path) -> IO[bytes]:
    """A file to add to, which is not replaced until it is closed.

    Raises:
        OSError: it cannot be written to.
    """
    for _ in range(TRIES):
        file = path.open("ab", buffering=0)
        if _locked(file, "LOCK_SH") and is_at(file, path):
            return file
        file.close()
        time.sleep(PAUSE)
    return path.open("ab", buffering=0)


def alone_with(file: IO[bytes]) -> bool:
    """Whether nobody else adds to the file; whoever wants to has to wait from now on."""
    return _locked(file, "LOCK_EX")


def is_at(file: IO[bytes], path: Path) -> bool:
    """Whether the open file is still the one that has the name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def close(file: IO[bytes]) -> None:
    """Close the file, and unlock it: a worker that was forked may have it open, too."""
    with suppress(OSError):
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_UN)
    with suppress(OSError):
        file.close()


def _locked(file: IO[bytes], kind: str) -> bool:
    """Lock the file without waiting; False only where somebody else has a lock that forbids it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), getattr(fcntl, kind) | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in disk.TAKEN
    return True
