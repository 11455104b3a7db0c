"""What was concluded from the answers in a view, put into words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from refscreen.assessment import Advice, Assessment
from refscreen.items import Item, ItemMaker, Reason
from refscreen.rules import Rules


@dataclass(frozen=True)
class Counsel:
    """A recommendation as a reader sees it.

    Attributes:
        sensitive: whether the recommendation itself gives a sensitive answer away: it is about such matters,
            or nothing but such answers led to it. A document keeps it with the sensitive answers.
        soon: whether the deadline is the day of the assessment: as soon as possible.
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
    soon: bool = False


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
    example: Item | None


@dataclass(frozen=True)
class PlanStep:
    """A stage of the plan as a reader sees it.

    Attributes:
        who: those it rests with when nothing is recommended in it.
        soon: whether the stage is over by the day of the assessment: what is left of it is urgent.
    """

    id: str
    label: str
    deadline: str
    goal: str
    follow_up: str
    counsel: tuple[Counsel, ...]
    who: tuple[str, ...] = ()
    soon: bool = False


@dataclass(frozen=True)
class Check:
    """A row of the effort checklist."""

    group: str
    text: str
    optional: bool
    done: bool = False


@dataclass(frozen=True)
class Conclusions:
    """What was concluded from the answers that are in the view."""

    kind: Kind | None
    sides: tuple[Sides, ...]
    counsel: tuple[Counsel, ...]
    top: tuple[Counsel, ...]
    plan: tuple[PlanStep, ...]
    checklist: tuple[Check, ...]

    def only(self, names: Collection[str]) -> Conclusions:
        """The conclusions of these names, and nothing of the others."""
        nothing: dict[str, Any] = {
            one.name: None if one.name == "kind" else () for one in fields(self) if one.name not in names
        }
        return replace(self, **nothing)


@dataclass(frozen=True)
class Concluder:
    """Puts an assessment into words."""

    rules: Rules
    maker: ItemMaker
    values: Mapping[str, Any]
    items: Mapping[str, Item]

    def conclusions(self, result: Assessment) -> Conclusions:
        """Everything that was concluded."""
        say = self.maker.wording.words
        counsel = {advice.rule.id: self._counsel(advice, result.today) for advice in result.advice}
        plan = (
            PlanStep(
                step.stage.id,
                say(step.stage.label),
                self.maker.wording.date(step.deadline),
                say(step.stage.goal),
                say(step.stage.follow_up),
                tuple(counsel[advice.rule.id] for advice in step.advice),
                who=self._people(step.stage.who),
                soon=step.deadline <= result.today,
            )
            for step in result.plan
        )
        checklist = (
            Check(
                say(self.rules.groups[task.element.group]),
                say(task.element.texts.get(result.type or "") or task.element.text),
                task.optional,
                task.done,
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

    def _people(self, who: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.maker.wording.words(self.rules.who[name]) for name in who)

    def _counsel(self, advice: Advice, today: date) -> Counsel:
        say, rule = self.maker.wording.words, advice.rule
        sources = [self.rules.sources[name] for name in rule.source if name in self.rules.sources]
        area = next(area for area in self.rules.areas if area.id == rule.area)
        reasons = self.maker.reasons(advice.used, self.values)
        return Counsel(
            id=rule.id,
            text=say(rule.text),
            why=say(rule.why),
            who=self._people(rule.who),
            stage=advice.stage,
            deadline=self.maker.wording.date(advice.deadline),
            area=say(area.label),
            priority=rule.priority,
            reasons=reasons,
            sources=tuple(f"{source.title} ({source.year})" for source in sources),
            waits_for=advice.waits_for,
            sensitive=area.sensitive or (bool(reasons) and all(reason.sensitive for reason in reasons)),
            soon=advice.deadline <= today,
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

    def _example(self, name: str) -> Item | None:
        item = self.items.get(name)
        return item if item is not None and item.covered else None
