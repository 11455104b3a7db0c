"""A case of an earlier version of its questionnaire, moved to a later one as its changes say. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from refscreen.answers_check import LISTS, TABLES
from refscreen.changes import Changes
from refscreen.errors import Path

_PLACE = re.compile(r"(?P<outer>[^.:]+)(?P<row>\.\d+)?(?:\.(?P<inner>[^.:]+))?(?P<rest>.*)", re.DOTALL)
_GONE = object()
At = tuple[Path, Path]
"""Where something was, and where it is now."""


@dataclass(frozen=True)
class Step:
    """What was done to a case: ids of questions, and never what was answered.

    Attributes:
        kind: a question was ``renamed`` or ``removed``, a choice of it is called something else
            (``rechosen``), or the question has an answer under its new name already (``clash``).
        old, new: the question.
        places: where, in the case as it was.
    """

    kind: Literal["renamed", "rechosen", "removed", "clash"]
    old: str
    new: str = ""
    places: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Migrated:
    """A case in a later version.

    Attributes:
        data: the case; a removed answer is no longer in it.
        steps: what was done.
    """

    data: Any = field(repr=False)
    steps: tuple[Step, ...] = ()
    origins: Mapping[Path, Path] = field(default_factory=dict, repr=False)

    def origin(self, path: Path) -> Path:
        """Where a place of the case was before."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.origins:
                return (*self.origins[path[:end]], *path[end:])
        return path


