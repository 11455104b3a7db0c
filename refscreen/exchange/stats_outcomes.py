"""What became of the cases afterwards: a table of outcomes, a row for each stage that a case has reached.

Its columns are case, stage, date and form, in Danish or English; only self-support has a form. A date may be
missing, which is told; none lies in the future.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from refscreen.dates import PartialDate
from refscreen.errors import Problem, UserError, suggestion
from refscreen.exchange import files
from refscreen.exchange.tables import Located, Place, Row, Table
from refscreen.messages import Messages
from refscreen.template import read_located

DATA = Path(__file__).parent / "stats.yaml"


@cache
def data() -> Mapping[str, Any]:
    """What the figures are counted from, and the words they are told in."""
    found: Mapping[str, Any] = read_located(DATA).data
    return found


@dataclass(frozen=True)
class Outcome:
    """The stages a case has reached, each with its day where that is told, and how it supports itself."""

    stages: Mapping[str, PartialDate | None] = field(default_factory=dict)
    form: str = ""


def read(path: Path, words: Messages) -> tuple[dict[str, Outcome], list[Problem]]:
    """The outcomes by case number, and which rows have no date: how long it took is not known of them.

    Raises:
        UserError: with every problem of the table, each with its row.
    """
    found = files.read([path])
    problems: list[Located] = list(found.problems)
    outcomes: dict[str, Outcome] = {}
    undated: list[Place] = []
    for table in found.tables:
        columns = _columns(table, problems)
        if columns is not None:
            for case, outcome, place in _rows(table, columns, problems):
                undated += [] if any(outcome.stages.values()) else [place]
                before = outcomes.get(case, Outcome())
                stages = {**before.stages, **outcome.stages}
                outcomes[case] = Outcome(stages, outcome.form or before.form)
    if problems:
        raise UserError(
            Problem(problem.key, where=place.said(words), values=problem.values)
            for place, problem in problems
        )
    values = {"count": str(len(undated))}
    notices = [Problem("outcomes_undated", where=place.said(words), values=values) for place in undated[:1]]
    return outcomes, notices


def _columns(table: Table, problems: list[Located]) -> dict[str, int] | None:
    """Where each column stands; None when one that is needed is missing."""
    names = {word: name for name, known in data()["headers"].items() for word in known}
    headers = [header.strip().casefold() for header in table.headers]
    found = {names[header]: place for place, header in enumerate(headers) if header in names}
    missing = [name for name in ("case", "stage") if name not in found]
    if missing:
        values = {"names": ", ".join(missing)}
        problems.append((table.place(table.header_row), Problem("outcomes_lack", values=values)))
        return None
    return found


def _rows(
    table: Table, columns: Mapping[str, int], problems: list[Located]
) -> Iterator[tuple[str, Outcome, Place]]:
    for row in table.rows:
        said = {name: _said(row, place) for name, place in columns.items()}
        wrong: list[tuple[str, Problem]] = []
        stage = _one_of("stages", said["stage"], wrong, "stage")
        form = _one_of("forms", said.get("form", ""), wrong, "form") if said.get("form") else ""
        day = _day(said.get("date", ""), wrong)
        if not said["case"]:
            wrong.append(("case", Problem("row_without_case")))
        problems += [(table.place(row.number, columns[name]), problem) for name, problem in wrong]
        if not wrong:
            yield said["case"], Outcome({stage: day}, form), table.place(row.number, columns.get("date", -1))


def _said(row: Row, place: int) -> str:
    value = row.cells.get(place)
    return "" if value is None else str(value).strip()


def _one_of(table: str, said: str, wrong: list[tuple[str, Problem]], column: str) -> str:
    """The id that a word stands for."""
    words: Mapping[str, Sequence[str]] = data()[table]
    ids = {word: name for name, known in words.items() for word in known}
    if said.casefold() not in ids:
        values = {"allowed": ", ".join(words), "suggestion": suggestion(said.casefold(), ids)}
        wrong.append((column, Problem("not_one_of", values=values)))
    return ids.get(said.casefold(), "")


def _day(said: str, wrong: list[tuple[str, Problem]]) -> PartialDate | None:
    try:
        day = PartialDate.parse(said) if said else None
    except ValueError:
        wrong.append(("date", Problem("not_a_day")))
        return None
    if day is not None and day.first() > date.today():
        wrong.append(("date", Problem("outcome_to_come")))
    return day
