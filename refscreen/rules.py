"""The rules beside a questionnaire: facts, typology, checklist, recommendations and plan, all data.

Where the rules come from stands in the rules file itself, with a year and a source for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from refscreen.condition_check import check
from refscreen.conditions import Condition, Term
from refscreen.errors import Path, Problem, suggestion
from refscreen.questionnaire import Questionnaire
from refscreen.reading import Frozen, Id, Many, Name, Text, When, problems_of

Confidence = Literal["high", "medium", "low"]
_RATED = {"scale", "number"}


class Source(Frozen):
    """The published work a rule comes from."""

    title: str
    year: int


class Fact(Frozen):
    """A named condition, so that rules can say ``asylum`` instead of repeating it."""

    when: When
    text: Text


class Requirement(Frozen):
    """One thing companies require, and the questions that speak to it from three sides."""

    id: Id
    label: Text
    self: Id
    self_max: Annotated[int, Field(ge=1)] = 5
    consultant: Id
    example: Id
    second_hand: str | None = None


class Type(Frozen):
    """One of the typologies: how a group of candidates usually comes, and what to be aware of."""

    id: Id
    name: Text
    summary: Text
    drive: Text | None = None
    attention: Many[Text] = ()


class TypeRule(Frozen):
    """A suggestion of a type; of several rules the first that holds decides."""

    type: Id
    when: When
    confidence: Confidence
    border: Id | None = None
    because: Text


class Element(Frozen):
    """A row of the effort checklist, and the types it is listed for."""

    id: Id
    group: Id
    text: Text
    types: dict[Id, Literal["yes", "optional"]]
    texts: dict[Id, Text] = Field(default_factory=dict)


class Stage(Frozen):
    """A part of the plan; ``months`` after the takeover is its deadline, 0 is before it."""

    id: str
    label: Text
    months: Annotated[int, Field(ge=0, le=60)]
    goal: Text
    follow_up: Text


class Area(Frozen):
    """What a recommendation is about; areas order the recommendations within a stage.

    A recommendation in a ``sensitive`` area gives a sensitive answer away by what it says.
    """

    id: Id
    label: Text
    sensitive: bool = False


class Recommendation(Frozen):
    """What somebody should do when a condition holds, why, by when, and where that is known from."""

    id: Annotated[str, Field(pattern=r"^R\d{2,3}$")]
    condition: str
    when: When
    text: Text
    why: Text
    who: Many[str]
    stage: str
    area: Id
    priority: Annotated[int, Field(ge=1, le=3)]
    source: Many[str]
    waits_for: Many[str] = ()
    example: dict[Id, Any] = Field(default_factory=dict)


class Rules(Frozen):
    """Everything that turns answers into a suggestion."""

    questionnaire: str
    version: int
    year: int
    counted_from: Many[Id] = ()
    decided_by: Id | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
    facts: dict[Name, Fact] = Field(default_factory=dict)
    requirements: Many[Requirement] = ()
    types: Many[Type] = ()
    typology: Many[TypeRule] = ()
    elements: Many[Element] = ()
    groups: dict[Id, Text] = Field(default_factory=dict)
    who: dict[str, Text] = Field(default_factory=dict)
    stages: Many[Stage] = ()
    areas: Many[Area] = ()
    recommendations: Many[Recommendation] = ()

    @classmethod
    def none(cls, questionnaire: Questionnaire) -> Rules:
        """The rules of a questionnaire that has none."""
        return cls(questionnaire=questionnaire.id, version=1, year=1)

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The conditions of the facts, by name."""
        return {name: fact.when for name, fact in self.facts.items()}

    @cached_property
    def type_by_id(self) -> Mapping[str, Type]:
        """The types by id."""
        return {kind.id: kind for kind in self.types}

    def asked_about(self, condition: Condition) -> frozenset[str]:
        """Every question a condition rests on, also through facts."""
        names: set[str] = set()
        waiting = list(condition.names())
        while waiting:
            name = waiting.pop()
            if name in self.facts and name not in names:
                waiting += self.facts[name].when.names()
            names.add(name)
        return frozenset(names - set(self.facts))


