"""A save that is cut off at every step, or that the disk refuses: goals R3, R4 and R11."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from refscreen import disk
from refscreen.errors import UserError
from tests.campaign import CannotBeTried, Outcome, goal
from tests.campaign.disks import Disk, small_disk
from tests.campaign.durability import desk, outcome
from tests.campaign.order import Journal
from tests.sessions import Nursery, Window, answers_in, ask

OLD, NEW = b"answers: {q0: old}\n" * 200, b"answers: {q0: new, q1: new}\n" * 200

# --- cut off ----------------------------------------------------------------------------------------

STEPS = ("open", "fsync", "replace", "rename", "unlink", "mkdir")
"""What the program asks of the system when it saves; the swap of two files comes through the C library."""
Step = Callable[[str, tuple[Any, ...]], None]
"""Told of a step before it is taken: its name and what it is taken with."""


@contextmanager
def stepwise(before: Step, after: Step = lambda *_: None) -> Iterator[None]:
    """Inside, every step of a save is told before and after it is taken."""

    def around(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*given: Any, **more: Any) -> Any:
            before(name, given)
            came = call(*given, **more)
            after(name, (*given, came))
            return came

        return taken

    library = ctypes.CDLL(None)

    class Library:
        renameat2 = staticmethod(around("renameat2", library.renameat2))

    with ExitStack() as stack:
        for name in STEPS:
            stack.enter_context(patch.object(os, name, around(name, getattr(os, name))))
        stack.enter_context(patch.object(ctypes, "CDLL", lambda _: Library))
        yield


def saved(path: Path, content: bytes, *, known: bool) -> bool:
    """Save, as over a file that is known or over whatever there is; whether it was acknowledged."""
    try:
        disk.save(path, content, disk.fingerprint(path) if known else None)
    except (UserError, disk.Changed):
        return False
    return True


@goal("R3", "a cut before every step of a save leaves the old file or the new one, whole", long=20, short=1)
def r3(count: int) -> Outcome:
    """Each round saves in every way and is cut before each step: on a disk, and in what the order allows."""
    tried, wrong = 0, list[str]()
    for known in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            journal = _recorded(Path(folder, "case.yaml"), known=known)
        tried += len(journal.steps) + 1
        wrong += [f"in order, {told}" for told in journal.torn("case.yaml", OLD, NEW)]
    modelled = tried
    try:
        with Disk() as real:
            for turn in range(count * 2):
                cuts, broken = _cut_everywhere(real, real.folder / f"{turn}.yaml", known=turn % 2 == 0)
                tried, wrong = tried + cuts, wrong + broken
    except CannotBeTried as lacking:
        return outcome(tried, f"{modelled} cuts in the order of the steps only: {lacking}", wrong)
    return outcome(tried, f"{modelled} cuts in the order of the steps, {tried - modelled} on ext4", wrong)


def _recorded(path: Path, *, known: bool) -> Journal:
    """The steps of one save over a file that is safely there."""
    journal = Journal(path.parent, {path.name: OLD})
    path.write_bytes(OLD)
    with stepwise(lambda *_: None, journal.take):
        assert saved(path, NEW, known=known)
    return journal


def _cut_everywhere(real: Disk, path: Path, *, known: bool) -> tuple[int, list[str]]:
    """Save again and again, cut before the first step, the second, and so on until one save gets through."""
    wrong = list[str]()
    for place in range(100):
        assert saved(path, OLD, known=False)
        left = [place]

        def before(_name: str, _given: tuple[Any, ...], left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                real.cut()

        with stepwise(before):
            acknowledged = saved(path, NEW, known=known)
        if left[0] >= 0:  # there are no more steps: cut after the last one
            real.cut()
        real.restart()
        found = path.read_bytes() if path.exists() else b""
        if found not in ((NEW,) if acknowledged else (OLD, NEW)):
            wrong.append(f"cut before step {place + 1}: {len(found)} bytes, acknowledged: {acknowledged}")
        if left[0] >= 0:
            return place + 1, wrong
    raise AssertionError("a save does not end")


# --- refused ----------------------------------------------------------------------------------------

CALLS = {
    "write": "write:error={}:when=1",
    "fsync": "fsync:error={}:when=1",
    "swap": "renameat2,rename:error={}",
    "folder": "fsync:error={}:when=2",
}
"""What the system refuses of a save, as strace is told."""
ERRORS = ("EIO", "ENOSPC", "EFBIG", "EROFS", "EDQUOT")
SAVE = """
import sys
from pathlib import Path
from refscreen import disk
path = Path(sys.argv[1])
disk.save(path, b"new", disk.fingerprint(path) if sys.argv[2] == "known" else None)
print("acknowledged")
"""


@goal(
    "R4",
    "what the disk refuses is never acknowledged, and the answer stays for another try",
    long=60,
    short=8,
)
def r4(count: int) -> Outcome:
    """A third are single saves under strace, the others interviews on a disk that refuses for a while."""
    wrong, notes = list[str](), list[str]()
    ways = [(call, error) for error in ERRORS for call in CALLS]
    singles = ways[: max(count // 3, 1)] if shutil.which("strace") else []
    for place, (call, error) in enumerate(singles):
        told = _refused_save(call, error, known=place % 2 == 0)
        wrong += [f"{error} at {call}: {told}"] if told else []
    tried = len(singles)
    with desk() as (nursery, folder, _):
        for place in range(count - tried):
            way = list(REFUSALS)[place % len(REFUSALS)]
            try:
                told = _refused_answer(nursery, folder / f"{place}.yaml", REFUSALS[way])
            except CannotBeTried as lacking:
                notes.append(str(lacking))
                continue
            tried += 1
            wrong += [f"{way}: {told}"] if told else []
    ways_told = (
        f"{len(singles)} saves under strace, {tried - len(singles)} interviews ({', '.join(REFUSALS)})"
    )
    return outcome(tried, "; ".join((ways_told, *dict.fromkeys(notes))), wrong)


def _refused_save(call: str, error: str, *, known: bool) -> str:
    """Save while the system refuses one call; what is wrong afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "case.yaml")
        path.write_bytes(b"old")
        inject = CALLS[call].format(error)
        command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={inject.partition(':')[0]}", "-e"]
        command += [f"inject={inject}", sys.executable, "-B", "-c", SAVE, str(path), "known" if known else ""]
        ran = subprocess.run(command, check=False, capture_output=True, text=True)
        whole = (b"old", b"new") if call == "folder" else (b"old",)
        if ran.returncode == 0 or "acknowledged" in ran.stdout:
            return "acknowledged"
        if "UserError" not in ran.stderr:
            return ran.stderr[-200:]
        if path.read_bytes() not in whole:
            return f"the file is {path.read_bytes()!r}"
        return "".join(f"{left.name} is left" for left in path.parent.glob(".*.tmp"))


