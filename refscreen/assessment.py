"""From answers to a suggestion: facts, a type with its reasons, recommendations and a plan. Pure.

The program suggests and says why; the consultant decides. Where consultant and program differ, both are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from refscreen.conditions import Condition, Scope, evaluate
from refscreen.dates import PartialDate, months_after
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Bound, Element, Recommendation, Requirement, Rules, Stage, TypeRule

TOP = 5
"""Recommendations on page 1 (domain §3: the top five with owner and deadline)."""


@dataclass(frozen=True)
class Suggestion:
    """The type the rules suggest, and the answers that led there."""

    rule: TypeRule
    used: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """A recommendation that fired: the answers that fired it, its deadline, and what it has to wait for.

    Attributes:
        stage: the stage of the plan it stands in; one before the rule's where the deadline is so early.
        deadline: never before the day of the assessment; on that day it means as soon as possible.
    """

    rule: Recommendation
    used: tuple[str, ...]
    stage: str
    deadline: date
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rating:
    """One company requirement seen from three sides, each on 1-5; None is not covered."""

    requirement: Requirement
    own: float | None
    consultant: float | None
    second_hand: float | None


@dataclass(frozen=True)
class Step:
    """One stage of the plan as it is for this case: until when, and what is recommended in it."""

    stage: Stage
    deadline: date
    advice: tuple[Advice, ...]


@dataclass(frozen=True)
class Task:
    """A row of the effort checklist for the candidate's type, and whether the answers say it is done."""

    element: Element
    optional: bool
    done: bool = False


@dataclass(frozen=True)
class Assessment:
    """Everything that was concluded from one case on one day."""

    today: date
    suggestion: Suggestion | None
    decided: str | None
    ratings: tuple[Rating, ...]
    advice: tuple[Advice, ...]
    top: tuple[Advice, ...]
    plan: tuple[Step, ...]
    checklist: tuple[Task, ...]

    @property
    def type(self) -> str | None:
        """The type that counts: the consultant's when there is one, else the suggested."""
        return self.decided or (self.suggestion.rule.type if self.suggestion else None)

    @property
    def overridden(self) -> bool:
        """Whether the consultant decided otherwise than the rules suggest."""
        return bool(self.decided and self.suggestion and self.decided != self.suggestion.rule.type)


def assess(questionnaire: Questionnaire, rules: Rules, values: Mapping[str, Any], today: date) -> Assessment:
    """Draw the conclusions of one case.

    Args:
        questionnaire: what was asked.
        rules: the rules that lie beside the questionnaire.
        values: the answers that apply (``Questionnaire.applicable``) and that the reader may know of: what is
            concluded can then give nothing else away.
        today: the day that ages and deadlines are counted from.
    """
    scope = Scope(values, questionnaire.terms, today, rules.conditions)
    suggestion = _suggest(rules, scope)
    decided = values.get(rules.decided_by) if rules.decided_by else None
    ends = _ends(rules, _takeover(rules, values, today))
    chosen = decided or (suggestion.rule.type if suggestion else None)
    advice = _advise(rules, scope, ends)
    return Assessment(
        today=today,
        suggestion=suggestion,
        decided=decided,
        ratings=tuple(_rating(requirement, values) for requirement in rules.requirements),
        advice=advice,
        top=_top(advice),
        plan=_plan(rules, scope, advice, ends),
        checklist=_checklist(rules, scope, chosen) if chosen else (),
    )


def suggest(
    questionnaire: Questionnaire, rules: Rules, values: Mapping[str, Any], today: date
) -> Suggestion | None:
    """The type that the rules suggest, and nothing else; the arguments are those of ``assess``."""
    return _suggest(rules, Scope(values, questionnaire.terms, today, rules.conditions))


def _suggest(rules: Rules, scope: Scope) -> Suggestion | None:
    """The first rule that holds; none when the residence status is unknown (domain §6, rule 1)."""
    for rule in rules.typology:
        verdict = evaluate(rule.when, scope)
        if verdict:
            return Suggestion(rule, verdict.used)
    return None


