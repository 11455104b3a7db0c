"""The access log as somebody reads it: who did what with a case, and when; a table 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from refscreen import audiences, documents, store
from refscreen.access import Entry, entries, named
from refscreen.dates import by_the_clock_here
from refscreen.errors import UserError
from refscreen.messages import Messages
from refscreen.reading import words

WIDTH = 80
NARROW = 16
"""Letters of a moment, a user and a case that have room."""


def of(case: str) -> list[Entry]:
    """The events of a case, named by its number or its answers file; without a key. Everything for no name.

    Raises:
        UserError: the file cannot be read.
    """
    path = Path(case)
    if not case or not path.is_file():
        return entries(case)
    names = {named(store.header(path).case, path), named("", path)}
    numbers = {one.number: one for name in names for one in entries(name)}
    return [numbers[number] for number in sorted(numbers)]


def heads(case: str) -> list[str]:
    """How far the log had come when an answers file was last saved, as it remembers; nothing without a file.

    Raises:
        UserError: the file cannot be read, or is encrypted for somebody else.
    """
    path = Path(case)
    data = store.read_source(path).data if case and path.is_file() else None
    return [str(data.get("log") or "")] if isinstance(data, dict) else []


def table(found: Sequence[Entry], messages: Messages, case: str = "") -> Iterator[str]:
    """The events as lines of a table; of one case without a column for its number."""
    rows = [_cells(one, messages) for one in found]
    heads = tuple(messages.say(f"log.{name}") for name in ("when", "who", "case", "what"))
    shown = (0, 1, 3) if case else (0, 1, 2, 3)
    widths = [min(max(len(row[column]) for row in (heads, *rows)), NARROW) for column in shown[:-1]]
    for row in (heads, *rows):
        yield from _line([row[column] for column in shown], widths)


def _cells(one: Entry, messages: Messages) -> tuple[str, ...]:
    return _moment(one.time, messages), one.user, one.case, _told(one, messages)


def as_data(found: Iterable[Entry]) -> list[dict[str, object]]:
    """The events for scripts, without what is empty."""
    return [{key: item for key, item in asdict(one).items() if item} for one in found]


def _line(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """A row: the last cell is broken into lines under itself."""
    *short, last = cells
    begin = "".join(f"{cell[:width]:<{width}}  " for cell, width in zip(short, widths, strict=True))
    room = WIDTH - len(begin)
    words = (word if len(word) <= room else f"{word[: room - 1]}…" for word in last.split())
    wrapped = textwrap.wrap(" ".join(words), room, break_on_hyphens=False) or [""]
    return [(begin + wrapped[0]).rstrip(), *(" " * len(begin) + more for more in wrapped[1:])]


def _moment(time: str, messages: Messages) -> str:
    """A moment on the clock of this machine; what was written there where it is none."""
    here = by_the_clock_here(time)
    return f"{here.strftime(messages.say('log.day'))} {here:%H:%M}" if here else time[:NARROW]


def _told(one: Entry, messages: Messages) -> str:
    """What was done, in words."""
    actions = messages.texts["log"]["actions"]
    action = "batch" if one.action == "render" and not one.case else one.action
    what = str(actions.get(action, action)).format(count=one.count)
    whom = _audience(one.audience, messages.language)
    place = Path(one.place).name if one.place not in {"", "-"} else ""
    made = ", ".join(
        _document(name, messages) for name in one.document.split(", ") if name not in {"", one.action}
    )
    about = ", ".join(part for part in (made, whom, place) if part)
    return f"{what}: {about}" if about else what


def _audience(name: str, language: str) -> str:
    """An audience by its title; one that is no more, by its id."""
    known = audiences.current().audiences
    return words(known[name].title, language, "en") if name in known else name


def _document(name: str, messages: Messages) -> str:
    """A document by its title; what is none or cannot be read, by the name it was logged under."""
    try:
        return words(documents.find(name).manifest.title, messages.language, "en")
    except UserError:
        return name
