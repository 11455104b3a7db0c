"""What one audience may see of a case, and nothing else: default deny, by construction.

Answers that the audience may not see are taken out *before* anything is concluded from them, so neither an
answer, a reason nor a recommendation can give them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from refscreen.answers import Answers
from refscreen.assessment import Advice, Assessment, assess
from refscreen.items import Item, ItemMaker, Items, Reason, permitted
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules
from refscreen.wording import Wording

OPEN = frozenset({"not_covered", "later", "unclear", "not_asked"})
"""States of a question that somebody still has to ask."""


@dataclass(frozen=True)
class Counsel:
    """A recommendation as a reader sees it.

    Attributes:
        sensitive: whether the recommendation itself gives a sensitive answer away: it is about such matters,
            or nothing but such answers led to it. A document keeps it with the sensitive answers.
    """

    id: str
    text: str
    why: str
    who: tuple[str, ...]
    stage: str
    deadline: str
    area: str
    priority: int
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    waits_for: tuple[str, ...]
    sensitive: bool = False


@dataclass(frozen=True)
class Kind:
    """The candidate's type as a reader sees it: what it means, why, how sure, and who decided."""

    id: str
    name: str
    summary: str
    drive: str
    attention: tuple[str, ...]
    because: str = ""
    confidence: str = ""
    border: str = ""
    suggested: str = ""
    overridden: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Sides:
    """A company requirement seen from three sides, each on 1-5; None is not covered."""

    id: str
    label: str
    own: float | None
    consultant: float | None
    second_hand: float | None
    example: str


@dataclass(frozen=True)
class PlanStep:
    """A stage of the plan as a reader sees it."""

    id: str
    label: str
    deadline: str
    goal: str
    follow_up: str
    counsel: tuple[Counsel, ...]


@dataclass(frozen=True)
class Check:
    """A row of the effort checklist."""

    group: str
    text: str
    optional: bool


@dataclass(frozen=True)
class Conclusions:
    """What was concluded from the answers that are in the view."""

    kind: Kind | None
    sides: tuple[Sides, ...]
    counsel: tuple[Counsel, ...]
    top: tuple[Counsel, ...]
    plan: tuple[PlanStep, ...]
    checklist: tuple[Check, ...]


@dataclass(frozen=True)
class SectionView:
    """A section with the items that this audience may see."""

    id: str
    title: str
    items: tuple[Item, ...]

    @property
    def open(self) -> tuple[Item, ...]:
        """What somebody still has to ask; declined and unknown are answers of a kind and not among them."""
        return tuple(item for item in self.items if item.state in OPEN)


@dataclass(frozen=True)
class View:
    """Everything a document's template gets."""

    audience: str
    language: str
    case: str
    today: date
    a: Items
    sections: tuple[SectionView, ...]
    conclusions: Conclusions
    with_sensitive: bool
    sessions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Case:
    """One case together with what is needed to read it."""

    questionnaire: Questionnaire
    rules: Rules
    answers: Answers
    today: date

    @property
    def values(self) -> dict[str, Any]:
        """The answers whose question applies."""
        return self.questionnaire.applicable(self.answers.values, self.today)


def view(case: Case, audience: str, wording: Wording, consent: str | None = None) -> View:
    """Build the view of a case for an audience.

    Args:
        case: the case.
        audience: who the document is for.
        wording: the language it is written in.
        consent: the yes_no question that must be answered yes for sensitive answers to be in the view; with
            None they never are.
    """
    agreed = consent is not None and case.values.get(consent) is True
    asked = case.questionnaire.visible(case.answers.values, case.today)
    seen = {q.id: q for q in asked if audience in q.audiences and (agreed or not q.sensitive)}
    values = {
        name: permitted(seen[name], value, audience) for name, value in case.values.items() if name in seen
    }
    maker = ItemMaker(case.questionnaire, case.answers, audience, wording)
    items = {name: maker.item(question, values.get(name), name) for name, question in seen.items()}
    result = assess(case.questionnaire, case.rules, values, case.today)
    return View(
        audience=audience,
        language=wording.language,
        case=case.answers.case,
        today=case.today,
        a=Items(items),
        sections=tuple(_sections(case.questionnaire, items, wording)),
        conclusions=_Concluder(case.rules, maker, values, items).conclusions(result),
        with_sensitive=agreed,
        sessions=case.answers.sessions if audience == "municipality" else (),
    )