def _takeover(rules: Rules, values: Mapping[str, Any], today: date) -> date:
    """The day the plan counts from: the first of the rules' date questions that is answered, else today."""
    for name in rules.counted_from:
        told = values.get(name)
        if isinstance(told, PartialDate):
            return told.first()
    return today


def _ends(rules: Rules, takeover: date) -> dict[str, date]:
    """The day each stage of the plan ends, in their order."""
    return {stage.id: months_after(takeover, stage.months) for stage in rules.stages}


def _advise(rules: Rules, scope: Scope, ends: Mapping[str, date]) -> tuple[Advice, ...]:
    """The recommendations that fire, by stage and area; of contradictory ones the cautious goes first."""
    stage_order = {name: index for index, name in enumerate(ends)}
    area_order = {area.id: index for index, area in enumerate(rules.areas)}
    fired = []
    for rule in rules.recommendations:
        verdict = evaluate(rule.when, scope)
        if verdict:
            fired.append(_timed(rule, verdict.used, scope, ends))
    ids = {advice.rule.id for advice in fired}
    waiting = [replace(a, waits_for=tuple(name for name in a.rule.waits_for if name in ids)) for a in fired]
    return tuple(
        sorted(
            waiting,
            key=lambda a: (stage_order[a.stage], bool(a.waits_for), area_order[a.rule.area], a.rule.id),
        )
    )


def _timed(rule: Recommendation, used: tuple[str, ...], scope: Scope, ends: Mapping[str, date]) -> Advice:
    """A recommendation with its deadline, in the first stage that is not over before it."""
    usual = ends[rule.stage]
    wanted = max(usual, _day(rule.not_before, scope) or usual)
    wanted = min(wanted, _day(rule.before, scope) or wanted)
    deadline = max(wanted, scope.today)
    stage = next(name for name, end in ends.items() if end >= deadline) if deadline < usual else rule.stage
    return Advice(rule, used, stage, deadline)


def _day(bound: Bound | None, scope: Scope) -> date | None:
    """The day a bound comes to, as far as the answers tell; of a month or a year its first day."""
    told = scope.values.get(bound.question) if bound else None
    if bound is None or not isinstance(told, PartialDate) or not _holds(bound.when, scope):
        return None
    return told.first() - timedelta(days=bound.days)


def _holds(condition: Condition | None, scope: Scope) -> bool:
    return condition is None or bool(evaluate(condition, scope))


def _top(advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The five for page 1: the urgent ones first, in the order of the plan; none that has to wait."""
    ready = [item for item in advice if not item.waits_for]
    return tuple(sorted(ready, key=lambda item: item.rule.priority)[:TOP])


def _plan(
    rules: Rules, scope: Scope, advice: tuple[Advice, ...], ends: Mapping[str, date]
) -> tuple[Step, ...]:
    return tuple(
        Step(_varied(stage, scope), ends[stage.id], tuple(item for item in advice if item.stage == stage.id))
        for stage in rules.stages
    )


def _varied(stage: Stage, scope: Scope) -> Stage:
    """A stage with what it says in this case."""
    variant = next((variant for variant in stage.variants if evaluate(variant.when, scope)), None)
    if variant is None:
        return stage
    return stage.model_copy(
        update={
            "goal": variant.goal or stage.goal,
            "follow_up": variant.follow_up or stage.follow_up,
            "who": variant.who or stage.who,
        }
    )


def _checklist(rules: Rules, scope: Scope, kind: str) -> tuple[Task, ...]:
    """The effort checklist of a type, without what is of no use in this case."""
    return tuple(
        Task(
            element,
            optional=element.types[kind] == "optional",
            done=element.done_when is not None and _holds(element.done_when, scope),
        )
        for element in rules.elements
        if kind in element.types and _holds(element.when, scope)
    )


def _rating(requirement: Requirement, values: Mapping[str, Any]) -> Rating:
    own = values.get(requirement.self)
    scaled = None if own is None else own * 5 / requirement.self_max
    group, _, inner = (requirement.second_hand or "").partition(".")
    told = [row[inner] for row in values.get(group, ()) if row.get(inner)]
    second_hand = sum(told) / len(told) if told else None
    return Rating(requirement, scaled, values.get(requirement.consultant), second_hand)
