"""What this machine can do and what it lacks, for `refscreen doctor`."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from refscreen import console, home, loading, machine, pdf
from refscreen.errors import UserError
from refscreen.messages import Messages
from refscreen.vault import keys

LEAST_ROOM = 100_000_000
"""Bytes that have to be free, so that no answer is refused in the middle of a conversation."""
MARKS = {True: "✓", False: "✗", None: "?"}
STATES = {True: "ok", False: "missing", None: "unknown"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        found: whether it is as it should be; None where the machine does not say.
        remedy: the message that says what to do when it is not.
        state: the message that says how it is, where that is something else than there, missing or unknown.
        values: what the messages speak of.
    """

    name: str
    found: bool | None
    needed: bool = True
    remedy: str = ""
    state: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def examine() -> list[Finding]:
    """Look at everything a document or an interview needs on this machine."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    fonts = all((pdf.FONTS / f"{stem}.ttf").is_file() for stem in pdf.FACES)
    return [
        Finding("python", found=True),
        Finding("pango", _has_pango(), remedy=f"remedy_{system}"),
        Finding(
            "harfbuzz",
            _loads("libharfbuzz-subset-0", "harfbuzz-subset"),
            needed=False,
            remedy="harfbuzz_remedy",
        ),
        Finding("fonts", fonts),
        Finding(
            "terminal", sys.stdin.isatty() and sys.stderr.isatty(), needed=False, remedy="terminal_remedy"
        ),
    ]


def protection(here: Path) -> list[Finding]:
    """Look at what keeps the answers safe on this machine; a document needs none of it.

    Args:
        here: the folder of the cases.
    """
    return [*_of_keys(), _of_disk(here), _of_folder(here), _of_room(here)]


def _of_keys() -> list[Finding]:
    folder = home.settings()
    values = {"where": _short(folder), "program": console.program()}
    log = Finding("log", found=True, values={"where": _short(home.state())})
    found = [log, Finding("keys", keys.present(), needed=False, remedy="keys_remedy", values=values)]
    if not keys.present():
        return found
    try:
        there = any(one.role == keys.RECOVERY for one in keys.recipients())
    except UserError:
        there = False
    found.append(Finding("recovery", there, needed=False, remedy="recovery_remedy", values=values))
    if machine.open_to_others(folder):
        values = {"where": _short(folder), "command": f"chmod -R go= {_short(folder)}"}
        found.append(
            Finding(
                "private", found=False, needed=False, remedy="private_remedy", state="open", values=values
            )
        )
    return found


def _of_disk(here: Path) -> Finding:
    told = [machine.encrypted(one) for one in dict.fromkeys((_nearest(home.settings()), here))]
    found = False if False in told else None if None in told else True
    state, remedy = {False: ("not_encrypted", "disk_remedy"), None: ("", "disk_unknown")}.get(found, ("", ""))
    return Finding("disk", found, needed=False, remedy=remedy, state=state)


def _nearest(path: Path) -> Path:
    """The path, or the folder around it that is there already."""
    return next(one for one in (path, *path.absolute().parents) if one.exists())


def _of_folder(here: Path) -> Finding:
    service = machine.synced_by(here) or machine.synced_by(here.resolve())
    values = {"where": _short(here), "service": service}
    if service:
        state, remedy = "synced", "synced_remedy"
    elif machine.on_network(here):
        state, remedy = "on_network", "network_remedy"
    else:
        return Finding("folder", found=True, values=values)
    return Finding("folder", found=False, needed=False, remedy=remedy, state=state, values=values)


def _of_room(here: Path) -> Finding:
    free = machine.room(here)
    values = {"free": _size(free or 0)}
    enough = None if free is None else free >= LEAST_ROOM
    state = "little_room" if enough is False else ""
    return Finding("room", enough, needed=False, remedy="room_remedy", state=state, values=values)


def _short(path: Path) -> str:
    """A path as people write it, from their own folder."""
    if not path.is_relative_to(Path.home()):
        return str(path)
    return f"~/{path.relative_to(Path.home()).as_posix()}".removesuffix("/.")


def _size(count: int) -> str:
    """So many bytes, as people say it."""
    gigabytes = count // 1_000_000_000
    return f"{gigabytes} GB" if gigabytes else f"{count // 1_000_000} MB"


def tell(findings: list[Finding], safe: list[Finding], messages: Messages) -> None:
    """Say each finding, its remedy where it is missing, and what that means for the work."""
    for title, part in (("documents", findings), ("protection", safe)):
        console.say(messages.say(f"doctor.{title}"), "bold")
        for finding in part:
            _tell_one(finding, messages)
    lacking = any(finding.needed and finding.found is False for finding in findings)
    wrong = any(not finding.found for finding in (*findings, *safe))
    last = "without_pdf" if lacking else "look" if wrong else "all_good"
    console.say(messages.say(f"doctor.{last}"), "bold")


def _tell_one(finding: Finding, messages: Messages) -> None:
    values = {"version": ".".join(map(str, sys.version_info[:3])), **finding.values}
    state = messages.say(f"doctor.{finding.state or STATES[finding.found]}", **values)
    name = messages.say(f"doctor.{finding.name}", **values)
    console.say(f"{MARKS[finding.found]} {name}: {state}")
    if not finding.found and finding.remedy:
        console.say("    " + messages.say(f"doctor.{finding.remedy}", **values).replace("\n", "\n    "))


def _has_pango() -> bool:
    try:
        pdf.engine()
    except UserError:
        return False
    return True


def _loads(name: str, short: str) -> bool:
    for candidate in (loading.SONAMES.get(name, ""), f"{name}.dll", ctypes.util.find_library(short) or ""):
        try:
            if candidate:
                ctypes.CDLL(candidate)
                return True
        except OSError:
            continue
    return False
