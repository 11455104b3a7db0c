"""Disks to be cruel to: one whose power can be cut, a small one, and one that takes no more."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.campaign import CannotBeTried

SHUTDOWN, AT_ONCE = 0x8004587D, 2
"""The call that stops an ext4, and how: nothing that has not been synced is written any more."""
ROOM, MEMORY = 64 << 20, "/dev/shm"  # noqa: S108  # its files are in memory: cutting the power stalls no other disk


def told(*command: str | Path) -> None:
    """Run a command of the system, as root.

    Raises:
        CannotBeTried: there is no such command, or it is not allowed.
    """
    found = shutil.which(str(command[0]), path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise CannotBeTried(f"there is no {command[0]} (sh scripts/campaign-tools)")
    ran = subprocess.run([found, *command[1:]], check=False, capture_output=True, text=True)
    if ran.returncode:
        raise CannotBeTried(f"{command[0]}: {ran.stderr.strip()} (it takes root and /dev/loop*)")


class Disk:
    """An ext4 in a file; ``with Disk() as disk:`` mounts it.

    Attributes:
        folder: where its files are.
    """

    def __init__(self) -> None:
        """Make it, empty.

        Raises:
            CannotBeTried: a disk cannot be mounted here.
        """
        memory = MEMORY if Path(MEMORY).is_dir() else None
        self._around = tempfile.TemporaryDirectory(dir=memory, ignore_cleanup_errors=True)
        self._image = Path(self._around.name, "image")
        self.folder = Path(self._around.name, "disk")
        self.folder.mkdir()
        with self._image.open("wb") as image:
            image.truncate(ROOM)
        told("mkfs.ext4", "-q", "-F", self._image)

    def __enter__(self) -> Self:
        told("mount", "-o", "loop", self._image, self.folder)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        told("umount", "-l", self.folder)
        self._around.cleanup()

    def cut(self) -> None:
        """Cut the power: from now on nothing reaches the disk."""
        handle = os.open(self.folder, os.O_RDONLY)
        fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", AT_ONCE))
        os.close(handle)

    def restart(self) -> None:
        """Switch the power on again; nobody may have a file open."""
        told("umount", self.folder)
        told("mount", "-o", "loop", self._image, self.folder)

    def read_only(self, *, on: bool) -> None:
        """Let nothing be written, or let it again."""
        told("mount", "-o", "remount,ro" if on else "remount,rw", self.folder)


@contextmanager
def small_disk(kilobytes: int = 64) -> Iterator[Path]:
    """A folder with room for so little.

    Raises:
        CannotBeTried: a disk cannot be mounted here.
    """
    with tempfile.TemporaryDirectory() as folder:
        told("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder)
        try:
            yield Path(folder)
        finally:
            told("umount", "-l", folder)
