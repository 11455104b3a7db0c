"""Files on disk: saved whole or not at all, held by one sitting at a time, and known by their content."""

from __future__ import annotations

import errno
import getpass
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TextIO

from refscreen.errors import Problem, UserError

SHORT = 40
"""Letters of a file's name that stand in the name of the file its save makes."""
HOLDER_TOLD = 0.5
"""Seconds within which whoever has just locked a file has written who it is."""
TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What a system says of a lock that somebody else has; of anything else it is that it has no locks here."""
BUSY, BUSY_FOR = {5, 32, 33}, 2.5
"""What Windows says of a file that a virus scanner or OneDrive has open, and seconds to wait for them."""


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


class Changed(Exception):  # noqa: N818  # not an error: somebody else was quicker
    """The file is not what it was known to be; it was left as it is."""


def save(path: Path, content: bytes, known: str | None = None) -> None:
    """Replace a file whole: a new file beside it, synced, renamed over it, and the folder synced.

    Args:
        path: where.
        content: what.
        known: the fingerprint of what is replaced; None for whatever there is.

    Raises:
        Changed: something else is there than what is known.
        UserError: the disk would not take it, and the file of before is untouched; or it did, but would not
            say that the new one is there for good.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_begins(path), suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if known is None or not _swapped(name, path, known):
                _renamed_over(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _because(error, Problem("cannot_save", where=str(path))) from error
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise _because(error, Problem("not_confirmed", where=str(path))) from error


def _renamed_over(name: str, path: Path) -> None:
    """Rename a file over another; who has that open on Windows is waited for."""
    until, pause = time.monotonic() + BUSY_FOR, 0.01
    while True:
        try:
            os.replace(name, path)  # noqa: PTH105  # the atomic one, also on Windows
        except OSError as error:
            if getattr(error, "winerror", None) not in BUSY or time.monotonic() + pause > until:
                raise
        else:
            return
        time.sleep(pause)
        pause *= 2


def _swapped(name: str, path: Path, known: str) -> bool:
    """Swap a file with the known one, where the system can do so at once, and remove that.

    Why: between a look at the file and the renaming over it somebody may save theirs. What was swapped out
    is there still, to be looked at afterwards.

    Raises:
        Changed: something else was there, and is again.
    """
    if fingerprint(path) != known:
        raise Changed
    if not _swap(name, path):
        return False
    if fingerprint(Path(name)) != known:
        _swap(name, path)
        raise Changed
    Path(name).unlink()
    return True


def _swap(name: str, path: Path) -> bool:
    """Swap two files at once; False where there is no file, or no such call (outside Linux)."""
    import ctypes

    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE
    call = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    return call is not None and call(here, os.fsencode(name), here, os.fsencode(path), exchange) == 0


def _begins(path: Path) -> str:
    """How the files begin that a save makes beside a file: no other file's do."""
    name, known = path.name, fingerprint_of(os.fsencode(path.name))[:8]
    return f".{name if len(name) <= SHORT else f'{name[:SHORT]}-{known}'}."


def sweep(path: Path) -> None:
    """Remove what killed saves of a file left beside it; whoever holds the file is alone in saving it."""
    left = re.compile(re.escape(_begins(path)) + r"[a-z0-9_]{8}\.tmp")
    with suppress(OSError):
        for beside in path.parent.iterdir():
            if left.fullmatch(beside.name):
                beside.unlink(missing_ok=True)


def _because(error: OSError, problem: Problem) -> UserError:
    """The problem with the reason the disk gives."""
    return UserError([replace(problem, values={"reason": reason(error)})], exit_code=2)


def reason(error: OSError) -> str:
    """What the disk says, as ``words`` of the messages name it."""
    return errno.errorcode.get(error.errno or 0, "EIO")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever the disk will not do with a path here is a problem of the user's.

    Raises:
        UserError: with the reason the disk gives.
    """
    try:
        yield
    except OSError as error:
        raise _because(error, Problem("cannot_save", where=str(path))) from error


def refuse_to_replace(path: Path, sources: Iterable[Path | None], *, force: bool) -> None:
    """See to it that a document may be written to a place.

    Raises:
        UserError: it is a folder, one of the files the document is made from, or there already without force.
    """
    problem = ""
    if any(source is not None and path.resolve() == source.resolve() for source in sources):
        problem = "over_its_source"
    elif path.is_dir():
        problem = "is_a_folder"
    elif path.exists() and not force:
        problem = "exists"
    if problem:
        raise UserError([Problem(problem, where=str(path))], exit_code=2)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file for one sitting; the system lets go of it even when the program is killed.

    Raises:
        UserError: another sitting holds it, and who that is stands in the problem; or nothing can be written
            in its folder.
    """
    beside = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = _locked(beside, path)
    except OSError as error:
        raise _because(error, Problem("cannot_save", where=str(path))) from error
    try:
        with suppress(OSError):  # only the name of the holder: the lock does not depend on it
            os.ftruncate(handle.fileno(), 0)
            os.write(handle.fileno(), _holder().encode())
        sweep(path)
        yield
    finally:
        with suppress(OSError):  # Windows does not remove an open file, and a full disk is no matter now
            beside.unlink(missing_ok=True)
        handle.close()
        if os.name == "nt":
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _locked(beside: Path, path: Path) -> TextIO:
    """The lock file, open and locked; tried again when its holder removed it just now."""
    while True:
        handle = beside.open("a+", encoding="utf-8", errors="replace")
        try:
            lock(handle.fileno())
        except OSError as error:
            if error.errno in TAKEN:
                problem = Problem("in_use", where=str(path), values={"holder": _told_in(handle)})
                raise UserError([problem], exit_code=2) from None
        if _is_at(handle, beside):
            return handle
        handle.close()


def _told_in(handle: TextIO) -> str:
    """Who holds the file: it stands in the lock file, if need be a moment later."""
    until = time.monotonic() + HOLDER_TOLD
    holder = ""
    while not holder and time.monotonic() < until:
        handle.seek(0)
        holder = handle.read(200).strip()
        time.sleep(0 if holder else HOLDER_TOLD / 10)
    handle.close()
    return holder or "?"


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


def lock(handle: int) -> None:
    """Lock an open file without waiting; far behind its end, so that Windows lets others read its text."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 1_000_000, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
