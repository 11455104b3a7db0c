"""What may be on a disk after a power cut, as far as the order of the steps of a save tells.

The model is meaner than a real disk: of what was not synced anything may be there, as long as the changes of
one folder happen in their order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXCHANGE = 2
Names = dict[str, int]
"""Which file stands under which name."""


@dataclass
class Journal:
    """The steps of a save in one folder.

    Attributes:
        folder: the only one that counts.
        there: what was safely on the disk before.
        steps: what was done, as (what, how).
    """

    folder: Path
    there: Mapping[str, bytes]
    steps: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    _handles: dict[int, str] = field(default_factory=dict)

    def take(self, name: str, given: tuple[Any, ...]) -> None:
        """Take down a step that was taken; the last of what it was given is what came of it."""
        match name:
            case "open":
                path, flags, handle = Path(os.fsdecode(given[0])), given[1], given[-1]
                self._handles[handle] = "" if path == self.folder else path.name
                if flags & os.O_CREAT:
                    self.steps.append(("create", (path.name,)))
            case "fsync" if self._handles.get(given[0]) == "":
                self.steps.append(("sync folder", ()))
            case "fsync":
                shown = self._handles.get(given[0], "")
                self.steps.append(("sync", (shown, os.pread(given[0], 1 << 20, 0))))
            case "replace" | "rename":
                self.steps.append(("rename", tuple(Path(path).name for path in given[:2])))
            case "renameat2" if given[-1] == 0:
                one, other = (Path(os.fsdecode(path)).name for path in (given[1], given[3]))
                self.steps.append(("exchange" if given[4] == EXCHANGE else "rename", (one, other)))
            case "unlink":
                self.steps.append(("remove", (Path(given[0]).name,)))

    def torn(self, name: str, old: bytes, new: bytes) -> list[str]:
        """The cuts after which a file may be neither old nor new, or old although the save was over."""
        wrong = []
        for cut in range(len(self.steps) + 1):
            allowed = {new} if cut == len(self.steps) else {old, new}
            bad = [found for found in self._after(cut, name) if found not in allowed]
            wrong += [f"cut after step {cut}: {len(found)} bytes" for found in bad[:1]]
        return wrong

    def _after(self, cut: int, name: str) -> Iterator[bytes]:
        """What may stand under a name after a cut; a file that was not synced may be empty or half."""
        done = self.steps[:cut]
        synced = max((place for place, (what, _) in enumerate(done) if what == "sync folder"), default=0)
        whole = self._synced(done)
        for reached in range(synced, cut + 1):
            file = self._names(done[:reached]).get(name)
            if file is None:
                yield b""
            elif file < 0:
                yield self.there[[*self.there][-file - 1]]
            else:
                yield whole.get(file, b"")

    def _names(self, done: list[tuple[str, tuple[Any, ...]]]) -> Names:
        names = {name: -place - 1 for place, name in enumerate(self.there)}
        for place, (what, how) in enumerate(done):
            match what:
                case "create":
                    names[how[0]] = place
                case "rename":
                    names[how[1]] = names.pop(how[0])
                case "exchange":
                    names[how[0]], names[how[1]] = names[how[1]], names[how[0]]
                case "remove":
                    names.pop(how[0], None)
        return names

    def _synced(self, done: list[tuple[str, tuple[Any, ...]]]) -> dict[int, bytes]:
        """The content of files that were synced, by the step that made them."""
        found = {}
        for place, (what, how) in enumerate(done):
            if what == "sync":
                found[self._names(done[:place])[how[0]]] = how[1]
        return found
