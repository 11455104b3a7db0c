"""The answers record seen from a step: what is stored there, and the record with something else there.

An inner answer is stored inside its group's rows. A group in which something does not fit is kept raw
(``unfit``) until its last misfit is mended; until then its rows are read and written there.
Every function takes the question on the outer level: for an inner step that is the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from refscreen import values
from refscreen.answers import Answers
from refscreen.errors import Problem
from refscreen.interview.flow import Step, rows_of, state_key
from refscreen.questionnaire import Question


@dataclass(frozen=True)
class Beside:
    """What is said about the answer at a step.

    Attributes:
        note, note_shown: the consultant's note, and whether documents may show it.
        evidence, said_by: what stands behind the statement, and who made it; of a group for the whole row.
        flagged: whether the consultant wants to come back to it.
    """

    note: str = field(default="", repr=False)
    note_shown: bool = False
    evidence: str = ""
    said_by: str = ""
    flagged: bool = False


def statement(step: Step) -> str:
    """What evidence at a step is about: the question, or the row of a group."""
    return step.id if step.row is None or step.more else f"{step.id}.{step.row}"


def beside_at(answers: Answers, step: Step) -> Beside:
    """What is said about the answer at a step."""
    place, said = state_key(step), statement(step)
    return Beside(
        note=answers.notes.get(place, ""),
        note_shown=place in answers.notes_shown,
        evidence=answers.evidence.get(said, ""),
        said_by=answers.said_by.get(said, ""),
        flagged=place in answers.flags,
    )


def with_beside(answers: Answers, step: Step, beside: Beside) -> Answers:
    """The record with something else said about the answer at a step; what is empty is not kept."""
    place, said = state_key(step), statement(step)
    return replace(
        answers,
        notes=_with(answers.notes, place, beside.note),
        notes_shown=_listed(answers.notes_shown, place, wanted=beside.note_shown and bool(beside.note)),
        evidence=_with(answers.evidence, said, beside.evidence),
        said_by=_with(answers.said_by, said, beside.said_by),
        flags=_listed(answers.flags, place, wanted=beside.flagged),
        drafts=_without(answers.drafts, note_draft(step)),
    )


def note_draft(step: Step) -> str:
    """Where a half-written note to a step is kept among the drafts."""
    return f"{state_key(step)}:note"


def _with(table: Mapping[str, str], place: str, word: str) -> dict[str, str]:
    return {**table, place: word} if word else _without(table, place)


def _listed(listed: tuple[str, ...], place: str, *, wanted: bool) -> tuple[str, ...]:
    others = tuple(other for other in listed if other != place)
    return listed if wanted and place in listed else (*others, place) if wanted else others


def value_at(answers: Answers, step: Step, outer: Question) -> Any:
    """The stored answer; None when there is none that fits. For "one more?" False when there are none."""
    if step.more:
        return False if step.row == 0 and step.id in answers.values else None
    if step.row is None:
        return answers.values.get(step.id)
    rows = rows_of(answers, outer)
    return rows[step.row].get(step.inner) if step.row < len(rows) else None


def unfit_at(answers: Answers, step: Step, outer: Question) -> tuple[Any, tuple[Problem, ...]]:
    """What is stored and does not fit, and why; None and nothing when all fits.

    What no inner question can mend (a key that none of them has) is told at "one more?".
    """
    raw, told = answers.unfit.get(step.id), answers.held_on(None)
    if raw is None:
        return None, ()
    if step.row is None or (step.more and not isinstance(raw, list)):
        return raw, tuple(values.parse(outer, raw, told=told)[1])
    if step.more:
        found = values.parse(outer, raw, told=told)[1]
        return None, tuple(item for item in found if item.on_key or not item.path)
    row = raw[step.row]
    if isinstance(row, Mapping):
        problems = row_problems(outer, row, step.inner, told)
        return (row.get(step.inner) if problems else None), problems
    item = row if step.inner == next(iter(outer.inner)) else None
    problems = tuple(values.parse(outer.inner[step.inner], item)[1]) if item is not None else ()
    return item, problems


def row_problems(
    outer: Question, row: Mapping[str, Any], inner: str, told: date | None
) -> tuple[Problem, ...]:
    """What is wrong with one answer of a row, by itself and beside the others of the row."""
    found = values.row_of(outer, row, told)[1]
    return tuple(replace(item, path=item.path[1:]) for item in found if item.path[:1] == (inner,))


def beside_others(
    answers: Answers, step: Step, outer: Question, value: Any, told: date
) -> tuple[Problem, ...]:
    """What is wrong with a new answer in a row that has others already; an earlier question's are theirs."""
    if step.row is None or step.more:
        return ()
    rows = _stored_rows(answers, outer)
    old = rows[step.row] if isinstance(rows[step.row], Mapping) else {}
    return row_problems(outer, {**old, step.inner: value}, step.inner, told)


