"""What an author tries a questionnaire with: made-up answers, and what is expected to come of them. Pure.

A scenario is shaped like a case. Beside the answers stand the day and the minutes there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationError

from refscreen import answers as answers_module
from refscreen.answers import Answers
from refscreen.answers_check import KEYS, SCENARIO, day_of
from refscreen.errors import Path, Problem, suggestion
from refscreen.questionnaire import Questionnaire
from refscreen.reading import Frozen, Many, problems_of
from refscreen.rules import Rules

NO_TYPE = "none"
"""What ``type`` expects where no type is to be suggested."""


class Expectations(Frozen):
    """What the author of a scenario expects; what is not named may be either way.

    Attributes:
        minutes: at most so many for what is asked.
        type: the type that the rules suggest; ``none`` for none.
    """

    asked: Many[str] = ()
    not_asked: Many[str] = ()
    minutes: Annotated[int, Field(ge=0)] | None = None
    type: str | None = None
    recommended: Many[str] = ()
    not_recommended: Many[str] = ()
    facts: dict[str, bool] = Field(default_factory=dict)


class _Beside(Frozen):
    """What a scenario holds and a case does not."""

    today: str | None = None
    minutes: Annotated[int, Field(ge=1, le=960)] | None = None
    expect: Expectations | None = None


@dataclass(frozen=True)
class Scenario:
    """Answers to try a questionnaire with.

    Attributes:
        today: the day that ages and deadlines are counted from; None for that of the interview.
        minutes: there are for the interview; None for enough.
    """

    answers: Answers
    today: date | None = None
    minutes: int | None = None
    expect: Expectations = field(default_factory=Expectations)


def parse(data: object, questionnaire: Questionnaire, rules: Rules) -> tuple[Scenario | None, list[Problem]]:
    """Build a scenario from plain data; its answers pass the same validation as those of a case.

    Returns:
        The scenario, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    problems = list(_unknown(data, (*KEYS, *SCENARIO), ()))
    case = {"questionnaire": questionnaire.id, "version": questionnaire.version}
    case |= {key: value for key, value in data.items() if key in KEYS}
    answers, found = answers_module.parse(case, questionnaire)
    problems += [*found, *(problem.under("expect") for problem in _names(data, questionnaire, rules))]
    today = day_of(data.get("today"))
    if isinstance(data.get("today"), str) and today is None:
        problems.append(Problem("wrong_type", ("today",), values={"wanted": "a_day"}))
    try:
        beside = _Beside.model_validate({key: data[key] for key in SCENARIO if key in data})
    except ValidationError as error:
        return None, problems + problems_of(error, _Beside)
    if answers is None or problems:
        return None, problems
    return Scenario(answers, today, beside.minutes, beside.expect or Expectations()), []


def _unknown(named: Collection[Any], known: Collection[str], path: Path) -> Iterator[Problem]:
    """The keys that are none of those known."""
    for name in named:
        if name not in known:
            values = {"key": str(name), "suggestion": suggestion(name, known)}
            yield Problem("unknown_key", (*path, name), values=values, on_key=True)


def _names(data: Mapping[Any, Any], questionnaire: Questionnaire, rules: Rules) -> Iterator[Problem]:
    """The names in the expectations that neither questionnaire nor rules know."""
    expect = data.get("expect")
    if not isinstance(expect, dict):
        return
    questions = [*questionnaire.questions]
    questions += [f"{q.id}.{name}" for q in questionnaire.questions.values() for name in q.inner]
    advice, kinds = [rule.id for rule in rules.recommendations], [*rules.type_by_id, NO_TYPE]
    known = {"asked": questions, "not_asked": questions, "recommended": advice, "not_recommended": advice}
    for key, names in known.items():
        for index, name in enumerate(_of_kind(expect.get(key), list)):
            yield from _undefined(name, names, (key, index))
    for name in _of_kind(expect.get("facts"), dict):
        yield from _undefined(name, [*rules.facts], ("facts", name))
    yield from _undefined(expect.get("type"), kinds, ("type",))


def _of_kind(raw: object, kind: type) -> Any:
    return raw if isinstance(raw, kind) else ()


def _undefined(name: object, known: Collection[str], path: Path) -> Iterator[Problem]:
    if isinstance(name, str) and name not in known:
        values = {"name": name, "suggestion": suggestion(name, known)}
        yield Problem("unknown_reference", path, values=values, on_key=path[0] == "facts")
