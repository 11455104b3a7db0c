"""The access log: who did what with which case, and when; never what a case holds.

It is written before an action shows or writes anything, and an action that cannot be logged is refused. The
head of the log stands once a sitting in the case as well (``Answers.log``), so that it is noticed when log
and head are both deleted. Whoever may write in all these places can forge them all: the log shows mishaps
and prying, not such a one.
"""

from __future__ import annotations

import errno
import getpass
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from refscreen import home
from refscreen.errors import Problem, UserError
from refscreen.journal import ANCHOR, Fault, Head, Journal, Line

NAME = "access.jsonl"
KEPT_MONTHS = 24
"""How long lines are kept where the file of the audiences does not say."""


@dataclass(frozen=True)
class Event:
    """Something that is done with a case.

    Attributes:
        action: open, render, export, import, purge, withdraw, sent, subject-access, anonymise, keys,
            migrate, prune.
        case: the case's number, see ``named``.
        audience, document: whom it was made for, and what.
        place: where it is written, ``-`` for stdout; of open and import the answers file.
        count: of purge and prune, how many files or lines.
    """

    action: str
    case: str = ""
    audience: str = ""
    document: str = ""
    place: str = ""
    count: int = 0


@dataclass(frozen=True)
class Entry(Event):
    """An event as it was logged: its number in the log, its moment (UTC), and the user."""

    number: int = 0
    time: str = ""
    user: str = ""


def named(case: str, path: Path) -> str:
    """What a case is called in the log: its number, or where it has none, a sign for its file.

    The name of a file can be that of a person.
    """
    return case or f"#{sha256(str(path.resolve()).encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def note(action: str, case: str = "", audience: str = "", document: str = "", place: str | Path = "") -> str:
    """Log one event; when this returns, it is on disk.

    Returns:
        The head of the log, for the case.

    Raises:
        UserError: it cannot be logged, and must not be done.
    """
    return note_all([Event(action, case, audience, document, str(place))])


def note_all(events: Iterable[Event]) -> str:
    """Log several events at once.

    Returns:
        The head of the log, for the case; empty without an event.

    Raises:
        UserError: they cannot be logged, and must not be done.
    """
    journal, who = _journal(), {"time": _now(), "user": _user()}
    records = [{**who, **{key: item for key, item in asdict(_whole(one)).items() if item}} for one in events]
    if not records:
        return ""
    try:
        head = journal.add(records)
    except UserError as error:
        reason = next((p.values.get("reason", "EIO") for p in error.problems), "EIO")
        raise _refused(journal, reason) from error
    except OSError as error:
        raise _refused(journal, errno.errorcode.get(error.errno or 0, "EIO")) from error
    return f"{_origin()} {head.number} {head.digest}"


def _refused(journal: Journal, reason: str) -> UserError:
    return UserError([Problem("cannot_log", where=str(journal.path), values={"reason": reason})], exit_code=2)


def entries(case: str = "") -> list[Entry]:
    """What was logged, first to last: of one case, or everything.

    A case that had no number when it was begun is found by its file, too.
    """
    found = [_entry(line) for line in _journal().lines() if line and ANCHOR not in line.data]
    if not case:
        return found
    files = {one.place for one in found if one.case == case and one.action in {"open", "import"}}
    names = {case, *(named("", Path(file)) for file in files)}
    return [one for one in found if one.case in names]


def verify(heads: Iterable[str] = ()) -> list[Problem]:
    """Whether the log is whole: what is wrong with it.

    Args:
        heads: of the log as they stand in cases; those of other users or machines cannot be told here.
    """
    journal = _journal()
    try:
        faults = list(journal.faults())
        for text in heads:
            origin, number, digest = (*text.split(), "", "", "")[:3]
            known = not text or origin != _origin() or not number.isdigit()
            if not known and not journal.holds(Head(int(number), digest)):
                faults.append(Fault("not_there", int(number)))
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "EIO")
        return [Problem("cannot_read", where=str(journal.path), values={"reason": reason})]
    where = str(journal.path)
    return [Problem(f"log_{one.kind}", where=where, values={"number": str(one.number)}) for one in faults]


def prune(today: datetime, months: int = KEPT_MONTHS) -> int:
    """Let go of what is older than the log is kept; of a log that is not whole nothing, it is evidence.

    Returns:
        How many lines.

    Raises:
        UserError: the disk would not take it.
    """
    journal = _journal()
    if list(journal.faults()):
        return 0
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    limit = f"{year:04d}-{month + 1:02d}-{min(today.day, 28):02d}"
    lines = [line for line in journal.lines() if line and ANCHOR not in line.data]
    young = (index for index, line in enumerate(lines) if str(line.data.get("time", "")) >= limit)
    count = next(young, len(lines))
    if count:
        event = Event("prune", count=count)
        try:
            journal.drop(count, {"time": _now(), "user": _user(), "action": event.action, "count": count})
        except OSError as error:
            raise _refused(journal, errno.errorcode.get(error.errno or 0, "EIO")) from error
    return count


def _journal() -> Journal:
    """The log; its head is named after the log's place, so that two logs do not disturb each other."""
    path = home.state() / NAME
    mark = sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return Journal(path, home.settings() / f"access-{mark}.head")


def _whole(event: Event) -> Event:
    """The event with its place from the root, as far as it is a file."""
    if event.place in {"", "-"}:
        return event
    return Event(**{**asdict(event), "place": str(Path(event.place).resolve())})


def _entry(line: Line) -> Entry:
    known: Mapping[str, Any] = {
        one.name: line.data[one.name] for one in fields(Entry) if one.name in line.data
    }
    return Entry(**{**known, "action": str(known.get("action", "")), "number": line.number})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


@cache
def _origin() -> str:
    """Whose log, and on which machine: a head in a case can only be looked up where it is from."""
    return sha256(f"{_user()}@{platform.node()}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
