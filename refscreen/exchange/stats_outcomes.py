"""What became of the cases afterwards: a table of outcomes, a row for each stage that a case has reached.

Its columns are case, stage, date and form, in Danish or English; only self-support has a form. A date may be
missing, which is told; none lies in the future. The order of the rows says nothing. Where a case has several
rows of one stage, the earliest date counts, any date before none, and it is told that the dates differ. Of
several forms the latest counts; which that is must follow from the dates, or nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from refscreen.dates import PartialDate, months_after
from refscreen.errors import Problem, UserError, suggestion
from refscreen.exchange import files
from refscreen.exchange.columns import CASE_WORDS, folded
from refscreen.exchange.tables import Located, Place, Row, Table, day_alone, serial_of_a_day, torn
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
    """The stages a case has reached, each with its day where that is told, and how it supports itself.

    Attributes:
        places: where each stage stands in the table.
    """

    stages: Mapping[str, PartialDate | None] = field(default_factory=dict)
    form: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    """A row: the stage that a case has reached."""

    case: str
    stage: str
    day: PartialDate | None
    form: str
    place: Place

    @property
    def earliest(self) -> date:
        """The first day it can have been."""
        return self.day.first() if self.day else date.min

    @property
    def latest(self) -> date:
        """The last day it can have been."""
        return last_of(self.day) if self.day else date.max


def last_of(day: PartialDate) -> date:
    """The last day a date can mean: that of its month, or of its year."""
    if day.day:
        return day.first()
    return months_after(day.first(), 1 if day.month else 12) - timedelta(days=1)


def read(path: Path, words: Messages) -> tuple[dict[str, Outcome], list[Problem]]:
    """The outcomes by case number, and what is worth a look: rows without a date, and dates that differ.

    Raises:
        UserError: with every problem of the table, each with its row.
    """
    found = files.read([path])
    problems: list[Located] = list(found.problems)
    lines: dict[str, dict[str, list[_Line]]] = {}
    for table in found.tables:
        columns = _columns(table, problems, words)
        if columns is not None:
            problems += torn(table, set(columns.values()))
            for line in _rows(table, columns, problems, words):
                lines.setdefault(line.case, {}).setdefault(line.stage, []).append(line)
    outcomes = {case: _outcome(stages, problems) for case, stages in lines.items()}
    if problems:
        raise UserError(
            Problem(problem.key, where=place.said(words), values=problem.values)
            for place, problem in problems
        )
    of_stages = [rows for stages in lines.values() for rows in stages.values()]
    undated = [line.place for rows in of_stages if not any(one.day for one in rows) for line in rows]
    differing = [rows[-1].place for rows in of_stages if len({line.day for line in rows} - {None}) > 1]
    notices = _noticed(undated, Problem("outcomes_undated"), words)
    return outcomes, notices + _noticed(differing, Problem("outcomes_differ"), words)


def _noticed(places: Sequence[Place], problem: Problem, words: Messages) -> list[Problem]:
    """What is worth a look, with the first place of it and how many there are; nothing where none is."""
    values = {"count": str(len(places))}
    return [replace(problem, where=place.said(words), values=values) for place in places[:1]]


def _outcome(stages: Mapping[str, Sequence[_Line]], problems: list[Located]) -> Outcome:
    """What the rows of a case say together, whatever order they stand in."""
    first = {stage: min(rows, key=_order) for stage, rows in stages.items()}
    days = {stage: line.day for stage, line in first.items()}
    formed = [line for line in stages.get("self_supporting", ()) if line.form]
    latest = [line for line in formed if all(line.latest >= other.earliest for other in formed)]
    if len({line.form for line in latest}) > 1:
        other = {"row": str(latest[0].place.row)}
        problems.append((latest[-1].place, Problem("outcome_forms", values=other)))
    form = latest[0].form if latest else ""
    return Outcome(days, form, {stage: line.place for stage, line in first.items()})


def _order(line: _Line) -> tuple[bool, date, date]:
    return line.day is None, line.earliest, line.latest


def _columns(table: Table, problems: list[Located], words: Messages) -> dict[str, int] | None:
    """Where each column stands; None when one that is needed is missing."""
    known = _ids(data()["headers"]) | dict.fromkeys(CASE_WORDS, "case")
    headers = [folded(header) for header in table.headers]
    found = {known[header]: place for place, header in enumerate(headers) if header in known}
    missing = [name for name in ("case", "stage") if name not in found]
    if missing:
        called = _called(data()["headers"], words)
        values = {"names": ", ".join(called[name] for name in missing)}
        problems.append((table.place(table.header_row), Problem("outcomes_lack", values=values)))
        return None
    return found


def _ids(said: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    """What each word of the table stands for, in whatever language it is."""
    return {word: name for name, spoken in said.items() for words in spoken.values() for word in words}


def _called(said: Mapping[str, Mapping[str, Sequence[str]]], words: Messages) -> dict[str, str]:
    """What each thing is called in the language of the reader."""
    return {name: spoken.get(words.language, spoken["en"])[0] for name, spoken in said.items()}


def _rows(
    table: Table, columns: Mapping[str, int], problems: list[Located], words: Messages
) -> Iterator[_Line]:
    for row in table.rows:
        said = {name: _said(row, place) for name, place in columns.items()}
        wrong: list[tuple[str, Problem]] = []
        stage = _one_of("stage", said["stage"], wrong, words)
        form = _one_of("form", said.get("form", ""), wrong, words) if said.get("form") else ""
        day = _day(said.get("date", ""), wrong)
        if not said["case"]:
            wrong.append(("case", Problem("row_without_case")))
        problems += [(table.place(row.number, columns[name]), problem) for name, problem in wrong]
        if not wrong:
            yield _Line(said["case"], stage, day, form, table.place(row.number, columns.get("date", -1)))


def _said(row: Row, place: int) -> str:
    value = row.cells.get(place)
    return "" if value is None else str(value).strip()


def _one_of(column: str, said: str, wrong: list[tuple[str, Problem]], words: Messages) -> str:
    """The id that a word in this column stands for."""
    known = data()[f"{column}s"]
    ids = _ids(known)
    if said.casefold() not in ids:
        allowed = ", ".join(_called(known, words).values())
        values = {"allowed": allowed, "suggestion": suggestion(said.casefold(), ids)}
        wrong.append((column, Problem("not_one_of", values=values)))
    return ids.get(said.casefold(), "")


def _day(said: str, wrong: list[tuple[str, Problem]]) -> PartialDate | None:
    try:
        day = PartialDate.parse(day_alone(said)) if said else None
    except ValueError:
        wrong.append(("date", Problem("serial_day" if serial_of_a_day(said) else "not_a_day")))
        return None
    if day is not None and day.first() > date.today():
        wrong.append(("date", Problem("outcome_to_come")))
    return day