Refuse = Callable[[Window, Path, ExitStack], Callable[[], object]]
"""Has a disk refuse a window's saves; gives back what ends that."""


def limited(window: Window, _case: Path, _until: ExitStack) -> Callable[[], object]:
    """No file the program writes may be larger than a few bytes."""
    if not hasattr(resource, "prlimit"):
        raise CannotBeTried("only Linux limits a program that runs already")
    resource.prlimit(window.pid, resource.RLIMIT_FSIZE, (20, resource.RLIM_INFINITY))
    every = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    return lambda: resource.prlimit(window.pid, resource.RLIMIT_FSIZE, every)


def _full(_window: Window, case: Path, _until: ExitStack) -> Callable[[], object]:
    """The disk is full."""
    ballast = case.with_name("ballast")
    with suppress(OSError):
        ballast.write_bytes(bytes(100_000))
    return ballast.unlink


def _injected(inject: str) -> Refuse:
    """The system refuses a call, as strace lets it."""

    def refuse(window: Window, _case: Path, until: ExitStack) -> Callable[[], object]:
        if not shutil.which("strace"):
            raise CannotBeTried("there is no strace (sh scripts/campaign-tools)")
        command = [
            "strace",
            "-p",
            str(window.pid),
            "-o",
            os.devnull,
            "-e",
            f"trace={inject.partition(':')[0]}",
        ]
        command += ["-e", f"inject={inject}"]
        tracer = until.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        until.callback(tracer.kill)
        assert tracer.stderr is not None
        if "attached" not in tracer.stderr.readline():
            raise CannotBeTried("strace may not look at another process")

        def end() -> None:
            tracer.send_signal(signal.SIGINT)
            tracer.wait()

        return end

    return refuse


REFUSALS: dict[str, Refuse] = {
    "a full disk": _full,
    "EFBIG": limited,
    "EIO at fsync": _injected("fsync:error=EIO"),
    "ENOSPC at rename": _injected("renameat2,rename:error=ENOSPC"),
    "EROFS at rename": _injected("renameat2,rename:error=EROFS"),
}
NOT_SAVED = "Filen kunne ikke gemmes"


def _refused_answer(nursery: Nursery, case: Path, refuse: Refuse) -> str:
    """Answer while the disk refuses, and again when it does not; what is wrong."""
    with ExitStack() as until:
        case = until.enter_context(small_disk()) / case.name if refuse is _full else case
        window = until.enter_context(Window(nursery, case))
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        again = refuse(window, case, until)
        return without_room(window, case, again)


def without_room(window: Window, case: Path, room: Callable[[], object]) -> str:
    """Answer while there is no room until that is told, and again when there is; what is wrong."""
    before = case.read_bytes()
    window.press("Aarhus", "enter")
    window.wait_for(NOT_SAVED)
    screen, untouched = window.text(), case.read_bytes() == before
    room()
    window.press("enter")
    window.wait_for(ask(2))
    stays = {
        "it is not asked again": ask(1) in screen,
        "the answer is not in the field": "› Aarhus" in screen,
        "the file was touched": untouched,
        "the answer was not kept in the end": answers_in(case) == {"q0": "Ali", "q1": "Aarhus"},
        "a temporary file is left": not [*case.parent.glob(".*.tmp")],
    }
    return ", ".join(told for told, holds in stays.items() if not holds)
