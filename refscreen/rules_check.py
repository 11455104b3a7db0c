"""What only all the rules together can tell: names, types and references, and what no type may rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from refscreen.condition_check import check
from refscreen.conditions import Term
from refscreen.errors import Path, Problem, suggestion
from refscreen.questionnaire import Questionnaire

if TYPE_CHECKING:
    from refscreen.conditions import Condition
    from refscreen.rules import Rules

_RATED = {"scale", "number"}


def problems_in(found: Rules, questionnaire: Questionnaire) -> list[Problem]:
    """Every problem of rules whose keys are right."""
    return [
        *_check_conditions(found, questionnaire),
        *_check_references(found),
        *_check_ids(found),
        *_check_questions(found, questionnaire),
        *_check_classification(found, questionnaire),
    ]


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
    for path, when in _conditions(found):
        if when is not None:
            yield from (problem.under(*path) for problem in check(when, terms))


def _conditions(found: Rules) -> Iterator[tuple[Path, Condition | None]]:
    """Every condition besides those of the facts, and where it stands."""
    for index, rule in enumerate(found.typology):
        yield ("typology", index, "when"), rule.when
    for index, element in enumerate(found.elements):
        yield ("elements", index, "when"), element.when
        yield ("elements", index, "done_when"), element.done_when
    for index, stage in enumerate(found.stages):
        for place, variant in enumerate(stage.variants):
            yield ("stages", index, "variants", place, "when"), variant.when
    for index, item in enumerate(found.recommendations):
        yield ("recommendations", index, "when"), item.when
        for key, bound in (("before", item.before), ("not_before", item.not_before)):
            yield ("recommendations", index, key, "when"), bound.when if bound else None


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
    for index, stage in enumerate(found.stages):
        yield from _unknown(stage.who, found.who, ("stages", index, "who"))
        for place, variant in enumerate(stage.variants):
            yield from _unknown(variant.who, found.who, ("stages", index, "variants", place, "who"))
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


def _check_questions(found: Rules, questionnaire: Questionnaire) -> Iterator[Problem]:
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
    dates = {q.id for q in every if q.type == "date"}
    yield from _unknown(found.counted_from, dates, ("counted_from",))
    for index, advice in enumerate(found.recommendations):
        for key, bound in (("before", advice.before), ("not_before", advice.not_before)):
            named = [bound.question] if bound else []
            yield from _unknown(named, dates, ("recommendations", index, key, "question"))
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