def _sections(
    questionnaire: Questionnaire, items: Mapping[str, Item], wording: Wording
) -> Iterator[SectionView]:
    """The sections that hold anything for this audience."""
    for section in questionnaire.sections:
        inside = tuple(items[question.id] for question in section.questions if question.id in items)
        if inside:
            yield SectionView(section.id, wording.words(section.title), inside)


@dataclass(frozen=True)
class _Concluder:
    """Puts an assessment into words."""

    rules: Rules
    maker: ItemMaker
    values: Mapping[str, Any]
    items: Mapping[str, Item]

    def conclusions(self, result: Assessment) -> Conclusions:
        say = self.maker.wording.words
        counsel = {advice.rule.id: self._counsel(advice) for advice in result.advice}
        plan = (
            PlanStep(
                step.stage.id,
                say(step.stage.label),
                self.maker.wording.date(step.deadline),
                say(step.stage.goal),
                say(step.stage.follow_up),
                tuple(counsel[advice.rule.id] for advice in step.advice),
            )
            for step in result.plan
        )
        checklist = (
            Check(
                say(self.rules.groups[task.element.group]),
                say(task.element.texts.get(result.type or "") or task.element.text),
                task.optional,
            )
            for task in result.checklist
        )
        return Conclusions(
            kind=self._kind(result),
            sides=self._sides(result),
            counsel=tuple(counsel.values()),
            top=tuple(counsel[advice.rule.id] for advice in result.top),
            plan=tuple(plan),
            checklist=tuple(checklist),
        )

    def _counsel(self, advice: Advice) -> Counsel:
        say, rule = self.maker.wording.words, advice.rule
        sources = [self.rules.sources[name] for name in rule.source if name in self.rules.sources]
        area = next(area for area in self.rules.areas if area.id == rule.area)
        reasons = self.maker.reasons(advice.used, self.values)
        return Counsel(
            id=rule.id,
            text=say(rule.text),
            why=say(rule.why),
            who=tuple(say(self.rules.who[name]) for name in rule.who),
            stage=rule.stage,
            deadline=self.maker.wording.date(advice.deadline),
            area=say(area.label),
            priority=rule.priority,
            reasons=reasons,
            sources=tuple(f"{source.title} ({source.year})" for source in sources),
            waits_for=advice.waits_for,
            sensitive=area.sensitive or (bool(reasons) and all(reason.sensitive for reason in reasons)),
        )

    def _kind(self, result: Assessment) -> Kind | None:
        kinds, say = self.rules.type_by_id, self.maker.wording.words
        found, suggestion = kinds.get(result.type or ""), result.suggestion
        if found is None:
            return None
        kind = Kind(
            found.id, say(found.name), say(found.summary), say(found.drive), tuple(map(say, found.attention))
        )
        if suggestion is None:
            return kind
        rule = suggestion.rule
        return replace(
            kind,
            because=say(rule.because),
            confidence=rule.confidence,
            border=say(kinds[rule.border].name) if rule.border else "",
            suggested=say(kinds[rule.type].name),
            overridden=result.overridden,
            reasons=self.maker.reasons(suggestion.used, self.values),
        )

    def _sides(self, result: Assessment) -> tuple[Sides, ...]:
        say = self.maker.wording.words
        return tuple(
            Sides(
                rating.requirement.id,
                say(rating.requirement.label),
                rating.own,
                rating.consultant,
                rating.second_hand,
                self._example(rating.requirement.example),
            )
            for rating in result.ratings
        )

    def _example(self, name: str) -> str:
        item = self.items.get(name)
        return item.text if item is not None and item.covered else ""
