"""An interview that nobody holds: what is asked, given these answers, and what is concluded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from refscreen.answers import Answers
from refscreen.assessment import Assessment, assess
from refscreen.conditions import Scope, evaluate
from refscreen.errors import Problem
from refscreen.interview import flow
from refscreen.interview.flow import Step
from refscreen.interview.pace import outlook
from refscreen.questionnaire import Question, Questionnaire, Section
from refscreen.rules import Rules
from refscreen.scenario import NO_TYPE, Expectations, Scenario

LEFT_OUT = "not_asked"
"""The state of a question that there was no time for."""

Standing = Literal["answered", "unanswered", "open", "skipped", "no_time", "no_row"]
"""How a question stands. The first three are asked: there is an answer, a reason for none, or neither."""


@dataclass(frozen=True)
class Entry:
    """A question, or an inner question of a group (``education.level``), and how it stands."""

    id: str
    question: Question
    standing: Standing

    @property
    def asked(self) -> bool:
        """Whether it is asked."""
        return self.standing in {"answered", "unanswered", "open"}

    @property
    def condition(self) -> str:
        """The text of its condition; empty without one."""
        return self.question.when.source if self.question.when else ""


@dataclass(frozen=True)
class Simulation:
    """What came of a scenario.

    Attributes:
        parts: the sections with their questions, in the order of the interview.
        minutes: planned for what is asked, as the clock of the interview counts them.
        assessment: what is concluded; what the consultant decided is beside the point.
        facts: which of the rules' facts hold.
    """

    today: date
    parts: tuple[tuple[Section, tuple[Entry, ...]], ...]
    minutes: int
    assessment: Assessment
    facts: Mapping[str, bool]

    @property
    def entries(self) -> dict[str, Entry]:
        """Every question by its id."""
        return {entry.id: entry for _section, entries in self.parts for entry in entries}

    @property
    def type(self) -> str:
        """The type that the rules suggest; ``none`` for none."""
        found = self.assessment.suggestion
        return found.rule.type if found else NO_TYPE


def simulate(scenario: Scenario, questionnaire: Questionnaire, rules: Rules, today: date) -> Simulation:
    """Find out what is asked and what is concluded.

    Args:
        scenario: the answers, as they are at the end of the interview.
        questionnaire: what is asked.
        rules: what is concluded.
        today: counted from where neither the scenario nor its answers say a day.
    """
    day = scenario.today or scenario.answers.held_on(questionnaire.day) or today
    values = questionnaire.applicable(scenario.answers.values, day)
    every = flow.steps(questionnaire, scenario.answers, day)
    no_time, minutes = _clocked(scenario, questionnaire, list(dict.fromkeys(step.id for step in every)))
    walk = _Walk(scenario.answers, questionnaire, every, no_time)
    parts = ((s, tuple(e for q in s.questions for e in walk.entries(q))) for s in questionnaire.sections)
    scope = Scope(values, questionnaire.terms, day, rules.conditions)
    return Simulation(
        today=day,
        parts=tuple(parts),
        minutes=round(minutes),
        assessment=assess(questionnaire, rules, values, day),
        facts={name: bool(evaluate(fact.when, scope)) for name, fact in rules.facts.items()},
    )


def _clocked(
    scenario: Scenario, questionnaire: Questionnaire, asked: list[str]
) -> tuple[frozenset[str], float]:
    """The questions there is no time for, and the minutes that the others take, as the interview counts."""
    begun = Answers(questionnaire.id, questionnaire.version)
    ahead = flow.ahead(questionnaire, begun, tuple(Step(name) for name in asked))
    left_out = {name for name in asked if scenario.answers.states.get(name) == LEFT_OUT}
    if scenario.minutes is not None:
        given = scenario.answers.values
        still = [one for one in ahead if one.id not in left_out]
        still = [replace(one, optional=one.optional and one.id not in given) for one in still]
        left_out |= set(outlook(0, scenario.minutes, still).drop)
    return frozenset(left_out), sum(one.minutes for one in ahead if one.id not in left_out)


@dataclass(frozen=True)
class _Walk:
    """The way through the interview, to look up how each question stands on it."""

    answers: Answers
    questionnaire: Questionnaire
    every: tuple[Step, ...]
    no_time: frozenset[str]

    def entries(self, question: Question) -> Iterator[Entry]:
        """A question, and the inner ones of a group."""
        here = [step for step in self.every if step.id == question.id]
        outer: Standing = "no_time" if question.id in self.no_time else "skipped"
        if here and outer != "no_time":
            outer = self._standing([Step(question.id)])
        yield Entry(question.id, question, outer)
        rows = any(step.inner for step in here)
        for inner in question.questions:
            places = [step for step in here if step.inner == inner.id]
            missing: Standing = outer if outer in {"no_time", "skipped"} else "skipped" if rows else "no_row"
            reached = places and outer != "no_time"
            yield Entry(f"{question.id}.{inner.id}", inner, self._standing(places) if reached else missing)

    def _standing(self, places: list[Step]) -> Standing:
        """How a question stands in all the places where it is asked."""
        found = {flow.standing(self.questionnaire, self.answers, step) for step in places}
        if found & {"open", "later", LEFT_OUT}:
            return "open"
        return "answered" if found & {"answered", "confirm"} else "unanswered"


def compare(result: Simulation, expect: Expectations, rules: Rules) -> list[Problem]:
    """Where something else came than was expected; each with the path of the expectation."""
    found = [
        *_each("asked", expect.asked, lambda name: _not_asked(result, name)),
        *_each("not_asked", expect.not_asked, lambda name: _asked(result, name)),
        *_each("recommended", expect.recommended, lambda name: _not_recommended(result, name, rules)),
        *_each("not_recommended", expect.not_recommended, lambda name: _recommended(result, name)),
        *_totals(result, expect),
        *_facts(result, expect, rules),
    ]
    return [problem.under("expect") for problem in found]


def _each(key: str, names: Collection[str], differs: Callable[[str], Problem | None]) -> Iterator[Problem]:
    for index, name in enumerate(names):
        problem = differs(name)
        if problem:
            yield problem.under(key, index)


def _not_asked(result: Simulation, name: str) -> Problem | None:
    entry = result.entries[name]
    group = result.entries[name.partition(".")[0]]
    values = {"name": name, "group": group.id}
    match entry.standing:
        case "no_time":
            return Problem("expected_in_time", values=values)
        case "no_row":
            return Problem("expected_row", values=values)
        case "skipped":
            condition = group.condition if group.standing == "skipped" else entry.condition
            return Problem("expected_asked", values={"name": name, "condition": condition})
    return None


def _asked(result: Simulation, name: str) -> Problem | None:
    return Problem("expected_not_asked", values={"name": name}) if result.entries[name].asked else None


def _not_recommended(result: Simulation, name: str, rules: Rules) -> Problem | None:
    if any(advice.rule.id == name for advice in result.assessment.advice):
        return None
    condition = next(rule.when.source for rule in rules.recommendations if rule.id == name)
    return Problem("expected_recommended", values={"name": name, "condition": condition})


def _recommended(result: Simulation, name: str) -> Problem | None:
    given = any(advice.rule.id == name for advice in result.assessment.advice)
    return Problem("expected_not_recommended", values={"name": name}) if given else None


def _totals(result: Simulation, expect: Expectations) -> Iterator[Problem]:
    """The minutes and the type."""
    if expect.minutes is not None and result.minutes > expect.minutes:
        values = {"most": str(expect.minutes), "came": str(result.minutes)}
        yield Problem("expected_minutes", ("minutes",), values=values)
    path, values = ("type",), {"name": expect.type or "", "came": result.type}
    if expect.type in (None, result.type):
        return
    if expect.type == NO_TYPE:
        yield Problem("expected_no_type", path, values=values)
    elif result.type == NO_TYPE:
        yield Problem("expected_some_type", path, values=values)
    else:
        yield Problem("expected_type", path, values=values)


def _facts(result: Simulation, expect: Expectations, rules: Rules) -> Iterator[Problem]:
    for name, holds in expect.facts.items():
        values = {"name": name, "condition": rules.facts[name].when.source}
        if holds and not result.facts[name]:
            yield Problem("expected_fact", ("facts", name), values=values)
        elif result.facts[name] and not holds:
            yield Problem("expected_no_fact", ("facts", name), values=values)
