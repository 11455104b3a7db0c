"""What was answered in one case: values, and beside them what is said about an answer.

The record is immutable; every change gives a new one. An answer that no longer fits its question is kept
as it was written (``unfit``) until it is answered again: nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from refscreen import values
from refscreen.answers_check import (
    EVENTS,
    EVIDENCE,
    LISTS,
    SAID_BY,
    SCENARIO,
    STATES,
    TABLES,
    check_header,
    check_keys,
    day_of,
    read_list,
    read_table,
)
from refscreen.dates import PartialDate, moment
from refscreen.errors import ENOUGH, Problem, suggestion
from refscreen.personal_numbers import names_a_person
from refscreen.questionnaire import Questionnaire
from refscreen.yaml_text import as_written

__all__ = ["EVIDENCE", "SAID_BY", "STATES", "STATUSES", "Answers", "parse"]

_Kind = TypeVar("_Kind", list[Any], dict[str, Any])
STATUSES = ("in-progress", "completed")


@dataclass(frozen=True)
class Answers:
    """One case.

    A place is a question's id, a row of a group (``jobs.0``), or an inner question of it (``jobs.0.title``).

    Attributes:
        sessions: the sittings: ``start``, ``end``, ``minutes`` by section, ``paused`` minutes, and the
            ``answers`` to the questions about the sitting.
        values: parsed values by question id.
        unfit: raw values that do not fit their question.
        states: why there is no answer, by place.
        notes: the consultant's own, by place; in no document, unless the place is in ``notes_shown``.
        evidence: what stands behind a statement, by place.
        said_by: who said it, by place.
        flags: places the consultant wants to come back to.
        confirm: questions whose answer was known beforehand and waits for a yes.
        drafts: what was half-written where, and is no answer yet.
        parked: questions with an answer that do not apply now.
        read_back: each time the candidate was asked whether it is right: ``time``, ``confirmed``, and
            ``language`` where it was interpreted.
        earlier: what was known before a follow-up changed it, by question: ``day``, and ``answer`` or
            ``state``.
        delete_after: the last day on which the case may be kept.
        recipients: whom an encrypted file is for: ``name`` and public ``key``.
        sent: whom a document was handed to: ``date``, ``document``, ``audience``, ``to``.
        withdrawn: consents that were taken back: ``consent``, ``date``.
        log: how far the access log had come when the case was last saved.
    """

    questionnaire: str
    version: int
    case: str = ""
    status: str = "in-progress"
    sessions: tuple[Mapping[str, Any], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    states: Mapping[str, str] = field(default_factory=dict, repr=False)
    notes: Mapping[str, str] = field(default_factory=dict, repr=False)
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    said_by: Mapping[str, str] = field(default_factory=dict, repr=False)
    notes_shown: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    drafts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    parked: tuple[str, ...] = ()
    read_back: tuple[Mapping[str, Any], ...] = ()
    earlier: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict, repr=False)
    unfit: Mapping[str, Any] = field(default_factory=dict, repr=False)
    delete_after: date | None = None
    recipients: tuple[Mapping[str, Any], ...] = ()
    sent: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    withdrawn: tuple[Mapping[str, Any], ...] = ()
    log: str = ""

    def with_answer(self, name: str, value: Any) -> Answers:
        """The record with one more answer; a state or an unfit value of the question gives way."""
        return replace(
            self,
            values={**self.values, name: value},
            states=_without(self.states, name),
            unfit=_without(self.unfit, name),
            confirm=_but(self.confirm, name),
            drafts=_without(self.drafts, name),
        )

    def with_state(self, name: str, state: str) -> Answers:
        """The record where the question has no answer, for this reason; an unfit value is kept beside it."""
        return replace(
            self,
            values=_without(self.values, name),
            states={**self.states, name: state},
            confirm=_but(self.confirm, name),
            drafts=_without(self.drafts, name),
        )

    def confirmed(self, name: str) -> Answers:
        """The record where an answer that was known beforehand is said to be right."""
        return replace(self, confirm=_but(self.confirm, name))

    def with_draft(self, place: str, raw: Any) -> Answers:
        """The record with what is half-written at a place; None when nothing is."""
        if raw in (None, "", []):
            return replace(self, drafts=_without(self.drafts, place)) if place in self.drafts else self
        raw = values.plain(raw)
        latest_last = {**_without(self.drafts, place), place: raw}
        return self if self.drafts.get(place) == raw else replace(self, drafts=latest_last)

    def held_on(self, asked: str | None) -> date | None:
        """The day of the latest sitting, else the answer to the question of the day; None for neither.

        Args:
            asked: the id of that question, ``Questionnaire.day``.
        """
        sittings = (moment(sitting.get("end") or sitting.get("start")) for sitting in self.sessions)
        days = [last.date() for last in sittings if last]
        if days:
            return max(days)
        told = self.values.get(asked or "")
        return told.first() if isinstance(told, PartialDate) else None

    def taken_back(self, consent: str, asked: str | None) -> bool:
        """Whether a consent was withdrawn, and no later conversation has been held in which to give it anew.

        Args:
            consent: the question of the consent.
            asked: as for ``held_on``.
        """
        days = [day_of(one.get("date")) for one in self.withdrawn if one.get("consent") == consent]
        held = self.held_on(asked)
        return any(day is None or held is None or held <= day for day in days)

    def plain(self) -> dict[str, Any]:
        """The record as the answers file holds it, plain values first and side tables after."""
        answered = {**self.unfit, **{name: values.plain(value) for name, value in self.values.items()}}
        record: dict[str, Any] = {"questionnaire": self.questionnaire, "version": self.version}
        if self.case:
            record["case"] = self.case
        record["status"] = self.status
        record |= {"delete_after": self.delete_after} if self.delete_after else {}
        record |= {"log": self.log} if self.log else {}
        record |= {"sessions": values.plain(self.sessions), "answers": answered}
        for key in (*TABLES, *LISTS, "drafts", "parked", "read_back", "earlier", *EVENTS[2:]):
            record[key] = values.plain(getattr(self, key))
        kept = {"questionnaire", "version", "status", "answers"}
        return {key: value for key, value in record.items() if key in kept or value not in ([], {})}


def _without(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {key: value for key, value in table.items() if key != name}


def _of_kind(raw: object, kind: type[_Kind]) -> _Kind:
    """The value, or an empty one of its kind where it is something else."""
    return raw if isinstance(raw, kind) else kind()


def _but(places: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(place for place in places if place != name)


def parse(
    data: object, questionnaire: Questionnaire, today: date | None = None
) -> tuple[Answers | None, list[Problem]]:
    """Build the record from plain data, through the same validation as typed answers.

    Args:
        data: what an answers file holds, as nested dicts and lists.
        questionnaire: what is answered.
        today: stands in for the day of the conversation where the file tells of none.

    Returns:
        The record, with whatever does not fit under ``unfit``; None when the file is no answers to this
        questionnaire, or holds something that the record has no place for and saving would lose; and
        every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    scenario = next((key for key in SCENARIO if key in data), "")
    if scenario:
        return None, [Problem("is_a_scenario", (scenario,), values={"key": scenario}, on_key=True)]
    lost = check_keys(data)
    header = check_header(data, questionnaire)
    if header:
        return None, [*lost, *header]
    record, problems, unread = _read(data, questionnaire, today)
    lost += unread
    return (None if lost else record), [*lost, *problems]


