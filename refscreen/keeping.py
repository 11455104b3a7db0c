"""The record of one sitting in its file: held against a second window, saved after every answer, merged."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

from refscreen import disk, resealing, store, values
from refscreen.answers import Answers
from refscreen.audiences import current
from refscreen.dates import PartialDate, minutes, moment, months_after
from refscreen.errors import UserError
from refscreen.interview import Kept
from refscreen.interview.pace import Pace
from refscreen.merge import changed_from, laid_over, same_but_in_passing
from refscreen.questionnaire import Questionnaire
from refscreen.vault import keys

SAME_SITTING = timedelta(minutes=30)
"""An interview that goes on so soon after it stopped is still the same sitting."""
SETTLES, LONGEST_WRITE = 0.05, 1.0
"""Seconds in which a file does not change when nobody is writing it, and that somebody writes at most."""


@dataclass(frozen=True)
class Found:
    """What an interview goes on from: the record in the file, and the fingerprint of that file."""

    record: Answers
    fingerprint: str = ""


def found(path: Path, questionnaire: Questionnaire) -> Found:
    """What is in the file, or an empty record; a change after the first look is seen at the first save.

    Raises:
        UserError: the file is there and is not a case of this questionnaire.
    """
    fingerprint = disk.fingerprint(path)
    if not path.exists():
        return Found(Answers(questionnaire.id, questionnaire.version))
    return Found(store.load_answers(path, questionnaire)[0], fingerprint)


def in_order(record: Answers, questionnaire: Questionnaire, today: date) -> Answers:
    """The record as it is kept: in the questionnaire's order, with its case number and what is parked."""
    ordered = {name: record.values[name] for name in questionnaire.questions if name in record.values}
    told = str(ordered.get(questionnaire.case or "", ""))
    asked = {question.id for question in questionnaire.visible(ordered, today)}
    parked = tuple(name for name in ordered if name not in asked)
    record = replace(record, values=ordered, case=told or record.case, parked=parked)
    return with_deadline(record, questionnaire, today)


def with_deadline(record: Answers, questionnaire: Questionnaire, today: date) -> Answers:
    """The record with the last day on which it may be kept, counted from the latest conversation.

    A day that stands there already is left alone: the consultant may have chosen it.
    """
    if record.delete_after is not None:
        return record
    held = record.held_on(questionnaire.day) or today
    return replace(record, delete_after=months_after(held, current().cases.keep_months))


def sat_down(record: Answers, questionnaire: Questionnaire, now: datetime) -> Answers:
    """The record with a sitting begun, or the last one gone on with; who is there waits for a yes.

    A finished case that is only opened again has nobody to ask who is there.
    """
    last = record.sessions[-1] if record.sessions else {}
    ended = moment(last.get("end"))
    if ended is not None and abs(now - ended) < SAME_SITTING:
        return record
    goes_on = {key: last[key] for key in ("follow_up", "changed") if key in last}
    goes_on = goes_on if record.status == "in-progress" else {}
    sitting = {"start": _minute(now), **goes_on}
    goes_further = record.sessions and record.status == "in-progress"
    again = [name for name in questionnaire.sitting if name in record.values] if goes_further else []
    record = with_proposed_day(record, questionnaire, now.date()) if not record.sessions else record
    confirm = tuple(dict.fromkeys((*record.confirm, *again)))
    until = record.delete_after and max(
        record.delete_after, months_after(now.date(), current().cases.keep_months)
    )
    return replace(record, sessions=(*record.sessions, sitting), confirm=confirm, delete_after=until)


def in_this_version(record: Answers, path: Path, questionnaire: Questionnaire) -> Answers:
    """The record as one of the questionnaire's version; the file as it was in an earlier one stays beside it.

    Raises:
        UserError: the disk would not take the copy.
    """
    if record.version >= questionnaire.version:
        return record
    keep_as_it_was(path, record.version)
    return replace(record, version=questionnaire.version)


def keep_as_it_was(path: Path, version: int) -> Path:
    """Keep a case of an earlier version beside it; never over what was kept before.

    Returns:
        The copy, or the one of before where that is the same.

    Raises:
        UserError: the disk would not take it.
    """
    endings = chain([""], (f"-{number}" for number in count(2)))
    names = (f".{path.name}.version-{version}{ending}{path.suffix}" for ending in endings)
    copy = next(c for name in names if not (c := path.with_name(name)).exists() or _same(c, path))
    if not copy.exists():
        with disk.writing(copy):
            disk.save(copy, path.read_bytes())
        if keys.present():
            resealing.lock((copy,))
    return copy


def _same(copy: Path, path: Path) -> bool:
    """Whether two files hold the same, though one is encrypted and the other is not."""
    if not copy.is_file():
        return False
    if copy.read_bytes() == path.read_bytes():
        return True
    with suppress(UserError):
        there, here = (store.read_source(one).data for one in (copy, path))
        return isinstance(there, dict) and {**there, "recipients": 0} == {**here, "recipients": 0}
    return False


def with_proposed_day(record: Answers, questionnaire: Questionnaire, today: date) -> Answers:
    """The record with today as the day of the interview, to be confirmed, where no day is known."""
    name = questionnaire.day
    if name is None or name in record.values or name in record.states or name in record.unfit:
        return record
    values_now = {**record.values, name: PartialDate(today.year, today.month, today.day)}
    return replace(record, values=values_now, confirm=(*record.confirm, name))


