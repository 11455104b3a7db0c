"""What a cell says: spreadsheets have words of their own for yes, for several choices and for no answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from refscreen import messages
from refscreen.errors import Problem
from refscreen.exchange.columns import ColumnMap
from refscreen.exchange.tables import (
    ERRORS,
    LONGEST_CELL,
    Day,
    Uncalculated,
    day_alone,
    serial_of_a_day,
)
from refscreen.questionnaire import LISTED, Question

TICKS = frozenset({"x", "✓", "✔", "☒", "☑"})
UNTICKED = frozenset({"☐", "-"})
TEXTS = frozenset({"text", "long_text"})


@dataclass(frozen=True)
class State:
    """There is no answer, and this is why."""

    name: str


@cache
def _state_words() -> Mapping[str, str]:
    """The states by the words for them, in every language of the program."""
    found: dict[str, str] = {}
    for language in ("da", "en"):
        for state, said in messages.load(language).texts["states_said"].items():
            found |= {words.casefold(): state for words in said.split(", ")}
    return found


@cache
def none_words() -> frozenset[str]:
    """The words for having none of something, in every language of the program."""
    said = (messages.load(language).texts["none_said"] for language in ("da", "en"))
    return frozenset(word.casefold() for words in said for word in words.split(", "))


def problem_of(value: Any, question: Question | None = None) -> Problem | None:
    """Why a cell holds nothing that can be an answer to anything, or to this question; None when it does."""
    if isinstance(value, Uncalculated):
        return Problem("formula_without_value")
    if isinstance(value, str) and value.strip() in ERRORS:
        return Problem("error_in_cell")
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        return Problem("cell_too_long", values={"longest": str(LONGEST_CELL)})
    if question is not None and question.type == "date" and serial_of_a_day(value):
        return Problem("serial_day")
    return None


def raw_of(question: Question, value: Any, columns: ColumnMap, path: str) -> Any:
    """The cell as somebody would have typed it in the interview, or the state that it names.

    Args:
        question: what it answers.
        value: what the cell holds; nothing, for an empty one, is not asked for here.
        columns: what the user says that cells mean.
        path: the question's id, ``jobs.title`` in a group.
    """
    if isinstance(value, State):
        return value
    if isinstance(value, str):
        value = value.strip()
    meant = {str(said).casefold(): raw for said, raw in columns.values.get(path, {}).items()}
    if _plain(value).casefold() in meant:
        return meant[_plain(value).casefold()]
    named = isinstance(value, str) and value.casefold() in _state_words()
    if named and not _is_choice(question, value):
        return State(_state_words()[value.casefold()])
    none = none_words() | ({"0"} if question.type == "group" else frozenset())
    if question.type in {"choices", "group"} and _plain(value).casefold() in none:
        return [_plain(value)] if _is_choice(question, _plain(value)) else []
    raw = _RAW.get(question.type, _as_it_is)(question, value)
    return _known(question, raw, columns, path) if question.choices else raw


def _known(question: Question, raw: Any, columns: ColumnMap, path: str) -> Any:
    """The ids of what is chosen by name, where only one choice has it; the validation tells of the rest.

    Why here: a list of occupations is gone through once, and not for every cell.
    """
    if path not in columns.spelled:
        names = [
            (name, choice.id)
            for place, choice in enumerate(question.choices)
            for name in _names(question, place)
        ]
        often = Counter(name for name, _ in names)
        columns.spelled[path] = {name: id_ for name, id_ in names if often[name] == 1}
    spelled = columns.spelled[path]
    if isinstance(raw, list):
        return [spelled.get(item.strip().casefold(), item) if isinstance(item, str) else item for item in raw]
    return spelled.get(raw.strip().casefold(), raw) if isinstance(raw, str) else raw


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float | Day) else ""


def _is_choice(question: Question, value: str) -> bool:
    return any(value.casefold() in _names(question, place) for place in range(len(question.choices)))


def _names(question: Question, place: int) -> set[str]:
    choice = question.choices[place]
    return {choice.id.casefold(), *(words.casefold() for words in choice.label.values())}


def _as_it_is(_question: Question, value: Any) -> Any:
    return str(value) if isinstance(value, Day) else value


def _yes_no(_question: Question, value: Any) -> Any:
    if isinstance(value, str) and value.casefold() in TICKS:
        return True
    return False if isinstance(value, str) and value in UNTICKED else _as_it_is(_question, value)


def _day(_question: Question, value: Any) -> Any:
    """A date; the time of day that a cell or a phone put behind it is none of the answer."""
    return day_alone(value) if isinstance(value, str) else _as_it_is(_question, value)


def _code(question: Question, value: Any) -> Any:
    """A choice; a code whose leading zeros a spreadsheet took gets them again."""
    text = _plain(value) or value
    if isinstance(text, str) and text.isdecimal() and text not in question.choice_by_id:
        padded = {text.zfill(len(code)) for code in question.choice_by_id if code.isdecimal()}
        known = padded.intersection(question.choice_by_id)
        return next(iter(known)) if len(known) == 1 else text
    return text


def _several(question: Question, value: Any) -> Any:
    """Several choices in one cell: between semicolons or lines, commas, or spaces as Kobo does."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_code(question, item) for item in value]
    text = _plain(value)
    if not text or _is_choice(question, text):
        return [text] if text else value
    parts = [part.strip() for part in re.split(r"[;\n|]", text) if part.strip()]
    if len(parts) > 1:
        return parts
    if all(word in question.choice_by_id for word in text.split()):
        return text.split()
    tries = [_in_pieces(question, text, between) for between in (",", " ") if between != "," or "," in text]
    return next((found for found in tries if all(_is_choice(question, one) for one in found)), tries[0])


def _in_pieces(question: Question, text: str, between: str) -> list[str]:
    """The choices in a text; a label that has a comma, or spaces, of its own is one.

    Where no label begins, the whole text is handed on, for the validation to say what is near it.
    """
    parts = text.split(between)
    found: list[str] = []
    while parts:
        lengths = range(len(parts), 0, -1)
        length = next((n for n in lengths if _is_choice(question, between.join(parts[:n]).strip())), 0)
        if not length and between == " ":
            return [text]
        found.append(between.join(parts[: length or 1]).strip())
        parts = parts[length or 1 :]
    return [part for part in found if part]


_RAW = {
    "yes_no": _yes_no,
    "date": _day,
    "choice": _code,
    "choices": _several,
    **dict.fromkeys(LISTED, _code),
}
