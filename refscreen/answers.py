"""What was answered in one case: values, and beside them what is said about an answer.

The record is immutable; every change gives a new one. An answer that no longer fits its question is kept
as it was written (``unfit``) until it is answered again: nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from refscreen import values
from refscreen.dates import PartialDate
from refscreen.errors import Problem, suggestion
from refscreen.questionnaire import Questionnaire

STATES = ("unknown", "declined", "not_relevant", "unclear", "later", "not_asked")
"""Why a question has no answer; each is shown and reported as a thing of its own."""
STATUSES = ("in-progress", "completed")
EVIDENCE = ("told", "document", "reference", "shown")
"""What stands behind a statement (domain: fortalt, papir, reference, set)."""
KEYS = ("questionnaire", "version", "case", "status", "sessions", "answers", "states", "notes", "evidence")


@dataclass(frozen=True)
class Answers:
    """One case. ``values`` holds parsed values by question id, ``unfit`` raw ones that do not fit."""

    questionnaire: str
    version: int
    case: str = ""
    status: str = "in-progress"
    sessions: tuple[Mapping[str, Any], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    states: Mapping[str, str] = field(default_factory=dict, repr=False)
    notes: Mapping[str, str] = field(default_factory=dict, repr=False)
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    unfit: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def with_answer(self, name: str, value: Any) -> Answers:
        """The record with one more answer; a state or an unfit value of the question gives way."""
        return replace(
            self,
            values={**self.values, name: value},
            states=_without(self.states, name),
            unfit=_without(self.unfit, name),
        )

    def with_state(self, name: str, state: str) -> Answers:
        """The record where the question has no answer, for this reason; an unfit value is kept beside it."""
        return replace(self, values=_without(self.values, name), states={**self.states, name: state})

    def held_on(self) -> date | None:
        """The day of the latest sitting, else the interview date; None when neither is known."""
        days = [day for session in self.sessions if (day := _day(session))]
        if days:
            return max(days)
        told = self.values.get("interview_date")
        return told.first() if isinstance(told, PartialDate) else None

    def plain(self) -> dict[str, Any]:
        """The record as the answers file holds it, plain values first and side tables after."""
        answered = {**self.unfit, **{name: values.plain(value) for name, value in self.values.items()}}
        record: dict[str, Any] = {"questionnaire": self.questionnaire, "version": self.version}
        if self.case:
            record["case"] = self.case
        record |= {"status": self.status, "sessions": values.plain(self.sessions), "answers": answered}
        tables = {"states": self.states, "notes": self.notes, "evidence": self.evidence}
        record |= {key: dict(table) for key, table in tables.items() if table}
        return {key: value for key, value in record.items() if value != []}


_CPR = re.compile(r"(?<!\d)[0-3]\d[01]\d{3}[- ]?\d{4}(?!\d)")
"""Looks like a CPR number: a day, a month, a year, four digits. Their check digits are not asked for."""


def _without(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {key: value for key, value in table.items() if key != name}


def _day(session: Mapping[str, Any]) -> date | None:
    moment = str(session.get("end") or session.get("start") or "")
    try:
        return datetime.fromisoformat(moment).date()
    except ValueError:
        return None


def parse(data: object, questionnaire: Questionnaire) -> tuple[Answers | None, list[Problem]]:
    """Build the record from plain data, through the same validation as typed answers.

    Returns:
        The record, with whatever does not fit under ``unfit``; None when the file is no answers to this
        questionnaire, or holds something that the record has no place for and saving would lose; and
        every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    lost = _check_keys(data)
    header = _check_header(data, questionnaire)
    if header:
        return None, [*lost, *header]
    parsed, unfit, problems = _parse_values(data.get("answers") or {}, questionnaire)
    tables = {}
    for key, allowed in (("states", STATES), ("notes", None), ("evidence", EVIDENCE)):
        tables[key], found, unread = _table(data.get(key) or {}, key, allowed, questionnaire)
        problems += found
        lost += unread
    if _CPR.search(str(data.get("case") or "")):
        problems.append(Problem("case_is_a_person", ("case",)))
    status = data.get("status") or STATUSES[0]
    if status not in STATUSES:
        problems.append(Problem("not_one_of", ("status",), values={"allowed": ", ".join(STATUSES)}))
        status = STATUSES[0]
    record = Answers(
        questionnaire=questionnaire.id,
        version=data["version"],
        case=str(data.get("case") or ""),
        status=str(status),
        sessions=tuple(data.get("sessions") or ()),
        values=parsed,
        unfit=unfit,
        **tables,
    )
    return (None if lost else record), [*lost, *problems]


