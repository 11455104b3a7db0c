"""Files on disk: saved whole or not at all, held by one sitting at a time, and known by their content."""

from __future__ import annotations

import errno
import getpass
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TextIO

from refscreen.errors import Problem, UserError


def fingerprint_of(content: bytes) -> str:
    """What a content comes to."""
    return sha256(content).hexdigest()


def fingerprint(path: Path) -> str:
    """What a file's content comes to, to see whether somebody else changed it; empty when there is none."""
    try:
        return fingerprint_of(path.read_bytes())
    except OSError:
        return ""


def set_aside(path: Path) -> Path:
    """Keep a copy of a file beside it, under a name that is free.

    Raises:
        UserError: the disk would not take it.
    """
    names = (path.with_name(f"{path.stem}.changed-{number}{path.suffix}") for number in count(1))
    copy = next(name for name in names if not name.exists())
    save(copy, path.read_bytes())
    return copy


def save(path: Path, content: bytes) -> None:
    """Replace a file whole: a new file beside it, synced, renamed over it, and the folder synced.

    Raises:
        UserError: the disk would not take it, and the file of before is untouched; or it did, but would not
            say that the new one is there for good.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)  # noqa: PTH105  # the atomic one, also on Windows
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _because(error, Problem("cannot_save", where=str(path))) from error
    try:
        _sync_folder(path.parent)
    except OSError as error:
        raise _because(error, Problem("not_confirmed", where=str(path))) from error


def _because(error: OSError, problem: Problem) -> UserError:
    """The problem with the reason the disk gives."""
    reason = errno.errorcode.get(error.errno or 0, "EIO")
    return UserError([replace(problem, values={"reason": reason})], exit_code=2)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file for one sitting; the system lets go of it even when the program is killed.

    Raises:
        UserError: another sitting holds it; who that is stands in the problem.
    """
    beside = path.with_name(f".{path.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _locked(beside, path)
    try:
        with suppress(OSError):  # only the name of the holder: the lock does not depend on it
            handle.truncate(0)
            handle.write(_holder())
            handle.flush()
        yield
    finally:
        if os.name != "nt":  # there, an open file cannot be removed
            beside.unlink(missing_ok=True)
        handle.close()
        with suppress(OSError):
            beside.unlink(missing_ok=os.name != "nt")


def _locked(beside: Path, path: Path) -> TextIO:
    """The lock file, open and locked; tried again when its holder removed it just now."""
    while True:
        handle = beside.open("a+", encoding="utf-8")
        try:
            _lock(handle.fileno())
        except OSError:
            handle.seek(0)
            holder = handle.read(200).strip() or "?"
            handle.close()
            problem = Problem("in_use", where=str(path), values={"holder": holder})
            raise UserError([problem], exit_code=2) from None
        if _is_at(handle, beside):
            return handle
        handle.close()


def _is_at(handle: TextIO, beside: Path) -> bool:
    """Whether the open file is still the one that has the name."""
    try:
        return os.path.samestat(os.fstat(handle.fileno()), beside.stat())
    except OSError:
        return False


def _holder() -> str:
    """Who holds a file: user, machine, and since when."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "?"
    return f"{name} ({platform.node()}, {datetime.now():%H:%M})"


def _lock(handle: int) -> None:
    """Lock an open file without waiting; far behind its end, so that Windows lets others read its text."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 1_000_000, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
