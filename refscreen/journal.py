"""A file of JSON lines that is only added to, in which a changed, moved or missing line is found.

Each line has a number and the SHA-256 of the line before it. Number and digest of the last line, the head,
are kept in another folder as well, which tells when the end is cut off or the file is gone. A line is on disk
for good when it has been added; the head follows it, so that after a power cut it is behind and never ahead.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from refscreen import disk, home

PATIENCE = 10.0
"""Seconds to wait for others who are adding lines; each of them needs a few milliseconds."""
TAIL = 65_536
"""Bytes of the end that are looked at before a line is added."""
ANCHOR = "anchor"
_COUNTED = {"count", "lost", "until"}
"""What is a number in a line; everything else is text."""
_APPENDED = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)

Kind = Literal["changed", "cut", "no_head", "lost", "not_there"]


@dataclass(frozen=True)
class Head:
    """The number and digest of the last line; of no line at all it is 0 and empty."""

    number: int = 0
    digest: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a journal, and the number of the line up to which it can be trusted."""

    kind: Kind
    number: int


@dataclass(frozen=True)
class Line:
    """A line as it is read: its number, its data without number and chain, and its digest."""

    number: int
    data: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True)
class Journal:
    """One such file, the place of its head, and the file that is locked while a line is added."""

    path: Path
    head: Path

    def add(self, records: Sequence[Mapping[str, Any]]) -> Head:
        """Add a line for each record, all of them or none.

        Where the end is not what the head says, the first of them says so: ``lost``, the number that the
        lines had reached. So it cannot be forgotten by going on.

        Raises:
            OSError: the disk would not take them, or others never stopped adding theirs.
            UserError: the disk would not take the file or its head.
        """
        with self._locked():
            if not self.path.exists():
                disk.save(self.path, b"")
            handle = os.open(self.path, _APPENDED, 0o600)
            try:
                last, lost = self._mended(handle)
                head = self._write(handle, _chained(records, last, lost))
            finally:
                os.close(handle)
            self._keep(head)
        return head

    def lines(self) -> list[Line | None]:
        """The lines, first to last; None for one that is none. The first may be the anchor of a ``drop``.

        Half a line at the end was never acknowledged, and is none.
        """
        *whole, torn = _read(self.path).split(b"\n")
        head = self._kept()
        last = [torn] if head and head.digest == digest_of(torn) else []
        return [_line(raw) for raw in [*whole, *last]]

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong with the file; each place where the chain is broken once."""
        head, lines, before = self._kept(), self.lines(), Head()
        if lines and lines[0] and ANCHOR in lines[0].data:
            before, lines = _anchored(lines), lines[1:]
        digests = {before.number: before.digest}
        for line in lines:
            if line is not None and "lost" in line.data:
                yield Fault("lost", int(line.data["lost"]))
            elif line is None or line.number != before.number + 1 or line.previous != before.digest:
                yield Fault("changed", before.number)
            before = Head(line.number, line.digest) if line else before
            digests[before.number] = before.digest
        if head is None:
            yield from [Fault("no_head", before.number)] if lines else []
        elif digests.get(head.number) != head.digest:
            yield Fault("cut" if head.number > before.number else "changed", min(head.number, before.number))

    def holds(self, head: Head) -> bool:
        """Whether the journal has a line that was its last one once, or may have had it before a ``drop``."""
        known = {line.number: line.digest for line in self.lines() if line}
        return head.number < min(known, default=0) or known.get(head.number) == head.digest

    def drop(self, count: int, record: Mapping[str, Any]) -> None:
        """Take away the first lines, after a line that says so; an anchor keeps the others verifiable.

        Raises:
            OSError: the disk would not take it.
            UserError: the disk would not take it; every line is still there.
        """
        last = [line for line in self.lines() if line and ANCHOR not in line.data][:count][-1]
        self.add([{**record, "until": last.number, "until_digest": last.digest}])
        with self._locked():
            there = [raw for raw in _read(self.path).split(b"\n") if raw]
            start = next((at + 1 for at, raw in enumerate(there) if digest_of(raw) == last.digest), 0)
            if not start:  # another window was quicker
                return
            anchor = _dumped({ANCHOR: last.number, "digest": last.digest})
            disk.save(self.path, b"\n".join([anchor, *there[start:], b""]))

    def _mended(self, handle: int) -> tuple[Head, int | None]:
        """The last line, and the number that lines had reached when some are lost; a torn end is removed."""
        size = os.lseek(handle, 0, os.SEEK_END)
        start = max(0, size - TAIL)
        os.lseek(handle, start, os.SEEK_SET)
        content, head = _read_all(handle), self._kept()
        *pieces, torn = content.split(b"\n")
        if torn and head and digest_of(torn) == head.digest:
            pieces, torn = [*pieces, torn], b""
            os.write(handle, b"\n")
        elif torn:
            os.ftruncate(handle, size - len(torn))
        if head and pieces and digest_of(pieces[-1]) == head.digest:
            return head, None
        if start and head and head.digest not in map(digest_of, pieces):
            start = os.lseek(handle, 0, os.SEEK_SET)  # a power cut can leave the head far behind
            pieces = _read_all(handle).split(b"\n")[:-1]
        lines = [_line(raw) for raw in (pieces[1:] if start else pieces)]
        last = next((line for line in reversed(lines) if line), None)
        there = Head(last.number, last.digest) if last else Head()
        if there == (head or Head()) or (head and _leads(lines, head)):
            return there, None
        reached = max(there.number, head.number if head else 0)
        return Head(reached, there.digest), reached

    @staticmethod
    def _write(handle: int, lines: Sequence[bytes]) -> Head:
        content = b"".join(line + b"\n" for line in lines)
        size = os.lseek(handle, 0, os.SEEK_END)
        try:
            written = 0
            while written < len(content):
                written += os.write(handle, content[written:])
            os.fsync(handle)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, size)
            raise
        return Head(int(json.loads(lines[-1])["number"]), digest_of(lines[-1]))

    def _kept(self) -> Head | None:
        """The head as it was kept; None where it is not there or none."""
        try:
            number, digest = self.head.read_text(encoding="ascii").split()
            return Head(int(number), digest)
        except (OSError, ValueError):
            return None

    def _keep(self, head: Head) -> None:
        """Keep the head: written over the one before in place, one block that no crash leaves half."""
        content = f"{head.number:012d} {head.digest}\n".encode("ascii")
        if self._kept() is None:
            home.made_private(self.head.parent)
            disk.save(self.head, content)
            return
        with self.head.open("r+b") as file:
            file.write(content)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Be alone in adding lines; the system lets go of it even when the program is killed."""
        home.made_private(self.path.parent)
        handle = os.open(self.path.with_suffix(".lock"), _APPENDED, 0o600)
        try:
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    disk.lock(handle)
                    break
                except OSError as error:
                    if error.errno not in disk.TAKEN or time.monotonic() > until:
                        raise
                    time.sleep(0.002)
            yield
        finally:
            os.close(handle)


