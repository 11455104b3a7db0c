"""Deleting cases whose time is up: the answers, what lies beside them, and everything that was made of them.

No key is needed: whose time is up stands in clear, and what was made of a case in the access log and in the
ledgers of the folders that documents were made into. What is deleted is not overwritten; a disk, its backups
and synchronised folders may keep it, which nobody can see from here.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from refscreen import access, batch, disk, ledger, store
from refscreen.access import Entry, Event
from refscreen.errors import Problem, UserError
from refscreen.vault.sealed import Header

MADE = {"render", "export", "subject-access", "anonymise"}
"""What is done with a case that leaves a file behind."""
OF_CASES = {"open", "import"}
"""Events whose place is an answers file."""


@dataclass(frozen=True)
class Wish:
    """Which cases are to be deleted: the overdue ones in these paths, or the one of this number."""

    paths: tuple[Path, ...]
    case: str = ""


@dataclass(frozen=True)
class Doomed:
    """A case that is to be deleted.

    Attributes:
        until: the last day it could be kept, where that is why.
        answers: its answers files.
        beside: copies and left-overs of saving, beside them.
        outputs: what was made of it and is still there.
        shared: those of them that hold other cases, too.
        gone: what was made of it and is not where it was written.
        copied: whether copies without its name were made, of which the log does not say where they are.
        ledgers: folders that remember what was made of an answers file of it.
    """

    case: str
    until: date | None
    answers: tuple[Path, ...]
    beside: tuple[Path, ...] = ()
    outputs: tuple[Path, ...] = ()
    shared: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()
    copied: bool = False
    ledgers: tuple[tuple[Path, Path], ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file, the answers last: what stops halfway is found again."""
        return tuple(dict.fromkeys((*self.outputs, *self.beside, *self.answers)))


@dataclass(frozen=True)
class Plan:
    """What would be deleted; and the files that were named, though their time is not up."""

    doomed: tuple[Doomed, ...]
    spared: tuple[tuple[Path, date | None], ...] = ()


def plan(wish: Wish, today: date) -> Plan:
    """What a wish comes to.

    Raises:
        UserError: a path does not exist, or a file cannot be read.
    """
    log = _Log(access.entries())
    found = {path: store.header(path) for path in _answers(wish, log)}
    cases = {path: head for path, head in found.items() if head.is_case}
    due = {path for path, head in cases.items() if _is_meant(wish, path, head, today)}
    names: dict[str, list[Path]] = {wish.case: []} if wish.case else {}
    for path in sorted(due):
        names.setdefault(access.named(cases[path].case, path), []).append(path)
    left = {access.named(head.case, path) for path, head in cases.items() if path not in due}
    left |= {name for name in names if not wish.case and _lives_elsewhere(name, log, due, today)}
    doomed = []
    for name, paths in names.items():
        until = next((cases[path].delete_after for path in paths), None)
        only = Doomed(name, until, tuple(paths), tuple(one for path in paths for one in _beside(path)))
        doomed.append(only if name in left else _with_outputs(only, log))
    named = [path for path in wish.paths if not wish.case and path in cases and path not in due]
    spared = tuple((path, cases[path].delete_after) for path in named)
    return Plan(tuple(one for one in doomed if one.files or one.gone), spared)


def _answers(wish: Wish, log: _Log) -> list[Path]:
    """The files among which the cases are; that of a number also where it was last opened."""
    there = [path for path in log.sources({wish.case}) if path.is_file()] if wish.case else []
    found = (path for path in batch.answers_files(wish.paths or [Path()]) if not path.is_dir())
    return sorted({path.resolve(): path for path in [*there, *found]}.values())


def _is_meant(wish: Wish, path: Path, head: Header, today: date) -> bool:
    if wish.case:
        return wish.case in {head.case, access.named(head.case, path)}
    return head.delete_after is not None and head.delete_after < today


def _lives_elsewhere(name: str, log: _Log, due: set[Path], today: date) -> bool:
    """Whether a case of this name was opened in another file, too, whose time is not up."""
    for path in log.sources({name}):
        if path.is_file() and path.resolve() not in {one.resolve() for one in due}:
            head = store.header(path)
            over = head.delete_after is not None and head.delete_after < today
            if head.is_case and access.named(head.case, path) == name and not over:
                return True
    return False


