"""What may stand in an answers file besides the answers: its keys, its header, its side tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from refscreen.errors import ENOUGH, Problem, suggestion
from refscreen.questionnaire import Questionnaire

STATES = ("unknown", "declined", "not_relevant", "unclear", "later", "not_asked")
"""Why a question has no answer; each is shown and reported as a thing of its own."""
EVIDENCE = ("told", "document", "reference", "shown")
"""What stands behind a statement (domain: fortalt, papir, reference, set)."""
SAID_BY = ("candidate", "centre", "teacher", "other")
"""Who said it, where it was not the one the question is for."""

TABLES: Mapping[str, tuple[str, ...] | None] = {
    "states": STATES,
    "notes": None,
    "evidence": EVIDENCE,
    "said_by": SAID_BY,
}
"""The tables of words beside the answers, by the place they are about, and the words they may hold."""
LISTS = ("notes_shown", "flags", "confirm")
"""The lists of places beside the answers."""
EVENTS = ("sessions", "read_back", "recipients", "sent", "withdrawn")
"""What happened or was agreed, one after another, each a table."""
_QUESTIONNAIRE = re.compile(r"[a-z][a-z0-9_-]*")
_ITEMS: Mapping[str, type] = dict.fromkeys(EVENTS, dict) | dict.fromkeys((*LISTS, "parked"), str)
KEYS = (
    "questionnaire", "version", "case", "status", "delete_after", "log", "sessions", "answers", *TABLES,
    *LISTS, "drafts", "parked", "read_back", "earlier", "recipients", "sent", "withdrawn",
)  # fmt: skip
SCENARIO = ("today", "minutes", "expect")
"""What stands in a scenario and never in a case: nobody has said what is answered in such a file."""


def check_keys(data: Mapping[Any, Any]) -> list[Problem]:
    """The keys that are unknown, and those whose value is of a kind that cannot be kept."""
    problems: list[Problem] = []
    for key, value in data.items():
        if key not in KEYS:
            near = suggestion(key, KEYS) if len(problems) < ENOUGH else ""
            named = {"key": str(key), "suggestion": near}
            problems.append(Problem("unknown_key", (key,), values=named, on_key=True))
        elif key in {"answers", "drafts", "earlier", *TABLES} and not isinstance(value, dict | None):
            problems.append(Problem("not_a_mapping", (key,)))
        elif key in {"case", "log"} and isinstance(value, dict | list):
            problems.append(Problem("wrong_type", (key,), values={"wanted": "a_text"}))
        elif key == "delete_after" and value is not None and day_of(value) is None:
            problems.append(Problem("wrong_type", (key,), values={"wanted": "a_day"}))
        elif key in _ITEMS and not _is_list_of(value or [], _ITEMS[key]):
            problems.append(Problem("wrong_type", (key,), values={"wanted": "a_list"}))
        elif key == "earlier":
            wrong = [name for name, item in (value or {}).items() if not _is_list_of(item, dict)]
            problems += [Problem("wrong_type", (key, name), values={"wanted": "a_list"}) for name in wrong]
    return problems


def day_of(raw: object) -> date | None:
    """The day that is written as ``2027-05-21``, or is one already; None for anything else."""
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def questionnaire_named(raw: object) -> str:
    """The questionnaire that a file says it answers; none for a path.

    Why: files are sent around, and one of them must not choose what is opened on this machine or another.
    """
    return raw if isinstance(raw, str) and _QUESTIONNAIRE.fullmatch(raw) else ""


def check_header(data: Mapping[str, Any], questionnaire: Questionnaire) -> list[Problem]:
    """Whether the file is answers to this questionnaire, in a version that can be read."""
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
        problems.append(Problem("wrong_type", ("version",), values={"wanted": "a_version"}))
    elif version > questionnaire.version:
        known = {"version": str(version), "known": str(questionnaire.version)}
        problems.append(Problem("newer_version", ("version",), values=known))
    return problems


def read_table(
    raw: object, key: str, questions: Collection[str]
) -> tuple[dict[str, str], list[Problem], list[Problem]]:
    """A side table (question id or ``jobs.0`` to a word), its problems, and what it has no place for."""
    if not isinstance(raw, dict):
        return {}, [], []
    allowed = TABLES[key]
    table: dict[str, str] = {}
    problems: list[Problem] = []
    lost: list[Problem] = []
    for name, item in raw.items():
        unknown = _unknown_place(name, (key, name), questions, len(problems))
        problems += unknown
        if isinstance(item, dict | list):
            lost.append(Problem("wrong_type", (key, name), values={"wanted": "a_text"}))
            continue
        if item is not None:
            table[str(name)] = item if isinstance(item, str) else str(item).lower()
        if not unknown and allowed is not None and item not in allowed:
            problems.append(Problem("not_one_of", (key, name), values={"allowed": ", ".join(allowed)}))
    return table, problems, lost


def read_list(raw: object, key: str, questions: Collection[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """A list of places (question ids, ``jobs.0``, ``jobs.0.title``), and its problems."""
    names = [str(name) for name in raw] if isinstance(raw, list) else []
    problems = [
        problem
        for index, name in enumerate(names)
        for problem in _unknown_place(name, (key, index), questions, index)
    ]
    return tuple(dict.fromkeys(names)), problems


def _unknown_place(
    name: object, path: tuple[str | int, ...], questions: Collection[str], before: int
) -> list[Problem]:
    """That a place is in no question; before it so many were found, or looked at."""
    if str(name).split(".")[0] in questions:
        return []
    near = suggestion(name, questions) if before < ENOUGH else ""
    named = {"name": str(name), "suggestion": near}
    return [Problem("unknown_question", path, values=named, on_key=isinstance(path[-1], str))]
