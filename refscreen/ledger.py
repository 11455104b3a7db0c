"""What an output folder was made from: a line for each document, so that only what changed is made again.

The ledger is a file of JSON lines that is only added to while a batch runs; the last line about a document
counts. A batch that is killed leaves at most half a line behind, which is not read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from refscreen import disk

NAME = ".refscreen-batch.jsonl"


@dataclass(frozen=True)
class Entry:
    """One document: what it is called, and digests of what it was made from and of what it became.

    Attributes:
        inputs: of answers, questionnaire, rules, template, fonts and program version; empty while it is made.
        view: of what its audience sees and what it is set with: what alone decides its bytes.
        output: of the file.
    """

    name: str
    inputs: str = ""
    view: str = ""
    output: str = ""
    pages: int = 0


class Ledger:
    """The ledger of one folder, open for adding to."""

    def __init__(self, folder: Path) -> None:
        """Read what the folder says it was made from; nothing where it says nothing sound."""
        self.folder = folder
        self.entries = dict(_read(folder / NAME))
        self.names = {entry.name for entry in self.entries.values()}
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Write it anew, one line for each document, and close it."""
        if self._file:
            self._file.close()
            lines = (self._line(key, entry) for key, entry in sorted(self.entries.items()))
            disk.save(self.folder / NAME, "".join(lines).encode())

    def intact(self, key: str) -> bool:
        """Whether the document of a key is there as it was made."""
        entry = self.entries.get(key)
        return (
            entry is not None and bool(entry.output) and digest_of(self.folder / entry.name) == entry.output
        )

    def claim(self, key: str, name: str) -> None:
        """Note, so that a power cut cannot undo it, that a file is about to be written."""
        before = self.entries.get(key)
        if before is None or before.name != name:
            self.add(key, Entry(name))
            if self._file:
                os.fsync(self._file.fileno())

    def add(self, key: str, entry: Entry) -> None:
        """Note what was made."""
        self.entries[key] = entry
        self.names.add(entry.name)
        if self._file is None:
            path = self.folder / NAME
            with disk.writing(self.folder):
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                torn = path.exists() and not path.read_bytes().endswith(b"\n")
                self._file = path.open("a", encoding="utf-8")
            self._file.write("\n" if torn else "")
        self._file.write(self._line(key, entry))
        self._file.flush()

    @staticmethod
    def _line(key: str, entry: Entry) -> str:
        return json.dumps({"key": key, **asdict(entry)}, ensure_ascii=False) + "\n"


def _read(path: Path) -> Iterator[tuple[str, Entry]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            data = json.loads(line)
            yield str(data.pop("key")), Entry(**data)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; empty when it is not there."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def digest(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def made_of(folder: Path, answers: Path) -> list[Path]:
    """The documents that a folder says were made of an answers file, whether they are there or not.

    One that is not in the folder was never written by a batch into it.
    """
    begins = _begins(answers)
    named = {entry.name for key, entry in _read(folder / NAME) if key.startswith(begins)}
    inside = folder.resolve()
    return [folder / name for name in sorted(named) if (folder / name).resolve().is_relative_to(inside)]


def forget(folder: Path, answers: Path) -> None:
    """Let a folder forget what it was made from an answers file.

    Raises:
        UserError: the disk would not take it.
    """
    begins = _begins(answers)
    try:
        lines = (folder / NAME).read_bytes().splitlines(keepends=True)
    except OSError:
        return
    kept = [line for line in lines if not _key(line).startswith(begins)]
    if len(kept) < len(lines):
        disk.save(folder / NAME, b"".join(kept))


def _begins(answers: Path) -> str:
    """How the keys of an answers file begin, see ``jobs.Job.key``."""
    return f"{answers.resolve()} "


def _key(line: bytes) -> str:
    try:
        return str(json.loads(line)["key"])
    except (ValueError, TypeError, KeyError):
        return ""
