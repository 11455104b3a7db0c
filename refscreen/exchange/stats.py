"""Figures of a cohort: how many came how far, of how many, in what time; never a number that tells of one.

A case stands where it has come furthest: screened, mapped, placed in a municipality, in active effort, or
self-supporting. Whoever has reached a stage has reached those before it, so that »30 of 83 in active effort«
is a share of people who are all among the 83.

A row in the table of outcomes tells of the stages before it, too: whoever is placed is mapped. Two things it
does not tell, and where they are missing this is said. Effort and self-support do not show that somebody
lives in a municipality, for those who seek asylum can have both: unless the case or a row »placed« says so,
they count as mapped. And living there does not show that somebody is mapped: without a row they count as
screened.

How long it took to self-support is told where the dates leave no doubt. Who supported themselves before the
move is counted apart, neither within six months nor within twelve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from refscreen.assessment import assess
from refscreen.conditions import Scope, evaluate, parse
from refscreen.dates import PartialDate, months_after
from refscreen.errors import Problem, UserError, suggestion
from refscreen.exchange.stats_outcomes import Outcome, data, last_of
from refscreen.exchange.suppression import Suppression, suppress, with_totals
from refscreen.exchange.tables import Located, Place
from refscreen.items import NOTES_FOR
from refscreen.questionnaire import Question, Questionnaire
from refscreen.view import Case

STAGES = ("screened", "mapped", "placed", "active", "self_supporting")
KNOWN_BY_ITSELF = ("screened", "placed")
"""The stages that a questionnaire knows of; the others come from a table of outcomes."""
FORMS = ("igu", "su", "ordinary", "form_unknown")
TIMES = ("before", "within_6", "within_12", "later", "time_unknown")
COUNTED = frozenset({
    "choice", "choices", "yes_no", "scale", "country", "language", "municipality", "occupation",
})  # fmt: skip
"""Types whose answers make groups; a text would name people."""


@dataclass(frozen=True)
class Person:
    """What of a case is counted: its furthest stage, its form and time of self-support, and its groups."""

    stage: str
    form: str = ""
    time: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """Counts that add up to a total, and which of them are withheld.

    Attributes:
        counts: the exclusive counts by name.
        hidden: for being small, or to protect the small ones.
        total_hidden: whether the total is withheld, too.
    """

    counts: Mapping[str, int]
    small: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    total_hidden: bool = False

    @property
    def total(self) -> int:
        """The sum of the counts."""
        return sum(self.counts.values())

    def sum(self, names: Iterable[str], least: int) -> int | None:
        """The sum of some of the counts; None where it cannot be told."""
        wanted = set(names)
        found = sum(self.counts[name] for name in wanted)
        derivable = not self.hidden & wanted or (self.hidden <= wanted and not self.total_hidden)
        return found if derivable and (found == 0 or found >= least) else None


@dataclass(frozen=True)
class Grouped:
    """The cases by the answer to one question."""

    question: Question
    names: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    suppressed: tuple[Suppression, ...]
    several: bool


@dataclass(frozen=True)
class Figures:
    """Everything that is told of a cohort.

    Attributes:
        stages: the stages that are known of, in order.
        unfinished: interviews that are not completed, and not counted.
    """

    least: int
    stages: tuple[str, ...]
    funnel: Counted
    forms: Counted | None
    times: Counted | None
    grouped: Grouped | None
    unfinished: int
    unmatched: int = 0

    def reached(self, stage: str) -> int | None:
        """How many have reached a stage, those who went further included; None where it cannot be told."""
        return self.funnel.sum(self.stages[self.stages.index(stage) :], self.least)


@dataclass
class Counter:
    """Counts case after case; no more of a case is kept than is counted.

    Attributes:
        beside: what is worth a look, and the first place of it. No more is told: how many would be a figure
            beside the others, from which those withheld could be worked out.
    """

    questionnaire: Questionnaire
    outcomes: Mapping[str, Outcome] | None
    by: Question | None
    people: dict[str, Person] = field(default_factory=dict)
    unfinished: int = 0
    beside: dict[str, Located] = field(default_factory=dict)

    def add(self, case: Case, key: str) -> None:
        """Count a case; one that is there twice counts once, as it was read last."""
        if case.answers.status != "completed":
            self.unfinished += 1
            return
        outcome = (self.outcomes or {}).get(case.answers.case, Outcome())
        stage = self._stage(case, outcome, key)
        done = stage == "self_supporting"
        groups = _groups(case, self.by) if self.by is not None else ()
        form = (outcome.form or "form_unknown") if done else ""
        time = self._time(case, outcome) if done else ""
        if time == "before":
            self._note(outcome.places[stage], Problem("outcome_before_move"))
        self.people[case.answers.case or key] = Person(stage, form, time, groups)

    def _note(self, place: Place, problem: Problem) -> None:
        self.beside.setdefault(problem.key, (place, problem))

    def _rule(self, key: str) -> Any:
        return data()["questionnaires"].get(self.questionnaire.id, {}).get(key)

    def _stage(self, case: Case, outcome: Outcome, key: str) -> str:
        """The furthest stage; those after »placed« are of people who live in a municipality."""
        values, rule, told = case.values, self._rule("placed"), outcome.stages
        scope = Scope(values, self.questionnaire.terms, case.today)
        lives_there = rule is not None and bool(evaluate(parse(rule), scope))
        if self.outcomes is None:
            return "placed" if lives_there else "screened"
        if lives_there and not told:
            self._note(Place(key), Problem("outcome_unmapped"))
        furthest = max(told, key=STAGES.index, default="screened")
        if furthest in {"active", "self_supporting"} and not (lives_there or "placed" in told):
            self._note(outcome.places[furthest], Problem("outcome_unplaced"))
            return "mapped"
        return "placed" if lives_there and furthest == "mapped" else furthest

    def _time(self, case: Case, outcome: Outcome) -> str:
        """How long it took from the move to the municipality, where the dates leave no doubt."""
        asked = case.values.get(self._rule("since") or "")
        start = outcome.stages.get("placed") or (asked if isinstance(asked, PartialDate) else None)
        end = outcome.stages.get("self_supporting")
        if start is None or end is None:
            return "time_unknown"
        shortest, longest = _took(last_of(start), end.first()), _took(start.first(), last_of(end))
        return shortest if shortest == longest else "time_unknown"

    def figures(self, least: int) -> Figures:
        """What may be told of everybody counted."""
        stages = STAGES if self.outcomes is not None else KNOWN_BY_ITSELF
        people = list(self.people.values())
        reached = {stage: sum(p.stage == stage for p in people) for stage in stages}
        funnel = _row(reached, suppress(with_totals([list(reached.values())]), least))
        whole = Figures(least, stages, funnel, None, None, None, self.unfinished)
        done = whole.reached("self_supporting") if self.outcomes is not None else None
        unmatched = len(set(self.outcomes or ()) - set(self.people))
        return Figures(
            least,
            stages,
            funnel,
            _split({form: sum(p.form == form for p in people) for form in FORMS}, least) if done else None,
            _split({time: sum(p.time == time for p in people) for time in TIMES}, least) if done else None,
            _grouped(people, self.by, funnel, least) if self.by is not None else None,
            self.unfinished,
            unmatched,
        )


def question_for(name: str, questionnaire: Questionnaire) -> Question:
    """The question that cases are grouped by.

    Raises:
        UserError: there is none, or its answers are no groups, or are not for others.
    """
    short = data()["questionnaires"].get(questionnaire.id, {}).get("by", {})
    fit = {
        key: question
        for key, question in questionnaire.questions.items()
        if not question.sensitive
        and NOTES_FOR in question.audiences
        and (question.type in COUNTED or (question.type == "text" and key in questionnaire.sitting))
    }
    found = fit.get(short.get(name, name))
    if found is None:
        known = [*short, *fit]
        values = {"name": name, "suggestion": suggestion(name, known)}
        raise UserError([Problem("cannot_group_by", where="--by", values=values)], exit_code=2)
    return found


def _groups(case: Case, by: Question) -> tuple[str, ...]:
    """The groups of a case: the answer, each of several answers, or the type that counts."""
    value = case.values.get(by.id)
    if by.id == case.rules.decided_by and value is None:
        value = assess(case.questionnaire, case.rules, case.values, case.today).type
    if value is None:
        return ("",)
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _took(start: date, end: date) -> str:
    """How long it took from one day to another, as it is counted."""
    if end < start:
        return "before"
    bounds = ((6, "within_6"), (12, "within_12"))
    return next((name for months, name in bounds if end <= months_after(start, months)), "later")


def _split(counts: Mapping[str, int], least: int) -> Counted:
    """Counts whose total is told elsewhere."""
    row = list(counts.values())
    fixed = [(line, len(row)) for line in range(2)]
    return _row(counts, suppress(with_totals([row]), least, fixed))


def _row(counts: Mapping[str, int], found: Suppression) -> Counted:
    """What a table of one row and its totals shows."""
    names = list(counts)
    small = frozenset(name for place, name in enumerate(names) if (0, place) in found.small)
    hidden = frozenset(name for place, name in enumerate(names) if found.hides((0, place)))
    return Counted(counts, small, hidden, found.hides((0, len(names))))


def _grouped(people: Sequence[Person], by: Question, funnel: Counted, least: int) -> Grouped:
    """The cases by group and furthest stage; with several answers to a case each group stands alone."""
    order = {choice.id: place for place, choice in enumerate(by.choices)}
    names = sorted(
        {group for person in people for group in person.groups},
        key=lambda name: (name == "", order.get(name, len(order)), name.casefold()),
    )
    stages = list(funnel.counts)
    table = tuple(
        tuple(sum(name in p.groups and p.stage == stage for p in people) for stage in stages)
        for name in names
    )
    several = by.type == "choices"
    if several:
        alone = tuple(suppress(with_totals([row]), least) for row in table)
        return Grouped(by, tuple(names), table, alone, several)
    last, width = len(table), len(stages)
    fixed = [(last, place) for place in range(width + 1)]
    hidden = [(last, place) for place, stage in enumerate(stages) if stage in funnel.hidden]
    hidden += [(last, width)] if funnel.total_hidden else []
    whole = suppress(with_totals(table), least, fixed, hidden) if table else Suppression([[0]], least)
    return Grouped(by, tuple(names), table, (whole,), several)