def parse(data: object, questionnaire: Questionnaire) -> tuple[Rules | None, list[Problem]]:
    """Build the rules of a questionnaire from plain data.

    Returns:
        The rules, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    try:
        found = Rules.model_validate(data)
    except ValidationError as error:
        return None, problems_of(error, Rules)
    if found.questionnaire != questionnaire.id:
        named = {"name": found.questionnaire, "expected": questionnaire.id}
        return None, [Problem("other_questionnaire", ("questionnaire",), values=named)]
    problems = [
        *_check_conditions(found, questionnaire),
        *_check_references(found),
        *_check_ids(found),
        *_check_requirements(found, questionnaire),
        *_check_classification(found, questionnaire),
    ]
    return (None if problems else found), problems


def _check_conditions(found: Rules, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Names, choices and types of every condition; a fact may use the facts before it."""
    terms = dict(questionnaire.terms)
    for name, fact in found.facts.items():
        if name in questionnaire.questions:
            yield Problem(
                "repeated_id", ("facts", name), values={"name": name, "first": questionnaire.id}, on_key=True
            )
        yield from (problem.under("facts", name, "when") for problem in check(fact.when, terms))
        terms[name] = Term("fact")
    conditions = [("typology", index, rule.when) for index, rule in enumerate(found.typology)]
    conditions += [("recommendations", index, rule.when) for index, rule in enumerate(found.recommendations)]
    for key, index, when in conditions:
        yield from (problem.under(key, index, "when") for problem in check(when, terms))


def _check_references(found: Rules) -> Iterator[Problem]:
    """Every type, group, stage, area, person and source that is named is defined."""
    types, stages = set(found.type_by_id), {stage.id for stage in found.stages}
    areas, ids = {area.id for area in found.areas}, {r.id for r in found.recommendations}
    for index, rule in enumerate(found.typology):
        yield from _unknown([rule.type], types, ("typology", index, "type"))
        yield from _unknown([rule.border] if rule.border else [], types, ("typology", index, "border"))
    for index, element in enumerate(found.elements):
        yield from _unknown([element.group], found.groups, ("elements", index, "group"))
        yield from _unknown(element.types, types, ("elements", index, "types"))
        yield from _unknown(element.texts, types, ("elements", index, "texts"))
    for index, item in enumerate(found.recommendations):
        path = ("recommendations", index)
        yield from _unknown(item.who, found.who, (*path, "who"))
        yield from _unknown([item.stage], stages, (*path, "stage"))
        yield from _unknown([item.area], areas, (*path, "area"))
        yield from _unknown(item.source, {*found.sources, "inferred"}, (*path, "source"))
        yield from _unknown(item.waits_for, ids - {item.id}, (*path, "waits_for"))


def _check_ids(found: Rules) -> Iterator[Problem]:
    """No id twice in one table."""
    for key in ("requirements", "types", "elements", "stages", "areas", "recommendations"):
        seen: set[str] = set()
        for index, item in enumerate(getattr(found, key)):
            if item.id in seen:
                yield Problem("repeated_id", (key, index, "id"), values={"name": item.id, "first": key})
            seen.add(item.id)


def _unknown(named: Any, known: Any, path: Path) -> Iterator[Problem]:
    for name in named:
        if name not in known:
            yield Problem(
                "unknown_reference", path, values={"name": name, "suggestion": suggestion(name, known)}
            )


def _check_requirements(found: Rules, questionnaire: Questionnaire) -> Iterator[Problem]:
    """The questions that are named outside conditions are there, and of a type that can be counted with."""
    every = questionnaire.questions.values()
    rated = {q.id for q in every if q.type in _RATED}
    rated_inside = {f"{q.id}.{inner.id}" for q in every for inner in q.questions if inner.type in _RATED}
    for index, item in enumerate(found.requirements):
        path = ("requirements", index)
        yield from _unknown([item.self], rated, (*path, "self"))
        yield from _unknown([item.consultant], rated, (*path, "consultant"))
        yield from _unknown([item.example], questionnaire.questions, (*path, "example"))
        if item.second_hand is not None:
            yield from _unknown([item.second_hand], rated_inside, (*path, "second_hand"))
    yield from _unknown(found.counted_from, {q.id for q in every if q.type == "date"}, ("counted_from",))
    if found.decided_by:
        yield from _unknown([found.decided_by], {q.id for q in every if q.type == "choice"}, ("decided_by",))


def _check_classification(found: Rules, questionnaire: Questionnaire) -> Iterator[Problem]:
    """No rule that classifies people may rest on gender, age or nationality (``classify: false``)."""
    barred = {
        question.id: {inner.id for inner in (question, *question.questions) if not inner.classify}
        for question in questionnaire.questions.values()
    }
    for index, rule in enumerate(found.typology):
        named = found.asked_about(rule.when)
        for name in sorted(named & {bar for question in named for bar in barred.get(question, ())}):
            yield Problem("must_not_classify", ("typology", index, "when"), values={"name": name})