def with_answer(answers: Answers, step: Step, outer: Question, value: Any) -> Answers:
    """The record with an answer at a step that is not "one more?"."""
    if step.row is None:
        return answers.with_answer(step.id, value)
    rows = _stored_rows(answers, outer)
    old = rows[step.row] if isinstance(rows[step.row], Mapping) else {}
    rows[step.row] = _in_order({**old, step.inner: value}, outer)
    settled = replace(answers, states=_without(answers.states, step.key))
    changed = _with_rows(settled, outer, rows).with_draft(step.key, None)
    return replace(changed, confirm=answers.confirm)  # of a known group only "one more?" confirms


def with_state(answers: Answers, step: Step, outer: Question, state: str) -> Answers:
    """The record where a step has no answer, for this reason."""
    if step.row is None or step.more:
        return answers.with_state(state_key(step), state)
    changed = replace(answers, states={**answers.states, step.key: state}).with_draft(step.key, None)
    rows = _stored_rows(answers, outer)
    if value_at(answers, step, outer) is None:
        return changed
    rows[step.row] = {name: item for name, item in rows[step.row].items() if name != step.inner}
    return _with_rows(changed, outer, rows)


def with_row(answers: Answers, group: Question) -> Answers:
    """The record with one more, empty row."""
    return _with_rows(answers, group, [*_stored_rows(answers, group), {}])


def without_row(answers: Answers, step: Step, outer: Question) -> Answers:
    """The record without the row a step is in, and without what is said about it; later rows move up."""
    gone = step.row or 0
    rows = _stored_rows(answers, outer)

    def moved(table: Mapping[str, Any]) -> dict[str, Any]:
        return {there: item for place, item in table.items() if (there := _moved(place, step))}

    shorter = replace(
        answers,
        states=moved(answers.states),
        notes=moved(answers.notes),
        evidence=moved(answers.evidence),
        said_by=moved(answers.said_by),
        drafts=moved(answers.drafts),
        notes_shown=tuple(moved(dict.fromkeys(answers.notes_shown))),
        flags=tuple(moved(dict.fromkeys(answers.flags))),
    )
    return _with_rows(shorter, outer, [*rows[:gone], *rows[gone + 1 :]])


def _moved(place: str, step: Step) -> str:
    """What a place is called when a row before it is taken away; empty when it is in that row itself."""
    name, _, rest = place.partition(".")
    row, dot, inner = rest.partition(".")
    if name != step.id or not row.isdigit() or step.row is None or int(row) < step.row:
        return place
    return "" if int(row) == step.row else f"{name}.{int(row) - 1}{dot}{inner}"


def without_empty_row(answers: Answers, outer: Question) -> Answers:
    """The record without the group's last row when nothing at all is known of it; else the same record."""
    rows = _stored_rows(answers, outer) if outer.type == "group" else []
    prefix = f"{outer.id}.{len(rows) - 1}."
    said = (answers.states, answers.notes, answers.evidence, answers.said_by, answers.flags)
    if not rows or rows[-1] or any(place.startswith(prefix) for places in said for place in places):
        return answers
    if len(rows) > 1:
        return _with_rows(answers, outer, rows[:-1])
    return replace(answers, values=_without(answers.values, outer.id))


def _stored_rows(answers: Answers, group: Question) -> list[Any]:
    """The rows as they are stored: raw when something in them does not fit."""
    raw = answers.unfit.get(group.id)
    return list(raw) if isinstance(raw, list) else list(answers.values.get(group.id, ()))


def _with_rows(answers: Answers, group: Question, rows: list[Any]) -> Answers:
    """The rows as parsed values when all fit, else raw; never some of each."""
    parsed, problems = values.parse(group, rows, told=answers.held_on(None))
    if not problems:
        return answers.with_answer(group.id, parsed)
    unfit = {**answers.unfit, group.id: values.plain(rows)}
    return replace(answers, values=_without(answers.values, group.id), unfit=unfit)


def _without(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: item for key, item in table.items() if key != name}


def _in_order(row: Mapping[str, Any], group: Question) -> dict[str, Any]:
    """The row in the order its questions are asked; unknown keys stay, last."""
    known = {name: row[name] for name in group.inner if name in row}
    return known | {name: item for name, item in row.items() if name not in known}
