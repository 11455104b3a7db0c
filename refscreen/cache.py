"""A folder for what can be made again: compiled templates, what fontconfig knows of the fonts. No answers.

It lies where the system keeps such things for its user, and nobody else may write to it: what is found there
is run. It never stops the work: where there is no room for it, things are made again.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

_DIGEST = hashlib.sha256().digest_size
_NOWHERE = Path(os.devnull)


@cache
def folder(name: str) -> Path:
    """The cache of that name; where the system's cannot be trusted, one that lasts as long as the program."""
    from platformdirs import user_cache_path

    path = user_cache_path("refscreen", appauthor=False) / name
    try:
        for one in reversed([path, *path.parents]):
            if not one.is_dir():
                one.mkdir(mode=0o700, exist_ok=True)
        status = path.stat()
        private = os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
        if private and os.access(path, os.W_OK):
            return path
    except OSError:
        pass
    return fleeting()


def fleeting() -> Path:
    """A folder that lasts as long as the program; where there is no room, one that takes nothing."""
    try:
        path = Path(tempfile.mkdtemp(prefix="refscreen-"))
    except OSError:
        return _NOWHERE
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def put(file: Path, content: bytes) -> bool:
    """Write a file of the cache, whole or not at all: somebody else may be reading it.

    Returns:
        Whether there was room.
    """
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent)
        with open(handle, "wb") as temporary:  # noqa: PTH123  # a descriptor has no path
            temporary.write(content)
        Path(name).replace(file)
    except OSError:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
        return False
    return True


def keep(file: Path, content: bytes) -> bool:
    """Write a file of the cache behind its digest, as ``kept`` reads it.

    Returns:
        Whether there was room.
    """
    return put(file, hashlib.sha256(content).digest() + content)


def kept(file: Path) -> bytes | None:
    """What ``keep`` has put there; None where it never did, or a power cut left less of it."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    whole = content[:_DIGEST] == hashlib.sha256(content[_DIGEST:]).digest()
    return content[_DIGEST:] if whole else None
