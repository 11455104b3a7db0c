"""What an output folder was made from: a line for each document, so that only what changed is made again.

The ledger is a file of JSON lines that is only added to while a batch runs; the last line about a document
counts. A batch that is killed leaves at most half a line behind, which is not read. Several batches may add
to it at once; the last of them to end writes it anew.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from refscreen import appending, disk
from refscreen.errors import Problem, UserError

NAME = ".refscreen-batch.jsonl"
FORMERLY = "\nformerly "
"""Stands in the key of an entry before the name that its document had until it got another."""


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
    """The ledger of one folder, open for adding to.

    Attributes:
        problem: that something is not in it which was made, once it is closed.
    """

    def __init__(self, folder: Path) -> None:
        """Read what the folder says it was made from; nothing where it says nothing sound."""
        self.folder = folder
        self.entries = _sound(dict(_read(folder / NAME)))
        self._mine: dict[str, Entry] = {}
        self._named: dict[str, set[str]] = {}
        for key, entry in self.entries.items():
            self._named.setdefault(entry.name, set()).add(key)
        self.problem: Problem | None = None
        self._file: IO[bytes] | None = None
        self._torn = False

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Write it anew, one line for each document, unless another batch still adds to it; and close it."""
        if self._file:
            path = self.folder / NAME
            if appending.alone_with(self._file) or self.problem or not appending.is_at(self._file, path):
                self.look_again()
                there = sorted(item for item in self.entries.items() if self._worth_a_line(*item))
                with suppress(UserError):  # what was added is there in any case
                    disk.save(path, b"".join(self._line(key, entry) for key, entry in there))
                    self.problem = None
            appending.close(self._file)

    @property
    def names(self) -> Set[str]:
        """What the documents in the folder are called that a batch has made, or was about to make."""
        return self._named.keys()

    def look_again(self) -> None:
        """Know what other batches have noted, or a purge has deleted, since the ledger was read."""
        self.entries = _sound({**dict(_read(self.folder / NAME)), **self._mine})
        for key, entry in self.entries.items():
            self._named.setdefault(entry.name, set()).add(key)

    def _worth_a_line(self, key: str, entry: Entry) -> bool:
        """Whether it is more than a former name of a document that is not there any more."""
        return FORMERLY not in key or (self.folder / entry.name).exists()

    def called(self, name: str) -> Mapping[str, Entry]:
        """The entries of the documents that have this name now, by their keys."""
        known = {key: self.entries.get(key) for key in self._named.get(name, ()) if FORMERLY not in key}
        return {key: entry for key, entry in known.items() if entry and entry.name == name}

    def intact(self, key: str) -> bool:
        """Whether the document of a key is there as it was made."""
        entry = self.entries.get(key)
        return (
            entry is not None and bool(entry.output) and digest_of(self.folder / entry.name) == entry.output
        )

    def edited(self, name: str) -> bool:
        """Whether somebody has changed the file of a document since it was made; never, if it is empty."""
        outputs = {entry.output for entry in self.called(name).values()}
        found = digest_of(self.folder / name) if outputs and "" not in outputs else ""
        return found not in {"", digest(b""), *outputs}

    def claim(self, key: str, name: str) -> None:
        """Note, so that a power cut cannot undo it, that a file is about to be written.

        A document that had another name before is known by that, too, as long as it is there.

        Raises:
            OSError: it cannot be noted, and the file must not be written.
        """
        before = self.entries.get(key)
        if before and before.name != name and (self.folder / before.name).exists():
            self._append(f"{key}{FORMERLY}{before.name}", before)
            self._know(f"{key}{FORMERLY}{before.name}", before)
        if before is None or before.name != name or before.output:
            os.fsync(self._append(key, Entry(name)))
            self._know(key, Entry(name))

    def add(self, key: str, entry: Entry) -> None:
        """Note what was made; where the disk would not take it, it is tried once more at the end."""
        self._know(key, entry)
        try:
            self._append(key, entry)
        except OSError as error:
            reason = {"reason": disk.reason(error)}
            self.problem = Problem("ledger_lost", where=str(self.folder / NAME), values=reason)

    def _know(self, key: str, entry: Entry) -> None:
        self.entries[key] = self._mine[key] = entry
        self._named.setdefault(entry.name, set()).add(key)

    def _append(self, key: str, entry: Entry) -> int:
        """Add a line, and nothing that is left over from before; the handle of the file.

        Raises:
            OSError: the disk would not take it.
            UserError: there can be no ledger in the folder.
        """
        file = self.opened()
        line = b"\n" * self._torn + self._line(key, entry)
        self._torn = True
        if file.write(line) < len(line):
            raise OSError(errno.ENOSPC, NAME)
        self._torn = False
        return file.fileno()

    def opened(self) -> IO[bytes]:
        """The file that is added to, without which nothing is made in the folder.

        Raises:
            UserError: there can be none.
        """
        if self._file is None:
            path = self.folder / NAME
            with disk.writing(self.folder):
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._torn = path.exists() and not path.read_bytes().endswith(b"\n")
                self._file = appending.opened(path)
        return self._file

    @staticmethod
    def _line(key: str, entry: Entry) -> bytes:
        """A line, in which a path that is not UTF-8 stands as it is."""
        return json.dumps({"key": key, **asdict(entry)}).encode("ascii") + b"\n"


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


def _sound(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries without the former names that other documents have now."""
    current = {entry.name for key, entry in entries.items() if FORMERLY not in key}
    return {key: entry for key, entry in entries.items() if FORMERLY not in key or entry.name not in current}


def source_of(key: str) -> Path:
    """The answers file of a document's key, see ``jobs.Job.key``."""
    return Path(key.rpartition(" Order(document=")[0])


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
    known = _sound(dict(_read(folder / NAME)))
    named = {entry.name for key, entry in known.items() if key.startswith(begins)}
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
