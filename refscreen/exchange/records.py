"""Rows become cases: each row a record of answers, through the validation that typed answers go through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from refscreen import answers as answers_module
from refscreen import keeping, naming
from refscreen.answers import Answers
from refscreen.dates import moment
from refscreen.errors import Path, Problem, suggestion
from refscreen.exchange import cells
from refscreen.exchange.cells import State
from refscreen.exchange.columns import CASE, SKIP, ColumnMap, Names, Target, folded, targets
from refscreen.exchange.drafts import Cases, Draft, in_rows, unfit
from refscreen.exchange.tables import Located, Place, Row, Table
from refscreen.interview import flow
from refscreen.questionnaire import Question, Questionnaire
from refscreen.values import NO, YES


@dataclass(frozen=True)
class Imported:
    """A case that was read, and the name of its file."""

    name: str
    record: Answers
    place: Place


@dataclass
class Reader:
    """Reads the tables of one import.

    Attributes:
        today: the day ages count from where no interview has its day.
    """

    questionnaire: Questionnaire
    columns: ColumnMap
    today: date
    problems: list[Located] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def read(self, tables: Sequence[Table]) -> list[Imported]:
        """The cases of these tables; every problem of them is in ``problems``, in the order of the files."""
        names = Names({n: q for n, q in self.questionnaire.questions.items() if q.questions})
        groups = [(table, self._group(table, names)) for table in tables]
        for table, group in groups:
            if group is None and not self._passed_over(table):
                self._cases(table)
        for table, group in groups:
            if group is not None:
                self._rows(table, group)
        found = [record for draft in self.drafts if (record := self._record(draft))]
        self.problems += unfit(self.drafts, self.questionnaire.case)
        order = {table.place().file + "\0" + table.sheet: place for place, table in enumerate(tables)}
        self.problems.sort(
            key=lambda one: (order.get(f"{one[0].file}\0{one[0].sheet}", -1), one[0].row, one[0].column)
        )
        return [] if self.problems else found

    def _group(self, table: Table, groups: Names) -> Question | None:
        """The group whose rows a table holds: the sheet or file is called as the group is."""
        own = re.sub(r"~\d+$", "", table.name)  # ODK Central numbers repeats of the same name
        name = groups.one(table.name) or groups.one(own.rpartition("-")[2])
        if not name:  # Excel cuts the name of a sheet at 31 letters
            cut = [n for n, q in groups.questions.items() if table.name in {t[:31] for t in q.label.values()}]
            name = cut[0] if len(cut) == 1 and table.sheet else ""
        return groups.questions.get(name)

    def _passed_over(self, table: Table) -> bool:
        """Whether a table is none of cases: empty, to be ignored, or of a group nobody asks about."""
        if folded(table.name) in self.columns.ignore or not table.rows:
            return True
        if "_parent_index" in table.headers or "PARENT_KEY" in table.headers:
            groups = [n for n, q in self.questionnaire.questions.items() if q.questions]
            near = {"name": table.name, "suggestion": suggestion(table.name, groups)}
            self.problems.append((table.place(), Problem("unknown_sheet", values=near)))
            return True
        return False

    def _cases(self, table: Table) -> None:
        """Read the rows of a table of cases."""
        found, problems = targets(table, Names(self.questionnaire.questions), self.columns)
        self.problems += problems
        case = next((place for place, target in found.items() if self._is_case(target)), -1)
        if case < 0:
            self.problems.append((table.place(table.header_row), Problem("no_case_column")))
            return
        asked = self.questionnaire.questions
        for row in table.rows:
            if _is_repeated_ask(row, found, asked):
                continue
            draft = Draft(table.place(row.number), table.name)
            for place, value in row.cells.items():
                if place in found:
                    self._take(draft, found[place], value, table.place(row.number, place))
            if not draft.case:
                problem = Problem("row_without_case")
                self.problems.append((table.place(row.number, case), problem))
            self.drafts.append(draft)

    def of_cases(self, table: Table) -> bool:
        """Whether a table has a column of case numbers, and rows below it."""
        names = Names(self.questionnaire.questions)
        found, _problems = targets(table, names, self.columns, rows=True)
        ignored = folded(table.name) in self.columns.ignore
        return bool(table.rows) and not ignored and any(map(self._is_case, found.values()))

    def _is_case(self, target: Target) -> bool:
        own = target.kind == "question" and target.name == self.questionnaire.case
        return own or target.kind == CASE

    def _take(self, draft: Draft, target: Target, value: Any, place: Place) -> None:
        """Put what a cell says into the record."""
        problem = cells.problem_of(value, self.questionnaire.questions.get(target.name))
        if target.kind == SKIP:
            return
        if problem is not None:
            self.problems.append((place, problem))
            return
        if self._is_case(target):
            self._number(draft, str(value).strip(), place)
        elif target.kind == "question":
            self._answer(draft, self.questionnaire.questions[target.name], value, place)
        elif target.kind == "choice":
            self._tick(draft, target, value, place)
        elif target.kind == "row":
            row = draft.rows.setdefault(target.name, {}).setdefault(target.row, {})
            self._inner(row, target, value, place)
        else:
            draft.links[target.kind] = str(value).strip()

    def _number(self, draft: Draft, case: str, place: Place) -> None:
        """Take the case number; two columns may say it, but not two different ones."""
        if draft.case and draft.case != case:
            first = {"first": draft.places["case",].header}
            self.problems.append((place, Problem("column_twice", values=first)))
        draft.case = case
        name = self.questionnaire.case or ""
        path: Path = ("answers", name) if name else ("case",)
        draft.places |= {path: place, ("case",): place}
        draft.answers |= {name: case} if name else {}

    def _answer(self, draft: Draft, question: Question, value: Any, place: Place) -> None:
        if question.questions and isinstance(value, list):
            self._nested(draft, question, value, place)
            return
        path: Path = ("answers", question.id)
        raw = cells.raw_of(question, value, self.columns, question.id)
        draft.places[path] = place
        if isinstance(raw, State):
            draft.states[question.id] = raw.name
        else:
            draft.answers[question.id] = raw

    def _nested(self, draft: Draft, group: Question, items: list[Any], place: Place) -> None:
        """The rows of a group as JSON holds them: a list of tables."""
        names = Names(group.inner)
        for number, item in enumerate(items, 1):
            row: dict[str, Any] = draft.rows.setdefault(group.id, {}).setdefault(number, {})
            for key, value in item.items() if isinstance(item, dict) else ():
                here = replace(place, header=f"{place.header}[{number}].{key}")
                inner = names.one(str(key)) or names.one(str(key).rpartition("/")[2])
                if inner and value is not None:
                    self._inner(row, Target("row", group.id, inner, number), value, here)
                elif not inner and not str(key).startswith("_"):
                    near = {"suggestion": names.near(str(key))}
                    self.problems.append((here, Problem("unknown_column", values=near)))

    def _inner(self, row: dict[str, Any], target: Target, value: Any, place: Place) -> None:
        """Put what a cell says into a row of a group."""
        question = self.questionnaire.questions[target.name].inner[target.part]
        problem = cells.problem_of(value, question)
        if problem is not None:
            self.problems.append((place, problem))
            return
        path = f"{target.name}.{target.part}"
        row[target.part] = (cells.raw_of(question, value, self.columns, path), place)

    def _tick(self, draft: Draft, target: Target, value: Any, place: Place) -> None:
        """Note whether one of several choices was chosen, in a column of its own."""
        said = ("yes" if value else "no") if isinstance(value, bool) else str(value).strip().casefold()
        ticked = draft.ticked.setdefault(target.name, [])
        draft.places.setdefault(("answers", target.name), place)
        if said in YES or said in cells.TICKS:
            ticked.append(target.part)
        elif said not in NO and said not in cells.UNTICKED:
            self.problems.append((place, Problem("not_yes_no")))

    def _rows(self, table: Table, group: Question) -> None:
        """Read a table of the rows of a group, each of which says which case it belongs to."""
        found, problems = targets(table, Names(group.inner), self.columns, rows=True)
        self.problems += problems
        known = Cases(self.drafts)
        for row in table.rows:
            if _is_repeated_ask(row, found, group.inner):
                continue
            links = {
                target.kind: str(row.cells[place]).strip()
                for place, target in found.items()
                if target.kind not in {"question", SKIP} and place in row.cells
            }
            draft = known.of(table, links)
            if draft is None:
                problem = Problem("no_such_case") if links else Problem("row_without_case")
                self.problems.append((table.place(row.number), problem))
                continue
            kept = draft.rows.setdefault(group.id, {})
            into = kept.setdefault(max(kept, default=0) + 1, {})
            for place, value in row.cells.items():
                target = found.get(place, Target(SKIP))
                if target.kind == "question":
                    inner = Target("row", group.id, target.name)
                    self._inner(into, inner, value, table.place(row.number, place))

    def _record(self, draft: Draft) -> Imported | None:
        """The case, when nothing is wrong with it."""
        data = self._data(draft)
        record, problems = answers_module.parse(data, self.questionnaire, self.today)
        told: list[tuple[Place, str, Mapping[str, str]]] = []
        for problem in problems:
            place = next(
                (draft.places[problem.path[:n]] for n in range(9, 0, -1) if problem.path[:n] in draft.places),
                draft.place,
            )
            if (place, problem.key, problem.values) not in told:  # two columns may hold one case number
                told.append((place, problem.key, problem.values))
                self.problems.append((place, problem))
        if record is None or problems or not draft.case:
            return None
        held = record.held_on(self.questionnaire.day) or self.today
        record = keeping.in_order(record, self.questionnaire, held)
        left = flow.core_open(self.questionnaire, record, held)
        record = replace(record, status="in-progress" if left else "completed")
        return Imported(f"{naming.of_case(draft.case)}.yaml", record, draft.place)

    def _data(self, draft: Draft) -> dict[str, Any]:
        """The raw record, as an answers file holds it."""
        given = {**{name: list(chosen) for name, chosen in draft.ticked.items()}, **draft.answers}
        for name, raw in self.columns.constants.items():
            if name not in draft.states:
                given.setdefault(name, raw)
        for name, numbered in draft.rows.items():
            if name in draft.answers and any(numbered.values()):
                place = draft.places["answers", name]
                self.problems.append((place, Problem("none_and_rows")))
            elif any(numbered.values()):
                given[name] = in_rows(draft, name, [numbered[n] for n in sorted(numbered) if numbered[n]])
        head = {"questionnaire": self.questionnaire.id, "version": self.questionnaire.version}
        session = self._session(draft)
        sessions = {"sessions": [session]} if session else {}
        return {**head, "case": draft.case, **sessions, "answers": given, "states": draft.states}

    def _session(self, draft: Draft) -> dict[str, str]:
        """When the form was filled in, as far as the row says."""
        found = {}
        for key in ("start", "end"):
            told = moment(draft.links[key]) if key in draft.links else None
            if told is not None:
                found[key] = f"{told:%Y-%m-%dT%H:%M}"
            elif key in draft.links:
                self.problems.append((draft.place, Problem("not_a_moment", values={"name": key})))
        return found if "start" in found else {}


def _is_repeated_ask(row: Row, found: Mapping[int, Target], asked: Mapping[str, Question]) -> bool:
    """Whether a row holds what is asked, under the headings of a template, and no answers."""
    if len(row.cells) < 2:  # noqa: PLR2004  # one cell alone may be anything
        return False
    for place, value in row.cells.items():
        target = found.get(place)
        question = asked.get(target.name) if target is not None else None
        if question is not None and folded(str(value)) not in {folded(ask) for ask in question.ask.values()}:
            return False
    return True