def digest_of(raw: bytes) -> str:
    """What a line comes to."""
    return sha256(raw).hexdigest()


def _chained(records: Sequence[Mapping[str, Any]], last: Head, lost: int | None) -> list[bytes]:
    """The records as lines that follow the last one."""
    lines: list[bytes] = []
    previous = last.digest
    for number, record in enumerate(records, last.number + 1):
        said = {"lost": lost} if lost is not None and not lines else {}
        lines.append(_dumped({"number": number, **record, **said, "previous": previous}))
        previous = digest_of(lines[-1])
    return lines


def _dumped(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("ascii")


def _line(raw: bytes) -> Line | None:
    """A line; None for what is none."""
    try:
        data = json.loads(raw)
        if ANCHOR in data:
            return Line(int(data[ANCHOR]), data, "", str(data["digest"]))
        number, previous = int(data.pop("number")), str(data.pop("previous"))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    if not all(isinstance(item, int if key in _COUNTED else str) for key, item in data.items()):
        return None
    return Line(number, data, previous, digest_of(raw))


def _anchored(lines: Sequence[Line | None]) -> Head:
    """What the lines after an anchor begin from; nothing where no line says that others were dropped."""
    anchor = lines[0]
    assert anchor is not None  # noqa: S101  # for the type checker
    told = [line.data for line in lines[1:] if line and line.data.get("until") == anchor.number]
    known = any(data.get("until_digest") == anchor.digest for data in told)
    return Head(anchor.number, anchor.digest) if known else Head()


def _leads(lines: Sequence[Line | None], head: Head) -> bool:
    """Whether the lines go on from the head without a break to the end."""
    digests = [line.digest if line else "" for line in lines]
    if head.digest not in digests:
        return False
    after = lines[digests.index(head.digest) + 1 :]
    chain = zip([head.digest, *digests[len(digests) - len(after) :]], after, strict=False)
    return all(line is not None and line.previous == before for before, line in chain)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _read_all(handle: int) -> bytes:
    pieces = []
    while piece := os.read(handle, TAIL):
        pieces.append(piece)
    return b"".join(pieces)
