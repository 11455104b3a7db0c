"""The rules beside a questionnaire: facts, typology, checklist, recommendations and plan, all data.

Where the rules come from stands in the rules file itself, with a year and a source for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from refscreen.conditions import Condition
from refscreen.errors import Problem
from refscreen.questionnaire import Questionnaire
from refscreen.reading import Frozen, Id, Many, Name, Text, When, problems_of
from refscreen.rules_check import problems_in

Confidence = Literal["high", "medium", "low"]


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
    """A row of the effort checklist, and the types it is listed for.

    Attributes:
        when: the cases it can be of any use in; in others it is left out. None is all of them.
        done_when: the answers that say it is done.
    """

    id: Id
    group: Id
    text: Text
    types: dict[Id, Literal["yes", "optional"]]
    texts: dict[Id, Text] = Field(default_factory=dict)
    when: When | None = None
    done_when: When | None = None


class Variant(Frozen):
    """What a stage says instead where a condition holds; what is not said here stays as it is."""

    when: When
    goal: Text | None = None
    follow_up: Text | None = None
    who: Many[str] = ()


class Stage(Frozen):
    """A part of the plan; ``months`` after the takeover is its deadline, 0 is before it.

    Attributes:
        who: those the stage rests with when nothing is recommended in it.
        variants: what it says for some cases; of several the first that holds.
    """

    id: str
    label: Text
    months: Annotated[int, Field(ge=0, le=60)]
    goal: Text
    follow_up: Text
    who: Many[str] = ()
    variants: Many[Variant] = ()


class Area(Frozen):
    """What a recommendation is about; areas order the recommendations within a stage.

    A recommendation in a ``sensitive`` area gives a sensitive answer away by what it says.
    """

    id: Id
    label: Text
    sensitive: bool = False


class Bound(Frozen):
    """A day that a date question tells, or so many days before it; only in the cases that ``when`` names."""

    question: Id
    days: Annotated[int, Field(ge=0, le=365)] = 0
    when: When | None = None


class Recommendation(Frozen):
    """What somebody should do when a condition holds, why, by when, and where that is known from.

    Attributes:
        before: the deadline is no later than this day, though the stage may end later.
        not_before: the deadline is no earlier than this day, though the stage may end earlier.
    """

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
    before: Bound | None = None
    not_before: Bound | None = None
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
    problems = problems_in(found, questionnaire)
    return (None if problems else found), problems