def _check_keys(data: Mapping[Any, Any]) -> list[Problem]:
    """The keys that are unknown, and those whose value is of a kind that cannot be kept."""
    problems = []
    for key, value in data.items():
        if key not in KEYS:
            named = {"key": str(key), "suggestion": suggestion(key, KEYS)}
            problems.append(Problem("unknown_key", (key,), values=named, on_key=True))
        elif key in {"answers", "states", "notes", "evidence"} and not isinstance(value, dict | None):
            problems.append(Problem("not_a_mapping", (key,)))
        elif key == "case" and isinstance(value, dict | list):
            problems.append(Problem("wrong_type", (key,), values={"wanted": "a_text"}))
        elif key == "sessions" and not _is_list_of_mappings(value or []):
            problems.append(Problem("wrong_type", (key,), values={"wanted": "a_list"}))
    return problems


def _is_list_of_mappings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _check_header(data: Mapping[str, Any], questionnaire: Questionnaire) -> list[Problem]:
    problems = [
        Problem("missing_key", values={"key": key}) for key in ("questionnaire", "version") if key not in data
    ]
    if problems:
        return problems
    if data["questionnaire"] != questionnaire.id:
        named = {"name": str(data["questionnaire"]), "expected": questionnaire.id}
        problems.append(Problem("other_questionnaire", ("questionnaire",), values=named))
    version = data["version"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        problems.append(Problem("wrong_type", ("version",), values={"wanted": "a_whole_number"}))
    elif version > questionnaire.version:
        known = {"version": str(version), "known": str(questionnaire.version)}
        problems.append(Problem("newer_version", ("version",), values=known))
    return problems


def _parse_values(
    raw: object, questionnaire: Questionnaire
) -> tuple[dict[str, Any], dict[str, Any], list[Problem]]:
    """Parsed values in questionnaire order, raw ones that do not fit, and the problems."""
    if not isinstance(raw, dict):
        return {}, {}, []
    unfit: dict[str, Any] = {}
    parsed: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, item in raw.items():
        if name not in questionnaire.questions:
            near = suggestion(name, questionnaire.questions)
            named = {"name": str(name), "suggestion": near}
            problems.append(Problem("unknown_question", ("answers", name), values=named, on_key=True))
            unfit[name] = item
        elif item is not None:
            value, found = values.parse(questionnaire.questions[name], item)
            problems += [problem.under("answers", name) for problem in found]
            (unfit if found else parsed)[name] = item if found else value
    ordered = {name: parsed[name] for name in questionnaire.questions if name in parsed}
    return ordered, unfit, problems


def _table(
    raw: object, key: str, allowed: tuple[str, ...] | None, questionnaire: Questionnaire
) -> tuple[dict[str, str], list[Problem], list[Problem]]:
    """A side table (question id or ``jobs.0`` to a word), its problems, and what it has no place for."""
    if not isinstance(raw, dict):
        return {}, [], []
    table: dict[str, str] = {}
    problems: list[Problem] = []
    lost: list[Problem] = []
    for name, item in raw.items():
        if str(name).split(".")[0] not in questionnaire.questions:
            near = suggestion(name, questionnaire.questions)
            named = {"name": str(name), "suggestion": near}
            problems.append(Problem("unknown_question", (key, name), values=named, on_key=True))
        if isinstance(item, dict | list):
            lost.append(Problem("wrong_type", (key, name), values={"wanted": "a_text"}))
            continue
        if item is not None:
            table[str(name)] = item if isinstance(item, str) else str(item).lower()
        if allowed is not None and item not in allowed:
            problems.append(Problem("not_one_of", (key, name), values={"allowed": ", ".join(allowed)}))
    return table, problems, lost