def migrate(data: Any, changes: Changes, to_version: int) -> Migrated:
    """A case as it is in a later version of its questionnaire; one that is no earlier case as it is.

    What no change names stays as it stands, whether or not it fits. Where a question has an answer under its
    new name already, both stay.
    """
    version = data.get("version") if isinstance(data, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version < to_version:
        return Migrated(data)
    mover = _Mover(changes, version, to_version)
    moved = mover.case(data)
    steps = (Step(kind, old, new, tuple(places)) for (kind, old, new), places in mover.steps.items())
    return Migrated(moved, tuple(steps), mover.origins)


class _Mover:
    """Moves one case, part by part, and notes what it does."""

    def __init__(self, changes: Changes, after: int, until: int) -> None:
        self.until = until
        self.steps: dict[tuple[Any, str, str], list[Path]] = {}
        self.origins: dict[Path, Path] = {}
        self._unanswered: set[str] = set()
        self._called: Callable[[str], str] = cache(lambda name: changes.called(name, after, until))
        self._chosen = cache(lambda name, choice: changes.chosen(name, choice, after, until))

    def case(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The whole case."""
        answers = self._answers(data.get("answers"), ("answers",))
        return {
            key: answers if key == "answers" else self.until if key == "version" else self._part(key, item)
            for key, item in data.items()
        }

    def _part(self, key: str, raw: Any) -> Any:
        """What stands beside the answers."""
        if key in TABLES:
            return self._table(raw, ((key,), (key,)), lambda _place, item, _path: item)
        if key == "drafts":
            return self._table(raw, ((key,), (key,)), self._draft)
        if key == "earlier":
            return self._table(raw, ((key,), (key,)), self._earlier)
        if key in {*LISTS, "parked"}:
            return self._places(raw, key)
        if key == "sessions" and isinstance(raw, list):
            return [self._sitting(one, (key, index)) for index, one in enumerate(raw)]
        if key == "withdrawn" and isinstance(raw, list):
            return [self._withdrawal(one, (key, index)) for index, one in enumerate(raw)]
        return raw

    def _note(self, kind: str, old: str, new: str, path: Path) -> None:
        self.steps.setdefault((kind, old, new), []).append(path)

    def _key(self, place: Any, group: str) -> tuple[Any, list[str]]:
        """What a place is called now, gone when it is no more; and the questions it names."""
        found = _PLACE.fullmatch(place) if isinstance(place, str) else None
        if found is None:
            return place, []
        if group and "." in place:
            return place, []
        if group:
            return self._called(f"{group}.{place}").rpartition(".")[2] or _GONE, [f"{group}.{place}"]
        outer, row, inner = found["outer"], found["row"] or "", found["inner"]
        asked = [outer, f"{outer}.{inner}"] if inner else [outer]
        new = self._called(asked[-1])
        first, dot, last = new.partition(".")
        return (f"{first}{row}{dot}{last}{found['rest']}" if new else _GONE), asked

    def _noted(self, asked: Sequence[str], path: Path, *, clash: bool = False) -> None:
        """Note what becomes of a place that names these questions."""
        for name in asked:
            new = self._called(name)
            if not new:
                self._note("removed", name, "", path)
                return
            if new.rpartition(".")[2] != name.rpartition(".")[2]:
                self._note("clash" if clash else "renamed", name, new, path)

    def _table(self, raw: Any, at: At, value: Callable[[Any, Any, At], Any], group: str = "") -> Any:
        """A table by place, or a row by inner question, each value as ``value`` makes it.

        Args:
            raw: the table.
            at: where that stands.
            value: makes of the place as it was called, and what stood there, what stands there now.
            group: of a row, the question it is in.
        """
        if not isinstance(raw, dict):
            return raw
        keys = {place: self._key(place, group) for place in raw}
        there = _settled({place: new for place, (new, _) in keys.items() if new is not _GONE})
        moved = {}
        for place, item in raw.items():
            new, asked = keys[place]
            old = (*at[0], place)
            self._noted(asked, old, clash=there.get(place, new) != new)
            if place not in there:
                continue
            here = (*at[1], there[place])
            if here != old:
                self.origins[here] = old
            if (made := value(place, item, (old, here))) is not _GONE:
                moved[there[place]] = made
        return moved

    def _answers(self, raw: Any, path: Path) -> Any:
        """A table of answers by question."""
        return self._table(raw, (path, path), lambda name, item, at: self._answer(str(name), item, at))

    def _answer(self, name: str, raw: Any, at: At) -> Any:
        """An answer as it is now; gone where what was chosen is gone."""
        made = self._value(name, raw, at)
        if made is _GONE:
            self._note("removed", name, "", at[0])
            self._unanswered |= {name} if at[0] == ("answers", name) else set()
        return made

    def _value(self, name: str, raw: Any, at: At) -> Any:
        if not isinstance(raw, list):
            made = self._choice(name, raw)
        elif any(isinstance(item, dict) for item in raw):
            return [self._row(name, item, _inside(at, index)) for index, item in enumerate(raw)]
        else:
            chosen = [choice for item in raw if (choice := self._choice(name, item)) is not _GONE]
            made = (_once(chosen) or _GONE) if chosen != raw else raw
        if made is not _GONE and made != raw:
            self._note("rechosen", name, self._called(name), at[0])
        return made

    def _row(self, group: str, raw: Any, at: At) -> Any:
        """A row of a group."""
        return self._table(
            raw, at, lambda place, item, here: self._answer(f"{group}.{place}", item, here), group
        )

    def _choice(self, name: str, raw: Any) -> Any:
        """Something chosen; whatever is no old choice as it is."""
        if not isinstance(raw, str | int) or isinstance(raw, bool):
            return raw
        new = self._chosen(name, str(raw))
        return raw if new == str(raw) else new or _GONE

    def _draft(self, place: Any, raw: Any, at: At) -> Any:
        """What is half-written at a place; a note, and whether there is one more row, are no answers."""
        _, asked = self._key(place, "")
        rest = str(place).removeprefix(asked[0]) if asked else ":"
        about_answer = ":" not in rest and (not rest or len(asked) > 1)
        return self._value(asked[-1], raw, at) if about_answer else raw

    def _earlier(self, name: Any, raw: Any, at: At) -> Any:
        """What was known before; a choice that is gone stays there as it was told."""
        if not isinstance(raw, list):
            return raw
        entries = []
        for index, entry in enumerate(raw):
            known = isinstance(entry, dict) and "answer" in entry
            here = _inside(_inside(at, index), "answer")
            made = self._value(str(name), entry["answer"], here) if known else _GONE
            entries.append(entry if made is _GONE else {**entry, "answer": made})
        return entries

    def _places(self, raw: Any, key: str) -> Any:
        """A list of places; one that stands there under its new name already is not put there twice."""
        if not isinstance(raw, list):
            return raw
        there = {place for place in raw if isinstance(place, str) and self._key(place, "")[0] == place}
        moved: list[Any] = []
        for index, place in enumerate(raw):
            new, asked = self._key(place, "")
            self._noted(asked, (key, index))
            unanswered = key in {"confirm", "parked"} and str(place) in self._unanswered
            if new is _GONE or unanswered or (new != place and new in there):
                continue
            there |= {new} if new != place else set()
            self.origins |= {(key, len(moved)): (key, index)} if (len(moved) != index) else {}
            moved.append(new)
        return moved

    def _sitting(self, raw: Any, path: Path) -> Any:
        """A sitting with the answers about it; its minutes go by section."""
        known = isinstance(raw, dict) and "answers" in raw
        return {**raw, "answers": self._answers(raw["answers"], (*path, "answers"))} if known else raw

    def _withdrawal(self, raw: Any, path: Path) -> Any:
        """A consent that was taken back; that it was stays known when it is asked for no more."""
        consent = raw.get("consent") if isinstance(raw, dict) else None
        new = self._called(consent) if isinstance(consent, str) else ""
        if new in {"", consent}:
            return raw
        self._note("renamed", str(consent), new, (*path, "consent"))
        return {**raw, "consent": new}


def _inside(at: At, part: str | int) -> At:
    return (*at[0], part), (*at[1], part)


def _once(items: list[Any]) -> list[Any]:
    """The items, those that are equal once; two old choices may have become one."""
    return list({repr(item): item for item in items}.values())


def _settled(wanted: Mapping[Any, Any]) -> dict[Any, Any]:
    """Where each key goes; it stays where it is when another one goes to the same place, or is there."""
    settled = dict(wanted)
    while True:
        taken = Counter(settled.values())
        clashing = [key for key, new in settled.items() if new != key and taken[new] > 1]
        if not clashing:
            return settled
        settled |= {key: key for key in clashing}
