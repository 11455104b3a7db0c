"""What the computer says of a folder: whether its disk is encrypted, who else has it, how much room is left.

Where the computer does not say, the answer is None: nothing is guessed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SYNCED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
}
"""How a folder begins that a service copies elsewhere, and the service."""
FAR_AWAY = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.rclone"}
ENCRYPTING = {"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"}
"""File systems that encrypt by themselves, whatever lies under them."""
BITLOCKER = {"1": True, "6": True, "2": False, "4": False, "5": False}
"""System.Volume.BitLockerProtection: on, on and locked; off, being decrypted, suspended."""
ASK_WINDOWS = (
    "(New-Object -ComObject Shell.Application).NameSpace('{drive}')"
    ".Self.ExtendedProperty('System.Volume.BitLockerProtection')"
)
WAITS = 3
"""Seconds in which the system has to answer."""
REMOTE_DRIVE = 4
_ON_A_MAC = re.compile(r"^(\S+) on (/.*) \((\w+)", re.MULTILINE)
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True)
class Mount:
    """A file system: where it is mounted, of what kind, and from what."""

    place: Path
    kind: str
    source: str


def encrypted(folder: Path) -> bool | None:
    """Whether the disk that a folder lies on is encrypted, as far as the system tells."""
    if sys.platform == "win32":
        drive = Path(folder).resolve().drive or "C:"
        return bitlocker(_answer("powershell", "-NoProfile", "-Command", ASK_WINDOWS.format(drive=drive)))
    if sys.platform == "darwin":
        return filevault(_answer("fdesetup", "status"))
    with suppress(OSError):
        return on_linux(folder, Path("/sys"), mounts(), virtual=_in_a_virtual_machine())
    return None


def bitlocker(answer: str) -> bool | None:
    """What Windows says of a drive."""
    return BITLOCKER.get(answer.strip())


def filevault(answer: str) -> bool | None:
    """What macOS says of its disk."""
    return {"FileVault is On": True, "FileVault is Off": False}.get(answer.strip().split(".")[0])


def on_linux(folder: Path, system: Path, mounted: Iterable[Mount], *, virtual: bool = False) -> bool | None:
    """Whether dm-crypt, or a file system that encrypts, is under a folder.

    Args:
        folder: which.
        system: where the kernel tells of its devices.
        mounted: the file systems.
        virtual: whether this is a guest: its disk may be encrypted where it cannot see it.
    """
    under = _under(folder, mounted)
    if under is not None and under.kind in ENCRYPTING:
        return True
    device = system / "dev" / "block" / _device(folder, under)
    if not device.exists():
        return None
    return _dm_crypt(device.resolve()) or (None if virtual else False)


def _dm_crypt(device: Path) -> bool:
    """Whether a device, or every one it is made of, is encrypted."""
    with suppress(OSError):
        if (device / "dm" / "uuid").read_text(encoding="ascii").startswith("CRYPT-"):
            return True
    parts = list((device / "slaves").glob("*"))
    return bool(parts) and all(_dm_crypt(part.resolve()) for part in parts)


def _device(folder: Path, under: Mount | None) -> str:
    """Major and minor number; of the device that is mounted, where the folder has none of its own."""
    number = folder.stat().st_dev
    if os.major(number) == 0 and under is not None and under.source.startswith("/dev/"):
        number = Path(under.source).stat().st_rdev
    return f"{os.major(number)}:{os.minor(number)}"


def mounts(table: str = "") -> list[Mount]:
    """The file systems of this computer, or of a table such as Linux or macOS has."""
    if not table and sys.platform == "darwin":
        table = _answer("mount")
    elif not table:
        with suppress(OSError):
            table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    on_a_mac = (Mount(Path(place), kind, source) for source, place, kind in _ON_A_MAC.findall(table))
    return [*_mounts(table), *on_a_mac]


def _mounts(table: str) -> Iterator[Mount]:
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        place, said = before.split(" ")[4:5], after.split(" ")
        if place and len(said) > 1:
            named = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), place[0])
            yield Mount(Path(named), said[0], said[1])


def _under(folder: Path, mounted: Iterable[Mount]) -> Mount | None:
    """The file system that a folder is in: the last of those mounted nearest to it."""
    here = folder.resolve()
    holding = [one for one in mounted if here.is_relative_to(one.place)]
    return max(reversed(holding), key=lambda one: len(one.place.parts), default=None)


def _in_a_virtual_machine() -> bool:
    with suppress(OSError):
        return " hypervisor" in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    return False


def synced_by(folder: Path) -> str:
    """The service that copies a folder elsewhere, by the names of the folders around it; empty for none."""
    for part in folder.parts:
        for begins, service in SYNCED.items():
            if part.casefold().startswith(begins):
                return service
    return ""


def on_network(folder: Path, mounted: Iterable[Mount] | None = None) -> bool:
    """Whether a folder lies on another computer."""
    if sys.platform == "win32":
        drive = folder.resolve().drive
        kind: int = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")
        return drive.startswith("\\\\") or kind == REMOTE_DRIVE
    under = _under(folder, mounts() if mounted is None else mounted)
    return under is not None and under.kind in FAR_AWAY


def room(folder: Path) -> int | None:
    """Bytes that are free where a folder lies."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def open_to_others(folder: Path) -> list[Path]:
    """What of a folder others than its owner may look into; Windows has it in the user's own."""
    if os.name == "nt":
        return []
    return [path for path in (folder, *sorted(folder.iterdir())) if path.stat().st_mode & 0o077]


def _answer(*command: str) -> str:
    """What a program of the system says; nothing when it is not there or takes too long."""
    with suppress(OSError, subprocess.SubprocessError):
        ran = subprocess.run(command, capture_output=True, timeout=WAITS, check=False)  # noqa: S603
        return ran.stdout.decode("utf-8", "replace")
    return ""