def _read(
    data: Mapping[str, Any], questionnaire: Questionnaire, today: date | None
) -> tuple[Answers, list[Problem], list[Problem]]:
    """The record, its problems, and what it has no place for."""
    beside, found, unread = _beside(data, questionnaire)
    raw = _of_kind(data.get("answers"), dict)
    told = _day_told(raw, beside["sessions"], questionnaire) or today
    parsed, unfit, problems = _parse_values(raw, questionnaire, told)
    problems += found
    case = as_written(data.get("case"))
    if names_a_person(case):
        problems.append(Problem("case_is_a_person", ("case",)))
    status = data.get("status") or STATUSES[0]
    if status not in STATUSES:
        problems.append(Problem("not_one_of", ("status",), values={"allowed": ", ".join(STATUSES)}))
        status = STATUSES[0]
    record = Answers(
        questionnaire=questionnaire.id,
        version=data["version"],
        case=case,
        status=str(status),
        values=parsed,
        unfit=unfit,
        delete_after=day_of(data.get("delete_after")),
        log=str(data.get("log") or ""),
        **beside,
    )
    return record, problems, unread


def _beside(
    data: Mapping[str, Any], questionnaire: Questionnaire
) -> tuple[dict[str, Any], list[Problem], list[Problem]]:
    """Everything that stands beside the answers, its problems, and what there is no place for."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    lost: list[Problem] = []
    for key in TABLES:
        found[key], wrong, unread = read_table(data.get(key) or {}, key, questionnaire.questions)
        problems += wrong
        lost += unread
    for key in LISTS:
        found[key], wrong = read_list(data.get(key) or [], key, questionnaire.questions)
        problems += wrong
    for key in EVENTS:
        found[key] = tuple(_of_kind(data.get(key), list))
    for key in ("drafts", "earlier"):
        found[key] = _of_kind(data.get(key), dict)
    return found, problems, lost


def _day_told(raw: Mapping[Any, Any], sessions: Sequence[Any], questionnaire: Questionnaire) -> date | None:
    """The day of the latest conversation: nothing that has happened lies after it.

    Why not today: a file means the same on whatever day it is read, and by whatever clock.
    """
    name = questionnaire.day
    day = values.parse(questionnaire.questions[name], raw[name])[0] if name and name in raw else None
    held = tuple(sitting for sitting in sessions if isinstance(sitting, Mapping))
    record = Answers(questionnaire.id, questionnaire.version, sessions=held)
    return (record.with_answer(name, day) if name and day else record).held_on(name)


def _parse_values(
    raw: Mapping[Any, Any], questionnaire: Questionnaire, told: date | None
) -> tuple[dict[str, Any], dict[str, Any], list[Problem]]:
    """Parsed values in questionnaire order, raw ones that do not fit, and the problems."""
    unfit: dict[str, Any] = {}
    parsed: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, item in raw.items():
        if name not in questionnaire.questions:
            near = suggestion(name, questionnaire.questions) if len(problems) < ENOUGH else ""
            named = {"name": str(name), "suggestion": near}
            problems.append(Problem("unknown_question", ("answers", name), values=named, on_key=True))
            unfit[name] = item
        elif item is not None:
            value, found = values.parse(questionnaire.questions[name], item, told=told)
            problems += [problem.under("answers", name) for problem in found]
            (unfit if found else parsed)[name] = item if found else value
    ordered = {name: parsed[name] for name in questionnaire.questions if name in parsed}
    return ordered, unfit, problems