def _with_outputs(doomed: Doomed, log: _Log) -> Doomed:
    """A case with what was made of it, as the log and the ledgers of folders know it."""
    names = {doomed.case, *(access.named("", path) for path in doomed.answers)}
    logged = list(dict.fromkeys(path for name in sorted(names) for path in log.made.get(name, ())))
    sources = [*doomed.answers, *(path for path in log.sources(names) if not path.exists())]
    folders = {path.parent for path in [*logged, *sources]} | log.runs
    made = {folder: [one for path in sources for one in ledger.made_of(folder, path)] for folder in folders}
    every = dict.fromkeys([*logged, *(one for outputs in made.values() for one in outputs)])
    answers = {path.resolve() for path in doomed.answers}
    there = tuple(path for path in every if path.is_file() and path.resolve() not in answers)
    return replace(
        doomed,
        outputs=there,
        shared=tuple(path for path in there if log.owners.get(str(path), names) - names),
        copied=bool(log.copied & names),
        gone=() if log.purged & names else tuple(path for path in logged if not path.is_file()),
        ledgers=tuple((folder, path) for folder, outputs in made.items() if outputs for path in sources),
    )


class _Log:
    """What the access log knows of places, by case.

    Attributes:
        owners: the cases that the file at a place was made of, when it was last written.
        made: the places of what was made of a case, as far as it owns them still.
        runs: the folders that batches made documents into.
        purged, copied: the cases that were deleted before, or copied without their names.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Go through the entries once."""
        self.owners: dict[str, set[str]] = {}
        self.made: dict[str, list[Path]] = {}
        self.runs = {
            Path(one.place) for one in entries if one.action == "render" and not one.case and one.place
        }
        self.copied = {one.case for one in entries if one.action == "anonymise" and not one.place}
        self.purged = {one.case for one in entries if one.action == "purge"}
        self._opened: dict[str, dict[Path, None]] = {}
        times: dict[str, str] = {}
        for one in entries:
            if one.action in MADE and one.case and one.place not in {"", "-"}:
                if times.get(one.place) != one.time:
                    times[one.place], self.owners[one.place] = one.time, set()
                self.owners[one.place].add(one.case)
            elif one.action in OF_CASES and one.place:
                self._opened.setdefault(one.case, {})[Path(one.place)] = None
        for place, cases in self.owners.items():
            for case in cases:
                self.made.setdefault(case, []).append(Path(place))

    def sources(self, names: set[str]) -> list[Path]:
        """The answers files that cases of these names were opened in."""
        return list(dict.fromkeys(path for name in sorted(names) for path in self._opened.get(name, ())))


def _beside(path: Path) -> Iterator[Path]:
    """What saving, holding and setting aside leave beside a file."""
    copy = re.compile(
        rf"{re.escape(path.stem)}\.changed-\d+{re.escape(path.suffix)}"
        rf"|\.(\.{re.escape(path.name)}\.version-|{re.escape(path.stem)}\.changed-).*\.tmp"
    )
    with suppress(OSError):
        for other in sorted(path.parent.iterdir()):
            if copy.fullmatch(other.name) or (
                other.name.startswith(f".{path.name}.") and other.name != f".{path.name}.lock"
            ):
                yield other


def carry_out(doomed: Doomed) -> list[Problem]:
    """Delete a case, having logged it; what cannot be deleted is a problem, and does not stop the rest.

    The answers go last and only after everything else, so that the case is found again.

    Raises:
        UserError: it cannot be logged; nothing is deleted then.
    """
    with ExitStack() as held:
        try:
            for path in doomed.answers:
                held.enter_context(disk.held(path))
        except UserError as error:
            return list(error.problems)
        access.note_all([Event("purge", doomed.case, count=len(doomed.files))])
        for path in doomed.outputs:
            disk.sweep(path)
        problems = [problem for path in doomed.outputs for problem in _removed(path)]
        for folder, answers in doomed.ledgers:
            ledger.forget(folder, answers)
        beside = [one for path in doomed.answers for one in _beside(path)]
        problems += [problem for path in beside for problem in _removed(path)]
        return problems or [problem for path in doomed.answers for problem in _removed(path)]


def _removed(path: Path) -> list[Problem]:
    try:
        path.unlink(missing_ok=True)
        disk.sync_folder(path.parent)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "EIO")
        return [Problem("cannot_delete", where=str(path), values={"reason": reason})]
    return []