def minutes_planned(record: Answers) -> float:
    """Minutes for all sittings together where somebody said how many there are in this one; else 0."""
    sitting = record.sessions[-1]
    planned = minutes(sitting.get("planned"))
    here = sum(map(minutes, _table(sitting.get("minutes")).values()))
    earlier = sum(minutes_before(record).values()) - here
    return planned and planned + max(earlier, 0.0)


def minutes_before(record: Answers) -> dict[str, float]:
    """Minutes that were used so far, by section, in all sittings of the interview or the follow-up."""
    used: dict[str, float] = {}
    this = record.sessions[-1].get("follow_up") if record.sessions else None
    for sitting in (sitting for sitting in record.sessions if sitting.get("follow_up") == this):
        for section, spent in _table(sitting.get("minutes")).items():
            used[section] = used.get(section, 0.0) + minutes(spent)
    return used


class Keeper:
    """Keeps one record in one file.

    Attributes:
        set_aside: copies of the file as somebody else had changed it, where both had changed the same answer.
    """

    def __init__(
        self, path: Path, questionnaire: Questionnaire, pace: Pace, now: Callable[[], datetime]
    ) -> None:
        """Hold the file's place; ``pace`` and ``now`` tell the times of the sitting."""
        self.path = path
        self.questionnaire = questionnaire
        self.pace = pace
        self.now = now
        self.set_aside: list[Path] = []
        self._last = Answers(questionnaire.id, questionnaire.version)
        self._history = [self._last]
        self._fingerprint = ""
        self._minutes: Mapping[str, Any] = {}
        self._paused = 0.0

    def begin(self, record: Answers, before: Found) -> Answers:
        """Remember the record that the sitting begins with, and what stands in the file ``before`` it.

        Raises:
            UserError: the file is of an earlier version, and the disk would not take a copy of it.
        """
        record = in_this_version(record, self.path, self.questionnaire)
        self._history, self._fingerprint, self._last = [before.record], before.fingerprint, record
        sitting = record.sessions[-1]
        self._minutes, self._paused = _table(sitting.get("minutes")), minutes(sitting.get("paused"))
        return record

    @property
    def record(self) -> Answers:
        """The record as it is kept now."""
        return self._last

    def save(self, record: Answers) -> Kept:
        """Put the record on disk, with what somebody else changed in the file meanwhile.

        Raises:
            UserError: the disk would not take it.
        """
        ours, aside = self._ordered(self._stamped(record)), len(self.set_aside)
        while True:
            known = self._settled()
            elsewhere = known not in ("", self._fingerprint)
            record = self._ordered(self._merged(ours)) if elsewhere else ours
            try:
                self._fingerprint = store.save_answers(self.path, record, known)
            except disk.Changed:
                continue
            if same_but_in_passing(self._history[-1], record):
                self._history.pop()
            self._history.append(record)
            self._last = record
            return Kept(record, elsewhere, set_aside=len(self.set_aside) > aside)

    def _ordered(self, record: Answers) -> Answers:
        return in_order(record, self.questionnaire, self.now().date())

    def _settled(self) -> str:
        """The file's fingerprint, when nobody is in the middle of writing it."""
        known, until = disk.fingerprint(self.path), time.monotonic() + LONGEST_WRITE
        while known not in ("", self._fingerprint) and time.monotonic() < until:
            before = known
            time.sleep(SETTLES)
            known = disk.fingerprint(self.path)
            if known == before:
                break
        return known

    def _merged(self, ours: Answers) -> Answers:
        """Our record over theirs; where that hides something of theirs, a copy of the file is set aside."""
        try:
            theirs = store.load_answers(self.path, self.questionnaire)[0]
        except UserError:
            together, hidden = ours, True
        else:
            together, hidden = laid_over(changed_from(self._history, theirs), ours, theirs)
        if hidden:
            self.set_aside.append(disk.set_aside(self.path))
        return together

    def _stamped(self, record: Answers) -> Answers:
        """The record with the times of the sitting, who was there, and what was confirmed in it."""
        *before, sitting = record.sessions
        spent = dict(self._minutes)
        for section, more in self.pace.spent.items():
            spent[section] = round(minutes(spent.get(section)) + more, 1)
        paused = round(self._paused + self.pace.paused, 1)
        there = {
            name: values.plain(record.values[name])
            for name in self.questionnaire.sitting
            if name in record.values and name not in record.confirm
        }
        sitting = {**sitting, "end": _minute(self.now()), "minutes": spent, "answers": there}
        sitting |= {"paused": paused} if paused else {}
        record = replace(
            record, sessions=(*before, {key: item for key, item in sitting.items() if item != {}})
        )
        return self._with_confirmation(record)

    def _with_confirmation(self, record: Answers) -> Answers:
        """The record with the time the candidate said that what was read back is right, or not."""
        name = self.questionnaire.confirmation
        if name is None or name not in record.values or name in record.confirm:
            return record
        said = record.values[name]
        if self._last.values.get(name) == said and name not in self._last.confirm:
            return record
        language = self._interpreted_in(record)
        spoken = {"language": language} if language else {}
        once = {"time": _minute(self.now()), **spoken, "confirmed": said}
        return replace(record, read_back=(*record.read_back, once))

    def _interpreted_in(self, record: Answers) -> str:
        """The language that is spoken in the sitting; empty where the sitting has not told of one."""
        applying = self.questionnaire.applicable(record.values, self.now().date())
        asked = (self.questionnaire.questions[name] for name in self.questionnaire.sitting)
        known = (one.id for one in asked if one.type == "language" and one.id not in record.confirm)
        return next((str(applying[name]) for name in known if name in applying), "")


def _table(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"
